//! Percent encoding, `%u` escapes, quoted-printable and punycode: marks inside words.

use std::ops::Range;

use memchr::{memchr_iter, memmem};
use noroshi_base::Layer;

use super::Sink;

/// Longest run to either side of a mark.
const LONGEST: usize = 4096;

/// Finds percent-encoded runs, quoted-printable runs and punycode names.
pub(super) fn find(text: &str, sink: &mut Sink<'_>) {
    marked(text, b'%', Layer::Percent, sink);
    marked(text, b'=', Layer::QuotedPrintable, sink);
    punycode(text, sink);
}

/// Bytes that may stand in a run beside its marks.
fn is_part(byte: u8, mark: u8) -> bool {
    byte == mark
        || byte.is_ascii_alphanumeric()
        || matches!(byte, b'.' | b'_' | b'~' | b'-')
        || (mark == b'%' && byte == b'+')
        || (mark == b'=' && matches!(byte, b'@' | b'/' | b':'))
}

fn hex_at(bytes: &[u8], at: usize) -> Option<u8> {
    let digit = |at: usize| bytes.get(at).and_then(|byte| char::from(*byte).to_digit(16));
    Some((digit(at)? << 4 | digit(at + 1)?) as u8)
}

fn marked(text: &str, mark: u8, layer: Layer, sink: &mut Sink<'_>) {
    let bytes = text.as_bytes();
    let mut done = 0;
    for at in memchr_iter(mark, bytes) {
        if at < done || !begins(bytes, at, mark) {
            continue;
        }
        let before = bytes.get(done..at).unwrap_or_default();
        let back =
            before.iter().rev().take(64).take_while(|byte| **byte != mark && is_part(**byte, mark)).count();
        let start = at - back;
        let (plain, end, marks) = decode(bytes, start, mark);
        done = end;
        if marks >= if mark == b'%' { 1 } else { 2 } {
            sink.bytes(&(start..end), &[layer], &plain);
        }
    }
}

fn begins(bytes: &[u8], at: usize, mark: u8) -> bool {
    let soft_break = mark == b'=' && matches!(bytes.get(at + 1..), Some([b'\n', ..] | [b'\r', b'\n', ..]));
    let upper =
        |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase());
    let digits = hex_at(bytes, at + 1).is_some()
        && (mark == b'%' || (upper(bytes.get(at + 1)) && upper(bytes.get(at + 2))));
    soft_break
        || digits
        || (mark == b'%' && bytes.get(at + 1) == Some(&b'u') && hex_at(bytes, at + 2).is_some())
}

/// Decoded bytes of the run at `start`, its end, and how many marks it has.
fn decode(bytes: &[u8], start: usize, mark: u8) -> (Vec<u8>, usize, usize) {
    let (mut plain, mut at, mut marks) = (Vec::new(), start, 0);
    while let Some(byte) = bytes.get(at).filter(|_| at - start < LONGEST) {
        if *byte != mark {
            if !is_part(*byte, mark) {
                break;
            }
            plain.push(*byte);
            at += 1;
        } else if let Some(value) = hex_at(bytes, at + 1) {
            plain.push(value);
            (at, marks) = (at + 3, marks + 1);
        } else if mark == b'%' && bytes.get(at + 1) == Some(&b'u') {
            let Some(character) = wide(bytes, at + 2) else { break };
            plain.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
            (at, marks) = (at + 6, marks + 1);
        } else if mark == b'=' && bytes.get(at + 1) == Some(&b'\n') {
            (at, marks) = (at + 2, marks + 1);
        } else if mark == b'=' && bytes.get(at + 1..at + 3) == Some(b"\r\n") {
            (at, marks) = (at + 3, marks + 1);
        } else {
            break;
        }
    }
    (plain, at.max(start + 1), marks)
}

fn wide(bytes: &[u8], at: usize) -> Option<char> {
    char::from_u32(u32::from(hex_at(bytes, at)?) << 8 | u32::from(hex_at(bytes, at + 2)?))
}

/// Host names with `xn--` labels, as Unicode.
fn punycode(text: &str, sink: &mut Sink<'_>) {
    let bytes = text.as_bytes();
    let mut done = 0;
    for at in memmem::find_iter(bytes, b"xn--") {
        if at < done {
            continue;
        }
        let range = host(bytes, done, at);
        done = range.end;
        let name = text.get(range.clone()).unwrap_or_default();
        let (unicode, result) = idna::domain_to_unicode(name);
        if result.is_ok() && unicode != name {
            sink.text(range, Layer::Punycode, unicode);
        }
    }
}

fn host(bytes: &[u8], floor: usize, at: usize) -> Range<usize> {
    let fits = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-');
    let before = bytes.get(floor..at).unwrap_or_default().iter().rev().take(128).take_while(fits).count();
    let after = bytes.get(at..).unwrap_or_default().iter().take(253).take_while(fits).count();
    at - before..at + after
}
