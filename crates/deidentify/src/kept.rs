//! What stays: every finding with its decision, the mapping, what waits for a person.

use noroshi_base::{Layer, Surface, Text};
use serde::Serialize;

/// What was decided about a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Decision {
    /// Leaves as it is.
    Keep,
    /// Replaced by a token.
    Mask,
    /// Replaced by something wider.
    Generalise,
    /// Replaced by a pattern.
    Pattern,
    /// Does not leave.
    Drop,
    /// Waits for a person.
    Hold,
    /// Leaves under a stricter marking.
    Restrict,
    /// The sentence was split: one half leaves.
    Split,
    /// Waits for the client's word.
    AskVictim,
}

/// One line of `findings.jsonl`: a value in one material, with all its places up to a bound.
///
/// It holds private text on purpose: it is written to `keep/` only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FindingRecord {
    /// Number.
    pub id: u32,
    /// Material.
    pub material: std::sync::Arc<str>,
    /// First place.
    pub place: String,
    /// Further places, at most 32.
    pub more_places: Vec<String>,
    /// Occurrences in this material.
    pub count: u64,
    /// Text as it stands in the material.
    pub matched: String,
    /// What it reads as after the layers.
    pub decoded: Option<String>,
    /// Layers it was decoded through.
    pub layers: Vec<Layer>,
    /// `indicator` or the class letter.
    pub class: std::borrow::Cow<'static, str>,
    /// Kind key.
    pub kind: std::borrow::Cow<'static, str>,
    /// Surface; `None` for an indicator that shows nothing.
    pub surface: Option<Surface>,
    /// Rule that found it.
    pub rule: std::borrow::Cow<'static, str>,
    /// Rule that judged it.
    pub judged_by: &'static str,
    /// Decision.
    pub decision: Decision,
    /// What stands in the package instead; empty for nothing.
    pub becomes: String,
    /// Reason.
    pub reason: Text,
}

/// One line of `held.jsonl`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Held {
    /// Number.
    pub id: u32,
    /// Kind key.
    pub kind: String,
    /// Value, private.
    pub value: String,
    /// Material and place.
    pub material: String,
    /// Place.
    pub place: String,
    /// Surface.
    pub surface: Surface,
    /// Rule that held it.
    pub rule: &'static str,
    /// Reason.
    pub reason: Text,
    /// Question to the person.
    pub question: Text,
    /// What could be shared instead.
    pub alternative: Text,
}

/// A stretch of a document before and after, for the report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BeforeAfter {
    /// Material.
    pub material: String,
    /// Part.
    pub part: String,
    /// Sentences: original text, decision, result (empty when it stays home), byte ranges of findings in the
    /// original with the finding's id.
    pub sentences: Vec<SentenceView>,
}

/// One sentence before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SentenceView {
    /// Original.
    pub before: String,
    /// What leaves; empty when nothing does.
    pub after: String,
    /// Decision about the sentence.
    pub decision: Decision,
    /// Reason.
    pub reason: Text,
    /// Highlights in `before`: start, end (bytes), finding id.
    pub marks: Vec<(u32, u32, u32)>,
}

/// Everything that stays.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Kept {
    /// Findings.
    pub findings: Vec<FindingRecord>,
    /// Token and original.
    pub mapping: Vec<(String, String)>,
    /// What waits.
    pub held: Vec<Held>,
    /// Documents before and after.
    pub documents: Vec<BeforeAfter>,
}
