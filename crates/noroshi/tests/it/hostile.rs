//! Hostile input: clear reports, no crash, no half-written `share/`.

use std::io::Write;
use std::path::Path;

use crate::support::{noroshi, root, said, text};

fn victim() -> std::path::PathBuf {
    root().join("tests/cases/01-aomi/victim.toml")
}

fn deidentify(material: &Path, out: &Path) -> serde_json::Value {
    let run = noroshi(&[
        "deidentify",
        text(material),
        "--victim",
        text(&victim()),
        "--out",
        text(out),
        "--format",
        "json",
    ]);
    assert!(matches!(run.status.code(), Some(0 | 1 | 3)), "{}", said(&run));
    let result: serde_json::Value =
        serde_json::from_slice(&run.stdout).unwrap_or_else(|_| panic!("{}", said(&run)));
    let released = result["ending"] != "refused";
    assert_eq!(out.join("share").is_dir(), released, "share/ stands exactly when a package was released");
    assert!(
        !std::fs::read_dir(out)
            .expect("readable")
            .flatten()
            .any(|entry| { entry.file_name().to_string_lossy().starts_with(".noroshi") }),
        "nothing half-written stays"
    );
    result
}

fn codes(result: &serde_json::Value) -> Vec<String> {
    let notices = result["notices"].as_array().expect("notices");
    notices.iter().filter_map(|notice| notice["code"].as_str().map(str::to_owned)).collect()
}

#[test]
fn a_zip_bomb_is_reported_and_the_rest_goes_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let bomb = folder.path().join("bomb.zip");
    let script = "import sys,zipfile\nz=zipfile.ZipFile(sys.argv[1],'w',zipfile.ZIP_DEFLATED)\nf=z.open('zeros.txt','w',force_zip64=True)\nb=b'\\0'*(1<<20)\n[f.write(b) for _ in range(3000)]\nf.close()\nz.close()";
    let made =
        std::process::Command::new("python3").args(["-c", script, text(&bomb)]).status().expect("python3");
    assert!(made.success());
    std::fs::write(folder.path().join("notes.txt"), "The C2 server was 198.51.100.40:443.\n")
        .expect("written");
    let out = tempfile::tempdir().expect("a folder");
    let result = deidentify(folder.path(), out.path());
    assert!(codes(&result).iter().any(|code| code == "over-limit"), "{result}");
    assert_ne!(result["ending"], "refused");
}

#[test]
fn a_200_deep_archive_is_reported() {
    let folder = tempfile::tempdir().expect("a folder");
    let script = "import sys,zipfile,io\nd=b'198.51.100.40'\nfor i in range(200):\n  o=io.BytesIO()\n  z=zipfile.ZipFile(o,'w')\n  z.writestr(f'{i}.zip' if i else 'a.txt',d)\n  z.close()\n  d=o.getvalue()\nopen(sys.argv[1],'wb').write(d)";
    let deep = folder.path().join("deep.zip");
    assert!(
        std::process::Command::new("python3")
            .args(["-c", script, text(&deep)])
            .status()
            .expect("python3")
            .success()
    );
    std::fs::write(folder.path().join("notes.txt"), "The C2 server was 198.51.100.40:443.\n")
        .expect("written");
    let out = tempfile::tempdir().expect("a folder");
    assert!(codes(&deidentify(folder.path(), out.path())).iter().any(|code| code == "over-limit"));
}

#[test]
fn damaged_files_of_every_format_cost_only_themselves() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut count = 0_usize;
    for case in ["01-aomi", "02-shirasagi", "05-shinonome", "08-miurahama", "12-horai"] {
        for entry in std::fs::read_dir(root().join("tests/cases").join(case).join("material"))
            .expect("cases")
            .flatten()
        {
            let bytes = std::fs::read(entry.path()).expect("readable");
            let name = entry.file_name().to_string_lossy().into_owned();
            for (kind, keep) in [("half", bytes.len() / 2), ("most", bytes.len() * 9 / 10)] {
                std::fs::write(folder.path().join(format!("{count}-{kind}-{name}")), &bytes[..keep])
                    .expect("written");
            }
            let mut flipped = bytes.clone();
            for at in (7..flipped.len()).step_by(97) {
                flipped[at] ^= 1 << (at % 8);
            }
            std::fs::write(folder.path().join(format!("{count}-flip-{name}")), flipped).expect("written");
            count += 1;
        }
    }
    let out = tempfile::tempdir().expect("a folder");
    let result = deidentify(folder.path(), out.path());
    assert!(result["materials"].as_u64().unwrap_or(0) >= 3 * count as u64);
}

#[test]
fn an_empty_profile_refuses_and_removes_the_package_of_an_earlier_run() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("out");
    let notes = folder.path().join("notes.txt");
    std::fs::write(&notes, "The C2 server was 198.51.100.40:443.\n").expect("written");
    deidentify(&notes, &out);
    assert!(out.join("share").is_dir());
    let empty = folder.path().join("victim.toml");
    std::fs::File::create(&empty).and_then(|mut file| file.write_all(b"name = \"\"\n")).expect("written");
    let run = noroshi(&["deidentify", text(&notes), "--victim", text(&empty), "--out", text(&out)]);
    assert_eq!(run.status.code(), Some(1), "{}", said(&run));
    assert!(!out.join("share").exists());
}

#[test]
fn wrong_profiles_and_wrong_arguments_are_usage_errors_with_a_line() {
    let folder = tempfile::tempdir().expect("a folder");
    let notes = folder.path().join("notes.txt");
    std::fs::write(&notes, "198.51.100.40\n").expect("written");
    let profile = folder.path().join("victim.toml");
    for (content, line) in [
        ("name = \"蒼海電機\"\nalias = [\"x\"]\n", ":2"),
        ("name = \"蒼海電機\"\n\nnetworks = [\"203.0.113.0/99\"]\n", ":3"),
    ] {
        std::fs::write(&profile, content).expect("written");
        let out = folder.path().join("out");
        let run = noroshi(&["deidentify", text(&notes), "--victim", text(&profile), "--out", text(&out)]);
        assert_eq!(run.status.code(), Some(2), "{}", said(&run));
        assert!(String::from_utf8_lossy(&run.stderr).contains(line), "{}", said(&run));
    }
    assert_eq!(noroshi(&["deidentify"]).status.code(), Some(2));
    assert_eq!(noroshi(&["extract", "no-such-file"]).status.code(), Some(2));
}

#[test]
fn an_output_folder_with_other_files_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("mine.txt"), "198.51.100.40").expect("written");
    let run = noroshi(&[
        "deidentify",
        text(folder.path()),
        "--victim",
        text(&victim()),
        "--out",
        text(folder.path()),
    ]);
    assert_eq!(run.status.code(), Some(2), "{}", said(&run));
    assert!(folder.path().join("mine.txt").is_file());
}
