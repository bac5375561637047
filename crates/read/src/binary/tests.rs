use std::path::{Path, PathBuf};

use super::*;

#[derive(Default)]
struct Gathered {
    head: Option<DocumentHead>,
    passages: Vec<Passage>,
    children: Vec<(String, usize)>,
    notices: Vec<Notice>,
}

impl Sink for Gathered {
    fn open(&mut self, head: DocumentHead) {
        self.head = Some(head);
    }

    fn passage(&mut self, passage: Passage) -> Flow {
        self.passages.push(passage);
        Flow::Continue
    }

    fn child(&mut self, name: &str, data: &mut dyn std::io::Read) -> Flow {
        let mut bytes = Vec::new();
        data.read_to_end(&mut bytes).expect("memory");
        self.children.push((name.to_owned(), bytes.len()));
        Flow::Continue
    }

    fn notice(&mut self, notice: Notice) {
        self.notices.push(notice);
    }
}

impl Gathered {
    fn of(media: Media, bytes: &[u8]) -> Self {
        let mut sink = Self::default();
        read("sample.bin", media, bytes, &Options::default(), &mut sink);
        sink
    }

    /// Values of a property, whatever its part.
    fn values(&self, name: &str) -> Vec<&str> {
        let named = self.passages.iter().filter(|passage| passage.role == Role::Property(name.into()));
        named.map(|passage| passage.text.as_str()).collect()
    }

    fn has_line(&self, needle: &str) -> bool {
        self.passages.iter().any(|passage| passage.text.lines().any(|line| line.contains(needle)))
    }
}

fn launcher() -> Vec<u8> {
    let packed: &[u8] = include_bytes!("../../tests/data/t64.exe.gz");
    let mut bytes = Vec::new();
    std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(packed), &mut bytes).expect("fixture");
    bytes
}

#[test]
fn a_program_states_what_pefile_states() {
    let found = Gathered::of(Media::Pe, &launcher());
    let expected = [
        ("sha256", "81a618f21cb87db9076134e70388b6e9cb7c2106739011b6a51772d22cae06b7"),
        ("imphash", "c51d659b4b1142d4af3795d09f1d63f7"),
        ("rich-header-md5", "5a3efa120fe045e35b080f60d580c117"),
        ("compile-time", "2022-08-06T06:41:05Z"),
        ("pdb-path", r"C:\Users\Vinay\Projects\simple_launcher\dist\t64.pdb"),
        ("md5", "99c2b04e1191945ffc2644e47c53d0d6"),
        ("sha256", "9375045f6fe8c49641ad47f73fde31395d70a9cef539f05d4765f306e5f2831c"),
        ("CompanyName", "Simple Launcher User"),
        ("FileDescription", "Simple Launcher Executable"),
        ("OriginalFilename", "t64.exe"),
        ("ProductVersion", "1.1.0.14"),
    ];
    for (name, value) in expected {
        assert!(found.values(name).contains(&value), "{name}: {:?}", found.values(name));
    }
    assert_eq!(found.notices, []);
    assert!(found.has_line("KERNEL32.dll!CreateProcessW"));
    assert_eq!(found.head.map(|head| head.kind), Some(DocumentKind::Sample));
}

#[test]
fn indicators_carry_what_they_are() {
    let found = Gathered::of(Media::Pe, &launcher());
    let hint = |name: &str| found.passages.iter().find(|passage| passage.role == Role::Property(name.into()));
    let imphash = hint("imphash").and_then(|passage| passage.hint.clone()).expect("hint");
    assert_eq!((imphash.kind, imphash.feed_type.as_str()), (Some(IndicatorKind::Imphash), "file:imphash"));
    let file = hint("sha256").and_then(|passage| passage.hint.clone()).expect("hint");
    assert!(file.to_ids && file.object == imphash.object);
}

