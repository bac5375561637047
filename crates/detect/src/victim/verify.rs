//! Judges a candidate of the automaton on the original characters.
//!
//! In: the original range and the needle. Out: whether it is the name, and how sure. The squash drops separators and
//! confuses digits with letters, so what it says is only a question.

use noroshi_profile::fold::{fold_each, is_invisible, is_kana, is_kanji};
use noroshi_profile::{FieldRule, IdentifierKind, Needle, words};

use super::field::{self, Around};
use crate::Strength;

/// What stands between two content characters of a candidate.
struct Gap<'a> {
    /// Bytes of the tight form before it.
    at: usize,
    text: &'a str,
    /// Content before and after it.
    between: (char, char),
}

/// Content and gaps of a candidate.
struct Anatomy<'a> {
    content: String,
    gaps: Vec<Gap<'a>>,
}

/// Judges a candidate; `None` when it is not the name.
pub(crate) fn plain(
    text: &str,
    start: usize,
    end: usize,
    needle: &Needle,
    structured: bool,
) -> Option<Strength> {
    let tight = needle.tight.expose();
    // A name spread thin is none, and the walk below stays short.
    if end - start > tight.len() * 12 + 64 {
        return None;
    }
    let slice = text.get(start..end)?;
    let anatomy = anatomy(slice);
    let exact = anatomy.content == *tight;
    let same = exact || may_look_alike(needle) && looks_alike(&anatomy.content, tight);
    if !same || !gaps_allowed(&anatomy, needle) {
        return None;
    }
    let around = Around::new(text, start, end, structured);
    stands(&around, slice, needle, exact)
}

fn anatomy(slice: &str) -> Anatomy<'_> {
    let mut anatomy = Anatomy { content: String::with_capacity(slice.len()), gaps: Vec::new() };
    let mut before: Option<(char, usize)> = None;
    fold_each(slice, |c, offset| {
        if !c.is_alphanumeric() || c == 'ー' {
            return;
        }
        if let Some((last, last_offset)) = before {
            let last_end = last_offset
                + slice.get(last_offset..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
            if let Some(gap) = slice.get(last_end..offset).filter(|gap| !gap.chars().all(is_nothing)) {
                anatomy.gaps.push(Gap { at: anatomy.content.len(), text: gap, between: (last, c) });
            }
        }
        anatomy.content.push(c);
        before = Some((c, offset));
    });
    anatomy
}

/// Characters that take no room, those between the bytes of UTF-16 included, and marks that belong to a kana.
fn is_nothing(c: char) -> bool {
    is_invisible(c)
        || matches!(
            c,
            '\0' | 'ー' | 'ｰ' | 'ﾞ' | 'ﾟ' | '゛' | '゜' | '\u{300}'..='\u{36F}' | '\u{3099}' | '\u{309A}'
        )
}

/// Long Latin names only: digits in numbers and short words mean themselves.
fn may_look_alike(needle: &Needle) -> bool {
    let tight = needle.tight.expose();
    !matches!(
        needle.kind,
        IdentifierKind::Phone
            | IdentifierKind::PostalAddress
            | IdentifierKind::Quasi
            | IdentifierKind::RegistryNumber
    ) && tight.is_ascii()
        && tight.len() >= 5
}

fn looks_alike(content: &str, tight: &str) -> bool {
    let changed = content.bytes().zip(tight.bytes()).filter(|(found, wanted)| found != wanted).count();
    let letters = content.bytes().filter(u8::is_ascii_alphabetic).count();
    content.len() == tight.len() && changed <= tight.len() / 2 && letters >= 3 && letters * 2 >= content.len()
}

fn gaps_allowed(anatomy: &Anatomy<'_>, needle: &Needle) -> bool {
    let tight = needle.tight.expose();
    if needle.kind == IdentifierKind::Phone {
        return anatomy
            .gaps
            .iter()
            .all(|gap| gap.text.chars().count() <= 4 && gap.text.chars().all(is_phone_gap));
    }
    if !digits_parted(anatomy, needle) {
        return false;
    }
    if is_spelled_out(anatomy) {
        return true;
    }
    let mut loose = 0;
    for gap in &anatomy.gaps {
        let wide = |c: char| is_kana(c) || is_kanji(c);
        let written = gap.at < 64 && needle.breaks >> gap.at & 1 == 1;
        // Where the script changes (`JT 通商`) a name may be parted as between two kanji.
        let allowed = if wide(gap.between.0) || wide(gap.between.1) {
            cjk_gap(gap.text) || written && word_gap(gap.text)
        } else if written {
            word_gap(gap.text)
        } else {
            loose += 1;
            loose <= 2 && tight.len() >= 6 && inner_gap(gap.text, tight.len())
        };
        if !allowed {
            return false;
        }
    }
    true
}

/// In addresses and host names `1-2` is not `12`: a break between digits must be there, and only there.
fn digits_parted(anatomy: &Anatomy<'_>, needle: &Needle) -> bool {
    let content = anatomy.content.as_bytes();
    let digit = |at: usize| content.get(at).is_some_and(u8::is_ascii_digit);
    (1..content.len().min(64)).filter(|&at| digit(at - 1) && digit(at)).all(|at| {
        let wanted = needle.breaks >> at & 1 == 1;
        wanted == anatomy.gaps.iter().any(|gap| gap.at == at)
    })
}

