//! Other packages of the same sender: what links them, and what they say together.

use std::collections::{BTreeMap, BTreeSet};

use noroshi_base::{Surface, Text};
use serde::Serialize;

use super::order::pseudonyms;
use super::{Context, Ledger};
use crate::finding::{Channel, Finding, quote};
use crate::package::Package;
use crate::search::tokens::Tokens;

/// Examples of what links two packages that are reported.
const EXAMPLES: usize = 5;
/// Numbers of pseudonyms below this are given by counting, and meet by chance.
const COUNTED: u64 = 10;

/// What links a package with another.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Link {
    /// The other package.
    pub package: String,
    /// Identifiers in both.
    pub ids: Vec<String>,
    /// Pseudonyms in both, with numbers too high to meet by chance.
    pub pseudonyms: Vec<String>,
    /// Values in both that are on no warninglist: hosts, addresses, digests.
    pub values: Vec<String>,
    /// How sure it is that both are about one victim, 0 to 1.
    pub strength: f64,
}

/// Compares a package with others; adds what those that are linked to it say, on the surface of linkage.
pub fn add(
    context: &Context<'_>,
    package: &Package,
    history: &[Package],
    findings: &mut Vec<Finding>,
) -> Vec<Link> {
    let mut links = Vec::new();
    if history.is_empty() {
        return links;
    }
    let mut own = Marks::of(package);
    let marks: Vec<Marks> = history.iter().map(Marks::of).collect();
    own.without_common(&marks);
    let known: BTreeSet<(Channel, String)> =
        findings.iter().map(|finding| (finding.channel, finding.token.clone())).collect();
    let mut ledger = Ledger::default();
    for (other, theirs) in history.iter().zip(&marks) {
        let link = own.link(&other.name, theirs);
        if link.strength <= 0.0 {
            continue;
        }
        ledger.add(trace(&link));
        for finding in super::run(context, other) {
            if !known.contains(&(finding.channel, finding.token.clone())) && !finding.fits.is_empty() {
                ledger.add(linked(finding, &link));
            }
        }
        links.push(link);
    }
    findings.extend(ledger.findings);
    links
}

/// What a package could share with another.
struct Marks {
    ids: BTreeSet<String>,
    /// Numbers by kind.
    pseudonyms: BTreeMap<String, BTreeSet<u64>>,
    values: BTreeSet<String>,
}

impl Marks {
    fn of(package: &Package) -> Self {
        let tokens = Tokens::of(package);
        let mut marks = Self { ids: BTreeSet::new(), pseudonyms: BTreeMap::new(), values: BTreeSet::new() };
        let files: BTreeSet<&str> =
            package.files.iter().filter_map(|file| file.name.rsplit('/').next()).collect();
        for value in tokens.values.keys().filter(|value| !files.contains(value.as_str())) {
            let tail = value.len().checked_sub(36).and_then(|from| value.get(from..));
            if let Some(id) = tail.filter(|tail| uuid::Uuid::parse_str(tail).is_ok()) {
                marks.ids.insert(id.to_owned());
            } else if is_unusual(value) {
                marks.values.insert(value.clone());
            }
        }
        // Markings and extension definitions have the same ids everywhere.
        marks.ids.retain(|id| !FIXED_IDS.contains(&id.as_str()));
        for one in pseudonyms(package).0.into_iter().filter(|one| one.number >= COUNTED) {
            marks.pseudonyms.entry(one.kind).or_default().insert(one.number);
        }
        marks
    }

    /// Leaves out what every one of several packages has: it tells the tool, not the victim.
    fn without_common(&mut self, others: &[Self]) {
        if others.len() >= 3 {
            self.ids.retain(|id| !others.iter().all(|other| other.ids.contains(id)));
            self.values.retain(|value| !others.iter().all(|other| other.values.contains(value)));
        }
    }

    fn link(&self, name: &str, theirs: &Self) -> Link {
        let shared = |one: &BTreeSet<String>, two: &BTreeSet<String>| -> Vec<String> {
            one.intersection(two).take(1000).cloned().collect()
        };
        let ids = shared(&self.ids, &theirs.ids);
        let values = shared(&self.values, &theirs.values);
        let (pseudonyms, by_chance) = self.shared_pseudonyms(theirs);
        let met = pseudonyms.len() as f64;
        let surprising = met > by_chance + 3.0 * by_chance.sqrt();
        // One attacker has many victims: shared infrastructure alone is a weak link, shared ids are a sure one.
        let strength = match (ids.len(), values.len()) {
            (1.., _) => 0.95,
            _ if met >= 2.0 && surprising => 0.8,
            (0, 3..) => 0.4,
            (0, 1..) => 0.2,
            _ if met >= 1.0 && by_chance < 0.1 => 0.2,
            _ => 0.0,
        };
        let short = |mut list: Vec<String>| {
            list.truncate(EXAMPLES);
            list
        };
        Link {
            package: name.to_owned(),
            ids: short(ids),
            pseudonyms: short(pseudonyms),
            values: short(values),
            strength,
        }
    }

