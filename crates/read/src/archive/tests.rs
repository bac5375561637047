use std::io::{Cursor, Write};

use proptest::prelude::*;
use zip::unstable::write::FileOptionsExt as _;
use zip::write::SimpleFileOptions;
use zip::{AesMode, ZipWriter};

use super::*;
use crate::emit::tests::{hear, torture};

#[derive(Default)]
struct Seen {
    texts: Vec<(Role, String)>,
    children: Vec<(String, Vec<u8>)>,
    notices: Vec<(String, NoticeCode)>,
}

impl Sink for Seen {
    fn open(&mut self, head: DocumentHead) {
        assert_eq!(head.kind, DocumentKind::Container);
    }
    fn passage(&mut self, passage: Passage) -> Flow {
        self.texts.push((passage.role, passage.text));
        Flow::Continue
    }
    fn child(&mut self, name: &str, data: &mut dyn Read) -> Flow {
        let mut bytes = Vec::new();
        data.read_to_end(&mut bytes).expect("a member's reader does not fail");
        self.children.push((name.to_owned(), bytes));
        Flow::Continue
    }
    fn notice(&mut self, notice: Notice) {
        self.notices.push((notice.place, notice.code));
    }
}

fn unpack_with(name: &str, bytes: &[u8], options: &Options) -> Seen {
    let mut seen = Seen::default();
    read(name, noroshi_intake::sniff(name, bytes), bytes, options, &mut seen);
    seen
}

fn unpack(name: &str, bytes: &[u8]) -> Seen {
    unpack_with(name, bytes, &Options::default())
}

fn names(seen: &Seen) -> Vec<&str> {
    seen.children.iter().map(|(name, _)| name.as_str()).collect()
}

fn body() -> Vec<u8> {
    // Lines that do not compress well, so that every format has more than one block.
    let noise = |n: u32| n.wrapping_mul(2_654_435_761).rotate_left(n % 32);
    let lines: String = (0..40_000).map(|n| format!("{:08x}{:08x}\n", noise(n), noise(!n))).collect();
    format!("C2 is 198.51.100.7\n{lines}").into_bytes()
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut writer =
        flate2::GzBuilder::new().filename("old.log").write(Vec::new(), flate2::Compression::default());
    writer.write_all(bytes).expect("writes");
    writer.finish().expect("finishes")
}

fn bz2(bytes: &[u8]) -> Vec<u8> {
    let mut writer = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::default());
    writer.write_all(bytes).expect("writes");
    writer.finish().expect("finishes")
}

fn xz(bytes: &[u8]) -> Vec<u8> {
    let mut writer =
        lzma_rust2::XzWriter::new(Vec::new(), lzma_rust2::XzOptions::with_preset(1)).expect("opens");
    writer.write_all(bytes).expect("writes");
    writer.finish().expect("finishes")
}

fn zst(bytes: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
}

fn zip_of(members: &[(&str, &[u8])], options: SimpleFileOptions) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        writer.start_file(*name, options).expect("starts");
        writer.write_all(bytes).expect("writes");
    }
    writer.finish().expect("finishes").into_inner()
}

fn tar_of(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = tar::Builder::new(Vec::new());
    for (name, bytes) in members {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_username("yamada").expect("fits");
        writer.append_data(&mut header, name, *bytes).expect("appends");
    }
    writer.into_inner().expect("finishes")
}

