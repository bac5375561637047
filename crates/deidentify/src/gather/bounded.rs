//! A map that never holds more than its bound, and whose content does not depend on the order things came in.

use std::hash::{BuildHasher, Hash};

use hashbrown::{DefaultHashBuilder, Equivalent, HashMap};

/// Gives the fixed place of a key in the order of who stays when there is no room.
pub(crate) trait Ranked {
    /// A hash of the key that is the same in every run and on every thread.
    fn rank(&self) -> u64;
}

/// A map of at most `cap` keys: those with the smallest ranks of all that ever came.
///
/// A key once refused stays refused, so what is counted for a key that stays is counted in full.
#[derive(Debug)]
pub(crate) struct Bounded<K, V> {
    map: HashMap<K, V>,
    cap: usize,
    ceiling: u64,
}

impl<K: Ranked + Eq + Hash, V> Bounded<K, V> {
    pub(crate) fn new(cap: usize) -> Self {
        Self { map: HashMap::new(), cap: cap.max(1), ceiling: u64::MAX }
    }

    /// The value of a key, made when it is new; `None` when there is no room for it.
    pub(crate) fn slot<Q>(&mut self, key: &Q, make: impl FnOnce() -> (K, V)) -> Option<&mut V>
    where
        Q: Ranked + Hash + Equivalent<K>,
        DefaultHashBuilder: BuildHasher,
    {
        if !self.map.contains_key(key) {
            if key.rank() > self.ceiling {
                return None;
            }
            let (owned, value) = make();
            self.map.insert(owned, value);
            if self.map.len() > self.cap + self.cap / 8 {
                self.shrink();
            }
        }
        self.map.get_mut(key)
    }

    /// Puts another one's content in; `join` adds the second value to the first.
    pub(crate) fn merge(&mut self, other: Self, join: impl Fn(&mut V, V)) {
        if other.ceiling < self.ceiling {
            self.ceiling = other.ceiling;
            let ceiling = self.ceiling;
            self.map.retain(|key, _| key.rank() <= ceiling);
        }
        for (key, value) in other.map {
            if key.rank() > self.ceiling {
                continue;
            }
            match self.map.get_mut(&key) {
                Some(mine) => join(mine, value),
                None => {
                    self.map.insert(key, value);
                }
            }
        }
        if self.map.len() > self.cap {
            self.shrink();
        }
    }

    fn shrink(&mut self) {
        let mut ranks: Vec<u64> = self.map.keys().map(Ranked::rank).collect();
        if ranks.len() <= self.cap {
            return;
        }
        let (_, last, _) = ranks.select_nth_unstable(self.cap - 1);
        let ceiling = *last;
        self.ceiling = ceiling;
        self.map.retain(|key, _| key.rank() <= ceiling);
    }

    /// Whether something had to be left out.
    pub(crate) const fn is_cut(&self) -> bool {
        self.ceiling < u64::MAX
    }

    /// Everything, and whether something had to be left out.
    pub(crate) fn finish(mut self) -> (Vec<(K, V)>, bool) {
        self.shrink();
        let cut = self.ceiling < u64::MAX;
        (self.map.into_iter().collect(), cut)
    }
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
        if self.0.len() >= CAP && self.0.last().is_some_and(|last| *last < member) {
            return;
        }
        if let Err(at) = self.0.binary_search(&member) {
            self.0.insert(at, member);
            self.0.truncate(CAP);
        }
    }

    /// Takes another one's members in.
    pub(crate) fn merge(&mut self, other: Self) {
        other.0.into_iter().for_each(|member| self.add(member));
    }

    /// Lets the largest members go until `room` are left.
    pub(crate) fn cut(&mut self, room: usize) {
        self.0.truncate(room);
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

    fn fill(cap: usize, keys: &[u32]) -> Bounded<u32, u64> {
        let mut map = Bounded::new(cap);
        for key in keys {
            if let Some(count) = map.slot(key, || (*key, 0)) {
                *count += 1;
            }
        }
        map
    }

    proptest! {
        #[test]
        fn merging_in_any_order_gives_the_same(keys in proptest::collection::vec(0_u32..200, 0..400), cut in 0_usize..400, cap in 1_usize..60) {
            let cut = cut.min(keys.len());
            let (mut whole, _) = fill(cap, &keys).finish();
            let (left, right) = keys.split_at(cut);
            let mut one = fill(cap, left);
            one.merge(fill(cap, right), |a, b| *a += b);
            let mut two = fill(cap, right);
            two.merge(fill(cap, left), |a, b| *a += b);
            let (mut one, _) = one.finish();
            let (mut two, _) = two.finish();
            whole.sort_unstable();
            one.sort_unstable();
            two.sort_unstable();
            prop_assert_eq!(&whole, &one);
            prop_assert_eq!(one, two);
        }
    }
}
