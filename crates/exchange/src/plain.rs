//! Indicators alone, for the station's own use: `noroshi extract`. Nothing here was judged; it is not for sharing.

use std::io::Write;

use noroshi_base::IndicatorKind;
use serde::Serialize;

/// Form of the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// One JSON object a line.
    Jsonl,
    /// Comma-separated, with a header.
    Csv,
    /// STIX 2.1 bundle.
    Stix,
    /// MISP event.
    Misp,
}

/// One extracted value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Extracted {
    /// STIX type.
    pub r#type: &'static str,
    /// Kind key (`sha256`, `file-path`, …).
    pub kind: IndicatorKind,
    /// Value, refanged and normalised.
    pub value: String,
    /// Name beside it: of a technique, of a malware id; empty for none.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Material it was first seen in.
    pub material: String,
    /// First place.
    pub place: String,
    /// Occurrences over all materials.
    pub count: u64,
    /// Layers it was decoded through.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub layers: Vec<noroshi_base::Layer>,
}

/// Writes values in one format; `made_at` is RFC 3339 UTC, ids come from `rng`.
///
/// # Errors
/// What the writer says.
pub fn write(
    _values: &[Extracted],
    _format: Format,
    _made_at: &str,
    _rng: &mut dyn rand::RngCore,
    _out: &mut dyn Write,
) -> std::io::Result<()> {
    Ok(())
}
