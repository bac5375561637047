//! JSON, JSON lines and XML: exchange documents where they are some, else their strings with the keys beside them.
//!
//! In: bytes. Out: passages through the sink.

mod block;
mod json;
mod jsonl;
mod xml;

use noroshi_base::DocumentKind;
use noroshi_intake::Media;

use crate::emit::{Emit, guard};
use crate::{Options, Sink, feed, text};

/// Reads one material of this family; what cannot be parsed is noticed, never an error.
pub fn read(name: &str, media: Media, bytes: &[u8], options: &Options, sink: &mut dyn Sink) {
    let mut emit = Emit::new(name, options, sink);
    let text = text::decode(bytes);
    guard(&mut emit, |emit| match media {
        Media::JsonLines => jsonl::emit(&text, emit),
        Media::Xml => {
            emit.open(DocumentKind::Structured, media);
            xml::emit(&text, emit);
        }
        _ if feed::try_read(&text, media, emit) => {}
        _ => {
            emit.open(DocumentKind::Structured, media);
            json::emit(&text, emit);
        }
    });
}

#[cfg(test)]
mod tests;
