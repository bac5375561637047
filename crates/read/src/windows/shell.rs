//! Shell items: the folders and files on the way to a target.

use super::store;
use crate::binary;
use crate::emit::Emit;
use crate::record::Record;
use crate::structure::{dos_time, guid, narrow_z, slice, u16_at, u32_at, wide_z};

/// Most items of one list.
const ITEMS: usize = 256;
/// Signature of the extension that holds the long name of a file.
const FILE_EXTENSION: u32 = 0xBEEF_0004;

/// Hands on the items of a list; gives the path they make.
pub(super) fn items(list: &[u8], part: &str, emit: &mut Emit<'_>) -> String {
    let mut path = String::new();
    let mut at = 0;
    for index in 1..=ITEMS {
        let size = match u16_at(list, at) {
            None | Some(0) => break,
            Some(size) => usize::from(size),
        };
        let item = match slice(list, at, size).and_then(|item| item.get(2..)) {
            Some(item) => item,
            None => {
                emit.malformed(part, "シェル項目が途中で切れています", "a shell item is cut off");
                binary::leftover(list.get(at..).unwrap_or_default(), "rest", emit);
                break;
            }
        };
        let mut record = Record::new(format!("{part} item {index}"), "lnk/item");
        let name = self::item(item, &mut record, part, emit);
        if !name.is_empty() {
            record.field("Item", &name);
            if !path.is_empty() && !path.ends_with('\\') {
                path.push('\\');
            }
            path.push_str(&name);
        }
        record.emit(emit);
        at += size;
    }
    path
}

/// Reads one item without its length; gives the name that it adds to the path.
fn item(item: &[u8], record: &mut Record, part: &str, emit: &mut Emit<'_>) -> String {
    let kind = item.first().copied().unwrap_or(0);
    match kind {
        0x1F => {
            if let Some(id) = guid(item, 2) {
                let name = known_folder(&id);
                record.field("Folder", if name.is_empty() { &id } else { name });
            }
            String::new()
        }
        0x20..=0x2F => item.get(1..).map(narrow_z).unwrap_or_default(),
        0x30..=0x3F => file(item, record),
        0x40..=0x4F => item.get(3..).map(narrow_z).unwrap_or_default(),
        _ => {
            if let Some(at) = memchr::memmem::find(item, b"1SPS").and_then(|at| at.checked_sub(4)) {
                store::read(item.get(at..).unwrap_or_default(), part, emit);
            }
            binary::leftover(item, &format!("{part} item"), emit);
            String::new()
        }
    }
}

/// A file or folder: short name, times, and the long name in an extension.
fn file(item: &[u8], record: &mut Record) -> String {
    let name_at = 12;
    let short = match item.get(name_at..) {
        Some(name) if item[0] & 4 != 0 => wide_z(name),
        Some(name) => narrow_z(name),
        None => return String::new(),
    };
    let time = |at: usize| dos_time(u16_at(item, at)?, u16_at(item, at + 2)?);
    record.maybe("ItemModified", time(6));
    let extension = item.windows(4).position(|bytes| u32_at(bytes, 0) == Some(FILE_EXTENSION));
    let Some(at) = extension.and_then(|at| at.checked_sub(4)) else { return short };
    record.maybe("ItemCreated", time(at + 8));
    record.maybe("ItemAccessed", time(at + 12));
    // The place of the long name grew with the versions.
    let name_at = match u16_at(item, at + 2).unwrap_or(0) {
        0..7 => at + 20,
        7 => at + 38,
        8 => at + 42,
        _ => at + 46,
    };
    let long = item.get(name_at..).map(wide_z).unwrap_or_default();
    if long.is_empty() || long.contains('\u{fffd}') || long.chars().any(char::is_control) {
        return short;
    }
    if long != short {
        record.field("ShortName", &short);
    }
    long
}

/// Name of a known folder or of a root of the shell; empty for others.
pub(super) fn known_folder(id: &str) -> &'static str {
    match id {
        "20d04fe0-3aea-1069-a2d8-08002b30309d" => "This PC",
        "208d2c60-3aea-1069-a2d7-08002b30309d" => "Network",
        "59031a47-3f72-44a7-89c5-5595fe6b30ee" => "User folder",
        "871c5380-42a0-1069-a2ea-08002b30309d" => "Internet Explorer",
        "21ec2020-3aea-1069-a2dd-08002b30309d" | "26ee0668-a00a-44d7-9371-beb064c98683" => "Control Panel",
        "645ff040-5081-101b-9f08-00aa002f954e" => "Recycle Bin",
        "450d8fba-ad25-11d0-98a8-0800361b1103" => "My Documents",
        "1ac14e77-02e7-4e5d-b744-2eb1ae5198b7" => "System32",
        "d65231b0-b2f1-4857-a4ce-a8e7c6ea7d27" => "SysWOW64",
        "f38bf404-1d43-42f2-9305-67de0b28fc23" => "Windows",
        "905e63b6-c1bf-494e-b29c-65b732d3d21a" => "Program Files",
        "7c5a40ef-a0fb-4bfc-874a-c0f2e0b9fa8e" => "Program Files (x86)",
        "62ab5d82-fdc1-4dc3-a9dd-070d1d495d97" => "ProgramData",
        "3eb685db-65f9-4cf6-a03a-e3ef65729f3d" => "Roaming AppData",
        "f1b32785-6fba-4fcf-9d55-7b8e7f157091" => "Local AppData",
        "b4bfcc3a-db2c-424c-b029-7fe99a87c641" => "Desktop",
        "fdd39ad0-238f-46af-adb4-6c85480369c7" => "Documents",
        "374de290-123f-4565-9164-39c4925e467b" => "Downloads",
        "b97d20bb-f46a-4c97-ba10-5e3608430854" => "Startup",
        "82a5ea35-d9cd-47c5-9629-e15d2f714e6e" => "Common Startup",
        _ => "",
    }
}
