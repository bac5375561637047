//! Room 3: passages become findings.
//!
//! In: a [`Passage`](noroshi_read::Passage). Out: [`Finding`]s: indicators (what describes the attacker) and
//! identifiers (what points at the victim, third parties, persons, secrets). Never fails; linear in its input.

mod bits;
pub mod decode;
pub mod finding;
mod glimpse;
pub mod indicator;
pub mod protect;
pub mod victim;
pub mod view;

use std::ops::Range;

use noroshi_base::{DocumentHead, DocumentKind, IndicatorKind, Layer, Limits, Sensitive};
use noroshi_profile::Variants;
use noroshi_read::{Hint, Passage, Role};
use noroshi_reference::Reference;

pub use finding::{Class, Finding, Identifier, Indicator, Strength, What};
pub use glimpse::parts_apart;

/// Buffers one thread uses again and again.
#[derive(Debug, Default)]
pub struct Scratch {
    finders: Finders,
    decode: decode::Scratch,
    order: Vec<(usize, usize, usize)>,
}

/// Buffers of the finders.
#[derive(Debug, Default)]
struct Finders {
    indicator: indicator::Scratch,
    victim: victim::Scratch,
}

/// Everything that is built once per run and shared by all threads.
#[derive(Debug)]
pub struct Detector {
    indicators: indicator::Finder,
    identifiers: Option<Identifiers>,
    limits: Limits,
}

/// The finders that only a run with a profile needs.
#[derive(Debug)]
struct Identifiers {
    victim: victim::Matcher,
    protect: protect::Finder,
}

impl Identifiers {
    /// Finds what is somebody's by its shape in values that people or commands wrote: credentials in a command line,
    /// persons and organisations in a subject or a file name, addresses inside a network and machine ids in all of them.
    fn others_in(&self, value: &Indicator, out: &mut Vec<Finding>) {
        use noroshi_profile::IdentifierKind as Own;
        let (classes, kinds): (&[Class], &[Own]) = match value.kind {
            IndicatorKind::CommandLine => {
                (&[Class::S], &[Own::InternalAddress, Own::InternalHost, Own::MachineId])
            }
            IndicatorKind::EmailSubject => {
                (&[Class::S, Class::P, Class::T], &[Own::InternalAddress, Own::InternalHost, Own::MachineId])
            }
            IndicatorKind::FileName => (&[Class::T], &[Own::InternalAddress, Own::MachineId]),
            IndicatorKind::FilePath
            | IndicatorKind::PdbPath
            | IndicatorKind::RegistryKey
            | IndicatorKind::Url
            | IndicatorKind::ScheduledTask
            | IndicatorKind::Service
            | IndicatorKind::NamedPipe
            | IndicatorKind::Mutex => (&[Class::S], &[Own::InternalAddress, Own::MachineId]),
            _ => return,
        };
        let head =
            DocumentHead { material: "value".into(), kind: DocumentKind::Structured, media: "value".into() };
        let mut found = Vec::new();
        self.protect.text(&head, &value.value, &Role::Lines, &mut found);
        out.extend(found.into_iter().filter(|finding| match &finding.what {
            What::Identifier(own) => {
                own.strength == Strength::Certain
                    && (classes.contains(&own.class) || kinds.contains(&own.kind))
            }
            What::Indicator(_) => false,
        }));
    }
}

/// A text inside of a passage, with the way it was read.
struct Layered<'a> {
    text: &'a str,
    /// The encoded run in the passage; `None` for the passage itself.
    span: Option<Range<usize>>,
    layers: &'a [Layer],
}

impl Detector {
    /// Builds the automata. `variants` is `None` for `extract`, which looks for indicators only.
    pub fn new(variants: Option<&Variants>, limits: &Limits) -> Self {
        let reference = Reference::embedded();
        let identifiers = variants.map(|variants| Identifiers {
            victim: victim::Matcher::new(variants, limits),
            protect: protect::Finder::new(reference, Some(variants)),
        });
        Self { indicators: indicator::Finder::new(reference), identifiers, limits: limits.clone() }
    }

