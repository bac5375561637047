//! Indicators: what describes the attacker.
//!
//! In: a text. Out: [`Finding`]s whose spans are offsets into the text as it was given. One walk over a
//! [view](crate::view) of the text ([`scan`]); a validator per shape in the modules beside it.

mod class;
mod code;
mod extension;
mod hash;
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

use noroshi_read::Role;
use noroshi_reference::Reference;

use crate::Finding;
use crate::view::{Buffers, View};

/// Buffers the finder uses again and again.
#[derive(Debug, Default)]
pub struct Scratch {
    view: Buffers,
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
        let view = View::build(text, &mut scratch.view);
        scan::Scan::new(view.text, scan::Origin::View(view), role, self.reference, out).run();
    }
}

#[cfg(test)]
mod tests;
