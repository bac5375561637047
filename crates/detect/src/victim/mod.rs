//! Identifiers that the profile names, and what follows from them.
//!
//! In: a text (or bytes, or one value) and the [`Variants`] of a profile. Out: [`Finding`]s whose spans are offsets
//! into what was given.
//!
//! The text is squashed (`view`: folded, separators dropped), one search (`search`) finds candidates for every needle and
//! its encoded forms (`forms`, `encode`), and each candidate is judged on the original characters (`verify`, `net`) and
//! widened to the host, address or legal form it belongs to (`grow`). `raw` adds what only bytes show.

#[cfg(test)]
pub(crate) mod corpus;
mod encode;
mod field;
mod forms;
mod grow;
mod net;
mod puny;
mod raw;
mod search;
mod settle;
#[cfg(test)]
mod tests;
mod verify;
#[cfg(test)]
mod victims;
mod view;

use std::sync::OnceLock;

use noroshi_base::{Layer, Limits, Sensitive, Surface};
use noroshi_profile::{IdentifierKind, Needle, Variants};
use noroshi_read::Role;

use crate::{Class, Finding, Identifier, Indicator, Strength, What};
use forms::{Form, How};
use search::Search;
use view::View;

/// Buffers the matcher uses again and again.
#[derive(Debug, Default)]
pub struct Scratch {
    view: View,
}

/// Finds every form of a profile's entries.
#[derive(Debug)]
pub struct Matcher {
    variants: Variants,
    search: Search,
    forms: Vec<Vec<Form>>,
    raw: raw::Deltas,
    /// Built when the first sample comes: most runs have none.
    keyed: OnceLock<raw::Deltas>,
}

/// A candidate of the search.
struct Hit<'a> {
    text: &'a str,
    start: usize,
    end: usize,
    /// Whether the text is one value, judged alone.
    whole: bool,
}

impl Matcher {
    /// Builds the tables of a profile.
    pub fn new(variants: &Variants, _limits: &Limits) -> Self {
        let patterns = forms::build(variants);
        let search = Search::new(&patterns.patterns);
        Self {
            variants: variants.clone(),
            search,
            forms: patterns.forms,
            raw: raw::Deltas::single(variants),
            keyed: OnceLock::new(),
        }
    }

    /// Finds identifiers in one text.
    pub fn text(&self, text: &str, role: &Role, scratch: &mut Scratch, out: &mut Vec<Finding>) {
        let whole = matches!(role, Role::Name);
        self.look(text, whole, scratch, out);
    }

    /// Finds identifiers in raw bytes, encoded forms and single-byte XOR included.
    pub fn raw(&self, bytes: &[u8], out: &mut Vec<Finding>) {
        let mut found = Vec::new();
        self.look(&raw::as_text(bytes), false, &mut Scratch::default(), &mut found);
        self.raw.find(bytes, |span, number, layers| {
            if let Some(needle) = self.variants.needles.get(number as usize) {
                let strength = if span.len() < 8 { Strength::Review } else { Strength::Certain };
                found.push(self.finding(span, needle, strength, layers));
            }
        });
        settle::settle(&mut found);
        out.append(&mut found);
    }

    /// Finds identifiers in the bytes of a sample under an added number or a repeating key.
    pub fn keyed(&self, bytes: &[u8], out: &mut Vec<Finding>) {
        let keyed = self.keyed.get_or_init(|| raw::Deltas::repeated(&self.variants));
        keyed.find(bytes, |span, number, layers| {
            if let Some(needle) = self.variants.needles.get(number as usize) {
                out.push(self.finding(span, needle, Strength::Certain, layers));
            }
        });
    }

    /// Finds identifiers in one value that is judged alone; under a key, as strings of samples may stand, the whole
    /// value is meant.
    pub fn value(&self, value: &Indicator, scratch: &mut Scratch, out: &mut Vec<Finding>) {
        self.look(&value.value, true, scratch, out);
        self.raw.find(value.value.as_bytes(), |_, number, layers| {
            let keyed = layers.iter().any(|layer| matches!(layer, Layer::Xor(_)));
            if let Some(needle) = self.variants.needles.get(number as usize).filter(|_| keyed) {
                out.push(self.finding(0..value.value.len(), needle, Strength::Certain, layers));
            }
        });
    }

