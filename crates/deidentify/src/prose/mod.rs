//! Prose: sentences, their language, and which of them are technical (attack) or context (victim).
//!
//! The guidance of 2022 orders what a victim knows on a line of twelve elements from context (name, sector, damage,
//! course of the response) to technical (destinations, malware, techniques, vulnerabilities). A sentence often holds
//! both; then only the technical clauses may leave. In doubt a sentence stays home. Identifiers inside technical
//! clauses are not this module's business: the judge masks them afterwards.

mod clauses;
mod dates;
mod element;
mod fold;
mod language;
mod lines;
mod patterns;
mod scan;
mod split;
mod table_en;
mod table_ja;

use std::ops::Range;

use noroshi_base::{Lang, Text};
use noroshi_detect::Finding;

use clauses::{Clause, Side};
pub use element::Element;
use fold::Folded;
pub use language::language;
pub use split::sentences;

/// What a sentence is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Describes the attack: may leave once its identifiers are masked.
    Technical,
    /// Describes the victim, its damage or its response, or cannot be told: stays.
    Context,
    /// Both: these byte ranges of the sentence are technical, the rest stays. Never empty.
    Split(Vec<Range<usize>>),
    /// Says nothing to a receiver: rules, greetings, page numbers.
    Noise,
}

/// A verdict with what led to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// Verdict.
    pub verdict: Verdict,
    /// Context element that stays home, where one was seen.
    pub context: Option<Element>,
    /// Reason for people; quotes nothing.
    pub reason: Text,
}

/// Tells technical from context; the findings' spans are byte ranges of `sentence`.
pub fn classify(sentence: &str, findings: &[&Finding]) -> Verdict {
    read(sentence, 0, findings).verdict
}

/// Like [`classify`], for a sentence that starts at byte `start` of the passage its findings' spans refer to.
///
/// Findings outside the sentence are ignored.
pub fn classify_at(sentence: &str, start: usize, findings: &[&Finding]) -> Verdict {
    read(sentence, start, findings).verdict
}

/// Reads a sentence and says why; see [`classify_at`].
pub fn read(sentence: &str, start: usize, findings: &[&Finding]) -> Reading {
    let folded = Folded::new(sentence);
    if !folded.text.chars().any(char::is_alphabetic) {
        return reading(Verdict::Noise, None);
    }
    let (inside, spans) = within(sentence, start, findings, &folded);
    let mut clauses = clauses::cut(&folded.text, language(sentence), &clauses::kept(&folded.text, &spans));
    let values = clauses::literal_values(&inside, &spans);
    clauses::weigh_cues(&mut clauses, &scan::hits(&folded.text), &values);
    clauses::weigh_findings(&mut clauses, &inside, &spans);
    let context = clauses.iter().find_map(|clause| clause.element);
    let has_context = clauses.iter().any(|clause| clause.side() == Side::Context);
    let weight: u32 = clauses.iter().map(Clause::technical).fold(0, u32::saturating_add);
    if !has_context && (weight < 2 || !clauses.iter().any(Clause::is_telling)) {
        return reading(Verdict::Context, context);
    }
    let parts = if has_context {
        technical_runs(&clauses, language(sentence))
    } else {
        std::iter::once(0..folded.text.len()).collect()
    };
    if parts.is_empty() {
        let only_form = clauses.iter().all(|c| matches!(c.element, None | Some(Element::Correspondence)));
        return reading(if only_form { Verdict::Noise } else { Verdict::Context }, context);
    }
    let parts = without_dates(&folded.text, parts, &spans);
    match parts.as_slice() {
        [] => reading(Verdict::Context, Some(Element::AttackTime)),
        [whole] if *whole == (0..folded.text.len()) => reading(Verdict::Technical, None),
        _ => {
            let ranges = parts.iter().map(|p| folded.origin(p.start)..folded.origin(p.end)).collect();
            reading(Verdict::Split(ranges), context.or(Some(Element::AttackTime)))
        }
    }
}

/// Puts the technical parts of a split sentence together again; `mask` gives the shareable text of a range.
pub fn compose(
    sentence: &str,
    parts: &[Range<usize>],
    mut mask: impl FnMut(Range<usize>) -> String,
) -> String {
    let lang = language(sentence);
    let mut out = String::new();
    let mut end = 0;
    for part in parts {
        let text = mask(part.clone());
        let text = text.trim().trim_start_matches(SEPARATORS).trim_start();
        if text.is_empty() {
            continue;
        }
        if !out.is_empty() {
            let at_clause = sentence.get(..end).is_some_and(|before| before.trim_end().ends_with(SEPARATORS));
            out.truncate(out.trim_end().trim_end_matches(SEPARATORS).trim_end().len());
            out.push_str(match (lang, at_clause) {
                (Lang::Ja, true) => "、",
                (Lang::Ja, false) => "",
                (Lang::En, true) => "; ",
                (Lang::En, false) => " ",
            });
        }
        out.push_str(text);
        end = part.end;
    }
    out.truncate(out.trim_end().trim_end_matches(SEPARATORS).trim_end().len());
    if lang == Lang::Ja && (out.ends_with('し') || out.ends_with("され")) {
        out.push('た');
    }
    if !out.is_empty() && !out.ends_with(['。', '.', '！', '？', '!', '?']) {
        out.push_str(if lang == Lang::Ja { "。" } else { "." });
    }
    out
}

