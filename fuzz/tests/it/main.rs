//! Replays what was found, the fixtures of the readers, and damage to both.

use std::path::{Path, PathBuf};

use noroshi_fuzz::{Mutator, Target, targets};

/// Inputs larger than this are left to the long run.
const LARGE: u64 = 256 << 10;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn files(folder: &Path, out: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
        if path.is_dir() {
            files(&path, out);
        } else if path.metadata().is_ok_and(|data| data.len() <= LARGE) {
            out.push(path);
        }
    }
    out.sort();
}

fn inputs(folders: &[&str]) -> Vec<(PathBuf, Vec<u8>)> {
    let mut paths = Vec::new();
    folders.iter().for_each(|folder| files(&root().join(folder), &mut paths));
    paths.into_iter().map(|path| (path.clone(), std::fs::read(path).expect("readable"))).collect()
}

fn named(name: &str) -> Target {
    targets().into_iter().find(|target| target.name == name).expect("a target of that name")
}

/// What once broke something stays whole.
#[test]
fn nothing_found_breaks_again() {
    let mut seen = 0;
    for target in targets() {
        for (path, bytes) in inputs(&[&format!("fuzz/found/{}", target.name)]) {
            eprintln!("{}", path.display());
            target.run(&bytes);
            seen += 1;
        }
    }
    let mut all = Vec::new();
    files(&root().join("fuzz/found"), &mut all);
    assert_eq!(seen, all.len(), "an input in fuzz/found belongs to no target");
}

/// There is a target for every media type, and its reader ends on damage.
#[test]
fn damaged_fixtures_go_through_their_readers() {
    let fixtures = inputs(&["crates/read/tests", "tests/cases"]);
    assert!(fixtures.len() > 30, "the fixtures moved");
    let mut mutator = Mutator::new(1);
    for (path, bytes) in &fixtures {
        let media = noroshi_intake::sniff(&path.to_string_lossy(), bytes);
        let target = named(&format!("read-{}", media.name()));
        target.run(bytes);
        for _ in 0..12 {
            target.run(&mutator.damage(bytes));
        }
    }
}

/// A text of every kind, and damage to it, for the rooms behind the readers.
#[test]
fn damaged_texts_are_detected_judged_and_proven() {
    let texts = inputs(&["tests/cases/01-aomi", "tests/cases/05-shinonome"]);
    let mut mutator = Mutator::new(2);
    for target in targets().iter().filter(|target| !target.name.starts_with("read-")) {
        let slow = matches!(target.name.as_str(), "draft" | "package" | "reidentify");
        for (_, bytes) in texts.iter().step_by(if slow { 4 } else { 1 }) {
            let bytes = bytes.get(..bytes.len().min(8 << 10)).unwrap_or_default();
            for _ in 0..if slow { 1 } else { 4 } {
                target.run(&mutator.damage(bytes));
            }
        }
    }
}

/// Random letters, names in every form, and what stands around them.
#[test]
fn planted_names_do_not_leave() {
    let mut mutator = Mutator::new(3);
    let draft = named("draft");
    let package = named("package");
    for seed in 0_u8..24 {
        let mut bytes: Vec<u8> =
            (0..200).map(|at: u8| at.wrapping_mul(seed.wrapping_add(37)) ^ seed).collect();
        bytes.insert(0, seed);
        let bytes = mutator.damage(&bytes);
        draft.run(&bytes);
        package.run(&bytes);
    }
}
