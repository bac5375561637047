//! Ordinary words, and the readings of Japanese personal names.
//!
//! In: a folded form. Out: whether it is an everyday word, so that it must stand more strictly in a text to count;
//! or the readings of a kanji name. Lists and licences: `data/SOURCE.md`.

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use crate::fold::fold;

const SURNAMES: &str = include_str!("../data/surnames.txt");
const GIVEN: &str = include_str!("../data/given.txt");
const ENGLISH: &str = include_str!("../data/words-en.txt");
const JAPANESE: &str = include_str!("../data/words-ja.txt");

/// Labels of internal names that say nothing about their owner.
const GENERIC: &[&str] = &[
    "ad",
    "adm",
    "admin",
    "administrator",
    "ap",
    "app",
    "backup",
    "bk",
    "client",
    "cloud",
    "corp",
    "corporate",
    "db",
    "dc",
    "dev",
    "dmz",
    "domain",
    "factory",
    "file",
    "files",
    "fs",
    "global",
    "group",
    "guest",
    "head",
    "home",
    "host",
    "hq",
    "info",
    "int",
    "internal",
    "intra",
    "intranet",
    "lab",
    "lan",
    "local",
    "localdomain",
    "localhost",
    "mail",
    "main",
    "mx",
    "net",
    "nas",
    "ns",
    "office",
    "owa",
    "pc",
    "portal",
    "prod",
    "proxy",
    "prx",
    "remote",
    "root",
    "sales",
    "server",
    "sql",
    "srv",
    "stg",
    "svc",
    "system",
    "test",
    "user",
    "users",
    "vm",
    "vpn",
    "web",
    "win",
    "windows",
    "workgroup",
    "ws",
    "www",
];

/// Whether a folded form is an everyday English word or frequent technical vocabulary.
pub fn is_english_word(folded: &str) -> bool {
    static WORDS: OnceLock<HashSet<&'static str>> = OnceLock::new();
    GENERIC.contains(&folded) || WORDS.get_or_init(|| ENGLISH.lines().collect()).contains(folded)
}

/// Whether a text is an everyday Japanese word or a place name.
pub fn is_japanese_word(text: &str) -> bool {
    static WORDS: OnceLock<HashSet<String>> = OnceLock::new();
    WORDS.get_or_init(|| JAPANESE.lines().map(fold).collect()).contains(&fold(text))
}

/// Whether a form is an ordinary word of either language.
pub fn is_ordinary(text: &str) -> bool {
    is_english_word(&fold(text)) || is_japanese_word(text)
}

/// Readings in katakana of a surname in kanji, the usual one first.
pub fn surname_readings(kanji: &str) -> Vec<&'static str> {
    static INDEX: OnceLock<Readings> = OnceLock::new();
    readings(INDEX.get_or_init(|| index(SURNAMES)), kanji)
}

/// Readings in katakana of a given name in kanji.
pub fn given_readings(kanji: &str) -> Vec<&'static str> {
    static INDEX: OnceLock<Readings> = OnceLock::new();
    readings(INDEX.get_or_init(|| index(GIVEN)), kanji)
}

/// All surnames in kanji, folded.
pub fn surnames() -> impl Iterator<Item = String> {
    kanji_of(SURNAMES)
}

/// All given names in kanji, folded.
pub fn given_names() -> impl Iterator<Item = String> {
    kanji_of(GIVEN)
}

/// Readings in katakana of all surnames.
pub fn surname_reading_list() -> impl Iterator<Item = &'static str> {
    SURNAMES.lines().filter_map(|line| line.split(' ').next())
}

/// Readings in katakana of all given names.
pub fn given_reading_list() -> impl Iterator<Item = &'static str> {
    GIVEN.lines().filter_map(|line| line.split(' ').next())
}

fn kanji_of(list: &'static str) -> impl Iterator<Item = String> {
    list.lines().flat_map(|line| line.split(' ').skip(1)).map(fold)
}

type Readings = HashMap<String, Vec<(usize, &'static str)>>;

/// The earlier a name stands in its line, the more usual it is for that reading.
fn index(list: &'static str) -> Readings {
    let mut index = Readings::new();
    for line in list.lines() {
        let mut parts = line.split(' ');
        let Some(reading) = parts.next() else { continue };
        for (rank, name) in parts.enumerate() {
            index.entry(fold(name)).or_default().push((rank, reading));
        }
    }
    index.values_mut().for_each(|found| found.sort_by_key(|&(rank, _)| rank));
    index
}

fn readings(index: &Readings, kanji: &str) -> Vec<&'static str> {
    index.get(&fold(kanji)).into_iter().flatten().map(|&(_, reading)| reading).take(3).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read() {
        assert!(surname_readings("山田").contains(&"ヤマダ"));
        assert!(surname_readings("渡邊").contains(&"ワタナベ"));
        assert!(given_readings("太郎").contains(&"タロウ"));
        assert!(surname_readings("蒼海").is_empty());
    }

    #[test]
    fn ordinary_words_are_known() {
        for word in ["delta", "update", "API", "東京", "システム"] {
            assert!(is_ordinary(word), "{word}");
        }
        for name in ["aomidenki", "蒼海", "青波"] {
            assert!(!is_ordinary(name), "{name}");
        }
    }
}
