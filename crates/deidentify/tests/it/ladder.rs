//! The ladder: whatever the table, the profile and the history, k organisations are left or nothing is said.

use noroshi_base::Tlp;
use noroshi_deidentify::ladder::{
    Earlier, Outside, ProductStep, ProductUse, Steps, Subject, TimeStep, choose, default_k,
};
use noroshi_outside::region::Area;
use noroshi_outside::size::Band;
use noroshi_outside::{Cell, Claim, Population, sector};
use proptest::prelude::*;

use crate::bench::Station;

const SECTORS: &[&str] = &["E", "E29", "E31", "E291", "E2911", "G", "G39", "F34"];
const AREAS: &[&str] = &["島根県", "島根県松江市", "鳥取県", "東京都", "中国地方", "関東地方"];

fn sectors() -> impl Strategy<Value = Option<sector::Sector>> {
    prop::option::weighted(0.8, prop::sample::select(SECTORS)).prop_map(|code| code.and_then(sector::by_code))
}

fn areas() -> impl Strategy<Value = Option<Area>> {
    prop::option::weighted(0.8, prop::sample::select(AREAS)).prop_map(|text| text.and_then(Area::of_text))
}

prop_compose! {
    fn cells()(sector in sectors(), region in areas(), employees in prop::option::of(0_u64..6000), organisations in 0_u64..40) -> Cell {
        Cell { sector, region, size: employees.and_then(|count| Band::of(count, 3)), product: None, organisations }
    }
}

prop_compose! {
    fn tables()(
        mut cells in prop::collection::vec(cells(), 0..60),
        margin in 1_u64..4,
        dated_events in prop::option::of(1_u64..3000),
    ) -> Population {
        cells.sort_by_key(|cell| (cell.sector.map(|s| s.code), cell.region.clone(), cell.size));
        cells.dedup_by_key(|cell| (cell.sector.map(|s| s.code), cell.region.clone(), cell.size));
        Population { name: "t".into(), source: "t".into(), date: "t".into(), estimate: true, margin, dated_events, cells }
    }
}

prop_compose! {
    fn subjects()(
        sector in sectors(), region in areas(), employees in prop::option::of(0_u64..6000),
        products in prop::collection::vec((prop::option::of(0_u64..50), prop::option::of(0_u64..500)), 0..2),
    ) -> Subject {
        let uses = |(version, class): (Option<u64>, Option<u64>)| ProductUse { version, product: version, class };
        Subject {
            claim: Claim { sector, region, size: None },
            employees,
            products: products.into_iter().map(uses).collect(),
        }
    }
}

/// An earlier package of the same victim, at steps of its own.
fn earlier(subject: &Subject, levels: (usize, usize, usize, usize)) -> Earlier {
    let (a, b, c, time) = levels;
    Earlier {
        package: "p".to_owned(),
        claim: Claim {
            sector: subject.claim.sector.and_then(|sector| sector.at(a)),
            region: subject.claim.region.as_ref().and_then(|area| area.at(b)),
            size: subject.employees.and_then(|count| Band::of(count, c)),
        },
        time: TimeStep::ALL[1 + time % 4],
        product: ProductStep::Unstated,
        tokens: std::collections::BTreeSet::new(),
    }
}

