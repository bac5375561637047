//! What all passages had to say, in bounded memory.

pub(crate) mod bounded;
pub(crate) mod dates;
pub(crate) mod digest;
mod look;
mod place;
mod prepare;
pub(crate) mod seen;
mod source;
pub(crate) mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use noroshi_base::{DocumentHead, DocumentKind, IndicatorKind, Limits, Text};
use noroshi_detect::{Finding, Identifier, Indicator, What};
use noroshi_read::{Passage, Role};

use bounded::{Bounded, Smallest, fixed_hash};
use look::{Look, names_victim};
use place::Walker;
use seen::{Here, InMaterial, NameKey, NameRef, NameSeen, Seen, Sources, Spot, ValueKey, ValueRef};

/// Groups that are known to carry the victim's own data.
const TAINTED: usize = 65_536;

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
/// One per thread; [`Gather::merge`] puts two together. The order of merging does not change the outcome: what has to
/// be left out is chosen by fixed ranks (hash of the value, name of the material, order of the passage), never by
/// what came first.
#[derive(Debug)]
pub struct Gather {
    pub(crate) stated: Bounded<ValueKey, Seen>,
    pub(crate) logged: Bounded<ValueKey, Seen>,
    pub(crate) names: Bounded<NameKey, NameSeen>,
    pub(crate) wholes: BTreeMap<Arc<str>, Whole>,
    pub(crate) tainted: Smallest<u64, TAINTED>,
    /// Digests of samples whose bytes carry the victim's data.
    pub(crate) tailored: BTreeSet<String>,
    /// By material and order in it.
    pub(crate) told: BTreeMap<(Arc<str>, u64), Told>,
    told_bytes: u64,
    told_bound: u64,
    pub(crate) told_cut: bool,
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
            stated: Bounded::new(distinct),
            // Values that only logs know are many and tell little: a quarter of the room.
            logged: Bounded::new(distinct / 4),
            names: Bounded::new(distinct / 4),
            wholes: BTreeMap::new(),
            tainted: Smallest::default(),
            tailored: BTreeSet::new(),
            told: BTreeMap::new(),
            told_bytes: 0,
            told_bound: limits.prose_bytes,
            told_cut: false,
        }
    }

    /// Takes in one passage with its findings. `order` numbers the passages of one material, so that prose comes back
    /// in its order whatever thread read it.
    pub fn passage(&mut self, order: u64, head: &DocumentHead, passage: Passage, findings: Vec<Finding>) {
        let prose = passage.role == Role::Prose && head.kind != DocumentKind::Sample;
        let findings = prepare::prepare(&head.material, &passage, findings);
        if !findings.is_empty() {
            self.take(order, head, &passage, &findings);
        }
        if prose {
            self.tell(order, Told { head: head.clone(), passage, findings });
        }
    }

    fn take(&mut self, order: u64, head: &DocumentHead, passage: &Passage, findings: &[Finding]) {
        let overlap = passage.overlap as usize;
        let mut look = Look::new(order, head, passage);
        let mut walker = Walker::new(order, passage);
        let mut last: hashbrown::HashMap<(IndicatorKind, &str), &Finding> = hashbrown::HashMap::new();
        if head.kind == DocumentKind::Sample {
            self.whole(head);
        }
        for finding in findings.iter().filter(|finding| finding.span.end > overlap) {
            walker.to(finding.span.start);
            match &finding.what {
                What::Indicator(value) => {
                    if !self.indicator(&look, value, finding, &walker) {
                        last.insert((value.kind, &value.value), finding);
                    }
                }
                What::Identifier(name) => self.identifier(&look, name, finding, &walker),
            }
        }
        for ((kind, value), finding) in last {
            self.look(&look, ValueRef { kind, value }, finding);
        }
        look.taint(findings, &mut self.tainted);
    }

    /// Counts one occurrence; tells whether it was looked at closely.
    fn indicator(
        &mut self,
        look: &Look<'_>,
        value: &Indicator,
        finding: &Finding,
        walker: &Walker<'_>,
    ) -> bool {
        let key = ValueRef { kind: value.kind, value: &value.value };
        let log = look.sources.only(Sources::LOG);
        let shelf = if log { &mut self.logged } else { &mut self.stated };
        let make = || (ValueKey { kind: value.kind, value: value.value.as_str().into() }, Seen::default());
        let Some(seen) = shelf.slot(&key, make) else { return true };
        seen.count += 1;
        seen.sources = seen.sources.with(look.sources);
        let text = look.passage.text.get(finding.span.clone()).unwrap_or_default();
        let slot = seen.materials.slot(&look.head.material, || InMaterial::new(walker.spot(), text, finding));
        if let Some(slot) = slot {
            // Many places of a logged value are worth less than the memory they take.
            slot.again(
                if log { 4 } else { 32 },
                &Here { key: walker.key(), spot: &|| walker.spot(), text },
                finding,
            );
        }
        let fresh = seen.looked != Some(look.key);
        seen.looked = Some(look.key);
        if fresh {
            self.look(look, key, finding);
        }
        fresh
    }

    /// Reads the words, days, ports and neighbours of one occurrence.
    fn look(&mut self, look: &Look<'_>, key: ValueRef<'_>, finding: &Finding) {
        let shelf = if look.sources.only(Sources::LOG) { &mut self.logged } else { &mut self.stated };
        let Some(seen) =
            shelf.slot(&key, || (ValueKey { kind: key.kind, value: key.value.into() }, Seen::default()))
        else {
            return;
        };
        look.read(key, finding, seen);
    }

    fn identifier(&mut self, look: &Look<'_>, name: &Identifier, finding: &Finding, walker: &Walker<'_>) {
        if names_victim(name) {
            self.whole(look.head).direct += 1;
        }
        let text = look.passage.text.get(finding.span.clone()).unwrap_or_default();
        self.name(
            &look.head.material,
            name,
            finding,
            &Here { key: walker.key(), spot: &|| walker.spot(), text },
            // Many places of a logged name are worth less than the memory they take.
            if look.sources.only(Sources::LOG) { 4 } else { 32 },
        );
    }

    fn name(
        &mut self,
        material: &Arc<str>,
        name: &Identifier,
        finding: &Finding,
        here: &Here<'_>,
        room: usize,
    ) {
        let canonical = name.canonical.expose().as_str();
        let key = NameRef { material, kind: name.kind, canonical };
        let make = || {
            let owned = NameKey { material: material.clone(), kind: name.kind, canonical: canonical.into() };
            (owned, NameSeen::new((here.spot)(), here.text, finding, name))
        };
        let Some(seen) = self.names.slot(&key, make) else { return };
        seen.weigh_found(name);
        seen.at.again(room, here, finding);
    }

    /// Takes in findings in raw bytes of a sample.
    pub fn raw(&mut self, head: &DocumentHead, bytes: &[u8], findings: Vec<Finding>) {
        let mut direct = 0_u64;
        for finding in &findings {
            let What::Identifier(name) = &finding.what else { continue };
            direct += u64::from(names_victim(name));
            let start = u32::try_from(finding.span.start).unwrap_or(u32::MAX);
            let part = format!("offset {}", finding.span.start);
            let text = bytes.get(finding.span.clone()).map(String::from_utf8_lossy).unwrap_or_default();
            let place = || noroshi_base::Place { part: part.as_str().into(), line: 0, column: 0 };
            let spot = || Spot { order: u64::MAX, start, place: place() };
            self.name(
                &head.material,
                name,
                finding,
                &Here { key: (u64::MAX, start), spot: &spot, text: &text },
                32,
            );
        }
        if direct > 0 {
            self.whole(head).direct += direct;
            self.tailored.extend(digest::all(bytes));
        }
    }

    fn whole(&mut self, head: &DocumentHead) -> &mut Whole {
        let whole = self.wholes.entry(head.material.clone()).or_default();
        whole.sample |= head.kind == DocumentKind::Sample;
        whole
    }

    fn tell(&mut self, order: u64, told: Told) {
        self.told_bytes += told.weight();
        self.told.insert((told.head.material.clone(), order), told);
        self.trim();
    }

    /// Lets the last passages go until the rest fits: what stays is a beginning of the run, on any thread.
    fn trim(&mut self) {
        while self.told_bytes > self.told_bound {
            let Some((_, told)) = self.told.pop_last() else { return };
            self.told_bytes -= told.weight();
            self.told_cut = true;
        }
    }

    /// What had to be left out because of a limit, for people.
    pub fn left_out(&self) -> Vec<Text> {
        let mut out = Vec::new();
        if self.told_cut {
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

    /// Takes in another thread's.
    pub fn merge(&mut self, other: Self) {
        self.stated.merge(other.stated, Seen::join);
        self.logged.merge(other.logged, Seen::join);
        self.names.merge(other.names, NameSeen::join);
        for (material, theirs) in other.wholes {
            let mine = self.wholes.entry(material).or_default();
            mine.sample |= theirs.sample;
            mine.direct += theirs.direct;
        }
        self.tainted.merge(other.tainted);
        self.tailored.extend(other.tailored);
        self.told_cut |= other.told_cut;
        self.told_bytes += other.told_bytes;
        self.told.extend(other.told);
        self.trim();
    }
}

/// Group of the values of a sample as a whole.
pub(crate) fn whole_group(material: &str) -> u64 {
    fixed_hash(&[b"whole", material.as_bytes()])
}
