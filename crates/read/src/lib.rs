//! Room 2: a [`Material`](noroshi_intake::Material) becomes documents of passages.
//!
//! In: bytes with a media type. Out, through a [`Sink`]: heads, passages with their places, children of containers,
//! notices. Never fails as a whole.

pub mod passage;

use std::io::Read;

use noroshi_base::{DocumentHead, Limits, Notice};
use noroshi_intake::Media;

pub use passage::{Hint, Passage, Role};

/// What a reader is told beside the bytes.
#[derive(Debug, Clone, Default, serde::Serialize, serde::Deserialize)]
pub struct Options {
    /// Bounds.
    pub limits: Limits,
    /// Passwords to try on archives, `infected` included.
    pub passwords: Vec<String>,
}

/// Whether the run goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    /// Go on.
    Continue,
    /// The receiver wants no more of this material.
    Stop,
}

/// Where a reader puts what it finds.
///
/// `open` comes first; passages belong to the document opened last. A child is a material of its own and is read
/// later, by another call, under the name `<parent>!/<name>`.
pub trait Sink {
    /// A document begins.
    fn open(&mut self, head: DocumentHead);
    /// A stretch of its text.
    fn passage(&mut self, passage: Passage) -> Flow;
    /// A member or an attachment; the receiver reads at most its own limit.
    fn child(&mut self, name: &str, data: &mut dyn Read) -> Flow;
    /// A remark.
    fn notice(&mut self, notice: Notice);
}

/// Whether this media type is plain text that is read in-process, as a stream.
pub const fn is_plain(media: Media) -> bool {
    matches!(media, Media::Text | Media::Log | Media::Markdown)
}

/// Reads one material that is not plain text, whole, from memory.
pub fn read(_name: &str, _media: Media, _bytes: &[u8], _options: &Options, _sink: &mut dyn Sink) {}

/// Reads plain text as a stream of passages of at most about 1 MiB, cut at line ends where there are any.
pub fn read_plain(
    _name: &str,
    _media: Media,
    _data: &mut dyn Read,
    _options: &Options,
    _sink: &mut dyn Sink,
) {
}
