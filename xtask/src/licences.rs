//! Checks that every dependency comes from the registry, under a licence that `deny.toml` allows.
//!
//! What `cargo deny check licenses sources` does, without that tool: it embeds so much that building it takes longer
//! than all tests. Where it is installed, the test script runs it as well.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, bail};
use serde_json::Value;

/// Reads `deny.toml` in `root` and asks cargo for all packages of the lock file.
pub(crate) fn run(root: &Path) -> anyhow::Result<String> {
    let rules: toml::Table = std::fs::read_to_string(root.join("deny.toml")).context("deny.toml")?.parse()?;
    let allowed: Vec<&str> = rules
        .get("licenses")
        .and_then(|table| table.get("allow")?.as_array())
        .context("deny.toml: licenses.allow")?
        .iter()
        .filter_map(toml::Value::as_str)
        .collect();
    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["metadata", "--format-version", "1", "--locked", "--all-features"])
        .current_dir(root)
        .output()
        .context("cargo metadata")?;
    if !output.status.success() {
        bail!("cargo metadata: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    let metadata: Value = serde_json::from_slice(&output.stdout)?;
    let packages = metadata.get("packages").and_then(Value::as_array).context("cargo metadata: packages")?;
    let wrong: Vec<String> = packages.iter().filter_map(|package| complaint(package, &allowed)).collect();
    if !wrong.is_empty() {
        bail!("{}", wrong.join("\n"));
    }
    Ok(format!(
        "{} packages, all from the registry or this repository, all under allowed licences",
        packages.len()
    ))
}

fn complaint(package: &Value, allowed: &[&str]) -> Option<String> {
    let field = |name: &str| package.get(name).and_then(Value::as_str);
    let name = format!("{} {}", field("name").unwrap_or("?"), field("version").unwrap_or("?"));
    match field("source") {
        None => {}
        Some(source) if source.starts_with("registry+") => {}
        Some(source) => return Some(format!("{name}: comes from {source}")),
    }
    match field("license") {
        None => Some(format!("{name}: states no licence")),
        Some(licence) if fits(licence, allowed) => None,
        Some(licence) => Some(format!("{name}: {licence} is not allowed by deny.toml")),
    }
}

/// Whether an SPDX expression can be met with the allowed licences; the old `MIT/Apache-2.0` means `OR`.
fn fits(expression: &str, allowed: &[&str]) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut at = 0;
    either(&words, &mut at, allowed) && at == words.len()
}

fn either(words: &[&str], at: &mut usize, allowed: &[&str]) -> bool {
    let mut met = both(words, at, allowed);
    while words.get(*at) == Some(&"OR") {
        *at += 1;
        met |= both(words, at, allowed);
    }
    met
}

fn both(words: &[&str], at: &mut usize, allowed: &[&str]) -> bool {
    let mut met = one(words, at, allowed);
    while words.get(*at) == Some(&"AND") {
        *at += 1;
        met &= one(words, at, allowed);
    }
    met
}

fn one(words: &[&str], at: &mut usize, allowed: &[&str]) -> bool {
    let Some(word) = words.get(*at) else { return false };
    *at += 1;
    if *word == "(" {
        let met = either(words, at, allowed);
        let closed = words.get(*at) == Some(&")");
        *at += usize::from(closed);
        return met && closed;
    }
    if words.get(*at) != Some(&"WITH") {
        return allowed.contains(word);
    }
    let exception = words.get(*at + 1).copied().unwrap_or_default();
    *at += 2;
    // An exception only adds permissions.
    allowed.contains(word) || allowed.contains(&format!("{word} WITH {exception}").as_str())
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn expressions_are_met_or_not() {
        let allowed = ["MIT", "Apache-2.0", "NCSA"];
        for licence in [
            "MIT",
            "MIT OR GPL-3.0",
            "MIT/Apache-2.0",
            "(MIT OR Apache-2.0) AND NCSA",
            "Apache-2.0 WITH LLVM-exception OR Zlib",
        ] {
            assert!(fits(licence, &allowed), "{licence}");
        }
        for licence in ["GPL-3.0", "MIT AND GPL-3.0", "(MIT OR Zlib) AND Zlib", "", "MIT MIT", "(MIT"] {
            assert!(!fits(licence, &allowed), "{licence}");
        }
    }
}
