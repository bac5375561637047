//! Room 4: findings become a [`Draft`] that carries nothing private, and [`Kept`], which stays.
//!
//! In: documents, passages and their findings through a [`Gather`] per thread; a [`Policy`]; a source of randomness.
//! Out: a draft built up from what was judged shareable, and the private record of every decision. At the end
//! [`prove`] reads the final bytes back and refuses when one of them shows the victim.

pub mod cues;
pub mod draft;
pub mod gather;
pub mod kept;
pub mod proof;
pub mod prose;
pub mod shareable;
#[cfg(feature = "testkit")]
pub mod testkit;

use noroshi_base::{Limits, Pap, Text, Tlp};
use noroshi_detect::Detector;
use noroshi_profile::{Profile, Variants};
use rand::RngCore;

pub use draft::{Draft, Item, Statement};
pub use gather::Gather;
pub use kept::{FindingRecord, Held, Kept};
pub use proof::{Leak, Proven, RenderedFile, prove};
pub use shareable::Shareable;

/// What the run was asked for.
#[derive(Debug, Clone)]
pub struct Policy {
    /// Marking of the package.
    pub tlp: Tlp,
    /// Marking of the package.
    pub pap: Pap,
    /// Today, `YYYY-MM-DD`: a parameter, rooms read no clock.
    pub today: String,
    /// Bounds.
    pub limits: Limits,
}

/// What the judge works with beside the gathered findings.
#[derive(Debug, Clone, Copy)]
pub struct Victim<'a> {
    /// The profile as written.
    pub profile: &'a Profile,
    /// Its forms.
    pub variants: &'a Variants,
    /// The detector built from them.
    pub detector: &'a Detector,
}

/// A draft and what stays.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// May leave, once proven.
    pub draft: Draft,
    /// Stays.
    pub kept: Kept,
}

/// Why nothing is released.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Stable code, such as `empty-package`.
    pub code: &'static str,
    /// Reason for people; names nobody.
    pub reason: Text,
}

/// Judges everything gathered and composes the draft.
///
/// # Errors
/// Refuses when nothing useful remains after judgement (case C62); what was gathered is then still in the report,
/// through `Kept` of the refusal's pair.
pub fn deidentify(
    _gathered: Gather,
    _victim: Victim<'_>,
    _policy: &Policy,
    _rng: &mut dyn RngCore,
) -> Result<Outcome, (Refusal, Kept)> {
    Err((Refusal { code: "unbuilt", reason: Text::fixed("未実装", "not built") }, Kept::default()))
}
