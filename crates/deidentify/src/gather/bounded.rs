//! A map that never holds more than its bound, and whose content does not depend on the order things came in.

use std::hash::{BuildHasher, Hash};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use hashbrown::{DefaultHashBuilder, Equivalent, HashTable};

/// Gives the fixed place of a key in the order of who stays when there is no room.
pub(crate) trait Ranked {
    /// A hash of the key that is the same in every run and on every thread.
    fn rank(&self) -> u64;
}

/// Parts of a shelf, each behind a lock of its own.
const PARTS: usize = 32;

/// Boxed: a table is at best half full, and its empty places would be as large as a value.
type Part<K, V> = HashTable<Box<(K, V)>>;

/// A map of at most `cap` keys that all threads fill: those with the smallest ranks of all that ever came.
///
/// A key once refused stays refused, so what is counted for a key that stays is counted in full.
#[derive(Debug)]
pub(crate) struct Shelf<K, V> {
    parts: Vec<Mutex<Part<K, V>>>,
    hasher: DefaultHashBuilder,
    cap: usize,
    len: AtomicUsize,
    /// Written only while all parts are locked.
    ceiling: AtomicU64,
}

impl<K: Ranked + Eq + Hash, V> Shelf<K, V> {
    pub(crate) fn new(cap: usize) -> Self {
        Self {
            parts: (0..PARTS).map(|_| Mutex::new(HashTable::new())).collect(),
            hasher: DefaultHashBuilder::default(),
            cap: cap.max(1),
            len: AtomicUsize::new(0),
            ceiling: AtomicU64::new(u64::MAX),
        }
    }

    /// Whether there is no room for a key, and never will be.
    pub(crate) fn refuses(&self, key: &impl Ranked) -> bool {
        let ceiling = self.ceiling.load(Ordering::Relaxed);
        ceiling < u64::MAX && key.rank() > ceiling
    }

    /// Changes the value of a key, made when it is new; nothing happens where there is no room for it.
    pub(crate) fn with<Q>(&self, key: &Q, make: impl FnOnce() -> (K, V), change: impl FnOnce(&mut V))
    where
        Q: Ranked + Hash + Equivalent<K>,
    {
        let hash = self.hasher.hash_one(key);
        let mut part = self.part(hash);
        if let Some(slot) = part.find_mut(hash, |slot| key.equivalent(&slot.0)) {
            return change(&mut slot.1);
        }
        if self.refuses(key) {
            return;
        }
        let mut slot = Box::new(make());
        change(&mut slot.1);
        part.insert_unique(hash, slot, |slot| self.hasher.hash_one(&slot.0));
        drop(part);
        if self.len.fetch_add(1, Ordering::Relaxed) >= self.cap + self.cap / 8 {
            self.shrink();
        }
    }

    fn part(&self, hash: u64) -> MutexGuard<'_, Part<K, V>> {
        // The table itself uses the lowest and the highest bits.
        let index = (hash >> 40) as usize % PARTS;
        lock(&self.parts[index])
    }

    /// Lets the keys of the largest ranks go until no more than the bound are left.
    fn shrink(&self) {
        let mut parts: Vec<_> = self.parts.iter().map(lock).collect();
        let mut ranks: Vec<u64> =
            parts.iter().flat_map(|part| part.iter().map(|slot| slot.0.rank())).collect();
        if ranks.len() > self.cap {
            let (_, last, _) = ranks.select_nth_unstable(self.cap - 1);
            let ceiling = *last;
            self.ceiling.store(ceiling, Ordering::Relaxed);
            parts.iter_mut().for_each(|part| part.retain(|slot| slot.0.rank() <= ceiling));
        }
        self.len.store(parts.iter().map(|part| part.len()).sum(), Ordering::Relaxed);
    }

    /// Whether something had to be left out.
    pub(crate) fn is_cut(&self) -> bool {
        self.ceiling.load(Ordering::Relaxed) < u64::MAX
    }

    /// Everything, in no order.
    pub(crate) fn finish(self) -> Vec<Box<(K, V)>> {
        self.shrink();
        let mut all = Vec::with_capacity(self.len.into_inner());
        for part in self.parts {
            all.extend(part.into_inner().unwrap_or_else(PoisonError::into_inner));
        }
        all
    }
}

