//! One bit for each byte of a text: which bytes belong to a class.
//!
//! Most bytes of a text are of no interest to any finder. Classes are told 64 bytes at a time, with vector instructions,
//! and the walks go from set bit to set bit instead of from byte to byte.

use std::ops::Range;

use wide::u8x16;

/// Bytes a word of bits stands for.
const WIDTH: usize = 64;

/// The bits of one class; beyond the end of the text all are clear.
#[derive(Debug, Default)]
pub(crate) struct Bits {
    words: Vec<u64>,
    length: usize,
}

/// Sixteen bytes that are told at once; of a class, all bits of a byte are set or none.
pub(crate) type Lane = u8x16;

/// The bytes that equal one.
#[inline(always)]
pub(crate) fn is(lane: Lane, byte: u8) -> Lane {
    lane.simd_eq(Lane::splat(byte))
}

/// The bytes between two, both included.
#[inline(always)]
pub(crate) fn between(lane: Lane, first: u8, last: u8) -> Lane {
    let above = lane - Lane::splat(first);
    above.min(Lane::splat(last - first)).simd_eq(above)
}

/// The ASCII letters.
#[inline(always)]
pub(crate) fn letters(lane: Lane) -> Lane {
    between(lane | Lane::splat(0x20), b'a', b'z')
}

/// The bits of several classes of 64 bytes.
#[inline(always)]
fn gather<const N: usize>(block: &[u8; WIDTH], classes: impl Fn(Lane) -> [Lane; N] + Copy) -> [u64; N] {
    let (lanes, _) = block.as_chunks::<16>();
    let mut words = [0; N];
    for lane in lanes.iter().rev() {
        let told = classes(Lane::new(*lane));
        for (word, class) in words.iter_mut().zip(told) {
            *word = *word << 16 | u64::from(class.to_bitmask());
        }
    }
    words
}

/// Tells several classes of every byte in one walk.
#[inline(always)]
pub(crate) fn fill<const N: usize>(
    mut bits: [&mut Bits; N],
    bytes: &[u8],
    classes: impl Fn(Lane) -> [Lane; N] + Copy,
) {
    let (blocks, rest) = bytes.as_chunks::<WIDTH>();
    for one in &mut bits {
        one.length = bytes.len();
        one.words.clear();
        one.words.reserve(blocks.len() + 1);
    }
    for block in blocks {
        for (one, word) in bits.iter_mut().zip(gather(block, classes)) {
            one.words.push(word);
        }
    }
    let mut last = [0; WIDTH];
    last.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
    let exists = !(u64::MAX << rest.len());
    for (one, word) in bits.iter_mut().zip(gather(&last, classes)) {
        one.words.push(word & exists);
    }
}

impl Bits {
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

    fn bits(text: &[u8], class: impl Fn(Lane) -> Lane + Copy) -> Bits {
        let mut bits = Bits::default();
        fill([&mut bits], text, |lane| [class(lane)]);
        bits
    }

    #[test]
    fn classes_hold_what_they_say() {
        let text: Vec<u8> = (0..=u8::MAX).collect();
        let (ranges, alpha) = (bits(&text, |lane| between(lane, b'0', b'9')), bits(&text, letters));
        let equal = bits(&text, |lane| is(lane, b'-'));
        for byte in 0..=u8::MAX {
            let has = |bits: &Bits| bits.any(usize::from(byte)..usize::from(byte) + 1);
            assert_eq!(has(&ranges), byte.is_ascii_digit());
            assert_eq!(has(&alpha), byte.is_ascii_alphabetic());
            assert_eq!(has(&equal), byte == b'-');
        }
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
            let all = bits(text, |lane| !is(lane, b' '));
            let digits = bits(text, |lane| is(lane, b'0'));
            prop_assert_eq!(digits.next_set(0), text.iter().position(|byte| digit(*byte)));
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
