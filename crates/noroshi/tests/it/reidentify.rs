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

/// One organisation a line for each that the table counts.
fn everybody(table: &str) -> String {
    let mut list = String::from("name,domains,sector,region,employees\n");
    let rows = table.lines().filter(|line| !line.starts_with(['#', 's']));
    for (row, line) in rows.enumerate() {
        let cells: Vec<&str> = line.split(',').collect();
        let [sector, region, first, _, count] = cells[..] else { panic!("five columns: {line}") };
        let sector = noroshi_outside::sector::by_code(sector).expect("a sector").ja;
        for number in 0..count.parse::<u32>().expect("a number") {
            list.push_str(&format!(
                "組織{row}の{number}号,org-{row}-{number}.example,{sector},{region},{first}\n"
            ));
        }
    }
    list
}

/// What the manifest claims is what an attacker with the whole population finds: at least k fit as well.
#[test]
fn the_attack_agrees_with_the_claim() {
    const TABLE: &str = "# name: 試験表\n# source: 試験\n# date: 2024\n\
        sector,region,size_min,size_max,organisations\n\
        E31,愛知県,1000,4999,2\nE31,愛知県,100,299,9\nE29,愛知県,1000,4999,30\nE31,東京都,1000,4999,60\n\
        E29,東京都,300,499,200\nG39,愛知県,1000,4999,90\nG39,東京都,100,299,400\n";
    let work = tempfile::tempdir().expect("a folder");
    let path = |name: &str| work.path().join(name);
    let [table, orgs, victim, memo] = ["table.csv", "orgs.csv", "victim.toml", "memo.md"].map(path);
    std::fs::write(&table, TABLE).expect("written");
    std::fs::write(&orgs, everybody(TABLE)).expect("written");
    std::fs::write(&memo, "2024-05-09 マルウェアのC2は 103.175.16.39 である。\n").expect("written");
    let mut told = Vec::new();
    for (sector, region, employees) in [
        ("輸送用機械器具製造業", "愛知県", 1000),
        ("電気機械器具製造業", "東京都", 300),
        ("情報サービス業", "愛知県", 1000),
    ] {
        // The victim is one of those the table counts.
        let row = TABLE.lines().skip(4).position(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            let same = noroshi_outside::sector::by_code(cells[0]).is_some_and(|s| s.ja == sector);
            same && cells[1] == region && cells[2] == employees.to_string()
        });
        let row = row.expect("a row of its own");
        let profile = format!(
            "name = \"組織{row}の0号\"\ndomains = [\"org-{row}-0.example\"]\n[context]\nsector = \"{sector}\"\nregion = \"{region}\"\nemployees = {employees}\n"
        );
        std::fs::write(&victim, profile).expect("written");
        for k in ["2", "5", "25", "100", "500"] {
            let out = path(&format!("out-{row}-{k}"));
            let run = noroshi(&[
                "deidentify",
                text(&memo),
                "--victim",
                text(&victim),
                "--out",
                text(&out),
                "--population",
                text(&table),
                "--k",
                k,
            ]);
            assert!(matches!(run.status.code(), Some(0 | 3)), "{}", said(&run));
            let manifest = std::fs::read(out.join("share/manifest.json")).expect("a manifest");
            let manifest: serde_json::Value = serde_json::from_slice(&manifest).expect("it is JSON");
            let attack = noroshi(&[
                "reidentify",
                text(&out),
                "--candidates",
                text(&orgs),
                "--victim",
                text(&victim),
                "--refuse-above",
                "0.9",
                "--format",
                "json",
            ]);
            let report: serde_json::Value = serde_json::from_slice(&attack.stdout).expect("a report");
            let victim = &report["victim"];
            let as_well =
                victim["rank"].as_u64().expect("a rank") + victim["tied"].as_u64().expect("a number") - 1;
            let k: u64 = k.parse().expect("a number");
            let claimed = manifest["anonymity"]["at_least"].as_u64().unwrap_or(k);
            assert!(
                claimed >= k && as_well >= claimed,
                "{k}: {as_well} fit as well, {claimed} claimed: {report}"
            );
            told.push(manifest["context"]["region"]["ja"].as_str().map(str::to_owned));
            let verify = noroshi(&["verify", text(&out), "--victim", text(&path("victim.toml"))]);
            assert!(verify.status.success(), "{}", said(&verify));
        }
    }
    told.sort();
    told.dedup();
    assert!(told.len() >= 2, "the ladder stood on several steps: {told:?}");
}
