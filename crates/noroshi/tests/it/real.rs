//! Real MISP events and STIX bundles run through with an unrelated victim.

use std::collections::BTreeSet;
use std::io::Read;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::support::{data, noroshi, oracle, root, said, text};

fn files(folder: &Path) -> Vec<PathBuf> {
    let (mut found, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("readable").flatten() {
            let path = entry.path();
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    found
}

fn json(path: &Path) -> Option<Value> {
    let bytes = std::fs::read(path).expect("readable");
    let mut text = Vec::new();
    if path.extension().is_some_and(|extension| extension == "gz") {
        flate2::read::GzDecoder::new(&bytes[..]).read_to_end(&mut text).ok()?;
    } else {
        text = bytes;
    }
    serde_json::from_slice(&text).ok()
}

/// Values of attributes that their author marked for detection.
fn to_ids(value: &Value, into: &mut BTreeSet<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| to_ids(item, into)),
        Value::Object(fields) => {
            let marked = matches!(fields.get("to_ids"), Some(Value::Bool(true)) | Some(Value::String(_)))
                && fields.get("to_ids") != Some(&Value::String("0".into()));
            let deleted = fields.get("deleted") == Some(&Value::Bool(true));
            if let (true, false, Some(Value::String(text))) = (marked, deleted, fields.get("value")) {
                into.insert(text.trim().to_owned());
            }
            fields.values().for_each(|item| to_ids(item, into));
        }
        _ => {}
    }
}

fn strings(value: &Value, into: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => {
            into.insert(text.clone());
        }
        Value::Array(items) => items.iter().for_each(|item| strings(item, into)),
        Value::Object(fields) => fields.values().for_each(|item| strings(item, into)),
        _ => {}
    }
}

fn unrelated_run(folder: &Path) -> tempfile::TempDir {
    let out = tempfile::tempdir().expect("a temporary folder");
    let victim = root().join("tests/cases/02-shirasagi/victim.toml");
    let run = noroshi(&["deidentify", text(folder), "--victim", text(&victim), "--out", text(out.path())]);
    assert!(matches!(run.status.code(), Some(0 | 3)), "{}", said(&run));
    out
}

#[test]
fn to_ids_values_of_real_misp_events_survive_unchanged() {
    let Some(folder) = data("misp-events") else { return };
    let mut expected = BTreeSet::new();
    files(&folder).iter().filter_map(|path| json(path)).for_each(|event| to_ids(&event, &mut expected));
    let out = unrelated_run(&folder);
    let mut present = BTreeSet::new();
    strings(&json(&out.path().join("share/event.json")).expect("an event"), &mut present);
    let lost: Vec<_> = expected.iter().filter(|value| !present.contains(*value)).collect();
    let share = 1.0 - lost.len() as f64 / expected.len() as f64;
    println!("{} of {} to_ids values survive ({share:.4})", expected.len() - lost.len(), expected.len());
    assert!(expected.len() > 5_000, "the data is there");
    assert!(share >= 0.995, "lost {} of {}: {:#?}", lost.len(), expected.len(), &lost[..lost.len().min(60)]);
}

#[test]
fn real_stix_bundles_run_through() {
    for folder in ["stix20-bundles", "stix21-bundles"] {
        let Some(folder) = data(folder) else { return };
        let out = unrelated_run(&folder);
        assert!(out.path().join("share/bundle.json").is_file());
        // The validator needs 8 minutes for the larger folder's 56 MB; the smaller one holds the same kinds.
        if folder.ends_with("stix20-bundles") {
            assert_eq!(oracle(&[&out.path().join("share")]), Ok(()));
        }
    }
}
