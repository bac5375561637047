//! Judged values become items.

use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;
use noroshi_base::{IndicatorKind, Tlp};
use noroshi_reference::Reference;

use super::advice;
use crate::draft::{Direction, Evidence, Item, ValueRole};
use crate::gather::seen::{Seen, Sources, ValueKey};
use crate::gather::words::Cues;
use crate::judge::shape::{Shape, shape};
use crate::judge::situation::stated;
use crate::judge::{Judged, Standing};
use crate::kept::Decision;
use crate::{Policy, Shareable};

/// A judged value with what was seen of it.
pub(crate) struct Entry {
    pub(crate) key: ValueKey,
    pub(crate) seen: Seen,
    pub(crate) judged: Judged,
}

/// Builds all items: sorted by kind and value, numbered from 1, related ones named.
pub(crate) fn items(entries: &[Entry], policy: &Policy, reference: &Reference) -> Vec<Item> {
    let today = policy.today.parse::<Date>().ok();
    let mut made: BTreeMap<(IndicatorKind, String), (Item, Vec<u64>)> = BTreeMap::new();
    for entry in entries.iter().filter(|entry| entry.judged.leaves()) {
        let item = item(entry, policy, today, reference);
        add(&mut made, item, &entry.seen);
        if let Some((kind, host)) = &entry.judged.host {
            let host = derived(entry, *kind, host, policy, today);
            add(&mut made, host, &entry.seen);
        }
    }
    number(made)
}

fn add(made: &mut BTreeMap<(IndicatorKind, String), (Item, Vec<u64>)>, item: Item, seen: &Seen) {
    let groups = seen.groups.as_slice().to_vec();
    match made.get_mut(&(item.kind, item.value.as_str().to_owned())) {
        None => {
            made.insert((item.kind, item.value.as_str().to_owned()), (item, groups));
        }
        Some((old, old_groups)) => {
            join(old, item);
            old_groups.extend(groups);
        }
    }
}

/// Two values that became the same item.
fn join(old: &mut Item, new: Item) {
    old.first_seen = [old.first_seen.take(), new.first_seen].into_iter().flatten().min();
    old.last_seen = [old.last_seen.take(), new.last_seen].into_iter().flatten().max();
    old.evidence.extend(new.evidence);
    old.evidence.sort_unstable();
    old.evidence.dedup();
    old.ports.extend(new.ports);
    old.ports.sort_unstable();
    old.ports.dedup();
    if old.confidence < new.confidence {
        (old.role, old.direction, old.phase) = (new.role, new.direction, new.phase);
        (old.action, old.meaning) = (new.action, new.meaning);
    }
    old.confidence = old.confidence.max(new.confidence);
    old.to_ids |= new.to_ids;
    old.tlp = old.tlp.max(new.tlp);
    old.expires = old.expires.take().max(new.expires);
}

fn number(made: BTreeMap<(IndicatorKind, String), (Item, Vec<u64>)>) -> Vec<Item> {
    let mut by_group: HashMap<u64, Vec<u32>> = HashMap::new();
    let mut items: Vec<(Item, Vec<u64>)> = made.into_values().collect();
    for (index, (item, groups)) in items.iter_mut().enumerate() {
        item.number = u32::try_from(index + 1).unwrap_or(u32::MAX);
        for group in groups {
            by_group.entry(*group).or_default().push(item.number);
        }
    }
    other_halves(&mut items, &by_group);
    items
        .into_iter()
        .map(|(mut item, groups)| {
            // A line or an object with many values says little about each pair.
            let near =
                groups.iter().filter_map(|group| by_group.get(group)).filter(|members| members.len() <= 24);
            let mut related: Vec<u32> = near.flatten().copied().filter(|n| *n != item.number).collect();
            related.sort_unstable();
            related.dedup();
            related.truncate(32);
            item.related = related;
            item
        })
        .collect()
}

/// Gives the identifying half of a composite (`filename|sha256`, `domain|ip`, `regkey|value`) its other half, where
/// that was judged shareable on its own.
fn other_halves(items: &mut [(Item, Vec<u64>)], by_group: &HashMap<u64, Vec<u32>>) {
    let mut found: Vec<(usize, Shareable, Tlp)> = Vec::new();
    for (index, (item, groups)) in items.iter().enumerate() {
        let Some(feed) = item.feed_type.as_ref().filter(|_| !item.masked && item.name.is_none()) else {
            continue;
        };
        let wanted: &[IndicatorKind] = match (feed.as_str().split_once('|'), item.kind) {
            (Some(("filename", _)), kind) if matches!(shape(kind), Shape::FileHash | Shape::PartHash) => {
                &[IndicatorKind::FileName, IndicatorKind::FilePath]
            }
            (Some(("domain", "ip")), IndicatorKind::Domain) => &[IndicatorKind::Ipv4, IndicatorKind::Ipv6],
            (Some(("regkey", "value")), IndicatorKind::RegistryKey) => &[IndicatorKind::Other],
            _ => continue,
        };
        let near = groups
            .iter()
            .filter_map(|group| by_group.get(group))
            .filter(|members| members.len() <= 4)
            .flatten();
        let other = near
            .filter_map(|number| items.get((*number as usize).checked_sub(1)?))
            .map(|(other, _)| other)
            .find(|other| wanted.contains(&other.kind) && !other.masked && other.feed_type.is_some());
        found.extend(other.map(|other| (index, other.value.clone(), other.tlp)));
    }
    for (index, name, tlp) in found {
        if let Some((item, _)) = items.get_mut(index) {
            item.name = Some(name);
            // A pair is as strict as its stricter half.
            item.tlp = item.tlp.max(tlp);
        }
    }
}

