//! Names of malware, tools and actors with their synonyms, from ATT&CK and the MISP galaxy.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Result;
use regex::Regex;

use super::everyday::Everyday;
use super::{attack, cell, commit, head, json, strings};

/// Clusters of the galaxy after ATT&CK, the better kept first: the first that has a name gives its canonical form.
const MALWARE: [(&str, char); 15] = [
    ("mitre-malware", 'M'),
    ("mitre-tool", 'T'),
    ("mitre-ics-software", 'M'),
    ("tool", 'M'),
    ("rat", 'M'),
    ("banker", 'M'),
    ("stealer", 'M'),
    ("backdoor", 'M'),
    ("botnet", 'M'),
    ("exploit-kit", 'M'),
    ("tds", 'M'),
    ("cryptominers", 'M'),
    ("android", 'M'),
    ("ransomware", 'R'),
    ("rmm-tool", 'P'),
];
const ACTORS: [(&str, char); 4] = [
    ("mitre-intrusion-set", 'A'),
    ("threat-actor", 'A'),
    ("microsoft-activity-group", 'A'),
    ("mitre-ics-groups", 'A'),
];

/// A cluster: canonical name, all names, ATT&CK id, kind.
struct Cluster {
    names: Vec<String>,
    attack: String,
    kind: char,
}

/// Table of names: `kind flags name canonical attack-id`.
///
/// Kinds: `M` malware, `T` tool, `R` ransomware, `P` product that attackers also use, `A` actor. Flags: `a` ambiguous.
pub(super) fn table(from: &Path, review: &Path) -> Result<String> {
    let everyday = Everyday::read(from, review)?;
    let clean = Cleaner::new(review)?;
    let mut out = head(&[
        ("table", "names 1"),
        ("source", "MISP galaxy clusters; names and aliases of software and groups of MITRE ATT&CK 18.1"),
        ("version", &commit(&from.join("galaxy"), "MISP/misp-galaxy")?),
        ("licence", "CC0-1.0 or BSD-2-Clause (galaxy); MITRE ATT&CK Terms of Use"),
        ("notice", attack::NOTICE),
    ]);
    for (types, files) in [(&["malware", "tool"][..], &MALWARE[..]), (&["intrusion-set"][..], &ACTORS[..])] {
        let clusters = clusters(from, types, files)?;
        for (_, (kind, ambiguous, name, canonical, id)) in rows(&clusters, &everyday, &clean) {
            let flag = if ambiguous { "a" } else { "" };
            out.push_str(&format!("{kind}\t{flag}\t{name}\t{canonical}\t{id}\n"));
        }
    }
    Ok(out)
}

type Row<'a> = (char, bool, String, &'a str, &'a str);

fn rows<'a>(clusters: &'a [Cluster], everyday: &Everyday, clean: &'a Cleaner) -> BTreeMap<String, Row<'a>> {
    let mut rows: BTreeMap<String, Row<'a>> = BTreeMap::new();
    for cluster in clusters {
        let spelled: Vec<String> = cluster.names.iter().flat_map(|name| clean.spellings(name)).collect();
        let known = spelled.first().and_then(|name| rows.get(&name.to_lowercase())).map(|row| (row.3, row.4));
        let (canonical, id) = known.unwrap_or((cluster.names[0].as_str(), cluster.attack.as_str()));
        let canonical = clean.canonical(canonical);
        for name in spelled {
            let ambiguous = cluster.kind == 'P' || everyday.ambiguous(&name);
            let key = name.to_lowercase();
            rows.entry(key).or_insert((cluster.kind, ambiguous, name, canonical, id));
        }
    }
    rows
}

fn clusters(from: &Path, types: &[&str], files: &[(&str, char)]) -> Result<Vec<Cluster>> {
    let mut clusters = Vec::new();
    for (_, file) in attack::BUNDLES {
        let bundle = json(&from.join("attack").join(file))?;
        for (id, name, aliases, kind) in attack::named(&bundle, types) {
            let names = std::iter::once(name).chain(aliases).map(cell).collect();
            let kind = match kind {
                "intrusion-set" => 'A',
                "tool" => 'T',
                _ => 'M',
            };
            clusters.push(Cluster { names, attack: id.to_owned(), kind });
        }
    }
    for (file, kind) in files {
        let galaxy = json(&from.join(format!("galaxy/clusters/{file}.json")))?;
        for value in galaxy["values"].as_array().into_iter().flatten() {
            let Some(name) = value["value"].as_str() else { continue };
            let names = std::iter::once(name).chain(strings(&value["meta"]["synonyms"])).map(cell).collect();
            clusters.push(Cluster { names, attack: String::new(), kind: *kind });
        }
    }
    Ok(clusters)
}

/// Turns a name as listed into the spellings found in texts.
struct Cleaner {
    id: Regex,
    aside: Regex,
    parts: Regex,
    nothing: Vec<String>,
}

impl Cleaner {
    fn new(review: &Path) -> Result<Self> {
        Ok(Self {
            id: Regex::new(r" - [SG]\d{4}$")?,
            aside: Regex::new(r"\s*[(\[][^)\]]*[)\]]\s*$")?,
            parts: Regex::new(r",\s+|\s+/\s+|\s+aka\s+")?,
            nothing: super::reviewed(&review.join("no-names.txt"))?,
        })
    }

    /// The name without its id and its aside.
    fn canonical<'a>(&self, name: &'a str) -> &'a str {
        let name = self.id.find(name).map_or(name, |found| &name[..found.start()]);
        let short = self.aside.find(name).map_or(name, |found| &name[..found.start()]);
        if short.is_empty() { name } else { short }
    }

    fn spellings(&self, name: &str) -> Vec<String> {
        let name = self.canonical(name);
        let mut out = Vec::new();
        for part in self.parts.split(name) {
            let part = part.trim().trim_matches(['"', '\u{201c}', '\u{201d}', '.']);
            out.push(part.to_owned());
            let bare =
                [" Ransomware", " ransomware", " RANSOMWARE"].iter().find_map(|tail| part.strip_suffix(tail));
            out.extend(bare.map(|bare| bare.trim().to_owned()));
        }
        out.retain(|name| self.usable(name));
        out
    }

    fn usable(&self, name: &str) -> bool {
        let letters = name.chars().filter(|letter| letter.is_alphanumeric()).count();
        let whole =
            letters >= 2 && name.len() <= 64 && name.matches('(').count() == name.matches(')').count();
        whole && !self.nothing.iter().any(|nothing| nothing.eq_ignore_ascii_case(name))
    }
}
