//! 7z, also encrypted.
//!
//! In: bytes. Out: members. A wrong password shows only in what it decodes to, so each one is tried on the first
//! member of the first block that needs one.

use std::io::{self, Cursor, Read};

use sevenz_rust2::{Archive, ArchiveReader, EncoderMethod, Error, Password};

use super::Unpack;
use crate::Flow;

/// Bytes of the first member on which a password is tried.
const TRIAL: u64 = 16 << 20;

pub(super) fn read(bytes: &[u8], passwords: &[String], unpack: &mut Unpack<'_>) {
    let mut encrypted = false;
    for word in passwords.iter().rev() {
        let password = Password::from(word.as_str());
        match Archive::read(&mut Cursor::new(bytes), &password) {
            Ok(archive) if is_encrypted(&archive) => {
                encrypted = true;
                if !word.is_empty() && opens(bytes, &archive, &password) {
                    return members(bytes, archive, password, unpack);
                }
            }
            Ok(archive) => return members(bytes, archive, password, unpack),
            Err(Error::PasswordRequired | Error::MaybeBadPassword(_)) => encrypted = true,
            // Under a wrong password an encrypted header is noise, and any error may come of it.
            Err(_) if encrypted => {}
            Err(_) => return unpack.malformed(""),
        }
    }
    names_only(bytes, unpack);
    unpack.encrypted("");
}

fn is_encrypted(archive: &Archive) -> bool {
    let aes = EncoderMethod::AES256_SHA256.id();
    archive.blocks.iter().any(|block| block.coders.iter().any(|coder| coder.encoder_method_id() == aes))
}

/// Whether the first member of an encrypted block decodes under this password.
fn opens(bytes: &[u8], archive: &Archive, password: &Password) -> bool {
    let mut reader = ArchiveReader::from_archive(archive.clone(), Cursor::new(bytes), password.clone());
    reader.set_thread_count(1);
    let mut good = false;
    let tried = reader.for_each_entries(|entry, data| {
        if entry.has_stream {
            good = io::copy(&mut data.take(TRIAL), &mut io::sink()).is_ok();
            return if good { Err(Error::FileNotFound) } else { Ok(false) };
        }
        Ok(true)
    });
    good || tried.is_ok() && archive.files.iter().all(|file| !file.has_stream)
}

/// Names of an archive whose content is encrypted but whose header is not.
fn names_only(bytes: &[u8], unpack: &mut Unpack<'_>) {
    let Ok(archive) = Archive::read(&mut Cursor::new(bytes), &Password::empty()) else { return };
    for file in &archive.files {
        if unpack.entry(file.name()) == Flow::Stop {
            return;
        }
    }
}

fn members(bytes: &[u8], archive: Archive, password: Password, unpack: &mut Unpack<'_>) {
    let mut reader = ArchiveReader::from_archive(archive, Cursor::new(bytes), password);
    reader.set_thread_count(1);
    let mut stopped = false;
    let result = reader.for_each_entries(|entry, data| {
        let go_on = !stopped
            && unpack.entry(entry.name()) == Flow::Continue
            && (entry.is_directory() || unpack.member(entry.name(), None, data) == Flow::Continue);
        stopped = !go_on;
        Ok(go_on)
    });
    if result.is_err() && !stopped {
        unpack.malformed("");
    }
}
