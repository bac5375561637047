//! Rules that find secrets: gitleaks whole, and what kingfisher adds without swallowing indicators.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use regex_syntax::hir::{Hir, HirKind};
use serde_json::{Value, json};

use super::keywords::keywords;
use super::{commit, head};

/// Values that must never be taken for a secret: digests and ids.
const INNOCENT: [&str; 8] = [
    "d41d8cd98f00b204e9800998ecf8427e",
    "D41D8CD98F00B204E9800998ECF8427E",
    "da39a3ee5e6b4b0d3255bfef95601890afd80709",
    "DA39A3EE5E6B4B0D3255BFEF95601890AFD80709",
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855",
    "f47ac10b-58cc-4372-a567-0e02b2c3d479",
    "F47AC10B-58CC-4372-A567-0E02B2C3D479",
];

/// Files of kingfisher that are about something else than services, or too loose.
const LOOSE: [&str; 4] = ["generic.yml", "hashes.yml", "psexec.yml", "pastebin.yml"];

/// Table of rules, one JSON object a line.
pub(super) fn table(from: &Path, _review: &Path) -> Result<String> {
    let folder = from.join("secret-rules");
    let mut left_out: BTreeMap<&str, usize> = BTreeMap::new();
    let mut rules = gitleaks(&folder.join("gitleaks/gitleaks.toml"), &mut left_out)?;
    let services: BTreeSet<String> =
        rules.iter().filter_map(|rule| Some(rule["id"].as_str()?.split('-').next()?.to_owned())).collect();
    rules.extend(kingfisher(&folder.join("kingfisher"), &services, &mut left_out)?);
    number_twins(&mut rules);
    let left: Vec<String> = left_out.iter().map(|(reason, count)| format!("{count} {reason}")).collect();
    let version = format!(
        "gitleaks {}; kingfisher {}",
        commit(&folder.join("gitleaks"), "gitleaks/gitleaks")?,
        commit(&folder.join("kingfisher"), "mongodb/kingfisher")?
    );
    println!("secrets: {} rules; left out: {}", rules.len(), left.join(", "));
    let mut out = head(&[
        ("table", "secrets 1"),
        ("source", "gitleaks; kingfisher for services gitleaks has no rule for"),
        ("version", &version),
        ("licence", "MIT (gitleaks); Apache-2.0 (kingfisher)"),
        ("left-out", &left.join(", ")),
    ]);
    out.extend(rules.iter().map(|rule| format!("{rule}\n")));
    Ok(out)
}

/// Gives the second rule of the same id an id of its own.
fn number_twins(rules: &mut [Value]) {
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    for rule in rules {
        let id = rule["id"].as_str().unwrap_or_default().to_owned();
        let count = seen.entry(id.clone()).or_default();
        *count += 1;
        if *count > 1 {
            rule["id"] = json!(format!("{id}.{count}"));
        }
    }
}

