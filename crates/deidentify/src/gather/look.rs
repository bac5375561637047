//! Reads what stands around the findings of one passage.

use std::ops::Range;

use noroshi_base::{DocumentHead, DocumentKind, IndicatorKind};
use noroshi_detect::{Class, Finding, Identifier, Strength, What};
use noroshi_profile::IdentifierKind;
use noroshi_read::{Passage, Role};

use super::bounded::{Shelf, fixed_hash};
use super::glance::{FeedWord, Glance, Sources};
use super::place::{self, line_around};
use super::seen::{Seen, ValueKey};
use super::words::{self, Cues};
use super::{Gather, dates, source, whole_group};
use crate::cues;
use crate::draft::{Direction, ValueRole};

/// Bytes looked at to either side of a value in sentences.
const PROSE_REACH: usize = 160;
/// Bytes looked at to either side of a value in machine lines.
const LINE_REACH: usize = 400;
/// What is the same for all findings of a passage.
pub(super) struct Look<'a> {
    pub(super) order: u64,
    pub(super) head: &'a DocumentHead,
    pub(super) passage: &'a Passage,
    pub(super) sources: Sources,
    pub(super) cues: Cues,
    pub(super) reach: usize,
    pub(super) object: Option<u64>,
}

impl<'a> Look<'a> {
    pub(super) fn new(order: u64, head: &'a DocumentHead, passage: &'a Passage) -> Self {
        let hint = passage.hint.as_deref();
        let object =
            hint.filter(|hint| hint.object != 0).map(|hint| object_group(&head.material, hint.object));
        let prose = matches!(passage.role, Role::Prose | Role::Hidden);
        Self {
            order,
            head,
            passage,
            sources: source::of(head, passage),
            cues: hint.map(source::feed_cues).unwrap_or_default(),
            reach: if prose { PROSE_REACH } else { LINE_REACH },
            object,
        }
    }

    /// Where the values of the passage are kept.
    pub(super) const fn shelf<'g>(&self, gather: &'g Gather) -> &'g Shelf<ValueKey, Seen> {
        if self.sources.only(Sources::LOG) { &gather.logged } else { &gather.stated }
    }

    /// Further places that are remembered: many places of a logged value are worth less than the memory they take.
    pub(super) const fn room(&self) -> usize {
        if self.sources.only(Sources::LOG) { 4 } else { 32 }
    }

    /// Reads the words, days, ports and neighbours of one occurrence.
    pub(super) fn read(&self, kind: IndicatorKind, finding: &Finding) -> Glance {
        let text = &self.passage.text;
        let span = &finding.span;
        let (line, from, _) = line_around(text, span.start, span.end, self.reach);
        let (start, end) = (span.start.saturating_sub(from), span.end.saturating_sub(from));
        let mut seen = Glance { sources: self.sources, ..Glance::default() };
        seen.cues = self.cues.with(words::side(line, start, end));
        if !self.sources.only(Sources::LOG) {
            seen.cues = seen.cues.with(words::find(line, text.get(span.clone()).unwrap_or_default()));
            seen.cues = seen.cues.with(told(text, span));
            cues::phase(text, span.clone()).into_iter().for_each(|phase| seen.rare().phases.add(phase));
        }
        if let Some(day) = dates::first_day(line) {
            seen.day(day);
        }
        if source::has_port(kind) {
            words::ports(line, end, |port, protocol| seen.rare().ports.add((port, protocol)));
        }
        seen.groups.add(self.group(span.start));
        if let Some(object) = self.object {
            seen.groups.add(object);
        }
        if self.head.kind == DocumentKind::Sample {
            seen.groups.add(whole_group(&self.head.material));
        }
        if kind == IndicatorKind::EmailSubject && self.is_header(&["subject"]) {
            seen.groups.add(mail_group(&self.head.material));
        }
        if let Some(hint) = self.passage.hint.as_deref() {
            for stamp in [&hint.first_seen, &hint.last_seen].into_iter().flatten() {
                dates::stamp_day(stamp).into_iter().for_each(|day| seen.day(day));
            }
            source::feed_phase(hint).into_iter().for_each(|phase| seen.rare().phases.add(phase));
            if !hint.feed_type.is_empty() {
                seen.rare().words.add(FeedWord {
                    feed_type: hint.feed_type.as_str().into(),
                    category: hint.category.as_str().into(),
                    relation: hint.relation.as_str().into(),
                });
            }
        }
        seen
    }

    /// The line, or in prose the sentence, that a byte stands in.
    pub(super) fn group(&self, at: usize) -> u64 {
        let start = place::unit_start(&self.passage.text, at, self.passage.role == Role::Prose);
        fixed_hash(&[self.head.material.as_bytes(), &self.order.to_le_bytes(), &(start as u64).to_le_bytes()])
    }

    /// Whether the passage is one of these headers of a mail itself, not of a part of it.
    fn is_header(&self, names: &[&str]) -> bool {
        matches!(&self.passage.role, Role::Header(name) if names.contains(&&**name))
            && self.passage.part.starts_with("header ")
    }

    /// Notes a mail that the victim's own address sent, and the objects and lines whose file name, or whose words, tie a file to the victim.
    pub(super) fn taint(&self, findings: &[Finding]) -> Vec<u64> {
        let mut tainted = Vec::new();
        let mut files = findings
            .iter()
            .filter(|f| matches!(&f.what, What::Indicator(i) if names_a_file(i.kind)))
            .peekable();
        let mut line_end = 0;
        for finding in findings {
            let What::Identifier(name) = &finding.what else { continue };
            if !names_victim(name) || finding.span.start < line_end {
                continue;
            }
            if let Some(object) = self.object {
                tainted.push(object);
            }
            let address =
                matches!(name.kind, IdentifierKind::Domain | IdentifierKind::Tenant | IdentifierKind::Email);
            if address && self.is_header(&["from", "sender"]) {
                tainted.push(mail_group(&self.head.material));
            }
            while files.peek().is_some_and(|file| file.span.end <= finding.span.start) {
                files.next();
            }
            let inside = files.peek().is_some_and(|file| file.span.start <= finding.span.start);
            let (line, from, to) =
                line_around(&self.passage.text, finding.span.start, finding.span.end, self.reach);
            let prose = self.passage.role == Role::Prose;
            let said = prose && words::find(line, "").has(Cues::TAILORED.with(Cues::KEYED));
            if inside || said || prose && certificate_beside(findings, from, to) {
                tainted.push(self.group(finding.span.start));
                line_end = finding.span.end;
            }
        }
        tainted
    }
}

