//! Every string of a rendered file, unescaped.

use std::fmt::Write;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

/// Calls `each` with the place and content of every string of a file: JSON keys and values, CSV cells, lines.
pub(super) fn of(name: &str, text: &str, each: &mut dyn FnMut(&str, &str)) {
    if name.ends_with(".json") && json(text, each) {
        return;
    }
    if name.ends_with(".csv") {
        cells(text, |line, cell| each(&format!("line {line}"), cell));
    }
    for (index, line) in text.lines().enumerate() {
        each(&format!("line {}", index + 1), line);
    }
}

/// Walks a JSON text without building it; false where it is none.
fn json(text: &str, each: &mut dyn FnMut(&str, &str)) -> bool {
    let mut parser = serde_json::Deserializer::from_str(text);
    let mut path = String::new();
    Walk { path: &mut path, each }.deserialize(&mut parser).is_ok() && parser.end().is_ok()
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
pub(super) fn cells(text: &str, mut each: impl FnMut(usize, &str)) {
    let mut cell = String::new();
    let (mut quoted, mut line) = (false, 1);
    let mut chars = text.chars().peekable();
    while let Some(ch) = chars.next() {
        match ch {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            ',' | '\n' | '\r' if !quoted => {
                each(line, &cell);
                cell.clear();
            }
            _ => cell.push(ch),
        }
        if ch == '\n' {
            line += 1;
        }
    }
    each(line, &cell);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_undone() {
        let mut seen = Vec::new();
        of("a.json", r#"{"k\u0065y":["a\"b",{"x":"\u9752"}]}"#, &mut |_, s| seen.push(s.to_owned()));
        assert_eq!(seen, ["key", "a\"b", "x", "青"]);
        let mut seen = Vec::new();
        cells("a,\"b,\"\"c\"\"\"\nd", |line, cell| seen.push((line, cell.to_owned())));
        assert_eq!(seen, [(1, "a".into()), (1, "b,\"c\"".into()), (2, "d".into())]);
    }
}
