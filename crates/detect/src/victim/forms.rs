//! From needles to automaton patterns.
//!
//! In: the variants of a profile. Out: squashed patterns, each with the forms it may stand for.

use std::collections::{HashMap, HashSet};

use noroshi_profile::fold::{squash, tight};
use noroshi_profile::{FieldRule, IdentifierKind, Needle, Variants, words};

use super::encode::{self, Encoded};
use super::net;

/// Needles whose encoded forms are searched, plainest first.
const MOST_ENCODED: usize = 1500;
/// Names whose one-letter neighbours are searched.
const MOST_NEIGHBOURED: usize = 16;
/// Letters of the squashed alphabet.
const ALPHABET: &[u8] = b"abcdefghijkmnopqrstuvwxyz2689";

/// What a pattern of the automaton stands for.
#[derive(Debug)]
pub(crate) enum How {
    /// The needle itself.
    Plain,
    /// The needle with `rn` for `m` and the like; the tight form that is expected.
    LookAlike(String),
    /// The needle with one letter changed; the squashed form that is expected.
    Neighbour,
    /// An encoded form of the needle.
    Encoded(Encoded),
    /// The beginning of an address in this network.
    Network(usize),
    /// The literal part of this host pattern.
    Host(usize),
}

/// One meaning of a pattern.
#[derive(Debug)]
pub(crate) struct Form {
    /// Index of the needle; of no meaning for networks and host patterns.
    pub(crate) needle: u32,
    pub(crate) how: How,
}

/// Patterns and their meanings, in the same order.
#[derive(Debug, Default)]
pub(crate) struct Patterns {
    pub(crate) patterns: Vec<Vec<u8>>,
    pub(crate) forms: Vec<Vec<Form>>,
    index: HashMap<Vec<u8>, usize>,
}

impl Patterns {
    fn add(&mut self, pattern: String, form: Form) {
        let bytes = pattern.into_bytes();
        if bytes.is_empty() {
            return;
        }
        let at = *self.index.entry(bytes).or_insert_with_key(|bytes| {
            self.patterns.push(bytes.clone());
            self.forms.push(Vec::new());
            self.patterns.len() - 1
        });
        if let Some(forms) = self.forms.get_mut(at) {
            forms.push(form);
        }
    }
}

/// Builds all patterns of a profile.
pub(crate) fn build(variants: &Variants) -> Patterns {
    let mut patterns = Patterns::default();
    for (number, needle) in (0_u32..).zip(&variants.needles) {
        patterns.add(squash(needle.tight.expose()), Form { needle: number, how: How::Plain });
    }
    for (index, network) in variants.networks.iter().enumerate() {
        for pattern in net::needles(network) {
            patterns.add(pattern, Form { needle: 0, how: How::Network(index) });
        }
    }
    for (index, pattern) in variants.host_patterns.iter().enumerate() {
        let literal = pattern.split(['*', '?']).map(squash).max_by_key(String::len).unwrap_or_default();
        patterns.add(literal, Form { needle: 0, how: How::Host(index) });
    }
    neighbours(variants, &mut patterns);
    encoded(variants, &mut patterns);
    patterns
}

/// The needles worth looking for in other guises, plainest first.
pub(crate) fn plainest(variants: &Variants) -> Vec<(u32, &Needle)> {
    let mut needles: Vec<(u32, &Needle)> =
        (0_u32..).zip(&variants.needles).filter(|(_, needle)| is_worth_encoding(needle)).collect();
    needles.sort_by_key(|(_, needle)| rank(needle));
    needles.truncate(MOST_ENCODED);
    needles
}

fn is_worth_encoding(needle: &Needle) -> bool {
    let derived = matches!(
        needle.form,
        "account"
            | "surname-honorific"
            | "address"
            | "compound"
            | "initials"
            | "employees"
            | "sector"
            | "region"
    );
    !derived && needle.kind != IdentifierKind::Quasi && !words::is_ordinary(needle.tight.expose())
}

fn rank(needle: &Needle) -> u8 {
    match needle.form {
        "as-written" | "affix" | "domain-label" => 0,
        "kana" | "romaji-hepburn" | "head" => 1,
        "romaji-kunrei" | "romaji-keyboard" | "ldap" | "latin-part" => 2,
        _ => 3,
    }
}