impl Look<'_> {
    /// The lines and sentences that name a product of the profile's.
    pub(super) fn products(&self, findings: &[Finding]) -> Vec<u64> {
        let named = findings
            .iter()
            .filter(|finding| matches!(&finding.what, What::Identifier(name) if is_product(name)));
        let mut groups: Vec<u64> = named.map(|finding| self.group(finding.span.start)).collect();
        groups.extend(self.object.filter(|_| !groups.is_empty()));
        groups
    }
}

/// Whether an identifier is a product of the profile's.
pub(crate) fn is_product(name: &Identifier) -> bool {
    name.class == Class::Q && name.form == noroshi_profile::PRODUCT
}

/// Whether a certificate's digest or serial stands in a stretch that names the victim.
fn certificate_beside(findings: &[Finding], from: usize, to: usize) -> bool {
    let after = findings.partition_point(|finding| finding.span.start < from);
    findings.iter().skip(after).take_while(|finding| finding.span.start < to).any(|finding| {
        matches!(&finding.what, What::Indicator(i) if matches!(i.kind, IndicatorKind::CertificateHash | IndicatorKind::CertificateSerial))
    })
}

/// Direction and role that the words beside a value tell.
fn told(text: &str, span: &Range<usize>) -> Cues {
    let direction = match cues::direction(text, span.clone()) {
        Direction::Outbound => Cues::OUTBOUND,
        Direction::Inbound => Cues::INBOUND,
        Direction::Unknown => Cues::default(),
    };
    direction.with(match cues::role(text, span.clone()) {
        ValueRole::AttackerOwned | ValueRole::AttackerTool => Cues::ATTACKER,
        ValueRole::CompromisedThirdParty => Cues::COMPROMISED,
        // `cdn` inside a neighbour's name would say it too: the words of this room decide that.
        ValueRole::SharedInfrastructure | ValueRole::Unknown => Cues::default(),
    })
}

/// Whether an identifier surely means the victim itself: what the profile names, not a guess and not context.
pub(super) fn names_victim(name: &Identifier) -> bool {
    name.entry.is_some() && !name.related && name.class != Class::Q && name.strength == Strength::Certain
}

/// Whether a value of this kind names the file beside it.
fn names_a_file(kind: IndicatorKind) -> bool {
    matches!(
        kind,
        IndicatorKind::FileName
            | IndicatorKind::FilePath
            | IndicatorKind::PdbPath
            | IndicatorKind::CertificateSubject
    )
}

/// Group of what one mail says of itself.
fn mail_group(material: &str) -> u64 {
    fixed_hash(&[b"mail", material.as_bytes()])
}

/// Group of the values of one feed object.
fn object_group(material: &str, object: u32) -> u64 {
    fixed_hash(&[b"object", material.as_bytes(), &object.to_le_bytes()])
}