    /// Pseudonyms in both, and how many would be if each package drew its numbers at random.
    fn shared_pseudonyms(&self, theirs: &Self) -> (Vec<String>, f64) {
        let (mut both, mut by_chance) = (Vec::new(), 0.0);
        for (kind, own) in &self.pseudonyms {
            let Some(other) = theirs.pseudonyms.get(kind) else { continue };
            both.extend(own.intersection(other).take(1000).map(|number| format!("[{kind}-{number}]")));
            let last = own.last().max(other.last()).copied().unwrap_or(COUNTED);
            // Numbers are drawn from as many digits as the largest has.
            let drawn_from = 10_f64.powf((last as f64 + 1.0).log10().ceil()) - COUNTED as f64;
            by_chance += own.len() as f64 * other.len() as f64 / drawn_from.max(1.0);
        }
        (both, by_chance)
    }
}

/// Ids that every STIX or MISP file of everybody may hold.
const FIXED_IDS: &[&str] = &[
    "94868c89-83c2-464b-929b-a1a8aa3c8487",
    "bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
    "55d920b0-5e8b-4f79-9ee9-91f868d9b421",
    "939a9414-2ddd-4d32-a0cd-375ea402b003",
    "e828b379-4e03-4974-9ac4-e53a884c97c1",
    "60a3c5c5-0d10-413e-aab3-9e08dde9e88d",
    "60f8932b-e51e-4458-b265-a2e8be9a80ab",
    "f8d78575-edfd-406e-8e84-6162a8450f5b",
    // The anonymous organisation of every event that Noroshi writes.
    "3f0a6a52-8f0e-4c3b-9d57-6d0f7c1b2e94",
];

/// Digests, addresses and host names that no warninglist knows.
fn is_unusual(value: &str) -> bool {
    let digest = value.len() >= 32 && value.bytes().all(|byte| byte.is_ascii_hexdigit());
    let address = value.parse::<std::net::IpAddr>().is_ok();
    let host = || {
        value.contains('.')
            && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-".contains(&byte))
            && noroshi_suffix::is_host(value.as_bytes())
    };
    (digest || address || host())
        && noroshi_reference::Reference::embedded().warninglist_hits(value).is_empty()
}

/// A finding of another package, as far as that package is about the same victim.
fn linked(finding: Finding, link: &Link) -> Finding {
    let name = &link.package;
    let mut spot = finding.spot;
    spot.file = format!("{name}: {}", spot.file).into();
    Finding {
        surface: Surface::Linkage,
        channel: Channel::Linkage,
        token: format!("{:?}/{}", finding.channel, finding.token),
        spot,
        why: Text::owned(
            format!("つながる別パッケージで: {}", finding.why.ja),
            format!("in a linked package: {}", finding.why.en),
        ),
        remedy: Text::fixed(
            "過去の提供物と合わせて判定し、組み合わせで絞られる記述を落とす",
            "judge together with earlier packages, and drop what narrows only in combination",
        ),
        ratio: 1.0 + (finding.ratio - 1.0) * link.strength,
        ..finding
    }
}

fn trace(link: &Link) -> Finding {
    let all: Vec<&str> =
        link.ids.iter().chain(&link.pseudonyms).chain(&link.values).map(String::as_str).collect();
    Finding {
        surface: Surface::Linkage,
        channel: Channel::Linkage,
        token: link.package.clone(),
        spot: crate::finding::Spot { file: link.package.as_str().into(), place: "*".to_owned() },
        seen: quote(&all.join(" ")),
        count: all.len() as u64,
        why: Text::owned(
            format!(
                "{} と共通のID・仮名・値がある(同一被害の確からしさ {:.0}%)",
                link.package,
                link.strength * 100.0
            ),
            format!(
                "shares ids, pseudonyms or values with {} (about one victim: {:.0} %)",
                link.package,
                link.strength * 100.0
            ),
        ),
        remedy: Text::fixed(
            "IDと仮名はパッケージごとに新しく振る",
            "give new ids and pseudonyms in every package",
        ),
        fits: Vec::new(),
        ratio: 1.0,
    }
}
