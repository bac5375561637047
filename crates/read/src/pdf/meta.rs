//! Everything a PDF says beside its pages: properties, notes, links, outline, form fields, scripts, attachments.

use lopdf::{Dictionary, Document, Object, Stream};

use super::objects::{resolve, stream_bytes, text_string, unpack};
use crate::emit::{Emit, safe_name};
use crate::html::decode_entities;
use crate::markup::{Token, Tokens, local};
use crate::{Role, html};

/// Dictionaries inside dictionaries that are looked into.
const MOST_DEPTH: u32 = 24;
/// Strings that are keys, digests and signatures.
const BINARY: [&[u8]; 12] = [
    b"ID",
    b"O",
    b"U",
    b"OE",
    b"UE",
    b"Perms",
    b"CheckSum",
    b"Cert",
    b"ByteRange",
    b"Panose",
    b"Lookup",
    b"CharSet",
];
/// Lists whose strings say something.
const LISTS: [&[u8]; 4] = [b"Opt", b"V", b"DV", b"I"];

/// Hands on everything beside the pages.
pub(super) fn emit(document: &Document, sender: &mut Emit<'_>) {
    let info = document.trailer.get(b"Info").ok().map(|object| resolve(document, object));
    if let Some(Object::Dictionary(info)) = info {
        properties(info, sender);
    }
    for (id, object) in &document.objects {
        if !sender.more() {
            return;
        }
        let is_info =
            document.trailer.get(b"Info").and_then(Object::as_reference).is_ok_and(|info| info == *id);
        if !is_info {
            walk(document, object, sender, 0);
        }
    }
}

fn properties(info: &Dictionary, sender: &mut Emit<'_>) {
    for (key, value) in info {
        if let Object::String(bytes, _) = value {
            let name = String::from_utf8_lossy(key);
            let role = Role::Property(name.as_ref().into());
            sender.text(format!("property {name}"), role, text_string(bytes));
        }
    }
}

fn walk(document: &Document, object: &Object, sender: &mut Emit<'_>, depth: u32) {
    if depth > MOST_DEPTH {
        return;
    }
    match object {
        Object::Dictionary(dict) => dictionary(document, dict, sender, depth),
        Object::Stream(stream) => {
            dictionary(document, &stream.dict, sender, depth);
            if stream.dict.has_type(b"Metadata") {
                xmp(stream, sender);
            }
        }
        Object::Array(list) => list.iter().for_each(|inner| walk(document, inner, sender, depth + 1)),
        _ => {}
    }
}

fn dictionary(document: &Document, dict: &Dictionary, sender: &mut Emit<'_>, depth: u32) {
    if dict.get(b"EF").is_ok() {
        attachment(document, dict, sender);
    }
    let signature = dict.has_type(b"Sig") || dict.get(b"ByteRange").is_ok();
    for (key, value) in dict {
        match value {
            Object::String(bytes, _)
                if !(BINARY.contains(&key.as_slice()) || signature && key == b"Contents") =>
            {
                string(dict, key, bytes, sender);
            }
            Object::Array(list) if LISTS.contains(&key.as_slice()) => strings(key, list, sender),
            _ if key == b"JS" => script(document, value, sender),
            _ if key == b"XFA" => forms(document, value, sender),
            _ => {}
        }
        if matches!(value, Object::Dictionary(_) | Object::Array(_)) {
            walk(document, value, sender, depth + 1);
        }
    }
}

fn string(dict: &Dictionary, key: &[u8], bytes: &[u8], sender: &mut Emit<'_>) {
    let text = text_string(bytes);
    let name = String::from_utf8_lossy(key).into_owned();
    let outline = key == b"Title" && (dict.get(b"Parent").is_ok() || dict.get(b"Dest").is_ok());
    match key {
        b"JS" => sender.text("script", Role::Code, text),
        b"URI" => sender.text("link", Role::Field("link/URI".into()), text),
        b"UF" | b"F" => sender.text("file name", Role::Name, text),
        b"RC" => sender.text("note", Role::Hidden, html::visible_text(&text)),
        b"Contents" => sender.text("note", Role::Hidden, text),
        b"Title" if outline => sender.text("outline", Role::Field("outline".into()), text),
        b"Author" | b"Creator" | b"Producer" | b"Company" | b"Name" | b"Location" | b"ContactInfo"
        | b"Reason" => {
            sender.text(format!("property {name}"), Role::Property(name.as_str().into()), text);
        }
        // Dates, languages, collections and appearance strings of the format itself.
        b"DA" | b"DS" | b"Lang" | b"Registry" | b"Ordering" | b"M" | b"CreationDate" | b"ModDate" | b"NM"
        | b"FontFamily" => {}
        _ => sender.text(format!("field {name}"), Role::Hidden, text),
    }
}

