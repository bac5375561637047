//! Running text of WordprocessingML and DrawingML: runs joined, paragraphs and table rows on lines of their own.

use std::collections::BTreeSet;

use crate::html::decode_entities;
use crate::markup::{Token, Tokens, attribute, local};

/// What one part of a document says.
#[derive(Default)]
pub(super) struct Story {
    /// What a reader of the page sees, inserted text included.
    pub(super) visible: String,
    /// Deleted, hidden and fallback text.
    pub(super) hidden: String,
    /// Field codes, which hold addresses and names.
    pub(super) fields: String,
    /// Authors of changes and comments.
    pub(super) authors: BTreeSet<String>,
    /// Alternative texts and names of pictures and controls.
    pub(super) labels: Vec<String>,
}

/// Reads one part.
pub(super) fn read(markup: &str) -> Story {
    let mut reader = Reader::default();
    for token in Tokens::xml(markup) {
        match token {
            Token::Text(raw) => reader.text(&decode_entities(raw)),
            Token::Cdata(text) => reader.text(text),
            Token::Open { name, attributes, empty } => {
                let name = local(name);
                if empty {
                    reader.empty(name, &attributes);
                } else {
                    reader.open(name);
                }
                reader.any(name, &attributes);
            }
            Token::Close(name) => reader.close(local(name)),
            _ => {}
        }
    }
    reader.story
}

/// What stands between two pieces of text, by strength.
#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Gap {
    #[default]
    None,
    Line,
    Cell,
}

#[derive(Default)]
struct Reader {
    story: Story,
    gap: Gap,
    hidden_gap: bool,
    /// Open `t` elements and the like.
    in_text: u32,
    in_field: u32,
    deleted: u32,
    fallback: u32,
    run_hidden: bool,
}

impl Reader {
    /// An element with content.
    fn open(&mut self, name: &str) {
        match name {
            "t" | "delText" => self.in_text += 1,
            "instrText" | "delInstrText" => self.in_field += 1,
            "r" => self.run_hidden = false,
            "del" | "moveFrom" => self.deleted += 1,
            "Fallback" => self.fallback += 1,
            _ => {}
        }
    }

    /// An element without content.
    fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) {
        match name {
            // With a position it defines a tab stop.
            "tab" if attribute(attributes, "pos").is_none() => self.put("\t"),
            "br" | "cr" => self.put("\n"),
            "noBreakHyphen" => self.put("-"),
            "p" => self.gap = Gap::Line,
            _ => {}
        }
    }

    /// An element either way.
    fn any(&mut self, name: &str, attributes: &[(&str, &str)]) {
        let on = |flag: Option<&str>| !matches!(flag, Some("0" | "false" | "off" | "none"));
        match name {
            "fldSimple" => self.field(attribute(attributes, "instr")),
            "vanish" | "webHidden" | "specVanish" if on(attribute(attributes, "val")) => {
                self.run_hidden = true
            }
            "docPr" | "cNvPr" | "alias" | "tag" | "docPart" | "control" => self.labels(attributes),
            "comment" | "threadedComment" => {
                if let Some(cell) = attribute(attributes, "ref") {
                    self.put(&format!("{cell}: "));
                }
            }
            _ => {}
        }
        for key in ["author", "initials", "userId"] {
            if let Some(author) = attribute(attributes, key) {
                self.author(author);
            }
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "t" | "delText" => self.in_text = self.in_text.saturating_sub(1),
            "instrText" | "delInstrText" => {
                self.in_field = self.in_field.saturating_sub(1);
                self.story.fields.push('\n');
            }
            "del" | "moveFrom" => self.deleted = self.deleted.saturating_sub(1),
            "Fallback" => self.fallback = self.fallback.saturating_sub(1),
            "p" | "tr" | "comment" | "footnote" | "endnote" => {
                self.gap = Gap::Line;
                self.hidden_gap = true;
            }
            "tc" => self.gap = Gap::Cell,
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.in_text > 0 {
            self.put(text);
        } else if self.in_field > 0 {
            self.story.fields.push_str(text);
        }
    }

    fn put(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        if self.deleted > 0 || self.fallback > 0 || self.run_hidden {
            if std::mem::take(&mut self.hidden_gap) && !self.story.hidden.is_empty() {
                self.story.hidden.push('\n');
            }
            self.story.hidden.push_str(text);
            return;
        }
        let gap = std::mem::take(&mut self.gap);
        if !self.story.visible.is_empty() {
            match gap {
                Gap::None => {}
                Gap::Line => self.story.visible.push('\n'),
                Gap::Cell => self.story.visible.push('\t'),
            }
        }
        self.story.visible.push_str(text);
    }

    fn field(&mut self, code: Option<&str>) {
        if let Some(code) = code {
            self.story.fields.push_str(&decode_entities(code));
            self.story.fields.push('\n');
        }
    }

    fn author(&mut self, raw: &str) {
        let author = decode_entities(raw);
        if !author.is_empty() && !self.story.authors.contains(&*author) {
            self.story.authors.insert(author.into_owned());
        }
    }

    fn labels(&mut self, attributes: &[(&str, &str)]) {
        for key in ["descr", "title", "name", "val"] {
            if let Some(label) = attribute(attributes, key).map(decode_entities)
                && !label.trim().is_empty()
                && !is_generated(&label)
            {
                self.story.labels.push(label.into_owned());
            }
        }
    }
}

/// Whether an editor made this name up: `Picture 3`, `図 12`.
pub(super) fn is_generated(name: &str) -> bool {
    const STEMS: [&str; 26] = [
        "picture",
        "image",
        "図",
        "テキスト ボックス",
        "テキスト",
        "text box",
        "textbox",
        "rectangle",
        "正方形/長方形",
        "group",
        "グループ化",
        "oleobject",
        "printersettings",
        "vbaproject",
        "thumbnail",
        "activex",
        "chart",
        "グラフ",
        "object",
        "title",
        "タイトル",
        "content placeholder",
        "slide",
        "sheet",
        "font",
        "microsoft_excel_worksheet",
    ];
    let lower = name.to_lowercase();
    let stem =
        lower.split('.').next().unwrap_or(&lower).trim_end_matches(|c: char| c.is_numeric() || c == ' ');
    stem.is_empty() || STEMS.contains(&stem)
}
