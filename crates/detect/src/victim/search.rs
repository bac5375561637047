//! Search of very many patterns at once.
//!
//! In: patterns and bytes. Out: every occurrence of every pattern. A profile has a hundred thousand patterns, nearly all
//! of them encoded forms, and nearly none of them stands in a text: an automaton over them outgrows the caches, and each
//! byte waits for memory. Here a small bitmap over the first bytes of the patterns says at nearly every place that
//! nothing begins there.

/// First bytes by which a pattern is looked up; shorter patterns have a table of their own.
const HEAD: usize = 5;
/// Bits of the hash that the bitmap is indexed by: 256 KiB, which stay in the second cache.
const BITS: u32 = 21;

/// Patterns with what finds them.
#[derive(Default)]
pub(crate) struct Search {
    /// Whether a pattern may begin with bytes of this hash.
    heads: Vec<u64>,
    /// Patterns from [`HEAD`] bytes on, by their heads: open addressing, a power of two places.
    places: Vec<Place>,
    /// Numbers of the patterns, those of one head together.
    long: Vec<u32>,
    /// Whether a short pattern may begin with these two bytes.
    pairs: Vec<u64>,
    /// Numbers of the short patterns, by their first two bytes.
    short: Vec<(u16, u32)>,
    /// Patterns of a single byte; a profile hardly ever has one.
    single: Vec<(u8, u32)>,
    /// All patterns, one behind the other.
    bytes: Vec<u8>,
    ends: Vec<u32>,
}

/// Patterns with one head.
#[derive(Clone, Copy, Default)]
struct Place {
    /// Zero where the place is free: no head is zero.
    head: u64,
    first: u32,
    count: u32,
}

impl std::fmt::Debug for Search {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[private]")
    }
}

impl Search {
    /// Builds the tables; an empty pattern is never found.
    pub(crate) fn new(patterns: &[Vec<u8>]) -> Self {
        let mut out = Self { heads: vec![0; 1 << (BITS - 6)], pairs: vec![0; 1 << 10], ..Self::default() };
        let mut long: Vec<(u64, u32)> = Vec::with_capacity(patterns.len());
        for (number, pattern) in (0_u32..).zip(patterns) {
            out.bytes.extend_from_slice(pattern);
            out.ends.push(u32::try_from(out.bytes.len()).unwrap_or(u32::MAX));
            match (head(pattern, 0), pair(pattern, 0)) {
                (Some(head), _) => {
                    set(&mut out.heads, hash(head) as usize);
                    long.push((head, number));
                }
                (None, Some(pair)) => {
                    set(&mut out.pairs, usize::from(pair));
                    out.short.push((pair, number));
                }
                (None, None) => out.single.extend(pattern.first().map(|byte| (*byte, number))),
            }
        }
        out.short.sort_unstable();
        long.sort_unstable();
        out.places = vec![Place::default(); (long.len() * 2).next_power_of_two().max(2)];
        for same in long.chunk_by(|one, other| one.0 == other.0) {
            let Some((head, _)) = same.first() else { continue };
            let first = u32::try_from(out.long.len()).unwrap_or(u32::MAX);
            out.long.extend(same.iter().map(|(_, number)| *number));
            let count = u32::try_from(same.len()).unwrap_or(u32::MAX);
            let at = out.place(*head);
            // A free place is left: there are twice as many places as heads.
            out.places[at] = Place { head: *head, first, count };
        }
        out
    }

    /// Calls `is` with start, end and number of each occurrence until it says yes.
    pub(crate) fn any(&self, text: &[u8], mut is: impl FnMut(usize, usize, u32) -> bool) -> bool {
        if self.ends.is_empty() {
            return false;
        }
        for (byte, number) in &self.single {
            if memchr::memchr_iter(*byte, text).any(|at| is(at, at + 1, *number)) {
                return true;
            }
        }
        for at in 0..text.len() {
            if let Some(pair) = pair(text, at)
                && has(&self.pairs, usize::from(pair))
                && self.short_at(text, at, pair, &mut is)
            {
                return true;
            }
            if let Some(head) = head(text, at)
                && has(&self.heads, hash(head) as usize)
                && self.long_at(text, at, head, &mut is)
            {
                return true;
            }
        }
        false
    }

