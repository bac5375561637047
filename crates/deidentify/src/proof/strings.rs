//! The strings of a rendered file that read otherwise than they stand in it, unescaped.

use std::io::{self, BufRead, BufReader, Read};

use memchr::{memchr, memchr2};

/// Bytes of a JSON string that are held at a time.
const LITERAL: usize = 4 << 20;
/// Bytes that two parts of a longer one share.
const OVERLAP: usize = 4096;

/// Calls `each` with the place and content of every string of a file that an escape hides: JSON keys and values with a
/// backslash, CSV cells with a quote; of other files with every line. What has no escape stands in the file as it
/// reads, between marks at which words and runs end, and is seen where the file is looked at as a whole.
///
/// `open` opens the file at its beginning and gives UTF-8.
pub(super) fn of<R: Read>(
    name: &str,
    open: &dyn Fn() -> io::Result<R>,
    each: &mut dyn FnMut(&str, &str),
) -> io::Result<()> {
    if name.ends_with(".json") {
        return literals(open()?, LITERAL, each);
    }
    if name.ends_with(".csv") {
        return cells(open()?, |line, cell, undone| {
            if undone {
                each(&format!("line {line}"), cell);
            }
        });
    }
    let (mut source, mut line, mut number) = (BufReader::new(open()?), Vec::new(), 0_u64);
    while source.read_until(b'\n', &mut line)? > 0 {
        number += 1;
        let text = String::from_utf8_lossy(&line);
        let text = text.strip_suffix('\n').map_or(&*text, |text| text.strip_suffix('\r').unwrap_or(text));
        each(&format!("line {number}"), text);
        line.clear();
    }
    Ok(())
}

/// Calls `each` with every string literal of a JSON text that holds a backslash, unescaped; in parts of `most` bytes.
fn literals(source: impl Read, most: usize, each: &mut dyn FnMut(&str, &str)) -> io::Result<()> {
    let mut source = BufReader::with_capacity(256 << 10, source);
    let mut literal = Literal::default();
    let mut offset = 0_u64;
    loop {
        let block = source.fill_buf()?;
        let count = block.len();
        let mut at = 0;
        while let Some(rest) = block.get(at..).filter(|rest| !rest.is_empty()) {
            at += literal.step(rest, offset + at as u64, each);
            if literal.text.len() > most {
                literal.tell(each);
                let kept = literal.text.len() - OVERLAP.min(most / 2);
                literal.text.drain(..kept);
            }
        }
        if count == 0 {
            literal.tell(each);
            return Ok(());
        }
        source.consume(count);
        offset += count as u64;
    }
}

/// A string literal that is being read.
#[derive(Default)]
struct Literal {
    inside: bool,
    start: u64,
    text: Vec<u8>,
    /// Whether it holds a backslash.
    hides: bool,
    /// Whether the last byte was one that is not hidden itself.
    open: bool,
}

impl Literal {
    /// Reads on to the next mark; gives how many bytes that took, at least one.
    fn step(&mut self, rest: &[u8], offset: u64, each: &mut dyn FnMut(&str, &str)) -> usize {
        if self.open {
            self.text.extend(rest.first());
            self.open = false;
            return 1;
        }
        if !self.inside {
            let Some(quote) = memchr(b'"', rest) else { return rest.len() };
            *self = Self { inside: true, start: offset + quote as u64, ..Self::default() };
            return quote + 1;
        }
        let mark = memchr2(b'"', b'\\', rest);
        self.text.extend_from_slice(rest.get(..mark.unwrap_or(rest.len())).unwrap_or_default());
        let Some(mark) = mark else { return rest.len() };
        if rest.get(mark) == Some(&b'"') {
            self.tell(each);
            *self = Self::default();
        } else {
            self.text.push(b'\\');
            (self.hides, self.open) = (true, true);
        }
        mark + 1
    }

    fn tell(&self, each: &mut dyn FnMut(&str, &str)) {
        if self.hides {
            each(&format!("offset {}", self.start), &unescaped(&String::from_utf8_lossy(&self.text)));
        }
    }
}

