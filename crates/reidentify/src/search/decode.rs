//! Undoes the encodings in which a name survives a search for it.
//!
//! In: a text. Out: each stretch that reads as something else, with the encoding and the place. Decoded bytes count
//! only where they are text: digests and keys decode to noise, in which any short word stands somewhere.

use noroshi_base::Layer;

/// Encodings inside encodings.
const DEPTH: u32 = 3;
/// Bytes of one encoded stretch.
const RUN: usize = 1 << 20;
/// Bytes decoded from one text, all levels together, per byte of the text.
const GROWTH: usize = 8;

/// A stretch that reads as something else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Decoded {
    /// The encodings, outermost first.
    pub(crate) layers: Vec<Layer>,
    /// Where the encoded stretch begins in the outermost text.
    pub(crate) start: usize,
    /// Its length there.
    pub(crate) len: usize,
    /// What it reads as.
    pub(crate) text: String,
}

/// Everything a text decodes to.
pub(crate) fn all(text: &str) -> Vec<Decoded> {
    let mut out = Vec::new();
    let mut budget = text.len().saturating_mul(GROWTH).saturating_add(4096);
    level(text, None, 0, &mut budget, &mut out);
    out
}

fn level(text: &str, outer: Option<&Decoded>, depth: u32, budget: &mut usize, out: &mut Vec<Decoded>) {
    if depth == DEPTH {
        return;
    }
    let mut found = Vec::new();
    each(text, &mut |layer, start, len, decoded| {
        if decoded.is_empty() || decoded.len() > *budget {
            return;
        }
        *budget -= decoded.len();
        let mut layers = outer.map_or_else(Vec::new, |outer| outer.layers.clone());
        layers.push(layer);
        let (start, len) = outer.map_or((start, len), |outer| (outer.start, outer.len));
        found.push(Decoded { layers, start, len, text: decoded });
    });
    for decoded in found {
        level(&decoded.text, Some(&decoded), depth + 1, budget, out);
        out.push(decoded);
    }
}

fn each(text: &str, emit: &mut dyn FnMut(Layer, usize, usize, String)) {
    runs(text, 8, |byte| byte.is_ascii_alphanumeric() || b"+/-_".contains(&byte), &mut |start, run| {
        if run.len() >= 8 && run.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            readable(&hex(run)).for_each(|text| emit(Layer::Hex, start, run.len(), text));
        }
        for shift in 0..4 {
            let Some(part) = run.get(shift..).filter(|part| part.len() >= 6) else { continue };
            readable(&base64(part)).for_each(|text| emit(Layer::Base64, start, run.len(), text));
        }
    });
    runs(text, 4, |byte| !byte.is_ascii_whitespace() && byte != b'"', &mut |start, run| {
        let mut undo = |marker: &str, layer, undone: Option<String>| {
            if run.contains(marker)
                && let Some(text) = undone.filter(|text| text != run)
            {
                emit(layer, start, run.len(), text);
            }
        };
        undo("%", Layer::Percent, escaped(run, "%", 2));
        undo("\\x", Layer::Escape, escaped(run, "\\x", 2));
        undo("=", Layer::QuotedPrintable, escaped(run, "=", 2));
        undo("\\u", Layer::Escape, units(run));
        undo("&#", Layer::Entity, entities(run));
        undo("xn--", Layer::Punycode, puny(run));
    });
}

/// Calls `emit` with each run of bytes of an alphabet, of a length that is worth it.
fn runs(text: &str, least: usize, of: impl Fn(u8) -> bool, emit: &mut dyn FnMut(usize, &str)) {
    let bytes = text.as_bytes();
    let mut start = 0;
    while start < bytes.len() {
        let length = bytes.get(start..).unwrap_or_default().iter().take_while(|byte| of(**byte)).count();
        let run = text.get(start..start + length.min(RUN));
        if let Some(run) = run.filter(|run| run.len() >= least) {
            emit(start, run);
        }
        start += length.max(1);
    }
}

