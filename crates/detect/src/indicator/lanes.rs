//! Where a view holds something to look at: its chunks, its words, and the signs and digits that values are made of.

use super::class;
use crate::bits::{self, Bits};

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
        bits::fill([solid, words, telling, spare], bytes, |lane| {
            let digits = bits::between(lane, b'0', b'9');
            let signs = bits::is(lane, b'.')
                | bits::is(lane, b':')
                | bits::is(lane, b'@')
                | bits::is(lane, b'/')
                | bits::is(lane, b'%')
                | bits::is(lane, b'$')
                | bits::is(lane, b'~');
            [class::solid(lane), digits | bits::letters(lane), signs, digits | bits::is(lane, b'\\')]
        });
        // `end.` and `as follows:` are how sentences end.
        telling.keep_before(solid);
        telling.add(spare);
    }
}
