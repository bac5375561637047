//! Sector, region, size and dates, as the package states them or lets them show.

use std::ops::RangeInclusive;

use noroshi_base::{Surface, Text};

use super::names::at;
use super::{Context, Ledger, Scene};
use crate::data::Kind;
use crate::finding::{Channel, Finding, Fit, Spot, group, quote};
use crate::package::{Doc, Part};
use crate::search::Strictness;
use crate::{odds, world};

/// How often a statement about the victim is true of it, and of another.
const STATED: (f64, f64) = (0.95, 0.05);
/// The same for words that stand anywhere in a text.
const MENTIONED: (f64, f64) = (0.5, 0.2);
/// Chance that the victim's announcement is in a press list, near the dates of the package.
const PRESS: f64 = 0.3;
/// Days before the first and after the last date of a package in which an announcement fits.
const PRESS_DAYS: (i64, i64) = (3, 45);

pub(super) fn look(context: &Context<'_>, scene: &Scene<'_>, ledger: &mut Ledger) {
    let facets: Vec<Facets> = context.candidates.list.iter().map(Facets::of).collect();
    let mut asker = Asker { facets: &facets, scene, ledger };
    for (index, doc) in scene.package.docs.iter().enumerate().filter(|(_, doc)| doc.part != Part::Name) {
        match stated(doc) {
            Some(range) => asker.text(index, doc.text(), range, STATED),
            None if doc.file.ends_with(".json") => {}
            None => asker.text(index, doc.text(), 0..doc.text().len(), MENTIONED),
        }
    }
    press(context, scene, ledger);
}

/// What is known of a candidate, in the terms of statements.
struct Facets {
    sector: Option<world::Sector>,
    region: Option<world::Region>,
    employees: Option<u64>,
}

impl Facets {
    fn of(candidate: &crate::Candidate) -> Self {
        let context = &candidate.profile.context;
        Self {
            sector: context.sector.as_deref().and_then(world::sector_of),
            region: context.region.as_deref().and_then(world::region_of),
            employees: context.employees,
        }
    }
}

/// Where a text says something about the victim itself: the context of a manifest.
fn stated(doc: &Doc) -> Option<std::ops::Range<usize>> {
    if !doc.file.ends_with("manifest.json") {
        return None;
    }
    let text = doc.text();
    let start = text.find("\"context\"")?;
    let tail = text.get(start..)?;
    // What follows describes the table that was counted in, and files.
    let end =
        ["\"anonymity\"", "\"files\""].iter().filter_map(|key| tail.find(key)).min().unwrap_or(tail.len());
    Some(start..start + end)
}

struct Asker<'a> {
    facets: &'a [Facets],
    scene: &'a Scene<'a>,
    ledger: &'a mut Ledger,
}

/// Something that a text says about its victim.
struct Said {
    span: std::ops::Range<usize>,
    /// What it is about, in Japanese and English.
    about: (&'static str, &'static str),
    token: String,
}

impl Asker<'_> {
    fn text(&mut self, doc: usize, text: &str, range: std::ops::Range<usize>, odds: (f64, f64)) {
        let Some(part) = text.get(range.clone()) else { return };
        let place = (doc, range.start);
        for sector in world::sectors().iter().filter(|sector| sector.ja.chars().count() >= 3) {
            let Some(span) = find_either(part, sector.ja, sector.en) else { continue };
            let said = Said { span, about: ("業種", "sector"), token: format!("sector/{}", sector.ja) };
            self.say(place, said, odds, |facets| {
                facets.sector.is_some_and(|known| {
                    known.division == sector.division
                        && (sector.is_division() || known.is_division() || known.row == sector.row)
                })
            });
        }
        for region in world::regions() {
            let Some(span) = find_either(part, region.ja, region.en) else { continue };
            let said = Said { span, about: ("地域", "region"), token: format!("region/{}", region.ja) };
            self.say(place, said, odds, |facets| facets.region.is_some_and(|known| known.ja == region.ja));
        }
        let mut parts: Vec<_> =
            world::regions().iter().map(|region| (region.part_ja, region.part_en)).collect();
        parts.dedup();
        // 中国 is a word of its own; a part of the country counts with what makes it one.
        for (ja, en) in parts {
            let Some(span) = find_either(part, &format!("{ja}地方"), en) else { continue };
            let said = Said { span, about: ("地域", "region"), token: format!("region/{ja}") };
            self.say(place, said, odds, |facets| facets.region.is_some_and(|known| known.part_ja == ja));
        }
        for (span, size) in sizes(part) {
            let token = format!("size/{}-{}", size.start(), size.end());
            let said = Said { span, about: ("規模", "size"), token };
            self.say(place, said, odds, |facets| facets.employees.is_some_and(|count| size.contains(&count)));
        }
    }

    /// Adds what was said at a place, `odds` being how often it is true of the victim and of another.
    fn say(
        &mut self,
        (doc, offset): (usize, usize),
        said: Said,
        (hit, noise): (f64, f64),
        fits: impl Fn(&Facets) -> bool,
    ) {
        let Said { span, about: (ja, en), token } = said;
        if self.ledger.again(Channel::QuasiIdentifier, Surface::Quasi, &token) {
            return;
        }
        let fitting = (0_u32..).zip(self.facets).filter(|(_, facets)| fits(facets));
        let fits: Vec<Fit> = fitting.map(|(candidate, _)| Fit { candidate, group: group(en) }).collect();
        let (few, total) = (fits.len(), self.facets.len());
        let (spot, seen) = at(self.scene, doc, &(span.start + offset..span.end + offset));
        self.ledger.add(Finding {
            surface: Surface::Quasi,
            channel: Channel::QuasiIdentifier,
            token,
            spot,
            seen: quote(&seen),
            count: 1,
            why: Text::owned(
                format!("パッケージが{ja}を示す: 該当する候補は {total} 件中 {few} 件"),
                format!("the package tells the {en}: {few} of {total} candidates are of it"),
            ),
            remedy: Text::owned(
                format!("{ja}をより広い区分にするか、書かない"),
                format!("name a wider {en}, or none"),
            ),
            fits,
            ratio: odds::statement(hit, noise),
        });
    }
}

