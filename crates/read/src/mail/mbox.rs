//! Mailboxes: messages one after another, each behind a `From ` line.

use crate::emit::Emit;

/// Hands on every message of a mailbox as a child.
pub(super) fn split(bytes: &[u8], emit: &mut Emit<'_>) {
    let mut number = 0_u32;
    let mut start = None;
    let mut at = 0;
    let mut after_blank = true;
    while at < bytes.len() {
        let end = memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |newline| at + newline + 1);
        let line = &bytes[at..end];
        if after_blank && is_separator(line) {
            message(start.map(|from| &bytes[from..at]), number, emit);
            number += 1;
            start = Some(end);
        } else if start.is_none() {
            // No separator at the top: the first message starts right here.
            number = 1;
            start = Some(at);
        }
        after_blank = line.trim_ascii().is_empty();
        at = end;
    }
    message(start.map(|from| &bytes[from..]), number, emit);
}

/// Whether this is `From someone Tue Jan  5 10:00:00 2026`; the time tells it from a sentence.
fn is_separator(line: &[u8]) -> bool {
    line.starts_with(b"From ") && memchr::memchr_iter(b':', line).count() >= 2
}

fn message(bytes: Option<&[u8]>, number: u32, emit: &mut Emit<'_>) {
    let Some(bytes) = bytes.filter(|bytes| !bytes.trim_ascii().is_empty()) else { return };
    if emit.more() {
        emit.child(&format!("mail {number}.eml"), &unquoted(bytes));
    }
}

/// Undoes `>From ` at line starts.
fn unquoted(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    for line in bytes.split_inclusive(|b| *b == b'\n') {
        let quotes = line.iter().take_while(|b| **b == b'>').count();
        let is_quoted = quotes > 0 && line.get(quotes..).is_some_and(|rest| rest.starts_with(b"From "));
        out.extend_from_slice(line.get(usize::from(is_quoted)..).unwrap_or_default());
    }
    out
}
