//! What stays: every finding with its decision, and what waits for a person.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, LazyLock};

use noroshi_base::{Surface, Text};
use noroshi_detect::{Class, Strength};
use noroshi_profile::IdentifierKind;

use super::item::Entry;
use super::text::Ids;
use crate::gather::seen::{Coded, InMaterial, NameKey, NameSeen};
use crate::gather::{Shelved, Told};
use crate::judge::pivot::Trails;
use crate::kept::{Decision, FindingRecord, Held};
use crate::ladder::{Choice, Outside};
use crate::token::{Tokens, word};

static NO_REASON: LazyLock<Arc<Text>> = LazyLock::new(|| Text::fixed("", "").into());

/// A decision about identifiers, as data.
struct NameRule {
    id: &'static str,
    decision: Decision,
    reason: Text,
}

/// What a person is asked about a name that waits, and what stands in the package until then.
static QUESTION: Text = Text::fixed(
    "これは被害組織またはその関係先を指すか、偶然の一致か",
    "Does this mean the victim or one of its relations, or is it chance?",
);
static MEANWHILE: Text = Text::fixed(
    "この語を含む文と値は共有していない。偶然の一致なら、プロファイルを直して作り直すと共有される",
    "Sentences and values with it are not shared; if it is chance, they will be after a run with a corrected profile",
);

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
    // What only looks like somebody else's is masked wherever it stands: nothing of it waits.
    if seen.strength == Strength::Review && (seen.entry.is_some() || seen.related) {
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

/// Letter of a class.
const fn class_key(class: Class) -> &'static str {
    match class {
        Class::D => "D",
        Class::Q => "Q",
        Class::I => "I",
        Class::P => "P",
        Class::T => "T",
        Class::S => "S",
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

/// What stands in the package instead of each name; empty for nothing.
pub(crate) fn replaced(names: &[Box<(NameKey, NameSeen)>], tokens: &mut Tokens<'_>) -> Vec<Arc<str>> {
    let becomes = |(key, seen): &(NameKey, NameSeen)| match name_rule(key, seen).decision {
        Decision::Mask => {
            let matched = seen.at.matched(&key.canonical);
            tokens.give(word(key.kind, seen.related), &key.canonical, matched)
        }
        _ => Arc::default(),
    };
    names.iter().map(|name| &**name).map(becomes).collect()
}

/// Ids that the records of the told materials will have: the views point at them.
pub(crate) fn ids<'a>(
    entries: &'a [Entry],
    names: &'a [Box<(NameKey, NameSeen)>],
    told: &BTreeMap<(Arc<str>, u64), Told>,
) -> Ids<'a> {
    let told: HashSet<&str> = told.keys().map(|(material, _)| &**material).collect();
    let mut ids = Ids::new();
    let mut id = 0;
    let mut count = |material: &'a str, kind, value: &'a str| {
        id += 1;
        if told.contains(material) {
            ids.insert((material, kind, value), id);
        }
    };
    for entry in entries {
        for (material, _) in entry.seen().materials.iter() {
            count(material, entry.key().kind.key(), &entry.key().value);
        }
    }
    for (key, _) in names.iter().map(|name| &**name) {
        count(&key.material, name_key(key.kind), &key.canonical);
    }
    ids
}

/// What waits when nothing may be said of the victim: a person must know, and can do something about it.
pub(crate) fn too_few(choice: &Choice, outside: &Outside, held: usize) -> Option<Held> {
    if choice.enough {
        return None;
    }
    let (k, left) = (choice.k, choice.left.least());
    let earlier: Vec<&str> = outside.earlier.iter().map(|package| package.package.as_str()).collect();
    let reason = if earlier.is_empty() {
        Text::owned(
            format!("表の組織が k={k} に足りず、何も示せない"),
            format!("the table holds fewer than k={k} organisations: nothing can be stated"),
        )
    } else {
        Text::owned(
            format!(
                "過去の共有物の記載と重ねると、当てはまる組織が {left} しか残らない（k={k}）。この共有物は業種・地域・規模・時期を示さない"
            ),
            format!(
                "together with what earlier packages stated only {left} organisations fit (k={k}): this one states no sector, region, size or time"
            ),
        )
    };
    Some(Held {
        id: u32::try_from(held + 1).unwrap_or(u32::MAX),
        kind: "anonymity-set".to_owned(),
        value: earlier.join(", "),
        material: "-".to_owned(),
        place: String::new(),
        surface: if earlier.is_empty() { Surface::Quasi } else { Surface::Linkage },
        rule: "C54-too-few",
        reason,
        question: Text::fixed(
            "攻撃者の値から同じ事案と分かる。それでも渡すか。過去の受領者へ訂正・回収を求めるか",
            "The attacker's values link this package to the earlier ones. Shall it go out all the same? Shall earlier recipients be asked to correct or delete?",
        ),
        alternative: Text::fixed(
            "調整機関にだけ渡す、または被害組織の同意を得る",
            "Give it to the coordinating hub only, or with the victim's consent",
        ),
    })
}

