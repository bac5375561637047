//! Digests of bytes and of profile words, as public services know them.

use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha224, Sha256, Sha384, Sha512};

/// MD5, SHA-1, SHA-224, SHA-256, SHA-384 and SHA-512 in lower-case hex.
pub(crate) fn all(bytes: &[u8]) -> [String; 6] {
    [
        hex(&Md5::digest(bytes)),
        hex(&Sha1::digest(bytes)),
        hex(&Sha224::digest(bytes)),
        hex(&Sha256::digest(bytes)),
        hex(&Sha384::digest(bytes)),
        hex(&Sha512::digest(bytes)),
    ]
}

/// MD5, SHA-1 and SHA-256: what files are known by.
pub(crate) fn common(bytes: &[u8]) -> [String; 3] {
    [hex(&Md5::digest(bytes)), hex(&Sha1::digest(bytes)), hex(&Sha256::digest(bytes))]
}

fn hex(digest: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(digest.len() * 2);
    for byte in digest {
        // Both indices are below 16.
        text.push(char::from(DIGITS[usize::from(byte >> 4)]));
        text.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    text
}

#[cfg(test)]
mod tests {
    #[test]
    fn known_digests() {
        let all = super::all(b"abc");
        assert_eq!(all[0], "900150983cd24fb0d6963f7d28e17f72");
        assert!(all[3].starts_with("ba7816bf"));
    }
}