/// A text with its JSON escapes undone; what is none stays as it is.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr(b'\\', rest.as_bytes()) {
        out.push_str(rest.get(..at).unwrap_or_default());
        let escape = rest.get(at..).unwrap_or_default();
        let (c, length) = match escape.as_bytes().get(1) {
            Some(b'n') => ('\n', 2),
            Some(b't') => ('\t', 2),
            Some(b'r') => ('\r', 2),
            Some(b'b') => ('\u{8}', 2),
            Some(b'f') => ('\u{C}', 2),
            Some(b'"') => ('"', 2),
            Some(b'/') => ('/', 2),
            Some(b'\\') => ('\\', 2),
            Some(b'u') => wide(escape).unwrap_or(('\\', 1)),
            _ => ('\\', 1),
        };
        out.push(c);
        rest = escape.get(length..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

/// The character of `\u84bc` or of a pair of surrogates, and its length.
fn wide(escape: &str) -> Option<(char, usize)> {
    let unit = |at: usize| {
        let digits = escape.get(at..at + 6)?.strip_prefix("\\u")?;
        u16::from_str_radix(digits, 16).ok()
    };
    let first = unit(0)?;
    if let Some(Ok(c)) = char::decode_utf16([first]).next() {
        return Some((c, 6));
    }
    let c = char::decode_utf16([first, unit(6)?]).next()?.ok()?;
    Some((c, 12))
}

/// Calls `each` with line and content of every cell of a CSV (RFC 4180), and with whether a quote in it was undone.
pub(super) fn cells(source: impl Read, mut each: impl FnMut(usize, &str, bool)) -> io::Result<()> {
    let (mut cell, mut quoted, mut quote_before, mut line) = (Vec::new(), false, false, 1);
    let mut undone = false;
    let mut source = BufReader::with_capacity(64 << 10, source);
    loop {
        let block = source.fill_buf()?;
        let count = block.len();
        for byte in block {
            let quote = *byte == b'"';
            // Two quotes inside quotes are one; the first has closed them for now.
            if quote && quote_before {
                cell.push(b'"');
                undone = true;
            }
            quote_before = quote && quoted;
            match byte {
                b'"' => quoted = !quoted,
                b',' | b'\n' | b'\r' if !quoted => {
                    each(line, &String::from_utf8_lossy(&cell), undone);
                    cell.clear();
                    undone = false;
                }
                _ => cell.push(*byte),
            }
            line += usize::from(*byte == b'\n');
        }
        if count == 0 {
            break;
        }
        source.consume(count);
    }
    each(line, &String::from_utf8_lossy(&cell), undone);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_undone() {
        let mut seen = Vec::new();
        let open = || Ok(&br#"{"k\u0065y":["a\"b\\",{"x":"\u9752\uD83D\uDE00"},"plain","\q\u12"]}"#[..]);
        of("a.json", &open, &mut |_, s| seen.push(s.to_owned())).expect("a slice is read");
        assert_eq!(seen, ["key", "a\"b\\", "青😀", "\\q\\u12"]);
        let mut seen = Vec::new();
        cells(&b"a,\"b,\"\"c\"\"\"\nd"[..], |line, cell, undone| seen.push((line, cell.to_owned(), undone)))
            .expect("a slice is read");
        assert_eq!(seen, [(1, "a".into(), false), (1, "b,\"c\"".into(), true), (2, "d".into(), false)]);
    }

    #[test]
    fn a_long_literal_is_held_in_parts_that_overlap() {
        let text = format!(r#"["\u9752{}","x\ny"#, "z".repeat(1000));
        let mut seen = Vec::new();
        literals(text.as_bytes(), 300, &mut |place, part| seen.push((place.to_owned(), part.to_owned())))
            .expect("a slice is read");
        assert!(seen.iter().all(|(_, part)| part.len() <= 2000));
        assert!(seen.first().is_some_and(|(_, part)| part.starts_with("青zzz")));
        assert_eq!(seen.last(), Some(&("offset 1010".to_owned(), "x\ny".to_owned())));
    }

    proptest::proptest! {
        #[test]
        fn what_is_escaped_reads_as_it_was(texts in proptest::collection::vec("\\PC{0,20}|[\"\\\\/\n\t\u{1}]{0,6}", 0..8)) {
            let json = serde_json::to_string(&texts).expect("strings");
            let mut seen = Vec::new();
            of("a.json", &|| Ok(json.as_bytes()), &mut |_, s| seen.push(s.to_owned())).expect("a slice is read");
            let hidden = |text: &&String| serde_json::to_string(text).expect("a string").contains('\\');
            let expected: Vec<String> = texts.iter().filter(hidden).cloned().collect();
            proptest::prop_assert_eq!(seen, expected);
        }
    }
}
