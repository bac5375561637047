//! Decides which names are everyday words.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use anyhow::Result;

use super::{attack, json, reviewed, strings};

/// Lower-case uses in ATT&CK's prose from which on a single word counts as everyday.
const COMMON: u32 = 3;

/// Judges whether a name counts only beside a cue.
pub(super) struct Everyday {
    words: HashSet<String>,
    distinct: HashSet<String>,
    places: HashSet<String>,
    prose: HashMap<String, u32>,
}

impl Everyday {
    /// Reads the reviewed lists, the place names of the galaxy and the prose of ATT&CK.
    pub(super) fn read(from: &Path, review: &Path) -> Result<Self> {
        let lower = |lines: Vec<String>| lines.iter().map(|line| line.to_lowercase()).collect();
        Ok(Self {
            words: lower(reviewed(&review.join("everyday.txt"))?),
            distinct: lower(reviewed(&review.join("distinct.txt"))?),
            places: places(from)?,
            prose: prose(from)?,
        })
    }

    /// Whether a name is short, a number, a letter with a number, a place, an everyday word or phrase.
    pub(super) fn ambiguous(&self, name: &str) -> bool {
        let lower = name.to_lowercase();
        if self.distinct.contains(&lower) {
            return false;
        }
        let wide = name.chars().filter(|letter| !letter.is_ascii()).count();
        let letters = name.chars().filter(|letter| letter.is_alphanumeric()).count();
        let short = letters + wide < 4;
        let number = !name.chars().any(char::is_alphabetic);
        let common = self.prose.get(&lower).is_some_and(|count| *count >= COMMON);
        let code = name.starts_with(|first: char| first.is_ascii_uppercase())
            && name.len() <= 5
            && name.bytes().skip(1).all(|byte| byte.is_ascii_digit());
        short || number || code || common || self.words.contains(&lower) || self.places.contains(&lower)
    }
}

fn places(from: &Path) -> Result<HashSet<String>> {
    let mut places = HashSet::new();
    for file in ["country", "target-information", "region"] {
        let cluster = json(&from.join(format!("galaxy/clusters/{file}.json")))?;
        for value in cluster["values"].as_array().into_iter().flatten() {
            let name = value["value"].as_str().unwrap_or_default();
            places.insert(name.rsplit(" - ").next().unwrap_or(name).to_lowercase());
            places.extend(strings(&value["meta"]["synonyms"]).map(str::to_lowercase));
        }
    }
    Ok(places)
}

/// Counts lower-case words of ATT&CK's descriptions outside code and links.
fn prose(from: &Path) -> Result<HashMap<String, u32>> {
    let skip = regex::Regex::new(r"(?s)<code>.*?</code>|\[[^\]]*\]\([^)]*\)|\(Citation:[^)]*\)|`[^`]*`")?;
    let word = regex::Regex::new(r"(?:^|[\s(])([a-z]{4,})(?:[\s),.;:]|$)")?;
    let mut counts = HashMap::new();
    for (_, file) in attack::BUNDLES {
        let bundle = json(&from.join("attack").join(file))?;
        let objects = bundle["objects"].as_array().into_iter().flatten();
        for text in objects.filter_map(|object| object["description"].as_str()) {
            for found in word.captures_iter(&skip.replace_all(text, " ")) {
                *counts.entry(found[1].to_owned()).or_insert(0) += 1;
            }
        }
    }
    Ok(counts)
}
