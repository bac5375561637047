//! Our own words: a hit wholly inside one of them is no leak.

use std::ops::Range;

use aho_corasick::{AhoCorasick, MatchKind};
use noroshi_base::{IndicatorKind, Pap, Surface, Tlp};

use crate::compose::{advice, item, pivots, residual};
use crate::ladder;
use crate::token::tokens_in;

/// Fixed texts of the package's templates.
pub struct Fixed {
    matcher: Option<AhoCorasick>,
}

impl std::fmt::Debug for Fixed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Fixed")
    }
}

impl Fixed {
    /// The texts this room writes, and the renderer's `templates`.
    pub fn new(templates: &[&str]) -> Self {
        let mut texts: Vec<String> = templates.iter().map(|text| (*text).to_owned()).collect();
        texts.extend(own());
        texts.retain(|text| text.len() >= 2);
        texts.sort_unstable();
        texts.dedup();
        let matcher = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&texts).ok();
        Self { matcher }
    }

    /// Ranges of a text that are ours, in order: fixed texts that stand as words of their own, and tokens.
    pub fn ranges(&self, text: &str) -> Vec<Range<usize>> {
        let mut out = tokens_in(text);
        if let Some(matcher) = &self.matcher {
            out.extend(
                matcher.find_iter(text).map(|hit| hit.range()).filter(|range| stands_alone(text, range)),
            );
        }
        out.sort_by_key(|range| (range.start, range.end));
        out
    }
}

/// Whether one of the ranges covers a span wholly.
pub(super) fn covers(ranges: &[Range<usize>], span: &Range<usize>) -> bool {
    let after = ranges.partition_point(|range| range.start <= span.start);
    // Ranges overlap at most pairwise (a token inside a fixed text), so a few steps back are enough.
    ranges.get(after.saturating_sub(4)..after).unwrap_or_default().iter().any(|range| range.end >= span.end)
}

/// Texts this room writes.
fn own() -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let both = advice::TEXTS.iter().copied().cloned().chain(ladder::texts());
    let both = both.chain(
        Surface::ALL
            .into_iter()
            .map(|surface| surface.label())
            .chain(residual::texts())
            .chain(pivots::texts()),
    );
    for text in both {
        out.push(text.ja.into_owned());
        out.push(text.en.into_owned());
    }
    out.extend(
        IndicatorKind::ALL.iter().flat_map(|kind| [kind.key().to_owned(), kind.stix_type().to_owned()]),
    );
    out.extend(item::TACTICS.iter().map(|tactic| (*tactic).to_owned()));
    for tlp in [Tlp::Clear, Tlp::Green, Tlp::Amber, Tlp::AmberStrict, Tlp::Red] {
        out.push(format!("TLP:{}", tlp.label()));
        out.push(format!("tlp:{}", tlp.label().to_ascii_lowercase()));
        out.push(tlp.stix_id().to_owned());
    }
    for pap in [Pap::Clear, Pap::Green, Pap::Amber, Pap::Red] {
        out.push(format!("PAP:{}", pap.label()));
        out.push(format!("pap:{}", pap.label().to_ascii_lowercase()));
        out.push(pap.stix_id().to_owned());
    }
    // Words of both formats that say nothing of the material.
    const FORMAT: &[&str] = &[
        "TLP:",
        "PAP:",
        "tlp:",
        "pap:",
        "mitre-attack",
        "kill_chain_name",
        "valid_from",
        "valid_until",
        "pattern_type",
        "spec_version",
        "created_by_ref",
        "object_marking_refs",
        "indicator_types",
        "indicator--",
        "identity--",
        "bundle--",
        "relationship--",
        "observed-data--",
        "Network activity",
        "Payload delivery",
        "Artifacts dropped",
        "External analysis",
        "Attribution",
        "attacker-owned",
        "compromised-third-party",
        "shared-infrastructure",
        "attacker-tool",
        "outbound",
        "inbound",
        "unknown",
        "analyst-statement",
        "static-analysis",
    ];
    out.extend(FORMAT.iter().map(|word| (*word).to_owned()));
    out
}

/// A short fixed word counts only as a word: `outbound` does not excuse the middle of a longer name.
fn stands_alone(text: &str, range: &Range<usize>) -> bool {
    let bytes = text.as_bytes();
    let word = |at: Option<usize>| at.and_then(|i| bytes.get(i)).is_some_and(u8::is_ascii_alphanumeric);
    let first = word(Some(range.start)) && word(range.start.checked_sub(1));
    let last = word(range.end.checked_sub(1)) && word(Some(range.end));
    // `indicator--` is followed by an id on purpose; it ends in a mark, so `last` is false there.
    !first && !last
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_inside_is_excused() {
        let fixed = Fixed::new(&["Residual risk"]);
        let text = "TLP:AMBER [TARGET-NAME] Amber Residual risk";
        let ranges = fixed.ranges(text);
        let at = |word: &str| text.find(word).map(|at| at..at + word.len()).expect("there");
        assert!(covers(&ranges, &at("AMBER")));
        assert!(covers(&ranges, &at("TARGET")));
        assert!(covers(&ranges, &at("risk")));
        assert!(!covers(&ranges, &at("Amber")));
    }
}
