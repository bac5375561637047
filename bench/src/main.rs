//! Measures `extract` and `deidentify` in MB/s, on one core and on all, beside the Python extractors on the same corpus.
//!
//! In: the release binary, a folder laid out like the shared data, a Python with the peers. Out: a table, also as
//! `docs/speed.md`. Speed is bytes by CPU time (user and system, all children), so that other load on the machine
//! changes it little; wall time stands beside it.

mod corpus;
mod measure;
mod peers;
mod table;

use std::path::PathBuf;

use anyhow::{Context, Result};

use corpus::Corpus;
use measure::Row;

const USAGE: &str = "usage: noroshi-bench [--noroshi BINARY] [--data DIR] [--python PYTHON] [--peer-seconds N] [--write FILE]";

/// Profile of an invented victim, as an analyst would write it.
const VICTIM: &str = include_str!("victim.toml");

struct Arguments {
    noroshi: PathBuf,
    data: PathBuf,
    python: Option<PathBuf>,
    peer_seconds: u64,
    write: Option<PathBuf>,
}

fn main() -> Result<()> {
    let arguments = arguments(std::env::args().skip(1))?;
    let folder = tempfile::tempdir()?;
    let corpus = Corpus::collect(&arguments.data, folder.path()).context("collecting the corpus")?;
    println!("{} documents, {:.1} MB", corpus.documents, corpus.megabytes());
    let mut rows = own(&arguments, &corpus)?;
    if let Some(python) = &arguments.python {
        for name in peers::NAMES {
            eprintln!("{name} …");
            rows.push(peers::run(python, name, &corpus, arguments.peer_seconds)?);
        }
    }
    let text = table::render(&corpus, &rows);
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
        write: None,
    };
    while let Some(word) = words.next() {
        let value = words.next().context(USAGE)?;
        match word.as_str() {
            "--noroshi" => out.noroshi = value.into(),
            "--data" => out.data = value.into(),
            "--python" => out.python = Some(value.into()),
            "--peer-seconds" => out.peer_seconds = value.parse().context(USAGE)?,
            "--write" => out.write = Some(value.into()),
            _ => anyhow::bail!(USAGE),
        }
    }
    anyhow::ensure!(out.noroshi.exists(), "no release binary: cargo build --release -p noroshi");
    Ok(out)
}

/// Rows of the binary itself: start-up, both commands, on one core and on all, by document and as one file.
fn own(arguments: &Arguments, corpus: &Corpus) -> Result<Vec<Row>> {
    let victim = corpus.folder.join("victim.toml");
    std::fs::write(&victim, VICTIM)?;
    let empty = corpus.folder.join("empty.txt");
    std::fs::write(&empty, "nothing\n")?;
    let mut rows = Vec::new();
    for (material, what) in [(&corpus.documents_folder, "documents"), (&corpus.whole, "one file")] {
        for (threads, cores) in [(1, "one core"), (0, "all cores")] {
            let out = corpus.folder.join(format!("out-{}", rows.len()));
            let threads = threads.to_string();
            let reading = ["--threads", &threads].map(Into::into);
            let extract = [vec!["extract".into(), material.clone().into()], reading.to_vec()].concat();
            let deidentify = ["--victim".into(), victim.clone().into(), "--out".into(), out.into()];
            let deidentify =
                [vec!["deidentify".into(), material.clone().into()], deidentify.to_vec(), reading.to_vec()]
                    .concat();
            for (name, command) in [("extract", extract), ("deidentify", deidentify)] {
                eprintln!("{name}, {what}, {cores} …");
                let name = format!("noroshi {name}, {what}, {cores}");
                rows.push(measure::run(&name, &arguments.noroshi, &command, corpus.bytes, threads == "1")?);
            }
        }
    }
    let start = ["extract".into(), empty.into()];
    rows.push(measure::run("noroshi extract, start-up alone", &arguments.noroshi, &start, 0, false)?);
    Ok(rows)
}
