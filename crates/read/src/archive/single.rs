//! Compressed single files: gz, bz2, xz, zst.
//!
//! In: bytes. Out: one child, named as the archive without its ending; of a compressed tar, its members.

use std::io::{self, Cursor, Read};

use bzip2::bufread::MultiBzDecoder;
use flate2::bufread::{GzDecoder, MultiGzDecoder};
use lzma_rust2::XzReader;
use noroshi_intake::{MEMBER, Media, encoding};
use ruzstd::decoding::{FrameDecoder, StreamingDecoder};

use super::{Unpack, tape};
use crate::Role;

/// Bytes that tell a tar.
const TAR_HEAD: u64 = 512;
/// Largest window of zstd that is unpacked, as `zstd --long=27` writes it.
const ZSTD_WINDOW: u64 = 128 << 20;

pub(super) fn read(media: Media, bytes: &[u8], unpack: &mut Unpack<'_>) {
    let packed = Some(bytes.len() as u64);
    let name = match media {
        Media::Gzip => gzip_name(bytes, unpack),
        _ => None,
    };
    let name = name.unwrap_or_else(|| plain_name(unpack.name));
    let memory = u32::try_from(unpack.limits.reader_memory / 2 / 1024).unwrap_or(u32::MAX);
    let mut data: Box<dyn Read + '_> = match media {
        Media::Gzip => Box::new(MultiGzDecoder::new(bytes)),
        Media::Bzip2 => Box::new(MultiBzDecoder::new(bytes)),
        Media::Xz => Box::new(XzReader::new_mem_limit(bytes, true, memory)),
        _ => Box::new(ZstdReader { rest: bytes, frame: None }),
    };
    let mut head = Vec::new();
    let failed = (&mut data).take(TAR_HEAD).read_to_end(&mut head).is_err();
    let tar = !failed && noroshi_intake::sniff(&name, &head) == Media::Tar;
    let mut data = Cursor::new(head).chain(data);
    if tar {
        // Its members go on one by one, so that the whole need not fit in memory.
        tape::read(data, &format!("{name}{MEMBER}"), unpack);
    } else {
        unpack.member(&name, packed, &mut data);
    }
}

/// The name that gzip keeps, which need not be the name the file has now.
fn gzip_name(bytes: &[u8], unpack: &mut Unpack<'_>) -> Option<String> {
    let decoder = GzDecoder::new(bytes);
    let header = decoder.header()?;
    let name =
        header.filename().map(|name| encoding::decode(name).into_owned()).filter(|name| !name.is_empty());
    if let Some(comment) = header.comment() {
        unpack.text(Role::Hidden, &encoding::decode(comment));
    }
    if let Some(name) = &name {
        unpack.text(Role::Name, name);
    }
    name
}

/// Name of the content: the last part of the archive's name without its ending.
fn plain_name(name: &str) -> String {
    let last = name.rsplit(MEMBER).next().unwrap_or(name);
    let last = last.rsplit('/').next().unwrap_or(last);
    match last.rsplit_once('.') {
        Some((stem, end)) => match end.to_ascii_lowercase().as_str() {
            "gz" | "bz2" | "xz" | "zst" | "zstd" | "bz" => stem.to_owned(),
            "tgz" | "tbz" | "tbz2" | "txz" | "tzst" => format!("{stem}.tar"),
            _ => last.to_owned(),
        },
        None => last.to_owned(),
    }
}

/// Frames of zstd one after the other; skippable ones are passed over.
struct ZstdReader<'a> {
    rest: &'a [u8],
    frame: Option<StreamingDecoder<&'a [u8], FrameDecoder>>,
}

impl ZstdReader<'_> {
    /// Opens the next frame; tells whether there is one.
    fn open(&mut self) -> io::Result<bool> {
        while let [0x50..=0x5F, 0x2A, 0x4D, 0x18, a, b, c, d, rest @ ..] = self.rest {
            let skipped = u32::from_le_bytes([*a, *b, *c, *d]) as usize;
            self.rest = rest.get(skipped..).ok_or(io::ErrorKind::UnexpectedEof)?;
        }
        if self.rest.is_empty() {
            return Ok(false);
        }
        let frame =
            StreamingDecoder::new_with_max_window_size(self.rest, ZSTD_WINDOW).map_err(io::Error::other)?;
        self.frame = Some(frame);
        Ok(true)
    }

    /// Checks the frame that has ended.
    fn close(&mut self) -> io::Result<()> {
        let Some(frame) = self.frame.take() else { return Ok(()) };
        let (rest, decoder) = frame.into_parts();
        self.rest = rest;
        match (decoder.get_checksum_from_data(), decoder.get_calculated_checksum()) {
            (Some(told), Some(found)) if told != found => Err(io::ErrorKind::InvalidData.into()),
            _ => Ok(()),
        }
    }
}

impl Read for ZstdReader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if let Some(frame) = &mut self.frame {
                let count = frame.read(buffer)?;
                if count > 0 || buffer.is_empty() {
                    return Ok(count);
                }
                self.close()?;
            }
            if !self.open()? {
                return Ok(0);
            }
        }
    }
}
