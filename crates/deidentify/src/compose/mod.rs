//! Composes the draft from what was judged shareable.

pub(crate) mod advice;
pub(crate) mod context;
pub(crate) mod item;
pub(crate) mod pivots;
pub(crate) mod records;
mod related;
pub(crate) mod residual;
pub(crate) mod text;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use noroshi_base::Text;
use noroshi_detect::Scratch;
use noroshi_reference::Reference;
use rand::RngCore;

use crate::gather::seen::{NameKey, NameSeen, Seen, ValueKey};
use crate::gather::{Gather, Shelved, Told, whole_group};
use crate::judge::pivot::{self, Trails};
use crate::judge::situation::Grounds;
use crate::judge::{Judge, host, keyed::Keyed, rules};
use crate::ladder::{self, Anonymity, ProductStep};
use crate::learn::Learned;
use crate::token::Tokens;
use crate::{Draft, Kept, Outcome, Policy, Refusal, Victim};
use item::Entry;

/// Everything gathered, in a fixed order.
struct Gathered {
    values: Shelved<ValueKey, Seen>,
    names: Shelved<NameKey, NameSeen>,
    tainted: HashSet<u64>,
    tailored: BTreeSet<String>,
    products: HashSet<u64>,
    told: BTreeMap<(Arc<str>, u64), Told>,
}

impl Gathered {
    fn new(gather: Gather) -> Self {
        let (mut values, mut names, rest) = gather.into_parts();
        values.sort_by(|a, b| a.0.cmp(&b.0));
        // What logs know and somebody stated as well is one value.
        values.dedup_by(|later, earlier| {
            let same = later.0 == earlier.0;
            if same {
                earlier.1.join(std::mem::take(&mut later.1));
            }
            same
        });
        names.sort_by(|a, b| a.0.cmp(&b.0));
        let mut tainted: HashSet<u64> = rest.tainted.as_slice().iter().copied().collect();
        let whole = rest.wholes.iter().filter(|(_, whole)| whole.direct > 0 && whole.sample);
        tainted.extend(whole.map(|(material, _)| whole_group(material)));
        let mut tailored = rest.tailored;
        for (material, digests) in rest.files {
            if rest.wholes.get(&material).is_some_and(|whole| whole.direct > 0) {
                tailored.extend(digests);
            }
        }
        let products = rest.products.as_slice().iter().copied().collect();
        Self { values, names, tainted, tailored, products, told: rest.told }
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
    let outside = &policy.outside;
    let k = outside.k.unwrap_or_else(|| ladder::default_k(policy.tlp));
    let subject = context::subject(&victim.profile.context, &outside.population);
    let choice = ladder::choose(&subject, &outside.population, &outside.earlier, k);
    let Gathered { values, names, tainted, tailored, products, told } = Gathered::new(gather);
    // A product that may be told hides nothing.
    let rare = if choice.steps.product >= ProductStep::Class { products } else { HashSet::new() };
    let learned = Learned::from(&names);
    let mut tokens = Tokens::new(rng);
    tokens.avoid(ladder::used_tokens(&policy.outside.earlier));
    let keyed = Keyed::new(victim.profile, victim.variants);
    let siblings = siblings(&values);
    let mut scratch = Scratch::default();
    let keys = values.iter().map(|value| &value.0);
    let trails = Trails::follow(&policy.outside.public, keys, victim.detector, &mut scratch);
    let certified = pivot::certified(&values, victim.detector);
    let grounds = Grounds {
        variants: victim.variants,
        keyed: &keyed,
        tainted: &tainted,
        tailored: &tailored,
        trails: &trails,
        rare: &rare,
        certified: &certified,
        siblings: &siblings,
    };
    let judge =
        Judge { detector: victim.detector, learned: &learned, grounds, reference: Reference::embedded() };
    let entries = judged(values, &judge, &mut tokens);
    let becomes = records::replaced(&names, &mut tokens);
    let items = item::items(&entries, policy, choice.steps.time, Reference::embedded());
    let (statements, documents) = {
        let mut writer = text::Writer {
            detector: victim.detector,
            learned: &learned,
            profile: victim.profile,
            variants: victim.variants,
            product: choice.steps.product,
            entries: &entries,
            kept: &text::kept_values(&entries, &told),
            ids: &records::ids(&entries, &names, &told),
            scratch: Scratch::default(),
        };
        writer.write(told, &mut tokens)
    };
    let id = new_id(tokens.rng());
    let mapping = tokens.into_mapping();
    let (findings, mut held) = records::records(entries, names, becomes, &trails);
    held.extend(records::too_few(&choice, outside, held.len()));
    let residual = residual::rows(&findings, &held, &choice, outside);
    let anonymity = Anonymity::of(&choice, outside, victim.detector);
    let ladder = Some(ladder::record(&choice, &anonymity, outside, &subject, &victim.profile.context));
    let pivots = pivots::rows(&held, &outside.public);
    let kept = Kept { findings, mapping, held, documents, ladder };
    let useful = items.iter().any(|item| !item.masked || item.pattern.is_some()) || !statements.is_empty();
    if !useful {
        return Err((EMPTY.clone(), kept));
    }
    let mut context = context::generalised(&choice.claim);
    context.products = context::products(&victim.profile.context, choice.steps.product);
    context.period = period(&items);
    let draft = Draft {
        id,
        made_on: policy.today.clone(),
        tlp: policy.tlp,
        pap: policy.pap,
        items,
        statements,
        context,
        anonymity,
        pivots,
        residual,
        rules_version: rules::VERSION.to_owned(),
        materials: (0, 0),
    };
    Ok(Outcome { draft, kept })
}

/// Judges every value, in their order; they are looked at on all cores before.
fn judged(values: Shelved<ValueKey, Seen>, judge: &Judge<'_>, tokens: &mut Tokens<'_>) -> Vec<Entry> {
    let looked =
        crate::parallel::map(&values, Scratch::default, |scratch, value| judge.look(&value.0, scratch));
    let mut scratch = Scratch::default();
    let judged = values.into_iter().zip(looked).map(|(value, looked)| {
        let judged = judge.judge(&value.0, &value.1, looked, &mut scratch, tokens);
        Entry { value, judged }
    });
    judged.collect()
}

static EMPTY: Refusal = Refusal {
    code: "empty-package",
    reason: Text::fixed(
        "判定の後に、受領者の役に立つ値も文章も残らない。被害組織の同意を得るか、調整機関だけへの提供を検討する",
        "After judgement nothing is left that would help a receiver. Ask the victim, or consider giving it to the hub only",
    ),
};

/// How many machine-drawn labels stand below each parent domain.
fn siblings(values: &[Box<(ValueKey, Seen)>]) -> HashMap<String, u32> {
    let mut labels: HashMap<String, HashSet<&str>> = HashMap::new();
    for (key, _) in values.iter().map(|value| &**value) {
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
    let first = items.iter().filter_map(|item| item.first_seen.as_deref()).min()?;
    let last = items.iter().filter_map(|item| item.last_seen.as_deref()).max()?;
    Some((first.to_owned(), last.to_owned()))
}

/// A random UUID (version 4) from the run's randomness.
fn new_id(rng: &mut dyn RngCore) -> String {
    let mut bytes = [0_u8; 16];
    rng.fill_bytes(&mut bytes);
    uuid::Builder::from_random_bytes(bytes).into_uuid().to_string()
}
