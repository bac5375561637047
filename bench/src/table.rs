//! The table, for the terminal and for the page.

use std::fmt::Write as _;

use crate::corpus::Corpus;
use crate::measure::Row;

/// The peer all rows are compared with: the fastest Python extractor.
const MEASURE: &str = "ioc-finder";

/// Renders the rows as a Markdown table.
pub(crate) fn render(corpus: &Corpus, rows: &[Row]) -> String {
    let base = rows.iter().find(|row| row.name.starts_with(MEASURE)).map(Row::speed);
    let mut out = String::from(
        "| what | MB read | CPU s | wall s | MB per CPU s | MB per wall s | × ioc-finder | values | slowest document |\n|---|---|---|---|---|---|---|---|---|\n",
    );
    for row in rows {
        let megabytes = row.bytes as f64 / 1e6;
        let ratio = base
            .filter(|_| row.bytes > 0)
            .map_or_else(|| "–".to_owned(), |base| format!("{:.1}", row.speed() / base));
        let speeds = if row.bytes > 0 {
            format!("{:.2} | {:.2}", row.speed(), megabytes / row.wall.max(1e-9))
        } else {
            "– | –".to_owned()
        };
        let found = row.found.map_or_else(|| "–".to_owned(), |found| found.to_string());
        let slowest = row.slowest.map_or_else(|| "–".to_owned(), |seconds| format!("{seconds:.2} s"));
        let (name, cpu, wall) = (&row.name, row.cpu, row.wall);
        let _ = writeln!(
            out,
            "| {name} | {megabytes:.1} | {cpu:.2} | {wall:.2} | {speeds} | {ratio} | {found} | {slowest} |"
        );
    }
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let _ = writeln!(out, "\n{} documents, {:.1} MB, {cores} cores.", corpus.documents, corpus.megabytes());
    out
}

/// The page `docs/speed.md`.
pub(crate) fn page(corpus: &Corpus, table: &str) -> String {
    format!(
        "# Speed\n\nMeasured by `cargo run --release -p noroshi-bench -- --python PYTHON --write docs/speed.md` on {:.0} MB of \
real reports, indicator files, mails and logs, cut into documents of 64 KiB. PYTHON is an interpreter with `ioc-finder`, \
`iocsearcher`, `iocextract` and `requests` from PyPI.\n\nCPU seconds are user and system time of the process and all its \
children; each row of noroshi is the median of three runs, start-up, reading and writing included. The peers run in one \
process, on documents in a fixed mixed order, until their time is up; their start-up and reading is not counted.\n\n{table}",
        corpus.megabytes()
    )
}
