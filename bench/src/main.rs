//! Measures `extract` and `deidentify` in MB/s, on one core and on all, beside yardsticks and the Python extractors.
//!
//! In: the release binary, a folder laid out like the shared data, a Python with the peers. Out: tables, also as
//! `docs/speed.md`. Speed is bytes by CPU time (user and system, all children), so that other load on the machine
//! changes it little; wall time stands beside it.

mod corpus;
mod generate;
mod measure;
mod peers;
mod table;
mod yardstick;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use corpus::Corpus;
use measure::Row;
use table::Section;

const USAGE: &str = "usage: noroshi-bench [--noroshi BINARY] [--data DIR] [--python PYTHON] [--peer-seconds N] [--runs N] [--command extract|deidentify] [--write FILE]";

/// Profile of an invented victim, as an analyst would write it.
const VICTIM: &str = include_str!("victim.toml");

/// Bytes of each made text.
const MADE: usize = 16 << 20;

struct Arguments {
    noroshi: PathBuf,
    data: PathBuf,
    python: Option<PathBuf>,
    peer_seconds: u64,
    /// Runs of one command; the median counts.
    runs: usize,
    /// The command to measure; both without one.
    command: Option<String>,
    write: Option<PathBuf>,
}

fn main() -> Result<()> {
    let arguments = arguments(std::env::args().skip(1))?;
    let folder = tempfile::tempdir()?;
    let corpus = Corpus::collect(&arguments.data, folder.path()).context("collecting the corpus")?;
    println!("{} documents, {:.1} MB", corpus.documents, corpus.megabytes());
    let victim = folder.path().join("victim.toml");
    std::fs::write(&victim, VICTIM)?;
    let mut sections = Vec::new();
    let made = |name: &str, text: String| -> Result<PathBuf> {
        let path = folder.path().join(name);
        std::fs::write(&path, text)?;
        Ok(path)
    };
    let proxy = made("proxy.log", generate::proxy_log(MADE))?;
    let japanese = made("japanese.txt", generate::japanese(MADE))?;
    let texts = [
        (&corpus.whole, "reports, indicator files, mails and logs in one file"),
        (&proxy, "log of a web proxy"),
        (&japanese, "mostly Japanese reports"),
    ];
    for (path, title) in texts {
        eprintln!("{title} …");
        let text = std::fs::read_to_string(path)?;
        let mut rows = yardstick::bare(&text, path, arguments.runs)?;
        rows.extend(yardstick::stages(&text, VICTIM)?);
        rows.extend(own(&arguments, folder.path(), path, text.len() as u64)?);
        sections.push(Section { title: title.to_owned(), rows });
        if path == &corpus.whole {
            sections.push(documents(&arguments, folder.path(), &corpus)?);
        }
    }
    let text = table::render(&corpus, &sections);
    println!("{text}");
    if let Some(path) = &arguments.write {
        std::fs::write(path, table::page(&corpus, &text))?;
    }
    Ok(())
}

fn arguments(mut words: impl Iterator<Item = String>) -> Result<Arguments> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut out = Arguments {
        noroshi: root.join("target/release/noroshi"),
        data: root.join("../shared/data"),
        python: None,
        peer_seconds: 60,
        runs: 3,
        command: None,
        write: None,
    };
    while let Some(word) = words.next() {
        let value = words.next().context(USAGE)?;
        match word.as_str() {
            "--noroshi" => out.noroshi = value.into(),
            "--data" => out.data = value.into(),
            "--python" => out.python = Some(value.into()),
            "--peer-seconds" => out.peer_seconds = value.parse().context(USAGE)?,
            "--runs" => out.runs = value.parse().context(USAGE)?,
            "--command" => out.command = Some(value),
            "--write" => out.write = Some(value.into()),
            _ => anyhow::bail!(USAGE),
        }
    }
    anyhow::ensure!(out.noroshi.exists(), "no release binary: cargo build --release -p noroshi");
    Ok(out)
}

/// Rows over the same bytes, cut into documents; the peers are among them.
fn documents(arguments: &Arguments, folder: &Path, corpus: &Corpus) -> Result<Section> {
    let mut rows = own(arguments, folder, &corpus.documents_folder, corpus.bytes)?;
    let empty = folder.join("empty.txt");
    std::fs::write(&empty, "nothing\n")?;
    let start = ["extract".into(), empty.into()];
    let name = "noroshi extract, start-up alone";
    rows.push(measure::run(name, &arguments.noroshi, &start, 0, false, arguments.runs)?);
    if let Some(python) = &arguments.python {
        for name in peers::NAMES {
            eprintln!("{name} …");
            rows.push(peers::run(python, name, corpus, arguments.peer_seconds)?);
        }
    }
    Ok(Section { title: "the same bytes as documents of 64 KiB".to_owned(), rows })
}

/// Rows of the binary itself: both commands, on one core and on all.
fn own(arguments: &Arguments, folder: &Path, material: &Path, bytes: u64) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for (threads, cores) in [("1", "one core"), ("0", "all cores")] {
        let out = folder.join("out");
        let reading = ["--threads".into(), threads.into()];
        let extract = [vec!["extract".into(), material.into()], reading.to_vec()].concat();
        let victim = ["--victim".into(), folder.join("victim.toml").into(), "--out".into(), out.into()];
        let deidentify =
            [vec!["deidentify".into(), material.into()], victim.to_vec(), reading.to_vec()].concat();
        for (name, command) in [("extract", extract), ("deidentify", deidentify)] {
            if arguments.command.as_ref().is_some_and(|only| only != name) {
                continue;
            }
            eprintln!("{name}, {cores} …");
            let name = format!("noroshi {name}, {cores}");
            let pinned = threads == "1";
            rows.push(measure::run(&name, &arguments.noroshi, &command, bytes, pinned, arguments.runs)?);
        }
    }
    Ok(rows)
}
