//! Patterns that others wrote.

use std::path::{Path, PathBuf};
use std::process::Command;

use noroshi_stix::pattern::{self, Comparison, Pattern, PatternError};
use serde_json::Value;

/// The shared material; absent, a test says so and returns, except in CI.
fn shared(below: &str) -> Option<PathBuf> {
    let root = std::env::var_os("NOROSHI_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from);
    let path = root.join("data").join(below);
    if path.exists() {
        return Some(path);
    }
    assert!(std::env::var_os("CI").is_none(), "the shared material is missing");
    eprintln!("skipped: no shared material");
    None
}

fn cases(key: &str) -> Vec<Value> {
    let Some(path) = shared("conformance/stix-patterns/validator_cases_v21.json") else { return Vec::new() };
    let text = std::fs::read_to_string(path).expect("readable");
    let all: Value = serde_json::from_str(&text).expect("JSON");
    all[key].as_array().expect("a list").clone()
}

#[test]
fn conformance_cases_that_pass_are_accepted() {
    let refused: Vec<(String, PatternError)> = cases("PASS_CASES")
        .iter()
        .filter_map(|case| {
            let text = case.as_str()?;
            Some((text.to_owned(), pattern::check(text).err()?))
        })
        // Short names are legal in the grammar; the OASIS validator of bundles refuses them.
        .filter(|(_, error)| *error != PatternError::Name)
        .collect();
    assert!(refused.is_empty(), "{refused:#?}");
}

#[test]
fn conformance_cases_that_fail_are_refused() {
    for case in cases("FAIL_CASES") {
        let text = case[0].as_str().expect("text");
        assert!(pattern::check(text).is_err(), "{text}");
    }
}

#[test]
fn spec_examples_are_accepted() {
    let Some(path) = shared("conformance/stix-patterns/spec_examples_v21.txt") else { return };
    for line in
        std::fs::read_to_string(path).expect("readable").lines().filter(|line| !line.trim().is_empty())
    {
        assert_eq!(pattern::check(line), Ok(()), "{line}");
    }
}

/// Patterns of real bundles: what is accepted must pass the OASIS grammar, and hardly anything may be refused.
#[test]
fn real_patterns_agree_with_the_oasis_grammar() {
    let Some(folder) = shared("stix21-bundles") else { return };
    let mut verdicts = Vec::new();
    for file in json_files(&folder) {
        let Ok(bundle) = serde_json::from_slice::<Value>(&std::fs::read(&file).expect("readable")) else {
            continue;
        };
        let objects = bundle["objects"].as_array().cloned().unwrap_or_default();
        let stix = objects.iter().filter(|object| object["pattern_type"] == "stix");
        for text in stix.filter_map(|object| object["pattern"].as_str()) {
            verdicts.push((text.to_owned(), pattern::check(text).is_ok()));
        }
    }
    let refused = verdicts.iter().filter(|(_, accepted)| !accepted).count();
    assert!(refused * 1000 <= verdicts.len(), "{refused} of {} refused", verdicts.len());
    verdicts.truncate(300);
    oasis(&verdicts);
}

fn json_files(folder: &Path) -> Vec<PathBuf> {
    let inside = |path: PathBuf| if path.is_dir() { json_files(&path) } else { vec![path] };
    let entries = std::fs::read_dir(folder).expect("folder");
    let all = entries.flat_map(|entry| inside(entry.expect("entry").path()));
    all.filter(|path| path.extension().is_some_and(|extension| extension == "json")).collect()
}

fn oasis(verdicts: &[(String, bool)]) {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts/oracles.sh");
    let there = Command::new("bash").arg(&script).arg("--python").output().expect("bash runs");
    if !there.status.success() {
        assert!(std::env::var_os("CI").is_none(), "run scripts/oracles.sh before the tests");
        eprintln!("skipped: the oracles are not set up (scripts/oracles.sh)");
        return;
    }
    let file = tempfile::NamedTempFile::new().expect("file");
    std::fs::write(file.path(), serde_json::to_vec(verdicts).expect("JSON")).expect("written");
    let output =
        Command::new("bash").arg(script).arg("patterns").arg(file.path()).output().expect("bash runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

proptest::proptest! {
    #[test]
    fn any_text_is_quoted_safely(text: String) {
        let quoted = Pattern::one(&Comparison::equals("file:name", &text)).into_string();
        proptest::prop_assert_eq!(pattern::check(&quoted), Ok(()));
    }

    #[test]
    fn no_text_breaks_the_checker(text: String, from in 0_usize..64, to in 0_usize..64) {
        let mut pattern = r"([file:name NOT = 'a\'b' AND file:hashes.'SHA-256' IN ('x', t'2024-01-01T00:00:00Z')] REPEATS 2 TIMES)".to_owned();
        let (from, to) = (from.min(to), from.max(to));
        pattern.replace_range(from..to, &text);
        let _ = pattern::check(&pattern);
        let _ = pattern::check(&text);
    }
}
