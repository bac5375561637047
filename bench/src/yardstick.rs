//! What the machine can do at all: a bare pass of `regex` with all patterns in one alternation, `daachorse` with a
//! thousand patterns, and `rg`, over the same bytes as the rows beside them; and each stage of room 3 alone.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use daachorse::{DoubleArrayAhoCorasickBuilder, MatchKind};
use noroshi_base::{DocumentHead, DocumentKind, Limits};
use noroshi_detect::{Detector, Scratch, decode, indicator, protect, victim, view};
use noroshi_profile::{Profile, Variants};
use noroshi_read::Role;
use noroshi_reference::Reference;
use regex::bytes::Regex;

use crate::measure::{self, Row};

/// The row the others are compared with.
pub(crate) const MEASURE: &str = "regex, one alternation";

/// Five kinds of indicators in one alternation, defanged spellings included; nothing is validated, folded or decoded.
const ALTERNATION: &str = r"(?-u)(?:h(?:tt|xx)ps?(?:://|\[:\]//)[^\s<>\x22'\[\]]+(?:\[\.\][^\s<>\x22'\[\]]+)*|[0-9]{1,3}(?:(?:\.|\[\.\])[0-9]{1,3}){3}|[A-Za-z0-9._%+-]+(?:@|\[at\])[A-Za-z0-9-]+(?:(?:\.|\[\.\])[A-Za-z0-9-]+)+|\b(?:[0-9a-fA-F]{64}|[0-9a-fA-F]{40}|[0-9a-fA-F]{32})\b|[A-Za-z0-9-]+(?:(?:\.|\[\.\])[A-Za-z0-9-]+)*(?:\.|\[\.\])[A-Za-z]{2,24}|CVE-[0-9]{4}-[0-9]{4,8}|T[0-9]{4}(?:\.[0-9]{3})?)";

/// Patterns of the multi-pattern search.
const PATTERNS: usize = 1000;

/// Bytes a stage is given at once, cut at a line end.
const PASSAGE: usize = 64 << 10;

/// Rows of the yardsticks over one text.
pub(crate) fn bare(text: &str, path: &Path, runs: usize) -> Result<Vec<Row>> {
    let alternation = Regex::new(ALTERNATION)?;
    let mut rows =
        vec![measure::repeat(MEASURE, text.len(), || alternation.find_iter(text.as_bytes()).count() as u64)?];
    let names: Vec<&str> = Reference::embedded().malware_names().map(|name| name.name).collect();
    let mut patterns: Vec<String> =
        names.into_iter().filter(|name| name.len() > 5).map(str::to_lowercase).take(2 * PATTERNS).collect();
    patterns.sort();
    patterns.dedup();
    patterns.truncate(PATTERNS);
    let automaton = DoubleArrayAhoCorasickBuilder::new()
        .match_kind(MatchKind::LeftmostLongest)
        .build::<_, _, u32>(&patterns)
        .map_err(|error| anyhow::anyhow!("{error}"))?;
    let name = format!("daachorse, {} patterns", patterns.len());
    rows.push(measure::repeat(&name, text.len(), || automaton.leftmost_find_iter(text).count() as u64)?);
    if Command::new("rg").arg("--version").output().is_ok_and(|output| output.status.success()) {
        let arguments =
            ["--count-matches".into(), "--no-unicode".into(), "-e".into(), ALTERNATION.into(), path.into()];
        rows.push(measure::run(
            "rg, the same alternation",
            Path::new("rg"),
            &arguments,
            text.len() as u64,
            true,
            runs,
        )?);
    }
    Ok(rows)
}

/// Rows of each stage of room 3, one thread, passages of 64 KiB.
pub(crate) fn stages(text: &str, profile: &str) -> Result<Vec<Row>> {
    let limits = Limits::default();
    let profile = Profile::parse(profile).ok().context("the profile of the bench")?;
    let variants = Variants::expand(&profile);
    let reference = Reference::embedded();
    let passages = passages(text);
    let head = DocumentHead { material: "m".into(), kind: DocumentKind::Prose, media: "text".into() };
    let bytes = text.len();
    let mut rows = Vec::new();
    let mut stage = |name: &str, run: &mut dyn FnMut(&str) -> usize| -> Result<()> {
        let pass = || passages.iter().map(|passage| run(passage) as u64).sum();
        rows.push(measure::repeat(&format!("stage: {name}"), bytes, pass)?);
        Ok(())
    };
    let mut buffers = view::Buffers::default();
    stage("folded and refanged view", &mut |text| {
        usize::from(view::View::build(text, &mut buffers).text.is_empty())
    })?;
    let (finder, mut scratch, mut out) =
        (indicator::Finder::new(reference), indicator::Scratch::default(), Vec::new());
    stage("indicators, view included", &mut |text| {
        out.clear();
        finder.text(text, &Role::Lines, &mut scratch, &mut out);
        out.len()
    })?;
    let (mut scratch, mut decoded) = (decode::Scratch::default(), Vec::new());
    stage("decoding, one level", &mut |text| {
        decoded.clear();
        decode::find(text, &mut decode::Budget::new(text.len(), &limits), &mut scratch, &mut decoded);
        decoded.len()
    })?;
    let (matcher, mut scratch) = (victim::Matcher::new(&variants, &limits), victim::Scratch::default());
    stage("forms of the victim", &mut |text| {
        out.clear();
        matcher.text(text, &Role::Lines, &mut scratch, &mut out);
        out.len()
    })?;
    let finder = protect::Finder::new(reference, Some(&variants));
    stage("others to protect", &mut |text| {
        out.clear();
        finder.text(&head, text, &Role::Lines, &mut out);
        out.len()
    })?;
    for (name, detector) in [
        ("all of it without a victim", Detector::new(None, &limits)),
        ("all of it with a victim", Detector::new(Some(&variants), &limits)),
    ] {
        let mut scratch = Scratch::default();
        let mut passage = noroshi_read::Passage::new("", Role::Lines, "");
        stage(name, &mut |text| {
            out.clear();
            text.clone_into(&mut passage.text);
            detector.passage(&head, &passage, &mut scratch, &mut out);
            out.len()
        })?;
    }
    Ok(rows)
}

fn passages(text: &str) -> Vec<&str> {
    let (mut passages, mut rest) = (Vec::new(), text);
    while !rest.is_empty() {
        let limit = rest.floor_char_boundary(PASSAGE.min(rest.len()));
        let line = rest.get(..limit).and_then(|head| head.rfind('\n'));
        let (passage, after) = rest.split_at(line.map_or(limit, |end| end + 1).max(1));
        passages.push(passage);
        rest = after;
    }
    passages
}
