//! What stays: every finding with its decision, and what waits for a person.

use std::sync::Arc;

use noroshi_base::{Surface, Text};
use noroshi_detect::{Class, Strength};
use noroshi_profile::IdentifierKind;

use super::item::Entry;
use super::text::Ids;
use crate::gather::seen::{InMaterial, NameKey, NameSeen};
use crate::kept::{Decision, FindingRecord, Held};
use crate::token::{Tokens, word};

/// A decision about identifiers, as data.
struct NameRule {
    id: &'static str,
    decision: Decision,
    reason: Text,
}

static REVIEW: NameRule = NameRule {
    id: "N-review",
    decision: Decision::Hold,
    reason: Text::fixed(
        "被害組織の名称に似た綴りまたは短い略称。人が判断する",
        "A look-alike or a short abbreviation of the victim; a person decides",
    ),
};
static SECRET: NameRule = NameRule {
    id: "N-secret",
    decision: Decision::Drop,
    reason: Text::fixed("認証情報は伏せた形でも共有しない", "Credentials are never shared"),
};
static QUASI: NameRule = NameRule {
    id: "N-quasi",
    decision: Decision::Generalise,
    reason: Text::fixed(
        "組み合わせると被害組織が分かる準識別子。広い区分に置き換える",
        "A quasi-identifier: together with others it tells the victim; a wide band stands instead",
    ),
};
static RELATED: NameRule = NameRule {
    id: "N-related",
    decision: Decision::Mask,
    reason: Text::fixed("被害組織の関係先を示す", "It names an organisation related to the victim"),
};
static VICTIM: NameRule = NameRule {
    id: "N-victim",
    decision: Decision::Mask,
    reason: Text::fixed("被害組織を示す", "It names the victim"),
};
static PERSON: NameRule = NameRule {
    id: "N-person",
    decision: Decision::Mask,
    reason: Text::fixed("個人に関する情報である", "Personal data"),
};
static OTHER: NameRule = NameRule {
    id: "N-third-party",
    decision: Decision::Mask,
    reason: Text::fixed(
        "攻撃者でも被害組織でもない組織を示す",
        "It names an organisation that is neither the attacker nor the victim",
    ),
};
static INSIDE: NameRule = NameRule {
    id: "N-internal",
    decision: Decision::Mask,
    reason: Text::fixed("組織の内部を示す値である", "It shows the inside of an organisation"),
};

fn name_rule(key: &NameKey, seen: &NameSeen) -> &'static NameRule {
    if seen.strength == Strength::Review {
        return &REVIEW;
    }
    match seen.class {
        Class::S => &SECRET,
        Class::Q => &QUASI,
        _ if seen.related => &RELATED,
        Class::D => {
            let inner = matches!(key.kind, IdentifierKind::InternalAddress | IdentifierKind::InternalHost);
            if inner && seen.entry.is_none() { &INSIDE } else { &VICTIM }
        }
        Class::P => &PERSON,
        Class::T => &OTHER,
        Class::I => &INSIDE,
    }
}

/// Stable key of an identifier's kind.
pub(crate) const fn name_key(kind: IdentifierKind) -> &'static str {
    match kind {
        IdentifierKind::OrgName => "org-name",
        IdentifierKind::Abbreviation => "abbreviation",
        IdentifierKind::Domain => "victim-domain",
        IdentifierKind::Network => "network",
        IdentifierKind::AdDomain => "ad-domain",
        IdentifierKind::Host => "host",
        IdentifierKind::User => "user",
        IdentifierKind::Person => "person",
        IdentifierKind::Email => "private-email",
        IdentifierKind::Phone => "phone",
        IdentifierKind::PostalAddress => "postal-address",
        IdentifierKind::RegistryNumber => "registry-number",
        IdentifierKind::InternalAddress => "internal-address",
        IdentifierKind::InternalHost => "internal-host",
        IdentifierKind::Tenant => "tenant",
        IdentifierKind::Proxy => "proxy",
        IdentifierKind::Secret => "secret",
        IdentifierKind::ThirdParty => "third-party",
        IdentifierKind::MachineId => "machine-id",
        IdentifierKind::Quasi => "quasi",
    }
}

