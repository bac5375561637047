//! `event.json`: the draft in the MISP core format.
//!
//! The creator organisation is a fixed placeholder that stands for every anonymous source; an importing MISP shows it
//! as the creator and learns nothing about who made the package.

mod types;

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::sync::Arc;

use noroshi_base::{IndicatorKind as K, Lang, Pap, Tlp};
use noroshi_deidentify::{Draft, Item};
use noroshi_misp::{Attribute, Event, EventReport, EventWriter, Org, Tag};
use noroshi_stix::Timestamp;
use uuid::{Uuid, uuid};

pub(crate) use types::{Mapped, attribute};

use crate::mint::Mint;
use crate::{Numbered, card, words};

/// Placeholder for a source that stays anonymous.
///
/// Its identifier is the same in every installation of this program, so that it tells the tool, which the name tells
/// as well, and no station. One drawn for each package would leave a new organisation in the receiver's MISP each time.
pub(crate) const ANONYMOUS_SOURCE: Org = Org {
    name: std::borrow::Cow::Borrowed("Anonymous source (Noroshi)"),
    uuid: uuid!("3f0a6a52-8f0e-4c3b-9d57-6d0f7c1b2e94"),
};

/// Writes the event.
///
/// # Errors
/// What the writer says.
pub(crate) fn write<W: io::Write>(
    draft: &Draft,
    items: &[Numbered<'_>],
    summaries: [(&str, &str); 2],
    mint: &mut Mint<'_>,
    out: W,
) -> io::Result<W> {
    let stamp = Timestamp::day(&draft.made_on).map_or(0, Timestamp::seconds).to_string();
    let reports = summaries
        .into_iter()
        .map(|(name, content)| EventReport {
            uuid: mint.uuid(),
            name: name.to_owned(),
            content: content.to_owned(),
            timestamp: stamp.clone(),
            distribution: "5",
            deleted: false,
        })
        .collect();
    let event = Event {
        uuid: Uuid::parse_str(&draft.id).unwrap_or_else(|_| mint.uuid()),
        info: crate::title(draft),
        date: draft.made_on.clone(),
        timestamp: stamp.clone(),
        threat_level_id: "4",
        analysis: "2",
        distribution: distribution(strictest(draft)),
        published: false,
        creator: ANONYMOUS_SOURCE,
        tags: event_tags(draft),
        reports,
    };
    let mut writer = EventWriter::new(out, &event)?;
    let mut seen = Seen::default();
    for numbered in items {
        for attribute in attributes(draft, numbered, &stamp, mint) {
            if seen.is_new(&attribute) {
                writer.push(&attribute)?;
            }
        }
    }
    writer.finish()
}

fn strictest(draft: &Draft) -> Tlp {
    draft.items.iter().map(|item| item.tlp).chain([draft.tlp]).max().unwrap_or(draft.tlp)
}

/// MISP takes the level of an imported event from here: never wider than TLP says.
pub(crate) const fn distribution(tlp: Tlp) -> &'static str {
    match tlp {
        Tlp::Clear => "3",
        Tlp::Green => "1",
        Tlp::Amber | Tlp::AmberStrict | Tlp::Red => "0",
    }
}

/// A MISP refuses a second attribute of the same category, type and value. 64-bit digests of the triples are kept,
/// not the triples: with a million of them, two fall together once in ten million packages.
#[derive(Default)]
pub(crate) struct Seen(HashSet<u64>);

impl Seen {
    pub(crate) fn is_new(&mut self, attribute: &Attribute) -> bool {
        let mut hasher = DefaultHasher::new();
        (&attribute.category, &attribute.kind, &attribute.value).hash(&mut hasher);
        self.0.insert(hasher.finish())
    }
}

/// TLP and PAP tags with the colours of their taxonomies.
pub(crate) fn marking_tags(tlp: Tlp, pap: Pap) -> Vec<Tag> {
    let tlp_colour = match tlp {
        Tlp::Clear => "#FFFFFF",
        Tlp::Green => "#33FF00",
        Tlp::Amber | Tlp::AmberStrict => "#FFC000",
        Tlp::Red => "#FF2B2B",
    };
    let pap_colour = match pap {
        Pap::Clear => "#FFFFFF",
        Pap::Green => "#33FF00",
        Pap::Amber => "#FFC000",
        Pap::Red => "#FF2B2B",
    };
    vec![
        Tag { name: words::tlp_tag(tlp), colour: Some(tlp_colour.into()) },
        Tag { name: format!("PAP:{}", pap.label()), colour: Some(pap_colour.into()) },
    ]
}

