//! Detection rules without the strings that show the victim.
//!
//! A rule is rebuilt only where its syntax is understood; in doubt it waits for a person.

mod condition;
mod yara;

use std::ops::Range;

use noroshi_base::IndicatorKind;

use super::hits::Hit;

/// A rule rebuilt without what the hits cover; `None` when its condition would not hold together.
pub(crate) fn rebuild(kind: IndicatorKind, rule: &str, hits: &[Hit]) -> Option<String> {
    let spans: Vec<Range<usize>> = hits.iter().map(|hit| super::mask::whole_word(rule, &hit.span)).collect();
    match kind {
        IndicatorKind::YaraRule => yara::rebuild(rule, &spans),
        IndicatorKind::SigmaRule => sigma(rule, &spans),
        IndicatorKind::SuricataRule => suricata(rule, hits),
        _ => None,
    }
}

fn touches(spans: &[Range<usize>], range: &Range<usize>) -> bool {
    spans.iter().any(|span| span.start < range.end && span.end > range.start)
}

/// Drops list items and describing keys; a value that selects and shows the victim holds the rule.
fn sigma(rule: &str, spans: &[Range<usize>]) -> Option<String> {
    let lines = lines(rule);
    let mut out = String::with_capacity(rule.len());
    let mut dropped = 0_usize;
    for (index, range) in lines.iter().enumerate() {
        let line = rule.get(range.clone())?;
        if !touches(spans, range) {
            out.push_str(line);
            continue;
        }
        let body = line.trim_start();
        let key = body.split(':').next().unwrap_or_default().trim_matches(['"', '\'', ' ']);
        if body.starts_with("- ") && has_sibling(rule, &lines, index, spans) || body.starts_with('#') {
            dropped += 1;
        } else if key == "title" {
            out.push_str(&replaced(rule, range, spans, "target")?);
        } else if matches!(key, "description" | "author" | "references" | "date" | "modified")
            && !body.ends_with("|\n")
        {
            dropped += 1;
        } else {
            return None;
        }
    }
    (dropped < lines.len()).then_some(out)
}

/// Whether a list item has a neighbour of the same depth that stays.
fn has_sibling(rule: &str, lines: &[Range<usize>], index: usize, spans: &[Range<usize>]) -> bool {
    let depth =
        |range: &Range<usize>| rule.get(range.clone()).map(|line| line.len() - line.trim_start().len());
    let own = lines.get(index).and_then(depth);
    let stays = |range: &&Range<usize>| !touches(spans, range);
    let item = |range: &&Range<usize>| {
        depth(range) == own
            && rule.get((*range).clone()).is_some_and(|line| line.trim_start().starts_with("- "))
    };
    let before =
        lines.get(..index).unwrap_or_default().iter().rev().take_while(item).any(|range| stays(&range));
    let after = lines.get(index + 1..).unwrap_or_default().iter().take_while(item).any(|range| stays(&range));
    before || after
}

/// Rewrites what a rule says about itself, and the victim's own networks as `$HOME_NET`.
fn suricata(rule: &str, hits: &[Hit]) -> Option<String> {
    let body = rule.find('(')?;
    let mut out = String::with_capacity(rule.len());
    let mut at = 0;
    for hit in hits {
        let word = if hit.span.end <= body {
            "$HOME_NET"
        } else if in_option(rule, hit.span.start, body, &["msg:", "reference:", "metadata:"]) {
            "target"
        } else {
            return None;
        };
        let span = if hit.span.end <= body {
            network(rule, &hit.span)
        } else {
            super::mask::whole_word(rule, &hit.span)
        };
        out.push_str(rule.get(at..span.start)?);
        out.push_str(word);
        at = span.end;
    }
    out.push_str(rule.get(at..)?);
    Some(out)
}

