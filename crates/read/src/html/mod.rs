//! HTML pages and HTML mail bodies.
//!
//! In: bytes or decoded markup. Out: the visible text as prose with its blocks, then title, attributes, comments,
//! scripts and styles. A tokeniser without a tree: broken markup loses nothing, nesting costs nothing.

mod entities;
mod flow;

use std::collections::BTreeMap;

use base64::Engine;
use noroshi_base::DocumentKind;
use noroshi_intake::Media;

use crate::emit::{Emit, guard};
use crate::markup::{Token, Tokens};
use crate::{Options, Role, Sink, text};

pub(crate) use entities::decode as decode_entities;
use flow::Visible;

/// Different attribute names kept apart; further ones are joined.
const MOST_ATTRIBUTES: usize = 64;

/// Reads one page; what cannot be parsed is noticed, never an error.
pub fn read(name: &str, media: Media, bytes: &[u8], options: &Options, sink: &mut dyn Sink) {
    let mut sender = Emit::new(name, options, sink);
    sender.open(DocumentKind::Prose, media);
    guard(&mut sender, |sender| emit("", &text::decode(bytes), sender));
}

/// Hands on one piece of markup; `prefix` names the part it came from.
pub(crate) fn emit(prefix: &str, markup: &str, emit: &mut Emit<'_>) {
    let mut page = Page::default();
    for token in Tokens::html(markup) {
        page.take(token);
    }
    page.hand_on(prefix, emit);
}

/// The visible text of a piece of markup alone.
pub(crate) fn visible_text(markup: &str) -> String {
    let mut page = Page::default();
    for token in Tokens::html(markup) {
        page.take(token);
    }
    page.visible.finish()
}

/// What a page holds, gathered in one pass.
#[derive(Default)]
struct Page {
    visible: Visible,
    titles: Vec<String>,
    attributes: BTreeMap<String, String>,
    comments: String,
    code: Vec<(&'static str, String)>,
    embedded: Vec<Vec<u8>>,
}

impl Page {
    fn take(&mut self, token: Token<'_>) {
        match token {
            Token::Text(raw) => self.visible.text(&decode_entities(raw)),
            Token::Open { name, attributes, .. } => {
                self.visible.open(name);
                for (attribute, value) in attributes {
                    self.attribute(attribute, value);
                }
            }
            Token::Cdata(text) => self.visible.text(text),
            Token::Close(name) => self.visible.close(name),
            Token::Comment(raw) => {
                self.comments.push_str(raw.trim());
                self.comments.push('\n');
            }
            Token::Declaration(text) => {
                if !text.get(..9).is_some_and(|head| head.eq_ignore_ascii_case("<!doctype")) {
                    self.comments.push_str(text);
                    self.comments.push('\n');
                }
            }
            Token::Raw { name, text } => self.raw(name, text),
        }
    }

    fn raw(&mut self, name: &str, text: &str) {
        match name.to_ascii_lowercase().as_str() {
            "title" => self.titles.push(decode_entities(text).trim().to_owned()),
            "textarea" => self.visible.text(&decode_entities(text)),
            "style" => self.code.push(("style", text.to_owned())),
            _ => self.code.push(("script", text.to_owned())),
        }
    }

    fn attribute(&mut self, name: &str, raw: &str) {
        let mut value = decode_entities(raw).into_owned();
        if let Some((head, data)) = data_uri(&value) {
            self.embedded.push(data);
            value = head;
        }
        if value.trim().is_empty() {
            return;
        }
        let mut key = name.to_ascii_lowercase();
        if self.attributes.len() >= MOST_ATTRIBUTES && !self.attributes.contains_key(&key) {
            "other".clone_into(&mut key);
        }
        let lines = self.attributes.entry(key).or_default();
        lines.push_str(value.trim());
        lines.push('\n');
    }

    fn hand_on(self, prefix: &str, emit: &mut Emit<'_>) {
        let part = |name: &str| match (prefix.is_empty(), name.is_empty()) {
            (true, _) => name.to_owned(),
            (false, true) => prefix.to_owned(),
            (false, false) => format!("{prefix} {name}"),
        };
        emit.text(part(if prefix.is_empty() { "body" } else { "" }), Role::Prose, self.visible.finish());
        for title in self.titles {
            emit.text(part("title"), Role::Property("title".into()), title);
        }
        for (name, values) in self.attributes {
            let field = format!("html/@{name}");
            emit.text(part(&format!("attribute {name}")), Role::Field(field.into()), values);
        }
        emit.text(part("comments"), Role::Hidden, self.comments);
        for (index, (kind, text)) in self.code.into_iter().enumerate() {
            emit.text(part(&format!("{kind} {}", index + 1)), Role::Code, text);
        }
        for (index, data) in self.embedded.into_iter().enumerate() {
            emit.child(&part(&format!("embedded {}", index + 1)), &data);
        }
    }
}

/// Splits a base64 data URI into its head and its bytes; short ones stay text.
fn data_uri(value: &str) -> Option<(String, Vec<u8>)> {
    let value = value.trim_start();
    if !value.get(..5)?.eq_ignore_ascii_case("data:") {
        return None;
    }
    let (head, payload) = value.split_once(',')?;
    if !head.ends_with(";base64") || payload.len() < 64 {
        return None;
    }
    let compact: Vec<u8> = payload.bytes().filter(|b| !b.is_ascii_whitespace()).collect();
    let data = base64::engine::general_purpose::STANDARD.decode(compact).ok()?;
    Some((format!("{head},"), data))
}

#[cfg(test)]
mod tests;
