//! The case patterns C01–C62, table-driven: `cases/*.toml`.

use std::collections::{BTreeMap, BTreeSet};

use noroshi_base::Tlp;
use noroshi_deidentify::Outside;
use noroshi_outside::Public;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::bench::{Run, Station};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    case: Vec<Case>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    /// Number in domain.md 3.6.
    id: String,
    /// What it is and why the outcome is right.
    why: String,
    /// Profile of its own; the usual victim otherwise.
    #[serde(default)]
    profile: Option<String>,
    /// Marking of the package.
    #[serde(default)]
    tlp: Option<String>,
    /// File name to content.
    files: BTreeMap<String, String>,
    /// Public data: file name to content.
    #[serde(default)]
    public: BTreeMap<String, String>,
    /// Text that stands in the draft.
    #[serde(default)]
    must: Vec<String>,
    /// Text that stands nowhere in the final bytes, whatever its case.
    #[serde(default)]
    must_not: Vec<String>,
    /// Matched text, decision, start of the rule's id.
    #[serde(default)]
    decide: Vec<(String, String, String)>,
    /// Items as `kind value`, in addition to `must`, that may be loaded for detection.
    #[serde(default)]
    loadable: Vec<String>,
    /// Items as `kind value` that may not.
    #[serde(default)]
    not_loadable: Vec<String>,
    /// Whether nothing is released.
    #[serde(default)]
    refused: bool,
}

const VICTIM: &str = include_str!("cases/victim.toml");
const TABLES: &[&str] = &[
    include_str!("cases/a_destinations.toml"),
    include_str!("cases/b_malware.toml"),
    include_str!("cases/c_vulnerabilities.toml"),
    include_str!("cases/d_other.toml"),
    include_str!("cases/e_pivots.toml"),
];

#[test]
fn all_case_patterns() {
    let usual = Station::new(VICTIM);
    let mut failures = Vec::new();
    let mut ids = BTreeSet::new();
    let only = std::env::var("CASE").unwrap_or_default();
    for table in TABLES {
        let table: Table = toml::from_str(table).expect("the table is valid");
        for case in table.case.into_iter().filter(|case| only.is_empty() || case.id == only) {
            ids.insert(case.id.clone());
            let own = case.profile.as_ref().map(|text| Station::new(text));
            let problems = check(own.as_ref().unwrap_or(&usual), &case, !only.is_empty());
            if !problems.is_empty() {
                failures.push(format!("{}: {}\n    {}", case.id, case.why, problems.join("\n    ")));
            }
        }
    }
    if only.is_empty() {
        let missing: Vec<String> =
            (1..=62).map(|n| format!("C{n:02}")).filter(|id| !ids.contains(id)).collect();
        assert!(missing.is_empty(), "cases without a test: {missing:?}");
    }
    assert!(failures.is_empty(), "{} cases fail:\n{}", failures.len(), failures.join("\n"));
}

fn check(station: &Station, case: &Case, show: bool) -> Vec<String> {
    let case = &with_digests(case);
    let files: Vec<(String, Vec<u8>)> =
        case.files.iter().map(|(name, text)| (name.clone(), text.clone().into_bytes())).collect();
    let tlp = case.tlp.as_ref().map_or(Tlp::Amber, |text| text.parse().expect("a marking"));
    let mut public = Public::default();
    for (name, text) in &case.public {
        public.add(name, text.as_bytes()).expect("columns tell the kind");
    }
    let outside = Outside { public: public.into(), ..Outside::default() };
    let run = station.judge_outside(station.gather(&files), tlp, 7, outside);
    if show {
        print(&run);
    }
    let mut problems = Vec::new();
    if case.refused != run.refusal.is_some() {
        problems.push(format!("refused: {:?}", run.refusal.as_ref().map(|refusal| refusal.code)));
    }
    for leak in &run.leaks {
        problems.push(format!(
            "leak in {} at {}: {} {:?}",
            leak.file,
            leak.place,
            leak.rule,
            leak.matched.expose()
        ));
    }
    texts(case, &run, &mut problems);
    for (matched, decision, rule) in &case.decide {
        let records: Vec<_> =
            run.kept.findings.iter().filter(|record| *record.matched == **matched).collect();
        let fits = records.iter().any(|record| {
            serde_json::to_value(record.decision).is_ok_and(|value| value == *decision)
                && record.judged_by.starts_with(rule.as_str())
        });
        if !fits {
            let seen: Vec<_> =
                records.iter().map(|record| (record.kind, record.decision, record.judged_by)).collect();
            problems.push(format!("{matched:?} is not {decision} by {rule}: {seen:?}"));
        }
    }
    loadable(case, &run, &mut problems);
    problems
}

