//! Header values as people read them: RFC 2047 words, folded lines, raw 8-bit and ISO-2022-JP bytes.

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use encoding_rs::Encoding;

use crate::text;

pub(super) const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// Decodes a raw header value: unfolded, encoded words undone, whatever its bytes are.
pub(super) fn header_value(raw: &[u8]) -> String {
    words(&unfold(&text::decode(raw)))
}

/// Decodes bytes by a charset label; an unknown or lying label falls back to detection.
pub(super) fn by_charset(label: &str, bytes: &[u8]) -> String {
    let label = label.split('*').next().unwrap_or(label).trim();
    let plain =
        label.is_empty() || label.eq_ignore_ascii_case("us-ascii") || label.eq_ignore_ascii_case("ascii");
    let encoding = if plain { None } else { encoding_for(label) };
    let Some(encoding) = encoding else {
        return text::decode(bytes).into_owned();
    };
    if encoding == encoding_rs::ISO_2022_JP {
        return better(noroshi_intake::encoding::iso_2022_jp(bytes), text::decode(bytes).into_owned());
    }
    match encoding.decode_without_bom_handling(bytes) {
        (decoded, false) => decoded.into_owned(),
        (decoded, true) => better(decoded.into_owned(), text::decode(bytes).into_owned()),
    }
}

/// The one with fewer unreadable characters; the first when equal.
fn better(first: String, second: String) -> String {
    let bad = |s: &str| s.matches(['\u{fffd}', '\u{1b}']).count();
    if bad(&second) < bad(&first) { second } else { first }
}

fn encoding_for(label: &str) -> Option<&'static Encoding> {
    let lower = label.to_ascii_lowercase();
    match lower.as_str() {
        "cp932" | "ms932" | "windows932" | "x-sjis-jp" => Some(encoding_rs::SHIFT_JIS),
        "iso-2022-jp-1" | "iso-2022-jp-2" | "iso-2022-jp-3" | "iso-2022-jp-ms" | "cp50220" | "cp50221" => {
            Some(encoding_rs::ISO_2022_JP)
        }
        "eucjp" | "cp51932" | "eucjp-ms" => Some(encoding_rs::EUC_JP),
        _ => Encoding::for_label(lower.as_bytes()),
    }
}

/// Joins folded lines.
fn unfold(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for (index, line) in value.split('\n').enumerate() {
        let line = line.strip_suffix('\r').unwrap_or(line);
        if index == 0 {
            out.push_str(line.trim_start());
            continue;
        }
        let rest = line.trim_start_matches([' ', '\t']);
        if !out.is_empty() && !rest.is_empty() {
            out.push(' ');
        }
        out.push_str(rest);
    }
    out.truncate(out.trim_end().len());
    out
}

/// One encoded word: charset, whether base64, payload, length in the text.
struct Word<'a> {
    charset: &'a str,
    base64: bool,
    payload: &'a str,
    len: usize,
}

/// Undoes RFC 2047 words; neighbours of one charset are joined before decoding, as Japanese mailers cut characters
/// in two.
pub(super) fn words(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(at) = rest.find("=?") {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let Some(first) = word(rest) else {
            out.push_str("=?");
            rest = &rest[2..];
            continue;
        };
        let mut bytes = first.bytes();
        let mut next = &rest[first.len..];
        while let Some((following, taken)) = neighbour(next, first.charset) {
            bytes.extend(following.bytes());
            next = &next[taken..];
        }
        out.push_str(&by_charset(first.charset, &bytes));
        let gap = next.len() - next.trim_start().len();
        let joined = gap > 0 && word(next.trim_start()).is_some();
        rest = if joined { &next[gap..] } else { next };
    }
    out.push_str(rest);
    out
}

/// The next word of the same charset, after nothing but spaces, and the bytes up to its end.
fn neighbour<'a>(text: &'a str, charset: &str) -> Option<(Word<'a>, usize)> {
    let trimmed = text.trim_start();
    let following = word(trimmed)?;
    let same = following.charset.eq_ignore_ascii_case(charset);
    let taken = text.len() - trimmed.len() + following.len;
    same.then_some((following, taken))
}

fn word(text: &str) -> Option<Word<'_>> {
    let body = text.strip_prefix("=?")?;
    // A charset name is short: a bound keeps hostile headers linear.
    let charset_end = body.bytes().take(64).position(|b| b == b'?')?;
    let charset = body.get(..charset_end)?;
    let after = body.get(charset_end + 1..)?;
    let base64 = match after.as_bytes().first()? {
        b'b' | b'B' => true,
        b'q' | b'Q' => false,
        _ => return None,
    };
    let payload_text = after.get(1..)?.strip_prefix('?')?;
    let payload_end = memchr::memchr(b'?', payload_text.as_bytes())?;
    if payload_text.as_bytes().get(payload_end + 1) != Some(&b'=') {
        return None;
    }
    let payload = payload_text.get(..payload_end)?;
    let len = 2 + charset_end + 1 + 2 + payload_end + 2;
    Some(Word { charset, base64, payload, len })
}

impl Word<'_> {
    fn bytes(&self) -> Vec<u8> {
        if !self.base64 {
            return quoted(self.payload);
        }
        let compact: Vec<u8> = self.payload.bytes().filter(|b| !b.is_ascii_whitespace()).collect();
        LENIENT.decode(&compact).unwrap_or_else(|_| self.payload.as_bytes().to_vec())
    }
}

fn quoted(payload: &str) -> Vec<u8> {
    percent_like(payload.as_bytes(), b'=', true)
}