    fn short_at(
        &self,
        text: &[u8],
        at: usize,
        pair: u16,
        is: &mut impl FnMut(usize, usize, u32) -> bool,
    ) -> bool {
        let from = self.short.partition_point(|(known, _)| *known < pair);
        let same = self.short.get(from..).unwrap_or_default().iter().take_while(|(known, _)| *known == pair);
        let mut numbers = same.map(|(_, number)| *number);
        numbers.any(|number| self.stands(text, at, number).is_some_and(|end| is(at, end, number)))
    }

    fn long_at(
        &self,
        text: &[u8],
        at: usize,
        head: u64,
        is: &mut impl FnMut(usize, usize, u32) -> bool,
    ) -> bool {
        let Some(place) = self.places.get(self.place(head)).filter(|place| place.head != 0) else {
            return false;
        };
        let from = place.first as usize;
        let numbers = self.long.get(from..from + place.count as usize).unwrap_or_default();
        numbers.iter().any(|&number| self.stands(text, at, number).is_some_and(|end| is(at, end, number)))
    }

    /// The end of a pattern that stands at a place.
    fn stands(&self, text: &[u8], at: usize, number: u32) -> Option<usize> {
        let number = number as usize;
        let from =
            number.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |end| *end as usize);
        let pattern = self.bytes.get(from..*self.ends.get(number)? as usize)?;
        let end = at + pattern.len();
        (text.get(at..end)? == pattern).then_some(end)
    }

    /// The place of a head, or the free one where it belongs.
    fn place(&self, head: u64) -> usize {
        let last = self.places.len() - 1;
        let mut at = hash(head) as usize & last;
        while self.places.get(at).is_some_and(|place| place.head != 0 && place.head != head) {
            at = (at + 1) & last;
        }
        at
    }
}

/// The first [`HEAD`] bytes at a place as a number that is not zero; `None` near the end.
#[inline]
fn head(text: &[u8], at: usize) -> Option<u64> {
    let head: [u8; HEAD] = text.get(at..at + HEAD)?.try_into().ok()?;
    let [a, b, c, d, e] = head;
    Some(u64::from_le_bytes([a, b, c, d, e, 1, 0, 0]))
}

#[inline]
fn pair(text: &[u8], at: usize) -> Option<u16> {
    let pair: [u8; 2] = text.get(at..at + 2)?.try_into().ok()?;
    Some(u16::from_le_bytes(pair))
}

#[inline]
const fn hash(head: u64) -> u64 {
    head.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - BITS)
}

fn set(bits: &mut [u64], at: usize) {
    if let Some(word) = bits.get_mut(at >> 6) {
        *word |= 1 << (at & 63);
    }
}

#[inline]
fn has(bits: &[u64], at: usize) -> bool {
    bits.get(at >> 6).is_some_and(|word| word >> (at & 63) & 1 == 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_occurrence_of_every_pattern(
            patterns in proptest::collection::btree_set("[ab青]{0,9}", 0..40),
            text in "[ab青]{0,60}",
        ) {
            let patterns: Vec<Vec<u8>> = patterns.into_iter().map(String::into_bytes).collect();
            let mut found = Vec::new();
            Search::new(&patterns).any(text.as_bytes(), |start, end, number| {
                found.push((start, end, number));
                false
            });
            found.sort_unstable();
            let mut expected = Vec::new();
            for (number, pattern) in (0_u32..).zip(&patterns) {
                if !pattern.is_empty() {
                    let windows = text.as_bytes().windows(pattern.len()).enumerate();
                    let at = windows.filter(|(_, window)| window == pattern).map(|(at, _)| at);
                    expected.extend(at.map(|at| (at, at + pattern.len(), number)));
                }
            }
            expected.sort_unstable();
            prop_assert_eq!(found, expected);
        }
    }

    #[test]
    fn a_yes_ends_it() {
        let search = Search::new(&[b"ab".to_vec(), b"abcdef".to_vec()]);
        let mut calls = 0;
        assert!(search.any(b"xxabcdefab", |_, _, number| {
            calls += 1;
            number == 1
        }));
        assert_eq!(calls, 2);
    }
}
