//! How much an archive may unpack to.
//!
//! In: the limits and the packed size. Out: readers that end early, and say so.

use std::io::{self, Read};

use noroshi_base::Limits;

/// Bytes any member may have, however small it is packed; a ratio means nothing for small files.
const MEMBER_FLOOR: u64 = 8 << 20;
/// Bytes any archive may unpack to, however small it is.
const ARCHIVE_FLOOR: u64 = 64 << 20;

/// What is left for one archive.
pub(super) struct Budget {
    bytes: u64,
    entries: u64,
    ratio: u64,
}

impl Budget {
    pub(super) fn new(limits: &Limits, packed: u64) -> Self {
        let by_ratio = packed.saturating_mul(limits.ratio).max(ARCHIVE_FLOOR);
        Self { bytes: limits.unpacked_bytes.min(by_ratio), entries: limits.entries, ratio: limits.ratio }
    }

    /// Bytes one member may have.
    pub(super) fn member(&self, packed: Option<u64>) -> u64 {
        let by_ratio = packed.map_or(u64::MAX, |packed| packed.saturating_mul(self.ratio).max(MEMBER_FLOOR));
        self.bytes.min(by_ratio)
    }

    pub(super) fn spend(&mut self, bytes: u64) {
        self.bytes = self.bytes.saturating_sub(bytes);
    }

    pub(super) fn is_spent(&self) -> bool {
        self.bytes == 0
    }

    /// Whether one more entry is allowed.
    pub(super) fn entry(&mut self) -> bool {
        let left = self.entries.checked_sub(1);
        self.entries = left.unwrap_or(0);
        left.is_some()
    }
}

/// How reading a member ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// The receiver stopped before the end.
    Open,
    /// All of it was read.
    Whole,
    /// It has more than it may.
    Over,
    /// Its bytes do not follow the format, or its checksum is wrong.
    Broken,
}

/// A member being read: it ends quietly where it breaks or reaches its limit, so that what came before is kept.
pub(super) struct Member<'a> {
    data: &'a mut dyn Read,
    left: u64,
    read: u64,
    end: End,
}

impl<'a> Member<'a> {
    pub(super) fn new(data: &'a mut dyn Read, limit: u64) -> Self {
        Self { data, left: limit, read: 0, end: End::Open }
    }

    /// Bytes that were read, and how it ended.
    pub(super) fn finish(self) -> (u64, End) {
        (self.read, self.end)
    }

    fn step(&mut self, buffer: &mut [u8]) -> usize {
        loop {
            match self.data.read(buffer) {
                Ok(count) => return count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => {
                    self.end = End::Broken;
                    return 0;
                }
            }
        }
    }
}

impl Read for Member<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.end != End::Open || buffer.is_empty() {
            return Ok(0);
        }
        if self.left == 0 {
            let more = self.step(&mut [0]) > 0;
            if self.end == End::Open {
                self.end = if more { End::Over } else { End::Whole };
            }
            return Ok(0);
        }
        let want = buffer.len().min(usize::try_from(self.left).unwrap_or(usize::MAX));
        let count = self.step(buffer.get_mut(..want).unwrap_or(&mut [])).min(want);
        if count == 0 && self.end == End::Open {
            self.end = End::Whole;
        }
        self.left = self.left.saturating_sub(count as u64);
        self.read = self.read.saturating_add(count as u64);
        Ok(count)
    }
}