/// Fills `{sha256:file}` and `{sha256=text}` in.
fn with_digests(case: &Case) -> Case {
    let fill = |text: &str| -> String {
        let mut out = text.to_owned();
        while let Some(at) = out.find("{sha256") {
            let end = at + out[at..].find('}').expect("closed");
            let inner = &out[at + 7..end];
            let bytes = match inner.strip_prefix(':') {
                Some(file) => case.files[file].as_bytes().to_vec(),
                None => inner.as_bytes()[1..].to_vec(),
            };
            let digest: String = Sha256::digest(&bytes).iter().map(|b| format!("{b:02x}")).collect();
            out.replace_range(at..=end, &digest);
        }
        out
    };
    Case {
        files: case.files.iter().map(|(name, text)| (name.clone(), fill(text))).collect(),
        public: case.public.iter().map(|(name, text)| (name.clone(), fill(text))).collect(),
        must: case.must.iter().map(|text| fill(text)).collect(),
        must_not: case.must_not.iter().map(|text| fill(text)).collect(),
        decide: case.decide.iter().map(|(matched, d, r)| (fill(matched), d.clone(), r.clone())).collect(),
        ..case.clone()
    }
}

fn texts(case: &Case, run: &Run, problems: &mut Vec<String>) {
    let said = run.said();
    let bytes = run.bytes().to_lowercase() + &said.to_lowercase();
    for text in &case.must {
        if !said.contains(text.as_str()) {
            problems.push(format!("missing: {text:?}"));
        }
    }
    for text in &case.must_not {
        if bytes.contains(&text.to_lowercase()) {
            problems.push(format!("must not leave: {text:?}"));
        }
    }
}

fn loadable(case: &Case, run: &Run, problems: &mut Vec<String>) {
    let find = |wanted: &str| {
        let items = run.draft.as_ref().map(|draft| draft.items.as_slice()).unwrap_or_default();
        items
            .iter()
            .find(|item| format!("{} {}", item.kind.key(), item.value.as_str()) == *wanted)
            .map(|item| item.to_ids)
    };
    for wanted in &case.loadable {
        if find(wanted) != Some(true) {
            problems.push(format!("not loadable: {wanted:?} ({:?})", find(wanted)));
        }
    }
    for wanted in &case.not_loadable {
        if find(wanted) != Some(false) {
            problems.push(format!("missing or loadable: {wanted:?} ({:?})", find(wanted)));
        }
    }
}

fn print(run: &Run) {
    if let Some(draft) = &run.draft {
        for item in &draft.items {
            println!(
                "item {} {:?} masked={} pattern={:?} role={:?} dir={:?} phase={:?} ports={:?} days={:?} conf={} ids={}",
                item.kind.key(),
                item.value.as_str(),
                item.masked,
                item.pattern.as_ref().map(|p| p.as_str().to_owned()),
                item.role,
                item.direction,
                item.phase,
                item.ports,
                item.first_seen,
                item.confidence,
                item.to_ids
            );
        }
        for statement in &draft.statements {
            for sentence in &statement.sentences {
                println!("text {}", sentence.as_str());
            }
        }
        println!("context {:?}", draft.context);
    }
    for record in &run.kept.findings {
        println!(
            "find {} {:?} {} {:?} by {} -> {:?} [{}]",
            record.kind,
            record.matched,
            record.class,
            record.decision,
            record.judged_by,
            record.becomes,
            record.rule
        );
    }
    for view in run.kept.documents.iter().flat_map(|document| &document.sentences) {
        println!("view {:?} -> {:?} {:?} ({})", view.before, view.after, view.decision, view.reason.en);
    }
}
