//! A second engine that shares no code with the detector: plain search of the profile's own entries.
//!
//! It folds the text (NFKC, lower case, no blanks, no marks), undoes percent, hex and base64 where a run of them
//! stands, and searches all entries at once. It knows no variants; it is there to catch what a fault of the detector
//! would let pass.

use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};

use aho_corasick::{AhoCorasick, MatchKind};
use memchr::memchr_iter;
use noroshi_profile::{Profile, words};
use unicode_normalization::UnicodeNormalization;

/// Runs of an encoding that are undone: at least this long.
const RUN: usize = 8;
/// Decoded bytes that are searched together.
const BATCH: usize = 32 << 10;
/// Bytes beside a percent sign that are undone with it.
const BESIDE: usize = 256;
/// Runs remembered as harmless at most.
const KNOWN: usize = 1 << 20;
/// Parts what was not written together: no fold drops it and no entry holds it.
const PART: char = '\u{1}';

/// Entries of a profile, folded, with a searcher for each way of looking.
pub(super) struct Naive {
    long: Entries,
    /// Entries so short that they count only as a word.
    short: Entries,
    /// Entries that are everyday words, as they are written: `HAS` is meant, `has` is not.
    cased: Entries,
}

/// Entries and the automaton that finds them.
struct Entries {
    names: Vec<String>,
    /// `None` for no entry, or for so many that no automaton holds them: then each is looked for by itself.
    finder: Option<AhoCorasick>,
}

impl Entries {
    fn new(names: Vec<String>, kind: MatchKind) -> Self {
        let finder = AhoCorasick::builder().match_kind(kind).build(&names).ok();
        Self { finder: finder.filter(|_| !names.is_empty()), names }
    }

    fn name(&self, pattern: aho_corasick::PatternID) -> &str {
        self.names.get(pattern.as_usize()).map_or("", String::as_str)
    }

    /// The first entry that stands anywhere.
    fn anywhere(&self, text: &[u8]) -> Option<&str> {
        match &self.finder {
            Some(finder) => finder.find(text).map(|hit| self.name(hit.pattern())),
            None => self.each(|name| memchr::memmem::find(text, name).is_some()),
        }
    }

    /// The first entry that stands as a word of its own.
    fn as_word(&self, text: &[u8]) -> Option<&str> {
        let Some(finder) = &self.finder else {
            return self.each(|name| {
                memchr::memmem::find_iter(text, name).any(|start| is_word(text, start, name.len()))
            });
        };
        let mut hits = finder.find_overlapping_iter(text);
        hits.find(|hit| is_word(text, hit.start(), hit.end() - hit.start()))
            .map(|hit| self.name(hit.pattern()))
    }

    /// The first entry that is told to stand in the text.
    fn each(&self, stands: impl Fn(&[u8]) -> bool) -> Option<&str> {
        self.names.iter().find(|name| stands(name.as_bytes())).map(String::as_str)
    }
}

/// Runs that were undone and showed nothing: names of fields and identifiers of markings repeat for every item.
///
/// Their hashes, under a key of this run, so that nobody can make two runs fall together.
#[derive(Default)]
pub(super) struct Known {
    hasher: RandomState,
    runs: HashSet<u64>,
    /// Undone since the last search.
    fresh: Vec<u64>,
    decoded: Vec<u8>,
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
        let cased = words.into_iter().filter(|entry| entry.len() >= 2).cloned().collect();
        let (short, long) = entries.into_iter().partition(|entry| entry.is_ascii() && entry.len() < 6);
        Self {
            long: Entries::new(long, MatchKind::LeftmostFirst),
            short: Entries::new(short, MatchKind::Standard),
            cased: Entries::new(cased, MatchKind::Standard),
        }
    }

    /// The first entry a text shows in any of the forms.
    pub(super) fn find(&self, text: &str) -> Option<&str> {
        self.find_but(text, &mut Known::default())
    }

    /// As [`Naive::find`]; encoded runs that are known to show nothing are passed over.
    pub(super) fn find_but(&self, text: &str, known: &mut Known) -> Option<&str> {
        if let Some(entry) = self.plain(text) {
            return Some(entry);
        }
        let percent = percent(text);
        if !percent.is_empty()
            && let Some(entry) = self.plain(&percent)
        {
            return Some(entry);
        }
        // What a digest happens to read as holds any three letters somewhere: short entries are not looked for here.
        self.runs(text, known)
    }

    fn plain(&self, text: &str) -> Option<&str> {
        let folded = lower(text);
        self.short
            .as_word(folded.as_bytes())
            .or_else(|| self.cased.as_word(text.as_bytes()))
            .or_else(|| self.long.anywhere(&tight(&folded)))
    }

    /// What the runs of hexadecimal and base64 digits read as. Most of it is no text, so only letters of ASCII are
    /// folded.
    fn runs(&self, text: &str, known: &mut Known) -> Option<&str> {
        let Known { hasher, runs, fresh, decoded } = known;
        fresh.clear();
        decoded.clear();
        let mut ended = false;
        let mut all = text.as_bytes().split(|byte| !IS_BASE64[usize::from(*byte)]);
        while !ended {
            match all.next() {
                None => ended = true,
                Some(run) if run.len() < RUN => continue,
                Some(run) => {
                    let hash = hasher.hash_one(run);
                    if runs.contains(&hash) {
                        continue;
                    }
                    fresh.push(hash);
                    run.split(|byte| !byte.is_ascii_hexdigit())
                        .filter(|part| part.len() >= RUN)
                        .for_each(|part| hex(part, decoded));
                    base64(run, decoded);
                }
            }
            if decoded.len() >= BATCH || ended {
                if let Some(entry) = self.long.anywhere(squeeze(decoded)) {
                    return Some(entry);
                }
                if runs.len() + fresh.len() > KNOWN {
                    runs.clear();
                }
                runs.extend(fresh.drain(..));
                decoded.clear();
            }
        }
        None
    }
}

