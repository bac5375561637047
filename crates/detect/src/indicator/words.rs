//! Names of malware, actors and techniques, and cues: looked up by their first word.
//!
//! The first letters of each word of the view are looked for in a bitmap that fits the first-level cache; only words that
//! may open a name are compared. Names and cues in Japanese, which stand in no words, have a small automaton.

use std::ops::Range;
use std::sync::OnceLock;

use aho_corasick::{AhoCorasick, MatchKind};
use hashbrown::HashMap;
use noroshi_base::IndicatorKind as Kind;
use noroshi_read::Role;
use noroshi_reference::Reference;

use super::class;
use super::cue_table::{CUES, Cue};
use super::lanes::Lanes;
use super::lists::{ACTOR_CUES, EVERYDAY, MALWARE_CUES, TECHNIQUE_CUES};
use super::phrases::PHRASES;
use super::scan::Scan;

/// What a pattern means.
#[derive(Debug, Clone)]
enum Meaning {
    /// A malware, a tool or an actor.
    Name { kind: Kind, written: &'static str, canonical: &'static str, ambiguous: bool },
    /// A technique by its name.
    Technique { id: &'static str, words: usize },
    /// A technique by what reports call it.
    Phrase(&'static str),
    /// Something that tells what follows.
    Cue(Cue),
}

/// A pattern in lower case.
#[derive(Debug)]
struct Entry {
    text: Vec<u8>,
    /// Bytes before its first word.
    lead: usize,
    /// Bytes of its first word.
    first: usize,
    meaning: Meaning,
}

/// What an entry asks for behind its first word; told apart without a look at the entry.
#[derive(Debug, Clone, Copy)]
struct Opening {
    /// The bytes behind the first word, as [`key`] reads them.
    tail: u64,
    /// Which of their bits count.
    mask: u64,
    entry: u32,
}

/// Bits of the bitmap.
const BITS: u32 = 17;

/// All patterns.
pub(super) struct Words {
    bitmap: Vec<u64>,
    entries: Vec<Entry>,
    /// Openings, grouped by the key of their first word, longest entry first.
    openings: Vec<Opening>,
    /// Where the group of a key stands.
    by_word: HashMap<u64, Range<u32>>,
    /// Built when the first text that is not ASCII comes.
    japanese: OnceLock<AhoCorasick>,
    /// Entries of the automaton's patterns.
    japanese_entries: Vec<u32>,
}

impl std::fmt::Debug for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Words({})", self.entries.len())
    }
}

/// Bytes of a word that it is looked up by.
const KEY: usize = 8;

/// The first bytes of a text, letters in lower case; of other bytes some fall together.
#[inline]
fn load(text: &[u8]) -> u64 {
    let head = match text.first_chunk::<KEY>() {
        Some(head) => *head,
        None => {
            let mut head = [0; KEY];
            head.iter_mut().zip(text).for_each(|(to, from)| *to = *from);
            head
        }
    };
    // Letters without this bit are capitals; digits have it.
    u64::from_le_bytes(head) | 0x2020_2020_2020_2020
}

/// Bits of the first bytes of [`load`].
#[inline]
const fn mask(length: usize) -> u64 {
    if length < KEY { !(u64::MAX << (8 * length)) } else { u64::MAX }
}

/// The first letters and digits of a word, in lower case.
#[inline]
fn key(word: &[u8], length: usize) -> u64 {
    load(word) & mask(length)
}

fn opening(entry: &Entry, index: u32) -> Opening {
    let tail = entry.text.get(entry.lead + entry.first..).unwrap_or_default();
    Opening { tail: load(tail), mask: mask(tail.len()), entry: index }
}

