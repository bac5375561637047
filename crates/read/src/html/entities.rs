//! Character references of HTML.

use std::borrow::Cow;

use mail_parser::decoders::html::add_html_token;

/// Longest name of a character reference.
const LONGEST: usize = 33;

/// Undoes character references; what is none stays as it is.
pub(crate) fn decode(raw: &str) -> Cow<'_, str> {
    let Some(first) = memchr::memchr(b'&', raw.as_bytes()) else { return Cow::Borrowed(raw) };
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    let mut at = Some(first);
    while let Some(position) = at {
        out.push_str(&rest[..position]);
        rest = &rest[position..];
        let taken = reference(rest, &mut out);
        rest = &rest[taken..];
        at = memchr::memchr(b'&', rest.as_bytes());
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Writes what the reference at the start of `text` stands for; gives the bytes it took.
fn reference(text: &str, out: &mut String) -> usize {
    let numeric = text.as_bytes().get(1) == Some(&b'#');
    if let Some(taken) = if numeric { number(text, out) } else { named(text, out) } {
        return taken;
    }
    out.push('&');
    1
}

fn number(text: &str, out: &mut String) -> Option<usize> {
    let hex = matches!(text.as_bytes().get(2), Some(b'x' | b'X'));
    let start = if hex { 3 } else { 2 };
    let digits = text
        .bytes()
        .skip(start)
        .take(8)
        .take_while(|b| if hex { b.is_ascii_hexdigit() } else { b.is_ascii_digit() });
    let end = start + digits.count();
    let code = u32::from_str_radix(text.get(start..end)?, if hex { 16 } else { 10 }).ok()?;
    out.push(char::from_u32(code).filter(|c| *c != '\0').unwrap_or('\u{fffd}'));
    Some(if text.as_bytes().get(end) == Some(&b';') { end + 1 } else { end })
}

fn named(text: &str, out: &mut String) -> Option<usize> {
    let length = text.bytes().skip(1).take(LONGEST).take_while(u8::is_ascii_alphanumeric).count();
    let end = 1 + length;
    if text.as_bytes().get(end) == Some(&b';') {
        let token = text.get(..=end)?;
        let before = out.len();
        add_html_token(out, token.as_bytes(), false);
        if out.get(before..) == Some(token) {
            out.truncate(before);
            return None;
        }
        return Some(end + 1);
    }
    // Browsers take these without their semicolon; others would break query strings.
    let plain = [("&amp", '&'), ("&lt", '<'), ("&gt", '>'), ("&quot", '"'), ("&nbsp", ' ')];
    let (name, c) = plain.into_iter().find(|(name, _)| text.get(..end) == Some(*name))?;
    out.push(c);
    Some(name.len())
}
