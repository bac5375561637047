//! Others to protect: persons, phones, organisations, internal addresses and names, secrets.
//!
//! In: a text and what is known of its document. Out: [`Finding`]s whose spans are offsets into the text.

use noroshi_base::DocumentHead;
use noroshi_profile::Variants;
use noroshi_read::Role;
use noroshi_reference::Reference;

use crate::Finding;

/// Finds what must not leave although no profile names it.
#[derive(Debug)]
pub struct Finder {}

impl Finder {
    /// Builds the rules; the profile's own entries are left to [`crate::victim::Matcher`].
    pub fn new(_reference: &Reference, _variants: Option<&Variants>) -> Self {
        Self {}
    }

    /// Finds identifiers in one text.
    pub fn text(&self, _head: &DocumentHead, _text: &str, _role: &Role, _out: &mut Vec<Finding>) {}
}
