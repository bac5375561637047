//! Whole packages.

use std::path::Path;

use noroshi_base::IndicatorKind as K;
use noroshi_deidentify::{Draft, RenderedFile};
use noroshi_exchange::render;
use rand::SeedableRng;
use rand::rngs::StdRng;

use crate::{drafts, oracle};

pub(crate) fn files(draft: &Draft) -> Vec<RenderedFile> {
    rendered(draft, 7)
}

fn rendered(draft: &Draft, seed: u64) -> Vec<RenderedFile> {
    let mut files = Vec::new();
    render(draft, &mut StdRng::seed_from_u64(seed), &mut files).expect("memory takes all");
    files
}

pub(crate) fn save(files: &[RenderedFile], folder: &Path) {
    for file in files {
        let path = folder.join(&file.name);
        assert!(path.starts_with(folder) && !file.name.contains(".."), "{}", file.name);
        std::fs::create_dir_all(path.parent().expect("below the folder")).expect("folder");
        std::fs::write(path, &file.bytes).expect("file");
    }
}

fn text<'a>(files: &'a [RenderedFile], name: &str) -> &'a str {
    let file = files.iter().find(|file| file.name == name).expect(name);
    std::str::from_utf8(&file.bytes).expect("UTF-8")
}

#[test]
fn a_package_of_every_kind_passes_the_oracles() {
    let folder = tempfile::tempdir().expect("folder");
    save(&files(&drafts::rich()), folder.path());
    oracle::run("package", folder.path());
}

#[test]
fn an_empty_package_is_still_valid() {
    let mut draft = drafts::draft(Vec::new());
    draft.statements.clear();
    draft.context = Default::default();
    let folder = tempfile::tempdir().expect("folder");
    save(&files(&draft), folder.path());
    oracle::run("package", folder.path());
}

#[test]
fn masked_values_are_never_loaded() {
    let files = files(&drafts::rich());
    let bundle: serde_json::Value = serde_json::from_str(text(&files, "bundle.json")).expect("JSON");
    for object in bundle["objects"].as_array().expect("objects") {
        let pattern = object["pattern"].as_str().unwrap_or_default();
        assert!(!pattern.contains("[TARGET-ABBR]") && !pattern.contains("[HOST-1]"), "{pattern}");
        if object["type"] != "note" && object["type"] != "indicator" && object["type"] != "report" {
            assert!(!object.to_string().contains("[TARGET-ABBR]"), "{object}");
        }
    }
    let event: serde_json::Value = serde_json::from_str(text(&files, "event.json")).expect("JSON");
    for attribute in event["Event"]["Attribute"].as_array().expect("attributes") {
        let value = attribute["value"].as_str().expect("value");
        if value.contains("[TARGET-ABBR]") || value.contains("[HOST-1]") {
            assert_eq!(
                (&attribute["to_ids"], &attribute["type"]),
                (&false.into(), &"text".into()),
                "{value}"
            );
        }
    }
}

#[test]
fn every_unmasked_value_survives_in_every_machine_file() {
    let draft = drafts::rich();
    let files = files(&draft);
    let strings = |name| {
        let mut out = String::new();
        collect(&serde_json::from_str(text(&files, name)).expect("JSON"), &mut out);
        out
    };
    let (bundle, event) = (strings("bundle.json"), strings("event.json"));
    for item in draft.items.iter().filter(|item| !item.masked && item.to_ids) {
        let value = item.value.as_str();
        assert!(bundle.contains(value) || bundle.contains(&value.replace('\n', " ")), "bundle: {value}");
        let bare = value.trim_start_matches("AS").trim_end_matches("/tcp");
        assert!(
            event.contains(if matches!(item.kind, K::Asn | K::Port) { bare } else { value }),
            "event: {value}"
        );
    }
}

fn collect(value: &serde_json::Value, out: &mut String) {
    match value {
        serde_json::Value::String(text) => {
            out.push_str(text);
            out.push('\n');
        }
        serde_json::Value::Array(list) => list.iter().for_each(|inner| collect(inner, out)),
        serde_json::Value::Object(map) => map.values().for_each(|inner| collect(inner, out)),
        _ => {}
    }
}

#[test]
fn the_same_draft_and_seed_give_the_same_bytes_and_no_two_seeds_share_an_id() {
    let draft = drafts::rich();
    assert_eq!(files(&draft), files(&draft));
    let ids = |seed| {
        let files = rendered(&draft, seed);
        let bundle: serde_json::Value = serde_json::from_str(text(&files, "bundle.json")).expect("JSON");
        let objects = bundle["objects"].as_array().expect("objects").clone();
        let minted = objects.into_iter().filter(|object| object["type"] != "marking-definition");
        minted
            .map(|object| object["id"].as_str().expect("id").to_owned())
            .collect::<std::collections::BTreeSet<_>>()
    };
    let both: Vec<String> = ids(1).intersection(&ids(2)).cloned().collect();
    assert_eq!(both, [format!("report--{}", draft.id)]);
}

#[test]
fn pages_stay_one_page_and_dead() {
    let mut items = Vec::new();
    for (number, kind) in (0_u32..20_000).zip(K::ALL.iter().cycle()) {
        items.push(drafts::item(number, *kind, drafts::sample(*kind)));
    }
    let files = files(&drafts::draft(items));
    for name in ["summary.ja.md", "summary.en.md"] {
        let page = text(&files, name);
        assert!(page.lines().count() <= 90, "{} lines", page.lines().count());
        assert!(!page.contains("http://"), "live link");
    }
}

#[test]
fn the_summary_reads_well() {
    let mut draft = drafts::rich();
    draft.items.retain(|item| item.number % 4 == 1 || item.masked);
    let files = files(&draft);
    insta::assert_snapshot!("summary_ja", text(&files, "summary.ja.md"));
    insta::assert_snapshot!("summary_en", text(&files, "summary.en.md"));
}
