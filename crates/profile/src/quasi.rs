//! Phone numbers, and the quasi-identifiers of `[context]`.

use noroshi_base::Surface;
use unicode_normalization::UnicodeNormalization;

use crate::builder::{Builder, Form};
use crate::model::Context;
use crate::variants::FieldRule;
use crate::{IdentifierKind, kana};

/// Digits of a phone number in national form, `+81` as a leading zero.
pub(crate) fn national_digits(written: &str) -> String {
    let plain: String = written.nfkc().collect();
    let international = plain.trim_start().starts_with('+');
    let digits: String = plain.replace("(0)", "").chars().filter(char::is_ascii_digit).collect();
    match digits.strip_prefix("81").or_else(|| digits.strip_prefix("01081")) {
        Some(rest) if international || digits.starts_with("010") => {
            format!("0{}", rest.trim_start_matches('0'))
        }
        _ => digits,
    }
}

/// Adds a phone number in national and international form.
pub(crate) fn phone(builder: &mut Builder, written: &str) {
    let entry = builder.entry(written);
    let digits = national_digits(written);
    let base = Form {
        text: &digits,
        kind: IdentifierKind::Phone,
        surface: Surface::Direct,
        entry,
        related: false,
        name: "as-written",
        listed: true,
    };
    builder.add_ruled(&base, FieldRule::Substring, false, &[]);
    if let Some(rest) = digits.strip_prefix('0') {
        for text in [format!("81{rest}"), format!("810{rest}")] {
            let form = Form { text: &text, surface: Surface::Derived, name: "international", ..base };
            builder.add_ruled(&form, FieldRule::Substring, false, &[]);
        }
    }
}

/// Adds an autonomous system in the notations of registries and reports.
pub(crate) fn as_number(builder: &mut Builder, number: u32) {
    let entry = builder.entry(&format!("AS{number}"));
    for (head, name) in
        [("AS", "as-written"), ("ASN", "as-number"), ("AS番号", "as-number"), ("autnum", "as-number")]
    {
        let text = format!("{head}{number}");
        let base = Form {
            text: &text,
            kind: IdentifierKind::Network,
            surface: Surface::Direct,
            entry,
            related: false,
            name,
            listed: true,
        };
        builder.add_ruled(&base, FieldRule::Token, false, &[head.len()]);
    }
}

/// Form of a product of `[context]`.
pub const PRODUCT: &str = "product";

/// Adds sector, region, size and products as quasi-identifiers.
pub(crate) fn context(builder: &mut Builder, context: &Context) {
    for (value, name) in [(&context.sector, "sector"), (&context.region, "region")] {
        let Some(value) = value else { continue };
        let entry = builder.entry(value);
        let base = quasi(value, entry, name);
        builder.add_ruled(&base, FieldRule::Substring, false, &[]);
        let short = value.trim_end_matches(['県', '府', '都', '市']);
        if name == "region" && short.chars().count() >= 2 && short != value {
            builder.add_ruled(&Form { text: short, ..base }, FieldRule::Token, true, &[]);
        }
        if kana::is_reading(value) {
            for spelling in kana::romaji(value) {
                builder.add_ruled(
                    &Form { text: &spelling.text, ..base },
                    FieldRule::Token,
                    true,
                    &spelling.breaks,
                );
            }
        }
    }
    for product in &context.products {
        let entry = builder.entry(&product.name);
        for text in std::iter::once(product.name.clone()).chain(product.full()) {
            let rule = if text.chars().count() < 5 { FieldRule::Token } else { FieldRule::Substring };
            builder.add_ruled(&quasi(&text, entry, PRODUCT), rule, false, &[]);
        }
    }
    if let Some(count) = context.employees {
        let entry = builder.entry(&count.to_string());
        for text in [
            format!("{count}名"),
            format!("{count}人"),
            format!("従業員{count}"),
            format!("従業員数{count}"),
            format!("従業員約{count}"),
            format!("社員{count}"),
            format!("社員数{count}"),
            format!("{count} employees"),
            format!("{count} staff"),
        ] {
            builder.add_ruled(&quasi(&text, entry, "employees"), FieldRule::Token, false, &[]);
        }
    }
}

const fn quasi<'a>(text: &'a str, entry: u32, name: &'static str) -> Form<'a> {
    Form {
        text,
        kind: IdentifierKind::Quasi,
        surface: Surface::Quasi,
        entry,
        related: false,
        name,
        listed: true,
    }
}
