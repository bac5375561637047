//! Indicators: what describes the attacker.
//!
//! In: a text. Out: [`Finding`]s whose spans are offsets into the text as it was given. One walk over a
//! [view](crate::view) of the text ([`scan`]); a validator per shape in the modules beside it.

mod class;
mod code;
mod command;
mod cue;
mod cue_table;
mod embedded;
mod extension;
mod field;
mod hash;
mod hint;
mod host;
mod ids;
mod ip;
mod keccak;
mod lanes;
mod lists;
mod name;
mod path;
mod path_end;
mod phrases;
mod rule;
mod scan;
mod scheme;
mod url;
mod wallet;
mod words;
mod wrap;

use std::ops::Range;
use std::sync::OnceLock;

use noroshi_base::IndicatorKind as Kind;
use noroshi_read::{Hint, Role};
use noroshi_reference::Reference;

use crate::view::{Buffers, View};
use crate::{Finding, Indicator, What};

/// Buffers the finder uses again and again.
#[derive(Debug, Default)]
pub struct Scratch {
    view: Buffers,
    lanes: lanes::Lanes,
    joined: String,
    places: Vec<Range<usize>>,
}

/// Finds indicators of every kind.
#[derive(Debug)]
pub struct Finder {
    reference: &'static Reference,
    words: &'static words::Words,
}

impl Finder {
    /// Builds the automata.
    pub fn new(reference: &'static Reference) -> Self {
        static WORDS: OnceLock<words::Words> = OnceLock::new();
        Self { reference, words: WORDS.get_or_init(|| words::Words::new(Reference::embedded())) }
    }

    /// Finds indicators in one text.
    pub fn text(&self, text: &str, role: &Role, scratch: &mut Scratch, out: &mut Vec<Finding>) {
        let Scratch { view: buffers, lanes, joined, places } = scratch;
        let whole = self.whole(text, role, out);
        let first = out.len();
        let view = View::build(text, buffers);
        lanes.fill(view.text.as_bytes());
        places.clear();
        let mut scan =
            scan::Scan::new(view.text, scan::Origin::View(view), role, self.reference, places, out);
        scan.run(lanes);
        self.words.run(&mut scan, lanes);
        wrap::Joiner { view, role, reference: self.reference, joined, places, first }.run(out);
        if let Some(kind) = whole {
            // Parts of a value of the same kind, such as the last word of a file name.
            let mut index = 0;
            out.retain(|finding| {
                index += 1;
                index <= first
                    || !matches!(&finding.what, What::Indicator(indicator) if indicator.kind == kind)
            });
        }
    }

    /// Values that are one whole: embedded rules, and fields whose name tells the kind.
    fn whole(&self, text: &str, role: &Role, out: &mut Vec<Finding>) -> Option<Kind> {
        embedded::find(text, out);
        let value = text.trim();
        let kind = field::kind(role, value)?;
        let start = text.len() - text.trim_start().len();
        out.push(Finding {
            span: start..start + value.len(),
            what: What::Indicator(Indicator { kind, value: value.to_owned() }),
            layers: Vec::new(),
            decoded: None,
            rule: rule::of(kind),
        });
        Some(kind)
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
