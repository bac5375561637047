//! ISO 9660 disc images: Joliet names where there are any, else Rock Ridge, else the plain ones.
//!
//! In: bytes. Out: members, and what the volume says of its maker. Directories are read once, whatever points at them.

use std::collections::HashSet;

use noroshi_intake::encoding;

use super::Unpack;
use crate::{Flow, Passage, Role};

/// Bytes of a sector.
const SECTOR: usize = 2048;
/// First sector of the volume descriptors, and how many are looked at.
const FIRST: usize = 16;
const DESCRIPTORS: usize = 64;
/// Levels of directories.
const DEPTH: usize = 64;

/// What one volume descriptor states: name, place in the descriptor, length.
const STATED: &[(&str, usize, usize)] = &[
    ("SystemId", 8, 32),
    ("VolumeId", 40, 32),
    ("VolumeSetId", 190, 128),
    ("Publisher", 318, 128),
    ("DataPreparer", 446, 128),
    ("Application", 574, 128),
    ("Copyright", 702, 37),
    ("Abstract", 739, 37),
    ("Created", 813, 16),
    ("Modified", 830, 16),
];

pub(super) fn read(bytes: &[u8], unpack: &mut Unpack<'_>) {
    let mut primary = None;
    let mut joliet = None;
    for index in FIRST..FIRST + DESCRIPTORS {
        let descriptor = sector(bytes, index);
        if descriptor.get(1..6) != Some(b"CD001") {
            break;
        }
        match descriptor[0] {
            1 if primary.is_none() => primary = Some(descriptor),
            2 if is_joliet(descriptor) => joliet = Some(descriptor),
            255 => break,
            _ => {}
        }
    }
    let Some(descriptor) = joliet.or(primary) else { return unpack.malformed("") };
    state(descriptor, joliet.is_some(), unpack);
    let mut walk = Walk { bytes, joliet: joliet.is_some(), seen: HashSet::new() };
    let Some(root) = descriptor.get(156..190).and_then(Entry::read) else { return unpack.malformed("") };
    walk.folder(&root, "", 0, unpack);
}

fn sector(bytes: &[u8], index: usize) -> &[u8] {
    let start = index.saturating_mul(SECTOR);
    bytes.get(start..start.saturating_add(SECTOR)).unwrap_or_default()
}

/// The three levels of Joliet.
fn is_joliet(descriptor: &[u8]) -> bool {
    matches!(descriptor.get(88..91), Some(b"%/@" | b"%/C" | b"%/E"))
}

fn wide(raw: &[u8]) -> String {
    let units = raw.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
    char::decode_utf16(units).map(|unit| unit.unwrap_or('\u{fffd}')).collect()
}

fn state(descriptor: &[u8], joliet: bool, unpack: &mut Unpack<'_>) {
    for (name, at, length) in STATED {
        let raw = descriptor.get(*at..at + length).unwrap_or_default();
        let is_time = matches!(*name, "Created" | "Modified");
        let text = if joliet && !is_time { wide(raw) } else { encoding::decode(raw).into_owned() };
        let text = text.trim_matches([' ', '\0', '0']);
        if !text.is_empty() {
            unpack.sink.passage(Passage::new("volume", Role::Property((*name).into()), text));
        }
    }
}

/// A directory record.
struct Entry<'a> {
    start: usize,
    size: usize,
    folder: bool,
    /// The file goes on in the next record.
    more: bool,
    name: &'a [u8],
    /// System use area.
    system: &'a [u8],
}

impl<'a> Entry<'a> {
    fn read(record: &'a [u8]) -> Option<Self> {
        let number = |at: usize| {
            let raw = u32::from_le_bytes(*record.get(at..)?.first_chunk()?);
            usize::try_from(raw).ok()
        };
        let flags = *record.get(25)?;
        let length = usize::from(*record.get(32)?);
        let extended = usize::from(*record.get(1)?);
        let name = record.get(33..33 + length)?;
        Some(Self {
            start: number(2)?.checked_add(extended)?.checked_mul(SECTOR)?,
            size: number(10)?,
            folder: flags & 2 != 0,
            more: flags & 0x80 != 0,
            name,
            system: record.get(33 + length + usize::from(length % 2 == 0)..).unwrap_or_default(),
        })
    }
}

struct Walk<'a> {
    bytes: &'a [u8],
    joliet: bool,
    seen: HashSet<usize>,
}

impl Walk<'_> {
    fn folder(&mut self, folder: &Entry<'_>, path: &str, depth: usize, unpack: &mut Unpack<'_>) -> Flow {
        let end = folder.start.saturating_add(folder.size);
        let whole = self.bytes.get(folder.start..end);
        if !self.seen.insert(folder.start) || depth > DEPTH || whole.is_none() {
            unpack.malformed(path);
        }
        let Some(list) = whole.filter(|_| depth <= DEPTH) else { return Flow::Continue };
        let mut parts: Vec<&[u8]> = Vec::new();
        let mut at = 0;
        while let Some(length) = list.get(at).map(|length| usize::from(*length)) {
            if length == 0 {
                // Records do not cross sectors.
                at = (at / SECTOR + 1) * SECTOR;
                continue;
            }
            let record = list.get(at..at + length).and_then(Entry::read);
            at += length;
            let Some(entry) = record else {
                unpack.malformed(path);
                break;
            };
            if matches!(entry.name, [0] | [1]) {
                continue;
            }
            let name = format!("{path}{}", self.name(&entry));
            if entry.folder {
                if unpack.entry(&name) == Flow::Stop {
                    return Flow::Stop;
                }
                let fresh = !self.seen.contains(&entry.start);
                if fresh && self.folder(&entry, &format!("{name}/"), depth + 1, unpack) == Flow::Stop {
                    return Flow::Stop;
                }
                continue;
            }
            let stop = entry.start.saturating_add(entry.size);
            let data = self.bytes.get(entry.start..stop);
            if data.is_none() {
                unpack.malformed(&name);
            }
            let rest = self.bytes.get(entry.start.min(self.bytes.len())..).unwrap_or_default();
            parts.push(data.unwrap_or(rest));
            if entry.more {
                continue;
            }
            let pieces = std::mem::take(&mut parts);
            if unpack.entry(&name) == Flow::Stop || member(&name, &pieces, unpack) == Flow::Stop {
                return Flow::Stop;
            }
        }
        Flow::Continue
    }

    fn name(&self, entry: &Entry<'_>) -> String {
        let name = if self.joliet {
            wide(entry.name)
        } else {
            let long = rock_ridge(entry.system);
            encoding::decode(long.as_deref().unwrap_or(entry.name)).into_owned()
        };
        name.strip_suffix(";1").unwrap_or(&name).trim_end_matches('.').to_owned()
    }
}

fn member(name: &str, pieces: &[&[u8]], unpack: &mut Unpack<'_>) -> Flow {
    match pieces {
        [one] => unpack.member(name, None, &mut &**one),
        many => unpack.member(name, None, &mut &*many.concat()),
    }
}

/// The long name of Rock Ridge.
fn rock_ridge(mut system: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    while let [a, b, length, _, rest @ ..] = system {
        let length = usize::from(*length);
        if length < 4 {
            break;
        }
        if (*a, *b) == (b'N', b'M') {
            out.extend_from_slice(rest.get(1..length - 4)?);
        }
        system = system.get(length..)?;
    }
    (!out.is_empty()).then_some(out)
}
