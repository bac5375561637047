//! The defang matrix: 55 spellings of real values in 4 contexts.

use noroshi_base::IndicatorKind as Kind;
use noroshi_detect::Detector;

use crate::data;

type Style = (&'static str, fn(&str) -> String);

const CONTEXTS: &[(&str, &str, &str)] = &[
    ("en", "The sample connected to ", " during the test."),
    ("ja", "検体は", "に接続していた。"),
    ("「」", "通信先は「", "」である。"),
    ("csv", "2024-01-15,", ",malware,high"),
];

/// Spellings of domains and addresses.
const HOST: &[Style] = &[
    ("plain", str::to_owned),
    ("[.]", |value| value.replace('.', "[.]")),
    ("(.)", |value| value.replace('.', "(.)")),
    ("{.}", |value| value.replace('.', "{.}")),
    ("[dot]", |value| value.replace('.', "[dot]")),
    ("(dot)", |value| value.replace('.', "(dot)")),
    (" dot ", |value| value.replace('.', " dot ")),
    ("[.", |value| value.replace('.', "[.")),
    ("\\.", |value| value.replace('.', "\\.")),
    ("[,]", |value| value.replace('.', "[,]")),
    ("．", |value| value.replace('.', "．")),
    ("。", |value| value.replace('.', "。")),
    ("wide", wide),
    ("zero-width", |value| value.replace('.', "\u{200b}.\u{200b}")),
    ("break", |value| broken(value, "\n")),
    ("last [.]", |value| last(value, "[.]")),
];

const URL: &[Style] = &[
    ("plain", str::to_owned),
    ("hxxp", |value| value.replacen("http", "hxxp", 1)),
    ("hXXp [.]", |value| host(&value.replacen("http", "hXXp", 1), |host| host.replace('.', "[.]"))),
    ("h**p", |value| value.replacen("http", "h**p", 1)),
    ("[:]//", |value| value.replacen("://", "[:]//", 1)),
    ("[://]", |value| value.replacen("://", "[://]", 1)),
    ("meow", |value| value.replacen("http", "meow", 1)),
    ("wide scheme", |value| {
        value.replacen("http://", "ｈｔｔｐ：／／", 1).replacen("https://", "ｈｔｔｐｓ：／／", 1)
    }),
];

const MAIL: &[Style] = &[
    ("plain", str::to_owned),
    ("[at] [.]", |value| value.replace('@', "[at]").replace('.', "[.]")),
    ("(at)", |value| value.replace('@', "(at)")),
    ("at dot", |value| value.replace('@', " at ").replace('.', " dot ")),
    ("＠", |value| value.replace('@', "＠")),
    ("zero-width", |value| value.replace('@', "\u{200b}@\u{200b}")),
];

const HASH: &[Style] =
    &[("plain", str::to_owned), ("upper", str::to_ascii_uppercase), ("break", |value| broken(value, "\n"))];

fn wide(value: &str) -> String {
    value
        .chars()
        .map(|c| if c.is_ascii_graphic() { char::from_u32(u32::from(c) + 0xFEE0).unwrap_or(c) } else { c })
        .collect()
}

fn broken(value: &str, with: &str) -> String {
    let (head, tail) = value.split_at(value.len() / 2);
    format!("{head}{with}{tail}")
}

fn last(value: &str, with: &str) -> String {
    value.rsplit_once('.').map_or_else(|| value.to_owned(), |(head, tail)| format!("{head}{with}{tail}"))
}

fn host(url: &str, change: fn(&str) -> String) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let at = rest.find('/').unwrap_or(rest.len());
    format!("{scheme}://{}{}", change(&rest[..at]), &rest[at..])
}

/// Host names and schemes in lower case, as findings have them.
fn normal(kind: Kind, value: &str) -> String {
    match kind {
        Kind::Url => {
            let (scheme, rest) = value.split_once("://").unwrap();
            let at = rest.find('/').unwrap_or(rest.len());
            format!("{}://{}{}", scheme.to_ascii_lowercase(), rest[..at].to_ascii_lowercase(), &rest[at..])
        }
        Kind::Email => {
            let (local, domain) = value.split_once('@').unwrap();
            format!("{local}@{}", domain.to_ascii_lowercase())
        }
        _ => value.to_ascii_lowercase(),
    }
}

/// Share of values that come back, and examples that do not.
fn cell(
    detector: &Detector,
    kind: Kind,
    values: &[String],
    style: &Style,
    context: (&str, &str, &str),
) -> (f64, Vec<String>) {
    let mut missed = Vec::new();
    for value in values {
        let mut written = (style.1)(value);
        if context.0 == "csv" && written.contains('\n') {
            written = format!("\"{written}\"");
        }
        let text = format!("{}{written}{}", context.1, context.2);
        let wanted = (kind, normal(kind, value));
        let found = data::indicators(detector, &text);
        if !found.contains(&wanted) {
            missed.push(format!("{text:?} gives {found:?}"));
        }
    }
    (1.0 - missed.len() as f64 / values.len() as f64, missed)
}

#[test]
fn every_spelling_comes_back_in_every_context() {
    let Some(root) = data::shared() else { return };
    let all = data::attributes(&root.join("misp-events/eset"));
    let detector = data::detector();
    let urls: Vec<_> = data::values(&all, &["url"], 400)
        .into_iter()
        .filter(|url| url.starts_with("http"))
        .take(100)
        .collect();
    let addresses: Vec<_> = data::values(&all, &["ip-dst", "ip-src"], 100)
        .into_iter()
        .filter(|ip| ip.parse::<std::net::Ipv4Addr>().is_ok())
        .collect();
    let groups = [
        ("domain", Kind::Domain, data::values(&all, &["domain", "hostname"], 100), HOST),
        ("ip", Kind::Ipv4, addresses, HOST),
        ("url", Kind::Url, urls, URL),
        ("mail", Kind::Email, data::values(&all, &["email", "email-src", "email-dst"], 22), MAIL),
        ("md5", Kind::Md5, data::values(&all, &["md5"], 100), HASH),
        ("sha1", Kind::Sha1, data::values(&all, &["sha1"], 100), HASH),
        ("sha256", Kind::Sha256, data::values(&all, &["sha256"], 100), HASH),
    ];
    let (mut sum, mut cells) = (0.0, 0.0);
    for (name, kind, values, styles) in &groups {
        println!("{name}: {} values", values.len());
        for style in *styles {
            let row: Vec<_> =
                CONTEXTS.iter().map(|context| cell(&detector, *kind, values, style, *context)).collect();
            let shares: Vec<_> = row.iter().map(|(share, _)| format!("{share:.2}")).collect();
            println!("  {:<12} {}", style.0, shares.join("  "));
            if std::env::var_os("MATRIX_MISSES").is_some() {
                row.iter()
                    .flat_map(|(_, missed)| missed.iter().take(3))
                    .for_each(|missed| println!("      {missed}"));
            }
            sum += row.iter().map(|(share, _)| share).sum::<f64>();
            cells += row.len() as f64;
        }
    }
    println!("mean of {cells} cells: {:.4}", sum / cells);
    assert!(sum / cells >= 0.98, "mean {:.4}", sum / cells);
}
