//! Regenerates `crates/reference/data` from files laid out like the shared data.
//!
//! In: a folder with `attack/`, `galaxy/`, `warninglists/`, `secret-rules/`, and the reviewed lists under
//! `crates/reference/review`. Out: one table a file; equal input gives equal bytes.
//! To add a table: a module with `table(from, review)`, and a line in [`TABLES`].

mod attack;
mod everyday;
mod keywords;
mod names;
mod secrets;
mod vendors;
mod warninglists;

use std::fs;
use std::io::{Read, Write};
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result};
use serde_json::Value;

/// How a table is made: as text that is packed, or as bytes that are not.
enum Build {
    Packed(fn(&Path, &Path) -> Result<String>),
    Plain(fn(&Path, &Path) -> Result<Vec<u8>>),
}

const TABLES: [(&str, Build); 5] = [
    ("attack.gz", Build::Packed(attack::table)),
    ("names.gz", Build::Packed(names::table)),
    ("warninglists.bin", Build::Plain(warninglists::table)),
    ("secrets.gz", Build::Packed(secrets::table)),
    ("vendors.gz", Build::Packed(vendors::table)),
];

/// Writes the tables below `target/data`, or compares them with what is there.
pub(crate) fn run(from: &Path, target: &Path, check: bool) -> Result<ExitCode> {
    let mut stale = 0;
    for (name, build) in TABLES {
        let review = target.join("review");
        let (content, packed) = match build {
            Build::Packed(table) => (table(from, &review).map(String::into_bytes), true),
            Build::Plain(table) => (table(from, &review), false),
        };
        let content = content.with_context(|| format!("building {name}"))?;
        let path = target.join("data").join(name);
        if check {
            let stored = fs::read(&path).ok();
            let stored = if packed { stored.and_then(|bytes| gunzip(&bytes).ok()) } else { stored };
            let fresh = stored.as_deref() == Some(&content);
            println!("{name}: {}", if fresh { "up to date" } else { "differs" });
            stale += usize::from(!fresh);
        } else {
            let content = if packed { gzip(&content)? } else { content };
            println!("{name}: {} bytes", content.len());
            fs::write(&path, content).with_context(|| format!("writing {}", path.display()))?;
        }
    }
    Ok(if stale == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Packs with neither time nor name in the header.
fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut packer = flate2::GzBuilder::new().mtime(0).write(Vec::new(), flate2::Compression::best());
    packer.write_all(bytes)?;
    Ok(packer.finish()?)
}

fn gunzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    flate2::read::GzDecoder::new(bytes).read_to_end(&mut out)?;
    Ok(out)
}

/// Reads a JSON file, unpacked or as `<path>.gz`.
fn json(path: &Path) -> Result<Value> {
    let packed =
        path.with_file_name(format!("{}.gz", path.file_name().unwrap_or_default().to_string_lossy()));
    let bytes = if path.exists() {
        fs::read(path)?
    } else {
        gunzip(&fs::read(&packed).with_context(|| packed.display().to_string())?)?
    };
    serde_json::from_slice(&bytes).with_context(|| path.display().to_string())
}

/// Lines of a reviewed list without comments and blanks.
fn reviewed(path: &Path) -> Result<Vec<String>> {
    let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
    Ok(text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(String::from)
        .collect())
}

/// Head of a table: source, licence, version, one `#key<TAB>value` a line.
fn head(entries: &[(&str, &str)]) -> String {
    entries.iter().map(|(key, value)| format!("#{key}\t{value}\n")).collect()
}

/// Commit and date of a source, from the `SOURCE.md` beside it.
fn commit(folder: &Path, repository: &str) -> Result<String> {
    let text = fs::read_to_string(folder.join("SOURCE.md")).with_context(|| folder.display().to_string())?;
    let row = text.lines().find(|line| line.starts_with(&format!("| {repository} |")));
    let cells: Vec<&str> = row.map(|row| row.split('|').map(str::trim).collect()).unwrap_or_default();
    match cells.as_slice() {
        [_, _, commit, date, ..] => Ok(format!("{commit} {date}")),
        _ => anyhow::bail!("{repository} is not named in SOURCE.md"),
    }
}

/// Strings of a JSON array; empty for anything else.
fn strings(value: &Value) -> impl Iterator<Item = &str> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str)
}

/// A cell of a table: tabs and line ends become spaces.
fn cell(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
