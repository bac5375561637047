use std::io::{Cursor, Write};

use noroshi_base::{DocumentKind, NoticeCode};
use noroshi_intake::Media;
use zip::write::SimpleFileOptions;

use crate::Role;
use crate::emit::tests::{hear, torture};

fn package(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn docx() -> Vec<u8> {
    package(&[
        ("[Content_Types].xml", "<Types/>"),
        (
            "word/document.xml",
            r#"<w:document xmlns:w="w"><w:body>
            <w:p><w:pPr><w:tabs><w:tab w:val="left" w:pos="1"/></w:tabs><w:rPr><w:del w:id="9" w:author="x"/></w:rPr></w:pPr>
              <w:r><w:t>蒼</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>海</w:t></w:r><w:r><w:t xml:space="preserve">電機 &amp; </w:t></w:r><w:r><w:tab/><w:t>C2</w:t></w:r></w:p>
            <w:p><w:del w:author="山田太郎" w:id="1"><w:r><w:delText>消した文</w:delText></w:r></w:del><w:ins w:author="佐藤"><w:r><w:t>足した文</w:t></w:r></w:ins></w:p>
            <w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>隠し</w:t></w:r><w:r><w:t>見える</w:t></w:r></w:p>
            <w:tbl><w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>b</w:t></w:r></w:p></w:tc></w:tr>
                   <w:tr><w:tc><w:p><w:r><w:t>c</w:t></w:r></w:p></w:tc><w:tc><w:p/></w:tc></w:tr></w:tbl>
            <w:p><w:r><w:instrText> HYPERLINK "http://field.example/" </w:instrText></w:r>
              <mc:AlternateContent><mc:Choice><wps:txbx><w:txbxContent><w:p><w:r><w:t>箱</w:t></w:r></w:p></w:txbxContent></wps:txbx></mc:Choice>
              <mc:Fallback><w:p><w:r><w:t>箱</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent>
              <wp:docPr id="1" name="図 1" descr="AEC構成図"/></w:p>
            </w:body></w:document>"#,
        ),
        ("word/header1.xml", "<w:hdr><w:p><w:r><w:t>社外秘 蒼海</w:t></w:r></w:p></w:hdr>"),
        (
            "word/footnotes.xml",
            "<w:footnotes><w:footnote><w:p><w:r><w:t>脚注</w:t></w:r></w:p></w:footnote></w:footnotes>",
        ),
        (
            "word/comments.xml",
            r#"<w:comments><w:comment w:author="鈴木" w:initials="S"><w:p><w:r><w:t>コメント</w:t></w:r></w:p></w:comment></w:comments>"#,
        ),
        (
            "word/_rels/document.xml.rels",
            r#"<Relationships><Relationship Id="r1" Target="https://x.example/?a=1&amp;b=2" TargetMode="External"/><Relationship Id="r2" Target="media/image1.png"/></Relationships>"#,
        ),
        (
            "word/_rels/settings.xml.rels",
            r#"<Relationships><Relationship Id="r1" Target="file:///\\aec-fs01\t\AEC.dotm" TargetMode="External"/></Relationships>"#,
        ),
        (
            "word/settings.xml",
            r#"<w:settings><w:docVar w:name="Case" w:val="AEC-2026 secret"/><w:rsid w:val="00AA11BB"/></w:settings>"#,
        ),
        ("word/media/image1.png", "png"),
        ("word/embeddings/蒼海.xlsx", "PK"),
        (
            "docProps/core.xml",
            "<cp:coreProperties><dc:creator>山田太郎</dc:creator><cp:lastModifiedBy>yamada</cp:lastModifiedBy><cp:revision>3</cp:revision></cp:coreProperties>",
        ),
        (
            "docProps/custom.xml",
            r#"<Properties><property name="Client"><vt:lpwstr>Aomi Denki</vt:lpwstr></property></Properties>"#,
        ),
        ("docProps/app.xml", "<Properties><Company>蒼海電機株式会社</Company><Pages>1</Pages></Properties>"),
    ])
}

#[test]
fn a_document_gives_everything_it_holds() {
    let heard = hear("a.docx", Media::Docx, &docx());
    assert_eq!(heard.part("body"), ["蒼海電機 & \tC2\n足した文\n見える\na\tb\nc\n箱"]);
    assert_eq!(heard.part("body hidden or deleted"), ["消した文\n隠し\n箱"]);
    assert_eq!(heard.part("body fields"), [" HYPERLINK \"http://field.example/\" \n"]);
    assert_eq!(heard.part("body labels"), ["AEC構成図"]);
    assert_eq!(heard.part("body author"), ["x", "佐藤", "山田太郎"]);
    assert_eq!(heard.part("header 1"), ["社外秘 蒼海"]);
    assert_eq!(heard.part("footnotes"), ["脚注"]);
    assert_eq!(heard.part("comments"), ["コメント"]);
    assert_eq!(heard.part("links of word/document.xml"), ["https://x.example/?a=1&b=2"]);
    assert_eq!(heard.part("links of word/settings.xml"), ["file:///\\\\aec-fs01\\t\\AEC.dotm"]);
    assert_eq!(heard.part("property Client"), ["Aomi Denki"]);
    assert_eq!(heard.part("property Company"), ["蒼海電機株式会社"]);
    assert_eq!(heard.part("property creator"), ["山田太郎"]);
    assert_eq!(heard.role(&Role::Name), ["蒼海.xlsx"]);
    assert_eq!(heard.children.len(), 2);
    assert!(heard.all().contains("AEC-2026 secret"));
    assert!(!heard.all().contains("00AA11BB"));
    assert!(heard.notices.is_empty());
}

fn xlsx() -> Vec<u8> {
    package(&[
        (
            "xl/workbook.xml",
            r#"<workbook><sheets><sheet name="名簿" sheetId="1" r:id="r1"/><sheet name="裏" sheetId="2" state="veryHidden" r:id="r2"/></sheets>
               <definedNames><definedName name="AEC_range">名簿!$A$1</definedName></definedNames></workbook>"#,
        ),
        (
            "xl/_rels/workbook.xml.rels",
            r#"<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Target="/xl/worksheets/sheet2.xml"/></Relationships>"#,
        ),
        (
            "xl/sharedStrings.xml",
            "<sst><si><t>ホスト</t></si><si><r><t>AEC-</t></r><r><t>DB01</t></r><rPh><t>エーイーシー</t></rPh></si><si/><si><t>two\nlines</t></si></sst>",
        ),
        (
            "xl/worksheets/sheet1.xml",
            r#"<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="inlineStr"><is><t>IP</t></is></c></row>
               <row r="3"><c r="A3" t="s"><v>1</v></c><c r="B3"><v>8443</v></c><c r="C3" t="str"><f>HYPERLINK("http://f.example")</f><v>198.51.100.7</v></c><c r="D3" t="s"><v>3</v></c></row>
               <row r="4" hidden="1"><c r="A4" t="inlineStr"><is><t>隠し行</t></is></c></row>
               <row r="900"><c r="A900"><v>1</v></c></row></sheetData><hyperlinks><hyperlink ref="A1" tooltip="tip 蒼海"/></hyperlinks></worksheet>"#,
        ),
        (
            "xl/worksheets/sheet2.xml",
            r#"<worksheet><sheetData><row><c t="inlineStr"><is><t>秘密</t></is></c></row></sheetData></worksheet>"#,
        ),
        (
            "xl/comments1.xml",
            r#"<comments><authors><author>山田</author></authors><commentList><comment ref="A3" authorId="0"><text><r><t>社内の</t></r><r><t>サーバ</t></r></text></comment></commentList></comments>"#,
        ),
        ("xl/drawings/drawing1.xml", "<xdr:wsDr><a:p><a:r><a:t>図中</a:t></a:r></a:p></xdr:wsDr>"),
        ("xl/printerSettings/printerSettings1.bin", "printer"),
        (
            "xl/externalLinks/externalLink1.xml",
            "<externalLink><sheetName val=\"Aomi Sheet\"/><v>cached value</v></externalLink>",
        ),
    ])
}

#[test]
fn a_workbook_gives_everything_it_holds() {
    let heard = hear("a.xlsx", Media::Xlsx, &xlsx());
    assert_eq!(heard.heads[0].kind, DocumentKind::Table);
    assert_eq!(
        heard.part("sheet 名簿!A1:D4"),
        ["ホスト\t\tIP\n\nAEC-DB01\t8443\t198.51.100.7\ttwo lines\n\n"]
    );
    assert_eq!(heard.part("sheet 名簿!A900:A900"), ["1\n"]);
    let far = heard.passages.iter().find(|p| &*p.part == "sheet 名簿!A900:A900").unwrap();
    assert_eq!(far.line, 900);
    assert_eq!(heard.part("sheet 裏 (hidden)!A1:A1"), ["秘密\n"]);
    assert_eq!(heard.part("sheet 名簿 hidden rows"), ["隠し行\n"]);
    assert_eq!(heard.part("sheet 名簿 formulas"), ["C3 =HYPERLINK(\"http://f.example\")\n"]);
    assert_eq!(heard.part("sheet names"), ["名簿\n裏"]);
    assert_eq!(heard.part("defined names"), ["AEC_range = 名簿!$A$1\n"]);
    assert_eq!(heard.part("phonetic"), ["エーイーシー\n"]);
    let all = heard.all();
    for text in ["A3: 社内のサーバ", "山田", "図中", "tip 蒼海", "Aomi Sheet", "cached value"] {
        assert!(all.contains(text), "{text} in {all}");
    }
    assert_eq!(heard.children[0].1, b"printer");
}

#[test]
fn a_presentation_gives_everything_it_holds() {
    let bytes = package(&[
        ("ppt/slides/slide10.xml", "<p:sld><a:p><a:r><a:t>ten</a:t></a:r></a:p></p:sld>"),
        (
            "ppt/slides/slide2.xml",
            "<p:sld><a:p><a:r><a:t>蒼</a:t></a:r><a:r><a:t>海</a:t></a:r></a:p><a:p><a:r><a:t>x</a:t></a:r></a:p></p:sld>",
        ),
        ("ppt/notesSlides/notesSlide2.xml", "<p:notes><a:p><a:r><a:t>ノート</a:t></a:r></a:p></p:notes>"),
        (
            "ppt/comments/comment1.xml",
            "<p:cmLst><p:cm authorId=\"0\"><p:text>直して</p:text></p:cm></p:cmLst>",
        ),
        (
            "ppt/commentAuthors.xml",
            "<p:cmAuthorLst><p:cmAuthor name=\"山田太郎\" initials=\"Y\"/></p:cmAuthorLst>",
        ),
        (
            "ppt/slideMasters/slideMaster1.xml",
            "<p:sldMaster><a:p><a:r><a:t>Aomi master</a:t></a:r></a:p></p:sldMaster>",
        ),
    ]);
    let heard = hear("a.pptx", Media::Pptx, &bytes);
    assert_eq!(heard.part("slide 2"), ["蒼海\nx"]);
    assert_eq!(heard.part("notes of slide 2"), ["ノート"]);
    assert_eq!(heard.part("master 1"), ["Aomi master"]);
    for text in ["直して", "山田太郎", "ten"] {
        assert!(heard.all().contains(text), "{text}");
    }
    torture("a.pptx", Media::Pptx, &bytes);
}

#[test]
fn broken_packages_give_what_they_hold() {
    let whole = docx();
    let heard = hear("a.docx", Media::Docx, &whole[..whole.len() - 400]);
    assert!(heard.all().contains("蒼海電機"), "{:?}", heard.notices);
    assert_eq!(heard.notices[0].code, NoticeCode::Malformed);
    torture("a.docx", Media::Docx, &whole);
    torture("a.xlsx", Media::Xlsx, &xlsx());
    let heard = hear("a.docx", Media::Docx, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
    assert_eq!(heard.notices[0].code, NoticeCode::Encrypted);
}

#[test]
fn a_bomb_is_left_out_by_name() {
    let zeros = "0".repeat(40 << 20);
    let bytes = package(&[("word/document.xml", &zeros), ("docProps/core.xml", "<a><b>ok</b></a>")]);
    let heard = hear("a.docx", Media::Docx, &bytes);
    assert!(heard.notices.iter().any(|n| n.code == NoticeCode::OverLimit && n.place == "word/document.xml"));
    assert!(heard.all().contains("ok"));
}