    /// Whether identifiers are looked for, beside indicators.
    pub const fn knows_victim(&self) -> bool {
        self.identifiers.is_some()
    }

    /// Finds indicators and identifiers in one passage; findings come in order of their start.
    pub fn passage(
        &self,
        head: &DocumentHead,
        passage: &Passage,
        scratch: &mut Scratch,
        out: &mut Vec<Finding>,
    ) {
        let first = out.len();
        let site = Site { head, role: &passage.role };
        let Scratch { finders, decode, order } = scratch;
        self.text(site, &passage.text, passage.hint.as_deref(), finders, out);
        // What a part of a header or field decodes to is no header or field of that name.
        let role = match site.role {
            Role::Header(_) | Role::Field(_) | Role::Property(_) => &Role::Lines,
            role => role,
        };
        let within = Site { head, role };
        let mut look = |text: &str, out: &mut Vec<Finding>| self.text(within, text, None, finders, out);
        self.inside(&mut look, &passage.text, decode, out);
        finding::sort(out.get_mut(first..).unwrap_or_default(), order);
        let mut index = 0;
        out.dedup_by(|next, kept| {
            index += 1;
            index > first && next == kept
        });
    }

    /// Looks into what is encoded in a text, and into what is encoded in that.
    fn inside(
        &self,
        look: &mut dyn FnMut(&str, &mut Vec<Finding>),
        text: &str,
        scratch: &mut decode::Scratch,
        out: &mut Vec<Finding>,
    ) {
        let mut budget = decode::Budget::new(text.len(), &self.limits);
        let whole = Layered { text, span: None, layers: &[] };
        inside(look, &whole, &mut budget, scratch, out);
    }

    /// Runs every finder over one text, as written or decoded.
    fn text(
        &self,
        site: Site<'_>,
        text: &str,
        hint: Option<&Hint>,
        scratch: &mut Finders,
        out: &mut Vec<Finding>,
    ) {
        match hint {
            Some(hint) => self.indicators.hinted(text, hint, site.role, &mut scratch.indicator, out),
            None => self.indicators.text(text, site.role, &mut scratch.indicator, out),
        }
        if let Some(identifiers) = &self.identifiers {
            let victims = out.len();
            identifiers.victim.text(text, site.role, &mut scratch.victim, out);
            let others = out.len();
            identifiers.protect.text(site.head, text, site.role, out);
            drop_explained(out, victims, others);
        }
    }

    /// Finds identifiers in raw bytes: UTF-8, UTF-16, CP932, base64 at three alignments, hex, percent, and under any
    /// single-byte XOR. Spans are byte offsets into `bytes`.
    pub fn raw(&self, bytes: &[u8], out: &mut Vec<Finding>) {
        if let Some(identifiers) = &self.identifiers {
            identifiers.victim.raw(bytes, out);
        }
    }

    /// Finds identifiers in the bytes of a program as [`Detector::raw`] does, and under a number added to every byte or a
    /// repeating key of up to eight bytes.
    pub fn sample(&self, bytes: &[u8], out: &mut Vec<Finding>) {
        self.raw(bytes, out);
        if let Some(identifiers) = &self.identifiers {
            identifiers.victim.keyed(bytes, out);
        }
    }

    /// Finds identifiers in one value that is judged alone (a host name, a URL, a path, a subject).
    ///
    /// Unlike [`Detector::passage`] the whole value counts as a structured field; spans are offsets into `value`.
    pub fn value(&self, value: &Indicator, scratch: &mut Scratch, out: &mut Vec<Finding>) {
        let Some(identifiers) = &self.identifiers else { return };
        let Scratch { finders: Finders { victim, .. }, decode, .. } = scratch;
        identifiers.victim.value(value, victim, out);
        let mut look = |text: &str, out: &mut Vec<Finding>| {
            let inner = Indicator { kind: value.kind, value: text.to_owned() };
            identifiers.victim.value(&inner, victim, out);
            identifiers.others_in(&inner, out);
        };
        self.inside(&mut look, &value.value, decode, out);
        let others = out.len();
        identifiers.others_in(value, out);
        drop_explained(out, 0, others);
    }

