//! Strings that scripts put together at run time: PowerShell, VBA, JavaScript, batch.
//!
//! `'ht'+'tp'`, `Chr(104) & Chr(116)`, `String.fromCharCode(104,116)`, `"{1}{0}" -f 'tp','ht'`, `'ptth'[-1..-4] -join ''`,
//! `StrReverse("ptth")`, `('h','t') -join ''`, `'hXXp'.Replace('XX','tt')`, `h^t^t^p`, ``h`ttp``. Only constants are
//! folded: what depends on a variable, on the time or on an answer from outside is what a sandbox is for.

mod parse;
mod value;

use memchr::{memchr, memchr_iter, memchr3_iter};
use noroshi_base::Layer;

use super::Sink;

/// Bytes looked at backwards for the beginning of an operand.
const BACK: usize = 4096;
/// Shortest folded string that tells anything.
const SHORTEST: usize = 4;
/// Longest line from which marks are taken.
const LINE: usize = 8192;

/// Finds constant string expressions and words that were broken by marks a shell ignores.
pub(super) fn find(text: &str, sink: &mut Sink<'_>) {
    let bytes = text.as_bytes();
    let mut done = 0;
    for at in memchr3_iter(b'+', b'&', b'(', bytes) {
        if at >= done
            && let Some(start) = operand(bytes, at, done)
        {
            done = fold(text, start, done, sink);
        }
    }
    let mut done = 0;
    for at in memchr_iter(b'-', bytes) {
        if at >= done
            && let Some(start) = before_word(bytes, at, done)
        {
            done = fold(text, start, done, sink);
        }
    }
    marks(text, b'^', sink);
    marks(text, b'`', sink);
}

/// Folds the expression that begins at `start`; gives where to look on.
fn fold(text: &str, start: usize, done: usize, sink: &mut Sink<'_>) -> usize {
    let Some((folded, end)) = parse::expression(text, start) else { return done };
    if folded.chars().count() >= SHORTEST && text.is_char_boundary(end) {
        sink.text(start..end, Layer::Expression, folded);
    }
    end
}

/// Where the expression begins whose operator or opening bracket stands at `at`.
fn operand(bytes: &[u8], at: usize, floor: usize) -> Option<usize> {
    if bytes.get(at) == Some(&b'(') {
        return call(bytes, at, floor);
    }
    let next = bytes.get(at + 1..)?.iter().take(8).find(|byte| !byte.is_ascii_whitespace())?;
    if !matches!(next, b'\'' | b'"' | b'[' | b'(' | b'c' | b'C' | b'_' | b'`' | b'S' | b's') {
        return None;
    }
    let last = blank_before(bytes, at)?;
    match bytes.get(last)? {
        quote @ (b'\'' | b'"') => opening(bytes, last, *quote, floor),
        // `[char]104 + …`
        byte if byte.is_ascii_alphanumeric() => cast(bytes, last, floor),
        _ => None,
    }
}

/// The last byte before `at` that is no blank.
fn blank_before(bytes: &[u8], at: usize) -> Option<usize> {
    let window = bytes.get(at.saturating_sub(16)..at)?;
    let back = window.iter().rposition(|byte| !matches!(byte, b' ' | b'\t' | b'\r' | b'\n'))?;
    Some(at - window.len() + back)
}

/// The quote that opens the string closed at `close`.
fn opening(bytes: &[u8], close: usize, quote: u8, floor: usize) -> Option<usize> {
    let from = close.saturating_sub(BACK).max(floor);
    let mut at = close;
    loop {
        let window = bytes.get(from..at)?;
        at = from + memchr::memrchr2(quote, b'\n', window)?;
        match bytes.get(at)? {
            b'\n' => return None,
            // A doubled quote is a letter of the string.
            _ if at > from && bytes.get(at - 1) == Some(&quote) && at - 1 > from => at -= 1,
            _ => return Some(at),
        }
    }
}