/// A poisoned lock means that a piece of work was given up in the middle; the table itself is still whole.
fn lock<T>(part: &Mutex<T>) -> MutexGuard<'_, T> {
    part.lock().unwrap_or_else(PoisonError::into_inner)
}

/// FNV-1a over several parts, with a finaliser: a fixed hash that is good enough to rank by.
pub(crate) fn fixed_hash(parts: &[&[u8]]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for part in parts {
        for byte in *part {
            hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
        hash = (hash ^ 0xff).wrapping_mul(0x0000_0100_0000_01b3);
    }
    hash ^= hash >> 33;
    hash = hash.wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash ^ (hash >> 33)
}

/// The smallest `CAP` members of a set, whatever the order they came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Smallest<T, const CAP: usize>(Vec<T>);

impl<T, const CAP: usize> Default for Smallest<T, CAP> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Ord, const CAP: usize> Smallest<T, CAP> {
    /// Takes a member in.
    pub(crate) fn add(&mut self, member: T) {
        self.add_within(CAP, member);
    }

    /// Takes a member in where no more than `room` are to be held.
    pub(crate) fn add_within(&mut self, room: usize, member: T) {
        let room = room.min(CAP);
        if self.0.len() >= room && self.0.last().is_none_or(|last| *last < member) {
            return;
        }
        let Err(at) = self.0.binary_search(&member) else { return };
        if at >= room {
            return self.0.truncate(room);
        }
        self.0.truncate(room - 1);
        // Nearly all sets stay small: room for one more, not for twice as many.
        if self.0.len() == self.0.capacity() && self.0.len() < 8 {
            self.0.reserve_exact(1);
        }
        self.0.insert(at, member);
    }

    /// Takes another one's members in.
    pub(crate) fn merge(&mut self, other: Self) {
        other.0.into_iter().for_each(|member| self.add(member));
    }

    /// All members, in their order.
    pub(crate) fn into_vec(self) -> Vec<T> {
        self.0
    }

    /// Members in their order.
    pub(crate) fn as_slice(&self) -> &[T] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    impl Ranked for u32 {
        fn rank(&self) -> u64 {
            fixed_hash(&[&self.to_le_bytes()])
        }
    }

    fn fill(cap: usize, keys: &[u32]) -> Shelf<u32, u64> {
        let shelf = Shelf::new(cap);
        add(&shelf, keys);
        shelf
    }

    fn add(shelf: &Shelf<u32, u64>, keys: &[u32]) {
        keys.iter().for_each(|key| shelf.with(key, || (*key, 0), |count| *count += 1));
    }

    fn sorted(shelf: Shelf<u32, u64>) -> Vec<(u32, u64)> {
        let mut all: Vec<(u32, u64)> = shelf.finish().into_iter().map(|slot| *slot).collect();
        all.sort_unstable();
        all
    }

    proptest! {
        #[test]
        fn filling_in_any_order_gives_the_same(keys in proptest::collection::vec(0_u32..200, 0..400), cut in 0_usize..400, cap in 1_usize..60) {
            let cut = cut.min(keys.len());
            let (left, right) = keys.split_at(cut);
            let shared = Shelf::new(cap);
            std::thread::scope(|scope| {
                scope.spawn(|| add(&shared, left));
                scope.spawn(|| add(&shared, right));
            });
            let whole = sorted(fill(cap, &keys));
            let turned = sorted(fill(cap, &[right, left].concat()));
            prop_assert_eq!(&whole, &turned);
            prop_assert_eq!(whole, sorted(shared));
        }

        #[test]
        fn the_smallest_stay(members in proptest::collection::vec(0_u32..60, 0..80), room in 1_usize..20) {
            let mut set: Smallest<u32, 16> = Smallest::default();
            members.iter().for_each(|member| set.add_within(room, *member));
            let mut all = members;
            all.sort_unstable();
            all.dedup();
            all.truncate(room.min(16));
            prop_assert_eq!(set.as_slice(), all.as_slice());
        }
    }
}
