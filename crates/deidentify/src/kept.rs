//! What stays: every finding with its decision, the mapping, what waits for a person.

use std::sync::Arc;

use noroshi_base::{Layer, Place, Surface, Text};
use serde::{Serialize, Serializer};

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
/// It holds private text on purpose: it is written to `keep/` only. A run has hundreds of thousands of them, so they
/// share what they can and write their places out only when they are written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FindingRecord {
    /// Number.
    pub id: u32,
    /// Material.
    pub material: Arc<str>,
    /// First place.
    #[serde(serialize_with = "shown")]
    pub place: Place,
    /// Further places, at most 32.
    #[serde(serialize_with = "all_shown")]
    pub more_places: Box<[Place]>,
    /// Occurrences in this material.
    pub count: u64,
    /// Text as it stands in the material.
    pub matched: Box<str>,
    /// What it reads as after the layers.
    pub decoded: Option<Box<str>>,
    /// Layers it was decoded through.
    pub layers: Box<[Layer]>,
    /// `indicator` or the class letter.
    pub class: &'static str,
    /// Kind key.
    pub kind: &'static str,
    /// Surface; `None` for an indicator that shows nothing.
    pub surface: Option<Surface>,
    /// Rule that found it.
    pub rule: &'static str,
    /// Rule that judged it.
    pub judged_by: &'static str,
    /// Decision.
    pub decision: Decision,
    /// What stands in the package instead; empty for nothing.
    pub becomes: Arc<str>,
    /// Reason.
    pub reason: Arc<Text>,
}

fn shown<S: Serializer>(place: &Place, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(place)
}

fn all_shown<S: Serializer>(places: &[Place], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(places.iter().map(ToString::to_string))
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
    pub mapping: Vec<(Arc<str>, Box<str>)>,
    /// What waits.
    pub held: Vec<Held>,
    /// Documents before and after.
    pub documents: Vec<BeforeAfter>,
    /// How the quasi-identifiers were chosen.
    pub ladder: Option<crate::ladder::Record>,
}
