//! Broken PDFs: a new table of objects for those that lost theirs, and plain strings for the rest.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::lexer::{Lexer, Token};
use super::objects::{inflate, text_string};
use crate::Role;
use crate::emit::Emit;

/// Objects listed at most.
const MOST_OBJECTS: usize = 500_000;
/// Streams unpacked for their strings.
const MOST_STREAMS: usize = 20_000;

/// The document with a table of objects found by their heads, or `None` where there is no catalogue.
pub(super) fn rebuilt(bytes: &[u8]) -> Option<Vec<u8>> {
    let start = memchr::memmem::find(bytes.get(..bytes.len().min(1024))?, b"%PDF-").unwrap_or(0);
    let body = bytes.get(start..)?;
    let mut objects: BTreeMap<u32, (usize, u32)> = BTreeMap::new();
    let mut root = None;
    for at in memchr::memmem::find_iter(body, b" obj").take(MOST_OBJECTS) {
        let Some((number, generation, offset)) = head(body, at) else { continue };
        let after = body.get(at..(at + 400).min(body.len())).unwrap_or_default();
        if memchr::memmem::find(after, b"/Catalog").is_some() {
            root = Some((number, generation));
        }
        objects.insert(number, (offset, generation));
    }
    let (root, generation) = root?;
    let mut out = Vec::with_capacity(body.len() + objects.len() * 24);
    if !body.starts_with(b"%PDF-") {
        out.extend_from_slice(b"%PDF-1.4\n");
    }
    let shift = out.len();
    out.extend_from_slice(body);
    out.push(b'\n');
    let table = out.len();
    let mut text = String::from("xref\n0 1\n0000000000 65535 f \n");
    for (number, (offset, generation)) in &objects {
        let _ = write!(text, "{number} 1\n{:010} {generation:05} n \n", offset + shift);
    }
    let size = objects.keys().next_back().map_or(1, |last| last.saturating_add(1));
    let _ = write!(text, "trailer\n<</Size {size}/Root {root} {generation} R>>\nstartxref\n{table}\n%%EOF\n");
    out.extend_from_slice(text.as_bytes());
    Some(out)
}

/// Reads `12 0` backwards from ` obj`: number, generation, offset of the head.
fn head(body: &[u8], at: usize) -> Option<(u32, u32, usize)> {
    let before = body.get(..at)?;
    let (generation, rest) = digits_at_end(before)?;
    let rest = rest.strip_suffix(b" ")?;
    let (number, rest) = digits_at_end(rest)?;
    Some((number, generation.min(65_535), rest.len()))
}

fn digits_at_end(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let digits = bytes.iter().rev().take(9).take_while(|b| b.is_ascii_digit()).count();
    let (rest, tail) = bytes.split_at(bytes.len() - digits);
    Some((std::str::from_utf8(tail).ok()?.parse().ok()?, rest))
}

/// Hands on the strings of all streams and of what lies between, without knowing what they are.
pub(super) fn strings(bytes: &[u8], emit: &mut Emit<'_>) {
    for at in memchr::memmem::find_iter(bytes, b"stream").take(MOST_STREAMS) {
        if !emit.more() {
            return;
        }
        let is_end = at.checked_sub(3).and_then(|from| bytes.get(from..at)) == Some(b"end");
        let rest = bytes.get(at + 6..).unwrap_or_default();
        let data = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n")).unwrap_or(rest);
        if is_end {
            continue;
        }
        let end = memchr::memmem::find(data, b"endstream").unwrap_or(data.len());
        let plain = inflate(data.get(..end).unwrap_or_default());
        let texts = Lexer::new(&plain).filter_map(|token| match token {
            Token::Text(bytes) => Some(text_string(&bytes)),
            _ => None,
        });
        let lines: Vec<String> = texts.filter(|text| !text.trim().is_empty()).collect();
        emit.text("raw streams", Role::Strings, lines.join("\n"));
    }
    let mut lines = String::new();
    for run in bytes.split(|b| !(b.is_ascii_graphic() || *b == b' ')).filter(|run| run.len() >= 8) {
        lines.push_str(&String::from_utf8_lossy(run));
        lines.push('\n');
    }
    emit.text("raw", Role::Strings, lines);
}
