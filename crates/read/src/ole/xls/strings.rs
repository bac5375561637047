//! Strings of workbook records, which are narrow or wide and may go on in the next record.

use crate::bytes::{by_codepage, slice, u16_at, u32_at, utf16};

/// How the strings of a workbook are stored.
#[derive(Clone, Copy)]
pub(super) struct Strings {
    /// BIFF8: a byte says whether a string is wide.
    pub(super) wide: bool,
    /// Code page of narrow strings before BIFF8.
    pub(super) codepage: u16,
}

impl Strings {
    /// A string behind its length of two bytes.
    pub(super) fn long(self, body: &[u8], at: usize) -> Option<String> {
        self.long_end(body, at).map(|(text, _)| text)
    }

    /// The same, with the place behind it.
    pub(super) fn long_end(self, body: &[u8], at: usize) -> Option<(String, usize)> {
        self.counted(body, at + 2, usize::from(u16_at(body, at)?))
    }

    /// A string behind its length of one byte.
    pub(super) fn short(self, body: &[u8], at: usize) -> Option<String> {
        self.counted(body, at + 1, usize::from(*body.get(at)?)).map(|(text, _)| text)
    }

    /// A string of `count` characters, with the place behind it; what is cut off is given as far as it goes.
    pub(super) fn counted(self, body: &[u8], at: usize, count: usize) -> Option<(String, usize)> {
        if !self.wide {
            let rest = body.get(at..)?;
            let raw = rest.get(..count).unwrap_or(rest);
            return Some((by_codepage(raw, self.codepage), at + raw.len()));
        }
        let wide = body.get(at)? & 1 == 1;
        let rest = body.get(at + 1..)?;
        let length = if wide { count.saturating_mul(2) } else { count };
        let raw = rest.get(..length).unwrap_or(rest);
        Some((if wide { utf16(raw) } else { latin(raw) }, at + 1 + raw.len()))
    }
}

/// The low bytes of UTF-16.
pub(super) fn latin(raw: &[u8]) -> String {
    raw.iter().map(|byte| char::from(*byte)).collect()
}

/// Bytes that lie in several records.
pub(super) struct Segments<'a> {
    pieces: &'a [&'a [u8]],
    piece: usize,
    at: usize,
}

impl<'a> Segments<'a> {
    /// Starts with the first byte of the first record.
    pub(super) fn new(pieces: &'a [&'a [u8]]) -> Self {
        Self { pieces, piece: 0, at: 0 }
    }

    fn rest(&self) -> &'a [u8] {
        self.pieces.get(self.piece).and_then(|piece| piece.get(self.at..)).unwrap_or_default()
    }

    /// Goes to the next record where this one has ended; gives whether it did.
    fn turn(&mut self) -> bool {
        let turned = self.rest().is_empty() && self.piece + 1 < self.pieces.len();
        if turned {
            self.piece += 1;
            self.at = 0;
        }
        turned
    }

    /// Passes bytes over.
    pub(super) fn skip(&mut self, mut count: usize) {
        while count > 0 {
            self.turn();
            let step = count.min(self.rest().len());
            if step == 0 {
                return;
            }
            self.at += step;
            count -= step;
        }
    }

    fn byte(&mut self) -> Option<u8> {
        self.turn();
        let byte = self.rest().first().copied();
        self.at += usize::from(byte.is_some());
        byte
    }

    fn u16(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes([self.byte()?, self.byte()?]))
    }

    /// A number of four bytes.
    pub(super) fn u32(&mut self) -> Option<u32> {
        Some(u32::from(self.u16()?) | u32::from(self.u16()?) << 16)
    }

    /// `count` characters; at the start of each further record a byte says anew whether they are wide.
    pub(super) fn characters(&mut self, count: usize, mut wide: bool) -> String {
        let mut raw = Vec::new();
        let mut left = count;
        while left > 0 {
            if self.turn() {
                wide = self.byte().is_some_and(|flags| flags & 1 == 1);
            }
            let width = if wide { 2 } else { 1 };
            let fits = (self.rest().len() / width).min(left);
            let Some(bytes) = slice(self.rest(), 0, fits * width).filter(|_| fits > 0) else { break };
            if wide {
                raw.extend_from_slice(bytes);
            } else {
                raw.extend(bytes.iter().flat_map(|byte| [*byte, 0]));
            }
            self.at += bytes.len();
            left -= fits;
        }
        utf16(&raw)
    }

    /// A string of the shared table and the reading aid above it.
    pub(super) fn rich(&mut self) -> Option<(String, String)> {
        let count = usize::from(self.u16()?);
        let flags = self.byte()?;
        let runs = if flags & 8 != 0 { usize::from(self.u16()?) } else { 0 };
        let extra = if flags & 4 != 0 { self.u32()? as usize } else { 0 };
        let text = self.characters(count, flags & 1 == 1);
        self.skip(runs * 4);
        let phonetic = self.gather(extra.min(1 << 16));
        self.skip(extra.saturating_sub(1 << 16));
        Some((text, reading(&phonetic).unwrap_or_default()))
    }

    fn gather(&mut self, count: usize) -> Vec<u8> {
        let mut out = Vec::new();
        while out.len() < count {
            self.turn();
            let rest = self.rest();
            let step = rest.get(..count - out.len()).unwrap_or(rest);
            if step.is_empty() {
                break;
            }
            out.extend_from_slice(step);
            self.at += step.len();
        }
        out
    }
}

/// The text of a reading aid.
fn reading(extra: &[u8]) -> Option<String> {
    let count = usize::from(u16_at(extra, 12)?);
    u32_at(extra, 0)?;
    slice(extra, 14, count * 2).map(utf16)
}
