//! Room 4: findings become a [`Draft`] that carries nothing private, and [`Kept`], which stays.
//!
//! In: documents, passages and their findings through a [`Gather`] per thread; a [`Policy`]; a source of randomness.
//! Out: a draft built up from what was judged shareable, and the private record of every decision. At the end
//! [`prove`] reads the final bytes back and refuses when one of them shows the victim.

mod compose;
pub mod cues;
pub mod draft;
pub mod gather;
mod judge;
pub mod kept;
pub mod ladder;
mod learn;
mod parallel;
pub mod proof;
pub mod prose;
pub mod shareable;
#[cfg(feature = "testkit")]
pub mod testkit;
mod token;

use noroshi_base::{Limits, Pap, Text, Tlp};
use noroshi_detect::Detector;
use noroshi_profile::{Profile, Variants};
use rand::RngCore;

pub use draft::{Draft, Item, Statement};
pub use gather::Gather;
pub use kept::{FindingRecord, Held, Kept};
pub use ladder::{Earlier, Outside};
pub use proof::{Leak, Package, Proven, RenderedFile, Unproven, prove, prove_with};
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
    /// What is known of the world outside.
    pub outside: Outside,
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
#[expect(clippy::result_large_err, reason = "made once a run; the report needs what was gathered")]
pub fn deidentify(
    gathered: Gather,
    victim: Victim<'_>,
    policy: &Policy,
    rng: &mut dyn RngCore,
) -> Result<Outcome, (Refusal, Kept)> {
    compose::run(gathered, victim, policy, rng)
}
