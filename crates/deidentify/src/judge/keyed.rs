//! Digests of the profile's own words: environment keys that a dictionary undoes.

use std::collections::HashSet;

use noroshi_profile::{Profile, Variants};

use crate::gather::digest;

/// Digests of every entry in the spellings a guardrail uses: as written, lower, upper, UTF-16, with a zero.
pub(crate) struct Keyed(HashSet<String>);

impl Keyed {
    /// Computes them from the profile.
    pub(crate) fn new(profile: &Profile, variants: &Variants) -> Self {
        let mut words: HashSet<&str> = HashSet::new();
        words.insert(&profile.name);
        for list in [
            &profile.aliases,
            &profile.domains,
            &profile.ad_domains,
            &profile.hostnames,
            &profile.users,
            &profile.people,
            &profile.related,
            &variants.domains,
        ] {
            words.extend(list.iter().map(String::as_str));
        }
        words.extend(variants.entries.iter().map(|entry| entry.expose().as_str()));
        let labels: Vec<&str> =
            words.iter().filter_map(|word| word.split_once('.').map(|(first, _)| first)).collect();
        words.extend(labels);
        let mut digests = HashSet::new();
        for word in words.into_iter().filter(|word| word.len() >= 2) {
            for form in [word.to_owned(), word.to_lowercase(), word.to_uppercase()] {
                digests.extend(digest::all(form.as_bytes()));
                digests.extend(digest::all(format!("{form}\n").as_bytes()));
                let wide: Vec<u8> = form.encode_utf16().flat_map(u16::to_le_bytes).collect();
                digests.extend(digest::all(&wide));
            }
        }
        Self(digests)
    }

    /// Whether a hex digest is one of them.
    pub(crate) fn holds(&self, value: &str) -> bool {
        self.0.contains(&value.to_ascii_lowercase())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_is_recognised_in_its_digest() {
        let profile = Profile { ad_domains: vec!["corp.aonami.example".into()], ..Profile::default() };
        let keyed = Keyed::new(&profile, &Variants::default());
        for form in ["CORP.AONAMI.EXAMPLE", "corp.aonami.example", "corp"] {
            for digest in digest::all(form.as_bytes()) {
                assert!(keyed.holds(&digest));
            }
        }
        assert!(!keyed.holds(&digest::all(b"example")[0]));
    }
}
