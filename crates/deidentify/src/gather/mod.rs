//! What all passages had to say, in bounded memory.

pub(crate) mod bounded;
pub(crate) mod dates;
pub(crate) mod digest;
pub(crate) mod glance;
pub(crate) mod look;
mod place;
mod prepare;
pub(crate) mod seen;
mod source;
mod tally;
pub(crate) mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hashbrown::HashMap;
use hashbrown::hash_map::Entry;
use noroshi_base::{DocumentHead, DocumentKind, Limits, Text};
use noroshi_detect::{Finding, Identifier, What};
use noroshi_profile::IdentifierKind;
use noroshi_read::{Passage, Role};

use bounded::{Shelf, Smallest, fixed_hash};
use look::{Look, names_victim};
use place::Walker;
use seen::{Here, InMaterial, NameKey, NameRef, NameSeen, Seen, Spot, ValueKey, ValueRef};
use tally::Tally;

/// Groups that are known to carry the victim's own data.
const TAINTED: usize = 65_536;
/// Documents whose digests are remembered.
const FILES: usize = 100_000;

/// What a shelf held.
pub(crate) type Shelved<K, V> = Vec<Box<(K, V)>>;

/// A prose passage with its findings.
#[derive(Debug, Clone)]
pub(crate) struct Told {
    pub(crate) head: DocumentHead,
    pub(crate) passage: Passage,
    pub(crate) findings: Vec<Finding>,
}

impl Told {
    fn weight(&self) -> u64 {
        (self.passage.text.len() + self.findings.len() * 256 + 256) as u64
    }
}

/// What is known of one material as a whole.
#[derive(Debug, Clone, Default)]
pub(crate) struct Whole {
    pub(crate) sample: bool,
    /// Identifiers of the victim found in it or in its name.
    pub(crate) direct: u64,
}

/// Findings of many passages: values with their counts, first places and cues; prose whole, up to a bound.
///
/// All threads fill one. The order in which passages come does not change the outcome: what has to be left out is
/// chosen by fixed ranks (hash of the value, name of the material, order of the passage), never by what came first.
#[derive(Debug)]
pub struct Gather {
    pub(crate) stated: Shelf<ValueKey, Seen>,
    pub(crate) logged: Shelf<ValueKey, Seen>,
    pub(crate) names: Shelf<NameKey, NameSeen>,
    rest: Mutex<Rest>,
    told_bound: u64,
}

/// What is not remembered value by value.
#[derive(Debug, Default)]
pub(crate) struct Rest {
    pub(crate) wholes: BTreeMap<Arc<str>, Whole>,
    pub(crate) tainted: Smallest<u64, TAINTED>,
    /// Digests of samples whose bytes carry the victim's data.
    pub(crate) tailored: BTreeSet<String>,
    /// Groups that name a product of the profile's.
    pub(crate) products: Smallest<u64, TAINTED>,
    /// Documents with their digests.
    pub(crate) files: Vec<(Arc<str>, [String; 3])>,
    /// By material and order in it.
    pub(crate) told: BTreeMap<(Arc<str>, u64), Told>,
    told_bytes: u64,
    told_cut: bool,
}

impl Rest {
    fn whole(&mut self, head: &DocumentHead) -> &mut Whole {
        let whole = self.wholes.entry(head.material.clone()).or_default();
        whole.sample |= head.kind == DocumentKind::Sample;
        whole
    }

    /// Lets the last passages go until the rest fits: what stays is a beginning of the run, on any thread.
    fn trim(&mut self, bound: u64) {
        while self.told_bytes > bound {
            let Some((_, told)) = self.told.pop_last() else { return };
            self.told_bytes -= told.weight();
            self.told_cut = true;
        }
    }
}

impl Default for Gather {
    fn default() -> Self {
        Self::new(&Limits::default())
    }
}

impl Gather {
    /// An empty one.
    pub fn new(limits: &Limits) -> Self {
        let distinct = usize::try_from(limits.distinct_values).unwrap_or(usize::MAX);
        Self {
            stated: Shelf::new(distinct),
            // Values that only logs know are many and tell little: a quarter of the room.
            logged: Shelf::new(distinct / 4),
            names: Shelf::new(distinct / 4),
            rest: Mutex::default(),
            told_bound: limits.prose_bytes,
        }
    }

