//! The compound file: a small file system of sectors inside one file ([MS-CFB]).
//!
//! In: bytes. Out: storages and streams, and the stretches that belong to none of them. Reads what damaged and hostile
//! files still hold, which a strict reader refuses: sectors that are missing end a stream, entries that no folder
//! names are kept, and what deleted streams left behind can be looked at.

use std::borrow::Cow;
use std::ops::Range;

use crate::bytes::{u16_at, u32_at, u64_at};

/// The first bytes of every compound file.
const MAGIC: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
/// Sector numbers from here on are marks, not sectors.
const LAST_SECTOR: u32 = 0xFFFF_FFFA;
/// Streams shorter than this lie in the small sectors, if the header does not say otherwise.
const CUTOFF: u64 = 4096;
/// Bytes of a small sector.
const SMALL: usize = 64;
/// Bytes of a directory entry.
const ENTRY: usize = 128;
/// Sectors of the allocation table that the header names.
const IN_HEADER: usize = 109;

/// A compound file.
pub(super) struct Cfb<'a> {
    /// Storages and streams; the root comes first.
    pub(super) entries: Vec<Entry<'a>>,
    /// Whether anything did not follow the format.
    pub(super) broken: bool,
    /// Whether there were more entries than may be, or streams that hold more than the file.
    pub(super) over: bool,
    /// Stretches of the file that belong to no stream: what was deleted, and what follows the end of a stream.
    pub(super) gaps: Vec<Cow<'a, [u8]>>,
}

/// A storage or a stream.
pub(super) struct Entry<'a> {
    /// Its own name, as it stands in the directory.
    pub(super) name: String,
    /// Index of the storage it lies in.
    pub(super) parent: usize,
    /// Whether it is a storage.
    pub(super) storage: bool,
    /// Its content, empty for storages.
    pub(super) data: Cow<'a, [u8]>,
}

/// The tables while the file is being read.
struct Tables<'a> {
    bytes: &'a [u8],
    sector: usize,
    fat: Vec<u32>,
    used: Vec<bool>,
    tails: Vec<Range<usize>>,
    broken: bool,
}

/// An entry as the directory has it.
struct Raw {
    name: String,
    kind: u8,
    left: u32,
    right: u32,
    child: u32,
    start: u32,
    size: u64,
}

impl<'a> Cfb<'a> {
    /// Reads the structure; `None` where there is no header to start from.
    pub(super) fn open(bytes: &'a [u8], most_entries: usize) -> Option<Self> {
        if !bytes.starts_with(MAGIC) || bytes.len() < 512 {
            return None;
        }
        let shift = u16_at(bytes, 0x1E).filter(|shift| (7..=12).contains(shift));
        let sector = 1_usize << shift.unwrap_or(9);
        let mut tables = Tables {
            bytes,
            sector,
            fat: Vec::new(),
            used: Vec::new(),
            tails: Vec::new(),
            broken: shift.is_none(),
        };
        tables.used = vec![false; tables.sectors()];
        tables.read_fat();
        let (raw, over) = tables.directory(most_entries);
        Some(build(tables, raw, over))
    }

    /// The entry with this name, in any case, directly inside a storage.
    pub(super) fn find(&self, storage: usize, name: &str) -> Option<usize> {
        self.inside(storage)
            .find(|at| self.entries.get(*at).is_some_and(|e| e.name.eq_ignore_ascii_case(name)))
    }

    /// Entries directly inside a storage.
    pub(super) fn inside(&self, storage: usize) -> impl Iterator<Item = usize> + '_ {
        (1..self.entries.len()).filter(move |at| self.entries.get(*at).is_some_and(|e| e.parent == storage))
    }

    /// Path of an entry for people: names joined by slashes, control characters left out.
    pub(super) fn path(&self, at: usize) -> String {
        let mut names = Vec::new();
        let mut at = at;
        // A parent always comes before what it holds.
        while let Some(entry) = self.entries.get(at).filter(|_| at > 0) {
            names.push(entry.name.chars().filter(|c| !c.is_control()).collect::<String>());
            at = entry.parent.min(at - 1);
        }
        names.reverse();
        names.join("/")
    }
}

impl<'a> Tables<'a> {
    /// Number of whole or begun sectors behind the header.
    fn sectors(&self) -> usize {
        self.bytes.len().saturating_sub(self.sector).div_ceil(self.sector)
    }

    /// Where a sector lies; the last one may be cut off.
    fn range(&self, sector: u32) -> Option<Range<usize>> {
        let start = (sector as usize).checked_add(1)?.checked_mul(self.sector)?;
        (start < self.bytes.len()).then(|| start..(start + self.sector).min(self.bytes.len()))
    }

