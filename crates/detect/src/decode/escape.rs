//! Escapes of JSON, C and JavaScript: `\u3042`, `\x41`, `\101`, `\u{3042}`, `\n`.

use memchr::memchr_iter;
use noroshi_base::Layer;

use super::Sink;

/// Longest string that is read at once.
const LONGEST: usize = 64 * 1024;

/// Finds strings with escapes.
pub(super) fn find(text: &str, sink: &mut Sink<'_>) {
    let bytes = text.as_bytes();
    let mut done = 0;
    for at in memchr_iter(b'\\', bytes) {
        if at < done || numeric(bytes, at).is_none() || is_escaped(bytes, at) {
            continue;
        }
        let is_part = |byte: &&u8| !matches!(byte, 0..=0x20 | b'"' | b'\'' | b'`' | b'<' | b'>');
        let back = bytes.get(done..at).unwrap_or_default().iter().rev().take(128).take_while(is_part).count();
        let mut start = at - back;
        while !text.is_char_boundary(start) {
            start += 1;
        }
        let (plain, end) = decode(text, start);
        done = end;
        if let Some(plain) = plain {
            sink.text(start..end, Layer::Escape, plain);
        }
    }
}

/// Whether a second backslash before this one makes it an ordinary character.
fn is_escaped(bytes: &[u8], at: usize) -> bool {
    let before = bytes.get(..at).unwrap_or_default();
    before.iter().rev().take(16).take_while(|byte| **byte == b'\\').count() % 2 == 1
}

/// A numeric escape at `at`: its code and its end.
fn numeric(bytes: &[u8], at: usize) -> Option<(u32, usize)> {
    let digits = |from: usize, count: usize, radix: u32| {
        let digits = bytes.get(from..from + count)?;
        let value = std::str::from_utf8(digits).ok().filter(|digits| !digits.starts_with('+'))?;
        u32::from_str_radix(value, radix).ok().map(|value| (value, from + count))
    };
    match bytes.get(at + 1)? {
        b'u' if bytes.get(at + 2) == Some(&b'{') => {
            let length = bytes.get(at + 3..at + 10)?.iter().position(|byte| *byte == b'}')?;
            digits(at + 3, length, 16).map(|(value, end)| (value, end + 1))
        }
        b'u' => digits(at + 2, 4, 16),
        b'U' => digits(at + 2, 8, 16),
        b'x' => digits(at + 2, 2, 16),
        b'0'..=b'3' => digits(at + 1, 3, 8).filter(|(value, _)| *value >= 0x20),
        _ => None,
    }
}

/// Decoded text from `start` to the end of the string; `None` where bytes give no text.
fn decode(text: &str, start: usize) -> (Option<String>, usize) {
    let bytes = text.as_bytes();
    let (mut plain, mut at) = (Vec::new(), start);
    let (mut numbers, mut others) = (0_usize, 0_usize);
    while let Some(byte) = bytes.get(at).filter(|_| at - start < LONGEST) {
        match byte {
            b'"' | b'\'' | b'`' | b'\n' | b'\r' | b'<' => break,
            b'\\' => {
                let number = numeric(bytes, at).is_some();
                numbers += usize::from(number);
                others += usize::from(!number && bytes.get(at + 1).is_some_and(|byte| is_folder(*byte)));
                at = unescape(bytes, at, &mut plain);
            }
            byte => {
                plain.push(*byte);
                at += 1;
            }
        }
    }
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    // `\x64` among the folders of a path is a folder: `D:\proj\x64\Release`.
    let is_path = numbers == 1 && others > 0;
    let text = super::charset::texts(&plain).into_iter().next().map(|(text, _)| text).filter(|_| !is_path);
    (text, at.max(start + 1))
}

/// Whether what stands behind a backslash begins a name and no escape of any language.
const fn is_folder(byte: u8) -> bool {
    let escape = matches!(
        byte,
        b'a' | b'b' | b'e' | b'f' | b'n' | b'r' | b't' | b'v' | b'x' | b'u' | b'U' | b'0'..=b'7'
    );
    byte.is_ascii_alphanumeric() && !escape
}

/// Appends what the escape at `at` stands for; gives its end.
fn unescape(bytes: &[u8], at: usize, plain: &mut Vec<u8>) -> usize {
    let Some((code, end)) = numeric(bytes, at) else {
        let meant = match bytes.get(at + 1) {
            Some(b'n' | b'r') => b'\n',
            Some(b't') => b'\t',
            Some(other @ (b'/' | b'\\' | b'"' | b'\'')) => *other,
            _ => {
                plain.push(b'\\');
                return at + 1;
            }
        };
        plain.push(meant);
        return at + 2;
    };
    let wide = bytes.get(at + 1).is_some_and(|kind| matches!(kind, b'u' | b'U'));
    match code {
        // `\xE8\x92\xBC` are the bytes of a character.
        byte @ 0x80..=0xFF if !wide => plain.push(byte as u8),
        high @ 0xD800..=0xDBFF => return surrogate(bytes, high, end, plain),
        code => {
            let character = char::from_u32(code).unwrap_or(' ');
            plain.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
        }
    }
    end
}

/// Joins two halves of a character beyond the basic plane.
fn surrogate(bytes: &[u8], high: u32, end: usize, plain: &mut Vec<u8>) -> usize {
    let low = numeric(bytes, end)
        .filter(|(low, _)| bytes.get(end) == Some(&b'\\') && (0xDC00..=0xDFFF).contains(low));
    let Some((low, end)) = low else {
        plain.push(b' ');
        return end;
    };
    let code = 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
    let character = char::from_u32(code).unwrap_or(' ');
    plain.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
    end
}

#[cfg(test)]
mod tests {
    use noroshi_base::Limits;

    use crate::decode::{Budget, Scratch};

    fn decoded(text: &str) -> Vec<String> {
        let mut out = Vec::new();
        crate::decode::find(
            text,
            &mut Budget::new(text.len(), &Limits::default()),
            &mut Scratch::default(),
            &mut out,
        );
        out.into_iter().map(|decoded| decoded.text).collect()
    }

    #[test]
    fn a_folder_is_no_escape() {
        assert!(decoded(r"D:\work\RatClient\x64\Release\client.pdb").is_empty());
        assert_eq!(decoded(r"evil\x2ecom\n"), ["evil.com\n"]);
        assert_eq!(decoded(r"\x61\x6fmi\Release"), [r"aomi\Release"]);
    }
}
