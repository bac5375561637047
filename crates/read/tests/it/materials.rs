//! Real mails, rules, tables and logs, documents of real writers, and broken forms of all of them.

use noroshi_base::IndicatorKind;
use noroshi_intake::Media;
use noroshi_read::Role;

use crate::heard::{Heard, files, hear, shared};

fn all(heard: &Heard) -> String {
    heard.passages.iter().map(|p| p.text.as_str()).collect::<Vec<_>>().join("\n")
}

fn words(text: &str) -> usize {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).count()
}

fn fixture(name: &str) -> Vec<u8> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name);
    std::fs::read(path).expect("a fixture")
}

#[test]
fn real_mails_are_read() {
    let Some(folder) = shared("raw-material/email") else { return };
    let mails: Vec<_> = files(&folder).into_iter().filter(|(name, _)| name.ends_with(".eml")).collect();
    assert_eq!(mails.len(), 4);
    for (name, bytes) in &mails {
        let heard = hear(name, Media::Mail, bytes);
        let headers = heard.passages.iter().filter(|p| matches!(p.role, Role::Header(_))).count();
        assert!(headers >= 5, "{name}: {headers}");
        assert!(heard.passages.iter().any(|p| p.role == Role::Header("from".into())), "{name}");
        assert!(heard.notices.is_empty(), "{name}");
        println!("{name}: {headers} headers, {} children", heard.children.len());
    }
    let second = mails
        .iter()
        .find(|(name, _)| name == "mail_2.eml")
        .map(|(name, bytes)| hear(name, Media::Mail, bytes));
    let text = second.as_ref().map(all).unwrap_or_default();
    assert!(text.contains("這是一個文本字符串") && text.contains("This is your third encoding"));
}

#[test]
fn every_real_yara_rule_is_whole() {
    let Some(folder) = shared("yara") else { return };
    let (mut rules, mut expected) = (0, 0);
    for (name, bytes) in files(&folder) {
        let text = String::from_utf8_lossy(&bytes);
        if !(name.ends_with(".yara") || name.ends_with(".yar")) {
            continue;
        }
        expected += text
            .lines()
            .filter(|line| line.starts_with("rule ") || line.starts_with("private rule "))
            .count();
        let heard = hear(&name, Media::Yara, &bytes);
        for passage in heard.passages.iter().filter(|p| p.hint.is_some()) {
            assert_eq!(passage.hint.as_ref().and_then(|hint| hint.kind), Some(IndicatorKind::YaraRule));
            assert!(
                passage.text.ends_with('}') && passage.text.contains("condition"),
                "{name} {}",
                passage.line
            );
            rules += 1;
        }
    }
    println!("{rules} rules of {expected}");
    assert!(expected > 200 && rules == expected);
}

#[test]
fn real_tables_and_logs_lose_nothing() {
    let Some(reports) = shared("reports") else { return };
    let mut tables = 0;
    for (name, bytes) in files(&reports).into_iter().filter(|(name, _)| name.ends_with(".csv")) {
        let heard = hear(&name, Media::Csv, &bytes);
        let text = all(&heard);
        let given = words(&noroshi_read::text::decode(&bytes));
        assert!(words(&text) * 1000 >= given * 999, "{name}: {} of {given}", words(&text));
        tables += 1;
    }
    assert!(tables >= 90, "{tables}");
    let Some(logs) = shared("raw-material/otrf-windows-logs") else { return };
    let mut values = 0;
    for (name, bytes) in files(&logs).into_iter().filter(|(name, _)| name.ends_with(".json")) {
        for line in String::from_utf8_lossy(&bytes).lines().step_by(50).take(60) {
            let Ok(serde_json::Value::Object(record)) = serde_json::from_str(line) else { continue };
            let text = all(&hear(&name, Media::JsonLines, line.as_bytes()));
            for value in record.values().filter_map(|value| value.as_str()) {
                assert!(text.contains(value), "{name}: {value}");
                values += 1;
            }
        }
    }
    assert!(values > 4000, "{values}");
}

#[test]
fn documents_of_real_writers_are_read() {
    let heard = hear("a.docx", Media::Docx, &fixture("real.docx"));
    let text = all(&heard);
    for part in [
        "蒼海電機のサーバ AEC-DB01 と evil[.]example の通信",
        "種別\t値",
        "社外秘 蒼海電機",
        "担当は佐藤",
        "山田太郎",
        "AEC内部",
    ] {
        assert!(text.contains(part), "{part}");
    }
    let heard = hear("a.xlsx", Media::Xlsx, &fixture("real.xlsx"));
    let text = all(&heard);
    for part in [
        "AEC-DB01\t198.51.100.7\t2026-01-06 10:30:15\t1.5",
        "2026-01-07\t12:00:00",
        "http://f.example/",
        "秘密",
        "A2: 社内サーバ",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    let heard = hear("a.pptx", Media::Pptx, &fixture("real.pptx"));
    let text = all(&heard);
    for part in ["蒼海電機 事案", "evil[.]example\n198.51.100.7", "社内ノート", "山田太郎"] {
        assert!(text.contains(part), "{part}");
    }
}

/// Truncates and flips bits; a panic or an abort fails.
fn torture(name: &str, media: Media, bytes: &[u8]) {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    for round in 0..24_usize {
        hear(name, media, &bytes[..bytes.len() * round / 24]);
        let mut broken = bytes.to_vec();
        for _ in 0..1 + bytes.len() / 4096 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let at = usize::try_from(state >> 16).unwrap_or(0) % broken.len().max(1);
            if let Some(byte) = broken.get_mut(at) {
                *byte ^= 1 << (state & 7);
            }
        }
        hear(name, media, &broken);
    }
}

#[test]
fn broken_forms_of_every_format_do_not_panic() {
    for (name, media) in [
        ("real.docx", Media::Docx),
        ("real.xlsx", Media::Xlsx),
        ("real.pptx", Media::Pptx),
        ("chrome.pdf", Media::Pdf),
        ("locked.pdf", Media::Pdf),
    ] {
        torture(name, media, &fixture(name));
    }
    for (folder, media) in
        [("raw-material/email", Media::Mail), ("stix21-bundles/oasis-examples", Media::Json)]
    {
        let Some(folder) = shared(folder) else { return };
        for (name, bytes) in files(&folder).into_iter().filter(|(_, bytes)| bytes.len() < 60_000) {
            torture(&name, media, &bytes);
        }
    }
}
