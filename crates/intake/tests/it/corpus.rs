//! What real files are taken for; skipped where the shared data is absent.

use std::path::PathBuf;

use noroshi_base::Limits;
use noroshi_intake::{Material, Media, Shape, collect, encoding};

/// The folder of real data; none where it is absent, which is an error in continuous integration.
fn shared() -> Option<PathBuf> {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let data = std::env::var_os("NOROSHI_SHARED").map_or_else(beside, PathBuf::from).join("data");
    if data.is_dir() {
        return Some(data);
    }
    assert!(std::env::var_os("CI").is_none(), "the shared data is missing");
    println!("skipped: no shared data");
    None
}

fn walk(folder: &str) -> Vec<Material> {
    let Some(data) = shared() else { return Vec::new() };
    let (materials, notices) = collect(&[data.join(folder)], &Limits::default());
    assert!(!materials.is_empty() && notices.is_empty(), "{folder}");
    let told = |name: &str| name.ends_with("SOURCE.md") || name.contains("LICENSE");
    materials.into_iter().filter(|material| !told(&material.name)).collect()
}

fn shape(material: &Material) -> Shape {
    let head = material.blob.read_at(0, 1 << 16).expect("readable");
    Shape::of(&material.name, &encoding::decode(&head))
}

#[test]
fn endings_and_contents_agree_on_real_files() {
    for (folder, ending, media) in [
        ("misp-events", ".json", Media::Json),
        ("stix21-bundles", ".json", Media::Json),
        ("stix21-bundles", ".stix2", Media::Json),
        ("yara", ".yar", Media::Yara),
        ("yara", ".yara", Media::Yara),
        ("reports", ".rules", Media::Suricata),
        ("reports", ".md", Media::Markdown),
        ("reports", ".csv", Media::Csv),
        ("reports", ".ioc", Media::Xml),
        ("raw-material", ".eml", Media::Mail),
        ("raw-material", ".gz", Media::Gzip),
        ("raw-material/otrf-zeek-apt29-day2", ".log", Media::JsonLines),
    ] {
        for material in walk(folder).iter().filter(|material| material.name.ends_with(ending)) {
            assert_eq!(material.media, media, "{}", material.name);
        }
    }
}

#[test]
fn magic_does_not_need_the_ending() {
    for material in walk("stix21-bundles").iter().chain(&walk("yara")).chain(&walk("raw-material/email")) {
        let head = material.blob.read_at(0, 1 << 16).expect("readable");
        let bare = noroshi_intake::sniff("x", &head);
        let cut = head.len() == 1 << 16 && bare == Media::Json;
        assert!(bare == material.media || cut, "{}: {bare:?}", material.name);
    }
}

#[test]
fn reports_are_prose_and_lists_are_not() {
    let share = |materials: &[Material], wanted: Shape| {
        let hits = materials.iter().filter(|material| shape(material) == wanted).count();
        hits * 100 / materials.len().max(1)
    };
    for (folder, ending, wanted, least) in [
        ("reports/hunters-ledger", ".md", Shape::Prose, 95),
        ("reports/maltrail-apt", ".txt", Shape::Values, 99),
        ("reports/mvt-project", ".txt", Shape::Values, 90),
        ("reports/amnestytech", ".txt", Shape::Values, 95),
        ("reports/threatlabz", ".txt", Shape::Values, 70),
    ] {
        let mut materials = walk(folder);
        materials.retain(|material| material.name.ends_with(ending));
        assert!(
            materials.is_empty() || share(&materials, wanted) >= least,
            "{folder}: {}",
            share(&materials, wanted)
        );
    }
}