fn gitleaks(path: &Path, left_out: &mut BTreeMap<&'static str, usize>) -> Result<Vec<Value>> {
    let config: toml::Value =
        fs::read_to_string(path).with_context(|| path.display().to_string())?.parse::<toml::Table>()?.into();
    let mut rules = Vec::new();
    for rule in config.get("rules").and_then(toml::Value::as_array).into_iter().flatten() {
        let text = |key: &str| rule.get(key).and_then(toml::Value::as_str);
        let (Some(id), Some(pattern)) = (text("id"), text("regex")) else {
            *left_out.entry("gitleaks without a pattern").or_default() += 1;
            continue;
        };
        let Ok(compiled) = regex::Regex::new(pattern) else {
            *left_out.entry("gitleaks that do not compile").or_default() += 1;
            continue;
        };
        let words = rule
            .get("keywords")
            .and_then(toml::Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(toml::Value::as_str);
        let words: Vec<String> = words.map(str::to_lowercase).collect();
        let group = rule
            .get("secretGroup")
            .and_then(toml::Value::as_integer)
            .map_or(usize::from(compiled.captures_len() > 1), |group| group.try_into().unwrap_or(0));
        let entropy = rule.get("entropy").and_then(|entropy| {
            entropy.as_float().or_else(|| entropy.as_integer().map(|whole| whole as f64))
        });
        rules.push(json!({"id": id, "pattern": pattern, "keywords": words, "group": group, "entropy": entropy.unwrap_or(0.0)}));
    }
    Ok(rules)
}

fn kingfisher(
    folder: &Path,
    services: &BTreeSet<String>,
    left_out: &mut BTreeMap<&'static str, usize>,
) -> Result<Vec<Value>> {
    let mut files: Vec<String> = fs::read_dir(folder)?
        .filter_map(|entry| Some(entry.ok()?.file_name().to_string_lossy().into_owned()))
        .collect();
    files.retain(|name| name.ends_with(".yml"));
    files.sort();
    let mut rules = Vec::new();
    for file in files {
        let service = file.split('.').next().unwrap_or_default();
        for rule in entries(&fs::read_to_string(folder.join(&file))?) {
            let reason = if services.contains(service) {
                Some("kingfisher of services gitleaks has")
            } else if LOOSE.contains(&file.as_str()) {
                Some("kingfisher too loose")
            } else {
                usable(&rule, &mut rules).err()
            };
            if let Some(reason) = reason {
                *left_out.entry(reason).or_default() += 1;
            }
        }
    }
    Ok(rules)
}

/// Takes a rule over, or says why not.
fn usable(rule: &BTreeMap<String, String>, rules: &mut Vec<Value>) -> std::result::Result<(), &'static str> {
    let field = |key: &str| rule.get(key).map(String::as_str).unwrap_or_default();
    let pattern = field("pattern").trim();
    let compiled = regex::Regex::new(pattern).map_err(|_| "kingfisher that do not compile")?;
    let hir = regex_syntax::parse(pattern).map_err(|_| "kingfisher that do not compile")?;
    let words = keywords(&hir);
    if words.is_empty() {
        return Err("kingfisher without a required word");
    }
    let mut groups = Vec::new();
    captures(&hir, &mut groups);
    let secret = groups.first().copied().unwrap_or(&hir);
    let whole =
        regex::Regex::new(&format!("^(?:{secret})$")).map_err(|_| "kingfisher that do not compile")?;
    if groups.len() > 1 {
        return Err("kingfisher with several secrets");
    }
    if INNOCENT.iter().any(|value| whole.is_match(value)) {
        return Err("kingfisher that would swallow a digest or an id");
    }
    let group = usize::from(compiled.captures_len() > 1);
    let entropy: f32 = field("min_entropy").parse().unwrap_or(0.0);
    rules.push(
        json!({"id": field("id"), "pattern": pattern, "keywords": words, "group": group, "entropy": entropy}),
    );
    Ok(())
}

fn captures<'a>(hir: &'a Hir, out: &mut Vec<&'a Hir>) {
    match hir.kind() {
        HirKind::Capture(capture) => {
            out.push(&capture.sub);
            captures(&capture.sub, out);
        }
        HirKind::Repetition(repetition) => captures(&repetition.sub, out),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => {
            parts.iter().for_each(|part| captures(part, out))
        }
        _ => {}
    }
}

/// Entries of a rule file: the fields of the list under `rules:`, plain, quoted or as a block.
///
/// Reads the part of YAML these files use; nested lists and mappings are passed over.
fn entries(text: &str) -> Vec<BTreeMap<String, String>> {
    let mut all: Vec<BTreeMap<String, String>> = Vec::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let (line, starts) = match line.strip_prefix("  - ") {
            Some(rest) => (rest, true),
            None => (line.strip_prefix("    ").unwrap_or(" "), false),
        };
        if starts {
            all.push(BTreeMap::new());
        }
        let (Some(entry), Some((key, value))) = (all.last_mut(), line.split_once(':')) else { continue };
        if key.is_empty() || key.contains([' ', '-', '#', '\'', '"']) {
            continue;
        }
        let value = match value.trim() {
            "|" | "|-" | "|+" | ">" | ">-" => {
                let mut block = String::new();
                while let Some(next) =
                    lines.next_if(|next| next.trim().is_empty() || next.starts_with("      "))
                {
                    block.push_str(next.get(6..).unwrap_or_default());
                    block.push('\n');
                }
                block
            }
            plain => scalar(plain),
        };
        entry.insert(key.to_owned(), value);
    }
    all
}

fn scalar(text: &str) -> String {
    if let Some(inner) = text.strip_prefix('\'').and_then(|text| text.strip_suffix('\'')) {
        return inner.replace("''", "'");
    }
    match text.strip_prefix('"').and_then(|text| text.strip_suffix('"')) {
        Some(inner) => inner.replace("\\\\", "\u{0}").replace("\\\"", "\"").replace('\u{0}', "\\"),
        None => text.to_owned(),
    }
}
