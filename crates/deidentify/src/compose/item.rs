//! Judged values become items.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use jiff::civil::Date;
use noroshi_base::{IndicatorKind, Tlp};
use noroshi_reference::Reference;

use super::{advice, related};
use crate::draft::{Direction, Evidence, Item, ValueRole};
use crate::gather::glance::{FeedWord, Sources};
use crate::gather::seen::{Seen, ValueKey};
use crate::gather::words::Cues;
use crate::judge::shape::{Shape, shape};
use crate::judge::situation::stated;
use crate::judge::{Judged, Standing};
use crate::kept::Decision;
use crate::ladder::TimeStep;
use crate::{Policy, Shareable};

/// A judged value with what was seen of it.
pub(crate) struct Entry {
    pub(crate) value: Box<(ValueKey, Seen)>,
    pub(crate) judged: Judged,
}

impl Entry {
    pub(crate) const fn key(&self) -> &ValueKey {
        &self.value.0
    }

    pub(crate) const fn seen(&self) -> &Seen {
        &self.value.1
    }
}

/// An item with the lines and objects its value stands in.
pub(super) type Grouped = (Item, Vec<u64>);

/// Builds all items: sorted by kind and value, numbered from 1, related ones named.
pub(crate) fn items(entries: &[Entry], policy: &Policy, step: TimeStep, reference: &Reference) -> Vec<Item> {
    let today = policy.today.parse::<Date>().ok();
    let mut days = Days { step, today, texts: HashMap::new() };
    let mut made: Vec<Grouped> = Vec::new();
    for entry in entries.iter().filter(|entry| entry.judged.leaves()) {
        let groups = entry.seen().glance.groups.as_slice();
        made.push((item(entry, policy, today, reference, &mut days), groups.to_vec()));
        if let Some(host) = &entry.judged.host {
            made.push((derived(entry, host.0, &host.1, policy, today, &mut days), groups.to_vec()));
        }
    }
    made.sort_by(|(a, _), (b, _)| (a.kind, &a.value).cmp(&(b.kind, &b.value)));
    made.dedup_by(|(later, groups), (earlier, all)| {
        let same = (later.kind, &later.value) == (earlier.kind, &earlier.value);
        if same {
            join(earlier, later);
            all.append(groups);
        }
        same
    });
    related::number(made)
}

/// First and last day of the stretch that a day is told as.
fn widen(day: Date, step: TimeStep) -> Option<(Date, Date)> {
    match step {
        TimeStep::Minute | TimeStep::Day => Some((day, day)),
        TimeStep::Month => Some((day.first_of_month(), day.last_of_month())),
        TimeStep::Quarter => {
            let first = (day.month() - 1) / 3 * 3 + 1;
            let of = |month| Date::new(day.year(), month, 1).ok();
            Some((of(first)?, of(first + 2)?.last_of_month()))
        }
        TimeStep::Unstated => None,
    }
}

/// Days as texts, each made once.
struct Days {
    /// How wide a day becomes.
    step: TimeStep,
    /// Today: nothing was seen later.
    today: Option<Date>,
    texts: HashMap<Date, Arc<str>>,
}

impl Days {
    fn text(&mut self, day: Date) -> Arc<str> {
        Arc::clone(self.texts.entry(day).or_insert_with(|| day.to_string().into()))
    }

    /// First and last day as they may be told: widened to the ends of their month or quarter.
    fn told(&self, seen: &Seen) -> Option<(Date, Date)> {
        let (first, last) = seen.glance.days?;
        let (from, to) = (widen(first, self.step)?.0, widen(last, self.step)?.1);
        Some((from, self.today.map_or(to, |today| to.min(today).max(last))))
    }

    /// First and last day.
    fn both(&mut self, seen: &Seen) -> (Option<Arc<str>>, Option<Arc<str>>) {
        let days = self.told(seen);
        (days.map(|(first, _)| self.text(first)), days.map(|(_, last)| self.text(last)))
    }

    fn expiry(&mut self, kind: IndicatorKind, seen: &Seen, today: Option<Date>) -> Option<Arc<str>> {
        let last = self.told(seen).map(|(_, last)| last);
        advice::expires(kind, last, today?).map(|day| self.text(day))
    }
}

