//! Collects what headers state before anything is given out.

use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use noroshi_base::IndicatorKind;

use crate::{Hint, Passage, Role};

/// Most passages of one file beside its strings.
const PASSAGES: usize = 20_000;
/// Most embedded files handed on.
const CHILDREN: usize = 64;
/// Longest value of a property, in bytes.
const VALUE: usize = 1 << 20;

/// A named stretch of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Region {
    /// `section .text`, `overlay`; empty when the file has no parts.
    pub(super) name: String,
    /// Its bytes.
    pub(super) range: Range<usize>,
}

/// Passages, stretches, embedded files and failures of one file.
#[derive(Debug, Default)]
pub(super) struct Facts {
    passages: Vec<Passage>,
    regions: Vec<Region>,
    children: Vec<(String, Range<usize>)>,
    broken: Vec<&'static str>,
    objects: u32,
}

impl Facts {
    /// Number of a new object of the document.
    pub(super) fn object(&mut self) -> u32 {
        self.objects = self.objects.saturating_add(1);
        self.objects
    }

    /// Adds an indicator; its feed type is `<object name>:<relation>`.
    #[expect(clippy::too_many_arguments, reason = "one row of a table")]
    pub(super) fn indicator(
        &mut self,
        part: &str,
        kind: IndicatorKind,
        object_name: &str,
        object: u32,
        relation: &str,
        value: String,
        to_ids: bool,
    ) {
        let hint = Hint {
            kind: Some(kind),
            feed_type: format!("{object_name}:{relation}"),
            to_ids,
            object,
            object_name: object_name.to_owned(),
            relation: relation.to_owned(),
            ..Hint::default()
        };
        let mut passage = Passage::new(part, Role::Property(relation.into()), value);
        passage.hint = Some(Box::new(hint));
        self.push(passage);
    }

    /// Adds a property of the file that is no indicator by itself.
    pub(super) fn property(&mut self, part: &str, name: &str, value: impl Into<String>) {
        self.push(Passage::new(part, Role::Property(name.into()), value));
    }

    /// Adds names, one a line, as strings.
    pub(super) fn lines<T: AsRef<str>>(&mut self, part: &str, lines: impl IntoIterator<Item = T>) {
        let mut text = String::new();
        for line in lines {
            if text.len() + line.as_ref().len() >= VALUE {
                break;
            }
            text.extend(line.as_ref().chars().filter(|letter| !letter.is_control()));
            text.push('\n');
        }
        self.push(Passage::new(part, Role::Strings, text));
    }

    fn push(&mut self, mut passage: Passage) {
        let text = passage.text.trim_matches(['\0', ' ', '\n', '\r']);
        if text.is_empty() || text.len() > VALUE || self.passages.len() >= PASSAGES {
            return;
        }
        if text.len() != passage.text.len() {
            passage.text = text.to_owned();
        }
        self.passages.push(passage);
    }

    /// Names a stretch whose strings are read under that name.
    pub(super) fn region(&mut self, name: String, start: usize, length: usize) {
        let range = start..start.saturating_add(length);
        self.regions.push(Region { name, range });
    }

    /// Hands an embedded file on.
    pub(super) fn child(&mut self, name: String, range: Range<usize>) {
        if self.children.len() < CHILDREN && !range.is_empty() {
            self.children.push((name, range));
        }
    }

    /// Runs one parser; a failure or a panic costs what it has not yet added, and is remembered.
    pub(super) fn guarded(&mut self, part: &'static str, parse: impl FnOnce(&mut Self) -> Option<()>) {
        let outcome = catch_unwind(AssertUnwindSafe(|| parse(self)));
        if !matches!(outcome, Ok(Some(()))) && !self.broken.contains(&part) {
            self.broken.push(part);
        }
    }

    /// Parts that did not follow their format.
    pub(super) fn broken(&self) -> &[&'static str] {
        &self.broken
    }

    /// Stretches that cover the file once, in order; what no section claims is named by where it stands.
    pub(super) fn cover(&self, length: usize) -> Vec<Region> {
        let mut named = self.regions.clone();
        named.sort_by_key(|region| (region.range.start, region.range.end));
        let mut out: Vec<Region> = Vec::new();
        let mut at = 0;
        for region in named {
            let (start, end) = (region.range.start.max(at), region.range.end.min(length));
            if start >= end {
                continue;
            }
            if start > at {
                let name = if at == 0 { "header" } else { "gap" };
                out.push(Region { name: name.to_owned(), range: at..start });
            }
            out.push(Region { name: region.name, range: start..end });
            at = end;
        }
        if at < length {
            let name = if at == 0 { "" } else { "overlay" };
            out.push(Region { name: name.to_owned(), range: at..length });
        }
        out
    }

    /// Passages and embedded files.
    pub(super) fn into_parts(self) -> (Vec<Passage>, Vec<(String, Range<usize>)>) {
        (self.passages, self.children)
    }
}

/// A part name that holds a name from the file.
pub(super) fn part(kind: &str, name: &str) -> Arc<str> {
    let name: String = name.chars().filter(|letter| !letter.is_control()).take(64).collect();
    if name.is_empty() { kind.into() } else { format!("{kind} {name}").into() }
}
