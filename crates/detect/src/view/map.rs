//! Offsets of a rewritten text, mapped back to the text it was made from.

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
}

impl Map {
    /// Forgets everything.
    pub(super) fn clear(&mut self) {
        self.segments.clear();
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
        let index = self.segments.partition_point(|segment| segment.new <= new);
        let Some(segment) = index.checked_sub(1).and_then(|index| self.segments.get(index)) else {
            return new + usize::from(end);
        };
        match segment.replaced {
            None => segment.old + (new - segment.new) + usize::from(end),
            Some(length) if end => segment.old + length,
            Some(_) => segment.old,
        }
    }

    /// Whether a replaced stretch begins inside this range of the rewritten text.
    pub(super) fn has_edit(&self, range: Range<usize>) -> bool {
        let from = self.segments.partition_point(|segment| segment.new < range.start);
        let rest = self.segments.get(from..).unwrap_or_default();
        rest.iter().take_while(|segment| segment.new < range.end).any(|segment| segment.replaced.is_some())
    }
}
