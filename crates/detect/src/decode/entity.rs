//! HTML and XML character references.

use memchr::memchr_iter;
use noroshi_base::Layer;

use super::Sink;

/// Longest run that is read at once.
const LONGEST: usize = 16 * 1024;

/// References by name that stand in values.
const NAMES: &[(&str, char)] = &[
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", ' '),
    ("period", '.'),
    ("colon", ':'),
    ("sol", '/'),
    ("bsol", '\\'),
    ("commat", '@'),
    ("lowbar", '_'),
    ("hyphen", '-'),
    ("dash", '-'),
    ("equals", '='),
    ("quest", '?'),
    ("lpar", '('),
    ("rpar", ')'),
    ("shy", '\u{ad}'),
    ("ZeroWidthSpace", '\u{200b}'),
    ("NewLine", '\n'),
    ("Tab", '\t'),
    ("percnt", '%'),
    ("num", '#'),
];

/// Finds runs with character references.
pub(super) fn find(text: &str, sink: &mut Sink<'_>) {
    let bytes = text.as_bytes();
    let mut done = 0;
    for at in memchr_iter(b'&', bytes) {
        if at < done || reference(text, at).is_none() {
            continue;
        }
        let is_part = |byte: &&u8| !matches!(byte, 0..=0x20 | b'<' | b'>' | b'"');
        let back = bytes.get(done..at).unwrap_or_default().iter().rev().take(128).take_while(is_part).count();
        let mut start = at - back;
        while !text.is_char_boundary(start) {
            start += 1;
        }
        let (plain, end, telling) = decode(text, start);
        done = end;
        if telling {
            sink.text(start..end, Layer::Entity, plain);
        }
    }
}

/// Reads the reference at `at`: its character and its end.
fn reference(text: &str, at: usize) -> Option<(char, usize)> {
    let bytes = text.as_bytes();
    let body = bytes.get(at + 1..(at + 17).min(bytes.len()))?;
    let length = body.iter().position(|byte| *byte == b';')?;
    let body = std::str::from_utf8(body.get(..length)?).ok()?;
    let end = at + length + 2;
    let Some(number) = body.strip_prefix('#') else {
        return NAMES.iter().find(|(name, _)| *name == body).map(|(_, character)| (*character, end));
    };
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => number.parse().ok()?,
    };
    char::from_u32(code).map(|character| (character, end))
}

/// Decoded text of the run at `start`, its end, and whether a reference stands inside a value.
fn decode(text: &str, start: usize) -> (String, usize, bool) {
    let (mut plain, mut at, mut telling) = (String::new(), start, false);
    while let Some(character) =
        text.get(at..).and_then(|rest| rest.chars().next()).filter(|_| at - start < LONGEST)
    {
        if character == '&'
            && let Some((meant, end)) = reference(text, at)
        {
            telling |= !matches!(meant, '<' | '>' | '"' | '\'' | ' ' | '\u{a0}');
            plain.push(meant);
            at = end;
        } else if character == ' '
            && at > start
            && text.get(at + 1..at + 3) == Some("&#")
            && reference(text, at + 1).is_some()
        {
            // The two parts of a name.
            plain.push(' ');
            at += 1;
        } else if matches!(character, '\0'..=' ' | '<' | '>' | '"') {
            break;
        } else {
            plain.push(character);
            at += character.len_utf8();
        }
    }
    (plain, at.max(start + 1), telling)
}
