//! One walk over a view: chunks between delimiters, words inside chunks, a validator for each shape.

use std::ops::Range;

use noroshi_base::IndicatorKind;
use noroshi_read::Role;
use noroshi_reference::Reference;

use super::class::{self, AT, BACKSLASH, COLON, DIGIT, DOT, LETTER, SLASH, VARIABLE};
use super::lanes::Lanes;
use super::rule;
use crate::view::View;
use crate::{Finding, Indicator, What};

/// Where offsets of the scanned text lead.
#[derive(Debug, Clone)]
pub(super) enum Origin<'a> {
    /// The text is the view.
    View(View<'a>),
    /// The text was joined over a line break: bytes before `seam` start at `head` in the view, the others at `tail`.
    Joined {
        /// The view.
        view: View<'a>,
        /// Start of the first half in the view.
        head: usize,
        /// Where the second half begins in the joined text.
        seam: usize,
        /// The second half in the view.
        tail: Range<usize>,
        /// Length of the joined text.
        joined: usize,
    },
}

impl Origin<'_> {
    fn in_view(&self, range: Range<usize>) -> Range<usize> {
        match self {
            Self::View(_) => range,
            Self::Joined { head, seam, tail, .. } => {
                let start =
                    if range.start < *seam { head + range.start } else { tail.start + (range.start - seam) };
                // A second half over several lines is longer than what was joined of it.
                let end = if range.end <= *seam {
                    head + range.end
                } else {
                    (tail.start + (range.end - seam)).max(self.last(range.end))
                };
                start..end
            }
        }
    }

    /// End in the view of a value that reaches to the end of the joined text.
    fn last(&self, end: usize) -> usize {
        match self {
            Self::Joined { seam, tail, joined, .. } if end == *joined && end > *seam => tail.end,
            _ => 0,
        }
    }

    const fn view(&self) -> &View<'_> {
        match self {
            Self::View(view) | Self::Joined { view, .. } => view,
        }
    }
}

/// State of one walk.
pub(super) struct Scan<'a, 'o> {
    /// The text that is walked over.
    pub(super) text: &'a str,
    bytes: &'a [u8],
    origin: Origin<'a>,
    /// How the text is used where it stands.
    pub(super) role: &'a Role,
    /// Known techniques and names.
    pub(super) reference: &'a Reference,
    /// Findings.
    pub(super) out: &'o mut Vec<Finding>,
    /// Where each finding of this walk stands in the view.
    places: &'o mut Vec<Range<usize>>,
    /// No colon-separated value starts before this offset; it was looked at already.
    pub(super) colons_done: usize,
}

impl<'a, 'o> Scan<'a, 'o> {
    /// Prepares a walk.
    pub(super) fn new(
        text: &'a str,
        origin: Origin<'a>,
        role: &'a Role,
        reference: &'a Reference,
        places: &'o mut Vec<Range<usize>>,
        out: &'o mut Vec<Finding>,
    ) -> Self {
        Self { text, bytes: text.as_bytes(), origin, role, reference, out, places, colons_done: 0 }
    }

    /// Byte at an offset; 0 beyond the ends.
    #[inline]
    pub(super) fn at(&self, offset: usize) -> u8 {
        self.bytes.get(offset).copied().unwrap_or(0)
    }

    /// Byte before an offset; 0 at the start.
    #[inline]
    pub(super) fn before(&self, offset: usize) -> u8 {
        offset.checked_sub(1).map_or(0, |offset| self.at(offset))
    }

