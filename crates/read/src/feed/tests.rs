use noroshi_base::{DocumentKind, IndicatorKind};
use noroshi_intake::Media;

use crate::emit::tests::{Heard, hear, torture};
use crate::{Passage, Role};

fn with_value<'h>(heard: &'h Heard, text: &str) -> &'h Passage {
    heard.passages.iter().find(|p| p.text == text).unwrap_or_else(|| panic!("missing {text}"))
}

const MISP: &str = r##"{"response":[{"Event":{"info":"OSINT 蒼海","Orgc":{"name":"AOMI-CSIRT","uuid":"u"},
 "Tag":[{"name":"tlp:amber","colour":"#fff"},{"name":"misp-galaxy:threat-actor=\"APT28\""}],
 "Attribute":[
  {"type":"ip-dst","category":"Network activity","to_ids":true,"value":"198.51.100.7","comment":"C2 of AEC","timestamp":"1767225599"},
  {"type":"filename|sha256","category":"Payload delivery","to_ids":"1","value":"a b.exe|e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
  {"type":"attachment","value":"note.txt","data":"aGVsbG8=","to_ids":false,"category":"x"},
  {"type":"domain","value":"gone.example","deleted":true,"to_ids":true,"category":"x"}],
 "Object":[{"name":"file","Attribute":[{"type":"md5","object_relation":"md5","value":"d41d8cd98f00b204e9800998ecf8427e","to_ids":true,"category":"Payload delivery","first_seen":"2026-01-01T00:00:00Z"}]}],
 "EventReport":[{"name":"r","content":"# 報告\nbody"}],
 "Galaxy":[{"type":"mitre-attack-pattern","GalaxyCluster":[{"value":"Phishing - T1566","type":"mitre-attack-pattern","description":"d"}]}]}}]}"##;

#[test]
fn a_misp_event_gives_values_with_hints() {
    let heard = hear("e.json", Media::Json, MISP.as_bytes());
    assert_eq!(heard.heads[0].kind, DocumentKind::Feed);
    let ip = with_value(&heard, "198.51.100.7");
    assert_eq!(&*ip.part, "[0]/Event/Attribute[0]/value");
    assert_eq!(ip.role, Role::Field("Event/Attribute/value".into()));
    let hint = ip.hint.as_ref().unwrap();
    assert_eq!((hint.kind, hint.to_ids), (Some(IndicatorKind::Ipv4), true));
    assert_eq!(hint.first_seen.as_deref(), Some("2025-12-31T23:59:59Z"));
    let composite = heard.passages.iter().find(|p| p.text.starts_with("a b.exe|e3b0")).unwrap();
    assert_eq!(composite.hint.as_ref().unwrap().feed_type, "filename|sha256");
    assert!(composite.hint.as_ref().unwrap().to_ids);
    let md5 = with_value(&heard, "d41d8cd98f00b204e9800998ecf8427e").hint.clone().unwrap();
    assert_eq!((md5.object, md5.object_name.as_str(), md5.relation.as_str()), (1, "file", "md5"));
    assert_eq!(with_value(&heard, "AOMI-CSIRT").role, Role::Property("org".into()));
    assert_eq!(with_value(&heard, "gone.example").role, Role::Hidden);
    assert_eq!(with_value(&heard, "APT28").hint.as_ref().unwrap().kind, Some(IndicatorKind::ThreatActor));
    assert_eq!(with_value(&heard, "T1566").hint.as_ref().unwrap().kind, Some(IndicatorKind::AttackPattern));
    assert_eq!(with_value(&heard, "# 報告\nbody").role, Role::Prose);
    with_value(&heard, "C2 of AEC");
    with_value(&heard, "OSINT 蒼海");
    with_value(&heard, "tlp:amber");
    assert_eq!(heard.children, [("note.txt".to_owned(), b"hello".to_vec())]);
}

