//! Another eye: looks for words in a text and in what it decodes to. Shares no code with the rooms.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use unicode_normalization::UnicodeNormalization;

/// Base64 as it is found: padded or not, cut anywhere.
const LOOSE: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Steps of decoding inside decoding.
const DEPTH: u32 = 2;

pub(crate) struct Hunter {
    needles: Vec<String>,
}

impl Hunter {
    pub(crate) fn new(words: &[&str]) -> Self {
        Self { needles: words.iter().map(|word| squash(word)).collect() }
    }

    /// The first word that shows, with what stands before it.
    pub(crate) fn hunt(&self, text: &str) -> Option<String> {
        let mut level = BTreeSet::from([text.to_owned()]);
        for _ in 0..=DEPTH {
            for view in &level {
                let squashed = squash(view);
                let hit = self.needles.iter().find_map(|needle| squashed.find(needle).map(|at| (needle, at)));
                if let Some((needle, at)) = hit {
                    let before: String =
                        squashed.get(..at).unwrap_or_default().chars().rev().take(80).collect();
                    return Some(format!("{needle:?} behind {:?}", before.chars().rev().collect::<String>()));
                }
            }
            level = level.iter().flat_map(|view| decodings(view)).collect();
        }
        None
    }
}

/// NFKC, lower case, hiragana as katakana, nothing that only separates.
fn squash(text: &str) -> String {
    let fold = |c: char| match c {
        'ぁ'..='ゖ' => char::from_u32(u32::from(c) + 0x60).unwrap_or(c),
        _ => c,
    };
    text.nfkc()
        .flat_map(char::to_lowercase)
        .map(fold)
        .filter(|c| {
            !c.is_whitespace()
                && !matches!(
                    c,
                    '-' | '_' | '・' | '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}' | '\u{AD}'
                )
        })
        .collect()
}

fn decodings(text: &str) -> Vec<String> {
    let mut out = vec![percent(text), numbered(text, "\\u", 4), numbered(text, "\\x", 2), entities(text)];
    out.retain(|view| view != text);
    for run in text.split(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '+' | '/' | '=')) {
        let run = run.trim_end_matches('=');
        if run.len() < 6 {
            continue;
        }
        for offset in 0..4 {
            let part = run.get(offset..).unwrap_or_default();
            let part = part.get(..part.len() - usize::from(part.len() % 4 == 1)).unwrap_or_default();
            if let Ok(bytes) = LOOSE.decode(part) {
                readable(&bytes, &mut out);
            }
        }
        if run.len() >= 8 && run.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            readable(&hex(run), &mut out);
        }
    }
    out
}

fn readable(bytes: &[u8], out: &mut Vec<String>) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        out.push(text.to_owned());
    }
    let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
    if let Ok(text) = String::from_utf16(&units) {
        out.push(text);
    }
}

fn hex(run: &str) -> Vec<u8> {
    let digits: Vec<u8> =
        run.chars().filter_map(|c| c.to_digit(16)).filter_map(|d| u8::try_from(d).ok()).collect();
    digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect()
}

fn percent(text: &str) -> String {
    let bytes = text.as_bytes();
    let (mut out, mut at) = (Vec::new(), 0);
    while let Some(byte) = bytes.get(at) {
        let code = text.get(at + 1..at + 3).filter(|_| *byte == b'%');
        match code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(decoded) => {
                out.push(decoded);
                at += 3;
            }
            None => {
                out.push(*byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// `\u96ea` and `\x41`.
fn numbered(text: &str, mark: &str, digits: usize) -> String {
    let mut parts = text.split(mark);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let code = part.get(..digits).and_then(|code| u32::from_str_radix(code, 16).ok());
        match code.and_then(char::from_u32) {
            Some(letter) => {
                out.push(letter);
                out.push_str(part.get(digits..).unwrap_or_default());
            }
            None => {
                out.push_str(mark);
                out.push_str(part);
            }
        }
    }
    out
}

/// `&#38738;`.
fn entities(text: &str) -> String {
    let mut parts = text.split("&#");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let code = part.split_once(';').and_then(|(code, rest)| Some((code.parse().ok()?, rest)));
        match code.and_then(|(code, rest)| Some((char::from_u32(code)?, rest))) {
            Some((letter, rest)) => {
                out.push(letter);
                out.push_str(rest);
            }
            None => {
                out.push_str("&#");
                out.push_str(part);
            }
        }
    }
    out
}
