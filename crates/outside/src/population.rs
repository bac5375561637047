//! How many organisations there are, by sector, region and size: what an anonymity set is counted in.
//!
//! In: a CSV in any Japanese encoding. Lines from the start that begin with `#` describe it, as `# key: value`:
//! `name`, `source` and `date` must be there; `estimate: yes` for counts that nobody published as such; `margin` (from
//! 1, default 1), by which every count is divided before it is believed; `dated_events_per_year`, how many incidents of
//! these organisations outsiders learn of with a day, from announcements and press.
//!
//! Columns (Japanese names in brackets): `organisations` (組織数) must be there; `sector` (業種): a code of the
//! classification ([`crate::sector`]) or a name; `region` (地域): `島根県松江市`, `島根県`, `中国地方`; `size_min` and
//! `size_max` (従業員数下限, 従業員数上限): employees, blank where there is no end; `product` (製品): the count is then
//! that of its users. A blank cell means that the row counts all of them.
//!
//! Rows of one kind (same columns filled, same levels) must not overlap. Rows of several kinds may stand in one table,
//! such as totals beside details: each kind is counted by itself, and the kind that counts most is believed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use noroshi_base::Text;

use crate::region::Area;
use crate::sector::{self, Sector};
use crate::size::Band;
use crate::table;

const SHIPPED: &str = include_str!("../data/population.csv");

const SECTOR: &[&str] = &["sector", "業種", "産業分類"];
const REGION: &[&str] = &["region", "地域", "所在地"];
const SIZE_MIN: &[&str] = &["size_min", "従業員数下限"];
const SIZE_MAX: &[&str] = &["size_max", "従業員数上限"];
const PRODUCT: &[&str] = &["product", "製品"];
const COUNT: &[&str] = &["organisations", "organizations", "count", "組織数", "企業数"];
/// Characters of a describing line that are kept.
const LONGEST: usize = 300;

/// Organisations of one cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// Sector; `None` for all.
    pub sector: Option<Sector>,
    /// Region; `None` for all.
    pub region: Option<Area>,
    /// Employees; `None` for any number.
    pub size: Option<Band>,
    /// Product that these organisations use; `None` for all organisations.
    pub product: Option<String>,
    /// How many there are.
    pub organisations: u64,
}

/// What is said of an organisation; what is `None` is not said.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Claim {
    /// Sector.
    pub sector: Option<Sector>,
    /// Region.
    pub region: Option<Area>,
    /// Employees.
    pub size: Option<Band>,
}

impl Claim {
    /// Whether a cell surely counts only organisations that the claim is true of.
    pub fn holds(&self, cell: &Cell) -> bool {
        fn within<T>(said: Option<&T>, known: Option<&T>, inside: impl Fn(&T, &T) -> bool) -> bool {
            match (said, known) {
                (None, _) => true,
                (Some(said), Some(known)) => inside(known, said),
                (Some(_), None) => false,
            }
        }
        // The table is one of Japan, so that every row lies in it.
        let region = self.region.as_ref().filter(|area| **area != Area::Nationwide);
        within(self.sector.as_ref(), cell.sector.as_ref(), Sector::inside)
            && within(region, cell.region.as_ref(), Area::inside)
            && within(self.size.as_ref(), cell.size.as_ref(), Band::inside)
    }
}

/// What a row of a kind has filled in, and how narrowly.
type Kind = (usize, usize, bool);

/// Organisations counted by kind of row.
#[derive(Debug, Clone, Default)]
pub struct Counted(BTreeMap<Kind, u64>);

impl Counted {
    /// Adds a cell.
    pub fn add(&mut self, cell: &Cell) {
        let sum = self.0.entry(cell.kind()).or_default();
        *sum = sum.saturating_add(cell.organisations);
    }

