//! Realistic cases: nothing planted surfaces in `share/` in any decoding, and every attacker's value survives.

use std::path::Path;
use std::process::Command;

use crate::support::{noroshi, oracle, root, said, text};

/// Runs one case and has a hunter that shares no code with us search the package.
fn check(folder: &Path) -> Vec<String> {
    let out = tempfile::tempdir().expect("a temporary folder");
    let victim = folder.join("victim.toml");
    let material = folder.join("material");
    let arguments = ["deidentify", text(&material), "--victim", text(&victim), "--out", text(out.path())];
    let run = noroshi(&arguments);
    let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
    if !matches!(run.status.code(), Some(0 | 3)) {
        return vec![format!("{name}: {}", said(&run))];
    }
    let share = out.path().join("share");
    let hunt = Command::new("python3")
        .args([text(&root().join("tests/oracles/hunt.py")), text(&share), text(&folder.join("expect.json"))])
        .output()
        .expect("python3 is installed");
    let mut misses: Vec<String> =
        String::from_utf8_lossy(&hunt.stdout).lines().map(|line| format!("{name}: {line}")).collect();
    if !hunt.status.success() && misses.is_empty() {
        misses.push(format!("{name}: the hunter failed: {}", said(&hunt)));
    }
    misses.extend(oracle(&[&share]).err().map(|error| format!("{name}: {error}")));
    let verify = noroshi(&["verify", text(out.path()), "--victim", text(&victim)]);
    if !verify.status.success() {
        misses.push(format!("{name}: verify: {}", said(&verify)));
    }
    misses
}

#[test]
fn nothing_planted_surfaces_and_every_attacker_value_survives() {
    let cases = root().join("tests/cases");
    let mut folders: Vec<_> = std::fs::read_dir(&cases)
        .expect("the cases exist")
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.join("expect.json").is_file())
        .collect();
    folders.sort();
    assert_eq!(folders.len(), 12);
    let misses: Vec<String> = folders.iter().flat_map(|folder| check(folder)).collect();
    assert!(misses.is_empty(), "{}", misses.join("\n"));
}
