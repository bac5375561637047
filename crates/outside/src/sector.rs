//! Sectors by the Japan Standard Industrial Classification (日本標準産業分類, 14th revision).
//!
//! A code is the letter of the division (大分類) followed by the digits of the major group (中分類, two), the group
//! (小分類, three) or the detail (細分類, four): `E`, `E29`, `E291`, `E2911`. A code is inside another when it starts
//! with it.

use std::sync::OnceLock;

use unicode_normalization::UnicodeNormalization;

const TABLE: &str = include_str!("../data/jsic.tsv");

/// One class of the classification, at any of its four levels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Sector {
    /// Letter and digits.
    pub code: &'static str,
    /// Name in Japanese.
    pub ja: &'static str,
    /// Name in English.
    pub en: &'static str,
    words: &'static str,
}

impl Sector {
    /// 1 division, 2 major group, 3 group, 4 detail.
    pub const fn level(&self) -> usize {
        match self.code.len() {
            0 | 1 => 1,
            2 | 3 => 2,
            4 => 3,
            _ => 4,
        }
    }

    /// Whether everything in it is in `wider` as well.
    pub fn inside(&self, wider: &Self) -> bool {
        self.code.starts_with(wider.code)
    }

    /// The class it is in at a wider level; itself at its own.
    pub fn at(&self, level: usize) -> Option<Self> {
        let length = match level {
            1 => 1,
            2 => 3,
            3 => 4,
            4 => 5,
            _ => return None,
        };
        by_code(self.code.get(..length)?)
    }
}

/// All classes in the order of the classification.
pub fn all() -> &'static [Sector] {
    static ROWS: OnceLock<Vec<Sector>> = OnceLock::new();
    ROWS.get_or_init(|| TABLE.lines().filter_map(row).collect())
}

fn row(line: &'static str) -> Option<Sector> {
    let mut cells = line.split('\t');
    Some(Sector { code: cells.next()?, ja: cells.next()?, en: cells.next()?, words: cells.next()? })
}

/// The class of a code, written with or without the letter of its division.
pub fn by_code(written: &str) -> Option<Sector> {
    let code = written.nfkc().collect::<String>().trim().to_ascii_uppercase();
    let known = |code: &str| all().binary_search_by(|sector| sector.code.cmp(code)).ok();
    if let Some(at) = known(&code) {
        return all().get(at).copied();
    }
    let digits = (2..=4).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_digit());
    all().iter().find(|sector| digits && sector.code.get(1..) == Some(code.as_str())).copied()
}

/// The class that a free text names: a code or a whole name of any level; else the longest name of a division or major
/// group, or word that leads to one, that stands in it, the major group before its division.
pub fn of_text(text: &str) -> Option<Sector> {
    let folded = fold(text);
    if let Some(found) =
        by_code(&folded).or_else(|| all().iter().find(|s| names(s).any(|n| n == folded)).copied())
    {
        return Some(found);
    }
    let longest = |sector: &Sector| {
        let words = sector.words.split(';').filter(|word| !word.is_empty()).map(str::to_owned);
        let found = names(sector).chain(words).filter(|word| holds(&folded, word));
        found.map(|word| word.chars().count()).max()
    };
    let best = |within: &dyn Fn(&Sector) -> bool| {
        let scored = all().iter().filter(|sector| sector.level() <= 2 && within(sector));
        scored
            .filter_map(|sector| Some(((longest(sector)?, sector.level()), *sector)))
            .max_by(|(a, one), (b, two)| a.cmp(b).then_with(|| two.code.cmp(one.code)))
            .map(|(_, sector)| sector)
    };
    let found = best(&|_| true)?;
    // `船舶製造業`: what is made tells the group, whatever the longer word for the division.
    let group = (found.level() == 1).then(|| best(&|sector| sector.level() == 2 && sector.inside(&found)));
    group.flatten().or(Some(found))
}

fn names(sector: &Sector) -> impl Iterator<Item = String> {
    [fold(sector.ja), fold(sector.en)].into_iter()
}

/// Latin words are looked for as words, Japanese ones anywhere.
fn holds(text: &str, word: &str) -> bool {
    if !word.is_ascii() {
        return text.contains(word);
    }
    text.match_indices(word).any(|(at, _)| {
        !text.get(..at).and_then(|head| head.chars().next_back()).is_some_and(char::is_alphanumeric)
    })
}

fn fold(text: &str) -> String {
    let folded: String = text.nfkc().collect::<String>().trim().to_lowercase();
    folded.replace(['、', ','], "，")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_codes_name_sectors() {
        for (text, code) in [
            ("電気機械器具製造業", Some("E29")),
            ("発電機・電動機・その他の回転電気機械製造業", Some("E2911")),
            ("2911", Some("E2911")),
            ("Ｅ２９", Some("E29")),
            ("製造業", Some("E")),
            ("造船", Some("E31")),
            ("船舶製造業", Some("E31")),
            ("都市ガス", Some("F34")),
            ("総合病院", Some("P")),
            ("software", Some("G39")),
            ("砕氷船メーカー", Some("E")),
            ("市役所", Some("S98")),
            ("謎", None),
            ("", None),
        ] {
            assert_eq!(of_text(text).map(|sector| sector.code), code, "{text}");
        }
    }

    #[test]
    fn the_table_is_ordered_and_whole() {
        assert!(all().is_sorted_by(|a, b| a.code < b.code));
        let counts: Vec<usize> =
            (1..=4).map(|level| all().iter().filter(|s| s.level() == level).count()).collect();
        assert_eq!(counts[..2], [20, 99]);
        for sector in all() {
            assert!(
                (1..=sector.level()).all(|level| sector.at(level).is_some_and(|wide| sector.inside(&wide)))
            );
            assert!(!sector.ja.is_empty() && !sector.en.is_empty(), "{}", sector.code);
        }
    }
}
