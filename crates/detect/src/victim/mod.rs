//! Identifiers that the profile names, and what follows from them.
//!
//! In: a text (or bytes, or one value) and the [`Variants`] of a profile. Out: [`Finding`]s whose spans are offsets
//! into what was given.

use noroshi_base::Limits;
use noroshi_profile::Variants;
use noroshi_read::Role;

use crate::{Finding, Indicator};

/// Buffers the matcher uses again and again.
#[derive(Debug, Default)]
pub struct Scratch {}

/// Finds every form of a profile's entries.
#[derive(Debug)]
pub struct Matcher {}

impl Matcher {
    /// Builds the automata of a profile.
    pub fn new(_variants: &Variants, _limits: &Limits) -> Self {
        Self {}
    }

    /// Finds identifiers in one text.
    pub fn text(&self, _text: &str, _role: &Role, _scratch: &mut Scratch, _out: &mut Vec<Finding>) {}

    /// Finds identifiers in raw bytes, encoded forms and single-byte XOR included.
    pub fn raw(&self, _bytes: &[u8], _out: &mut Vec<Finding>) {}

    /// Finds identifiers in one value that is judged alone.
    pub fn value(&self, _value: &Indicator, _out: &mut Vec<Finding>) {}
}
