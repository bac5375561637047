//! Defanged spellings, undone.
//!
//! Triggers are found by `memchr`; each is then read by hand with a look of constant length to both sides.

use std::ops::Range;

use memchr::{memchr_iter, memchr2_iter, memchr3_iter, memmem};

use super::map::Map;

/// One replacement in the folded text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Edit {
    range: Range<usize>,
    with: &'static str,
}

/// Collects all replacements, in order and without overlap.
pub(super) fn edits(text: &str, edits: &mut Vec<Edit>) {
    edits.clear();
    let bytes = text.as_bytes();
    edits.extend(memchr3_iter(b'[', b'(', b'{', bytes).filter_map(|at| bracketed(bytes, at)));
    backslashed(bytes, edits);
    edits.extend(memchr_iter(b'<', bytes).filter_map(|at| bracketed(bytes, at)));
    spelled(bytes, edits);
    if edits.len() > 1 {
        edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
        let mut end = 0;
        edits.retain(|edit| {
            let keep = edit.range.start >= end;
            if keep {
                end = edit.range.end;
            }
            keep
        });
    }
}

/// Writes the text with all replacements made.
pub(super) fn apply(text: &str, edits: &[Edit], refanged: &mut String, map: &mut Map) {
    refanged.clear();
    map.clear();
    let mut copied = 0;
    for edit in edits {
        map.verbatim(refanged.len(), copied);
        refanged.push_str(text.get(copied..edit.range.start).unwrap_or_default());
        map.replaced(refanged.len(), edit.range.clone());
        refanged.push_str(edit.with);
        copied = edit.range.end;
    }
    map.verbatim(refanged.len(), copied);
    refanged.push_str(text.get(copied..).unwrap_or_default());
}

/// What stands between the brackets, and what it is read as; longer ones first.
const SIGNS: &[(&[u8], &str)] = &[
    (b"://", "://"),
    (b":/", ":/"),
    (b"//", "//"),
    (b".", "."),
    (b",", "."),
    (b":", ":"),
    (b"@", "@"),
    (b"/", "/"),
    (b"dot", "."),
    (b"at", "@"),
    (b"punkt", "."),
    (b"punto", "."),
    (b"ponto", "."),
    (b"point", "."),
    ("ドット".as_bytes(), "."),
    ("アットマーク".as_bytes(), "@"),
    ("アット".as_bytes(), "@"),
    ("点".as_bytes(), "."),
];

/// Reads `[.]`, `(dot)`, `{at}`, `[://]`, ` [.] `, and `[.` without its closing bracket.
fn bracketed(bytes: &[u8], at: usize) -> Option<Edit> {
    let mut inner = at + 1;
    if bytes.get(at) == Some(&b'<') && !matches!(bytes.get(inner)?, b'.' | b'd' | b'a') {
        return None;
    }
    while matches!(bytes.get(inner)?, b'[' | b'(' | b' ') && inner < at + 3 {
        inner += 1;
    }
    let rest = bytes.get(inner..)?;
    if !matches!(rest.first()?, b'.' | b',' | b':' | b'@' | b'/' | b'd' | b'D' | b'a' | b'A' | b'p' | 0x80..)
    {
        return None;
    }
    let (sign, with) = SIGNS.iter().find(|(sign, _)| starts_with_fold(rest, sign))?;
    let mut end = inner + sign.len();
    if bytes.get(end) == Some(&b' ') {
        end += 1;
    }
    let close = end;
    while matches!(bytes.get(end), Some(b']' | b')' | b'}' | b'>')) && end < close + 2 {
        end += 1;
    }
    if end == close && bytes.get(at) == Some(&b'<') {
        return None;
    }
    if end == close {
        return open_dot(bytes, at, inner, with);
    }
    let range = widen(bytes, at..end, with)?;
    Some(Edit { range, with })
}

/// `evil[.com`: no closing bracket.
fn open_dot(bytes: &[u8], at: usize, dot: usize, with: &str) -> Option<Edit> {
    let fits = with == "."
        && bytes.get(dot) == Some(&b'.')
        && is_value(bytes.get(at.checked_sub(1)?))
        && is_value(bytes.get(dot + 1));
    fits.then_some(Edit { range: at..dot + 1, with: "." })
}

