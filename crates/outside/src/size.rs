//! Sizes by number of employees: bands of three widths, each inside one of the next.
//!
//! 300 is where the Small and Medium-sized Enterprise Basic Act (中小企業基本法) ends in manufacturing.

/// Employees from the first to the last number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Band {
    /// Fewest.
    pub first: u64,
    /// Most; `u64::MAX` where there is no end.
    pub last: u64,
}

const fn band(first: u64, last: u64) -> Band {
    Band { first, last }
}

const COARSE: &[Band] = &[band(0, 299), band(300, u64::MAX)];
const MEDIUM: &[Band] = &[band(0, 49), band(50, 299), band(300, 999), band(1000, u64::MAX)];
const FINE: &[Band] = &[
    band(0, 9),
    band(10, 49),
    band(50, 99),
    band(100, 299),
    band(300, 499),
    band(500, 999),
    band(1000, 4999),
    band(5000, u64::MAX),
];

/// Widths of bands: 1 the widest, 3 the narrowest.
pub const LEVELS: usize = 3;

impl Band {
    /// The band of a number of employees at a width.
    pub fn of(employees: u64, level: usize) -> Option<Self> {
        let bands = match level {
            1 => COARSE,
            2 => MEDIUM,
            3 => FINE,
            _ => return None,
        };
        bands.iter().find(|band| (band.first..=band.last).contains(&employees)).copied()
    }

    /// Whether all of it lies in `wider`.
    pub const fn inside(&self, wider: &Self) -> bool {
        self.first >= wider.first && self.last <= wider.last
    }

    /// Whether a number lies in both.
    pub const fn meets(&self, other: &Self) -> bool {
        self.first <= other.last && other.first <= self.last
    }

    /// In words, Japanese and English.
    pub fn names(&self) -> (String, String) {
        let number = |value: u64| {
            let text = value.to_string();
            match text.len().checked_sub(3).filter(|at| *at > 0) {
                Some(at) => {
                    format!("{},{}", text.get(..at).unwrap_or_default(), text.get(at..).unwrap_or_default())
                }
                None => text,
            }
        };
        match (self.first, self.last) {
            (0, u64::MAX) => ("従業員数不明".to_owned(), "any number of employees".to_owned()),
            (0, last) => {
                let end = number(last.saturating_add(1));
                (format!("従業員{end}人未満"), format!("fewer than {end} employees"))
            }
            (first, u64::MAX) => {
                let start = number(first);
                (format!("従業員{start}人以上"), format!("{start} employees or more"))
            }
            (first, last) => {
                let (first, last) = (number(first), number(last));
                (format!("従業員{first}〜{last}人"), format!("{first} to {last} employees"))
            }
        }
    }

    /// Reads what [`Self::names`] writes in Japanese.
    pub fn of_text(text: &str) -> Option<Self> {
        let text: String = text.chars().filter(|c| *c != ',').collect();
        let rest = text.strip_prefix("従業員")?;
        let digits = |text: &str| text.parse::<u64>().ok();
        if let Some(end) = rest.strip_suffix("人未満") {
            return Some(band(0, digits(end)?.checked_sub(1)?));
        }
        if let Some(start) = rest.strip_suffix("人以上") {
            return Some(band(digits(start)?, u64::MAX));
        }
        let (first, last) = rest.strip_suffix('人')?.split_once('〜')?;
        Some(band(digits(first)?, digits(last)?)).filter(|band| band.first <= band.last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_nest_and_are_read_back() {
        for count in [0, 9, 10, 49, 50, 99, 100, 299, 300, 499, 500, 999, 1000, 4999, 5000, 1_000_000] {
            let bands: Vec<Band> = (1..=LEVELS).filter_map(|level| Band::of(count, level)).collect();
            assert_eq!(bands.len(), LEVELS);
            assert!(bands.windows(2).all(|pair| pair[1].inside(&pair[0])), "{bands:?}");
            for band in bands {
                assert_eq!(Band::of_text(&band.names().0), Some(band));
            }
        }
        assert_eq!(Band::of_text("従業員1,000人未満"), Some(band(0, 999)));
        assert_eq!(Band::of_text("従業員たくさん"), None);
    }
}