#[test]
fn strings_are_given_by_section_and_encoding() {
    let found = Gathered::of(Media::Pe, &launcher());
    let parts: Vec<&str> = found.passages.iter().map(|passage| &*passage.part).collect();
    for part in ["section .rdata ascii", "section .rdata utf-16", "section .text ascii", "header ascii"] {
        assert!(parts.contains(&part), "{part}: {parts:?}");
    }
    assert!(found.has_line("Fatal error in launcher"));
}

#[test]
fn what_hides_behind_the_sections_is_found() {
    let mut bytes = launcher();
    bytes.extend_from_slice(b"PK\x03\x04");
    bytes.extend_from_slice("\0接続先は c2.example です\0".repeat(9).as_bytes());
    let found = Gathered::of(Media::Pe, &bytes);
    assert_eq!(found.children, [("overlay".to_owned(), bytes.len() - launcher().len())]);
    assert!(
        found
            .passages
            .iter()
            .any(|passage| &*passage.part == "overlay ascii" && passage.text.contains("c2.example"))
    );
}

#[test]
fn the_program_of_this_test_is_read_as_elf() {
    let Ok(bytes) = std::fs::read("/bin/ls") else { return println!("skipped: no /bin/ls") };
    let found = Gathered::of(Media::Elf, &bytes);
    assert!(found.has_line("libc.so.6"), "{:?}", found.notices);
    assert!(found.values("build-id").iter().all(|id| id.len() == 40));
    assert!(found.values("interpreter").iter().all(|path| path.starts_with("/lib")));
    assert!(found.passages.iter().any(|passage| &*passage.part == "section .rodata ascii"));
    assert_eq!(found.notices, []);
}

#[test]
fn certificates_are_stated() {
    let mut facts = Facts::default();
    certificates::signature(include_bytes!("../../tests/data/signature.p7"), &mut facts).expect("PKCS #7");
    let (passages, _) = facts.into_parts();
    let value = |name: &str| {
        let found = passages.iter().find(|passage| passage.role == Role::Property(name.into()));
        found.map(|passage| passage.text.clone()).expect(name)
    };
    assert_eq!(value("serial-number"), "0a1b2c3d4e5f60718293a4b5c6d7e8f9");
    assert_eq!(value("subject"), "C=JP, O=Karigane Shoji K.K., CN=Karigane Shoji K.K.");
    assert_eq!(value("x509-fingerprint-sha1"), "95706331bd700cfb681733db61a006608bb0a296");
    assert_eq!(value("not-before"), "2026-11-21T10:49:15Z");
}

#[test]
fn numbers_have_names_where_they_are_known() {
    assert_eq!(ordinals::name("ws2_32.dll", 23), "socket");
    assert_eq!(ordinals::name("oleaut32.dll", 2), "sysallocstring");
    assert_eq!(ordinals::name("wsock32.dll", 3), "closesocket");
    assert_eq!(ordinals::name("comctl32.dll", 17), "ord17");
    let functions =
        [("WS2_32.dll".to_owned(), "socket".to_owned()), ("My.Lib.OCX".to_owned(), "Run".to_owned())];
    let expected = common::hex(&md5::Md5::digest(b"ws2_32.socket,my.lib.run"));
    assert_eq!(imphash::imphash(&functions), Some(expected));
    assert_eq!(imphash::imphash(&[]), None);
}

#[test]
fn user_strings_of_assemblies_are_read() {
    let heap: Vec<u8> = [&[0][..], &wide_entry("蒼海"), &wide_entry("https://c2.example/")].concat();
    let mut root = b"BSJB\x01\0\x01\0\0\0\0\0".to_vec();
    root.extend_from_slice(&[4, 0, 0, 0]);
    root.extend_from_slice(b"v4.0\0\0\x01\0");
    root.extend_from_slice(&[36, 0, 0, 0]);
    root.extend_from_slice(&u32::try_from(heap.len()).expect("short").to_le_bytes());
    root.extend_from_slice(b"#US\0");
    root.extend_from_slice(&heap);
    let found = Gathered::of(Media::Binary, &root);
    let heap = found.passages.iter().find(|passage| &*passage.part == ".NET user strings").expect("heap");
    assert_eq!(heap.text, "蒼海\nhttps://c2.example/");
}