/// One archive of each format, with the number of its members.
fn one_of_each() -> &'static [(&'static str, Vec<u8>, usize)] {
    static MADE: std::sync::OnceLock<Vec<(&'static str, Vec<u8>, usize)>> = std::sync::OnceLock::new();
    MADE.get_or_init(make_one_of_each)
}

fn make_one_of_each() -> Vec<(&'static str, Vec<u8>, usize)> {
    let body = body();
    let two: &[(&str, &[u8])] = &[("a.txt", &body), ("dir/b.txt", b"second")];
    vec![
        ("a.log.gz", gz(&body), 1),
        ("a.log.bz2", bz2(&body), 1),
        ("a.log.xz", xz(&body), 1),
        ("a.log.zst", zst(&body), 1),
        ("a.zip", zip_of(two, SimpleFileOptions::default()), 2),
        ("a.tar", tar_of(two), 2),
        ("a.7z", include_bytes!("../../tests/data/archive/plain.7z").to_vec(), 2),
    ]
}

#[test]
fn every_format_gives_its_members() {
    for (name, bytes, count) in one_of_each() {
        let seen = unpack(name, bytes);
        assert_eq!((seen.children.len(), seen.notices.len()), (*count, 0), "{name}: {:?}", seen.notices);
        let first = seen.children.first().map(|(_, bytes)| bytes.starts_with(b"C2 is 198.51.100.7\n"));
        assert_eq!(first, Some(true), "{name}");
    }
    assert_eq!(names(&unpack("a.log.xz", &xz(b"x"))), ["a.log"]);
    assert_eq!(names(&unpack("case!/a.tgz", &gz(b"x"))), ["old.log"]);
    assert_eq!(names(&unpack("case!/a.tbz2", &bz2(b"x"))), ["a.tar"]);
}

#[test]
fn concatenated_streams_are_read_to_the_end() {
    let skip = [b"\x50\x2A\x4D\x18\x03\0\0\0abc".to_vec(), zst(b"one"), zst(b"two")].concat();
    for (name, bytes) in [
        ("a.gz", [gz(b"one"), gz(b"two")].concat()),
        ("a.bz2", [bz2(b"one"), bz2(b"two")].concat()),
        ("a.xz", [xz(b"one"), xz(b"two")].concat()),
        ("a.zst", skip),
    ] {
        let seen = unpack(name, &bytes);
        assert_eq!(seen.children.first().map(|(_, bytes)| bytes.as_slice()), Some(&b"onetwo"[..]), "{name}");
    }
}

#[test]
fn passwords_open_what_they_fit() {
    let aes = SimpleFileOptions::default().with_aes_encryption(AesMode::Aes256, "日本語pass");
    let old =
        SimpleFileOptions::default().with_deprecated_encryption("日本語pass".as_bytes()).expect("a password");
    let members: &[(&str, &[u8])] = &[("a.txt", b"first"), ("b.txt", b"second")];
    let options = Options { passwords: vec!["wrong".into(), "日本語pass".into()], ..Options::default() };
    let none = Options::default();
    for (name, bytes, given, fits) in [
        ("crypto.zip", include_bytes!("../../tests/data/archive/crypto.zip").to_vec(), false, true),
        ("infected.7z", include_bytes!("../../tests/data/archive/infected.7z").to_vec(), false, true),
        ("infected.7z", include_bytes!("../../tests/data/archive/infected.7z").to_vec(), true, true),
        ("hidden.7z", include_bytes!("../../tests/data/archive/hidden.7z").to_vec(), true, true),
        ("hidden.7z", include_bytes!("../../tests/data/archive/hidden.7z").to_vec(), false, false),
        ("aes.zip", zip_of(members, aes), true, true),
        ("aes.zip", zip_of(members, aes), false, false),
        ("old.zip", zip_of(members, old), true, true),
        ("old.zip", zip_of(members, old), false, false),
    ] {
        let seen = unpack_with(name, &bytes, if given { &options } else { &none });
        let codes: Vec<NoticeCode> = seen.notices.iter().map(|(_, code)| *code).collect();
        if fits {
            assert_eq!((seen.children.len(), codes), (2, vec![]), "{name} {given}");
            assert!(seen.children.iter().all(|(_, bytes)| bytes.is_ascii() && !bytes.is_empty()));
        } else {
            assert!(seen.children.is_empty() && !codes.is_empty(), "{name}");
            assert!(codes.iter().all(|code| *code == NoticeCode::Encrypted), "{name}: {codes:?}");
        }
    }
}

#[test]
fn japanese_names_and_comments_are_read() {
    let seen = unpack("jp.zip", include_bytes!("../../tests/data/archive/jp.zip"));
    assert_eq!(names(&seen), ["調査報告/端末一覧.txt", "../../見積書.txt"]);
    let hidden: Vec<&str> =
        seen.texts.iter().filter(|(role, _)| *role == Role::Hidden).map(|(_, text)| text.as_str()).collect();
    assert_eq!(hidden, ["担当: 山田太郎", "経理部の端末"]);
    let tar = unpack("a.tar", &tar_of(&[("端末/一覧.txt", b"x")]));
    assert_eq!(names(&tar), ["端末/一覧.txt"]);
    assert!(tar.texts.contains(&(Role::Property("owner".into()), "yamada".into())));
}

#[test]
fn a_compressed_tar_gives_its_members() {
    let tar = tar_of(&[("a.txt", b"first"), ("dir/b.txt", b"second")]);
    for (name, bytes) in [("x.tar.xz", xz(&tar)), ("x.tbz2", bz2(&tar)), ("x.tar.zst", zst(&tar))] {
        let seen = unpack(name, &bytes);
        assert_eq!(names(&seen), ["x.tar!/a.txt", "x.tar!/dir/b.txt"], "{name}");
        assert_eq!(seen.notices, [], "{name}");
    }
}

#[test]
fn bombs_end_early_and_are_named() {
    let zeros = vec![0; 80 << 20];
    let deflated = zip_of(&[("bomb.bin", &zeros), ("after.txt", b"kept")], SimpleFileOptions::default());
    let seen = unpack("a.zip", &deflated);
    assert_eq!(seen.notices, [("bomb.bin".to_owned(), NoticeCode::OverLimit)]);
    assert_eq!(names(&seen), ["bomb.bin", "after.txt"]);
    assert!(seen.children.first().is_some_and(|(_, bytes)| bytes.len() < 40 << 20));
    let seen = unpack("a.xz", &xz(&zeros));
    assert_eq!(seen.notices, [("a".to_owned(), NoticeCode::OverLimit)]);

    let mut options = Options::default();
    options.limits.entries = 2;
    let many: Vec<(String, Vec<u8>)> = (0..5).map(|n| (n.to_string(), vec![b'x'])).collect();
    let many: Vec<(&str, &[u8])> =
        many.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    for (name, bytes) in [("a.zip", zip_of(&many, SimpleFileOptions::default())), ("a.tar", tar_of(&many))] {
        let seen = unpack_with(name, &bytes, &options);
        assert_eq!((seen.children.len(), seen.notices.len()), (2, 1), "{name}");
    }
    options.limits.depth = 2;
    let seen = unpack_with("a!/b!/c.tar", &tar_of(&many), &options);
    assert_eq!((seen.children.len(), seen.notices), (0, vec![(String::new(), NoticeCode::OverLimit)]));
    options.limits.unpacked_bytes = 3;
    options.limits.entries = 100;
    let seen = unpack_with("a.tar", &tar_of(&[("a", b"12"), ("b", b"34"), ("c", b"56")]), &options);
    assert_eq!(seen.children.iter().map(|(_, bytes)| bytes.len()).sum::<usize>(), 3);
    assert_eq!(seen.notices, [("b".to_owned(), NoticeCode::OverLimit)]);
}

#[test]
fn cut_archives_keep_what_came_before() {
    for (name, bytes, _) in one_of_each() {
        let cut = bytes.get(..bytes.len() * 3 / 5).expect("shorter");
        let seen = unpack(name, cut);
        assert!(seen.notices.iter().any(|(_, code)| *code == NoticeCode::Malformed), "{name}");
        let start = seen.children.first().is_some_and(|(_, bytes)| bytes.starts_with(b"C2 is"));
        // Blocks of bzip2 come whole or not at all, and the directory of 7z is at its end.
        assert!(start || name.ends_with("bz2") || name.ends_with("7z"), "{name}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn damaged_archives_never_panic(flips in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
                                    cut in any::<prop::sample::Index>(), which in 0_usize..7) {
        let (name, bytes, _) = &one_of_each()[which];
        let mut bytes = bytes.clone();
        for (at, value) in flips {
            let at = at.index(bytes.len());
            if let Some(byte) = bytes.get_mut(at) {
                *byte ^= value;
            }
        }
        if cut.index(4) == 0 {
            bytes.truncate(cut.index(bytes.len()));
        }
        let mut options = Options::default();
        options.limits.unpacked_bytes = 1 << 20;
        options.limits.reader_memory = 256 << 20;
        let media = match name.rsplit('.').next() {
            Some("gz") => Media::Gzip,
            Some("bz2") => Media::Bzip2,
            Some("xz") => Media::Xz,
            Some("zst") => Media::Zstd,
            Some("zip") => Media::Zip,
            Some("tar") => Media::Tar,
            _ => Media::SevenZip,
        };
        let mut seen = Seen::default();
        read(name, media, &bytes, &options, &mut seen);
    }

    #[test]
    fn noise_is_no_archive(noise in proptest::collection::vec(any::<u8>(), 0..600)) {
        for media in [Media::Gzip, Media::Bzip2, Media::Xz, Media::Zstd, Media::Zip, Media::Tar, Media::SevenZip] {
            let mut seen = Seen::default();
            read("noise", media, &noise, &Options::default(), &mut seen);
        }
    }
}

/// A fixture made by real programs, gunzipped where it is gzip.
fn made(name: &str) -> Vec<u8> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/disc").join(name);
    let raw = std::fs::read(path).expect("a fixture");
    if !name.ends_with(".gz") {
        return raw;
    }
    let mut bytes = Vec::new();
    std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(&*raw), &mut bytes).expect("gzip");
    bytes
}

