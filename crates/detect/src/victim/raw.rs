//! What only bytes show: other encodings of a name, and any single-byte XOR.
//!
//! In: bytes. Out: ranges with the needle and the layers. The differences `b[i] ^ b[i + 1]` do not depend on the key,
//! so one automaton over differences finds all 256 keys; each candidate is checked by computing its key.

use std::collections::HashMap;
use std::ops::Range;

use daachorse::DoubleArrayAhoCorasick;
use noroshi_base::Layer;
use noroshi_profile::Variants;

use super::{encode, forms};

/// Bytes of a pattern: below, chance hits begin.
const SHORTEST: usize = 6;
/// Bytes looked at at a time, so that the differences stay in the cache.
const BLOCK: usize = 1 << 16;

#[derive(Debug)]
struct Source {
    needle: u32,
    bytes: Vec<u8>,
    layer: Option<Layer>,
}

/// The automaton over differences.
pub(crate) struct Deltas {
    automaton: Option<DoubleArrayAhoCorasick<u32>>,
    sources: Vec<Vec<Source>>,
    longest: usize,
}

impl std::fmt::Debug for Deltas {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[private]")
    }
}

impl Deltas {
    /// Builds the automaton of a profile.
    pub(crate) fn new(variants: &Variants) -> Self {
        let mut index: HashMap<Vec<u8>, usize> = HashMap::new();
        let mut patterns: Vec<Vec<u8>> = Vec::new();
        let mut sources: Vec<Vec<Source>> = Vec::new();
        for (needle, entry) in forms::plainest(variants) {
            for spelling in forms::spellings(entry) {
                for (layer, bytes) in encode::bytes(&spelling) {
                    let delta = differences(&bytes);
                    if bytes.len() < SHORTEST || !is_varied(&delta) {
                        continue;
                    }
                    let at = *index.entry(delta).or_insert_with_key(|delta| {
                        patterns.push(delta.clone());
                        sources.push(Vec::new());
                        patterns.len() - 1
                    });
                    if let Some(list) = sources.get_mut(at) {
                        list.push(Source { needle, bytes, layer });
                    }
                }
            }
        }
        let longest = patterns.iter().map(Vec::len).max().unwrap_or(0) + 1;
        Self { automaton: DoubleArrayAhoCorasick::new(&patterns).ok(), sources, longest }
    }

    /// Calls `hit` with every range, needle and layers.
    pub(crate) fn find(&self, bytes: &[u8], mut hit: impl FnMut(Range<usize>, u32, Vec<Layer>)) {
        let Some(automaton) = &self.automaton else { return };
        let mut from = 0;
        while from < bytes.len() {
            let to = (from + BLOCK + self.longest).min(bytes.len());
            let block = bytes.get(from..to).unwrap_or_default();
            let delta = differences(block);
            for found in automaton.find_overlapping_iter(&delta) {
                // What begins beyond the block is found by the next one.
                if found.start() < BLOCK {
                    self.check(block, from, found.start(), found.value(), &mut hit);
                }
            }
            from += BLOCK;
        }
    }

    fn check(
        &self,
        block: &[u8],
        base: usize,
        at: usize,
        pattern: u32,
        hit: &mut impl FnMut(Range<usize>, u32, Vec<Layer>),
    ) {
        for source in self.sources.get(pattern as usize).into_iter().flatten() {
            let Some(window) = block.get(at..at + source.bytes.len()) else { continue };
            let (Some(first), Some(wanted)) = (window.first(), source.bytes.first()) else { continue };
            let key = first ^ wanted;
            let same = window.iter().zip(&source.bytes).all(|(found, wanted)| found ^ key == *wanted);
            // Plain UTF-8 is the text matcher's, and so are letters of the other case, which differ by this one bit.
            let is_letters = || source.bytes.iter().all(u8::is_ascii_alphabetic);
            let is_plain = source.layer.is_none() && (key == 0 || key == 0x20 && is_letters());
            if !same || is_plain || key != 0 && is_row_of_digits(window) {
                continue;
            }
            let xor = (key != 0).then_some(Layer::Xor(key));
            let start = base + at;
            hit(
                start..start + source.bytes.len(),
                source.needle,
                xor.into_iter().chain(source.layer).collect(),
            );
        }
    }
}

/// Under a key that turns digits into letters, any long table of numbers holds any short name by chance; a name that
/// was hidden under a key is no row of digits.
fn is_row_of_digits(window: &[u8]) -> bool {
    window.iter().all(|byte| byte.is_ascii_hexdigit() || b"-,.;:/\" ".contains(byte))
}

fn differences(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().zip(bytes.iter().skip(1)).map(|(one, next)| one ^ next).collect()
}

/// A run of one byte has no shape; it would be found in any padding.
fn is_varied(delta: &[u8]) -> bool {
    let mut seen: Vec<u8> = delta.iter().copied().filter(|&byte| byte != 0).collect();
    seen.sort_unstable();
    seen.dedup();
    seen.len() >= 3
}

/// The bytes as text of the same length: what is not UTF-8 becomes U+0001, which matches nothing.
pub(crate) fn as_text(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        out.push_str(chunk.valid());
        out.extend(chunk.invalid().iter().map(|_| '\u{1}'));
    }
    out
}
