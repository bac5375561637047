//! Documents in old formats: the victim is found in body, metadata, hidden places and packed files, and stays home.

use std::path::Path;

use crate::support::{noroshi, root, said, text};

/// Names of the victim of the first case that must not be in what is shared.
const VICTIM: [&str; 6] = ["蒼海", "aomi-denki", "AEC-", "山田", "佐藤", "鈴木"];

/// Runs over the material; gives what was found as material, place and value.
fn findings(material: &Path) -> Vec<(String, String, String)> {
    let out = tempfile::tempdir().expect("a folder");
    let victim = root().join("tests/cases/01-aomi/victim.toml");
    let run = noroshi(&["deidentify", text(material), "--victim", text(&victim), "--out", text(out.path())]);
    assert!(matches!(run.status.code(), Some(0 | 3)), "{}", said(&run));
    let mut shared = Vec::new();
    for entry in walk(&out.path().join("share")) {
        shared.extend(std::fs::read(entry).expect("readable"));
    }
    let shared = String::from_utf8_lossy(&shared);
    for name in VICTIM {
        assert!(!shared.contains(name), "{name} is in share/");
    }
    assert!(shared.contains("198.51.100.7"), "the attacker's value survives");
    let findings = std::fs::read_to_string(out.path().join("keep/findings.jsonl")).expect("readable");
    let mut seen = Vec::new();
    for line in findings.lines() {
        let finding: serde_json::Value = serde_json::from_str(line).expect("JSON");
        let word = |key: &str| finding[key].as_str().unwrap_or_default().to_owned();
        assert_ne!((word("class").as_str(), word("decision").as_str()), ("D", "keep"), "{line}");
        let more = finding["more_places"].as_array().expect("places").iter();
        let more = more.filter_map(|place| place.as_str().map(str::to_owned));
        for place in more.chain(std::iter::once(word("place"))) {
            seen.push((word("material"), place, word("matched")));
        }
    }
    seen
}

fn walk(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).expect("readable").flatten() {
        if entry.path().is_dir() { files.extend(walk(&entry.path())) } else { files.push(entry.path()) }
    }
    files
}

#[test]
fn the_victim_is_found_wherever_an_old_document_keeps_it() {
    let seen = findings(&root().join("crates/read/tests/fixtures/old"));
    for (material, place, value) in [
        ("real.doc", "body 1", "蒼海電機"),
        ("real.doc", "body hidden or deleted", "AEC-FS02"),
        ("real.doc", "headers and footers", "蒼海電機"),
        ("real.doc", "comment author", "田中次郎"),
        ("real.doc", "reviewer", "鈴木一郎"),
        ("real.doc", "property Author", "山田太郎"),
        ("real.doc", "property LastAuthor", "佐藤花子"),
        ("real.doc", "property Keywords", "aomi-denki"),
        ("real.xls", "sheet 名簿!A1:D6 2", "AEC-DB01"),
        ("real.xls", "sheet 名簿 hidden rows and columns", "AEC-FS02"),
        ("real.xls", "sheet 奥 (hidden)!A1:A1", "aomi-denki.co.jp"),
        ("real.xls", "sheet 名簿 header and footer", "蒼海電機"),
        ("real.xls", "property LastAuthor", "佐藤花子"),
        ("real.rtf", "body 1", "蒼海電機"),
        ("real.rtf", "hidden or deleted", "AEC-FS02"),
        ("real.rtf", "headers and footers", "蒼海電機"),
        ("real.rtf", "author", "鈴木一郎"),
        ("real.rtf", "property Author", "山田太郎"),
        ("real.ppt", "slide 1", "蒼海電機"),
        ("real.ppt", "notes 2", "AEC-DB01"),
        ("real.ppt", "property Author", "山田太郎"),
        ("real.msi", "property SERVERNAME", "AEC-DB01"),
        ("real.msi", "property Author", "蒼海電機株式会社"),
        ("real.msi", "table Registry", "Aomi"),
        ("real.msi!/Binary.script", "1", "蒼海電機"),
        ("real.odt", "hidden or deleted", "AEC-FS02"),
        ("real.odt", "author", "鈴木一郎"),
        ("real.odt", "styles headers and footers", "蒼海電機"),
        ("real.odt", "property creator", "佐藤花子"),
        ("real.ods", "sheet 名簿 hidden rows and columns", "AEC-FS02"),
        ("real.ods", "sheet 奥 (hidden)!A1:A1", "aomi-denki.co.jp"),
        ("real.odp", "notes of slide 1", "AEC-DB01"),
        ("real-xlwt.xls", "last written by (author)", "aomi-denki"),
    ] {
        let found = seen
            .iter()
            .any(|(m, p, v)| m.ends_with(&format!("/{material}")) && p.starts_with(place) && v == value);
        assert!(found, "{value} in {material} at {place}; seen: {seen:#?}");
    }
}
