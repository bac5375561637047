//! Every form that follows from a profile.

use ipnet::IpNet;
use noroshi_base::{Sensitive, Surface};

use crate::{IdentifierKind, Profile};

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
    /// What it names.
    pub kind: IdentifierKind,
    /// Surface: direct as written, derived otherwise.
    pub surface: Surface,
    /// Where it counts.
    pub rule: FieldRule,
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
}

impl Variants {
    /// Expands a profile.
    pub fn expand(_profile: &Profile) -> Self {
        Self::default()
    }
}
