//! PowerPoint shows before 2007 ([MS-PPT]).
//!
//! In: the streams `PowerPoint Document` and `Current User`. Out: texts of slides, notes and masters, comments and
//! their authors, links; embedded objects and macro projects as children. The stream is read from its start, not from
//! the last edit, so that what earlier saves left behind is seen as well.

use std::io::Read as _;

use noroshi_base::NoticeCode;

use super::Ole;
use crate::Role;
use crate::bytes::{by_codepage, slice, u16_at, u32_at, utf16};

/// Containers inside containers.
const MOST_DEPTH: usize = 64;

const SLIDE: u16 = 1006;
const NOTES: u16 = 1008;
const MASTER: u16 = 1016;
const LIST: u16 = 4080;
const COMMENT: u16 = 12000;
const LINK: u16 = 4055;
const TEXT_WIDE: u16 = 4000;
const TEXT_NARROW: u16 = 4008;
const STRING: u16 = 4026;
const OBJECT: u16 = 4113;
const SESSION: u16 = 12052;

/// A record.
struct Record<'a> {
    kind: u16,
    instance: u16,
    container: bool,
    body: &'a [u8],
}

/// Reads the show of a storage.
pub(super) fn read(storage: usize, ole: &mut Ole<'_, '_, '_>) {
    let Some((_, document)) = ole.take(storage, "PowerPoint Document") else { return };
    if let Some((_, raw)) = ole.take(storage, "Current User") {
        user(storage, raw, ole);
    }
    let mut show = Show { storage, slides: 0, notes: 0, masters: 0, objects: 0, locked: false };
    show.walk(document, "document", 0, ole);
    if show.locked {
        let place = ole.place(storage, "document");
        ole.emit.notice(
            &place,
            NoticeCode::Encrypted,
            "パスワードで保護された文書のため読めません",
            "the show is protected by a password",
        );
    }
}

/// Who saved the show last.
fn user(storage: usize, raw: &[u8], ole: &mut Ole<'_, '_, '_>) {
    let length = usize::from(u16_at(raw, 20).unwrap_or(0));
    let narrow = slice(raw, 28, length).unwrap_or_default();
    let wide = raw.get(28 + narrow.len() + 4..).unwrap_or_default();
    let name = if wide.len() >= length * 2 && !wide.is_empty() {
        utf16(wide.get(..length * 2).unwrap_or_default())
    } else {
        by_codepage(narrow, 0)
    };
    let place = ole.place(storage, "current user");
    ole.emit.text(place, Role::Property("LastAuthor".into()), name.trim_end_matches('\0'));
}

/// State of reading one show.
struct Show {
    storage: usize,
    slides: u32,
    notes: u32,
    masters: u32,
    objects: u32,
    locked: bool,
}

impl Show {
    /// Hands on the records of a stretch; `label` says what they are part of.
    fn walk(&mut self, bytes: &[u8], label: &str, depth: usize, ole: &mut Ole<'_, '_, '_>) {
        let mut at = 0_usize;
        let mut lines = String::new();
        while let Some(record) = record(bytes, at) {
            if !ole.emit.more() {
                return;
            }
            at += 8 + record.body.len();
            if record.container && depth < MOST_DEPTH {
                self.container(&record, label, depth, ole);
            } else {
                self.atom(&record, label, &mut lines, ole);
            }
        }
        let place = ole.place(self.storage, label);
        let seen = label.starts_with("slide") || label.starts_with("notes");
        if seen {
            ole.emit.lines(place.as_str(), Role::Prose, 1, lines);
        } else {
            ole.emit.text(place.as_str(), Role::Hidden, lines);
        }
        let rest = bytes.get(at..).unwrap_or_default();
        if rest.len() > 8 && depth == 0 {
            ole.strings(&format!("{place} rest"), rest);
            ole.emit.malformed(&place, "レコードの並びが途中で切れています", "the records break off");
        }
    }

    fn container(&mut self, record: &Record<'_>, label: &str, depth: usize, ole: &mut Ole<'_, '_, '_>) {
        let count = |number: &mut u32, name: &str| {
            *number = number.saturating_add(1);
            format!("{name} {number}")
        };
        let own = match record.kind {
            SLIDE => count(&mut self.slides, "slide"),
            NOTES => count(&mut self.notes, "notes"),
            MASTER => count(&mut self.masters, "master"),
            LIST => match record.instance {
                0 => "slides outline".to_owned(),
                2 => "notes outline".to_owned(),
                _ => "masters outline".to_owned(),
            },
            COMMENT => return self.comment(record, ole),
            LINK => "links".to_owned(),
            _ => label.to_owned(),
        };
        self.walk(record.body, &own, depth + 1, ole);
    }