/// The texts that decoded bytes are: UTF-8, UTF-16 either way, Shift_JIS; none where they are noise.
///
/// Most runs are plain words that decode to noise, so each reading is asked for only where its bytes show.
fn readable(bytes: &[u8]) -> impl Iterator<Item = String> {
    let wide = |big: bool| -> String {
        let units = bytes.chunks_exact(2).filter_map(|pair| match *pair {
            [one, two] if big => Some(u16::from_be_bytes([one, two])),
            [one, two] => Some(u16::from_le_bytes([one, two])),
            _ => None,
        });
        char::decode_utf16(units).map(|unit| unit.unwrap_or('\u{FFFD}')).collect()
    };
    let high = bytes.iter().filter(|byte| **byte >= 0x80).count();
    let zeros = memchr::memchr_iter(0, bytes).count();
    let mut texts = Vec::new();
    if has_word(bytes) || high > 0 && has_multibyte(bytes) {
        texts.push(String::from_utf8_lossy(bytes).into_owned());
    }
    if zeros * 3 >= bytes.len() && bytes.len() >= 6 {
        texts.extend([wide(false), wide(true)]);
    } else if high * 5 >= bytes.len() * 2 && bytes.len() >= 8 && is_shift_jis(bytes) {
        texts.push(noroshi_intake::encoding::decode(bytes).into_owned());
    }
    texts.into_iter().filter_map(|text| stretches(&text))
}

/// Whether five letters or digits stand together.
fn has_word(bytes: &[u8]) -> bool {
    let mut run = 0;
    bytes.iter().any(|byte| {
        run = if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_') { run + 1 } else { 0 };
        run >= 5
    })
}

/// Whether three characters of three bytes, as kana and kanji are in UTF-8, stand somewhere.
fn has_multibyte(bytes: &[u8]) -> bool {
    let three = |window: &[u8]| matches!(window, [0xE3..=0xE9 | 0xEF, 0x80..=0xBF, 0x80..=0xBF]);
    bytes.windows(9).any(|window| window.chunks(3).all(three))
}

/// Whether nearly all bytes pair up as Shift_JIS does.
fn is_shift_jis(bytes: &[u8]) -> bool {
    let (mut at, mut pairs, mut bad) = (0, 0, 0);
    while let Some(first) = bytes.get(at) {
        match (first, bytes.get(at + 1)) {
            (0x81..=0x9F | 0xE0..=0xEA, Some(0x40..=0x7E | 0x80..=0xFC)) => {
                pairs += 1;
                at += 2;
            }
            (0x20..=0x7E | 0xA1..=0xDF, _) => at += 1,
            _ => {
                bad += 1;
                at += 1;
            }
        }
    }
    pairs >= 3 && bad * 8 <= pairs
}

/// The stretches of printable characters, joined by breaks; `None` where there are none of a name's length.
fn stretches(text: &str) -> Option<String> {
    let mut out = String::new();
    for part in text.split(|c: char| (c.is_control() && !matches!(c, '\n' | '\r' | '\t')) || c == '\u{FFFD}')
    {
        let wide = part.chars().filter(|c| is_japanese(*c)).count();
        let letters = part.chars().filter(char::is_ascii_alphanumeric).count();
        let strange = part.chars().filter(|c| !c.is_ascii() && !is_japanese(*c)).count();
        let length = part.chars().count();
        if strange * 8 <= length && (letters >= 5 && wide * 4 <= length || wide >= 3 && letters + wide >= 3) {
            out.push_str(part);
            out.push('\n');
        }
    }
    (!out.is_empty()).then_some(out)
}

fn is_japanese(c: char) -> bool {
    noroshi_profile::fold::is_kana(c)
        || noroshi_profile::fold::is_kanji(c)
        || matches!(c, '\u{3000}'..='\u{3040}' | '\u{FF01}'..='\u{FF9F}')
}

fn hex(run: &str) -> Vec<u8> {
    let nibble =
        |byte: u8| char::from(byte).to_digit(16).and_then(|value| u8::try_from(value).ok()).unwrap_or(0);
    let pairs = run.as_bytes().chunks_exact(2);
    pairs.filter_map(|pair| Some(nibble(*pair.first()?) << 4 | nibble(*pair.get(1)?))).collect()
}

fn base64(run: &str) -> Vec<u8> {
    let value = |byte: u8| match byte {
        b'A'..=b'Z' => u32::from(byte - b'A'),
        b'a'..=b'z' => u32::from(byte - b'a') + 26,
        b'0'..=b'9' => u32::from(byte - b'0') + 52,
        b'+' | b'-' => 62,
        _ => 63,
    };
    let mut out = Vec::with_capacity(run.len() * 3 / 4);
    for quad in run.as_bytes().chunks(4) {
        let bits = (0..4).fold(0, |bits, index| bits << 6 | quad.get(index).map_or(0, |byte| value(*byte)));
        let [_, bytes @ ..] = bits.to_be_bytes();
        out.extend(bytes.get(..quad.len().saturating_sub(1)).unwrap_or_default());
    }
    out
}