/// Organisations that everything said is true of, counted without the ladder's own code.
fn naive(table: &Population, claims: &[Claim]) -> u64 {
    let mut by_kind = std::collections::HashMap::new();
    for cell in &table.cells {
        if claims.iter().all(|claim| claim.holds(cell)) {
            let kind = (
                cell.sector.map(|s| s.code.len()),
                cell.region.as_ref().map(Area::level),
                cell.size.is_some(),
            );
            *by_kind.entry(kind).or_insert(0) += cell.organisations;
        }
    }
    by_kind.into_values().max().unwrap_or(0)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn k_are_left_or_nothing_is_said(
        table in tables(), subject in subjects(), k in 1_u32..30,
        before in prop::collection::vec((0_usize..5, 0_usize..5, 0_usize..4, 0_usize..4), 0..3),
    ) {
        let history: Vec<Earlier> = before.iter().map(|levels| earlier(&subject, *levels)).collect();
        let choice = choose(&subject, &table, &history, k);
        prop_assert_eq!(&choice, &choose(&subject, &table, &history, k), "deterministic");
        if !choice.enough {
            prop_assert_eq!((choice.steps, &choice.claim), (Steps::NOTHING, &Claim::default()));
            let mut claims: Vec<Claim> = history.iter().map(|package| package.claim.clone()).collect();
            claims.push(Claim::default());
            let left = naive(&table, &claims) / table.margin;
            let timed = history.iter().any(|package| package.time != TimeStep::Unstated);
            prop_assert!(left < u64::from(k) || timed || history.iter().any(|p| p.claim != Claim::default()));
            return Ok(());
        }
        let mut claims: Vec<Claim> = history.iter().map(|package| package.claim.clone()).collect();
        claims.push(choice.claim.clone());
        let left = naive(&table, &claims);
        prop_assert!(left / table.margin >= u64::from(k), "{left} {:?}", choice);
        // Time: the share of the dated incidents near the days told.
        let days = history.iter().map(|package| package.time).chain([choice.steps.time]).filter_map(TimeStep::window).min();
        if let (Some(days), Some(events)) = (days, table.dated_events) {
            let dated = events as f64 * days as f64 / 365.0 * left as f64 / naive(&table, &[]).max(1) as f64;
            prop_assert!(dated + 1e-6 >= f64::from(k), "{dated} {:?}", choice);
        }
        // What is said is true of the victim.
        prop_assert!(choice.claim.sector.is_none_or(|said| subject.claim.sector.is_some_and(|s| s.inside(&said))));
        prop_assert!(choice.claim.size.is_none_or(|band| subject.employees.is_some_and(|n| (band.first..=band.last).contains(&n))));
        // No single ladder could stand one step lower.
        for finer in &choice.finer {
            prop_assert!(finer.left.least() < u64::from(k) || finer.ladder == "sector" || finer.ladder == "product", "{:?}", choice);
        }
    }

    #[test]
    fn more_asked_for_or_more_said_before_never_tells_more(
        table in tables(), subject in subjects(), k in 1_u32..20, more in 1_u32..20,
        levels in (0_usize..5, 0_usize..5, 0_usize..4, 0_usize..4),
    ) {
        let plain = choose(&subject, &table, &[], k);
        let stricter = choose(&subject, &table, &[], k + more);
        prop_assert!(plain.steps.loss() <= stricter.steps.loss());
        prop_assert!(plain.enough || !stricter.enough);
        let history = [earlier(&subject, levels)];
        let later = choose(&subject, &table, &history, k);
        prop_assert!(plain.steps.loss() <= later.steps.loss());
        prop_assert!(plain.enough || !later.enough);
    }
}

const TABLE: &str = "# name: 試験表\n# source: 試験\n# date: 2024\n\
    sector,region,size_min,size_max,organisations\n\
    E31,愛知県,1000,4999,2\nE31,愛知県,100,299,4\nE29,愛知県,1000,4999,9\nE31,東京都,1000,4999,30\n\
    E29,東京都,1000,4999,30\nG39,愛知県,1000,4999,20\nG39,東京都,1000,4999,300\n";

fn outside(k: Option<u32>, earlier: Vec<Earlier>) -> Outside {
    let population = Population::parse("t.csv", TABLE.as_bytes()).expect("a valid table");
    Outside { k, population: population.into(), earlier, ..Outside::default() }
}

fn memo() -> Vec<(String, Vec<u8>)> {
    let text = "2024-05-09 にマルウェアのC2 198.51.100.68 への通信を確認した。送信元はAHI-PC01である。\n";
    vec![("memo.md".to_owned(), text.as_bytes().to_vec())]
}

#[test]
fn the_narrowest_statement_that_leaves_k_is_made_and_explained() {
    let station = Station::new(include_str!("cases/victim.toml"));
    for (k, sector, region, size, at_least) in [
        (2, Some("輸送用機械器具製造業"), Some("愛知県"), Some("従業員1,000〜4,999人"), Some(2)),
        (5, Some("輸送用機械器具製造業"), Some("日本"), Some("従業員1,000〜4,999人"), Some(20)),
        (40, Some("製造業"), Some("日本"), Some("従業員1,000〜4,999人"), Some(50)),
        (200, None, Some("日本"), None, Some(200)),
        (1000, None, None, None, None),
    ] {
        let run = station.judge_outside(station.gather(&memo()), Tlp::Amber, 7, outside(Some(k), Vec::new()));
        let draft = run.draft.expect("a package");
        let ja = |text: &Option<noroshi_base::Text>| text.as_ref().map(|text| text.ja.to_string());
        assert_eq!(ja(&draft.context.sector).as_deref(), sector, "k={k}");
        assert_eq!(ja(&draft.context.region).as_deref(), region, "k={k}");
        assert_eq!(ja(&draft.context.size).as_deref(), size, "k={k}");
        assert_eq!(draft.anonymity.at_least, at_least, "k={k}");
        assert!(run.leaks.is_empty(), "what was decided to be stated is no leak: {:?}", run.leaks);
        let record = run.kept.ladder.expect("the choice is kept");
        assert_eq!(record.stated, draft.anonymity);
        assert_eq!(at_least.is_none(), run.kept.held.iter().any(|held| held.rule == "C54-too-few"), "k={k}");
        if k >= 5 {
            assert!(!record.notes.is_empty(), "k={k}");
        }
        // Days go with the rest when nothing may be said.
        let days = draft.items.iter().find_map(|item| item.first_seen.clone());
        assert_eq!(days.is_some(), at_least.is_some(), "k={k}");
    }
}