/// Marks that stand between clauses.
const SEPARATORS: [char; 12] = ['、', '，', ',', ';', '；', ':', '：', '|', '–', '—', '-', '\t'];

/// The findings inside the sentence, with their places in the folded text.
fn within<'f>(
    sentence: &str,
    start: usize,
    findings: &[&'f Finding],
    folded: &Folded,
) -> (Vec<&'f Finding>, Vec<Range<usize>>) {
    let end = start.saturating_add(sentence.len());
    let inside: Vec<&Finding> =
        findings.iter().copied().filter(|f| f.span.start < end && f.span.end > start).collect();
    let spans = inside
        .iter()
        .map(|f| {
            let from = f.span.start.saturating_sub(start);
            let to = f.span.end.saturating_sub(start).min(sentence.len());
            folded.folded(from)..folded.folded(to)
        })
        .collect();
    (inside, spans)
}

/// Runs of clauses that may leave although a neighbour stays.
fn technical_runs(clauses: &[Clause], lang: Lang) -> Vec<Range<usize>> {
    let sides: Vec<Side> = clauses.iter().map(Clause::side).collect();
    let mut out: Vec<(Range<usize>, u32)> = Vec::new();
    for (index, clause) in clauses.iter().enumerate() {
        let next = sides.get(index + 1).copied();
        let before = index.checked_sub(1).and_then(|i| sides.get(i)).copied();
        // Japanese modifies forward, English backward: an open clause goes where it belongs.
        let neighbour = match lang {
            Lang::Ja => next.or(before),
            Lang::En => before.or(next),
        };
        let taken = match clause.side() {
            Side::Technical => true,
            Side::Open => neighbour == Some(Side::Technical),
            Side::Context | Side::Blank => false,
        };
        match out.last_mut() {
            _ if !taken => {}
            Some((last, weight)) if last.end == clause.range.start => {
                last.end = clause.range.end;
                *weight = weight.saturating_add(clause.technical());
            }
            _ => out.push((clause.range.clone(), clause.technical())),
        }
    }
    // A run with one cue says little ("through unauthorised access") and is not worth its risk beside context.
    out.into_iter().filter(|(_, weight)| *weight > 2).map(|(range, _)| range).collect()
}

/// Takes the days and times out, unless they describe the attacker's tool or stand inside a value.
fn without_dates(folded: &str, parts: Vec<Range<usize>>, values: &[Range<usize>]) -> Vec<Range<usize>> {
    let values = clauses::merge(values.to_vec());
    let inside_value = |date: &Range<usize>| {
        let next = values.partition_point(|value| value.end <= date.start);
        values.get(next).is_some_and(|value| value.start < date.end)
    };
    let dates: Vec<Range<usize>> = dates::dates(folded).filter(|date| !inside_value(date)).collect();
    let mut out = Vec::new();
    for part in parts {
        let text = folded.get(part.clone()).unwrap_or("");
        let mut start = part.start;
        if !dates::are_traits(text) {
            let from = dates.partition_point(|date| date.end <= part.start);
            for date in dates.iter().skip(from).take_while(|date| date.start < part.end) {
                push_part(folded, start..date.start.max(start), &mut out);
                start = date.end.min(part.end).max(start);
            }
        }
        push_part(folded, start..part.end, &mut out);
    }
    out
}

fn push_part(folded: &str, range: Range<usize>, out: &mut Vec<Range<usize>>) {
    if folded.get(range.clone()).is_some_and(|text| text.chars().any(char::is_alphanumeric)) {
        out.push(range);
    }
}

fn reading(verdict: Verdict, context: Option<Element>) -> Reading {
    let label = context.map(Element::label);
    let reason = match (&verdict, label) {
        (Verdict::Technical, _) => {
            Text::fixed("攻撃の技術情報のみ", "technical information on the attack only")
        }
        (Verdict::Noise, _) => Text::fixed("受領者に伝える内容がない", "says nothing to a receiver"),
        (Verdict::Context, None) => {
            Text::fixed("技術情報と言い切れないため残す", "not clearly technical, so it stays")
        }
        (Verdict::Context, Some(text)) => Text::owned(
            format!("コンテキスト情報（{}）のため残す", text.ja),
            format!("context information ({}), so it stays", text.en),
        ),
        (Verdict::Split(_), text) => {
            let text = text.unwrap_or(Element::AttackTime.label());
            Text::owned(
                format!("技術情報とコンテキスト情報（{}）が混在するため分離した", text.ja),
                format!("technical and context information ({}) were mixed and are split", text.en),
            )
        }
    };
    Reading { verdict, context, reason }
}

#[cfg(test)]
mod tests;
