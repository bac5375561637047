//! A glimpse: whether the profile shows in a text at all, for reading back what was made.
//!
//! It looks as [`Detector::profiled`] and [`Detector::raw`] do, at the text as it stands and with the marks between its
//! parts set apart, but asks the automaton once and keeps nothing.

use crate::{Detector, Finders, Scratch, decode, victim};

/// Marks between parts that belong to the alphabets of base64 as well.
const MARKS: [u8; 5] = *b"/=&?\\";

/// The text with the marks between its parts blanked, byte for byte: `/` and `=` belong to base64 too, and a hex run
/// between slashes is no run of base64. `None` where there is nothing to part.
pub fn parts_apart(text: &str) -> Option<String> {
    let first = text.bytes().position(|byte| MARKS.contains(&byte))?;
    let mut bytes = text.as_bytes().to_vec();
    for byte in bytes.get_mut(first..).unwrap_or_default() {
        if MARKS.contains(byte) {
            *byte = b' ';
        }
    }
    // Only ASCII was replaced by ASCII.
    String::from_utf8(bytes).ok()
}

impl Detector {
    /// Whether anything that follows from the profile and is more than context shows in a text: as written, through
    /// every encoding, as bytes of another character set, and under any single-byte key.
    pub fn shows(&self, text: &str, scratch: &mut Scratch) -> bool {
        let Some(identifiers) = &self.identifiers else { return false };
        let Scratch { finders: Finders { victim, .. }, decode, .. } = scratch;
        let apart = parts_apart(text);
        identifiers.victim.shows(text, apart.as_deref(), victim)
            || identifiers.victim.shows_in_bytes(text.as_bytes())
            || self.shows_inside(text, &identifiers.victim, victim, decode)
            || apart.is_some_and(|apart| self.shows_inside(&apart, &identifiers.victim, victim, decode))
    }

    fn shows_inside(
        &self,
        text: &str,
        matcher: &victim::Matcher,
        victim: &mut victim::Scratch,
        decode: &mut decode::Scratch,
    ) -> bool {
        let mut shows = false;
        let mut look = |text: &str, _: &mut Vec<_>| shows = shows || matcher.shows(text, None, victim);
        self.inside(&mut look, text, decode, &mut Vec::new());
        shows
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_set_apart_in_place() {
        assert_eq!(parts_apart("a/b?c=d&e\\f 青/").as_deref(), Some("a b c d e f 青 "));
        assert_eq!(parts_apart("青 plain"), None);
    }
}
