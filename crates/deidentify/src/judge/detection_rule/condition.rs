//! The condition of a YARA rule after some of its strings went.

use std::ops::Range;

/// The condition without `removed`, given what is `kept`; `None` when it would not hold together.
pub(super) fn without(condition: &str, removed: &[String], kept: &[String]) -> Option<String> {
    if kept.is_empty() {
        return None;
    }
    let mut tokens = tokens(condition);
    if removed.is_empty() {
        return Some(condition.to_owned());
    }
    if tokens.iter().any(|token| {
        matches!(token.text.as_bytes().first(), Some(b'#' | b'@' | b'!'))
            && removed.iter().any(|name| token.text.get(1..) == Some(name))
    }) {
        return None;
    }
    sets(&mut tokens, removed)?;
    operands(&mut tokens, removed)?;
    counts(&mut tokens, kept)?;
    let defined = |token: &Token| {
        token
            .text
            .strip_prefix('$')
            .is_none_or(|name| name.is_empty() || name.ends_with('*') || kept.iter().any(|kept| kept == name))
    };
    let used = tokens.iter().any(|token| token.text.starts_with('$') || token.text == "them");
    let depth = tokens
        .iter()
        .fold(0_i32, |depth, token| depth + i32::from(token.text == "(") - i32::from(token.text == ")"));
    (used && depth == 0 && tokens.iter().all(defined))
        .then(|| tokens.into_iter().map(|token| token.before + &token.text).collect())
}

/// A word or mark with the blanks before it.
struct Token {
    before: String,
    text: String,
}

fn tokens(text: &str) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::new();
    let mut before = String::new();
    let mut chars = text.chars().peekable();
    while let Some(ch) = chars.next() {
        if ch.is_whitespace() {
            before.push(ch);
            continue;
        }
        let mut word = String::from(ch);
        if ch == '"' {
            while let Some(next) = chars.next() {
                word.push(next);
                if next == '\\' {
                    word.extend(chars.next());
                } else if next == '"' {
                    break;
                }
            }
        } else if !matches!(ch, '(' | ')' | ',') {
            while let Some(next) =
                chars.next_if(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '*' | '.' | ':'))
            {
                word.push(next);
            }
        }
        out.push(Token { before: std::mem::take(&mut before), text: word });
    }
    if !before.is_empty() {
        out.push(Token { before, text: String::new() });
    }
    out
}

fn is_removed(token: &Token, removed: &[String]) -> bool {
    token.text.strip_prefix('$').is_some_and(|name| removed.iter().any(|gone| gone == name))
}

/// `($s1, $s2)`: members go; an empty set holds the rule.
fn sets(tokens: &mut Vec<Token>, removed: &[String]) -> Option<()> {
    let mut at = 0;
    while at < tokens.len() {
        let member = is_removed(tokens.get(at)?, removed);
        let left = at.checked_sub(1).and_then(|i| tokens.get(i)).map_or("", |t| t.text.as_str()).to_owned();
        let right = tokens.get(at + 1).map_or("", |t| t.text.as_str()).to_owned();
        match (member, left.as_str(), right.as_str()) {
            (true, "(", ",") | (true, ",", ",") => {
                let before = std::mem::take(&mut tokens.get_mut(at)?.before);
                tokens.drain(at..at + 2);
                if let Some(next) = tokens.get_mut(at).filter(|_| left == "(") {
                    next.before = before;
                }
            }
            (true, ",", ")") => {
                tokens.drain(at - 1..=at);
                at -= 1;
            }
            (true, "(", ")") if at >= 2 && tokens.get(at - 2)?.text == "of" => return None,
            _ => at += 1,
        }
    }
    Some(())
}

/// `$s1 and …`: the operand goes with one operator beside it.
fn operands(tokens: &mut Vec<Token>, removed: &[String]) -> Option<()> {
    while let Some(at) = tokens.iter().position(|token| is_removed(token, removed)) {
        let text = |i: Option<usize>| i.and_then(|i| tokens.get(i)).map_or("", |t| t.text.as_str());
        let (left, right) = (text(at.checked_sub(1)).to_owned(), text(Some(at + 1)).to_owned());
        if matches!(right.as_str(), "at" | "in") || left == "not" {
            return None;
        }
        let operator = |word: &str| word == "and" || word == "or";
        let range: Range<usize> = if operator(&left) {
            at - 1..at + 1
        } else if operator(&right) {
            let before = std::mem::take(&mut tokens.get_mut(at)?.before);
            if let Some(next) = tokens.get_mut(at + 2) {
                next.before = before;
            }
            at..at + 2
        } else if left == "(" && right == ")" {
            let before = std::mem::take(&mut tokens.get_mut(at - 1)?.before);
            // The bracket held this string alone: it stands in for the operand now.
            tokens.drain(at - 1..at + 2);
            let gone = removed.first()?.clone();
            tokens.insert(at - 1, Token { before, text: format!("${gone}") });
            continue;
        } else {
            return None;
        };
        tokens.drain(range);
    }
    Some(())
}

/// `3 of them` with two strings left becomes `2 of them`.
fn counts(tokens: &mut [Token], kept: &[String]) -> Option<()> {
    for at in 0..tokens.len() {
        if tokens.get(at)?.text != "of" {
            continue;
        }
        let available = match tokens.get(at + 1).map(|t| t.text.as_str()) {
            Some("them") => kept.len(),
            Some("(") => {
                let end = at + 1 + tokens.get(at + 1..)?.iter().position(|t| t.text == ")")?;
                tokens
                    .get(at + 2..end)?
                    .iter()
                    .filter_map(|t| t.text.strip_prefix('$'))
                    .map(|name| match name.strip_suffix('*') {
                        Some(stem) => kept.iter().filter(|kept| kept.starts_with(stem)).count(),
                        None => 1,
                    })
                    .sum()
            }
            _ => return None,
        };
        if available == 0 {
            return None;
        }
        let count = tokens.get_mut(at.checked_sub(1)?)?;
        if count.text.parse::<usize>().is_ok_and(|wanted| wanted > available) {
            count.text = available.to_string();
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_follow() {
        let kept = ["a".to_owned(), "b".to_owned()];
        let gone = ["s1".to_owned()];
        for (given, out) in [
            ("$s1 and $a", Some("$a")),
            ("$a and $s1 and $b", Some("$a and $b")),
            ("$a or $s1", Some("$a")),
            ("all of them", Some("all of them")),
            ("3 of them", Some("2 of them")),
            ("2 of ($s1, $a)", Some("1 of ($a)")),
            ("any of ($a, $s1, $b)", Some("any of ($a, $b)")),
            ("1 of ($s*)", None),
            ("any of ($s1)", None),
            ("#s1 > 2 and $a", None),
            ("not $s1 and $a", None),
            ("$s1 at 0 and $a", None),
            ("$a and ($s1)", Some("$a")),
            ("$s1", None),
            ("filesize < 1MB and $s1", None),
        ] {
            assert_eq!(without(given, &gone, &kept).as_deref(), out, "{given}");
        }
    }

    proptest::proptest! {
        #[test]
        fn never_panics(text in "[$s1ab()#, andofthem0-9\"\\\\]{0,60}") {
            let _ = without(&text, &["s1".to_owned()], &["a".to_owned()]);
        }
    }
}
