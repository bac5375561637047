//! Clauses of a sentence and what each is about.

use std::ops::Range;

use noroshi_base::{IndicatorKind, Lang};
use noroshi_detect::{Class, Finding, What};
use noroshi_profile::IdentifierKind;

use super::element::{Element, Weight};
use super::scan::Hit;

/// One clause with its balance.
#[derive(Debug, Clone, Default)]
pub(super) struct Clause {
    /// Bytes of the folded sentence, separator included.
    pub(super) range: Range<usize>,
    technical: u32,
    /// Whether a cue or a finding speaks of an attack by itself.
    telling: bool,
    context: u32,
    vetoed: bool,
    /// Strongest context element, for the reason.
    pub(super) element: Option<Element>,
}

/// What a clause is taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Technical,
    Context,
    /// Leans to neither; may go with a technical neighbour when it has a technical word of its own.
    Open,
    /// Says nothing either way.
    Blank,
}

impl Clause {
    /// The balance: any strong context cue decides, a draw stays home.
    pub(super) fn side(&self) -> Side {
        match (self.technical, self.context) {
            _ if self.vetoed => Side::Context,
            (technical, context) if context > 0 && context >= technical => Side::Context,
            (2.., _) => Side::Technical,
            (1, _) => Side::Open,
            _ => Side::Blank,
        }
    }

    /// Weight of technical evidence.
    pub(super) fn technical(&self) -> u32 {
        self.technical
    }

    /// Whether something in it speaks of an attack by itself, not only of files, servers and accounts.
    pub(super) fn is_telling(&self) -> bool {
        self.telling
    }

    fn take(&mut self, element: Element, weight: Weight) {
        let strong = weight == Weight::Strong;
        // Who attacked is no context of the victim, but alone it is no technique either: it waits.
        if element.is_technical() {
            self.technical = self.technical.saturating_add(if strong { 2 } else { 1 });
            self.telling |= strong;
            return;
        }
        self.context = self.context.saturating_add(1);
        self.vetoed |= strong;
        if strong || self.element.is_none() {
            self.element = self.element.filter(|_| !strong).or(Some(element));
        }
    }
}

/// Cuts a folded sentence at its separators; none is cut inside a `kept` range (a path, a command, a quotation).
pub(super) fn cut(folded: &str, lang: Lang, kept: &[Range<usize>]) -> Vec<Clause> {
    let mut out = Vec::new();
    let mut start = 0;
    let mut at_kept = 0;
    for (at, ch) in folded.char_indices() {
        while kept.get(at_kept).is_some_and(|range| range.end <= at) {
            at_kept += 1;
        }
        if kept.get(at_kept).is_some_and(|range| range.contains(&at)) {
            continue;
        }
        let after = at + ch.len_utf8();
        let Some(end) = boundary(folded, at, ch, after, lang) else { continue };
        if end > start {
            out.push(Clause { range: start..end, ..Clause::default() });
            start = end;
        }
    }
    if start < folded.len() {
        out.push(Clause { range: start..folded.len(), ..Clause::default() });
    }
    out
}

/// Where the clause before this character ends, if it ends here.
fn boundary(folded: &str, at: usize, ch: char, after: usize, lang: Lang) -> Option<usize> {
    let rest = folded.get(after..).unwrap_or("");
    match ch {
        '、' | '，' | '；' | '|' | '\t' | '。' | '！' | '？' => Some(after),
        '（' | '(' | '[' | '【' if lang == Lang::Ja => Some(at),
        '(' => Some(at),
        '）' | ')' | '】' => Some(after),
        ',' | ';' | '–' | '—' if rest.starts_with([' ', '\n', '\r']) || lang == Lang::Ja => Some(after),
        ':' | '：' if rest.starts_with([' ', '\n']) || lang == Lang::Ja => Some(after),
        ' ' if lang == Lang::En
            && (rest.starts_with("and then ") || rest.starts_with("- ") || rest.starts_with("but ")) =>
        {
            Some(after)
        }
        _ => None,
    }
}

/// Ranges that no clause boundary may cut: findings, back-quoted text.
pub(super) fn kept(folded: &str, findings: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = findings.to_vec();
    let ticks: Vec<usize> = memchr_ticks(folded);
    out.extend(ticks.chunks_exact(2).filter_map(|pair| match pair {
        [from, to] => Some(*from..*to + 1),
        _ => None,
    }));
    merge(out)
}

