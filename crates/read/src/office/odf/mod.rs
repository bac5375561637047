//! OpenDocument: texts, sheets and shows (.odt, .ods, .odp and their templates).
//!
//! In: the bytes of a package. Out: as for the other Office documents: texts, cells, notes; comments, deleted and
//! hidden text apart; properties, links, macros; embedded files as children.

mod walk;

use noroshi_base::{DocumentKind, NoticeCode};
use noroshi_intake::Media;

use super::package::Package;
use super::{embedded, properties};
use crate::emit::{Emit, guard};
use crate::html::decode_entities;
use crate::markup::{Token, Tokens, attribute, local};
use crate::{Options, Role, Sink};

/// Parts that say how the program's window looks, or repeat others.
const NOISE: [&str; 4] = ["mimetype", "manifest.rdf", "META-INF/manifest.xml", "Configurations2/"];
/// Properties that count things.
const BOOKKEEPING: [&str; 2] = ["editing-cycles", "editing-duration"];

/// Reads one document; what cannot be parsed is noticed, never an error.
pub fn read(name: &str, media: Media, bytes: &[u8], options: &Options, sink: &mut dyn Sink) {
    let mut emit = Emit::new(name, options, sink);
    let sheet =
        memchr::memmem::find(bytes.get(..256).unwrap_or(bytes), b"opendocument.spreadsheet").is_some();
    emit.open(if sheet { DocumentKind::Table } else { DocumentKind::Prose }, media);
    guard(&mut emit, |emit| {
        let package = Package::open(bytes, emit);
        let manifest = package.text("META-INF/manifest.xml").unwrap_or_default();
        if manifest.contains("encryption-data") {
            emit.notice(
                "",
                NoticeCode::Encrypted,
                "パスワードで保護された文書のため読めません",
                "the document is protected by a password",
            );
        }
        for name in package.names() {
            if emit.more() && !NOISE.iter().any(|noise| name.starts_with(noise)) {
                part(&package, &name, emit);
            }
        }
    });
}

fn part(package: &Package, name: &str, emit: &mut Emit<'_>) {
    if !(name.ends_with(".xml") || name.ends_with(".rdf")) {
        embedded(package, name, emit);
        return;
    }
    let Some(text) = package.text(name) else { return };
    let (folder, file) = name.rsplit_once('/').unwrap_or(("", name));
    let prefix = if folder.is_empty() { String::new() } else { format!("{folder} ") };
    match file {
        "meta.xml" => meta(&prefix, &text, emit),
        "content.xml" => walk::emit(&prefix, &text, emit),
        "styles.xml" => walk::emit(&format!("{prefix}styles "), &text, emit),
        _ if folder.starts_with("Basic") || folder.starts_with("Scripts") => code(name, &text, emit),
        _ => properties::leaves(name, &text, emit),
    }
}

/// Document properties.
fn meta(prefix: &str, markup: &str, emit: &mut Emit<'_>) {
    let mut label = String::new();
    let mut value = String::new();
    let mut give = |label: &str, value: &str| {
        let usual = value.to_ascii_lowercase().starts_with("normal.dot");
        if !value.trim().is_empty() && !BOOKKEEPING.contains(&label) && !usual {
            emit.text(format!("{prefix}property {label}"), Role::Property(label.into()), value.trim());
        }
    };
    for token in Tokens::xml(markup) {
        match token {
            Token::Open { name, attributes, .. } => {
                let own = attribute(&attributes, "name").unwrap_or_else(|| local(name));
                label = decode_entities(own).into_owned();
                value.clear();
                for key in ["href", "title"] {
                    if let Some(target) = attribute(&attributes, key) {
                        give(&label, &decode_entities(target));
                    }
                }
            }
            Token::Text(raw) => value.push_str(&decode_entities(raw)),
            Token::Cdata(text) => value.push_str(text),
            Token::Close(_) => {
                give(&label, &value);
                value.clear();
            }
            _ => {}
        }
    }
}

/// A macro module.
fn code(name: &str, markup: &str, emit: &mut Emit<'_>) {
    let mut source = String::new();
    for token in Tokens::xml(markup) {
        match token {
            Token::Text(raw) => source.push_str(&decode_entities(raw)),
            Token::Cdata(text) => source.push_str(text),
            _ => {}
        }
    }
    emit.lines(format!("macro {name}"), Role::Code, 1, source);
}

#[cfg(test)]
mod tests;
