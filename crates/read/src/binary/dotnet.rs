//! User strings of .NET assemblies: the `#US` heap of the metadata.

use super::common::{u16_at, u32_at, until_nul};
use super::facts::Facts;

/// First bytes of metadata.
const MARK: &[u8] = b"BSJB";
/// Most places where metadata is looked for.
const MARKS: usize = 4;
/// Most streams of one metadata root.
const STREAMS: u16 = 16;
/// Most strings of one heap.
const STRINGS: usize = 1 << 18;

/// Reads every heap of user strings found by its mark.
pub(super) fn read(bytes: &[u8], facts: &mut Facts) -> Option<()> {
    for at in memchr::memmem::find_iter(bytes, MARK).take(MARKS) {
        if let Some(heap) = bytes.get(at..).and_then(heap) {
            facts.lines(".NET user strings", strings(heap));
        }
    }
    Some(())
}

/// Bytes of the `#US` stream of the metadata that begins here.
fn heap(root: &[u8]) -> Option<&[u8]> {
    let version = usize::try_from(u32_at(root, 12)?).ok()?.checked_next_multiple_of(4)?;
    let mut at = version.checked_add(16)?;
    let count = u16_at(root, at.checked_add(2)?)?;
    at = at.checked_add(4)?;
    for _ in 0..count.min(STREAMS) {
        let (start, length) = (u32_at(root, at)?, u32_at(root, at.checked_add(4)?)?);
        let name = until_nul(root.get(at.checked_add(8)?..)?, 32);
        if name == b"#US" {
            let start = usize::try_from(start).ok()?;
            return root.get(start..start.checked_add(usize::try_from(length).ok()?)?);
        }
        at = at.checked_add(8)?.checked_add((name.len() + 1).next_multiple_of(4))?;
    }
    None
}

/// Strings of a heap: each a compressed length, UTF-16 and one flag byte.
fn strings(heap: &[u8]) -> Vec<String> {
    let mut out = Vec::new();
    let mut rest = heap.get(1..).unwrap_or_default();
    while out.len() < STRINGS {
        let Some((length, head)) = compressed(rest) else { break };
        let Some(blob) = rest.get(head..head + length) else { break };
        let units: Vec<u16> =
            blob.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
        if !units.is_empty() {
            out.push(String::from_utf16_lossy(&units));
        }
        rest = rest.get(head + length..).unwrap_or_default();
    }
    out
}

/// A compressed number and the count of its bytes.
fn compressed(bytes: &[u8]) -> Option<(usize, usize)> {
    let at = |index: usize| bytes.get(index).copied().map(usize::from);
    let first = at(0)?;
    match first {
        0..=0x7f => Some((first, 1)),
        0x80..=0xbf => Some(((first & 0x3f) << 8 | at(1)?, 2)),
        0xc0..=0xdf => Some(((first & 0x1f) << 24 | at(1)? << 16 | at(2)? << 8 | at(3)?, 4)),
        _ => None,
    }
}
