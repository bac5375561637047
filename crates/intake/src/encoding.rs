//! Text in any encoding used in Japan becomes UTF-8.
//!
//! In: bytes, whole lines at a time. Out: text; what no encoding explains becomes U+FFFD, nothing is dropped.
//! The choice is made where the first non-ASCII bytes stand, however deep, and line by line where a file is mixed.

use std::borrow::Cow;

use encoding_rs::{Encoding, ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE};
use memchr::{memchr, memmem};

use crate::legacy;

/// Bytes of undecided lines the detector is fed.
const SAMPLE: usize = 1 << 16;

/// Tells UTF-16 by its mark, or by where its zero bytes and Japanese units fall.
pub fn utf16(head: &[u8]) -> Option<&'static Encoding> {
    match head {
        [0xFF, 0xFE, 0, 0, ..] => None,
        [0xFF, 0xFE, ..] => Some(UTF_16LE),
        [0xFE, 0xFF, ..] => Some(UTF_16BE),
        _ if head.len() < 4 || memchr(0, head).is_none() => None,
        _ => [UTF_16LE, UTF_16BE].into_iter().find(|encoding| is_plausible_utf16(head, encoding)),
    }
}

/// Nearly every unit is a character of Latin, Greek, Cyrillic, kana, kanji or Hangul, and some are ASCII.
fn is_plausible_utf16(head: &[u8], encoding: &'static Encoding) -> bool {
    let (mut good, mut bad, mut ascii) = (0_usize, 0_usize, 0_usize);
    for pair in head.chunks_exact(2) {
        let &[first, second] = pair else { continue };
        let unit = if encoding == UTF_16LE { [second, first] } else { [first, second] };
        match u16::from_be_bytes(unit) {
            0x09 | 0x0A | 0x0D | 0x20..=0x7E => {
                good += 1;
                ascii += 1;
            }
            0xA0..=0x4FF | 0x2010..=0x26FF | 0x3000..=0x30FF | 0x3200..=0x33FF => good += 1,
            0x4E00..=0x9FFF | 0xAC00..=0xD7A3 | 0xD800..=0xDFFF | 0xFF00..=0xFFEF => good += 1,
            _ => bad += 1,
        }
    }
    ascii > 0 && bad.saturating_mul(50) <= good
}

/// Whether bytes are no text in any encoding: zero bytes or control characters beyond a stray few.
pub fn is_binary(head: &[u8]) -> bool {
    if utf16(head).is_some() {
        return false;
    }
    let control = |byte: &u8| matches!(byte, 0..=8 | 0x0E..=0x1A | 0x1C..=0x1F | 0x7F);
    // Counted in short blocks, whose counts fit a byte: compilers turn that into vector code.
    let in_block = |block: &[u8]| usize::from(block.iter().map(|byte| u8::from(control(byte))).sum::<u8>());
    let controls: usize = head.chunks(128).map(in_block).sum();
    if controls.saturating_mul(100) > head.len() {
        return true;
    }
    // Compressed and encrypted bytes have few zeros, but no encoding explains them.
    let high = head.iter().filter(|byte| **byte >= 0x80).count();
    controls > 0 && high.saturating_mul(4) > head.len() && replaced_share(head) > 2
}

/// Characters in a hundred that decoding cannot explain.
fn replaced_share(head: &[u8]) -> usize {
    let text = decode(head);
    let replaced = text.matches(char::REPLACEMENT_CHARACTER).count();
    replaced.saturating_mul(100) / text.chars().count().max(1)
}

/// Decodes bytes that are all there is.
pub fn decode(bytes: &[u8]) -> Cow<'_, str> {
    if let Some(encoding) = utf16(bytes) {
        return encoding.decode_with_bom_removal(bytes).0;
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) if !has_escape(bytes) => Cow::Borrowed(text),
        _ => Cow::Owned(Decoder::default().by_line(bytes)),
    }
}

/// Decodes ISO-2022-JP, also where a mailer switches the character set twice in a row.
///
/// The standard decoder takes a switch without a character after it for an error; joined encoded words are full of
/// them.
pub fn iso_2022_jp(bytes: &[u8]) -> String {
    let mut kept = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let switch = switch_len(bytes.get(at..).unwrap_or_default());
        let idle = switch > 0 && switch_len(bytes.get(at + switch..).unwrap_or_default()) > 0;
        if !idle {
            kept.push(*byte);
            at += 1;
        } else {
            at += switch;
        }
    }
    encoding_rs::ISO_2022_JP.decode_without_bom_handling(&kept).0.into_owned()
}

/// Length of the escape sequence at the start; 0 for none.
fn switch_len(bytes: &[u8]) -> usize {
    match bytes {
        [0x1B, b'(', b'B' | b'J' | b'I', ..] | [0x1B, b'$', b'@' | b'B', ..] => 3,
        [0x1B, b'$', b'(', b'D', ..] => 4,
        _ => 0,
    }
}

