//! Document properties: core, extended and custom.

use crate::Role;
use crate::emit::Emit;
use crate::html::decode_entities;
use crate::markup::{Token, Tokens, attribute, local};

/// Properties that count things or name the program.
const BOOKKEEPING: [&str; 21] = [
    "HeadingPairs",
    "PresentationFormat",
    "TotalTime",
    "Pages",
    "Words",
    "Characters",
    "Lines",
    "Paragraphs",
    "CharactersWithSpaces",
    "Slides",
    "Notes",
    "HiddenSlides",
    "MMClips",
    "ScaleCrop",
    "LinksUpToDate",
    "SharedDoc",
    "HyperlinksChanged",
    "DocSecurity",
    "AppVersion",
    "revision",
    "i4",
];

/// Elements that list what every installation knows.
const LATENT: [&str; 6] =
    ["lsdException", "compatSetting", "tableStyle", "cellStyle", "mathFont", "themeFontLang"];
/// Attributes that say how something looks.
const FORMAT: [&str; 12] = [
    "style",
    "path",
    "coordsize",
    "adj",
    "points",
    "typeface",
    "formatCode",
    "lang",
    "prst",
    "panose",
    "anchor",
    "fmla",
];

/// Hands on the properties of one part of `docProps`.
pub(super) fn emit(markup: &str, emit: &mut Emit<'_>) {
    let mut label = String::new();
    let mut depth = 0_u32;
    let mut value = String::new();
    for token in Tokens::xml(markup) {
        match token {
            Token::Open { name, attributes, empty } => {
                if depth == 1 {
                    let own = attribute(&attributes, "name").unwrap_or_else(|| local(name));
                    label = decode_entities(own).into_owned();
                }
                value.clear();
                depth += u32::from(!empty);
            }
            Token::Text(raw) => value.push_str(&decode_entities(raw)),
            Token::Cdata(text) => value.push_str(text),
            Token::Close(_) => {
                depth = depth.saturating_sub(1);
                if !value.trim().is_empty() && !BOOKKEEPING.contains(&label.as_str()) {
                    let role = Role::Property(label.as_str().into());
                    emit.text(format!("property {label}"), role, value.trim());
                }
                value.clear();
            }
            _ => {}
        }
    }
}

/// Hands on the texts and telling attributes of a part without a reader of its own, one a line.
pub(super) fn leaves(part: &str, markup: &str, emit: &mut Emit<'_>) {
    let mut lines = String::new();
    for token in Tokens::xml(markup) {
        match token {
            Token::Text(raw) => push(&mut lines, &decode_entities(raw)),
            Token::Cdata(text) => push(&mut lines, text),
            Token::Comment(text) => push(&mut lines, text),
            Token::Open { name, attributes, .. } if !LATENT.contains(&local(name)) => {
                for (key, raw) in attributes {
                    let value = decode_entities(raw);
                    if !key.starts_with("xmlns") && !FORMAT.contains(&local(key)) && is_telling(&value) {
                        push(&mut lines, &value);
                    }
                }
            }
            _ => {}
        }
    }
    emit.text(part, Role::Hidden, lines);
}

fn push(lines: &mut String, value: &str) {
    let value = value.trim();
    if !value.is_empty() {
        lines.push_str(value);
        lines.push('\n');
    }
}

/// Whether an attribute value may tell something: no number, keyword, GUID or schema address.
fn is_telling(value: &str) -> bool {
    let keyword = value.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b',' | b'#' | b'%' | b'+'));
    let plain =
        value.bytes().all(|b| b.is_ascii_hexdigit() || matches!(b, b'-' | b'{' | b'}' | b'.' | b',' | b' '));
    let schema = ["http://schemas.", "http://www.w3.org/", "http://purl.", "urn:schemas"];
    !(keyword || plain || schema.iter().any(|head| value.starts_with(head)))
}
