//! Distinct values of many passages, one entry a material and value.

use std::sync::Arc;

use hashbrown::HashMap;
use hashbrown::hash_map::Entry;
use noroshi_base::{DocumentHead, IndicatorKind, Layer, Place};
use noroshi_detect::{Finding, Indicator, What};
use noroshi_exchange::plain::Extracted;
use noroshi_read::Passage;
use noroshi_reference::Reference;

use super::locate::Locator;
use crate::pipeline::Collect;

#[derive(Debug)]
struct Seen {
    order: u64,
    start: usize,
    place: Place,
    layers: Vec<Layer>,
    count: u64,
}

/// Collector of `extract`.
pub(super) struct Values<'a> {
    seen: HashMap<Arc<str>, HashMap<Indicator, Seen>>,
    held: usize,
    bound: usize,
    spill: &'a (dyn Fn(Vec<Extracted>) + Sync),
}

impl<'a> Values<'a> {
    pub(super) fn new(bound: usize, spill: &'a (dyn Fn(Vec<Extracted>) + Sync)) -> Self {
        Self { seen: HashMap::new(), held: 0, bound, spill }
    }

    /// All values by material and first place.
    pub(super) fn into_sorted(mut self) -> Vec<Extracted> {
        self.drain()
    }

    fn drain(&mut self) -> Vec<Extracted> {
        let mut rows = Vec::with_capacity(self.held);
        self.held = 0;
        let mut materials: Vec<_> = std::mem::take(&mut self.seen).into_iter().collect();
        materials.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        for (material, values) in materials {
            let mut values: Vec<_> = values.into_iter().map(Some).collect();
            // Keys are sorted instead of the values, which are many times longer.
            let key = |(index, value): (usize, &Option<(Indicator, Seen)>)| {
                value.as_ref().map(|(indicator, seen)| (seen.order, seen.start, indicator.kind, index))
            };
            let mut keys: Vec<_> = values.iter().enumerate().filter_map(key).collect();
            let text = |index: usize| {
                values.get(index).and_then(Option::as_ref).map(|(indicator, _)| indicator.value.as_str())
            };
            keys.sort_unstable_by(|a, b| {
                (a.0, a.1, a.2).cmp(&(b.0, b.1, b.2)).then_with(|| text(a.3).cmp(&text(b.3)))
            });
            let taken = keys.into_iter().filter_map(|(.., index)| values.get_mut(index)?.take());
            rows.extend(taken.map(|(indicator, seen)| row(Arc::clone(&material), indicator, seen)));
        }
        rows
    }
}

fn row(material: Arc<str>, indicator: Indicator, seen: Seen) -> Extracted {
    let name = match indicator.kind {
        IndicatorKind::AttackPattern => {
            Reference::embedded().technique_name(&indicator.value).unwrap_or_default()
        }
        _ => "",
    };
    Extracted {
        r#type: indicator.kind.stix_type(),
        kind: indicator.kind,
        name: name.to_owned(),
        value: indicator.value,
        material,
        place: seen.place,
        count: seen.count,
        layers: seen.layers,
    }
}

impl Collect for Values<'_> {
    fn passage(&mut self, order: u64, head: &DocumentHead, passage: Passage, findings: Vec<Finding>) {
        if findings.is_empty() {
            return;
        }
        let mut locator = Locator::new(&passage);
        let values = self.seen.entry_ref(&head.material).or_default();
        for finding in findings {
            // What ends inside the overlap was counted with the passage before.
            if finding.span.end <= passage.overlap as usize {
                continue;
            }
            let What::Indicator(indicator) = finding.what else { continue };
            let start = finding.span.start;
            match values.entry(indicator) {
                Entry::Occupied(mut known) => {
                    let seen = known.get_mut();
                    seen.count += 1;
                    if (order, start) < (seen.order, seen.start) {
                        (seen.order, seen.start, seen.place) = (order, start, locator.place(start));
                    }
                }
                Entry::Vacant(free) => {
                    let place = locator.place(start);
                    free.insert(Seen { order, start, place, layers: finding.layers, count: 1 });
                    self.held += 1;
                }
            }
        }
        if self.held > self.bound {
            let rows = self.drain();
            (self.spill)(rows);
        }
    }

    fn raw(&mut self, _head: &DocumentHead, _bytes: &[u8], _findings: Vec<Finding>) {
        // Raw findings are identifiers; without a victim there are none.
    }

    fn merge(&mut self, other: Self) {
        for (material, values) in other.seen {
            let own = self.seen.entry(material).or_default();
            if own.is_empty() {
                *own = values;
                continue;
            }
            for (indicator, seen) in values {
                match own.get_mut(&indicator) {
                    None => {
                        own.insert(indicator, seen);
                    }
                    Some(known) => {
                        let count = known.count + seen.count;
                        if (seen.order, seen.start) < (known.order, known.start) {
                            *known = seen;
                        }
                        known.count = count;
                    }
                }
            }
        }
    }
}
