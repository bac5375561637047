use noroshi_base::{DocumentKind, NoticeCode};
use noroshi_intake::Media;
use proptest::prelude::*;

use super::{Compound, fixture, native, property_set};
use crate::Role;
use crate::emit::tests::{hear, torture};

const SUMMARY: [u8; 4] = [0xE0, 0x85, 0x9F, 0xF2];

#[test]
fn a_word_document_gives_everything_it_holds() {
    let heard = hear("a.doc", Media::Ole, &fixture("real.doc"));
    assert_eq!(heard.heads[0].kind, DocumentKind::Prose);
    let body = heard.part("body").concat();
    assert!(
        body.starts_with(
            "蒼海電機のサーバ AEC-DB01 と evil[.]example の通信を確認した。\nThe implant called"
        ),
        "{body}"
    );
    assert!(body.contains("種別\t値") && body.contains("C2\t192.0.2.9"), "{body}");
    assert!(!body.contains("隠し文") && !body.contains("消した文"), "{body}");
    let hidden = heard.part("body hidden or deleted").concat();
    assert!(hidden.contains("隠し文 aomi-denki.co.jp") && hidden.contains("消した文 AEC-FS02"), "{hidden}");
    assert!(heard.part("headers and footers").concat().contains("社外秘 蒼海電機"));
    assert!(heard.part("comments").concat().contains("社内の田中さんに確認"));
    assert_eq!(heard.role(&Role::Property("author".into())), ["田中次郎", "鈴木一郎"]);
    assert_eq!(heard.part("property Author"), ["山田太郎"]);
    assert_eq!(heard.part("property LastAuthor"), ["佐藤花子"]);
    assert_eq!(heard.part("property Comments"), ["蒼海電機 社外秘"]);
    assert!(heard.notices.is_empty(), "{:?}", heard.notices);
}

#[test]
fn a_workbook_gives_everything_it_holds() {
    let heard = hear("a.xls", Media::Ole, &fixture("real.xls"));
    assert_eq!(heard.heads[0].kind, DocumentKind::Table);
    let cells = heard.part("sheet 名簿!A1:D6").concat();
    assert!(cells.contains("AEC-DB01\t198.51.100.7\t2026-01-06 10:30:15\t1.5\n"), "{cells}");
    assert!(!cells.contains("隠し"), "{cells}");
    assert_eq!(heard.part("sheet 名簿 hidden rows and columns"), ["A4: 隠し行 AEC-FS02\nH5: 隠し列\n"]);
    assert_eq!(heard.part("sheet 名簿 formulas"), ["A3 =HYPERLINK(\"http://f.example/\",\"x\")&\"AEC\"\n"]);
    assert_eq!(heard.part("sheet 名簿 notes and boxes"), ["社内サーバ\n"]);
    assert!(heard.part("sheet 名簿 links and rules").concat().contains("http://aec-portal.example/x"));
    assert_eq!(heard.part("sheet 裏 (hidden)!A1:A1"), ["秘密"]);
    assert!(heard.role(&Role::Hidden).contains(&"極秘 aomi-denki.co.jp"));
    assert_eq!(heard.part("sheet names"), ["名簿\n裏\n奥"]);
    assert!(heard.part("defined names").concat().contains("AEC_range = A1"));
    assert_eq!(heard.part("property LastAuthor"), ["佐藤花子"]);
    assert!(heard.notices.is_empty(), "{:?}", heard.notices);
}

#[test]
fn strings_that_go_on_in_further_records_are_whole() {
    let heard = hear("a.xls", Media::Ole, &fixture("real-xlwt.xls"));
    let cells = heard.part("sheet 名簿!A1:B400").concat();
    for row in 0..400 {
        assert!(cells.contains(&format!("AEC-PC{row:04} 蒼海電機の端末その{row}")), "{row}");
    }
    assert!(cells.contains("\t2026-01-06 10:30:00"));
    assert_eq!(heard.part("sheet 裏 (very hidden)!A1:A1"), ["秘密"]);
    assert!(heard.part("last written by (author)")[0].starts_with("yamada@aomi-denki"));
}

#[test]
fn properties_in_japanese_bytes_and_of_the_author_are_read() {
    let sjis = |text: &str| encoding_rs::SHIFT_JIS.encode(text).0.into_owned();
    let set = property_set(SUMMARY, 932, &[(2, &sjis("蒼海電機")), (8, &sjis("表十太郎")), (99, b"odd")]);
    let bytes = Compound::new().with("\u{5}SummaryInformation", &set).with("蒼海", b"short").bytes();
    let heard = hear("a.ole", Media::Ole, &bytes);
    assert_eq!(heard.part("property Title"), ["蒼海電機"]);
    assert_eq!(heard.part("property LastAuthor"), ["表十太郎"]);
    assert!(heard.all().contains("odd"));
    assert!(heard.role(&Role::Hidden).contains(&"蒼海"), "the name of a stream");
    let cut = Compound::new().with("\u{5}SummaryInformation", &set[..set.len() - 12]).bytes();
    let heard = hear("a.ole", Media::Ole, &cut);
    assert_eq!(heard.notices[0].code, NoticeCode::Malformed);
    assert_eq!(heard.part("property LastAuthor"), ["表十太郎"]);
}

