use noroshi_base::NoticeCode;
use noroshi_intake::Media;

use super::cmap::CMap;
use super::layout::{Lines, Point, Run};
use super::lexer::{Lexer, Token};
use crate::emit::tests::{Heard, hear, torture};
use crate::{Options, Role};

const CID: &[u8] = include_bytes!("../../tests/fixtures/cid.pdf");
const CHROME: &[u8] = include_bytes!("../../tests/fixtures/chrome.pdf");
const IDENTITY: &[u8] = include_bytes!("../../tests/fixtures/identity.pdf");
const LOCKED: &[u8] = include_bytes!("../../tests/fixtures/locked.pdf");
const SECRET: &[u8] = include_bytes!("../../tests/fixtures/secret.pdf");

const PAGE: &str = "蒼海電機株式会社のサーバ AEC-DB01 が侵害された。\n\
    通信先は evil[.]example (198.51.100.7) である。\n\n\
    島根県松江市殿町1-2\n\n\
    SHA256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\nleft\tright";

fn lines(text: &str) -> Vec<&str> {
    text.lines().filter(|line| !line.is_empty()).collect()
}

#[test]
fn japanese_charset_fonts_and_everything_beside_the_pages() {
    let heard = hear("a.pdf", Media::Pdf, CID);
    assert_eq!(lines(heard.part("page 1")[0]), lines(PAGE));
    assert_eq!(heard.part("page 2"), ["二頁目"]);
    assert!(heard.part("property Author").contains(&"鈴木一郎"));
    assert_eq!(heard.part("property CreatorTool"), ["AomiTool"]);
    assert_eq!(heard.part("note"), ["社内メモ: 佐藤"]);
    assert_eq!(heard.part("outline"), ["第1章 蒼海"]);
    assert_eq!(heard.part("link"), ["http://evil.example/dl?id="]);
    assert_eq!(heard.part("script"), ["app.launchURL(\"http://js.example/\");"]);
    assert_eq!(heard.part("field T"), ["担当者"]);
    assert_eq!(heard.role(&Role::Name), ["添付.txt", "添付.txt"]);
    assert_eq!(heard.children, [("添付.txt".to_owned(), b"attached: http://a.example/".to_vec())]);
    assert!(heard.notices.is_empty());
}

#[test]
fn a_printed_page_keeps_its_lines() {
    let heard = hear("a.pdf", Media::Pdf, CHROME);
    let page = heard.part("page 1")[0];
    assert!(page.starts_with("調査報告書\n"), "{page}");
    assert!(
        page.contains("山田太郎の端末 AEC-PC0123 から、\nevil[.]example (198.51.100.7) への通信"),
        "{page}"
    );
    assert!(page.contains("種別\t値\n"), "{page}");
    assert_eq!(heard.part("link"), ["https://evil.example/payload.exe"]);
}

#[test]
fn fonts_without_a_map_are_read_by_their_collection() {
    let heard = hear("a.pdf", Media::Pdf, IDENTITY);
    assert_eq!(
        lines(heard.part("page 1")[0]),
        ["蒼海電機株式会社 AEC-DB01", "縦書きの蒼海", "evil.ex ample", "蒼éfi café"]
    );
}

#[test]
fn passwords_are_tried() {
    let heard = hear("a.pdf", Media::Pdf, LOCKED);
    assert_eq!(lines(heard.part("page 1")[0]), lines(PAGE));
    let heard = hear("a.pdf", Media::Pdf, SECRET);
    assert_eq!(heard.notices[0].code, NoticeCode::Encrypted);
    let options = Options { passwords: vec!["no".to_owned(), "infected".to_owned()], ..Options::default() };
    let mut heard = Heard::default();
    crate::read("a.pdf", Media::Pdf, SECRET, &options, &mut heard);
    assert_eq!(lines(heard.part("page 1")[0]), lines(PAGE));
}

#[test]
fn a_lost_index_is_rebuilt_and_the_rest_read_as_strings() {
    let table = memchr::memmem::rfind(CHROME, b"\nxref").unwrap();
    let heard = hear("a.pdf", Media::Pdf, &CHROME[..table]);
    assert!(heard.all().contains("蒼海電機株式会社"), "{:?}", heard.notices);
    assert_eq!(heard.notices[0].code, NoticeCode::Malformed);
    let heard = hear("a.pdf", Media::Pdf, b"%PDF-1.4\nnothing http://left.example/x here");
    assert!(heard.all().contains("http://left.example/x"));
}

#[test]
fn hostile_documents_do_not_panic() {
    for bytes in [CID, IDENTITY] {
        torture("a.pdf", Media::Pdf, bytes);
    }
    let nested = format!(
        "%PDF-1.4\n1 0 obj\n{}\nendobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF",
        "[".repeat(50_000)
    );
    hear("a.pdf", Media::Pdf, nested.as_bytes());
}

#[test]
fn tokens_of_every_kind() {
    let tokens: Vec<Token> = Lexer::new(b"/F1 -1.5 (a\\)\\101(b)) <4A4> [ 1 ] << /K >> Tj % c\n'").collect();
    let word = |w: &str| Token::Word(w.as_bytes().to_vec());
    assert_eq!(
        tokens,
        [
            Token::Name(b"F1".to_vec()),
            Token::Number(-1.5),
            Token::Text(b"a)A(b)".to_vec()),
            Token::Text(b"J@".to_vec()),
            Token::ArrayStart,
            Token::Number(1.0),
            Token::ArrayEnd,
            Token::DictStart,
            Token::Name(b"K".to_vec()),
            Token::DictEnd,
            word("Tj"),
            word("'"),
        ]
    );
}

#[test]
fn maps_of_every_kind() {
    let map = CMap::parse(
        b"1 begincodespacerange <0000> <ffff> endcodespacerange 1 beginbfchar <0001> <84bc> endbfchar \
          2 beginbfrange <0010> <0012> <0041> <0020> <0021> [<d83dde00> <0042>] endbfrange \
          1 begincidrange <0100> <01ff> 500 endcidrange /WMode 1 def",
    );
    let text = |code: u32| {
        let mut out = String::new();
        map.text(code, &mut out).then_some(out)
    };
    assert_eq!(text(1).as_deref(), Some("蒼"));
    assert_eq!(text(0x12).as_deref(), Some("C"));
    assert_eq!(text(0x13), None);
    assert_eq!(text(0x20).as_deref(), Some("😀"));
    assert_eq!(map.cid(0x105), 505);
    assert!(map.vertical);
    assert_eq!(map.next_code(&[0, 1, 2], 1), (1, 2));
}

#[test]
fn lines_follow_the_paint() {
    let mut page = Lines::default();
    let mut put = |text: &str, x: f32, y: f32, width: f32| {
        page.add(&Run {
            text,
            start: Point { x, y },
            end: Point { x: x + width, y },
            along: Point { x: 1.0, y: 0.0 },
            size: 10.0,
        });
    };
    put("蒼 海", 0.0, 100.0, 30.0);
    put("電", 35.0, 100.0, 10.0);
    put("evil", 50.0, 100.0, 20.0);
    put("evil", 50.2, 100.0, 20.0);
    put(".example", 70.0, 100.0, 40.0);
    put("far", 200.0, 100.0, 10.0);
    put("next", 0.0, 86.0, 20.0);
    assert_eq!(page.finish(), "蒼海電 evil.example\tfar\nnext");
}
