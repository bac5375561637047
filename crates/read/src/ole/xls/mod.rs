//! Excel workbooks before 2007 ([MS-XLS] BIFF8, and BIFF5 of Excel 5 and 95).
//!
//! In: the stream `Workbook` or `Book`. Out: cells with their sheet and range, hidden sheets, rows and columns apart,
//! formulas with their strings, names, links to other files with what is cached of them, notes and their authors, who
//! wrote the file last; strings of every other record.

mod cells;
mod formula;
mod strings;

use noroshi_base::NoticeCode;

use super::Ole;
use super::cipher::Lock;
use crate::Role;
use crate::bytes::{slice, u16_at, u32_at};
use crate::office::dates;
use cells::Sheet;
use strings::{Segments, Strings};

/// Bytes of records without a reader whose strings are looked at.
const MOST_OTHER: usize = 64 << 20;
/// Strings of one workbook.
const MOST_STRINGS: usize = 4_000_000;

const BOF: u16 = 0x0809;
const CONTINUE: u16 = 0x003C;
const FILEPASS: u16 = 0x002F;
/// Records at the start among which a lock stands.
const LOCKED_WITHIN: usize = 64;
/// Bytes that are locked with one key.
const BLOCK: usize = 1024;

/// Records that say how things look or how the program calculates, in every workbook alike.
const NOISE: [u16; 17] = [
    0x000A, 0x0031, 0x00E0, 0x0092, 0x0293, 0x087C, 0x087D, 0x0892, 0x00FF, 0x0208, 0x0225, 0x0896, 0x088E,
    0x0099, 0x00D7, 0x023E, 0x00E5,
];

/// What all sheets share.
#[derive(Default)]
pub(super) struct Book {
    /// Whether strings carry a mark for their width.
    wide: bool,
    codepage: u16,
    shared: Vec<String>,
    /// Whether a cell shows the shared string.
    used: Vec<bool>,
    phonetic: String,
    formats: Vec<(u16, bool)>,
    times: Vec<bool>,
    from_1904: bool,
    /// Start, state, kind and name of every sheet.
    sheets: Vec<(usize, u8, u8, String)>,
    names: String,
    name_list: Vec<String>,
    links: String,
    people: Vec<(&'static str, String)>,
    other: Vec<u8>,
}

impl Book {
    /// The time that a number shows in a cell format.
    fn time(&self, format: u16, value: f64) -> Option<String> {
        let shows = self.times.get(usize::from(format)).copied().unwrap_or(false);
        shows.then(|| dates::serial(value, self.from_1904)).flatten()
    }

    fn reader(&self) -> Strings {
        Strings { wide: self.wide, codepage: self.codepage }
    }
}

/// One record with the pieces that continue it.
struct Record<'a> {
    start: usize,
    kind: u16,
    pieces: Vec<&'a [u8]>,
}

impl<'a> Record<'a> {
    fn body(&self) -> &'a [u8] {
        self.pieces.first().copied().unwrap_or_default()
    }
}

/// The records of a stream.
struct Records<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Iterator for Records<'a> {
    type Item = Record<'a>;

    fn next(&mut self) -> Option<Record<'a>> {
        let start = self.at;
        let (kind, piece) = self.piece()?;
        let mut pieces = vec![piece];
        while u16_at(self.bytes, self.at) == Some(CONTINUE) {
            let Some((_, piece)) = self.piece() else { break };
            pieces.push(piece);
        }
        Some(Record { start, kind, pieces })
    }
}

impl<'a> Records<'a> {
    fn piece(&mut self) -> Option<(u16, &'a [u8])> {
        let kind = u16_at(self.bytes, self.at)?;
        let length = usize::from(u16_at(self.bytes, self.at + 2)?);
        let rest = self.bytes.get(self.at + 4..)?;
        self.at += 4 + length;
        Some((kind, rest.get(..length).unwrap_or(rest)))
    }
}

/// Reads the workbook of a storage.
pub(super) fn read(storage: usize, ole: &mut Ole<'_, '_, '_>) {
    let name = if ole.cfb.find(storage, "Workbook").is_some() { "Workbook" } else { "Book" };
    let Some((_, bytes)) = ole.take(storage, name) else { return };
    let place = ole.place(storage, "workbook");
    match lock(bytes) {
        None => stream(storage, bytes, ole),
        Some(head) => match Lock::open(head, ole.emit.passwords()) {
            Some(lock) => {
                ole.unlocked(&place);
                stream(storage, &decrypt(bytes, &lock), ole);
            }
            None => ole.emit.notice(
                &place,
                NoticeCode::Encrypted,
                "パスワードで保護されたブックのため読めません",
                "the workbook is protected by a password",
            ),
        },
    }
}

