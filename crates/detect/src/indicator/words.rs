//! Names of malware, actors and techniques, and cues: one automaton over a lower-case copy of the view.

use daachorse::{DoubleArrayAhoCorasick, DoubleArrayAhoCorasickBuilder, MatchKind};
use hashbrown::HashMap;
use noroshi_base::IndicatorKind as Kind;
use noroshi_reference::Reference;

use super::cue::{self, Cue};
use super::scan::Scan;

/// What a pattern of the automaton means.
#[derive(Debug, Clone)]
enum Entry {
    /// A malware, a tool or an actor.
    Name { kind: Kind, written: String, canonical: String, ambiguous: bool },
    /// A technique by its name.
    Technique { id: String, words: usize },
    /// Something that tells what follows.
    Cue(Cue),
}

/// The automaton and what its patterns mean.
pub(super) struct Words {
    automaton: DoubleArrayAhoCorasick<u32>,
    entries: Vec<Entry>,
}

impl std::fmt::Debug for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Words({})", self.entries.len())
    }
}

/// Words beside which an everyday word is a malware.
const MALWARE_CUES: &[&str] = &[
    "malware",
    "trojan",
    "ransomware",
    "backdoor",
    "stealer",
    "loader",
    "botnet",
    "implant",
    " rat",
    "rootkit",
    "worm",
    "wiper",
    "dropper",
    "downloader",
    "infostealer",
    "spyware",
    "webshell",
    "マルウェア",
    "ランサム",
    "トロイ",
    "バックドア",
    "ウイルス",
    "ボット",
    "ローダ",
];

/// Words beside which an everyday word is an actor.
const ACTOR_CUES: &[&str] = &[
    "group",
    "actor",
    "apt",
    "gang",
    "threat",
    "hackers",
    "campaign",
    "attributed",
    "グループ",
    "攻撃者",
    "アクター",
    "集団",
    "攻撃キャンペーン",
];

/// Words beside which a single word is a technique.
const TECHNIQUE_CUES: &[&str] = &["att&ck", "mitre", "technique", "ttp", "t1", "手法", "戦術"];

impl Words {
    /// Builds the automaton from the reference data.
    pub(super) fn new(reference: &Reference) -> Self {
        let mut patterns: HashMap<String, Entry> = HashMap::new();
        let mut withdrawn = Vec::new();
        for (id, name) in reference.techniques() {
            let key = name.to_ascii_lowercase();
            let words = name.split(' ').count();
            if name.len() > 5
                && patterns.insert(key.clone(), Entry::Technique { id: id.to_owned(), words }).is_some()
            {
                // One name for two techniques says nothing.
                withdrawn.push(key);
            }
        }
        for key in withdrawn {
            patterns.remove(&key);
        }
        for (kind, names) in [
            (Kind::ThreatActor, reference.actor_names().collect::<Vec<_>>()),
            (Kind::Malware, reference.malware_names().collect()),
        ] {
            for name in names.into_iter().filter(|name| name.name.len() > 2) {
                let entry = Entry::Name {
                    kind,
                    written: name.name.to_owned(),
                    canonical: name.canonical.to_owned(),
                    ambiguous: name.ambiguous,
                };
                patterns.insert(name.name.to_ascii_lowercase(), entry);
            }
        }
        for (text, cue) in cue::CUES {
            patterns.insert((*text).to_owned(), Entry::Cue(*cue));
        }
        let (texts, entries): (Vec<_>, Vec<_>) = patterns.into_iter().unzip();
        let automaton = DoubleArrayAhoCorasickBuilder::new()
            .match_kind(MatchKind::LeftmostLongest)
            .build(&texts)
            .expect("keys of a map are unique, none is empty, and there are always cues");
        Self { automaton, entries }
    }

    /// Walks over the view's lower-case copy.
    pub(super) fn run(&self, lower: &str, scan: &mut Scan<'_, '_>) {
        let mut taken = Taken::default();
        for found in self.automaton.leftmost_find_iter(lower) {
            let (start, end) = (found.start(), found.end());
            let entry = usize::try_from(found.value()).ok().and_then(|index| self.entries.get(index));
            match entry {
                Some(Entry::Cue(cue)) => scan.cued(start, end, *cue, lower),
                Some(Entry::Technique { id, words }) if scan.stands_alone(start, end)
                    && scan.is_technique(start, end, *words, lower) && !taken.covers(scan, start) => {
                        scan.emit(start..end, Kind::AttackPattern, id.clone());
                    }
                Some(Entry::Name { kind, written, canonical, ambiguous })
                    if scan.stands_alone(start, end)
                    && scan.is_name(start, end, written, *kind, *ambiguous, lower)
                        && !taken.covers(scan, start)
                    => {
                        scan.emit(start..end, *kind, canonical.clone());
                    }
                _ => {}
            }
        }
    }
}

/// Finds out whether an offset lies inside an earlier finding; offsets are asked in rising order.
#[derive(Debug, Default)]
struct Taken {
    sorted: Option<Vec<std::ops::Range<usize>>>,
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

    fn has_near(&self, start: usize, end: usize, lower: &str, cues: &[&str]) -> bool {
        let bytes = lower.as_bytes();
        let before = bytes.get(start.saturating_sub(32)..start).unwrap_or_default();
        let after = bytes.get(end..(end + 32).min(bytes.len())).unwrap_or_default();
        cues.iter().any(|cue| {
            [before, after].iter().any(|side| memchr::memmem::find(side, cue.as_bytes()).is_some())
        })
    }

    fn is_name(
        &self,
        start: usize,
        end: usize,
        written: &str,
        kind: Kind,
        ambiguous: bool,
        lower: &str,
    ) -> bool {
        let text = self.str(start..end);
        if ambiguous {
            let cues = if kind == Kind::Malware { MALWARE_CUES } else { ACTOR_CUES };
            return text == written
                && text.bytes().any(|byte| byte.is_ascii_uppercase())
                && self.has_near(start, end, lower, cues);
        }
        let cased = text == written || text.len() > 5 || text.bytes().all(|byte| !byte.is_ascii_lowercase());
        cased && (text.len() > 3 || text == written)
    }

    fn is_technique(&self, start: usize, end: usize, words: usize, lower: &str) -> bool {
        let text = self.str(start..end);
        let titled = text
            .split([' ', '-', '/'])
            .filter(|word| word.len() > 3)
            .all(|word| word.bytes().next().is_some_and(|byte| byte.is_ascii_uppercase()));
        titled && (words > 1 || self.has_near(start, end, lower, TECHNIQUE_CUES))
    }
}
