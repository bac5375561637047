//! What is remembered of one value.

use std::sync::Arc;

use hashbrown::Equivalent;
use jiff::civil::Date;
use noroshi_base::{IndicatorKind, Layer, Place, Surface};
use noroshi_detect::{Class, Finding, Identifier, Strength};
use noroshi_profile::IdentifierKind;

use super::bounded::{Ranked, Smallest, fixed_hash};
use super::words::Cues;

/// Materials remembered for one value: those with the smallest names.
const MATERIALS: usize = 16;

/// Where a value was stated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub(crate) struct Sources(u16);

impl Sources {
    /// A feed that marks it for detection.
    pub(crate) const FEED_IDS: Self = Self(1);
    /// A feed that does not.
    pub(crate) const FEED: Self = Self(1 << 1);
    /// Sentences of people.
    pub(crate) const PROSE: Self = Self(1 << 2);
    /// A table or list.
    pub(crate) const LIST: Self = Self(1 << 3);
    /// Machine lines.
    pub(crate) const LOG: Self = Self(1 << 4);
    /// Strings of a sample.
    pub(crate) const SAMPLE: Self = Self(1 << 5);
    /// Sender's side of a mail.
    pub(crate) const MAIL_FROM: Self = Self(1 << 6);
    /// Recipient's side of a mail.
    pub(crate) const MAIL_TO: Self = Self(1 << 7);
    /// Another header of a mail.
    pub(crate) const MAIL: Self = Self(1 << 8);
    /// A detection rule.
    pub(crate) const RULE: Self = Self(1 << 9);
    /// Configuration, code.
    pub(crate) const CODE: Self = Self(1 << 10);
    /// Document properties, comments, hidden cells.
    pub(crate) const HIDDEN: Self = Self(1 << 11);
    /// A file name.
    pub(crate) const NAME: Self = Self(1 << 12);
    /// A property the reader computed or read from a file.
    pub(crate) const PROPERTY: Self = Self(1 << 13);

    /// Both together.
    pub(crate) const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether one of `other` is in it.
    pub(crate) const fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether nothing but `other` is in it.
    pub(crate) const fn only(self, other: Self) -> bool {
        self.0 & !other.0 == 0
    }
}

/// A place, in the order of the run.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Spot {
    pub(crate) order: u64,
    pub(crate) start: u32,
    pub(crate) place: Place,
}

/// An occurrence whose place is built only where it is worth remembering.
pub(crate) struct Here<'a> {
    /// Order of the passage and start within it.
    pub(crate) key: (u64, u32),
    pub(crate) spot: &'a dyn Fn() -> Spot,
    /// What the span covers.
    pub(crate) text: &'a str,
}

/// One value in one material.
#[derive(Debug, Clone)]
pub(crate) struct InMaterial {
    pub(crate) count: u64,
    pub(crate) first: Spot,
    pub(crate) more: Smallest<Spot, 32>,
    pub(crate) matched: Box<str>,
    pub(crate) decoded: Option<Box<str>>,
    pub(crate) layers: Vec<Layer>,
    pub(crate) rule: &'static str,
}

impl InMaterial {
    /// The first occurrence; `text` is what the span covers.
    pub(crate) fn new(spot: Spot, text: &str, finding: &Finding) -> Self {
        Self {
            count: 0,
            first: spot,
            more: Smallest::default(),
            matched: clip(text),
            decoded: finding.decoded.as_ref().map(|d| clip(d.expose())),
            layers: finding.layers.clone(),
            rule: finding.rule,
        }
    }

    /// One more occurrence; at most `room` further places are remembered, the earliest ones.
    pub(crate) fn again(&mut self, room: usize, here: &Here<'_>, finding: &Finding) {
        self.count += 1;
        if self.count == 1 {
            return;
        }
        let last = self.more.as_slice().last();
        let full = self.more.as_slice().len() >= room
            && last.is_some_and(|last| (last.order, last.start) <= here.key);
        if full {
            return;
        }
        let at = (here.spot)();
        if at < self.first {
            let mut fresh = Self::new(at, here.text, finding);
            std::mem::swap(self, &mut fresh);
            self.count = fresh.count;
            self.more = fresh.more;
            self.more.add(fresh.first);
        } else {
            self.more.add(at);
        }
        self.more.cut(room);
    }

    fn join(&mut self, mut other: Self) {
        if other.first < self.first {
            std::mem::swap(self, &mut other);
        }
        self.count += other.count;
        self.more.add(other.first);
        self.more.merge(other.more);
    }
}

/// Text kept for the record, cut at 2,000 bytes.
pub(crate) fn clip(text: &str) -> Box<str> {
    super::words::head(text, 2000).into()
}

/// Materials of one value, by name; a list, because nearly all have one.
#[derive(Debug, Clone, Default)]
pub(crate) struct Materials(Vec<(Arc<str>, InMaterial)>);

impl Materials {
    pub(crate) fn slot(
        &mut self,
        material: &Arc<str>,
        make: impl FnOnce() -> InMaterial,
    ) -> Option<&mut InMaterial> {
        let at = match self.find(material) {
            Ok(at) => at,
            Err(at) if at >= MATERIALS => return None,
            Err(at) => {
                self.0.reserve_exact(1);
                self.0.insert(at, (material.clone(), make()));
                self.0.truncate(MATERIALS);
                at
            }
        };
        self.0.get_mut(at).map(|(_, seen)| seen)
    }

    fn find(&self, material: &Arc<str>) -> Result<usize, usize> {
        self.0.binary_search_by(|(known, _)| known.cmp(material))
    }

