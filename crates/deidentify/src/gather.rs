//! What all passages had to say, in bounded memory.

use noroshi_base::{DocumentHead, Limits};
use noroshi_detect::Finding;
use noroshi_read::Passage;

/// Findings of many passages: values with their counts, first places and cues; prose whole, up to a bound.
///
/// One per thread; [`Gather::merge`] puts two together. The order of merging does not change the outcome.
#[derive(Debug, Default)]
pub struct Gather {}

impl Gather {
    /// An empty one.
    pub fn new(_limits: &Limits) -> Self {
        Self::default()
    }

    /// Takes in one passage with its findings. `order` numbers the passages of the run, so that prose comes back in
    /// its order whatever thread read it.
    pub fn passage(&mut self, _order: u64, _head: &DocumentHead, _passage: Passage, _findings: Vec<Finding>) {
    }

    /// Takes in findings in raw bytes of a sample.
    pub fn raw(&mut self, _head: &DocumentHead, _bytes: &[u8], _findings: Vec<Finding>) {}

    /// Takes in another thread's.
    pub fn merge(&mut self, _other: Self) {}
}
