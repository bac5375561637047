//! Shell links (MS-SHLLINK 8.0).
//!
//! Structures behind a broken one are still looked for; bytes behind the end, where attackers put payloads, become a
//! child.

use super::{shell, store};
use crate::binary;
use crate::emit::Emit;
use crate::record::{Own, Record};
use crate::structure::{
    filetime_at, guid, narrow, narrow_z, offset_at, slice, u16_at, u32_at, uuid_v1, wide, wide_z,
};

/// Bytes of the header.
const HEADER: usize = 0x4C;
/// Longest of the strings beside the arguments, in characters.
const MAX_PATH: usize = 260;
/// Most blocks of extra data.
const BLOCKS: usize = 64;
/// Names of the strings behind the header, in the order of their flags from bit 2 on.
const STRINGS: [&str; 5] = ["Name", "RelativePath", "WorkingDir", "Arguments", "IconLocation"];

const ID_LIST: u32 = 1;
const LINK_INFO: u32 = 1 << 1;
const UNICODE: u32 = 1 << 7;
const NO_LINK_INFO: u32 = 1 << 8;

/// What the parts of a link say of its target, for the command line.
#[derive(Default)]
struct Target {
    path: String,
    arguments: String,
}

/// Hands on every field of one link.
pub(super) fn read(bytes: &[u8], emit: &mut Emit<'_>) {
    let Some(flags) = u32_at(bytes, 0x14).filter(|_| bytes.len() >= HEADER) else {
        emit.malformed("", "LNKのヘッダーが途中で切れています", "the header of the link is cut off");
        binary::leftover(bytes, "rest", emit);
        return;
    };
    header(bytes, emit);
    let mut target = Target::default();
    let mut link = Record::new("link", "lnk");
    link.seen(filetime_at(bytes, 0x2C), None);
    let rest = structures(bytes, flags, &mut target, &mut link, emit);
    if let Some(at) = rest {
        extra(bytes, at, &mut target, emit);
    } else {
        emit.malformed("", "LNKの途中の構造が壊れています", "a structure inside the link is broken");
        binary::leftover(bytes.get(HEADER..).unwrap_or_default(), "rest", emit);
        // The tracker knows the machine: it is found by its signature.
        if let Some(at) = memchr::memmem::find(bytes, &[0x60, 0, 0, 0, 3, 0, 0, 0xA0]) {
            extra(bytes, at, &mut target, emit);
        }
    }
    if !target.arguments.is_empty() {
        let quote = if target.path.contains(' ') { "\"" } else { "" };
        link.field(
            "CommandLine",
            &format!("{quote}{}{quote} {}", target.path, target.arguments.trim_start()),
        );
    }
    link.emit(emit);
}

fn header(bytes: &[u8], emit: &mut Emit<'_>) {
    let mut header = Record::metadata("header", "lnk/header");
    header.maybe("TargetCreated", filetime_at(bytes, 0x1C));
    header.maybe("TargetAccessed", filetime_at(bytes, 0x24));
    header.maybe("TargetModified", filetime_at(bytes, 0x2C));
    if let Some(size) = u32_at(bytes, 0x34).filter(|size| *size > 0) {
        header.field("TargetSize", &size.to_string());
    }
    let show = match u32_at(bytes, 0x3C) {
        Some(7) => "minimized",
        Some(3) => "maximized",
        _ => "",
    };
    header.field("ShowCommand", show);
    header.emit(emit);
}

/// Reads the ID list, the link info and the strings; gives where the extra data begins.
fn structures(
    bytes: &[u8],
    flags: u32,
    target: &mut Target,
    link: &mut Record,
    emit: &mut Emit<'_>,
) -> Option<usize> {
    let mut at = HEADER;
    if flags & ID_LIST != 0 {
        let size = usize::from(u16_at(bytes, at)?);
        let list = slice(bytes, at + 2, size)?;
        target.path = shell::items(list, "target", emit);
        at += 2 + size;
    }
    if flags & LINK_INFO != 0 {
        let size = offset_at(bytes, at)?;
        let header = offset_at(bytes, at + 4)?;
        match slice(bytes, at, size).filter(|info| info.len() >= 0x1C && (0x1C..=size).contains(&header)) {
            Some(info) => {
                link_info(info, target, link, emit);
                at += size;
            }
            // Told to be ignored, it may be left out.
            None if flags & NO_LINK_INFO != 0 => {}
            None => return None,
        }
    }
    let unit = if flags & UNICODE != 0 { 2 } else { 1 };
    for (bit, name) in (2..).zip(STRINGS) {
        if flags & 1 << bit == 0 {
            continue;
        }
        let count = usize::from(u16_at(bytes, at)?);
        // Windows reads 260 characters at most of all but the arguments, whatever the count says.
        let length = if name == "Arguments" { count } else { count.min(MAX_PATH) } * unit;
        let raw = slice(bytes, at + 2, length)?;
        let text = if unit == 2 { wide(raw) } else { narrow(raw) };
        at += 2 + length;
        if name == "RelativePath" && target.path.is_empty() {
            target.path.clone_from(&text);
        }
        if name == "Arguments" {
            target.arguments.clone_from(&text);
        }
        link.field(name, &text);
    }
    Some(at)
}

