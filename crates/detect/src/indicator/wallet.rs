//! Addresses of crypto wallets, by their checksums.

use noroshi_base::IndicatorKind;

/// Kind of wallet a word is the address of.
pub(super) fn kind(_word: &[u8]) -> Option<IndicatorKind> {
    None
}