    fn mark(&mut self, sector: u32) {
        if let Some(used) = self.used.get_mut(sector as usize) {
            *used = true;
        }
    }

    fn read_fat(&mut self) {
        let most = self.sectors();
        let per_sector = self.sector / 4;
        let mut tables: Vec<u32> =
            (0..IN_HEADER).filter_map(|at| u32_at(self.bytes, 0x4C + at * 4)).collect();
        let mut next = u32_at(self.bytes, 0x44).unwrap_or(u32::MAX);
        for _ in 0..most {
            let Some(range) = self.range(next) else { break };
            self.mark(next);
            let sector = self.bytes.get(range).unwrap_or_default();
            tables.extend((0..per_sector - 1).filter_map(|at| u32_at(sector, at * 4)));
            next = u32_at(sector, (per_sector - 1) * 4).unwrap_or(u32::MAX);
            if tables.len() > most.saturating_add(IN_HEADER) {
                break;
            }
        }
        for table in tables.into_iter().filter(|sector| *sector <= LAST_SECTOR) {
            if self.fat.len() > most {
                break;
            }
            let Some(range) = self.range(table) else {
                self.broken = true;
                self.fat.resize(self.fat.len() + per_sector, u32::MAX);
                continue;
            };
            self.mark(table);
            let sector = self.bytes.get(range).unwrap_or_default();
            self.fat.extend((0..per_sector).map(|at| u32_at(sector, at * 4).unwrap_or(u32::MAX)));
        }
    }

    /// The sectors of a chain that lie in the file, as ranges that follow each other where sectors do.
    fn chain(&mut self, start: u32, size: u64) -> Vec<Range<usize>> {
        let mut ranges: Vec<Range<usize>> = Vec::new();
        let mut left = usize::try_from(size).unwrap_or(usize::MAX);
        let mut next = start;
        let mut steps = self.sectors();
        while left > 0 && next <= LAST_SECTOR {
            let Some(range) = self.range(next).filter(|_| steps > 0) else {
                self.broken = true;
                break;
            };
            steps -= 1;
            self.mark(next);
            let end = (range.start + left.min(self.sector)).min(range.end);
            if end < range.end {
                self.tails.push(end..range.end);
            }
            left = left.saturating_sub(self.sector);
            match ranges.last_mut() {
                Some(last) if last.end == range.start => last.end = end,
                _ => ranges.push(range.start..end),
            }
            next = self.fat.get(next as usize).copied().unwrap_or(u32::MAX);
        }
        self.broken |= left > 0 && size != u64::MAX;
        ranges
    }

    fn read(&mut self, start: u32, size: u64) -> Cow<'a, [u8]> {
        let bytes = self.bytes;
        let ranges = self.chain(start, size);
        match ranges.as_slice() {
            [] => Cow::Borrowed(&[]),
            [one] => Cow::Borrowed(bytes.get(one.clone()).unwrap_or_default()),
            many => {
                let mut data = Vec::with_capacity(many.iter().map(Range::len).sum());
                for range in many {
                    data.extend_from_slice(bytes.get(range.clone()).unwrap_or_default());
                }
                Cow::Owned(data)
            }
        }
    }

    fn directory(&mut self, most: usize) -> (Vec<Raw>, bool) {
        let data = self.read(u32_at(self.bytes, 0x30).unwrap_or(u32::MAX), u64::MAX);
        let long = u16_at(self.bytes, 0x1A) == Some(4);
        let over = data.len() / ENTRY > most;
        let entries = data.chunks_exact(ENTRY).take(most).map(|raw| {
            let length = usize::from(u16_at(raw, 0x40).unwrap_or(0)).min(64);
            let units = (0..(length / 2).saturating_sub(1)).filter_map(|at| u16_at(raw, at * 2));
            let size = u64_at(raw, 0x78).unwrap_or(0);
            let word = |at| u32_at(raw, at).unwrap_or(u32::MAX);
            Raw {
                name: char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect(),
                kind: raw.get(0x42).copied().unwrap_or(0),
                left: word(0x44),
                right: word(0x48),
                child: word(0x4C),
                start: word(0x74),
                size: if long { size } else { size & 0xFFFF_FFFF },
            }
        });
        (entries.collect(), over)
    }
}

