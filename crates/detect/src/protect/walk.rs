//! Small walks over the characters around a cue; each looks at a bounded stretch.

use noroshi_profile::fold::{is_kana, is_kanji};

/// Bytes looked at on either side of a cue.
pub(super) const REACH: usize = 240;

/// Start of the run left of `end` whose characters fit.
pub(super) fn left(text: &str, end: usize, most: usize, fits: impl Fn(char) -> bool) -> usize {
    let mut from = end;
    for c in text.get(..end).unwrap_or("").chars().rev().take(most) {
        if !fits(c) {
            break;
        }
        from -= c.len_utf8();
    }
    from
}

/// End of the run right of `start` whose characters fit.
pub(super) fn right(text: &str, start: usize, most: usize, fits: impl Fn(char) -> bool) -> usize {
    let mut to = start;
    for c in text.get(start..).unwrap_or("").chars().take(most) {
        if !fits(c) {
            break;
        }
        to += c.len_utf8();
    }
    to
}

pub(super) fn before(text: &str, at: usize) -> Option<char> {
    text.get(..at)?.chars().next_back()
}

pub(super) fn after(text: &str, at: usize) -> Option<char> {
    text.get(at..)?.chars().next()
}

/// The line around an offset, at most [`REACH`] bytes to the left and four times as many to the right.
pub(super) fn line(text: &str, at: usize) -> (usize, usize) {
    let bytes = text.as_bytes();
    let mut from = at.saturating_sub(REACH);
    if let Some(found) = bytes.get(from..at).and_then(|part| memchr::memrchr2(b'\n', b'\r', part)) {
        from += found + 1;
    }
    let mut to = (at + 4 * REACH).min(bytes.len());
    if let Some(found) = bytes.get(at..to).and_then(|part| memchr::memchr2(b'\n', b'\r', part)) {
        to = at + found;
    }
    (ceil(text, from), floor(text, to))
}

pub(super) fn floor(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

pub(super) fn ceil(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}

pub(super) fn is_wide(c: char) -> bool {
    is_kanji(c) || is_kana(c)
}

pub(super) const fn is_katakana(c: char) -> bool {
    matches!(c, '\u{30A1}'..='\u{30FF}' | '\u{FF66}'..='\u{FF9F}')
}

/// The digit a character shows, full-width included.
pub(super) const fn digit(c: char) -> Option<u8> {
    match c {
        '0'..='9' => Some(c as u8 - b'0'),
        '\u{FF10}'..='\u{FF19}' => Some((c as u32 - 0xFF10) as u8),
        _ => None,
    }
}

/// Whether a character may stand in a label of a host name.
pub(super) fn is_host_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_')
}
