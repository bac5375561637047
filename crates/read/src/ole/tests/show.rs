use std::io::{Read, Write};

use noroshi_base::{DocumentKind, NoticeCode};
use noroshi_intake::Media;
use proptest::prelude::*;

use super::{Compound, fixture};
use crate::Role;
use crate::emit::tests::{hear, torture};

fn real() -> Vec<u8> {
    let mut bytes = Vec::new();
    flate2::read::GzDecoder::new(fixture("real.ppt.gz").as_slice()).read_to_end(&mut bytes).unwrap();
    bytes
}

fn record(head: u16, kind: u16, body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len()).unwrap();
    [&head.to_le_bytes()[..], &kind.to_le_bytes(), &length.to_le_bytes(), body].concat()
}

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

#[test]
fn a_show_of_a_real_writer_gives_everything_it_holds() {
    let bytes = real();
    let heard = hear("a.ppt", Media::Ole, &bytes);
    assert_eq!(heard.heads[0].kind, DocumentKind::Prose);
    let slide = heard.part("slide 1").concat();
    assert_eq!(slide, "蒼海電機 事案\nevil[.]example\n198.51.100.7\n");
    assert!(heard.part("notes 2").concat().contains("社内ノート AEC-DB01"));
    assert!(heard.part("master 1").concat().contains("Click to edit"));
    assert_eq!(heard.part("property Author"), ["山田太郎"]);
    assert_eq!(heard.part("property LastAuthor"), ["佐藤花子"]);
    assert!(heard.notices.is_empty(), "{:?}", heard.notices);
}

/// A document with a comment, a link, an object and the last user.
fn built() -> Vec<u8> {
    let object = Compound::new().with("Workbook", b"x").bytes();
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(&object).unwrap();
    let packed =
        [&u32::try_from(object.len()).unwrap().to_le_bytes()[..], &packed.finish().unwrap()].concat();
    let comment = [
        record(0x0000, 4026, &wide("鈴木一郎")),
        record(0x0010, 4026, &wide("社内の田中さんに確認")),
        record(0x0020, 4026, &wide("S")),
    ]
    .concat();
    let slide = [
        record(0x0000, 4000, &wide("蒼海電機の構成\r二行目")),
        record(0x0000, 4008, b"narrow caf\xE9"),
        record(0x000F, 12000, &comment),
    ]
    .concat();
    let link = record(0x000F, 4055, &record(0x0010, 4026, &wide("http://evil.example/x")));
    let document =
        [record(0x000F, 1006, &slide), record(0x000F, 1000, &link), record(0x0010, 4113, &packed)].concat();
    let user = [
        &[0; 8][..],
        &20_u32.to_le_bytes(),
        &[0; 8],
        &4_u16.to_le_bytes(),
        &[0; 6],
        b"????",
        &[0; 4],
        &wide("山田太郎"),
    ]
    .concat();
    Compound::new().with("PowerPoint Document", &document).with("Current User", &user).bytes()
}

#[test]
fn comments_links_objects_and_the_last_user_are_read() {
    let heard = hear("a.ppt", Media::Ole, &built());
    assert_eq!(heard.part("slide 1"), ["蒼海電機の構成\n二行目\nnarrow café\n"]);
    assert_eq!(heard.part("comments"), ["社内の田中さんに確認"]);
    assert_eq!(heard.part("comments author"), ["鈴木一郎", "S"]);
    assert_eq!(heard.part("links"), ["http://evil.example/x\n"]);
    assert_eq!(heard.role(&Role::Property("LastAuthor".into())), ["山田太郎"]);
    assert_eq!(heard.children[0].0, "object 1.ole");
    assert!(heard.children[0].1.starts_with(b"\xD0\xCF\x11\xE0"));
    assert!(heard.notices.is_empty(), "{:?}", heard.notices);
}

#[test]
fn broken_locked_and_nested_shows_are_bounded() {
    torture("a.ppt", Media::Ole, &built());
    let mut deep = record(0, 4000, &wide("蒼海の底"));
    for _ in 0..500 {
        deep = record(0x000F, 1000, &deep);
    }
    hear("a.ppt", Media::Ole, &Compound::new().with("PowerPoint Document", &deep).bytes());
    let locked = [record(0x000F, 12052, b""), vec![9, 9, 9, 9, 9, 9, 9, 9, 9]].concat();
    let locked = hear("a.ppt", Media::Ole, &Compound::new().with("PowerPoint Document", &locked).bytes());
    assert!(locked.notices.is_empty() || locked.notices.iter().any(|n| n.code != NoticeCode::Info));
    let mut bomb = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    bomb.write_all(&vec![0; 30 << 20]).unwrap();
    let bomb = [&(30_u32 << 20).to_le_bytes()[..], &bomb.finish().unwrap()].concat();
    let heard = hear(
        "a.ppt",
        Media::Ole,
        &Compound::new().with("PowerPoint Document", &record(0x10, 4113, &bomb)).bytes(),
    );
    assert!(heard.children[0].1.len() < 20 << 20);
    assert_eq!(heard.notices[0].code, NoticeCode::Malformed);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_bytes_go_through(bytes in proptest::collection::vec(any::<u8>(), 0..2000), head in any::<u16>()) {
        let document = record(head, 1000, &bytes);
        hear("noise", Media::Ole, &Compound::new().with("PowerPoint Document", &document).with("Current User", &bytes).bytes());
    }
}