fn cast(bytes: &[u8], last: usize, floor: usize) -> Option<usize> {
    let window = bytes.get(last.saturating_sub(6).max(floor)..=last)?;
    let digits = window.iter().rev().take_while(|byte| byte.is_ascii_alphanumeric()).count();
    let end = last + 1 - digits;
    let start = end.checked_sub(6).filter(|start| *start >= floor)?;
    bytes.get(start..end)?.eq_ignore_ascii_case(b"[char]").then_some(start)
}

/// Start of a call or a cast that makes letters of numbers, or turns a string round.
fn call(bytes: &[u8], at: usize, floor: usize) -> Option<usize> {
    const CALLS: [&[u8]; 7] =
        [b"chr", b"chrw", b"chr$", b"chrw$", b"fromcharcode", b"strreverse", b"[char[]]"];
    let window = bytes.get(at.saturating_sub(14).max(floor)..at)?;
    // The last letter is told at a glance: brackets are everywhere.
    if !matches!(window.last()? | 0x20, b'r' | b'w' | b'$' | b'e' | b'n' | b't' | b' ' | b'}') {
        return None;
    }
    for method in [b".replace".as_slice(), b".split"] {
        let from = window.len().wrapping_sub(method.len());
        if window.get(from..).is_some_and(|word| word.eq_ignore_ascii_case(method)) {
            let last = at.checked_sub(method.len() + 1)?;
            let quote = *bytes.get(last)?;
            return matches!(quote, b'\'' | b'"').then(|| opening(bytes, last, quote, floor)).flatten();
        }
    }
    let window = window.trim_ascii_end();
    let name = CALLS.iter().find(|name| {
        window.len().checked_sub(name.len()).is_some_and(|from| {
            let free = from == 0 || !window.get(from - 1).is_some_and(u8::is_ascii_alphanumeric);
            free && window.get(from..).is_some_and(|word| word.eq_ignore_ascii_case(name))
        })
    });
    let start = at.saturating_sub(14).max(floor);
    if let Some(name) = name {
        return Some(start + window.len() - name.len());
    }
    // `-join (…)`
    let join = window.len().checked_sub(5)?;
    window.get(join..)?.eq_ignore_ascii_case(b"-join").then_some(start + join)
}

/// Start of what stands before `-f`, `-join` or `-replace`.
fn before_word(bytes: &[u8], at: usize, floor: usize) -> Option<usize> {
    if !matches!(bytes.get(at + 1)?, b'f' | b'F' | b'j' | b'J' | b'r' | b'R')
        || !parse::is_operator(bytes, at)
    {
        return None;
    }
    let last = blank_before(bytes, at)?;
    match bytes.get(last)? {
        quote @ (b'\'' | b'"') => opening(bytes, last, *quote, floor),
        b')' => {
            let from = last.saturating_sub(BACK).max(floor);
            let mut depth = 0_usize;
            let window = bytes.get(from..=last)?;
            let back = window.iter().rposition(|byte| {
                depth += usize::from(*byte == b')');
                let closes = *byte == b'(' && depth == 1;
                depth -= usize::from(*byte == b'(' && depth > 0);
                closes
            })?;
            Some(from + back)
        }
        b']' => {
            // `'ptth'[-1..-4] -join ''`
            let from = last.saturating_sub(24).max(floor);
            let open = from + memchr::memrchr(b'[', bytes.get(from..last)?)?;
            let quote = *bytes.get(open.checked_sub(1)?)?;
            matches!(quote, b'\'' | b'"').then(|| opening(bytes, open - 1, quote, floor)).flatten()
        }
        _ => None,
    }
}

