//! What stands together: items of the same line or object.

use noroshi_base::{IndicatorKind, Tlp};

use super::item::Grouped;
use crate::judge::shape::{Shape, shape};
use crate::{Item, Shareable};

/// Numbers of the items of each line or object; a list, because nearly all have one or two.
struct Groups(Vec<(u64, u32)>);

impl Groups {
    fn new(items: &[Grouped]) -> Self {
        let pairs = items.iter().flat_map(|(item, groups)| groups.iter().map(|group| (*group, item.number)));
        let mut pairs: Vec<(u64, u32)> = pairs.collect();
        // By number within a group, as they come.
        pairs.sort_by_key(|(group, _)| *group);
        Self(pairs)
    }

    /// Members of a group that has no more than `most`: a long line says little about each pair in it.
    fn members(&self, group: u64, most: usize) -> impl Iterator<Item = u32> {
        let from = self.0.partition_point(|(known, _)| *known < group);
        let rest = self.0.get(from..).unwrap_or_default();
        let count = rest.iter().take(most + 1).take_while(|(known, _)| *known == group).count();
        let members = rest.get(..count).filter(|_| count <= most).unwrap_or_default();
        members.iter().map(|(_, number)| *number)
    }
}

/// Numbers the items from 1 and names to each the ones it stands with.
pub(super) fn number(mut items: Vec<Grouped>) -> Vec<Item> {
    for (number, (item, _)) in (1..).zip(&mut items) {
        item.number = number;
    }
    let by_group = Groups::new(&items);
    other_halves(&mut items, &by_group);
    let related = |mut item: Item, groups: &[u64]| {
        let near = groups.iter().flat_map(|group| by_group.members(*group, 24));
        let mut related: Vec<u32> = near.filter(|number| *number != item.number).collect();
        related.sort_unstable();
        related.dedup();
        related.truncate(32);
        related.shrink_to_fit();
        item.related = related;
        item
    };
    items.into_iter().map(|(item, groups)| related(item, &groups)).collect()
}

/// Gives the identifying half of a composite (`filename|sha256`, `domain|ip`, `regkey|value`) its other half, where
/// that was judged shareable on its own.
fn other_halves(items: &mut [Grouped], by_group: &Groups) {
    let mut found: Vec<(usize, Shareable, Tlp)> = Vec::new();
    for (index, (item, groups)) in items.iter().enumerate() {
        let Some(feed) = item.feed_type.as_ref().filter(|_| !item.masked && item.name.is_none()) else {
            continue;
        };
        let wanted: &[IndicatorKind] = match (feed.as_str().split_once('|'), item.kind) {
            (Some(("filename", _)), kind) if matches!(shape(kind), Shape::FileHash | Shape::PartHash) => {
                &[IndicatorKind::FileName, IndicatorKind::FilePath]
            }
            (Some(("domain", "ip")), IndicatorKind::Domain) => &[IndicatorKind::Ipv4, IndicatorKind::Ipv6],
            (Some(("regkey", "value")), IndicatorKind::RegistryKey) => &[IndicatorKind::Other],
            _ => continue,
        };
        let other = groups
            .iter()
            .flat_map(|group| by_group.members(*group, 4))
            .filter_map(|number| items.get((number as usize).checked_sub(1)?))
            .map(|(other, _)| other)
            .find(|other| wanted.contains(&other.kind) && !other.masked && other.feed_type.is_some());
        found.extend(other.map(|other| (index, other.value.clone(), other.tlp)));
    }
    for (index, name, tlp) in found {
        if let Some((item, _)) = items.get_mut(index) {
            item.name = Some(name);
            // A pair is as strict as its stricter half.
            item.tlp = item.tlp.max(tlp);
        }
    }
}
