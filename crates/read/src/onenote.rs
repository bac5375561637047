//! OneNote sections and notebooks (.one, .onetoc2; [MS-ONESTORE]).
//!
//! In: bytes. Out: every text that a property holds, in all revisions that the file still has; authors and names of
//! files apart; embedded files as children. Texts and files are found by how they are framed, not by following the
//! revisions from the root, so that damaged files, deleted pages and both ways of packing are read alike.

use std::ops::Range;

use noroshi_base::DocumentKind;
use noroshi_intake::Media;

use crate::bytes::{slice, u32_at, u64_at, utf16};
use crate::emit::{Emit, guard, safe_name};
use crate::{Options, Role, Sink, binary};

/// Begins an embedded file: {BDE316E7-2665-4511-A4C4-8D4D0B7A9EAC}.
const FILE: &[u8] = b"\xE7\x16\xE3\xBD\x65\x26\x11\x45\xA4\xC4\x8D\x4D\x0B\x7A\x9E\xAC";
/// Bytes between the mark and the file: length, unused, reserved.
const FILE_HEAD: usize = 16 + 8 + 4 + 8;
/// Units of one text.
const MOST_UNITS: usize = 1 << 20;

/// Properties whose number stands right before their text, and what they are.
const AUTHOR: u32 = 0x1C00_1D75;
const FILE_NAMES: [u32; 3] = [0x1C00_1D9C, 0x1C00_1D9D, 0x1C00_1DD7];

/// Reads one section; what cannot be parsed is noticed, never an error.
pub fn read(name: &str, media: Media, bytes: &[u8], options: &Options, sink: &mut dyn Sink) {
    let mut emit = Emit::new(name, options, sink);
    emit.open(DocumentKind::Prose, media);
    guard(&mut emit, |emit| section(bytes, emit));
}

/// What was found outside of embedded files.
#[derive(Default)]
struct Texts {
    lines: String,
    authors: Vec<String>,
    names: Vec<String>,
}

fn section(bytes: &[u8], emit: &mut Emit<'_>) {
    let files = files(bytes, emit);
    let mut texts = Texts::default();
    let mut at = 0_usize;
    for range in files.iter().cloned().chain(std::iter::once(bytes.len()..bytes.len())) {
        let between = bytes.get(at..range.start).unwrap_or_default();
        texts.find(between);
        binary::leftover(between, "other properties", emit);
        at = range.end;
    }
    emit.lines("text", Role::Prose, 1, texts.lines);
    for author in &texts.authors {
        emit.text("author", Role::Property("author".into()), author.as_str());
    }
    for name in &texts.names {
        emit.text("name of an embedded file", Role::Name, name.as_str());
    }
    for (number, range) in files.iter().enumerate() {
        let data = bytes.get(range.clone()).unwrap_or_default();
        emit.child(&child_name(number, data, files.len(), &texts.names), data);
    }
}

/// Where the contents of the embedded files lie.
fn files(bytes: &[u8], emit: &mut Emit<'_>) -> Vec<Range<usize>> {
    let mut files = Vec::new();
    let mut end = 0_usize;
    for mark in memchr::memmem::find_iter(bytes, FILE) {
        if mark < end {
            continue;
        }
        let start = mark + FILE_HEAD;
        let Some(length) = u64_at(bytes, mark + 16).and_then(|length| usize::try_from(length).ok()) else {
            break;
        };
        let wanted = start.saturating_add(length);
        if wanted > bytes.len() {
            let place = format!("file {}", files.len() + 1);
            emit.malformed(&place, "埋め込みファイルが途中で切れています", "an embedded file is cut off");
        }
        end = wanted.min(bytes.len());
        files.push(start.min(end)..end);
    }
    files
}

