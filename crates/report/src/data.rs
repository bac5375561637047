//! What the page knows, as compact JSON: columns for findings, tables for what repeats.

use hashbrown::HashMap;
use noroshi_base::{Lang, Layer, Notice, Surface, Text};
use noroshi_deidentify::draft::{Draft, Generalised, SurfaceRisk};
use noroshi_deidentify::kept::{BeforeAfter, Decision, FindingRecord, Held, Kept, SentenceView};
use serde::Serialize;

use crate::Run;

/// Everything the script reads.
#[derive(Serialize)]
pub(crate) struct Data<'a> {
    lang: Lang,
    made_at: &'a str,
    refused: Option<&'a Text>,
    surfaces: Vec<(Surface, Text)>,
    materials: Vec<&'a str>,
    kinds: Vec<&'a str>,
    classes: Vec<&'a str>,
    rules: Vec<&'a str>,
    reasons: Vec<(&'a str, &'a str)>,
    layers: Vec<&'a [Layer]>,
    findings: Columns<'a>,
    held: &'a [Held],
    mapping: &'a [(String, String)],
    documents: Vec<Document<'a>>,
    notices: Vec<Remark<'a>>,
    draft: Option<Glance<'a>>,
}

/// Findings, one array a column; numbers point into the tables.
#[derive(Default, Serialize)]
struct Columns<'a> {
    id: Vec<u32>,
    material: Vec<u32>,
    place: Vec<&'a str>,
    count: Vec<u64>,
    text: Vec<&'a str>,
    layers: Vec<u32>,
    class: Vec<u32>,
    kind: Vec<u32>,
    surface: Vec<Option<u8>>,
    rule: Vec<u32>,
    judged: Vec<u32>,
    decision: Vec<Decision>,
    becomes: Vec<&'a str>,
    reason: Vec<u32>,
    /// Row and text, for the few that have one.
    decoded: Vec<(u32, &'a str)>,
    /// Row and further places, for the few that have any.
    more: Vec<(u32, &'a [String])>,
}

#[derive(Serialize)]
struct Document<'a> {
    material: &'a str,
    part: &'a str,
    sentences: Vec<Sentence<'a>>,
}

/// Before, after, decision, reason, marks as flat triples of UTF-16 start, end and finding.
#[derive(Serialize)]
struct Sentence<'a>(&'a str, &'a str, Decision, u32, Vec<u32>);

#[derive(Serialize)]
struct Remark<'a> {
    #[serde(flatten)]
    notice: &'a Notice,
    unread: bool,
}

/// The package at a glance.
#[derive(Serialize)]
struct Glance<'a> {
    id: &'a str,
    made_on: &'a str,
    tlp: &'static str,
    pap: &'static str,
    rules_version: &'a str,
    materials: (u64, u64),
    kinds: Vec<(&'static str, u64)>,
    items: usize,
    masked: usize,
    to_ids: usize,
    stricter: usize,
    texts: usize,
    sentences: usize,
    context: &'a Generalised,
    residual: &'a [SurfaceRisk],
}

impl<'a> Data<'a> {
    /// Gathers what the page shows.
    pub(crate) fn new(run: Run<'a>) -> Self {
        let mut tables = Tables::default();
        let findings = Columns::new(&run.kept.findings, &mut tables);
        let documents = documents(run.kept, &mut tables);
        Self {
            lang: run.lang,
            made_at: run.made_at,
            refused: run.refused,
            surfaces: Surface::ALL.iter().map(|surface| (*surface, surface.label())).collect(),
            findings,
            documents,
            held: &run.kept.held,
            mapping: &run.kept.mapping,
            notices: run
                .notices
                .iter()
                .map(|notice| Remark { notice, unread: notice.code.is_unread() })
                .collect(),
            draft: run.draft.map(Glance::new),
            materials: tables.materials.values,
            kinds: tables.kinds.values,
            classes: tables.classes.values,
            rules: tables.rules.values,
            reasons: tables.reasons.values,
            layers: tables.layers.values,
        }
    }
}

impl<'a> Columns<'a> {
    fn new(findings: &'a [FindingRecord], tables: &mut Tables<'a>) -> Self {
        let mut columns = Self::default();
        for (row, finding) in (0_u32..).zip(findings) {
            columns.push(row, finding, tables);
        }
        columns
    }

