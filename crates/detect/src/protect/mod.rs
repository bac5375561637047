//! Others to protect: persons, phones, organisations, internal addresses and names, secrets.
//!
//! In: a text and what is known of its document. Out: [`Finding`]s whose spans are offsets into the text.
//!
//! One automaton over the lower-case text finds cues (`cue`); each wakes one rule, which looks at a bounded stretch
//! around it. To add a rule: a cue, and a function that is handed the place of the cue.

mod account;
mod address;
mod column;
mod contact;
mod cue;
mod inside;
mod org;
mod person;
mod secret;
mod secret_rules;
#[cfg(test)]
mod tests;
mod walk;

use std::collections::HashMap;
use std::ops::Range;

use daachorse::DoubleArrayAhoCorasick;
use noroshi_base::{DocumentHead, Sensitive, Surface};
use noroshi_profile::{IdentifierKind, Variants};
use noroshi_read::Role;
use noroshi_reference::Reference;

use crate::{Class, Finding, Identifier, Strength, What};
use cue::Cue;

/// Finds what must not leave although no profile names it.
pub struct Finder {
    automaton: Option<DoubleArrayAhoCorasick<u32>>,
    cues: Vec<Vec<Cue>>,
    reference: &'static Reference,
    names: person::Names,
    compiled: secret::Compiled,
}

impl std::fmt::Debug for Finder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Finder").field("cues", &self.cues.len()).finish_non_exhaustive()
    }
}

/// One text under search.
struct Scan<'a> {
    finder: &'a Finder,
    text: &'a str,
    role: &'a Role,
    /// For each secret rule, how far it has looked.
    seen: HashMap<(bool, u16), usize>,
    out: Vec<Finding>,
}

impl Finder {
    /// Builds the rules; the profile's own entries are left to [`crate::victim::Matcher`].
    pub fn new(_reference: &Reference, _variants: Option<&Variants>) -> Self {
        let reference = Reference::embedded();
        let rules = reference.secret_rules();
        let mut patterns: Vec<String> = Vec::new();
        let mut cues: Vec<Vec<Cue>> = Vec::new();
        let mut index: HashMap<String, usize> = HashMap::new();
        for (text, cue) in cue::table(rules) {
            let at = *index.entry(text).or_insert_with_key(|text| {
                patterns.push(text.clone());
                cues.push(Vec::new());
                patterns.len() - 1
            });
            if let Some(list) = cues.get_mut(at).filter(|list| !list.contains(&cue)) {
                list.push(cue);
            }
        }
        Self {
            automaton: DoubleArrayAhoCorasick::new(&patterns).ok(),
            cues,
            reference,
            names: person::Names::new(),
            compiled: secret::Compiled::new(rules.len()),
        }
    }

    /// Finds identifiers in one text.
    pub fn text(&self, _head: &DocumentHead, text: &str, role: &Role, out: &mut Vec<Finding>) {
        let Some(automaton) = &self.automaton else { return };
        let lower = text.to_ascii_lowercase();
        let mut scan = Scan { finder: self, text, role, seen: HashMap::new(), out: Vec::new() };
        person::by_role(&mut scan);
        inside::by_role(&mut scan);
        column::columns(&mut scan);
        for hit in automaton.find_overlapping_iter(&lower) {
            let cues = self.cues.get(hit.value() as usize).map_or(&[][..], Vec::as_slice);
            for &cue in cues {
                wake(&mut scan, cue, hit.start(), hit.end());
            }
        }
        out.append(&mut settled(scan.out));
    }
}

fn wake(scan: &mut Scan<'_>, cue: Cue, start: usize, end: usize) {
    match cue {
        Cue::Email => contact::email(scan, start, end),
        Cue::Phone => contact::phone(scan, start),
        Cue::PhoneLabel => contact::phone_label(scan, start, end),
        Cue::Prefecture => contact::address(scan, start, end),
        Cue::Block => contact::block(scan, start),
        Cue::Postcode => contact::postcode(scan, start, end),
        Cue::Number => contact::registry_number(scan, start, end),
        Cue::OrgForm => org::form(scan, start, end),
        Cue::OrgKind => org::kind(scan, start, end),
        Cue::OrgLatin => org::latin(scan, start, end),
        Cue::Honorific => person::honorific(scan, start, end),
        Cue::PersonLabel => person::label(scan, start, end),
        Cue::PersonTitle => person::title(scan, start, end),
        Cue::SelfNamed => person::self_named(scan, start, end),
        Cue::Signature => person::signature(scan, end),
        Cue::PrivateV4 => address::private_v4(scan, start),
        Cue::PrivateV6 => address::private_v6(scan, start),
        Cue::InternalSuffix => inside::suffix(scan, start, end),
        Cue::Backslash => account::backslash(scan, start),
        Cue::Home => account::home(scan, start, end),
        Cue::AccountLabel => account::label(scan, end),
        Cue::HostShape => inside::host_shape(scan, start, end),
        Cue::Sid => inside::sid(scan, start, end),
        Cue::MachineId => inside::machine_id(scan, end),
        Cue::Secret(index) => secret::own(scan, index, start),
        Cue::Reference(index) => secret::reference(scan, index, start),
    }
}

impl Scan<'_> {
    /// Records a finding over a range of the text; the folded text is what equal ones share.
    fn found(&mut self, span: Range<usize>, kind: IdentifierKind, strength: Strength, rule: &'static str) {
        let Some(covered) = self.text.get(span.clone()).filter(|covered| !covered.is_empty()) else { return };
        let canonical = noroshi_profile::fold::fold(covered.trim());
        self.out.push(Finding {
            span,
            what: What::Identifier(Identifier {
                kind,
                class: class(kind),
                surface: if matches!(self.role, Role::Property(_) | Role::Hidden) {
                    Surface::Metadata
                } else {
                    Surface::Direct
                },
                strength,
                entry: None,
                related: false,
                canonical: Sensitive::new(canonical),
                form: "shape",
            }),
            layers: Vec::new(),
            decoded: None,
            rule,
        });
    }
}

const fn class(kind: IdentifierKind) -> Class {
    match kind {
        IdentifierKind::Person
        | IdentifierKind::Email
        | IdentifierKind::Phone
        | IdentifierKind::User
        | IdentifierKind::PostalAddress => Class::P,
        IdentifierKind::RegistryNumber => Class::P,
        IdentifierKind::Secret => Class::S,
        IdentifierKind::ThirdParty => Class::T,
        _ => Class::D,
    }
}

/// Drops findings that lie inside another of the same kind, and repeats.
fn settled(mut found: Vec<Finding>) -> Vec<Finding> {
    found.sort_by(|one, other| one.span.start.cmp(&other.span.start).then(other.span.end.cmp(&one.span.end)));
    let mut kept: Vec<Finding> = Vec::with_capacity(found.len());
    for finding in found {
        let held = kept.iter().rev().take(6).any(|holder| {
            holder.span.start <= finding.span.start
                && finding.span.end <= holder.span.end
                && (kind(holder) == kind(&finding) || holder.span == finding.span)
        });
        if !held {
            kept.push(finding);
        }
    }
    kept
}

fn kind(finding: &Finding) -> Option<IdentifierKind> {
    match &finding.what {
        What::Identifier(identifier) => Some(identifier.kind),
        What::Indicator(_) => None,
    }
}