/// Without blanks and zeros, in lower case: UTF-16 shows as letters with zeros between.
fn squeeze(bytes: &mut Vec<u8>) -> &[u8] {
    let mut kept = 0;
    for at in 0..bytes.len() {
        // Both are below the length.
        let byte = bytes[at];
        bytes[kept] = byte.to_ascii_lowercase();
        kept += usize::from(byte != 0 && !byte.is_ascii_whitespace());
    }
    bytes.truncate(kept);
    bytes
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
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let ascii = rest.bytes().position(|byte| !byte.is_ascii()).unwrap_or(rest.len());
        let (head, tail) = rest.split_at(ascii);
        let start = out.len();
        out.push_str(head);
        if let Some(head) = out.get_mut(start..) {
            head.make_ascii_lowercase();
        }
        let wide = tail.bytes().position(|byte| byte.is_ascii()).unwrap_or(tail.len());
        let (run, after) = tail.split_at(wide);
        if run.chars().all(|c| plain(c).is_some()) {
            out.extend(run.chars().filter_map(plain));
        } else {
            // A mark may change the letter before it.
            let letter = out.pop();
            out.extend(letter.into_iter().chain(run.chars()).nfkc().flat_map(char::to_lowercase));
        }
        rest = after;
    }
    out
}

/// Without blanks and marks that join nothing.
fn tight(text: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let ascii = rest.bytes().position(|byte| !byte.is_ascii()).unwrap_or(rest.len());
        let (head, tail) = rest.split_at(ascii);
        let start = out.len();
        let mut kept = start;
        out.extend_from_slice(head.as_bytes());
        for at in start..out.len() {
            // Both are below the length.
            let byte = out[at];
            out[kept] = byte;
            kept += usize::from(!matches!(byte, b'\t'..=b'\r' | b' '));
        }
        out.truncate(kept);
        let wide = tail.bytes().position(|byte| byte.is_ascii()).unwrap_or(tail.len());
        let (run, after) = tail.split_at(wide);
        if run.contains(is_blank) {
            let mut buffer = [0; 4];
            run.chars()
                .filter(|c| !is_blank(*c))
                .for_each(|c| out.extend_from_slice(c.encode_utf8(&mut buffer).as_bytes()));
        } else {
            out.extend_from_slice(run.as_bytes());
        }
        rest = after;
    }
    out
}

