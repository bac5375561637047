//! The ladders, from narrow to wide.

use noroshi_base::Text;
use noroshi_outside::region::Area;
use noroshi_outside::sector::Sector;
use noroshi_outside::size::Band;
use serde::{Deserialize, Serialize};

use super::{LAG, Steps};

macro_rules! ladder {
    ($(#[$doc:meta])* $name:ident: $($(#[$step:meta])* $variant:ident = $loss:literal, $ja:literal, $en:literal;)*) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum $name {
            $($(#[$step])* $variant,)*
        }

        impl $name {
            /// All steps, the narrowest first.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// What a receiver loses at this step; see [`Steps::loss`].
            pub const fn loss(self) -> u32 {
                match self {
                    $(Self::$variant => $loss,)*
                }
            }

            /// Name of the step.
            pub const fn label(self) -> Text {
                match self {
                    $(Self::$variant => Text::fixed($ja, $en),)*
                }
            }
        }
    };
}

ladder! {
    /// Sector, by the Japan Standard Industrial Classification.
    SectorStep:
    /// 細分類.
    Detail = 0, "業種：細分類", "sector: detail";
    /// 小分類.
    Group = 2, "業種：小分類", "sector: group";
    /// 中分類.
    MajorGroup = 5, "業種：中分類", "sector: major group";
    /// 大分類.
    Division = 12, "業種：大分類", "sector: division";
    /// Not said.
    Unstated = 40, "業種：示さない", "sector: not stated";
}

ladder! {
    /// Region.
    RegionStep:
    /// 市区町村.
    Municipality = 0, "地域：市区町村", "region: municipality";
    /// 都道府県.
    Prefecture = 1, "地域：都道府県", "region: prefecture";
    /// 地方.
    Block = 2, "地域：地方", "region: part of the country";
    /// The whole country.
    Nationwide = 3, "地域：全国", "region: the country";
    /// Not said.
    Unstated = 5, "地域：示さない", "region: not stated";
}

ladder! {
    /// Number of employees.
    SizeStep:
    /// Eight bands.
    Fine = 0, "規模：8区分", "size: eight bands";
    /// Four bands.
    Medium = 1, "規模：4区分", "size: four bands";
    /// Two bands.
    Coarse = 2, "規模：2区分", "size: two bands";
    /// Not said.
    Unstated = 4, "規模：示さない", "size: not stated";
}

ladder! {
    /// Days of observations. Material has minutes; the narrowest that leaves is the day.
    TimeStep:
    /// As logs have it; never leaves.
    Minute = 0, "時刻：分", "time: minute";
    /// By day.
    Day = 0, "時刻：日", "time: day";
    /// By month.
    Month = 50, "時刻：月", "time: month";
    /// By quarter.
    Quarter = 90, "時刻：四半期", "time: quarter";
    /// Not said.
    Unstated = 200, "時刻：示さない", "time: not stated";
}

ladder! {
    /// Products that the profile names as the victim's.
    ProductStep:
    /// With its version.
    Version = 0, "製品：版", "product: version";
    /// Without.
    Product = 10, "製品：製品名", "product: name";
    /// Its class, as the profile calls it.
    Class = 40, "製品：種類", "product: class";
    /// Not said.
    Unstated = 60, "製品：示さない", "product: not stated";
}

impl TimeStep {
    /// Days in which an announcement of an incident fits, when its day is told at this step.
    pub const fn window(self) -> Option<u64> {
        let lag = (LAG.0 + LAG.1) as u64;
        match self {
            // An outage to the minute is the announced one or it is not.
            Self::Minute => Some(1),
            Self::Day => Some(1 + lag),
            Self::Month => Some(31 + lag),
            Self::Quarter => Some(92 + lag),
            Self::Unstated => None,
        }
    }
}

/// Steps that a sector can stand on, the narrowest first, with what is said there.
pub(super) fn sectors(known: Option<Sector>) -> Vec<(SectorStep, Option<Sector>)> {
    let steps = [SectorStep::Detail, SectorStep::Group, SectorStep::MajorGroup, SectorStep::Division];
    let levels = (1..=4).rev().zip(steps);
    let mut out: Vec<_> = known
        .into_iter()
        .flat_map(|sector| {
            let at = levels.clone().filter_map(move |(level, step)| Some((step, Some(sector.at(level)?))));
            at.filter(move |(_, at)| at.is_some_and(|at| sector.inside(&at))).collect::<Vec<_>>()
        })
        .collect();
    out.dedup_by_key(|(_, sector)| *sector);
    out.push((SectorStep::Unstated, None));
    out
}

/// Steps that a region can stand on.
pub(super) fn regions(known: Option<&Area>) -> Vec<(RegionStep, Option<Area>)> {
    let steps = [RegionStep::Municipality, RegionStep::Prefecture, RegionStep::Block, RegionStep::Nationwide];
    let levels = (1..=4).rev().zip(steps);
    let mut out: Vec<_> = known
        .into_iter()
        .flat_map(|area| levels.clone().filter_map(|(level, step)| Some((step, Some(area.at(level)?)))))
        .collect();
    out.push((RegionStep::Unstated, None));
    out
}

/// Steps that a number of employees can stand on.
pub(super) fn sizes(employees: Option<u64>) -> Vec<(SizeStep, Option<Band>)> {
    let steps = [SizeStep::Fine, SizeStep::Medium, SizeStep::Coarse];
    let levels = (1..=noroshi_outside::size::LEVELS).rev().zip(steps);
    let mut out: Vec<_> = employees
        .into_iter()
        .flat_map(|count| {
            levels.clone().filter_map(move |(level, step)| Some((step, Some(Band::of(count, level)?))))
        })
        .collect();
    out.push((SizeStep::Unstated, None));
    out
}

/// What a ladder is called, by its key.
pub(super) fn ladder_name(key: &'static str) -> Text {
    match key {
        "sector" => Text::fixed("業種", "sector"),
        "region" => Text::fixed("地域", "region"),
        "size" => Text::fixed("規模", "size"),
        "time" => Text::fixed("時刻", "time"),
        "product" => Text::fixed("製品", "product"),
        other => Text::fixed(other, other),
    }
}

/// Steps in words.
pub(super) fn words(steps: &Steps) -> Vec<Text> {
    vec![
        steps.sector.label(),
        steps.region.label(),
        steps.size.label(),
        steps.time.label(),
        steps.product.label(),
    ]
}

/// Every label.
pub(super) fn texts() -> impl Iterator<Item = Text> {
    let sectors = SectorStep::ALL.iter().map(|step| step.label());
    let regions = RegionStep::ALL.iter().map(|step| step.label());
    let sizes = SizeStep::ALL.iter().map(|step| step.label());
    let times = TimeStep::ALL.iter().map(|step| step.label());
    sectors.chain(regions).chain(sizes).chain(times).chain(ProductStep::ALL.iter().map(|step| step.label()))
}