fn wide_entry(text: &str) -> Vec<u8> {
    let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let length = u8::try_from(units.len() + 1).expect("short");
    [&[length][..], &units, &[0]].concat()
}

#[test]
fn unknown_bytes_give_their_strings() {
    let found = Gathered::of(Media::Binary, b"\x01\x02\x03evil-host.example\0\xff\xfe\x00rest");
    assert!(
        found
            .passages
            .iter()
            .any(|passage| &*passage.part == "ascii" && passage.text.contains("evil-host.example"))
    );
    assert_eq!(found.values("sha256").len(), 1);
    assert!(Gathered::of(Media::Binary, b"").passages.len() <= 3);
}

#[test]
fn limits_are_kept_and_told() {
    let mut options = Options::default();
    options.limits.passage_bytes = 1000;
    let mut sink = Gathered::default();
    read("big.bin", Media::Binary, "many words here\0".repeat(1000).as_bytes(), &options, &mut sink);
    assert_eq!(sink.notices.iter().map(|notice| notice.code).collect::<Vec<_>>(), [NoticeCode::OverLimit]);
}

/// Programs to damage: a PE, this machine's `ls`, and what goblin's own tests would call a Mach-O.
fn victims() -> Vec<(Media, Vec<u8>)> {
    let mut all = vec![(Media::Pe, launcher()), (Media::MachO, macho_sample())];
    all.extend(std::fs::read("/bin/ls").ok().map(|bytes| (Media::Elf, bytes)));
    all
}

/// A small 64-bit Mach-O: a library, a path, an identifier and a signature.
fn macho_sample() -> Vec<u8> {
    let mut out: Vec<u8> = Vec::new();
    let mut put =
        |values: &[u32]| values.iter().for_each(|value| out.extend_from_slice(&value.to_le_bytes()));
    put(&[0xfeed_facf, 0x0100_0007, 3, 2, 3, 112, 0, 0]);
    put(&[0xc, 56, 24, 2, 0x1_0000, 0x1_0000]);
    out.extend_from_slice(b"/usr/lib/libSystem.B.dylib\0\0\0\0\0\0");
    let mut put =
        |values: &[u32]| values.iter().for_each(|value| out.extend_from_slice(&value.to_le_bytes()));
    put(&[0x1d, 16, 144, 96]);
    put(&[0x8000_001c, 40, 12]);
    out.extend_from_slice(b"@loader_path/../Frameworks\0\0");
    let mut put =
        |values: &[u32]| values.iter().for_each(|value| out.extend_from_slice(&value.to_be_bytes()));
    put(&[0xfade_0cc0, 96, 1, 0, 20, 0xfade_0c02, 76, 0x2_0200, 0, 0, 52, 0, 0, 0, 0, 0, 0, 66]);
    out.extend_from_slice(b"com.evil.tool\0TEAM012345\0");
    out.resize(144 + 96, 0);
    out
}

#[test]
fn load_commands_and_signatures_are_read() {
    let found = Gathered::of(Media::MachO, &macho_sample());
    assert_eq!(found.notices, []);
    assert!(found.has_line("/usr/lib/libSystem.B.dylib"));
    assert_eq!(found.values("rpath"), ["@loader_path/../Frameworks"]);
    assert_eq!(
        (found.values("identifier"), found.values("team")),
        (vec!["com.evil.tool"], vec!["TEAM012345"])
    );
}

