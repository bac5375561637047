//! What a single value shows of the victim and of others.

use std::ops::Range;

use noroshi_base::{IndicatorKind, Sensitive, Surface};
use noroshi_detect::{Class, Detector, Finding, Identifier, Indicator, Scratch, Strength, What, parts_apart};
use noroshi_profile::IdentifierKind;

use noroshi_read::Role;

use super::shape::{Shape, shape};
use crate::learn::Learned;

/// One identifier inside a value.
#[derive(Debug, Clone)]
pub(crate) struct Hit {
    pub(crate) span: Range<usize>,
    pub(crate) name: Identifier,
    /// Read through an encoding: the whole encoded run goes.
    pub(crate) encoded: bool,
}

impl Hit {
    /// Whether the victim itself is meant.
    pub(crate) fn victim(&self) -> bool {
        (self.name.entry.is_some() || matches!(self.name.class, Class::D)) && !self.name.related
    }

    /// Whether a person has to look at it.
    pub(crate) fn review(&self) -> bool {
        self.name.strength == Strength::Review
    }

    /// Whether it is nothing but the value's own nature: a mail address in a mail address.
    fn is_nature(&self, kind: IndicatorKind, len: usize) -> bool {
        let whole = self.span.start == 0 && self.span.end >= len;
        whole
            && self.name.entry.is_none()
            && kind == IndicatorKind::Email
            && self.name.kind == IdentifierKind::Email
    }
}

/// Looks into one value: the detector's identifiers and the names learnt from the material, in order, joined where
/// they overlap (the surer and the earlier entry wins).
pub(crate) fn find(
    detector: &Detector,
    learned: &Learned,
    value: &Indicator,
    scratch: &mut Scratch,
) -> Vec<Hit> {
    let mut found: Vec<Finding> = Vec::new();
    detector.value(value, scratch, &mut found);
    let text = value.value.as_str();
    // The same eyes as the proof: what only shows with its parts set apart must not surprise it later.
    if carries_text(value.kind)
        && let Some(apart) = parts_apart(text)
    {
        detector.profiled(&apart, &Role::Lines, scratch, &mut found);
    }
    let mut hits: Vec<Hit> = found
        .into_iter()
        .filter_map(|finding| match finding.what {
            What::Identifier(mut name) => {
                // A host gets one token, whether its shape or a path gave it away.
                if name.kind == IdentifierKind::InternalHost && name.entry.is_none() {
                    name.kind = IdentifierKind::Host;
                    name.canonical = Sensitive::new(name.canonical.expose().to_lowercase());
                }
                Some(Hit { span: finding.span, name, encoded: !finding.layers.is_empty() })
            }
            What::Indicator(_) => None,
        })
        .filter(|hit| sound(text, &hit.span) && !hit.is_nature(value.kind, text.len()))
        .filter(|hit| hit.name.kind != IdentifierKind::Quasi)
        .collect();
    for (span, kind) in super::folder::network_names(text) {
        hits.push(Hit {
            name: inside_name(text.get(span.clone()).unwrap_or_default(), kind),
            span,
            encoded: false,
        });
    }
    learned.find(text, |span, name| {
        if sound(text, &span) {
            hits.push(Hit { span, name: name.clone(), encoded: false });
        }
    });
    join(hits)
}

/// Whether a value of this kind has room for words and encodings of them.
const fn carries_text(kind: IndicatorKind) -> bool {
    !matches!(
        shape(kind),
        Shape::Address
            | Shape::Network
            | Shape::FileHash
            | Shape::PartHash
            | Shape::Trait
            | Shape::Certificate
            | Shape::Wallet
            | Shape::Vulnerability
    )
}

/// A host or share that only the shape of a network path gives away.
pub(crate) fn inside_name(text: &str, kind: IdentifierKind) -> Identifier {
    Identifier {
        kind,
        class: Class::I,
        surface: Surface::Direct,
        strength: Strength::Certain,
        entry: None,
        related: false,
        canonical: Sensitive::new(text.to_lowercase()),
        form: "network-path",
    }
}

/// Whether a span can be cut out of a text.
pub(crate) fn sound(text: &str, span: &Range<usize>) -> bool {
    span.start < span.end && text.get(span.clone()).is_some()
}

/// Joins overlapping hits into one each.
pub(crate) fn join(mut hits: Vec<Hit>) -> Vec<Hit> {
    hits.sort_by(|a, b| a.span.start.cmp(&b.span.start).then(b.span.end.cmp(&a.span.end)));
    let mut out: Vec<Hit> = Vec::with_capacity(hits.len());
    for hit in hits {
        match out.last_mut() {
            Some(last) if hit.span.start < last.span.end => {
                let end = last.span.end.max(hit.span.end);
                let encoded = last.encoded || hit.encoded;
                if weight(&hit) > weight(last) {
                    let start = last.span.start;
                    *last = hit;
                    last.span.start = start;
                }
                last.span.end = end;
                last.encoded = encoded;
            }
            _ => out.push(hit),
        }
    }
    out
}

/// Which of two overlapping hits names the token: sure before unsure, the victim before others, longer before shorter.
fn weight(hit: &Hit) -> (bool, bool, bool, usize) {
    (!hit.review(), hit.name.entry.is_some(), !hit.name.related, hit.span.len())
}
