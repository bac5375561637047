//! Bytes nobody meant well: no panic, no growth, whatever stands in a list, a data file or a package.

use noroshi_reidentify::{Candidates, Knowledge, Package, Question, attack};
use proptest::prelude::*;

use crate::support::public;

const LIST: &str = "name,domains,networks,sector,region,employees,description\n\
    蒼海電機株式会社,aomi-denki.co.jp,203.0.113.0/26,製造業,島根県,320,繰糸機\n北嶺物流,hokurei.jp,,,,,\n";

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_text_can_be_attacked(text in "[\\PC\n\"{}\\[\\]%*●社A-Z0-9:T+=.-]{0,200}", json in any::<bool>()) {
        let name = if json { "manifest.json" } else { "a.md" };
        let text = if json { format!("{{\"context\": {text}") } else { text };
        let package = Package::from_texts("p", &[(name, &text)]);
        let candidates = Candidates::parse("l", LIST.as_bytes()).expect("two candidates");
        let question = Question { victim: Some(0), refuse_above: 0.1 };
        let history = vec![Package::from_texts("q", &[(name, &text)])];
        let report = attack(&package, &candidates, &Knowledge { history, ..Knowledge::default() }, question);
        let sum: f64 = report.top.iter().map(|standing| standing.posterior).sum();
        prop_assert!((sum - 1.0).abs() < 1e-6);
    }

    #[test]
    fn any_bytes_are_a_list_or_none(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = Candidates::parse("l", &bytes);
        let _ = public().add("d", &bytes);
    }
}

#[test]
fn a_text_of_nothing_but_markers_takes_no_time() {
    let started = std::time::Instant::now();
    for unit in [
        "%41",
        "\\u0041",
        "&#65;",
        "[A-1]",
        "*",
        "YWJj",
        "12名",
        "T00:00:00+09:00 ",
        "xn--a.",
        "社",
        "従業員",
        "\"context\"{",
    ] {
        let text = unit.repeat(200_000 / unit.len());
        let package = Package::from_texts("p", &[("manifest.json", &text), ("a.md", &text)]);
        let candidates = Candidates::parse("l", LIST.as_bytes()).expect("two candidates");
        let question = Question { victim: None, refuse_above: 0.9 };
        let _ = attack(&package, &candidates, &Knowledge::default(), question);
    }
    assert!(started.elapsed().as_secs() < 120, "{:?}", started.elapsed());
}
