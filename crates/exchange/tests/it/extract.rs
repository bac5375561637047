//! `noroshi extract`.

use std::path::Path;

use noroshi_base::{IndicatorKind as K, Layer, Place};
use noroshi_exchange::plain::{Extracted, Format, write};
use rand::SeedableRng;
use rand::rngs::StdRng;

use crate::{drafts, oracle};

pub(crate) fn extracted(kind: K, value: &str) -> Extracted {
    Extracted {
        r#type: kind.stix_type(),
        kind,
        value: value.to_owned(),
        name: String::new(),
        material: "case.zip!/報告書.docx".into(),
        place: Place { part: "page 3".into(), line: 12, column: 1 },
        count: 2,
        layers: vec![Layer::Base64, Layer::Xor(0x5a)],
    }
}

pub(crate) fn save(values: &[Extracted], folder: &Path) {
    let formats = [
        (Format::Jsonl, "extract.jsonl"),
        (Format::Csv, "extract.csv"),
        (Format::Stix, "extract.stix.json"),
        (Format::Misp, "extract.misp.json"),
    ];
    for (format, name) in formats {
        let mut out = Vec::new();
        write(values, format, "2024-06-01T00:00:00Z", &mut StdRng::seed_from_u64(7), &mut out)
            .expect("memory");
        std::fs::write(folder.join(name), out).expect("file");
    }
}

#[test]
fn every_kind_in_every_format_passes_the_oracles() {
    let values: Vec<Extracted> = K::ALL.iter().map(|kind| extracted(*kind, drafts::sample(*kind))).collect();
    let folder = tempfile::tempdir().expect("folder");
    save(&values, folder.path());
    oracle::run("extract", folder.path());
}

#[test]
fn nothing_found_is_valid_too() {
    let folder = tempfile::tempdir().expect("folder");
    save(&[], folder.path());
    oracle::run("extract", folder.path());
}
