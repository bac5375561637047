//! Unpacks an embedded table: gzip over text, a head of `#key<TAB>value` lines, then rows.

use std::io::Read;

/// An unpacked table.
#[derive(Debug)]
pub(crate) struct Table {
    text: &'static str,
    body: usize,
}

impl Table {
    /// Unpacks embedded bytes; the text lives as long as the program.
    fn unpack(packed: &'static [u8]) -> Self {
        // The last four bytes of gzip are the unpacked length.
        let length = packed.last_chunk().map_or(0, |length| u32::from_le_bytes(*length));
        let mut text = String::with_capacity(length as usize + 1);
        flate2::bufread::GzDecoder::new(packed)
            .read_to_string(&mut text)
            .expect("embedded tables are unpacked whole by the tests of this crate");
        Self::new(String::leak(text))
    }

    /// Reads a table, packed or not.
    pub(crate) fn read(bytes: &'static [u8]) -> Self {
        if bytes.starts_with(&[0x1f, 0x8b]) {
            return Self::unpack(bytes);
        }
        let head =
            bytes.get(..memchr::memmem::find(bytes, b"[data]\n").unwrap_or(bytes.len())).unwrap_or_default();
        Self::new(std::str::from_utf8(head).unwrap_or_default())
    }

    /// A table that is not packed, or the text before its sections.
    fn new(text: &'static str) -> Self {
        let body = text.split_inclusive('\n').take_while(|line| line.starts_with('#')).map(str::len).sum();
        Self { text, body }
    }

    /// Value of a line of the head; empty when there is none.
    pub(crate) fn head(&self, key: &str) -> &'static str {
        let lines = self.text.get(..self.body).unwrap_or_default().lines();
        let mut entries = lines.filter_map(|line| line.strip_prefix('#')?.split_once('\t'));
        entries.find(|(name, _)| *name == key).map_or("", |(_, value)| value)
    }

    /// Everything after the head.
    pub(crate) fn body(&self) -> &'static str {
        self.text.get(self.body..).unwrap_or_default()
    }
}
