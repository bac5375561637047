//! Finds the forms of all candidates in a text, in one pass of one automaton.
//!
//! In: candidates, then texts. Out: hits, with what form of whom stands where. The text is squashed (`view`: folded,
//! separators dropped, look-alike digits as letters); the automaton knows the first bytes of each form, the rest is
//! compared where one begins. Encoded texts are undone first (`decode`).

pub(crate) mod decode;
mod forms;
pub(crate) mod tokens;
mod view;

use std::ops::Range;

use daachorse::DoubleArrayAhoCorasick;
use noroshi_base::Surface;

use crate::candidate::Candidates;
use crate::odds::Class;
use forms::{Entry, Forms};
pub(crate) use view::View;

/// Bytes of text that are searched at once.
const BLOCK: usize = 256 << 10;
/// Bytes repeated where a block ends, so that a name across the cut is seen.
const OVERLAP: usize = 512;

/// Knows all forms of all candidates.
pub struct Searcher {
    automaton: Option<DoubleArrayAhoCorasick<u32>>,
    forms: Forms,
}

impl std::fmt::Debug for Searcher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[forms of candidates]")
    }
}

/// A form of a candidate in a text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Hit {
    /// Whose form it is.
    pub(crate) candidate: u32,
    /// The entry of the candidate that the form follows from; guesses share one.
    pub(crate) group: u64,
    /// Where it stands, in bytes.
    pub(crate) span: Range<usize>,
    /// The form without separators.
    pub(crate) form: String,
    /// How it follows from the entry, as the profile calls it.
    pub(crate) how: &'static str,
    /// How sure it is.
    pub(crate) class: Class,
    /// Surface on which it counts.
    pub(crate) surface: Surface,
    /// Whether it stands there in look-alike letters.
    pub(crate) alike: bool,
    /// Whether it may stand inside a longer word.
    pub(crate) inside: bool,
}

/// How a text came about, and so how strictly it is searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Strictness {
    /// As it lies in the package.
    Plain,
    /// Decoded from something that may be no text at all: sure forms of five letters or more.
    Decoded,
    /// A whole text turned around or shifted: most of it is noise; forms of seven letters or more, as words.
    Turned,
}

impl Searcher {
    /// Expands all candidates and builds the automaton.
    pub fn new(candidates: &Candidates) -> Self {
        let forms = Forms::new(candidates);
        let automaton = DoubleArrayAhoCorasick::new(forms.patterns()).ok();
        Self { automaton, forms }
    }

    /// Number of forms that are looked for.
    pub fn forms(&self) -> usize {
        self.forms.len()
    }

    /// Calls `each` with every form in a text; forms inside longer ones of the same candidate are left out.
    pub(crate) fn find(&self, text: &str, strictness: Strictness, each: &mut dyn FnMut(Hit)) {
        let mut view = View::default();
        for block in blocks(text) {
            let Some(part) = text.get(block.clone()) else { continue };
            view.fill(part);
            for mut hit in self.in_view(part, &view, strictness) {
                hit.span = hit.span.start + block.start..hit.span.end + block.start;
                each(hit);
            }
        }
    }

    fn in_view(&self, text: &str, view: &View, strictness: Strictness) -> Vec<Hit> {
        let Some(automaton) = &self.automaton else { return Vec::new() };
        let mut hits = Vec::new();
        for found in automaton.find_overlapping_iter(view.bytes()) {
            for entry in self.forms.behind(found.value()) {
                if let Some(hit) = self.judge(text, view, found.start(), entry, strictness) {
                    hits.push(hit);
                }
            }
        }
        without_contained(hits)
    }

    /// Whether the whole form stands at a byte of the view, as its class asks for.
    fn judge(&self, text: &str, view: &View, start: usize, entry: &Entry, how: Strictness) -> Option<Hit> {
        let tight = self.forms.tight(entry);
        let matched = view.compare(text, start, tight, entry.breaks)?;
        let span = matched.span;
        let letters = tight.chars().count();
        let (short, guess) = (entry.class == Class::Short, entry.class == Class::Guess);
        let fits = match how {
            Strictness::Plain => !short || view::is_structured(text, &span),
            Strictness::Decoded => !short && !guess && letters >= if tight.is_ascii() { 5 } else { 3 },
            Strictness::Turned => !short && tight.len() >= 8 && matched.exact,
        };
        let alike_ok =
            matched.exact || how == Strictness::Plain && tight.is_ascii() && letters >= 6 && !guess;
        let word = view::is_word(text, &span);
        // Short runs of hiragana are grammar: a short kana name counts in katakana, as names are written.
        let grammar = letters < 6 && !tight.is_ascii() && view::has_hiragana(text, &span);
        // Words that are apart begin and end where words do: `those systems` is no `Hose Systems`.
        let inside = entry.inside && how != Strictness::Turned && matched.exact && !matched.apart;
        if !fits || grammar || !alike_ok || !(inside || word) || letters < 8 && view::is_noise(text, &span) {
            return None;
        }
        Some(Hit {
            candidate: entry.candidate,
            group: u64::from(entry.group),
            span,
            form: tight.to_owned(),
            how: entry.how,
            class: entry.class,
            surface: entry.surface,
            alike: !matched.exact,
            inside: entry.inside,
        })
    }
}

/// Cuts a text at line ends, or anywhere where lines are long; cuts overlap.
pub(crate) fn blocks(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    std::iter::from_fn(move || {
        if start >= text.len() {
            return None;
        }
        let limit = text.floor_char_boundary(start.saturating_add(BLOCK));
        let end = if limit >= text.len() {
            text.len()
        } else {
            let half = text.ceil_char_boundary(start + BLOCK / 2);
            memchr::memrchr(b'\n', text.get(half..limit)?.as_bytes()).map_or(limit, |at| half + at + 1)
        };
        let block = start..end;
        start = if end == text.len() { end } else { text.floor_char_boundary(end - OVERLAP) };
        Some(block)
    })
}

/// Drops hits that stand inside a longer hit of the same candidate.
fn without_contained(mut hits: Vec<Hit>) -> Vec<Hit> {
    hits.sort_by_key(|hit| (hit.candidate, hit.span.start, std::cmp::Reverse(hit.span.end), hit.alike));
    let mut kept: Vec<Hit> = Vec::with_capacity(hits.len());
    for hit in hits {
        let covered = kept.last().is_some_and(|before| {
            before.candidate == hit.candidate
                && before.span.start <= hit.span.start
                && hit.span.end <= before.span.end
        });
        if !covered {
            kept.push(hit);
        }
    }
    kept
}

#[cfg(test)]
mod tests;