/// Words with a mark inside that the shell drops: `p^ower^shell`, ``po`wer``. The word is read without it.
fn marks(text: &str, mark: u8, sink: &mut Sink<'_>) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(next) = bytes.get(at..).and_then(|rest| memchr(mark, rest)) {
        let here = at + next;
        at = here + 1;
        let inside = here > 0
            && bytes.get(here - 1).is_some_and(u8::is_ascii_alphabetic)
            && bytes.get(here + 1).is_some_and(u8::is_ascii_alphabetic);
        if !inside {
            continue;
        }
        let is_word = |byte: &&u8| !matches!(byte, 0..=0x20 | b'"' | b'\'' | b'|' | b'<' | b'>');
        let back = bytes.get(..here).unwrap_or_default().iter().rev().take(LINE).take_while(is_word).count();
        let ahead = bytes.get(here..).unwrap_or_default().iter().take(LINE).take_while(is_word).count();
        let (start, end) = (here - back, here + ahead);
        let Some(word) = text.get(start..end) else { continue };
        let bare: String = word.chars().filter(|c| *c != char::from(mark)).collect();
        if bare.len() >= SHORTEST {
            sink.text(start..end, Layer::Expression, bare);
        }
        at = end;
    }
}

#[cfg(test)]
mod tests {
    use noroshi_base::{Layer, Limits};

    use crate::decode::{Budget, Scratch, find};

    fn folded(text: &str) -> Vec<String> {
        let mut out = Vec::new();
        find(text, &mut Budget::new(text.len(), &Limits::default()), &mut Scratch::default(), &mut out);
        out.into_iter()
            .filter(|decoded| decoded.layers == [Layer::Expression])
            .map(|decoded| decoded.text)
            .collect()
    }

    #[test]
    fn expressions_are_folded() {
        for (script, expected) in [
            ("IEX('ht'+'tp://ev'+\"il.com/a\")", "http://evil.com/a"),
            ("u = \"ht\" & \"tp://\" & _\r\n  \"evil.com\"", "http://evil.com"),
            ("x = Chr(104) & Chr(116) & ChrW(116) & \"p:\"", "http:"),
            ("s=String.fromCharCode(104,0x74,116,112)", "http"),
            ("$u=[char]104+[char]0x74+'tp'", "http"),
            ("(\"{1}{0}{2}\" -f 'tp://','ht','evil.com')", "http://evil.com"),
            ("(\"{0}\"+\"{1}\") -f 'evil','.com'", "evil.com"),
            ("('ev','il','.com') -join ''", "evil.com"),
            ("-join ('e','v','i','l')", "evil"),
            ("('e v i l' -replace ' ','')", "evil"),
            ("'hXXp://evil.com'.Replace('XX','tt')", "http://evil.com"),
            ("StrReverse(\"moc.live\")", "evil.com"),
            ("'moc.live'[-1..-8] -join ''", "evil.com"),
            ("\"moc.live\".split(\"\").reverse().join(\"\")", "evil.com"),
            ("-join([char[]](101,118,105,108))", "evil"),
            ("[char[]](101,118,105,108)", "evil"),
            ("'it''s '+'evil'", "it's evil"),
            ("'蒼海'+'電機'", "蒼海電機"),
            ("cmd /c p^ow^ers^hell", "powershell"),
            ("I`nv`oke-Expression", "Invoke-Expression"),
        ] {
            assert!(folded(script).iter().any(|text| text == expected), "{script}: {:?}", folded(script));
        }
    }

    #[test]
    fn ordinary_text_is_left_alone() {
        for text in [
            "a + b, C++ and 'x' + y; 1+1 = 2 (see chapter 3) R&D, \"AT&T\" & Co",
            "GET /a?x=1&y=2 HTTP/1.1\" 200 - \"Mozilla/5.0 (X11; U)\"",
            "`code` and `more code`, 10^6, x^2",
            "rm -rf / -f -join",
            "f('x')+1 \"\" + ",
        ] {
            assert_eq!(folded(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn hostile_expressions_end() {
        for text in [
            "'+'".repeat(20_000),
            "(".repeat(50_000),
            "chr(".repeat(20_000),
            "('a'+".repeat(20_000),
            "'a' -f ".repeat(20_000),
            format!("{} -f 'x'", "'{0}'+".repeat(10_000)),
            "\"{99999999999}\" -f 'a','b'".to_owned(),
            format!("'{}'.replace('a','{}')", "a".repeat(4000), "b".repeat(4000)),
            "a^".repeat(50_000),
        ] {
            let out = folded(&text);
            assert!(out.iter().map(String::len).sum::<usize>() < 16 << 20);
        }
    }
}