    /// Finds only what follows from the profile, in a text and in what is encoded in it.
    ///
    /// For reading back what was made: indicators and shapes are of no interest there.
    pub fn profiled(&self, text: &str, role: &Role, scratch: &mut Scratch, out: &mut Vec<Finding>) {
        let Some(identifiers) = &self.identifiers else { return };
        let Scratch { finders: Finders { victim, .. }, decode, .. } = scratch;
        identifiers.victim.text(text, role, victim, out);
        let mut look = |text: &str, out: &mut Vec<Finding>| {
            identifiers.victim.text(text, role, victim, out);
        };
        self.inside(&mut look, text, decode, out);
    }
}

/// Where a text stands: its document and its part in it.
#[derive(Clone, Copy)]
struct Site<'a> {
    head: &'a DocumentHead,
    role: &'a Role,
}

/// Looks into what is encoded in a text, and into what is encoded in that; spans cover the outermost run.
fn inside(
    look: &mut dyn FnMut(&str, &mut Vec<Finding>),
    outer: &Layered<'_>,
    budget: &mut decode::Budget,
    scratch: &mut decode::Scratch,
    out: &mut Vec<Finding>,
) {
    if budget.depth == 0 {
        return;
    }
    let mut decoded = Vec::new();
    decode::find(outer.text, budget, scratch, &mut decoded);
    budget.depth -= 1;
    for inner in decoded {
        let span = outer.span.clone().unwrap_or(inner.span);
        let layers = [outer.layers, &inner.layers].concat();
        let first = out.len();
        look(&inner.text, out);
        for finding in out.get_mut(first..).unwrap_or_default() {
            let read = inner.text.get(finding.span.clone()).unwrap_or_default();
            finding.decoded.get_or_insert_with(|| Sensitive::new(read.to_owned()));
            finding.layers.splice(0..0, layers.iter().copied());
            finding.span = span.clone();
        }
        let next = Layered { text: &inner.text, span: Some(span), layers: &layers };
        inside(look, &next, budget, scratch, out);
    }
    budget.depth += 1;
}

/// Drops what the profile explains already: a name found by its shape inside a name found by the profile.
///
/// Findings from `victims` on come from the profile, those from `others` on from shapes. Secrets stay.
fn drop_explained(out: &mut Vec<Finding>, victims: usize, others: usize) {
    let sure = |finding: &Finding| matches!(&finding.what, What::Identifier(own) if own.strength == Strength::Certain);
    let mut spans: Vec<Range<usize>> = out
        .get(victims..others)
        .unwrap_or_default()
        .iter()
        .filter(|finding| sure(finding))
        .map(|finding| finding.span.clone())
        .collect();
    if spans.is_empty() {
        return;
    }
    spans.sort_unstable_by_key(|span| (span.start, span.end));
    // The farthest end among the spans that start at or before each: a covering span reaches past the finding.
    let mut reach = 0;
    let reaches: Vec<(usize, usize)> = spans
        .iter()
        .map(|span| {
            reach = reach.max(span.end);
            (span.start, reach)
        })
        .collect();
    let shapes = out.split_off(others.min(out.len()));
    out.extend(shapes.into_iter().filter(|finding| {
        let What::Identifier(identifier) = &finding.what else { return true };
        if identifier.class == Class::S {
            return true;
        }
        let at = reaches.partition_point(|(start, _)| *start <= finding.span.start);
        let covered =
            at.checked_sub(1).and_then(|at| reaches.get(at)).is_some_and(|(_, end)| *end >= finding.span.end);
        !covered
    }));
}
