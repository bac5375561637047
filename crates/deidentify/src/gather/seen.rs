//! What is remembered of one value.

use std::sync::Arc;

use hashbrown::Equivalent;
use noroshi_base::{IndicatorKind, Layer, Place, Surface};
use noroshi_detect::{Class, Finding, Identifier, Strength};
use noroshi_profile::IdentifierKind;

use super::bounded::{Ranked, Smallest, fixed_hash};
use super::glance::Glance;

/// Materials remembered for one value: those with the smallest names.
const MATERIALS: usize = 16;

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
    /// What it stands as; `None` where that is the value itself.
    matched: Option<Box<str>>,
    pub(crate) coded: Option<Box<Coded>>,
    pub(crate) rule: &'static str,
}

/// What was undone to read a value.
#[derive(Debug, Clone, Default)]
pub(crate) struct Coded {
    pub(crate) decoded: Option<Box<str>>,
    pub(crate) layers: Vec<Layer>,
}

impl InMaterial {
    /// The first occurrence; `key` is the value by which it is remembered.
    pub(crate) fn new(spot: Spot, key: &str, text: &str, finding: &Finding) -> Self {
        let plain = finding.decoded.is_none() && finding.layers.is_empty();
        let coded = || Coded {
            decoded: finding.decoded.as_ref().map(|d| clip(d.expose()).into()),
            layers: finding.layers.clone(),
        };
        let matched = clip(text);
        Self {
            count: 0,
            first: spot,
            more: Smallest::default(),
            matched: (matched != key).then(|| matched.into()),
            coded: (!plain).then(|| Box::new(coded())),
            rule: finding.rule,
        }
    }

    /// What it stands as in the material.
    pub(crate) fn matched<'a>(&'a self, key: &'a str) -> &'a str {
        self.matched.as_deref().unwrap_or(key)
    }

    /// What it stands as in the material, for good; `key` is given up where it is the same.
    pub(crate) fn take_matched(&mut self, key: &str) -> Box<str> {
        self.matched.take().unwrap_or_else(|| key.into())
    }

    /// What it reads as after the layers.
    pub(crate) fn decoded(&self) -> Option<&str> {
        self.coded.as_ref()?.decoded.as_deref()
    }

    /// One more occurrence; at most `room` further places are remembered, the earliest ones.
    pub(crate) fn again(&mut self, room: usize, key: &str, here: &Here<'_>, finding: &Finding) {
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
            let mut fresh = Self::new(at, key, here.text, finding);
            std::mem::swap(self, &mut fresh);
            self.count = fresh.count;
            self.more = fresh.more;
            self.more.add_within(room, fresh.first);
        } else {
            self.more.add_within(room, at);
        }
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
fn clip(text: &str) -> &str {
    super::words::head(text, 2000)
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
                self.0.truncate(MATERIALS - 1);
                self.0.reserve_exact(1);
                self.0.insert(at, (material.clone(), make()));
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

    pub(crate) fn into_vec(self) -> Vec<(Arc<str>, InMaterial)> {
        self.0
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }
}

/// What is remembered of an indicator.
#[derive(Debug, Clone, Default)]
pub(crate) struct Seen {
    pub(crate) count: u64,
    pub(crate) materials: Materials,
    pub(crate) glance: Glance,
}

impl Seen {
    pub(crate) fn join(&mut self, other: Self) {
        self.count += other.count;
        self.materials.join(other.materials);
        self.glance.join(other.glance);
    }
}

/// Key of an indicator.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct ValueKey {
    pub(crate) kind: IndicatorKind,
    pub(crate) value: Box<str>,
}

/// Borrowed key of an indicator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct ValueRef<'a> {
    pub(crate) kind: IndicatorKind,
    pub(crate) value: &'a str,
}

impl ValueRef<'_> {
    pub(crate) fn owned(&self) -> ValueKey {
        ValueKey { kind: self.kind, value: self.value.into() }
    }
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
    pub(crate) fn of(found: &Identifier, at: InMaterial) -> Self {
        Self {
            at,
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
}
