//! All forms of all candidates, in little memory.

use std::sync::OnceLock;

use hashbrown::HashMap;
use noroshi_base::Surface;
use noroshi_profile::fold::{is_kanji, squash};
use noroshi_profile::{FieldRule, IdentifierKind, Needle, Variants, corporate, words};

use crate::candidate::{Candidate, Candidates};
use crate::odds::Class;
use crate::world;

/// Forms of one candidate; the plainest come first.
const FORMS: usize = 160;
/// Forms of all candidates.
const ALL_FORMS: usize = 3_000_000;
/// Bytes of a form that the automaton knows; what follows is compared. Most spellings of one name share these.
const PREFIX: usize = 12;
/// The same for names that begin as thousands of others do, with a legal form.
const LONG_PREFIX: usize = 36;
/// Group of all guesses of one candidate.
const GUESSES: u32 = u32::MAX;

/// One form of one candidate.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    pub(super) candidate: u32,
    pub(super) group: u32,
    tight_at: u32,
    tight_len: u16,
    pub(super) inside: bool,
    pub(super) class: Class,
    pub(super) surface: Surface,
    pub(super) breaks: u64,
    pub(super) how: &'static str,
}

#[derive(Debug, Default)]
pub(super) struct Forms {
    letters: String,
    entries: Vec<Entry>,
    patterns: Vec<(Box<str>, Vec<u32>)>,
}

impl Forms {
    pub(super) fn new(candidates: &Candidates) -> Self {
        let mut forms = Self::default();
        let mut index: HashMap<Box<str>, u32> = HashMap::new();
        for (number, candidate) in candidates.list.iter().enumerate() {
            let number = u32::try_from(number).unwrap_or(u32::MAX);
            forms.add(number, candidate, &mut index);
        }
        forms
    }

    fn add(&mut self, number: u32, candidate: &Candidate, index: &mut HashMap<Box<str>, u32>) {
        // Sector, region and size are another channel's; a name is looked for as a name.
        let profile = noroshi_profile::Profile {
            context: noroshi_profile::Context::default(),
            ..candidate.profile.clone()
        };
        let variants = Variants::expand(&profile);
        let mut taken = 0;
        for needle in &variants.needles {
            let Some(class) = class(needle) else { continue };
            if taken == FORMS || self.entries.len() == ALL_FORMS {
                break;
            }
            taken += 1;
            self.push(number, needle, class, index);
        }
    }

    fn push(&mut self, candidate: u32, needle: &Needle, class: Class, index: &mut HashMap<Box<str>, u32>) {
        let tight = needle.tight.expose();
        let Ok(tight_len) = u16::try_from(tight.len()) else { return };
        let Ok(tight_at) = u32::try_from(self.letters.len()) else { return };
        let squashed = squash(tight);
        let prefix = squashed.get(..squashed.floor_char_boundary(prefix_len(&squashed))).unwrap_or(&squashed);
        let id = index.get(prefix).copied().unwrap_or_else(|| {
            let next = u32::try_from(self.patterns.len()).unwrap_or(u32::MAX);
            self.patterns.push((prefix.into(), Vec::new()));
            index.insert(prefix.into(), next);
            next
        });
        let Some((_, behind)) = self.patterns.get_mut(id as usize) else { return };
        behind.push(u32::try_from(self.entries.len()).unwrap_or(u32::MAX));
        self.letters.push_str(tight);
        self.entries.push(Entry {
            candidate,
            group: if class == Class::Guess { GUESSES } else { needle.entry },
            tight_at,
            tight_len,
            inside: may_stand_inside(needle, class),
            class,
            surface: needle.surface,
            breaks: needle.breaks,
            how: needle.form,
        });
    }

    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(super) fn patterns(&self) -> impl Iterator<Item = &str> {
        self.patterns.iter().map(|(prefix, _)| prefix.as_ref())
    }

    /// Forms that begin with a pattern.
    pub(super) fn behind(&self, pattern: u32) -> impl Iterator<Item = &Entry> {
        let behind = self.patterns.get(pattern as usize).map_or(&[][..], |(_, behind)| behind);
        behind.iter().filter_map(|&entry| self.entries.get(entry as usize))
    }

    pub(super) fn tight(&self, entry: &Entry) -> &str {
        let start = entry.tight_at as usize;
        self.letters.get(start..start + usize::from(entry.tight_len)).unwrap_or_default()
    }
}

fn prefix_len(squashed: &str) -> usize {
    static LEGAL: OnceLock<Vec<String>> = OnceLock::new();
    let legal = LEGAL.get_or_init(|| corporate::JAPANESE_FORMS.iter().map(|form| squash(form)).collect());
    if legal.iter().any(|form| squashed.starts_with(form.as_str())) { LONG_PREFIX } else { PREFIX }
}

/// How sure a form is; `None` for one that would be found in everybody's packages.
fn class(needle: &Needle) -> Option<Class> {
    use IdentifierKind as K;
    if needle.related
        || !matches!(needle.kind, K::OrgName | K::Abbreviation | K::Domain | K::Tenant | K::AdDomain)
    {
        return None;
    }
    let tight = needle.tight.expose().as_str();
    if world::is_common(tight) {
        return None;
    }
    let sure = match (needle.review, needle.surface) {
        (true, _) => Class::Guess,
        (false, _) if world::is_person(tight) => Class::Guess,
        (false, Surface::Direct) => Class::Listed,
        (false, _) => Class::Derived,
    };
    if tight.is_ascii() {
        return match tight.len() {
            0..=2 => None,
            3 | 4 => Some(Class::Short),
            5..=7 if words::is_ordinary(tight) => None,
            _ => Some(sure),
        };
    }
    let letters = tight.chars().count();
    let ordinary = words::is_ordinary(needle.written.expose()) || words::is_ordinary(tight);
    match letters {
        0 | 1 => None,
        _ if ordinary => None,
        2 => Some(Class::Guess),
        3 if !tight.chars().any(is_kanji) => Some(Class::Guess),
        _ => Some(sure),
    }
}

/// Long forms count inside longer words; among thousands of candidates the rest does not.
fn may_stand_inside(needle: &Needle, class: Class) -> bool {
    let tight = needle.tight.expose();
    let letters = tight.chars().count();
    let long = if tight.is_ascii() {
        letters >= 8
    } else if tight.chars().any(is_kanji) {
        letters >= 3
    } else {
        letters >= 6
    };
    long && needle.rule == FieldRule::Substring && matches!(class, Class::Listed | Class::Derived)
}