/// `A.E.C.`, `a o m i`: the same short gap after every character.
fn is_spelled_out(anatomy: &Anatomy<'_>) -> bool {
    let count = anatomy.content.chars().count();
    let Some(first) = anatomy.gaps.first().map(|gap| gap.text) else { return false };
    let short = first.chars().count() <= 2;
    let enough = if count < 5 { count >= 3 && matches!(first, "." | "-" | "．") } else { true };
    short && enough && anatomy.gaps.len() + 1 == count && anatomy.gaps.iter().all(|gap| gap.text == first)
}

fn is_phone_gap(c: char) -> bool {
    c.is_whitespace() || is_nothing(c) || "-().（）－‐‑‒–—―−ー．/／・".contains(c)
}

/// Between kanji and kana: spaces, one line break with its indentation, emphasis marks.
fn cjk_gap(gap: &str) -> bool {
    if wrap(gap) {
        return true;
    }
    let mut marks = gap.chars().filter(|&c| !is_nothing(c));
    gap.chars().filter(|&c| !is_nothing(c)).count() <= 4
        && marks.all(|c| {
            c.is_whitespace()
                || matches!(
                    c,
                    '・' | '･' | '-' | '‐' | '－' | '_' | '*' | '`' | '~' | '.' | '/' | '+' | '\'' | '|'
                )
        })
}

/// One line break, with what mail and comments put around it.
fn wrap(gap: &str) -> bool {
    let mut breaks = 0;
    gap.len() <= 48
        && gap.contains(['\n', '\r'])
        && gap.chars().all(|c| {
            breaks += usize::from(c == '\n');
            breaks <= 2
                && (c.is_whitespace()
                    || is_nothing(c)
                    || matches!(c, '>' | '|' | '#' | '*' | '-' | '\\' | '‐' | '='))
        })
}

/// Between the words of a Latin name.
fn word_gap(gap: &str) -> bool {
    wrap(gap)
        || gap.chars().count() <= 4
            && gap.chars().all(|c| {
                c.is_whitespace() || is_nothing(c) || "-_.+&＆＋×,'’·・/:%‐‑–—−－．\\|*~()[]{}=@".contains(c)
            })
}

/// Inside a Latin word: a hyphen or a line wrap.
fn inner_gap(gap: &str, length: usize) -> bool {
    matches!(gap, "-" | "_" | "." | "·" | "‐" | "‑" | "－" | "+") || (length >= 8 && wrap(gap))
}

/// Whether the candidate stands where its rule wants it, and how sure that makes it.
fn stands(around: &Around<'_>, slice: &str, needle: &Needle, exact: bool) -> Option<Strength> {
    let tight = needle.tight.expose();
    if !around.digits_end() && ends_in_digit(tight) {
        return None;
    }
    let base = if needle.review { Strength::Review } else { Strength::Certain };
    let wide = tight.chars().any(|c| is_kana(c) || is_kanji(c));
    if needle.rule != FieldRule::Substring && around.in_digest() {
        return None;
    }
    // `HAS` the company is written in capitals; `has` in a sentence is a word, in our own texts as well.
    let as_written = || field::same_case(slice, needle.written.expose());
    if needle.rule != FieldRule::Substring
        && words::is_english_word(tight)
        && !as_written()
        && !around.in_field()
    {
        return None;
    }
    match needle.rule {
        FieldRule::Substring => Some(base),
        FieldRule::Token if wide && around.is_cjk_token(tight) => Some(base),
        // What the analyst wrote, inside a run of its own script: nobody but a person can tell.
        FieldRule::Token if wide => {
            let listed = matches!(needle.form, "as-written" | "affix");
            (listed && exact && as_written()).then_some(Strength::Review)
        }
        FieldRule::Token => {
            if around.is_token() && around.in_field() || around.is_camel_token(slice) && around.in_field() {
                return Some(base);
            }
            let same_case = exact && (tight.len() >= 5 || field::same_case(slice, needle.written.expose()));
            around.is_token().then_some(if same_case { base } else { Strength::Review })
        }
        FieldRule::Structured if tight.len() <= 2 => around.is_component().then_some(base),
        FieldRule::Structured => {
            let token = around.is_token() || around.is_camel_token(slice);
            if token && around.in_field() {
                return Some(base);
            }
            let named =
                needle.form == "as-written" || needle.form == "affix" || needle.form == "domain-label";
            let spelled =
                field::same_case(slice, needle.written.expose()) && slice.chars().any(char::is_uppercase);
            (around.is_token() && needle.review && named && spelled).then_some(Strength::Review)
        }
    }
}

fn ends_in_digit(tight: &str) -> bool {
    tight.ends_with(|c: char| c.is_ascii_digit()) || tight.starts_with(|c: char| c.is_ascii_digit())
}

/// A name drawn with other letters (`rn` for `m`): the letters themselves, anywhere.
pub(crate) fn look_alike(text: &str, start: usize, end: usize, expected: &str) -> bool {
    let Some(slice) = text.get(start..end).filter(|slice| slice.len() <= expected.len() + 4) else {
        return false;
    };
    let found = anatomy(slice);
    found.gaps.iter().all(|gap| matches!(gap.text, "-" | "_" | ".")) && looks_alike(&found.content, expected)
}

/// A name with one letter changed: only as a whole part of a host name, an account, a path.
pub(crate) fn neighbour(text: &str, start: usize, end: usize, structured: bool) -> bool {
    let Some(slice) = text.get(start..end).filter(|slice| slice.len() <= 40) else { return false };
    let joined = slice.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'));
    let letters = slice.chars().filter(|c| c.is_alphabetic()).count();
    let around = Around::new(text, start, end, structured);
    joined && letters >= 5 && around.is_token() && around.in_field()
}