#[test]
fn a_second_package_is_counted_with_the_first() {
    let station = Station::new(include_str!("cases/victim.toml"));
    let manifest = |sector: &str, region: &str| {
        let both = |ja: &str| serde_json::json!({ "ja": ja, "en": ja });
        serde_json::json!({ "package": "first", "context": { "sector": both(sector), "region": both(region) } }).to_string()
    };
    let run = |sector: &str, region: &str, k| {
        let earlier = Earlier::parse(manifest(sector, region).as_bytes(), None).expect("a manifest");
        station.judge_outside(station.gather(&memo()), Tlp::Amber, 7, outside(Some(k), vec![earlier]))
    };
    // The first told Aichi: the major group, which alone would do, now leaves six.
    let second = run("製造業", "愛知県", 7).draft.expect("a package");
    assert_eq!(second.context.sector.map(|text| text.ja.to_string()).as_deref(), Some("製造業"));
    assert_eq!(second.anonymity.earlier_packages, 1);
    // The first told all there is to tell: the second says nothing, and a person learns why.
    let second = run("輸送用機械器具製造業", "愛知県", 10);
    let held: Vec<_> = second.kept.held.iter().filter(|held| held.rule == "C54-too-few").collect();
    assert_eq!((held.len(), held[0].value.as_str()), (1, "first"));
    let draft = second.draft.expect("a package");
    assert_eq!((draft.context.sector, draft.context.region, draft.anonymity.at_least), (None, None, None));
}

