//! Numbers of people and computers that are also known of a candidate.

use std::collections::BTreeSet;

use hashbrown::HashMap;
use noroshi_base::{Surface, Text};

use super::names::at;
use super::order::pseudonyms;
use super::{Context, Ledger, Scene};
use crate::data::Kind;
use crate::finding::{Channel, Finding, Fit, Spot, group, quote};
use crate::odds;

/// Smaller numbers are everywhere.
const LEAST: u64 = 20;
/// Pseudonyms of one kind, below which their number tells nothing.
const LEAST_PSEUDONYMS: u64 = 5;
/// Chance that the number in a package is the one in the list.
const HIT: f64 = 0.3;
/// Chance that it is so of another, at least.
const NOISE: f64 = 0.002;

const PEOPLE: &[&str] = &["名", "人", "employees", "staff", "people"];
const MACHINES: &[&str] = &["台", "端末", "hosts", "computers", "endpoints", "machines", "servers"];
/// Before these a number is a bound.
const BOUNDS: &[&str] = &["未満", "以上", "以下", "超", " or more", " or fewer", " or less"];
/// Behind these a number is a bound.
const BOUNDED: &[&str] = &["than", "over", "under", "least", "most", " to", "〜", "～", "–"];

pub(super) fn look(context: &Context<'_>, scene: &Scene<'_>, ledger: &mut Ledger) {
    let (people, machines) = known(context);
    for (index, doc) in scene.package.docs.iter().enumerate() {
        each_number(doc.text(), &mut |span, number, unit| {
            let table = if unit { &people } else { &machines };
            let Some(holders) = table.get(&number).filter(|_| number >= LEAST) else { return };
            if ledger.again(Channel::Count, Surface::Quasi, &number.to_string()) {
                return;
            }
            let (spot, seen) = at(scene, index, &span);
            ledger.add(finding(context, number, holders, spot, seen));
        });
    }
    for (kind, numbers) in pseudonyms(scene.package).by_kind() {
        let count = numbers.len() as u64;
        let dense = numbers.iter().copied().eq(1..=count);
        if !dense || count < LEAST_PSEUDONYMS {
            continue;
        }
        let Some(holders) = machines.get(&count) else { continue };
        let spot = Spot { file: "*".into(), place: format!("[{kind}-1] … [{kind}-{count}]") };
        ledger.add(finding(context, count, holders, spot, format!("{count} × [{kind}-n]")));
    }
}

type Holders = HashMap<u64, BTreeSet<u32>>;

/// Who has how many people, and how many computers: as listed, or by the hosts that passive DNS knows.
fn known(context: &Context<'_>) -> (Holders, Holders) {
    let (mut people, mut machines) = (Holders::new(), Holders::new());
    let hosts = hosts_by_domain(context);
    for (number, candidate) in (0_u32..).zip(&context.candidates.list) {
        if let Some(count) = candidate.profile.context.employees {
            people.entry(count).or_default().insert(number);
        }
        let resolved: u64 =
            candidate.profile.domains.iter().filter_map(|domain| hosts.get(&domain.to_lowercase())).sum();
        for count in candidate.hosts.into_iter().chain([resolved].into_iter().filter(|count| *count > 0)) {
            machines.entry(count).or_default().insert(number);
        }
    }
    (people, machines)
}

/// Distinct host names below each domain, as far as passive DNS tells.
fn hosts_by_domain(context: &Context<'_>) -> HashMap<String, u64> {
    let names: BTreeSet<&str> = context
        .public
        .of(Kind::PassiveDns)
        .flat_map(|record| &record.keys)
        .map(String::as_str)
        .filter(|key| key.bytes().any(|byte| byte.is_ascii_alphabetic()))
        .collect();
    let mut hosts: HashMap<String, u64> = HashMap::new();
    for name in names {
        let mut parent = name;
        while let Some((_, rest)) = parent.split_once('.') {
            *hosts.entry(rest.to_owned()).or_default() += 1;
            parent = rest;
        }
    }
    hosts
}

/// Calls `emit` with each number that counts people (`true`) or machines (`false`).
fn each_number(text: &str, emit: &mut dyn FnMut(std::ops::Range<usize>, u64, bool)) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(found) = bytes.get(at..).and_then(|rest| rest.iter().position(u8::is_ascii_digit)) {
        let start = at + found;
        let length = bytes
            .get(start..)
            .unwrap_or_default()
            .iter()
            .take_while(|byte| byte.is_ascii_digit() || **byte == b',')
            .count();
        at = start + length;
        let before = start.checked_sub(1).and_then(|index| bytes.get(index));
        if before.is_some_and(|byte| byte.is_ascii_alphanumeric() || b".-_/:".contains(byte)) || length > 9 {
            continue;
        }
        let digits: String = text.get(start..at).unwrap_or_default().chars().filter(|c| *c != ',').collect();
        let Ok(number) = digits.parse() else { continue };
        let tail = text.get(at..text.ceil_char_boundary((at + 24).min(text.len()))).unwrap_or_default();
        let tail = tail.trim_start();
        let unit = |units: &'static [&'static str]| units.iter().find(|unit| tail.starts_with(**unit));
        let Some((found, people)) = unit(PEOPLE).map(|u| (u, true)).or(unit(MACHINES).map(|u| (u, false)))
        else {
            continue;
        };
        let behind = tail.get(found.len()..).unwrap_or_default();
        let ahead = text.get(..start).unwrap_or_default().trim_end();
        let bound = BOUNDS.iter().any(|bound| behind.starts_with(bound))
            || BOUNDED.iter().any(|bound| ahead.ends_with(bound));
        if !bound {
            emit(start..at, number, people);
        }
    }
}

fn finding(context: &Context<'_>, number: u64, holders: &BTreeSet<u32>, spot: Spot, seen: String) -> Finding {
    let (total, few) = (context.candidates.list.len(), holders.len());
    Finding {
        surface: Surface::Quasi,
        channel: Channel::Count,
        token: number.to_string(),
        spot,
        seen: quote(&seen),
        count: 1,
        why: Text::owned(
            format!("{number} は候補 {total} 件のうち {few} 件の人数・端末数と一致"),
            format!("{number} is the number of people or computers of {few} of {total} candidates"),
        ),
        remedy: Text::fixed(
            "人数・台数は幅で書くか書かない。仮名の番号は無作為にする",
            "give numbers of people and computers as wide bands or not at all; number pseudonyms at random",
        ),
        fits: holders.iter().map(|&candidate| Fit { candidate, group: group("count") }).collect(),
        ratio: odds::statement(HIT, NOISE.max(few as f64 / total.max(1) as f64)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_with_units_are_read() {
        let mut found = Vec::new();
        each_number(
            "従業員1,234名、端末 320台、1,000人未満、v12名称、CVE-2024-10人、fewer than 1,000 employees、\
             従業員300〜999人、300 to 999 employees、5,000 employees or more",
            &mut |_, number, people| {
                found.push((number, people));
            },
        );
        assert_eq!(found, [(1234, true), (320, false)]);
    }
}
