//! Techniques of ATT&CK: id, name, tactics, flags, matrix, successor.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Result;
use serde_json::Value;

use super::{cell, commit, head, json, strings};

/// Bundles, the newest of each matrix first: the first that has an id wins.
pub(super) const BUNDLES: [(&str, &str); 4] = [
    ("enterprise", "enterprise-attack-stix20-assembled.json"),
    ("mobile", "mobile-attack-stix20-assembled.json"),
    ("ics", "ics-attack-18.1-stix21.json"),
    ("mobile", "mobile-attack-17.1-stix21.json"),
];

/// Notice that must stand beside every copy.
pub(super) const NOTICE: &str = "\u{a9} 2025 The MITRE Corporation. This work is reproduced and distributed with the permission of The MITRE Corporation.";

/// Table of techniques.
pub(super) fn table(from: &Path, _review: &Path) -> Result<String> {
    let folder = from.join("attack");
    let mut rows = BTreeMap::new();
    for (matrix, file) in BUNDLES {
        let bundle = json(&folder.join(file))?;
        let objects = bundle["objects"].as_array().map(Vec::as_slice).unwrap_or_default();
        let successors = successors(objects);
        for object in objects.iter().filter(|object| object["type"] == "attack-pattern") {
            let Some(id) = external_id(object) else { continue };
            rows.entry(id.to_owned()).or_insert_with(|| row(id, object, matrix, &successors));
        }
    }
    let mut out = head(&[
        ("table", "attack 1"),
        ("source", "MITRE ATT&CK enterprise 18.1, mobile 18.1, ics 18.1; mobile 17.1 for ids since removed"),
        ("version", &commit(&folder, "mitre/cti")?),
        ("licence", "MITRE ATT&CK Terms of Use"),
        ("notice", NOTICE),
    ]);
    out.extend(rows.into_values());
    Ok(out)
}

/// Id in the reference to the site (`T1059.001`, `S0154`, `G0032`).
pub(super) fn external_id(object: &Value) -> Option<&str> {
    let references = object["external_references"].as_array()?;
    let site = references.iter().find(|reference| {
        reference["source_name"]
            .as_str()
            .is_some_and(|name| name.starts_with("mitre-") && name.ends_with("attack"))
    })?;
    site["external_id"].as_str()
}

fn row(id: &str, object: &Value, matrix: &str, successors: &BTreeMap<&str, &str>) -> String {
    let tactics: Vec<&str> = object["kill_chain_phases"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|phase| phase["phase_name"].as_str())
        .collect();
    let flag = match (object["revoked"] == true, object["x_mitre_deprecated"] == true) {
        (true, _) => "r",
        (_, true) => "d",
        _ => "",
    };
    let successor = object["id"].as_str().and_then(|id| successors.get(id)).copied().unwrap_or_default();
    let name = cell(object["name"].as_str().unwrap_or_default());
    format!("{id}\t{name}\t{}\t{flag}\t{matrix}\t{successor}\n", tactics.join(","))
}

/// Technique ids by the object id they replace.
fn successors(objects: &[Value]) -> BTreeMap<&str, &str> {
    let ids: BTreeMap<&str, &str> =
        objects.iter().filter_map(|object| Some((object["id"].as_str()?, external_id(object)?))).collect();
    let revocations = objects.iter().filter(|object| object["relationship_type"] == "revoked-by");
    revocations
        .filter_map(|object| {
            Some((object["source_ref"].as_str()?, *ids.get(object["target_ref"].as_str()?)?))
        })
        .collect()
}

/// Names and aliases of living software or groups: (id, name, aliases, type).
pub(super) fn named<'a>(
    bundle: &'a Value,
    types: &'a [&'a str],
) -> impl Iterator<Item = (&'a str, &'a str, Vec<&'a str>, &'a str)> {
    bundle["objects"].as_array().into_iter().flatten().filter_map(move |object| {
        let kind = object["type"].as_str().filter(|kind| types.contains(kind))?;
        if object["revoked"] == true || object["x_mitre_deprecated"] == true {
            return None;
        }
        let aliases = strings(&object["x_mitre_aliases"]).chain(strings(&object["aliases"])).collect();
        Some((external_id(object)?, object["name"].as_str()?, aliases, kind))
    })
}
