//! One bit for each byte of a text: which bytes belong to a class.
//!
//! Most bytes of a text are of no interest to any finder. Classes are told 64 bytes at a time, in loops that compilers
//! turn into vector code, and the walks go from set bit to set bit instead of from byte to byte.

use std::ops::Range;

/// Bytes a word of bits stands for.
const WIDTH: usize = 64;

/// The bits of one class; beyond the end of the text all are clear.
#[derive(Debug, Default)]
pub(crate) struct Bits {
    words: Vec<u64>,
    length: usize,
}

/// Bits of 64 bytes.
#[inline(always)]
fn gather(block: &[u8; WIDTH], is: impl Fn(u8) -> bool) -> u64 {
    let mut flags = [0_u8; WIDTH];
    for (flag, byte) in flags.iter_mut().zip(block) {
        *flag = u8::from(is(*byte));
    }
    let (eights, _) = flags.as_chunks::<8>();
    eights.iter().rev().fold(0, |bits, eight| {
        // Eight flags, one a byte, meet in the highest byte of the product; no two of its terms share a bit.
        bits << 8 | u64::from_le_bytes(*eight).wrapping_mul(0x0102_0408_1020_4080) >> 56
    })
}

impl Bits {
    /// Tells the class of every byte.
    #[inline(always)]
    pub(crate) fn fill(&mut self, bytes: &[u8], is: impl Fn(u8) -> bool + Copy) {
        let (blocks, rest) = bytes.as_chunks::<WIDTH>();
        self.length = bytes.len();
        self.words.clear();
        self.words.extend(blocks.iter().map(|block| gather(block, is)));
        let last = rest.iter().rev().fold(0, |bits, byte| bits << 1 | u64::from(is(*byte)));
        self.words.push(last);
    }

    #[inline]
    fn word(&self, index: usize) -> u64 {
        self.words.get(index).copied().unwrap_or(0)
    }

    /// First set bit at or behind an offset.
    #[inline]
    pub(crate) fn next_set(&self, from: usize) -> Option<usize> {
        let mut index = from / WIDTH;
        let mut word = self.words.get(index)? & (u64::MAX << (from % WIDTH));
        while word == 0 {
            index += 1;
            word = *self.words.get(index)?;
        }
        Some(index * WIDTH + word.trailing_zeros() as usize)
    }

    /// First clear bit at or behind an offset; at most the length of the text.
    #[inline]
    pub(crate) fn next_clear(&self, from: usize) -> usize {
        let mut index = from / WIDTH;
        let mut word = !self.word(index) & (u64::MAX << (from % WIDTH));
        while word == 0 {
            index += 1;
            word = !self.word(index);
        }
        (index * WIDTH + word.trailing_zeros() as usize).min(self.length)
    }

    /// Start of the run of set bits that a set bit belongs to.
    #[inline]
    pub(crate) fn run_start(&self, at: usize) -> usize {
        let mut index = at / WIDTH;
        let mut clear = !self.word(index) & !(u64::MAX << (at % WIDTH));
        while clear == 0 {
            let Some(before) = index.checked_sub(1) else { return 0 };
            index = before;
            clear = !self.word(index);
        }
        index * WIDTH + WIDTH - clear.leading_zeros() as usize
    }

    /// Runs of set bits.
    #[inline]
    pub(crate) fn runs(&self) -> impl Iterator<Item = Range<usize>> {
        let (mut index, mut word) = (0, self.word(0));
        std::iter::from_fn(move || {
            while word == 0 {
                index += 1;
                word = *self.words.get(index)?;
            }
            let first = word.trailing_zeros();
            let start = index * WIDTH + first as usize;
            let length = (!(word >> first)).trailing_zeros();
            if first + length < WIDTH as u32 {
                word &= u64::MAX << (first + length);
                return Some(start..start + length as usize);
            }
            let end = self.next_clear((index + 1) * WIDTH);
            index = end / WIDTH;
            word = self.word(index) & (u64::MAX << (end % WIDTH));
            Some(start..end)
        })
    }

    /// Whether any bit of a range is set.
    #[inline]
    pub(crate) fn any(&self, range: Range<usize>) -> bool {
        self.next_set(range.start).is_some_and(|at| at < range.end)
    }

