//! Outlook messages ([MS-OXMSG]): one storage a message, a recipient or an attachment.
//!
//! In: a storage with `__properties_version1.0`. Out: headers, people, bodies, every other text as a property;
//! attachments as children. A message inside a message is read where it is, under the attachment's number.

use super::{Ole, lzfu, properties};
use crate::Role;
use crate::bytes::{by_codepage, u16_at, u32_at, u64_at, utf16};
use crate::emit::safe_name;
use crate::{html, mail, rtf};

const VALUES: &str = "__properties_version1.0";
/// What the names of streams with one property each begin with.
const PROPERTY: &str = "__substg1.0_";

/// What a storage is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Message,
    Recipient,
    Attachment,
}

/// Texts that stand for a header: number and name.
const HEADERS: [(u16, &str); 14] = [
    (0x0037, "subject"),
    (0x0E04, "to"),
    (0x0E03, "cc"),
    (0x0E02, "bcc"),
    (0x0050, "reply-to"),
    (0x1035, "message-id"),
    (0x1042, "in-reply-to"),
    (0x1039, "references"),
    (0x0040, "delivered-to"),
    (0x0076, "delivered-to"),
    (0x0044, "delivered-to"),
    (0x0078, "delivered-to"),
    (0x5D07, "delivered-to"),
    (0x0070, "thread-topic"),
];

/// Names of further properties.
const NAMES: [(u16, &str); 25] = [
    (0x001A, "message class"),
    (0x0E1D, "normalized subject"),
    (0x3FF8, "creator"),
    (0x3FFA, "lastmodifiedby"),
    (0x3001, "display name"),
    (0x3003, "address"),
    (0x39FE, "smtp address"),
    (0x5FF6, "recipient name"),
    (0x3A08, "telephone"),
    (0x3A16, "company"),
    (0x3A17, "title"),
    (0x3A18, "department"),
    (0x3A19, "office"),
    (0x3A06, "given name"),
    (0x3A11, "surname"),
    (0x3704, "file name"),
    (0x3707, "file name"),
    (0x3708, "path"),
    (0x370D, "path"),
    (0x370E, "mime type"),
    (0x3712, "content id"),
    (0x3713, "content location"),
    (0x0E28, "primary account"),
    (0x0E29, "next account"),
    (0x007D, "transport headers"),
];

/// Texts of the sender: name, address, address for the network.
const SENDERS: [([u16; 3], &str); 2] =
    [([0x0042, 0x0065, 0x5D02], "from"), ([0x0C1A, 0x0C1F, 0x5D01], "sender")];

/// Times of a message.
const TIMES: [(u16, &str); 5] = [
    (0x0039, "submitted"),
    (0x0E06, "delivered"),
    (0x3007, "created"),
    (0x3008, "modified"),
    (0x0048, "provider submitted"),
];

/// One property with a stream of its own.
struct Stream<'a> {
    id: u16,
    kind: u16,
    at: usize,
    data: &'a [u8],
}

/// Whether a storage is part of a message.
pub(super) fn is_part(storage: usize, ole: &Ole<'_, '_, '_>) -> bool {
    ole.cfb.find(storage, VALUES).is_some()
}

/// Reads a message, a recipient or an attachment.
pub(super) fn read(storage: usize, ole: &mut Ole<'_, '_, '_>) {
    let place = place(storage, ole);
    let at = |label: &str| if place.is_empty() { label.to_owned() } else { format!("{place} {label}") };
    let kind = kind(storage, ole);
    let codepage = codepage(storage, ole);
    let streams = streams(storage, ole);
    let texts: Vec<(u16, String)> = streams
        .iter()
        .filter_map(|stream| {
            let text = match stream.kind & 0x0FFF {
                0x01F => utf16(stream.data),
                0x01E => by_codepage(stream.data, codepage),
                _ => return None,
            };
            Some((stream.id, text.trim_end_matches('\0').to_owned()))
        })
        .collect();
    times(storage, &at, ole);
    match kind {
        Kind::Message => message(&texts, &at, ole),
        Kind::Recipient => person(&texts, &[0x3001, 0x5FF6], &[0x39FE, 0x3003], "to", &at, ole),
        Kind::Attachment => {}
    }
    others(kind, &texts, &at, ole);
    for stream in streams.iter().filter(|stream| !matches!(stream.kind & 0x0FFF, 0x01E | 0x01F)) {
        if kind == Kind::Attachment && stream.id == 0x3701 {
            attachment(&texts, &at, stream, ole);
        } else if kind == Kind::Message && matches!(stream.id, 0x1009 | 0x1013) {
            body(stream, codepage, &at, ole);
        } else {
            // What may be a file or a list of names is read like any stream.
            ole.release(stream.at);
        }
    }
}

