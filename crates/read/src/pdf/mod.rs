//! PDF documents.
//!
//! In: bytes. Out: the text of each page with its lines, then properties, notes, links, outline, form fields,
//! scripts; attachments as children. What lost its structure is rebuilt, or read as plain strings.

mod cmap;
mod content;
mod font;
mod glyphs;
mod japan;
mod layout;
mod lexer;
mod meta;
mod objects;
mod repair;

use lopdf::{Document, LoadOptions};
use noroshi_base::{DocumentKind, NoticeCode};
use noroshi_intake::Media;

use crate::emit::{Emit, guard};
use crate::{Options, Role, Sink};

/// Pages read of one document.
const MOST_PAGES: usize = 20_000;

/// Reads one document; what cannot be parsed is noticed, never an error.
pub fn read(name: &str, media: Media, bytes: &[u8], options: &Options, sink: &mut dyn Sink) {
    let mut emit = Emit::new(name, options, sink);
    emit.open(DocumentKind::Prose, media);
    let mut handled = false;
    guard(&mut emit, |emit| handled = document(bytes, options, emit));
    if !handled {
        guard(&mut emit, |emit| repair::strings(bytes, emit));
    }
}

/// Reads a document by its structure; gives whether that was possible.
fn document(bytes: &[u8], options: &Options, emit: &mut Emit<'_>) -> bool {
    let Some(document) = load(bytes, options, emit) else {
        emit.malformed(
            "",
            "PDFの構造が壊れているため、文字列だけを読みました",
            "the PDF structure is broken; only its strings were read",
        );
        return false;
    };
    if document.is_encrypted() {
        emit.notice(
            "",
            NoticeCode::Encrypted,
            "パスワードで保護されたPDFのため読めません",
            "the PDF is protected by a password",
        );
        return true;
    }
    pages(&document, emit);
    meta::emit(&document, emit);
    true
}

fn load(bytes: &[u8], options: &Options, emit: &mut Emit<'_>) -> Option<Document> {
    let first =
        Document::load_mem(bytes).ok().filter(|document| document.is_encrypted() || has_pages(document));
    let document = match first {
        Some(document) => document,
        None => {
            let document = repair::rebuilt(bytes).and_then(|bytes| Document::load_mem(&bytes).ok())?;
            emit.malformed(
                "",
                "PDFの索引が壊れているため、再構成して読みました",
                "the PDF index is broken; it was rebuilt",
            );
            document
        }
    };
    if !document.is_encrypted() {
        return Some(document);
    }
    for password in &options.passwords {
        let with = LoadOptions::with_password(password);
        if let Ok(opened) = Document::load_mem_with_options(bytes, with)
            && !opened.is_encrypted()
        {
            return Some(opened);
        }
    }
    Some(document)
}

fn has_pages(document: &Document) -> bool {
    document.page_iter().next().is_some()
}

fn pages(document: &Document, emit: &mut Emit<'_>) {
    let mut painter = content::Painter::new(document);
    for (index, id) in document.page_iter().enumerate() {
        if index >= MOST_PAGES {
            emit.over_limit("", "ページ数", "pages");
            return;
        }
        if !emit.more() {
            return;
        }
        let page = painter.page(id);
        let part = format!("page {}", index + 1);
        if page.unknown > 0 && page.unknown * 20 > page.shown {
            emit.malformed(
                &part,
                "文字コード表のないフォントがあり、一部の文字を読めません",
                "a font without a character map: some characters are unreadable",
            );
        }
        emit.lines(part.as_str(), Role::Prose, 1, page.text);
        emit.text(format!("{part} replacement text"), Role::Hidden, page.actual);
    }
}

#[cfg(test)]
mod tests;