/// What a locked workbook says about its cipher.
fn lock(bytes: &[u8]) -> Option<&[u8]> {
    let record = Records { bytes, at: 0 }.take(LOCKED_WITHIN).find(|record| record.kind == FILEPASS)?;
    // Two bytes say which cipher; 1 is RC4.
    Some(if u16_at(record.body(), 0) == Some(1) { record.body().get(2..).unwrap_or_default() } else { &[] })
}

/// The records with plain bodies; their heads and a few bodies are plain all along.
fn decrypt(bytes: &[u8], lock: &Lock) -> Vec<u8> {
    let mut plain = lock.decrypt(bytes, BLOCK);
    let mut at = 0_usize;
    while let (Some(kind), Some(length)) = (u16_at(bytes, at), u16_at(bytes, at + 2)) {
        let open = match kind {
            BOF | FILEPASS | 0x00E1 | 0x0194 | 0x0195 | 0x0138 | 0x0196 => usize::from(length),
            // Where the sheet begins.
            0x0085 => 4,
            _ => 0,
        };
        let end = (at + 4 + open).min(bytes.len());
        if let (Some(to), Some(from)) = (plain.get_mut(at..end), bytes.get(at..end)) {
            to.copy_from_slice(from);
        }
        at += 4 + usize::from(length);
    }
    plain
}

fn stream(storage: usize, bytes: &[u8], ole: &mut Ole<'_, '_, '_>) {
    let mut book = Book::default();
    let mut sheet: Option<Sheet> = None;
    let mut depth = 0_u32;
    let mut ended = false;
    for record in (Records { bytes, at: 0 }) {
        if !ole.emit.more() {
            return;
        }
        ended = record.kind == 0x000A;
        match record.kind {
            BOF => {
                depth += 1;
                let body = record.body();
                // Macro sheets of old workbooks state the new version.
                if u16_at(body, 2) == Some(0x0005) || book.sheets.is_empty() {
                    book.wide = u16_at(body, 0) == Some(0x0600);
                }
                let listed = book.sheets.iter().any(|(start, ..)| *start == record.start);
                // Charts are streams inside the stream of their sheet.
                if u16_at(body, 2) != Some(0x0005) && (depth == 1 || listed) {
                    depth = 1;
                    finish(sheet.take(), &book, ole);
                    sheet = Some(begin(storage, record.start, &book, ole));
                }
            }
            0x000A => depth = depth.saturating_sub(1),
            _ => {}
        }
        let taken = sheet.as_mut().is_some_and(|sheet| sheet.take(&record, &mut book, ole));
        if !taken {
            global(&record, &mut book);
        }
    }
    finish(sheet, &book, ole);
    hand_on(storage, book, ole);
    if !ended && depth > 0 {
        let place = ole.place(storage, "workbook");
        ole.emit.malformed(&place, "ブックが途中で切れています", "the workbook is cut off");
    }
}

fn begin(storage: usize, start: usize, book: &Book, ole: &Ole<'_, '_, '_>) -> Sheet {
    let listed = book.sheets.iter().find(|(at, ..)| *at == start);
    let (state, kind, name) =
        listed.map_or((1, 0, "(not listed)"), |(_, state, kind, name)| (*state, *kind, name));
    let mark = match state & 3 {
        0 => "",
        1 => " (hidden)",
        _ => " (very hidden)",
    };
    let macros = if kind == 1 { " (macro sheet)" } else { "" };
    Sheet::new(ole.place(storage, &format!("sheet {name}{mark}{macros}")), state & 3 != 0)
}

fn finish(sheet: Option<Sheet>, book: &Book, ole: &mut Ole<'_, '_, '_>) {
    if let Some(sheet) = sheet {
        sheet.finish(book, ole);
    }
}

