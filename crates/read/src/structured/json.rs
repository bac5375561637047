//! JSON without a known schema: a tokeniser without a tree, so that depth, size and breakage cost nothing.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::block::Block;
use crate::emit::Emit;

/// Levels that are told apart; deeper ones are read as one.
const MOST_LEVELS: usize = 512;
/// Levels that a path names.
const MOST_NAMED: usize = 12;

/// Hands on the values of a document, one a line with its key, in blocks of records.
pub(super) fn emit(text: &str, emit: &mut Emit<'_>) {
    let mut reader =
        Reader { rest: text, levels: Vec::new(), too_deep: 0, block: Block::default(), broken: false };
    while emit.more() && reader.step(emit) {}
    reader.block.flush(emit);
    if reader.broken || !reader.levels.is_empty() {
        emit.malformed("", "JSONとして完結していません", "the JSON is broken or incomplete");
    }
}

/// One open array or object.
struct Level<'a> {
    array: bool,
    index: usize,
    key: Cow<'a, str>,
}

struct Reader<'a> {
    rest: &'a str,
    levels: Vec<Level<'a>>,
    too_deep: usize,
    block: Block,
    broken: bool,
}

impl<'a> Reader<'a> {
    fn step(&mut self, emit: &mut Emit<'_>) -> bool {
        self.rest = self.rest.trim_start();
        let Some(&byte) = self.rest.as_bytes().first() else { return false };
        match byte {
            b'{' | b'[' => self.open(byte == b'['),
            b'}' | b']' => self.close(emit),
            b',' => self.next(),
            b':' => self.skip(1),
            b'"' => {
                let string = self.string();
                self.key_or_value(string, emit);
            }
            _ => self.bare(emit),
        }
        true
    }

    fn skip(&mut self, bytes: usize) {
        self.rest = self.rest.get(bytes..).unwrap_or_default();
    }

    fn open(&mut self, array: bool) {
        self.skip(1);
        let named =
            self.levels.last().filter(|level| !level.array).map(|level| level.key.clone().into_owned());
        if let Some(key) = named.filter(|key| !key.is_empty()) {
            // A key of an object may be what tells the victim: it is kept even without a value.
            self.place();
            self.block.line(&key, "");
        }
        if self.levels.len() < MOST_LEVELS {
            self.levels.push(Level { array, index: 0, key: Cow::Borrowed("") });
        } else {
            self.too_deep += 1;
        }
    }

    fn close(&mut self, emit: &mut Emit<'_>) {
        self.skip(1);
        if self.too_deep > 0 {
            self.too_deep -= 1;
        } else if self.levels.pop().is_none() {
            self.broken = true;
        }
        let arrays = self.levels.iter().filter(|level| level.array).count();
        let record = arrays <= 1 && self.levels.last().is_none_or(|level| level.array);
        if record && self.block.is_record() {
            self.block.flush(emit);
        }
    }

    fn next(&mut self) {
        self.skip(1);
        if let Some(level) = self.levels.last_mut() {
            level.index += 1;
            level.key = Cow::Borrowed("");
        }
    }

    fn key_or_value(&mut self, string: Cow<'a, str>, emit: &mut Emit<'_>) {
        let is_key = self.rest.trim_start().starts_with(':');
        match self.levels.last_mut() {
            Some(level) if is_key && !level.array => level.key = string,
            _ => self.value(&string, emit),
        }
    }

    /// A number, a literal or rubbish up to the next sign.
    fn bare(&mut self, emit: &mut Emit<'_>) {
        let stop = |c: char| matches!(c, ',' | ':' | '{' | '}' | '[' | ']' | '"') || c.is_whitespace();
        let end = self.rest.find(stop).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        if !matches!(word, "true" | "false" | "null") {
            self.value(word, emit);
        }
    }

    fn value(&mut self, value: &str, emit: &mut Emit<'_>) {
        if value.is_empty() {
            return;
        }
        self.place();
        // The elements of a list carry the key of the list.
        let key = self.levels.iter().rev().find(|level| !level.array).map_or("", |level| &level.key);
        self.block.line(key, value);
        if self.block.is_full() {
            self.block.flush(emit);
        }
    }

    fn place(&mut self) {
        if self.block.is_empty() {
            let path = self.path();
            self.block.begin(path);
        }
    }

    fn path(&self) -> String {
        let mut path = String::from("$");
        for level in self.levels.iter().take(MOST_NAMED) {
            if level.array {
                let _ = write!(path, "[{}]", level.index);
            } else if !level.key.is_empty() {
                path.push('.');
                path.extend(level.key.chars().take(100));
            }
        }
        path
    }

    fn string(&mut self) -> Cow<'a, str> {
        let body = self.rest.get(1..).unwrap_or_default();
        let (end, escaped) = string_end(body);
        let raw = body.get(..end).unwrap_or_default();
        if end == body.len() {
            self.broken = true;
        }
        self.rest = body.get(end + 1..).unwrap_or_default();
        if escaped { Cow::Owned(unescape(raw)) } else { Cow::Borrowed(raw) }
    }
}

/// Bytes up to the closing quote, and whether there are escapes before it.
fn string_end(body: &str) -> (usize, bool) {
    let bytes = body.as_bytes();
    let mut at = 0;
    let mut escaped = false;
    while let Some(found) = bytes.get(at..).and_then(|rest| memchr::memchr2(b'"', b'\\', rest)) {
        let position = at + found;
        if bytes.get(position) == Some(&b'"') {
            return (position, escaped);
        }
        escaped = true;
        at = position + 2;
    }
    (body.len(), escaped)
}

/// Undoes JSON escapes; what is none stays as it is.
pub(super) fn unescape(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = memchr::memchr(b'\\', rest.as_bytes()) {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let taken = escape(rest, &mut out);
        rest = &rest[taken..];
    }
    out.push_str(rest);
    out
}

/// Writes what stands behind a backslash; gives the bytes it took.
fn escape(rest: &str, out: &mut String) -> usize {
    let Some(&byte) = rest.as_bytes().first() else {
        out.push('\\');
        return 0;
    };
    let plain = match byte {
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'"' | b'\\' | b'/' => char::from(byte),
        b'u' => return unicode(rest, out),
        _ => {
            out.push('\\');
            return 0;
        }
    };
    out.push(plain);
    1
}

fn unicode(rest: &str, out: &mut String) -> usize {
    let Some(first) = hex4(rest, 1) else {
        out.push('\\');
        return 0;
    };
    let second = if rest.get(5..7) == Some("\\u") { hex4(rest, 7) } else { None };
    if let Some(second) = second
        && let Some(Ok(c)) = char::decode_utf16([first, second]).next()
        && c > '\u{ffff}'
    {
        out.push(c);
        return 11;
    }
    out.push(char::from_u32(u32::from(first)).unwrap_or('\u{fffd}'));
    5
}

fn hex4(text: &str, at: usize) -> Option<u16> {
    let digits = text.get(at..at + 4)?;
    if digits.bytes().all(|b| b.is_ascii_hexdigit()) { u16::from_str_radix(digits, 16).ok() } else { None }
}
