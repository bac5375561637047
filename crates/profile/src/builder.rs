//! Collects needles: one for each squashed form, the widest rule wins.

use std::collections::HashMap;

use noroshi_base::{Sensitive, Surface};

use crate::fold::{fold, is_kana, is_kanji, tight};
use crate::variants::{FieldRule, Needle, Variants};
use crate::{IdentifierKind, words};

/// Needles one profile may have; what lies beyond is dropped, the plainest forms come first.
const MOST_NEEDLES: usize = 400_000;

/// A form about to become a needle.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Form<'a> {
    pub(crate) text: &'a str,
    pub(crate) kind: IdentifierKind,
    pub(crate) surface: Surface,
    pub(crate) entry: u32,
    pub(crate) related: bool,
    pub(crate) name: &'static str,
    /// Whether the analyst wrote it down, rather than it being a guess.
    pub(crate) listed: bool,
}

#[derive(Debug, Default)]
pub(crate) struct Builder {
    pub(crate) variants: Variants,
    known: HashMap<(String, IdentifierKind), usize>,
    entries: HashMap<String, u32>,
}

impl Builder {
    /// The index of an original entry.
    pub(crate) fn entry(&mut self, original: &str) -> u32 {
        let next = u32::try_from(self.variants.entries.len()).unwrap_or(u32::MAX);
        let entries = &mut self.variants.entries;
        *self.entries.entry(fold(original)).or_insert_with(|| {
            entries.push(Sensitive::new(original.to_owned()));
            next
        })
    }

    /// Adds a form under the rule its length and commonness ask for; forms too short to tell anything are left out.
    pub(crate) fn add(&mut self, form: &Form<'_>) {
        if let Some((rule, review)) = rule_for(form.text, form.listed) {
            self.add_ruled(form, rule, review, &[]);
        }
    }

    /// Adds a form with separators allowed before these byte offsets of its tight fold.
    pub(crate) fn add_broken(&mut self, form: &Form<'_>, breaks: &[usize]) {
        if let Some((rule, review)) = rule_for(form.text, form.listed) {
            self.add_ruled(form, rule, review, breaks);
        }
    }

    /// Adds a form under a rule of the caller's.
    pub(crate) fn add_ruled(&mut self, form: &Form<'_>, rule: FieldRule, review: bool, breaks: &[usize]) {
        let tight = tight(form.text);
        if tight.is_empty() || self.variants.needles.len() >= MOST_NEEDLES {
            return;
        }
        let mask =
            break_mask(form.text) | breaks.iter().filter(|&&at| at < 64).fold(0, |mask, &at| mask | 1 << at);
        let key = (tight.clone(), form.kind);
        if let Some(needle) = self.known.get(&key).and_then(|&index| self.variants.needles.get_mut(index)) {
            needle.rule = needle.rule.min(rule);
            needle.review &= review;
            needle.breaks |= mask;
            needle.related &= form.related;
            let spelled = fold(form.text) != tight && needle.folded.expose() == needle.tight.expose();
            if form.listed && (needle.surface > form.surface || spelled) {
                // What the analyst wrote replaces a spelling that was only derived.
                needle.written = Sensitive::new(form.text.to_owned());
                needle.folded = Sensitive::new(fold(form.text));
                needle.surface = needle.surface.min(form.surface);
                needle.form = form.name;
            }
            return;
        }
        self.known.insert(key, self.variants.needles.len());
        self.variants.needles.push(Needle {
            folded: Sensitive::new(fold(form.text)),
            tight: Sensitive::new(tight),
            written: Sensitive::new(form.text.to_owned()),
            breaks: mask,
            kind: form.kind,
            surface: form.surface,
            rule,
            review,
            entry: form.entry,
            related: form.related,
            form: form.name,
        });
    }

    pub(crate) fn finish(self) -> Variants {
        self.variants
    }
}

/// Where a written form has separators or a change of case, as offsets into its tight fold.
fn break_mask(text: &str) -> u64 {
    let mut mask = 0_u64;
    let mut before = ' ';
    let mut length = 0_usize;
    for c in text.chars() {
        let part = tight(c.encode_utf8(&mut [0; 4]));
        let turns = !before.is_alphanumeric() || (before.is_lowercase() && c.is_uppercase());
        if !part.is_empty() && turns && (1..64).contains(&length) {
            mask |= 1 << length;
        }
        length += part.len();
        before = c;
    }
    mask
}

/// How strictly a form must stand, and whether a hit is only worth a question; `None` when it tells nothing.
pub(crate) fn rule_for(text: &str, listed: bool) -> Option<(FieldRule, bool)> {
    let plain = tight(text);
    let length = plain.chars().count();
    if length < 2 {
        return None;
    }
    let ordinary = words::is_ordinary(text) || words::is_ordinary(&plain);
    if plain.chars().any(is_kanji) {
        return Some(if ordinary { (FieldRule::Token, true) } else { (FieldRule::Substring, !listed) });
    }
    if plain.chars().any(is_kana) {
        return Some(match length {
            _ if ordinary => (FieldRule::Token, true),
            2 | 3 => (FieldRule::Token, !listed),
            _ => (FieldRule::Substring, false),
        });
    }
    Some(match length {
        2 => (FieldRule::Structured, !listed),
        _ if ordinary => (FieldRule::Structured, true),
        3 | 4 => (FieldRule::Token, !listed),
        _ => (FieldRule::Substring, false),
    })
}
