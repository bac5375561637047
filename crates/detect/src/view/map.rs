//! Offsets of a rewritten text, mapped back to the text it was made from.

use std::cell::Cell;
use std::ops::Range;

/// One stretch of the rewritten text; it ends where the next begins.
#[derive(Debug, Clone, Copy)]
struct Segment {
    /// Where it starts in the rewritten text.
    new: usize,
    /// Where it starts in the old text.
    old: usize,
    /// Bytes of the old text it stands for; `None` for a verbatim stretch.
    replaced: Option<usize>,
}

/// A list of stretches, built from left to right.
#[derive(Debug, Default)]
pub(super) struct Map {
    segments: Vec<Segment>,
    /// Where the last question was answered; the next one is mostly near.
    near: Cell<usize>,
}

impl Map {
    /// Forgets everything.
    pub(super) fn clear(&mut self) {
        self.segments.clear();
        self.near.set(0);
    }

    /// A verbatim stretch begins.
    pub(super) fn verbatim(&mut self, new: usize, old: usize) {
        self.segments.push(Segment { new, old, replaced: None });
    }

    /// A stretch that stands for other bytes begins.
    pub(super) fn replaced(&mut self, new: usize, old: Range<usize>) {
        self.segments.push(Segment { new, old: old.start, replaced: Some(old.len()) });
    }

    /// Maps a range of the rewritten text back; an empty range maps to an empty one.
    pub(super) fn back(&self, range: Range<usize>) -> Range<usize> {
        let start = self.at(range.start, false);
        let end = if range.end > range.start { self.at(range.end - 1, true) } else { start };
        start..end.max(start)
    }

    /// Old offset of the byte at `new`, or of its end.
    fn at(&self, new: usize, end: bool) -> usize {
        let Some(segment) = self.index(new).and_then(|index| self.segments.get(index)) else {
            return new + usize::from(end);
        };
        match segment.replaced {
            None => segment.old + (new - segment.new) + usize::from(end),
            Some(length) if end => segment.old + length,
            Some(_) => segment.old,
        }
    }

    /// The stretch that holds the byte at `new`; `None` before the first.
    fn index(&self, new: usize) -> Option<usize> {
        let starts = |index: usize| self.segments.get(index).map_or(usize::MAX, |segment| segment.new);
        let near = self.near.get();
        let index = (near..near + 4).find(|index| starts(*index) <= new && new < starts(index + 1));
        let index =
            index.or_else(|| self.segments.partition_point(|segment| segment.new <= new).checked_sub(1));
        self.near.set(index.unwrap_or(0));
        index
    }

    /// Whether a replaced stretch begins inside this range of the rewritten text.
    pub(super) fn has_edit(&self, range: Range<usize>) -> bool {
        let from = match self.index(range.start) {
            Some(index) if self.segments.get(index).is_some_and(|segment| segment.new < range.start) => {
                index + 1
            }
            Some(index) => index,
            None => 0,
        };
        let rest = self.segments.get(from..).unwrap_or_default();
        rest.iter().take_while(|segment| segment.new < range.end).any(|segment| segment.replaced.is_some())
    }
}
