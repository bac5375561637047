//! Room 3: passages become findings.
//!
//! In: a [`Passage`](noroshi_read::Passage). Out: [`Finding`]s: indicators (what describes the attacker) and
//! identifiers (what points at the victim, third parties, persons, secrets). Never fails; linear in its input.

pub mod finding;

use noroshi_base::{DocumentHead, Limits};
use noroshi_profile::Variants;
use noroshi_read::Passage;

pub use finding::{Class, Finding, Identifier, Indicator, Strength, What};

/// Buffers one thread uses again and again.
#[derive(Debug, Default)]
pub struct Scratch {}

/// Everything that is built once per run and shared by all threads.
#[derive(Debug)]
pub struct Detector {
    _limits: Limits,
}

impl Detector {
    /// Builds the automata. `variants` is `None` for `extract`, which looks for indicators only.
    pub fn new(_variants: Option<&Variants>, limits: &Limits) -> Self {
        Self { _limits: limits.clone() }
    }

    /// Finds indicators and identifiers in one passage; findings come in order of their start.
    pub fn passage(
        &self,
        _head: &DocumentHead,
        _passage: &Passage,
        _scratch: &mut Scratch,
        _out: &mut Vec<Finding>,
    ) {
    }

    /// Finds identifiers in raw bytes: UTF-8, UTF-16, CP932, base64 at three alignments, hex, percent, and under any
    /// single-byte XOR. Spans are byte offsets into `bytes`.
    pub fn raw(&self, _bytes: &[u8], _out: &mut Vec<Finding>) {}

    /// Finds identifiers in one value that is judged alone (a host name, a URL, a path, a subject).
    ///
    /// Unlike [`Detector::passage`] the whole value counts as a structured field; spans are offsets into `value`.
    pub fn value(&self, _value: &Indicator, _scratch: &mut Scratch, _out: &mut Vec<Finding>) {}
}
