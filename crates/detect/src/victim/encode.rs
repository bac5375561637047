//! Encoded forms of one identifier.
//!
//! In: a spelling. Out: for each encoding the characters that stand in a text, and how they are recognised.

use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use encoding_rs::{EUC_JP, SHIFT_JIS};
use noroshi_base::Layer;

/// How the characters of an encoded form are compared with the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// Letter by letter, case included; line breaks may stand between.
    Base64,
    /// Hexadecimal digits, case aside; separators may stand between bytes.
    Hex,
    /// As [`Style::Hex`], but a separator must stand between any two units of the source.
    Units,
    /// The form itself, case and look-alikes aside.
    Letters,
}

/// One encoded form.
#[derive(Debug, Clone)]
pub(crate) struct Encoded {
    /// The characters, separators left out.
    pub(crate) text: String,
    pub(crate) style: Style,
    pub(crate) layers: Vec<Layer>,
}

/// Shortest base64 core: below, chance hits begin.
const SHORTEST_BASE64: usize = 5;
const SHORTEST_HEX: usize = 8;

/// The bytes of a spelling in every encoding Japanese texts have.
pub(crate) fn bytes(spelling: &str) -> Vec<(Option<Layer>, Vec<u8>)> {
    let mut out = vec![(None, spelling.as_bytes().to_vec())];
    let little: Vec<u8> = spelling.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = spelling.encode_utf16().flat_map(u16::to_be_bytes).collect();
    out.push((Some(Layer::Utf16Le), little));
    out.push((Some(Layer::Utf16Be), big));
    if !spelling.is_ascii() {
        for (encoding, layer) in [(SHIFT_JIS, Layer::ShiftJis), (EUC_JP, Layer::EucJp)] {
            let (encoded, _, lossy) = encoding.encode(spelling);
            if !lossy {
                out.push((Some(layer), encoded.into_owned()));
            }
        }
    }
    out
}

/// Every encoded form of one spelling that is long enough not to be chance.
pub(crate) fn forms(spelling: &str) -> Vec<Encoded> {
    let mut out = Vec::new();
    for (inner, bytes) in bytes(spelling) {
        base64(&bytes, inner, &mut out);
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        if hex.len() >= SHORTEST_HEX {
            out.push(Encoded { text: hex, style: Style::Hex, layers: with(Layer::Hex, inner) });
        }
        if inner.is_none_or(|layer| layer == Layer::ShiftJis) && bytes.len() >= 4 {
            let escaped: String = bytes.iter().map(|byte| format!("x{byte:02x}")).collect();
            out.push(Encoded { text: escaped, style: Style::Hex, layers: with(Layer::Escape, inner) });
            let listed: String = bytes.iter().map(|byte| format!("0x{byte:02x}")).collect();
            out.push(Encoded { text: listed, style: Style::Hex, layers: with(Layer::Hex, inner) });
            let double: String = bytes.iter().map(|byte| format!("25{byte:02x}")).collect();
            out.push(Encoded { text: double, style: Style::Units, layers: with(Layer::Percent, inner) });
            let octal: String = bytes.iter().map(|byte| format!("{byte:03o}")).collect();
            out.push(Encoded { text: octal, style: Style::Units, layers: with(Layer::Escape, inner) });
        }
    }
    if spelling.chars().count() >= 3 || !spelling.is_ascii() {
        units(spelling, &mut out);
    }
    letters(spelling, &mut out);
    out
}

fn with(outer: Layer, inner: Option<Layer>) -> Vec<Layer> {
    std::iter::once(outer).chain(inner).collect()
}

/// The part of base64 that stands whatever precedes and follows, at each of the three alignments.
fn base64(bytes: &[u8], inner: Option<Layer>, out: &mut Vec<Encoded>) {
    for shift in 0..3_usize {
        let mut padded = vec![0_u8; shift];
        padded.extend_from_slice(bytes);
        let encoded = STANDARD_NO_PAD.encode(&padded);
        // Characters that hold bits of the filler, or of what follows, are left out.
        let first = (shift * 8).div_ceil(6);
        let last = padded.len() * 8 / 6;
        let core = encoded.get(first..last).unwrap_or("").trim_matches(['+', '/']);
        if core.len() >= SHORTEST_BASE64 {
            let layers = with(Layer::Base64, inner);
            out.push(Encoded { text: core.to_owned(), style: Style::Base64, layers });
        }
    }
}

/// `\u84bc`, `%u84bc`, `&#x84bc;`, `&#33980;`, `\u{84bc}`.
fn units(spelling: &str, out: &mut Vec<Encoded>) {
    let wide: String = spelling.encode_utf16().map(|unit| format!("u{unit:04x}")).collect();
    out.push(Encoded { text: wide, style: Style::Units, layers: vec![Layer::Escape] });
    let entity: String = spelling.chars().map(|c| format!("x{:x}", u32::from(c))).collect();
    out.push(Encoded { text: entity, style: Style::Units, layers: vec![Layer::Entity] });
    let brace: String = spelling.chars().map(|c| format!("u{:x}", u32::from(c))).collect();
    out.push(Encoded { text: brace, style: Style::Units, layers: vec![Layer::Escape] });
    let decimal: String = spelling.chars().map(|c| u32::from(c).to_string()).collect();
    out.push(Encoded { text: decimal, style: Style::Units, layers: vec![Layer::Entity] });
}