/// Two values that became the same item.
fn join(old: &mut Item, new: &mut Item) {
    old.first_seen = [old.first_seen.take(), new.first_seen.take()].into_iter().flatten().min();
    old.last_seen = [old.last_seen.take(), new.last_seen.take()].into_iter().flatten().max();
    old.evidence.append(&mut new.evidence);
    old.evidence.sort_unstable();
    old.evidence.dedup();
    old.ports.append(&mut new.ports);
    old.ports.sort_unstable();
    old.ports.dedup();
    if old.confidence < new.confidence {
        (old.role, old.direction, old.phase) = (new.role, new.direction, new.phase);
        std::mem::swap(&mut old.action, &mut new.action);
        std::mem::swap(&mut old.meaning, &mut new.meaning);
    }
    old.confidence = old.confidence.max(new.confidence);
    old.to_ids |= new.to_ids;
    old.tlp = old.tlp.max(new.tlp);
    old.expires = old.expires.take().max(new.expires.take());
}

fn item(entry: &Entry, policy: &Policy, today: Option<Date>, reference: &Reference, days: &mut Days) -> Item {
    let (key, seen, judged) = (entry.key(), entry.seen(), &entry.judged);
    let (first_seen, last_seen) = days.both(seen);
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
        value: Shareable::judged(Arc::clone(&judged.value)),
        masked: judged.masked,
        pattern: judged.pattern.as_deref().map(Shareable::judged),
        name: name(key, reference),
        role,
        direction,
        phase,
        ports: seen.glance.ports().iter().map(|(port, protocol)| format!("{port}/{protocol}")).collect(),
        first_seen,
        last_seen,
        confidence: advice::confidence(&evidence, seen.materials.len(), known, role),
        to_ids: to_ids(entry, role),
        action: advice::action(key.kind, role, direction, judged.masked, judged.pattern.is_some()).clone(),
        meaning: advice::meaning(key.kind, role, direction, phase, judged.masked).clone(),
        false_positive: judged.lists.iter().map(|list| Cow::Borrowed(*list)).collect(),
        expires: days.expiry(key.kind, seen, today),
        tlp: if restricted { policy.tlp.max(Tlp::AmberStrict) } else { policy.tlp },
        evidence,
        related: Vec::new(),
    }
}

/// The attacker's own host beside a value that had to be masked.
fn derived(
    entry: &Entry,
    kind: IndicatorKind,
    host: &str,
    policy: &Policy,
    today: Option<Date>,
    days: &mut Days,
) -> Item {
    let seen = entry.seen();
    let (first_seen, last_seen) = days.both(seen);
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
        ports: seen.glance.ports().iter().map(|(port, protocol)| format!("{port}/{protocol}")).collect(),
        first_seen,
        last_seen,
        confidence: advice::confidence(&evidence, seen.materials.len(), false, role),
        to_ids: stated(seen),
        action: advice::action(kind, role, direction, false, false).clone(),
        meaning: advice::meaning(kind, role, direction, None, false).clone(),
        false_positive: Vec::new(),
        expires: days.expiry(kind, seen, today),
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
    of.into_iter()
        .filter(|(source, _)| seen.glance.sources.has(*source))
        .map(|(_, evidence)| evidence)
        .collect()
}

fn role(entry: &Entry) -> ValueRole {
    let (seen, judged) = (entry.seen(), &entry.judged);
    if judged.rule.decision == Decision::Restrict || seen.glance.cues.has(Cues::COMPROMISED) {
        return ValueRole::CompromisedThirdParty;
    }
    let network = matches!(
        shape(entry.key().kind),
        Shape::Address | Shape::Network | Shape::Domain | Shape::Url | Shape::Mail
    );
    if network && (judged.standing > Standing::Unknown || seen.glance.cues.has(Cues::SHARED)) {
        return ValueRole::SharedInfrastructure;
    }
    match shape(entry.key().kind) {
        Shape::Address
        | Shape::Network
        | Shape::Domain
        | Shape::Url
        | Shape::Mail
        | Shape::Wallet
        | Shape::Subject => {
            let blamed = seen.glance.cues.has(Cues::ATTACKER)
                || seen.glance.sources.has(Sources::FEED_IDS.with(Sources::MAIL_FROM).with(Sources::RULE));
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
            if seen.glance.sources.only(Sources::LOG) {
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
    match (seen.glance.cues.has(Cues::OUTBOUND), seen.glance.cues.has(Cues::INBOUND)) {
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
    seen.glance.phases().first().copied()
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
    let loadable = match shape(entry.key().kind) {
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
    let sources = entry.seen().glance.sources;
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
    let words = seen.glance.words();
    let wanted = |word: &&FeedWord| {
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
