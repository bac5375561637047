//! Indicators: what describes the attacker.
//!
//! In: a text. Out: [`Finding`]s whose spans are offsets into the text as it was given. One walk over a
//! [view](crate::view) of the text ([`scan`]); a validator per shape in the modules beside it.

mod class;
mod code;
mod extension;
mod hash;
mod hint;
mod host;
mod ids;
mod ip;
mod name;
mod path;
mod path_end;
mod rule;
mod scan;
mod url;
mod wallet;
mod wrap;

use std::ops::Range;

use noroshi_read::{Hint, Role};
use noroshi_reference::Reference;

use crate::Finding;
use crate::view::{Buffers, View};

/// Buffers the finder uses again and again.
#[derive(Debug, Default)]
pub struct Scratch {
    view: Buffers,
    joined: String,
    places: Vec<Range<usize>>,
}

/// Finds indicators of every kind.
#[derive(Debug)]
pub struct Finder {
    reference: &'static Reference,
}

impl Finder {
    /// Builds the automata.
    pub fn new(reference: &'static Reference) -> Self {
        Self { reference }
    }

    /// Finds indicators in one text.
    pub fn text(&self, text: &str, role: &Role, scratch: &mut Scratch, out: &mut Vec<Finding>) {
        let Scratch { view: buffers, joined, places } = scratch;
        let first = out.len();
        let view = View::build(text, buffers);
        places.clear();
        scan::Scan::new(view.text, scan::Origin::View(view), role, self.reference, places, out).run();
        wrap::Joiner { view, role, reference: self.reference, joined, places, first }.run(out);
    }

    /// Finds indicators in a value that a feed types: the value as given, its parts, and what stands inside it.
    pub fn hinted(
        &self,
        text: &str,
        hint: &Hint,
        role: &Role,
        scratch: &mut Scratch,
        out: &mut Vec<Finding>,
    ) {
        let first = out.len();
        self.text(text, role, scratch, out);
        hint::apply(text, hint, first, out);
    }
}

#[cfg(test)]
mod tests;
