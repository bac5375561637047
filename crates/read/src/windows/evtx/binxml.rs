//! Binary XML of event records: templates, and the values put into them.
//!
//! In: a chunk and where in it a record's fragment stands. Out: names and values in the order of the document. Names
//! and templates stand anywhere in the chunk, so every offset is followed with a bound on depth and on steps.

use std::fmt::Write as _;
use std::ops::Range;

use crate::structure::{filetime, guid, hex, narrow, offset_at, sid, slice, u16_at, u32_at, u64_at, wide};

/// Steps that all records of one chunk may take together.
const STEPS: u32 = 1 << 19;
/// Templates inside values of templates.
const DEPTH: u32 = 8;
/// Elements inside elements.
const LEVELS: usize = 64;
/// Values put into one template.
const VALUES: usize = 4096;
/// Bytes of text that one record gives.
const TEXT: usize = 1 << 20;
/// Bytes of a binary value that are given.
const BINARY: usize = 8192;

/// What is left of a chunk's steps.
pub(super) struct Steps(u32);

impl Default for Steps {
    fn default() -> Self {
        Self(STEPS)
    }
}

/// One text or attribute of the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Value {
    /// Element, or its `Name` attribute where it has one.
    pub(super) name: String,
    /// Attribute; empty for the text of an element.
    pub(super) attribute: String,
    /// Text.
    pub(super) text: String,
}

/// Reads the fragment at `body`; gives what was understood, and whether that was all.
pub(super) fn values(chunk: &[u8], body: Range<usize>, steps: &mut Steps) -> (Vec<Value>, bool) {
    let mut walk = Walk { chunk, steps, out: Vec::new(), levels: Vec::new(), text: 0 };
    let whole = walk.fragment(body.start, body.end, &[], false, 0).is_some();
    while walk.pop() {}
    (walk.out, whole)
}

/// A value to be put into a template: its type and where it stands.
#[derive(Clone)]
struct Filling {
    kind: u8,
    at: Range<usize>,
}

/// An open element.
struct Level {
    name: String,
    /// Its `Name` attribute.
    label: String,
    text: String,
}

struct Walk<'a> {
    chunk: &'a [u8],
    steps: &'a mut Steps,
    out: Vec<Value>,
    levels: Vec<Level>,
    /// Bytes of text so far.
    text: usize,
}

