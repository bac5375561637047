//! Tokens: what stands in the package where something private stood.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use noroshi_profile::IdentifierKind;
use rand::{Rng, RngCore};

/// Words that stand in square brackets (domain.md 3.8); numbered ones carry a number that tells nothing.
pub(crate) const WORDS: &[(&str, bool)] = &[
    ("TARGET-NAME", false),
    ("TARGET-ABBR", false),
    ("DOMAIN", false),
    ("TARGET-IP", true),
    ("HOST", true),
    ("USER", true),
    ("PERSON", true),
    ("EMAIL", true),
    ("PHONE", false),
    ("ADDRESS", false),
    ("REGISTRY-NUMBER", false),
    ("INTERNAL-IP", true),
    ("INTERNAL-HOST", true),
    ("TENANT", false),
    ("PROXY", false),
    ("SECRET", false),
    ("THIRD-PARTY", true),
    ("MACHINE-ID", false),
    ("CONTEXT", false),
    ("PATH", false),
    ("SITE", false),
    ("SHARE", false),
    ("PORT", false),
    ("NUMBER", false),
    ("VALUE", false),
    ("WITHHELD", false),
    ("RANSOM-ID", false),
];

/// Word for an identifier.
pub(crate) const fn word(kind: IdentifierKind, related: bool) -> &'static str {
    if related {
        return "THIRD-PARTY";
    }
    match kind {
        IdentifierKind::OrgName => "TARGET-NAME",
        IdentifierKind::Abbreviation => "TARGET-ABBR",
        IdentifierKind::Domain | IdentifierKind::AdDomain => "DOMAIN",
        IdentifierKind::Network => "TARGET-IP",
        IdentifierKind::Host => "HOST",
        IdentifierKind::User => "USER",
        IdentifierKind::Person => "PERSON",
        IdentifierKind::Email => "EMAIL",
        IdentifierKind::Phone => "PHONE",
        IdentifierKind::PostalAddress => "ADDRESS",
        IdentifierKind::RegistryNumber => "REGISTRY-NUMBER",
        IdentifierKind::InternalAddress => "INTERNAL-IP",
        IdentifierKind::InternalHost => "INTERNAL-HOST",
        IdentifierKind::Tenant => "TENANT",
        IdentifierKind::Proxy => "PROXY",
        IdentifierKind::Secret => "SECRET",
        IdentifierKind::ThirdParty => "THIRD-PARTY",
        IdentifierKind::MachineId => "MACHINE-ID",
        IdentifierKind::Quasi => "CONTEXT",
    }
}

/// Whether a bracketed text is one of our tokens.
pub(crate) fn is_token(inner: &str) -> bool {
    WORDS.iter().any(|(word, numbered)| match inner.strip_prefix(word) {
        Some("") => !numbered,
        Some(rest) => {
            *numbered
                && rest.len() >= 3
                && rest.starts_with('-')
                && rest.bytes().skip(1).all(|b| b.is_ascii_digit())
        }
        None => false,
    })
}

/// Byte ranges of our tokens in a text, brackets included.
pub(crate) fn tokens_in(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(open) = text.get(at..).and_then(|rest| rest.find('[')) {
        let open = at + open;
        let window = crate::gather::words::head(text.get(open + 1..).unwrap_or_default(), 32);
        match window.find(']') {
            Some(len) if is_token(window.get(..len).unwrap_or_default()) => {
                out.push(open..open + len + 2);
                at = open + len + 2;
            }
            _ => at = open + 1,
        }
    }
    out
}

/// A token with what it stands for.
struct Given {
    token: Arc<str>,
    /// In their order.
    originals: Vec<Box<str>>,
}

/// Originals remembered for one token.
const ORIGINALS: usize = 4096;

/// Digits of a number: so many numbers that two packages with hundreds of tokens each hardly ever share one, and none
/// tells how many there are.
const WIDTH: u32 = 6;

/// Gives out tokens: equal originals get equal tokens, numbers are drawn at random anew for every package.
pub(crate) struct Tokens<'r> {
    rng: &'r mut dyn RngCore,
    /// By word and, for those with a number, by what equal originals share.
    given: HashMap<&'static str, HashMap<Box<str>, Given>>,
    used: HashMap<&'static str, HashSet<u32>>,
}

impl<'r> Tokens<'r> {
    /// No tokens yet.
    pub(crate) fn new(rng: &'r mut dyn RngCore) -> Self {
        Self { rng, given: HashMap::new(), used: HashMap::new() }
    }