/// Spreads a key over the bitmap.
const fn spread(key: u64) -> u64 {
    key.wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

impl Words {
    /// Sorts the reference data by first words.
    pub(super) fn new(reference: &'static Reference) -> Self {
        let entries: Vec<Entry> = patterns(reference).into_iter().filter_map(entry).collect();
        let mut words = Self {
            bitmap: vec![0; 1 << (BITS - 6)],
            openings: Vec::with_capacity(entries.len()),
            by_word: HashMap::with_capacity(entries.len()),
            japanese: OnceLock::new(),
            japanese_entries: Vec::new(),
            entries: Vec::new(),
        };
        let mut keyed = Vec::with_capacity(entries.len());
        for (index, entry) in (0_u32..).zip(&entries) {
            if !entry.text.is_ascii() {
                words.japanese_entries.push(index);
                continue;
            }
            let key = key(entry.text.get(entry.lead..).unwrap_or_default(), entry.first);
            words.set(spread(key));
            keyed.push((key, std::cmp::Reverse(entry.text.len()), index, opening(entry, index)));
        }
        keyed.sort_unstable_by_key(|(key, length, index, _)| (*key, *length, *index));
        for (place, (key, _, _, opening)) in (0_u32..).zip(keyed) {
            words.openings.push(opening);
            words.by_word.entry(key).or_insert(place..place).end = place + 1;
        }
        words.entries = entries;
        words
    }

    fn set(&mut self, hash: u64) {
        let bit = hash >> (64 - BITS);
        if let Some(word) = usize::try_from(bit >> 6).ok().and_then(|index| self.bitmap.get_mut(index)) {
            *word |= 1 << (bit & 63);
        }
    }

    #[inline]
    fn may_open(&self, hash: u64) -> bool {
        let bit = hash >> (64 - BITS);
        let word = usize::try_from(bit >> 6).ok().and_then(|index| self.bitmap.get(index));
        word.is_some_and(|word| word >> (bit & 63) & 1 == 1)
    }

    /// Looks at every word of the view.
    pub(super) fn run(&self, scan: &mut Scan<'_, '_>, lanes: &Lanes) {
        let bytes = scan.text.as_bytes();
        let mut taken = Taken::default();
        let mut done = 0;
        for word in lanes.words.runs() {
            let key = key(bytes.get(word.start..).unwrap_or_default(), word.len());
            let long = || word.len() > 1 || matches!(bytes.get(word.end), Some(b'-' | b'.'));
            if self.may_open(spread(key)) && word.start >= done && long() {
                done = self.at_word(word, key, scan, &mut taken).unwrap_or(done);
            }
        }
        if !scan.text.is_ascii() {
            self.run_japanese(scan, &mut taken);
        }
    }

    /// Tries the entries that a word opens; gives the end of the name that was found.
    fn at_word(
        &self,
        word: Range<usize>,
        key: u64,
        scan: &mut Scan<'_, '_>,
        taken: &mut Taken,
    ) -> Option<usize> {
        let group = self.by_word.get(&key)?;
        let openings = self.openings.get(group.start as usize..group.end as usize)?.iter();
        let tail = load(scan.slice(word.end..scan.text.len()));
        let fitting = openings.filter(|opening| (opening.tail ^ tail) & opening.mask == 0);
        for entry in fitting.filter_map(|opening| self.entry(opening.entry)) {
            let Some(from) = word.start.checked_sub(entry.lead) else { continue };
            let end = from + entry.text.len();
            if entry.first == word.len()
                && scan.slice(from..end).eq_ignore_ascii_case(&entry.text)
                && scan.means(from, end, &entry.meaning, taken)
            {
                return Some(end);
            }
        }
        None
    }

    fn run_japanese(&self, scan: &mut Scan<'_, '_>, taken: &mut Taken) {
        taken.next = 0;
        taken.reach = 0;
        for found in self.japanese().find_iter(scan.text) {
            let entry =
                self.japanese_entries.get(found.pattern().as_usize()).and_then(|index| self.entry(*index));
            if let Some(entry) = entry {
                scan.means(found.start(), found.end(), &entry.meaning, taken);
            }
        }
    }

    fn japanese(&self) -> &AhoCorasick {
        self.japanese.get_or_init(|| {
            let texts = self.japanese_entries.iter().filter_map(|index| self.entry(*index));
            let built = AhoCorasick::builder()
                .match_kind(MatchKind::LeftmostLongest)
                .build(texts.map(|entry| entry.text.as_slice()));
            // Too many patterns are the only error, and an empty set has none.
            built.unwrap_or_else(|_| AhoCorasick::new([] as [&[u8]; 0]).expect("no patterns are a valid set"))
        })
    }

    fn entry(&self, index: u32) -> Option<&Entry> {
        self.entries.get(usize::try_from(index).ok()?)
    }
}

fn entry((text, meaning): (String, Meaning)) -> Option<Entry> {
    let lead = if text.is_ascii() { text.bytes().position(|byte| byte.is_ascii_alphanumeric())? } else { 0 };
    let first = text.bytes().skip(lead).take_while(u8::is_ascii_alphanumeric).count();
    Some(Entry { text: text.into_bytes(), lead, first, meaning })
}

/// All patterns by their lower-case text; of two with one text, cues go before malware, malware before actors.
fn patterns(reference: &'static Reference) -> HashMap<String, Meaning> {
    let mut patterns = HashMap::with_capacity(1 << 13);
    let mut withdrawn = Vec::new();
    for (id, name) in reference.techniques().filter(|(_, name)| name.len() > 5) {
        let key = name.to_ascii_lowercase();
        let meaning = Meaning::Technique { id, words: name.split(' ').count() };
        if patterns.insert(key.clone(), meaning).is_some() {
            // One name for two techniques says nothing.
            withdrawn.push(key);
        }
    }
    for key in withdrawn {
        patterns.remove(&key);
    }
    for (id, phrases) in PHRASES {
        for phrase in *phrases {
            patterns.insert((*phrase).to_owned(), Meaning::Phrase(id));
        }
    }
    let actors = reference.actor_names().map(|name| (Kind::ThreatActor, name));
    for (kind, name) in actors.chain(reference.malware_names().map(|name| (Kind::Malware, name))) {
        let key = name.name.to_ascii_lowercase();
        if name.name.len() > 2 && !EVERYDAY.contains(&key.as_str()) {
            let (written, canonical) = (name.name, name.canonical);
            patterns.insert(key, Meaning::Name { kind, written, canonical, ambiguous: name.ambiguous });
        }
    }
    patterns.extend(CUES.iter().map(|(text, cue)| ((*text).to_owned(), Meaning::Cue(*cue))));
    patterns
}

/// Finds out whether an offset lies inside an earlier finding; offsets are asked in rising order.
#[derive(Debug, Default)]
struct Taken {
    sorted: Option<Vec<Range<usize>>>,
    next: usize,
    reach: usize,
}

impl Taken {
    fn covers(&mut self, scan: &Scan<'_, '_>, at: usize) -> bool {
        let sorted = self.sorted.get_or_insert_with(|| {
            let mut places = scan.places().to_vec();
            places.sort_by_key(|place| place.start);
            places
        });
        while let Some(place) = sorted.get(self.next).filter(|place| place.start <= at) {
            self.reach = self.reach.max(place.end);
            self.next += 1;
        }
        at < self.reach
    }
}

impl Scan<'_, '_> {
    /// Whether no letter, digit or label stands directly at either side.
    fn stands_alone(&self, start: usize, end: usize) -> bool {
        let (before, next) = (self.before(start), self.at(end));
        let joined = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'@' | b'\\' | b'_');
        let dotted = next == b'.' && self.at(end + 1).is_ascii_alphanumeric();
        // A letter beyond ASCII that is not Japanese goes on with the word.
        let accented = matches!(before, 0x80..=0xBF)
            && matches!(self.before(start.saturating_sub(1)), 0xC3..=0xDF)
            || matches!(next, 0xC3..=0xDF);
        !joined(before) && !joined(next) && !dotted && before != b'.' && !accented
    }

    /// Acts on a pattern that stands at `start..end`; says whether a name was found there.
    fn means(&mut self, start: usize, end: usize, meaning: &Meaning, taken: &mut Taken) -> bool {
        match meaning {
            Meaning::Cue(cue) => {
                self.cued(start, end, *cue);
                false
            }
            Meaning::Technique { id, words } => {
                let found = self.stands_alone(start, end)
                    && self.is_technique(start, end, *words)
                    && !taken.covers(self, start);
                if found {
                    self.emit(start..end, Kind::AttackPattern, (*id).to_owned());
                }
                found
            }
            Meaning::Phrase(id) => {
                let found = matches!(self.role, Role::Prose)
                    && self.stands_alone(start, end)
                    && !taken.covers(self, start);
                if found {
                    self.emit(start..end, Kind::AttackPattern, (*id).to_owned());
                }
                found
            }
            Meaning::Name { kind, written, canonical, ambiguous } => {
                let fits =
                    self.stands_alone(start, end) && self.is_name(start, end, written, *kind, *ambiguous);
                let found = fits && !taken.covers(self, start);
                if found {
                    self.emit(start..end, *kind, (*canonical).to_owned());
                }
                found
            }
        }
    }

    /// Whether a cue stands within 32 bytes at either side.
    fn has_near(&self, start: usize, end: usize, cues: &[&str]) -> bool {
        let before = self.slice(start.saturating_sub(32)..start).to_ascii_lowercase();
        let after = self.slice(end..end + 32).to_ascii_lowercase();
        cues.iter()
            .any(|cue| class::contains(&before, cue.as_bytes()) || class::contains(&after, cue.as_bytes()))
    }

    /// Whether a cue is the next word at either side.
    fn is_beside(&self, start: usize, end: usize, cues: &[&str]) -> bool {
        let is_gap =
            |byte: &u8| matches!(byte, b' ' | b'"' | b'\'' | b'`' | b'-' | b'(' | b')' | b':' | b'*');
        let after = self.slice(end..end + 32).to_ascii_lowercase();
        let gap = after.iter().take_while(|byte| is_gap(byte)).count();
        let after = after.get(gap..).unwrap_or_default();
        let after = after
            .strip_prefix("」".as_bytes())
            .or_else(|| after.strip_prefix("』".as_bytes()))
            .unwrap_or(after);
        let before = self.slice(start.saturating_sub(40)..start).to_ascii_lowercase();
        let gap = before.iter().rev().take_while(|byte| is_gap(byte)).count();
        let before = before.get(..before.len() - gap).unwrap_or_default();
        let before = before
            .strip_suffix("「".as_bytes())
            .or_else(|| before.strip_suffix("『".as_bytes()))
            .unwrap_or(before);
        let before =
            before.strip_suffix("の".as_bytes()).or_else(|| before.strip_suffix(b" the")).unwrap_or(before);
        cues.iter().any(|cue| after.starts_with(cue.as_bytes()) || before.ends_with(cue.as_bytes()))
    }

    fn is_name(&self, start: usize, end: usize, written: &str, kind: Kind, ambiguous: bool) -> bool {
        let text = self.str(start..end);
        if ambiguous {
            let cues = if kind == Kind::Malware { MALWARE_CUES } else { ACTOR_CUES };
            return text == written
                && text.bytes().any(|byte| byte.is_ascii_uppercase())
                && self.is_beside(start, end, cues);
        }
        // `X-Agent-Id` is a header, not a malware.
        if self.at(end) == b'-' && self.at(end + 1).is_ascii_uppercase() {
            return false;
        }
        let cased = text == written || text.len() > 5 || text.bytes().all(|byte| !byte.is_ascii_lowercase());
        cased && (text.len() > 3 || text == written)
    }

    fn is_technique(&self, start: usize, end: usize, words: usize) -> bool {
        let text = self.str(start..end);
        let titled = text
            .split([' ', '-', '/'])
            .filter(|word| word.len() > 3)
            .all(|word| word.bytes().next().is_some_and(|byte| byte.is_ascii_uppercase()));
        titled && (words > 1 || self.has_near(start, end, TECHNIQUE_CUES))
    }
}