    /// Adds what was counted elsewhere.
    pub fn join(&mut self, other: &Self) {
        for (kind, count) in &other.0 {
            let sum = self.0.entry(*kind).or_default();
            *sum = sum.saturating_add(*count);
        }
    }

    /// Organisations that are there for sure: the most that one kind of row counts.
    pub fn organisations(&self) -> u64 {
        self.0.values().copied().max().unwrap_or(0)
    }
}

impl Cell {
    fn kind(&self) -> Kind {
        (
            self.sector.map_or(0, |sector| sector.level()),
            self.region.as_ref().map_or(0, Area::level),
            self.size.is_some(),
        )
    }
}

/// A table of organisations.
#[derive(Debug, Clone, PartialEq)]
pub struct Population {
    /// What it is called.
    pub name: String,
    /// Where the counts come from.
    pub source: String,
    /// Of which day, month or year they are.
    pub date: String,
    /// Whether the counts are an estimate rather than published ones.
    pub estimate: bool,
    /// What counts are divided by before they are believed; from 1.
    pub margin: u64,
    /// Incidents a year that outsiders learn of with a day; `None` where the table does not say.
    pub dated_events: Option<u64>,
    /// Rows.
    pub cells: Vec<Cell>,
}

impl Population {
    /// The table that ships: an estimate, see `data/SOURCE.md`.
    pub fn shipped() -> &'static Self {
        static TABLE: OnceLock<Population> = OnceLock::new();
        TABLE.get_or_init(|| {
            Self::parse("population.csv", SHIPPED.as_bytes())
                .expect("the shipped table is tested to be valid")
        })
    }

    /// Reads a table; `file` names it in errors.
    ///
    /// # Errors
    /// A table without name, source or date, a row that cannot be counted, rows of one kind that overlap: with file and
    /// line. A table that is believed must be right, so nothing is skipped.
    pub fn parse(file: &str, bytes: &[u8]) -> Result<Self, Text> {
        let text = noroshi_intake::encoding::decode(bytes);
        let text = text.trim_start_matches('\u{FEFF}');
        let (mut described, mut at, mut lines) = (BTreeMap::new(), 0, 0);
        for line in text.split_inclusive('\n') {
            let Some(rest) = line.trim().strip_prefix('#') else { break };
            at += line.len();
            lines += 1;
            if let Some((key, value)) = rest.split_once(':') {
                let value: String = value.trim().chars().filter(|c| !c.is_control()).take(LONGEST).collect();
                described.insert(key.trim().to_lowercase(), value);
            }
        }
        let error = |line: u64, ja: &str, en: &str| {
            Text::owned(format!("{file}:{line}: {ja}"), format!("{file}:{line}: {en}"))
        };
        let mut must = |key: &str| {
            let value = described.remove(key).filter(|value| !value.is_empty());
            value.ok_or_else(|| {
                error(
                    1,
                    &format!("冒頭に「# {key}: …」が必要です"),
                    &format!("a line `# {key}: …` must stand at the start"),
                )
            })
        };
        let (name, source, date) = (must("name")?, must("source")?, must("date")?);
        let number = |key: &str| match described.get(key).map(|value| value.parse::<u64>()) {
            None => Ok(None),
            Some(Ok(value)) if value >= 1 => Ok(Some(value)),
            Some(_) => Err(error(
                1,
                &format!("{key} は1以上の整数にしてください"),
                &format!("{key} must be a whole number from 1"),
            )),
        };
        let (margin, dated_events) = (number("margin")?.unwrap_or(1), number("dated_events_per_year")?);
        let estimate = described.get("estimate").is_some_and(|value| value == "yes");
        let read = table::read(text.get(at..).unwrap_or_default().as_bytes());
        if read.broken > 0 || read.cut || read.rows.is_empty() {
            return Err(error(
                lines + 1,
                "表として読めない行があるか、空か、大きすぎます",
                "the table is empty, too large, or has rows that cannot be read",
            ));
        }
        let mut cells = Vec::with_capacity(read.rows.len());
        for row in &read.rows {
            cells.push(cell(row).map_err(|reason| error(row.line + lines, &reason.ja, &reason.en))?);
        }
        if let Some(index) = overlap(&cells) {
            let line = read.rows.get(index).map_or(0, |row| row.line + lines);
            return Err(error(
                line,
                "同じ組織を別の行でも数えています",
                "counts organisations that another row counts too",
            ));
        }
        Ok(Self { name, source, date, estimate, margin, dated_events, cells })
    }

    /// Rows of organisations, whatever they use.
    pub fn organisations(&self) -> impl Iterator<Item = &Cell> {
        self.cells.iter().filter(|cell| cell.product.is_none())
    }

    /// Organisations that all claims are true of, for sure; the margin is not taken off.
    pub fn count(&self, claims: &[Claim]) -> u64 {
        let mut counted = Counted::default();
        for cell in self.organisations().filter(|cell| claims.iter().all(|claim| claim.holds(cell))) {
            counted.add(cell);
        }
        counted.organisations()
    }

    /// Users of a product as the table names it; `None` where it does not.
    pub fn users(&self, product: &str) -> Option<u64> {
        let wanted = product_key(product);
        let mut counted = Counted::default();
        let mut known = false;
        for cell in self.cells.iter().filter(|cell| cell.product.as_ref() == Some(&wanted)) {
            counted.add(cell);
            known = true;
        }
        known.then(|| counted.organisations())
    }
}

