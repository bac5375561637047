//! Room 1: bytes and a source note become [`Material`].
//!
//! In: paths an analyst names. Out: materials with a name, a media type and bytes that can be opened again.
//! Refuses what is over a limit. Knows no format beyond its first bytes.

pub mod blob;
mod collect;
pub mod encoding;
mod legacy;
mod magic;
mod markup;
pub mod media;
pub mod shape;
mod sniff;

use std::io;
use std::sync::Arc;

use noroshi_base::Limits;

pub use blob::{Blob, BlobReader, Pack, sha256};
pub use collect::collect;
pub use media::Media;
pub use shape::Shape;
pub use sniff::sniff;

/// What joins the name of a container and the name of its member.
pub const MEMBER: &str = "!/";

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

impl Material {
    /// Looks at the first bytes and names what they are; fails where the bytes cannot be read.
    pub fn new(name: &str, blob: Blob, depth: u32, limits: &Limits) -> io::Result<Self> {
        let media = sniff::sniff_blob(name, &blob, limits)?;
        Ok(Self { name: name.into(), blob, media, depth })
    }

    /// Makes a member of this container into a material of its own.
    pub fn child(&self, name: &str, blob: Blob, limits: &Limits) -> io::Result<Self> {
        Self::new(
            &format!("{}{MEMBER}{}", self.name, printable(name)),
            blob,
            self.depth.saturating_add(1),
            limits,
        )
    }
}

/// Replaces control characters, which have no place in a name for people.
pub fn printable(name: &str) -> String {
    name.chars().map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c }).collect()
}
