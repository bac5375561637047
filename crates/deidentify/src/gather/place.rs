//! Line and column of the findings of one passage, counted once.

use std::sync::Arc;

use memchr::{memchr_iter, memrchr};
use noroshi_base::Place;
use noroshi_read::Passage;

use super::seen::Spot;

/// Walks a passage forward and knows the line and column of where it stands.
pub(super) struct Walker<'a> {
    text: &'a str,
    order: u64,
    part: &'a Arc<str>,
    first_line: u32,
    at: usize,
    line: u32,
    line_start: usize,
    column: u32,
    column_at: usize,
}

impl<'a> Walker<'a> {
    pub(super) fn new(order: u64, passage: &'a Passage) -> Self {
        Self {
            text: &passage.text,
            order,
            part: &passage.part,
            first_line: passage.line,
            at: 0,
            line: 0,
            line_start: 0,
            column: 0,
            column_at: 0,
        }
    }

    /// Moves on to an offset; going back is counted anew from the line's start.
    pub(super) fn to(&mut self, start: usize) {
        let bytes = self.text.as_bytes();
        let start = start.min(bytes.len());
        if start < self.at {
            if start < self.line_start {
                return;
            }
            (self.column, self.column_at) = (0, self.line_start);
        } else {
            let stretch = bytes.get(self.at..start).unwrap_or_default();
            let mut last = None;
            for newline in memchr_iter(b'\n', stretch) {
                self.line += 1;
                last = Some(self.at + newline + 1);
            }
            if let Some(line_start) = last {
                self.line_start = line_start;
                (self.column, self.column_at) = (0, line_start);
            }
            self.at = start;
        }
        let stretch = bytes.get(self.column_at..start).unwrap_or_default();
        let chars = stretch.iter().filter(|b| (**b as i8) >= -64).count();
        self.column = self.column.saturating_add(u32::try_from(chars).unwrap_or(u32::MAX));
        self.column_at = start;
    }

    /// Where the walker stands.
    pub(super) fn spot(&self) -> Spot {
        let lines = self.first_line > 0;
        Spot {
            order: self.order,
            start: u32::try_from(self.at).unwrap_or(u32::MAX),
            place: Place {
                part: self.part.clone(),
                line: if lines { self.first_line.saturating_add(self.line) } else { 0 },
                column: if lines { self.column.saturating_add(1) } else { 0 },
            },
        }
    }
}

/// The line around a span, at most `reach` bytes to either side, and the span's start within it.
pub(super) fn line_around(text: &str, start: usize, end: usize, reach: usize) -> (&str, usize, usize) {
    let bytes = text.as_bytes();
    let low = start.saturating_sub(reach);
    let high = end.saturating_add(reach).min(bytes.len());
    let mut from = memrchr(b'\n', bytes.get(low..start).unwrap_or_default()).map_or(low, |at| low + at + 1);
    let mut to = memchr::memchr(b'\n', bytes.get(end..high).unwrap_or_default()).map_or(high, |at| end + at);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    while !text.is_char_boundary(to) {
        to -= 1;
    }
    (text.get(from..to).unwrap_or_default(), from, to)
}

/// Start of the line (in prose: of the sentence) around a byte; far into a long one, of the block it lies in.
pub(super) fn unit_start(text: &str, at: usize, prose: bool) -> usize {
    const REACH: usize = 2048;
    let low = at.saturating_sub(REACH);
    let head = text.as_bytes().get(low..at).unwrap_or_default();
    let line = memrchr(b'\n', head).map(|i| i + 1);
    let stop = |mark: &[u8]| memchr::memmem::rfind(head, mark).map(|i| i + mark.len());
    let sentence = if prose { stop("。".as_bytes()).max(stop(b". ")) } else { None };
    match line.max(sentence) {
        Some(start) => low + start,
        None if low == 0 => 0,
        None => at - at % REACH,
    }
}
