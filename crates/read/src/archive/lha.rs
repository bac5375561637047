//! LZH (LHA), long common in Japan: names are CP932.
//!
//! In: bytes. Out: members. A member that does not unpack costs itself only.

use std::io;

use delharc::LhaDecodeReader;
use delharc::header::LhaHeader;
use delharc::stub_io::Read as _;
use noroshi_base::NoticeCode;
use noroshi_base::Text;

use super::{Unpack, decode_names};
use crate::{Flow, Role};

/// Bytes of the first part in which an archive may begin behind a program that unpacks it.
const PROGRAM: usize = 1 << 20;

pub(super) fn read(bytes: &[u8], unpack: &mut Unpack<'_>) {
    let start = start(bytes);
    let headers = headers(bytes.get(start..).unwrap_or_default());
    let raw: Vec<Vec<u8>> = headers.iter().map(|(header, _)| name(header)).collect();
    let names = decode_names(raw.iter().map(Vec::as_slice).collect::<Vec<_>>().into_iter());
    if headers.is_empty() {
        unpack.malformed("");
    }
    for ((header, place), name) in headers.iter().zip(&names) {
        if unpack.entry(name) == Flow::Stop {
            return;
        }
        for comment in header.iter_extra().filter(|extra| extra.first() == Some(&0x3f)) {
            let text = noroshi_intake::encoding::decode(comment.get(1..).unwrap_or_default());
            unpack.text(Role::Hidden, &text);
        }
        if header.is_directory() {
            continue;
        }
        let data = bytes.get(start + place..).unwrap_or_default();
        let flow = match LhaDecodeReader::new(data) {
            Ok(reader) if reader.is_decoder_supported() => {
                let mut member = Member { reader, ended: false };
                unpack.member(name, Some(header.compressed_size), &mut member)
            }
            _ => {
                let reason = Text::fixed(
                    "このLZHの圧縮方式には対応していません",
                    "this compression method of LZH is not supported",
                );
                unpack.notice(name, NoticeCode::Malformed, reason);
                Flow::Continue
            }
        };
        if flow == Flow::Stop {
            return;
        }
    }
    let read = headers.last().map_or(0, |(header, place)| place + size(header, bytes.get(start + place..)));
    let rest = bytes.get(start + read..).unwrap_or_default();
    if !headers.is_empty() && rest.first().is_none_or(|byte| *byte != 0) && !rest.is_empty() {
        unpack.malformed("");
    }
}

/// Where the first header stands.
fn start(bytes: &[u8]) -> usize {
    let window = bytes.get(..PROGRAM).unwrap_or(bytes);
    memchr::memmem::find_iter(window, b"-lh")
        .find(|at| *at >= 2 && window.get(at + 4) == Some(&b'-'))
        .map_or(0, |at| at - 2)
}

/// Bytes from the start of a member's header to its end.
fn size(header: &LhaHeader, at: Option<&[u8]>) -> usize {
    let bytes = at.unwrap_or_default();
    let mut rest = bytes;
    let head = match LhaHeader::read(&mut rest) {
        Ok(Some(_)) => bytes.len() - rest.len(),
        _ => 0,
    };
    head.saturating_add(usize::try_from(header.compressed_size).unwrap_or(usize::MAX)).min(bytes.len())
}

/// Headers with their places, up to a broken one.
fn headers(bytes: &[u8]) -> Vec<(LhaHeader, usize)> {
    const MOST: usize = 100_000;
    let mut out = Vec::new();
    let mut at = 0;
    while out.len() < MOST {
        let Some(mut rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) else { break };
        let Ok(Some(header)) = LhaHeader::read(&mut rest) else { break };
        let next = at + size(&header, bytes.get(at..));
        let stuck = next <= at;
        out.push((header, at));
        if stuck {
            break;
        }
        at = next;
    }
    out
}

/// Folder and name as they are stored; folders are parted by 0xFF.
fn name(header: &LhaHeader) -> Vec<u8> {
    let mut folder: Vec<u8> = Vec::new();
    let mut file = header.filename.to_vec();
    for extra in header.iter_extra() {
        match extra.split_first() {
            Some((1, name)) => file = name.to_vec(),
            Some((2, name)) => folder = name.to_vec(),
            _ => {}
        }
    }
    if folder.last().is_some_and(|byte| !matches!(byte, 0xff | b'/')) {
        folder.push(b'/');
    }
    folder.extend_from_slice(&file);
    let end = memchr::memchr(0, &folder).unwrap_or(folder.len());
    folder.truncate(end);
    folder.iter_mut().filter(|byte| **byte == 0xff).for_each(|byte| *byte = b'/');
    folder
}

/// A member being unpacked; a wrong checksum is an error at its end.
struct Member<'a> {
    reader: LhaDecodeReader<&'a [u8]>,
    ended: bool,
}

impl io::Read for Member<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.ended || buffer.is_empty() {
            return Ok(0);
        }
        let broken = || io::Error::from(io::ErrorKind::InvalidData);
        let count = self.reader.read_all(buffer).map_err(|_| broken())?;
        if count == 0 {
            self.ended = true;
            self.reader.crc_check().map_err(|_| broken())?;
        }
        Ok(count)
    }
}
