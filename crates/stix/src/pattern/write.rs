//! Writing patterns.

use std::fmt::Write as _;

/// Quotes a text as a string literal: backslash and quote are escaped, everything else stands as it is.
pub fn literal(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('\'');
    for character in text.chars() {
        if matches!(character, '\'' | '\\') {
            out.push('\\');
        }
        out.push(character);
    }
    out.push('\'');
    out
}

/// One comparison of an object path with a constant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison(String);

impl Comparison {
    /// Object path equals a text. The path is a literal of the program.
    pub fn equals(path: &'static str, value: &str) -> Self {
        Self(format!("{path} = {}", literal(value)))
    }

    /// Object path equals a number.
    pub fn number(path: &'static str, value: u64) -> Self {
        Self(format!("{path} = {value}"))
    }

    /// Object path matches a regular expression.
    pub fn matches(path: &'static str, regex: &str) -> Self {
        Self(format!("{path} MATCHES {}", literal(regex)))
    }

    /// Address lies inside a network.
    pub fn subset(path: &'static str, network: &str) -> Self {
        Self(format!("{path} ISSUBSET {}", literal(network)))
    }

    /// Digest by its algorithm; `path` ends in `hashes`.
    pub fn hash(path: &'static str, algorithm: &'static str, digest: &str) -> Self {
        Self(format!("{path}.{} = {}", literal(algorithm), literal(digest)))
    }
}

/// One observation whose comparisons all hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern(String);

impl Pattern {
    /// A pattern of one comparison.
    pub fn one(comparison: &Comparison) -> Self {
        Self(format!("[{}]", comparison.0))
    }

    /// A pattern whose comparisons all hold for one observation.
    pub fn all(first: &Comparison, others: &[Comparison]) -> Self {
        let mut text = format!("[{}", first.0);
        for other in others {
            // Writing to a String cannot fail.
            let _ = write!(text, " AND {}", other.0);
        }
        text.push(']');
        Self(text)
    }

    /// The text.
    pub fn into_string(self) -> String {
        self.0
    }
}