    fn push(&mut self, row: u32, finding: &'a FindingRecord, tables: &mut Tables<'a>) {
        self.id.push(finding.id);
        self.material.push(tables.materials.index(&finding.material));
        self.place.push(&finding.place);
        self.count.push(finding.count);
        self.text.push(&finding.matched);
        self.layers.push(tables.layers.index(&finding.layers));
        self.class.push(tables.classes.index(&finding.class));
        self.kind.push(tables.kinds.index(&finding.kind));
        self.surface.push(finding.surface.map(Surface::number));
        self.rule.push(tables.rules.index(&finding.rule));
        self.judged.push(tables.rules.index(finding.judged_by));
        self.decision.push(finding.decision);
        self.becomes.push(&finding.becomes);
        self.reason.push(tables.reasons.index((&finding.reason.ja, &finding.reason.en)));
        if let Some(decoded) = &finding.decoded {
            self.decoded.push((row, decoded));
        }
        if !finding.more_places.is_empty() {
            self.more.push((row, &finding.more_places));
        }
    }
}

fn documents<'a>(kept: &'a Kept, tables: &mut Tables<'a>) -> Vec<Document<'a>> {
    let mut document = |source: &'a BeforeAfter| Document {
        material: &source.material,
        part: &source.part,
        sentences: source.sentences.iter().map(|view| sentence(view, tables)).collect(),
    };
    kept.documents.iter().map(&mut document).collect()
}

fn sentence<'a>(view: &'a SentenceView, tables: &mut Tables<'a>) -> Sentence<'a> {
    let reason = tables.reasons.index((&view.reason.ja, &view.reason.en));
    Sentence(&view.before, &view.after, view.decision, reason, marks(&view.before, &view.marks))
}

/// Turns byte ranges into UTF-16 ranges in order; what overlaps an earlier mark or is no range of the text is left out.
fn marks(text: &str, marks: &[(u32, u32, u32)]) -> Vec<u32> {
    let mut sorted = marks.to_vec();
    // The longest of those that start together: a whole name rather than its first half.
    sorted.sort_unstable_by_key(|(start, end, id)| (*start, std::cmp::Reverse(*end), *id));
    let mut out = Vec::with_capacity(sorted.len() * 3);
    let (mut at, mut units) = (0, 0_u32);
    for (start, end, id) in sorted {
        let (Some(before), Some(inside)) =
            (text.get(at..start as usize), text.get(start as usize..end as usize).filter(|t| !t.is_empty()))
        else {
            continue;
        };
        let from = units.saturating_add(utf16(before));
        units = from.saturating_add(utf16(inside));
        at = end as usize;
        out.extend([from, units, id]);
    }
    out
}

fn utf16(text: &str) -> u32 {
    u32::try_from(text.encode_utf16().count()).unwrap_or(u32::MAX)
}

impl<'a> Glance<'a> {
    fn new(draft: &'a Draft) -> Self {
        let mut kinds: Vec<(&'static str, u64)> = Vec::new();
        for item in &draft.items {
            match kinds.iter_mut().find(|(key, _)| *key == item.kind.key()) {
                Some((_, count)) => *count += 1,
                None => kinds.push((item.kind.key(), 1)),
            }
        }
        kinds.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        let count = |test: fn(&noroshi_deidentify::Item, &Draft) -> bool| {
            draft.items.iter().filter(|item| test(item, draft)).count()
        };
        Self {
            id: &draft.id,
            made_on: &draft.made_on,
            tlp: draft.tlp.label(),
            pap: draft.pap.label(),
            rules_version: &draft.rules_version,
            materials: draft.materials,
            kinds,
            items: draft.items.len(),
            masked: count(|item, _| item.masked),
            to_ids: count(|item, _| item.to_ids),
            stricter: count(|item, draft| item.tlp > draft.tlp),
            texts: draft.statements.len(),
            sentences: draft.statements.iter().map(|statement| statement.sentences.len()).sum(),
            context: &draft.context,
            residual: &draft.residual,
        }
    }
}

/// Values that repeat, each written once.
#[derive(Default)]
struct Tables<'a> {
    materials: Table<&'a str>,
    kinds: Table<&'a str>,
    classes: Table<&'a str>,
    rules: Table<&'a str>,
    reasons: Table<(&'a str, &'a str)>,
    layers: Table<&'a [Layer]>,
}

struct Table<T> {
    values: Vec<T>,
    known: HashMap<T, u32>,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self { values: Vec::new(), known: HashMap::new() }
    }
}

impl<T: Copy + Eq + std::hash::Hash> Table<T> {
    fn index(&mut self, value: T) -> u32 {
        let next = u32::try_from(self.values.len()).unwrap_or(u32::MAX);
        *self.known.entry(value).or_insert_with(|| {
            self.values.push(value);
            next
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_become_utf16_and_hostile_ones_are_left_out() {
        let text = "𠮷野で侵入";
        assert_eq!(marks(text, &[(10, 16, 2), (0, 4, 1)]), [0, 2, 1, 4, 6, 2]);
        assert_eq!(marks(text, &[(0, 4, 7), (0, 7, 8)]), [0, 3, 8]);
        assert_eq!(marks(text, &[(0, 4, 1), (2, 7, 3), (4, 400, 4), (5, 4, 5), (7, 7, 6)]), [0, 2, 1]);
    }
}