/// Records of all findings, and what waits.
pub(crate) fn records(
    entries: Vec<Entry>,
    names: Shelved<NameKey, NameSeen>,
    becomes: Vec<Arc<str>>,
    trails: &Trails,
) -> (Vec<FindingRecord>, Vec<Held>) {
    let count = entries.iter().map(|entry| entry.seen().materials.len()).sum::<usize>() + names.len();
    let mut out = Out {
        findings: Vec::with_capacity(count),
        held: Vec::new(),
        reasons: HashMap::new(),
        asked: HashSet::new(),
        trails,
    };
    entries.into_iter().for_each(|entry| out.value(entry));
    for (name, becomes) in names.into_iter().zip(becomes) {
        let (key, seen) = *name;
        out.name(key, seen, becomes);
    }
    (out.findings, out.held)
}

struct Out<'a> {
    trails: &'a Trails,
    findings: Vec<FindingRecord>,
    held: Vec<Held>,
    /// By rule and form: a few reasons for all findings.
    reasons: HashMap<(&'static str, &'static str), Arc<Text>>,
    /// Names that a person was asked about, by kind and what equal ones share: once for all materials.
    asked: HashSet<(&'static str, Box<str>)>,
}

impl Out<'_> {
    fn value(&mut self, entry: Entry) {
        let rule = entry.judged.rule;
        if matches!(rule.decision, Decision::Hold | Decision::AskVictim) {
            self.hold(&entry);
        }
        let reason =
            Arc::clone(self.reasons.entry((rule.id, "")).or_insert_with(|| rule.reason.clone().into()));
        let Entry { value, judged } = entry;
        let (key, seen) = *value;
        for (material, at) in seen.materials.into_vec() {
            let record = FindingRecord {
                class: "indicator",
                kind: key.kind.key(),
                surface: judged.surface,
                judged_by: rule.id,
                decision: rule.decision,
                becomes: Arc::clone(&judged.value),
                reason: Arc::clone(&reason),
                ..self.blank(material, &key.value, at)
            };
            self.findings.push(record);
        }
    }

    fn hold(&mut self, entry: &Entry) {
        let rule = entry.judged.rule;
        let first = entry.seen().materials.iter().next();
        let key = entry.key();
        let traced = rule.id.starts_with('I').then(|| self.trails.place(key.kind, &key.value)).flatten();
        let reason = match traced {
            Some(place) => Text::owned(
                format!("{}（{}）", rule.reason.ja, place.ja),
                format!("{} ({})", rule.reason.en, place.en),
            ),
            None => rule.reason.clone(),
        };
        self.held.push(Held {
            id: u32::try_from(self.held.len() + 1).unwrap_or(u32::MAX),
            kind: entry.key().kind.key().to_owned(),
            value: entry.key().value.to_string(),
            material: first.map(|(material, _)| material.to_string()).unwrap_or_default(),
            place: first.map(|(_, at)| at.first.place.to_string()).unwrap_or_default(),
            surface: rule.surface.unwrap_or(Surface::Direct),
            rule: rule.id,
            reason,
            question: rule.question.clone(),
            alternative: rule.alternative.clone(),
        });
    }

    fn hold_name(&mut self, key: &NameKey, seen: &NameSeen, rule: &NameRule) {
        let kind = name_key(key.kind);
        if !self.asked.insert((kind, key.canonical.clone())) {
            return;
        }
        self.held.push(Held {
            id: u32::try_from(self.held.len() + 1).unwrap_or(u32::MAX),
            kind: kind.to_owned(),
            value: seen.at.decoded().unwrap_or_else(|| seen.at.matched(&key.canonical)).to_owned(),
            material: key.material.to_string(),
            place: seen.at.first.place.to_string(),
            surface: seen.surface,
            rule: rule.id,
            reason: rule.reason.clone(),
            question: QUESTION.clone(),
            alternative: MEANWHILE.clone(),
        });
    }

    fn name(&mut self, key: NameKey, seen: NameSeen, becomes: Arc<str>) {
        let rule = name_rule(&key, &seen);
        if rule.decision == Decision::Hold {
            self.hold_name(&key, &seen, rule);
        }
        let reason = || {
            let both = [&rule.reason.ja, &rule.reason.en].map(|text| format!("{text} ({})", seen.form));
            let [ja, en] = both;
            Text::owned(ja, en).into()
        };
        let reason = Arc::clone(self.reasons.entry((rule.id, seen.form)).or_insert_with(reason));
        let record = FindingRecord {
            class: class_key(seen.class),
            kind: name_key(key.kind),
            surface: Some(seen.surface),
            judged_by: rule.id,
            decision: rule.decision,
            becomes,
            reason,
            ..self.blank(key.material, &key.canonical, seen.at)
        };
        self.findings.push(record);
    }

    fn blank(&self, material: Arc<str>, key: &str, mut at: InMaterial) -> FindingRecord {
        let matched = at.take_matched(key);
        let Coded { decoded, layers } = at.coded.map(|coded| *coded).unwrap_or_default();
        FindingRecord {
            id: u32::try_from(self.findings.len() + 1).unwrap_or(u32::MAX),
            material,
            place: at.first.place,
            more_places: at.more.into_vec().into_iter().map(|spot| spot.place).collect(),
            count: at.count,
            matched,
            decoded,
            layers: layers.into(),
            class: "",
            kind: "",
            surface: None,
            rule: at.rule,
            judged_by: "",
            decision: Decision::Drop,
            becomes: Arc::default(),
            reason: Arc::clone(&NO_REASON),
        }
    }
}
