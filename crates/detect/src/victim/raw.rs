//! Names in bytes under a light key: one byte of XOR, a number added to every byte, or a repeating key of a few bytes.
//!
//! In: bytes. Out: ranges with the needle and the layers. A difference makes the key disappear: `b[i] ^ b[i + k]` for a
//! key of `k` bytes, `b[i + 1] - b[i]` for an added number. One automaton over differences finds all keys; each
//! candidate is checked by undoing the key.

use std::collections::HashMap;
use std::ops::Range;

use daachorse::DoubleArrayAhoCorasick;
use noroshi_base::Layer;
use noroshi_profile::Variants;

use super::{encode, forms};

/// Lengths of repeating keys that are looked for in samples.
const PERIODS: [u8; 6] = [2, 3, 4, 5, 6, 8];
/// Bytes looked at at a time, so that the differences stay in the cache.
const BLOCK: usize = 1 << 16;

/// What was done to every byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum How {
    /// XOR with one byte; with none, what stands in another encoding.
    Single,
    /// A number was added.
    Added,
    /// XOR with a key of so many bytes.
    Repeated(u8),
}

impl How {
    /// Differences of a pattern, and different ones among them: below, chance hits and rows of one letter begin.
    const fn shortest(self) -> (usize, usize) {
        match self {
            Self::Single => (5, 3),
            Self::Added | Self::Repeated(_) => (7, 4),
        }
    }

    /// Needles that are looked for, plainest first.
    const fn most(self) -> usize {
        match self {
            Self::Single => usize::MAX,
            Self::Added | Self::Repeated(_) => 400,
        }
    }

    fn differences(self, bytes: &[u8]) -> Vec<u8> {
        let xor =
            |period: u8| bytes.iter().zip(bytes.iter().skip(period.into())).map(|(a, b)| a ^ b).collect();
        match self {
            Self::Single => xor(1),
            Self::Added => bytes.iter().zip(bytes.iter().skip(1)).map(|(a, b)| b.wrapping_sub(*a)).collect(),
            Self::Repeated(period) => xor(period),
        }
    }

    /// The layers, if undoing it gives the name and the name is not another finder's.
    fn undone(self, found: &[u8], source: &Source) -> Option<Vec<Layer>> {
        let wanted = source.bytes.as_slice();
        match self {
            Self::Single => {
                let key = found.first()? ^ wanted.first()?;
                let same = found.iter().zip(wanted).all(|(found, wanted)| found ^ key == *wanted);
                // Plain UTF-8 is the text matcher's, and so are letters of the other case, which differ by this one bit.
                let is_letters = || wanted.iter().all(u8::is_ascii_alphabetic);
                let is_plain = source.layer.is_none() && (key == 0 || key == 0x20 && is_letters());
                let is_chance = is_plain || key != 0 && is_row_of_digits(found);
                (same && !is_chance).then(|| (key != 0).then_some(Layer::Xor(key)).into_iter().collect())
            }
            Self::Added => {
                let key = found.first()?.wrapping_sub(*wanted.first()?);
                let same = found.iter().zip(wanted).all(|(found, wanted)| found.wrapping_sub(key) == *wanted);
                (same && key != 0).then(|| vec![Layer::Added(key)])
            }
            Self::Repeated(period) => {
                let key: Vec<u8> = found
                    .iter()
                    .zip(wanted)
                    .take(period.into())
                    .map(|(found, wanted)| found ^ wanted)
                    .collect();
                let same = found
                    .iter()
                    .zip(wanted)
                    .zip(key.iter().cycle())
                    .all(|((found, wanted), key)| found ^ key == *wanted);
                // A key of one byte, or of none, is found elsewhere; letters of the other case are no key.
                let single = key.iter().all(|byte| Some(byte) == key.first() || matches!(byte, 0 | 0x20));
                (same && !single).then(|| vec![Layer::XorRepeated(period)])
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

/// Automata of a profile.
pub(crate) struct Deltas(Vec<Lane>);

impl std::fmt::Debug for Deltas {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[private]")
    }
}

impl Deltas {
    /// For any bytes: other encodings of a name, and every key of one byte.
    pub(crate) fn single(variants: &Variants) -> Self {
        Self(Lane::new(How::Single, variants).into_iter().collect())
    }

    /// For samples, beside [`Deltas::single`]: added numbers and repeating keys.
    pub(crate) fn repeated(variants: &Variants) -> Self {
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
        let (shortest, varied) = how.shortest();
        let mut index: HashMap<Vec<u8>, usize> = HashMap::new();
        let (mut patterns, mut sources): (Vec<Vec<u8>>, Vec<Vec<Source>>) = Default::default();
        for (needle, entry) in forms::plainest(variants).into_iter().take(how.most()) {
            for spelling in forms::spellings(entry) {
                for (layer, bytes) in encode::bytes(&spelling) {
                    let delta = how.differences(&bytes);
                    if delta.len() < shortest || steps(&delta) < varied {
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
                    if let Some(mut layers) = self.how.undone(window, source) {
                        layers.extend(source.layer);
                        let start = from + found.start();
                        hit(start..start + window.len(), source.needle, layers);
                    }
                }
            }
            from += BLOCK;
        }
    }
}

/// Different steps of a pattern: a run of one byte has none and would be found in any padding.
fn steps(delta: &[u8]) -> usize {
    let mut seen: Vec<u8> = delta.iter().copied().filter(|&byte| byte != 0).collect();
    seen.sort_unstable();
    seen.dedup();
    seen.len()
}

/// Under a key that turns digits into letters, any long table of numbers holds any short name by chance; a name that
/// was hidden under a key is no row of digits.
fn is_row_of_digits(window: &[u8]) -> bool {
    window.iter().all(|byte| byte.is_ascii_hexdigit() || b"-,.;:/\" ".contains(byte))
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

#[cfg(test)]
mod tests {
    use noroshi_profile::Profile;

    use super::*;

    const PROFILE: &str =
        "name = \"蒼海電機株式会社\"\naliases = [\"Aomi Electric\"]\ndomains = [\"aomi-denki.co.jp\"]\n";

    fn found(bytes: &[u8]) -> Vec<(Range<usize>, Layer)> {
        let variants = Variants::expand(&Profile::parse(PROFILE).unwrap());
        let mut out = Vec::new();
        Deltas::repeated(&variants).find(bytes, |range, _, layers| out.push((range, layers[0])));
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
