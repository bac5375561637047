//! One direction of a TCP connection, put together.

use super::flow::{Piece, Side};

/// Most bytes of one direction that are put together.
const LONGEST: usize = 64 << 20;

/// Bytes of one direction, and where they came from.
#[derive(Debug, Default)]
pub(super) struct Stream {
    pub(super) data: Vec<u8>,
    /// Offset, frame and time of each segment, in order.
    marks: Vec<(usize, u32, i64)>,
    /// Bytes are missing in between, or the end was cut.
    pub(super) gaps: bool,
}

impl Stream {
    /// Puts the segments of one side in order; of bytes sent twice the first stand.
    pub(super) fn new(side: &mut Side<'_>) -> Self {
        let mut pieces: Vec<Piece<'_>> = std::mem::take(&mut side.pieces);
        let mut out = Self::default();
        let Some(first) = pieces.first().map(|piece| piece.sequence) else { return out };
        // Distances to a number near all of them do not wrap.
        let base = side.start.unwrap_or(first);
        let offset = |piece: &Piece<'_>| i64::from(piece.sequence.wrapping_sub(base).cast_signed());
        pieces.sort_by_key(offset);
        let lowest = pieces.first().map_or(0, offset);
        let mut next = if side.start.is_some() { 0 } else { lowest };
        for piece in &pieces {
            let from = offset(piece);
            if from > next {
                out.gaps = true;
                next = from;
            }
            let known = usize::try_from(next - from).unwrap_or(usize::MAX);
            let fresh = piece.data.get(known..).unwrap_or_default();
            if fresh.is_empty() {
                continue;
            }
            if out.data.len() + fresh.len() > LONGEST {
                out.gaps = true;
                break;
            }
            out.marks.push((out.data.len(), piece.frame, piece.time));
            out.data.extend_from_slice(fresh);
            next += i64::try_from(fresh.len()).unwrap_or(0);
        }
        out
    }

    /// What follows an offset, with its places.
    pub(super) fn after(&self, offset: usize) -> Self {
        let marks =
            self.marks.iter().map(|(start, frame, time)| (start.saturating_sub(offset), *frame, *time));
        let data = self.data.get(offset..).unwrap_or_default().to_vec();
        Self { data, marks: marks.collect(), gaps: self.gaps }
    }

    /// Frame and time of the byte at an offset.
    pub(super) fn mark(&self, offset: usize) -> (u32, i64) {
        let at = self.marks.partition_point(|(start, ..)| *start <= offset);
        self.marks.get(at.saturating_sub(1)).map_or((0, 0), |(_, frame, time)| (*frame, *time))
    }
}
