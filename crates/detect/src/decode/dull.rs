//! A memory of runs that hold nothing.

/// Longest run that is remembered; one that may go on in the next line is longer.
const REMEMBERED: usize = 39;

/// Slots of the memory of runs.
const SLOTS: usize = 512;

/// A run, filled up with zeros, which stand in no run.
type Kept = [u8; REMEMBERED + 1];

/// Short runs that were looked at and hold nothing: the words of a log are the same in every line.
#[derive(Debug, Default)]
pub(super) struct Dull {
    /// The last run of each slot.
    slots: Vec<Kept>,
}

impl Dull {
    /// The slot of a run and the run as it is kept there; `None` for one that is not remembered.
    pub(super) fn place(run: &[u8]) -> Option<(usize, Kept)> {
        let mut kept = [0; REMEMBERED + 1];
        kept.get_mut(..run.len().min(REMEMBERED + 1))?
            .copy_from_slice(run.get(..REMEMBERED + 1).unwrap_or(run));
        let (head, tail) = (run.first_chunk::<8>()?, run.last_chunk::<8>()?);
        let mixed = u64::from_le_bytes(*head) ^ u64::from_le_bytes(*tail).rotate_left(23) ^ run.len() as u64;
        let slot = mixed.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - SLOTS.trailing_zeros());
        (run.len() <= REMEMBERED).then_some((usize::try_from(slot).ok()?, kept))
    }

    pub(super) fn knows(&self, place: &(usize, Kept)) -> bool {
        self.slots.get(place.0) == Some(&place.1)
    }

    pub(super) fn remember(&mut self, place: (usize, Kept)) {
        if self.slots.is_empty() {
            self.slots.resize(SLOTS, [0; REMEMBERED + 1]);
        }
        if let Some(slot) = self.slots.get_mut(place.0) {
            *slot = place.1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_very_run_is_known_again() {
        let mut dull = Dull::default();
        let run = b"AppleWebKit/537";
        dull.remember(Dull::place(run).unwrap());
        assert!(dull.knows(&Dull::place(run).unwrap()));
        for other in [&b"AppleWebKit/536"[..], b"AppleWebKit/53", b"AppleWebKit/5377"] {
            assert!(!dull.knows(&Dull::place(other).unwrap()));
        }
        assert!(Dull::place(b"short").is_none());
        assert!(Dull::place(&[b'a'; REMEMBERED]).is_some());
        assert!(Dull::place(&[b'a'; REMEMBERED + 1]).is_none());
    }
}
