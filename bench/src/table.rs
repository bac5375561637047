//! The tables, for the terminal and for the page.

use std::fmt::Write as _;

use crate::corpus::Corpus;
use crate::measure::Row;
use crate::yardstick;

/// The peer all rows are compared with: the fastest Python extractor.
const PEER: &str = "ioc-finder";

/// Rows over one text.
pub(crate) struct Section {
    /// What the text is.
    pub(crate) title: String,
    /// Rows; the yardstick is one of them.
    pub(crate) rows: Vec<Row>,
}

/// Renders the sections as Markdown tables; a section without a yardstick of its own takes that of the one before.
pub(crate) fn render(corpus: &Corpus, sections: &[Section]) -> String {
    let speed =
        |rows: &[Row], start: &str| rows.iter().find(|row| row.name.starts_with(start)).map(Row::speed);
    let peer = sections.iter().find_map(|section| speed(&section.rows, PEER));
    let mut yardstick = None;
    let mut out = String::new();
    for section in sections {
        yardstick = speed(&section.rows, yardstick::MEASURE).or(yardstick);
        let _ = write!(
            out,
            "## {}\n\n| what | MB read | CPU s | wall s | MB per CPU s | MB per wall s | share of the yardstick | × {PEER} | found | slowest document |\n|---|---|---|---|---|---|---|---|---|---|\n",
            section.title
        );
        for row in &section.rows {
            line(row, yardstick, peer, &mut out);
        }
        out.push('\n');
    }
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let _ = writeln!(out, "{} documents, {:.1} MB, {cores} cores.", corpus.documents, corpus.megabytes());
    out
}

fn line(row: &Row, yardstick: Option<f64>, peer: Option<f64>, out: &mut String) {
    let megabytes = row.bytes as f64 / 1e6;
    let dash = || "–".to_owned();
    let ratio = |base: Option<f64>| {
        base.filter(|_| row.bytes > 0).map_or_else(dash, |base| format!("{:.2}", row.speed() / base))
    };
    let speeds = if row.bytes > 0 {
        format!("{:.2} | {:.2}", row.speed(), megabytes / row.wall.max(1e-9))
    } else {
        "– | –".to_owned()
    };
    let found = row.found.map_or_else(dash, |found| found.to_string());
    let slowest = row.slowest.map_or_else(dash, |seconds| format!("{seconds:.2} s"));
    let _ = writeln!(
        out,
        "| {} | {megabytes:.1} | {:.3} | {:.3} | {speeds} | {} | {} | {found} | {slowest} |",
        row.name,
        row.cpu,
        row.wall,
        ratio(yardstick),
        ratio(peer)
    );
}

/// The page `docs/speed.md`.
pub(crate) fn page(corpus: &Corpus, tables: &str) -> String {
    format!(
        "# Speed\n\nMeasured by `cargo run --release -p noroshi-bench -- --python PYTHON --write docs/speed.md` on {:.0} MB of \
real reports, indicator files, mails and logs, as one file and cut into documents of 64 KiB, on a made log of a web proxy, and on \
made reports that are mostly Japanese. PYTHON is an interpreter with `ioc-finder`, `iocsearcher`, `iocextract` and `requests` \
from PyPI.\n\nCPU seconds are user and system time of the process and all its children; each row of noroshi is the median of \
its runs, start-up, reading and writing included. The yardstick is one bare pass of the `regex` crate with all patterns in one \
alternation, which validates, folds and decodes nothing; it and the stages run in the process of the bench, on one thread, \
without reading or writing. The peers run in one process, on documents in a fixed mixed order, until their time is up; their \
start-up and reading is not counted.\n\n{tables}",
        corpus.megabytes()
    )
}
