//! Rules that stand in a text: YARA, Sigma, Suricata and Snort, each whole, as written.

use std::ops::Range;

use memchr::{memchr, memmem, memrchr};
use noroshi_base::IndicatorKind as Kind;

use super::rule;
use crate::{Finding, Indicator, What};

/// Longest rule that is taken.
const LONGEST: usize = 64 * 1024;

/// Longest line that can be a Suricata rule.
const LONGEST_LINE: usize = 8 * 1024;

/// Finds whole rules in the text as it was given.
pub(super) fn find(text: &str, out: &mut Vec<Finding>) {
    yara(text, out);
    sigma(text, out);
    suricata(text, out);
}

fn push(text: &str, range: Range<usize>, kind: Kind, out: &mut Vec<Finding>) {
    let Some(value) = text.get(range.clone()) else { return };
    out.push(Finding {
        span: range,
        what: What::Indicator(Indicator { kind, value: value.to_owned() }),
        layers: Vec::new(),
        decoded: None,
        rule: rule::of(kind),
    });
}

fn yara(text: &str, out: &mut Vec<Finding>) {
    let bytes = text.as_bytes();
    let (mut done, mut budget) = (0, bytes.len() + LONGEST);
    for at in memmem::find_iter(bytes, b"condition:") {
        if at < done {
            continue;
        }
        let from = at.saturating_sub(LONGEST).max(done);
        let Some(start) = yara_start(bytes.get(from..at).unwrap_or_default()).map(|start| from + start)
        else {
            done = at;
            continue;
        };
        let end = yara_end(bytes, start, &mut budget);
        done = end.unwrap_or(at);
        if let Some(end) = end.filter(|end| *end > at) {
            push(text, start..end, Kind::YaraRule, out);
        }
    }
}

/// Start of the last `rule name` that opens a line.
fn yara_start(bytes: &[u8]) -> Option<usize> {
    let mut end = bytes.len();
    while let Some(at) = memmem::rfind(bytes.get(..end)?, b"rule ") {
        let line = memrchr(b'\n', bytes.get(..at)?).map_or(0, |feed| feed + 1);
        let lead = bytes.get(line..at)?;
        let words = lead.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
        let named = bytes.get(at + 5).is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'_');
        if named
            && words.clone().all(|word| matches!(word, b"private" | b"global" | b"```" | b"```yara" | b">"))
        {
            let skip = lead.iter().take_while(|byte| !byte.is_ascii_alphabetic()).count();
            return Some(line + skip);
        }
        if named && !lead.is_empty() {
            return Some(at);
        }
        end = at;
    }
    None
}

/// End of the rule: its last closing brace, strings and comments skipped.
fn yara_end(bytes: &[u8], start: usize, budget: &mut usize) -> Option<usize> {
    let limit = (start + LONGEST.min(*budget)).min(bytes.len());
    let (mut at, mut depth) = (start, 0_u32);
    while at < limit {
        match *bytes.get(at)? {
            b'"' => at = string_end(bytes, at, limit, b'"'),
            b'/' if bytes.get(at + 1) == Some(&b'/') => {
                at = memchr(b'\n', bytes.get(at..limit)?).map_or(limit, |feed| at + feed)
            }
            b'/' if is_pattern(bytes, at) => at = string_end(bytes, at, limit, b'/'),
            b'{' => depth += 1,
            b'}' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    *budget = budget.saturating_sub(at - start);
                    return Some(at + 1);
                }
            }
            _ => {}
        }
        at += 1;
    }
    *budget = budget.saturating_sub(limit - start);
    None
}

/// A pattern between slashes follows an equals sign or `matches`.
fn is_pattern(bytes: &[u8], at: usize) -> bool {
    let before = bytes.get(at.saturating_sub(12)..at).unwrap_or_default().trim_ascii_end();
    before.ends_with(b"=") || before.ends_with(b"matches")
}

/// Offset of the closing mark, or of the end of the line.
fn string_end(bytes: &[u8], at: usize, limit: usize, mark: u8) -> usize {
    let mut next = at + 1;
    while let Some(byte) = bytes.get(next).filter(|_| next < limit) {
        match *byte {
            b'\\' => next += 1,
            b'\n' => return next,
            byte if byte == mark => return next,
            _ => {}
        }
        next += 1;
    }
    limit
}