/// Folds an entry.
fn fold(text: &str) -> String {
    String::from_utf8_lossy(&tight(&lower(text))).into_owned()
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

/// What stands around percent signs, with those undone.
fn percent(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::new();
    let mut done = 0;
    for sign in memchr_iter(b'%', bytes) {
        if sign < done {
            continue;
        }
        let mut at = sign.saturating_sub(BESIDE).max(done);
        if at > done || done == 0 {
            out.push(PART as u8);
            // No word begins in the middle of one.
            let letter = |byte: &&u8| byte.is_ascii_alphanumeric();
            if at.checked_sub(1).and_then(|before| bytes.get(before)).is_some_and(|byte| letter(&byte)) {
                at += bytes.get(at..sign).unwrap_or_default().iter().take_while(letter).count();
            }
        }
        let mut end = sign + BESIDE;
        while let Some(byte) = bytes.get(at).filter(|byte| at < end || byte.is_ascii_alphanumeric()) {
            let pair = bytes.get(at + 1..at + 3).filter(|_| *byte == b'%');
            match pair.map(|pair| (nibble(pair[0]), nibble(pair[1]))) {
                Some((Some(high), Some(low))) => {
                    out.push(high << 4 | low);
                    at += 3;
                    end = at + BESIDE;
                }
                _ => {
                    out.push(*byte);
                    at += 1;
                }
            }
        }
        done = at;
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn nibble(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

/// Digits of base64 in either alphabet.
const IS_BASE64: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0_usize;
    while byte < 256 {
        let digit = byte as u8;
        table[byte] = digit.is_ascii_alphanumeric() || matches!(digit, b'+' | b'/' | b'-' | b'_');
        byte += 1;
    }
    table
};

/// What each digit of base64 stands for; of no meaning for other bytes.
const VALUES: [u8; 256] = {
    let mut table = [63_u8; 256];
    let mut byte = 0_usize;
    while byte < 256 {
        let digit = byte as u8;
        table[byte] = match digit {
            b'A'..=b'Z' => digit - b'A',
            b'a'..=b'z' => digit - b'a' + 26,
            b'0'..=b'9' => digit - b'0' + 52,
            b'+' | b'-' => 62,
            _ => 63,
        };
        byte += 1;
    }
    table
};

fn hex(run: &[u8], out: &mut Vec<u8>) {
    for start in 0..2 {
        let pairs = run.get(start..).unwrap_or_default().chunks_exact(2);
        out.extend(pairs.map(|pair| nibble(pair[0]).unwrap_or(0) << 4 | nibble(pair[1]).unwrap_or(0)));
        out.push(PART as u8);
    }
}

fn base64(run: &[u8], out: &mut Vec<u8>) {
    let value = |digit: u8| u32::from(VALUES[usize::from(digit)]);
    for start in 0..4 {
        let quads = run.get(start..).unwrap_or_default().chunks_exact(4);
        let rest = quads.remainder();
        for quad in quads {
            let bits = value(quad[0]) << 18 | value(quad[1]) << 12 | value(quad[2]) << 6 | value(quad[3]);
            let [_, one, two, three] = bits.to_be_bytes();
            out.extend([one, two, three]);
        }
        let bits = (0..4).fold(0, |bits, at| bits << 6 | rest.get(at).map_or(0, |digit| value(*digit)));
        let bytes = bits.to_be_bytes();
        out.extend(bytes.get(1..1 + rest.len().saturating_sub(1)).unwrap_or_default());
        out.push(PART as u8);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_an_automaton_every_entry_is_looked_for() {
        let names = vec!["aec".to_owned(), "aomidenki".to_owned()];
        let built = Entries::new(names.clone(), MatchKind::Standard);
        let bare = Entries { names, finder: None };
        for text in ["x aomidenki y", "the aec pc", "xaecx", "nobody"] {
            assert_eq!(bare.anywhere(text.as_bytes()), built.anywhere(text.as_bytes()), "{text}");
            assert_eq!(bare.as_word(text.as_bytes()), built.as_word(text.as_bytes()), "{text}");
        }
        assert!(bare.as_word(b"the aec pc").is_some() && bare.as_word(b"xaecx").is_none());
    }

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
            "é%61onami",
            "a\n%6fnami",
            "x%2Faonam%69/%E9%9D%92%E6%B3%A2%E9%87%8D%E5%B7%A5%E6%A5%AD",
        ] {
            assert!(naive.find(text).is_some(), "{text}");
        }
        let far = "%61onam".to_owned() + &"-".repeat(3 * BESIDE) + "i%20x";
        assert!(naive.find(&far).is_none());
        for text in ["sahil", "ahiru", "3ahi3", "plain words", "0f8fad5b-d9cb-469f-a165-70867728950e"] {
            assert!(naive.find(text).is_none(), "{text}");
        }
    }

    #[test]
    fn what_showed_nothing_is_undone_once_and_what_shows_every_time() {
        let profile = Profile { name: "aonami".into(), ..Profile::default() };
        let (naive, mut known) = (Naive::new(&profile), Known::default());
        let text = "marking-definition-and-more eGFvbmFtaXg=";
        for _ in 0..3 {
            assert_eq!(naive.find_but(text, &mut known), Some("aonami"));
        }
        assert_eq!(naive.find_but("marking-definition-and-more", &mut known), None);
        assert_eq!(known.runs.len(), 1);
        assert_eq!(naive.find_but("marking-definition-and-more", &mut known), None);
        assert_eq!(known.runs.len(), 1);
    }

    proptest::proptest! {
        #[test]
        fn folding_in_runs_is_folding_the_whole(text in "[a-cＡ-Ｃé\u{300}\u{301}ｶﾞ青\u{200B} \n]{0,24}") {
            let whole: String = text.nfkc().flat_map(char::to_lowercase).collect();
            proptest::prop_assert_eq!(lower(&text), whole);
        }


        #[test]
        fn never_panics(text in "\\PC{0,80}") {
            let _ = Naive::new(&Profile::default()).find(&text);
        }
    }
}