    /// A poisoned lock means that a passage was given up in the middle; what is behind it is still whole.
    fn rest(&self) -> MutexGuard<'_, Rest> {
        self.rest.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The parts, when all passages are in: values that somebody stated, values that logs alone know, names, the rest.
    pub(crate) fn into_parts(self) -> (Shelved<ValueKey, Seen>, Shelved<NameKey, NameSeen>, Rest) {
        let mut values = self.stated.finish();
        values.append(&mut self.logged.finish());
        (values, self.names.finish(), self.rest.into_inner().unwrap_or_else(PoisonError::into_inner))
    }

    /// Takes in one passage with its findings. `order` numbers the passages of one material, so that prose comes back
    /// in its order whatever thread read it.
    pub fn passage(&self, order: u64, head: &DocumentHead, passage: Passage, findings: Vec<Finding>) {
        let prose = passage.role == Role::Prose && head.kind != DocumentKind::Sample;
        let findings = prepare::prepare(&head.material, &passage, findings);
        if !findings.is_empty() {
            self.take(order, head, &passage, &findings);
        }
        if prose {
            self.tell(order, Told { head: head.clone(), passage, findings });
        }
    }

    fn take(&self, order: u64, head: &DocumentHead, passage: &Passage, findings: &[Finding]) {
        let overlap = passage.overlap as usize;
        let look = Look::new(order, head, passage);
        let mut walker = Walker::new(order, passage);
        // A value is remembered once a passage, however often it stands in it: logs repeat themselves.
        let mut values: HashMap<ValueRef<'_>, Tally<'_>> = HashMap::new();
        let mut names: HashMap<(IdentifierKind, &str), Tally<'_>> = HashMap::new();
        let mut direct = 0;
        for finding in findings.iter().filter(|finding| finding.span.end > overlap) {
            match &finding.what {
                What::Indicator(value) => {
                    let key = ValueRef { kind: value.kind, value: &value.value };
                    tally(&mut values, key, finding, look.room(), &mut walker);
                }
                What::Identifier(name) => {
                    direct += u64::from(names_victim(name));
                    let key = (name.kind, name.canonical.expose().as_str());
                    tally(&mut names, key, finding, look.room(), &mut walker);
                }
            }
        }
        for (key, tally) in values {
            self.indicator(&look, key, &tally);
        }
        for ((kind, canonical), tally) in names {
            self.identifier(&look, kind, canonical, &tally);
        }
        let tainted = look.taint(findings);
        let products = look.products(findings);
        if direct > 0 || !tainted.is_empty() || !products.is_empty() || head.kind == DocumentKind::Sample {
            let mut rest = self.rest();
            rest.whole(head).direct += direct;
            tainted.into_iter().for_each(|group| rest.tainted.add(group));
            products.into_iter().for_each(|group| rest.products.add(group));
        }
    }

    /// Counts the occurrences in one passage, with what a look at the first and at the last one tells.
    fn indicator(&self, look: &Look<'_>, key: ValueRef<'_>, tally: &Tally<'_>) {
        let shelf = look.shelf(self);
        if shelf.refuses(&key) {
            return;
        }
        let mut glance = look.read(key.kind, tally.first);
        if let Some(last) = tally.last {
            glance.join(look.read(key.kind, last));
        }
        shelf.with(
            &key,
            || (key.owned(), Seen::default()),
            |seen| {
                seen.count += tally.count;
                let make = || tally.in_material(&look.passage.text, key.value);
                if let Some(slot) = seen.materials.slot(&look.head.material, make) {
                    tally.tell(slot, look, key.value);
                }
                seen.glance.join(glance);
            },
        );
    }