fn sigma(text: &str, out: &mut Vec<Finding>) {
    let bytes = text.as_bytes();
    let mut done = 0;
    for at in memmem::find_iter(bytes, b"logsource:") {
        if at < done || !matches!(at.checked_sub(1).and_then(|at| bytes.get(at)), None | Some(b'\n' | b' ')) {
            continue;
        }
        let from = at.saturating_sub(LONGEST / 8).max(done);
        done = at + 10;
        let head = bytes.get(from..at).unwrap_or_default();
        let Some(title) = memmem::rfind(head, b"title:").map(|title| from + title) else { continue };
        let end = sigma_end(bytes, title);
        let body = bytes.get(title..end).unwrap_or_default();
        if memmem::find(body, b"detection:").is_some() && memmem::find(body, b"condition:").is_some() {
            let value = text.get(title..end).unwrap_or_default().trim_end();
            push(text, title..title + value.len(), Kind::SigmaRule, out);
            done = end;
        }
    }
}

/// End of the YAML document: a line that is neither indented, nor a key, nor an item.
fn sigma_end(bytes: &[u8], start: usize) -> usize {
    let limit = (start + LONGEST / 2).min(bytes.len());
    let mut at = start;
    while at < limit {
        let end = memchr(b'\n', bytes.get(at..limit).unwrap_or_default()).map_or(limit, |feed| at + feed);
        let line = bytes.get(at..end).unwrap_or_default();
        let key = line.iter().position(|byte| *byte == b':').is_some_and(|colon| {
            line.get(..colon)
                .unwrap_or_default()
                .iter()
                .all(|byte| byte.is_ascii_lowercase() || matches!(byte, b'_' | b'-'))
        });
        let inside = line.trim_ascii().is_empty()
            || line.starts_with(b" ")
            || line.starts_with(b"\t")
            || line.starts_with(b"- ")
            || line.starts_with(b"#");
        if !(key || inside) || line.starts_with(b"---") {
            return at;
        }
        at = end + 1;
    }
    at.min(bytes.len())
}

fn suricata(text: &str, out: &mut Vec<Finding>) {
    let bytes = text.as_bytes();
    let mut done = 0;
    for at in memmem::find_iter(bytes, b"sid:") {
        if at < done {
            continue;
        }
        let from = at.saturating_sub(LONGEST_LINE).max(done);
        let start =
            memrchr(b'\n', bytes.get(from..at).unwrap_or_default()).map_or(from, |feed| from + feed + 1);
        let rest = bytes.get(at..(at + LONGEST_LINE).min(bytes.len())).unwrap_or_default();
        let end = memchr(b'\n', rest).map_or(at + rest.len(), |feed| at + feed);
        done = end;
        let line = bytes.get(start..end).unwrap_or_default();
        let lead =
            line.iter().take_while(|byte| byte.is_ascii_whitespace() || matches!(byte, b'`' | b'>')).count();
        if let Some(length) = suricata_length(line.get(lead..).unwrap_or_default()) {
            push(text, start + lead..start + lead + length, Kind::SuricataRule, out);
        }
    }
}

/// Length of the rule at the start of a line: action, protocol, direction, options in brackets.
fn suricata_length(line: &[u8]) -> Option<usize> {
    let mut words = line.split(u8::is_ascii_whitespace);
    let action =
        matches!(words.next()?, b"alert" | b"drop" | b"reject" | b"pass" | b"log" | b"sdrop" | b"rejectboth");
    let protocol = words.next()?.iter().all(u8::is_ascii_alphanumeric);
    let directed = memmem::find(line, b"->").is_some() || memmem::find(line, b"<>").is_some();
    let close = memrchr(b')', line)?;
    (action && protocol && directed && line.contains(&b'(')).then_some(close + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, kind: Kind, starts: &str, ends: &str) {
        let mut out = Vec::new();
        find(text, &mut out);
        let values: Vec<_> = out.iter().map(|finding| (&text[finding.span.clone()], finding.rule)).collect();
        let [(value, id)] = values.as_slice() else { panic!("{values:?}") };
        assert!(value.starts_with(starts) && value.ends_with(ends) && *id == rule::of(kind), "{values:?}");
    }

    #[test]
    fn rules_are_taken_whole() {
        let yara = "次の規則:\n```yara\nprivate rule a : x {\n strings: $a = \"}\" $b = /x}y/ $c = { 41 ?? 42 }\n condition: any of them // }\n}\n```\nend {";
        check(yara, Kind::YaraRule, "private rule a", "any of them // }\n}");
        check(
            "see\n> alert tcp any any -> any 80 (msg:\"a (b)\"; sid:1;)\nnext",
            Kind::SuricataRule,
            "alert tcp",
            "sid:1;)",
        );
        let sigma = "text\ntitle: A\nid: 1\nlogsource:\n  product: windows\ndetection:\n  a:\n    - b\n  condition: a\nlevel: high\n\nText goes on.";
        check(sigma, Kind::SigmaRule, "title: A", "level: high");
    }
}