    /// Bytes of a range, cut to what exists.
    #[inline]
    pub(super) fn slice(&self, range: Range<usize>) -> &'a [u8] {
        let end = range.end.min(self.bytes.len());
        self.bytes.get(range.start.min(end)..end).unwrap_or_default()
    }

    /// Text of a range; empty when the range cuts a character.
    pub(super) fn str(&self, range: Range<usize>) -> &'a str {
        self.text.get(range).unwrap_or_default()
    }

    /// Whether a defanged spelling stands in the range.
    pub(super) fn was_defanged(&self, range: Range<usize>) -> bool {
        self.origin.view().was_defanged(self.origin.in_view(range))
    }

    /// Whether one of these lower-case cues stands on the same line within 48 bytes before the offset.
    pub(super) fn cue_before(&self, offset: usize, cues: &[&str]) -> bool {
        let window = self.slice(offset.saturating_sub(48)..offset);
        let window = window.rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
        let mut lower = [0; 48];
        let Some(lower) = lower.get_mut(..window.len()) else { return false };
        lower.copy_from_slice(window);
        lower.make_ascii_lowercase();
        cues.iter().any(|cue| class::contains(lower, cue.as_bytes()))
    }

    /// Where each finding of this walk stands in the view.
    pub(super) fn places(&self) -> &[Range<usize>] {
        self.places
    }

    /// Records an indicator.
    pub(super) fn emit(&mut self, range: Range<usize>, kind: IndicatorKind, value: String) {
        if let Origin::Joined { seam, .. } = &self.origin
            && !(range.start < *seam && *seam < range.end)
        {
            return;
        }
        let place = self.origin.in_view(range);
        let span = self.origin.view().span(place.clone());
        // A subject is searched for as it was written, full-width brackets included.
        let value = match kind {
            IndicatorKind::EmailSubject => self.origin.view().original(place.clone()).trim().to_owned(),
            _ => value,
        };
        self.places.push(place);
        self.out.push(Finding {
            span,
            what: What::Indicator(Indicator { kind, value }),
            layers: Vec::new(),
            decoded: None,
            rule: rule::of(kind),
        });
    }

    /// Walks over the whole view, from one telling byte to the next.
    pub(super) fn run(&mut self, lanes: &Lanes) {
        let mut at = 0;
        while let Some(hit) = lanes.telling.next_set(at) {
            let start = lanes.solid.run_start(hit).max(at);
            let end = lanes.solid.next_clear(hit);
            let mask = self.slice(start..end).iter().fold(0, |mask, byte| mask | class::of(*byte));
            at = end + 1;
            if is_interesting(mask, end - start) {
                at = at.max(self.chunk(start, end, mask) + 1);
            }
        }
    }

    /// Walks over a short text that is no view.
    pub(super) fn run_short(&mut self) {
        let mut at = 0;
        let length = self.bytes.len();
        while at < length {
            let start = at;
            let mut mask = 0;
            while let Some(byte) = self.bytes.get(at) {
                let class = class::of(*byte);
                if class & class::DELIMITER != 0 {
                    break;
                }
                mask |= class;
                at += 1;
            }
            if at > start && is_interesting(mask, at - start) {
                at = self.chunk(start, at, mask).max(at);
            }
            at += 1;
        }
    }

    /// Looks into one chunk; gives the offset to go on from, which may lie beyond the chunk.
    fn chunk(&mut self, start: usize, end: usize, mask: u16) -> usize {
        let mut at = start;
        if mask & (COLON | SLASH) == COLON | SLASH {
            let mut from = start;
            while let Some(found) = class::find(self.slice(from..end), b"://") {
                let anchor = from + found;
                if let Some(url) = self.url(anchor, at) {
                    self.words(at, url.start, mask);
                    at = url.end;
                    from = url.end.max(anchor + 3);
                } else {
                    from = anchor + 3;
                }
            }
        }
        self.words(at, end, mask)
    }

    /// Looks at the words between two offsets of a chunk.
    fn words(&mut self, start: usize, end: usize, mask: u16) -> usize {
        let mut at = start;
        while at < end {
            let byte = self.at(at);
            at = if class::is_word(byte) { self.word(at, end) } else { self.sign(at, byte, mask) };
        }
        at
    }

    /// Looks at a sign between words; gives the offset to go on from.
    fn sign(&mut self, at: usize, byte: u8, mask: u16) -> usize {
        let found = match byte {
            b'\\' if mask & BACKSLASH != 0 => self.backslash_path(at),
            b'%' | b'$' | b'~' if mask & (BACKSLASH | SLASH) != 0 => self.variable_path(at),
            b'/' => self.unix_path(at),
            b':' if self.at(at + 1) == b':' => self.colons(at),
            _ => None,
        };
        found.unwrap_or(at + 1)
    }

    /// Looks at one word; gives the offset to go on from.
    fn word(&mut self, start: usize, limit: usize) -> usize {
        let (mut mask, mut length) = (0, 0);
        for byte in self.slice(start..limit) {
            let class = class::of(*byte);
            if class & class::WORD == 0 {
                break;
            }
            mask |= class;
            length += 1;
        }
        let end = start + length;
        if let Some(next) = self.by_next_sign(start, end, mask) {
            return next;
        }
        if mask & DOT != 0 {
            // Of digits and dots alone only an address can be made.
            let numeric = mask & (LETTER | class::DASH) == 0;
            let next = if numeric { self.numbers(start, end) } else { self.dotted(start, end) };
            return next.unwrap_or(end);
        }
        self.plain(start, end, mask);
        end
    }

    /// Shapes that the sign after a word tells.
    fn by_next_sign(&mut self, start: usize, end: usize, mask: u16) -> Option<usize> {
        match self.at(end) {
            b'@' => self.email(start, end),
            b':' => self
                .drive_path(start, end)
                .or_else(|| {
                    self.slice(start..end).iter().all(u8::is_ascii_hexdigit).then(|| self.colons(start))?
                })
                .or_else(|| self.registry(start, end)),
            b'\\' => self.registry(start, end).or_else(|| self.relative_path(start, end)),
            b'#' if mask & LETTER != 0 => self.jvn(start, end),
            _ => None,
        }
    }

    /// Words without a dot.
    fn plain(&mut self, start: usize, end: usize, mask: u16) {
        if mask & DIGIT == 0 {
            return;
        }
        let length = end - start;
        if length >= 26 {
            self.long_word(start, end);
        }
        if length <= 24 {
            self.id(start, end);
        }
    }
}

/// Whether a chunk with these classes of bytes can hold anything.
#[inline]
fn is_interesting(mask: u16, length: usize) -> bool {
    mask & (DOT | COLON | BACKSLASH | AT | SLASH | VARIABLE) != 0 || (mask & DIGIT != 0 && length >= 5)
}
