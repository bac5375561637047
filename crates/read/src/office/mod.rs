//! Office documents: docx, xlsx, pptx.
//!
//! In: the bytes of a package. Out: texts, cells, notes, comments, deleted and hidden text, properties, targets of
//! links, and every embedded file as a child. Every part is looked at, linked or not.

pub(crate) mod dates;
pub mod odf;
mod package;
mod properties;
mod story;
mod strings;
pub(crate) mod workbook;

use noroshi_base::{DocumentKind, NoticeCode};
use noroshi_intake::Media;

use crate::emit::{Emit, guard, safe_name};
use crate::{Options, Role, Sink};
use package::Package;

/// Parts that every document of a kind carries alike.
const NOISE: [&str; 10] = [
    "[Content_Types].xml",
    "fontTable.xml",
    "webSettings.xml",
    "theme/theme",
    "tableStyles.xml",
    "presProps.xml",
    "viewProps.xml",
    "calcChain.xml",
    "numbering.xml",
    "stylesWithEffects.xml",
];

/// Reads one document; what cannot be parsed is noticed, never an error.
pub fn read(name: &str, media: Media, bytes: &[u8], options: &Options, sink: &mut dyn Sink) {
    let mut emit = Emit::new(name, options, sink);
    let kind = if media == Media::Xlsx { DocumentKind::Table } else { DocumentKind::Prose };
    emit.open(kind, media);
    if bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        emit.notice(
            "",
            NoticeCode::Encrypted,
            "パスワードで保護された文書のため読めません",
            "the document is protected by a password",
        );
        return;
    }
    guard(&mut emit, |emit| {
        let package = Package::open(bytes, emit);
        if media == Media::Xlsx {
            workbook::emit(&package, emit);
        }
        parts(&package, emit);
    });
}

/// Hands on every part by what its name says it is.
fn parts(package: &Package, emit: &mut Emit<'_>) {
    for name in package.names() {
        if !emit.more() {
            return;
        }
        if NOISE.iter().any(|noise| name.contains(noise)) {
            continue;
        }
        let markup = [".xml", ".rels", ".vml"].iter().any(|end| name.ends_with(end));
        if !markup {
            embedded(package, &name, emit);
        } else if let Some(text) = package.text(&name) {
            part(package, &name, &text, emit);
        }
    }
}

fn part(package: &Package, name: &str, text: &str, emit: &mut Emit<'_>) {
    if name.ends_with(".rels") {
        links(name, text, emit);
    } else if name.starts_with("docProps/") {
        properties::emit(text, emit);
    } else if workbook::is_sheet_part(package, name) {
        // Read with the workbook.
    } else if let Some((label, hidden)) = story_label(name) {
        story(&label, hidden, text, emit);
    } else {
        properties::leaves(name, text, emit);
    }
}

/// Name for people of a part that holds running text, and whether a reader of the page does not see it.
fn story_label(name: &str) -> Option<(String, bool)> {
    let (folder, file) = name.rsplit_once('/').unwrap_or(("", name));
    let stem = file.strip_suffix(".xml")?;
    let number = stem.trim_start_matches(|c: char| !c.is_ascii_digit());
    let kind = stem.trim_end_matches(|c: char| c.is_ascii_digit());
    let numbered = |label: &str| format!("{label} {number}").trim_end().to_owned();
    Some(match (folder, kind) {
        ("word", "document") => ("body".to_owned(), false),
        ("word", "header" | "footer" | "footnotes" | "endnotes") => (numbered(kind), false),
        ("word", "comments") | ("ppt/comments", _) => (numbered("comments"), true),
        ("word/glossary", "document") => ("building blocks".to_owned(), true),
        ("ppt/slides", "slide") => (numbered("slide"), false),
        ("ppt/notesSlides", _) => (numbered("notes of slide"), false),
        ("ppt/slideMasters" | "ppt/slideLayouts" | "ppt/notesMasters" | "ppt/handoutMasters", _) => {
            (numbered("master"), true)
        }
        ("word/diagrams" | "ppt/diagrams" | "xl/diagrams" | "xl/drawings", "data" | "drawing") => {
            (numbered("drawing"), false)
        }
        ("xl/threadedComments" | "xl/comments" | "xl", "threadedComment" | "comments" | "comment") => {
            (numbered("comments"), true)
        }
        _ => return None,
    })
}

fn story(label: &str, hidden: bool, markup: &str, emit: &mut Emit<'_>) {
    let story = story::read(markup);
    if hidden {
        emit.text(label, Role::Hidden, story.visible);
    } else {
        emit.lines(label, Role::Prose, 1, story.visible);
    }
    emit.text(format!("{label} hidden or deleted"), Role::Hidden, story.hidden);
    emit.text(format!("{label} fields"), Role::Hidden, story.fields);
    emit.text(format!("{label} labels"), Role::Hidden, story.labels.join("\n"));
    for author in story.authors {
        emit.text(format!("{label} author"), Role::Property("author".into()), author);
    }
    if label.starts_with("comments") || label.starts_with("slide") {
        // Modern comments and legacy cell comments keep their words in elements of their own.
        other_text(label, markup, emit);
    }
}

/// Text outside `t` elements, such as `p:text` and `authors/author`.
fn other_text(label: &str, markup: &str, emit: &mut Emit<'_>) {
    use crate::html::decode_entities;
    use crate::markup::{Token, Tokens, local};
    let mut inside = "";
    let mut lines = String::new();
    for token in Tokens::xml(markup) {
        match token {
            Token::Open { name, empty: false, .. } => inside = local(name),
            Token::Close(_) => inside = "",
            Token::Text(raw) if matches!(inside, "text" | "author") => {
                lines.push_str(decode_entities(raw).trim());
                lines.push('\n');
            }
            _ => {}
        }
    }
    emit.text(format!("{label} text"), Role::Hidden, lines);
}

/// Targets outside the package: links, templates, linked files.
fn links(name: &str, text: &str, emit: &mut Emit<'_>) {
    let targets: Vec<String> =
        package::relations(text).into_iter().filter(|r| r.external).map(|r| r.target).collect();
    let of = name.replace("_rels/", "");
    let of = of.trim_end_matches(".rels");
    emit.text(format!("links of {of}"), Role::Field("rels/target".into()), targets.join("\n"));
}

fn embedded(package: &Package, name: &str, emit: &mut Emit<'_>) {
    let Some(bytes) = package.bytes(name).filter(|bytes| !bytes.is_empty()) else { return };
    let file = safe_name(name, "part.bin");
    if !story::is_generated(&file) {
        emit.text(format!("name of {name}"), Role::Name, file);
    }
    // The whole path keeps two files of one name apart.
    emit.child(&name.replace('/', " "), bytes);
}

#[cfg(test)]
mod tests;