fn product_key(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    text.nfkc().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

fn cell(row: &table::Row) -> Result<Cell, Text> {
    let number = |names: &[&str]| match row.get(names) {
        None => Ok(None),
        Some(text) => {
            let digits: String = text.chars().filter(|c| !matches!(c, ',' | '_')).collect();
            let wrong =
                || Text::owned(format!("数ではありません「{text}」"), format!("not a number: {text}"));
            digits.parse::<u64>().map(Some).map_err(|_| wrong())
        }
    };
    let unknown =
        |ja: &str, en: &str, text: &str| Text::owned(format!("{ja}「{text}」"), format!("{en}: {text}"));
    let sector = match row.get(SECTOR) {
        None => None,
        Some(text) => {
            let found = sector::by_code(text)
                .or_else(|| sector::all().iter().find(|s| s.ja == text || s.en == text).copied());
            Some(found.ok_or_else(|| {
                unknown("日本標準産業分類にない業種です", "no sector of the classification", text)
            })?)
        }
    };
    let region = match row.get(REGION) {
        None => None,
        Some(text) => Some(
            Area::of_text(text)
                .ok_or_else(|| unknown("日本の地域ではありません", "no region of Japan", text))?,
        ),
    };
    let (first, last) = (number(SIZE_MIN)?, number(SIZE_MAX)?);
    let size = match (first, last) {
        (None, None) => None,
        (first, last) => Some(Band { first: first.unwrap_or(0), last: last.unwrap_or(u64::MAX) }),
    };
    if size.is_some_and(|band| band.first > band.last) {
        return Err(Text::fixed("従業員数の下限が上限を超えています", "size_min is above size_max"));
    }
    let organisations = number(COUNT)?
        .ok_or_else(|| Text::fixed("組織数(organisations)がありません", "no number of organisations"))?;
    // A row for the whole country is a row for all regions.
    let region = region.filter(|area| *area != Area::Nationwide);
    Ok(Cell { sector, region, size, product: row.get(PRODUCT).map(product_key), organisations })
}

/// Index of a row that counts what another row of its kind counts.
fn overlap(cells: &[Cell]) -> Option<usize> {
    let mut bands: BTreeMap<_, BTreeSet<(Option<Band>, usize)>> = BTreeMap::new();
    for (index, cell) in cells.iter().enumerate() {
        let key =
            (cell.sector.map(|s| s.code), cell.region.clone(), cell.product.clone(), cell.size.is_some());
        bands.entry(key).or_default().insert((cell.size, index));
    }
    bands.values().find_map(|rows| {
        let rows: Vec<_> = rows.iter().collect();
        rows.windows(2).find_map(|pair| match (pair.first()?, pair.get(1)?) {
            ((None, _), (None, index)) => Some(*index),
            ((Some(one), _), (Some(two), index)) if one.meets(two) => Some(*index),
            _ => None,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "# name: test\n# source: nobody\n# date: 2024\n";

    fn parse(rows: &str) -> Result<Population, Text> {
        Population::parse("p.csv", format!("{HEAD}{rows}").as_bytes())
    }

    fn claim(sector: &str, region: &str) -> Claim {
        Claim { sector: sector::by_code(sector), region: Area::of_text(region), size: None }
    }

    #[test]
    fn cells_inside_a_claim_are_counted() {
        let table = parse(
            "業種,地域,size_min,size_max,組織数\nE29,島根県,100,299,7\nE31,島根県,100,299,4\nE29,鳥取県,100,,30\nE,,,,\"1,000\"\nG,,,,50\n",
        )
        .expect("valid");
        assert_eq!(table.count(&[Claim::default()]), 1050, "totals by sector count most");
        assert_eq!(table.count(&[claim("E", "")]), 1000);
        assert_eq!(table.count(&[claim("E", "中国地方")]), 41);
        assert_eq!(table.count(&[claim("E29", "島根県")]), 7);
        assert_eq!(table.count(&[claim("E29", "島根県"), claim("E31", "")]), 0);
        let small = Claim { size: Band::of(200, 3), ..claim("E", "中国") };
        assert_eq!(table.count(&[small]), 11, "an open band is not inside a closed one");
        assert_eq!(
            table.count(&[claim("E2911", "")]),
            0,
            "what the table does not tell apart is not believed"
        );
        assert_eq!(table.count(&[claim("", "全国")]), 1050);
    }

    #[test]
    fn wrong_tables_are_refused_with_their_line() {
        for (rows, line) in [
            ("sector,organisations\nZ9,3\n", 5),
            ("sector,organisations\nE,3\nE,4\n", 6),
            ("sector,size_min,size_max,organisations\nE,1,99,3\nE,50,,4\n", 6),
            ("sector,organisations\nE,many\n", 5),
            ("sector,organisations\nE,\n", 5),
            ("region,organisations\n火星,3\n", 5),
            ("organisations\n", 4),
        ] {
            let error = parse(rows).expect_err(rows);
            assert!(error.en.starts_with(&format!("p.csv:{line}: ")), "{rows}: {}", error.en);
        }
        assert!(
            Population::parse("p.csv", b"sector,organisations\nE,3\n").is_err(),
            "source and date are needed"
        );
    }

    #[test]
    fn products_have_users() {
        let table = parse("product,organisations\nKonpas  SCM,3\nEDR-Y,9000\n,100\n").expect("valid");
        assert_eq!(table.users("konpas scm"), Some(3));
        assert_eq!(table.users("other"), None);
        assert_eq!(table.count(&[]), 100);
    }

    #[test]
    fn the_shipped_table_says_what_it_is() {
        let table = Population::shipped();
        assert!(table.estimate && table.margin > 1 && table.dated_events.is_some());
        let all = table.count(&[]);
        let manufacturing = table.count(&[claim("E", "")]);
        assert!((40_000..70_000).contains(&all) && manufacturing * 3 < all, "{all} {manufacturing}");
        assert!(
            table.cells.iter().all(|cell| {
                let digits = cell.organisations.to_string();
                digits.trim_end_matches('0').len() == 1
            }),
            "one significant digit, no more"
        );
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_a_table_or_an_error(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200)) {
            let _ = Population::parse("p", &[HEAD.as_bytes(), &bytes].concat());
        }
    }
}
