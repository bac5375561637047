//! Quasi-identifiers by ladders: as narrow as the anonymity set allows, no narrower.
//!
//! In: the context of the profile, a table of organisations, what earlier packages of the same case said, k. Out: a
//! [`Choice`]: one step of each ladder, such that at least k organisations of the table are left by everything that was
//! ever said about the victim, with the least that is lost to a receiver; or nothing at all.
//!
//! An organisation counts only where the table surely puts it inside what is said. Time is no column of a table: it
//! narrows through incidents that outsiders can date. Announcements come from [`LAG`] days before to after the days of a
//! package (as `noroshi reidentify` takes them to); of those, the share of the organisations that fit is taken, and it
//! must be k as well.
//!
//! What a step says must not follow from what is left out. Region and size are therefore counted as if the division of
//! the sector were known even where it is not told: lures, targets and techniques may tell it.

mod choose;
mod earlier;
mod explain;
mod source;
mod steps;

use std::collections::BTreeSet;
use std::sync::Arc;

use noroshi_base::{Text, Tlp};
use noroshi_detect::Detector;
use noroshi_outside::{Claim, Population, Public};
use serde::Serialize;

pub use earlier::Earlier;
use explain::{notes, statement};
pub use source::Source;
pub use steps::{ProductStep, RegionStep, SectorStep, SizeStep, TimeStep};

pub use choose::choose;

/// Days before and after the days of a package in which an announcement of the same incident is looked for.
pub const LAG: (i64, i64) = (3, 45);

/// What is known of the world outside: it decides how much may be said.
#[derive(Debug, Clone)]
pub struct Outside {
    /// Organisations that must be left, at least; `None` for the default of the marking.
    pub k: Option<u32>,
    /// The table they are counted in.
    pub population: Arc<Population>,
    /// What earlier packages of this case said.
    pub earlier: Vec<Earlier>,
    /// Public data that was given.
    pub public: Arc<Public>,
}

impl Default for Outside {
    fn default() -> Self {
        Self {
            k: None,
            population: Arc::new(Population::shipped().clone()),
            earlier: Vec::new(),
            public: Arc::new(Public::default()),
        }
    }
}

/// k where nobody gave one: the wider the circle, the more organisations must be left.
///
/// GREEN 5 and CLEAR 10 are the values usually asked for; AMBER goes on to clients of the recipients and so to as many
/// readers as GREEN; the two closed markings reach named readers, of whom 3 is asked.
pub const fn default_k(tlp: Tlp) -> u32 {
    match tlp {
        Tlp::Clear => 10,
        Tlp::Green | Tlp::Amber => 5,
        Tlp::AmberStrict | Tlp::Red => 3,
    }
}

/// What is known of the victim, read from the context of its profile.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Subject {
    /// As narrow as its profile says; region and size as well.
    pub claim: Claim,
    /// Employees.
    pub employees: Option<u64>,
    /// Users of each product that the profile names.
    pub products: Vec<ProductUse>,
}

/// How many use a product, at each step; `None` where the table does not say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ProductUse {
    /// This version.
    pub version: Option<u64>,
    /// Any version.
    pub product: Option<u64>,
    /// Any product of its class.
    pub class: Option<u64>,
}

/// One step of each ladder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct Steps {
    /// Sector.
    pub sector: SectorStep,
    /// Region.
    pub region: RegionStep,
    /// Number of employees.
    pub size: SizeStep,
    /// Days of the observations.
    pub time: TimeStep,
    /// Products that the profile names.
    pub product: ProductStep,
}

impl Default for Steps {
    fn default() -> Self {
        Self::NOTHING
    }
}

impl Steps {
    /// Nothing is said.
    pub const NOTHING: Self = Self {
        sector: SectorStep::Unstated,
        region: RegionStep::Unstated,
        size: SizeStep::Unstated,
        time: TimeStep::Unstated,
        product: ProductStep::Unstated,
    };

    /// What a receiver loses, in points without unit: least what it needs least. Days are what logs are searched by;
    /// products are what is patched; a sector tells whether one is meant; a size or a region hardly helps anybody.
    pub const fn loss(&self) -> u32 {
        self.time.loss() + self.product.loss() + self.sector.loss() + self.size.loss() + self.region.loss()
    }
}

/// How many organisations are left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Left {
    /// Organisations of the table that everything said is true of; the margin is taken off.
    pub organisations: u64,
    /// Of those, the ones with an incident that outsiders date near enough; `None` where no day is told, or the table
    /// does not say how many there are.
    pub dated: Option<u64>,
}

impl Left {
    /// The smaller of both.
    pub fn least(&self) -> u64 {
        self.dated.map_or(self.organisations, |dated| dated.min(self.organisations))
    }
}

