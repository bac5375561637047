//! The squashed view of a text, with the way back.

use std::ops::Range;

use noroshi_profile::fold::{fold_each, is_kana, is_kanji, squash_char};

/// One character of the view.
#[derive(Debug, Clone, Copy)]
struct Cell {
    /// Offset of the original character.
    offset: u32,
    /// What it folds to.
    folded: char,
    /// What stands between it and the one before.
    gap: Gap,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gap {
    None,
    /// Up to three characters that join words: blank, hyphen, dot, line break.
    Soft,
    /// The end of a sentence or cell, or more than that.
    Hard,
}

/// A text without separators.
#[derive(Debug, Default)]
pub(crate) struct View {
    squash: String,
    cells: Vec<Cell>,
    /// Index of the cell by byte of the squash.
    at: Vec<u32>,
}

/// A form that stands in a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Matched {
    /// Bytes of the text.
    pub(super) span: Range<usize>,
    /// Whether letter by letter, not only by look.
    pub(super) exact: bool,
    /// Whether Latin letters are apart in the text that are together in the form.
    pub(super) apart: bool,
}

impl View {
    /// Takes in a text of less than 4 GiB.
    pub(crate) fn fill(&mut self, text: &str) {
        self.squash.clear();
        self.cells.clear();
        self.at.clear();
        let (mut between, mut hard) = (0_u32, false);
        fold_each(text, |folded, offset| {
            let Some(squashed) = squash_char(folded) else {
                // The long mark is no separator: names are compared without it. Nor are brackets around a defanged dot.
                between += u32::from(!matches!(folded, 'ー' | '[' | ']'));
                hard |= matches!(folded, '。' | '、' | ',' | '|' | ';' | '"' | '「' | '」');
                return;
            };
            let gap = match (between, hard) {
                (0, false) => Gap::None,
                (1..=3, false) => Gap::Soft,
                _ => Gap::Hard,
            };
            let index = u32::try_from(self.cells.len()).unwrap_or(u32::MAX);
            self.cells.push(Cell { offset: u32::try_from(offset).unwrap_or(u32::MAX), folded, gap });
            self.squash.push(squashed);
            self.at.resize(self.squash.len(), index);
            (between, hard) = (0, false);
        });
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        self.squash.as_bytes()
    }

    /// Compares a form with the view of `text` from one byte of the view on; separators only where the form allows them.
    pub(super) fn compare(&self, text: &str, start: usize, tight: &str, breaks: u64) -> Option<Matched> {
        let first = *self.at.get(start)? as usize;
        let (mut exact, mut apart) = (true, false);
        let mut last = first;
        let mut before: Option<char> = None;
        for (index, (byte, letter)) in tight.char_indices().enumerate() {
            last = first + index;
            let cell = self.cells.get(last)?;
            if cell.folded != letter {
                exact = false;
                if squash_char(cell.folded)? != squash_char(letter)? {
                    return None;
                }
            }
            let wide = before.is_some_and(is_wide) && is_wide(letter);
            let allowed = match cell.gap {
                Gap::None => true,
                Gap::Soft => wide || byte < 64 && breaks & (1 << byte) != 0,
                Gap::Hard => false,
            };
            if index > 0 && !allowed {
                return None;
            }
            apart |= index > 0 && cell.gap != Gap::None && !wide;
            before = Some(letter);
        }
        let start = self.cells.get(first)?.offset as usize;
        let end = self.cells.get(last)?.offset as usize;
        let end = end + text.get(end..)?.chars().next()?.len_utf8();
        Some(Matched { span: start..end, exact, apart })
    }
}

const fn is_wide(c: char) -> bool {
    is_kana(c) || is_kanji(c)
}

/// Script class of a character, for the question whether a word goes on.
#[derive(PartialEq, Eq, Clone, Copy)]
enum Script {
    Latin,
    Kana,
    Kanji,
    Other,
}

fn script(c: char) -> Option<Script> {
    if c.is_ascii_alphanumeric() || ('\u{FF10}'..='\u{FF5A}').contains(&c) && c.is_alphanumeric() {
        Some(Script::Latin)
    } else if is_kana(c) || ('\u{FF66}'..='\u{FF9F}').contains(&c) {
        Some(Script::Kana)
    } else if is_kanji(c) {
        Some(Script::Kanji)
    } else if c.is_alphanumeric() {
        Some(Script::Other)
    } else {
        None
    }
}

fn before(text: &str, at: usize) -> Option<char> {
    text.get(..text.floor_char_boundary(at)).and_then(|head| head.chars().next_back())
}

fn after(text: &str, at: usize) -> Option<char> {
    text.get(text.ceil_char_boundary(at)..).and_then(|tail| tail.chars().next())
}

/// Whether a span does not go on in the same script on either side; a change of case, or from letters to digits, ends
/// a Latin word.
pub(super) fn is_word(text: &str, span: &Range<usize>) -> bool {
    let first = after(text, span.start);
    let last = before(text, span.end);
    let goes_on = |one: Option<char>, two: Option<char>| match (one, two) {
        (Some(one), Some(two)) => {
            let (left, right) = (script(one), script(two));
            let turns = one.is_lowercase() && two.is_uppercase();
            let number = one.is_ascii_digit() != two.is_ascii_digit();
            left.is_some() && left == right && !turns && !number
        }
        _ => false,
    };
    !goes_on(before(text, span.start), first) && !goes_on(last, after(text, span.end))
}

/// Whether a span holds hiragana.
pub(super) fn has_hiragana(text: &str, span: &Range<usize>) -> bool {
    text.get(span.clone()).is_some_and(|seen| seen.chars().any(|c| ('\u{3041}'..='\u{3096}').contains(&c)))
}

/// Whether a span stands in a structured field: a host label, path, account or file name.
pub(super) fn is_structured(text: &str, span: &Range<usize>) -> bool {
    let joins = |c: Option<char>| c.is_some_and(|c| matches!(c, '-' | '_' | '/' | '\\' | '@' | '='));
    let dot = |at: usize| {
        text.as_bytes().get(at).is_some_and(|byte| *byte == b'.')
            && text.as_bytes().get(at + 1).is_some_and(u8::is_ascii_alphanumeric)
    };
    let label = dot(span.end)
        || span.start > 1 && dot(span.start - 1) && {
            text.as_bytes().get(span.start - 2).is_some_and(u8::is_ascii_alphanumeric)
        };
    joins(before(text, span.start)) || joins(after(text, span.end)) || label
}

/// Whether a span is part of a UUID, a digest or a long encoded run, in which any short word stands by chance.
pub(super) fn is_noise(text: &str, span: &Range<usize>) -> bool {
    let bytes = text.as_bytes();
    let reach = |of: fn(&u8) -> bool| {
        let head = bytes.get(..span.start).unwrap_or_default();
        let tail = bytes.get(span.end..).unwrap_or_default();
        let left = head.iter().rev().take(200).take_while(|byte| of(byte)).count();
        let right = tail.iter().take(200).take_while(|byte| of(byte)).count();
        (left, left + right + (span.end - span.start))
    };
    let (left, length) = reach(|byte| byte.is_ascii_hexdigit() || *byte == b'-');
    if length >= 16 {
        let run = span.start.checked_sub(left).and_then(|start| bytes.get(start..start + length));
        if run.is_some_and(|run| run.iter().filter(|byte| byte.is_ascii_hexdigit()).count() >= 16) {
            return true;
        }
    }
    reach(|byte| byte.is_ascii_alphanumeric() || b"+/=".contains(byte)).1 >= 60
}
