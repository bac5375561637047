//! Serialised property stores (MS-PROPSTORE).

use crate::emit::Emit;
use crate::record::{Own, Record};
use crate::structure::{filetime_at, guid, narrow_z, offset_at, slice, u16_at, u32_at, u64_at, wide_z};

/// Most storages of one store, and most values of one storage.
const MOST: usize = 256;
/// Storage whose values have names instead of numbers.
const NAMED: &str = "d5cdd505-2e9c-101b-9397-08002b2cf9ae";

/// Hands on the values of a store.
pub(super) fn read(store: &[u8], part: &str, emit: &mut Emit<'_>) {
    let mut at = 0;
    for _ in 0..MOST {
        let Some(size) = offset_at(store, at).filter(|size| *size >= 28) else { return };
        let Some(storage) = slice(store, at, size) else {
            emit.malformed(part, "プロパティストアが途中で切れています", "a property store is cut off");
            return;
        };
        if slice(storage, 4, 4) != Some(b"1SPS") {
            return;
        }
        let format = guid(storage, 8).unwrap_or_default();
        let mut record = Record::metadata(part, "lnk/property");
        values(storage, &format, &mut record);
        record.emit(emit);
        at += size;
    }
}

fn values(storage: &[u8], format: &str, record: &mut Record) {
    let mut at = 24;
    for _ in 0..MOST {
        let Some(size) = offset_at(storage, at).filter(|size| *size > 9) else { return };
        let Some(value) = slice(storage, at, size) else { return };
        at += size;
        let id = u32_at(value, 4).unwrap_or(0);
        let (name, typed) = if format == NAMED {
            let length = usize::try_from(id).unwrap_or(usize::MAX);
            let name = slice(value, 9, length).map(wide_z).unwrap_or_default();
            (name, value.get(9_usize.saturating_add(length)..).unwrap_or_default())
        } else {
            (label(format, id), value.get(9..).unwrap_or_default())
        };
        if let Some(text) = self::value(typed) {
            match name.as_str() {
                "UserSid" | "VolumeId" | "ComputerName" => {
                    let own = if name == "ComputerName" { Own::Host } else { Own::MachineId };
                    record.own(&name, own, &text);
                }
                "FileOwner" => record.own(&name, Own::User, &text),
                _ => record.field(&name, &text),
            }
        }
    }
}

/// Names of the properties that links carry.
fn label(format: &str, id: u32) -> String {
    let known = match (format, id) {
        ("46588ae2-4cbc-4338-bbfc-139326986dce", 4) => "UserSid",
        ("446d16b1-8dad-4870-a748-402ea43d788c", 104) => "VolumeId",
        ("28636aa6-953d-11d2-b5d6-00c04fd918d0", 5) => "ComputerName",
        ("28636aa6-953d-11d2-b5d6-00c04fd918d0", 30) => "ParsingPath",
        ("9b174b34-40ff-11d2-a27e-00c04fc30871", 4) => "FileOwner",
        ("9f4c2855-9f79-4b39-a8d0-e1d42de1d5f3", 5) => "AppUserModelID",
        ("b725f130-47ef-101a-a5f1-02608c9eebac", 10) => "ItemName",
        ("e3e0584c-b788-4a5a-bb20-7f5a44c9acdd", 6) => "ItemFolder",
        _ => "",
    };
    if known.is_empty() { format!("{format}/{id}") } else { known.to_owned() }
}

/// A typed value as text; `None` for those that tell nothing.
fn value(typed: &[u8]) -> Option<String> {
    let body = typed.get(4..)?;
    match u16_at(typed, 0)? {
        0x1F | 0x08 => body.get(4..).map(wide_z),
        0x1E => body.get(4..).map(narrow_z),
        0x48 => guid(body, 0),
        0x40 => filetime_at(body, 0),
        0x13 => u32_at(body, 0).map(|number| number.to_string()),
        0x15 => u64_at(body, 0).map(|number| number.to_string()),
        0x101F => {
            let count = u32_at(body, 0)?;
            let mut at = 4;
            let mut out = Vec::new();
            for _ in 0..count.min(64) {
                let bytes = offset_at(body, at)?.saturating_mul(2);
                out.push(wide_z(slice(body, at + 4, bytes)?));
                at += 4 + bytes.next_multiple_of(4);
            }
            Some(out.join("; "))
        }
        _ => None,
    }
}