/// Records of all findings, what waits, and the ids the views point at.
pub(crate) fn records(
    entries: &[Entry],
    names: &[(NameKey, NameSeen)],
    tokens: &mut Tokens<'_>,
) -> (Vec<FindingRecord>, Vec<Held>, Ids) {
    let mut out = Out { findings: Vec::new(), held: Vec::new(), ids: Ids::new() };
    for entry in entries {
        out.value(entry);
    }
    for (key, seen) in names {
        out.name(key, seen, tokens);
    }
    (out.findings, out.held, out.ids)
}

struct Out {
    findings: Vec<FindingRecord>,
    held: Vec<Held>,
    ids: Ids,
}

impl Out {
    fn value(&mut self, entry: &Entry) {
        let rule = entry.judged.rule;
        for (material, at) in entry.seen.materials.iter() {
            let kind = entry.key.kind.key();
            let record = FindingRecord {
                class: "indicator".into(),
                kind: kind.into(),
                surface: entry.judged.surface,
                judged_by: rule.id,
                decision: rule.decision,
                becomes: entry.judged.value.clone(),
                reason: rule.reason.clone(),
                ..self.blank(material, at)
            };
            self.ids.insert((material.clone(), kind, entry.key.value.clone()), record.id);
            self.findings.push(record);
        }
        if matches!(rule.decision, Decision::Hold | Decision::AskVictim) {
            let first = entry.seen.materials.iter().next();
            self.held.push(Held {
                id: u32::try_from(self.held.len() + 1).unwrap_or(u32::MAX),
                kind: entry.key.kind.key().to_owned(),
                value: entry.key.value.to_string(),
                material: first.map(|(material, _)| material.to_string()).unwrap_or_default(),
                place: first.map(|(_, at)| at.first.place.to_string()).unwrap_or_default(),
                surface: rule.surface.unwrap_or(Surface::Direct),
                rule: rule.id,
                reason: rule.reason.clone(),
                question: rule.question.clone(),
                alternative: rule.alternative.clone(),
            });
        }
    }

    fn name(&mut self, key: &NameKey, seen: &NameSeen, tokens: &mut Tokens<'_>) {
        let rule = name_rule(key, seen);
        let becomes = match rule.decision {
            Decision::Mask => tokens.give(word(key.kind, seen.related), &key.canonical, &seen.at.matched),
            _ => String::new(),
        };
        let record = FindingRecord {
            class: format!("{:?}", seen.class).into(),
            kind: name_key(key.kind).into(),
            surface: Some(seen.surface),
            judged_by: rule.id,
            decision: rule.decision,
            becomes,
            reason: Text::owned(
                format!("{} ({})", rule.reason.ja, seen.form),
                format!("{} ({})", rule.reason.en, seen.form),
            ),
            ..self.blank(&key.material, &seen.at)
        };
        self.ids.insert((key.material.clone(), name_key(key.kind), key.canonical.clone()), record.id);
        self.findings.push(record);
    }

    fn blank(&self, material: &Arc<str>, at: &InMaterial) -> FindingRecord {
        FindingRecord {
            id: u32::try_from(self.findings.len() + 1).unwrap_or(u32::MAX),
            material: material.clone(),
            place: at.first.place.to_string(),
            more_places: at.more.as_slice().iter().map(|spot| spot.place.to_string()).collect(),
            count: at.count,
            matched: at.matched.to_string(),
            decoded: at.decoded.as_ref().map(ToString::to_string),
            layers: at.layers.clone(),
            class: "".into(),
            kind: "".into(),
            surface: None,
            rule: at.rule.into(),
            judged_by: "",
            decision: Decision::Drop,
            becomes: String::new(),
            reason: Text::fixed("", ""),
        }
    }
}