    /// Keeps the bits whose next byte is set in `other`.
    pub(crate) fn keep_before(&mut self, other: &Self) {
        for (index, word) in self.words.iter_mut().enumerate() {
            *word &= other.word(index) >> 1 | other.word(index + 1) << (WIDTH - 1);
        }
    }

    /// Sets the bits of another class, too.
    pub(crate) fn add(&mut self, other: &Self) {
        for (word, more) in self.words.iter_mut().zip(&other.words) {
            *word |= more;
        }
    }

    /// Starts of runs of at least eight set bits.
    pub(crate) fn runs_of_eight(&self) -> impl Iterator<Item = Range<usize>> {
        let mut done = 0;
        std::iter::from_fn(move || {
            let mut index = done / WIDTH;
            let mut mask = u64::MAX << (done % WIDTH);
            loop {
                let (word, next) = (*self.words.get(index)?, self.word(index + 1));
                let wide = u128::from(word) | u128::from(next) << WIDTH;
                let two = wide & wide >> 1;
                let four = two & two >> 2;
                let starts = (four & four >> 4) as u64 & mask;
                if starts != 0 {
                    let start = index * WIDTH + starts.trailing_zeros() as usize;
                    done = self.next_clear(start + 8);
                    return Some(start..done);
                }
                index += 1;
                mask = u64::MAX;
            }
        })
    }

    /// Runs of set bits that hold no bit of `other`, each once.
    pub(crate) fn runs_without<'b>(&'b self, other: &'b Self) -> impl Iterator<Item = Range<usize>> + 'b {
        let (mut index, mut before, mut carry, mut ends) = (0, 0, false, 0_u64);
        std::iter::from_fn(move || {
            while ends == 0 {
                let word = *self.words.get(index)?;
                let pure = word & !other.word(index);
                let starts = word & !(word << 1 | before);
                before = word >> (WIDTH - 1);
                // A start runs through the pure bits of its run and comes out behind the last of them.
                let (sum, first) = pure.overflowing_add(starts & pure);
                let (sum, second) = sum.overflowing_add(u64::from(carry));
                carry = first || second;
                ends = sum & !pure & !word;
                index += 1;
            }
            let end = (index - 1) * WIDTH + ends.trailing_zeros() as usize;
            ends &= ends - 1;
            Some(self.run_start(end.checked_sub(1)?)..end)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn bits(text: &[u8], is: impl Fn(u8) -> bool + Copy) -> Bits {
        let mut bits = Bits::default();
        bits.fill(text, is);
        bits
    }

    /// Runs of set bytes, told byte by byte.
    fn runs(text: &[u8], is: impl Fn(u8) -> bool) -> Vec<Range<usize>> {
        let mut runs: Vec<Range<usize>> = Vec::new();
        for (at, _) in text.iter().enumerate().filter(|(_, byte)| is(**byte)) {
            match runs.last_mut() {
                Some(run) if run.end == at => run.end += 1,
                _ => runs.push(at..at + 1),
            }
        }
        runs
    }

    proptest! {
        #[test]
        fn walks_over_bits_agree_with_walks_over_bytes(text in "[a0 ]{0,400}", at in 0_usize..420) {
            let text = text.as_bytes();
            let solid = |byte: u8| byte != b' ';
            let digit = |byte: u8| byte == b'0';
            let (all, digits) = (bits(text, solid), bits(text, digit));
            let expected = runs(text, solid);
            prop_assert_eq!(all.next_set(at), (at..text.len()).find(|at| solid(text[*at])));
            let clear = (at..text.len()).find(|at| !solid(text[*at])).unwrap_or(text.len());
            prop_assert_eq!(all.runs().collect::<Vec<_>>(), expected.clone());
            prop_assert_eq!(all.next_clear(at), clear.min(text.len()));
            let long: Vec<_> = expected.iter().filter(|run| run.len() >= 8).cloned().collect();
            prop_assert_eq!(all.runs_of_eight().collect::<Vec<_>>(), long);
            let pure: Vec<_> =
                expected.iter().filter(|run| !text[run.start..run.end].contains(&b'0')).cloned().collect();
            prop_assert_eq!(all.runs_without(&digits).collect::<Vec<_>>(), pure);
            for run in &expected {
                prop_assert_eq!(all.run_start(run.end - 1), run.start);
                prop_assert_eq!(digits.any(run.clone()), text[run.start..run.end].contains(&b'0'));
            }
        }
    }
}
