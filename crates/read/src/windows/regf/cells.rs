//! Cells of a hive: keys, values, lists of both, and data too large for one cell.

use std::borrow::Cow;

use crate::structure::{filetime_at, narrow, offset_at, slice, u16_at, u32_at, wide};

/// Bytes before the first bin, from which offsets count.
const BASE: usize = 4096;
/// Most entries of one list.
const ENTRIES: usize = 100_000;
/// Most bytes of one value.
const DATA: usize = 64 << 20;
/// Bytes of one piece of large data.
const PIECE: usize = 16_344;

/// A hive in memory.
pub(super) struct Hive<'a> {
    bytes: &'a [u8],
}

/// A key.
pub(super) struct Key<'a> {
    hive: &'a [u8],
    cell: &'a [u8],
}

/// A value.
pub(super) struct Value<'a> {
    pub(super) name: String,
    pub(super) kind: u32,
    pub(super) data: Cow<'a, [u8]>,
}

/// The cell at an offset, allocated or not, without its length.
fn cell(bytes: &[u8], offset: usize) -> Option<&[u8]> {
    let at = BASE.checked_add(offset)?;
    let size = u32_at(bytes, at)?.cast_signed().unsigned_abs() as usize;
    slice(bytes, at + 4, size.checked_sub(4)?)
}

fn text(raw: &[u8], narrow_name: bool) -> String {
    if narrow_name { narrow(raw) } else { wide(raw) }
}

impl<'a> Hive<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes }
    }

    /// The key at an offset.
    pub(super) fn key(&self, offset: usize) -> Option<Key<'a>> {
        let cell = cell(self.bytes, offset).filter(|cell| cell.starts_with(b"nk") && cell.len() >= 76)?;
        Some(Key { hive: self.bytes, cell })
    }

    /// The value at an offset.
    pub(super) fn value(&self, offset: usize) -> Option<Value<'a>> {
        let cell = cell(self.bytes, offset).filter(|cell| cell.starts_with(b"vk"))?;
        let name = slice(cell, 20, usize::from(u16_at(cell, 2)?))?;
        let name = text(name, u16_at(cell, 16)? & 1 == 1);
        let size = u32_at(cell, 4)?;
        let data = if size & 0x8000_0000 != 0 {
            Cow::Borrowed(slice(cell, 8, (size & 0x7fff_ffff).min(4) as usize)?)
        } else {
            self.data(offset_at(cell, 8)?, size as usize)?
        };
        Some(Value { name, kind: u32_at(cell, 12)?, data })
    }

    fn data(&self, offset: usize, size: usize) -> Option<Cow<'a, [u8]>> {
        if size == 0 {
            return Some(Cow::Borrowed(&[]));
        }
        let head = cell(self.bytes, offset)?;
        if size <= PIECE || !head.starts_with(b"db") {
            return Some(Cow::Borrowed(head.get(..size.min(head.len()))?));
        }
        let list = cell(self.bytes, offset_at(head, 4)?)?;
        let mut out = Vec::new();
        for index in 0..usize::from(u16_at(head, 2)?) {
            let piece = cell(self.bytes, offset_at(list, 4 * index)?)?;
            let left = size.min(DATA).saturating_sub(out.len());
            out.extend_from_slice(piece.get(..PIECE.min(left).min(piece.len()))?);
        }
        Some(Cow::Owned(out))
    }

    /// Contents of the cells that are free, parted by zeros.
    pub(super) fn deleted(&self, most: usize) -> Vec<u8> {
        let mut out = Vec::new();
        let mut at = BASE;
        while let Some(head) = slice(self.bytes, at, 32).filter(|head| head.starts_with(b"hbin")) {
            let size = offset_at(head, 8).unwrap_or(0).clamp(4096, 1 << 24);
            let end = (at + size).min(self.bytes.len());
            let mut next = at + 32;
            while next < end && out.len() < most {
                let Some(size) = u32_at(self.bytes, next).map(u32::cast_signed) else { break };
                let length = size.unsigned_abs() as usize;
                if length < 8 {
                    break;
                }
                if size > 0 {
                    let stop = (next + length).min(end);
                    out.extend_from_slice(self.bytes.get(next + 4..stop).unwrap_or_default());
                    out.extend_from_slice(&[0; 4]);
                }
                next += length;
            }
            at += size;
        }
        out
    }
}

impl<'a> Key<'a> {
    pub(super) fn name(&self) -> String {
        let narrow_name = u16_at(self.cell, 2).is_some_and(|flags| flags & 0x20 != 0);
        let length = u16_at(self.cell, 72).map_or(0, usize::from);
        let raw = slice(self.cell, 76, length).unwrap_or(self.cell.get(76..).unwrap_or_default());
        text(raw, narrow_name)
    }

    /// Class name, in which boot keys hide.
    pub(super) fn class(&self) -> String {
        let length = u16_at(self.cell, 74).map_or(0, usize::from);
        let raw = offset_at(self.cell, 48).filter(|_| length > 0).and_then(|at| cell(self.hive, at));
        raw.and_then(|raw| raw.get(..length)).map(wide).unwrap_or_default()
    }

    /// When the key was last changed.
    pub(super) fn written(&self) -> Option<String> {
        filetime_at(self.cell, 4)
    }

    /// Offsets of the keys below, and how many lists were broken.
    pub(super) fn children(&self) -> (Vec<usize>, u32) {
        let count = offset_at(self.cell, 20).unwrap_or(0);
        let mut out = Vec::new();
        if count == 0 {
            return (out, 0);
        }
        let whole = offset_at(self.cell, 28).and_then(|at| self.list(at, 0, &mut out));
        (out, u32::from(whole.is_none()))
    }

    fn list(&self, offset: usize, depth: u32, out: &mut Vec<usize>) -> Option<()> {
        let list = cell(self.hive, offset)?;
        let count = usize::from(u16_at(list, 2)?);
        let (width, inner) = match list.get(..2)? {
            b"lf" | b"lh" => (8, false),
            b"li" => (4, false),
            b"ri" => (4, true),
            _ => return None,
        };
        for index in 0..count {
            let at = offset_at(list, 4 + width * index)?;
            if out.len() >= ENTRIES || inner && depth > 1 {
                return None;
            }
            if inner { self.list(at, depth + 1, out)? } else { out.push(at) }
        }
        Some(())
    }

    /// Offsets of the values, and how many were broken.
    pub(super) fn values(&self) -> (Vec<usize>, u32) {
        let count = offset_at(self.cell, 36).unwrap_or(0);
        if count == 0 {
            return (Vec::new(), 0);
        }
        let list = offset_at(self.cell, 40).and_then(|at| cell(self.hive, at)).unwrap_or_default();
        let out: Vec<usize> = (0..count.min(ENTRIES)).map_while(|index| offset_at(list, 4 * index)).collect();
        let broken = u32::from(out.len() < count);
        (out, broken)
    }

    /// Whether a key of this name stands right below.
    pub(super) fn has(&self, name: &str) -> bool {
        let hive = Hive::new(self.hive);
        let (children, _) = self.children();
        children.iter().any(|at| hive.key(*at).is_some_and(|key| key.name().eq_ignore_ascii_case(name)))
    }
}
