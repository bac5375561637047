//! Tokens of the pattern grammar.

/// Token kinds that the parser tells apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// Keyword, identifier, or identifier with hyphens.
    Word(&'a str),
    /// String literal, inner text still escaped.
    Text(&'a str),
    /// Timestamp literal.
    Time,
    /// Hexadecimal or binary literal.
    Bytes,
    /// Integer; true when negative.
    Int(bool),
    /// Number with a point; true when negative.
    Float(bool),
    /// Punctuation or comparison sign.
    Sign(&'a str),
}

/// Splits a pattern into tokens; `None` when a character fits nowhere.
pub(super) fn tokens(text: &str) -> Option<Vec<Token<'_>>> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if is_space(first) {
            rest = rest.get(first.len_utf8()..)?;
            continue;
        }
        if let Some(skipped) = comment(rest) {
            rest = skipped?;
            continue;
        }
        let (token, length) = next(rest, first)?;
        out.push(token);
        rest = rest.get(length..)?;
    }
    Some(out)
}

/// The rest after a comment; `Some(None)` when a comment never ends.
fn comment(rest: &str) -> Option<Option<&str>> {
    if let Some(body) = rest.strip_prefix("//") {
        return Some(Some(body.find(['\r', '\n']).and_then(|end| body.get(end..)).unwrap_or("")));
    }
    let body = rest.strip_prefix("/*")?;
    Some(body.find("*/").and_then(|end| body.get(end + 2..)))
}

fn next(rest: &str, first: char) -> Option<(Token<'_>, usize)> {
    if let Some(found) = prefixed(rest) {
        return found;
    }
    match first {
        '\'' => quoted(rest).map(|(inner, length)| (Token::Text(inner), length)),
        'a'..='z' | 'A'..='Z' | '_' => {
            let end = rest
                .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '-'))
                .unwrap_or(rest.len());
            Some((Token::Word(rest.get(..end)?), end))
        }
        '0'..='9' | '+' | '-' => number(rest),
        '.' if rest.as_bytes().get(1).is_some_and(u8::is_ascii_digit) => number(rest),
        _ => sign(rest),
    }
}

/// Literals that begin with a letter and a quote.
fn prefixed(rest: &str) -> Option<Option<(Token<'_>, usize)>> {
    let kind = rest.as_bytes().first()?;
    if !matches!(kind, b't' | b'h' | b'b') || rest.as_bytes().get(1) != Some(&b'\'') {
        return None;
    }
    let body = rest.get(2..)?;
    let Some(end) = body.find('\'') else { return Some(None) };
    let inner = body.get(..end)?;
    let (token, fits) = match kind {
        b't' => (Token::Time, is_time(inner)),
        b'h' => (
            Token::Bytes,
            inner.len().is_multiple_of(2) && inner.bytes().all(|byte| byte.is_ascii_hexdigit()),
        ),
        _ => (Token::Bytes, is_base64(inner)),
    };
    Some(fits.then_some((token, end + 3)))
}

/// Inner text and whole length of a string literal.
fn quoted(rest: &str) -> Option<(&str, usize)> {
    let bytes = rest.as_bytes();
    let mut at = 1;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\'' => return Some((rest.get(1..at)?, at + 1)),
            b'\\' if matches!(bytes.get(at + 1), Some(b'\'' | b'\\')) => at += 2,
            b'\\' => return None,
            _ => at += 1,
        }
    }
    None
}

fn number(rest: &str) -> Option<(Token<'_>, usize)> {
    let bytes = rest.as_bytes();
    let signed = usize::from(matches!(bytes.first(), Some(b'+' | b'-')));
    let digits = |from: usize| bytes.iter().skip(from).take_while(|byte| byte.is_ascii_digit()).count();
    let negative = bytes.first() == Some(&b'-');
    let whole = digits(signed);
    let point = signed + whole;
    let fraction = if bytes.get(point) == Some(&b'.') { digits(point + 1) } else { 0 };
    if fraction > 0 {
        return Some((Token::Float(negative), point + 1 + fraction));
    }
    // The grammar reads "007" as three numbers; no pattern that people write has that.
    let leading_zero = whole > 1 && bytes.get(signed) == Some(&b'0');
    (whole > 0 && !leading_zero).then_some((Token::Int(negative), point))
}

fn sign(rest: &str) -> Option<(Token<'_>, usize)> {
    const SIGNS: [&str; 17] =
        ["==", "!=", "<>", "<=", ">=", "=", "<", ">", "[", "]", "(", ")", ":", ".", ",", "*", "^"];
    let found = SIGNS.iter().find(|sign| rest.starts_with(**sign))?;
    Some((Token::Sign(found), found.len()))
}

const fn is_space(c: char) -> bool {
    matches!(
        c,
        ' ' | '\t' | '\r' | '\n' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{a0}' | '\u{1680}' | '\u{2000}'
            ..='\u{200a}' | '\u{2028}' | '\u{2029}' | '\u{202f}' | '\u{205f}' | '\u{3000}'
    )
}

fn is_base64(inner: &str) -> bool {
    let body = inner.trim_end_matches('=');
    let pads = inner.len() - body.len();
    !inner.is_empty()
        && inner.len().is_multiple_of(4)
        && pads <= 2
        && body.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/'))
}

fn is_time(inner: &str) -> bool {
    let bytes = inner.as_bytes();
    let shape = b"dddd-dd-ddTdd:dd:dd";
    let same = |(have, want): (&u8, &u8)| if *want == b'd' { have.is_ascii_digit() } else { have == want };
    if bytes.len() < 20 || !bytes.iter().zip(shape).all(same) || bytes.last() != Some(&b'Z') {
        return false;
    }
    let two =
        |at: usize| inner.get(at..at + 2).and_then(|digits| digits.parse::<u8>().ok()).unwrap_or(u8::MAX);
    let fraction = inner.get(19..inner.len() - 1).unwrap_or("!");
    let fraction_ok = fraction.is_empty()
        || fraction
            .strip_prefix('.')
            .is_some_and(|d| !d.is_empty() && d.bytes().all(|byte| byte.is_ascii_digit()));
    (1..=12).contains(&two(5))
        && (1..=31).contains(&two(8))
        && two(11) <= 23
        && two(14) <= 59
        && two(17) <= 60
        && fraction_ok
}
