//! The occurrences of one value in one passage, before they are remembered.

use noroshi_detect::{Finding, Identifier, What};

use super::look::Look;
use super::place::Walker;
use super::seen::{Here, InMaterial, Spot};

/// Occurrences of a value in a passage.
#[derive(Debug)]
pub(super) struct Tally<'f> {
    pub(super) count: u64,
    pub(super) first: &'f Finding,
    /// The last one, where there are several.
    pub(super) last: Option<&'f Finding>,
    place: Spot,
    /// Places of those that follow the first, with what stands there.
    more: Vec<(Spot, &'f Finding)>,
    /// Identifiers that differ from the first in more than their place: surface, strength, form.
    others: Vec<&'f Identifier>,
}

impl<'f> Tally<'f> {
    /// The first occurrence.
    pub(super) fn new(first: &'f Finding, walker: &mut Walker<'_>) -> Self {
        walker.to(first.span.start);
        Self { count: 1, first, last: None, place: walker.spot(), more: Vec::new(), others: Vec::new() }
    }

    /// Counts one more; no more than `room` further places are worth remembering.
    pub(super) fn add(&mut self, finding: &'f Finding, room: usize, walker: &mut Walker<'_>) {
        self.count += 1;
        self.last = Some(finding);
        if self.more.len() < room {
            walker.to(finding.span.start);
            self.more.push((walker.spot(), finding));
        }
        if let What::Identifier(name) = &finding.what
            && !self.identifiers().any(|known| known == name)
        {
            self.others.push(name);
        }
    }

    /// Identifiers that differ in more than their place.
    pub(super) fn identifiers(&self) -> impl Iterator<Item = &'f Identifier> {
        let first = match &self.first.what {
            What::Identifier(name) => Some(name),
            What::Indicator(_) => None,
        };
        first.into_iter().chain(self.others.iter().copied())
    }

    /// What is remembered of a material that had none of these before.
    pub(super) fn in_material(&self, text: &str, key: &str) -> InMaterial {
        let covered = text.get(self.first.span.clone()).unwrap_or_default();
        InMaterial::new(self.place.clone(), key, covered, self.first)
    }

    /// Adds these occurrences to what is remembered of their material.
    pub(super) fn tell(&self, slot: &mut InMaterial, look: &Look<'_>, key: &str) {
        let first = std::iter::once((&self.place, self.first));
        let more = self.more.iter().map(|(spot, finding)| (spot, *finding));
        for (at, finding) in first.chain(more) {
            let text = look.passage.text.get(finding.span.clone()).unwrap_or_default();
            let here = Here { key: (at.order, at.start), spot: &|| at.clone(), text };
            slot.again(look.room(), key, &here, finding);
        }
        slot.count += self.count - 1 - self.more.len() as u64;
    }
}