fn long() -> String {
    let lines: String = (0..6000).map(|i| format!("line {i} kage kage kage\n")).collect();
    format!("https://stage2-kage.example/0\n{lines}")
}

#[test]
fn discs_cabinets_and_lzh_give_their_members() {
    for (file, media, slow) in [
        ("backup.iso.gz", Media::Iso, true),
        ("packed.cab", Media::Cab, false),
        ("mail.lzh", Media::Lzh, false),
    ] {
        let bytes = made(file);
        assert_eq!(noroshi_intake::sniff("x", &bytes), media);
        let heard = hear(file, media, &bytes);
        assert!(heard.notices.is_empty(), "{file}: {:?}", heard.notices);
        let members: std::collections::BTreeMap<&str, &[u8]> =
            heard.children.iter().map(|(name, data)| (name.as_str(), data.as_slice())).collect();
        let names = ["long.txt", "readme.txt", "請求書/蒼海電機_見積.txt"];
        assert_eq!(members.keys().copied().collect::<Vec<_>>(), names, "{file}");
        assert_eq!(members["readme.txt"], b"C2 is https://c2-kage.example/a\n", "{file}");
        assert_eq!(members["long.txt"], long().as_bytes(), "{file}");
        assert_eq!(members["請求書/蒼海電機_見積.txt"], "AEC-PC0231 を確認\n".as_bytes(), "{file}");
        assert!(heard.role(&Role::Name).contains(&"請求書/蒼海電機_見積.txt"), "{file}");
        let cut = hear(file, media, &bytes[..bytes.len() / 3]);
        assert!(cut.notices.iter().any(|notice| notice.code == NoticeCode::Malformed), "{file}");
        let head = if slow { &bytes[..bytes.len().min(80_000)] } else { &bytes };
        torture(file, media, head);
    }
    assert_eq!(hear("a", Media::Cab, &made("stored.cab")).children.len(), 1);
}