/// The link info: where the target lies on a volume or a share.
fn link_info(info: &[u8], target: &mut Target, link: &mut Record, emit: &mut Emit<'_>) {
    let header = offset_at(info, 4).unwrap_or(0);
    let flags = u32_at(info, 8).unwrap_or(0);
    let part = |at: usize| {
        let offset = offset_at(info, at).filter(|offset| *offset >= 0x1C)?;
        info.get(offset..)
    };
    let text = |narrow_at: usize, wide_at: usize| {
        let wide = (header >= 0x24).then(|| part(wide_at).map(wide_z)).flatten();
        wide.filter(|text| !text.is_empty()).or_else(|| part(narrow_at).map(narrow_z)).unwrap_or_default()
    };
    let suffix = text(0x18, 0x20);
    if flags & 1 != 0 {
        let base = text(0x10, 0x1C);
        if !base.is_empty() {
            target.path = format!("{base}{suffix}");
            link.field("LocalPath", &target.path);
        }
        if let Some(volume) = part(0x0C) {
            self::volume(volume, emit);
        }
    }
    if flags & 2 != 0
        && let Some(share) = part(0x14)
    {
        let net = network(share, emit);
        if !net.is_empty() && flags & 1 == 0 {
            let between = if suffix.is_empty() || net.ends_with('\\') { "" } else { "\\" };
            target.path = format!("{net}{between}{suffix}");
        }
        link.field("NetworkPath", &format!("{net}\\{suffix}"));
    }
}

fn volume(volume: &[u8], emit: &mut Emit<'_>) {
    let mut out = Record::metadata("volume", "lnk/volume");
    let drive = match u32_at(volume, 4) {
        Some(2) => "removable",
        Some(3) => "fixed",
        Some(4) => "network",
        Some(5) => "optical",
        Some(6) => "RAM disk",
        _ => "",
    };
    out.field("DriveType", drive);
    if let Some(serial) = u32_at(volume, 8).filter(|serial| *serial != 0) {
        out.own(
            "VolumeSerialNumber",
            Own::MachineId,
            &format!("{:04X}-{:04X}", serial >> 16, serial & 0xffff),
        );
    }
    let size = offset_at(volume, 0).unwrap_or(0).min(volume.len());
    let label = match offset_at(volume, 12) {
        Some(0x14) => offset_at(volume, 16).and_then(|at| volume.get(at..size)).map(wide_z),
        Some(at) => volume.get(at..size).map(narrow_z),
        None => None,
    };
    out.maybe("VolumeLabel", label);
    out.emit(emit);
}

/// The share of a common network relative link; gives its name.
fn network(share: &[u8], emit: &mut Emit<'_>) -> String {
    let mut out = Record::metadata("network", "lnk/network");
    let net_at = offset_at(share, 8).unwrap_or(0);
    let text = |narrow_at: usize, wide_at: usize| {
        let wide = (net_at > 0x14).then(|| share.get(offset_at(share, wide_at)?..).map(wide_z)).flatten();
        let narrow = || share.get(offset_at(share, narrow_at).filter(|at| *at >= 0x14)?..).map(narrow_z);
        wide.filter(|text| !text.is_empty()).or_else(narrow).unwrap_or_default()
    };
    let net = text(8, 0x14);
    out.field("NetworkShare", &net);
    out.field("DeviceName", &text(12, 0x18));
    out.emit(emit);
    net
}