fn kind(storage: usize, ole: &Ole<'_, '_, '_>) -> Kind {
    let name = ole.cfb.entries.get(storage).map_or("", |entry| entry.name.as_str());
    if name.starts_with("__recip") {
        Kind::Recipient
    } else if name.starts_with("__attach") {
        Kind::Attachment
    } else {
        Kind::Message
    }
}

/// Where a storage is, for people: `attachment 2 recipient 1`.
fn place(storage: usize, ole: &Ole<'_, '_, '_>) -> String {
    let mut words = Vec::new();
    let mut at = storage;
    while let Some(entry) = ole.cfb.entries.get(at).filter(|_| at > 0) {
        let number = || {
            let digits = entry.name.rsplit('#').next().unwrap_or_default();
            u32::from_str_radix(digits, 16).map_or(0, |number| number.saturating_add(1))
        };
        if entry.name.starts_with("__recip") {
            words.push(format!("recipient {}", number()));
        } else if entry.name.starts_with("__attach") {
            words.push(format!("attachment {}", number()));
        } else if !entry.name.starts_with(PROPERTY) {
            words.push(entry.name.clone());
        }
        at = entry.parent.min(at - 1);
    }
    words.reverse();
    words.join(" ")
}

/// Code page of narrow texts: that of the part, or of the message around it.
fn codepage(storage: usize, ole: &Ole<'_, '_, '_>) -> u16 {
    let mut at = storage;
    loop {
        for id in [0x3FFD, 0x3FDE] {
            let value = fixed(at, id, ole).and_then(|value| u16::try_from(value & 0xFFFF_FFFF).ok());
            if let Some(codepage) = value.filter(|codepage| *codepage != 0) {
                return codepage;
            }
        }
        match ole.cfb.entries.get(at) {
            Some(entry) if at > 0 => at = entry.parent.min(at - 1),
            _ => return 0,
        }
    }
}

/// A number or time kept in the table of values.
fn fixed(storage: usize, id: u16, ole: &Ole<'_, '_, '_>) -> Option<u64> {
    let entry = ole.cfb.entries.get(ole.cfb.find(storage, VALUES)?)?;
    // Heads are 8, 24 or 32 bytes long; entries 16.
    let head = entry.data.len() % 16;
    (head..entry.data.len())
        .step_by(16)
        .find(|at| u16_at(&entry.data, at + 2) == Some(id))
        .and_then(|at| u64_at(&entry.data, at + 8))
}

fn streams<'a>(storage: usize, ole: &mut Ole<'a, '_, '_>) -> Vec<Stream<'a>> {
    let mut streams = Vec::new();
    ole.take(storage, VALUES);
    for at in ole.cfb.inside(storage).collect::<Vec<_>>() {
        let Some(entry) = ole.cfb.entries.get(at).filter(|entry| !entry.storage) else { continue };
        let code = entry.name.strip_prefix(PROPERTY).and_then(|code| code.get(..8));
        let Some(code) = code.and_then(|code| u32::from_str_radix(code, 16).ok()) else { continue };
        let [high, low] = [code >> 16, code & 0xFFFF].map(|half| u16::try_from(half).unwrap_or(0));
        ole.claim(at);
        streams.push(Stream { id: high, kind: low, at, data: &entry.data });
    }
    streams
}

fn text(texts: &[(u16, String)], id: u16) -> Option<&str> {
    texts.iter().find(|(known, text)| *known == id && !text.trim().is_empty()).map(|(_, text)| text.as_str())
}

fn times(storage: usize, at: &dyn Fn(&str) -> String, ole: &mut Ole<'_, '_, '_>) {
    for (id, name) in TIMES {
        if let Some(time) = fixed(storage, id, ole).and_then(properties::file_time) {
            ole.emit.text(at(&format!("property {name}")), Role::Property(name.into()), time);
        }
    }
}

