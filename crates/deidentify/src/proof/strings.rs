//! Every string of a rendered file, unescaped.

use std::fmt::Write;
use std::io::{self, BufRead, BufReader, Read};

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

/// Calls `each` with the place and content of every string of a file: JSON keys and values, CSV cells, lines of the
/// rest.
///
/// `open` opens the file at its beginning and gives UTF-8.
pub(super) fn of<R: Read>(
    name: &str,
    open: &dyn Fn() -> io::Result<R>,
    each: &mut dyn FnMut(&str, &str),
) -> io::Result<()> {
    if name.ends_with(".json") && json(open()?, each)? {
        return Ok(());
    }
    if name.ends_with(".csv") {
        return cells(open()?, |line, cell| each(&format!("line {line}"), cell));
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

/// Walks a JSON text without building it; false where it is none.
fn json(source: impl Read, each: &mut dyn FnMut(&str, &str)) -> io::Result<bool> {
    let mut parser = serde_json::Deserializer::from_reader(BufReader::with_capacity(64 << 10, source));
    let mut path = String::new();
    let walked = Walk { path: &mut path, each }.deserialize(&mut parser).and_then(|()| parser.end());
    match walked {
        Ok(()) => Ok(true),
        Err(error) if error.is_io() => Err(error.into()),
        Err(_) => Ok(false),
    }
}

/// One value at a JSON pointer.
struct Walk<'a> {
    path: &'a mut String,
    each: &'a mut dyn FnMut(&str, &str),
}

impl Walk<'_> {
    /// The walker of a part, whose name stands at the end of the path until `len` is restored.
    fn part(&mut self) -> Walk<'_> {
        Walk { path: self.path, each: self.each }
    }
}

impl<'de> DeserializeSeed<'de> for Walk<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Walk<'_> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("any value")
    }

    fn visit_str<E>(self, string: &str) -> Result<(), E> {
        (self.each)(self.path, string);
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut list: A) -> Result<(), A::Error> {
        let len = self.path.len();
        let mut index = 0_usize;
        loop {
            // Writing to a string does not fail.
            let _ = write!(self.path, "/{index}");
            let more = list.next_element_seed(self.part())?;
            self.path.truncate(len);
            index += 1;
            if more.is_none() {
                return Ok(());
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        let len = self.path.len();
        while let Some(key) = map.next_key::<std::borrow::Cow<'_, str>>()? {
            self.path.push('/');
            self.path.push_str(&key);
            (self.each)(self.path, &key);
            map.next_value_seed(self.part())?;
            self.path.truncate(len);
        }
        Ok(())
    }
}

/// Calls `each` with line and content of every cell of a CSV (RFC 4180).
pub(super) fn cells(source: impl Read, mut each: impl FnMut(usize, &str)) -> io::Result<()> {
    let (mut cell, mut quoted, mut quote_before, mut line) = (Vec::new(), false, false, 1);
    let mut source = BufReader::with_capacity(64 << 10, source);
    loop {
        let block = source.fill_buf()?;
        let count = block.len();
        for byte in block {
            let quote = *byte == b'"';
            // Two quotes inside quotes are one; the first has closed them for now.
            if quote && quote_before {
                cell.push(b'"');
            }
            quote_before = quote && quoted;
            match byte {
                b'"' => quoted = !quoted,
                b',' | b'\n' | b'\r' if !quoted => {
                    each(line, &String::from_utf8_lossy(&cell));
                    cell.clear();
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
    each(line, &String::from_utf8_lossy(&cell));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_undone() {
        let mut seen = Vec::new();
        let open = || Ok(&br#"{"k\u0065y":["a\"b",{"x":"\u9752"}]}"#[..]);
        of("a.json", &open, &mut |_, s| seen.push(s.to_owned())).expect("a slice is read");
        assert_eq!(seen, ["key", "a\"b", "x", "青"]);
        let mut seen = Vec::new();
        cells(&b"a,\"b,\"\"c\"\"\"\nd"[..], |line, cell| seen.push((line, cell.to_owned())))
            .expect("a slice is read");
        assert_eq!(seen, [(1, "a".into()), (1, "b,\"c\"".into()), (2, "d".into())]);
    }
}
