//! A package of somebody who is not in the list points to nobody, among thousands.

use noroshi_reidentify::{Knowledge, Question, attack};

use crate::support::{Setup, list};

#[test]
fn an_unrelated_package_leaves_thousands_near_the_prior() {
    let candidates = list(5_000);
    let package = Setup::new().package();
    let question = Question { victim: None, refuse_above: noroshi_reidentify::REFUSE_ABOVE };
    let report = attack(&package, &candidates, &Knowledge::default(), question);
    assert!(!report.refused);
    let best = &report.top[0];
    // The prior is 1/5,000: nobody may come near one in a hundred by chance.
    assert!(best.posterior < 0.01, "{best:#?}");
}

#[test]
fn the_same_attack_gives_the_same_report() {
    let setup = Setup::new().plant("summary.ja.md", "蒼海電機");
    let [one, two] = [setup.run(), setup.run()].map(|report| format!("{report:?}"));
    assert_eq!(one, two);
}

#[test]
fn both_languages_say_the_verdict() {
    use noroshi_base::Lang;
    let report = Setup::new().plant("summary.ja.md", "蒼海電機").run();
    assert!(
        report.page(Lang::Ja).contains("共有しないでください") && report.page(Lang::En).contains("refused")
    );
    for lang in [Lang::Ja, Lang::En] {
        let statement = report.statement(lang, "2026-01-02");
        assert!(statement.lines().count() < 60 && statement.contains("蒼海電機"), "{statement}");
    }
}
