//! Names in samples under a key that a light hand would use: a number added to every byte, or a repeating key of a few
//! bytes.
//!
//! In: bytes of a sample. Out: ranges with the needle and the layer. As with a single byte (`raw`), a difference makes
//! the key disappear: `b[i + 1] - b[i]` for an added number, `b[i] ^ b[i + k]` for a key of `k` bytes. One automaton
//! over differences finds all keys; each candidate is checked by undoing the key.

use std::collections::HashMap;
use std::ops::Range;

use daachorse::DoubleArrayAhoCorasick;
use noroshi_base::Layer;
use noroshi_profile::Variants;

use super::{encode, forms};

/// Lengths of repeating keys that are looked for.
const PERIODS: [u8; 6] = [2, 3, 4, 5, 6, 8];
/// Differences of a pattern: below, chance hits begin.
const SHORTEST: usize = 7;
/// Bytes looked at at a time.
const BLOCK: usize = 1 << 16;
/// Needles that are looked for, plainest first.
const MOST: usize = 400;

/// What was done to every byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum How {
    Added,
    Repeated(u8),
}

impl How {
    fn differences(self, bytes: &[u8]) -> Vec<u8> {
        match self {
            Self::Added => bytes.iter().zip(bytes.iter().skip(1)).map(|(a, b)| b.wrapping_sub(*a)).collect(),
            Self::Repeated(period) => {
                bytes.iter().zip(bytes.iter().skip(period.into())).map(|(a, b)| a ^ b).collect()
            }
        }
    }

    /// The layer, if undoing it gives the wanted bytes and it is not undone by nothing.
    fn undone(self, found: &[u8], wanted: &[u8]) -> Option<Layer> {
        match self {
            Self::Added => {
                let key = found.first()?.wrapping_sub(*wanted.first()?);
                let same = found.iter().zip(wanted).all(|(found, wanted)| found.wrapping_sub(key) == *wanted);
                (same && key != 0).then_some(Layer::Added(key))
            }
            Self::Repeated(period) => {
                let key: Vec<u8> = found
                    .iter()
                    .zip(wanted)
                    .take(period.into())
                    .map(|(found, wanted)| found ^ wanted)
                    .collect();
                let mut keys = key.iter().cycle();
                let same = found
                    .iter()
                    .zip(wanted)
                    .all(|(found, wanted)| keys.next().is_some_and(|key| found ^ key == *wanted));
                // A key of one byte, or of none, is found elsewhere; letters of the other case are no key.
                let single = key.iter().all(|byte| Some(byte) == key.first() || matches!(byte, 0 | 0x20));
                (same && !single).then_some(Layer::XorRepeated(period))
            }
        }
    }
}

struct Source {
    needle: u32,
    bytes: Vec<u8>,
    layer: Option<Layer>,
}

/// One automaton over one kind of differences.
struct Lane {
    how: How,
    automaton: DoubleArrayAhoCorasick<u32>,
    sources: Vec<Vec<Source>>,
    longest: usize,
}

/// The automata of a profile.
pub(crate) struct Keyed(Vec<Lane>);

impl std::fmt::Debug for Keyed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[private]")
    }
}

impl Keyed {
    /// Builds the automata.
    pub(crate) fn new(variants: &Variants) -> Self {
        let hows = std::iter::once(How::Added).chain(PERIODS.into_iter().map(How::Repeated));
        Self(hows.filter_map(|how| Lane::new(how, variants)).collect())
    }

    /// Calls `hit` with every range, needle and layers.
    pub(crate) fn find(&self, bytes: &[u8], mut hit: impl FnMut(Range<usize>, u32, Vec<Layer>)) {
        self.0.iter().for_each(|lane| lane.find(bytes, &mut hit));
    }
}