fn message(texts: &[(u16, String)], at: &dyn Fn(&str) -> String, ole: &mut Ole<'_, '_, '_>) {
    if let Some(headers) = text(texts, 0x007D) {
        mail::headers(&at("header"), headers, ole.emit);
    }
    for ([name, address, smtp], header) in SENDERS {
        person(texts, &[name], &[smtp, address], header, at, ole);
    }
    for (id, header) in HEADERS {
        if let Some(text) = text(texts, id) {
            ole.emit.text(at(&format!("header {header}")), Role::Header(header.into()), text);
        }
    }
    if let Some(body) = text(texts, 0x1000) {
        ole.emit.lines(at("body"), Role::Prose, 1, body);
    }
    if let Some(body) = text(texts, 0x1013) {
        html::emit(&at("body html"), body, ole.emit);
    }
}

/// A name and an address as a header has them.
fn person(
    texts: &[(u16, String)],
    names: &[u16],
    addresses: &[u16],
    header: &str,
    at: &dyn Fn(&str) -> String,
    ole: &mut Ole<'_, '_, '_>,
) {
    let first = |ids: &[u16]| ids.iter().find_map(|id| text(texts, *id));
    let value = match (first(names), first(addresses)) {
        (Some(name), Some(address)) if name != address => format!("{name} <{address}>"),
        (Some(one), _) | (_, Some(one)) => one.to_owned(),
        _ => return,
    };
    ole.emit.text(at(&format!("header {header}")), Role::Header(header.into()), value);
}

/// Texts that no header or body shows.
fn others(kind: Kind, texts: &[(u16, String)], at: &dyn Fn(&str) -> String, ole: &mut Ole<'_, '_, '_>) {
    for (id, text) in texts {
        let told = HEADERS.iter().any(|(known, _)| known == id) || matches!(id, 0x1000 | 0x1013 | 0x007D);
        let kinds = matches!(id, 0x3002 | 0x0C1E | 0x0064 | 0x0075 | 0x0077 | 0x001A);
        if kind == Kind::Message && told || kinds || text.trim().is_empty() {
            continue;
        }
        if kind == Kind::Attachment && matches!(id, 0x3704 | 0x3707 | 0x3001) {
            ole.emit.text(at("name"), Role::Name, text.as_str());
            continue;
        }
        let known = NAMES.iter().find(|(number, _)| number == id).map(|(_, name)| *name);
        let name = known.map_or_else(|| format!("{id:04x}"), str::to_owned);
        ole.emit.text(at(&format!("property {name}")), Role::Property(name.into()), text.as_str());
    }
}

fn attachment(
    texts: &[(u16, String)],
    at: &dyn Fn(&str) -> String,
    stream: &Stream<'_>,
    ole: &mut Ole<'_, '_, '_>,
) {
    let name = [0x3707, 0x3704, 0x3001].iter().find_map(|id| text(texts, *id));
    let name = safe_name(name.unwrap_or_default(), "attachment.bin");
    if !stream.data.is_empty() {
        ole.emit.child(&at(&name), stream.data);
    }
}

/// A body that is kept as bytes.
fn body(stream: &Stream<'_>, codepage: u16, at: &dyn Fn(&str) -> String, ole: &mut Ole<'_, '_, '_>) {
    if stream.id == 0x1013 {
        let page = crate::text::decode(stream.data);
        let page = if page.contains(char::REPLACEMENT_CHARACTER) {
            by_codepage(stream.data, codepage).into()
        } else {
            page
        };
        html::emit(&at("body html"), &page, ole.emit);
        return;
    }
    let unpacked = lzfu::unpack(stream.data);
    if u32_at(stream.data, 0).is_some() && !unpacked.as_ref().is_some_and(|(_, whole)| *whole) {
        let place = at("body rtf");
        ole.emit.malformed(&place, "本文の圧縮が壊れています", "the compressed body is broken");
    }
    if let Some((raw, _)) = unpacked {
        rtf::emit(&format!("{} ", at("body rtf")), &raw, ole.emit);
    }
}
