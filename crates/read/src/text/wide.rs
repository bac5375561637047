//! UTF-16 as a stream of UTF-8.
//!
//! In: a reader of UTF-16. Out: a reader of UTF-8; what is no character becomes U+FFFD.

use std::io::{self, Read};

use encoding_rs::Encoding;

/// Bytes of UTF-16 decoded at a time.
const STEP: u64 = 1 << 16;

/// Gives the bytes of UTF-8 for a reader of UTF-16.
pub(super) struct WideReader<'a> {
    data: &'a mut dyn Read,
    decoder: encoding_rs::Decoder,
    raw: Vec<u8>,
    text: String,
    at: usize,
    ended: bool,
}

impl<'a> WideReader<'a> {
    pub(super) fn new(data: &'a mut dyn Read, encoding: &'static Encoding) -> Self {
        let decoder = encoding.new_decoder_with_bom_removal();
        Self { data, decoder, raw: Vec::new(), text: String::new(), at: 0, ended: false }
    }

    /// Decodes until there is text or the end.
    fn fill(&mut self) -> io::Result<()> {
        while self.at >= self.text.len() && !self.ended {
            self.raw.clear();
            self.text.clear();
            self.at = 0;
            self.ended = (&mut *self.data).take(STEP).read_to_end(&mut self.raw)? == 0;
            let room = self.decoder.max_utf8_buffer_length(self.raw.len()).unwrap_or(0);
            self.text.reserve(room);
            let _ = self.decoder.decode_to_string(&self.raw, &mut self.text, self.ended);
        }
        Ok(())
    }
}

impl Read for WideReader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.fill()?;
        let mut left = self.text.as_bytes().get(self.at..).unwrap_or(&[]);
        let count = left.read(buffer)?;
        self.at = self.at.saturating_add(count);
        Ok(count)
    }
}