#[test]
fn packed_files_come_out_with_the_paths_they_had() {
    let packed = native("請求書.exe", "C:\\Users\\yamada\\蒼海\\請求書.exe", b"MZ program");
    let bytes = Compound::new()
        .with("ObjectPool/_1/\u{1}Ole10Native", &packed)
        .with("CONTENTS", b"%PDF-1.4 x")
        .bytes();
    let heard = hear("a.doc", Media::Ole, &bytes);
    assert_eq!(heard.role(&Role::Name), ["請求書.exe", "C:\\Users\\yamada\\蒼海\\請求書.exe"]);
    let mut children = heard.children.clone();
    children.sort();
    assert_eq!(children[0], ("CONTENTS".to_owned(), b"%PDF-1.4 x".to_vec()));
    assert_eq!(children[1].0, "ObjectPool _1 Ole10Native 請求書.exe");
    assert_eq!(children[1].1, b"MZ program");
    // A size that lies costs nothing.
    let mut lying = packed;
    lying[0] = 3;
    let bytes = Compound::new().with("\u{1}Ole10Native", &lying).bytes();
    assert!(hear("a.doc", Media::Ole, &bytes).children[0].1.ends_with(b"MZ program"));
}

#[test]
fn what_was_deleted_is_seen() {
    let path = "left behind by 蒼海電機株式会社, quite a long text ".repeat(120);
    let mut file = cfb::CompoundFile::create(std::io::Cursor::new(Vec::new())).unwrap();
    for name in ["/old", "/new"] {
        std::io::Write::write_all(&mut file.create_stream(name).unwrap(), path.as_bytes()).unwrap();
    }
    file.remove_stream("/old").unwrap();
    let bytes = file.into_inner().into_inner();
    let heard = hear("a.ole", Media::Ole, &bytes);
    assert!(
        heard.part("deleted or unused space").concat().contains("蒼海電機株式会社"),
        "{:?}",
        heard.passages
    );
    assert!(heard.part("new").concat().contains("蒼海電機株式会社"));
}

#[test]
fn a_locked_document_is_said_to_be() {
    let bytes = Compound::new().with("EncryptionInfo", b"x").with("EncryptedPackage", &[7; 5000]).bytes();
    let heard = hear("a.docx", Media::Docx, &bytes);
    assert_eq!(heard.notices[0].code, NoticeCode::Encrypted);
    assert_eq!(hear("a.docx", Media::Ole, &bytes).notices[0].code, NoticeCode::Encrypted);
    let mut doc = fixture("real.doc");
    let fib = memchr::memmem::find(&doc, b"\xEC\xA5").unwrap();
    doc[fib + 0x0B] |= 1;
    assert_eq!(hear("a.doc", Media::Ole, &doc).notices[0].code, NoticeCode::Encrypted);
}

#[test]
fn cut_off_files_give_what_they_hold_and_say_so() {
    for name in ["real.doc", "real.xls", "real-xlwt.xls"] {
        let whole = fixture(name);
        for part in [30, 60, 90] {
            let heard = hear(name, Media::Ole, &whole[..whole.len() * part / 100]);
            assert!(!heard.notices.is_empty(), "{name} {part}");
            assert!(!heard.passages.is_empty(), "{name} {part}");
        }
    }
    for name in ["real.doc", "real.xls"] {
        torture(name, Media::Ole, &fixture(name));
    }
}

/// A chain of sectors that bites its tail, and streams that all claim the whole file.
#[test]
fn chains_and_sizes_that_lie_are_bounded() {
    let mut file = Compound::new();
    for at in 0..300 {
        file = file.with(&format!("s{at}"), &vec![b'a'; 5000]);
    }
    let mut bytes = file.bytes();
    for at in (0..bytes.len() - 128).step_by(128) {
        // Every entry of a stream becomes as long as it can be said to be, from one sector on.
        if bytes[at..].starts_with(b"s\0") && bytes[at + 0x42] == 2 {
            bytes[at + 0x74..at + 0x78].copy_from_slice(&[0, 0, 0, 0]);
            bytes[at + 0x78..at + 0x7C].copy_from_slice(&[0xFF, 0xFF, 0xFF, 0x7F]);
        }
    }
    let heard = hear("a.ole", Media::Ole, &bytes);
    assert!(heard.notices.iter().any(|n| matches!(n.code, NoticeCode::OverLimit | NoticeCode::Malformed)));
    let given: usize = heard.passages.iter().map(|p| p.text.len()).sum();
    assert!(given < bytes.len() * 4, "{given} of {}", bytes.len());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn any_bytes_go_through(bytes in proptest::collection::vec(any::<u8>(), 0..4000), which in 0..4_usize) {
        let magic = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
        hear("noise", Media::Ole, &[&magic[..], &bytes].concat());
        let name = ["WordDocument", "Workbook", "VBA/dir", "\u{1}Ole10Native"][which];
        hear("noise", Media::Ole, &Compound::new().with(name, &bytes).with("1Table", &bytes).bytes());
    }

    #[test]
    fn any_change_of_a_real_file_goes_through(at in any::<u16>(), value in any::<u8>(), which in 0..2_usize) {
        let mut bytes = fixture(["real.doc", "real.xls"][which]);
        let at = usize::from(at) % bytes.len();
        bytes[at] = value;
        hear("changed", Media::Ole, &bytes);
    }
}