/// Decodes a stream that comes in stretches of whole lines, and remembers what it learnt.
#[derive(Debug, Default)]
pub struct Decoder {
    legacy: Option<&'static Encoding>,
    /// Whether a whole line was UTF-8 beyond doubt.
    unicode: bool,
}

impl Decoder {
    /// Decodes one stretch; UTF-8 passes without a copy.
    pub fn decode(&mut self, bytes: Vec<u8>) -> String {
        if has_escape(&bytes) {
            return self.by_line(&bytes);
        }
        match String::from_utf8(bytes) {
            Ok(text) if self.legacy.is_none() || text.is_ascii() => {
                self.unicode = self.unicode || !text.is_ascii();
                text
            }
            Ok(text) => self.by_line(text.as_bytes()),
            Err(error) => self.by_line(error.as_bytes()),
        }
    }

    fn by_line(&mut self, bytes: &[u8]) -> String {
        if let Some(text) = self.at_once(bytes) {
            return text;
        }
        let mut text = String::with_capacity(bytes.len().saturating_add(bytes.len() / 2));
        for line in bytes.split_inclusive(|byte| *byte == b'\n') {
            match std::str::from_utf8(line) {
                Ok(plain) if !has_escape(line) && !self.is_accident(plain) => {
                    self.unicode = self.unicode || !plain.is_ascii();
                    text.push_str(plain);
                }
                Ok(_) if has_escape(line) => text.push_str(&decode_escapes(line)),
                _ => self.push_legacy(line, bytes, &mut text),
            }
        }
        text
    }

    /// Decodes a stretch whose lines are all in one legacy encoding, as most are.
    fn at_once(&mut self, bytes: &[u8]) -> Option<String> {
        if has_escape(bytes) || has_utf8_triple(bytes) {
            return None;
        }
        let known = match self.legacy {
            Some(known) => known,
            None => {
                let sample = sample(bytes);
                *self.legacy.insert(legacy::guess((!sample.is_empty()).then_some(&sample)?))
            }
        };
        known.decode_without_bom_handling_and_without_replacement(bytes).map(Cow::into_owned)
    }

    /// A pair of half-width kana of CP932 can look like a two-byte character of UTF-8; three bytes in a row cannot.
    fn is_accident(&self, line: &str) -> bool {
        self.legacy.is_some() && !line.is_ascii() && line.chars().all(|c| c < '\u{800}')
    }

    fn push_legacy(&mut self, line: &[u8], stretch: &[u8], text: &mut String) {
        if mostly_utf8(line, self.unicode) {
            text.push_str(&String::from_utf8_lossy(line));
            return;
        }
        let known = *self.legacy.get_or_insert_with(|| legacy::guess(&sample(stretch)));
        let decoded = known
            .decode_without_bom_handling_and_without_replacement(line)
            .unwrap_or_else(|| legacy::guess(line).decode_without_bom_handling(line).0);
        text.push_str(&decoded);
    }
}

/// ISO-2022-JP, where the escapes are that and not the colours of a terminal.
fn decode_escapes(line: &[u8]) -> Cow<'_, str> {
    ISO_2022_JP
        .decode_without_bom_handling_and_without_replacement(line)
        .or_else(|| {
            Some(iso_2022_jp(line)).filter(|text| !text.contains(char::REPLACEMENT_CHARACTER)).map(Cow::Owned)
        })
        .unwrap_or_else(|| UTF_8.decode_without_bom_handling(line).0)
}

/// Whether a double-byte set of ISO-2022-JP or its kana are switched on somewhere.
fn has_escape(bytes: &[u8]) -> bool {
    memchr(0x1B, bytes).is_some()
        && (memmem::find(bytes, b"\x1B$").is_some() || memmem::find(bytes, b"\x1B(I").is_some())
}

/// Kana, kanji, their punctuation and their wide forms.
fn is_japanese(c: &char) -> bool {
    matches!(c, '\u{2010}'..='\u{26FF}' | '\u{3000}'..='\u{30FF}' | '\u{4E00}'..='\u{9FFF}' | '\u{FF00}'..='\u{FFEF}')
}

/// Whether a character of three bytes, such as kana and kanji are in UTF-8, stands anywhere.
fn has_utf8_triple(bytes: &[u8]) -> bool {
    let tail = |byte: u8| byte & 0xC0 == 0x80;
    bytes.windows(3).any(|three| matches!(three, [0xE2..=0xEF, b, c] if tail(*b) && tail(*c)))
}

/// Whether a line is UTF-8 with some damage: more characters that fit than bytes that do not.
///
/// One character that fits is chance, as in 画像 of CP932, unless the file has `unicode` elsewhere.
fn mostly_utf8(line: &[u8], unicode: bool) -> bool {
    if !has_utf8_triple(line) {
        return false;
    }
    let (mut fits, mut broken) = (0_usize, 0_usize);
    for chunk in line.utf8_chunks() {
        fits = fits.saturating_add(chunk.valid().chars().filter(is_japanese).count());
        broken = broken.saturating_add(chunk.invalid().len());
    }
    // Kana of EUC-JP give one accidental triple for each byte left over, never more.
    if unicode {
        fits >= 1 && fits.saturating_mul(3) > broken.saturating_mul(2)
    } else {
        fits >= 2 && fits > broken
    }
}

