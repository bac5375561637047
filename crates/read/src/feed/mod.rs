//! Exchange documents: MISP events and feeds, STIX 2.0 and 2.1 bundles.
//!
//! In: a parsed JSON document of a known shape. Out: every value byte for byte, with what the feed says about it,
//! and all other strings with their path.

mod kinds;
mod misp;
mod path;
mod pattern;
mod stix;

use noroshi_base::DocumentKind;
use noroshi_intake::Media;
use serde_json::Value;

use crate::emit::Emit;
use crate::{Options, Sink, structured};
use path::Path;

/// Largest document that is built as a tree; larger ones are read as plain JSON.
const MOST_BYTES: usize = 64 << 20;

/// Reads one exchange document; what is none is read as plain JSON.
pub fn read(name: &str, media: Media, bytes: &[u8], options: &Options, sink: &mut dyn Sink) {
    structured::read(name, media, bytes, options, sink);
}

/// Reads the text as an exchange document if it is one; gives whether it was.
pub(crate) fn try_read(text: &str, media: Media, emit: &mut Emit<'_>) -> bool {
    let Some(value) = parse(text) else { return false };
    let Some(shape) = shape(&value) else { return false };
    emit.open(DocumentKind::Feed, media);
    walk(&value, shape, "", emit);
    true
}

/// Whether the text, say the first of many lines, is an exchange document.
pub(crate) fn is_feed(text: &str) -> bool {
    parse(text).is_some_and(|value| shape(&value).is_some())
}

/// Reads one line of many, each an exchange document of its own; gives whether it was one.
pub(crate) fn read_line(text: &str, number: usize, emit: &mut Emit<'_>) -> bool {
    let Some(value) = parse(text) else { return false };
    let Some(shape) = shape(&value) else { return false };
    walk(&value, shape, &format!("line {number}"), emit);
    true
}

fn parse(text: &str) -> Option<Value> {
    const MARKS: [&[u8]; 6] =
        [b"\"analysis\"", b"\"Event\"", b"\"Attribute\"", b"\"Orgc\"", b"\"spec_version\"", b"--"];
    let known = MARKS.iter().any(|mark| memchr::memmem::find(text.as_bytes(), mark).is_some());
    if !known || text.len() > MOST_BYTES {
        return None;
    }
    serde_json::from_str(text).ok()
}

/// What kind of exchange document a value is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Misp,
    Stix,
}

fn shape(value: &Value) -> Option<Shape> {
    if misp::is_misp(value) {
        Some(Shape::Misp)
    } else if stix::is_stix(value) {
        Some(Shape::Stix)
    } else {
        None
    }
}

fn walk(value: &Value, shape: Shape, root: &str, emit: &mut Emit<'_>) {
    match shape {
        Shape::Misp => misp::Walk::new(Path::at(root), emit).document(value),
        Shape::Stix => stix::Walk::new(Path::at(root), emit).document(value),
    }
}

/// A scalar as text.
fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(_) | Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// Decodes embedded base64; white space inside is skipped.
fn decode_data(text: &str) -> Option<Vec<u8>> {
    use base64::Engine;
    let compact: Vec<u8> = text.bytes().filter(|b| !b.is_ascii_whitespace()).collect();
    base64::engine::general_purpose::STANDARD.decode(compact).ok()
}

#[cfg(test)]
mod tests;
