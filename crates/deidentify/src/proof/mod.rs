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
mod naive;
mod strings;

use std::collections::HashSet;
use std::ops::Range;

use noroshi_base::{DocumentHead, DocumentKind, Text};
use noroshi_detect::{Class, Finding, Identifier, Scratch, Strength, What};
use noroshi_read::{Passage, Role};

use crate::Victim;
use crate::judge::hits::parts_apart;
pub use fixed::Fixed;

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
/// Bytes of text looked at in one go.
const STRETCH: usize = 1 << 20;
/// Bytes two stretches share.
const OVERLAP: usize = 4096;

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

/// Strings that are searched together.
#[derive(Default)]
struct Batch {
    joined: String,
    strings: Vec<(String, String)>,
}

/// Distinct strings of a file, in batches.
#[derive(Default)]
struct Batches {
    seen: HashSet<u64>,
    open: Batch,
    full: Vec<Batch>,
}

/// Bytes of one batch.
const BATCH: usize = 128 << 10;

impl Batches {
    fn add(&mut self, place: &str, string: &str) {
        if string.is_empty() || !self.seen.insert(crate::gather::bounded::fixed_hash(&[string.as_bytes()])) {
            return;
        }
        self.open.joined.push_str(string);
        // Two line ends: nothing is joined over them.
        self.open.joined.push_str("\n\n");
        self.open.strings.push((place.to_owned(), string.to_owned()));
        if self.open.joined.len() >= BATCH {
            self.full.push(std::mem::take(&mut self.open));
        }
    }

    fn finish(mut self) -> Vec<Batch> {
        self.full.push(self.open);
        self.full
    }
}

/// Whether either engine sees anything of the profile in a text.
fn suspicious(victim: Victim<'_>, naive: &naive::Naive, scratch: &mut Scratch, text: &str) -> bool {
    let mut found = Vec::new();
    victim.detector.profiled(text, &Role::Lines, scratch, &mut found);
    // Marks between parts belong to base64 too: a run is looked at once more with its parts set apart.
    if let Some(apart) = parts_apart(text) {
        victim.detector.profiled(&apart, &Role::Lines, scratch, &mut found);
    }
    !found.is_empty() || naive.find(text).is_some()
}

/// Stretches of a long text that overlap, so that nothing hides between two of them.
fn stretches(text: &str) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut start = 0;
    while start < text.len() {
        let stretch = crate::gather::words::head(text.get(start..).unwrap_or_default(), STRETCH);
        let end = start + stretch.len();
        out.push(start..end);
        if end >= text.len() {
            break;
        }
        let mut next = (end - OVERLAP.min(stretch.len() / 2)).max(start + 1);
        while !text.is_char_boundary(next) {
            next += 1;
        }
        start = next;
    }
    out
}

impl Prover<'_> {
    fn file(&mut self, file: &RenderedFile) {
        self.text(file, "name", &file.name, false);
        self.raw(file);
        let text = String::from_utf8_lossy(&file.bytes);
        let prose = file.name.ends_with(".md") || file.name.ends_with(".txt");
        if prose {
            self.whole(file, &text);
            self.seen.clear();
            strings::of(&file.name, &text, &mut |place, string| self.text(file, place, string, true));
            return;
        }
        for stretch in stretches(&text) {
            let place = format!("offset {}", stretch.start);
            let stretch = text.get(stretch).unwrap_or_default();
            if suspicious(self.victim, &self.naive, &mut self.scratch, stretch) {
                self.seen.clear();
                self.text(file, &place, stretch, false);
            }
        }
        self.strings(file, &text);
    }

    /// Looks at every string of a structured file on its own; strings that repeat are looked at once.
    ///
    /// Many are searched together first, on all cores: only where that shows anything are they searched one by one.
    fn strings(&mut self, file: &RenderedFile, text: &str) {
        let mut batches = Batches::default();
        strings::of(&file.name, text, &mut |place, string| batches.add(place, string));
        let batches = batches.finish();
        let next = std::sync::atomic::AtomicUsize::new(0);
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let (victim, naive) = (self.victim, &self.naive);
        let suspects: Vec<usize> = std::thread::scope(|scope| {
            let workers: Vec<_> = (0..threads)
                .map(|_| {
                    scope.spawn(|| {
                        let mut scratch = Scratch::default();
                        let mut found = Vec::new();
                        loop {
                            let at = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                            let Some(batch) = batches.get(at) else { return found };
                            if suspicious(victim, naive, &mut scratch, &batch.joined) {
                                found.push(at);
                            }
                        }
                    })
                })
                .collect();
            workers
                .into_iter()
                // A worker that died has proven nothing: everything is then searched one by one.
                .flat_map(|worker| worker.join().unwrap_or_else(|_| (0..batches.len()).collect()))
                .collect()
        });
        self.seen.clear();
        for batch in suspects.iter().filter_map(|at| batches.get(*at)) {
            for (place, string) in &batch.strings {
                self.text(file, place, string, false);
            }
        }
    }

    fn raw(&mut self, file: &RenderedFile) {
        let mut found = Vec::new();
        self.victim.detector.raw(&file.bytes, &mut found);
        if found.is_empty() {
            return;
        }
        let text = String::from_utf8_lossy(&file.bytes);
        // Offsets hold only while the bytes are the text; our renderers write UTF-8.
        let excused = if text.len() == file.bytes.len() { self.fixed.ranges(&text) } else { Vec::new() };
        for finding in found {
            let What::Identifier(name) = &finding.what else { continue };
            if profiled(name) && !fixed::covers(&excused, &finding.span) {
                let matched =
                    file.bytes.get(finding.span.clone()).map(String::from_utf8_lossy).unwrap_or_default();
                self.leak(file, format!("offset {}", finding.span.start), finding.rule, &matched);
            }
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
