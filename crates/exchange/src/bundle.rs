//! `bundle.json`: the draft as a STIX 2.1 bundle.
//!
//! An unmasked value that may be loaded becomes an indicator; an unmasked value that may not becomes an observable
//! with a note; a masked value becomes a note, and an indicator only over the regular expression beside it. There is
//! no `created_by_ref`: the bundle is anonymous. Identifiers are random, observables included: an identifier derived
//! from a value (UUIDv5) would equal the one in the provider's own bundles.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::io;
use std::sync::Arc;

use noroshi_base::{IndicatorKind as K, Pap, Tlp};
use noroshi_deidentify::draft::ValueRole;
use noroshi_deidentify::{Draft, Item};
use noroshi_reference::Reference;
use noroshi_stix::object::{
    AttackPattern, Indicator, Malware, MarkingDefinition, Note, Relationship, Report, ThreatActor,
    Vulnerability, Word,
};
use noroshi_stix::{
    BundleWriter, Common, ExternalReference, Id, KillChainPhase, Object, Timestamp, observable,
};
use uuid::Uuid;

use crate::detection::{self, Detection};
use crate::mint::Mint;
use crate::{Numbered, card, text, words};

/// Links of one item beyond this many are left out, so that a long table does not become a square of links.
const MAX_LINKS: usize = 16;

/// Items with the identifiers of the objects that stand for them, by number.
type Places<'a> = HashMap<u32, (&'a Item, Id)>;

