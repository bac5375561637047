//! Values compared in a STIX pattern, found by reading its tokens; broken patterns give what they hold.

/// One comparison of a pattern with a constant.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Comparison {
    /// Object type, such as `file`.
    pub(super) object: String,
    /// Path within it, quotes removed, such as `hashes.SHA-256`.
    pub(super) path: String,
    /// Operator in capitals.
    pub(super) operator: String,
    /// Whether the comparison says what the value is, rather than what it is not or looks like.
    pub(super) exact: bool,
    /// The constant, escapes undone.
    pub(super) value: String,
}

#[derive(Debug)]
enum Token {
    /// A path, keyword or number, quoted steps included.
    Word(String),
    /// A string constant.
    Text(String),
    /// An operator sign.
    Sign(String),
    /// Anything else.
    Other(char),
}

/// Finds all comparisons in a pattern.
pub(super) fn comparisons(pattern: &str) -> Vec<Comparison> {
    let mut out = Vec::new();
    let mut left: Option<(String, String)> = None;
    let mut operator = String::new();
    let mut negated = false;
    for token in tokens(pattern) {
        match token {
            Token::Word(word) if is_path(&word) => {
                left = split_path(&word);
                operator.clear();
                negated = false;
            }
            Token::Word(word) => match word.to_ascii_uppercase().as_str() {
                "NOT" => negated = true,
                upper @ ("IN" | "LIKE" | "MATCHES" | "ISSUBSET" | "ISSUPERSET") => {
                    upper.clone_into(&mut operator)
                }
                "AND" | "OR" | "FOLLOWEDBY" | "START" | "STOP" | "WITHIN" | "REPEATS" | "T" => left = None,
                _ => push(&mut out, left.as_ref(), &operator, negated, word),
            },
            Token::Text(text) => push(&mut out, left.as_ref(), &operator, negated, text),
            Token::Sign(sign) => operator = sign,
            Token::Other(']') => left = None,
            Token::Other(_) => {}
        }
    }
    out
}

fn push(
    out: &mut Vec<Comparison>,
    left: Option<&(String, String)>,
    operator: &str,
    negated: bool,
    value: String,
) {
    let Some((object, path)) = left else { return };
    if operator.is_empty() {
        return;
    }
    let exact = !negated && matches!(operator, "=" | "==" | "IN" | "ISSUBSET");
    let (object, path) = (object.clone(), path.clone());
    out.push(Comparison { object, path, operator: operator.to_owned(), exact, value });
}

fn is_path(word: &str) -> bool {
    word.contains(':') && word.starts_with(|c: char| c.is_ascii_alphabetic())
}

fn split_path(word: &str) -> Option<(String, String)> {
    let (object, path) = word.split_once(':')?;
    Some((object.to_owned(), path.replace(['\'', '"'], "")))
}

fn tokens(pattern: &str) -> Vec<Token> {
    let mut out = Vec::new();
    let mut chars = pattern.chars().peekable();
    while let Some(&c) = chars.peek() {
        match c {
            '\'' => {
                chars.next();
                out.push(Token::Text(quoted(&mut chars)));
            }
            '=' | '!' | '<' | '>' => {
                let mut sign = String::new();
                while let Some(c) = chars.next_if(|c| matches!(c, '=' | '!' | '<' | '>')) {
                    sign.push(c);
                }
                out.push(Token::Sign(sign));
            }
            c if is_word(c) => out.push(Token::Word(word(&mut chars))),
            c => {
                chars.next();
                if !c.is_whitespace() {
                    out.push(Token::Other(c));
                }
            }
        }
    }
    out
}

const fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | ':' | '.' | '*')
}

fn quoted(chars: &mut std::iter::Peekable<std::str::Chars<'_>>) -> String {
    let mut text = String::new();
    while let Some(c) = chars.next() {
        match c {
            '\'' => break,
            '\\' => text.extend(chars.next()),
            c => text.push(c),
        }
    }
    text
}

/// A word with its quoted steps and indexes: `file:hashes.'SHA-256'`, `x:values[0].data`.
fn word(chars: &mut std::iter::Peekable<std::str::Chars<'_>>) -> String {
    let mut text = String::new();
    let mut inside = false;
    while let Some(&c) = chars.peek() {
        if is_word(c) {
            inside |= c == ':';
            text.push(c);
            chars.next();
        } else if c == '\'' && text.ends_with('.') {
            chars.next();
            text.push_str(&quoted(chars));
        } else if c == '[' && inside {
            // An index says nothing about the kind.
            let _ = chars.by_ref().find(|c| *c == ']');
        } else {
            break;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pattern: &str, expected: &[(&str, &str, bool, &str)]) {
        let found = comparisons(pattern);
        let found: Vec<_> =
            found.iter().map(|c| (c.object.as_str(), c.path.as_str(), c.exact, c.value.as_str())).collect();
        assert_eq!(found, expected, "{pattern}");
    }

    #[test]
    fn constants_of_patterns() {
        check("[ipv4-addr:value = '198.51.100.7']", &[("ipv4-addr", "value", true, "198.51.100.7")]);
        check(
            "[file:hashes.'SHA-256' = 'aa' OR file:hashes.MD5 = 'bb'] FOLLOWEDBY [url:value NOT = 'http://c']",
            &[
                ("file", "hashes.SHA-256", true, "aa"),
                ("file", "hashes.MD5", true, "bb"),
                ("url", "value", false, "http://c"),
            ],
        );
        check(
            "[domain-name:value IN ('a.example', 'b.example')] WITHIN 5 SECONDS",
            &[("domain-name", "value", true, "a.example"), ("domain-name", "value", true, "b.example")],
        );
        check(
            r"[file:name LIKE '%\'x\\y%' AND network-traffic:dst_port = 8443 AND process:arguments[*] MATCHES '^a']",
            &[
                ("file", "name", false, r"%'x\y%"),
                ("network-traffic", "dst_port", true, "8443"),
                ("process", "arguments", false, "^a"),
            ],
        );
        check(
            "[network-traffic:extensions.'http-request-ext'.request_header.'User-Agent' = 'UA/1']",
            &[("network-traffic", "extensions.http-request-ext.request_header.User-Agent", true, "UA/1")],
        );
        check(
            "[ipv4-addr:value = 'a'] START t'2020-01-01T00:00:00Z' STOP t'2021'",
            &[("ipv4-addr", "value", true, "a")],
        );
        check("[unterminated:value = 'x", &[("unterminated", "value", true, "x")]);
    }
}
