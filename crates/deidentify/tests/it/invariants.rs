//! The invariants of domain.md 3.7, as properties.

use std::sync::LazyLock;

use noroshi_base::{DocumentHead, DocumentKind, IndicatorKind, Lang, Tlp};
use noroshi_deidentify::Gather;
use noroshi_detect::Scratch;
use noroshi_read::{Hint, Passage, Role};
use proptest::prelude::*;

use crate::bench::Station;

const PROFILE: &str = r#"
name = "蒼海電機株式会社"
aliases = ["蒼海電機", "aomidenki", "AomiLink"]
domains = ["aomi-denki.example"]
networks = ["203.0.113.0/26"]
ad_domains = ["AOMIAD"]
people = ["山田太郎"]
"#;

static STATION: LazyLock<Station> = LazyLock::new(|| Station::new(PROFILE));

const WORDS: &[&str] =
    &["蒼海電機", "aomidenki", "AomiLink", "AOMIAD", "aomi-denki.example", "203.0.113.14", "山田太郎"];

/// Ways to write a word; what comes out is looked for in the package.
fn written(word: &str, way: usize) -> String {
    let bytes = word.as_bytes();
    let wide: Vec<u8> = word.encode_utf16().flat_map(u16::to_le_bytes).collect();
    match way {
        0 => word.to_owned(),
        1 => word.to_uppercase(),
        2 => word
            .chars()
            .map(
                |c| if c.is_ascii_graphic() { char::from_u32(u32::from(c) + 0xFEE0).unwrap_or(c) } else { c },
            )
            .collect(),
        3 => bytes.iter().map(|b| format!("%{b:02X}")).collect(),
        4 => bytes.iter().map(|b| format!("{b:02x}")).collect(),
        5 => wide.iter().map(|b| format!("{b:02x}")).collect(),
        6 => base64(bytes),
        7 => base64(&wide),
        _ => word.chars().flat_map(|c| [c, '\u{200B}']).collect(),
    }
}

fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let bits = (0..3).fold(0_u32, |bits, i| bits << 8 | chunk.get(i).map_or(0, |b| u32::from(*b)));
        for i in 0..4 {
            out.push(if i <= chunk.len() {
                char::from(ALPHABET[(bits >> (18 - 6 * i)) as usize & 63])
            } else {
                '='
            });
        }
    }
    out
}

/// Places a word is planted in; `{}` is the word.
const PLACES: &[(&str, &str)] = &[
    ("memo.md", "マルウェアKAGELDRは {} の端末で動作し、C2 198.51.100.9 に通信した。\n"),
    ("memo.md", "The loader beacons to http://c2.kage-panel.net/{}/gate.php?id={} every minute.\n"),
    (
        "proxy.log",
        "2024-05-09T02:13:07+09:00 host={} GET http://c2.kage-panel.net/gate.php?x={} -> 198.51.100.9:443\n",
    ),
    ("list.csv", "type,value,comment\nip,198.51.100.9,{}\ndomain,c2.kage-panel.net,{}\n"),
    ("conf.json", "{\"c2\":\"198.51.100.9:443\",\"id\":\"{}\",\"note\":\"{}\"}"),
];

fn material(place: usize, word: &str) -> Vec<(String, Vec<u8>)> {
    let (name, text) = PLACES[place % PLACES.len()];
    let clean = ("clean.md".to_owned(), "マルウェアのC2は 198.51.100.10 である。\n".into());
    vec![(name.to_owned(), text.replace("{}", word).into_bytes()), clean]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    /// 1, 5: no word of the profile leaves, in no encoding it came in; the attacker's values do.
    #[test]
    fn nothing_planted_leaves(word in 0..WORDS.len(), way in 0..9_usize, place in 0..PLACES.len()) {
        let planted = written(WORDS[word], way);
        let run = STATION.run(&material(place, &planted), Tlp::Amber, 3);
        prop_assert!(run.refusal.is_none(), "refused");
        prop_assert!(run.leaks.is_empty(), "{:?}", run.leaks.iter().map(|l| (l.rule, l.matched.expose().clone())).collect::<Vec<_>>());
        let said = run.bytes() + &run.said();
        prop_assert!(!said.contains(&planted), "{planted} leaves from place {place}");
        prop_assert!(!said.to_lowercase().contains(&WORDS[word].to_lowercase()));
        prop_assert!(said.contains("198.51.100.10"));
    }

    /// 2, 6: the same material gives the same draft in whatever order threads read its passages.
    #[test]
    fn the_order_of_passages_changes_nothing(turns in proptest::collection::vec(0..1000_usize, 40)) {
        let passages = passages();
        let fill = |order: &[usize]| {
            let gather = Gather::new(&noroshi_base::Limits::default());
            for index in order {
                let (head, passage) = &passages[*index];
                let mut found = Vec::new();
                STATION.victim().detector.passage(head, passage, &mut Scratch::default(), &mut found);
                gather.passage(*index as u64, head, passage.clone(), found);
            }
            gather
        };
        let mut order: Vec<usize> = (0..passages.len()).collect();
        let whole = STATION.judge(fill(&order), Tlp::Amber, 5);
        order.sort_by_key(|index| turns[index % turns.len()]);
        let turned = STATION.judge(fill(&order), Tlp::Amber, 5);
        prop_assert_eq!(whole.said(), turned.said());
        let records = |run: &crate::bench::Run| serde_json::to_string(&run.kept).expect("serialises");
        prop_assert_eq!(records(&whole), records(&turned));
    }
}

