//! Word documents before 2007 ([MS-DOC]; Word 6 and 95 as far as they agree with it).
//!
//! In: the stream `WordDocument` and its table stream. Out: body, notes, headers, comments and boxes through the piece
//! table; hidden and deleted text apart; names of reviewers, earlier savers and their paths; what lies outside of all
//! pieces as strings, since fast saving leaves old text there.

mod pieces;

use std::ops::Range;

use noroshi_base::NoticeCode;

use super::{Ole, cipher};
use crate::Role;
use crate::bytes::{by_codepage, slice, u16_at, u32_at, utf16};
use cipher::Lock;
use pieces::{Piece, Spans};

/// First number of the format of Word 97.
const WORD_97: u16 = 0xC0;
/// The text is locked, and whether by XOR.
const LOCKED: u16 = 0x0100;
const OBFUSCATED: u16 = 0x8000;
/// Bytes of the header that are never locked, and bytes that are locked with one key.
const PLAIN: usize = 68;
const BLOCK: usize = 512;
/// Strings taken of one table of strings.
const MOST_STRINGS: usize = 5000;

/// Parts of the text in their order: field of the header, label, whether a reader of the page sees it.
const STORIES: [(usize, &str, bool); 8] = [
    (0x4C, "body", true),
    (0x50, "footnotes", true),
    (0x54, "headers and footers", true),
    (0x58, "macros", false),
    (0x5C, "comments", false),
    (0x60, "endnotes", true),
    (0x64, "text boxes", true),
    (0x68, "header text boxes", true),
];

/// The same in Word 6 and 95.
const OLD_STORIES: [(usize, &str, bool); 8] = [
    (0x34, "body", true),
    (0x38, "footnotes", true),
    (0x3C, "headers and footers", true),
    (0x40, "macros", false),
    (0x44, "comments", false),
    (0x48, "endnotes", true),
    (0x4C, "text boxes", true),
    (0x50, "header text boxes", true),
];

/// Reads the document of a storage.
pub(super) fn read(storage: usize, ole: &mut Ole<'_, '_, '_>) {
    let Some((_, main)) = ole.take(storage, "WordDocument") else { return };
    let place = ole.place(storage, "body");
    let flags = u16_at(main, 0x0A).unwrap_or(0);
    let version = u16_at(main, 2).unwrap_or(0);
    let old = version < WORD_97;
    let table = if old {
        main
    } else {
        let names = if flags & 0x0200 != 0 { ["1Table", "0Table"] } else { ["0Table", "1Table"] };
        names.iter().find_map(|name| ole.take(storage, name)).map_or(&[][..], |(_, raw)| raw)
    };
    if flags & LOCKED == 0 {
        document(storage, main, table, old, ole);
        return;
    }
    let lock = if old || flags & OBFUSCATED != 0 { None } else { Lock::open(table, ole.emit.passwords()) };
    match lock {
        Some(lock) => {
            ole.unlocked(&place);
            let [main, table] = [(main, PLAIN), (table, cipher::HEAD)].map(|(raw, plain)| {
                let mut opened = lock.decrypt(raw, BLOCK);
                for (to, from) in opened.iter_mut().zip(raw).take(plain) {
                    *to = *from;
                }
                opened
            });
            document(storage, &main, &table, old, ole);
        }
        None => ole.emit.notice(
            &place,
            NoticeCode::Encrypted,
            "パスワードで保護された文書のため本文を読めません",
            "the document is protected by a password; its text was not read",
        ),
    }
}

fn document(storage: usize, main: &[u8], table: &[u8], old: bool, ole: &mut Ole<'_, '_, '_>) {
    let Some(pieces) = pieces::find(main, table, old) else {
        let place = ole.place(storage, "body");
        ole.emit.malformed(
            &place,
            "本文の目録が壊れているため、文字列だけを読みました",
            "the table of the text is broken; only strings were read",
        );
        ole.strings(&ole.place(storage, "WordDocument"), main);
        ole.strings(&ole.place(storage, "table"), table);
        return;
    };
    let spans = Spans::read(main, table, old);
    stories(storage, main, &pieces, &spans, old, ole);
    if !old {
        names(storage, main, table, ole);
    }
    outside(storage, main, &pieces, ole);
    if !old {
        ole.strings(&ole.place(storage, "table"), table);
    }
}

/// Hands on every part of the text.
fn stories(
    storage: usize,
    main: &[u8],
    pieces: &[Piece],
    spans: &Spans,
    old: bool,
    ole: &mut Ole<'_, '_, '_>,
) {
    let mut start = 0_u32;
    let fields = if old { OLD_STORIES } else { STORIES };
    let mut lost = false;
    for (field, label, seen) in fields {
        let length = u32_at(main, field).unwrap_or(0).min(0x7FFF_FFFF);
        let Range { start: from, end } = start..start.saturating_add(length);
        start = end;
        if length == 0 {
            continue;
        }
        let story = pieces::story(main, pieces, spans, from..end);
        lost |= story.lost;
        let place = ole.place(storage, label);
        if seen {
            ole.emit.lines(place.as_str(), Role::Prose, 1, story.visible);
        } else {
            ole.emit.text(place.as_str(), Role::Hidden, story.visible);
        }
        ole.emit.text(format!("{place} hidden or deleted"), Role::Hidden, story.hidden);
        ole.emit.text(format!("{place} fields"), Role::Hidden, story.fields);
        ole.emit.text(format!("{place} as Japanese bytes"), Role::Hidden, story.japanese);
    }
    if lost {
        let place = ole.place(storage, "body");
        ole.emit.malformed(&place, "本文が途中で切れています", "the text is cut off");
    }
}

