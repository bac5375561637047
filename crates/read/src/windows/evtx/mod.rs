//! Windows event logs (EVTX).
//!
//! Chunks and records are found by their signatures, not by what a header counts, so that damaged logs, truncated ones
//! and records behind the end of a chunk are read too; of a record that cannot be parsed its strings are given.

mod binxml;
mod fields;

use crate::binary;
use crate::emit::Emit;
use crate::record::Record;
use crate::structure::{filetime_at, offset_at, slice, u32_at, u64_at};

/// Bytes of the file header.
const FILE_HEADER: usize = 4096;
/// Bytes of one chunk.
const CHUNK: usize = 65_536;
/// Bytes of the header of a chunk.
const CHUNK_HEADER: usize = 512;
/// Bytes of the header of a record.
const RECORD_HEADER: usize = 24;

const CHUNK_MAGIC: &[u8] = b"ElfChnk\0";
const RECORD_MAGIC: &[u8] = b"\x2a\x2a\0\0";

/// How much of a log could not be read.
#[derive(Default)]
struct Losses {
    chunks: u32,
    records: u32,
}

/// Hands on every record of a log.
pub(super) fn read(bytes: &[u8], emit: &mut Emit<'_>) {
    let mut losses = Losses::default();
    let starts: Vec<usize> = memchr::memmem::find_iter(bytes, CHUNK_MAGIC).collect();
    let mut at = FILE_HEADER.min(bytes.len());
    if starts.first().is_some_and(|first| *first < at) {
        at = starts[0];
    }
    for start in starts.iter().copied().chain([bytes.len()]) {
        if start < at {
            // A chunk inside a chunk is text of a record.
            continue;
        }
        damaged(bytes.get(at..start).unwrap_or_default(), &mut losses, emit);
        let end = start.saturating_add(CHUNK).min(bytes.len());
        chunk(bytes.get(start..end).unwrap_or_default(), &mut losses, emit);
        at = end;
        if !emit.more() {
            return;
        }
    }
    if bytes.len() < FILE_HEADER {
        losses.chunks += 1;
        binary::leftover(bytes, "rest", emit);
    }
    if losses.chunks > 0 || losses.records > 0 {
        let ja = format!(
            "壊れたチャンク{}個、解釈できないレコード{}件は、読める部分と文字列だけを読みました",
            losses.chunks, losses.records
        );
        let en = format!(
            "{} damaged chunks and {} records that do not parse gave what was readable and their strings",
            losses.chunks, losses.records
        );
        emit.malformed("", &ja, &en);
    }
}

/// A stretch where chunks should stand: their records may still be there.
fn damaged(bytes: &[u8], losses: &mut Losses, emit: &mut Emit<'_>) {
    for piece in bytes.chunks(CHUNK) {
        if piece.iter().all(|byte| *byte == 0) {
            continue;
        }
        losses.chunks += 1;
        chunk(piece, losses, emit);
    }
}

fn chunk(chunk: &[u8], losses: &mut Losses, emit: &mut Emit<'_>) {
    let whole = chunk.len() == CHUNK;
    let free = offset_at(chunk, 48).filter(|_| whole).unwrap_or(chunk.len());
    if !whole && chunk.starts_with(CHUNK_MAGIC) {
        losses.chunks += 1;
    }
    let mut steps = binxml::Steps::default();
    let mut at = CHUNK_HEADER;
    while emit.more() {
        let rest = chunk.get(at..).unwrap_or_default();
        let Some(found) = memchr::memmem::find(rest, RECORD_MAGIC) else { break };
        let start = at + found;
        if found > 0 && start <= free {
            // Between two records nothing stands; what does was one.
            losses.records += 1;
            binary::leftover(rest.get(..found).unwrap_or_default(), "between records", emit);
        }
        let size = offset_at(chunk, start + 4).filter(|size| (RECORD_HEADER + 4..=CHUNK).contains(size));
        let Some(record) = size.and_then(|size| slice(chunk, start, size)) else {
            at = start + RECORD_MAGIC.len();
            if start < free {
                losses.records += 1;
                binary::leftover(chunk.get(at..).unwrap_or_default(), "damaged record", emit);
            }
            continue;
        };
        // The size stands at the end too; a chance signature has none there.
        let closed = u32_at(record, record.len() - 4) == u32_at(record, 4);
        let read = event(chunk, start, record, start >= free, &mut steps, emit);
        if !read && start < free {
            losses.records += 1;
            binary::leftover(record, "damaged record", emit);
        }
        at = start + if closed { record.len() } else { RECORD_MAGIC.len() };
    }
}

/// Hands on one record; gives whether all of it was understood.
fn event(
    chunk: &[u8],
    start: usize,
    record: &[u8],
    slack: bool,
    steps: &mut binxml::Steps,
    emit: &mut Emit<'_>,
) -> bool {
    let number = u64_at(record, 8).unwrap_or(0);
    let body = start + RECORD_HEADER..start + record.len() - 4;
    let (values, whole) = binxml::values(chunk, body, steps);
    if values.is_empty() {
        return false;
    }
    let state = if slack { " (deleted)" } else { "" };
    let mut out = Record::new(format!("record {number}{state}"), "event");
    out.seen(filetime_at(record, 16), None);
    fields::add(&values, &mut out);
    out.emit(emit);
    whole
}