/// Sorts ranges and joins those that overlap.
pub(super) fn merge(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|range| range.start);
    let mut merged: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match merged.last_mut() {
            Some(last) if range.start < last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    merged
}

fn memchr_ticks(text: &str) -> Vec<usize> {
    text.bytes().enumerate().filter(|(_, b)| *b == b'`').map(|(at, _)| at).collect()
}

/// Gives each cue to the clause it starts in; words inside an attacker's `values` are no words of the sentence.
pub(super) fn weigh_cues(clauses: &mut [Clause], hits: &[Hit], values: &[Range<usize>]) {
    for hit in hits {
        let inside = values.iter().any(|value| value.start <= hit.at.start && hit.at.end <= value.end);
        if inside && !hit.element.is_technical() {
            continue;
        }
        if let Some(clause) = clause_at(clauses, hit.at.start) {
            clause.take(hit.element, hit.weight);
        }
    }
}

/// Gives each finding to the clause it starts in; `ranges` are the findings' places in the folded sentence.
pub(super) fn weigh_findings(clauses: &mut [Clause], findings: &[&Finding], ranges: &[Range<usize>]) {
    for (finding, range) in findings.iter().zip(ranges) {
        let shadowed = || {
            findings.iter().zip(ranges).any(|(other, place)| {
                matches!(other.what, What::Identifier(_))
                    && place.start < range.end
                    && range.start < place.end
            })
        };
        let Some((element, weight)) = worth(finding) else { continue };
        // A value that shows the victim describes nobody's attack. Findings of one sentence are few.
        if element.is_technical() && findings.len() < 64 && shadowed() {
            continue;
        }
        if let Some(clause) = clause_at(clauses, range.start) {
            clause.take(element, weight);
        }
    }
}

fn clause_at(clauses: &mut [Clause], at: usize) -> Option<&mut Clause> {
    let index = clauses.partition_point(|clause| clause.range.end <= at);
    clauses.get_mut(index)
}

/// Ranges of attacker's values whose letters are no words: `ms-settings` in a registry key is nobody's title.
///
/// File names and paths are not among them: the name of a stolen document is context.
pub(super) fn literal_values(findings: &[&Finding], ranges: &[Range<usize>]) -> Vec<Range<usize>> {
    use IndicatorKind as K;
    let literal = |finding: &Finding| match &finding.what {
        What::Indicator(indicator) => matches!(
            indicator.kind,
            K::Domain
                | K::Url
                | K::Email
                | K::RegistryKey
                | K::Mutex
                | K::NamedPipe
                | K::UserAgent
                | K::PdbPath
                | K::Malware
        ),
        What::Identifier(_) => false,
    };
    // Past this many findings a sentence is a list, and its words are judged as they stand.
    let taken = findings.iter().zip(ranges).filter(|(finding, _)| literal(finding)).take(32);
    taken.map(|(_, range)| range.clone()).collect()
}

/// What a finding tells about its clause.
fn worth(finding: &Finding) -> Option<(Element, Weight)> {
    use IndicatorKind as K;
    let identifier = match &finding.what {
        What::Identifier(identifier) => identifier,
        What::Indicator(indicator) => {
            return match indicator.kind {
                K::Cve | K::Jvn | K::Jvndb => Some((Element::Vulnerability, Weight::Strong)),
                K::Malware => Some((Element::Malware, Weight::Strong)),
                K::Ipv4 | K::Ipv6 | K::Ipv4Cidr | K::Ipv6Cidr | K::Domain | K::Url | K::Port | K::Asn => {
                    Some((Element::Destination, Weight::Weak))
                }
                K::Email
                | K::EmailSubject
                | K::FileName
                | K::FilePath
                | K::ThreatActor
                | K::CertificateSubject => Some((Element::Ttp, Weight::Weak)),
                K::MacAddress | K::Other => None,
                kind if kind.is_file_hash() => Some((Element::Malware, Weight::Strong)),
                _ => Some((Element::Ttp, Weight::Strong)),
            };
        }
    };
    match (identifier.class, identifier.kind) {
        (Class::Q, _) => Some((Element::Profile, Weight::Strong)),
        (_, IdentifierKind::Phone | IdentifierKind::PostalAddress | IdentifierKind::RegistryNumber) => {
            Some((Element::People, Weight::Strong))
        }
        (_, IdentifierKind::Person) => Some((Element::People, Weight::Weak)),
        // Names, hosts and addresses are masked where they stand; the sentence around them decides.
        _ => None,
    }
}