const STIX: &str = r#"{"type":"bundle","id":"bundle--11111111-1111-4111-8111-111111111111","objects":[
 {"type":"indicator","spec_version":"2.1","id":"indicator--11111111-1111-4111-8111-111111111111","name":"C2","description":"used by 蒼海",
  "pattern":"[ipv4-addr:value = '198.51.100.7' OR file:hashes.'SHA-256' = 'aa']","pattern_type":"stix","valid_from":"2026-01-01T00:00:00Z"},
 {"type":"malware","id":"malware--11111111-1111-4111-8111-111111111111","name":"PlugX","is_family":true},
 {"type":"identity","id":"identity--11111111-1111-4111-8111-111111111111","name":"Aomi Denki"},
 {"type":"attack-pattern","id":"attack-pattern--11111111-1111-4111-8111-111111111111","name":"Phishing","external_references":[{"source_name":"mitre-attack","external_id":"T1566"}]},
 {"type":"file","id":"file--11111111-1111-4111-8111-111111111111","name":"a.exe","hashes":{"MD5":"d41d8cd98f00b204e9800998ecf8427e"},"x_path":"C:\\AEC"},
 {"type":"indicator","id":"indicator--21111111-1111-4111-8111-111111111111","pattern":"rule a { condition: true }","pattern_type":"yara"},
 {"type":"observed-data","id":"observed-data--11111111-1111-4111-8111-111111111111","first_observed":"2026-01-02T00:00:00Z","objects":{"0":{"type":"domain-name","value":"evil.example"}}}]}"#;

#[test]
fn a_stix_bundle_gives_values_with_hints() {
    let heard = hear("b.json", Media::Json, STIX.as_bytes());
    assert_eq!(heard.heads[0].kind, DocumentKind::Feed);
    let kind = |text: &str| with_value(&heard, text).hint.as_ref().and_then(|hint| hint.kind);
    assert_eq!(kind("198.51.100.7"), Some(IndicatorKind::Ipv4));
    assert_eq!(kind("aa"), Some(IndicatorKind::Sha256));
    assert_eq!(kind("PlugX"), Some(IndicatorKind::Malware));
    assert_eq!(kind("T1566"), Some(IndicatorKind::AttackPattern));
    assert_eq!(kind("a.exe"), Some(IndicatorKind::FileName));
    assert_eq!(kind("d41d8cd98f00b204e9800998ecf8427e"), Some(IndicatorKind::Md5));
    assert_eq!(kind("rule a { condition: true }"), Some(IndicatorKind::YaraRule));
    let seen = with_value(&heard, "evil.example").hint.clone().unwrap();
    assert_eq!(
        (seen.kind, seen.first_seen.as_deref()),
        (Some(IndicatorKind::Domain), Some("2026-01-02T00:00:00Z"))
    );
    let pattern = heard.passages.iter().find(|p| p.text.starts_with('[')).unwrap();
    assert_eq!(pattern.hint.as_ref().unwrap().kind, Some(IndicatorKind::StixPattern));
    assert_eq!(with_value(&heard, "Aomi Denki").role, Role::Property("identity".into()));
    assert_eq!(with_value(&heard, "used by 蒼海").role, Role::Prose);
    with_value(&heard, "C:\\AEC");
    let md5 = with_value(&heard, "d41d8cd98f00b204e9800998ecf8427e").hint.clone().unwrap();
    let name = with_value(&heard, "a.exe").hint.clone().unwrap();
    assert_eq!(md5.object, name.object);
}

#[test]
fn lines_of_feeds_are_feeds() {
    let line = STIX.replace('\n', "");
    let heard = hear("b.jsonl", Media::JsonLines, format!("{line}\n{line}\nnot json\n").as_bytes());
    assert_eq!(heard.heads[0].kind, DocumentKind::Feed);
    assert_eq!(heard.passages.iter().filter(|p| p.text == "PlugX").count(), 2);
    assert!(heard.all().contains("not json"));
}

#[test]
fn broken_feeds_are_read_as_json() {
    torture("e.json", Media::Json, MISP.as_bytes());
    torture("b.json", Media::Json, STIX.as_bytes());
    let heard = hear("e.json", Media::Json, &MISP.as_bytes()[..MISP.len() - 2]);
    assert!(heard.all().contains("value: 198.51.100.7"));
}