/// The only name is that of the only file; else the one whose ending the content has.
fn child_name(number: usize, data: &[u8], count: usize, names: &[String]) -> String {
    let own = match names {
        [one] if count == 1 => Some(one.as_str()),
        _ => {
            let media = noroshi_intake::sniff("", data.get(..1 << 16).unwrap_or(data)).name();
            let fits = |name: &&String| name.to_ascii_lowercase().ends_with(&format!(".{media}"));
            names.iter().find(fits).map(String::as_str)
        }
    };
    let own = own.map(|name| safe_name(name, "")).filter(|name| !name.is_empty());
    match own {
        Some(name) => format!("file {} {name}", number + 1),
        None => format!("file {}.bin", number + 1),
    }
}

impl Texts {
    /// Finds texts that stand behind their length, wherever they begin.
    fn find(&mut self, bytes: &[u8]) {
        let mut at = 0_usize;
        let mut next_author = None;
        while let Some(length) = u32_at(bytes, at) {
            let length = length as usize;
            let text = (length >= 4 && length.is_multiple_of(2) && length / 2 <= MOST_UNITS)
                .then(|| slice(bytes, at + 4, length).and_then(plain))
                .flatten();
            let Some(text) = text else {
                at += 1;
                continue;
            };
            let property = at.checked_sub(4).and_then(|before| u32_at(bytes, before)).unwrap_or(0);
            // An author's initials and name stand one behind the other, the numbers of both before them.
            let author = property == AUTHOR || next_author == Some(at);
            self.keep(if author { AUTHOR } else { property }, &text);
            at += 4 + length;
            next_author = (property == AUTHOR).then_some(at);
        }
    }

    fn keep(&mut self, property: u32, text: &str) {
        let list = if property == AUTHOR {
            &mut self.authors
        } else if FILE_NAMES.contains(&property) || is_file_name(text) {
            &mut self.names
        } else {
            self.lines.push_str(text);
            self.lines.push('\n');
            return;
        };
        if list.len() < 5000 && !list.iter().any(|known| known == text) {
            list.push(text.to_owned());
        }
    }
}

/// A path, or a short word with an ending.
fn is_file_name(text: &str) -> bool {
    let ending = text.rsplit_once('.').map_or("", |(_, ending)| ending);
    let ended = !text.starts_with('.')
        && (2..=5).contains(&ending.len())
        && ending.bytes().all(|byte| byte.is_ascii_alphanumeric());
    ended && text.chars().count() < 260 && !text.contains(['\n', '\r', '。', '/']) && !text.contains(": ")
}

/// The text of bytes that are UTF-16, or ASCII, throughout; a NUL may end it. `None` for anything else.
fn plain(raw: &[u8]) -> Option<String> {
    let ended = raw.ends_with(&[0, 0]);
    let raw = raw.strip_suffix(&[0, 0]).unwrap_or(raw);
    let narrow = raw.iter().all(|byte| matches!(byte, b'\t' | b'\r' | b'\n' | 0x20..=0x7E));
    if narrow && !ended {
        // Pairs of letters pass for kanji and a few kanji for letters: what is short is read both ways.
        let text = std::str::from_utf8(raw).ok().filter(|text| text.contains(char::is_alphanumeric))?;
        return Some(if raw.len() <= 8 { format!("{text}\n{}", utf16(raw)) } else { text.to_owned() });
    }
    // Numbers that happen to stand behind their length differ early.
    let letter = |c: char| !c.is_control() || matches!(c, '\n' | '\r' | '\t' | '\u{b}');
    let known = |c: char| {
        matches!(u32::from(c), 0x09..=0x024F | 0x0370..=0x052F | 0x2000..=0x33FF | 0x4E00..=0x9FFF | 0xAC00..=0xD7A3)
            || matches!(u32::from(c), 0xF900..=0xFAFF | 0xFF00..=0xFFEF | 0x1_F000..=0x2_FFFF)
    };
    let head = utf16(raw.get(..16).unwrap_or(raw));
    if head.is_empty() || !head.chars().all(|c| letter(c) && (known(c) || c == char::REPLACEMENT_CHARACTER)) {
        return None;
    }
    let text = utf16(raw);
    let clean = text.chars().all(|c| letter(c) && known(c)) && text.chars().any(char::is_alphanumeric);
    clean.then_some(text)
}