fn letters(spelling: &str, out: &mut Vec<Encoded>) {
    let tight = noroshi_profile::fold::tight(spelling);
    let shortest = if tight.is_ascii() { 6 } else { 4 };
    if tight.chars().count() < shortest {
        return;
    }
    let reversed: String = tight.chars().rev().collect();
    if reversed != tight && !noroshi_profile::words::is_ordinary(&reversed) {
        out.push(Encoded { text: reversed, style: Style::Letters, layers: vec![Layer::Reversed] });
    }
    if tight.is_ascii() && tight.bytes().filter(u8::is_ascii_lowercase).count() >= 6 {
        let turned = tight.chars().map(rot13).collect();
        out.push(Encoded { text: turned, style: Style::Letters, layers: vec![Layer::Rot13] });
    }
}

fn rot13(c: char) -> char {
    match c {
        'a'..='m' => char::from_u32(u32::from(c) + 13).unwrap_or(c),
        'n'..='z' => char::from_u32(u32::from(c) - 13).unwrap_or(c),
        _ => c,
    }
}

/// Whether the original characters are this encoded form.
pub(crate) fn is(encoded: &Encoded, original: &str) -> bool {
    match encoded.style {
        Style::Base64 => is_base64(&encoded.text, original),
        // Lists of plain numbers hold any short name somewhere: bytes are written in groups of one length.
        Style::Hex => {
            let numbers = encoded.text.bytes().all(|byte| byte.is_ascii_digit());
            is_hex(&encoded.text, original) && (!numbers || in_groups(original))
        }
        Style::Units => is_hex(&encoded.text, original) && has_units(&encoded.text, original),
        Style::Letters => is_letters(&encoded.text, original),
    }
}

/// The range with the marks that introduce its first unit and end its last; the layers those marks tell.
pub(crate) fn whole(encoded: &Encoded, text: &str, start: usize, end: usize) -> (Range<usize>, Vec<Layer>) {
    const MARKS: &[&str] =
        &["%u", "%25", "%", "&#x", "&#X", "&#", "&", "\\u{", "\\u", "\\x", "\\", "0x", "="];
    if !matches!(encoded.style, Style::Hex | Style::Units) {
        return (start..end, encoded.layers.clone());
    }
    let before = text.get(..start).unwrap_or("");
    let from = MARKS.iter().find_map(|mark| before.strip_suffix(mark)).map_or(start, str::len);
    let to = end + usize::from(text.get(end..).is_some_and(|after| after.starts_with([';', '}'])));
    let mut layers = encoded.layers.clone();
    if let (Some(first), Some(layer)) = (layers.first_mut(), text.get(from..to).and_then(layer_of)) {
        *first = layer;
    }
    (from..to, layers)
}

/// The encoding that the marks between units tell.
fn layer_of(original: &str) -> Option<Layer> {
    match original.chars().next()? {
        '%' => Some(Layer::Percent),
        '&' => Some(Layer::Entity),
        '\\' => Some(Layer::Escape),
        '=' => Some(Layer::QuotedPrintable),
        _ => None,
    }
}

/// The letters in one run, or a long name in words.
fn is_letters(text: &str, original: &str) -> bool {
    let gaps = original.chars().filter(|c| c.is_whitespace()).count();
    noroshi_profile::fold::tight(original) == text && (gaps == 0 || gaps <= 2 && text.len() >= 8)
}

fn is_base64(core: &str, original: &str) -> bool {
    let mut wanted = core.chars();
    for c in original.chars() {
        let c = match c {
            '-' => '+',
            '_' => '/',
            '\r' | '\n' | ' ' | '\t' | '\\' | '"' | '\'' | '>' => continue,
            c => c,
        };
        if wanted.next() != Some(c) {
            return false;
        }
    }
    wanted.next().is_none()
}

fn is_hex(text: &str, original: &str) -> bool {
    let mut wanted = text.chars();
    let mut gap = 0;
    for c in original.chars() {
        if c.is_ascii_alphanumeric() {
            gap = 0;
            if wanted.next() != Some(c.to_ascii_lowercase()) {
                return false;
            }
        } else {
            gap += 1;
            if gap > 5 || c.is_alphanumeric() {
                return false;
            }
        }
    }
    wanted.next().is_none()
}

/// Whether the digits stand in one run, or in groups of the same, even length.
fn in_groups(original: &str) -> bool {
    let mut groups =
        original.split(|c: char| !c.is_ascii_digit()).filter(|group| !group.is_empty()).map(str::len);
    let first = groups.next().unwrap_or_default();
    first.is_multiple_of(2) && groups.all(|length| length == first)
}

/// Something other than a letter or digit stands between units: at least one for every five characters.
fn has_units(text: &str, original: &str) -> bool {
    let marks = original.chars().filter(|c| !c.is_ascii_alphanumeric()).count();
    marks + 1 >= text.len() / 5
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_cores_stand_at_any_alignment() {
        let forms = forms("aomidenki");
        for before in ["", "x", "xy", "xyz"] {
            let whole = STANDARD_NO_PAD.encode(format!("{before}aomidenki and more"));
            let found = forms
                .iter()
                .filter(|form| form.style == Style::Base64)
                .any(|form| whole.contains(&form.text));
            assert!(found, "{before}");
        }
    }

    #[test]
    fn originals_are_compared_strictly() {
        let hex = Encoded { text: "616f6d69".to_owned(), style: Style::Hex, layers: Vec::new() };
        for (original, expected) in
            [("616F6D69", true), ("61 6f 6d 69", true), ("%61%6f%6d%69", true), ("616f6d68", false)]
        {
            assert_eq!(is(&hex, original), expected, "{original}");
        }
        let digits = Encoded { text: "65696765".to_owned(), style: Style::Hex, layers: Vec::new() };
        for (original, expected) in [
            ("65696765", true),
            ("65 69 67 65", true),
            ("%65%69%67%65", true),
            ("6569 6765", true),
            ("6569 67 65", false),
            ("6569 67,65", false),
            ("656967 65", false),
        ] {
            assert_eq!(is(&digits, original), expected, "{original}");
        }
    }
}
