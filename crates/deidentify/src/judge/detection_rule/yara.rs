//! YARA rules: strings that show the victim go, the condition is adjusted.

use std::ops::Range;

use super::condition;
use super::touches;

/// Stretches of a rule.
struct Sections {
    header: Range<usize>,
    meta: Option<Range<usize>>,
    strings: Range<usize>,
    condition: Range<usize>,
    rest: Range<usize>,
}

/// A rule rebuilt without the spans.
pub(super) fn rebuild(rule: &str, spans: &[Range<usize>]) -> Option<String> {
    let sections = sections(rule)?;
    if touches(spans, &sections.condition) || touches(spans, &sections.rest) {
        return None;
    }
    let mut out = super::replaced(rule, &sections.header, spans, "target")?;
    if let Some(meta) = &sections.meta {
        for line in super::lines(rule.get(meta.clone())?) {
            let line = meta.start + line.start..meta.start + line.end;
            if !touches(spans, &line) {
                out.push_str(rule.get(line)?);
            }
        }
    }
    let entries = entries(rule, &sections.strings)?;
    let first = entries.first().map_or(sections.strings.end, |entry| entry.range.start);
    if touches(spans, &(sections.strings.start..first)) {
        return None;
    }
    out.push_str(rule.get(sections.strings.start..first)?);
    let mut removed = Vec::new();
    let mut kept = Vec::new();
    for entry in entries {
        if touches(spans, &entry.range) {
            removed.push(entry.name);
        } else {
            out.push_str(rule.get(entry.range)?);
            kept.push(entry.name);
        }
    }
    out.push_str(&condition::without(rule.get(sections.condition)?, &removed, &kept)?);
    out.push_str(rule.get(sections.rest)?);
    Some(out)
}

fn sections(rule: &str) -> Option<Sections> {
    let open = rule.find('{')?;
    let close = rule.rfind('}')?;
    let strings = keyword(rule, open, "strings")?;
    let condition = keyword(rule, strings, "condition")?;
    let meta = keyword(rule, open, "meta").filter(|at| *at < strings);
    if close < condition {
        return None;
    }
    Some(Sections {
        header: 0..meta.unwrap_or(strings),
        meta: meta.map(|at| at..strings),
        strings: strings..condition,
        condition: condition..close,
        rest: close..rule.len(),
    })
}

/// Start of the line (or of the word) that opens a section.
fn keyword(rule: &str, from: usize, word: &str) -> Option<usize> {
    rule.get(from..)?.match_indices(word).map(|(at, _)| from + at).find(|at| {
        let before = rule.get(..*at).unwrap_or_default();
        let line = before.rsplit('\n').next().unwrap_or_default();
        let alone = line.trim_start_matches('{').trim().is_empty() || before.trim_end().ends_with('{');
        alone && rule.get(at + word.len()..).unwrap_or_default().trim_start().starts_with(':')
    })
}

/// One string of a rule, up to the next.
struct Entry {
    name: String,
    range: Range<usize>,
}

fn entries(rule: &str, section: &Range<usize>) -> Option<Vec<Entry>> {
    let mut out: Vec<Entry> = Vec::new();
    for line in super::lines(rule.get(section.clone())?) {
        let line = section.start + line.start..section.start + line.end;
        let text = rule.get(line.clone())?;
        let body = text.trim_start();
        let name = body.strip_prefix('$').and_then(|rest| {
            let name: String = rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
            rest.get(name.len()..)?.trim_start().starts_with('=').then_some(name)
        });
        match (name, out.last_mut()) {
            (Some(name), _) => out.push(Entry { name, range: line }),
            (None, Some(last)) => last.range.end = line.end,
            (None, None) => {}
        }
    }
    // Several strings on one line would go together: that is not understood here.
    let crowded = out.iter().any(|entry| {
        rule.get(entry.range.clone()).is_some_and(|text| {
            let quoted = text.matches('"').count();
            quoted > 2
                && text
                    .lines()
                    .next()
                    .is_some_and(|line| line.matches(" = ").count() > 1 && line.matches('$').count() > 1)
        })
    });
    (!crowded).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rebuilt(rule: &str, word: &str) -> Option<String> {
        let spans: Vec<Range<usize>> = rule.match_indices(word).map(|(at, _)| at..at + word.len()).collect();
        rebuild(rule, &spans)
    }

    #[test]
    fn the_string_goes_and_the_condition_follows() {
        let rule = "rule kage_aonami {\n  meta:\n    author = \"aonami\"\n    ref = \"x\"\n  strings:\n    $s1 = \"prx01.corp.aonami\"\n    $s2 = { 6A 40 68\n  00 30 }\n    $s3 = \"KAGE\" wide\n  condition:\n    uint16(0) == 0x5A4D and $s1 and ($s2 or $s3)\n}";
        assert_eq!(
            rebuilt(rule, "aonami").as_deref(),
            Some(
                "rule kage_target {\n  meta:\n    ref = \"x\"\n  strings:\n    $s2 = { 6A 40 68\n  00 30 }\n    $s3 = \"KAGE\" wide\n  condition:\n    uint16(0) == 0x5A4D and ($s2 or $s3)\n}"
            )
        );
    }

    #[test]
    fn a_rule_without_other_strings_waits() {
        let rule = "rule a {\n strings:\n  $s1 = \"aonami\"\n condition:\n  $s1\n}";
        assert_eq!(rebuilt(rule, "aonami"), None);
    }
}