#[test]
fn a_volume_tells_who_made_it() {
    let heard = hear("a.iso", Media::Iso, &made("backup.iso.gz"));
    let property = |name: &str| heard.role(&Role::Property(name.into()));
    assert_eq!(property("VolumeId"), ["AOMI_BACKUP"]);
    assert_eq!(property("Publisher"), ["AOMI DENKI"]);
    assert_eq!(property("DataPreparer"), ["T.YAMADA"]);
    let ridge = hear("a.iso", Media::Iso, &made("ridge.iso.gz"));
    assert_eq!(ridge.children[0].0, "readme.txt", "not README.TXT;1");
}

#[test]
fn a_disc_whose_folders_hold_each_other_ends() {
    let mut bytes = made("ridge.iso.gz");
    // The file becomes a folder that is the root itself.
    let root: [u8; 8] = bytes[16 * 2048 + 158..16 * 2048 + 166].try_into().unwrap();
    let name = memchr::memmem::find(&bytes, b"README.TXT;1").expect("the record");
    bytes[name - 31..name - 23].copy_from_slice(&root);
    bytes[name - 8] |= 2;
    let heard = hear("a.iso", Media::Iso, &bytes);
    assert!(heard.children.is_empty() && heard.role(&Role::Name).len() == 1);
}
