//! The private report of one run: `keep/report.html`, `findings.jsonl`, `mapping.json`, `held.jsonl`.
//!
//! In: what stays and the draft. Out: bytes for `keep/`. Nothing here ever goes to `share/`.

mod data;
mod escape;
mod lines;
mod page;

use std::io::Write;

use noroshi_base::{Lang, Notice};
use noroshi_deidentify::{Draft, Kept};

pub use lines::{write_findings, write_held, write_ladder, write_mapping};

/// What the report shows beside the findings.
#[derive(Debug, Clone, Copy)]
pub struct Run<'a> {
    /// The draft; `None` when the run was refused.
    pub draft: Option<&'a Draft>,
    /// What stays.
    pub kept: &'a Kept,
    /// Remarks of the readers.
    pub notices: &'a [Notice],
    /// Why the run was refused, where it was.
    pub refused: Option<&'a noroshi_base::Text>,
    /// Language the page opens in.
    pub lang: Lang,
    /// When the run was made, RFC 3339.
    pub made_at: &'a str,
}

/// Writes the self-contained page: one file, no request to anywhere, its own script and style only.
///
/// # Errors
/// What the writer says.
pub fn write_html(run: Run<'_>, out: &mut dyn Write) -> std::io::Result<()> {
    page::write(run, out)
}
