//! Maintenance commands: `cargo xtask reference --from DIR [--check]`.

mod reference;

use std::path::PathBuf;
use std::process::ExitCode;

const USAGE: &str = "usage: cargo xtask reference --from DIR [--check]";

fn main() -> ExitCode {
    match run(std::env::args().skip(1).collect()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Vec<String>) -> anyhow::Result<ExitCode> {
    let mut words = arguments.iter().map(String::as_str);
    if words.next() != Some("reference") {
        anyhow::bail!(USAGE);
    }
    let (mut from, mut check) = (None, false);
    while let Some(word) = words.next() {
        match word {
            "--from" => from = words.next().map(PathBuf::from),
            "--check" => check = true,
            _ => anyhow::bail!(USAGE),
        }
    }
    let Some(from) = from else { anyhow::bail!(USAGE) };
    let target = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../crates/reference");
    reference::run(&from, &target, check)
}
