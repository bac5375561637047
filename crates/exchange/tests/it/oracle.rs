//! Runs `scripts/oracles.sh`.

use std::path::{Path, PathBuf};
use std::process::Command;

fn script() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts/oracles.sh")
}

/// Runs one check of the oracles; without them the test is skipped, except in CI.
pub(crate) fn run(check: &str, argument: &Path) {
    let there = Command::new("bash").arg(script()).arg("--python").output().expect("bash runs");
    if !there.status.success() {
        assert!(std::env::var_os("CI").is_none(), "run scripts/oracles.sh before the tests");
        eprintln!("skipped: the oracles are not set up (scripts/oracles.sh)");
        return;
    }
    let output = Command::new("bash").arg(script()).arg(check).arg(argument).output().expect("bash runs");
    let said = String::from_utf8_lossy(&output.stdout);
    let failed = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{check}:\n{said}\n{failed}");
}
