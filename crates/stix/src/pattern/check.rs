//! Checking patterns that somebody else wrote, before they go into an indicator.
//!
//! Stricter than the grammar in two points, both on purpose: nesting is bounded, and names that the OASIS validator
//! refuses are refused here too.

use super::lex::{Token, tokens};
use crate::observable::HashAlgorithm;

/// Why a pattern is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PatternError {
    /// A character or literal fits nowhere.
    #[error("unreadable literal / 読めないリテラル")]
    Lexical,
    /// Tokens stand in the wrong order.
    #[error("not a STIX pattern / STIXパターンではありません")]
    Syntax,
    /// Brackets nest too deep.
    #[error("nested too deep / 入れ子が深すぎます")]
    Depth,
    /// A digest does not fit its algorithm.
    #[error("digest does not fit its algorithm / ハッシュ値の形が合いません")]
    Hash,
    /// An object or property name is not one.
    #[error("bad name / 名前の形が正しくありません")]
    Name,
}

const MAX_DEPTH: usize = 64;
const MAX_BYTES: usize = 1 << 20;
const KEYWORDS: [&str; 19] = [
    "AND",
    "OR",
    "NOT",
    "FOLLOWEDBY",
    "LIKE",
    "MATCHES",
    "ISSUPERSET",
    "ISSUBSET",
    "EXISTS",
    "LAST",
    "IN",
    "START",
    "STOP",
    "SECONDS",
    "true",
    "false",
    "WITHIN",
    "REPEATS",
    "TIMES",
];

/// Whether a text is a STIX 2.1 pattern.
///
/// # Errors
/// The first reason why it is not.
pub fn check(text: &str) -> Result<(), PatternError> {
    if text.len() > MAX_BYTES {
        return Err(PatternError::Depth);
    }
    let tokens = tokens(text).ok_or(PatternError::Lexical)?;
    let mut parser = Parser { tokens: &tokens, at: 0 };
    parser.observations(0)?;
    if parser.peek().is_some() { Err(PatternError::Syntax) } else { Ok(()) }
}

struct Parser<'a> {
    tokens: &'a [Token<'a>],
    at: usize,
}

type Step = Result<(), PatternError>;

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<Token<'a>> {
        self.tokens.get(self.at).copied()
    }

    fn take(&mut self) -> Option<Token<'a>> {
        let token = self.peek();
        self.at += 1;
        token
    }

    fn eat(&mut self, wanted: Token<'_>) -> bool {
        let found = self.peek() == Some(wanted);
        self.at += usize::from(found);
        found
    }

    fn want(&mut self, wanted: Token<'_>) -> Step {
        if self.eat(wanted) { Ok(()) } else { Err(PatternError::Syntax) }
    }

    /// Precedence of the operators does not matter for validity.
    fn observations(&mut self, depth: usize) -> Step {
        loop {
            self.observation(depth)?;
            let more = ["AND", "OR", "FOLLOWEDBY"].iter().any(|word| self.eat(Token::Word(word)));
            if !more {
                return Ok(());
            }
        }
    }

    fn observation(&mut self, depth: usize) -> Step {
        if depth > MAX_DEPTH {
            return Err(PatternError::Depth);
        }
        let simple = self.eat(Token::Sign("["));
        if simple {
            self.comparisons(depth + 1)?;
            self.want(Token::Sign("]"))?;
        } else {
            self.want(Token::Sign("("))?;
            self.observations(depth + 1)?;
            self.want(Token::Sign(")"))?;
        }
        self.qualifiers(simple)
    }

    /// A simple observation takes each qualifier once.
    fn qualifiers(&mut self, once: bool) -> Step {
        let mut seen = Vec::new();
        while let Some(Token::Word(word @ ("START" | "WITHIN" | "REPEATS"))) = self.peek() {
            if once && seen.contains(&word) {
                return Err(PatternError::Syntax);
            }
            seen.push(word);
            self.at += 1;
            self.qualifier(word)?;
        }
        Ok(())
    }

    fn qualifier(&mut self, word: &str) -> Step {
        match word {
            "START" => {
                self.want(Token::Time)?;
                self.want(Token::Word("STOP"))?;
                self.want(Token::Time)
            }
            "WITHIN" => {
                if !self.eat(Token::Int(false)) {
                    self.want(Token::Float(false))?;
                }
                self.want(Token::Word("SECONDS"))
            }
            _ => {
                self.want(Token::Int(false))?;
                self.want(Token::Word("TIMES"))
            }
        }
    }

    fn comparisons(&mut self, depth: usize) -> Step {
        loop {
            self.comparison(depth)?;
            if !(self.eat(Token::Word("AND")) || self.eat(Token::Word("OR"))) {
                return Ok(());
            }
        }
    }

    fn comparison(&mut self, depth: usize) -> Step {
        if depth > MAX_DEPTH {
            return Err(PatternError::Depth);
        }
        if self.eat(Token::Sign("(")) {
            self.comparisons(depth + 1)?;
            return self.want(Token::Sign(")"));
        }
        let negated = self.eat(Token::Word("NOT"));
        if self.eat(Token::Word("EXISTS")) {
            return self.path().map(drop);
        }
        if negated {
            return Err(PatternError::Syntax);
        }
        let digest = self.path()?;
        self.eat(Token::Word("NOT"));
        self.operation(digest)
    }

    /// Object path; the algorithm when it ends in a digest.
    fn path(&mut self) -> Result<Option<HashAlgorithm>, PatternError> {
        let Some(Token::Word(kind)) = self.take() else { return Err(PatternError::Syntax) };
        if KEYWORDS.contains(&kind) || !type_name(kind) {
            return Err(PatternError::Name);
        }
        self.want(Token::Sign(":"))?;
        let mut last = self.key()?;
        if !property_name(last) {
            return Err(PatternError::Name);
        }
        let mut hashes = last == "hashes";
        let mut algorithm = None;
        loop {
            if self.eat(Token::Sign(".")) {
                last = self.key()?;
                algorithm = if hashes { algorithm_of(last) } else { None };
                hashes |= last == "hashes";
            } else if self.eat(Token::Sign("[")) {
                if !self.eat(Token::Sign("*")) && !self.eat(Token::Int(false)) {
                    self.want(Token::Int(true))?;
                }
                self.want(Token::Sign("]"))?;
                algorithm = None;
            } else {
                return Ok(algorithm);
            }
        }
    }

    fn key(&mut self) -> Result<&'a str, PatternError> {
        match self.take() {
            Some(Token::Text(name)) => Ok(name),
            Some(Token::Word(name)) if !KEYWORDS.contains(&name) && !name.contains('-') => Ok(name),
            _ => Err(PatternError::Syntax),
        }
    }

    fn operation(&mut self, digest: Option<HashAlgorithm>) -> Step {
        match self.take() {
            Some(Token::Sign("=" | "==" | "!=" | "<>")) => self.constant(digest, true),
            Some(Token::Sign("<" | "<=" | ">" | ">=")) => self.constant(digest, false),
            Some(Token::Word("IN")) => self.set(digest),
            Some(Token::Word("LIKE" | "MATCHES" | "ISSUBSET" | "ISSUPERSET")) => {
                match (self.take(), digest) {
                    (Some(Token::Text(_)), None) => Ok(()),
                    // The OASIS validator measures the digest whatever the operator is.
                    (Some(Token::Text(text)), Some(algorithm)) if algorithm.fits(text) => Ok(()),
                    (Some(Token::Text(_)), Some(_)) => Err(PatternError::Hash),
                    _ => Err(PatternError::Syntax),
                }
            }
            _ => Err(PatternError::Syntax),
        }
    }

    fn constant(&mut self, digest: Option<HashAlgorithm>, booleans: bool) -> Step {
        match (self.take(), digest) {
            (Some(Token::Text(text)), Some(algorithm)) if !algorithm.fits(text) => Err(PatternError::Hash),
            (Some(Token::Text(_) | Token::Time | Token::Bytes | Token::Int(_) | Token::Float(_)), _) => {
                Ok(())
            }
            (Some(Token::Word("true" | "false")), _) if booleans => Ok(()),
            _ => Err(PatternError::Syntax),
        }
    }

    fn set(&mut self, digest: Option<HashAlgorithm>) -> Step {
        self.want(Token::Sign("("))?;
        if digest.is_some() {
            // The OASIS validator fails on a set of digests; a caller writes them as alternatives instead.
            return Err(PatternError::Hash);
        }
        if self.eat(Token::Sign(")")) {
            return Ok(());
        }
        loop {
            self.constant(None, true)?;
            if !self.eat(Token::Sign(",")) {
                return self.want(Token::Sign(")"));
            }
        }
    }
}

