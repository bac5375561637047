//! The squashed view of a text, with a map back.
//!
//! In: a text. Out: its squash as bytes, and for each byte the offset of the original character it came from.

use std::sync::OnceLock;

use noroshi_profile::fold::{fold_each, squash_char};

/// Squash of a text; buffers are used again.
#[derive(Debug, Default)]
pub(crate) struct View {
    bytes: Vec<u8>,
    starts: Vec<u32>,
}

/// Squash of each ASCII byte; 0 drops it.
fn ascii_table() -> &'static [u8; 128] {
    static TABLE: OnceLock<[u8; 128]> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table = [0_u8; 128];
        for (code, slot) in (0_u8..).zip(table.iter_mut()) {
            let lower = char::from(code.to_ascii_lowercase());
            *slot = squash_char(lower).and_then(|c| u8::try_from(c).ok()).unwrap_or(0);
        }
        table
    })
}

impl View {
    /// Builds the view of a text; what lies beyond 4 GiB is not looked at.
    pub(crate) fn fill(&mut self, text: &str) {
        self.bytes.clear();
        self.starts.clear();
        let mut at = 0;
        let bytes = text.as_bytes();
        while at < bytes.len() && at < u32::MAX as usize {
            let rest = bytes.get(at..).unwrap_or_default();
            let ascii = rest.iter().position(|byte| !byte.is_ascii()).unwrap_or(rest.len());
            self.ascii(rest.get(..ascii).unwrap_or_default(), at);
            at += ascii;
            let rest = bytes.get(at..).unwrap_or_default();
            let wide = rest.iter().position(u8::is_ascii).unwrap_or(rest.len());
            self.wide(text.get(at..at + wide).unwrap_or_default(), at);
            at += wide;
        }
    }

    /// Branch-free: every byte is written, and kept by moving on.
    fn ascii(&mut self, run: &[u8], base: usize) {
        let table = ascii_table();
        let start = self.bytes.len();
        self.bytes.resize(start + run.len(), 0);
        self.starts.resize(start + run.len(), 0);
        let mut kept = start;
        if let (Some(bytes), Some(starts)) = (self.bytes.get_mut(start..), self.starts.get_mut(start..)) {
            let mut write = 0;
            for (offset, &byte) in run.iter().enumerate() {
                let squashed = table.get(usize::from(byte & 127)).copied().unwrap_or(0);
                if let (Some(slot), Some(place)) = (bytes.get_mut(write), starts.get_mut(write)) {
                    *slot = squashed;
                    *place = offset_of(base + offset);
                }
                write += usize::from(squashed != 0);
            }
            kept += write;
        }
        self.bytes.truncate(kept);
        self.starts.truncate(kept);
    }

    fn wide(&mut self, run: &str, base: usize) {
        fold_each(run, |folded, offset| {
            if let Some(c) = squash_char(folded) {
                let mut buffer = [0; 4];
                for &byte in c.encode_utf8(&mut buffer).as_bytes() {
                    self.bytes.push(byte);
                    self.starts.push(offset_of(base + offset));
                }
            }
        });
    }

    /// The squash.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The original range of a range of the squash, within `text`.
    pub(crate) fn original(&self, text: &str, start: usize, end: usize) -> Option<(usize, usize)> {
        let first = *self.starts.get(start)? as usize;
        let last = *self.starts.get(end.checked_sub(1)?)? as usize;
        let mut chars = text.get(last..)?.chars();
        let mut length = chars.next()?.len_utf8();
        if let Some(mark @ ('ﾞ' | 'ﾟ' | '\u{3099}' | '\u{309A}' | '゛' | '゜')) = chars.next() {
            length += mark.len_utf8();
        }
        Some((first, last + length))
    }
}

/// Offsets beyond `u32` are never produced: `fill` stops before them.
fn offset_of(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_lead_back() {
        let mut view = View::default();
        let text = "x A-0mi ｱｵﾐﾃﾞﾝｷ㈱ z";
        view.fill(text);
        assert_eq!(std::str::from_utf8(view.bytes()).unwrap(), "xaomiアオミデンキ株z");
        assert_eq!(view.original(text, 1, 5).map(|(start, end)| &text[start..end]), Some("A-0mi"));
        let (start, end) = view.original(text, 5, 5 + "アオミデ".len()).unwrap();
        assert_eq!(&text[start..end], "ｱｵﾐﾃﾞ");
    }
}
