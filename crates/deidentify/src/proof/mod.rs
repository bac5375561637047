//! The proof: final bytes are read back before they may be written.
//!
//! Every file is looked at four times: its name; its raw bytes, every encoding and XOR key included; its text as a
//! whole; and every string in it on its own (JSON keys and values unescaped, CSV cells, lines). A second engine that
//! shares no code with the detector searches the profile's plain entries over decoded forms ([`naive`]).
//!
//! What follows from the profile refuses the package wherever it stands and however weak the match is. Persons,
//! phones and secrets that no profile names refuse it in prose (`.md`); in the structured files every value was judged
//! alone, and our own syntax around it (`key = '…'`) would look like a secret.
//!
//! A victim may be called like a word of ours ("Amber", "Target"). Nothing is weakened for that: a hit is excused only
//! where it lies wholly inside a fixed text of the templates or one of our tokens ([`Fixed`]).

mod fixed;
mod ids;
mod naive;
mod strings;
mod survey;

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;

use noroshi_base::{DocumentHead, DocumentKind, Text};
use noroshi_detect::{Class, Finding, Identifier, Scratch, Strength, What};
use noroshi_read::{Passage, Role};

use crate::Victim;
use crate::judge::hits::parts_apart;
pub use fixed::Fixed;
use survey::{Piece, stretches};

/// One file of a package, rendered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenderedFile {
    /// Path below `share/`.
    pub name: String,
    /// Bytes.
    pub bytes: Vec<u8>,
}

/// Files that were read back and show nobody; only [`prove`] makes one.
#[derive(Debug)]
pub struct Proven {
    files: Vec<RenderedFile>,
}

impl Proven {
    /// The files, to be written as they are.
    pub fn files(&self) -> &[RenderedFile] {
        &self.files
    }
}

/// A hit in final bytes. Its text is private: it goes to `keep/`, never to a log.
#[derive(Debug, Clone)]
pub struct Leak {
    /// File below `share/`.
    pub file: String,
    /// Offset or JSON path.
    pub place: String,
    /// Rule that hit.
    pub rule: &'static str,
    /// Reason for people, without the text.
    pub reason: Text,
    /// The text.
    pub matched: noroshi_base::Sensitive<String>,
}

/// Leaks reported at most.
const LEAKS: usize = 1000;
/// Reads the files back through rooms 1 to 3: names, raw bytes, every JSON string, CSV cell and line, every layer.
///
/// # Errors
/// All hits; the package is refused.
pub fn prove(files: Vec<RenderedFile>, victim: Victim<'_>) -> Result<Proven, Vec<Leak>> {
    prove_with(files, victim, &[])
}

/// Like [`prove`]; `templates` are further fixed texts of the renderer (headings, field names, boilerplate).
///
/// # Errors
/// All hits; the package is refused.
pub fn prove_with(
    files: Vec<RenderedFile>,
    victim: Victim<'_>,
    templates: &[&str],
) -> Result<Proven, Vec<Leak>> {
    let fixed = Fixed::new(templates);
    let naive = naive::Naive::new(victim.profile);
    let mut prover = Prover {
        victim,
        fixed,
        naive,
        scratch: Scratch::default(),
        seen: HashSet::new(),
        leaks: Vec::new(),
        listed: listed(&files),
    };
    for file in &files {
        prover.file(file);
    }
    if prover.leaks.is_empty() { Ok(Proven { files }) } else { Err(prover.leaks) }
}

/// Values the package lists as items: an e-mail address among them was judged to be the attacker's.
fn listed(files: &[RenderedFile]) -> HashSet<String> {
    let tables = files.iter().filter(|file| file.name.ends_with(".csv"));
    let mut out = HashSet::new();
    for file in tables {
        strings::cells(&String::from_utf8_lossy(&file.bytes), |_, cell| {
            out.insert(cell.to_lowercase());
        });
    }
    out
}

struct Prover<'a> {
    victim: Victim<'a>,
    fixed: Fixed,
    naive: naive::Naive,
    scratch: Scratch,
    /// Strings already looked at: templates repeat them for every item.
    seen: HashSet<u64>,
    leaks: Vec<Leak>,
    listed: HashSet<String>,
}

