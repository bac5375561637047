//! What Windows and the network leave behind: whose machine it was stays, what the attacker did leaves.

use std::path::Path;
use std::process::Command;

use crate::support::{noroshi, root, said, text};

/// De-identifies fixtures with the profile of the first case; gives what the hunter says of the package.
fn hunt(files: &[&str], planted: &[&str], attacker: &[&str]) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let material = folder.path().join("material");
    std::fs::create_dir(&material).expect("a folder");
    for file in files {
        let from = root().join("crates/read/tests/fixtures").join(file);
        let name = Path::new(file).file_name().expect("a name");
        std::fs::copy(&from, material.join(name)).expect("a fixture");
    }
    let out = folder.path().join("out");
    let victim = root().join("tests/cases/01-aomi/victim.toml");
    let run = noroshi(&["deidentify", text(&material), "--victim", text(&victim), "--out", text(&out)]);
    assert!(matches!(run.status.code(), Some(0 | 3)), "{}", said(&run));
    let expect = folder.path().join("expect.json");
    let wanted = serde_json::json!({ "planted": planted, "attacker": attacker });
    std::fs::write(&expect, wanted.to_string()).expect("written");
    let hunt = Command::new("python3")
        .args([text(&root().join("tests/oracles/hunt.py")), text(&out.join("share")), text(&expect)])
        .output()
        .expect("python3 is installed");
    if hunt.status.success() { String::new() } else { said(&hunt) }
}

#[test]
fn a_shortcut_and_an_event_log_give_the_attack_and_keep_the_machine() {
    let misses = hunt(
        &["windows/invoice.lnk", "windows/security.evtx"],
        &[
            "AEC-",
            "aomidenki",
            "AOMI-DATA",
            "yamada",
            "mio.kanda",
            "EIGYO7",
            "A1B2-C3D4",
            "00:0c:29:65:54:73",
            "000c29655473",
            "1004336348",
        ],
        &[
            "c2-kage.example",
            "stage2-kage.example",
            "KageUpdater",
            "KageTask",
            "198.51.100.77",
            "certutil",
            "PerfLogs",
        ],
    );
    assert!(misses.is_empty(), "{misses}");
}

#[test]
fn a_capture_gives_the_attack_and_keeps_the_network() {
    let misses = hunt(
        &["capture/office.pcap"],
        &[
            "AEC-",
            "aomi-denki",
            "AOMI.INTRA",
            "aomi-intra",
            "mio.kanda",
            "jun.aoki",
            "EIGYO7",
            "soumu-printer",
            "JINJI-NAS",
            "KEIRI-FS",
            "keiri-sv",
            "00:0c:29:65:54:73",
            "192.168.10.",
            "10.168.192",
            "203.0.113.",
            "2001:db8:aa",
            "naibu-himitsu",
        ],
        &[
            "c2-kage.example",
            "dl-kage.example",
            "KageLoader/2.1",
            "198.51.100.7",
            "shirasagi-lure.example",
            "txt-kage.example",
            "alt-kage.example",
            "lure-kage.example",
            "104774240db569f8f87b1a28206b25e5",
        ],
    );
    assert!(misses.is_empty(), "{misses}");
}

#[test]
fn a_hive_gives_the_persistence_and_keeps_the_owner() {
    let misses = hunt(
        &["windows/software.hive"],
        &["神田", "蒼海", "00330-80000", "0b5ad0c8"],
        &[
            "c2-kage.example",
            "config-kage.example",
            "deleted-kage.example",
            "198.51.100.77",
            "KageUpdater",
            "dropper.exe",
        ],
    );
    assert!(misses.is_empty(), "{misses}");
}

#[test]
fn discs_cabinets_lzh_and_prefetch_give_the_attack_and_keep_their_maker() {
    let misses = hunt(
        &[
            "disc/backup.iso.gz",
            "disc/packed.cab",
            "disc/mail.lzh",
            "windows/K.EXE-11223344.pf",
            "windows/K17.EXE-11223344.pf",
        ],
        &["AEC-", "AOMI", "YAMADA", "蒼海", "MIO.KANDA", "A1B2-C3D4", "a1b2c3d4"],
        &["c2-kage.example", "stage2-kage.example", "K.EXE", "K17.EXE", "KAGE.DAT"],
    );
    assert!(misses.is_empty(), "{misses}");
}
