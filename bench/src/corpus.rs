//! The corpus: every text of the reports and the raw material, cut into documents of 64 KiB at line ends.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use walkdir::WalkDir;

/// Bytes of one document.
const DOCUMENT: usize = 64 << 10;
/// Folders that are read.
const FOLDERS: [&str; 2] = ["reports", "raw-material"];
/// Files about the data, not of it.
const ABOUT: [&str; 3] = ["SOURCE", "LICENSE", "MANIFEST"];

/// What is measured on.
pub(crate) struct Corpus {
    /// Folder of the documents.
    pub(crate) documents_folder: PathBuf,
    /// The same bytes as one file.
    pub(crate) whole: PathBuf,
    /// Count of documents.
    pub(crate) documents: usize,
    /// Bytes of all documents.
    pub(crate) bytes: u64,
}

impl Corpus {
    /// Collects the texts below `data` into `folder`.
    pub(crate) fn collect(data: &Path, folder: &Path) -> Result<Self> {
        let documents_folder = folder.join("documents");
        fs::create_dir_all(&documents_folder)?;
        let whole = folder.join("whole.log");
        let mut file = File::create(&whole)?;
        let mut out = Self { documents_folder, whole, documents: 0, bytes: 0 };
        for name in FOLDERS {
            let root = data.join(name);
            anyhow::ensure!(root.is_dir(), "{} is not there", root.display());
            for entry in WalkDir::new(root).sort_by_file_name() {
                let entry = entry?;
                let about = ABOUT.iter().any(|start| entry.file_name().to_string_lossy().starts_with(start));
                if entry.file_type().is_file() && !about {
                    out.add(entry.path(), &mut file)?;
                }
            }
        }
        Ok(out)
    }

    /// Size in MB of a million bytes.
    pub(crate) fn megabytes(&self) -> f64 {
        self.bytes as f64 / 1e6
    }

    fn add(&mut self, path: &Path, whole: &mut File) -> Result<()> {
        let mut bytes = fs::read(path).with_context(|| path.display().to_string())?;
        if path.extension().is_some_and(|end| end == "gz") {
            let mut unpacked = Vec::new();
            flate2::read::GzDecoder::new(bytes.as_slice()).read_to_end(&mut unpacked)?;
            bytes = unpacked;
        }
        let Ok(mut text) = std::str::from_utf8(&bytes) else { return Ok(()) };
        while !text.is_empty() {
            let (document, rest) = text.split_at(cut(text));
            self.documents += 1;
            self.bytes += document.len() as u64;
            fs::write(self.documents_folder.join(format!("{:05}.txt", self.documents)), document)?;
            whole.write_all(document.as_bytes())?;
            text = rest;
        }
        Ok(())
    }
}

/// Where the first document of a text ends: behind a line, or at the size.
fn cut(text: &str) -> usize {
    if text.len() <= DOCUMENT {
        return text.len();
    }
    let limit = text.floor_char_boundary(DOCUMENT);
    let line = text.get(..limit).and_then(|head| head.rfind('\n'));
    line.map_or(limit, |end| end + 1)
}
