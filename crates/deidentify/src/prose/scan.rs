//! Finds the cues of a sentence in one pass.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, Input, MatchKind};

use super::element::{Element, Weight};
use super::{patterns, table_en, table_ja};

/// One cue at its place in the folded sentence.
#[derive(Debug, Clone)]
pub(super) struct Hit {
    pub(super) at: Range<usize>,
    pub(super) element: Element,
    pub(super) weight: Weight,
}

struct Cue {
    element: Element,
    weight: Weight,
    /// Whether the word may go on after the cue.
    open: bool,
}

struct Automaton {
    search: AhoCorasick,
    cues: Vec<Cue>,
}

static AUTOMATON: LazyLock<Automaton> = LazyLock::new(|| {
    let (mut words, mut cues) = (Vec::new(), Vec::new());
    // Context comes first: of two equal cues the earlier one counts.
    for group in
        [table_ja::CONTEXT, table_en::CONTEXT, table_ja::TECHNICAL, table_en::TECHNICAL].into_iter().flatten()
    {
        for word in group.words {
            let open = word.ends_with('*');
            words.push(word.trim_end_matches('*'));
            cues.push(Cue { element: group.element, weight: group.weight, open });
        }
    }
    let search = AhoCorasickBuilder::new()
        .match_kind(MatchKind::LeftmostLongest)
        .ascii_case_insensitive(true)
        .build(&words)
        .expect("the tables are fixed and far below the automaton's limits");
    Automaton { search, cues }
});

/// All cues of a folded sentence, in order of their start.
pub(super) fn hits(folded: &str) -> Vec<Hit> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(found) = AUTOMATON.search.find(Input::new(folded).span(at..folded.len())) {
        let cue = AUTOMATON.cues.get(found.pattern().as_usize());
        let Some(cue) = cue.filter(|cue| stands_alone(folded, found.range(), cue.open)) else {
            // A longer cue that does not fit may hide a shorter one behind it; cues are short, so this stays linear.
            at = next_char(folded, found.start());
            continue;
        };
        out.push(Hit { at: found.range(), element: cue.element, weight: cue.weight });
        at = found.end();
    }
    patterns::hits(folded, &mut out);
    out.retain(|hit| hit.weight != Weight::Shield);
    out.sort_by_key(|hit| hit.at.start);
    out
}

fn next_char(text: &str, at: usize) -> usize {
    text.get(at..).and_then(|rest| rest.chars().next()).map_or(text.len(), |ch| at + ch.len_utf8())
}

/// Whether an ASCII cue is a word of its own; Japanese ones have no word boundaries to stand at.
fn stands_alone(text: &str, at: Range<usize>, open: bool) -> bool {
    let bytes = text.as_bytes();
    let word = |i: Option<usize>| i.and_then(|i| bytes.get(i)).is_some_and(u8::is_ascii_alphanumeric);
    let starts_inside = word(Some(at.start)) && word(at.start.checked_sub(1));
    let ends_inside = !open && word(at.end.checked_sub(1)) && word(Some(at.end));
    !starts_inside && !ends_inside
}
