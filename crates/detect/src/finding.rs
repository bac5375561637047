//! What room 3 finds.

use std::ops::Range;

use noroshi_base::{IndicatorKind, Layer, Sensitive, Surface};
use noroshi_profile::IdentifierKind;
use serde::{Deserialize, Serialize};

/// Class of an identifier (`domain.md` 2.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Class {
    /// Direct: name, mail domain, owned address.
    D,
    /// Quasi: sector, region, rare product, time.
    Q,
    /// Inferable through outside data.
    I,
    /// Personal data.
    P,
    /// Third party.
    T,
    /// Secret.
    S,
}

/// How sure the match is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Strength {
    /// A look-alike or a short token: a person decides, the value waits.
    Review,
    /// Judged without a person.
    Certain,
}

/// An indicator: what describes the attacker.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Indicator {
    /// Kind.
    pub kind: IndicatorKind,
    /// Value, refanged and normalised.
    pub value: String,
}

/// An identifier: what points at the victim, a third party or a person, or opens a door.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identifier {
    /// What it names.
    pub kind: IdentifierKind,
    /// Class.
    pub class: Class,
    /// Surface it shows on.
    pub surface: Surface,
    /// How sure.
    pub strength: Strength,
    /// Entry of the profile it follows from; `None` for what no profile names.
    pub entry: Option<u32>,
    /// Whether a related organisation is meant, not the victim.
    pub related: bool,
    /// Folded text that equal identifiers share, so that they get one pseudonym.
    pub canonical: Sensitive<String>,
    /// How the form follows from the profile (`as-written`, `romaji-kunrei`, `look-alike`).
    pub form: &'static str,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// Describes the attacker, until judged otherwise.
    Indicator(Indicator),
    /// Must not leave, until judged otherwise.
    Identifier(Identifier),
}

/// One finding in one passage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Bytes of the passage's text (of the raw bytes for [`crate::Detector::raw`]) that it covers, encoded form included.
    pub span: Range<usize>,
    /// What it is.
    pub what: What,
    /// Encodings that were undone to read it, outermost first.
    pub layers: Vec<Layer>,
    /// What it reads as, when a layer was undone; the covered text otherwise says it.
    pub decoded: Option<Sensitive<String>>,
    /// Stable id of the rule that found it, such as `indicator.domain`, `victim.name`, `secret.net-use`.
    pub rule: &'static str,
}

impl Finding {
    /// Whether it follows from the profile and is more than context, whose words are wide on purpose.
    pub fn tells(&self) -> bool {
        matches!(&self.what, What::Identifier(name) if (name.entry.is_some() || name.related) && name.class != Class::Q)
    }
}

/// Sorts findings by start, end and rule; of equal ones the order stays.
///
/// Findings are long: their places are sorted, with a buffer that is used again, and each finding is moved once.
pub(crate) fn sort(findings: &mut [Finding], order: &mut Vec<(usize, usize, usize)>) {
    let key = |(index, finding): (usize, &Finding)| (finding.span.start, finding.span.end, index);
    order.clear();
    order.extend(findings.iter().enumerate().map(key));
    let rule = |index: usize| findings.get(index).map(|finding| finding.rule);
    order.sort_unstable_by(|a, b| {
        (a.0, a.1).cmp(&(b.0, b.1)).then_with(|| rule(a.2).cmp(&rule(b.2))).then_with(|| a.2.cmp(&b.2))
    });
    let source = |order: &[(usize, usize, usize)], at: usize| order.get(at).map_or(at, |place| place.2);
    for first in 0..order.len() {
        // Walks once around the circle of places that exchange their findings.
        let mut at = first;
        loop {
            let from = source(order, at);
            if let Some(place) = order.get_mut(at) {
                place.2 = at;
            }
            if from == first || from == at {
                break;
            }
            findings.swap(at, from);
            at = from;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn findings_are_sorted_as_a_stable_sort_does(starts in proptest::collection::vec((0_usize..9, 0_usize..4, 0_usize..3), 0..60)) {
            let rules = ["indicator.url", "indicator.domain", "indicator.email"];
            let mut findings: Vec<Finding> = starts.iter().enumerate().map(|(index, (start, length, rule))| Finding {
                span: *start..start + length,
                what: What::Indicator(Indicator { kind: IndicatorKind::Other, value: index.to_string() }),
                layers: Vec::new(),
                decoded: None,
                rule: rules[*rule],
            }).collect();
            let mut expected = findings.clone();
            expected.sort_by(|a, b| (a.span.start, a.span.end, a.rule).cmp(&(b.span.start, b.span.end, b.rule)));
            sort(&mut findings, &mut Vec::new());
            prop_assert_eq!(findings, expected);
        }
    }
}
