//! Domains: the name itself, its label, its tenant.

use noroshi_base::Surface;

use crate::builder::{Builder, Form};
use crate::variants::FieldRule;
use crate::{IdentifierKind, name, words};

/// Domains of services below which every customer has a label.
const SHARED: &[&str] = &[
    "onmicrosoft.com",
    "sharepoint.com",
    "azurewebsites.net",
    "blob.core.windows.net",
    "azureedge.net",
    "cloudapp.net",
    "amazonaws.com",
    "awsapps.com",
    "cloudfront.net",
    "okta.com",
    "my.salesforce.com",
    "salesforce.com",
    "force.com",
    "zendesk.com",
    "slack.com",
    "box.com",
    "atlassian.net",
    "service-now.com",
    "cybozu.com",
    "kintone.com",
    "backlog.com",
    "backlog.jp",
    "zoom.us",
    "webex.com",
    "github.io",
    "gitlab.io",
    "googleapis.com",
    "firebaseapp.com",
    "web.app",
    "appspot.com",
    "herokuapp.com",
    "netlify.app",
    "vercel.app",
    "pages.dev",
    "workers.dev",
    "duckdns.org",
    "sakura.ne.jp",
    "wordpress.com",
    "myshopify.com",
    "auth0.com",
    "onelogin.com",
    "workday.com",
    "hubspot.com",
];

/// Whether an entry of `related` is a domain rather than a name.
pub(crate) fn looks_like(entry: &str) -> bool {
    let folded = crate::fold::fold(entry.trim());
    let labels: Vec<&str> = folded.split('.').collect();
    labels.len() >= 2
        && !folded.contains(char::is_whitespace)
        && labels
            .iter()
            .all(|label| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-'))
        && labels
            .last()
            .is_some_and(|last| last.chars().count() >= 2 && last.chars().all(char::is_alphabetic))
        && !matches!(labels.last().copied(), Some("ltd" | "inc" | "corp" | "co")) | (labels.len() > 2)
}

/// Lower-case ASCII form of a domain as written, full-width and Unicode forms included.
pub(crate) fn ascii(entry: &str) -> Option<String> {
    use unicode_normalization::UnicodeNormalization;
    let plain: String = entry.trim().nfkc().map(|c| if c == '。' { '.' } else { c }).collect();
    let plain = plain.trim_start_matches("*.").trim_matches('.');
    let ascii = idna::domain_to_ascii(plain).ok()?;
    let top_is_name = ascii.rsplit('.').next().is_some_and(|top| top.starts_with("xn--"));
    (looks_like(&ascii) || top_is_name && ascii.contains('.')).then_some(ascii)
}

/// Adds a domain, its label and what follows from the label.
pub(crate) fn expand(builder: &mut Builder, written: &str, related: bool) {
    let Some(ascii) = ascii(written) else { return };
    let entry = builder.entry(written);
    add_owned(builder, &ascii, entry, related);
    let (unicode, _) = idna::domain_to_unicode(&ascii);
    let base = Form {
        text: &ascii,
        kind: IdentifierKind::Domain,
        surface: Surface::Direct,
        entry,
        related,
        name: "as-written",
        listed: true,
    };
    builder.add_ruled(&base, FieldRule::Substring, false, &[]);
    if unicode != ascii {
        builder.add_ruled(&Form { text: &unicode, ..base }, FieldRule::Substring, false, &[]);
    }
    let (label, kind) = own_label(&unicode);
    let form = Form {
        text: label,
        kind,
        surface: Surface::Derived,
        name: "domain-label",
        listed: label.is_ascii(),
        ..base
    };
    builder.add(&form);
    let derived = Form { kind: IdentifierKind::OrgName, listed: false, ..form };
    if !words::is_ordinary(label) {
        name::read_back(builder, label, &derived);
        head_of_label(builder, label, &derived);
    }
}

/// The first part of a hyphenated label is often the name: `aomi` of `aomi-denki`.
fn head_of_label(builder: &mut Builder, label: &str, derived: &Form<'_>) {
    let Some((first, _)) = label.split_once('-') else { return };
    if first.len() >= 4 && !words::is_ordinary(first) {
        builder.add_ruled(&Form { text: first, name: "head", ..*derived }, FieldRule::Token, true, &[]);
    }
}

fn add_owned(builder: &mut Builder, ascii: &str, entry: u32, related: bool) {
    let variants = &mut builder.variants;
    let (list, sources) = if related {
        (&mut variants.related_domains, &mut variants.sources.related_domains)
    } else {
        (&mut variants.domains, &mut variants.sources.domains)
    };
    if !list.iter().any(|known| known == ascii) {
        list.push(ascii.to_owned());
        sources.push(entry);
    }
}

/// The label that names the owner: left of the public suffix, or of a shared service.
pub(crate) fn own_label(domain: &str) -> (&str, IdentifierKind) {
    for shared in SHARED {
        if let Some(rest) = domain.strip_suffix(shared).and_then(|rest| rest.strip_suffix('.')) {
            return (rest.rsplit('.').next().unwrap_or(rest), IdentifierKind::Tenant);
        }
    }
    let registrable = psl::domain_str(domain).unwrap_or(domain);
    // Municipalities: the name stands right of the generic label.
    let mut labels =
        registrable.split('.').filter(|label| !matches!(*label, "city" | "pref" | "town" | "vill" | "metro"));
    (labels.next().unwrap_or(registrable), IdentifierKind::OrgName)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels() {
        for (domain, label) in [
            ("aomi-denki.co.jp", "aomi-denki"),
            ("aomidenki.onmicrosoft.com", "aomidenki"),
            ("mail.aomi.example", "aomi"),
            ("city.matsue.shimane.jp", "matsue"),
        ] {
            assert_eq!(own_label(domain).0, label, "{domain}");
        }
        assert!(looks_like("hokurei-ts.co.jp"));
        assert!(looks_like("ｈｏｋｕｒｅｉ．ｃｏ．ｊｐ"));
        assert!(!looks_like("北嶺テクノサービス"));
        assert!(!looks_like("Hokurei Inc."));
        assert!(!looks_like("Hokurei.Ltd"));
    }
}