/// Writes the bundle.
///
/// # Errors
/// What the writer says.
pub(crate) fn write<W: io::Write>(
    draft: &Draft,
    items: &[Numbered<'_>],
    summary: &str,
    mint: &mut Mint<'_>,
    out: W,
) -> io::Result<W> {
    let mut maker = Maker::new(draft, mint);
    let mut bundle = BundleWriter::new(out, &maker.mint.id("bundle"))?;
    for marking in markings(draft) {
        bundle.push(&marking)?;
    }
    let mut places = HashMap::with_capacity(items.len());
    for numbered in items {
        let objects = maker.item(numbered);
        if let Some(first) = objects.first() {
            places.insert(numbered.item.number, (numbered.item, first.id().clone()));
        }
        for object in &objects {
            maker.members.push(object.id().clone());
            bundle.push(object)?;
        }
    }
    for note in maker.notes() {
        maker.members.push(note.id().clone());
        bundle.push(&note)?;
    }
    maker.links(items, &places, &mut |link| bundle.push(&link))?;
    if !maker.members.is_empty() {
        bundle.push(&maker.report(draft, summary))?;
    }
    bundle.finish()
}

fn markings(draft: &Draft) -> Vec<Object> {
    let levels: BTreeSet<Tlp> = draft.items.iter().map(|item| item.tlp).chain([draft.tlp]).collect();
    let mut out: Vec<Object> = levels.into_iter().map(tlp_marking).collect();
    out.push(pap_marking(draft.pap));
    out
}

/// Definition of a TLP 2.0 marking.
pub(crate) fn tlp_marking(tlp: Tlp) -> Object {
    let level = tlp.label().to_ascii_lowercase();
    Object::MarkingDefinition(MarkingDefinition::tlp2(tlp.stix_id(), &level))
}

/// Definition of a PAP marking.
pub(crate) fn pap_marking(pap: Pap) -> Object {
    let level = pap.label().to_ascii_lowercase();
    Object::MarkingDefinition(MarkingDefinition::pap(pap.stix_id(), &level))
}

struct Maker<'m, 'r> {
    mint: &'m mut Mint<'r>,
    at: Timestamp,
    tlp: Tlp,
    pap: Pap,
    report: Id,
    members: Vec<Id>,
    /// What is to be said of observables, and of which: thousands of them have nothing of their own to say.
    said: BTreeMap<String, Said>,
}

/// One text about observables.
struct Said {
    common: Common,
    /// Name of the first.
    title: String,
    about: Vec<Id>,
}

/// Observables that one note may be about.
const NOTE_REFS: usize = 1000;

impl<'m, 'r> Maker<'m, 'r> {
    fn new(draft: &Draft, mint: &'m mut Mint<'r>) -> Self {
        let at = Timestamp::day(&draft.made_on).unwrap_or(Timestamp::new(jiff::Timestamp::UNIX_EPOCH));
        let report = Uuid::parse_str(&draft.id).unwrap_or_else(|_| mint.uuid());
        Self {
            report: Id::new("report", report),
            mint,
            at,
            tlp: draft.tlp,
            pap: draft.pap,
            members: Vec::new(),
            said: BTreeMap::new(),
        }
    }

    fn common(&self, kind: &'static str, uuid: Uuid, item: &Item) -> Common {
        let mut common =
            Common::new(Id::new(kind, uuid), self.at, vec![self.tlp_ref(item.tlp), self.pap_ref()]);
        common.confidence = Some(item.confidence.min(100));
        common.labels = labels(item);
        common
    }

    fn tlp_ref(&self, tlp: Tlp) -> Id {
        Id::fixed(tlp.max(self.tlp).stix_id())
    }

    fn pap_ref(&self) -> Id {
        Id::fixed(self.pap.stix_id())
    }

    /// Objects of one item; the first stands for it in links.
    fn item(&mut self, numbered: &Numbered<'_>) -> Vec<Object> {
        let (item, uuid) = (numbered.item, numbered.uuid);
        if item.masked {
            return self.masked(item, uuid);
        }
        let value = item.value.as_str();
        let description = || card::both(item, (self.tlp, self.pap));
        match item.kind {
            K::Malware => vec![Object::Malware(Malware {
                common: self.common("malware", uuid, item),
                name: value.to_owned(),
                description: description(),
                malware_types: vec!["unknown".into()],
                is_family: true,
                kill_chain_phases: phases(item),
            })],
            K::ThreatActor => vec![Object::ThreatActor(ThreatActor {
                common: self.common("threat-actor", uuid, item),
                name: value.to_owned(),
                description: description(),
                threat_actor_types: vec!["unknown".into()],
            })],
            K::AttackPattern => vec![self.technique(item, uuid)],
            K::Cve | K::Jvn | K::Jvndb => {
                let mut common = self.common("vulnerability", uuid, item);
                common.external_references = vulnerability_reference(item.kind, value);
                vec![Object::Vulnerability(Vulnerability {
                    common,
                    name: value.to_owned(),
                    description: description(),
                })]
            }
            _ => self.observed(item, uuid),
        }
    }

    fn technique(&self, item: &Item, uuid: Uuid) -> Object {
        let value = item.value.as_str();
        let mut common = self.common("attack-pattern", uuid, item);
        if crate::is_technique_id(value) {
            common.external_references = vec![ExternalReference::id("mitre-attack", value)];
        }
        let mut kill_chain_phases = phases(item);
        if kill_chain_phases.is_empty() {
            let tactics = Reference::embedded().technique_tactics(value);
            kill_chain_phases =
                tactics.iter().map(|tactic| KillChainPhase::attack((*tactic).to_owned())).collect();
        }
        Object::AttackPattern(AttackPattern {
            common,
            name: crate::technique_name(item).unwrap_or(value).to_owned(),
            description: card::both(item, (self.tlp, self.pap)),
            kill_chain_phases,
        })
    }

    fn observed(&mut self, item: &Item, uuid: Uuid) -> Vec<Object> {
        let value = crate::value_of(item);
        if item.to_ids
            && let Some(found) = detection::detection(value)
        {
            return vec![self.indicator(item, uuid, found, "indicator")];
        }
        let marks = vec![self.tlp_ref(item.tlp), self.pap_ref()];
        match detection::shape(value) {
            Some(shape) => {
                let observable = observable::observable(shape, uuid, marks);
                let about = observable.id.clone();
                self.say(item, about);
                vec![Object::Observable(observable)]
            }
            None => vec![self.note(item, uuid, self.report.clone())],
        }
    }

    /// A note always; beside it an indicator over the pattern, where there is one.
    fn masked(&mut self, item: &Item, uuid: Uuid) -> Vec<Object> {
        let mut out = vec![self.note(item, uuid, self.report.clone())];
        if let Some(pattern) = item.pattern.as_ref().filter(|pattern| !pattern.as_str().is_empty()) {
            let found = detection::regex_detection(item.kind, pattern.as_str());
            let uuid = self.mint.uuid();
            out.push(self.indicator(item, uuid, found, "pattern"));
        }
        out
    }

    fn indicator(&self, item: &Item, uuid: Uuid, found: Detection, label: &'static str) -> Object {
        let (valid_from, valid_until) = validity(item, self.at);
        let mut common = self.common("indicator", uuid, item);
        common.labels.push(label.into());
        Object::Indicator(Box::new(Indicator {
            common,
            name: title(item),
            description: card::both(item, (self.tlp, self.pap)),
            indicator_types: indicator_types(item.role),
            pattern_version: (found.language == "stix").then(|| "2.1".into()),
            pattern: found.text,
            pattern_type: found.language.into(),
            valid_from,
            valid_until,
            kill_chain_phases: phases(item),
        }))
    }

    /// Remembers what is to be said of an observable.
    fn say(&mut self, item: &Item, about: Id) {
        let content = card::both(item, (self.tlp, self.pap));
        // Labels, confidence and marking follow from what the card says, save for the kind that it names first.
        if let Some(said) = self.said.get_mut(&content) {
            return said.about.push(about);
        }
        let uuid = self.mint.uuid();
        let said = Said { common: self.common("note", uuid, item), title: title(item), about: vec![about] };
        self.said.insert(content, said);
    }

    /// Notes on all observables; those of which the same is to be said share one.
    fn notes(&mut self) -> Vec<Object> {
        let mut out = Vec::new();
        for (content, said) in std::mem::take(&mut self.said) {
            for (index, about) in said.about.chunks(NOTE_REFS).enumerate() {
                let mut common = said.common.clone();
                if index > 0 {
                    common.id = self.mint.id("note");
                }
                let brief = match said.about.len() {
                    1 => said.title.clone(),
                    count => format!("{} + {}", said.title, count - 1),
                };
                out.push(Object::Note(Note {
                    common,
                    brief,
                    content: content.clone(),
                    object_refs: about.to_vec(),
                }));
            }
        }
        out
    }

    fn note(&self, item: &Item, uuid: Uuid, about: Id) -> Object {
        Object::Note(Note {
            common: self.common("note", uuid, item),
            brief: title(item),
            content: format!("{}\n\n{}", item.value.as_str(), card::both(item, (self.tlp, self.pap))),
            object_refs: vec![about],
        })
    }

    fn links(
        &mut self,
        items: &[Numbered<'_>],
        places: &Places<'_>,
        push: &mut dyn FnMut(Object) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut seen = HashSet::new();
        for from in items.iter().filter_map(|numbered| places.get(&numbered.item.number)) {
            let number = from.0.number;
            for other in from.0.related.iter().take(MAX_LINKS).filter(|other| **other != number) {
                let Some(to) = places.get(other) else { continue };
                if seen.insert((number.min(*other), number.max(*other))) {
                    let link = self.link(from, to);
                    self.members.push(link.id().clone());
                    push(link)?;
                }
            }
        }
        Ok(())
    }

    /// `indicates` from an attacker's indicator to a family, group or technique; `related-to` otherwise: standing in
    /// the same line says no more.
    fn link(&mut self, one: &(&Item, Id), other: &(&Item, Id)) -> Object {
        let named = |item: &Item| matches!(item.kind, K::Malware | K::ThreatActor | K::AttackPattern);
        let ((from, source), (to, target)) =
            if named(one.0) && !named(other.0) { (other, one) } else { (one, other) };
        let owned = matches!(from.role, ValueRole::AttackerOwned | ValueRole::AttackerTool);
        let indicates = owned && named(to) && !to.masked && source.kind() == "indicator";
        let markings = vec![self.tlp_ref(from.tlp.max(to.tlp)), self.pap_ref()];
        let mut common = Common::new(self.mint.id("relationship"), self.at, markings);
        common.confidence = Some(from.confidence.min(to.confidence).min(100));
        Object::Relationship(Relationship {
            common,
            relationship_type: if indicates { "indicates".into() } else { "related-to".into() },
            source_ref: source.clone(),
            target_ref: target.clone(),
        })
    }

    fn report(&mut self, draft: &Draft, summary: &str) -> Object {
        let members = std::mem::take(&mut self.members);
        let strictest = draft.items.iter().map(|item| item.tlp).max().unwrap_or(draft.tlp);
        let markings = vec![self.tlp_ref(strictest), self.pap_ref()];
        let mut common = Common::new(self.report.clone(), self.at, markings);
        common.labels = vec!["de-identified".into()];
        Object::Report(Report {
            common,
            name: crate::title(draft),
            description: summary.to_owned(),
            report_types: vec!["threat-report".into()],
            published: self.at,
            object_refs: members,
        })
    }
}

fn labels(item: &Item) -> Vec<Word> {
    let mut out: Vec<Word> = vec![
        format!("kind:{}", item.kind.key()).into(),
        format!("role:{}", words::role_key(item.role)).into(),
        format!("direction:{}", words::direction_key(item.direction)).into(),
        format!("first-seen:{}", item.first_seen.as_deref().unwrap_or("unknown")).into(),
        format!("last-seen:{}", item.last_seen.as_deref().unwrap_or("unknown")).into(),
    ];
    out.extend(
        item.evidence
            .iter()
            .map(|&evidence| Word::from(format!("evidence:{}", words::evidence_key(evidence)))),
    );
    if item.masked {
        out.push("masked".into());
    }
    if !crate::loadable(item) {
        out.push("not-for-detection".into());
    }
    out
}

/// Kind and value, short enough for a list.
fn title(item: &Item) -> String {
    let value = text::one_line(item.value.as_str());
    format!("{}: {}", words::kind(item.kind).en, text::cut(&value, 120))
}

fn phases(item: &Item) -> Vec<KillChainPhase> {
    item.phase.into_iter().map(KillChainPhase::attack).collect()
}

fn indicator_types(role: ValueRole) -> Vec<Word> {
    match role {
        ValueRole::AttackerOwned | ValueRole::AttackerTool => vec!["malicious-activity".into()],
        ValueRole::CompromisedThirdParty => vec!["malicious-activity".into(), "compromised".into()],
        ValueRole::SharedInfrastructure => vec!["anomalous-activity".into()],
        ValueRole::Unknown => vec!["unknown".into()],
    }
}

/// From the first day seen, or the package's day; until the day it expires, which must be later.
fn validity(item: &Item, made: Timestamp) -> (Timestamp, Option<Timestamp>) {
    let day = |text: &Option<Arc<str>>| text.as_deref().and_then(|day| Timestamp::day(day).ok());
    let until = day(&item.expires);
    let from = day(&item.first_seen).unwrap_or(made);
    match until {
        Some(until) if until <= from => (until.day_before(), Some(until)),
        until => (from, until),
    }
}

pub(crate) fn vulnerability_reference(kind: K, value: &str) -> Vec<ExternalReference> {
    let upper = value.to_ascii_uppercase();
    match kind {
        K::Cve if crate::is_cve_id(&upper) => vec![ExternalReference::id("cve", upper)],
        K::Jvn => vec![ExternalReference::id("jvn", value)],
        K::Jvndb => vec![ExternalReference::id("jvndb", value)],
        _ => Vec::new(),
    }
}
