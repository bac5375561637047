//! Resources of a PE file: version information and embedded files.

use goblin::pe::data_directories::DataDirectory;
use goblin::pe::section_table::SectionTable;
use noroshi_base::IndicatorKind;

use super::common::{u16_at, u32_at};
use super::facts::Facts;

/// Most entries of the tree that are visited.
const ENTRIES: usize = 4096;
/// Number of the type that holds version information.
const VERSION: u32 = 16;
/// Deepest level of the tree: type, name, language.
const LEVELS: u32 = 3;
/// Shortest resource that is looked at as a file.
const SHORTEST: usize = 64;
/// First bytes of files that are handed on.
const MARKS: [&[u8]; 9] = [
    b"MZ",
    b"PK\x03\x04",
    b"\x7fELF",
    b"7z\xbc\xaf\x27\x1c",
    b"Rar!\x1a\x07",
    b"\xd0\xcf\x11\xe0",
    b"%PDF-",
    b"\x1f\x8b\x08",
    b"MSCF\0",
];

/// Whether bytes begin like a program, an archive or a document.
pub(super) fn is_file(bytes: &[u8]) -> bool {
    let marked = MARKS.iter().any(|mark| bytes.starts_with(mark));
    let program = || {
        u32_at(bytes, 0x3c)
            .and_then(|at| bytes.get(usize::try_from(at).ok()?..))
            .is_some_and(|rest| rest.starts_with(b"PE\0\0"))
    };
    marked && (!bytes.starts_with(b"MZ") || program())
}

/// A leaf of the tree: type, name, bytes.
struct Leaf {
    kind: u32,
    name: u32,
    start: usize,
    length: usize,
}

/// Reads the tree; `None` when it does not follow its format.
pub(super) fn read(
    bytes: &[u8],
    sections: &[SectionTable],
    table: Option<DataDirectory>,
    facts: &mut Facts,
) -> Option<()> {
    let Some(table) = table else { return Some(()) };
    let base = offset(table.virtual_address, sections)?;
    let mut walk = Walk { bytes, sections, base, left: ENTRIES, leaves: Vec::new() };
    walk.directory(0, 0, [0; 2])?;
    for leaf in walk.leaves {
        let Some(body) = bytes.get(leaf.start..leaf.start.saturating_add(leaf.length)) else { continue };
        if leaf.kind == VERSION {
            version(body, facts);
        } else if body.len() >= SHORTEST && is_file(body) {
            facts
                .child(format!("resource {}-{}", leaf.kind, leaf.name), leaf.start..leaf.start + leaf.length);
        }
    }
    Some(())
}

/// Offset in the file of a virtual address.
fn offset(address: u32, sections: &[SectionTable]) -> Option<usize> {
    let section = sections.iter().find(|section| {
        let size = section.virtual_size.max(section.size_of_raw_data);
        address >= section.virtual_address && address - section.virtual_address < size
    })?;
    let within = address - section.virtual_address;
    usize::try_from(u64::from(section.pointer_to_raw_data) + u64::from(within)).ok()
}

struct Walk<'a> {
    bytes: &'a [u8],
    sections: &'a [SectionTable],
    base: usize,
    left: usize,
    leaves: Vec<Leaf>,
}

impl Walk<'_> {
    /// Visits one level; the tree is at most three levels deep and the number of entries is bounded.
    fn directory(&mut self, at: u32, level: u32, ids: [u32; 2]) -> Option<()> {
        let start = self.base.checked_add(usize::try_from(at).ok()?)?;
        let count = u32::from(u16_at(self.bytes, start.checked_add(12)?)?)
            + u32::from(u16_at(self.bytes, start.checked_add(14)?)?);
        for number in 0..usize::try_from(count).ok()? {
            self.left = self.left.checked_sub(1)?;
            let entry = start.checked_add(16)?.checked_add(number.checked_mul(8)?)?;
            let (id, target) = (u32_at(self.bytes, entry)?, u32_at(self.bytes, entry.checked_add(4)?)?);
            let mut ids = ids;
            if let Some(slot) = ids.get_mut(usize::try_from(level).ok()?) {
                *slot = id & 0x7fff_ffff;
            }
            if target & 0x8000_0000 == 0 {
                self.leaf(target, ids);
            } else if level + 1 < LEVELS {
                self.directory(target & 0x7fff_ffff, level + 1, ids)?;
            }
        }
        Some(())
    }

    fn leaf(&mut self, at: u32, [kind, name]: [u32; 2]) -> Option<()> {
        let at = self.base.checked_add(usize::try_from(at).ok()?)?;
        let (address, length) = (u32_at(self.bytes, at)?, u32_at(self.bytes, at.checked_add(4)?)?);
        let start = offset(address, self.sections)?;
        self.leaves.push(Leaf { kind, name, start, length: usize::try_from(length).ok()? });
        Some(())
    }
}

/// Reads the strings of version information: any block whose value is text.
///
/// A block is its length, the length of its value in characters, a type that is 1 for text, and a key that ends with a
/// NUL; value and children begin at multiples of four.
fn version(bytes: &[u8], facts: &mut Facts) {
    let mut at = 0;
    for _ in 0..ENTRIES {
        let Some((next, entry)) = block(bytes, at) else { return };
        if let Some((key, value)) = entry {
            state(&key, value, facts);
        }
        at = next;
    }
}

type Entry = (String, String);

/// One block: where the next one begins, and the key and value when the value is text.
fn block(bytes: &[u8], at: usize) -> Option<(usize, Option<Entry>)> {
    let (length, value, text) = (u16_at(bytes, at)?, u16_at(bytes, at + 2)?, u16_at(bytes, at + 4)?);
    if length == 0 {
        return Some((at.checked_add(4)?, None));
    }
    let (key, after) = wide(bytes, at + 6, 128)?;
    let body = after.checked_next_multiple_of(4)?;
    let size = usize::from(value) * if text == 1 { 2 } else { 1 };
    let entry = (text == 1 && value > 0).then(|| {
        let end = body.saturating_add(size).min(at.saturating_add(usize::from(length)));
        let (value, _) = wide(bytes, body, end.saturating_sub(body) / 2).unwrap_or_default();
        (key, value)
    });
    let next = body.checked_add(size)?.checked_next_multiple_of(4)?;
    Some((next.max(at + 4), entry))
}

/// UTF-16 up to a NUL or `longest` characters, and where it ends behind the NUL.
fn wide(bytes: &[u8], start: usize, longest: usize) -> Option<(String, usize)> {
    let mut units = Vec::new();
    let mut at = start;
    while units.len() < longest {
        let unit = u16_at(bytes, at)?;
        at += 2;
        if unit == 0 {
            break;
        }
        units.push(unit);
    }
    Some((String::from_utf16_lossy(&units), at))
}

fn state(key: &str, value: String, facts: &mut Facts) {
    let known = key.len() <= 64 && key.chars().all(|letter| letter.is_ascii_graphic() || letter == ' ');
    if !known {
        return;
    }
    let name = matches!(key, "OriginalFilename" | "InternalName") && value.contains('.');
    if name {
        facts.indicator("version", IndicatorKind::FileName, "pe", 1, key, value, false);
    } else {
        facts.property("version", key, value);
    }
}
