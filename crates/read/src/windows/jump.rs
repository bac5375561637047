//! Jump lists of programs (`.customDestinations-ms`): shortcuts in a row, each behind its class id.
//!
//! The other kind (`.automaticDestinations-ms`) is a compound file, whose reader hands its shortcuts on.

use crate::binary;
use crate::emit::Emit;

/// A shortcut's header size and class id; before each shortcut the class id stands once more.
const HEADER: &[u8] = b"\x4C\0\0\0\x01\x14\x02\0\0\0\0\0\xC0\0\0\0\0\0\0\x46";
const CLASS: usize = 16;
/// Ends every list.
const FOOTER: &[u8] = b"\xAB\xFB\xBF\xBA";

/// Hands on every shortcut.
pub(super) fn read(bytes: &[u8], emit: &mut Emit<'_>) {
    let body = bytes.strip_suffix(FOOTER).unwrap_or(bytes);
    let starts: Vec<usize> = memchr::memmem::find_iter(body, HEADER).collect();
    if starts.is_empty() || body.len() == bytes.len() {
        emit.malformed("", "ジャンプリストが途中で切れています", "the jump list is cut off");
    }
    let first = starts.first().map_or(body.len(), |start| start.saturating_sub(CLASS));
    binary::leftover(body.get(..first).unwrap_or_default(), "head", emit);
    let ends = starts.iter().skip(1).map(|next| next.saturating_sub(CLASS)).chain([body.len()]);
    for ((number, start), end) in (1..).zip(&starts).zip(ends) {
        emit.child(&format!("{number}.lnk"), body.get(*start..end).unwrap_or_default());
    }
}