/// Bytes written as `marker` and hexadecimal digits; `None` where there are fewer than two.
fn escaped(run: &str, marker: &str, digits: usize) -> Option<String> {
    let mut out = Vec::with_capacity(run.len());
    let mut rest = run;
    let mut count = 0;
    while let Some(at) = rest.find(marker) {
        out.extend(rest.get(..at)?.bytes());
        let tail = rest.get(at + marker.len()..)?;
        match tail.get(..digits).and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                count += 1;
                rest = tail.get(digits..)?;
            }
            None => {
                out.extend(marker.bytes());
                rest = tail;
            }
        }
    }
    out.extend(rest.bytes());
    (count >= 2).then(|| noroshi_intake::encoding::decode(&out).replace('\0', ""))
}

/// UTF-16 units written as `\uXXXX`.
fn units(run: &str) -> Option<String> {
    let mut parts = run.split("\\u");
    let head = parts.next()?.to_owned();
    let mut wide: Vec<u16> = head.encode_utf16().collect();
    for part in parts {
        let code = part.get(..4).and_then(|code| u16::from_str_radix(code, 16).ok());
        wide.extend(code);
        wide.extend(part.get(if code.is_some() { 4 } else { 0 }..).unwrap_or_default().encode_utf16());
    }
    Some(String::from_utf16_lossy(&wide))
}

/// Numeric character references.
fn entities(run: &str) -> Option<String> {
    let mut parts = run.split("&#");
    let mut out = parts.next()?.to_owned();
    for part in parts {
        let (code, rest) = part.split_once(';').unwrap_or((part, ""));
        let value = match code.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16).ok(),
            None => code.parse().ok(),
        };
        out.extend(value.and_then(char::from_u32));
        out.push_str(rest);
    }
    Some(out)
}

fn puny(run: &str) -> Option<String> {
    let host: String =
        run.chars().map(|c| if c.is_ascii_alphanumeric() || ".-".contains(c) { c } else { ' ' }).collect();
    let names: Vec<String> = host
        .split(' ')
        .filter(|name| name.contains("xn--") && name.len() <= 253)
        .map(|name| idna::domain_to_unicode(name).0)
        .collect();
    (!names.is_empty()).then(|| names.join(" "))
}

/// Letters of the Latin alphabet shifted by 13.
pub(crate) fn rot13(text: &str) -> String {
    let shift = |c: char, first: u8| char::from((c as u8 - first + 13) % 26 + first);
    text.chars()
        .map(|c| match c {
            'a'..='z' => shift(c, b'a'),
            'A'..='Z' => shift(c, b'A'),
            other => other,
        })
        .collect()
}

/// The characters in reverse order.
pub(crate) fn reversed(text: &str) -> String {
    text.chars().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reads_as(text: &str, wanted: &str) -> bool {
        all(text).iter().any(|decoded| decoded.text.contains(wanted))
    }

    #[test]
    fn encodings_are_undone() {
        for text in [
            "x=YW9taWRlbmtp",
            "616f6d6964656e6b69",
            "%61%6f%6d%69%64%65%6e%6b%69",
            "\\x61\\x6fmidenki",
            "&#97;&#111;midenki",
            "YQBvAG0AaQBkAGUAbgBrAGkA",
            "WVc5dGFXUmxibXRw",
            "\\u0061\\u006fmidenki",
        ] {
            assert!(reads_as(text, "aomidenki"), "{text}: {:?}", all(text));
        }
        assert!(reads_as("6JK85rW36Zu75qmf", "蒼海電機"));
        assert!(reads_as("kZOKQ5Nki0A=", "蒼海電"), "{:?}", all("kZOKQ5Nki0A="));
        assert!(reads_as("%E8%92%BC%E6%B5%B7%E9%9B%BB%E6%A9%9F", "蒼海電機"));
        assert!(
            reads_as("http://xn--y8jvc027l5cav97szrms90clsb.jp/", "。") || all("xn--wgv71a.jp").len() == 1
        );
        assert_eq!(rot13("nbzvqraxv"), "aomidenki");
        assert_eq!(reversed("iknedimoa"), "aomidenki");
    }

    #[test]
    fn digests_read_as_nothing() {
        let digest = "081beb6b2ec0751301661427527fc387475605a1472a9305941faf7a78395a70";
        assert!(all(digest).iter().all(|decoded| decoded.text.len() < 16), "{:?}", all(digest));
    }

    proptest::proptest! {
        #[test]
        fn any_text_decodes(text in "[%\\\\&#xu=a-f0-9;YW\\PC]{0,80}") {
            let _ = all(&text);
        }
    }
}
