//! Finds words of which one must stand in every match of a pattern.

use regex_syntax::hir::{Class, Hir, HirKind};

/// Shortest word worth looking for.
const SHORTEST: usize = 3;

/// Lower-case words of which one is in every match; empty when there are none of three letters or more.
pub(super) fn keywords(hir: &Hir) -> Vec<String> {
    let mut words = required(hir).unwrap_or_default();
    words.sort();
    words.dedup();
    words
}

fn required(hir: &Hir) -> Option<Vec<String>> {
    match hir.kind() {
        HirKind::Capture(capture) => required(&capture.sub),
        HirKind::Repetition(repetition) if repetition.min > 0 => required(&repetition.sub),
        HirKind::Repetition(_) => None,
        HirKind::Concat(parts) => sequence(parts),
        HirKind::Alternation(parts) => {
            let all: Option<Vec<Vec<String>>> = parts.iter().map(required).collect();
            all.map(|all| all.concat())
        }
        _ => sequence(std::slice::from_ref(hir)),
    }
}

/// Best of the runs of letters and of the parts that require something by themselves.
fn sequence(parts: &[Hir]) -> Option<Vec<String>> {
    let mut candidates: Vec<Vec<String>> = Vec::new();
    let mut run = String::new();
    for part in parts {
        match letters(part) {
            Some(text) => run.push_str(&text),
            None => {
                candidates.push(vec![std::mem::take(&mut run)]);
                candidates.extend(
                    matches!(
                        part.kind(),
                        HirKind::Capture(_) | HirKind::Alternation(_) | HirKind::Repetition(_)
                    )
                    .then(|| required(part))
                    .flatten(),
                );
            }
        }
    }
    candidates.push(vec![run]);
    candidates.retain(|words| words.iter().all(|word| word.len() >= SHORTEST));
    candidates
        .into_iter()
        .max_by_key(|words| (words.iter().map(String::len).min(), std::cmp::Reverse(words.len())))
}

/// The fixed ASCII letters a part stands for, in lower case; `None` when it can vary beyond case.
fn letters(hir: &Hir) -> Option<String> {
    match hir.kind() {
        HirKind::Literal(literal) => {
            let text = std::str::from_utf8(&literal.0).ok().filter(|text| text.is_ascii())?;
            Some(text.to_ascii_lowercase())
        }
        HirKind::Class(class) => folded(class).map(String::from),
        HirKind::Look(_) | HirKind::Empty => None,
        _ => None,
    }
}

/// The letter a class stands for when it holds nothing but its cases.
fn folded(class: &Class) -> Option<char> {
    let mut letters: Vec<char> = match class {
        Class::Unicode(class) if class.ranges().len() <= 3 => {
            class.ranges().iter().flat_map(|range| [range.start(), range.end()]).collect()
        }
        Class::Bytes(class) if class.ranges().len() <= 2 => {
            class.ranges().iter().flat_map(|range| [range.start().into(), range.end().into()]).collect()
        }
        _ => return None,
    };
    letters.iter_mut().for_each(|letter| *letter = simple(*letter));
    letters.dedup();
    match letters.as_slice() {
        [letter] if letter.is_ascii() => Some(*letter),
        _ => None,
    }
}

/// Lower case, with the long s and the kelvin sign as what they fold to.
fn simple(letter: char) -> char {
    match letter {
        '\u{17f}' => 's',
        '\u{212a}' => 'k',
        _ => letter.to_ascii_lowercase(),
    }
}
