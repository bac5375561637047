//! Addresses of crypto wallets, by their checksums.

use noroshi_base::IndicatorKind;
use sha2::{Digest, Sha256};

use super::keccak::keccak256;

const BASE58: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const BECH32: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";

/// Kind of wallet a word is the address of.
pub(super) fn kind(word: &[u8]) -> Option<IndicatorKind> {
    match (word.first()?, word.len()) {
        (b'0', 42) => ethereum(word).then_some(IndicatorKind::WalletEth),
        (b'4' | b'8', 95 | 106) => monero(word).then_some(IndicatorKind::WalletXmr),
        (b'b' | b'B' | b'l' | b't', 42..=74) => bech32(word),
        (b'1' | b'3' | b'L' | b'M' | b'D' | b'X' | b'T' | b't' | b'A', 26..=35) => base58check(word),
        _ => None,
    }
}

/// `0x` and 40 digits; mixed case must be the checksum of EIP-55.
fn ethereum(word: &[u8]) -> bool {
    let Some(digits) = word.strip_prefix(b"0x") else { return false };
    let letters = || digits.iter().filter(|byte| byte.is_ascii_alphabetic());
    if !digits.iter().all(u8::is_ascii_hexdigit) || letters().count() == 0 {
        return false;
    }
    if letters().all(u8::is_ascii_lowercase) || letters().all(u8::is_ascii_uppercase) {
        return true;
    }
    let hash = keccak256(&digits.to_ascii_lowercase());
    digits.iter().enumerate().all(|(index, digit)| {
        let byte = hash.get(index / 2).copied().unwrap_or(0);
        let nibble = if index % 2 == 0 { byte >> 4 } else { byte & 15 };
        !digit.is_ascii_alphabetic() || digit.is_ascii_uppercase() == (nibble > 7)
    })
}

/// Bitcoin, Litecoin, Dogecoin, Dash, Tron, Zcash: version byte and double SHA-256.
fn base58check(word: &[u8]) -> Option<IndicatorKind> {
    let bytes = base58(word, 25).or_else(|| base58(word, 26))?;
    let (body, sum) = bytes.split_at_checked(bytes.len() - 4)?;
    let hash = Sha256::digest(Sha256::digest(body));
    if hash.get(..4)? != sum {
        return None;
    }
    match (body.first()?, body.len()) {
        (0x00 | 0x05, 21) => Some(IndicatorKind::WalletBtc),
        (0x30 | 0x32 | 0x1E | 0x16 | 0x4C | 0x10 | 0x41 | 0x17, 21) | (0x1C, 22) => {
            Some(IndicatorKind::WalletOther)
        }
        _ => None,
    }
}

/// Exactly `length` bytes of base58, or `None`.
fn base58(word: &[u8], length: usize) -> Option<Vec<u8>> {
    let mut bytes = vec![0_u8; length];
    for letter in word {
        let mut carry = u32::try_from(BASE58.iter().position(|known| known == letter)?).ok()?;
        for byte in bytes.iter_mut().rev() {
            carry += u32::from(*byte) * 58;
            *byte = (carry & 0xFF) as u8;
            carry >>= 8;
        }
        if carry != 0 {
            return None;
        }
    }
    let ones = word.iter().take_while(|letter| **letter == b'1').count();
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    (ones == zeros).then_some(bytes)
}

/// Blocks of eleven letters for eight bytes; the last four bytes are the start of a Keccak digest.
fn monero(word: &[u8]) -> bool {
    const SIZES: [usize; 12] = [0, 0, 1, 2, 0, 3, 4, 5, 0, 6, 7, 8];
    let mut bytes = Vec::with_capacity(80);
    for block in word.chunks(11) {
        let size = SIZES.get(block.len()).copied().unwrap_or(0);
        let mut value = 0_u128;
        for letter in block {
            let Some(digit) = BASE58.iter().position(|known| known == letter) else { return false };
            value = value * 58 + digit as u128;
        }
        let all = value.to_be_bytes();
        if size == 0 || value >> (8 * size) != 0 {
            return false;
        }
        bytes.extend_from_slice(all.get(16 - size..).unwrap_or_default());
    }
    let Some((body, sum)) = bytes.split_at_checked(bytes.len().saturating_sub(4)) else { return false };
    keccak256(body).get(..4) == Some(sum)
}

/// Bitcoin and Litecoin addresses with a witness.
fn bech32(word: &[u8]) -> Option<IndicatorKind> {
    let lower = word.to_ascii_lowercase();
    if lower != word && word.iter().any(u8::is_ascii_lowercase) {
        return None;
    }
    let (prefix, kind): (&[u8], _) = if lower.starts_with(b"bc1") {
        (b"bc", IndicatorKind::WalletBtc)
    } else if lower.starts_with(b"ltc1") {
        (b"ltc", IndicatorKind::WalletOther)
    } else {
        return None;
    };
    let expanded = prefix.iter().map(|byte| byte >> 5).chain([0]).chain(prefix.iter().map(|byte| byte & 31));
    let mut sum = 1_u32;
    for value in expanded {
        sum = polymod(sum, value);
    }
    for letter in lower.get(prefix.len() + 1..)? {
        sum = polymod(sum, u8::try_from(BECH32.iter().position(|known| known == letter)?).ok()?);
    }
    matches!(sum, 1 | 0x2BC8_30A3).then_some(kind)
}

fn polymod(sum: u32, value: u8) -> u32 {
    const GENERATOR: [u32; 5] = [0x3B6A_57B2, 0x2650_8E6D, 0x1EA1_19FA, 0x3D42_33DD, 0x2A14_62B3];
    let top = sum >> 25;
    let mixed = (sum & 0x01FF_FFFF) << 5 ^ u32::from(value);
    GENERATOR
        .iter()
        .enumerate()
        .fold(mixed, |mixed, (bit, constant)| if top >> bit & 1 == 1 { mixed ^ constant } else { mixed })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksums_decide() {
        for (word, expected) in [
            ("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", Some(IndicatorKind::WalletBtc)),
            ("3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy", Some(IndicatorKind::WalletBtc)),
            ("bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq", Some(IndicatorKind::WalletBtc)),
            ("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", Some(IndicatorKind::WalletEth)),
            (
                "44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3XjrpDtQGv7SqSsaBYBb98uNbr2VBBEt7f2wfn3RVGQBEP3A",
                Some(IndicatorKind::WalletXmr),
            ),
            ("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb", None),
            ("bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdp", None),
            ("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD", None),
        ] {
            assert_eq!(kind(word.as_bytes()), expected, "{word}");
        }
    }
}