fn build<'a>(mut tables: Tables<'a>, raw: Vec<Raw>, over: bool) -> Cfb<'a> {
    let bytes = tables.bytes;
    let cutoff = u32_at(bytes, 0x38).map_or(CUTOFF, u64::from).clamp(64, 1 << 20);
    let small_fat = tables.read(u32_at(bytes, 0x3C).unwrap_or(u32::MAX), u64::MAX);
    let small_data = raw.first().map_or(Cow::Borrowed(&[][..]), |root| tables.read(root.start, root.size));
    let mut small =
        Small { fat: &small_fat, used: vec![false; small_data.len().div_ceil(SMALL)], data: &small_data };
    // No honest file holds more in its streams than it is long.
    let mut left = (bytes.len() as u64).saturating_mul(2).saturating_add(1 << 16);
    let mut cfb = Cfb { entries: Vec::new(), broken: raw.is_empty(), over, gaps: Vec::new() };
    for (at, parent) in order(&raw) {
        let Some(entry) = raw.get(at) else { continue };
        let storage = at == 0 || entry.kind != 2;
        let data = if storage || entry.size == 0 {
            Cow::Borrowed(&[][..])
        } else if entry.size.min(bytes.len() as u64) > left {
            cfb.over = true;
            Cow::Borrowed(&[][..])
        } else if entry.size < cutoff {
            Cow::Owned(small.read(entry.start, entry.size, &mut tables.broken))
        } else {
            tables.read(entry.start, entry.size)
        };
        left = left.saturating_sub(data.len() as u64);
        cfb.entries.push(Entry { name: entry.name.clone(), parent, storage, data });
    }
    cfb.gaps = small.gaps();
    let mut gap: Option<Range<usize>> = None;
    for sector in 0..tables.sectors() {
        let range = tables.range(u32::try_from(sector).unwrap_or(u32::MAX)).unwrap_or(0..0);
        if tables.used.get(sector) == Some(&true) {
            tables.tails.extend(gap.take());
        } else {
            gap = Some(gap.map_or(range.start, |gap| gap.start)..range.end);
        }
    }
    tables.tails.extend(gap);
    cfb.gaps
        .extend(tables.tails.iter().map(|range| Cow::Borrowed(bytes.get(range.clone()).unwrap_or_default())));
    cfb.broken |= tables.broken;
    cfb
}

/// Entries in the order of their folders, each with the index that its storage got; strays belong to the root.
fn order(raw: &[Raw]) -> Vec<(usize, usize)> {
    let mut seen = vec![false; raw.len()];
    let mut out = Vec::new();
    let mut visit = |from: u32, parent: usize, out: &mut Vec<(usize, usize)>| {
        let mut stack = vec![(from, parent)];
        while let Some((at, parent)) = stack.pop() {
            let at = at as usize;
            let (Some(entry), Some(seen)) = (raw.get(at), seen.get_mut(at)) else { continue };
            if std::mem::replace(seen, true) || (at > 0 && entry.kind == 0) {
                continue;
            }
            let own = out.len();
            out.push((at, parent));
            stack.extend([(entry.right, parent), (entry.child, own), (entry.left, parent)]);
        }
    };
    for at in 0..raw.len() {
        visit(u32::try_from(at).unwrap_or(u32::MAX), 0, &mut out);
    }
    out
}

/// The small sectors, which lie in a stream of the root.
struct Small<'s> {
    fat: &'s [u8],
    data: &'s [u8],
    used: Vec<bool>,
}

impl Small<'_> {
    fn read(&mut self, start: u32, size: u64, broken: &mut bool) -> Vec<u8> {
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        let mut out = Vec::new();
        let mut next = start as usize;
        for _ in 0..self.used.len() {
            let from = next.saturating_mul(SMALL);
            if out.len() >= size || from >= self.data.len() {
                break;
            }
            if let Some(used) = self.used.get_mut(next) {
                *used = true;
            }
            let want = SMALL.min(size - out.len()).min(self.data.len() - from);
            out.extend_from_slice(self.data.get(from..from + want).unwrap_or_default());
            next = u32_at(self.fat, next.saturating_mul(4)).unwrap_or(u32::MAX) as usize;
        }
        *broken |= out.len() < size;
        out
    }

    fn gaps<'a>(&self) -> Vec<Cow<'a, [u8]>> {
        let mut gaps = Vec::new();
        let mut gap = Vec::new();
        for (used, sector) in self.used.iter().zip(self.data.chunks(SMALL)) {
            if !used {
                gap.extend_from_slice(sector);
            } else if !gap.is_empty() {
                gaps.push(Cow::Owned(std::mem::take(&mut gap)));
            }
        }
        gaps.push(Cow::Owned(gap));
        gaps
    }
}
