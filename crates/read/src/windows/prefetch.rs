//! Prefetch files (versions 17 to 31, packed or not): what ran, when, from which volume, and what it loaded.
//!
//! The layout is that of the public notes on the format (libyal/libscca).

use super::xpress;
use crate::binary;
use crate::emit::Emit;
use crate::record::{Own, Record};
use crate::structure::{filetime_at, offset_at, slice, u16_at, u32_at, wide, wide_z};

/// Bytes that a packed file may have unpacked.
const LONGEST: usize = 64 << 20;
/// Unpacked bytes per packed byte.
const RATIO: usize = 400;
/// Most files, folders and volumes.
const FILES: usize = 20_000;
const VOLUMES: usize = 256;

/// Hands on what one file tells.
pub(super) fn read(bytes: &[u8], emit: &mut Emit<'_>) {
    if !bytes.starts_with(b"MAM") {
        return scca(bytes, emit);
    }
    // A flag says that a checksum stands before the data.
    let start = if bytes.get(3).is_some_and(|flags| flags & 0x80 != 0) { 12 } else { 8 };
    let size = offset_at(bytes, 4).unwrap_or(0);
    let most = LONGEST.min(bytes.len().saturating_mul(RATIO));
    let (plain, whole) = xpress::unpack(bytes.get(start..).unwrap_or_default(), size.min(most));
    if size > most {
        emit.over_limit("", "展開後の大きさ", "unpacked bytes");
    } else if !whole {
        emit.malformed("", "圧縮データが途中で壊れています", "the packed data is broken");
    }
    if plain.get(4..8) == Some(b"SCCA") {
        scca(&plain, emit);
    } else {
        binary::leftover(&plain, "unpacked", emit);
    }
}

/// Where the fields of one version stand: first run time, run times, run count, bytes of a volume.
struct Layout {
    times: usize,
    time_count: usize,
    count: usize,
    volume: usize,
}

fn layout(bytes: &[u8]) -> Option<Layout> {
    let (times, time_count, count, volume) = match u32_at(bytes, 0)? {
        17 => (120, 1, 144, 40),
        23 => (128, 1, 152, 104),
        26 => (128, 8, 208, 104),
        // The later form of version 30 is eight bytes shorter.
        30 | 31 if offset_at(bytes, 84) == Some(304) => (128, 8, 208, 96),
        30 | 31 => (128, 8, 200, 96),
        _ => return None,
    };
    Some(Layout { times, time_count, count, volume })
}

fn scca(bytes: &[u8], emit: &mut Emit<'_>) {
    let Some(layout) = layout(bytes) else {
        emit.malformed("", "未知の版のプリフェッチです", "a prefetch file of an unknown version");
        return binary::leftover(bytes, "rest", emit);
    };
    if offset_at(bytes, 12).is_some_and(|size| size > bytes.len()) {
        emit.malformed("", "プリフェッチの末尾が欠けています", "the end of the prefetch file is missing");
    }
    let mut times: Vec<String> =
        (0..layout.time_count).filter_map(|index| filetime_at(bytes, layout.times + 8 * index)).collect();
    times.sort();
    let name = slice(bytes, 16, 60).map(wide_z).unwrap_or_default();
    let volumes = volumes(bytes, &layout, emit);
    let strings = offset_at(bytes, 100).zip(offset_at(bytes, 104));
    let strings = strings.and_then(|(at, size)| slice(bytes, at, size));
    if strings.is_none() {
        emit.malformed("", "プリフェッチの途中が欠けています", "parts of the prefetch file are missing");
        binary::leftover(bytes, "rest", emit);
    }
    let files = strings.map(wide).unwrap_or_default();
    let files: Vec<&str> = files.split('\0').filter(|file| !file.is_empty()).take(FILES).collect();
    let mut out = Record::new("execution", "prefetch");
    out.seen(times.first().cloned(), times.last().cloned());
    out.field("Executable", &name);
    // The own path is the file of that name; the name in the header may be cut.
    let own = files.iter().find(|file| {
        let last = file.rsplit('\\').next().unwrap_or("");
        !name.is_empty() && (last.eq_ignore_ascii_case(&name) || name.len() == 29 && last.starts_with(&name))
    });
    out.maybe("ImagePath", own.map(|file| within(file, &volumes)));
    out.maybe("RunCount", u32_at(bytes, layout.count).map(|count| count.to_string()));
    for time in &times {
        out.field("RunTime", time);
    }
    out.emit(emit);
    let mut loaded = Record::metadata("loaded files", "prefetch/file");
    loaded.seen(times.first().cloned(), times.last().cloned());
    for file in &files {
        loaded.field("File", &within(file, &volumes));
    }
    loaded.emit(emit);
}

/// A path without the name of its volume, which is made of a serial number and a time.
fn within(file: &str, volumes: &[String]) -> String {
    let volume = volumes.iter().find(|volume| !volume.is_empty() && file.starts_with(volume.as_str()));
    let rest = volume.and_then(|volume| file.get(volume.len()..)).filter(|rest| rest.starts_with('\\'));
    rest.map_or_else(|| file.to_owned(), |rest| format!("%SystemDrive%{rest}"))
}

/// Hands on the volumes with their folders; gives their names.
fn volumes(bytes: &[u8], layout: &Layout, emit: &mut Emit<'_>) -> Vec<String> {
    let mut names = Vec::new();
    let (Some(start), Some(count)) = (offset_at(bytes, 108), offset_at(bytes, 112)) else { return names };
    let area = bytes.get(start..).unwrap_or_default();
    for index in 0..count.min(VOLUMES) {
        let Some(volume) = slice(area, index * layout.volume, layout.volume) else {
            emit.malformed("volumes", "ボリューム情報が欠けています", "information on volumes is missing");
            break;
        };
        let text = |at: usize| {
            let length = offset_at(volume, at + 4)?.checked_mul(2)?;
            slice(area, offset_at(volume, at)?, length).map(wide)
        };
        let name = text(0).unwrap_or_default();
        let mut out = Record::metadata(format!("volume {}", index + 1), "prefetch/volume");
        out.own("VolumePath", Own::MachineId, &name);
        out.maybe("VolumeCreated", filetime_at(volume, 8));
        if let Some(serial) = u32_at(volume, 16).filter(|serial| *serial != 0) {
            let serial = format!("{:04X}-{:04X}", serial >> 16, serial & 0xffff);
            out.own("VolumeSerialNumber", Own::MachineId, &serial);
        }
        let mut at = offset_at(volume, 28).unwrap_or(0);
        for _ in 0..offset_at(volume, 32).unwrap_or(0).min(FILES) {
            let Some(length) = u16_at(area, at).map(|length| usize::from(length) * 2) else { break };
            let Some(raw) = slice(area, at + 2, length) else { break };
            out.field("Folder", &within(&wide(raw), std::slice::from_ref(&name)));
            at += length + 4;
        }
        out.emit(emit);
        names.push(name);
    }
    names
}
