//! Sorted sections of the warninglist table, searched where they lie.

/// Names, each sorted and stored from its end, in blocks; a row is the length it shares with the row before, the
/// length of its own, its own bytes, and the number of a set.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Names {
    offsets: &'static [u8],
    body: &'static [u8],
}

/// Records of a key of fixed width and the number of a set.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Records {
    bytes: &'static [u8],
    width: usize,
}

impl Names {
    /// Reads the head of a section: the number of blocks and where they begin.
    pub(crate) fn new(content: &'static [u8]) -> Option<Self> {
        let (count, rest) = content.split_first_chunk()?;
        let (offsets, body) =
            rest.split_at_checked(usize::try_from(u32::from_le_bytes(*count)).ok()?.checked_mul(4)?)?;
        Some(Self { offsets, body })
    }

    /// Number of the set of a name.
    pub(crate) fn get(&self, name: &str) -> Option<usize> {
        let count = self.offsets.len() / 4;
        let (mut low, mut high) = (0, count);
        while low < high {
            let middle = usize::midpoint(low, high);
            let first = self.block(middle).and_then(row).map(|row| row.own)?;
            if first.iter().copied().gt(name.bytes().rev()) { high = middle } else { low = middle + 1 }
        }
        let end = self.start(low).unwrap_or(self.body.len());
        find(self.body.get(self.start(low.checked_sub(1)?)?..end)?, name)
    }

    fn start(&self, block: usize) -> Option<usize> {
        let offset = self.offsets.get(block.checked_mul(4)?..)?.first_chunk()?;
        usize::try_from(u32::from_le_bytes(*offset)).ok()
    }

    fn block(&self, block: usize) -> Option<&'static [u8]> {
        self.body.get(self.start(block)?..)
    }
}

/// One row of a block.
struct Row {
    shared: usize,
    own: &'static [u8],
    set: u16,
    rest: &'static [u8],
}

fn row(bytes: &'static [u8]) -> Option<Row> {
    let ([shared, own], rest) = bytes.split_first_chunk()?;
    let (own, rest) = rest.split_at_checked(usize::from(*own))?;
    let (set, rest) = rest.split_first_chunk()?;
    Some(Row { shared: usize::from(*shared), own, set: u16::from_le_bytes(*set), rest })
}

/// Walks a block, keeping how much of the name the row before had in common with it.
fn find(mut block: &'static [u8], name: &str) -> Option<usize> {
    let mut common = 0;
    while let Some(row) = row(block) {
        block = row.rest;
        // Rows that share more than was common differ from the name where the row before did.
        if row.shared > common {
            continue;
        }
        let rest = name.bytes().rev().skip(row.shared);
        common = row.shared + rest.zip(row.own).take_while(|(one, other)| one == *other).count();
        if common == name.len() && common == row.shared + row.own.len() {
            return Some(row.set.into());
        }
    }
    None
}

impl Records {
    /// Records whose key has this many bytes.
    pub(crate) const fn new(bytes: &'static [u8], key: usize) -> Self {
        Self { bytes, width: key + 2 }
    }

    /// Bytes of a key.
    pub(crate) const fn key_width(&self) -> usize {
        self.width.saturating_sub(2)
    }

    fn key(&self, number: usize) -> Option<(&'static [u8], &'static [u8])> {
        let start = number.checked_mul(self.width)?;
        self.bytes.get(start..start.checked_add(self.width)?)?.split_at_checked(self.key_width())
    }

    /// Number of the first record that is not below a key.
    fn bound(&self, key: &[u8]) -> usize {
        let (mut low, mut high) = (0, self.bytes.len() / self.width.max(1));
        while low < high {
            let middle = usize::midpoint(low, high);
            let below = self.key(middle).is_some_and(|(stored, _)| stored < key);
            if below { low = middle + 1 } else { high = middle }
        }
        low
    }

    /// Number of the set of a key.
    pub(crate) fn get(&self, key: &[u8]) -> Option<usize> {
        let (stored, set) = self.key(self.bound(key))?;
        (stored == key).then(|| set.first_chunk().map(|set| u16::from_le_bytes(*set).into()))?
    }

    /// Distinct first bytes of the keys: the prefix lengths of networks.
    pub(crate) fn lengths(&self) -> Vec<u8> {
        let mut lengths = Vec::new();
        let mut next = self.key(0);
        while let Some(length) = next.and_then(|(key, _)| key.first()) {
            lengths.push(*length);
            let Some(following) = length.checked_add(1) else { break };
            next = self.key(self.bound(&[following]));
        }
        lengths
    }
}
