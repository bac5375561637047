//! Damage that is the same in every run.

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

/// Damages inputs the ways files are damaged.
pub struct Mutator(StdRng);

impl Mutator {
    /// The same seed damages the same way.
    pub fn new(seed: u64) -> Self {
        Self(StdRng::seed_from_u64(seed))
    }

    /// A damaged copy: cut, bits turned, a stretch repeated, removed, filled, or a number made large.
    pub fn damage(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut out = bytes.to_vec();
        for _ in 0..self.0.random_range(1..6) {
            self.once(&mut out);
        }
        out
    }

    fn once(&mut self, out: &mut Vec<u8>) {
        if out.is_empty() {
            out.push(self.0.random());
            return;
        }
        let at = self.0.random_range(0..out.len());
        let end = (at + self.0.random_range(1..64)).min(out.len());
        match self.0.random_range(0..6) {
            0 => out.truncate(at),
            1 => {
                let bit = self.0.random_range(0..8);
                if let Some(byte) = out.get_mut(at) {
                    *byte ^= 1 << bit;
                }
            }
            2 => {
                let part = out.get(at..end).unwrap_or_default().to_vec();
                out.splice(at..at, part);
            }
            3 => drop(out.drain(at..end)),
            4 => {
                let byte = self.0.random();
                out.get_mut(at..end).unwrap_or_default().fill(byte);
            }
            _ => {
                let large = [0xFF, 0xFF, 0xFF, 0x7F];
                for (to, from) in out.iter_mut().skip(at).zip(large) {
                    *to = from;
                }
            }
        }
    }
}
