//! Runs the Python extractors over the same documents, in a fixed mixed order, until their time is up.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result};
use serde_json::Value;

use crate::corpus::Corpus;
use crate::measure::Row;

/// Peers, by the name of their package.
pub(crate) const NAMES: [&str; 3] = ["ioc-finder", "iocsearcher", "iocextract"];

/// Runs one peer; its interpreter's start-up is not counted.
pub(crate) fn run(python: &Path, name: &str, corpus: &Corpus, seconds: u64) -> Result<Row> {
    let output = Command::new(python)
        .args(["-c", include_str!("peers.py"), name])
        .arg(&corpus.documents_folder)
        .arg(seconds.to_string())
        .stderr(Stdio::null())
        .output()
        .with_context(|| name.to_owned())?;
    let row: Value = serde_json::from_slice(&output.stdout).with_context(|| {
        format!("{name}: is it installed? pip install ioc-finder iocsearcher iocextract requests")
    })?;
    let number = |key: &str| row[key].as_f64().unwrap_or_default();
    Ok(Row {
        name: format!("{name} {}", row["version"].as_str().unwrap_or_default()),
        bytes: row["bytes"].as_u64().unwrap_or_default(),
        cpu: number("cpu"),
        wall: number("wall"),
        found: row["found"].as_u64(),
        slowest: Some(number("slowest")),
    })
}