    /// Whether anything of the profile that is no mere context shows in a text, or in `apart`: the same text with marks
    /// replaced by blanks, byte for byte, which has the same squash.
    pub(crate) fn shows(&self, text: &str, apart: Option<&str>, scratch: &mut Scratch) -> bool {
        let telling = |finding: &Finding| finding.tells();
        let found = self.candidates(text, &mut scratch.view, |start, end, form| {
            let hit = |text| Hit { text, start, end, whole: false };
            self.judge(&hit(text), form).as_ref().is_some_and(telling)
                || apart.is_some_and(|apart| self.judge(&hit(apart), form).as_ref().is_some_and(telling))
        });
        let mut inside = false;
        if !found {
            puny::labels(text, |_, _, decoded| {
                let look = |start, end, form: &Form| {
                    let hit = Hit { text: decoded, start, end, whole: true };
                    self.judge(&hit, form).as_ref().is_some_and(telling)
                };
                inside = inside || self.candidates(decoded, &mut View::default(), look);
            });
        }
        found || inside
    }

    /// Whether anything of the profile that is no mere context stands in bytes in another encoding than UTF-8, or under
    /// a key.
    pub(crate) fn shows_in_bytes(&self, bytes: &[u8]) -> bool {
        let mut shows = false;
        self.raw.find(bytes, |_, number, _| {
            let needle = self.variants.needles.get(number as usize);
            shows |= needle.is_some_and(|needle| class(needle) != Class::Q);
        });
        shows
    }

    /// Calls `is` with the place and meaning of each candidate until it says yes.
    fn candidates(
        &self,
        text: &str,
        view: &mut View,
        mut is: impl FnMut(usize, usize, &Form) -> bool,
    ) -> bool {
        view.fill(text);
        self.search.any(view.bytes(), |start, end, number| {
            let forms = self.forms.get(number as usize).map_or(&[][..], Vec::as_slice);
            view.original(text, start, end)
                .is_some_and(|(start, end)| forms.iter().any(|form| is(start, end, form)))
        })
    }

    fn look(&self, text: &str, whole: bool, scratch: &mut Scratch, out: &mut Vec<Finding>) {
        let mut found = Vec::new();
        self.scan(text, whole, &mut scratch.view, &mut found);
        puny::labels(text, |start, end, decoded| {
            let mut inner = Vec::new();
            self.scan(decoded, true, &mut View::default(), &mut inner);
            found.extend(inner.into_iter().map(|finding| puny::outward(finding, start, end, decoded)));
        });
        settle::settle(&mut found);
        out.append(&mut found);
    }

    fn scan(&self, text: &str, whole: bool, view: &mut View, found: &mut Vec<Finding>) {
        self.candidates(text, view, |start, end, form| {
            found.extend(self.judge(&Hit { text, start, end, whole }, form));
            false
        });
    }

    fn judge(&self, hit: &Hit<'_>, form: &Form) -> Option<Finding> {
        let Hit { text, start, end, whole } = *hit;
        match form.how {
            How::Network(index) => return self.network(text, start, end, index),
            How::Host(index) => return self.host(text, start, end, index),
            _ => {}
        }
        let needle = self.variants.needles.get(form.needle as usize)?;
        match &form.how {
            How::Plain => {
                let strength = verify::plain(text, start, end, needle, whole)?;
                self.grown(text, start, end, needle, strength)
            }
            How::LookAlike(expected) => verify::look_alike(text, start, end, expected)
                .then(|| look_alike(self.finding(start..end, needle, Strength::Certain, Vec::new()))),
            How::Neighbour => verify::neighbour(text, start, end, whole)
                .then(|| look_alike(self.finding(start..end, needle, Strength::Review, Vec::new()))),
            How::Encoded(encoded) => {
                text.get(start..end).filter(|original| encode::is(encoded, original))?;
                let strength = if needle.review { Strength::Review } else { Strength::Certain };
                let (span, layers) = encode::whole(encoded, text, start, end);
                Some(self.finding(span, needle, strength, layers))
            }
            How::Network(_) | How::Host(_) => None,
        }
    }

    /// A plain hit, widened.
    fn grown(
        &self,
        text: &str,
        start: usize,
        end: usize,
        needle: &Needle,
        strength: Strength,
    ) -> Option<Finding> {
        let owned = matches!(
            needle.kind,
            IdentifierKind::Domain | IdentifierKind::AdDomain | IdentifierKind::Host | IdentifierKind::Tenant
        ) && needle.folded.expose().contains('.');
        if owned {
            return self.in_host(text, start, end, needle, strength);
        }
        let (start, end) = if needle.kind == IdentifierKind::OrgName {
            grow::legal_form(text, start, end)
        } else {
            (start, end)
        };
        Some(self.finding(start..end, needle, strength, Vec::new()))
    }

