//! Cabinet files (MS-CAB): stored, MSZIP and LZX.
//!
//! In: bytes. Out: members. Each folder is unpacked once, up to the budget; names of Japanese Windows are CP932.

use flate2::{Decompress, FlushDecompress};
use lzxd::{Lzxd, WindowSize};
use noroshi_base::{NoticeCode, Text};

use super::{Unpack, decode_names};
use crate::Flow;
use crate::structure::{offset_at, slice, u16_at, u32_at};

/// Bytes that one block unpacks to at most.
const BLOCK: usize = 32 << 10;
/// Flags of the header: an earlier and a later cabinet, reserved areas.
const PREVIOUS: u16 = 1;
const NEXT: u16 = 2;
const RESERVED: u16 = 4;

/// Part of a cabinet that is packed as one.
struct Folder {
    data: usize,
    blocks: usize,
    method: u16,
}

/// A member.
struct File<'a> {
    size: usize,
    offset: usize,
    folder: u16,
    utf8: bool,
    name: &'a [u8],
}

pub(super) fn read(bytes: &[u8], unpack: &mut Unpack<'_>) {
    let Some((folders, files, reserved)) = directory(bytes) else { return unpack.malformed("") };
    if u16_at(bytes, 26) != Some(u16::try_from(folders.len()).unwrap_or(0)) {
        unpack.malformed("");
    }
    let raw: Vec<&[u8]> = files.iter().map(|file| file.name).collect();
    let decoded = decode_names(raw.into_iter());
    let names: Vec<String> = files
        .iter()
        .zip(decoded)
        .map(|(file, name)| if file.utf8 { String::from_utf8_lossy(file.name).into_owned() } else { name })
        .map(|name| name.replace('\\', "/"))
        .collect();
    for name in &names {
        if unpack.entry(name) == Flow::Stop {
            return;
        }
    }
    for (number, folder) in (0_u16..).zip(&folders) {
        let members: Vec<(&File<'_>, &String)> =
            files.iter().zip(&names).filter(|(file, _)| file.folder == number).collect();
        let wanted = members.iter().map(|(file, _)| file.offset.saturating_add(file.size)).max().unwrap_or(0);
        let budget = usize::try_from(unpack.budget.member(Some(bytes.len() as u64))).unwrap_or(usize::MAX);
        if wanted > budget {
            let reason = Text::fixed("展開後の大きさが上限を超えました", "unpacks to more than the limit");
            unpack.notice("", NoticeCode::OverLimit, reason);
        }
        let (data, whole) = self::unpack(bytes, folder, reserved, wanted.min(budget));
        if !whole && wanted <= budget {
            unpack.malformed("");
        }
        for (file, name) in members {
            let end = file.offset.saturating_add(file.size).min(data.len());
            let member = data.get(file.offset.min(end)..end).unwrap_or_default();
            if unpack.member(name, None, &mut &*member) == Flow::Stop {
                return;
            }
        }
    }
    for (file, name) in files.iter().zip(&names) {
        // The numbers from 0xFFFD on say that a member goes on in another cabinet.
        if usize::from(file.folder) >= folders.len() {
            let reason = Text::fixed(
                "別のキャビネットファイルに続いているため読めません",
                "not readable: it goes on in another cabinet",
            );
            unpack.notice(name, NoticeCode::Malformed, reason);
        }
    }
}

/// Folders, members, and the bytes reserved in each block; what is broken ends the lists.
fn directory(bytes: &[u8]) -> Option<(Vec<Folder>, Vec<File<'_>>, usize)> {
    let (folder_count, file_count) = (u16_at(bytes, 26)?, u16_at(bytes, 28)?);
    let flags = u16_at(bytes, 30)?;
    let mut at = 36;
    let (mut in_folder, mut in_block) = (0, 0);
    if flags & RESERVED != 0 {
        let in_header = usize::from(u16_at(bytes, at)?);
        in_folder = usize::from(*bytes.get(at + 2)?);
        in_block = usize::from(*bytes.get(at + 3)?);
        at += 4 + in_header;
    }
    for flag in [PREVIOUS, NEXT] {
        if flags & flag != 0 {
            for _ in 0..2 {
                at += memchr::memchr(0, bytes.get(at..)?)? + 1;
            }
        }
    }
    let mut folders = Vec::new();
    for _ in 0..folder_count {
        let Some(method) = u16_at(bytes, at + 6) else { break };
        folders.push(Folder {
            data: offset_at(bytes, at)?,
            blocks: usize::from(u16_at(bytes, at + 4)?),
            method,
        });
        at += 8 + in_folder;
    }
    let mut files = Vec::new();
    let mut at = offset_at(bytes, 16)?;
    for _ in 0..file_count {
        let Some(rest) = bytes.get(at + 16..) else { break };
        let Some(end) = memchr::memchr(0, rest.get(..1024).unwrap_or(rest)) else { break };
        files.push(File {
            size: offset_at(bytes, at)?,
            offset: offset_at(bytes, at + 4)?,
            folder: u16_at(bytes, at + 8)?,
            utf8: u16_at(bytes, at + 14)? & 0x80 != 0,
            name: rest.get(..end)?,
        });
        at += 16 + end + 1;
    }
    Some((folders, files, in_block))
}

/// A way to undo the blocks of a folder, which build on those before.
enum Method {
    Stored,
    Mszip,
    Lzx(Box<Lzxd>),
}

fn method(number: u16) -> Option<Method> {
    match number & 15 {
        0 => Some(Method::Stored),
        1 => Some(Method::Mszip),
        3 => {
            let window = match number >> 8 & 31 {
                15 => WindowSize::KB32,
                16 => WindowSize::KB64,
                17 => WindowSize::KB128,
                18 => WindowSize::KB256,
                19 => WindowSize::KB512,
                20 => WindowSize::MB1,
                21 => WindowSize::MB2,
                _ => return None,
            };
            Some(Method::Lzx(Box::new(Lzxd::new(window))))
        }
        // Quantum, of which no permissive reader is known.
        _ => None,
    }
}

/// Unpacks a folder up to `most` bytes; gives whether that went well.
fn unpack(bytes: &[u8], folder: &Folder, reserved: usize, most: usize) -> (Vec<u8>, bool) {
    let mut out = Vec::new();
    let Some(mut method) = method(folder.method) else { return (out, false) };
    let mut at = folder.data;
    for _ in 0..folder.blocks {
        if out.len() >= most {
            return (out, true);
        }
        let head = (u32_at(bytes, at), u16_at(bytes, at + 4), u16_at(bytes, at + 6));
        let (Some(_), Some(packed), Some(plain)) = head else { return (out, false) };
        let (packed, plain) = (usize::from(packed), usize::from(plain).min(BLOCK));
        let start = at + 8 + reserved;
        let Some(block) = slice(bytes, start, packed) else { return (out, false) };
        at = start + packed;
        let done = match &mut method {
            Method::Stored => {
                out.extend_from_slice(block);
                Some(())
            }
            Method::Mszip => mszip(block, plain, &mut out),
            Method::Lzx(lzx) => {
                lzx.decompress_next(block, plain).ok().map(|data| out.extend_from_slice(data))
            }
        };
        if done.is_none() {
            return (out, false);
        }
    }
    let whole = out.len() >= most;
    (out, whole)
}

/// One MSZIP block: deflate with the 32 KiB before as its dictionary.
fn mszip(block: &[u8], plain: usize, out: &mut Vec<u8>) -> Option<()> {
    let packed = block.strip_prefix(b"CK")?;
    let mut inflate = Decompress::new(false);
    let before = out.get(out.len().saturating_sub(BLOCK)..).unwrap_or_default();
    if !before.is_empty() {
        inflate.set_dictionary(before).ok()?;
    }
    let mut data = vec![0; plain];
    let result = inflate.decompress(packed, &mut data, FlushDecompress::Finish);
    let read = usize::try_from(inflate.total_out()).unwrap_or(0).min(plain);
    out.extend_from_slice(data.get(..read).unwrap_or_default());
    (result.is_ok() && read == plain).then_some(())
}
