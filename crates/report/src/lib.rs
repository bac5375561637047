//! The private report of one run: `keep/report.html`, `findings.jsonl`, `mapping.json`, `held.jsonl`.
//!
//! In: what stays and the draft. Out: bytes for `keep/`. Nothing here ever goes to `share/`.

use std::io::Write;

use noroshi_base::{Lang, Notice};
use noroshi_deidentify::{Draft, Kept};

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

/// Writes the self-contained page.
///
/// # Errors
/// What the writer says.
pub fn write_html(_run: Run<'_>, _out: &mut dyn Write) -> std::io::Result<()> {
    Ok(())
}

/// Writes one finding a line.
///
/// # Errors
/// What the writer says.
pub fn write_findings(_kept: &Kept, _out: &mut dyn Write) -> std::io::Result<()> {
    Ok(())
}

/// Writes one held item a line.
///
/// # Errors
/// What the writer says.
pub fn write_held(_kept: &Kept, _out: &mut dyn Write) -> std::io::Result<()> {
    Ok(())
}

/// Writes the mapping from token to original.
///
/// # Errors
/// What the writer says.
pub fn write_mapping(_kept: &Kept, _out: &mut dyn Write) -> std::io::Result<()> {
    Ok(())
}
