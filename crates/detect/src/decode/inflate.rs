//! gzip and zlib, within a limit.

use std::io::Read;

use flate2::read::{GzDecoder, ZlibDecoder};
use noroshi_base::Layer;

/// Unpacks bytes that begin like gzip or zlib; what comes after a limit or an error is left out.
pub(super) fn inflate(bytes: &[u8], most: usize) -> Option<(Vec<u8>, Layer)> {
    let most = u64::try_from(most).unwrap_or(u64::MAX).min(bytes.len() as u64 * 64);
    let mut plain = Vec::new();
    let (result, layer) = match bytes {
        [0x1F, 0x8B, 8, ..] => (GzDecoder::new(bytes).take(most).read_to_end(&mut plain), Layer::Gzip),
        [0x78, 0x01 | 0x5E | 0x9C | 0xDA, ..] => {
            (ZlibDecoder::new(bytes).take(most).read_to_end(&mut plain), Layer::Zlib)
        }
        _ => return None,
    };
    (result.is_ok() || plain.len() > 8).then_some((plain, layer))
}

/// Whether bytes begin like gzip or zlib.
pub(super) fn is_packed(head: &[u8]) -> bool {
    matches!(head, [0x1F, 0x8B, 8, ..] | [0x78, 0x01 | 0x5E | 0x9C | 0xDA, ..])
}