fn algorithm_of(key: &str) -> Option<HashAlgorithm> {
    let bare: String = key.chars().filter(|c| *c != '-').collect();
    Some(match bare.to_ascii_uppercase().as_str() {
        "MD5" => HashAlgorithm::Md5,
        "SHA1" => HashAlgorithm::Sha1,
        "SHA224" | "SHA3224" => HashAlgorithm::Sha224,
        "SHA256" | "SHA3256" => HashAlgorithm::Sha256,
        "SHA384" | "SHA3384" => HashAlgorithm::Sha384,
        "SHA512" | "SHA3512" | "WHIRLPOOL" => HashAlgorithm::Sha512,
        "RIPEMD160" => HashAlgorithm::Sha1,
        "SSDEEP" => HashAlgorithm::Ssdeep,
        _ => return None,
    })
}

fn type_name(name: &str) -> bool {
    let part = |part: &str| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    (3..=250).contains(&name.len()) && name.split('-').all(part)
}

fn property_name(name: &str) -> bool {
    (3..=250).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_and_refuses() {
        for (text, expected) in [
            ("[ipv4-addr:value = '198.51.100.4']", true),
            (r"[file:name = 'it\'s \\ here']", true),
            ("[file:name = 'a' OR (file:size > 3 AND file:name MATCHES '^x')]", true),
            ("[a-b:ccc = 1] FOLLOWEDBY ([ddd:eee IN ('x', 2, true)] WITHIN 3.5 SECONDS)", true),
            ("[xxx:yyy.'z-z'[*].q NOT = t'2024-01-01T00:00:00Z']", true),
            ("[xxx:yyy = 1] START t'2024-01-01T00:00:00Z' STOP t'2024-01-02T00:00:00.5Z'", true),
            ("[NOT EXISTS file:name]", true),
            ("", false),
            ("file:name = 'a'", false),
            ("[file:name = 'a'", false),
            (r"[file:name = 'a\n']", false),
            ("[file:name > true]", false),
            ("[file:hashes.MD5 = 'zz']", false),
            ("[file:hashes.'SHA-256' MATCHES '^00']", false),
            ("[xxx:yyy = 1] WITHIN 1 SECONDS WITHIN 2 SECONDS", false),
            ("[x_whatever:detected = t'2457-73-22T32:81:84.1Z']", false),
        ] {
            assert_eq!(check(text).is_ok(), expected, "{text}: {:?}", check(text));
        }
    }

    #[test]
    fn depth_is_bounded() {
        let deep = format!("{}[a:b = 1]{}", "(".repeat(100_000), ")".repeat(100_000));
        assert_eq!(check(&deep), Err(PatternError::Depth));
    }
}
