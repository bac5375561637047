//! Characters that are not ASCII but are read as ASCII, and characters that are not seen at all.

use unicode_normalization::char::decompose_compatible;

use super::map::Map;

/// What becomes of a character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// It stays.
    Keep,
    /// It is invisible.
    Drop,
    /// It is read as this byte.
    Read(u8),
    /// It is read as this byte where a value goes on at both sides.
    Inside(u8),
}

/// Rewrites `text`; says whether anything changed.
pub(super) fn fold(text: &str, folded: &mut String, map: &mut Map) -> bool {
    folded.clear();
    map.clear();
    let bytes = text.as_bytes();
    let mut copied = 0;
    let mut at = 0;
    while let Some(next) = next_special(bytes, at) {
        let Some(character) = text.get(next..).and_then(|rest| rest.chars().next()) else { break };
        at = next + character.len_utf8();
        let fate = settle(bytes, next, at, character);
        if fate == Fate::Keep {
            continue;
        }
        if next > copied || copied == 0 {
            map.verbatim(folded.len(), copied);
            folded.push_str(text.get(copied..next).unwrap_or_default());
        }
        if let Fate::Read(byte) = fate {
            map.replaced(folded.len(), next..at);
            folded.push(char::from(byte));
        }
        copied = at;
    }
    if copied == 0 {
        return false;
    }
    map.verbatim(folded.len(), copied);
    folded.push_str(text.get(copied..).unwrap_or_default());
    true
}

/// Start of the next character that [`fate`] may change.
fn next_special(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        at += ascii_length(bytes.get(at..)?);
        let (lead, second) = (*bytes.get(at)?, *bytes.get(at + 1)?);
        let special = match lead {
            0xC2 => matches!(second, 0xA0 | 0xAD | 0xB7),
            0xCD => second == 0x8F,
            0xE1 => matches!(second, 0x85 | 0xA0),
            0xE2 => matches!(second, 0x80 | 0x81 | 0x84 | 0x85 | 0x88 | 0x8B | 0x92 | 0x93),
            0xE3 => matches!(
                (second, bytes.get(at + 2)?),
                (0x80, 0x80 | 0x82 | 0x90 | 0x91) | (0x83, 0xBB | 0xBC)
            ),
            0xEF => matches!(second, 0xB8..=0xBD),
            0xF0 => matches!(second, 0x9D | 0x9F),
            0xF3 => second == 0xA0,
            _ => false,
        };
        if special {
            return Some(at);
        }
        at += match lead {
            0xC0..=0xDF => 2,
            0xE0..=0xEF => 3,
            _ => 4,
        };
    }
}

/// Bytes of ASCII at the start.
fn ascii_length(bytes: &[u8]) -> usize {
    let (blocks, _) = bytes.as_chunks::<16>();
    let whole = blocks.iter().take_while(|block| block.is_ascii()).count() * 16;
    let rest = bytes.get(whole..).unwrap_or_default();
    whole + rest.iter().position(|byte| *byte >= 0x80).unwrap_or(rest.len())
}

/// Decides about one character by what stands around it.
fn settle(bytes: &[u8], start: usize, end: usize, character: char) -> Fate {
    match fate(character) {
        Fate::Inside(b'.') if is_list_number(bytes, start, end) => Fate::Read(b' '),
        Fate::Inside(byte) if goes_on(bytes, start, end, byte) => Fate::Read(byte),
        Fate::Inside(_) => Fate::Keep,
        fate => fate,
    }
}

