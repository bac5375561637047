//! How often the separation of technical from context sentences is right, on labelled sentences.

use std::fmt::Write;

use noroshi_deidentify::prose::{Verdict, classify, compose};

struct Line<'a> {
    label: &'a str,
    text: &'a str,
    survives: Vec<&'a str>,
    stays: Vec<&'a str>,
}

fn lines(table: &str) -> Vec<Line<'_>> {
    table
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .map(|line| {
            let mut cells = line.split('\t');
            let label = cells.next().unwrap_or("");
            let text = cells.next().unwrap_or("");
            let mut list = || cells.next().unwrap_or("").split('|').filter(|w| !w.is_empty()).collect();
            Line { label, text, survives: list(), stays: list() }
        })
        .collect()
}

#[derive(Default)]
struct Score {
    lines: u32,
    right: u32,
    leaks: u32,
    lost: u32,
    report: String,
}

fn score(table: &str) -> Score {
    let mut score = Score::default();
    for line in lines(table) {
        score.lines += 1;
        let verdict = classify(line.text, &[]);
        let out = match &verdict {
            Verdict::Technical => line.text.to_owned(),
            Verdict::Split(ranges) => compose(line.text, ranges, |range| line.text[range].to_owned()),
            Verdict::Context | Verdict::Noise => String::new(),
        };
        let leaked = match line.label {
            "C" | "N" => !out.is_empty(),
            _ => line.stays.iter().any(|word| out.contains(word)),
        };
        let lost = match line.label {
            "T" => out.is_empty(),
            _ => line.survives.iter().any(|word| !out.contains(word)),
        };
        score.leaks += u32::from(leaked);
        score.lost += u32::from(lost && !leaked);
        score.right += u32::from(!leaked && !lost);
        if leaked || lost {
            let what = if leaked { "LEAK" } else { "lost" };
            let _ = writeln!(score.report, "{what} {} {}\n     -> {verdict:?} {out}", line.label, line.text);
        }
    }
    score
}

#[test]
fn labelled_sentences() {
    let score = score(include_str!("data/prose.tsv"));
    println!(
        "{}{} lines, {} right, {} leaks, {} lost",
        score.report, score.lines, score.right, score.leaks, score.lost
    );
    assert_eq!(score.leaks, 0, "context must not be called technical");
    assert!(score.right * 100 >= score.lines * 95, "too much technical text stays home");
}