    fn join(&mut self, other: Self) {
        for (material, theirs) in other.0 {
            match self.find(&material) {
                Ok(at) => {
                    if let Some((_, mine)) = self.0.get_mut(at) {
                        mine.join(theirs);
                    }
                }
                Err(at) => self.0.insert(at, (material, theirs)),
            }
        }
        self.0.truncate(MATERIALS);
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&Arc<str>, &InMaterial)> {
        self.0.iter().map(|(material, seen)| (material, seen))
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }
}

/// What a feed said about a value, as far as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct FeedWord {
    pub(crate) feed_type: Box<str>,
    pub(crate) category: Box<str>,
    pub(crate) relation: Box<str>,
}

/// What is remembered of an indicator.
#[derive(Debug, Clone, Default)]
pub(crate) struct Seen {
    pub(crate) count: u64,
    pub(crate) materials: Materials,
    pub(crate) sources: Sources,
    pub(crate) cues: Cues,
    pub(crate) days: Option<(Date, Date)>,
    pub(crate) ports: Smallest<(u16, &'static str), 16>,
    pub(crate) groups: Smallest<u64, 8>,
    pub(crate) words: Smallest<FeedWord, 4>,
    pub(crate) phases: Smallest<&'static str, 4>,
    /// Passage of the last look, so that a passage costs two looks at most.
    pub(crate) looked: Option<u64>,
}

impl Seen {
    /// Widens the days by one.
    pub(crate) fn day(&mut self, day: Date) {
        self.days = Some(self.days.map_or((day, day), |(a, b)| (a.min(day), b.max(day))));
    }

    pub(crate) fn join(&mut self, other: Self) {
        self.count += other.count;
        self.materials.join(other.materials);
        self.sources = self.sources.with(other.sources);
        self.cues = self.cues.with(other.cues);
        if let Some((first, last)) = other.days {
            self.day(first);
            self.day(last);
        }
        self.ports.merge(other.ports);
        self.groups.merge(other.groups);
        self.words.merge(other.words);
        self.phases.merge(other.phases);
    }
}

/// Key of an indicator.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct ValueKey {
    pub(crate) kind: IndicatorKind,
    pub(crate) value: Box<str>,
}

/// Borrowed key of an indicator.
#[derive(Debug, Clone, Copy, Hash)]
pub(crate) struct ValueRef<'a> {
    pub(crate) kind: IndicatorKind,
    pub(crate) value: &'a str,
}

impl Equivalent<ValueKey> for ValueRef<'_> {
    fn equivalent(&self, key: &ValueKey) -> bool {
        self.kind == key.kind && *self.value == *key.value
    }
}

impl Ranked for ValueRef<'_> {
    fn rank(&self) -> u64 {
        fixed_hash(&[self.kind.key().as_bytes(), self.value.as_bytes()])
    }
}

impl Ranked for ValueKey {
    fn rank(&self) -> u64 {
        ValueRef { kind: self.kind, value: &self.value }.rank()
    }
}

/// Key of an identifier: one per material.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct NameKey {
    pub(crate) material: Arc<str>,
    pub(crate) kind: IdentifierKind,
    pub(crate) canonical: Box<str>,
}

/// Borrowed key of an identifier.
#[derive(Debug, Clone, Copy, Hash)]
pub(crate) struct NameRef<'a> {
    pub(crate) material: &'a str,
    pub(crate) kind: IdentifierKind,
    pub(crate) canonical: &'a str,
}

impl Equivalent<NameKey> for NameRef<'_> {
    fn equivalent(&self, key: &NameKey) -> bool {
        self.kind == key.kind && *self.canonical == *key.canonical && *self.material == *key.material
    }
}

impl Ranked for NameRef<'_> {
    fn rank(&self) -> u64 {
        fixed_hash(&[self.material.as_bytes(), &[self.kind as u8], self.canonical.as_bytes()])
    }
}

impl Ranked for NameKey {
    fn rank(&self) -> u64 {
        NameRef { material: &self.material, kind: self.kind, canonical: &self.canonical }.rank()
    }
}

/// What is remembered of an identifier in one material.
#[derive(Debug, Clone)]
pub(crate) struct NameSeen {
    pub(crate) at: InMaterial,
    pub(crate) class: Class,
    pub(crate) surface: Surface,
    pub(crate) strength: Strength,
    pub(crate) entry: Option<u32>,
    pub(crate) related: bool,
    pub(crate) form: &'static str,
}

impl NameSeen {
    /// The first occurrence of an identifier.
    pub(crate) fn new(spot: Spot, text: &str, finding: &Finding, found: &Identifier) -> Self {
        Self {
            at: InMaterial::new(spot, text, finding),
            class: found.class,
            surface: found.surface,
            strength: found.strength,
            entry: found.entry,
            related: found.related,
            form: found.form,
        }
    }

    /// The plainest occurrence decides which surface is shown; the strongest one how sure the match is.
    pub(crate) fn weigh_found(&mut self, found: &Identifier) {
        self.surface = self.surface.min(found.surface);
        self.strength = self.strength.max(found.strength);
        self.entry = self.entry.into_iter().chain(found.entry).min();
        self.related &= found.related;
        self.class = self.class.min(found.class);
        self.form = self.form.min(found.form);
    }

    /// Adds another thread's.
    pub(crate) fn join(&mut self, other: Self) {
        self.surface = self.surface.min(other.surface);
        self.strength = self.strength.max(other.strength);
        self.entry = self.entry.into_iter().chain(other.entry).min();
        self.related &= other.related;
        self.class = self.class.min(other.class);
        self.form = self.form.min(other.form);
        self.at.join(other.at);
    }
}
