use noroshi_base::{IndicatorKind, NoticeCode};
use noroshi_intake::{Media, sniff};
use sha2::Digest as _;

use crate::Role;
use crate::emit::tests::{Heard, hear, torture};

fn fixture(name: &str) -> Vec<u8> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/capture").join(name);
    std::fs::read(path).expect("a fixture")
}

fn own<'a>(heard: &'a Heard, kind: &str) -> Vec<&'a str> {
    heard.role(&Role::Field(format!("identity/{kind}").into()))
}

fn typed(heard: &Heard, kind: IndicatorKind) -> Vec<&str> {
    let of_kind = |p: &&crate::Passage| p.hint.as_ref().is_some_and(|hint| hint.kind == Some(kind));
    heard.passages.iter().filter(of_kind).map(|p| p.text.as_str()).collect()
}

#[test]
fn both_formats_give_the_same_facts() {
    let (classic, next) = (fixture("office.pcap"), fixture("office.pcapng"));
    assert_eq!((sniff("x", &classic), sniff("x", &next)), (Media::Pcap, Media::Pcap));
    let (one, two) = (hear("a", Media::Pcap, &classic), hear("a", Media::Pcap, &next));
    let texts = |heard: &Heard| -> Vec<(String, String)> {
        heard.passages.iter().map(|p| (p.part.to_string(), p.text.clone())).collect()
    };
    assert_eq!(texts(&one), texts(&two));
    assert!(one.notices.iter().all(|notice| notice.code == NoticeCode::Info), "{:?}", one.notices);
    torture("a", Media::Pcap, &classic);
    torture("a", Media::Pcap, &next);
}

#[test]
fn what_was_said_is_told_with_its_place_and_time() {
    let heard = hear("a", Media::Pcap, &fixture("office.pcap"));
    let text = heard.all();
    for part in [
        "Query: A c2-kage.example (2 times)",
        "Answer: c2-kage.example A 198.51.100.7 (2 times)",
        "https://txt-kage.example/ab",
        "Flow: 192.168.10.44:50010 -> 198.51.100.7:8080/tcp",
        "Request: GET http://dl-kage.example:8080/stage/two.exe?id=7 -> 198.51.100.7:8080/tcp",
        "Request: POST http://dl-kage.example:8080/gate.php",
        "Status: 204 No Content",
        "server: kage-nginx/1.0",
        "referer: http://shirasagi-lure.example/invoice",
        "ServerName: www.c2-kage.example -> 198.51.100.7:443/tcp",
        "ServerName: relay-kage.example -> 203.0.113.25:25/tcp",
        "Alpn: h2,http/1.1",
        "AlternativeName: alt-kage.example",
        "Share: \\\\KEIRI-FS\\ADMIN$",
        "File: KAGESVC.exe",
        "State: no answer",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert_eq!(heard.role(&Role::Field("http/user-agent".into())), ["KageLoader/2.1"]);
    assert!(!text.contains("naibu-himitsu"), "cookies stay");
    let query = heard.passages.iter().find(|p| p.text.starts_with("Query: A c2-kage")).expect("the query");
    assert_eq!(&*query.part, "flow 2 frame 2");
    let hint = query.hint.as_ref().expect("times");
    assert_eq!(hint.first_seen.as_deref(), Some("2026-01-06T01:30:00Z"));
    assert_eq!(hint.last_seen.as_deref(), Some("2026-01-06T01:30:01Z"));
}

#[test]
fn the_names_of_the_inside_are_the_owners() {
    let heard = hear("a", Media::Pcap, &fixture("office.pcap"));
    let hosts = own(&heard, "host");
    for host in ["EIGYO7", "soumu-printer", "JINJI-NAS", "keiri-sv.aomi-intra.example"] {
        assert!(hosts.contains(&host), "{host} in {hosts:?}");
    }
    assert!(own(&heard, "user").contains(&"mio.kanda") && own(&heard, "user").contains(&"jun.aoki"));
    let domains = own(&heard, "domain");
    assert!(domains.contains(&"AEC-AD") && domains.contains(&"AOMI.INTRA.EXAMPLE"), "{domains:?}");
    assert_eq!(own(&heard, "machine-id"), ["00:0c:29:65:54:73"]);
}

#[test]
fn handshakes_are_named_as_others_name_them() {
    let heard = hear("a", Media::Pcap, &fixture("office.pcap"));
    assert_eq!(typed(&heard, IndicatorKind::Ja3)[0], "104774240db569f8f87b1a28206b25e5", "as tshark has it");
    assert_eq!(typed(&heard, IndicatorKind::Ja3s)[0], "abade5a4a7f42baf54766e5d108283b6", "as tshark has it");
    let ja4 = typed(&heard, IndicatorKind::Ja4);
    assert!(ja4[0].starts_with("t12d"), "{ja4:?}");
    assert_eq!(ja4[0].split('_').map(str::len).collect::<Vec<_>>(), [10, 12, 12]);
    assert_eq!(typed(&heard, IndicatorKind::CertificateSubject)[0], "CN=c2-kage.example");
    assert_eq!(typed(&heard, IndicatorKind::CertificateSerial)[0], "1ceb00da");
}

#[test]
fn bodies_and_mails_become_children() {
    let heard = hear("a", Media::Pcap, &fixture("office.pcap"));
    let mut body = [b"MZ".as_slice(), &[0x90; 62]].concat();
    body.extend_from_slice(&b"kage stage two".repeat(120));
    let digest = crate::structure::hex(&sha2::Sha256::digest(&body));
    assert!(typed(&heard, IndicatorKind::Sha256).contains(&digest.as_str()), "segments came out of order");
    let names: Vec<&str> = heard.children.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names.len(), 2, "{names:?}");
    assert!(names[0].ends_with("two.exe") && heard.children[0].1 == body);
    assert!(names[1].ends_with("message 1.eml"));
    let mail = String::from_utf8_lossy(&heard.children[1].1);
    assert!(mail.starts_with("From: billing@") && mail.ends_with("\r\n.dot\r\n"), "{mail}");
    let header = |name: &str| heard.role(&Role::Header(name.into()));
    assert_eq!(header("envelope-from"), ["bounce@shirasagi-lure.example"]);
    assert_eq!(header("envelope-to"), ["mio.kanda@aomi-denki.co.jp"]);
}
