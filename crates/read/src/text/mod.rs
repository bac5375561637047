//! Plain text: encodings, and streaming in passages.
//!
//! In: bytes in any encoding used in Japan. Out: passages through the sink, in bounded memory.

mod stretch;
mod wide;

use std::borrow::Cow;
use std::io::{self, Cursor, Read};
use std::sync::Arc;

use noroshi_base::{DocumentHead, DocumentKind, Limits, Notice, NoticeCode, Text};
use noroshi_intake::encoding::{self, Decoder};
use noroshi_intake::{Media, Shape};

use crate::{Flow, Options, Passage, Role, Sink};
use stretch::{Stretch, Stretches};
use wide::WideReader;

/// Bytes of the first stretch that the shape of a text is judged by.
const HEAD: usize = 1 << 16;

/// Decodes bytes of any encoding used in Japan; what is invalid becomes U+FFFD.
pub fn decode(bytes: &[u8]) -> Cow<'_, str> {
    encoding::decode(bytes)
}

/// Reads plain text as a stream of passages.
///
/// Passages hold about 1 MiB and end at line ends; a longer line is cut, and the next passage repeats its last 4 KiB
/// as [`Passage::overlap`].
pub fn read_plain(name: &str, media: Media, data: &mut dyn Read, options: &Options, sink: &mut dyn Sink) {
    Plain { name, media, limits: &options.limits, sink }.read(data);
}

struct Plain<'a> {
    name: &'a str,
    media: Media,
    limits: &'a Limits,
    sink: &'a mut dyn Sink,
}

impl Plain<'_> {
    fn read(&mut self, data: &mut dyn Read) {
        let mut head = Vec::new();
        let failed = data.take(HEAD as u64).read_to_end(&mut head).err();
        let utf16 = encoding::utf16(&head);
        let mut rest = Cursor::new(head).chain(data).take(self.limits.text_bytes);
        let ended = match utf16 {
            Some(encoding) => self.passages(&mut WideReader::new(&mut rest, encoding)),
            None => self.passages(&mut rest),
        };
        // A read at the limit tells a text that ends there from one that goes on.
        let over = rest.limit() == 0
            && rest.into_inner().take(1).read_to_end(&mut Vec::new()).is_ok_and(|more| more > 0);
        if failed.is_some() || ended.is_err() {
            self.notice(
                NoticeCode::Unreadable,
                Text::fixed("途中で読めなくなりました", "reading failed on the way"),
            );
        } else if over {
            self.notice(NoticeCode::OverLimit, Text::fixed("上限まで読みました", "read up to the limit"));
        }
    }

    fn passages(&mut self, data: &mut dyn Read) -> io::Result<()> {
        let mut stretches = Stretches::new(data);
        let mut decoder = Decoder::default();
        let mut role = None;
        let part: Arc<str> = "".into();
        while let Some(stretch) = stretches.next()? {
            let (line, overlap, text) = decode_stretch(&mut decoder, stretch);
            let role = role.get_or_insert_with(|| self.open(&text)).clone();
            let passage = Passage { part: Arc::clone(&part), line, overlap, role, text, hint: None };
            if self.sink.passage(passage) == Flow::Stop {
                return Ok(());
            }
        }
        if role.is_none() {
            self.open("");
        }
        Ok(())
    }

    /// Opens the document by what its first text looks like; gives the role of its passages.
    fn open(&mut self, text: &str) -> Role {
        let head = text.get(..text.floor_char_boundary(HEAD)).unwrap_or(text);
        let (kind, role) = kind_and_role(self.media, Shape::of(self.name, head));
        self.sink.open(DocumentHead { material: self.name.into(), kind, media: self.media.name().into() });
        role
    }

    fn notice(&mut self, code: NoticeCode, reason: Text) {
        self.sink.notice(Notice { material: self.name.to_owned(), place: String::new(), code, reason });
    }
}

const fn kind_and_role(media: Media, shape: Shape) -> (DocumentKind, Role) {
    match (media, shape) {
        (_, Shape::Values) => (DocumentKind::Table, Role::Lines),
        (Media::Log, _) | (_, Shape::Records) => (DocumentKind::Records, Role::Lines),
        (_, Shape::Prose) => (DocumentKind::Prose, Role::Prose),
        (_, Shape::Code) => (DocumentKind::Structured, Role::Code),
    }
}

/// Line, overlap in bytes of the text, and the text.
fn decode_stretch(decoder: &mut Decoder, stretch: Stretch) -> (u32, u32, String) {
    let Stretch { mut bytes, overlap, line } = stretch;
    let fresh = if overlap == 0 { Vec::new() } else { bytes.split_off(overlap.min(bytes.len())) };
    let mut text = decoder.decode(bytes);
    if overlap == 0 {
        return (line, 0, text);
    }
    let repeated = u32::try_from(text.len()).unwrap_or(u32::MAX);
    text.push_str(&decoder.decode(fresh));
    (line, repeated, text)
}

#[cfg(test)]
mod tests;
