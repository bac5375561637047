//! One text of a package, with the places in it.

use std::sync::Arc;

use noroshi_base::Sensitive;

/// What a text is to the file it is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// Its content.
    Body,
    /// The name of the file or of a member.
    Name,
    /// A document property, a comment, hidden text.
    Property,
}

/// One text.
#[derive(Debug, Clone)]
pub struct Doc {
    /// File, members of containers joined by `!/`.
    pub file: Arc<str>,
    /// What the text is to it.
    pub part: Part,
    /// Part of the file that a reader named; empty for a textual file as it lies.
    place: String,
    text: Sensitive<String>,
    /// Offsets of the first byte of each line.
    lines: Vec<u32>,
}

/// Bytes searched backwards for the key a JSON value stands under.
const KEY_REACH: usize = 2048;

impl Doc {
    pub(crate) fn new(file: Arc<str>, part: Part, place: String, text: Sensitive<String>) -> Self {
        let breaks = memchr::memchr_iter(b'\n', text.expose().as_bytes());
        let lines =
            std::iter::once(0).chain(breaks.map(|at| u32::try_from(at + 1).unwrap_or(u32::MAX))).collect();
        Self { file, part, place, text, lines }
    }

    /// The content of a textual file; escapes of JSON are undone, with every line where it was.
    pub(crate) fn body(file: Arc<str>, text: &str) -> Self {
        let json = text.trim_start().starts_with(['{', '[']) && text.contains('\\');
        let text = if json { unescape(text) } else { text.to_owned() };
        Self::new(file, Part::Body, String::new(), Sensitive::new(text))
    }

    /// The text; what is in a package may still name the victim.
    pub fn text(&self) -> &str {
        self.text.expose()
    }

    /// Line and column from 1, the key of a JSON value behind them, or the part a reader named.
    pub fn place(&self, offset: usize) -> String {
        let offset = offset.min(self.text().len());
        let line = self.lines.partition_point(|&start| start as usize <= offset);
        let start =
            line.checked_sub(1).and_then(|index| self.lines.get(index)).map_or(0, |&start| start as usize);
        let before = self.text().get(start..offset).unwrap_or_default();
        let at = format!("{line}:{}", before.chars().count() + 1);
        match (self.place.is_empty(), self.lines.len()) {
            (false, 1) => self.place.clone(),
            (false, _) => format!("{} {at}", self.place),
            (true, _) => match self.key(offset) {
                Some(key) => format!("{at} {key}"),
                None => at,
            },
        }
    }

    /// The last `"key":` before an offset, where the text is JSON.
    fn key(&self, offset: usize) -> Option<&str> {
        let text = self.text();
        if !text.trim_start().starts_with(['{', '[']) {
            return None;
        }
        let from = text.ceil_char_boundary(offset.saturating_sub(KEY_REACH));
        let before = text.get(from..text.floor_char_boundary(offset))?;
        let colon = before.rfind("\":")?;
        let key = before.get(..colon)?;
        let key = key.get(key.rfind('"')? + 1..)?;
        (key.len() <= 40 && key.chars().all(|c| c.is_alphanumeric() || "_-".contains(c))).then_some(key)
    }

    /// The line around an offset, at most 400 bytes of it.
    pub fn line(&self, offset: usize) -> &str {
        let text = self.text();
        let offset = text.floor_char_boundary(offset.min(text.len()));
        let from = text.ceil_char_boundary(offset.saturating_sub(200));
        let to = text.floor_char_boundary(offset.saturating_add(200));
        let head = text.get(from..offset).unwrap_or_default();
        let tail = text.get(offset..to).unwrap_or_default();
        let start = head.rfind('\n').map_or(from, |at| from + at + 1);
        let end = tail.find('\n').map_or(to, |at| offset + at);
        text.get(start..end.max(start)).unwrap_or_default()
    }
}

/// Undoes the escapes of JSON strings: characters take the place of their escapes, breaks become blanks, so that
/// lines stay where they are.
fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'\\', rest.as_bytes()) {
        let (head, tail) = rest.split_at(at);
        out.push_str(head);
        let code = |from: usize| {
            let digits = tail.get(from..from + 6)?.strip_prefix("\\u")?;
            u32::from_str_radix(digits, 16).ok()
        };
        let taken = match (tail.as_bytes().get(1), code(0)) {
            (Some(b'u'), Some(first)) => {
                let pair =
                    code(6).filter(|low| (0xD800..0xDC00).contains(&first) && (0xDC00..0xE000).contains(low));
                let value = pair.map_or(first, |low| 0x1_0000 + ((first - 0xD800) << 10) + (low - 0xDC00));
                let c = char::from_u32(value).unwrap_or(char::REPLACEMENT_CHARACTER);
                out.push(if c == '\n' { ' ' } else { c });
                if pair.is_some() { 12 } else { 6 }
            }
            (Some(b'n' | b'r' | b't' | b'b' | b'f'), _) => {
                out.push_str("  ");
                2
            }
            (Some(b'\\'), _) => {
                out.push('\\');
                2
            }
            _ => {
                out.push(' ');
                1
            }
        };
        rest = tail.get(taken..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_name_line_column_and_key() {
        let doc = Doc::body("a.json".into(), "{\"x\":1,\n\"name\":\"\\u84bc\\u6d77\\n電機\"}");
        let at = doc.text().find('蒼').expect("the escape is undone");
        assert_eq!(doc.place(at), "2:9 name");
        assert!(doc.text().contains("蒼海  電機"));
        let plain = Doc::body("a.md".into(), "一行\n二行目");
        assert_eq!(plain.place(plain.text().find("目").expect("there")), "2:3");
        assert_eq!(plain.line(8), "二行目");
    }

    proptest::proptest! {
        #[test]
        fn any_text_has_places(text in "[\\\\un\\PC\n\"{]{0,60}", at in 0_usize..200) {
            let doc = Doc::body("x".into(), &text);
            let _ = (doc.place(at), doc.line(at));
            proptest::prop_assert_eq!(doc.text().lines().count(), text.lines().count());
        }
    }
}
