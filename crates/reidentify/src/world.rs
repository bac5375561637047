//! What everybody knows: sectors, regions, and words that stand in any package.
//!
//! Sources: `data/SOURCE.md`.

use std::collections::HashSet;
use std::sync::OnceLock;

use noroshi_profile::fold::{fold, tight};
use noroshi_profile::{kana, words};
use noroshi_reference::Reference;

const SECTORS: &str = include_str!("../data/sectors.tsv");
const VOCABULARY: &str = include_str!("../data/vocabulary.txt");

/// A division or major group of the Japan Standard Industrial Classification.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sector {
    /// Letter of the division.
    pub division: char,
    /// Row in the table; the first row of a division is the division itself.
    pub row: usize,
    /// Name in Japanese.
    pub ja: &'static str,
    /// Name in English.
    pub en: &'static str,
    words: &'static str,
}

impl Sector {
    /// Whether it is a whole division.
    pub fn is_division(&self) -> bool {
        sectors()
            .iter()
            .find(|other| other.division == self.division)
            .is_some_and(|first| first.row == self.row)
    }

    /// Words that lead to it.
    pub fn words(&self) -> impl Iterator<Item = &'static str> {
        self.words.split(';').filter(|word| !word.is_empty())
    }
}

/// All sectors, in the order of the classification.
pub fn sectors() -> &'static [Sector] {
    static TABLE: OnceLock<Vec<Sector>> = OnceLock::new();
    TABLE
        .get_or_init(|| SECTORS.lines().enumerate().filter_map(|(row, line)| sector_row(row, line)).collect())
}

fn sector_row(row: usize, line: &'static str) -> Option<Sector> {
    let mut cells = line.split('\t');
    let division = cells.next()?.chars().next()?;
    Some(Sector { division, row, ja: cells.next()?, en: cells.next()?, words: cells.next()? })
}

/// The sector that a free text names: the longest name or word in it decides, a group goes before its division.
pub fn sector_of(text: &str) -> Option<Sector> {
    let folded = fold(text);
    let score = |sector: &Sector| {
        let names = [sector.ja, sector.en].into_iter().chain(sector.words());
        let longest = names
            .map(fold)
            .filter(|name| folded.contains(name.as_str()))
            .map(|name| name.chars().count())
            .max();
        longest.map(|length| (length, !sector.is_division()))
    };
    let scored = sectors().iter().filter_map(|sector| Some((score(sector)?, *sector)));
    scored.max_by_key(|(score, _)| *score).map(|(_, sector)| sector)
}

pub use noroshi_outside::region::{Region, region_of, regions};

/// Whether a form without separators is a word of packages and reports, whoever their victim is: fixed texts, names of
/// techniques, malware and actors, and names of regions.
pub fn is_common(form: &str) -> bool {
    static WORDS: OnceLock<HashSet<String>> = OnceLock::new();
    WORDS.get_or_init(common).contains(form)
}

/// Whether a form without separators is a surname or given name, in kana or romaji: people of that name are everywhere.
pub fn is_person(form: &str) -> bool {
    static READINGS: OnceLock<HashSet<String>> = OnceLock::new();
    let readings = READINGS.get_or_init(|| {
        words::surname_reading_list().chain(words::given_reading_list()).map(tight).collect()
    });
    if form.is_ascii() {
        return kana::from_romaji(form).is_some_and(|reading| readings.contains(&tight(&reading)));
    }
    readings.contains(form)
}

fn common() -> HashSet<String> {
    let reference = Reference::embedded();
    let mut words: HashSet<String> = VOCABULARY.lines().map(tight).collect();
    for (_, name) in reference.techniques() {
        words.extend(name.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() >= 3).map(tight));
        words.insert(tight(name));
    }
    words.extend(regions().iter().flat_map(|region| [region.en, region.part_en, region.short()]).map(tight));
    words.extend(reference.malware_names().chain(reference.actor_names()).map(|name| tight(name.name)));
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sectors_and_regions_are_recognised() {
        for (text, ja) in [
            ("電気機械器具製造業", "電気機械器具製造業"),
            ("製造業", "製造業"),
            ("Manufacturing", "製造業"),
            ("ガス業", "ガス業"),
            ("総合病院", "医療，福祉"),
            ("造船", "輸送用機械器具製造業"),
        ] {
            assert_eq!(sector_of(text).map(|sector| sector.ja), Some(ja), "{text}");
        }
        assert!(sector_of("謎").is_none());
        assert_eq!((sectors().len() > 50, regions().len()), (true, 47));
        assert_eq!(region_of("島根県松江市").map(|region| region.en), Some("Shimane"));
        assert_eq!(region_of("Kanagawa, Japan").map(|region| region.ja), Some("神奈川県"));
        assert!(is_person("mizuki") && is_person("スズキ") && !is_person("aomidenki"));
        assert!(is_common("tlp") && is_common("lodeinfo") && !is_common("aomi"));
    }
}