/// What was chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Organisations that had to be left.
    pub k: u32,
    /// Steps.
    pub steps: Steps,
    /// What is said at these steps.
    pub claim: Claim,
    /// Who is left.
    pub left: Left,
    /// Whether that is enough; if not, nothing is said and earlier packages, or a small table, are the reason.
    pub enough: bool,
    /// For each ladder that could be finer: the next finer step, and who would be left.
    pub finer: Vec<Finer>,
}

/// Why a ladder was not left one step lower.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finer {
    /// Key of the ladder.
    pub ladder: &'static str,
    /// What would have been said; private.
    pub would_say: Text,
    /// Who would have been left.
    pub left: Left,
}

/// What the package states about its own anonymity, naming nobody: part of the manifest.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Anonymity {
    /// Organisations that must be left.
    pub k: u32,
    /// At least so many are left, as a round number; `None` where fewer than k are, and nothing is said.
    pub at_least: Option<u64>,
    /// Steps.
    pub steps: Steps,
    /// The same in words.
    pub steps_in_words: Vec<Text>,
    /// The table.
    pub population: Source,
    /// Earlier packages that were counted in.
    pub earlier_packages: usize,
    /// What this means, in a sentence or two.
    pub statement: Text,
}

/// What stays of the choice, with everything that led to it: `keep/ladder.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Record {
    /// What the manifest says.
    #[serde(flatten)]
    pub stated: Anonymity,
    /// What is known of the victim, in words.
    pub subject: Vec<Text>,
    /// Who is left.
    pub left: Left,
    /// Why no ladder stands lower.
    pub finer: Vec<Finer>,
    /// What earlier packages said, in words.
    pub earlier: Vec<(String, Vec<Text>)>,
    /// Further remarks for the reviewer.
    pub notes: Vec<Text>,
}

impl Anonymity {
    /// States a choice.
    pub(crate) fn of(choice: &Choice, outside: &Outside, detector: &Detector) -> Self {
        Self {
            k: choice.k,
            at_least: choice.enough.then(|| round(choice.left.least(), u64::from(choice.k))),
            steps: choice.steps,
            steps_in_words: steps::words(&choice.steps),
            population: Source::of(&outside.population, detector),
            earlier_packages: outside.earlier.len(),
            statement: statement(choice, outside),
        }
    }
}

/// What stays of a choice.
pub(crate) fn record(
    choice: &Choice,
    stated: &Anonymity,
    outside: &Outside,
    subject: &Subject,
    written: &noroshi_profile::Context,
) -> Record {
    let mut known = Vec::new();
    let mut add = |ja: &str, en: &str, written: Option<String>, read: Option<(String, String)>| {
        let Some(written) = written else { return };
        let (read_ja, read_en) =
            read.unwrap_or_else(|| ("数えられない".to_owned(), "cannot be counted".to_owned()));
        known.push(Text::owned(
            format!("{ja}「{written}」→ {read_ja}"),
            format!("{en} \"{written}\" → {read_en}"),
        ));
    };
    let sector = subject.claim.sector;
    let named = sector.map(|s| (format!("{} {}", s.code, s.ja), format!("{} {}", s.code, s.en)));
    add("業種", "sector", written.sector.clone(), named);
    add("地域", "region", written.region.clone(), subject.claim.region.as_ref().map(|area| area.names()));
    let count = written.employees.map(|count| count.to_string());
    add("従業員数", "employees", count.clone(), count.map(|count| (count.clone(), count)));
    Record {
        stated: stated.clone(),
        subject: known,
        left: choice.left,
        finer: choice.finer.clone(),
        earlier: outside.earlier.iter().map(|earlier| (earlier.package.clone(), earlier.words())).collect(),
        notes: notes(choice, outside, subject).into_iter().chain(stated.population.note()).collect(),
    }
}

/// The largest round number that is no more than `count`, but never below k: the exact one would be a quasi-identifier.
fn round(count: u64, k: u64) -> u64 {
    let mut best = k;
    let mut unit: u64 = 1;
    while let Some(next) =
        [1, 2, 5].iter().filter_map(|step| unit.checked_mul(*step)).filter(|v| *v <= count).max()
    {
        best = best.max(next);
        match unit.checked_mul(10) {
            Some(wider) => unit = wider,
            None => break,
        }
    }
    best
}

/// Pseudonyms that earlier packages used.
pub(crate) fn used_tokens(earlier: &[Earlier]) -> BTreeSet<&str> {
    earlier.iter().flat_map(|package| package.tokens.iter().map(String::as_str)).collect()
}

/// Fixed texts of this module that leave: the proof knows them as our own words.
pub(crate) fn texts() -> impl Iterator<Item = Text> {
    steps::texts().chain(explain::texts())
}