/// Undoes `=XX` or `%XX`; `underscore` turns `_` into a space.
fn percent_like(bytes: &[u8], mark: u8, underscore: bool) -> Vec<u8> {
    let hex = |at: usize| bytes.get(at).and_then(|b| char::from(*b).to_digit(16));
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        match byte {
            b'_' if underscore => out.push(b' '),
            _ if byte == mark => match (hex(at), hex(at + 1)) {
                (Some(high), Some(low)) => {
                    out.push(u8::try_from(high * 16 + low).unwrap_or(b'?'));
                    at += 2;
                }
                _ => out.push(byte),
            },
            _ => out.push(byte),
        }
    }
    out
}

/// Undoes RFC 2231 values (`filename*=ISO-2022-JP'ja'%1B%24…`, continued as `*0*`, `*1*`) of one parameter.
pub(super) fn parameter(value: &str, name: &str) -> Option<String> {
    let mut pieces: Vec<(u32, bool, &str)> = Vec::new();
    for item in parameters(value) {
        let Some((key, text)) = item.split_once('=') else { continue };
        let key = key.trim();
        let Some(rest) = strip_prefix_ignore_case(key, name) else { continue };
        let (encoded, number) = match rest.strip_suffix('*') {
            Some(inner) => (true, inner),
            None => (false, rest),
        };
        let number = match number.strip_prefix('*') {
            Some(digits) => digits.parse().ok()?,
            None if number.is_empty() => 0,
            None => continue,
        };
        pieces.push((number, encoded, text.trim()));
    }
    if pieces.is_empty() {
        return None;
    }
    pieces.sort_by_key(|piece| piece.0);
    Some(join_pieces(&pieces))
}

fn join_pieces(pieces: &[(u32, bool, &str)]) -> String {
    let mut charset = String::new();
    let mut bytes = Vec::new();
    for (index, (_, encoded, text)) in pieces.iter().enumerate() {
        let text = unquote(text);
        let mut payload = text.as_str();
        if index == 0
            && *encoded
            && let Some((label, rest)) = text.split_once('\'')
            && let Some((_language, rest)) = rest.split_once('\'')
        {
            label.clone_into(&mut charset);
            payload = rest;
        }
        if *encoded {
            bytes.extend(percent_like(payload.as_bytes(), b'%', false));
        } else {
            bytes.extend_from_slice(payload.as_bytes());
        }
    }
    words(&by_charset(&charset, &bytes))
}

fn unquote(text: &str) -> String {
    let Some(inner) = text.strip_prefix('"') else { return text.to_owned() };
    let inner = inner.strip_suffix('"').unwrap_or(inner);
    let mut out = String::with_capacity(inner.len());
    let mut escaped = false;
    for c in inner.chars() {
        if c == '\\' && !escaped {
            escaped = true;
            continue;
        }
        // Windows mailers write bare backslashes: only quotes and backslashes are escapes.
        if escaped && c != '"' && c != '\\' {
            out.push('\\');
        }
        escaped = false;
        out.push(c);
    }
    out
}

fn strip_prefix_ignore_case<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let head = text.get(..prefix.len())?;
    if head.eq_ignore_ascii_case(prefix) { text.get(prefix.len()..) } else { None }
}

/// Splits at semicolons outside quotes.
fn parameters(value: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut start = 0;
    let mut quoted = false;
    for (at, byte) in value.bytes().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b';' if !quoted => {
                out.push(&value[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    out.push(&value[start..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_every_kind() {
        let cases = [
            ("plain", "plain"),
            ("=?ISO-2022-JP?B?GyRCQXMzJEVFNSEbKEI=?=", "蒼海電機"),
            ("=?utf-8?q?=E8=92=BC=E6=B5=B7_x?= tail", "蒼海 x tail"),
            // one character cut in two between words
            ("=?UTF-8?B?6JI=?= =?UTF-8?B?vOa1tw==?=", "蒼海"),
            ("=?UTF-8?B?6JK8?=\r\n =?UTF-8?B?5rW3?=", "蒼海"),
            ("=?cp932?B?kZOKQ5Nki0A=?=", "蒼海電機"),
            ("=?bad", "=?bad"),
            ("a =?x?y?z?= b", "a =?x?y?z?= b"),
            ("=?UTF-8*ja?B?6JK85rW3?=", "蒼海"),
        ];
        for (given, expected) in cases {
            assert_eq!(header_value(given.as_bytes()), expected, "{given}");
        }
    }

    #[test]
    fn file_names_of_every_kind() {
        let cases = [
            ("attachment; filename=report.xlsx", "report.xlsx"),
            ("attachment; filename=\"a;b.txt\"", "a;b.txt"),
            ("attachment; filename*=UTF-8''%E8%92%BC%E6%B5%B7.xlsx", "蒼海.xlsx"),
            (
                "attachment; filename*0*=UTF-8''%E8%92; filename*1*=%BC%E6%B5%B7; filename*2=.xlsx",
                "蒼海.xlsx",
            ),
            ("attachment; filename=\"=?UTF-8?B?6JK85rW3?=.xlsx\"", "蒼海.xlsx"),
            ("attachment; filename*=ISO-2022-JP'ja'%1B%24%42%41%73%33%24%1B%28%42.doc", "蒼海.doc"),
        ];
        for (given, expected) in cases {
            assert_eq!(parameter(given, "filename").as_deref(), Some(expected), "{given}");
        }
        assert_eq!(parameter("inline", "filename"), None);
    }
}