    fn atom(&mut self, record: &Record<'_>, label: &str, lines: &mut String, ole: &mut Ole<'_, '_, '_>) {
        match record.kind {
            TEXT_WIDE | STRING => push(lines, &utf16(record.body)),
            TEXT_NARROW => push(lines, &record.body.iter().map(|byte| char::from(*byte)).collect::<String>()),
            OBJECT => self.object(record, ole),
            SESSION => self.locked = true,
            // Positions, colours and the like are short.
            // Newer programs keep what the old format cannot say in packages.
            _ if memchr::memmem::find(record.body, b"PK\x03\x04").is_some() => {
                let at = memchr::memmem::find(record.body, b"PK\x03\x04").unwrap_or(0);
                self.objects = self.objects.saturating_add(1);
                let name =
                    ole.place(self.storage, &format!("package {}.zip", self.objects)).replace('/', " ");
                ole.emit.child(&name, record.body.get(at..).unwrap_or_default());
            }
            _ if record.body.len() > 64 => {
                let place = ole.place(self.storage, &format!("{label} other records"));
                ole.strings(&place, record.body);
            }
            _ => {}
        }
    }

    /// Author, text and initials.
    fn comment(&mut self, record: &Record<'_>, ole: &mut Ole<'_, '_, '_>) {
        let mut at = 0_usize;
        while let Some(inner) = self::record(record.body, at) {
            at += 8 + inner.body.len();
            if inner.kind != STRING {
                continue;
            }
            let text = utf16(inner.body);
            if inner.instance == 1 {
                ole.emit.text(ole.place(self.storage, "comments"), Role::Hidden, text);
            } else {
                ole.emit.text(
                    ole.place(self.storage, "comments author"),
                    Role::Property("author".into()),
                    text,
                );
            }
        }
    }

    /// An object or a macro project, usually deflated behind its length.
    fn object(&mut self, record: &Record<'_>, ole: &mut Ole<'_, '_, '_>) {
        self.objects = self.objects.saturating_add(1);
        let name = ole.place(self.storage, &format!("object {}.ole", self.objects)).replace('/', " ");
        if record.instance == 0 {
            ole.emit.child(&name, record.body);
            return;
        }
        let stated = u64::from(u32_at(record.body, 0).unwrap_or(0));
        let packed = record.body.get(4..).unwrap_or_default();
        let ratio = ole.emit.limits().ratio;
        let most = stated.min((packed.len() as u64).saturating_mul(ratio)).max(1 << 16);
        let mut data = Vec::new();
        // What was read before an error is kept.
        let whole = flate2::read::ZlibDecoder::new(packed).take(most).read_to_end(&mut data).is_ok();
        if !whole || (data.len() as u64) < stated {
            let place = ole.place(self.storage, &format!("object {}", self.objects));
            ole.emit.malformed(&place, "埋め込みオブジェクトが壊れています", "an embedded object is broken");
        }
        if !data.is_empty() {
            ole.emit.child(&name, &data);
        }
    }
}

/// The record at a place; what is cut off is given as far as it goes.
fn record(bytes: &[u8], at: usize) -> Option<Record<'_>> {
    let head = u16_at(bytes, at)?;
    let kind = u16_at(bytes, at + 2)?;
    let length = u32_at(bytes, at + 4)? as usize;
    let rest = bytes.get(at + 8..)?;
    // Garbage between records has no known kind.
    if kind < 0x03E8 && kind != 0 || kind > 0xF200 {
        return None;
    }
    let body = rest.get(..length).unwrap_or(rest);
    Some(Record { kind, instance: head >> 4, container: head & 0x0F == 0x0F, body })
}

fn push(lines: &mut String, text: &str) {
    for line in text.split(['\r', '\u{b}']).map(|line| line.trim_end_matches('\0')) {
        // A star stands for a number or a date; marks of program versions begin with three lines.
        if line != "*" && !line.starts_with("___PPT") {
            lines.push_str(line);
            lines.push('\n');
        }
    }
}