fn find_either(text: &str, ja: &str, en: &str) -> Option<std::ops::Range<usize>> {
    find_name(text, ja).or_else(|| find_name(text, en))
}

/// A name that is not part of a longer word of its script.
fn find_name(text: &str, name: &str) -> Option<std::ops::Range<usize>> {
    let latin = name.is_ascii();
    let letter = |c: Option<char>| {
        c.is_some_and(|c| if latin { c.is_ascii_alphanumeric() } else { noroshi_profile::fold::is_kanji(c) })
    };
    text.match_indices(name).map(|(at, _)| at..at + name.len()).find(|span| {
        let before = text.get(..span.start).and_then(|head| head.chars().next_back());
        let after = text.get(span.end..).and_then(|tail| tail.chars().next());
        !letter(before) && !letter(after)
    })
}

/// Bands and numbers of employees: `従業員1,000人未満`, `fewer than 1,000 employees`, `従業員約320名`.
fn sizes(text: &str) -> Vec<(std::ops::Range<usize>, RangeInclusive<u64>)> {
    let mut out = Vec::new();
    for (start, _) in text.match_indices("従業員") {
        let tail = text.get(start..text.ceil_char_boundary((start + 60).min(text.len()))).unwrap_or_default();
        let Some(digit) = tail.find(|c: char| c.is_ascii_digit()).filter(|at| *at <= 18) else { continue };
        let Some(number) = tail.get(digit..).and_then(crate::candidate::number) else { continue };
        let rest = tail.get(digit..).unwrap_or_default();
        let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == ',');
        let behind: String = rest.chars().take(4).collect();
        let to = rest.strip_prefix(['〜', '～', '-', '–']).and_then(crate::candidate::number);
        let size = if let Some(last) = to.filter(|last| *last >= number) {
            number..=last
        } else if behind.contains("未満") || behind.contains("以下") {
            0..=number
        } else if behind.contains("以上") || behind.contains("超") {
            number..=u64::MAX
        } else {
            about(number)
        };
        out.push((start..start + digit, size));
    }
    for (end, word) in text.match_indices(" employees") {
        let head = text.get(text.floor_char_boundary(end.saturating_sub(40))..end).unwrap_or_default();
        let digits = head.rfind(|c: char| !(c.is_ascii_digit() || c == ',')).map_or(0, |at| at + 1);
        let Some(number) = head.get(digits..).and_then(crate::candidate::number) else { continue };
        let before = head.get(..digits).unwrap_or_default().trim_end();
        let behind = text.get(end + word.len()..).unwrap_or_default();
        let from = before.strip_suffix(" to").map(|rest| {
            let start = rest.rfind(|c: char| !(c.is_ascii_digit() || c == ',')).map_or(0, |at| at + 1);
            rest.get(start..).and_then(crate::candidate::number)
        });
        let size = if let Some(first) = from.flatten().filter(|first| *first <= number) {
            first..=number
        } else if behind.starts_with(" or more") {
            number..=u64::MAX
        } else if before.ends_with("fewer than") || before.ends_with("less than") {
            0..=number
        } else if before.ends_with("more than") || before.ends_with("over") {
            number..=u64::MAX
        } else {
            about(number)
        };
        out.push((end - (head.len() - digits)..end + word.len(), size));
    }
    out
}

/// People round numbers: five in a hundred either way.
const fn about(number: u64) -> RangeInclusive<u64> {
    number.saturating_sub(number / 20)..=number.saturating_add(number / 20)
}

