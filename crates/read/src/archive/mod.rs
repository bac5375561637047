//! Archives: zip, tar, gz, bz2, xz, zst, 7z.
//!
//! In: bytes. Out: passages through the sink.

use noroshi_base::DocumentKind;
use noroshi_intake::Media;

use crate::{Options, Role, Sink, text};

/// Reads one material of this family; what cannot be parsed is noticed, never an error.
pub fn read(name: &str, media: Media, bytes: &[u8], options: &Options, sink: &mut dyn Sink) {
    text::read_whole(name, media, DocumentKind::Container, &Role::Lines, bytes, options, sink);
}
