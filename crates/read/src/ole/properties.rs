//! Property sets: who wrote a document, for whom, from which template ([MS-OLEPS]).
//!
//! In: a stream such as `\x05SummaryInformation`. Out: one passage a property, as metadata.

use crate::Role;
use crate::bytes::{by_codepage, slice, u16_at, u32_at, u64_at, utf16};
use crate::civil;
use crate::emit::Emit;

/// Properties taken of one set.
const MOST: usize = 2000;
/// Values taken of one vector.
const MOST_VALUES: usize = 5000;
/// 100-nanosecond steps from 1601 to 1970.
const UNIX_EPOCH: u64 = 116_444_736_000_000_000;

const SUMMARY: [u8; 4] = [0xE0, 0x85, 0x9F, 0xF2];
const DOCUMENT: [u8; 4] = [0x02, 0xD5, 0xCD, 0xD5];

/// Whether a stream begins as a property set.
pub(super) fn is_set(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0xFE, 0xFF]) && u32_at(bytes, 0x18).is_some_and(|sets| (1..=16).contains(&sets))
}

/// Hands on the properties of a stream; `place` gives the place of a label.
pub(super) fn emit(bytes: &[u8], place: &dyn Fn(&str) -> String, emit: &mut Emit<'_>) {
    let sets = u32_at(bytes, 0x18).unwrap_or(0).min(16) as usize;
    let mut whole = sets > 0;
    for at in 0..sets {
        let head = 0x1C + at * 20;
        let format = slice(bytes, head, 4).unwrap_or_default();
        let start = u32_at(bytes, head + 16).map_or(usize::MAX, |start| start as usize);
        match bytes.get(start..) {
            Some(section) => whole &= self::section(section, format, place, emit),
            None => whole = false,
        }
    }
    if !whole {
        emit.malformed(&place("properties"), "プロパティの一部が壊れています", "some properties are broken");
    }
}

fn section(section: &[u8], format: &[u8], place: &dyn Fn(&str) -> String, emit: &mut Emit<'_>) -> bool {
    let count = u32_at(section, 4).unwrap_or(0) as usize;
    let pairs: Vec<(u32, &[u8])> = (0..count.min(MOST))
        .map_while(|at| Some((u32_at(section, 8 + at * 8)?, u32_at(section, 12 + at * 8)? as usize)))
        .map(|(id, offset)| (id, section.get(offset..).unwrap_or_default()))
        .collect();
    let codepage = pairs.iter().find(|(id, _)| *id == 1).and_then(|(_, value)| u16_at(value, 4)).unwrap_or(0);
    let names = pairs.iter().find(|(id, _)| *id == 0).map(|(_, value)| dictionary(value, codepage));
    let mut whole = pairs.len() == count.min(MOST);
    for (id, value) in pairs.iter().filter(|(id, _)| *id > 1) {
        let own = names.iter().flatten().find(|(known, _)| known == id).map(|(_, name)| name.as_str());
        let Some(name) = own.or_else(|| known(format, *id)) else { continue };
        let mut texts = Vec::new();
        whole &= values(value, codepage, &mut texts);
        if let Some(own) = own {
            emit.text(place(&format!("property name {id}")), Role::Hidden, own);
        }
        // The template that every installation has.
        let usual =
            |text: &&String| name != "Template" || !text.to_ascii_lowercase().starts_with("normal.dot");
        for text in texts.iter().filter(usual) {
            emit.text(place(&format!("property {name}")), Role::Property(name.into()), text.as_str());
        }
    }
    whole
}

/// Names of a well-known property; `None` for what only counts.
fn known(format: &[u8], id: u32) -> Option<&'static str> {
    Some(match (format, id) {
        (f, 2) if f == SUMMARY => "Title",
        (f, 3) if f == SUMMARY => "Subject",
        (f, 4) if f == SUMMARY => "Author",
        (f, 5) if f == SUMMARY => "Keywords",
        (f, 6) if f == SUMMARY => "Comments",
        (f, 7) if f == SUMMARY => "Template",
        (f, 8) if f == SUMMARY => "LastAuthor",
        (f, 9) if f == SUMMARY => "RevisionNumber",
        (f, 11) if f == SUMMARY => "LastPrinted",
        (f, 12) if f == SUMMARY => "Created",
        (f, 13) if f == SUMMARY => "LastSaved",
        (f, 18) if f == SUMMARY => "Application",
        (f, 10 | 14..=17 | 19) if f == SUMMARY => return None,
        (f, 2) if f == DOCUMENT => "Category",
        (f, 3) if f == DOCUMENT => "PresentationTarget",
        (f, 13) if f == DOCUMENT => "TitlesOfParts",
        (f, 14) if f == DOCUMENT => "Manager",
        (f, 15) if f == DOCUMENT => "Company",
        (f, 26) if f == DOCUMENT => "ContentType",
        (f, 27) if f == DOCUMENT => "ContentStatus",
        (f, 28) if f == DOCUMENT => "Language",
        (f, 29) if f == DOCUMENT => "DocumentVersion",
        (f, 12) if f == DOCUMENT => return None,
        _ => "property",
    })
}

