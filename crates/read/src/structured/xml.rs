//! XML without a known schema: texts and attributes, one a line with their names, in blocks of records.

use std::fmt::Write as _;

use super::block::Block;
use crate::Role;
use crate::emit::Emit;
use crate::html::decode_entities;
use crate::markup::{Token, Tokens, attribute, local};

/// Levels that are told apart; deeper ones are read as one.
const MOST_LEVELS: usize = 4096;
/// Levels that a path names.
const MOST_NAMED: usize = 6;
/// Hosts of schema addresses that every document of a format carries.
const SCHEMAS: [&str; 7] = [
    "http://www.w3.org/",
    "http://schemas.microsoft.com/",
    "http://schemas.openxmlformats.org/",
    "http://purl.org/",
    "http://schemas.xmlsoap.org/",
    "http://ns.adobe.com/",
    "http://purl.oclc.org/",
];

/// Hands on a document.
pub(super) fn emit(text: &str, emit: &mut Emit<'_>) {
    let mut reader = Reader {
        levels: Vec::new(),
        too_deep: 0,
        children: 0,
        pending: String::new(),
        block: Block::default(),
    };
    for token in Tokens::xml(text) {
        if !emit.more() {
            return;
        }
        reader.take(token, emit);
    }
    reader.text_ends(emit);
    reader.block.flush(emit);
    if !reader.levels.is_empty() {
        emit.malformed("", "XMLとして完結していません", "the XML is broken or incomplete");
    }
}

/// One open element.
struct Level<'a> {
    name: &'a str,
    /// What names its text: its `Name`, `key` or `id`, else its own name.
    label: &'a str,
}

struct Reader<'a> {
    levels: Vec<Level<'a>>,
    too_deep: usize,
    /// Children of the root seen so far.
    children: usize,
    pending: String,
    block: Block,
}

fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["password", "passwd", "secret", "credential", "passphrase"].iter().any(|word| name.contains(word))
}

impl<'a> Reader<'a> {
    fn take(&mut self, token: Token<'a>, emit: &mut Emit<'_>) {
        match token {
            Token::Text(raw) => self.pending.push_str(&decode_entities(raw)),
            Token::Cdata(text) | Token::Raw { text, .. } => self.pending.push_str(text),
            Token::Open { name, attributes, empty } => {
                self.text_ends(emit);
                self.open(name, &attributes, empty, emit);
            }
            Token::Close(_) => {
                self.text_ends(emit);
                self.close(emit);
            }
            Token::Comment(text) => emit.text(self.path(), Role::Hidden, text),
            Token::Declaration(text) => {
                if text.len() > 9 && !text.starts_with("<?xml ") {
                    emit.text("declaration", Role::Hidden, text);
                }
            }
        }
    }

    fn open(&mut self, name: &'a str, attributes: &[(&'a str, &'a str)], empty: bool, emit: &mut Emit<'_>) {
        if self.levels.len() == 1 {
            self.children += 1;
        }
        let label = ["Name", "name", "key", "Key", "id"]
            .iter()
            .find_map(|key| attribute(attributes, key))
            .filter(|label| label.len() <= 100)
            .unwrap_or_else(|| local(name));
        if self.levels.len() < MOST_LEVELS {
            self.levels.push(Level { name: local(name), label });
        } else {
            self.too_deep += 1;
        }
        for (key, raw) in attributes {
            let value = decode_entities(raw);
            let schema = SCHEMAS.iter().any(|host| value.starts_with(host));
            if !schema && !value.is_empty() {
                self.line(local(key), &value, emit);
            }
        }
        if empty {
            self.close(emit);
        }
    }

    fn close(&mut self, emit: &mut Emit<'_>) {
        if self.too_deep > 0 {
            self.too_deep -= 1;
            return;
        }
        self.levels.pop();
        if self.levels.len() <= 1 && self.block.is_record() {
            self.block.flush(emit);
        }
    }

    fn text_ends(&mut self, emit: &mut Emit<'_>) {
        let text = std::mem::take(&mut self.pending);
        let trimmed = text.trim();
        if !trimmed.is_empty() {
            let label = self.levels.last().map_or("", |level| level.label);
            // `<Password><Value>…`: what the value is stands one level up.
            let above = self.levels.iter().rev().nth(1).map_or("", |level| level.label);
            if is_secret(above) && !is_secret(label) {
                self.line(&format!("{above}/{label}"), trimmed, emit);
            } else {
                self.line(label, trimmed, emit);
            }
        }
    }

    fn line(&mut self, key: &str, value: &str, emit: &mut Emit<'_>) {
        if self.block.is_empty() {
            self.block.begin(self.path());
        }
        self.block.line(key, value);
        if self.block.is_full() {
            self.block.flush(emit);
        }
    }

    fn path(&self) -> String {
        let mut path = String::new();
        for (depth, level) in self.levels.iter().take(MOST_NAMED).enumerate() {
            if depth > 0 {
                path.push('/');
            }
            path.extend(level.name.chars().take(100));
            if depth == 1 {
                let _ = write!(path, "[{}]", self.children);
            }
        }
        path
    }
}