#[cfg(test)]
mod tests {
    use noroshi_base::NoticeCode;
    use proptest::prelude::*;

    use super::*;
    use crate::emit::tests::{hear, torture};

    /// A property of text behind its number.
    fn property(number: u32, text: &str) -> Vec<u8> {
        let wide: Vec<u8> = text.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
        [&number.to_le_bytes()[..], &u32::try_from(wide.len()).unwrap().to_le_bytes(), &wide].concat()
    }

    fn file(data: &[u8]) -> Vec<u8> {
        [FILE, &(data.len() as u64).to_le_bytes(), &[0; 12], data, &[9; 16]].concat()
    }

    fn section() -> Vec<u8> {
        let mut out = b"\xE4\x52\x5C\x7B\x8C\xD8\xA7\x4D\xAE\xB1\x53\x78\xD0\x29\x96\xD3".to_vec();
        out.extend([0; 100]);
        out.extend(property(AUTHOR, "山田"));
        out.extend(property(0x1C00_1C22, "蒼海電機の連絡先はこちら"));
        out.extend(property(0x1C00_1C22, "押す"));
        out.extend(property(0x1C00_1D9C, "請求書.vbs"));
        out.extend(property(0x1C00_1D9D, "C:\\Users\\yamada\\AEC\\請求書.vbs"));
        out.extend(b"\x11\0\0\0ASCII only text here");
        out.extend(file("CreateObject(\"x\") ' http://evil.example/x 蒼海".as_bytes()));
        out.extend(file(b"MZ\x90\0second file"));
        out.extend(property(0x1C00_1C22, "最後の頁"));
        out
    }

    #[test]
    fn a_section_gives_everything_it_holds() {
        assert_eq!(noroshi_intake::sniff("a.one", &section()), Media::OneNote);
        let heard = hear("a.one", Media::OneNote, &section());
        assert_eq!(heard.part("text"), ["蒼海電機の連絡先はこちら\n押す\n最後の頁\n"]);
        assert_eq!(heard.role(&Role::Property("author".into())), ["山田"]);
        assert_eq!(heard.role(&Role::Name), ["請求書.vbs", "C:\\Users\\yamada\\AEC\\請求書.vbs"]);
        assert!(heard.part("other properties").concat().contains("ASCII only text here"));
        assert_eq!(heard.children.len(), 2);
        assert!(heard.children[0].1.starts_with(b"CreateObject"));
        assert_eq!(heard.children[1], ("file 2.bin".to_owned(), b"MZ\x90\0second file".to_vec()));
        assert!(heard.notices.is_empty());
        let one = [property(0x1C00_1D9C, "開いて.hta"), file(b"<hta>")].concat();
        assert_eq!(hear("a.one", Media::OneNote, &one).children[0].0, "file 1 開いて.hta");
    }

    #[test]
    fn broken_sections_are_read_as_far_as_they_go() {
        let whole = section();
        let cut = whole.len() - 60;
        let heard = hear("a.one", Media::OneNote, &whole[..cut]);
        assert_eq!(heard.notices[0].code, NoticeCode::Malformed);
        assert!(heard.all().contains("蒼海電機"));
        torture("a.one", Media::OneNote, &whole);
    }

    proptest! {
        #[test]
        fn any_bytes_go_through(bytes in proptest::collection::vec(any::<u8>(), 0..600), at in 0..100_usize) {
            let mut bytes = bytes;
            bytes.splice(at.min(bytes.len())..at.min(bytes.len()), FILE.iter().copied());
            hear("noise", Media::OneNote, &bytes);
        }
    }
}