/// Whether a byte of a rule lies in one of these options.
fn in_option(rule: &str, at: usize, body: usize, names: &[&str]) -> bool {
    let head = rule.get(body + 1..at).unwrap_or_default();
    let mut start = 0;
    let mut quoted = false;
    let mut escaped = false;
    for (index, byte) in head.bytes().enumerate() {
        match byte {
            b'"' if !escaped => quoted = !quoted,
            b';' if !quoted && !escaped => start = index + 1,
            _ => {}
        }
        escaped = byte == b'\\' && !escaped;
    }
    let option = rule.get(body + 1 + start..).unwrap_or_default().trim_start();
    names.iter().any(|name| option.starts_with(name))
}

/// An address together with its prefix length.
fn network(rule: &str, span: &Range<usize>) -> Range<usize> {
    let rest = rule.get(span.end..).unwrap_or_default();
    let digits =
        rest.strip_prefix('/').map_or(0, |rest| 1 + rest.bytes().take_while(u8::is_ascii_digit).count());
    span.start..span.end + digits
}

/// Lines with their ends.
fn lines(text: &str) -> Vec<Range<usize>> {
    let mut at = 0;
    text.split_inclusive('\n')
        .map(|line| {
            at += line.len();
            at - line.len()..at
        })
        .collect()
}

/// A stretch with the spans inside it replaced by a word.
fn replaced(text: &str, range: &Range<usize>, spans: &[Range<usize>], word: &str) -> Option<String> {
    let mut out = String::new();
    let mut at = range.start;
    for span in spans.iter().filter(|span| span.start >= range.start && span.end <= range.end) {
        if span.start < at {
            continue;
        }
        out.push_str(text.get(at..span.start)?);
        out.push_str(word);
        at = span.end;
    }
    out.push_str(text.get(at..range.end)?);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use noroshi_base::{Sensitive, Surface};
    use noroshi_detect::{Class, Identifier, Strength};
    use noroshi_profile::IdentifierKind;

    fn hits(rule: &str, word: &str) -> Vec<Hit> {
        let name = Identifier {
            kind: IdentifierKind::OrgName,
            class: Class::D,
            surface: Surface::Derived,
            strength: Strength::Certain,
            entry: Some(0),
            related: false,
            canonical: Sensitive::new(word.to_owned()),
            form: "test",
        };
        rule.match_indices(word)
            .map(|(at, _)| Hit { span: at..at + word.len(), name: name.clone(), encoded: false })
            .collect()
    }

    #[test]
    fn sigma_loses_items_but_not_its_meaning() {
        let rule = "title: Kage at aonami\nauthor: aonami soc\ndetection:\n  sel:\n    Host|contains:\n      - prx01.aonami\n      - kage.example\n  condition: sel\n";
        let out = rebuild(IndicatorKind::SigmaRule, rule, &hits(rule, "aonami")).expect("rebuilt");
        assert_eq!(
            out,
            "title: Kage at target\ndetection:\n  sel:\n    Host|contains:\n      - kage.example\n  condition: sel\n"
        );
        let alone = "title: x\ndetection:\n  sel:\n    Host: prx01.aonami\n  condition: sel\n";
        assert_eq!(rebuild(IndicatorKind::SigmaRule, alone, &hits(alone, "aonami")), None);
    }

    #[test]
    fn suricata_keeps_what_matches() {
        let rule =
            r#"alert http 203.0.113.0/26 any -> any any (msg:"KAGE at aonami; x"; content:"/g?id="; sid:1;)"#;
        let mut all = hits(rule, "203.0.113.0");
        all.extend(hits(rule, "aonami"));
        assert_eq!(
            rebuild(IndicatorKind::SuricataRule, rule, &all).as_deref(),
            Some(
                r#"alert http $HOME_NET any -> any any (msg:"KAGE at target; x"; content:"/g?id="; sid:1;)"#
            )
        );
        let rule = r#"alert http any any -> any any (msg:"x"; content:"aonami"; sid:1;)"#;
        assert_eq!(rebuild(IndicatorKind::SuricataRule, rule, &hits(rule, "aonami")), None);
    }
}
