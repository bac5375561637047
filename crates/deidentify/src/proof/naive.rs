//! A second engine that shares no code with the detector: plain search of the profile's own entries.
//!
//! It folds the text (NFKC, lower case, no blanks, no marks), undoes percent, hex and base64 where a run of them
//! stands, and searches every entry in turn. It knows no variants; it is there to catch what a fault of the detector
//! would let pass.

use memchr::memmem;
use noroshi_profile::{Profile, words};
use unicode_normalization::UnicodeNormalization;

/// Runs of an encoding that are undone: at least this long.
const RUN: usize = 8;

/// Entries of a profile, folded, with their searchers.
pub(super) struct Naive {
    long: Vec<(String, memmem::Finder<'static>)>,
    /// Entries so short that they count only as a word.
    short: Vec<(String, memmem::Finder<'static>)>,
    /// Entries that are everyday words, as they are written: `HAS` is meant, `has` is not.
    cased: Vec<(String, memmem::Finder<'static>)>,
}

impl Naive {
    pub(super) fn new(profile: &Profile) -> Self {
        let lists = [
            &profile.aliases,
            &profile.domains,
            &profile.ad_domains,
            &profile.hostnames,
            &profile.users,
            &profile.people,
            &profile.phones,
            &profile.addresses,
            &profile.related,
        ];
        let all = std::iter::once(&profile.name).chain(lists.into_iter().flatten());
        let all = all.filter(|entry| !entry.contains('*'));
        let (words, names): (Vec<&String>, Vec<&String>) =
            all.partition(|entry| entry.is_ascii() && words::is_english_word(&fold(entry)));
        let mut entries: Vec<String> =
            names.into_iter().map(|entry| fold(entry)).filter(|entry| entry.chars().count() >= 2).collect();
        entries.sort_unstable();
        entries.dedup();
        let search = |entry: String| {
            let finder = memmem::Finder::new(entry.as_bytes()).into_owned();
            (entry, finder)
        };
        let cased = words.into_iter().filter(|entry| entry.len() >= 2).cloned().map(search).collect();
        let (short, long) =
            entries.into_iter().map(search).partition(|(entry, _)| entry.is_ascii() && entry.len() < 6);
        Self { long, short, cased }
    }

    /// The first entry a text shows in any of the forms.
    pub(super) fn find(&self, text: &str) -> Option<String> {
        let percent = percent(text);
        for plain in [text, &percent] {
            let lower = lower(plain);
            let cased = || as_word(&self.cased, plain);
            if let Some(entry) =
                as_word(&self.short, &lower).or_else(cased).or_else(|| self.long(&tight(lower)))
            {
                return Some(entry.to_owned());
            }
        }
        // What a digest happens to read as holds any three letters somewhere: short entries are not looked for here.
        runs(text, is_hex, hex, |decoded| self.decoded(decoded))
            .or_else(|| runs(text, is_base64, base64, |decoded| self.decoded(decoded)))
            .map(str::to_owned)
    }

    /// Searches what a run decoded to. Most of it is no text, so only letters of ASCII are folded.
    fn decoded(&self, bytes: &mut Vec<u8>) -> Option<&str> {
        // UTF-16 shows as letters with zeros between.
        bytes.retain(|byte| *byte != 0 && !byte.is_ascii_whitespace());
        bytes.make_ascii_lowercase();
        self.long.iter().find(|(_, finder)| finder.find(bytes).is_some()).map(|(entry, _)| entry.as_str())
    }

    fn long(&self, folded: &str) -> Option<&str> {
        self.long
            .iter()
            .find(|(_, finder)| finder.find(folded.as_bytes()).is_some())
            .map(|(entry, _)| entry.as_str())
    }
}

/// The first entry that stands as a word of its own.
fn as_word<'n>(entries: &'n [(String, memmem::Finder<'static>)], text: &str) -> Option<&'n str> {
    let text = text.as_bytes();
    entries
        .iter()
        .find(|(entry, finder)| finder.find_iter(text).any(|at| is_word(text, at, entry.len())))
        .map(|(entry, _)| entry.as_str())
}

/// Whether a stretch stands as a word of its own, and not as a group of digits of a UUID.
fn is_word(text: &[u8], at: usize, len: usize) -> bool {
    let letter =
        |index: Option<usize>| index.and_then(|index| text.get(index)).is_some_and(u8::is_ascii_alphanumeric);
    if letter(at.checked_sub(1)) || letter(Some(at + len)) {
        return false;
    }
    let joins = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'-';
    let before =
        text.get(..at).unwrap_or_default().iter().rev().take(40).take_while(|byte| joins(byte)).count();
    let run = text.get(at - before..).unwrap_or_default();
    let run = run.get(..run.iter().take(80).take_while(|byte| joins(byte)).count()).unwrap_or_default();
    let id = run.get(run.len().saturating_sub(36)..).unwrap_or_default();
    let uuid = id.len() == 36
        && id.iter().enumerate().all(|(i, byte)| {
            if matches!(i, 8 | 13 | 18 | 23) { *byte == b'-' } else { byte.is_ascii_hexdigit() }
        });
    !uuid
}

/// Compatibility forms and lower case.
fn lower(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        if line.is_ascii() {
            let start = out.len();
            out.push_str(line);
            if let Some(line) = out.get_mut(start..) {
                line.make_ascii_lowercase();
            }
        } else if line.chars().all(|c| plain(c).is_some()) {
            out.extend(line.chars().filter_map(plain));
        } else {
            out.extend(line.nfkc().flat_map(char::to_lowercase));
        }
    }
    out
}

/// Without blanks and marks that join nothing.
fn tight(mut text: String) -> String {
    text.retain(|c| !is_blank(c));
    text
}

/// Folds an entry.
fn fold(text: &str) -> String {
    tight(lower(text))
}

/// What folding makes of a character that it treats alike wherever it stands: ASCII and its full-width forms, kana,
/// kanji and their punctuation.
fn plain(c: char) -> Option<char> {
    match c {
        '\0'..='\x7F' => Some(c.to_ascii_lowercase()),
        '\u{3001}'..='\u{3020}'
        | '\u{3041}'..='\u{3096}'
        | '\u{30A0}'..='\u{30FE}'
        | '\u{4E00}'..='\u{9FFF}' => Some(c),
        '\u{B7}' | '\u{2013}' | '\u{2014}' | '\u{2190}'..='\u{2193}' => Some(c),
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).map(|c| c.to_ascii_lowercase()),
        _ => None,
    }
}

fn is_blank(c: char) -> bool {
    c.is_whitespace()
        || matches!(u32::from(c), 0x00AD | 0x200B..=0x200F | 0x202A..=0x202E | 0x2060..=0x2064 | 0xFEFF)
}

fn percent(text: &str) -> String {
    if !text.contains('%') {
        return String::new();
    }
    let bytes = text.as_bytes();
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let pair = bytes.get(at + 1..at + 3).and_then(|pair| std::str::from_utf8(pair).ok());
        match (byte, pair.and_then(|pair| u8::from_str_radix(pair, 16).ok())) {
            (b'%', Some(value)) => {
                out.push(value);
                at += 3;
            }
            _ => {
                out.push(*byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

const fn is_hex(byte: u8) -> bool {
    byte.is_ascii_hexdigit()
}

const fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_')
}

/// Calls `look` with what each run of an alphabet reads as, until it finds something.
fn runs<'a>(
    text: &str,
    of: fn(u8) -> bool,
    decode: fn(&[u8], &mut Vec<u8>),
    look: impl Fn(&mut Vec<u8>) -> Option<&'a str>,
) -> Option<&'a str> {
    let mut out = Vec::new();
    text.as_bytes().split(|b| !of(*b)).filter(|run| run.len() >= RUN).find_map(|run| {
        out.clear();
        decode(run, &mut out);
        look(&mut out)
    })
}

fn hex(run: &[u8], out: &mut Vec<u8>) {
    for start in 0..2 {
        let nibble = |b: u8| char::from(b).to_digit(16).unwrap_or(0) as u8;
        out.extend(
            run.get(start..)
                .unwrap_or_default()
                .chunks_exact(2)
                .map(|pair| nibble(pair[0]) << 4 | nibble(pair[1])),
        );
        out.push(b'\n');
    }
}

fn base64(run: &[u8], out: &mut Vec<u8>) {
    let value = |b: u8| -> u32 {
        match b {
            b'A'..=b'Z' => u32::from(b - b'A'),
            b'a'..=b'z' => u32::from(b - b'a') + 26,
            b'0'..=b'9' => u32::from(b - b'0') + 52,
            b'+' | b'-' => 62,
            _ => 63,
        }
    };
    for start in 0..4 {
        for quad in run.get(start..).unwrap_or_default().chunks(4) {
            let bits = (0..4).fold(0, |bits, i| bits << 6 | quad.get(i).map_or(0, |b| value(*b)));
            let bytes = bits.to_be_bytes();
            out.extend(bytes.get(1..1 + quad.len().saturating_sub(1)).unwrap_or_default());
        }
        out.push(b'\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_found_through_plain_encodings() {
        let profile = Profile {
            name: "青波重工業".into(),
            aliases: vec!["aonami".into(), "AHI".into()],
            ..Profile::default()
        };
        let naive = Naive::new(&profile);
        for text in [
            "青波\n重工業",
            "ＡＯＮＡＭＩ",
            "x-AHI-y",
            "%61onami",
            "616f6e616d69",
            "61006f006e0061006d006900",
            "eGFvbmFtaXg=",
            "YW9uYW1p",
            "ao\u{200B}nami",
            "AHI_x",
        ] {
            assert!(naive.find(text).is_some(), "{text}");
        }
        for text in ["sahil", "ahiru", "3ahi3", "plain words", "0f8fad5b-d9cb-469f-a165-70867728950e"] {
            assert!(naive.find(text).is_none(), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn never_panics(text in "\\PC{0,80}") {
            let _ = Naive::new(&Profile::default()).find(&text);
        }
    }
}