fn strings(key: &[u8], list: &[Object], sender: &mut Emit<'_>) {
    let lines: Vec<String> = list.iter().filter_map(|o| o.as_str().ok()).map(text_string).collect();
    sender.text(format!("list {}", String::from_utf8_lossy(key)), Role::Hidden, lines.join("\n"));
}

fn script(document: &Document, value: &Object, sender: &mut Emit<'_>) {
    match resolve(document, value) {
        Object::String(bytes, _) if matches!(value, Object::Reference(_)) => {
            sender.text("script", Role::Code, text_string(bytes));
        }
        Object::Stream(stream) => {
            sender.text("script", Role::Code, text_string(&unpack(stream).unwrap_or_default()));
        }
        _ => {}
    }
}

/// The XML of a dynamic form, whole or in named packets.
fn forms(document: &Document, value: &Object, sender: &mut Emit<'_>) {
    let mut whole = Vec::new();
    match resolve(document, value) {
        Object::Array(packets) => {
            for packet in packets {
                whole.extend(stream_bytes(document, packet).unwrap_or_default());
            }
        }
        Object::Stream(stream) => whole = unpack(stream).unwrap_or_default(),
        _ => {}
    }
    let text = text_string(&whole);
    let mut lines = String::new();
    for token in Tokens::xml(&text) {
        if let Token::Text(raw) = token
            && !raw.trim().is_empty()
        {
            lines.push_str(decode_entities(raw).trim());
            lines.push('\n');
        }
    }
    sender.text("dynamic form", Role::Hidden, lines);
}

fn xmp(stream: &Stream, sender: &mut Emit<'_>) {
    let text = text_string(&unpack(stream).unwrap_or_default());
    let mut names: Vec<&str> = Vec::new();
    let put = |names: &[&str], raw: &str, sender: &mut Emit<'_>| {
        let value = decode_entities(raw);
        // `rdf:li` and `rdf:Alt` stand between a property and its values.
        let name =
            names.iter().rev().find(|name| !name.starts_with("rdf:")).map_or("xmp", |name| local(name));
        if !value.trim().is_empty() {
            sender.text(format!("property {name}"), Role::Property(name.into()), value.trim());
        }
    };
    for token in Tokens::xml(&text) {
        match token {
            Token::Open { name, attributes, empty } => {
                for (key, value) in attributes {
                    if !key.starts_with("xmlns") && !key.starts_with("xml:") && !key.starts_with("rdf:") {
                        put(&[key], value, sender);
                    }
                }
                if !empty && names.len() < 256 {
                    names.push(name);
                }
            }
            Token::Close(_) => {
                names.pop();
            }
            Token::Text(raw) => put(&names, raw, sender),
            _ => {}
        }
    }
}

/// The files of a file specification.
fn attachment(document: &Document, dict: &Dictionary, sender: &mut Emit<'_>) {
    let name = [b"UF".as_slice(), b"F"]
        .into_iter()
        .find_map(|key| resolve(document, dict.get(key).ok()?).as_str().ok())
        .map(text_string)
        .unwrap_or_default();
    let Ok(files) = dict.get(b"EF").map(|object| resolve(document, object)) else { return };
    let Ok(files) = files.as_dict() else { return };
    let file = [b"UF".as_slice(), b"F", b"Unix", b"DOS", b"Mac"]
        .into_iter()
        .find_map(|key| stream_bytes(document, files.get(key).ok()?));
    if let Some(bytes) = file.filter(|bytes| !bytes.is_empty()) {
        sender.child(&safe_name(&name, "attachment.bin"), &bytes);
    }
}