/// Takes a record that concerns the whole workbook, or that has no reader.
fn global(record: &Record<'_>, book: &mut Book) {
    let body = record.body();
    let read = book.reader();
    let text = |at: usize| read.long(body, at).unwrap_or_default();
    match record.kind {
        0x0042 => book.codepage = u16_at(body, 0).unwrap_or(0),
        0x0022 => book.from_1904 = u16_at(body, 0) == Some(1),
        0x0085 => {
            let start = u32_at(body, 0).map_or(usize::MAX, |at| at as usize);
            let byte = |at: usize| body.get(at).copied().unwrap_or(0);
            let name = read.short(body, 6).unwrap_or_default();
            book.sheets.push((start, byte(4), byte(5), name));
        }
        0x00FC => shared(record, book),
        0x041E => {
            let code = if book.wide { text(2) } else { read.short(body, 2).unwrap_or_default() };
            book.formats.push((u16_at(body, 0).unwrap_or(0), dates::is_time_code(&code)));
        }
        0x00E0 => {
            let id = u16_at(body, 2).unwrap_or(0);
            let own = book.formats.iter().find(|(known, _)| *known == id).map(|(_, time)| *time);
            book.times.push(own.unwrap_or(dates::is_time_format(id.into())));
        }
        0x0018 | 0x0218 => name(body, book),
        0x01AE => supporting_book(body, book),
        0x0017 if !book.wide => add(&mut book.links, &read.short(body, 0).unwrap_or_default()),
        0x0023 => add(&mut book.links, &read.short(body, 6).unwrap_or_default()),
        0x0051 => {
            let path = if book.wide { text(6) } else { read.short(body, 6).unwrap_or_default() };
            add(&mut book.links, &path_text(&path));
        }
        0x005A => cached(body, book),
        0x005C => book.people.push(("last written by (author)", user(read, body))),
        0x005B => book.people.push(("reserved by (author)", if book.wide { text(4) } else { String::new() })),
        0x01BA => book.people.push(("code name", text(0))),
        kind if NOISE.contains(&kind) => {}
        _ => {
            for piece in &record.pieces {
                if book.other.len() < MOST_OTHER && piece.len() > 5 {
                    book.other.extend_from_slice(piece);
                    book.other.extend_from_slice(&[0, 0]);
                }
            }
        }
    }
}

/// The user in a record that is filled up with spaces; some programs leave the length out.
fn user(read: Strings, body: &[u8]) -> String {
    let length = if read.wide { u16_at(body, 0) } else { body.first().copied().map(u16::from) };
    if length.is_none_or(|length| usize::from(length) > body.len()) {
        return crate::bytes::by_codepage(body, 0);
    }
    let text = if read.wide { read.long(body, 0) } else { read.short(body, 0) };
    text.unwrap_or_default()
}

/// The table of shared strings.
fn shared(record: &Record<'_>, book: &mut Book) {
    let mut segments = Segments::new(&record.pieces);
    segments.skip(4);
    let count = segments.u32().unwrap_or(0) as usize;
    while book.shared.len() < count.min(MOST_STRINGS) {
        let Some((text, phonetic)) = segments.rich() else { break };
        book.shared.push(text);
        book.used.push(false);
        if !phonetic.is_empty() {
            add(&mut book.phonetic, &phonetic);
        }
    }
}

/// A defined name and the strings of what it stands for.
fn name(body: &[u8], book: &mut Book) {
    let read = book.reader();
    let count = usize::from(body.get(3).copied().unwrap_or(0));
    let Some((name, end)) = read.counted(body, 14, count) else { return };
    let built_in = u16_at(body, 0).unwrap_or(0) & 0x20 != 0;
    let name = if built_in { formula::built_in(&name).to_owned() } else { name };
    let length = usize::from(u16_at(body, 4).unwrap_or(0));
    let value = slice(body, end, length).map(|tokens| formula::text(tokens, book)).unwrap_or_default();
    add(&mut book.names, &format!("{name} = {value}"));
    book.name_list.push(name);
}

/// Another workbook that this one refers to, with the sheets it names.
fn supporting_book(body: &[u8], book: &mut Book) {
    let count = usize::from(u16_at(body, 0).unwrap_or(0));
    // Marks for the workbook itself and for built-in functions.
    if matches!(u16_at(body, 2), Some(0x0401 | 0x3A01) | None) {
        return;
    }
    let read = book.reader();
    let mut at = 2_usize;
    for entry in 0..=count {
        let Some((text, end)) = read.long_end(body, at) else { break };
        let text = match (entry, count) {
            // Without sheets it is a program and what it is told (DDE).
            (0, 0) => text.replace('\u{3}', "|"),
            (0, _) => path_text(&text),
            _ => text,
        };
        add(&mut book.links, &text);
        at = end;
    }
}