impl Lane {
    fn new(how: How, variants: &Variants) -> Option<Self> {
        let mut index: HashMap<Vec<u8>, usize> = HashMap::new();
        let (mut patterns, mut sources): (Vec<Vec<u8>>, Vec<Vec<Source>>) = Default::default();
        for (needle, entry) in forms::plainest(variants).into_iter().take(MOST) {
            for spelling in forms::spellings(entry) {
                for (layer, bytes) in encode::bytes(&spelling) {
                    let delta = how.differences(&bytes);
                    if delta.len() < SHORTEST || !is_varied(&delta) {
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
        let longest = sources.iter().flatten().map(|source| source.bytes.len()).max()?;
        let automaton = DoubleArrayAhoCorasick::new(&patterns).ok()?;
        Some(Self { how, automaton, sources, longest })
    }

    fn find(&self, bytes: &[u8], hit: &mut impl FnMut(Range<usize>, u32, Vec<Layer>)) {
        let mut from = 0;
        while from < bytes.len() {
            let to = (from + BLOCK + self.longest).min(bytes.len());
            let block = bytes.get(from..to).unwrap_or_default();
            // What begins beyond the block is found by the next one.
            let delta = self.how.differences(block);
            for found in self.automaton.find_overlapping_iter(&delta).filter(|found| found.start() < BLOCK) {
                for source in self.sources.get(found.value() as usize).into_iter().flatten() {
                    let Some(window) = block.get(found.start()..found.start() + source.bytes.len()) else {
                        continue;
                    };
                    if let Some(layer) = self.how.undone(window, &source.bytes) {
                        let start = from + found.start();
                        let layers = std::iter::once(layer).chain(source.layer).collect();
                        hit(start..start + window.len(), source.needle, layers);
                    }
                }
            }
            from += BLOCK;
        }
    }
}

/// Four different steps at least: rows of one letter, and tables that count up, have none.
fn is_varied(delta: &[u8]) -> bool {
    let mut seen: Vec<u8> = delta.iter().copied().filter(|&byte| byte != 0).collect();
    seen.sort_unstable();
    seen.dedup();
    seen.len() >= 4
}

#[cfg(test)]
mod tests {
    use noroshi_profile::Profile;

    use super::*;

    const PROFILE: &str =
        "name = \"蒼海電機株式会社\"\naliases = [\"Aomi Electric\"]\ndomains = [\"aomi-denki.co.jp\"]\n";

    fn found(bytes: &[u8]) -> Vec<(Range<usize>, Layer)> {
        let variants = Variants::expand(&Profile::parse(PROFILE).unwrap());
        let mut out = Vec::new();
        Keyed::new(&variants).find(bytes, |range, _, layers| out.push((range, layers[0])));
        out
    }

    #[test]
    fn keys_of_every_length_are_found() {
        let noise: Vec<u8> = (0..70_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        for name in ["aomi-denki.co.jp".as_bytes(), "蒼海電機株式会社".as_bytes()] {
            for key in [&b"\x13\x37"[..], b"k3y", b"\xDE\xAD\xBE\xEF", b"abcde", b"secret", b"8bytekey"] {
                let mut bytes = noise.clone();
                let at = 65_530;
                let hidden: Vec<u8> =
                    name.iter().zip(key.iter().cycle()).map(|(byte, key)| byte ^ key).collect();
                bytes.splice(at..at, hidden);
                let hit = (at..at + name.len(), Layer::XorRepeated(key.len() as u8));
                assert!(found(&bytes).contains(&hit), "{key:?}");
            }
            let mut bytes = noise.clone();
            bytes.splice(9..9, name.iter().map(|byte| byte.wrapping_add(200)));
            assert!(found(&bytes).contains(&(9..9 + name.len(), Layer::Added(200))));
        }
        assert_eq!(found(&noise), []);
    }

    #[test]
    fn plain_names_and_other_cases_are_the_others_work() {
        for text in
            ["visit aomi-denki.co.jp now", "VISIT AOMI-DENKI.CO.JP NOW", "Aomi Electric aOMI eLECTRIC"]
        {
            assert_eq!(found(text.as_bytes()), [], "{text}");
        }
    }
}
