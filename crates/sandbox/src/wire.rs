//! Frames between the parent and its child: a tag, a length, the bytes.
//!
//! In: values of the rooms. Out: bytes on a pipe, and back. The parent believes nothing the child says.

use std::io::{self, Read, Write};

use noroshi_intake::Media;
use serde::{Deserialize, Serialize};

/// Bytes of content in one frame.
pub(crate) const CHUNK: usize = 1 << 18;
/// Bytes of a frame that holds no text of the material.
pub(crate) const SMALL: u64 = 1 << 20;

/// What a frame holds; the first four go to the child, the rest come from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tag {
    /// Options, once.
    Hello,
    /// Head of a material.
    Request,
    /// Bytes of the material.
    Body,
    /// The material is complete.
    BodyEnd,
    /// What confines the child, once.
    Ready,
    /// A document head.
    Open,
    /// A passage.
    Passage,
    /// Name of a member that begins.
    ChildBegin,
    /// Bytes of the member.
    Chunk,
    /// The member is complete.
    ChildEnd,
    /// A notice.
    Notice,
    /// The material is done; one byte tells whether its reader panicked.
    Done,
}

const TAGS: [Tag; 12] = [
    Tag::Hello,
    Tag::Request,
    Tag::Body,
    Tag::BodyEnd,
    Tag::Ready,
    Tag::Open,
    Tag::Passage,
    Tag::ChildBegin,
    Tag::Chunk,
    Tag::ChildEnd,
    Tag::Notice,
    Tag::Done,
];

/// Head of a material on its way to the child.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Request {
    pub(crate) name: String,
    pub(crate) media: Media,
    pub(crate) len: u64,
}

/// Writes one frame.
pub(crate) fn put(out: &mut dyn Write, tag: Tag, bytes: &[u8]) -> io::Result<()> {
    let length = u32::try_from(bytes.len()).map_err(|_| io::ErrorKind::InvalidInput)?;
    let [a, b, c, d] = length.to_le_bytes();
    out.write_all(&[tag as u8, a, b, c, d])?;
    out.write_all(bytes)
}

/// Writes one frame with a value.
pub(crate) fn put_value<T: Serialize>(out: &mut dyn Write, tag: Tag, value: &T) -> io::Result<()> {
    put(out, tag, &postcard::to_stdvec(value).map_err(io::Error::other)?)
}

/// Reads the head of a frame: its tag and its length.
pub(crate) fn head(data: &mut dyn Read) -> io::Result<(Tag, u32)> {
    let mut head = [0; 5];
    data.read_exact(&mut head)?;
    let [tag, a, b, c, d] = head;
    let tag = TAGS.get(usize::from(tag)).copied().ok_or(io::ErrorKind::InvalidData)?;
    Ok((tag, u32::from_le_bytes([a, b, c, d])))
}

/// Reads the bytes of a frame; `buffer` is used again and again.
pub(crate) fn body(data: &mut dyn Read, length: u32, limit: u64, buffer: &mut Vec<u8>) -> io::Result<()> {
    if u64::from(length) > limit {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    buffer.clear();
    let read = data.take(u64::from(length)).read_to_end(buffer)?;
    if read as u64 == u64::from(length) { Ok(()) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}

/// Decodes the value of a frame.
pub(crate) fn value<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> io::Result<T> {
    postcard::from_bytes(bytes).map_err(|_| io::ErrorKind::InvalidData.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_stand_at_their_number() {
        for (at, tag) in TAGS.iter().enumerate() {
            assert_eq!(*tag as usize, at);
        }
    }

    #[test]
    fn a_length_is_not_believed() {
        let mut bytes = Vec::new();
        put(&mut bytes, Tag::Chunk, b"abc").expect("writes");
        let (tag, length) = head(&mut &*bytes).expect("a head");
        assert_eq!((tag, length), (Tag::Chunk, 3));
        let mut buffer = Vec::new();
        let over = body(&mut &b"abc"[..], 3, 2, &mut buffer).map_err(|error| error.kind());
        assert_eq!(over, Err(io::ErrorKind::FileTooLarge));
        let cut = body(&mut &b"ab"[..], 3, 9, &mut buffer).map_err(|error| error.kind());
        assert_eq!(cut, Err(io::ErrorKind::UnexpectedEof));
        assert!(head(&mut &[99, 0, 0, 0, 0][..]).is_err());
    }
}