/// Lines of a stretch that only a legacy encoding explains, up to the sample size.
fn sample(stretch: &[u8]) -> Vec<u8> {
    let mut lines = Vec::new();
    for line in stretch.split_inclusive(|byte| *byte == b'\n') {
        if lines.len() >= SAMPLE {
            break;
        }
        if std::str::from_utf8(line).is_err() && !mostly_utf8(line, false) {
            lines.extend_from_slice(line.get(..SAMPLE).unwrap_or(line));
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use encoding_rs::{EUC_JP, SHIFT_JIS};
    use proptest::prelude::*;

    use super::*;

    const NOTE: &str =
        "調査メモ\r\n端末 AEC-PC012 で不審な通信を確認しました。\r\n通信先は 198.51.100.7 です。\r\n";

    fn wide(text: &str, little: bool, mark: bool) -> Vec<u8> {
        let units = mark.then_some(0xFEFF).into_iter().chain(text.encode_utf16());
        units.flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
    }

    #[test]
    fn every_encoding_of_one_note_reads_the_same() {
        let mut forms: Vec<(String, Vec<u8>)> = [SHIFT_JIS, EUC_JP, ISO_2022_JP, UTF_8]
            .iter()
            .map(|encoding| (encoding.name().to_owned(), encoding.encode(NOTE).0.into_owned()))
            .collect();
        forms.push(("UTF-8 with mark".into(), [b"\xEF\xBB\xBF", NOTE.as_bytes()].concat()));
        for little in [true, false] {
            for mark in [true, false] {
                forms.push((format!("UTF-16 little {little} mark {mark}"), wide(NOTE, little, mark)));
            }
        }
        for (name, bytes) in forms {
            assert!(!is_binary(&bytes), "{name}");
            assert_eq!(decode(&bytes), NOTE, "{name}");
        }
    }

    #[test]
    fn a_mixed_file_is_read_line_by_line() {
        let mut bytes = "2024-01-01 ユーザー logged in\n".as_bytes().to_vec();
        bytes.extend_from_slice(&SHIFT_JIS.encode("2024-01-01 端末名=経理部サーバ\n").0);
        bytes.extend_from_slice(&EUC_JP.encode("2024-01-01 差出人=山田太郎さん\n").0);
        bytes.extend_from_slice(b"\x1B[31mred\x1B[0m\n");
        bytes.extend_from_slice(&ISO_2022_JP.encode("件名: 報告\n").0);
        bytes.extend_from_slice("切れた日本\u{672c}".as_bytes().split_last().expect("bytes").1);
        let text = Decoder::default().decode(bytes);
        assert_eq!(
            text,
            "2024-01-01 ユーザー logged in\n2024-01-01 端末名=経理部サーバ\n2024-01-01 差出人=山田太郎さん\n\
             \x1B[31mred\x1B[0m\n件名: 報告\n切れた日本\u{FFFD}"
        );
    }

    #[test]
    fn a_few_bytes_deep_in_a_log_are_enough() {
        let mut decoder = Decoder::default();
        let ascii = "10:00:00 GET /index.html 200\n".repeat(1000);
        assert_eq!(decoder.decode(ascii.clone().into_bytes()), ascii);
        let line = format!("{ascii}10:00:01 user=山田 denied\n");
        assert_eq!(decoder.decode(SHIFT_JIS.encode(&line).0.into_owned()), line);
        let kana = "10:00:02 ﾂｱ\n";
        assert_eq!(decoder.decode(SHIFT_JIS.encode(kana).0.into_owned()), kana, "the accident of UTF-8");
    }

    #[test]
    fn binaries_are_told_from_text() {
        for bytes in [&b"\x7fELF\x02\x01\x01\0\0\0\0\0"[..], &[0; 100], &(0..=255).collect::<Vec<u8>>()] {
            assert!(is_binary(bytes));
        }
        for bytes in [&b""[..], b"a\n", b"\x1B[1mbold\x1B[0m plain\n", "日本語".as_bytes()] {
            assert!(!is_binary(bytes));
        }
    }

    proptest! {
        #[test]
        fn nothing_panics_and_ascii_survives(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let text = decode(&bytes);
            prop_assert!(text.len() <= bytes.len().saturating_mul(3));
            is_binary(&bytes);
        }

        #[test]
        fn japanese_lines_survive(text in "[ぁ-んァ-ヶ亜-腕、。A-Za-z0-9 :=/.-]{1,60}") {
            let kana = text.chars().filter(|c| ('ぁ'..='ヶ').contains(c)).count();
            prop_assume!(kana >= 3);
            for encoding in [SHIFT_JIS, EUC_JP] {
                let (bytes, _, replaced) = encoding.encode(&text);
                if !replaced {
                    prop_assert_eq!(decode(&bytes), text.as_str());
                }
            }
        }
    }
}