fn item(entry: &Entry, policy: &Policy, today: Option<Date>, reference: &Reference) -> Item {
    let (key, seen, judged) = (&entry.key, &entry.seen, &entry.judged);
    let evidence = evidence(seen);
    let role = role(entry);
    let direction = direction(seen);
    let phase = phase(key.kind, &key.value, seen, reference);
    let restricted = judged.rule.decision == Decision::Restrict;
    let known = judged.standing == Standing::Popular;
    Item {
        number: 0,
        kind: key.kind,
        feed_type: feed_type(key.kind, seen),
        value: Shareable::judged(judged.value.clone()),
        masked: judged.masked,
        pattern: judged.pattern.clone().map(Shareable::judged),
        name: name(key, reference),
        role,
        direction,
        phase,
        ports: seen.ports.as_slice().iter().map(|(port, protocol)| format!("{port}/{protocol}")).collect(),
        first_seen: seen.days.map(|(first, _)| first.to_string()),
        last_seen: seen.days.map(|(_, last)| last.to_string()),
        confidence: advice::confidence(&evidence, seen.materials.len(), known, role),
        to_ids: to_ids(entry, role),
        action: advice::action(key.kind, role, direction, judged.masked, judged.pattern.is_some()).clone(),
        meaning: advice::meaning(key.kind, role, direction, phase, judged.masked).clone(),
        false_positive: judged.lists.clone(),
        expires: today.and_then(|today| advice::expires(key.kind, seen.days.map(|(_, last)| last), today)),
        tlp: if restricted { policy.tlp.max(Tlp::AmberStrict) } else { policy.tlp },
        evidence,
        related: Vec::new(),
    }
}

/// The attacker's own host beside a value that had to be masked.
fn derived(entry: &Entry, kind: IndicatorKind, host: &str, policy: &Policy, today: Option<Date>) -> Item {
    let seen = &entry.seen;
    let direction = direction(seen);
    let role = if stated(seen) { ValueRole::AttackerOwned } else { ValueRole::Unknown };
    let evidence = evidence(seen);
    Item {
        number: 0,
        kind,
        feed_type: None,
        value: Shareable::judged(host),
        masked: false,
        pattern: None,
        name: None,
        role,
        direction,
        phase: None,
        ports: seen.ports.as_slice().iter().map(|(port, protocol)| format!("{port}/{protocol}")).collect(),
        first_seen: seen.days.map(|(first, _)| first.to_string()),
        last_seen: seen.days.map(|(_, last)| last.to_string()),
        confidence: advice::confidence(&evidence, seen.materials.len(), false, role),
        to_ids: stated(seen),
        action: advice::action(kind, role, direction, false, false).clone(),
        meaning: advice::meaning(kind, role, direction, None, false).clone(),
        false_positive: Vec::new(),
        expires: today.and_then(|today| advice::expires(kind, seen.days.map(|(_, last)| last), today)),
        tlp: policy.tlp,
        evidence,
        related: Vec::new(),
    }
}

/// How the value was established, strongest first.
fn evidence(seen: &Seen) -> Vec<Evidence> {
    let of = [
        (Sources::PROSE, Evidence::AnalystStatement),
        (Sources::FEED_IDS.with(Sources::FEED), Evidence::Feed),
        (Sources::LOG, Evidence::Log),
        (
            Sources::SAMPLE.with(Sources::CODE).with(Sources::PROPERTY).with(Sources::NAME),
            Evidence::StaticAnalysis,
        ),
        (Sources::MAIL_FROM.with(Sources::MAIL_TO).with(Sources::MAIL), Evidence::Mail),
        (Sources::RULE, Evidence::Rule),
        (Sources::LIST.with(Sources::HIDDEN), Evidence::List),
    ];
    of.into_iter().filter(|(source, _)| seen.sources.has(*source)).map(|(_, evidence)| evidence).collect()
}

