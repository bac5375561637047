//! What the page knows, as compact JSON: columns for findings, tables for what repeats.

use std::sync::Arc;

use hashbrown::HashMap;
use noroshi_base::{Lang, Layer, Notice, Place, Surface, Text};
use noroshi_deidentify::draft::{Draft, Generalised, SurfaceRisk};
use noroshi_deidentify::kept::{BeforeAfter, Decision, FindingRecord, Held, SentenceView};
use serde::Serialize;
use serde::ser::{SerializeStruct, Serializer};

use crate::Run;

/// Everything the script reads. What there are many of is written from where it lies, never copied together.
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
    mapping: &'a [(Arc<str>, Box<str>)],
    documents: Documents<'a>,
    notices: Vec<Remark<'a>>,
    draft: Option<Glance<'a>>,
    ladder: Option<&'a noroshi_deidentify::ladder::Record>,
}

/// Findings, one array a column; numbers point into the tables.
struct Columns<'a> {
    rows: &'a [FindingRecord],
    material: Vec<u32>,
    layers: Vec<u32>,
    class: Vec<u32>,
    kind: Vec<u32>,
    rule: Vec<u32>,
    judged: Vec<u32>,
    reason: Vec<u32>,
}

/// Documents before and after.
struct Documents<'a> {
    all: &'a [BeforeAfter],
    reasons: HashMap<(&'a str, &'a str), u32>,
}

#[derive(Serialize)]
struct Document<'a> {
    material: &'a str,
    part: &'a str,
    sentences: Sentences<'a>,
}

/// Before, after, decision, reason, marks as flat triples of UTF-16 start, end and finding.
#[derive(Serialize)]
struct Sentence<'a>(&'a str, &'a str, Decision, u32, Vec<u32>);

/// One column of all rows, made while it is written.
struct Each<'a, R, T>(&'a [R], fn(&'a R) -> T);

impl<'a, R, T: Serialize> Serialize for Each<'a, R, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(self.1))
    }
}

/// Row and cell, for the few rows that have one.
struct Few<'a, R, T>(&'a [R], fn(&'a R) -> Option<T>);

impl<'a, R, T: Serialize> Serialize for Few<'a, R, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let cells = (0_u32..).zip(self.0).filter_map(|(at, row)| Some((at, (self.1)(row)?)));
        serializer.collect_seq(cells)
    }
}

/// A place as people read it.
struct Shown<'a>(&'a Place);

impl Serialize for Shown<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self.0)
    }
}

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
    pivots: &'a [noroshi_deidentify::draft::Pivot],
}

impl<'a> Data<'a> {
    /// Gathers what the page shows.
    pub(crate) fn new(run: Run<'a>) -> Self {
        let mut tables = Tables::default();
        let findings = Columns::new(&run.kept.findings, &mut tables);
        for view in run.kept.documents.iter().flat_map(|document| &document.sentences) {
            tables.reasons.index((&view.reason.ja, &view.reason.en));
        }
        Self {
            lang: run.lang,
            made_at: run.made_at,
            refused: run.refused,
            surfaces: Surface::ALL.iter().map(|surface| (*surface, surface.label())).collect(),
            findings,
            documents: Documents { all: &run.kept.documents, reasons: tables.reasons.known },
            held: &run.kept.held,
            mapping: &run.kept.mapping,
            notices: run
                .notices
                .iter()
                .map(|notice| Remark { notice, unread: notice.code.is_unread() })
                .collect(),
            draft: run.draft.map(Glance::new),
            ladder: run.kept.ladder.as_ref(),
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
    fn new(rows: &'a [FindingRecord], tables: &mut Tables<'a>) -> Self {
        Self {
            rows,
            material: rows.iter().map(|row| tables.materials.index(&row.material)).collect(),
            layers: rows.iter().map(|row| tables.layers.index(&row.layers)).collect(),
            class: rows.iter().map(|row| tables.classes.index(row.class)).collect(),
            kind: rows.iter().map(|row| tables.kinds.index(row.kind)).collect(),
            rule: rows.iter().map(|row| tables.rules.index(row.rule)).collect(),
            judged: rows.iter().map(|row| tables.rules.index(row.judged_by)).collect(),
            reason: rows.iter().map(|row| tables.reasons.index((&row.reason.ja, &row.reason.en))).collect(),
        }
    }
}

impl Serialize for Columns<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let rows = self.rows;
        let mut out = serializer.serialize_struct("Columns", 16)?;
        out.serialize_field("id", &Each(rows, |row| row.id))?;
        out.serialize_field("material", &self.material)?;
        out.serialize_field("place", &Each(rows, |row| Shown(&row.place)))?;
        out.serialize_field("count", &Each(rows, |row| row.count))?;
        out.serialize_field("text", &Each(rows, |row| &*row.matched))?;
        out.serialize_field("layers", &self.layers)?;
        out.serialize_field("class", &self.class)?;
        out.serialize_field("kind", &self.kind)?;
        out.serialize_field("surface", &Each(rows, |row| row.surface.map(Surface::number)))?;
        out.serialize_field("rule", &self.rule)?;
        out.serialize_field("judged", &self.judged)?;
        out.serialize_field("decision", &Each(rows, |row| row.decision))?;
        out.serialize_field("becomes", &Each(rows, |row| &*row.becomes))?;
        out.serialize_field("reason", &self.reason)?;
        out.serialize_field("decoded", &Few(rows, |row| row.decoded.as_deref()))?;
        out.serialize_field("more", &Few(rows, more))?;
        out.end()
    }
}

/// Further places, where there are any.
fn more(row: &FindingRecord) -> Option<Each<'_, Place, Shown<'_>>> {
    (!row.more_places.is_empty()).then_some(Each(&row.more_places, Shown))
}

impl Serialize for Documents<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.all.iter().map(|source| Document {
            material: &source.material,
            part: &source.part,
            sentences: Sentences { all: &source.sentences, documents: self },
        }))
    }
}

/// Sentences of one document.
struct Sentences<'a> {
    all: &'a [SentenceView],
    documents: &'a Documents<'a>,
}

impl Serialize for Sentences<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.all.iter().map(|view| self.documents.sentence(view)))
    }
}

impl Documents<'_> {
    fn sentence<'v>(&self, view: &'v SentenceView) -> Sentence<'v> {
        let reason = self.reasons.get(&(&*view.reason.ja, &*view.reason.en)).copied().unwrap_or_default();
        Sentence(&view.before, &view.after, view.decision, reason, marks(&view.before, &view.marks))
    }
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
            pivots: &draft.pivots,
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