#[test]
fn damage_never_stops_the_reader() {
    for (media, bytes) in victims() {
        let step = (bytes.len() / 60).max(1);
        for length in (0..400.min(bytes.len())).step_by(13).chain((0..bytes.len()).step_by(step)) {
            damaged(media, &bytes[..length]);
        }
        for at in (0..1024.min(bytes.len())).step_by(11).chain((0..bytes.len()).step_by(step)) {
            for mask in [0xff, 0x80, 0x01] {
                let mut bytes = bytes.clone();
                bytes[at] ^= mask;
                damaged(media, &bytes);
            }
        }
    }
}

/// Headers and tables only: the strings of damaged bytes are strings of bytes, tested elsewhere.
fn damaged(media: Media, bytes: &[u8]) {
    let mut facts = Facts::default();
    match media {
        Media::Pe => pe::read(bytes, &mut facts),
        Media::Elf => elf::read(bytes, &mut facts),
        _ => macho::read(bytes, &mut facts),
    }
    let regions = facts.cover(bytes.len());
    assert_eq!(regions.iter().map(|region| region.range.len()).sum::<usize>(), bytes.len(), "each byte once");
}

/// Every Windows program this machine happens to have.
fn programs() -> Vec<PathBuf> {
    let roots = std::env::var("NOROSHI_PROGRAMS").unwrap_or_default();
    roots
        .split(':')
        .filter(|root| !root.is_empty())
        .flat_map(|root| std::fs::read_dir(Path::new(root)).into_iter().flatten().flatten())
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|end| end == "exe"))
        .collect()
}

#[test]
fn programs_of_this_machine_are_read() {
    for path in programs() {
        let bytes = std::fs::read(&path).expect("program");
        let found = Gathered::of(Media::Pe, &bytes);
        println!(
            "{} {:?} {:?} {:?} {:?}",
            path.display(),
            found.values("imphash"),
            found.values("rich-header-md5"),
            found.values("pdb-path"),
            found.notices.iter().map(|notice| &notice.reason).collect::<Vec<_>>()
        );
    }
}

/// A 32-bit program whose import table points at itself: every library has every word of the file as functions.
fn self_importing(size: usize) -> Vec<u8> {
    let mut out = vec![0_u8; 0x200];
    out[..2].copy_from_slice(b"MZ");
    out[0x3c] = 0x40;
    out[0x40..0x44].copy_from_slice(b"PE\0\0");
    let mut put = |at: usize, value: u32| out[at..at + 4].copy_from_slice(&value.to_le_bytes());
    put(0x44, 0x0001_014c);
    put(0x54, 0x0102_00e0);
    put(0x58, 0x010b);
    put(0x58 + 36, 0x200);
    put(0x58 + 92, 16);
    put(0x58 + 96, 0x1000);
    put(0x58 + 100, 0x100);
    put(0x58 + 104, 0x1000);
    put(0x58 + 108, 0x10_0000);
    let section = 0x58 + 0xe0;
    put(section + 8, 0x100_0000);
    put(section + 12, 0x1000);
    put(section + 16, u32::try_from(size).expect("short"));
    put(section + 20, 0x200);
    out.extend([0x00, 0x10, 0x00, 0x00].repeat(size / 4));
    out
}

#[test]
fn a_table_that_points_at_itself_costs_no_more_than_its_size() {
    let bytes = self_importing(4 << 20);
    let found = Gathered::of(Media::Pe, &bytes);
    assert!(!found.values("sha256").is_empty());
    let by_name = [self_importing(1 << 20), b"x".repeat(1 << 20)].concat();
    damaged(Media::Pe, &by_name);
}

#[test]
fn a_picture_gives_no_digest_that_leads_to_its_owner() {
    let picture = b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01 a logo".as_slice();
    let heard = crate::emit::tests::hear("logo.png", Media::Foreign, picture);
    assert!(heard.passages.iter().all(|passage| passage.hint.is_none()), "{:?}", heard.passages);
    let heard = crate::emit::tests::hear("a.bin", Media::Binary, b"\x01\x02\x03 some bytes");
    assert!(heard.passages.iter().any(|passage| passage.hint.is_some()));
}
