//! Whatever a value holds, the files stay valid.

use noroshi_base::IndicatorKind as K;
use noroshi_deidentify::testkit::shareable;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use crate::{drafts, extract, oracle, package};

/// Quotes, backslashes, line ends, control characters, other scripts, things that look like syntax.
fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("'".to_owned()),
        Just("\\".to_owned()),
        Just("\"".to_owned()),
        Just("`|".to_owned()),
        Just("\r\n".to_owned()),
        Just("\u{0}".to_owned()),
        Just("\u{202e}\u{200b}".to_owned()),
        Just("=cmd|' /C calc'!A0".to_owned()),
        Just("]] OR [file:name = 'x'".to_owned()),
        Just("<script>http://evil.example/</script>".to_owned()),
        Just("198.51.100.4".to_owned()),
        Just("d41d8cd98f00b204e9800998ecf8427e".to_owned()),
        "[ -~]{0,12}",
        "\\PC{0,8}",
        any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 1..6).prop_map(|pieces| pieces.concat())
}

fn values(count: usize) -> Vec<(K, String)> {
    let mut runner = TestRunner::deterministic();
    let strategy = (prop::sample::select(K::ALL), hostile());
    let draw = |_| strategy.new_tree(&mut runner).expect("a value").current();
    let mut out: Vec<(K, String)> = (0..count).map(draw).collect();
    out.push((K::Url, "x'\\".repeat(50_000)));
    out.push((K::Other, String::new()));
    out
}

/// One run of the oracles over many values: starting Python for each would take minutes.
#[test]
fn hostile_values_pass_the_oracles() {
    let values = values(150);
    let items = (1_u32..).zip(&values).map(|(number, (kind, value))| {
        let mut item = drafts::item(number, *kind, value);
        item.masked = number % 5 == 0;
        item.to_ids = number % 3 != 0;
        item.pattern = (number % 10 == 0).then(|| shareable(value.as_str()));
        item.name = (number % 4 == 0).then(|| shareable(value.as_str()));
        item.feed_type = (number % 8 == 0).then(|| shareable("filename|sha256"));
        item.related = vec![number / 2, number + 1];
        item.false_positive = vec![value.clone().into()];
        item
    });
    let folder = tempfile::tempdir().expect("folder");
    package::save(&package::files(&drafts::draft(items.collect())), folder.path());
    oracle::run("package", folder.path());

    let folder = tempfile::tempdir().expect("folder");
    let extracted: Vec<_> = values.iter().map(|(kind, value)| extract::extracted(*kind, value)).collect();
    extract::save(&extracted, folder.path());
    oracle::run("extract", folder.path());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn json_parses_and_the_table_round_trips(kind in prop::sample::select(K::ALL), value in hostile(), masked: bool) {
        prop_assume!(!value.is_empty());
        let mut item = drafts::item(1, kind, &value);
        item.masked = masked;
        let files = package::files(&drafts::draft(vec![item]));
        for file in files.iter().filter(|file| file.name.ends_with(".json")) {
            prop_assert!(serde_json::from_slice::<serde_json::Value>(&file.bytes).is_ok(), "{}", file.name);
        }
        let table = files.iter().find(|file| file.name == "indicators.csv").expect("table");
        let body = table.bytes.strip_prefix("\u{feff}".as_bytes()).expect("mark");
        let mut reader = csv::Reader::from_reader(body);
        let row = reader.records().next().expect("a row").expect("a record");
        let cell = row.get(4).expect("value");
        prop_assert_eq!(cell.strip_prefix('\'').filter(|rest| *rest == value).unwrap_or(cell), value);
    }
}
