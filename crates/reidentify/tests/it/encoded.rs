//! A name in every encoding, in a URL of the package.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use noroshi_reidentify::Channel;

use crate::support::{Setup, standing};

#[test]
fn derived_and_encoded_forms_are_found_and_named() {
    let utf16: Vec<u8> = "aomidenki".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let hex: String = "aomidenki".bytes().map(|byte| format!("{byte:02x}")).collect();
    let inner = STANDARD.encode("x=aomidenki");
    let leaks = [
        ("アオミデンキ".to_owned(), ""),
        ("ｱｵﾐﾃﾞﾝｷ".to_owned(), ""),
        ("あおみでんき".to_owned(), ""),
        ("AOMI_DENKI".to_owned(), ""),
        ("蒼\u{200b}海電機".to_owned(), ""),
        ("ａｏｍｉ－ｄｅｎｋｉ．ｃｏ．ｊｐ".to_owned(), ""),
        (format!("http://evil.example/?h={}", STANDARD.encode("host=aomidenki;1")), "base64"),
        (format!("cmd {}", STANDARD.encode(&utf16)), "base64"),
        (STANDARD.encode(&inner), "base64 + base64"),
        (STANDARD.encode("蒼海電機"), "base64"),
        (hex, "hex"),
        ("/%61%6f%6didenki/".to_owned(), "percent"),
        ("%E8%92%BC%E6%B5%B7%E9%9B%BB%E6%A9%9F".to_owned(), "percent"),
        ("&#33980;&#28023;&#38651;&#27231;".to_owned(), "entity"),
        ("\\x61\\x6f\\x6didenki".to_owned(), "escape"),
        ("xn--newx9du44a4vq.jp".to_owned(), "punycode"),
        ("nbzvqraxv nbzv-qraxv.pb.wc".to_owned(), "rot13"),
        ("pj.oc.ikned-imoa".to_owned(), "reversed"),
        ("機電海蒼".to_owned(), "reversed"),
        ("http://a0midenk1.example/".to_owned(), "look-alike"),
    ];
    let mut missed = Vec::new();
    for (text, manner) in leaks {
        let setup = Setup::new().plant("summary.ja.md", &format!("- {text}"));
        let report = setup.run();
        let found = standing(&report).evidence.iter().any(|piece| {
            matches!(piece.channel, Channel::DerivedForm | Channel::DirectForm)
                && piece.file == "summary.ja.md"
                && (manner.is_empty() || piece.why.en.contains(manner))
        });
        if !found || standing(&report).rank != 1 {
            missed.push(format!("{text} ({manner}): {:#?}", standing(&report).evidence));
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

#[test]
fn json_escapes_hide_nothing() {
    let setup = Setup::new().plant("bundle.json", "{\"name\":\"\\u84bc\\u6d77\\u96fb\\u6a5f\"}");
    let report = setup.run();
    let piece = &standing(&report).evidence[0];
    assert!(piece.file == "bundle.json" && piece.place.ends_with("name"), "{piece:#?}");
}