/// A table that the header places, by its number.
fn table_at<'a>(main: &[u8], table: &'a [u8], number: usize) -> &'a [u8] {
    let at = 0x9A + number * 8;
    let place = u32_at(main, at).zip(u32_at(main, at + 4));
    place.and_then(|(start, length)| slice(table, start as usize, length as usize)).unwrap_or_default()
}

/// Names of people and files that the document keeps beside its text.
fn names(storage: usize, main: &[u8], table: &[u8], ole: &mut Ole<'_, '_, '_>) {
    for (number, label, role) in [
        (36, "comment author", "author"),
        (51, "reviewer", "author"),
        (32, "associated", "associated"),
        (71, "saved by", "saved by"),
        (21, "bookmarks", "bookmark"),
        (37, "comment bookmarks", "bookmark"),
        (60, "variables", "variable"),
        (45, "form fields", "form field"),
    ] {
        let raw = table_at(main, table, number);
        let texts = if number == 36 { long_strings(raw) } else { strings(raw) };
        let place = ole.place(storage, label);
        for text in texts {
            let standing = matches!(text.as_str(), "Unknown" | "Error!" | "Normal");
            if !standing && !text.trim().is_empty() {
                ole.emit.text(place.as_str(), Role::Property(role.into()), text);
            }
        }
    }
}

/// A table of strings: wide or narrow, each behind its length, with data of a fixed size behind each.
fn strings(raw: &[u8]) -> Vec<String> {
    let wide = u16_at(raw, 0) == Some(0xFFFF);
    let base = if wide { 2 } else { 0 };
    let Some(extra) = u16_at(raw, base + 2).map(usize::from) else { return Vec::new() };
    let count = usize::from(u16_at(raw, base).unwrap_or(0)).min(MOST_STRINGS);
    let mut at = base + 4;
    let mut out = Vec::new();
    for _ in 0..count {
        let (length, head) = if wide {
            (u16_at(raw, at).map(|length| usize::from(length) * 2), 2)
        } else {
            (raw.get(at).map(|length| usize::from(*length)), 1)
        };
        let Some(text) = length.and_then(|length| slice(raw, at + head, length)) else { break };
        out.push(if wide { utf16(text) } else { by_codepage(text, 0) });
        at += head + text.len() + extra;
    }
    out
}

/// Strings behind their lengths, without a head.
fn long_strings(raw: &[u8]) -> Vec<String> {
    let mut at = 0_usize;
    let mut out = Vec::new();
    while let Some(length) = u16_at(raw, at).filter(|_| out.len() < MOST_STRINGS) {
        let Some(text) = slice(raw, at + 2, usize::from(length) * 2) else { break };
        out.push(utf16(text));
        at += 2 + text.len();
    }
    out
}

/// Strings of what no piece covers.
fn outside(storage: usize, main: &[u8], pieces: &[Piece], ole: &mut Ole<'_, '_, '_>) {
    let mut covered: Vec<Range<usize>> = pieces.iter().map(Piece::bytes).collect();
    covered.sort_by_key(|range| range.start);
    let place = ole.place(storage, "outside the text");
    let mut at = 0x200.min(main.len());
    for range in covered.into_iter().chain(std::iter::once(main.len()..main.len())) {
        if range.start > at {
            ole.strings(&place, main.get(at..range.start.min(main.len())).unwrap_or_default());
        }
        at = at.max(range.end);
    }
}

#[cfg(test)]
mod tests {
    use noroshi_intake::Media;

    use super::*;
    use crate::Options;
    use crate::emit::tests::{Heard, hear};
    use crate::ole::cfb::Cfb;
    use crate::ole::tests::{Compound, fixture};

    #[test]
    fn a_document_locked_with_a_known_password_is_read() {
        let file = fixture("real.doc");
        let cfb = Cfb::open(&file, 1000).unwrap();
        let stream = |name: &str| cfb.entries[cfb.find(0, name).unwrap()].data.to_vec();
        let (lock, head) = cipher::tests::locked_with("infected");
        let mut main = stream("WordDocument");
        let table = if main[0x0B] & 2 == 0 { "0Table" } else { "1Table" };
        // The head goes before the table, whose places in the header move along.
        let moved = [head.as_slice(), &stream(table)].concat();
        for at in (0x9A..0x9A + 93 * 8).step_by(8) {
            let place = u32_at(&main, at).unwrap() + u32::try_from(head.len()).unwrap();
            main[at..at + 4].copy_from_slice(&place.to_le_bytes());
        }
        main[0x0B] |= 1;
        let lock_up =
            |plain: &[u8], open: usize| [&plain[..open], &lock.decrypt(plain, BLOCK)[open..]].concat();
        let bytes = Compound::new()
            .with("WordDocument", &lock_up(&main, PLAIN))
            .with(table, &lock_up(&moved, cipher::HEAD))
            .bytes();
        assert_eq!(hear("a.doc", Media::Ole, &bytes).notices[0].code, NoticeCode::Encrypted);
        let options = Options { passwords: vec!["infected".into()], ..Options::default() };
        let mut heard = Heard::default();
        crate::read("a.doc", Media::Ole, &bytes, &options, &mut heard);
        assert!(heard.part("body").concat().starts_with("蒼海電機のサーバ AEC-DB01"), "{:?}", heard.notices);
        assert_eq!(heard.notices[0].code, NoticeCode::Info);
    }
}