/// Names that a document gave its own properties.
fn dictionary(value: &[u8], codepage: u16) -> Vec<(u32, String)> {
    let count = u32_at(value, 0).unwrap_or(0) as usize;
    let mut at = 4_usize;
    let mut names = Vec::new();
    for _ in 0..count.min(MOST) {
        let (Some(id), Some(length)) = (u32_at(value, at), u32_at(value, at + 4)) else { break };
        let length = length as usize;
        let wide = codepage == 1200;
        let bytes = if wide { length.saturating_mul(2) } else { length };
        let Some(raw) = slice(value, at + 8, bytes) else { break };
        names.push((id, trimmed(&by_codepage(raw, codepage))));
        at += 8 + if wide { bytes.next_multiple_of(4) } else { bytes };
    }
    names
}

/// The texts of a typed value; gives whether it was whole.
fn values(value: &[u8], codepage: u16, out: &mut Vec<String>) -> bool {
    let Some(kind) = u32_at(value, 0) else { return false };
    let body = value.get(4..).unwrap_or_default();
    if kind & 0x1000 == 0 {
        return single(kind, body, codepage, out).is_some();
    }
    let Some(count) = u32_at(body, 0) else { return false };
    let mut at = 4_usize;
    for _ in 0..(count as usize).min(MOST_VALUES) {
        let item = body.get(at..).unwrap_or_default();
        let read = if kind == 0x100C {
            u32_at(item, 0)
                .and_then(|kind| single(kind, item.get(4..).unwrap_or_default(), codepage, out))
                .map(|length| length + 4)
        } else {
            single(kind & 0xFFF, item, codepage, out)
        };
        match read {
            Some(length) => at = at.saturating_add(length),
            None => return false,
        }
    }
    true
}

/// Reads one value; gives the bytes it takes, or `None` where it is broken.
fn single(kind: u32, body: &[u8], codepage: u16, out: &mut Vec<String>) -> Option<usize> {
    let length = || u32_at(body, 0).map(|length| length as usize);
    match kind {
        // VT_BSTR and VT_LPSTR
        8 | 30 => {
            let raw = slice(body, 4, length()?)?;
            push(by_codepage(raw, codepage), out);
            // Vectors of strings are padded in newer files only; a length is never this large by chance.
            Some(padded(body, 4 + raw.len()))
        }
        // VT_LPWSTR
        31 => {
            let raw = slice(body, 4, length()?.checked_mul(2)?)?;
            push(utf16(raw), out);
            Some((4 + raw.len()).next_multiple_of(4))
        }
        // VT_FILETIME
        64 => {
            let time = u64_at(body, 0)?;
            out.extend(file_time(time));
            Some(8)
        }
        // VT_BLOB: lists of links are strings inside
        65 => {
            let raw = slice(body, 4, length()?)?;
            for text in wide_runs(raw) {
                push(text, out);
            }
            Some((4 + raw.len()).next_multiple_of(4))
        }
        // VT_CF: a picture
        71 => Some(4 + slice(body, 4, length()?)?.len()),
        2 | 3 | 4 | 10 | 11 | 16..=19 | 22 | 23 => u32_at(body, 0).map(|_| 4),
        5..=7 | 20 | 21 => u64_at(body, 0).map(|_| 8),
        0 | 1 => Some(0),
        _ => None,
    }
}

/// Where the next string of a vector begins.
fn padded(body: &[u8], end: usize) -> usize {
    let even = end.next_multiple_of(4);
    let plausible = |at: usize| u32_at(body, at).is_some_and(|length| length <= 0xFFFF);
    if even != end && !plausible(end) && plausible(even) { even } else { end }
}

fn push(text: String, out: &mut Vec<String>) {
    let text = trimmed(&text);
    if !text.trim().is_empty() {
        out.push(text);
    }
}

fn trimmed(text: &str) -> String {
    text.trim_end_matches('\0').replace('\0', "\n")
}

/// Runs of at least two characters of UTF-16 at even places.
fn wide_runs(raw: &[u8]) -> Vec<String> {
    utf16(raw)
        .split(|c: char| c.is_control() || c == char::REPLACEMENT_CHARACTER)
        .filter(|run| run.chars().count() > 1)
        .map(str::to_owned)
        .collect()
}

/// A Windows time in UTC; `None` for no time and for lengths of time.
pub(super) fn file_time(time: u64) -> Option<String> {
    let seconds = i64::try_from(time.checked_sub(UNIX_EPOCH)? / 10_000_000).ok()?;
    // Later ones are lengths of time, or mean never.
    (seconds < 32_503_680_000).then(|| civil::rfc3339(seconds))
}