    /// An owned domain: the whole host or address, or the part that somebody else's name borrowed.
    fn in_host(
        &self,
        text: &str,
        start: usize,
        end: usize,
        needle: &Needle,
        strength: Strength,
    ) -> Option<Finding> {
        let (span, host) = match grow::host(text, start, end) {
            grow::Owner::Victim(host) => (host.start..host.end, Some(host)),
            grow::Owner::Other => (start..end, None),
            grow::Owner::Chance => return None,
        };
        let mut finding = self.finding(span, needle, strength, Vec::new());
        if let What::Identifier(identifier) = &mut finding.what {
            match host {
                Some(host) => {
                    identifier.canonical = Sensitive::new(host.canonical);
                    if host.email {
                        identifier.kind = IdentifierKind::Email;
                    }
                }
                None => {
                    identifier.kind = IdentifierKind::OrgName;
                    identifier.surface = Surface::Derived;
                }
            }
        }
        Some(finding)
    }

    fn network(&self, text: &str, start: usize, end: usize, index: usize) -> Option<Finding> {
        let network = self.variants.networks.get(index)?;
        let mention = net::read(text, start, end, network)?;
        let strength = if mention.bare { Strength::Review } else { Strength::Certain };
        Some(Finding {
            span: mention.start..mention.end,
            what: What::Identifier(Identifier {
                kind: IdentifierKind::Network,
                class: Class::D,
                surface: Surface::Direct,
                strength,
                entry: self.variants.sources.networks.get(index).copied(),
                related: false,
                canonical: Sensitive::new(mention.canonical),
                form: "network",
            }),
            layers: Vec::new(),
            decoded: None,
            rule: "victim.network",
        })
    }

    fn host(&self, text: &str, start: usize, end: usize, index: usize) -> Option<Finding> {
        let pattern = self.variants.host_patterns.get(index)?;
        let (from, to) = grow::label(text, start, end);
        let name = noroshi_profile::fold::fold(text.get(from..to).unwrap_or(""));
        if !grow::fits(pattern, &name) {
            return None;
        }
        // `MKP*` also begins words; a host has a digit, a hyphen or capitals.
        let shaped = text.get(from..to).is_some_and(|name| name.contains(|c: char| !c.is_lowercase()));
        Some(Finding {
            span: from..to,
            what: What::Identifier(Identifier {
                kind: IdentifierKind::Host,
                class: Class::D,
                surface: Surface::Direct,
                strength: if shaped { Strength::Certain } else { Strength::Review },
                entry: self.variants.sources.host_patterns.get(index).copied(),
                related: false,
                canonical: Sensitive::new(name),
                form: "host-pattern",
            }),
            layers: Vec::new(),
            decoded: None,
            rule: "victim.host",
        })
    }

    fn finding(
        &self,
        span: std::ops::Range<usize>,
        needle: &Needle,
        strength: Strength,
        layers: Vec<Layer>,
    ) -> Finding {
        let encoded = !layers.is_empty();
        Finding {
            span,
            what: What::Identifier(Identifier {
                kind: needle.kind,
                class: class(needle),
                surface: if encoded { Surface::Derived } else { needle.surface },
                strength,
                entry: Some(needle.entry),
                related: needle.related,
                canonical: self.canonical(needle),
                form: needle.form,
            }),
            layers,
            decoded: encoded.then(|| needle.written.clone()),
            rule: rule(needle.kind),
        }
    }

    /// What equal identifiers share: the entry for names and people, the form itself otherwise.
    fn canonical(&self, needle: &Needle) -> Sensitive<String> {
        let by_entry = matches!(
            needle.kind,
            IdentifierKind::OrgName
                | IdentifierKind::Person
                | IdentifierKind::Phone
                | IdentifierKind::PostalAddress
                | IdentifierKind::Quasi
        );
        match self.variants.entries.get(needle.entry as usize) {
            Some(entry) if by_entry => Sensitive::new(noroshi_profile::fold::fold(entry.expose())),
            _ => needle.folded.clone(),
        }
    }
}

fn look_alike(mut finding: Finding) -> Finding {
    if let What::Identifier(identifier) = &mut finding.what {
        identifier.form = "look-alike";
        identifier.surface = Surface::Derived;
    }
    finding
}

const fn class(needle: &Needle) -> Class {
    match needle.kind {
        IdentifierKind::Person | IdentifierKind::Email | IdentifierKind::Phone | IdentifierKind::User => {
            Class::P
        }
        IdentifierKind::Quasi => Class::Q,
        _ if needle.related => Class::T,
        _ => Class::D,
    }
}

const fn rule(kind: IdentifierKind) -> &'static str {
    match kind {
        IdentifierKind::Abbreviation => "victim.abbreviation",
        IdentifierKind::Domain => "victim.domain",
        IdentifierKind::AdDomain => "victim.ad-domain",
        IdentifierKind::Host => "victim.host",
        IdentifierKind::User => "victim.user",
        IdentifierKind::Person => "victim.person",
        IdentifierKind::Phone => "victim.phone",
        IdentifierKind::PostalAddress => "victim.address",
        IdentifierKind::Tenant => "victim.tenant",
        IdentifierKind::Quasi => "victim.quasi",
        _ => "victim.name",
    }
}
