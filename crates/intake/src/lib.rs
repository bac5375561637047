//! Room 1: bytes and a source note become [`Material`].
//!
//! In: paths an analyst names. Out: materials with a name, a media type and bytes that can be opened again.
//! Refuses what is over a limit. Knows no format beyond its first bytes.

pub mod blob;
pub mod media;

use std::path::PathBuf;
use std::sync::Arc;

use noroshi_base::{Limits, Notice};

pub use blob::Blob;
pub use media::Media;

/// One file as it lay on disk, or one member of a container.
#[derive(Debug, Clone)]
pub struct Material {
    /// Name for people: path below the named root, archive members and attachments joined by `!/`.
    pub name: Arc<str>,
    /// The bytes.
    pub blob: Blob,
    /// What the bytes are, by name and first bytes.
    pub media: Media,
    /// Number of containers around it.
    pub depth: u32,
}

/// Walks files and folders; links are not followed, devices are skipped.
pub fn collect(_roots: &[PathBuf], _limits: &Limits) -> (Vec<Material>, Vec<Notice>) {
    (Vec::new(), Vec::new())
}
