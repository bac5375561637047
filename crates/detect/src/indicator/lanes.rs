//! Where a view holds something to look at: its chunks, its words, and the signs and digits that values are made of.

use super::class;
use crate::bits::Bits;

/// Classes of the bytes of a view.
#[derive(Debug, Default)]
pub(super) struct Lanes {
    /// Bytes inside chunks.
    pub(super) solid: Bits,
    /// Letters and digits.
    pub(super) words: Bits,
    /// Digits, backslashes, and other signs of values inside of a chunk; a chunk without any holds nothing.
    pub(super) telling: Bits,
    spare: Bits,
}

impl Lanes {
    /// Tells the classes of every byte.
    pub(super) fn fill(&mut self, bytes: &[u8]) {
        let Self { solid, words, telling, spare } = self;
        solid.fill(bytes, class::is_solid);
        words.fill(bytes, |byte| byte.is_ascii_alphanumeric());
        telling.fill(bytes, |byte| matches!(byte, b'.' | b':' | b'@' | b'/' | b'%' | b'$' | b'~'));
        // `end.` and `as follows:` are how sentences end.
        telling.keep_before(solid);
        spare.fill(bytes, |byte| byte.is_ascii_digit() || byte == b'\\');
        telling.add(spare);
    }
}
