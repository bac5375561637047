//! Bytes in memory or on disk.

use std::path::PathBuf;
use std::sync::Arc;

/// Bytes that can be opened any number of times.
#[derive(Debug, Clone)]
pub enum Blob {
    /// In memory.
    Memory(Arc<Vec<u8>>),
    /// A file the analyst named.
    File {
        /// Where it lies.
        path: PathBuf,
        /// Its size in bytes when it was collected.
        len: u64,
    },
    /// A member of a container, spooled to an unlinked temporary file.
    Spool {
        /// The file, shared.
        file: Arc<std::fs::File>,
        /// Its size in bytes.
        len: u64,
    },
}

impl Blob {
    /// Size in bytes.
    pub fn len(&self) -> u64 {
        match self {
            Self::Memory(bytes) => bytes.len() as u64,
            Self::File { len, .. } | Self::Spool { len, .. } => *len,
        }
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