/// Takes in one space at each side where a value stands behind it; refuses where no value stands.
fn widen(bytes: &[u8], range: Range<usize>, with: &str) -> Option<Range<usize>> {
    let before = |back: usize| range.start.checked_sub(back).and_then(|at| bytes.get(at));
    let after = |forth: usize| bytes.get(range.end + forth);
    if with.contains([':', '/']) {
        return matches!(before(1), Some(byte) if byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'/' | b']' | b')'))
            .then_some(range.clone());
    }
    let start = match before(1) {
        byte if is_value(byte) => range.start,
        Some(b' ') if is_value(before(2)) => range.start - 1,
        _ => return None,
    };
    let end = match after(0) {
        byte if is_value(byte) || byte.is_some_and(|byte| *byte >= 0x80) => range.end,
        Some(b' ') if is_value(after(1)) => range.end + 1,
        _ => return None,
    };
    Some(start..end)
}

fn is_value(byte: Option<&u8>) -> bool {
    byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

fn starts_with_fold(bytes: &[u8], prefix: &[u8]) -> bool {
    bytes.get(..prefix.len()).is_some_and(|head| head.eq_ignore_ascii_case(prefix))
}

/// Reads `\.`, `\/`, `\-` and `http:\\` outside of Windows paths, and `evil.]com`.
fn backslashed(bytes: &[u8], edits: &mut Vec<Edit>) {
    let (mut last, mut in_path) = (0, false);
    for at in memchr2_iter(b'\\', b']', bytes) {
        let before = at.checked_sub(1).and_then(|at| bytes.get(at));
        let next = bytes.get(at + 1);
        if bytes.get(at) == Some(&b']') {
            if before == Some(&b'.')
                && is_value(next)
                && is_value(at.checked_sub(2).and_then(|at| bytes.get(at)))
            {
                edits.push(Edit { range: at - 1..at + 1, with: "." });
            }
            continue;
        }
        if in_path && bytes.get(last..at).is_some_and(|gap| gap.iter().any(u8::is_ascii_whitespace)) {
            in_path = false;
        }
        last = at;
        if let Some(edit) = backslash(bytes, at, in_path) {
            edits.push(edit);
        } else if next != Some(&b'.') {
            in_path = true;
        }
    }
}

fn backslash(bytes: &[u8], at: usize, in_path: bool) -> Option<Edit> {
    let before = at.checked_sub(1).and_then(|at| bytes.get(at));
    let edit = |length: usize, with| Some(Edit { range: at..at + length, with });
    match bytes.get(at + 1)? {
        b'/' => edit(2, "/"),
        _ if in_path || before.is_none() => None,
        b'.' if is_value(before) && is_value(bytes.get(at + 2)) => edit(2, "."),
        b'-' if is_value(before) && is_value(bytes.get(at + 2)) => edit(2, "-"),
        b'_' if is_value(before) && is_value(bytes.get(at + 2)) => edit(2, "_"),
        b'\\'
            if bytes
                .get(at + 2..at + 4)
                .is_some_and(|two| two.first() == Some(&b'.') && is_value(two.get(1)))
                && is_value(before) =>
        {
            edit(3, ".")
        }
        b'\\' if ends_in_scheme(bytes.get(..at)?) && is_value(bytes.get(at + 2)) => edit(2, "//"),
        _ => None,
    }
}

fn ends_in_scheme(before: &[u8]) -> bool {
    let [.., a, b, c, last, b':'] = before else { return false };
    matches!(last, b'p' | b's' | b'P' | b'S')
        && [a, b, c].into_iter().all(|byte| byte.is_ascii_alphabetic() || *byte == b'*')
}

/// Reads `evil dot com`, `a dot b dot com`, `192 dot 0 dot 2 dot 1`, and `user at evil dot com`.
fn spelled(bytes: &[u8], edits: &mut Vec<Edit>) {
    for word in [b" dot ".as_slice(), b" DOT ", b" Dot "] {
        // A chain is read once, at its first ` dot `.
        let mut done = 0;
        for at in memmem::find_iter(bytes, word) {
            if at < done {
                continue;
            }
            let Some((dots, end, is_name)) = chain(bytes, at, word) else { continue };
            if !is_name && !is_local(bytes, end, word) {
                continue;
            }
            done = end;
            let start = label_start(bytes, at);
            if is_name && let Some(edit) = spelled_at(bytes, start) {
                edits.push(edit);
            }
            edits.extend(dots.into_iter().map(|at| Edit { range: at..at + word.len(), with: "." }));
        }
    }
}

/// ` at ` or `[at]`-less `at` right before a spelled chain.
fn spelled_at(bytes: &[u8], start: usize) -> Option<Edit> {
    let before = bytes.get(..start)?;
    let fits = before.len() > 4
        && before.get(before.len() - 4..)?.eq_ignore_ascii_case(b" at ")
        && is_value(before.get(before.len() - 5));
    fits.then(|| Edit { range: start - 4..start, with: "@" })
}

/// `first dot last` before ` at evil dot com`.
fn is_local(bytes: &[u8], end: usize, word: &[u8]) -> bool {
    let rest = bytes.get(end..).unwrap_or_default();
    let at = rest.get(..4).is_some_and(|at| at.eq_ignore_ascii_case(b" at "));
    let host = rest.get(4..).unwrap_or_default();
    let length = host.iter().take(64).take_while(|byte| is_value(Some(byte))).count();
    at && length > 0 && host.get(length..).is_some_and(|rest| rest.starts_with(word))
}

fn label_start(bytes: &[u8], end: usize) -> usize {
    let label = bytes.get(..end).unwrap_or_default().iter().rev();
    let length = label.take(64).take_while(|byte| is_value(Some(byte)) || **byte == b'.').count();
    end - length
}

/// Positions of the dots of `a dot b dot com`, the end of the chain, and whether it reads as a name or an address.
fn chain(bytes: &[u8], first: usize, word: &[u8]) -> Option<(Vec<usize>, usize, bool)> {
    let mut dots = Vec::new();
    let mut at = first;
    let mut label = bytes.get(label_start(bytes, first)..first)?;
    let first_label = label;
    if label.is_empty() {
        return None;
    }
    while dots.len() < 8 && bytes.get(at..)?.starts_with(word) {
        dots.push(at);
        let start = at + word.len();
        let length = bytes
            .get(start..)?
            .iter()
            .take(64)
            .take_while(|byte| is_value(Some(byte)) || **byte == b'.')
            .count();
        label = bytes.get(start..start + length)?;
        if label.is_empty() {
            return None;
        }
        at = start + length;
    }
    let is_name = reads_as_name(first_label, label, dots.len());
    Some((dots, at, is_name))
}

fn reads_as_name(first: &[u8], last: &[u8], dots: usize) -> bool {
    let last = last.rsplit(|byte| *byte == b'.').find(|label| !label.is_empty()).unwrap_or_default();
    if last.iter().all(u8::is_ascii_digit) {
        return first.iter().all(|byte| byte.is_ascii_digit() || *byte == b'.');
    }
    let lower = last.to_ascii_lowercase();
    let everyday = is_everyday(&lower) || matches!(lower.as_slice(), b"plus" | b"pro");
    let known = noroshi_suffix::length(&lower).is_some()
        || matches!(lower.as_slice(), b"onion" | b"bit" | b"i2p" | b"example" | b"test" | b"invalid");
    let article =
        matches!(first, b"the" | b"a" | b"The" | b"A" | b"this" | b"each" | b"every" | b"red" | b"polka");
    known && !article && (!everyday || dots > 1 || first.len() > 4)
}

/// Suffixes that are everyday English words: `is`, `it`, `in`.
pub(crate) fn is_everyday(label: &[u8]) -> bool {
    const WORDS: &[&[u8]] = &[
        b"is", b"it", b"in", b"to", b"at", b"be", b"by", b"so", b"no", b"my", b"me", b"us", b"do", b"am",
        b"as",
    ];
    WORDS.contains(&label)
}