fn fate(character: char) -> Fate {
    match character {
        '\u{ad}'
        | '\u{34f}'
        | '\u{115f}'
        | '\u{1160}'
        | '\u{180e}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}'
        | '\u{e0000}'..='\u{e007f}' => Fate::Drop,
        '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => Fate::Read(b' '),
        '\u{2010}'..='\u{2013}' | '\u{2212}' => Fate::Read(b'-'),
        '\u{2014}' | '\u{2015}' | 'ー' => Fate::Inside(b'-'),
        '。' | '｡' | '．' | '·' | '・' | '･' | '\u{2022}' | '\u{2219}' | '\u{22c5}' | '\u{2024}'
        | '\u{fe52}' => Fate::Inside(b'.'),
        '\u{2044}' | '\u{2215}' => Fate::Read(b'/'),
        '\u{2236}' => Fate::Read(b':'),
        '【' => Fate::Read(b'['),
        '】' => Fate::Read(b']'),
        '\u{ff01}'..='\u{ff5e}' => {
            // The full-width block lies 0xFEE0 above ASCII.
            u8::try_from(u32::from(character) - 0xFEE0).map_or(Fate::Keep, Fate::Read)
        }
        '\u{2460}'..='\u{24b5}' => Fate::Keep,
        _ => by_compatibility(character),
    }
}

/// NFKC, where it leads to a single ASCII letter, digit or sign.
fn by_compatibility(character: char) -> Fate {
    let (mut count, mut last) = (0, character);
    decompose_compatible(character, |part| {
        count += 1;
        last = part;
    });
    match u8::try_from(last) {
        Ok(byte) if count == 1 && byte.is_ascii_graphic() => Fate::Read(byte),
        _ => Fate::Keep,
    }
}

/// Whether a value stands at both sides, and no full value ends here.
fn goes_on(bytes: &[u8], start: usize, end: usize, byte: u8) -> bool {
    let (before, after) = (bytes.get(..start).unwrap_or_default(), bytes.get(end..).unwrap_or_default());
    let bracketed = matches!(before.last(), Some(b'[' | b'(' | b'{'))
        || before.ends_with("［".as_bytes())
        || before.ends_with("（".as_bytes())
        || before.ends_with("【".as_bytes());
    if bracketed && byte == b'.' {
        return true;
    }
    if !ends_in_value(before) || !starts_in_value(after) {
        return false;
    }
    byte != b'.' || !(has_dot(before.iter().rev()) || has_dot(after.iter()))
}

fn ends_in_value(before: &[u8]) -> bool {
    match before {
        [.., last] if last.is_ascii_alphanumeric() => true,
        // Full-width digits and letters, and invisible characters inside a value.
        [.., 0xEF, 0xBC | 0xBD, _] => !matches!(before, [.., 0xEF, 0xBC, 0x8C | 0x8E | 0x88 | 0x89 | 0x9A]),
        [.., 0xE2, 0x80, 0x8B..=0x8F] => true,
        _ => false,
    }
}

fn starts_in_value(after: &[u8]) -> bool {
    match after {
        [first, ..] if first.is_ascii_alphanumeric() => true,
        [0xEF, 0xBC, 0x90..=0x99 | 0xA1..=0xBA, ..] | [0xEF, 0xBD, 0x81..=0x9A, ..] => true,
        [0xE2, 0x80, 0x8B..=0x8F, ..] => true,
        _ => false,
    }
}

/// Whether the neighbouring run of value characters has an ordinary dot: then a sentence or a list ends here.
fn has_dot<'b>(bytes: impl Iterator<Item = &'b u8>) -> bool {
    bytes
        .take(64)
        .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'))
        .zip(1..)
        .any(|(byte, count)| *byte == b'.' && count > 1)
}

/// Whether a full-width number opens a line and a half-width value follows: `２．evil.example`.
fn is_list_number(bytes: &[u8], start: usize, end: usize) -> bool {
    if !bytes.get(end).is_some_and(u8::is_ascii_alphanumeric) {
        return false;
    }
    let mut before = bytes.get(..start).unwrap_or_default();
    let mut digits = 0;
    while let [rest @ .., 0xEF, 0xBC, 0x90..=0x99] = before {
        before = rest;
        digits += 1;
        if digits > 2 {
            return false;
        }
    }
    digits > 0 && matches!(before, [] | [.., b'\n' | b' ' | b'\t'] | [.., 0xE3, 0x80, 0x80])
}
