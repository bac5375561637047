//! Indicators: what describes the attacker.
//!
//! In: a text. Out: [`Finding`]s whose spans are offsets into the text as it was given.

use noroshi_read::Role;
use noroshi_reference::Reference;

use crate::Finding;

/// Buffers the finder uses again and again.
#[derive(Debug, Default)]
pub struct Scratch {}

/// Finds indicators of every kind.
#[derive(Debug)]
pub struct Finder {}

impl Finder {
    /// Builds the automata.
    pub fn new(_reference: &Reference) -> Self {
        Self {}
    }

    /// Finds indicators in one text.
    pub fn text(&self, _text: &str, _role: &Role, _scratch: &mut Scratch, _out: &mut Vec<Finding>) {}
}
