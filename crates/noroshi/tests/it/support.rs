//! What the tests of the binary share.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Root of the repository.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the repository exists")
}

/// Public data beside the repository; `None` (said on standard error) outside CI when it is not there.
pub(crate) fn data(folder: &str) -> Option<PathBuf> {
    let shared = std::env::var_os("NOROSHI_SHARED").map_or_else(|| root().join("../shared"), PathBuf::from);
    let path = shared.join("data").join(folder);
    if path.is_dir() {
        return Some(path);
    }
    assert!(std::env::var_os("CI").is_none(), "{} is missing", path.display());
    eprintln!("skipped: {} is not here", path.display());
    None
}

/// Runs the binary.
pub(crate) fn noroshi(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_noroshi")).args(arguments).output().expect("the binary starts")
}

/// What foreign implementations say about packages, folders with a `manifest.json`; nothing where they are not set up,
/// which CI does not allow.
pub(crate) fn oracle(shares: &[&Path]) -> Result<(), String> {
    let script = root().join("scripts/oracles.sh");
    let there = Command::new("bash").arg(&script).arg("--python").output().expect("bash runs");
    if !there.status.success() {
        assert!(std::env::var_os("CI").is_none(), "run scripts/oracles.sh before the tests");
        eprintln!("skipped: the oracles are not set up (scripts/oracles.sh)");
        return Ok(());
    }
    let output = Command::new("bash").arg(script).arg("package").args(shares).output().expect("bash runs");
    if output.status.success() { Ok(()) } else { Err(said(&output)) }
}

/// A path as an argument.
pub(crate) fn text(path: &Path) -> &str {
    path.to_str().expect("test paths are UTF-8")
}

/// Output of a command, for assertion messages.
pub(crate) fn said(output: &Output) -> String {
    format!(
        "exit {:?}\n{}\n{}",
        output.status.code(),
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}
