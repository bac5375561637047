//! Overlapping findings of one text: the longer and surer one stays.

use crate::{Finding, Strength, What};

/// Sorts by start, drops what lies inside an equally sure finding, lifts a longer one to the surety of what it holds.
pub(crate) fn settle(found: &mut Vec<Finding>) {
    found.sort_by(|one, other| {
        one.span
            .start
            .cmp(&other.span.start)
            .then(other.span.end.cmp(&one.span.end))
            .then_with(|| strength(other).cmp(&strength(one)))
    });
    let mut kept: Vec<Finding> = Vec::with_capacity(found.len());
    for finding in found.drain(..) {
        // Only the last few kept findings can reach this far.
        let holder =
            kept.iter_mut().rev().take(4).find(|holder| {
                holder.span.start <= finding.span.start && finding.span.end <= holder.span.end
            });
        match holder {
            Some(holder) => lift(holder, strength(&finding)),
            None => kept.push(finding),
        }
    }
    *found = kept;
}

fn strength(finding: &Finding) -> Strength {
    match &finding.what {
        What::Identifier(identifier) => identifier.strength,
        What::Indicator(_) => Strength::Review,
    }
}

fn lift(holder: &mut Finding, strength: Strength) {
    if let What::Identifier(identifier) = &mut holder.what {
        identifier.strength = identifier.strength.max(strength);
    }
}