    fn identifier(&self, look: &Look<'_>, kind: IdentifierKind, canonical: &str, tally: &Tally<'_>) {
        let material = &look.head.material;
        let Some(first) = tally.identifiers().next() else { return };
        let key = NameRef { material, kind, canonical };
        let make = || {
            let owned = NameKey { material: material.clone(), kind, canonical: canonical.into() };
            (owned, NameSeen::of(first, tally.in_material(&look.passage.text, canonical)))
        };
        self.names.with(&key, make, |seen| {
            tally.identifiers().for_each(|name| seen.weigh_found(name));
            tally.tell(&mut seen.at, look, canonical);
        });
    }

    fn name(&self, material: &Arc<str>, name: &Identifier, finding: &Finding, here: &Here<'_>, room: usize) {
        let canonical = name.canonical.expose().as_str();
        let key = NameRef { material, kind: name.kind, canonical };
        let make = || {
            let owned = NameKey { material: material.clone(), kind: name.kind, canonical: canonical.into() };
            (owned, NameSeen::of(name, InMaterial::new((here.spot)(), canonical, here.text, finding)))
        };
        self.names.with(&key, make, |seen| {
            seen.weigh_found(name);
            seen.at.again(room, canonical, here, finding);
        });
    }

    /// Takes in findings in raw bytes of a sample.
    pub fn raw(&self, head: &DocumentHead, bytes: &[u8], findings: Vec<Finding>) {
        let mut direct = 0_u64;
        for finding in &findings {
            let What::Identifier(name) = &finding.what else { continue };
            direct += u64::from(names_victim(name));
            let start = u32::try_from(finding.span.start).unwrap_or(u32::MAX);
            let part = format!("offset {}", finding.span.start);
            let text = bytes.get(finding.span.clone()).map(String::from_utf8_lossy).unwrap_or_default();
            let place = || noroshi_base::Place { part: part.as_str().into(), line: 0, column: 0 };
            let spot = || Spot { order: u64::MAX, start, place: place() };
            let here = Here { key: (u64::MAX, start), spot: &spot, text: &text };
            self.name(&head.material, name, finding, &here, 32);
        }
        if direct > 0 {
            let digests = digest::all(bytes);
            let mut rest = self.rest();
            rest.whole(head).direct += direct;
            rest.tailored.extend(digests);
        }
    }

    /// Remembers a document by its digests: if it names the victim, they lead to it.
    pub fn file(&self, material: &Arc<str>, bytes: &[u8]) {
        let digests = digest::common(bytes);
        let mut rest = self.rest();
        if rest.files.len() < FILES {
            rest.files.push((Arc::clone(material), digests));
        }
    }

    fn tell(&self, order: u64, told: Told) {
        let mut rest = self.rest();
        rest.told_bytes += told.weight();
        rest.told.insert((told.head.material.clone(), order), told);
        rest.trim(self.told_bound);
    }

    /// What had to be left out because of a limit, for people.
    pub fn left_out(&self) -> Vec<Text> {
        let mut out = Vec::new();
        if self.rest().told_cut {
            out.push(Text::fixed(
                "文章の量が上限 (prose_bytes) を超えたため、一部の文書の文章は判定せず手元に残した。値は全て判定した",
                "More prose than the limit (prose_bytes): the sentences of some documents were not judged and stay home; their values were",
            ));
        }
        if self.stated.is_cut() || self.logged.is_cut() || self.names.is_cut() {
            out.push(Text::fixed(
                "値の種類が上限 (distinct_values) を超えたため、一部の値は判定せず手元に残した",
                "More distinct values than the limit (distinct_values): some were not judged and stay home",
            ));
        }
        out
    }
}

/// Counts one occurrence of a value in a passage.
fn tally<'f, K: Hash + Eq>(
    known: &mut HashMap<K, Tally<'f>>,
    key: K,
    finding: &'f Finding,
    room: usize,
    walker: &mut Walker<'_>,
) {
    match known.entry(key) {
        Entry::Occupied(mut tally) => tally.get_mut().add(finding, room, walker),
        Entry::Vacant(free) => drop(free.insert(Tally::new(finding, walker))),
    }
}

/// Group of the values of a sample as a whole.
pub(crate) fn whole_group(material: &str) -> u64 {
    fixed_hash(&[b"whole", material.as_bytes()])
}
