//! AD domains, host names and account names.

use noroshi_base::Surface;

use crate::builder::{Builder, Form};
use crate::fold::fold;
use crate::variants::FieldRule;
use crate::{IdentifierKind, name, words};

fn form(builder: &mut Builder, text: &str, kind: IdentifierKind) -> (u32, Form<'static>) {
    let entry = builder.entry(text);
    (
        entry,
        Form {
            text: "",
            kind,
            surface: Surface::Direct,
            entry,
            related: false,
            name: "as-written",
            listed: true,
        },
    )
}

/// An AD domain, in NetBIOS or DNS form.
pub(crate) fn ad_domain(builder: &mut Builder, written: &str) {
    let (entry, base) = form(builder, written, IdentifierKind::AdDomain);
    let folded = fold(written.trim());
    let labels: Vec<&str> = folded.split('.').filter(|label| !label.is_empty()).collect();
    if labels.len() < 2 {
        token(builder, &Form { text: written.trim(), ..base });
        return;
    }
    builder.add_ruled(&Form { text: &folded, ..base }, FieldRule::Substring, false, &[]);
    let components: Vec<String> = labels.iter().map(|label| format!("dc={label}")).collect();
    let derived = Form { surface: Surface::Derived, listed: false, ..base };
    builder.add_ruled(
        &Form { text: &components.join(","), name: "ldap", ..derived },
        FieldRule::Substring,
        false,
        &[],
    );
    builder.variants.domains.push(folded.clone());
    builder.variants.sources.domains.push(entry);
    // The last label is a suffix; generic labels such as `corp` and `ad` say nothing.
    for label in
        labels.iter().take(labels.len() - 1).filter(|label| label.len() >= 3 && !words::is_ordinary(label))
    {
        let form = Form { text: label, name: "domain-label", listed: true, ..derived };
        token(builder, &form);
        name::read_back(builder, label, &Form { kind: IdentifierKind::OrgName, listed: false, ..form });
    }
}

/// A name of an account space: a substring when it is long, otherwise a token.
fn token(builder: &mut Builder, form: &Form<'_>) {
    let letters = form.text.chars().filter(char::is_ascii_alphanumeric).count();
    let ordinary = words::is_ordinary(form.text);
    let rule = match letters {
        _ if ordinary => FieldRule::Structured,
        0..=2 => FieldRule::Structured,
        3..=6 => FieldRule::Token,
        _ => FieldRule::Substring,
    };
    builder.add_ruled(form, rule, ordinary, &[]);
}

/// A host name, or a pattern with `*`.
pub(crate) fn host(builder: &mut Builder, written: &str) {
    let (entry, base) = form(builder, written, IdentifierKind::Host);
    let folded = fold(written.trim());
    // `*.corp.example.local` is every host below a domain.
    let folded = match folded.strip_prefix("*.") {
        Some(rest) if rest.contains('.') && !rest.contains(['*', '?']) => rest.to_owned(),
        _ => folded,
    };
    if folded.contains(['*', '?']) {
        builder.variants.host_patterns.push(folded.clone());
        builder.variants.sources.host_patterns.push(entry);
        // Programs also write the beginning alone, or encode the whole name.
        let literal = folded.split(['*', '?']).max_by_key(|part| part.len()).unwrap_or("");
        if literal.chars().filter(|c| c.is_alphanumeric()).count() >= 3 {
            let prefix = Form { text: literal, surface: Surface::Derived, name: "host-prefix", ..base };
            builder.add_ruled(&prefix, FieldRule::Structured, true, &[]);
        }
        return;
    }
    if folded.contains('.') {
        builder.variants.domains.push(folded.clone());
        builder.variants.sources.domains.push(entry);
        builder.add_ruled(&Form { text: &folded, ..base }, FieldRule::Substring, false, &[]);
        return;
    }
    let ordinary = words::is_ordinary(&folded);
    let rule = if folded.len() < 4 || ordinary { FieldRule::Structured } else { FieldRule::Token };
    builder.add_ruled(&Form { text: written.trim(), ..base }, rule, ordinary, &[]);
}

/// An account name, with or without its domain.
pub(crate) fn user(builder: &mut Builder, written: &str) {
    let (_, base) = form(builder, written, IdentifierKind::User);
    let name =
        written.rsplit(['\\', '/']).next().unwrap_or(written).split('@').next().unwrap_or(written).trim();
    let ordinary = words::is_ordinary(name);
    let rule = if name.chars().count() < 5 || ordinary { FieldRule::Structured } else { FieldRule::Token };
    builder.add_ruled(&Form { text: name, ..base }, rule, ordinary, &[]);
}