impl Prover<'_> {
    fn file(&mut self, file: &RenderedFile) {
        self.text(file, "name", &file.name, false);
        let text = String::from_utf8_lossy(&file.bytes);
        if file.name.ends_with(".md") || file.name.ends_with(".txt") {
            self.raw(file, &text, 0..text.len());
            self.whole(file, &text);
            self.seen.clear();
            strings::of(&file.name, &text, &mut |place, string| self.text(file, place, string, true));
            return;
        }
        let suspects = survey::suspects(self.victim, &self.naive, &file.name, &text);
        self.seen.clear();
        for suspect in suspects {
            match suspect {
                Piece::Stretch(range) => {
                    let stretch = text.get(range.clone()).unwrap_or_default();
                    self.text(file, &format!("offset {}", range.start), stretch, false);
                    self.raw(file, &text, range);
                }
                Piece::Batch(strings) => {
                    for (place, string) in &strings {
                        self.text(file, place, string, false);
                    }
                }
            }
        }
    }

    /// Looks at bytes as bytes: other encodings, and any XOR key.
    fn raw(&mut self, file: &RenderedFile, text: &str, range: Range<usize>) {
        let stretch = text.get(range.clone()).unwrap_or_default();
        let stretch = ids::blanked(stretch).map_or(Cow::Borrowed(stretch), Cow::Owned);
        let found = survey::raw(self.victim, &stretch);
        if found.is_empty() {
            return;
        }
        let excused = self.fixed.ranges(&stretch);
        for finding in found.iter().filter(|finding| !fixed::covers(&excused, &finding.span)) {
            let bytes = stretch.as_bytes().get(finding.span.clone()).unwrap_or_default();
            let place = format!("offset {}", range.start + finding.span.start);
            self.leak(file, place, finding.rule, &String::from_utf8_lossy(bytes));
        }
    }

    /// The whole text in stretches that overlap, so that nothing hides between two strings.
    fn whole(&mut self, file: &RenderedFile, text: &str) {
        for stretch in stretches(text) {
            self.seen.clear();
            let place = format!("offset {}", stretch.start);
            self.text(file, &place, text.get(stretch).unwrap_or_default(), false);
        }
    }

    fn text(&mut self, file: &RenderedFile, place: &str, text: &str, prose: bool) {
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
        self.victim.detector.passage(&head, &passage, &mut self.scratch, &mut found);
        if let Some(apart) = parts_apart(text) {
            self.victim.detector.profiled(&apart, &Role::Lines, &mut self.scratch, &mut found);
        }
        let naive = self.naive.find(text);
        if naive.is_none() && !found.iter().any(|f| matches!(f.what, What::Identifier(_))) {
            return;
        }
        let excused = self.fixed.ranges(text);
        for finding in found.iter().filter(|finding| !fixed::covers(&excused, &finding.span)) {
            let matched = text.get(finding.span.clone()).unwrap_or_default();
            if self.shows(finding, matched, prose) {
                self.leak(file, place.to_owned(), finding.rule, matched);
            }
        }
        // The second engine looks again at the text without our own words.
        if naive.is_some()
            && let Some(entry) = self.naive.find(&without(text, &excused))
        {
            self.leak(file, place.to_owned(), "proof.second-engine", entry.clone().as_str());
        }
    }

    /// Whether what was matched shows the victim or, in prose, somebody else to protect.
    fn shows(&self, finding: &Finding, matched: &str, prose: bool) -> bool {
        let What::Identifier(name) = &finding.what else { return false };
        let unnamed = prose
            && name.strength == Strength::Certain
            && matches!(name.class, Class::P | Class::S)
            && !self.listed.contains(&matched.to_lowercase())
            && !self.listed.contains(&name.canonical.expose().to_lowercase());
        profiled(name) || unnamed
    }

    fn leak(&mut self, file: &RenderedFile, place: String, rule: &'static str, matched: &str) {
        if self.leaks.len() >= LEAKS {
            return;
        }
        let name = &file.name;
        self.leaks.push(Leak {
            file: name.clone(),
            place,
            rule,
            reason: Text::owned(
                format!("{name} に被害組織または個人を示す箇所がある"),
                format!("{name} holds something that shows the victim or a person"),
            ),
            matched: noroshi_base::Sensitive::new(matched.to_owned()),
        });
    }
}

/// Whether a hit follows from the profile; context words are wide on purpose and are no leak.
fn profiled(name: &Identifier) -> bool {
    (name.entry.is_some() || name.related) && name.class != Class::Q
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