impl Walk<'_> {
    fn byte(&self, at: usize) -> Option<u8> {
        self.chunk.get(at).copied()
    }

    /// Reads tokens from `at` to the end of a fragment; gives where that is.
    fn fragment(
        &mut self,
        start: usize,
        end: usize,
        fillings: &[Filling],
        inner: bool,
        depth: u32,
    ) -> Option<usize> {
        let end = end.min(self.chunk.len());
        let mut at = start;
        let mut attribute: Option<String> = None;
        while at < end {
            self.steps.0 = self.steps.0.checked_sub(1)?;
            let token = self.byte(at)?;
            at += 1;
            match token {
                0x00 => return Some(at),
                0x0F => at += 3,
                0x01 | 0x41 => {
                    // Elements of a template name what they depend on.
                    at += if inner { 0 } else { 2 };
                    let (name, next) = self.name(at + 4)?;
                    at = next + if token == 0x41 { 4 } else { 0 };
                    if self.levels.len() >= LEVELS {
                        return None;
                    }
                    self.levels.push(Level { name, label: String::new(), text: String::new() });
                }
                0x06 | 0x46 => {
                    let (name, next) = self.name(at)?;
                    attribute = Some(name);
                    at = next;
                }
                0x02 => attribute = None,
                0x03 | 0x04 => {
                    attribute = None;
                    self.pop();
                }
                0x05 | 0x45 => {
                    let kind = self.byte(at)?;
                    let length = usize::from(u16_at(self.chunk, at + 1)?) * if kind == 1 { 2 } else { 1 };
                    let raw = slice(self.chunk, at + 3, length)?;
                    let text = if kind == 1 { wide(raw) } else { narrow(raw) };
                    self.put(&attribute, &text);
                    at += 3 + length;
                }
                0x07 | 0x47 | 0x0B => {
                    let length = usize::from(u16_at(self.chunk, at)?) * 2;
                    let text = wide(slice(self.chunk, at + 2, length)?);
                    self.put(&attribute, &text);
                    at += 2 + length;
                }
                0x08 | 0x48 => {
                    let unit = u32::from(u16_at(self.chunk, at)?);
                    self.put(&attribute, char::from_u32(unit).unwrap_or('\u{fffd}').encode_utf8(&mut [0; 4]));
                    at += 2;
                }
                0x09 | 0x49 => {
                    let (name, next) = self.name(at)?;
                    self.put(&attribute, entity(&name));
                    at = next;
                }
                0x0A => at = self.name(at)?.1,
                0x0C => at = self.template(at, end, depth)?,
                0x0D | 0x0E => {
                    let index = usize::from(u16_at(self.chunk, at)?);
                    at += 3;
                    if let Some(filling) = fillings.get(index).cloned() {
                        self.fill(&attribute, &filling, depth)?;
                    }
                }
                _ => return None,
            }
        }
        Some(at)
    }

    /// A template and its values; gives where the values end.
    fn template(&mut self, at: usize, end: usize, depth: u32) -> Option<usize> {
        if depth >= DEPTH {
            return None;
        }
        let definition = offset_at(self.chunk, at + 5)?;
        let mut values_at = at + 9;
        let size = offset_at(self.chunk, definition.checked_add(20)?)?;
        let body = definition.checked_add(24)?;
        if definition == values_at {
            values_at = body.checked_add(size)?;
        }
        let count = offset_at(self.chunk, values_at).filter(|count| *count <= VALUES)?;
        let mut data = values_at + 4 + 4 * count;
        let mut fillings = Vec::with_capacity(count);
        for index in 0..count {
            let head = values_at + 4 + 4 * index;
            let length = usize::from(u16_at(self.chunk, head)?);
            fillings.push(Filling { kind: self.byte(head + 2)?, at: data..data.checked_add(length)? });
            data += length;
        }
        if data > end {
            return None;
        }
        let open = self.levels.len();
        self.fragment(body, body.checked_add(size)?, &fillings, false, depth + 1)?;
        while self.levels.len() > open && self.pop() {}
        Some(data)
    }

    /// A name at an offset, or right here; gives where the token goes on.
    fn name(&self, at: usize) -> Option<(String, usize)> {
        let offset = offset_at(self.chunk, at)?;
        let length = usize::from(u16_at(self.chunk, offset.checked_add(6)?)?);
        let name = wide(slice(self.chunk, offset + 8, length.checked_mul(2)?)?);
        let here = at + 4;
        // Four bytes of link, two of hash, two of length, the letters and a NUL.
        Some((name, if offset == here { here + 8 + 2 * (length + 1) } else { here }))
    }

    fn fill(&mut self, attribute: &Option<String>, filling: &Filling, depth: u32) -> Option<()> {
        if filling.kind == 0x21 {
            let end = filling.at.end;
            if filling.at.is_empty() {
                return Some(());
            }
            return self.fragment(filling.at.start, end, &[], true, depth + 1).map(|_| ());
        }
        let raw = self.chunk.get(filling.at.clone())?;
        if let Some(text) = scalar(filling.kind, raw) {
            self.put(attribute, &text);
        }
        Some(())
    }

    fn put(&mut self, attribute: &Option<String>, text: &str) {
        if text.is_empty() || self.text >= TEXT {
            return;
        }
        self.text += text.len();
        let Some(level) = self.levels.last_mut() else { return };
        match attribute.as_deref() {
            None => level.text.push_str(text),
            Some("Name") if level.name != "Provider" => level.label.push_str(text),
            Some(name) => self.out.push(Value {
                name: level.name.clone(),
                attribute: name.to_owned(),
                text: text.to_owned(),
            }),
        }
    }

    /// Closes an element; gives whether there was one.
    fn pop(&mut self) -> bool {
        let Some(level) = self.levels.pop() else { return false };
        if !level.text.is_empty() {
            let name = if level.label.is_empty() { level.name } else { level.label };
            self.out.push(Value { name, attribute: String::new(), text: level.text });
        } else if !level.label.is_empty() && level.name != "Data" {
            self.out.push(Value { name: level.name, attribute: "Name".to_owned(), text: level.label });
        }
        true
    }
}

fn entity(name: &str) -> &'static str {
    match name {
        "lt" => "<",
        "gt" => ">",
        "amp" => "&",
        "quot" => "\"",
        "apos" => "'",
        _ => "",
    }
}

/// A value as text; `None` for an empty one.
fn scalar(kind: u8, raw: &[u8]) -> Option<String> {
    let number = |width: usize| {
        let mut bytes = [0; 8];
        bytes.get_mut(..width)?.copy_from_slice(raw.get(..width)?);
        Some(u64::from_le_bytes(bytes))
    };
    match kind {
        0x01 => Some(wide(raw)),
        0x02 => Some(narrow(raw)),
        0x03 | 0x04 => number(1).map(|n| n.to_string()),
        0x05 => u16_at(raw, 0).map(|n| n.cast_signed().to_string()),
        0x06 => number(2).map(|n| n.to_string()),
        0x07 => u32_at(raw, 0).map(|n| n.cast_signed().to_string()),
        0x08 => number(4).map(|n| n.to_string()),
        0x09 => u64_at(raw, 0).map(|n| n.cast_signed().to_string()),
        0x0A => number(8).map(|n| n.to_string()),
        0x0D => number(raw.len().min(4)).map(|n| (n != 0).to_string()),
        0x0F => guid(raw, 0).map(|id| format!("{{{id}}}")),
        0x10 | 0x14 | 0x15 => number(raw.len().min(8)).map(|n| format!("0x{n:x}")),
        0x11 => u64_at(raw, 0).and_then(filetime),
        0x12 => system_time(raw),
        0x13 => sid(raw),
        0x81 => Some(wide(raw).split('\0').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")),
        0x82 => Some(narrow(raw).split('\0').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")),
        0x00 | 0x20 => None,
        // Binary, numbers with a point, and arrays.
        _ => Some(hex(raw.get(..BINARY).unwrap_or(raw))),
    }
}

fn system_time(raw: &[u8]) -> Option<String> {
    let part = |index: usize| u16_at(raw, 2 * index);
    let mut out = String::new();
    let _ = write!(
        out,
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z",
        part(0)?,
        part(1)?,
        part(3)?,
        part(4)?,
        part(5)?,
        part(6)?
    );
    Some(out)
}