/// A path in which control characters stand for drives and folders.
fn path_text(path: &str) -> String {
    let mut out = String::new();
    let mut chars = path.chars();
    while let Some(c) = chars.next() {
        match c {
            '\u{1}' => {
                // Behind the mark: `@` for a share, else a drive.
                match chars.next() {
                    Some('\u{1}') => match chars.next() {
                        Some('@') => out.push_str("\\\\"),
                        Some(drive) => out.extend([drive, ':', '\\']),
                        None => {}
                    },
                    Some(c) if !c.is_control() => out.push(c),
                    _ => {}
                }
            }
            '\u{2}'..='\u{8}' => out.push('\\'),
            c => out.push(c),
        }
    }
    out
}

/// Values that were cached of another workbook.
fn cached(body: &[u8], book: &mut Book) {
    let read = book.reader();
    let mut at = 4_usize;
    while let Some(kind) = body.get(at) {
        if *kind == 2 {
            let Some((text, end)) = read.long_end(body, at + 1) else { break };
            add(&mut book.links, &text);
            at = end;
        } else {
            at += 9;
        }
    }
}

fn add(lines: &mut String, text: &str) {
    let text = text.trim_matches(|c: char| c.is_control() || c == ' ');
    if !text.is_empty() {
        lines.push_str(text);
        lines.push('\n');
    }
}

fn hand_on(storage: usize, book: Book, ole: &mut Ole<'_, '_, '_>) {
    let titles: Vec<&str> = book.sheets.iter().map(|(.., name)| name.as_str()).collect();
    let at = |label: &str| ole.place(storage, label);
    let (sheets, names, links) = (at("sheet names"), at("defined names"), at("links to other files"));
    let (phonetic, unused, other) = (at("phonetic"), at("strings of no cell"), at("other records"));
    ole.emit.text(sheets, Role::Property("sheet".into()), titles.join("\n"));
    ole.emit.text(names, Role::Code, book.names);
    ole.emit.text(links, Role::Field("rels/target".into()), book.links);
    ole.emit.text(phonetic, Role::Hidden, book.phonetic);
    let left: Vec<&str> = (book.shared.iter().zip(&book.used))
        .filter(|(_, used)| !**used)
        .map(|(text, _)| text.as_str())
        .collect();
    ole.emit.text(unused, Role::Hidden, left.join("\n"));
    for (label, text) in book.people {
        let place = ole.place(storage, label);
        let role = if label.ends_with("(author)") { "author" } else { label };
        ole.emit.text(place, Role::Property(role.into()), text.trim_matches(['\0', ' ']));
    }
    ole.strings(&other, &book.other);
}

#[cfg(test)]
mod tests {
    use noroshi_intake::Media;

    use super::*;
    use crate::Options;
    use crate::emit::tests::{Heard, hear};
    use crate::ole::cfb::Cfb;
    use crate::ole::cipher::tests::locked_with;
    use crate::ole::tests::{Compound, fixture};

    /// The real workbook, locked.
    fn locked(password: &str) -> Vec<u8> {
        let file = fixture("real.xls");
        let cfb = Cfb::open(&file, 1000).unwrap();
        let stream = &cfb.entries[cfb.find(0, "Workbook").unwrap()].data;
        let (lock, head) = locked_with(password);
        let first = 4 + usize::from(u16_at(stream, 2).unwrap());
        let length = u16::try_from(head.len() + 2).unwrap().to_le_bytes();
        let plain =
            [&stream[..first], &FILEPASS.to_le_bytes(), &length, &[1, 0], &head, &stream[first..]].concat();
        // The cipher is its own inverse.
        Compound::new().with("Workbook", &decrypt(&plain, &lock)).bytes()
    }

    #[test]
    fn a_workbook_locked_with_a_known_password_is_read() {
        let heard = hear("a.xls", Media::Ole, &locked("VelvetSweatshop"));
        assert!(heard.all().contains("AEC-DB01\t198.51.100.7\t2026-01-06 10:30:15"), "{}", heard.all());
        assert_eq!(heard.notices[0].code, NoticeCode::Info);
        let bytes = locked("蒼海2026");
        let heard = hear("a.xls", Media::Ole, &bytes);
        assert_eq!(heard.notices[0].code, NoticeCode::Encrypted);
        assert!(!heard.all().contains("AEC-DB01"));
        let mut heard = Heard::default();
        let options =
            Options { passwords: vec!["infected".into(), "蒼海2026".into()], ..Options::default() };
        crate::read("a.xls", Media::Ole, &bytes, &options, &mut heard);
        assert!(heard.all().contains("AEC-DB01"));
    }
}