fn event_tags(draft: &Draft) -> Vec<Tag> {
    let mut tags = marking_tags(draft.tlp, draft.pap);
    let mut names = HashSet::new();
    for item in draft.items.iter().filter(|item| !item.masked) {
        if let Some(tag) = galaxy_tag(item)
            && names.insert(tag.name.clone())
        {
            tags.push(tag);
        }
    }
    tags
}

/// Tag that a MISP with the galaxy turns into a cluster.
fn galaxy_tag(item: &Item) -> Option<Tag> {
    let value = item.value.as_str();
    match item.kind {
        K::AttackPattern if crate::is_technique_id(value) => {
            let name = crate::technique_name(item)?;
            Some(Tag::new(format!("misp-galaxy:mitre-attack-pattern=\"{name} - {value}\"")))
        }
        K::ThreatActor if !value.contains('"') => {
            Some(Tag::new(format!("misp-galaxy:threat-actor=\"{value}\"")))
        }
        _ => None,
    }
}

/// The item's attribute, and for a masked one its regular expression.
fn attributes(draft: &Draft, numbered: &Numbered<'_>, stamp: &str, mint: &mut Mint<'_>) -> Vec<Attribute> {
    let item = numbered.item;
    let mapped = if item.masked {
        Mapped::text(masked_category(item.kind), item.value.as_str())
    } else {
        attribute(crate::value_of(item), item.direction, &item.ports, crate::loadable(item))
    };
    let mut tags = Vec::new();
    if item.tlp > draft.tlp {
        tags.extend(marking_tags(item.tlp, draft.pap).into_iter().take(1));
    }
    if !item.masked {
        tags.extend(galaxy_tag(item));
    }
    let main = make(draft, numbered.uuid, item, mapped, stamp, tags);
    let mut out = vec![main];
    if let (true, Some(pattern)) = (item.masked, &item.pattern) {
        let mapped = Mapped::pattern(item.kind, pattern.as_str());
        out.push(make(draft, mint.uuid(), item, mapped, stamp, Vec::new()));
    }
    out.retain(|attribute| !attribute.value.trim().is_empty());
    out
}

fn make(draft: &Draft, uuid: Uuid, item: &Item, mapped: Mapped, stamp: &str, tags: Vec<Tag>) -> Attribute {
    let (first_seen, last_seen) = seen(item);
    Attribute {
        uuid,
        kind: mapped.kind.into(),
        category: mapped.category.into(),
        value: mapped.value,
        to_ids: mapped.to_ids,
        comment: comment(item, (draft.tlp, draft.pap)),
        timestamp: stamp.to_owned(),
        distribution: "5",
        first_seen,
        last_seen,
        tags,
    }
}

/// MISP refuses a last day before the first one.
fn seen(item: &Item) -> (Option<String>, Option<String>) {
    let day = |text: &Option<Arc<str>>| text.as_deref().and_then(|day| Timestamp::day(day).ok());
    let write = |at: Timestamp| at.to_string().replace(".000Z", ".000000+00:00");
    match (day(&item.first_seen), day(&item.last_seen)) {
        (Some(first), Some(last)) if last < first => (Some(write(last)), Some(write(first))),
        (first, last) => (first.map(write), last.map(write)),
    }
}

/// The cost card on one line a language; MISP shows comments in a table cell.
fn comment(item: &Item, marks: (Tlp, Pap)) -> String {
    let line = |lang| card::one(item, marks, lang).replace('\n', " | ");
    format!("{}\n{}", line(Lang::Ja), line(Lang::En))
}

const fn masked_category(kind: K) -> &'static str {
    match kind {
        K::Ipv4 | K::Ipv6 | K::Ipv4Cidr | K::Ipv6Cidr | K::Domain | K::Url | K::UserAgent => {
            "Network activity"
        }
        K::Email | K::EmailSubject => "Payload delivery",
        K::RegistryKey | K::Service | K::ScheduledTask => "Persistence mechanism",
        K::YaraRule | K::SigmaRule | K::SuricataRule => "External analysis",
        _ => "Artifacts dropped",
    }
}
