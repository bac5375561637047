//! Names of security vendors, public bodies and platform makers: the reviewed list and the galaxy's producers.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::Result;

use super::{cell, commit, head, json, reviewed, strings};

/// Table of names, one a line, as written.
pub(super) fn table(from: &Path, review: &Path) -> Result<String> {
    let mut names = BTreeSet::new();
    for line in reviewed(&review.join("vendors.txt"))? {
        names.extend(line.split('\t').map(cell));
    }
    let producers = json(&from.join("galaxy/clusters/producer.json"))?;
    for value in producers["values"].as_array().into_iter().flatten() {
        let all = value["value"].as_str().into_iter().chain(strings(&value["meta"]["synonyms"]));
        names.extend(all.map(|name| cell(name.trim_end_matches(" Blog").trim_end_matches(" Blogs"))));
    }
    let mut out = head(&[
        ("table", "vendors 1"),
        ("source", "reviewed list; MISP galaxy cluster producer"),
        ("version", &commit(&from.join("galaxy"), "MISP/misp-galaxy")?),
        ("licence", "Apache-2.0 (reviewed list); CC0-1.0 or BSD-2-Clause (galaxy)"),
    ]);
    out.extend(names.into_iter().filter(|name| !name.is_empty()).map(|name| name + "\n"));
    Ok(out)
}
