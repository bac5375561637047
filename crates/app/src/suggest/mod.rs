//! `noroshi profile suggest`: a profile proposed from the material, with counts and examples.
//!
//! A proposal only: an analyst reads it, strikes out what is not the victim's, and names the file in `--victim`.

mod collect;
mod owned;

use std::path::PathBuf;

use noroshi_base::Lang;
use noroshi_detect::Detector;
use noroshi_profile::Variants;
use serde::Serialize;

use crate::pipeline::{self, Read, Settings};
use crate::progress::Progress;
use collect::Candidates;

/// Keys of `victim.toml` that material can speak for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Key {
    /// Organisations named in the text: the victim, or somebody related.
    Organisations,
    /// Frequent mail domains, receiving side first.
    Domains,
    /// Public addresses on the inner side of traffic.
    Networks,
    /// AD and NetBIOS domains of accounts.
    AdDomains,
    /// Prefixes that several host names share.
    Hostnames,
    /// People.
    People,
    /// Phone numbers.
    Phones,
    /// Postal addresses.
    Addresses,
}

/// One proposed entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Suggestion {
    /// Key it would go under.
    pub key: Key,
    /// Value, private.
    pub value: String,
    /// Occurrences.
    pub count: u64,
    /// Places, at most three.
    pub examples: Vec<String>,
}

/// All proposals, most frequent first within a key.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Suggestions {
    /// Entries.
    pub entries: Vec<Suggestion>,
}

/// Proposes a profile.
pub fn suggest(roots: &[PathBuf], settings: &Settings, progress: &dyn Progress) -> (Suggestions, Read) {
    // With no forms to look for, room 3 still finds what it protects for anybody.
    let detector = Detector::new(Some(&Variants::default()), &settings.limits);
    let (candidates, read) = pipeline::run(roots, settings, &detector, progress, Candidates::default);
    (Suggestions { entries: candidates.into_entries() }, read)
}

impl Suggestions {
    /// The proposal as a file to edit: entries as TOML, counts and examples as comments.
    pub fn to_toml(&self, lang: Lang) -> String {
        let mut text = String::from(match lang {
            Lang::Ja => "# 素材から作ったプロファイル案。被害組織のものだけを残してください(社外秘)\n",
            Lang::En => "# Proposed from the material; keep only what is the victim's. Private.\n",
        });
        text.push_str("name = \"\"\n");
        for (key, name) in [
            (Key::Organisations, "aliases"),
            (Key::Domains, "domains"),
            (Key::Networks, "networks"),
            (Key::AdDomains, "ad_domains"),
            (Key::Hostnames, "hostnames"),
            (Key::People, "people"),
            (Key::Phones, "phones"),
            (Key::Addresses, "addresses"),
        ] {
            self.list(key, name, lang, &mut text);
        }
        text
    }

    fn list(&self, key: Key, name: &str, lang: Lang, text: &mut String) {
        let entries: Vec<&Suggestion> = self.entries.iter().filter(|entry| entry.key == key).collect();
        if entries.is_empty() {
            return;
        }
        text.push_str(&format!("{name} = [\n"));
        for entry in entries {
            let value = toml_string(&entry.value);
            let times = match lang {
                Lang::Ja => format!("{} 回", entry.count),
                Lang::En => format!("{} times", entry.count),
            };
            let examples = entry.examples.join(" | ").replace(['\n', '\r'], " ");
            text.push_str(&format!("  {value},  # {times}: {examples}\n"));
        }
        text.push_str("]\n");
    }
}

/// A TOML basic string; control characters become spaces.
fn toml_string(value: &str) -> String {
    let mut text = String::from("\"");
    for character in value.chars() {
        match character {
            '"' | '\\' => text.extend(['\\', character]),
            control if control.is_control() => text.push(' '),
            other => text.push(other),
        }
    }
    text.push('"');
    text
}