/// Announcements near the dates of the package that name a candidate.
fn press(context: &Context<'_>, scene: &Scene<'_>, ledger: &mut Ledger) {
    let Some((first, last, spot)) = period(scene) else { return };
    let mut named: std::collections::BTreeMap<u32, (&crate::data::Record, i64)> =
        std::collections::BTreeMap::new();
    for record in context.public.of(Kind::Press) {
        let Some(day) = record.date.as_deref().and_then(day_number) else { continue };
        if day < first - PRESS_DAYS.0 || day > last + PRESS_DAYS.1 {
            continue;
        }
        context.searcher.find(&record.text, Strictness::Plain, &mut |hit| {
            if matches!(hit.class, odds::Class::Listed | odds::Class::Derived) {
                named.entry(hit.candidate).or_insert((record, day));
            }
        });
    }
    let share = named.len() as f64 / context.candidates.list.len().max(1) as f64;
    for (candidate, (record, day)) in &named {
        let days = (day - last).max(0);
        let (file, line) = (&record.file, record.line);
        ledger.add(Finding {
            surface: Surface::Quasi,
            channel: Channel::QuasiIdentifier,
            token: format!("press/{file}/{line}/{candidate}"),
            spot: spot.0.clone(),
            seen: quote(&spot.1),
            count: 1,
            why: Text::owned(
                format!("観測期間の {days} 日後に候補の公表・報道がある({file} {line}行)"),
                format!("an announcement of the candidate came {days} days after the period seen ({file} line {line})"),
            ),
            remedy: Text::fixed(
                "時期を週・月などの幅にするか、公表と重なる日付を落とす",
                "give the period in weeks or months, or drop days that meet an announcement",
            ),
            fits: vec![Fit { candidate: *candidate, group: group("press") }],
            ratio: odds::statement(PRESS, share.max(0.002)),
        });
    }
}

/// First and last day of the package's observations: the period of a manifest, else all days in prose.
fn period(scene: &Scene<'_>) -> Option<(i64, i64, (Spot, String))> {
    let docs = || scene.package.docs.iter().enumerate();
    let manifest = docs().find_map(|(index, doc)| {
        let range = stated(doc)?;
        let at = range.start + doc.text().get(range.clone())?.find("\"period\"")?;
        Some((index, days(doc.text().get(at..range.end)?, at)))
    });
    let prose = docs()
        .filter(|(_, doc)| doc.part == Part::Body && !doc.file.ends_with(".json"))
        .map(|(index, doc)| (index, days(doc.text(), 0)))
        .find(|(_, days)| !days.is_empty());
    let (index, days) = manifest.filter(|(_, days)| !days.is_empty()).or(prose)?;
    let (first, span) = days.iter().min_by_key(|(day, _)| *day)?.clone();
    let last = days.iter().map(|(day, _)| *day).max()?;
    Some((first, last, at(scene, index, &span)))
}

/// Days written as `YYYY-MM-DD`, as day numbers, with their places.
fn days(text: &str, offset: usize) -> Vec<(i64, std::ops::Range<usize>)> {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'-', bytes)
        .filter_map(|dash| {
            let start = dash.checked_sub(4)?;
            let day = day_number(text.get(start..start + 10)?)?;
            Some((day, start + offset..start + offset + 10))
        })
        .take(100_000)
        .collect()
}

/// Days since 1970-01-01 of a civil day.
fn day_number(text: &str) -> Option<i64> {
    let bytes = text.as_bytes();
    if bytes.get(4) != Some(&b'-') || bytes.get(7) != Some(&b'-') {
        return None;
    }
    let part = |range: std::ops::Range<usize>| text.get(range)?.parse::<i64>().ok();
    let (year, month, day) = (part(0..4)?, part(5..7)?, part(8..10)?);
    if !(1990..=2100).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    // Howard Hinnant's days_from_civil: years begin in March, so that the leap day is the last.
    let shifted = if month <= 2 { year - 1 } else { year };
    let era = shifted.div_euclid(400);
    let of_era = shifted - era * 400;
    let of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    Some(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_are_read() {
        let text =
            "製造業 従業員1,000人未満 / fewer than 1,000 employees、従業員約320名、about 1,234 employees";
        let found: Vec<_> = sizes(text).into_iter().map(|(_, size)| size).collect();
        assert_eq!(found, [0..=1000, 304..=336, 0..=1000, 1173..=1295]);
        let bands = "従業員300〜999人 従業員1,000人以上 / 300 to 999 employees; 1,000 employees or more";
        let found: Vec<_> = sizes(bands).into_iter().map(|(_, size)| size).collect();
        assert_eq!(found, [300..=999, 1000..=u64::MAX, 300..=999, 1000..=u64::MAX]);
        assert!(find_name("電気機械器具製造業", "製造業").is_none());
        assert!(find_name("業種は製造業。", "製造業").is_some());
        assert_eq!(day_number("1990-01-01"), Some(7_305));
        assert_eq!(day_number("2024-02-29"), Some(19_782));
        assert_eq!(day_number("2024-13-01"), None);
    }
}
