//! The close look at a piece of text: both engines, our own words excused.

use std::borrow::Cow;
use std::collections::HashSet;
use std::io;
use std::ops::Range;

use noroshi_base::{DocumentHead, DocumentKind, Sensitive, Text};
use noroshi_detect::{Class, Finding, Scratch, Strength, What, parts_apart};
use noroshi_read::{Passage, Role};

use super::naive::Naive;
use super::survey::{self, Piece, stretches};
use super::{Fixed, LEAKS, Leak, fixed, ids, strings};
use crate::Victim;

/// What is the same for every look.
pub(super) struct Sight<'a> {
    pub(super) victim: Victim<'a>,
    pub(super) fixed: Fixed,
    pub(super) naive: Naive,
}

/// Looks at the pieces of one file.
pub(super) struct Looker<'a> {
    pub(super) sight: &'a Sight<'a>,
    file: &'a str,
    /// Whether the package lists a value as an item; prose alone asks.
    pub(super) listed: Option<&'a dyn Fn(&str) -> bool>,
    pub(super) scratch: Scratch,
    /// Strings already looked at: templates repeat them for every item.
    seen: HashSet<u64>,
    pub(super) leaks: Vec<Leak>,
}

impl<'a> Looker<'a> {
    pub(super) fn new(sight: &'a Sight<'a>, file: &'a str) -> Self {
        Self {
            sight,
            file,
            listed: None,
            scratch: Scratch::default(),
            seen: HashSet::new(),
            leaks: Vec::new(),
        }
    }

    /// Looks at a page for people: its bytes, the whole in stretches that overlap, so that nothing hides between two
    /// strings, and every line.
    pub(super) fn prose(&mut self, text: &str) -> io::Result<()> {
        self.raw(text, 0);
        for stretch in stretches(text) {
            self.seen.clear();
            let place = format!("offset {}", stretch.start);
            self.text(&place, text.get(stretch).unwrap_or_default(), false);
        }
        self.seen.clear();
        // A summary is made of values that were judged one by one and of expressions that follow from them, in which
        // `password=[^&]*` looks like a secret: as in structured files, only the profile counts there.
        let prose = !self.file.starts_with("summary.");
        strings::of(self.file, &|| Ok(text.as_bytes()), &mut |place, string| self.text(place, string, prose))
    }

    /// Looks at a piece of a structured file.
    pub(super) fn piece(&mut self, piece: &Piece) {
        self.seen.clear();
        match piece {
            Piece::Stretch(start, stretch) => {
                self.text(&format!("offset {start}"), stretch, false);
                self.raw(stretch, *start);
            }
            Piece::Batch(strings) => {
                strings.iter().for_each(|(place, string)| self.text(place, string, false));
            }
        }
    }

    /// Looks at bytes as bytes: other encodings, and any XOR key.
    fn raw(&mut self, text: &str, start: u64) {
        let text = ids::blanked(text).map_or(Cow::Borrowed(text), Cow::Owned);
        let found = survey::raw(self.sight.victim, &text);
        if found.is_empty() {
            return;
        }
        let excused = self.sight.fixed.ranges(&text);
        for finding in found.iter().filter(|finding| !fixed::covers(&excused, &finding.span)) {
            let bytes = text.as_bytes().get(finding.span.clone()).unwrap_or_default();
            let place = format!("offset {}", start + finding.span.start as u64);
            self.leak(place, finding.rule, &String::from_utf8_lossy(bytes));
        }
    }

    pub(super) fn text(&mut self, place: &str, text: &str, prose: bool) {
        let known = crate::gather::bounded::fixed_hash(&[text.as_bytes()]);
        if text.is_empty() || !self.seen.insert(known) {
            return;
        }
        let head =
            DocumentHead { material: "share".into(), kind: DocumentKind::Structured, media: "text".into() };
        let blank = ids::blanked(text);
        let text = blank.as_deref().unwrap_or(text);
        let mut found = Vec::new();
        let passage = Passage::new("", Role::Lines, text);
        let detector = self.sight.victim.detector;
        detector.passage(&head, &passage, &mut self.scratch, &mut found);
        if let Some(apart) = parts_apart(text) {
            detector.profiled(&apart, &Role::Lines, &mut self.scratch, &mut found);
        }
        let naive = self.sight.naive.find(text);
        if naive.is_none() && !found.iter().any(|f| matches!(f.what, What::Identifier(_))) {
            return;
        }
        let excused = self.sight.fixed.ranges(text);
        for finding in found.iter().filter(|finding| !fixed::covers(&excused, &finding.span)) {
            let matched = text.get(finding.span.clone()).unwrap_or_default();
            if self.shows(finding, matched, prose) {
                self.leak(place.to_owned(), finding.rule, matched);
            }
        }
        // The second engine looks again at the text without our own words.
        if naive.is_some()
            && let Some(entry) = self.sight.naive.find(&without(text, &excused))
        {
            self.leak(place.to_owned(), "proof.second-engine", entry);
        }
    }

    /// Whether what was matched shows the victim or, in prose, somebody else to protect.
    fn shows(&self, finding: &Finding, matched: &str, prose: bool) -> bool {
        let What::Identifier(name) = &finding.what else { return false };
        let unnamed = prose
            && name.strength == Strength::Certain
            && matches!(name.class, Class::P | Class::S)
            && !self.listed.is_some_and(|listed| listed(matched) || listed(name.canonical.expose()));
        finding.tells() || unnamed
    }

    fn leak(&mut self, place: String, rule: &'static str, matched: &str) {
        let name = self.file;
        let reason = Text::owned(
            format!("{name} に被害組織または個人を示す箇所がある"),
            format!("{name} holds something that shows the victim or a person"),
        );
        self.add(place, rule, reason, matched);
    }

    /// A look that died has proven nothing.
    pub(super) fn unfinished(&mut self) {
        self.scratch = Scratch::default();
        let name = self.file;
        let reason = Text::owned(
            format!("{name} の検査が内部エラーで終わらなかった"),
            format!("the check of {name} stopped on an internal error"),
        );
        self.add("-".to_owned(), "proof.unfinished", reason, "");
    }

    fn add(&mut self, place: String, rule: &'static str, reason: Text, matched: &str) {
        if self.leaks.len() < LEAKS {
            let (file, matched) = (self.file.to_owned(), Sensitive::new(matched.to_owned()));
            self.leaks.push(Leak { file, place, rule, reason, matched });
        }
    }
}

/// The text with the excused ranges blanked.
fn without(text: &str, ranges: &[Range<usize>]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for range in ranges {
        out.push_str(text.get(at..range.start).unwrap_or_default());
        out.push('\n');
        at = at.max(range.end);
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out
}
