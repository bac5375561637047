//! Texts that people, peers and attackers write.

use std::sync::LazyLock;

use noroshi_base::{DocumentHead, DocumentKind};
use noroshi_detect::{Detector, Scratch};
use noroshi_profile::{Profile, Variants};
use noroshi_read::{Passage, Role};
use noroshi_reidentify::{Candidates, Knowledge, Package, Public, Question, REFUSE_ABOVE};

use crate::judge::PROFILE;

static DETECTOR: LazyLock<Option<Detector>> = LazyLock::new(|| {
    let profile = Profile::parse(PROFILE).ok()?;
    Some(Detector::new(Some(&Variants::expand(&profile)), &crate::reader::options().limits))
});

/// Roles by the first byte: they choose which finders look at all.
fn role(byte: u8) -> (Role, DocumentKind) {
    match byte % 8 {
        0 => (Role::Prose, DocumentKind::Prose),
        1 => (Role::Cell, DocumentKind::Records),
        2 => (Role::Header("subject".into()), DocumentKind::Structured),
        3 => (Role::Property("author".into()), DocumentKind::Prose),
        4 => (Role::Name, DocumentKind::Container),
        5 => (Role::Code, DocumentKind::Structured),
        6 => (Role::Strings, DocumentKind::Sample),
        _ => (Role::Lines, DocumentKind::Records),
    }
}

pub(crate) fn detect(bytes: &[u8]) {
    let (Some((first, rest)), Some(detector)) = (bytes.split_first(), DETECTOR.as_ref()) else { return };
    let (role, kind) = role(*first);
    let text = String::from_utf8_lossy(rest).into_owned();
    let head = DocumentHead { material: "noise".into(), kind, media: "text".into() };
    let passage = Passage::new("", role, text);
    let mut found = Vec::new();
    detector.passage(&head, &passage, &mut Scratch::default(), &mut found);
    for finding in &found {
        assert!(
            passage.text.get(finding.span.clone()).is_some(),
            "{}: outside or inside a letter",
            finding.rule
        );
    }
    let mut raw = Vec::new();
    detector.raw(rest, &mut raw);
    for finding in &raw {
        assert!(rest.get(finding.span.clone()).is_some(), "{}: outside", finding.rule);
    }
}

pub(crate) fn profile(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    match Profile::parse(&text) {
        Ok(profile) => {
            assert!(!profile.is_empty(), "an empty profile proves nothing");
            let _ = Variants::expand(&profile);
        }
        Err(error) => assert!(!error.reason.ja.is_empty() && !error.reason.en.is_empty()),
    }
}

pub(crate) fn pattern(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let _ = noroshi_stix::pattern::check(&text);
    let literal = format!("[url:value = {}]", noroshi_stix::pattern::literal(&text));
    assert!(noroshi_stix::pattern::check(&literal).is_ok(), "our own literal is no pattern");
}

pub(crate) fn candidates(bytes: &[u8]) {
    let _ = Candidates::parse("orgs.csv", bytes);
}

pub(crate) fn public(bytes: &[u8]) {
    let (kind, rest) = bytes.split_first().map_or((0, bytes), |(first, rest)| (*first, rest));
    let name = if kind % 2 == 0 { "data.csv" } else { "data.jsonl" };
    let _ = Public::default().add(name, rest);
}

const ORGANISATIONS: &str = "name,aliases,domains,networks,sector,region,employees\n\
    蒼海電機株式会社,AEC;aomi denki,aomi-denki.example,203.0.113.0/26,製造業,島根県,320\n\
    北嶺テクノサービス株式会社,HTS,hokurei-ts.example,198.51.100.0/28,情報通信業,北海道,90\n";

pub(crate) fn reidentify(bytes: &[u8]) {
    let Ok(candidates) = Candidates::parse("orgs.csv", ORGANISATIONS.as_bytes()) else { return };
    let text = String::from_utf8_lossy(bytes);
    let package = Package::from_texts("noise", &[("bundle.json", &text), ("summary.en.md", &text)]);
    let report = noroshi_reidentify::attack(
        &package,
        &candidates,
        &Knowledge::default(),
        Question { victim: Some(0), refuse_above: REFUSE_ABOVE },
    );
    for candidate in &report.top {
        assert!((0.0..=1.0).contains(&candidate.posterior), "{} is no probability", candidate.posterior);
    }
}