/// One-letter neighbours and drawn look-alikes of the main Latin names.
fn neighbours(variants: &Variants, patterns: &mut Patterns) {
    let mut done: Vec<String> = Vec::new();
    let known: HashSet<String> =
        variants.needles.iter().map(|needle| squash(needle.tight.expose())).collect();
    for (number, needle) in plainest(variants) {
        let form = squash(needle.tight.expose());
        if !may_have_neighbours(needle, &form) || done.contains(&form) || done.len() >= MOST_NEIGHBOURED {
            continue;
        }
        for (from, to) in [
            ("m", "rn"),
            ("w", "vv"),
            ("d", "cl"),
            ("rn", "m"),
            ("vv", "w"),
            ("cl", "d"),
            ("h", "li"),
            ("n", "ri"),
        ] {
            drawn(needle.tight.expose(), from, to, number, patterns);
        }
        for neighbour in one_letter(form.as_bytes()) {
            if !known.contains(&neighbour) && !words::is_english_word(&neighbour) {
                patterns.add(neighbour, Form { needle: number, how: How::Neighbour });
            }
        }
        done.push(form);
    }
}

fn may_have_neighbours(needle: &Needle, form: &str) -> bool {
    let kind = matches!(
        needle.kind,
        IdentifierKind::OrgName
            | IdentifierKind::Tenant
            | IdentifierKind::AdDomain
            | IdentifierKind::Abbreviation
    );
    let main =
        matches!(needle.form, "as-written" | "affix" | "domain-label" | "romaji-hepburn" | "latin-part");
    kind && main
        && !needle.review
        && needle.rule == FieldRule::Substring
        && form.is_ascii()
        && (6..=24).contains(&form.len())
}

/// Each occurrence replaced alone, and all of them.
fn drawn(name: &str, from: &str, to: &str, number: u32, patterns: &mut Patterns) {
    let places: Vec<usize> = name.match_indices(from).map(|(at, _)| at).collect();
    let mut texts: Vec<String> = places
        .iter()
        .filter_map(|&at| Some(format!("{}{to}{}", name.get(..at)?, name.get(at + from.len()..)?)))
        .collect();
    if places.len() > 1 {
        texts.push(name.replace(from, to));
    }
    for text in texts {
        patterns.add(squash(&text), Form { needle: number, how: How::LookAlike(tight(&text)) });
    }
}

/// Every string at edit distance one, transpositions of neighbours included.
fn one_letter(form: &[u8]) -> Vec<String> {
    let mut out: Vec<Vec<u8>> = Vec::new();
    for at in 0..=form.len() {
        let (head, tail) = form.split_at(at);
        for &letter in ALPHABET {
            out.push([head, &[letter], tail].concat());
            if let Some((_, rest)) = tail.split_first() {
                out.push([head, &[letter], rest].concat());
            }
        }
        if let Some((_, rest)) = tail.split_first() {
            out.push([head, rest].concat());
        }
        if let [first, second, rest @ ..] = tail {
            out.push([head, &[*second, *first], rest].concat());
        }
    }
    out.sort();
    out.dedup();
    out.retain(|text| text != form);
    out.into_iter().filter_map(|text| String::from_utf8(text).ok()).collect()
}

fn encoded(variants: &Variants, patterns: &mut Patterns) {
    for (number, needle) in plainest(variants) {
        for spelling in spellings(needle) {
            for form in encode::forms(&spelling) {
                let pattern = squash(&form.text);
                patterns.add(pattern, Form { needle: number, how: How::Encoded(form) });
            }
        }
    }
}

/// The spellings of a needle that encoders meet: cases, and ways to join its words.
pub(crate) fn spellings(needle: &Needle) -> Vec<String> {
    let written = needle.written.expose();
    let mut out = vec![written.clone()];
    let mut push = |text: String| {
        if !text.is_empty() && !out.contains(&text) {
            out.push(text);
        }
    };
    if !written.chars().any(|c| c.is_ascii_alphabetic()) {
        push(written.split_whitespace().collect());
        if needle.kind == IdentifierKind::Person
            && let Some((family, given)) = noroshi_profile::person::split(written)
        {
            push(format!("{family} {given}"));
            push(format!("{family}\u{3000}{given}"));
        }
        return out;
    }
    let is_gap = |c: char| c == ' ' || c == '-' || c == '_';
    let joins: &[&str] = if written.contains(is_gap) { &["", "-", "_", " ", "."] } else { &[""] };
    for join in joins {
        let joined = if written.contains(is_gap) {
            written.split(is_gap).collect::<Vec<_>>().join(join)
        } else {
            written.clone()
        };
        push(joined.to_lowercase());
        push(joined.to_uppercase());
        push(capitals(&joined));
        push(joined);
    }
    out
}

/// Capitals at the beginning of words.
fn capitals(text: &str) -> String {
    let mut start = true;
    text.chars()
        .map(|c| {
            let out = if start { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() };
            start = !c.is_alphanumeric();
            out
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_are_one_letter_away() {
        let found = one_letter(b"aomi");
        for text in ["aom", "aomii", "aoni", "oami", "aopmi"] {
            assert!(found.iter().any(|known| known == text), "{text}");
        }
        assert!(!found.iter().any(|known| known == "aomi"));
    }
}
