//! Distinct words and values of a package, each with its first place.

use hashbrown::HashMap;
use noroshi_outside::public::refang;
use noroshi_profile::fold::{fold, is_kana, is_kanji};

use crate::package::Package;

/// Distinct tokens kept of one package.
const MOST: usize = 2_000_000;
/// Bytes of one token.
const LONGEST: usize = 255;

/// First place of a token, and how often it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Seen {
    /// Index of the text in the package.
    pub(crate) doc: u32,
    /// Offset in it.
    pub(crate) offset: usize,
    pub(crate) count: u64,
}

/// Tokens of a package.
#[derive(Debug, Default)]
pub(crate) struct Tokens {
    /// Words, folded: runs of one script.
    pub(crate) words: HashMap<String, Seen>,
    /// Values as indicators are: hosts, addresses, digests, file names; refanged, lower case.
    pub(crate) values: HashMap<String, Seen>,
    /// Letters of the bodies, counted for the chances to hit a form.
    pub(crate) letters: u64,
}

impl Tokens {
    pub(crate) fn of(package: &Package) -> Self {
        let mut tokens = Self::default();
        for (index, doc) in package.docs.iter().enumerate() {
            let doc_index = u32::try_from(index).unwrap_or(u32::MAX);
            tokens.letters += doc.text().len() as u64;
            words(doc.text(), &mut |offset, word| note(&mut tokens.words, doc_index, offset, word));
            values(doc.text(), &mut |offset, value| note(&mut tokens.values, doc_index, offset, value));
        }
        tokens
    }
}

fn note(into: &mut HashMap<String, Seen>, doc: u32, offset: usize, token: String) {
    if let Some(seen) = into.get_mut(&token) {
        seen.count += 1;
    } else if into.len() < MOST {
        into.insert(token, Seen { doc, offset, count: 1 });
    }
}

/// Runs of Latin letters and digits, of katakana, of kanji; folded.
pub(crate) fn words(text: &str, emit: &mut dyn FnMut(usize, String)) {
    let mut start = 0;
    let mut kind = Kind::None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        let next = Kind::of(c);
        if next != kind {
            if kind != Kind::None
                && let Some(run) = text.get(start..at).filter(|run| run.len() >= 3 && run.len() <= LONGEST)
            {
                emit(start, fold(run));
            }
            (start, kind) = (at, next);
        }
    }
}

#[derive(PartialEq, Eq, Clone, Copy)]
enum Kind {
    None,
    Latin,
    Kana,
    Kanji,
}

impl Kind {
    fn of(c: char) -> Self {
        if is_kana(c) {
            Self::Kana
        } else if is_kanji(c) {
            Self::Kanji
        } else if c.is_alphanumeric() {
            Self::Latin
        } else {
            Self::None
        }
    }
}

/// Runs of letters, digits, dots, colons, hyphens and underscores, and their parts around an `@` or `:`; defanged
/// dots are dots.
pub(crate) fn values(text: &str, emit: &mut dyn FnMut(usize, String)) {
    let of = |byte: u8| byte.is_ascii_alphanumeric() || b".-_[]:@".contains(&byte);
    let bytes = text.as_bytes();
    let mut start = 0;
    while start < bytes.len() {
        let length = bytes.get(start..).unwrap_or_default().iter().take_while(|byte| of(**byte)).count();
        if let Some(run) = text.get(start..start + length).filter(|run| (4..=LONGEST).contains(&run.len())) {
            let plain = refang(run);
            let plain = plain.trim_matches(|c: char| !c.is_ascii_alphanumeric());
            if plain.len() >= 4 {
                emit(start, plain.to_owned());
                for part in plain.split(['@', ':']).filter(|part| part.len() >= 4 && part.len() < plain.len())
                {
                    emit(start, part.to_owned());
                }
            }
        }
        start += length.max(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_values_have_places() {
        let package = Package::from_texts(
            "p",
            &[("a.md", "C2は 103[.]175[.]16[.]39 と info[@]evil[.]example、製糸機Ａ")],
        );
        let tokens = Tokens::of(&package);
        for value in ["103.175.16.39", "info@evil.example", "evil.example"] {
            assert!(tokens.values.contains_key(value), "{value}: {:?}", tokens.values.keys());
        }
        assert!(tokens.words.contains_key("製糸機") && tokens.words.contains_key("evil"));
    }
}
