//! Composes the draft from what was judged shareable.

pub(crate) mod advice;
pub(crate) mod context;
pub(crate) mod item;
pub(crate) mod records;
pub(crate) mod residual;
pub(crate) mod text;

use std::collections::{BTreeMap, HashMap, HashSet};

use noroshi_base::{IndicatorKind, Text};
use noroshi_detect::Scratch;
use noroshi_reference::Reference;
use rand::RngCore;

use crate::gather::seen::{NameKey, NameSeen, Seen, ValueKey};
use crate::gather::{Gather, whole_group};
use crate::judge::situation::Grounds;
use crate::judge::{Judge, host, keyed::Keyed, rules};
use crate::learn::Learned;
use crate::token::Tokens;
use crate::{Draft, Kept, Outcome, Policy, Refusal, Victim};
use item::Entry;

/// Everything gathered, in a fixed order.
struct Gathered {
    values: Vec<(ValueKey, Seen)>,
    names: Vec<(NameKey, NameSeen)>,
    tainted: HashSet<u64>,
    tailored: std::collections::BTreeSet<String>,
    told: BTreeMap<(std::sync::Arc<str>, u64), crate::gather::Told>,
}

impl Gathered {
    fn new(gather: Gather) -> Self {
        let (stated, _) = gather.stated.finish();
        let (logged, _) = gather.logged.finish();
        let mut values: BTreeMap<ValueKey, Seen> = stated.into_iter().collect();
        for (key, seen) in logged {
            match values.get_mut(&key) {
                Some(known) => known.join(seen),
                None => {
                    values.insert(key, seen);
                }
            }
        }
        let (mut names, _) = gather.names.finish();
        names.sort_by(|a, b| a.0.cmp(&b.0));
        let mut tainted: HashSet<u64> = gather.tainted.as_slice().iter().copied().collect();
        let whole = gather.wholes.iter().filter(|(_, whole)| whole.direct > 0 && whole.sample);
        tainted.extend(whole.map(|(material, _)| whole_group(material)));
        Self {
            values: values.into_iter().collect(),
            names,
            tainted,
            tailored: gather.tailored,
            told: gather.told,
        }
    }
}

/// Judges and composes; see [`crate::deidentify`].
#[expect(clippy::result_large_err, reason = "made once a run; the report needs what was gathered")]
pub(crate) fn run(
    gather: Gather,
    victim: Victim<'_>,
    policy: &Policy,
    rng: &mut dyn RngCore,
) -> Result<Outcome, (Refusal, Kept)> {
    let gathered = Gathered::new(gather);
    let learned = Learned::from(&gathered.names);
    let mut tokens = Tokens::new(rng, gathered.names.len());
    let Gathered { values, names, tainted, tailored, told } = gathered;
    let keyed = Keyed::new(victim.profile, victim.variants);
    let siblings = siblings(&values);
    let grounds = Grounds {
        variants: victim.variants,
        keyed: &keyed,
        tainted: &tainted,
        tailored: &tailored,
        siblings: &siblings,
    };
    let reference = Reference::embedded();
    let mut judge = Judge {
        detector: victim.detector,
        learned: &learned,
        grounds,
        reference,
        scratch: Scratch::default(),
    };
    let entries: Vec<Entry> = values
        .into_iter()
        .map(|(key, seen)| {
            let judged = judge.judge(&key, &seen, &mut tokens);
            Entry { key, seen, judged }
        })
        .collect();
    let (findings, held, ids) = records::records(&entries, &names, &mut tokens);
    let items = item::items(&entries, policy, reference);
    let by_value: HashMap<(IndicatorKind, &str), &crate::judge::Judged> =
        entries.iter().map(|entry| ((entry.key.kind, &*entry.key.value), &entry.judged)).collect();
    let kept_values = text::kept_values(entries.iter().map(|entry| (&*entry.key.value, &entry.judged)));
    let mut writer = text::Writer {
        detector: victim.detector,
        learned: &learned,
        judged: &by_value,
        kept: &kept_values,
        ids: &ids,
        scratch: Scratch::default(),
    };
    let (statements, documents) = writer.write(told, &mut tokens);
    let residual = residual::rows(&findings, &held);
    let kept = Kept { findings, mapping: tokens.mapping(), held, documents };
    let useful = items.iter().any(|item| !item.masked || item.pattern.is_some()) || !statements.is_empty();
    if !useful {
        return Err((EMPTY.clone(), kept));
    }
    let mut context = context::generalise(&victim.profile.context);
    context.period = period(&items);
    let draft = Draft {
        id: new_id(tokens.rng()),
        made_on: policy.today.clone(),
        tlp: policy.tlp,
        pap: policy.pap,
        items,
        statements,
        context,
        residual,
        rules_version: rules::VERSION.to_owned(),
        materials: (0, 0),
    };
    Ok(Outcome { draft, kept })
}

static EMPTY: Refusal = Refusal {
    code: "empty-package",
    reason: Text::fixed(
        "判定の後に、受領者の役に立つ値も文章も残らない。被害組織の同意を得るか、調整機関だけへの提供を検討する",
        "After judgement nothing is left that would help a receiver. Ask the victim, or consider giving it to the hub only",
    ),
};

/// How many machine-drawn labels stand below each parent domain.
fn siblings(values: &[(ValueKey, Seen)]) -> HashMap<String, u32> {
    let mut labels: HashMap<String, HashSet<&str>> = HashMap::new();
    for (key, _) in values {
        let Some(name) = host::host_of(key.kind, &key.value).and_then(|range| key.value.get(range)) else {
            continue;
        };
        let Some(drawn) = host::drawn_labels(name) else { continue };
        let parent = name.get(drawn.end + 1..).unwrap_or_default().to_owned();
        labels.entry(parent).or_default().insert(name.get(drawn).unwrap_or_default());
    }
    labels
        .into_iter()
        .map(|(parent, labels)| (parent, u32::try_from(labels.len()).unwrap_or(u32::MAX)))
        .collect()
}

fn period(items: &[crate::Item]) -> Option<(String, String)> {
    let first = items.iter().filter_map(|item| item.first_seen.clone()).min()?;
    let last = items.iter().filter_map(|item| item.last_seen.clone()).max()?;
    Some((first, last))
}

/// A random UUID (version 4) from the run's randomness.
fn new_id(rng: &mut dyn RngCore) -> String {
    let mut bytes = [0_u8; 16];
    rng.fill_bytes(&mut bytes);
    uuid::Builder::from_random_bytes(bytes).into_uuid().to_string()
}
