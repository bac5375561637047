//! The cipher of old Word and Excel documents: RC4 with keys from MD5 ([MS-OFFCRYPTO] 2.3.6).
//!
//! In: the head that a document keeps, and passwords. Out: the plain bytes. It is weak and often used with a password
//! that Excel knows, so that scanners, but no people, are kept out.

use md5::{Digest as _, Md5};

use crate::bytes::{slice, u16_at};

/// The password that Excel tries by itself.
const BUILT_IN: &str = "VelvetSweatshop";
/// Bytes of the head: version, salt, verifier and its digest.
pub(super) const HEAD: usize = 4 + 16 + 16 + 16;

/// What every key of a document is made from.
pub(super) struct Lock([u8; 5]);

impl Lock {
    /// The lock that one of the passwords opens; `None` for another cipher, or where no password fits.
    pub(super) fn open(head: &[u8], passwords: &[String]) -> Option<Self> {
        if u16_at(head, 0)? != 1 || u16_at(head, 2)? != 1 {
            return None;
        }
        let (salt, proof) = (slice(head, 4, 16)?, slice(head, 20, 32)?);
        let own = std::iter::once(BUILT_IN).chain(passwords.iter().map(String::as_str));
        own.map(|password| Self::new(password, salt)).find(|lock| lock.fits(proof))
    }

    fn new(password: &str, salt: &[u8]) -> Self {
        let wide: Vec<u8> = password.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let short = start(&Md5::digest(wide));
        let mixed: Vec<u8> = [&short[..], salt].concat().repeat(16);
        Self(start(&Md5::digest(mixed)))
    }

    fn fits(&self, proof: &[u8]) -> bool {
        let mut plain = proof.to_vec();
        self.stream(0).apply(&mut plain);
        let (verifier, digest) = plain.split_at(16.min(plain.len()));
        Md5::digest(verifier).as_slice() == digest
    }

    fn stream(&self, block: u32) -> Rc4 {
        Rc4::new(&Md5::digest([&self.0[..], &block.to_le_bytes()].concat()))
    }

    /// All bytes of a stream, each block of `size` bytes with a key of its own.
    pub(super) fn decrypt(&self, bytes: &[u8], size: usize) -> Vec<u8> {
        let mut out = bytes.to_vec();
        for (block, part) in (0_u32..).zip(out.chunks_mut(size)) {
            self.stream(block).apply(part);
        }
        out
    }
}

/// The first five bytes of a digest.
fn start(digest: &[u8]) -> [u8; 5] {
    digest.first_chunk().copied().unwrap_or_default()
}

/// The RC4 stream cipher.
struct Rc4 {
    state: [u8; 256],
    i: u8,
    j: u8,
}

impl Rc4 {
    fn new(key: &[u8]) -> Self {
        let mut state = [0_u8; 256];
        for (place, value) in state.iter_mut().zip(0..=255) {
            *place = value;
        }
        let mut j = 0_u8;
        for (i, byte) in (0..256).zip(key.iter().cycle()) {
            let value: u8 = state.get(i).copied().unwrap_or(0);
            j = j.wrapping_add(value).wrapping_add(*byte);
            state.swap(i, usize::from(j));
        }
        Self { state, i: 0, j: 0 }
    }

    fn apply(&mut self, bytes: &mut [u8]) {
        for byte in bytes {
            self.i = self.i.wrapping_add(1);
            let first = self.state[usize::from(self.i)];
            self.j = self.j.wrapping_add(first);
            let second = self.state[usize::from(self.j)];
            self.state.swap(usize::from(self.i), usize::from(self.j));
            *byte ^= self.state[usize::from(first.wrapping_add(second))];
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A lock and the head that a document with it has.
    pub(in crate::ole) fn locked_with(password: &str) -> (Lock, Vec<u8>) {
        let salt = *b"sixteen byte sal";
        let lock = Lock::new(password, &salt);
        let verifier = *b"any other number";
        let mut proof = [&verifier[..], &Md5::digest(verifier)].concat();
        lock.stream(0).apply(&mut proof);
        (lock, [&[1, 0, 1, 0][..], &salt, &proof].concat())
    }

    #[test]
    fn the_stream_is_that_of_rc4() {
        // The usual vector: "Key" and "Plaintext".
        let mut text = b"Plaintext".to_vec();
        Rc4::new(b"Key").apply(&mut text);
        assert_eq!(text, [0xBB, 0xF3, 0x16, 0xE8, 0xD9, 0x40, 0xAF, 0x0A, 0xD3]);
    }

    #[test]
    fn the_head_of_a_real_workbook_opens_with_the_password_of_excel() {
        // FILEPASS of a workbook that Excel 2003 locked.
        let head: Vec<u8> = [
            "01000100",
            "f6aa0c139de2933c03128bb02fa457f8",
            "5eb4991ec2c3de08740d402df6c857d9",
            "55f2bf673f61ac4d8946b36ec0af2f90",
        ]
        .concat()
        .as_bytes()
        .chunks(2)
        .filter_map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect();
        assert!(Lock::open(&head, &[]).is_some());
        assert!(Lock::open(&head[..40], &[]).is_none());
    }
}
