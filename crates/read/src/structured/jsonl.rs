//! JSON lines: logs of millions of records, handed on as lines with their escapes undone.

use noroshi_base::DocumentKind;
use noroshi_intake::Media;

use super::json::unescape;
use crate::emit::Emit;
use crate::{Role, feed};

/// Bytes of lines handed on together.
const BLOCK: usize = 256 << 10;

/// Hands on a document of one record a line.
pub(super) fn emit(text: &str, emit: &mut Emit<'_>) {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or("");
    if feed::is_feed(first) {
        emit.open(DocumentKind::Feed, Media::JsonLines);
        for (index, line) in text.lines().enumerate() {
            if emit.more() && !feed::read_line(line, index + 1, emit) {
                emit.lines("", Role::Lines, number(index + 1), unescape(line));
            }
        }
        return;
    }
    emit.open(DocumentKind::Records, Media::JsonLines);
    records(text, emit);
}

fn records(text: &str, emit: &mut Emit<'_>) {
    let mut block = String::new();
    let mut start = 1;
    for (index, line) in text.split_inclusive('\n').enumerate() {
        if !emit.more() {
            return;
        }
        let escaped = memchr::memchr(b'\\', line.as_bytes()).is_some();
        if escaped {
            block.push_str(&unescape(line));
        } else {
            block.push_str(line);
        }
        // A line break that was an escape would shift the numbers of all lines behind it.
        let shifts = escaped && (line.contains("\\n") || line.contains("\\u000a"));
        if shifts || block.len() >= BLOCK {
            emit.lines("", Role::Lines, number(start), std::mem::take(&mut block));
            start = index + 2;
        }
    }
    emit.lines("", Role::Lines, number(start), block);
}

fn number(line: usize) -> u32 {
    u32::try_from(line).unwrap_or(u32::MAX)
}
