//! zip, with either encryption.
//!
//! In: bytes. Out: members. Names and comments of Japanese Windows are CP932. Where the directory at the end is gone,
//! members are read one after the other from the start.

use std::io::{self, Cursor, Read};

use encoding_rs::SHIFT_JIS;
use noroshi_intake::encoding;
use zip::result::ZipError;
use zip::{ZipArchive, ZipReadOptions};

use super::{Unpack, decode_names};
use crate::{Flow, Role};

type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;

/// Characters of code page 437 from 0x80 on, to undo its misuse on comments.
const CP437: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀\
                     αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";

pub(super) fn read(bytes: &[u8], passwords: &[String], unpack: &mut Unpack<'_>) {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else {
        unpack.malformed("");
        read_forwards(bytes, unpack);
        return;
    };
    let names = decode_names(archive.file_names_raw().collect::<Vec<_>>().into_iter());
    unpack.text(Role::Hidden, &encoding::decode(archive.comment()));
    if archive.has_duplicate_names() {
        unpack.malformed("");
    }
    let mut keys = keys(passwords);
    for (index, name) in names.iter().enumerate() {
        if unpack.entry(name) == Flow::Stop
            || read_member(&mut archive, index, name, &mut keys, unpack) == Flow::Stop
        {
            return;
        }
    }
}

/// Passwords as bytes, as typed on a Japanese Windows too.
fn keys(passwords: &[String]) -> Vec<Vec<u8>> {
    let mut keys: Vec<Vec<u8>> = Vec::new();
    for word in passwords {
        let (sjis, _, replaced) = SHIFT_JIS.encode(word);
        keys.push(word.clone().into_bytes());
        if !word.is_ascii() && !replaced {
            keys.push(sjis.into_owned());
        }
    }
    keys
}

/// What an entry needs before it can be read.
enum Lock {
    None,
    /// The password is checked when the entry is opened.
    Aes,
    /// One byte tells a wrong password, so one in 256 passes; only the whole content proves it.
    ZipCrypto,
}

fn read_member(
    archive: &mut Archive<'_>,
    index: usize,
    name: &str,
    keys: &mut [Vec<u8>],
    unpack: &mut Unpack<'_>,
) -> Flow {
    let Ok(raw) = archive.by_index_raw(index) else {
        unpack.malformed(name);
        return Flow::Continue;
    };
    let (folder, packed, encrypted) = (raw.is_dir(), raw.compressed_size(), raw.encrypted());
    let comment = undo_cp437(raw.comment());
    drop(raw);
    unpack.text(Role::Hidden, &comment);
    if folder {
        return Flow::Continue;
    }
    let lock = match archive.get_aes_verification_key_and_salt(index) {
        _ if !encrypted => Lock::None,
        Ok(None) => Lock::ZipCrypto,
        _ => Lock::Aes,
    };
    let password = match lock {
        Lock::None => None,
        Lock::Aes | Lock::ZipCrypto => {
            match find_key(archive, index, keys, &lock, unpack.limits.file_bytes) {
                Some(at) => {
                    // The next member most often has the same one.
                    keys.swap(0, at);
                    keys.first().cloned()
                }
                None => {
                    unpack.encrypted(name);
                    return Flow::Continue;
                }
            }
        }
    };
    let options = ZipReadOptions::new().password(password.as_deref());
    match archive.by_index_with_options(index, options) {
        Ok(mut file) => unpack.member(name, Some(packed), &mut file),
        Err(_) => {
            unpack.malformed(name);
            Flow::Continue
        }
    }
}

fn find_key(
    archive: &mut Archive<'_>,
    index: usize,
    keys: &[Vec<u8>],
    lock: &Lock,
    limit: u64,
) -> Option<usize> {
    let mut maybe = None;
    for (at, key) in keys.iter().enumerate() {
        match archive.by_index_with_options(index, ZipReadOptions::new().password(Some(key))) {
            Err(ZipError::InvalidPassword) => {}
            Err(_) => {
                maybe.get_or_insert(at);
            }
            Ok(_) if matches!(lock, Lock::Aes | Lock::None) => return Some(at),
            Ok(file) => {
                maybe.get_or_insert(at);
                if io::copy(&mut file.take(limit), &mut io::sink()).is_ok() {
                    return Some(at);
                }
            }
        }
    }
    // A password that passed the first check on a damaged member still reads its start.
    maybe.filter(|_| matches!(lock, Lock::Aes))
}

/// Members of an archive whose directory is lost.
fn read_forwards(bytes: &[u8], unpack: &mut Unpack<'_>) {
    let start = memchr::memmem::find(bytes, b"PK\x03\x04").unwrap_or(bytes.len());
    let mut rest = Cursor::new(bytes.get(start..).unwrap_or(&[]));
    while let Ok(Some(mut file)) = zip::read::read_zipfile_from_stream(&mut rest) {
        let name = encoding::decode(file.name_raw()).into_owned();
        let (folder, packed) = (file.is_dir(), file.compressed_size());
        if unpack.entry(&name) == Flow::Stop {
            return;
        }
        if !folder && unpack.member(&name, Some(packed), &mut file) == Flow::Stop {
            return;
        }
    }
}

/// The bytes of a comment that was read as code page 437, read again as what they are.
fn undo_cp437(comment: &str) -> String {
    let byte = |c: char| {
        if c.is_ascii() {
            return u8::try_from(c).ok();
        }
        let at = CP437.chars().position(|known| known == c)?;
        u8::try_from(at.saturating_add(0x80)).ok()
    };
    let bytes: Option<Vec<u8>> = comment.chars().map(byte).collect();
    bytes.map_or_else(|| comment.to_owned(), |bytes| encoding::decode(&bytes).into_owned())
}