#[test]
fn pseudonyms_of_earlier_packages_are_not_used_again() {
    let station = Station::new(include_str!("cases/victim.toml"));
    let first = station.judge_outside(station.gather(&memo()), Tlp::Amber, 7, Outside::default());
    let token = |mapping: &[(std::sync::Arc<str>, Box<str>)]| {
        mapping
            .iter()
            .find(|(token, _)| token.starts_with("[HOST-"))
            .map(|(token, _)| token.to_string())
            .expect("a host")
    };
    let used = token(&first.kept.mapping);
    let mut earlier =
        Earlier::parse(br#"{"package":"first"}"#, Some(format!("{{\"{used}\":\"x\"}}").as_bytes()))
            .expect("read");
    earlier.note_tokens("text with [HOST-77] in it");
    assert!(earlier.tokens.contains("[HOST-77]"));
    let outside = Outside { earlier: vec![earlier], ..Outside::default() };
    // The same seed draws the same number first.
    let second = station.judge_outside(station.gather(&memo()), Tlp::Amber, 7, outside);
    assert_ne!(token(&second.kept.mapping), used);
}

#[test]
fn months_and_quarters_hold_the_days_they_stand_for() {
    // Few dated incidents: days would tell one of fewer than k.
    let station = Station::new(include_str!("cases/victim.toml"));
    for (events, first, last) in [
        (1000, "2024-05-09", "2024-05-09"),
        (90, "2024-05-01", "2024-05-31"),
        (52, "2024-04-01", "2024-06-01"),
    ] {
        let text = TABLE.replace("sector,", &format!("# dated_events_per_year: {events}\nsector,"));
        let population = Population::parse("t.csv", text.as_bytes()).expect("a valid table");
        let outside = Outside { k: Some(19), population: population.into(), ..Outside::default() };
        let draft =
            station.judge_outside(station.gather(&memo()), Tlp::Amber, 7, outside).draft.expect("a package");
        assert_eq!(draft.context.period, Some((first.to_owned(), last.to_owned())), "{:?}", draft.anonymity);
        let item =
            draft.items.iter().find(|item| item.value.as_str() == "198.51.100.68").expect("the address");
        assert_eq!((item.first_seen.as_deref(), item.last_seen.as_deref()), (Some(first), Some(last)));
    }
}

#[test]
fn the_wider_the_circle_the_larger_k() {
    let ks = [Tlp::Red, Tlp::AmberStrict, Tlp::Amber, Tlp::Green, Tlp::Clear].map(default_k);
    assert!(ks.is_sorted() && ks[3] == 5 && ks[4] == 10);
}

#[test]
fn a_document_that_names_the_victim_is_not_known_by_its_digest() {
    use sha2::{Digest, Sha256};
    let station = Station::new(include_str!("cases/victim.toml"));
    let lure = "青波重工業 御中 見積依頼\n".as_bytes();
    let clean = "見積依頼\n".as_bytes();
    let hex =
        |bytes: &[u8]| Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let memo = format!(
        "マルウェアを落とす文書のSHA-256は {} と {} で、C2は 198.51.100.93 である。\n",
        hex(lure),
        hex(clean)
    );
    let files = [("lure.md", lure), ("clean.md", clean), ("memo.md", memo.as_bytes())];
    let gather = station.gather(&files.map(|(name, bytes)| (name.to_owned(), bytes.to_vec())));
    for (name, bytes) in [("lure.md", lure), ("clean.md", clean)] {
        gather.file(&name.into(), bytes);
    }
    let run = station.judge(gather, Tlp::Amber, 7);
    let held: Vec<_> = run.kept.held.iter().map(|held| (held.value.as_str(), held.rule)).collect();
    assert_eq!(held, [(hex(lure).as_str(), "C25-tailored")]);
    let draft = run.draft.expect("a package");
    assert!(draft.items.iter().any(|item| item.value.as_str() == hex(clean)));
    let row = draft.pivots.iter().find(|pivot| pivot.kind == "file-hash").expect("a row of its own");
    assert_eq!(row.held, 1);
}

/// A victim with a product, and tables in which more and more use it.
#[test]
fn a_product_is_told_as_far_as_others_use_it() {
    let station = Station::new(
        "name = \"青波重工業株式会社\"\n[context]\nproducts = [{ name = \"Konpas SCM\", version = \"3.1\", class = \"調達管理ソフト\" }]\n",
    );
    let text = "攻撃者は Konpas SCM 3.1 の脆弱性 CVE-2099-0001 を悪用し、マルウェアを設置した。C2は 198.51.100.94 である。\n";
    for (version, product, class, told, silent, cve) in [
        (9, 9, 9, "Konpas SCM 3.1", "[CONTEXT]", true),
        (2, 9, 9, "Konpas SCM", "3.1", true),
        (2, 2, 9, "調達管理ソフト", "Konpas", false),
        (2, 2, 2, "198.51.100.94", "調達管理", false),
    ] {
        let table = format!(
            "# name: t\n# source: t\n# date: t\nproduct,organisations\nKonpas SCM 3.1,{version}\nKonpas SCM,{product}\n調達管理ソフト,{class}\n,1000\n"
        );
        let population = Population::parse("t.csv", table.as_bytes()).expect("a valid table");
        let outside = Outside { k: Some(5), population: population.into(), ..Outside::default() };
        let gather = station.gather(&[("memo.md".to_owned(), text.as_bytes().to_vec())]);
        let run = station.judge_outside(gather, Tlp::Amber, 7, outside);
        assert!(run.leaks.is_empty(), "{version} {product} {class}: {:?}", run.leaks);
        let (said, bytes) = (run.said(), run.bytes());
        assert!(said.contains(told), "{version} {product} {class}: {said}");
        assert!(!bytes.contains(silent), "{version} {product} {class}: {silent}");
        let draft = run.draft.expect("a package");
        let vulnerability = draft.items.iter().any(|item| item.value.as_str() == "CVE-2099-0001");
        assert_eq!(vulnerability, cve, "{version} {product} {class}");
        let in_prose = draft.statements.iter().flat_map(|s| &s.sentences).any(|s| s.as_str().contains(told));
        assert!(in_prose, "{version} {product} {class}: {said}");
    }
}

#[test]
fn what_a_table_says_of_itself_is_judged_before_it_leaves() {
    let station = Station::new(include_str!("cases/victim.toml"));
    for (name, source, told) in [
        ("組織数の表", "公的統計 / official statistics", [true, true]),
        ("青波重工業の取引先名簿", "公的統計", [false, true]),
        ("list", "made for aonami.example by t.sato", [true, false]),
    ] {
        let mut outside = outside(Some(7), Vec::new());
        let mut population = (*outside.population).clone();
        (population.name, population.source) = (name.to_owned(), source.to_owned());
        outside.population = population.into();
        let run = station.judge_outside(station.gather(&memo()), Tlp::Amber, 7, outside);
        assert!(run.leaks.is_empty(), "the package is refused for what the table says");
        let stated = &run.draft.as_ref().expect("a package").anonymity.population;
        assert_eq!([&stated.name, &stated.source].map(Option::is_some), told, "{name}, {source}");
        let notes = run.kept.ladder.as_ref().map(|record| record.notes.len()).unwrap_or_default();
        assert!(told == [true, true] || notes > 0, "the reviewer is not told");
    }
}
