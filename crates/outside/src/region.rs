//! Regions of Japan: municipality, prefecture, part of the country.

use std::sync::OnceLock;

use unicode_normalization::UnicodeNormalization;

const REGIONS: &str = include_str!("../data/regions.tsv");

/// A prefecture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Region {
    /// Name in Japanese, with its suffix.
    pub ja: &'static str,
    /// Name in Latin letters.
    pub en: &'static str,
    /// Part of the country.
    pub part_ja: &'static str,
    /// Part of the country, in Latin letters.
    pub part_en: &'static str,
    /// Inhabitants, in units of 10,000.
    pub inhabitants: u32,
}

impl Region {
    /// The name without 都, 府 or 県.
    pub fn short(&self) -> &'static str {
        if self.ja == "北海道" { self.ja } else { self.ja.trim_end_matches(['都', '府', '県']) }
    }
}

/// All prefectures, from north to south.
pub fn regions() -> &'static [Region] {
    static TABLE: OnceLock<Vec<Region>> = OnceLock::new();
    TABLE.get_or_init(|| REGIONS.lines().filter_map(region_row).collect())
}

fn region_row(line: &'static str) -> Option<Region> {
    let mut cells = line.split('\t');
    Some(Region {
        ja: cells.next()?,
        en: cells.next()?,
        part_ja: cells.next()?,
        part_en: cells.next()?,
        inhabitants: cells.next()?.parse().ok()?,
    })
}

/// The prefecture that a free text names.
pub fn region_of(text: &str) -> Option<Region> {
    let lower = text.to_lowercase();
    regions()
        .iter()
        .find(|region| text.contains(region.ja) || lower.contains(&region.en.to_lowercase()))
        .or_else(|| regions().iter().find(|region| text.contains(region.short())))
        .copied()
}

/// Where an organisation is, as narrowly as somebody said.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Area {
    /// Anywhere in Japan.
    Nationwide,
    /// A part of the country, by its Japanese name.
    Block(&'static str),
    /// A prefecture, by its Japanese name.
    Prefecture(&'static str),
    /// A prefecture and a municipality in it.
    Municipality(&'static str, String),
}

impl Area {
    /// Reads `島根県松江市`, `島根`, `Shimane`, `中国地方`, `全国`, `Japan`.
    pub fn of_text(text: &str) -> Option<Self> {
        let text: String = text.nfkc().collect::<String>().trim().to_owned();
        if ["全国", "日本", "Japan", "nationwide"].contains(&text.as_str()) {
            return Some(Self::Nationwide);
        }
        if let Some(region) = regions().iter().find(|region| text.starts_with(region.ja)) {
            let rest = text.get(region.ja.len()..).unwrap_or_default().trim();
            return Some(match municipality(rest) {
                Some(name) => Self::Municipality(region.ja, name.to_owned()),
                None => Self::Prefecture(region.ja),
            });
        }
        let part = text.trim_end_matches("地方").trim_end_matches(" region");
        if let Some(region) =
            regions().iter().find(|r| r.part_ja == part || r.part_en.eq_ignore_ascii_case(part))
        {
            // 北海道 is a part of the country and its only prefecture.
            return Some(if region.ja == part {
                Self::Prefecture(region.ja)
            } else {
                Self::Block(region.part_ja)
            });
        }
        region_of(&text).map(|region| Self::Prefecture(region.ja))
    }

    /// 1 nationwide, 2 part of the country, 3 prefecture, 4 municipality.
    pub const fn level(&self) -> usize {
        match self {
            Self::Nationwide => 1,
            Self::Block(_) => 2,
            Self::Prefecture(_) => 3,
            Self::Municipality(..) => 4,
        }
    }

    /// The area it is in at a wider level; itself at its own.
    pub fn at(&self, level: usize) -> Option<Self> {
        match (level, self) {
            (1, _) => Some(Self::Nationwide),
            (2, Self::Block(part)) => Some(Self::Block(part)),
            (2, Self::Prefecture(ja) | Self::Municipality(ja, _)) => {
                Some(Self::Block(prefecture(ja)?.part_ja))
            }
            (3, Self::Prefecture(ja) | Self::Municipality(ja, _)) => Some(Self::Prefecture(ja)),
            (4, Self::Municipality(..)) => Some(self.clone()),
            _ => None,
        }
    }

    /// Whether all of it lies in `wider`.
    pub fn inside(&self, wider: &Self) -> bool {
        self.at(wider.level()).as_ref() == Some(wider)
    }

    /// Name in Japanese and English.
    pub fn names(&self) -> (String, String) {
        match self {
            Self::Nationwide => ("日本".to_owned(), "Japan".to_owned()),
            Self::Block(part) => {
                let en = regions().iter().find(|r| r.part_ja == *part).map_or(*part, |r| r.part_en);
                // 北海道 is no 地方; its part of the country is the prefecture.
                let ja = if *part == "北海道" { (*part).to_owned() } else { format!("{part}地方") };
                (ja, format!("{en} region"))
            }
            Self::Prefecture(ja) => ((*ja).to_owned(), prefecture(ja).map_or(*ja, |r| r.en).to_owned()),
            Self::Municipality(ja, name) => (format!("{ja}{name}"), format!("{ja}{name}")),
        }
    }
}

fn prefecture(ja: &str) -> Option<&'static Region> {
    regions().iter().find(|region| region.ja == ja)
}

/// The municipality an address begins with: up to 市, 区, 町 or 村, `郡` and ordinance-designated wards left in.
fn municipality(rest: &str) -> Option<&str> {
    let end = rest.char_indices().skip(1).find(|(_, c)| matches!(c, '市' | '区' | '町' | '村'));
    end.and_then(|(at, c)| rest.get(..at + c.len_utf8()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn areas_climb() {
        let town = Area::of_text("島根県松江市殿町1-2").expect("an address");
        assert_eq!(town, Area::Municipality("島根県", "松江市".to_owned()));
        assert_eq!(town.at(3), Some(Area::Prefecture("島根県")));
        assert_eq!(town.at(2), Some(Area::Block("中国")));
        assert_eq!(town.at(2).map(|area| area.names().0).as_deref(), Some("中国地方"));
        assert!(town.inside(&Area::Nationwide) && !Area::Nationwide.inside(&town));
        for (text, area) in [
            ("Kanagawa, Japan", Some(Area::Prefecture("神奈川県"))),
            ("中部", Some(Area::Block("中部"))),
            ("中国地方", Some(Area::Block("中国"))),
            ("Kanto region", Some(Area::Block("関東"))),
            ("北海道", Some(Area::Prefecture("北海道"))),
            ("全国", Some(Area::Nationwide)),
            ("火星", None),
        ] {
            assert_eq!(Area::of_text(text), area, "{text}");
        }
        // What is said is read as the same.
        for region in regions() {
            let area = Area::Prefecture(region.ja);
            for level in 1..=3 {
                let wide = area.at(level).expect("a prefecture lies in all of them");
                let (ja, en) = wide.names();
                let back = Area::of_text(&ja).expect("read");
                assert!(back == wide || region.ja == "北海道", "{ja}");
                assert!(Area::of_text(&en).is_some(), "{en}");
            }
        }
    }
}
