//! Real MISP events and STIX bundles.

use std::collections::HashSet;

use noroshi_base::{DocumentKind, IndicatorKind};
use noroshi_intake::Media;
use serde_json::Value;

use crate::heard::{Heard, files, hear, shared};

/// Values of all attributes marked for detection, by a walk of its own.
fn to_ids(value: &Value, out: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            let marked = match map.get("to_ids") {
                Some(Value::Bool(set)) => *set,
                Some(Value::String(text)) => text == "1",
                _ => false,
            };
            let gone = map.get("deleted").is_some_and(|v| v == &Value::Bool(true) || v == "1");
            if let (true, false, Some(Value::String(text))) = (marked, gone, map.get("value")) {
                out.push(text.clone());
            }
            map.values().for_each(|inner| to_ids(inner, out));
        }
        Value::Array(items) => items.iter().for_each(|inner| to_ids(inner, out)),
        _ => {}
    }
}

fn is_json(name: &str) -> bool {
    name.ends_with(".json") || name.ends_with(".stix2") || name.ends_with(".stix")
}

fn feed_values(heard: &Heard) -> HashSet<&str> {
    heard
        .passages
        .iter()
        .filter(|p| p.hint.as_ref().is_some_and(|hint| hint.to_ids))
        .map(|p| p.text.as_str())
        .collect()
}

#[test]
fn every_value_of_every_misp_event_survives() {
    let Some(folder) = shared("misp-events") else { return };
    let (mut documents, mut feeds, mut values, mut lost, mut kindless) = (0, 0, 0, 0, 0);
    for (name, bytes) in files(&folder) {
        if !is_json(&name) {
            continue;
        }
        documents += 1;
        let heard = hear(&name, Media::Json, &bytes);
        assert_eq!(heard.heads.len(), 1, "{name}");
        let Ok(value) = serde_json::from_slice::<Value>(&bytes) else {
            println!("not JSON: {name}");
            continue;
        };
        if heard.heads[0].kind == DocumentKind::Feed {
            feeds += 1;
        } else {
            println!(
                "not a feed: {name} {}",
                &String::from_utf8_lossy(&bytes).chars().take(80).collect::<String>()
            );
        }
        let mut expected = Vec::new();
        to_ids(&value, &mut expected);
        let found = feed_values(&heard);
        values += expected.len();
        lost += expected
            .iter()
            .filter(|value| !found.contains(value.as_str()) && !value.trim().is_empty())
            .count();
        kindless += heard
            .passages
            .iter()
            .filter_map(|p| p.hint.as_ref())
            .filter(|hint| hint.to_ids && hint.kind.is_none() && !hint.feed_type.contains('|'))
            .inspect(|hint| println!("no kind: {}", hint.feed_type))
            .count();
    }
    println!("{documents} documents, {feeds} feeds, {values} values, {lost} lost, {kindless} without kind");
    assert!(documents >= 230 && feeds + 8 >= documents);
    assert!(values > 45_000);
    assert_eq!(lost, 0);
}

#[test]
fn every_stix_bundle_is_read() {
    let (mut documents, mut patterns, mut constants, mut empty) = (0, 0, 0, 0);
    for folder in ["stix20-bundles", "stix21-bundles"] {
        let Some(folder) = shared(folder) else { return };
        for (name, bytes) in files(&folder) {
            if !is_json(&name) {
                continue;
            }
            documents += 1;
            let heard = hear(&name, Media::Json, &bytes);
            if heard.heads[0].kind != DocumentKind::Feed {
                println!(
                    "not a feed: {name} {}",
                    &String::from_utf8_lossy(&bytes).chars().take(80).collect::<String>()
                );
            }
            for hint in heard.passages.iter().filter_map(|p| p.hint.as_ref()) {
                if hint.feed_type == "stix-pattern" {
                    patterns += 1;
                } else if hint.to_ids && hint.kind != Some(IndicatorKind::StixPattern) {
                    constants += 1;
                    empty += usize::from(hint.kind.is_none());
                }
            }
        }
    }
    println!("{documents} bundles, {patterns} patterns, {constants} constants, {empty} without kind");
    assert!(documents >= 100);
    assert!(constants >= patterns && patterns > 7_000);
}