    /// Never gives out these: a pseudonym that two packages share links them.
    pub(crate) fn avoid<'a>(&mut self, tokens: impl IntoIterator<Item = &'a str>) {
        for token in tokens {
            let inner = token.trim_start_matches('[').trim_end_matches(']');
            let numbered =
                inner.rsplit_once('-').and_then(|(word, number)| Some((word, number.parse().ok()?)));
            let Some((word, number)) = numbered else { continue };
            if let Some((word, _)) = WORDS.iter().find(|(known, numbered)| *known == word && *numbered) {
                self.used.entry(word).or_default().insert(number);
            }
        }
    }

    /// Token of an original, in brackets; `canonical` is what equal originals share.
    pub(crate) fn give(&mut self, word: &'static str, canonical: &str, original: &str) -> Arc<str> {
        let numbered = WORDS.iter().any(|(known, numbered)| *known == word && *numbered);
        let key = if numbered { canonical } else { "" };
        if !self.given.get(word).is_some_and(|given| given.contains_key(key)) {
            let token = if numbered { self.number(word) } else { format!("[{word}]") };
            let given = Given { token: token.into(), originals: Vec::new() };
            self.given.entry(word).or_default().insert(key.into(), given);
        }
        let Some(given) = self.given.get_mut(word).and_then(|given| given.get_mut(key)) else {
            unreachable!("made above, where it was not there")
        };
        let known = given.originals.binary_search_by(|known| (**known).cmp(original));
        if let Err(at) = known
            && given.originals.len() < ORIGINALS
        {
            if given.originals.is_empty() {
                given.originals.reserve_exact(1);
            }
            given.originals.insert(at, original.into());
        }
        Arc::clone(&given.token)
    }

    fn number(&mut self, word: &'static str) -> String {
        let used = self.used.entry(word).or_default();
        let mut width = WIDTH;
        loop {
            let pool = 10_u32.saturating_pow(width).saturating_sub(1);
            if used.len() < (pool as usize) * 9 / 10 || width >= 9 {
                let number = self.rng.random_range(1..=pool);
                if used.insert(number) {
                    return format!("[{word}-{number:0width$}]", width = width as usize);
                }
            } else {
                width += 1;
            }
        }
    }

    /// Token and original, for `keep/`.
    pub(crate) fn into_mapping(self) -> Vec<(Arc<str>, Box<str>)> {
        let given = self.given.into_values().flat_map(HashMap::into_values);
        let mut mapping: Vec<(Arc<str>, Box<str>)> = given
            .flat_map(|given| {
                given.originals.into_iter().map(move |original| (Arc::clone(&given.token), original))
            })
            .collect();
        mapping.sort_unstable();
        mapping
    }

    /// Randomness of the run.
    pub(crate) fn rng(&mut self) -> &mut dyn RngCore {
        self.rng
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;
    use rand::rngs::StdRng;

    #[test]
    fn equal_originals_share_a_token_and_numbers_have_one_width() {
        let mut rng = StdRng::seed_from_u64(7);
        let mut tokens = Tokens::new(&mut rng);
        let one = tokens.give("HOST", "a", "A");
        assert_eq!(one, tokens.give("HOST", "a", "a"));
        let mut all = HashSet::from([one.clone()]);
        for n in 0..50 {
            let token = tokens.give("HOST", &format!("h{n}"), "x");
            assert_eq!(token.len(), one.len());
            assert_eq!(tokens_in(&token), vec![std::ops::Range { start: 0, end: token.len() }]);
            assert!(all.insert(token));
        }
    }

    #[test]
    fn two_packages_share_no_numbers() {
        let of = |seed| -> HashSet<Arc<str>> {
            let mut rng = StdRng::seed_from_u64(seed);
            let mut tokens = Tokens::new(&mut rng);
            (0..20).map(|host| tokens.give("HOST", &format!("h{host}"), "x")).collect()
        };
        let packages: Vec<_> = (0..20).map(of).collect();
        let shared = |one: &HashSet<_>, other: &HashSet<_>| one.intersection(other).count();
        let all: usize = (1..20).map(|n| shared(&packages[0], &packages[n])).sum();
        assert_eq!(all, 0);
        assert!(packages.iter().flatten().all(|token| token.len() == "[HOST-000000]".len()));
    }

    #[test]
    fn only_our_tokens_are_tokens() {
        assert_eq!(tokens_in("x[.]y [HOST] [HOST-07] [TARGET-NAME] [HOST-x] ["), [13..22, 23..36]);
    }
}