/// Blocks of extra data, and what lies behind the last one.
fn extra(bytes: &[u8], start: usize, target: &mut Target, emit: &mut Emit<'_>) {
    let mut at = start;
    for _ in 0..BLOCKS {
        let Some(size) = offset_at(bytes, at) else {
            let rest = bytes.get(at..).unwrap_or_default();
            return if rest.is_empty() { missing_end(emit) } else { overlay(rest, emit) };
        };
        if size < 4 {
            return overlay(bytes.get(at + 4..).unwrap_or_default(), emit);
        }
        let Some(block) = slice(bytes, at, size).filter(|block| block.len() >= 8) else {
            emit.malformed(
                "extra data",
                "追加データのブロックが壊れています",
                "a block of the extra data is broken",
            );
            return binary::leftover(bytes.get(at..).unwrap_or_default(), "rest", emit);
        };
        self::block(block, target, emit);
        at += size;
    }
    binary::leftover(bytes.get(at..).unwrap_or_default(), "rest", emit);
}

fn missing_end(emit: &mut Emit<'_>) {
    emit.malformed("extra data", "LNKの終わりがありません", "the link has no end");
}

/// What lies behind the end of a link was put there on purpose.
fn overlay(rest: &[u8], emit: &mut Emit<'_>) {
    if rest.iter().any(|byte| *byte != 0) {
        emit.child("overlay", rest);
    }
}

fn block(block: &[u8], target: &mut Target, emit: &mut Emit<'_>) {
    match u32_at(block, 4).unwrap_or(0) {
        0xA000_0001 => {
            let path = wide_or_narrow(block);
            if target.path.is_empty() {
                target.path.clone_from(&path);
            }
            one("environment", "EnvironmentTarget", &path, emit);
        }
        0xA000_0003 => tracker(block, emit),
        0xA000_0006 => one("darwin", "DarwinData", &wide_or_narrow(block), emit),
        0xA000_0007 => one("icon environment", "IconEnvironment", &wide_or_narrow(block), emit),
        0xA000_0008 => one("shim", "LayerName", &wide_z(block.get(8..).unwrap_or_default()), emit),
        0xA000_0009 => store::read(block.get(8..).unwrap_or_default(), "property store", emit),
        0xA000_000B => {
            let id = guid(block, 8);
            let name = id.as_deref().map(shell::known_folder).unwrap_or_default();
            one(
                "known folder",
                "KnownFolder",
                if name.is_empty() { id.as_deref().unwrap_or("") } else { name },
                emit,
            );
        }
        0xA000_000C => {
            shell::items(block.get(8..).unwrap_or_default(), "Vista ID list", emit);
        }
        // Console settings and offsets of special folders name nobody.
        0xA000_0002 | 0xA000_0004 | 0xA000_0005 => {}
        _ => binary::leftover(block.get(8..).unwrap_or_default(), "unknown block", emit),
    }
}

fn one(part: &str, name: &str, value: &str, emit: &mut Emit<'_>) {
    let mut record = Record::new(part, "lnk");
    record.field(name, value);
    record.emit(emit);
}

/// The path of an environment block: 260 bytes in the code page, then 260 UTF-16 units.
fn wide_or_narrow(block: &[u8]) -> String {
    let wide = block.get(268..).map(wide_z).unwrap_or_default();
    if wide.is_empty() { block.get(8..).map(narrow_z).unwrap_or_default() } else { wide }
}

/// The tracker: the machine on which the link was last made right, and the ids of volume and file, which hold the
/// address of its network card.
fn tracker(block: &[u8], emit: &mut Emit<'_>) {
    let mut out = Record::metadata("tracker", "lnk/tracker");
    let machine = slice(block, 16, 16.min(block.len().saturating_sub(16))).map(narrow_z).unwrap_or_default();
    out.own("MachineID", Own::Host, &machine);
    let ids = [("VolumeDroid", 32), ("FileDroid", 48), ("VolumeDroidBirth", 64), ("FileDroidBirth", 80)];
    let mut seen = Vec::new();
    for (name, at) in ids {
        let Some(id) = guid(block, at).filter(|id| !seen.contains(id)) else { continue };
        out.own(name, Own::MachineId, &id);
        if let Some((time, mac)) = uuid_v1(block, at) {
            out.own(&format!("{name} MacAddress"), Own::MachineId, &mac);
            out.maybe(&format!("{name} Created"), time);
        }
        seen.push(id);
    }
    out.emit(emit);
}
