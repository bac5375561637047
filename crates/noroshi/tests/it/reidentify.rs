//! The attack from the command line, and on the packages of all cases.

use std::path::Path;

use noroshi_base::Limits;
use noroshi_intake::Material;
use noroshi_profile::Profile;
use noroshi_read::Sink;
use noroshi_reidentify::{Attacker, Candidates, Knowledge, Question, REFUSE_ABOVE, generate, package};

use crate::support::{noroshi, root, said, text};

/// A list of candidates on disk.
fn list(folder: &Path, rows: usize) -> std::path::PathBuf {
    let path = folder.join("orgs.csv");
    std::fs::write(&path, generate::candidates(rows, 3)).expect("written");
    path
}

#[test]
fn exit_codes_statements_and_json() {
    let work = tempfile::tempdir().expect("a folder");
    let orgs = list(work.path(), 60);
    let share = work.path().join("share");
    std::fs::create_dir(&share).expect("made");
    std::fs::write(share.join("a.md"), "nothing to see\n").expect("written");
    let victim = root().join("tests/cases/01-aomi/victim.toml");
    let statement = work.path().join("statement");
    let base = ["reidentify", text(work.path()), "--candidates", text(&orgs), "--victim", text(&victim)];
    let with = |more: &[&str]| noroshi(&[&base[..], more].concat());

    let clean = with(&["--statement", text(&statement), "--lang", "en"]);
    assert_eq!(clean.status.code(), Some(0), "{}", said(&clean));
    let page = std::fs::read_to_string(statement.join("statement.ja.md")).expect("the statement");
    assert!(page.contains("蒼海電機株式会社") && statement.join("statement.en.md").is_file());

    std::fs::write(share.join("a.md"), "C2 vpn[.]aomi-denki[.]co[.]jp と蒼海電機\n").expect("written");
    let leaky = with(&["--format", "json"]);
    assert_eq!(leaky.status.code(), Some(1), "{}", said(&leaky));
    let report: serde_json::Value = serde_json::from_slice(&leaky.stdout).expect("one JSON object");
    assert_eq!((&report["format"], &report["victim"]["rank"]), (&"noroshi-reidentify/1".into(), &1.into()));
    assert_eq!(report["victim"]["evidence"][0]["file"], "a.md");

    for wrong in [&["--refuse-above", "2"][..], &["--refuse-above", "0.001"], &["--data", text(&orgs)]] {
        let run = with(wrong);
        assert_eq!(run.status.code(), Some(2), "{wrong:?}: {}", said(&run));
    }
    let none = noroshi(&["reidentify", "/nowhere", "--candidates", text(&orgs)]);
    assert_eq!(none.status.code(), Some(2), "{}", said(&none));
}

/// No victim of a case may be told among thousands by its package.
#[test]
fn no_case_gives_its_victim_away() {
    let mut folders: Vec<_> = std::fs::read_dir(root().join("tests/cases"))
        .expect("the cases exist")
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.join("expect.json").is_file())
        .collect();
    folders.sort();
    assert_eq!(folders.len(), 12);
    let mut candidates =
        Candidates::parse("orgs.csv", generate::candidates(5_000, 1).as_bytes()).expect("candidates");
    let victims: Vec<usize> = folders
        .iter()
        .map(|folder| {
            let profile = std::fs::read_to_string(folder.join("victim.toml")).expect("a profile");
            candidates.with_victim(&Profile::parse(&profile).expect("it is valid"))
        })
        .collect();
    let attacker = Attacker::new(&candidates);
    let told: Vec<String> =
        folders.iter().zip(victims).filter_map(|(folder, victim)| told(&attacker, folder, victim)).collect();
    assert!(told.is_empty(), "{}", told.join("\n"));
}

/// What the attack says where it refuses the package of a case.
fn told(attacker: &Attacker<'_>, folder: &Path, victim: usize) -> Option<String> {
    let out = tempfile::tempdir().expect("a folder");
    let profile = folder.join("victim.toml");
    let material = folder.join("material");
    let run =
        noroshi(&["deidentify", text(&material), "--victim", text(&profile), "--out", text(out.path())]);
    assert!(matches!(run.status.code(), Some(0 | 3)), "{}", said(&run));
    let mut foreign = 0;
    let mut no_foreign = |_: &Material, _: &mut dyn Sink| foreign += 1;
    let package = package::load(out.path(), &Limits::default(), &mut no_foreign).expect("a package");
    assert_eq!(foreign, 0, "a package of ours is text");
    let question = Question { victim: Some(victim), refuse_above: REFUSE_ABOVE };
    let report = attacker.attack(&package, &Knowledge::default(), question);
    let standing = report.victim.as_ref().expect("the victim is told");
    let first = standing.rank == 1 && standing.tied == 1;
    (report.refused || first && standing.posterior > 0.01)
        .then(|| format!("{}: {}", folder.display(), report.page(noroshi_base::Lang::En)))
}
