//! Maintenance commands: `cargo xtask reference --from DIR [--check]`, `cargo xtask candidates --rows N --seed S`,
//! `cargo xtask licences`.

mod licences;
mod reference;

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

const USAGE: &str = "usage: cargo xtask reference --from DIR [--check]\n       cargo xtask candidates --rows N [--seed S]\n       cargo xtask licences";

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
    match words.next() {
        Some("reference") => reference(words),
        Some("candidates") => candidates(words),
        Some("licences") => {
            println!("{}", licences::run(&PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(".."))?);
            Ok(ExitCode::SUCCESS)
        }
        _ => anyhow::bail!(USAGE),
    }
}

fn reference<'a>(mut words: impl Iterator<Item = &'a str>) -> anyhow::Result<ExitCode> {
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

/// Writes a list of invented organisations for `noroshi reidentify` to standard output.
fn candidates<'a>(mut words: impl Iterator<Item = &'a str>) -> anyhow::Result<ExitCode> {
    let (mut rows, mut seed) = (None, 1);
    while let Some(word) = words.next() {
        let value = words.next().ok_or_else(|| anyhow::anyhow!(USAGE))?;
        match word {
            "--rows" => rows = Some(value.parse()?),
            "--seed" => seed = value.parse()?,
            _ => anyhow::bail!(USAGE),
        }
    }
    let Some(rows) = rows else { anyhow::bail!(USAGE) };
    std::io::stdout().write_all(noroshi_reidentify::generate::candidates(rows, seed).as_bytes())?;
    Ok(ExitCode::SUCCESS)
}
