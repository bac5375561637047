use noroshi_base::NoticeCode;
use noroshi_intake::Media;
use proptest::prelude::*;

use crate::Role;
use crate::emit::tests::{Heard, hear, torture};
use crate::ole::tests::{fixture, native};

fn rtf(text: &str) -> Heard {
    hear("a.rtf", Media::Rtf, text.as_bytes())
}

fn digits(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// An OLE 1.0 object.
fn object(class: &str, data: &[u8]) -> Vec<u8> {
    let mut out = vec![1, 5, 0, 0, 2, 0, 0, 0];
    out.extend(u32::try_from(class.len() + 1).unwrap().to_le_bytes());
    out.extend(class.bytes());
    out.push(0);
    out.extend([0; 8]);
    out.extend(u32::try_from(data.len()).unwrap().to_le_bytes());
    out.extend(data);
    out
}

#[test]
fn a_document_of_a_real_writer_gives_everything_it_holds() {
    let heard = hear("a.rtf", Media::Rtf, &fixture("real.rtf"));
    let body = heard.part("body").concat();
    assert!(
        body.starts_with("蒼海電機のサーバ AEC-DB01 と evil[.]example の通信を確認した。\nThe implant"),
        "{body}"
    );
    assert!(body.contains("種別\t値") && !body.contains("隠し文") && !body.contains("消した文"), "{body}");
    assert_eq!(heard.part("hidden or deleted"), ["隠し文 aomi-denki.co.jp\n消した文 AEC-FS02\n"]);
    assert!(heard.part("headers and footers").concat().contains("社外秘 蒼海電機"));
    assert!(heard.part("comments").concat().contains("社内の田中さんに確認"));
    assert_eq!(heard.part("author"), ["鈴木一郎"]);
    assert_eq!(heard.part("property Author"), ["山田太郎", "佐藤花子"]);
    assert!(heard.notices.is_empty());
}

#[test]
fn japanese_bytes_and_numbers_are_text() {
    // 表 and ソ end in a backslash; the second byte of ア is a plain letter.
    let heard = rtf(
        r"{\rtf1\ansi\ansicpg932{\fonttbl{\f0\fcharset0 A;}{\f1\fcharset128 M;}}\f1 \'95\\\'83\'5c\'83A \f0\u33980 ?\u28023?x\uc2\u-10179 ??\u-8704 ??y\uc0\u38651 z}",
    );
    assert_eq!(heard.part("body"), ["表ソア 蒼海x😀y電z"]);
    let heard = rtf(r"{\rtf1\ansi\ansicpg1252{\fonttbl{\f7\fcharset128 M;}}caf\'e9 {\f7 \'8a\'43}}");
    assert_eq!(heard.part("body"), ["café 海"]);
}

#[test]
fn properties_people_and_unseen_text_are_apart() {
    let heard = rtf(
        r"{\rtf1{\info{\author yamada}{\operator sato}{\*\company AEC}{\*\manager M}{\creatim\yr2026\mo1\dy6\hr9\min5}}
        {\*\userprops{\propname Client}{\staticval Aomi}}{\*\revtbl{Unknown;}{suzuki;}}
        seen{\v unseen}{\deleted gone}\v0 on{\field{\*\fldinst{HYPERLINK {http://f.example/x}}}{\fldrslt link}}
        {\*\atnauthor tanaka}{\*\annotation look}{\*\unknowngroup kept}\par{\footnote foot}{\header head}}tail of 蒼海電機",
    );
    assert_eq!(heard.part("property Author"), ["yamada"]);
    assert_eq!(heard.part("property LastAuthor"), ["sato"]);
    assert_eq!(heard.part("property Company"), ["AEC"]);
    assert_eq!(heard.part("property Created"), ["2026-01-06 09:05"]);
    assert_eq!(heard.part("property property"), ["Client", "Aomi"]);
    assert_eq!(heard.part("author"), ["suzuki", "tanaka"]);
    assert!(heard.part("body")[0].contains("seenonlink"));
    assert!(
        heard.part("hidden or deleted")[0].contains("unseen")
            && heard.part("hidden or deleted")[0].contains("gone")
    );
    assert!(heard.part("fields")[0].contains("http://f.example/x"));
    assert_eq!(heard.part("other groups"), ["kept\n"]);
    assert!(heard.part("behind the end").concat().contains("蒼海電機"));
    assert!(heard.passages.iter().any(|p| p.role == Role::Property("Author".into())));
}

#[test]
fn packed_files_come_out() {
    let packed = native("請求書.exe", "C:\\Users\\yamada\\請求書.exe", b"MZ program");
    let hex = digits(&object("Package", &packed[4..]));
    let heard = rtf(&format!(
        r"{{\rtf1{{\object\objemb{{\*\objclass Package}}{{\*\objdata {hex}}}{{\result shown}}}}}}"
    ));
    assert_eq!(heard.part("object 1 class"), ["Package"]);
    assert_eq!(heard.role(&Role::Name), ["請求書.exe", "C:\\Users\\yamada\\請求書.exe"]);
    assert_eq!(heard.children, [("object 1 請求書.exe".to_owned(), b"MZ program".to_vec())]);
    assert!(heard.part("body")[0].contains("shown"));
    let picture = rtf(r"{\rtf1{\pict\pngblip\picw1 89504e47}{\*\shppict{\pict\bin4 abcd}}}");
    assert_eq!(picture.children[0].1, b"\x89PNG");
    assert_eq!(picture.children[1].1, b"abcd");
}

#[test]
fn objects_are_found_the_way_malware_hides_them() {
    let mut exploit = object("Equation.3", b"\xD0\xCF\x11\xE0 data of the equation");
    exploit.extend(b"shellcode behind the object");
    let mut hex = String::new();
    for (at, digit) in digits(&exploit).chars().enumerate() {
        hex.push(digit);
        match at % 7 {
            0 => hex.push_str("\r\n \t"),
            3 => hex.push_str(r"{\*\junkword9 ff}"),
            5 => hex.push_str(r"\sgn zz"),
            _ => {}
        }
    }
    // A broken header, an object without a star, no closing braces.
    let heard = rtf(&format!(r"{{\rtvpn{{{{\object\objocx{{\objdata {hex}}}}}"));
    let names: Vec<&str> = heard.children.iter().map(|child| child.0.as_str()).collect();
    assert_eq!(names, ["object 1 Equation.3.bin", "object 1 rest.bin"]);
    assert_eq!(heard.children[0].1, b"\xD0\xCF\x11\xE0 data of the equation");
    assert_eq!(heard.children[1].1, b"shellcode behind the object");
    assert_eq!(heard.notices[0].code, NoticeCode::Malformed);
    assert_eq!(noroshi_intake::sniff("a.doc", b"{\\rtvpn{{\\object"), Media::Rtf);
}

#[test]
fn broken_and_endless_documents_are_bounded() {
    torture("a.rtf", Media::Rtf, &fixture("real.rtf"));
    let deep = format!("{{\\rtf1 {}deep", "{".repeat(300_000));
    let heard = rtf(&deep);
    assert!(heard.notices.iter().any(|notice| notice.code == NoticeCode::OverLimit));
    assert!(heard.all().contains("deep"));
    let many = format!("{{\\rtf1 {}}}", "{\\*\\objdata 01}".repeat(20_000));
    assert!(rtf(&many).children.len() <= 5000);
    for end in [20, 400, 3000] {
        let heard = hear("a.rtf", Media::Rtf, &fixture("real.rtf")[..end]);
        assert_eq!(heard.notices.last().map(|notice| notice.code), Some(NoticeCode::Malformed));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_bytes_go_through(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        hear("noise", Media::Rtf, &[b"{\\rtf1", bytes.as_slice()].concat());
    }

    #[test]
    fn any_words_go_through(text in r"(\\(rtf|u|uc|bin|objdata|f|v|'|\*|pict|fcharset|yr|info)-?[0-9]{0,5}|[{}a-f0-9 ]){0,80}") {
        hear("noise", Media::Rtf, text.as_bytes());
    }
}