fn role(entry: &Entry) -> ValueRole {
    let (seen, judged) = (&entry.seen, &entry.judged);
    if judged.rule.decision == Decision::Restrict || seen.cues.has(Cues::COMPROMISED) {
        return ValueRole::CompromisedThirdParty;
    }
    let network = matches!(
        shape(entry.key.kind),
        Shape::Address | Shape::Network | Shape::Domain | Shape::Url | Shape::Mail
    );
    if network && (judged.standing > Standing::Unknown || seen.cues.has(Cues::SHARED)) {
        return ValueRole::SharedInfrastructure;
    }
    match shape(entry.key.kind) {
        Shape::Address
        | Shape::Network
        | Shape::Domain
        | Shape::Url
        | Shape::Mail
        | Shape::Wallet
        | Shape::Subject => {
            let blamed = seen.cues.has(Cues::ATTACKER)
                || seen.sources.has(Sources::FEED_IDS.with(Sources::MAIL_FROM).with(Sources::RULE));
            if blamed || stated(seen) { ValueRole::AttackerOwned } else { ValueRole::Unknown }
        }
        Shape::FileHash
        | Shape::PartHash
        | Shape::FileName
        | Shape::Path
        | Shape::BuildPath
        | Shape::Object
        | Shape::Command
        | Shape::Agent
        | Shape::Rule => {
            if seen.sources.only(Sources::LOG) {
                ValueRole::Unknown
            } else {
                ValueRole::AttackerTool
            }
        }
        Shape::Trait
        | Shape::Certificate
        | Shape::CertificateName
        | Shape::Vulnerability
        | Shape::Catalogue
        | Shape::Other => ValueRole::Unknown,
    }
}

fn direction(seen: &Seen) -> Direction {
    match (seen.cues.has(Cues::OUTBOUND), seen.cues.has(Cues::INBOUND)) {
        (true, false) => Direction::Outbound,
        (false, true) => Direction::Inbound,
        // Both were said, or nothing was: the material does not decide.
        (true, true) | (false, false) => Direction::Unknown,
    }
}

fn phase(kind: IndicatorKind, value: &str, seen: &Seen, reference: &Reference) -> Option<&'static str> {
    let tactics = reference.technique_tactics(value);
    if kind == IndicatorKind::AttackPattern {
        return tactics.iter().find_map(|tactic| TACTICS.iter().find(|known| *known == tactic)).copied();
    }
    seen.phases.as_slice().first().copied()
}

/// ATT&CK tactics, short names.
pub(crate) const TACTICS: &[&str] = &[
    "reconnaissance",
    "resource-development",
    "initial-access",
    "execution",
    "persistence",
    "privilege-escalation",
    "defense-evasion",
    "stealth",
    "defense-impairment",
    "credential-access",
    "discovery",
    "lateral-movement",
    "collection",
    "command-and-control",
    "exfiltration",
    "impact",
];

fn to_ids(entry: &Entry, role: ValueRole) -> bool {
    let judged = &entry.judged;
    let loadable = match shape(entry.key.kind) {
        Shape::Address
        | Shape::Network
        | Shape::Domain
        | Shape::Url
        | Shape::Mail
        | Shape::FileHash
        | Shape::PartHash
        | Shape::FileName
        | Shape::Path
        | Shape::Object
        | Shape::Command
        | Shape::Agent
        | Shape::Trait
        | Shape::Certificate
        | Shape::CertificateName
        | Shape::Wallet
        | Shape::Rule
        | Shape::Subject
        | Shape::BuildPath
        | Shape::Other => true,
        Shape::Vulnerability | Shape::Catalogue => false,
    };
    if judged.masked || !loadable {
        return false;
    }
    let sources = entry.seen.sources;
    if sources.has(Sources::FEED_IDS) {
        return true;
    }
    let quiet =
        Sources::LOG.with(Sources::MAIL).with(Sources::PROPERTY).with(Sources::HIDDEN).with(Sources::NAME);
    let silent = role == ValueRole::Unknown && sources.only(quiet.with(Sources::FEED));
    !silent && !sources.only(Sources::FEED) && judged.standing != Standing::Popular
}

/// The feed's own type where the kind alone would lose something.
fn feed_type(kind: IndicatorKind, seen: &Seen) -> Option<Shareable> {
    let words = seen.words.as_slice();
    let wanted = |word: &&crate::gather::seen::FeedWord| {
        kind == IndicatorKind::Other
            || word.feed_type.contains('|')
            || word.feed_type.starts_with("pattern-in-")
    };
    let word = words.iter().find(wanted)?;
    // A value that is also listed alone is not hidden in a pair.
    if kind != IndicatorKind::Other && words.iter().any(|word| !word.feed_type.contains(['|', ':'])) {
        return words
            .iter()
            .find(|word| word.feed_type.starts_with("pattern-in-"))
            .map(|word| Shareable::judged(&*word.feed_type));
    }
    let plain = word.feed_type.len() <= 48
        && word.feed_type.bytes().all(|b| {
            b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'|' | b'_' | b':' | b'.')
        });
    plain.then(|| Shareable::judged(&*word.feed_type))
}

fn name(key: &ValueKey, reference: &Reference) -> Option<Shareable> {
    if key.kind != IndicatorKind::AttackPattern {
        return None;
    }
    reference.technique_name(&key.value).map(Shareable::judged)
}
