//! Real reports as carriers: planted names are found in them, unrelated names are not.

use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use proptest::prelude::*;

use super::tests::{EXAMPLE, look, matcher};
use super::{Matcher, Scratch};
use noroshi_read::Role;

fn shared() -> Option<PathBuf> {
    let root = std::env::var_os("NOROSHI_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from);
    let reports = root.join("data/reports");
    if reports.is_dir() {
        return Some(reports);
    }
    assert!(std::env::var_os("CI").is_none(), "shared data is missing");
    println!("skipped: no shared data");
    None
}

fn texts(under: &Path, out: &mut Vec<String>) {
    let Ok(entries) = std::fs::read_dir(under) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            texts(&path, out);
        } else if let Ok(text) = std::fs::read_to_string(&path) {
            out.push(text);
        }
    }
}

/// Victims who have nothing to do with the reports.
const UNRELATED: &[&str] = &[
    EXAMPLE,
    r#"
name = "株式会社ミナトカエデ製薬"
aliases = ["みなとかえで", "Minato Kaede Pharma", "MKP"]
domains = ["minatokaede.jp", "mkp-pharma.co.jp"]
networks = ["198.18.64.0/22", "2001:db8:77::/48"]
ad_domains = ["MKP", "ad.minatokaede.jp"]
hostnames = ["MKP*", "kaede-??"]
people = ["佐々木健一", "Hanako Suzuki"]
phones = ["052-000-0000"]
addresses = ["愛知県名古屋市中区三の丸9丁目8番7号"]
"#,
    r#"
name = "霧島ノルド信用金庫"
aliases = ["キリシマノルド", "KNSB"]
domains = ["kirishima-nord.example"]
networks = ["192.0.2.128/25"]
hostnames = ["KNK-*"]
people = ["岩永 翔太", "渡邊美咲", "Jun Tanaka"]
"#,
];

#[test]
fn unrelated_names_are_not_found_in_reports() {
    let Some(reports) = shared() else { return };
    let mut carriers = Vec::new();
    texts(&reports, &mut carriers);
    let total: usize = carriers.iter().map(String::len).sum();
    for profile in UNRELATED {
        let matcher = matcher(profile);
        let mut scratch = Scratch::default();
        let mut covered = 0;
        let mut shown: Vec<(String, &str)> = Vec::new();
        for text in &carriers {
            let mut out = Vec::new();
            matcher.text(text, &Role::Prose, &mut scratch, &mut out);
            covered += out.iter().map(|finding| finding.span.len()).sum::<usize>();
            shown.extend(out.iter().map(|finding| (text[finding.span.clone()].to_owned(), finding.rule)));
        }
        shown.sort();
        shown.dedup();
        let share = covered as f64 / total as f64;
        println!(
            "{covered} of {total} bytes ({:.5} %): {:?}",
            share * 100.0,
            shown.iter().take(40).collect::<Vec<_>>()
        );
        assert!(share < 0.001, "over-matching: {share}");
    }
}

fn hex(bytes: &[u8], before: &str) -> String {
    bytes.iter().map(|byte| format!("{before}{byte:02x}")).collect()
}

/// One way to write bytes as text.
fn encode(text: &str, way: usize) -> String {
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    match way {
        0 => text.to_owned(),
        1 => STANDARD.encode(text),
        2 => URL_SAFE.encode(text),
        3 => STANDARD.encode(utf16),
        4 => hex(text.as_bytes(), ""),
        5 => hex(text.as_bytes(), "%"),
        6 => hex(text.as_bytes(), "%25"),
        7 => hex(text.as_bytes(), "\\x"),
        8 => hex(text.as_bytes(), " "),
        9 => text.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect(),
        10 => text.chars().map(|c| format!("&#{};", u32::from(c))).collect(),
        11 => text.chars().map(|c| format!("&#x{:X};", u32::from(c))).collect(),
        12 => hex(&utf16, ""),
        13 => text.to_uppercase(),
        14 => text.chars().rev().collect(),
        _ => STANDARD.encode(encoding_rs::SHIFT_JIS.encode(text).0),
    }
}

const NAMES: &[&str] = &[
    "蒼海電機",
    "蒼海電機株式会社",
    "アオミデンキ",
    "aomidenki",
    "aomi-denki",
    "Aomi Electric",
    "AomiLink",
    "aomi-denki.co.jp",
    "aomidenki.onmicrosoft.com",
    "corp.aomidenki.local",
    "山田太郎",
    "山田 太郎",
    "北嶺テクノサービス",
    "taro.yamada",
    "島根県松江市殿町1-2",
];

fn carriers() -> &'static [String] {
    static CARRIERS: std::sync::OnceLock<Vec<String>> = std::sync::OnceLock::new();
    CARRIERS.get_or_init(|| {
        let mut out = Vec::new();
        if let Some(reports) = shared() {
            texts(&reports, &mut out);
        }
        out.truncate(400);
        if out.is_empty() {
            out.push("Lorem ipsum 198.51.100.1 dolor.\n検体は次の通り。".to_owned());
        }
        out
    })
}

fn example() -> &'static Matcher {
    static MATCHER: std::sync::OnceLock<Matcher> = std::sync::OnceLock::new();
    MATCHER.get_or_init(|| matcher(EXAMPLE))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn a_planted_name_is_found_in_any_encoding(name in 0..NAMES.len(), way in 0..16_usize, carrier in 0..400_usize, at in 0..4096_usize, pad in 0..3_usize) {
        let carriers = carriers();
        let carrier = &carriers[carrier % carriers.len()];
        let mut cut = at.min(carrier.len());
        while !carrier.is_char_boundary(cut) { cut -= 1; }
        let padded = format!("{}{}", &"xyz"[..if matches!(way, 1..=3 | 15) { pad } else { 0 }], NAMES[name]);
        let planted = encode(&padded, way);
        let tail_end = (cut + 200).min(carrier.len());
        let tail_end = (0..=tail_end).rev().find(|&end| carrier.is_char_boundary(end)).unwrap_or(0);
        let text = format!("{} {planted} {}", &carrier[..cut], &carrier[cut.min(tail_end)..tail_end]);
        let found = look(example(), &text);
        let (start, end) = (cut + 1, cut + 1 + planted.len());
        prop_assert!(found.iter().any(|finding| finding.span.start < end && start < finding.span.end), "{} as {way}: {planted}", NAMES[name]);
    }

    #[test]
    fn no_text_panics(text in "\\PC{0,200}", bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        look(example(), &text);
        let mut out = Vec::new();
        example().raw(&bytes, &mut out);
        prop_assert!(out.iter().all(|finding| finding.span.end <= bytes.len()));
    }
}
