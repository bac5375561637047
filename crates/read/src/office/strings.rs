//! Strings of a workbook: shared ones, and text made of runs.

use crate::html::decode_entities;
use crate::markup::{Token, Tokens, local};

/// The shared strings of a workbook.
#[derive(Default)]
pub(super) struct Shared {
    /// The strings by index.
    pub(super) strings: Vec<String>,
    /// Reading aids of all of them, one a line.
    pub(super) phonetic: String,
}

impl Shared {
    /// Reads the shared strings part.
    pub(super) fn read(markup: &str) -> Self {
        let mut shared = Self::default();
        let mut text = RichText::default();
        for token in Tokens::xml(markup) {
            if text.take(&token) {
                shared.strings.push(std::mem::take(&mut text.visible));
            }
        }
        shared.phonetic = text.phonetic;
        shared
    }
}

/// Text made of runs, with the reading aid above it kept apart.
#[derive(Default)]
pub(super) struct RichText {
    /// What the cell shows.
    pub(super) visible: String,
    /// The reading aid above it.
    pub(super) phonetic: String,
    in_text: bool,
    in_phonetic: bool,
}

impl RichText {
    /// Takes a token; gives whether it ended the text (`si` or `is`).
    pub(super) fn take(&mut self, token: &Token<'_>) -> bool {
        match token {
            Token::Open { name, empty, .. } => match local(name) {
                "t" => self.in_text = !empty,
                "rPh" => self.in_phonetic = !empty,
                "si" => return *empty,
                _ => {}
            },
            Token::Close(name) => match local(name) {
                "t" => self.in_text = false,
                "rPh" => {
                    self.in_phonetic = false;
                    self.phonetic.push('\n');
                }
                "si" | "is" => return true,
                _ => {}
            },
            Token::Text(raw) if self.in_text => {
                let target = if self.in_phonetic { &mut self.phonetic } else { &mut self.visible };
                target.push_str(&decode_entities(raw));
            }
            Token::Cdata(text) if self.in_text => self.visible.push_str(text),
            _ => {}
        }
        false
    }
}
