//! Bytes as text: UTF-8, UTF-16, Shift_JIS, EUC-JP; only where nearly all of it can be read.

use encoding_rs::{EUC_JP, Encoding, SHIFT_JIS, UTF_16BE, UTF_16LE};
use noroshi_base::Layer;

/// Fewest bytes that are read as text.
const SHORTEST: usize = 4;

/// Fewest bytes that are shown of a longer text; what is shorter is whole.
const SHORTEST_HEAD: usize = 8;

/// Every text the bytes can be read as, with the layer of its encoding.
pub(super) fn texts(bytes: &[u8]) -> Vec<(String, Option<Layer>)> {
    if bytes.len() < SHORTEST {
        return Vec::new();
    }
    if let Some(layer) = wide(bytes) {
        let encoding = if layer == Layer::Utf16Le { UTF_16LE } else { UTF_16BE };
        return decode(encoding, bytes)
            .filter(|text| is_readable(text))
            .map(|text| (text, Some(layer)))
            .into_iter()
            .collect();
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return if is_readable(text) { vec![(text.to_owned(), None)] } else { Vec::new() };
    }
    if controls(bytes) {
        return Vec::new();
    }
    [(SHIFT_JIS, Layer::ShiftJis), (EUC_JP, Layer::EucJp)]
        .into_iter()
        .filter(|(_, layer)| pairs_up(bytes, *layer, true))
        .filter_map(|(encoding, layer)| {
            Some((decode(encoding, bytes).filter(|text| is_japanese(text))?, Some(layer)))
        })
        .collect()
}

/// Whether the first bytes can be the start of any text.
pub(super) fn can_be_text(head: &[u8]) -> bool {
    let narrow = || match std::str::from_utf8(head) {
        Ok(_) => true,
        // A character may be cut at the end of the first bytes.
        Err(error) => {
            let is_whole = head.len() < SHORTEST_HEAD;
            error.error_len().is_none()
                || pairs_up(head, Layer::ShiftJis, is_whole)
                || pairs_up(head, Layer::EucJp, is_whole)
        }
    };
    (!controls(head) && narrow()) || wide(head).is_some()
}

fn controls(bytes: &[u8]) -> bool {
    bytes.iter().any(|byte| (*byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x1B)) || *byte == 0x7F)
}

/// Whether the first bytes pair up to Japanese as the encoding asks; most bytes that are no text fail here, before any
/// decoding.
fn pairs_up(bytes: &[u8], layer: Layer, is_whole: bool) -> bool {
    let (mut rest, mut japanese, mut half) = (bytes.get(..32).unwrap_or(bytes), 0, 0);
    loop {
        rest = match (layer, rest) {
            (_, [] | [_]) => break,
            (_, [0..=0x7F, rest @ ..]) => rest,
            (Layer::ShiftJis, [0xA1..=0xDF, rest @ ..]) | (Layer::EucJp, [0x8E, 0xA1..=0xDF, rest @ ..]) => {
                half += 1;
                rest
            }
            (
                Layer::ShiftJis,
                [0x81..=0x83 | 0x88..=0x9F | 0xE0..=0xEA | 0xED | 0xEE | 0xFA..=0xFC, 0x40..=0xFC, rest @ ..],
            )
            | (
                Layer::EucJp,
                [0xA1 | 0xA3..=0xA5 | 0xB0..=0xF4 | 0xF9..=0xFC, 0xA1..=0xFE, rest @ ..]
                | [0x8F, 0xA1..=0xFE, 0xA1..=0xFE, rest @ ..],
            ) => {
                japanese += 1;
                rest
            }
            (_, [0x8F, _]) => break,
            _ => return false,
        };
    }
    !is_whole || bytes.len() > 32 || (japanese > 1 && half <= japanese)
}

fn decode(encoding: &'static Encoding, bytes: &[u8]) -> Option<String> {
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes)?;
    Some(text.trim_start_matches('\u{feff}').to_owned())
}

/// UTF-16, by its byte order mark or by the zero halves of its ASCII characters.
fn wide(bytes: &[u8]) -> Option<Layer> {
    if !bytes.len().is_multiple_of(2) {
        return None;
    }
    if !matches!(bytes, [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..])
        && !bytes.get(..512).unwrap_or(bytes).contains(&0)
    {
        return japanese_wide(bytes);
    }
    let (pairs, _) = bytes.as_chunks::<2>();
    let pairs = pairs.get(..256).unwrap_or(pairs);
    let half = pairs.len();
    let (even, odd) = pairs.iter().fold((0, 0), |(even, odd), [first, second]| {
        (even + usize::from(*first == 0), odd + usize::from(*second == 0))
    });
    match bytes {
        [0xFF, 0xFE, ..] => Some(Layer::Utf16Le),
        [0xFE, 0xFF, ..] => Some(Layer::Utf16Be),
        _ if even == 0 && odd * 4 >= half.max(1) => Some(Layer::Utf16Le),
        _ if odd == 0 && even * 4 >= half.max(1) => Some(Layer::Utf16Be),
        _ => japanese_wide(bytes),
    }
}

/// UTF-16LE of kana: their high byte is 0x30.
fn japanese_wide(bytes: &[u8]) -> Option<Layer> {
    let fits = |byte: &u8| matches!(byte, 0 | 0x30 | 0x4E..=0x9F | 0xFF);
    if bytes.len() < 8 || !bytes.get(1).is_some_and(fits) || !bytes.get(3).is_some_and(fits) {
        return None;
    }
    let high = bytes.iter().skip(1).step_by(2).take(64);
    let kana = high.clone().filter(|byte| **byte == 0x30).count();
    (high.clone().all(fits) && kana * 3 >= high.count().max(3)).then_some(Layer::Utf16Le)
}

/// Nearly all characters are graphic or white space.
fn is_readable(text: &str) -> bool {
    let (mut all, mut bad) = (0_usize, 0_usize);
    for character in text.chars().take(4096) {
        all += if character.is_ascii() { 1 } else { 2 };
        bad += usize::from(
            (character.is_control() && !matches!(character, '\t' | '\n' | '\r'))
                || matches!(character, '\u{fffd}' | '\u{e000}'..='\u{f8ff}'),
        );
    }
    all > 2 && bad * 20 <= all
}

/// Only kana, kanji, their punctuation and ASCII, and half-width kana not in the majority.
fn is_japanese(text: &str) -> bool {
    let (mut foreign, mut japanese, mut half) = (0_usize, 0_usize, 0_usize);
    for character in text.chars().take(1024) {
        match character {
            '\u{20}'..='\u{7e}' | '\t' | '\n' | '\r' => {}
            'ぁ'..='ヿ' | '\u{4e00}'..='\u{9fff}' | '\u{3000}'..='\u{303f}' | '\u{ff01}'..='\u{ff5e}' => {
                japanese += 1
            }
            '\u{ff61}'..='\u{ff9f}' => half += 1,
            _ => foreign += 1,
        }
    }
    foreign == 0 && japanese > 1 && half <= japanese
}
