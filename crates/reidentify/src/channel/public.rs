//! Public data that leads from a value of the package to a candidate.

use hashbrown::HashMap;
use noroshi_base::{Surface, Text};

use super::direct::Networks;
use super::names::at;
use super::{Context, Ledger, Scene};
use crate::data::{Kind, Record};
use crate::finding::{Channel, Finding, Fit, group, quote};
use crate::odds::{self, Class};
use crate::search::{Strictness, tokens};

/// Chance that a value of the victim's package leads to it in public data.
const HIT: f64 = 0.4;
/// Chance that it leads to another, by candidate that the same value leads to: hosts are shared, addresses move on.
const NOISE: f64 = 1e-3;
/// Records that one value may lead to; more lead nowhere.
const RECORDS: usize = 1000;

/// What one value leads to.
#[derive(Default)]
struct Trail<'a> {
    records: Vec<&'a Record>,
    /// Candidates, each with the form that named it.
    reached: HashMap<u32, (String, Class, &'a Record)>,
}

pub(super) fn look(context: &Context<'_>, scene: &Scene<'_>, ledger: &mut Ledger) {
    let networks = Networks::of(context.candidates);
    let mut trails: HashMap<&str, Trail<'_>> = HashMap::new();
    for record in context.public.records.iter().filter(|record| record.kind != Kind::Press) {
        for key in record.keys.iter().filter(|key| scene.tokens.values.contains_key(key.as_str())) {
            let trail = trails.entry(key).or_default();
            if trail.records.len() < RECORDS {
                trail.records.push(record);
            }
        }
    }
    let mut trails: Vec<_> = trails.into_iter().collect();
    trails.sort_by_key(|(key, _)| *key);
    for (key, mut trail) in trails {
        follow(context, &networks, key, &mut trail);
        say(scene, key, &trail, ledger);
    }
}

fn follow(context: &Context<'_>, networks: &Networks, key: &str, trail: &mut Trail<'_>) {
    for record in std::mem::take(&mut trail.records) {
        // The value that led here is in the package, and was looked at there.
        let rest = record.text.to_lowercase().replace(key, "\n");
        context.searcher.find(&rest, Strictness::Plain, &mut |hit| {
            let known = trail.reached.entry(hit.candidate).or_insert((hit.form.clone(), hit.class, record));
            if rank(hit.class) < rank(known.1) {
                *known = (hit.form, hit.class, record);
            }
        });
        tokens::values(&rest, &mut |_, value| {
            let Ok(address) = value.parse::<std::net::IpAddr>() else { return };
            for owner in networks.owners(address.to_canonical()) {
                trail.reached.entry(owner).or_insert((value.clone(), Class::Listed, record));
            }
        });
    }
}

const fn rank(class: Class) -> u8 {
    match class {
        Class::Listed => 0,
        Class::Derived => 1,
        Class::Guess => 2,
        Class::Short => 3,
    }
}

fn say(scene: &Scene<'_>, key: &str, trail: &Trail<'_>, ledger: &mut Ledger) {
    let Some(seen) = scene.tokens.values.get(key) else { return };
    let many = trail.reached.len() as f64;
    let mut reached: Vec<_> = trail.reached.iter().collect();
    reached.sort_by_key(|(candidate, _)| **candidate);
    for (&candidate, (form, class, record)) in reached {
        let (spot, shown) = at(scene, seen.doc as usize, &(seen.offset..seen.offset + key.len()));
        let noise = match class {
            Class::Listed | Class::Derived => NOISE,
            Class::Guess | Class::Short => 0.1,
        };
        let (file, line) = (&record.file, record.line);
        let kind = record.kind.label();
        ledger.add(Finding {
            surface: Surface::Pivot,
            channel: Channel::PublicData,
            token: format!("{key}/{form}"),
            spot,
            seen: quote(&shown),
            count: seen.count,
            why: Text::owned(
                format!("{}({file} {line}行)で「{form}」につながる", kind.ja),
                format!("leads to \"{form}\" in {} ({file} line {line})", kind.en),
            ),
            remedy: Text::fixed(
                "公開データで被害組織につながる値は保留にし、攻撃者の別の値を出す",
                "hold a value that public data ties to the victim, and share another of the attacker's",
            ),
            fits: vec![Fit { candidate, group: group(key) }],
            ratio: odds::statement(HIT, noise * many),
        });
    }
}
