//! PDF documents.
//!
//! In: bytes. Out: passages through the sink.

use noroshi_base::DocumentKind;
use noroshi_intake::Media;

use crate::{Options, Role, Sink, text};

/// Reads one material of this family; what cannot be parsed is noticed, never an error.
pub fn read(name: &str, media: Media, bytes: &[u8], options: &Options, sink: &mut dyn Sink) {
    text::read_whole(name, media, DocumentKind::Prose, &Role::Prose, bytes, options, sink);
}
