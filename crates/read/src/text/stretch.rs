//! Cuts a stream into stretches of whole lines.
//!
//! In: a reader. Out: stretches of at most 1 MiB; a line longer than that is cut at a character, with an overlap.

use std::io::{self, Read};

use memchr::{memchr_iter, memrchr};

/// Bytes of a stretch.
pub(super) const STRETCH: usize = 1 << 20;
/// Bytes of a cut line that the next stretch repeats.
pub(super) const OVERLAP: usize = 4 << 10;
/// Bytes before the end of a stretch in which a cut between words is looked for.
const SEEK: usize = 4 << 10;

/// A part of the stream.
pub(super) struct Stretch {
    /// The bytes.
    pub(super) bytes: Vec<u8>,
    /// How many of them repeat the end of the stretch before.
    pub(super) overlap: usize,
    /// Line of the first byte, from 1.
    pub(super) line: u32,
}

/// The stream, cut.
pub(super) struct Stretches<'a> {
    data: &'a mut dyn Read,
    carry: Vec<u8>,
    overlap: usize,
    line: u32,
    started: bool,
    failed: Option<io::Error>,
}

impl<'a> Stretches<'a> {
    pub(super) fn new(data: &'a mut dyn Read) -> Self {
        Self { data, carry: Vec::new(), overlap: 0, line: 1, started: false, failed: None }
    }

    /// The next stretch; what could be read before an error comes first, then the error.
    pub(super) fn next(&mut self) -> io::Result<Option<Stretch>> {
        if let Some(error) = self.failed.take() {
            return Err(error);
        }
        let (overlap, line) = (self.overlap, self.line);
        let mut bytes = std::mem::take(&mut self.carry);
        let carried = bytes.len();
        bytes.reserve_exact(STRETCH.saturating_sub(carried));
        let room = STRETCH.saturating_sub(carried) as u64;
        self.failed = (&mut *self.data).take(room).read_to_end(&mut bytes).err();
        if !self.started {
            self.started = true;
            if bytes.starts_with(b"\xEF\xBB\xBF") {
                bytes.drain(..3);
            }
        }
        if bytes.len() <= overlap {
            self.overlap = 0;
            return self.failed.take().map_or(Ok(None), Err);
        }
        self.overlap = 0;
        // A short read means the end, so nothing is carried on.
        if carried.saturating_add(3) < bytes.len()
            && bytes.len().saturating_add(3) >= STRETCH
            && self.failed.is_none()
        {
            self.cut(&mut bytes, overlap);
        }
        let fresh = bytes.get(overlap..).unwrap_or(&[]);
        let lines = u32::try_from(memchr_iter(b'\n', fresh).count()).unwrap_or(u32::MAX);
        self.line = self.line.saturating_add(lines);
        Ok(Some(Stretch { bytes, overlap, line }))
    }

    /// Moves what does not belong to this stretch to the next one.
    fn cut(&mut self, bytes: &mut Vec<u8>, overlap: usize) {
        let newline = memrchr(b'\n', bytes).map(|at| at.saturating_add(1)).filter(|at| *at > overlap);
        let (end, from) = newline.map_or_else(|| long_line(bytes), |at| (at, at));
        self.overlap = end.saturating_sub(from);
        let mut carry = Vec::with_capacity(STRETCH);
        carry.extend_from_slice(bytes.get(from..).unwrap_or(&[]));
        self.carry = carry;
        bytes.truncate(end);
    }
}

/// Where a stretch without a line end ends, and where its repeated part begins.
fn long_line(bytes: &[u8]) -> (usize, usize) {
    let low = bytes.len().saturating_sub(SEEK);
    let tail = bytes.get(low..).unwrap_or(&[]);
    // These bytes are never the second half of a character, in any of the encodings.
    let blank = tail.iter().rposition(|byte| b" \t,;\"'<>&()".contains(byte));
    let single = || tail.iter().rposition(|byte| *byte < 0x40);
    let end = match blank.or_else(single) {
        Some(at) => low.saturating_add(at).saturating_add(1),
        None => character_start(bytes, bytes.len().saturating_sub(1)),
    };
    let start = end.saturating_sub(OVERLAP);
    let window = bytes.get(start..end).unwrap_or(&[]);
    let from = match window.iter().take(OVERLAP / 2).position(|byte| *byte < 0x40) {
        Some(at) => start.saturating_add(at),
        None => character_start(bytes, start),
    };
    (end, from)
}

/// The start of the UTF-8 character that the byte at `at` belongs to.
fn character_start(bytes: &[u8], at: usize) -> usize {
    let back = (0..4).find(|back| {
        at.checked_sub(*back).and_then(|at| bytes.get(at)).is_none_or(|byte| byte & 0xC0 != 0x80)
    });
    at.saturating_sub(back.unwrap_or(0))
}
