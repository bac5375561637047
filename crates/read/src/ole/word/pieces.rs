//! The piece table: which bytes are the text, in which order, and which of it is hidden or deleted.

use std::ops::Range;

use encoding_rs::{SHIFT_JIS, WINDOWS_1252};

use crate::bytes::{slice, u16_at, u32_at};
use crate::emit::is_wide;

/// Pieces of one document.
const MOST: usize = 200_000;
/// Bytes of a page of character formats.
const PAGE: usize = 512;

/// Deleted while changes were tracked.
const SPRM_DELETED: u16 = 0x0800;
/// Hidden by its format.
const SPRM_HIDDEN: u16 = 0x083C;

/// A stretch of the text and where its bytes lie.
pub(super) struct Piece {
    /// Characters of the text, from its start.
    characters: Range<u32>,
    /// First byte.
    start: usize,
    /// Whether a character has two bytes.
    wide: bool,
}

impl Piece {
    /// The bytes of the piece.
    pub(super) fn bytes(&self) -> Range<usize> {
        let length = (self.characters.end - self.characters.start) as usize;
        let width = if self.wide { 2 } else { 1 };
        self.start..self.start.saturating_add(length.saturating_mul(width))
    }
}

/// Finds the pieces; `None` where the table cannot be read.
pub(super) fn find(main: &[u8], table: &[u8], old: bool) -> Option<Vec<Piece>> {
    let place = if old { 0x160 } else { 0x1A2 };
    let (start, length) = (u32_at(main, place)? as usize, u32_at(main, place + 4)? as usize);
    let pieces = slice(table, start, length).and_then(|clx| from_clx(clx, old));
    if pieces.is_some() || !old {
        return pieces;
    }
    // Saved whole: one piece from the first byte of the text to the last.
    let (first, last) = (u32_at(main, 0x18)?, u32_at(main, 0x1C)?);
    let characters = 0..last.checked_sub(first)?;
    Some(vec![Piece { characters, start: first as usize, wide: false }])
}

fn from_clx(clx: &[u8], old: bool) -> Option<Vec<Piece>> {
    let mut at = 0_usize;
    while clx.get(at) == Some(&1) {
        at += 3 + usize::from(u16_at(clx, at + 1)?);
    }
    if clx.get(at) != Some(&2) {
        return None;
    }
    let length = u32_at(clx, at + 1)? as usize;
    let table = clx.get(at + 5..)?;
    let table = table.get(..length).unwrap_or(table);
    let count = (table.len().checked_sub(4)? / 12).min(MOST);
    let mut pieces = Vec::with_capacity(count);
    for piece in 0..count {
        let characters = u32_at(table, piece * 4)?..u32_at(table, piece * 4 + 4)?;
        let place = u32_at(table, (count + 1) * 4 + piece * 8 + 2)?;
        let wide = !old && place & 0x4000_0000 == 0;
        let place = (place & 0x3FFF_FFFF) as usize;
        let start = if wide || old { place } else { place / 2 };
        if characters.start < characters.end {
            pieces.push(Piece { characters, start, wide });
        }
    }
    (!pieces.is_empty()).then_some(pieces)
}

/// Bytes whose text a reader of the page does not see.
#[derive(Default)]
pub(super) struct Spans {
    hidden: Vec<Range<usize>>,
}

impl Spans {
    /// Reads the pages of character formats.
    pub(super) fn read(main: &[u8], table: &[u8], old: bool) -> Self {
        let mut spans = Self::default();
        if old {
            return spans;
        }
        let at = 0x9A + 12 * 8;
        let pages = u32_at(main, at).zip(u32_at(main, at + 4));
        let pages = pages.and_then(|(start, length)| slice(table, start as usize, length as usize));
        let pages = pages.unwrap_or_default();
        let count = pages.len().saturating_sub(4) / 8;
        for number in 0..count {
            let page = u32_at(pages, (count + 1) * 4 + number * 4).unwrap_or(u32::MAX) & 0x003F_FFFF;
            if let Some(page) = slice(main, page as usize * PAGE, PAGE) {
                spans.page(page);
            }
            if spans.hidden.len() > MOST {
                break;
            }
        }
        spans.hidden.sort_by_key(|span| span.start);
        spans
    }

    fn page(&mut self, page: &[u8]) {
        let runs = usize::from(page.get(PAGE - 1).copied().unwrap_or(0)).min(0x65);
        for run in 0..runs {
            let (Some(start), Some(end)) = (u32_at(page, run * 4), u32_at(page, run * 4 + 4)) else { return };
            let at = page.get((runs + 1) * 4 + run).map_or(0, |word| usize::from(*word) * 2);
            let length = page.get(at).map_or(0, |length| usize::from(*length));
            let formats = page.get(at + 1..(at + 1 + length).min(PAGE)).unwrap_or_default();
            if at > 0 && is_hidden(formats) && start < end {
                self.hidden.push(start as usize..end as usize);
            }
        }
    }

