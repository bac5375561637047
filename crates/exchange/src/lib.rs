//! Room 7: a draft becomes STIX 2.1, MISP, CSV and pages that people read.
//!
//! In: a [`Draft`](noroshi_deidentify::Draft) (names no private type). Out: files, as bytes.

use noroshi_deidentify::{Draft, RenderedFile};
use rand::RngCore;

pub mod plain;

/// Renders every file of `share/`: `bundle.json`, `event.json`, `indicators.csv`, `summary.ja.md`, `summary.en.md`,
/// `text/*.md`, `manifest.json` (last, with the digests of the others).
pub fn render(_draft: &Draft, _rng: &mut dyn RngCore) -> Vec<RenderedFile> {
    Vec::new()
}
