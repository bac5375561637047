//! A package as a recipient has it: files, and every text in them.
//!
//! In: a folder (`share/`, or the output folder around it). Out: [`Package`]: names, sizes, times and texts. Textual
//! files are kept whole, as they lie, because ids, times and layout tell as much as values; other formats give the
//! texts a reader finds in them, document properties and comments included.

mod doc;
mod load;

use std::sync::Arc;

use noroshi_base::{Notice, Sensitive};

pub use doc::{Doc, Part};
pub use load::{LoadError, load};

use crate::finding::Spot;

/// One file of a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackageFile {
    /// Path below the package's folder.
    pub name: Arc<str>,
    /// Size in bytes.
    pub bytes: u64,
    /// Time of the last change in seconds since 1970, where the system tells it.
    pub modified: Option<i64>,
}

/// A package.
#[derive(Debug, Clone, Default)]
pub struct Package {
    /// Name for people.
    pub name: String,
    /// Files in order of name, those inside containers not among them.
    pub files: Vec<PackageFile>,
    /// Texts.
    pub docs: Vec<Doc>,
    /// What could not be read.
    pub notices: Vec<Notice>,
}

impl Package {
    /// Size of all files in bytes.
    pub fn bytes(&self) -> u64 {
        self.files.iter().map(|file| file.bytes).sum()
    }

    /// The text of a file, by its name below the package.
    pub fn text(&self, name: &str) -> Option<&Doc> {
        self.docs.iter().find(|doc| doc.part == Part::Body && doc.file.as_ref() == name)
    }

    /// Texts that stand in files: not their names, properties and comments.
    pub fn bodies(&self) -> impl Iterator<Item = &Doc> {
        self.docs.iter().filter(|doc| doc.part == Part::Body)
    }

    /// Where an offset of a text is, for people.
    pub fn spot(doc: &Doc, offset: usize) -> Spot {
        Spot { file: Arc::clone(&doc.file), place: doc.place(offset) }
    }

    /// A package of named texts, for whoever has it in memory.
    pub fn from_texts(name: &str, files: &[(&str, &str)]) -> Self {
        let docs = files.iter().map(|(file, text)| Doc::body((*file).into(), text)).collect();
        let files = files
            .iter()
            .map(|(file, text)| PackageFile {
                name: (*file).into(),
                bytes: text.len() as u64,
                modified: None,
            })
            .collect();
        Self { name: name.to_owned(), files, docs, notices: Vec::new() }
    }

    /// Takes in a text of a package.
    pub(crate) fn push(&mut self, file: &Arc<str>, part: Part, place: String, text: String) {
        self.docs.push(Doc::new(Arc::clone(file), part, place, Sensitive::new(text)));
    }
}