    /// Where the text from a byte on stops being seen or unseen, and whether it is hidden.
    fn at(&self, byte: usize) -> (bool, usize) {
        let next = self.hidden.partition_point(|span| span.start <= byte);
        match next.checked_sub(1).and_then(|last| self.hidden.get(last)).filter(|span| byte < span.end) {
            Some(span) => (true, span.end),
            None => (false, self.hidden.get(next).map_or(usize::MAX, |span| span.start)),
        }
    }
}

/// Whether formats hide or delete their text.
fn is_hidden(formats: &[u8]) -> bool {
    let mut at = 0_usize;
    while let Some(code) = u16_at(formats, at) {
        let value = formats.get(at + 2).copied().unwrap_or(0);
        if matches!(code, SPRM_DELETED | SPRM_HIDDEN) && value & 1 == 1 {
            return true;
        }
        let length = match code >> 13 {
            0 | 1 => 1,
            2 | 4 | 5 => 2,
            3 => 4,
            7 => 3,
            _ => 1 + usize::from(value),
        };
        at += 2 + length;
    }
    false
}

/// A part of the text.
#[derive(Default)]
pub(super) struct Story {
    /// What a reader of the page sees.
    pub(super) visible: String,
    /// Hidden and deleted text.
    pub(super) hidden: String,
    /// Instructions of fields, such as the targets of links.
    pub(super) fields: String,
    /// Narrow text that could be Japanese bytes, read so.
    pub(super) japanese: String,
    /// Whether bytes of it lie outside the file.
    pub(super) lost: bool,
    /// Open fields: whether each is still in its instruction; and how many are.
    open: Vec<bool>,
    instructions: usize,
    was_hidden: bool,
}

/// Reads a range of characters.
pub(super) fn story(main: &[u8], pieces: &[Piece], spans: &Spans, range: Range<u32>) -> Story {
    let mut story = Story::default();
    // Pieces may overlap in hostile files; no part has more characters than the header says.
    let mut left = main.len();
    for piece in pieces {
        let from = piece.characters.start.max(range.start);
        let to = piece.characters.end.min(range.end);
        if from >= to {
            continue;
        }
        let width = if piece.wide { 2 } else { 1 };
        let start = piece.start.saturating_add((from - piece.characters.start) as usize * width);
        let end = start.saturating_add((to - from) as usize * width);
        let kept = end.min(main.len()).min(start.saturating_add(left));
        story.lost |= kept < end;
        left = left.saturating_sub(kept.saturating_sub(start));
        story.stretch(main, start.min(kept)..kept, piece.wide, spans);
    }
    story
}

impl Story {
    /// Reads bytes, in runs that are seen or not.
    fn stretch(&mut self, main: &[u8], bytes: Range<usize>, wide: bool, spans: &Spans) {
        let mut at = bytes.start;
        while at < bytes.end {
            let (hidden, until) = spans.at(at);
            let mut end = until.min(bytes.end).max(at + 1);
            if wide {
                end = (at + (end - at).next_multiple_of(2)).min(bytes.end);
            }
            let raw = main.get(at..end).unwrap_or_default();
            let text = if wide { crate::bytes::utf16(raw) } else { self.narrow(main, raw) };
            // Neighbouring runs are one text; what lies apart is kept apart.
            if hidden && !self.was_hidden && !self.hidden.is_empty() {
                self.hidden.push('\n');
            }
            self.was_hidden = hidden;
            for c in text.chars() {
                self.push(c, hidden);
            }
            at = end;
        }
    }

    /// Narrow text: Western, or Japanese in documents of Word 6 and 95 and of programs that do as those did.
    fn narrow(&mut self, main: &[u8], raw: &[u8]) -> String {
        let western = WINDOWS_1252.decode_without_bom_handling(raw).0.into_owned();
        if raw.is_ascii() {
            return western;
        }
        let (text, failed) = SHIFT_JIS.decode_without_bom_handling(raw);
        if failed || text.chars().filter(|c| is_wide(*c)).count() < 2 {
            return western;
        }
        // The language of the document, in either version.
        if u16_at(main, 2).unwrap_or(0) < super::WORD_97 {
            return text.into_owned();
        }
        self.japanese.push_str(&text);
        self.japanese.push('\n');
        western
    }

    fn push(&mut self, c: char, hidden: bool) {
        let shown = match c {
            '\u{13}' => {
                self.open.push(true);
                self.instructions += 1;
                return;
            }
            '\u{14}' => {
                if let Some(last) = self.open.last_mut().filter(|last| **last) {
                    *last = false;
                    self.instructions -= 1;
                }
                self.fields.push('\n');
                return;
            }
            '\u{15}' => {
                if self.open.pop() == Some(true) {
                    self.instructions -= 1;
                    self.fields.push('\n');
                }
                return;
            }
            '\r' | '\u{0B}' | '\u{0C}' | '\n' => '\n',
            // The mark of a cell; the row ends with a second one.
            '\u{07}' if self.visible.ends_with('\t') => '\n',
            '\u{07}' | '\t' => '\t',
            '\u{1E}' => '-',
            c if c.is_control() || c == '\u{FFFC}' => return,
            c => c,
        };
        let target = if self.instructions > 0 {
            &mut self.fields
        } else if hidden {
            &mut self.hidden
        } else {
            &mut self.visible
        };
        target.push(shown);
    }
}
