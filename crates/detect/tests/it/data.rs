//! Real values of the shared data, where it is present.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use noroshi_base::{DocumentHead, DocumentKind, IndicatorKind, Limits};
use noroshi_detect::{Detector, Finding, Scratch, What};
use noroshi_read::{Passage, Role};

/// Root of the shared data; `None`, with a message, where it is absent.
pub(crate) fn shared() -> Option<PathBuf> {
    let root = std::env::var_os("NOROSHI_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"), PathBuf::from);
    if root.is_dir() {
        return Some(root);
    }
    assert!(std::env::var_os("CI").is_none(), "the shared data is missing");
    eprintln!("skipped: the shared data is missing");
    None
}

/// Content of a file, unpacked if its name ends in `.gz`.
pub(crate) fn content(path: &Path) -> Vec<u8> {
    let bytes = fs::read(path).unwrap();
    if path.extension().is_none_or(|extension| extension != "gz") {
        return bytes;
    }
    let mut plain = Vec::new();
    flate2::read::MultiGzDecoder::new(bytes.as_slice()).read_to_end(&mut plain).unwrap();
    plain
}

/// Files below a folder, sorted.
pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    found
}

/// Type, value and `to_ids` of every attribute of MISP events below a folder.
pub(crate) fn attributes(folder: &Path) -> Vec<(String, String, bool)> {
    let mut found = Vec::new();
    for path in files(folder).iter().filter(|path| path.to_string_lossy().contains(".json")) {
        if let Ok(event) = serde_json::from_slice(&content(path)) {
            collect(&event, &mut found);
        }
    }
    found
}

fn collect(value: &serde_json::Value, found: &mut Vec<(String, String, bool)>) {
    match value {
        serde_json::Value::Object(map) => {
            let text = |key: &str| map.get(key).and_then(|value| value.as_str());
            if let (Some(kind), Some(value), true) =
                (text("type"), text("value"), map.contains_key("category"))
            {
                let to_ids = map.get("to_ids").and_then(|value| value.as_bool()).unwrap_or(false);
                found.push((kind.to_owned(), value.to_owned(), to_ids));
            }
            map.values().for_each(|value| collect(value, found));
        }
        serde_json::Value::Array(list) => list.iter().for_each(|value| collect(value, found)),
        _ => {}
    }
}

/// At most `most` distinct values of some types.
pub(crate) fn values(all: &[(String, String, bool)], types: &[&str], most: usize) -> Vec<String> {
    let mut distinct = BTreeMap::new();
    for (kind, value, _) in all.iter().filter(|(kind, ..)| types.contains(&kind.as_str())) {
        distinct.entry(value.trim().to_owned()).or_insert(kind);
    }
    // Values of all events, not only of the first letters of the alphabet.
    let step = (distinct.len() / most).max(1);
    distinct.into_keys().step_by(step).take(most).collect()
}

/// A detector without a profile.
pub(crate) fn detector() -> Detector {
    Detector::new(None, &Limits::default())
}

/// Head of an ordinary document.
pub(crate) fn head() -> DocumentHead {
    DocumentHead { material: "m".into(), kind: DocumentKind::Prose, media: "text".into() }
}

/// Findings of one text.
pub(crate) fn findings(detector: &Detector, text: &str, role: Role) -> Vec<Finding> {
    let mut out = Vec::new();
    detector.passage(&head(), &Passage::new("", role, text), &mut Scratch::default(), &mut out);
    out
}

/// Indicators of one text.
pub(crate) fn indicators(detector: &Detector, text: &str) -> Vec<(IndicatorKind, String)> {
    let of = |finding: Finding| match finding.what {
        What::Indicator(indicator) => Some((indicator.kind, indicator.value)),
        What::Identifier(_) => None,
    };
    findings(detector, text, Role::Prose).into_iter().filter_map(of).collect()
}
