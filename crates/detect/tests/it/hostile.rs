//! Texts made to hurt.

use crate::data;

/// Texts that repeat what triggers work.
pub(crate) fn texts(size: usize) -> Vec<(&'static str, String)> {
    let repeat = |unit: &str| unit.repeat(size / unit.len());
    let mut random = 0x2545_F491_4F6C_DD1D_u64;
    let mut soup = |alphabet: &[u8]| {
        (0..size)
            .map(|_| {
                random ^= random << 13;
                random ^= random >> 7;
                random ^= random << 17;
                char::from(alphabet[usize::try_from(random % alphabet.len() as u64).unwrap()])
            })
            .collect::<String>()
    };
    vec![
        ("labels", repeat("a.")),
        ("parens", repeat("(")),
        ("brackets", repeat("[.")),
        ("base64 soup", soup(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")),
        ("hex soup", soup(b"0123456789abcdef")),
        ("schemes", repeat("http://")),
        ("digits", repeat("1")),
        ("dotted digits", repeat("1.")),
        ("ats", repeat("a@")),
        ("colons", repeat("1:")),
        ("double colons", repeat("::")),
        ("backslashes", repeat("\\")),
        ("escapes", repeat("\\.")),
        ("drives", repeat("C:\\a ")),
        ("spaces in paths", repeat("C:\\a b c d e f g h")),
        ("short lines", repeat("a.\n")),
        ("hex lines", repeat("0a1b2c\n")),
        ("dots spelled", repeat("a dot ")),
        ("percent", repeat("%41")),
        ("entities", repeat("&#65;")),
        ("unicode escapes", repeat("\\u3042")),
        ("x escapes", repeat("\\x41")),
        ("equals", repeat("=41")),
        ("mime words", repeat("=?utf-8?B?QUJD?=")),
        ("wide dots", repeat("．")),
        ("zero width", repeat("\u{200b}")),
        ("signs", soup(b".:/\\@[](){}%&#=?+-_*\"'<> \n")),
        ("unicode soup", repeat("あａ．。ｱ\u{200b}e\u{301}")),
        ("ips", repeat("192.0.2.1 ")),
        ("urls", repeat("http://e.com/a,b;c&d ")),
        ("commas in url", format!("http://e.com/{}", repeat("a,"))),
        ("slashes", repeat("/tmp/a")),
        ("registry", repeat("HKLM\\a b")),
        ("punycode", repeat("xn--a.")),
        ("yara", repeat("rule a { condition: ")),
        ("quotes", repeat("\"C:\\a")),
    ]
}

#[test]
fn hostile_texts_end_and_spans_fit() {
    let detector = data::detector();
    for (name, text) in texts(200_000) {
        for finding in data::findings(&detector, &text, noroshi_read::Role::Prose) {
            assert!(text.get(finding.span.clone()).is_some(), "{name}: {:?} is no range", finding.span);
        }
    }
}

proptest::proptest! {
    #[test]
    fn spans_fit_any_text(text in "([a-z0-9.:/@\\\\\\[\\](){}%&#=?+_*\"'<>～．。あ漢ａ\u{200b} \n-]|http://|\\.com|\\[\\.\\]|C:\\\\| dot |=\\?utf-8\\?B\\?){0,60}") {
        let detector = detector();
        for finding in data::findings(detector, &text, noroshi_read::Role::Prose) {
            proptest::prop_assert!(text.get(finding.span.clone()).is_some());
            proptest::prop_assert!(!finding.span.is_empty());
        }
    }
}

fn detector() -> &'static noroshi_detect::Detector {
    static DETECTOR: std::sync::OnceLock<noroshi_detect::Detector> = std::sync::OnceLock::new();
    DETECTOR.get_or_init(data::detector)
}
