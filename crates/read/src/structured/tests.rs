use noroshi_base::{DocumentKind, NoticeCode};
use noroshi_intake::Media;

use crate::Role;
use crate::emit::tests::{hear, torture};

#[test]
fn json_strings_are_unescaped_and_keep_their_keys() {
    let json = r#"{"host":"AEC\\yamada","list":["a.example",{"x":"\u84bc\u6d77\ud83d\ude00"}],
        "aomi-denki.co.jp":{"port":8443,"on":true},"t":"a\nb"}"#;
    let heard = hear("a.json", Media::Json, json.as_bytes());
    assert_eq!(
        heard.all(),
        "host: AEC\\yamada\nlist:\nlist: a.example\nx: 蒼海😀\naomi-denki.co.jp:\nport: 8443\nt: a\nb\n"
    );
    assert_eq!(heard.heads[0].kind, DocumentKind::Structured);
    assert!(heard.notices.is_empty());
}

#[test]
fn records_of_a_list_can_be_pointed_at() {
    let record = format!(r#"{{"id":"x","text":"{}"}}"#, "y".repeat(1200));
    let json = format!(r#"{{"rows":[{}]}}"#, vec![record; 5].join(","));
    let heard = hear("a.json", Media::Json, json.as_bytes());
    assert_eq!(heard.passages.len(), 5);
    assert_eq!(&*heard.passages[3].part, "$.rows[3].id");
    assert_eq!(heard.passages[3].role, Role::Field("$.rows.id".into()));
}

#[test]
fn json_lines_keep_their_numbers() {
    let lines = "{\"a\":\"x\"}\n{\"m\":\"one\\r\\ntwo C:\\\\AEC\"}\n{\"b\":\"z\"}\n";
    let heard = hear("a.jsonl", Media::JsonLines, lines.as_bytes());
    assert_eq!(heard.heads[0].kind, DocumentKind::Records);
    let found: Vec<_> = heard.passages.iter().map(|p| (p.line, p.text.as_str())).collect();
    assert_eq!(found[0], (1, "{\"a\":\"x\"}\n{\"m\":\"one\r\ntwo C:\\AEC\"}\n"));
    assert_eq!(found[1], (3, "{\"b\":\"z\"}\n"));
}

#[test]
fn xml_names_its_values() {
    let xml = r#"<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e "secret">]><Events xmlns="http://schemas.microsoft.com/win">
        <Event><!-- by yamada --><Data Name="TargetUserName">yama&amp;da</Data><T b='1.2.3.4'/><d><![CDATA[<raw>]]>tail</d></Event></Events>"#;
    let heard = hear("a.xml", Media::Xml, xml.as_bytes());
    let all = heard.all();
    for line in ["TargetUserName: yama&da\n", "b: 1.2.3.4\n", "d: <raw>tail\n"] {
        assert!(all.contains(line), "{all}");
    }
    assert_eq!(heard.role(&Role::Hidden).len(), 2, "{:?}", heard.role(&Role::Hidden));
    assert!(heard.notices.is_empty());
}

#[test]
fn broken_documents_give_what_they_hold() {
    let heard = hear("a.json", Media::Json, br#"{"a":"x","b":["y","#);
    assert_eq!(heard.all(), "a: x\nb:\nb: y\n");
    assert_eq!(heard.notices[0].code, NoticeCode::Malformed);
    hear("deep.json", Media::Json, "[{\"a\":".repeat(200_000).as_bytes());
    hear("deep.xml", Media::Xml, "<a>".repeat(200_000).as_bytes());
    torture(
        "a.json",
        Media::Json,
        br#"{"host":"AEC\\yamada","list":["a.example",{"x":"\u84bc\u6d77\ud83d\ude00"}]}"#,
    );
    torture("a.jsonl", Media::JsonLines, b"{\"m\":\"one\\r\\ntwo C:\\\\AEC\"}\n{\"b\":\"z\"}\n");
    torture("a.xml", Media::Xml, "<a b='蒼海'>&#x84bc;<c/><!-- x --><![CDATA[y]]></a>".as_bytes());
}
