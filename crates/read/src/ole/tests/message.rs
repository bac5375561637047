use noroshi_base::{DocumentKind, NoticeCode};
use noroshi_intake::Media;

use super::Compound;
use crate::Role;
use crate::emit::tests::{hear, torture};

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// A table of values: a head of zeros and one entry each.
fn values(head: usize, entries: &[(u16, u16, u64)]) -> Vec<u8> {
    let mut out = vec![0; head];
    for (id, kind, value) in entries {
        out.extend(kind.to_le_bytes());
        out.extend(id.to_le_bytes());
        out.extend([6, 0, 0, 0]);
        out.extend(value.to_le_bytes());
    }
    out
}

/// RTF that says it holds no copies.
fn bare_rtf(text: &[u8]) -> Vec<u8> {
    let size = u32::try_from(text.len()).unwrap();
    [&(size + 12).to_le_bytes()[..], &size.to_le_bytes(), b"MELA", &[0; 4], text].concat()
}

fn message() -> Vec<u8> {
    let headers = "Received: from mx.evil.example ([198.51.100.7])\r\n\tby mail.aomi-denki.co.jp\r\nSubject: =?ISO-2022-JP?B?GyRCQXMzJEVFNSEbKEI=?=\r\nX-Originating-IP: 198.51.100.9\r\n";
    let sjis = |text: &str| encoding_rs::SHIFT_JIS.encode(text).0.into_owned();
    Compound::new()
        .with("__properties_version1.0", &values(32, &[(0x0E06, 0x40, 133_121_052_000_000_000), (0x3FFD, 3, 932)]))
        .with("__nameid_version1.0/__substg1.0_00040102", &wide("AomiCaseNumber"))
        .with("__substg1.0_0037001F", &wide("蒼海電機 請求書"))
        .with("__substg1.0_0042001F", &wide("山田太郎"))
        .with("__substg1.0_5D02001F", &wide("yamada@aomi-denki.co.jp"))
        .with("__substg1.0_007D001F", &wide(headers))
        .with("__substg1.0_1000001E", &sjis("本文です。表の蒼海電機。"))
        .with("__substg1.0_10130102", "<html><body><a href=\"http://evil.example/x\">開く</a></body></html>".as_bytes())
        .with("__substg1.0_10090102", &bare_rtf(br"{\rtf1\ansi rich {\v unseen}}"))
        .with("__substg1.0_8005001F", &wide("AEC-2026-0001"))
        .with("__substg1.0_0C190102", b"\0\0\0\0/O=AOMI-DENKI/OU=EXCHANGE/CN=RECIPIENTS/CN=YAMADA\0")
        .with("__recip_version1.0_#00000000/__properties_version1.0", &values(8, &[]))
        .with("__recip_version1.0_#00000000/__substg1.0_3001001F", &wide("佐藤花子"))
        .with("__recip_version1.0_#00000000/__substg1.0_39FE001F", &wide("sato@aomi-denki.co.jp"))
        .with("__attach_version1.0_#00000000/__properties_version1.0", &values(8, &[]))
        .with("__attach_version1.0_#00000000/__substg1.0_3704001E", &sjis("請求書.zip"))
        .with("__attach_version1.0_#00000000/__substg1.0_37010102", b"PK\x03\x04 zip")
        .with("__attach_version1.0_#00000001/__properties_version1.0", &values(8, &[]))
        .with("__attach_version1.0_#00000001/__substg1.0_3701000D/__properties_version1.0", &values(24, &[]))
        .with("__attach_version1.0_#00000001/__substg1.0_3701000D/__substg1.0_0037001F", &wide("転送"))
        .with("__attach_version1.0_#00000001/__substg1.0_3701000D/__substg1.0_1000001E", &sjis("中の本文 蒼海"))
        .with(
            "__attach_version1.0_#00000001/__substg1.0_3701000D/__attach_version1.0_#00000000/__properties_version1.0",
            &values(8, &[]),
        )
        .with(
            "__attach_version1.0_#00000001/__substg1.0_3701000D/__attach_version1.0_#00000000/__substg1.0_37010102",
            b"inner file",
        )
        .bytes()
}

#[test]
fn a_message_gives_everything_it_holds() {
    let heard = hear("a.msg", Media::Ole, &message());
    assert_eq!(heard.heads[0].kind, DocumentKind::Prose);
    assert_eq!(heard.part("header subject"), ["蒼海電機", "蒼海電機 請求書"]);
    assert_eq!(heard.part("header from"), ["山田太郎 <yamada@aomi-denki.co.jp>"]);
    assert_eq!(
        heard.part("header received"),
        ["from mx.evil.example ([198.51.100.7]) by mail.aomi-denki.co.jp"]
    );
    assert_eq!(heard.part("header x-originating-ip"), ["198.51.100.9"]);
    assert!(heard.passages.iter().any(|p| p.role == Role::Header("from".into())));
    assert_eq!(heard.part("body"), ["本文です。表の蒼海電機。"]);
    assert!(heard.all().contains("http://evil.example/x"));
    assert_eq!(heard.part("body rtf body"), ["rich "]);
    assert_eq!(heard.part("body rtf hidden or deleted"), ["unseen"]);
    assert_eq!(heard.part("property 8005"), ["AEC-2026-0001"]);
    assert_eq!(heard.part("property delivered"), ["2022-11-05T07:00:00Z"]);
    assert_eq!(heard.part("recipient 1 header to"), ["佐藤花子 <sato@aomi-denki.co.jp>"]);
    assert!(heard.all().contains("/O=AOMI-DENKI/OU=EXCHANGE") && heard.all().contains("AomiCaseNumber"));
    assert_eq!(heard.role(&Role::Name), ["請求書.zip"]);
    assert!(heard.children.contains(&("attachment 1 請求書.zip".to_owned(), b"PK\x03\x04 zip".to_vec())));
    assert_eq!(heard.part("attachment 2 header subject"), ["転送"]);
    assert_eq!(heard.part("attachment 2 body"), ["中の本文 蒼海"]);
    assert!(
        heard
            .children
            .contains(&("attachment 2 attachment 1 attachment.bin".to_owned(), b"inner file".to_vec()))
    );
    assert!(heard.notices.is_empty(), "{:?}", heard.notices);
}

#[test]
fn broken_messages_are_read_as_far_as_they_go() {
    let mut body = bare_rtf(br"{\rtf1 cut");
    body[4] = 200;
    let bytes =
        Compound::new().with("__properties_version1.0", b"").with("__substg1.0_10090102", &body).bytes();
    let heard = hear("a.msg", Media::Ole, &bytes);
    assert_eq!(heard.part("body rtf body"), ["cut"]);
    assert_eq!(heard.notices[0].code, NoticeCode::Malformed);
    torture("a.msg", Media::Ole, &message());
}