fn passages() -> Vec<(DocumentHead, Passage)> {
    let head = |name: &str, kind| DocumentHead { material: name.into(), kind, media: "text".into() };
    let mut out = Vec::new();
    for n in 0..12 {
        let text = format!(
            "マルウェアは 198.51.100.{} に通信し、蒼海電機の端末 AOMIAD\\user{n} で動作した。C2は c2.kage-panel.net である。",
            n % 5
        );
        out.push((
            head("memo.md", DocumentKind::Prose),
            Passage { line: n + 1, ..Passage::new("", Role::Prose, text) },
        ));
        let text = format!("2024-05-{:02}T02:13:07Z src=203.0.113.{n} dst=198.51.100.{}\n", n + 1, n % 7);
        out.push((
            head(&format!("fw{}.log", n % 3), DocumentKind::Records),
            Passage { line: n * 10 + 1, ..Passage::new("", Role::Lines, text) },
        ));
    }
    out
}

/// 3: equal originals get equal tokens, unequal ones unequal, and the numbers tell nothing of the order.
#[test]
fn tokens_are_stable_within_and_random_between_packages() {
    let text = "攻撃者は AOMIAD\\tanaka01 と AOMIAD\\suzuki02 でマルウェアを実行し、再び AOMIAD\\tanaka01 で横展開した。C2は 198.51.100.9 である。\n";
    let files = [("memo.md".to_owned(), text.as_bytes().to_vec())];
    let one = STATION.run(&files, Tlp::Amber, 1);
    let two = STATION.run(&files, Tlp::Amber, 2);
    for run in [&one, &two] {
        for (token, _) in &run.kept.mapping {
            assert!(token.starts_with('[') && token.ends_with(']'), "{token}");
        }
    }
    let id = |run: &crate::bench::Run| run.draft.as_ref().map(|draft| draft.id.clone());
    assert_ne!(id(&one), id(&two));
}

/// 4: what was de-identified once does not change when it is de-identified again.
#[test]
fn it_is_idempotent() {
    let text = "マルウェアKAGELDRは http://c2.kage-panel.net/aomidenki/g.php?id=x1 に通信する。\n攻撃者は蒼海電機になりすました標的型メールを info@kage-mail.net から送信した。\n";
    let first = STATION.run(&[("memo.md".to_owned(), text.as_bytes().to_vec())], Tlp::Amber, 1);
    let sentences = |run: &crate::bench::Run| -> Vec<String> {
        let draft = run.draft.as_ref().expect("released");
        draft.statements.iter().flat_map(|s| &s.sentences).map(|s| s.as_str().to_owned()).collect()
    };
    let before = sentences(&first);
    assert!(!before.is_empty());
    let again = STATION.run(&[("again.md".to_owned(), before.join("\n").into_bytes())], Tlp::Amber, 9);
    assert_eq!(before, sentences(&again));
}

/// 11: types that no rule allows are dropped, not passed through.
#[test]
fn unknown_types_stay_home() {
    let head = DocumentHead { material: "event.json".into(), kind: DocumentKind::Feed, media: "misp".into() };
    let gather = Gather::new(&noroshi_base::Limits::default());
    for (order, (kind, value, to_ids)) in [
        ("target-org", "誰か組合", true),
        ("passport-number", "TK1234567", true),
        ("frobnicated", "zyx-secret", false),
        ("ip-dst", "198.51.100.9", true),
    ]
    .into_iter()
    .enumerate()
    {
        let known = (kind == "ip-dst").then_some(IndicatorKind::Ipv4);
        let hint = Hint {
            kind: known.or(Some(IndicatorKind::Other)),
            feed_type: kind.to_owned(),
            to_ids,
            ..Hint::default()
        };
        let passage = Passage {
            hint: Some(Box::new(hint)),
            ..Passage::new("", Role::Field("Event/Attribute/value".into()), value)
        };
        let mut found = Vec::new();
        STATION.victim().detector.passage(&head, &passage, &mut Scratch::default(), &mut found);
        gather.passage(order as u64, &head, passage, found);
    }
    let run = STATION.judge(gather, Tlp::Amber, 1);
    let said = run.said();
    assert!(said.contains("198.51.100.9"));
    for value in ["誰か組合", "TK1234567", "zyx-secret"] {
        assert!(!said.contains(value), "{value}");
    }
}

/// 12: what waits is not in the draft, neither as an item nor in a sentence.
#[test]
fn what_waits_does_not_leave() {
    let text = "C2ドメインは aomidenki-support.example と c2.kage-panel.net である。\n連絡先 someone@freemail.example が見つかった。\n";
    let run = STATION.run(&[("memo.md".to_owned(), text.as_bytes().to_vec())], Tlp::Amber, 1);
    let said = run.said() + &run.bytes();
    assert!(!run.kept.held.is_empty());
    for held in &run.kept.held {
        assert!(!said.contains(&held.value), "{}", held.value);
        assert!(!held.question.get(Lang::Ja).is_empty());
    }
}
