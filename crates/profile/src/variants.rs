//! Every form that follows from a profile.

use ipnet::IpNet;
use noroshi_base::{Sensitive, Surface};

use crate::builder::Builder;
use crate::{IdentifierKind, Profile, account, domain, name, person, quasi};

/// How strictly a needle must stand in the text to count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FieldRule {
    /// Anywhere, also inside longer words.
    Substring,
    /// Not inside a longer word of the same script.
    Token,
    /// As a token, and only inside a structured field: host label, path component, AD name, query value, file name.
    Structured,
}

/// One folded form to look for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Needle {
    /// The form on the folded view (NFKC, lower case, hiragana to katakana, no separators rule applied).
    pub folded: Sensitive<String>,
    /// The fold without separators; digits stay digits.
    pub tight: Sensitive<String>,
    /// A spelling of it in its own letters and case, from which encoded forms are made.
    pub written: Sensitive<String>,
    /// Bit i: a space or hyphen may stand before byte i of `tight`. CJK forms allow them everywhere.
    pub breaks: u64,
    /// What it names.
    pub kind: IdentifierKind,
    /// Surface: direct as written, derived otherwise.
    pub surface: Surface,
    /// Where it counts.
    pub rule: FieldRule,
    /// Whether a hit waits for a person: an everyday word, or a guess.
    pub review: bool,
    /// Index of the entry of the profile it follows from; equal originals share it.
    pub entry: u32,
    /// Whether it names a related organisation rather than the victim.
    pub related: bool,
    /// How it was derived, for the reason shown to the reviewer: `romaji-kunrei`, `affix`, `initials`.
    pub form: &'static str,
}

/// Every form that follows from a profile.
#[derive(Debug, Clone, Default)]
pub struct Variants {
    /// Literal forms.
    pub needles: Vec<Needle>,
    /// Owned networks.
    pub networks: Vec<IpNet>,
    /// Owned registrable or deeper domains, ASCII form, lower case.
    pub domains: Vec<String>,
    /// Domains of related organisations.
    pub related_domains: Vec<String>,
    /// Host-name patterns with `*`, lower case.
    pub host_patterns: Vec<String>,
    /// Original entries, by index.
    pub entries: Vec<Sensitive<String>>,
    /// For each of `networks`, `domains`, `related_domains`, `host_patterns`: the entry it follows from.
    pub sources: Sources,
}

/// Entries that the non-literal parts of [`Variants`] follow from, in the same order.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// Of the networks.
    pub networks: Vec<u32>,
    /// Of the domains.
    pub domains: Vec<u32>,
    /// Of the related domains.
    pub related_domains: Vec<u32>,
    /// Of the host patterns.
    pub host_patterns: Vec<u32>,
}

impl Variants {
    /// Expands a profile.
    pub fn expand(profile: &Profile) -> Self {
        let mut builder = Builder::default();
        if !profile.name.is_empty() {
            name::expand(&mut builder, &profile.name, false);
        }
        for alias in &profile.aliases {
            name::expand(&mut builder, alias, false);
        }
        for entry in &profile.domains {
            domain::expand(&mut builder, entry, false);
        }
        for network in &profile.networks {
            let entry = builder.entry(&network.to_string());
            builder.variants.networks.push(*network);
            builder.variants.sources.networks.push(entry);
        }
        profile.as_numbers.iter().for_each(|&number| quasi::as_number(&mut builder, number));
        profile.ad_domains.iter().for_each(|entry| account::ad_domain(&mut builder, entry));
        profile.hostnames.iter().for_each(|entry| account::host(&mut builder, entry));
        profile.users.iter().for_each(|entry| account::user(&mut builder, entry));
        profile.phones.iter().for_each(|entry| quasi::phone(&mut builder, entry));
        profile.addresses.iter().for_each(|entry| crate::address::expand(&mut builder, entry));
        for entry in &profile.related {
            if domain::looks_like(entry) {
                domain::expand(&mut builder, entry, true);
            } else {
                name::expand(&mut builder, entry, true);
            }
        }
        quasi::context(&mut builder, &profile.context);
        // People come last: they have the most forms, and must not crowd out what names the organisation.
        let effort = person::Effort::for_people(profile.people.len());
        profile.people.iter().for_each(|entry| person::expand(&mut builder, entry, effort));
        builder.finish()
    }

    /// Whether nothing follows from the profile, so that a search would prove nothing.
    pub fn is_empty(&self) -> bool {
        self.needles.is_empty()
            && self.networks.is_empty()
            && self.domains.is_empty()
            && self.host_patterns.is_empty()
    }
}
