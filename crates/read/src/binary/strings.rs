//! Strings of a stretch of bytes, in one encoding at a time, in one pass and bounded.

use std::sync::LazyLock;

use encoding_rs::SHIFT_JIS;

use super::common::u16_at;
use crate::Flow;

/// Most bytes of one passage.
const PASSAGE: usize = 1 << 20;
/// Bytes of a line that is cut in two which are given again.
const OVERLAP: usize = 512;
/// Weight from which on a run of characters is a string; a letter weighs one, a Japanese one two.
const ENOUGH: u32 = 5;

/// Letters from which on pairs of ASCII letters are known not to be kanji.
const ASCII_PAIRS: usize = 4;

/// How strings are encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    /// ASCII and UTF-8.
    Ascii,
    /// UTF-16, either order.
    Utf16,
    /// Shift_JIS as Windows has it.
    Cp932,
}

impl Encoding {
    /// All, in the order they are read.
    pub(super) const ALL: [Self; 3] = [Self::Ascii, Self::Utf16, Self::Cp932];

    /// Name in part names.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Ascii => "ascii",
            Self::Utf16 => "utf-16",
            Self::Cp932 => "cp932",
        }
    }
}

/// How a scan ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// Everything was read.
    Whole,
    /// The receiver wants no more.
    Stopped,
    /// The limit was reached.
    OverLimit,
}

type Emit<'a> = dyn FnMut(String, u32) -> Flow + 'a;

/// Gives the strings of a stretch in passages, one string a line; `left` is what the file may still give.
pub(super) fn scan(bytes: &[u8], encoding: Encoding, left: &mut u64, emit: &mut Emit<'_>) -> End {
    let mut lines = Lines { text: String::new(), overlap: 0, left, emit, end: End::Whole };
    match encoding {
        Encoding::Ascii => ascii(bytes, &mut lines),
        Encoding::Utf16 => utf16(bytes, &mut lines),
        Encoding::Cp932 => cp932(bytes, &mut lines),
    }
    lines.flush();
    lines.end
}

/// Gathers lines into passages.
struct Lines<'a, 'b> {
    text: String,
    overlap: u32,
    left: &'a mut u64,
    emit: &'a mut Emit<'b>,
    end: End,
}

impl Lines<'_, '_> {
    fn push(&mut self, mut line: &str) {
        if self.text.len() + line.len() > PASSAGE {
            self.flush();
        }
        while line.len() > PASSAGE && self.end == End::Whole {
            let cut = line.floor_char_boundary(PASSAGE - 1);
            let (head, _) = line.split_at(cut);
            self.text.push_str(head);
            self.flush();
            let again = line.floor_char_boundary(cut - OVERLAP);
            self.overlap = u32::try_from(cut - again).unwrap_or(0);
            line = line.split_at(again).1;
        }
        if self.end == End::Whole {
            self.text.push_str(line);
            self.text.push('\n');
        }
    }

    fn flush(&mut self) {
        let text = std::mem::take(&mut self.text);
        let overlap = std::mem::take(&mut self.overlap);
        if text.is_empty() || self.end != End::Whole {
            return;
        }
        match self.left.checked_sub(text.len() as u64) {
            Some(left) => *self.left = left,
            None => return self.end = End::OverLimit,
        }
        if (self.emit)(text, overlap) == Flow::Stop {
            self.end = End::Stopped;
        }
    }

    fn done(&self) -> bool {
        self.end != End::Whole
    }
}

const fn is_plain(byte: u8) -> bool {
    matches!(byte, b'\t' | 0x20..=0x7e)
}

/// Runs of ASCII and of well-formed UTF-8 letters.
fn ascii(bytes: &[u8], lines: &mut Lines<'_, '_>) {
    let mut at = 0;
    while at < bytes.len() && !lines.done() {
        let (mut end, mut weight) = (at, 0_u32);
        while let Some(byte) = bytes.get(end) {
            let (length, worth) = if is_plain(*byte) { (1, 1) } else { multibyte(bytes, end) };
            if length == 0 {
                break;
            }
            end += length;
            weight = weight.saturating_add(worth);
        }
        if weight >= ENOUGH {
            let run = bytes.get(at..end).and_then(|run| std::str::from_utf8(run).ok()).unwrap_or_default();
            lines.push(run);
        }
        at = end + 1;
    }
}

/// Length and weight of the UTF-8 letter at a place; 0 for none.
fn multibyte(bytes: &[u8], at: usize) -> (usize, u32) {
    let length = match bytes.get(at) {
        Some(0xc2..=0xdf) => 2,
        Some(0xe0..=0xef) => 3,
        Some(0xf0..=0xf4) => 4,
        _ => return (0, 0),
    };
    let letter = bytes
        .get(at..at + length)
        .and_then(|run| std::str::from_utf8(run).ok())
        .and_then(|run| run.chars().next());
    match letter {
        Some(letter) if is_japanese(u32::from(letter)) => (length, 2),
        Some(letter) if letter.is_alphanumeric() => (length, 1),
        _ => (0, 0),
    }
}

/// Common Japanese characters: one bit for each of the basic plane.
static JAPANESE: LazyLock<Box<[u64; 1024]>> = LazyLock::new(|| {
    let mut bits = Box::new([0_u64; 1024]);
    for (lead, trail) in (0x81..=0x97_u8).flat_map(|lead| (0x40..=0xfc_u8).map(move |trail| (lead, trail))) {
        let pair = [lead, trail];
        let (text, failed) = SHIFT_JIS.decode_without_bom_handling(&pair);
        let common = !matches!(lead, 0x84..=0x87) && !failed;
        if let Some(letter) = text.chars().next().map(u32::from).filter(|letter| common && *letter < 0x1_0000)
        {
            bits[(letter >> 6) as usize] |= 1 << (letter & 63);
        }
    }
    bits
});

fn is_japanese(letter: u32) -> bool {
    letter >= 0x80 && JAPANESE.get((letter >> 6) as usize).is_some_and(|word| word >> (letter & 63) & 1 == 1)
}

/// Weight of a UTF-16 unit inside a run: common letters count, rare ones only keep the run going.
fn unit_weight(unit: u16) -> Option<u32> {
    match unit {
        0x09 | 0x20..=0x7e | 0x3000 => Some(1),
        _ if is_japanese(unit.into()) => Some(2),
        0xff61..=0xff9f | 0x0410..=0x044f => Some(1),
        0x4e00..=0x9fff | 0xff00..=0xff60 | 0x00c0..=0x00ff => Some(0),
        _ => None,
    }
}

/// A run of UTF-16: where, how long, of what worth.
#[derive(Clone, Copy)]
struct Run {
    start: usize,
    units: usize,
    weight: u32,
    plain: u32,
    big: bool,
}

/// The run from a place on; it begins with a letter that counts.
fn wide_run(bytes: &[u8], start: usize, big: bool) -> Run {
    let mut run = Run { start, units: 0, weight: 0, plain: 0, big };
    let (mut rare, mut odd) = (0_u32, false);
    while let Some(unit) = u16_at(bytes, start + run.units * 2) {
        let unit = if big { unit.swap_bytes() } else { unit };
        let Some(worth) = unit_weight(unit) else { break };
        run.weight = run.weight.saturating_add(worth);
        run.plain = run.plain.saturating_add(u32::from(unit < 0x80));
        rare += u32::from(worth == 0);
        // Keeps runs that fail short, so that the whole stays linear.
        if run.weight == 0 || rare > run.weight.saturating_add(2) {
            break;
        }
        odd |= unit.to_le_bytes().iter().any(|byte| !is_plain(*byte) && !matches!(byte, b'\r' | b'\n'));
        run.units += 1;
        if run.units == ASCII_PAIRS && !odd {
            break;
        }
    }
    // Pairs of ASCII letters look like kanji.
    if !odd {
        run.weight = 0;
    }
    run
}

/// Runs of UTF-16 in either order, at any alignment.
fn utf16(bytes: &[u8], lines: &mut Lines<'_, '_>) {
    let mut at = 0;
    while at + 1 < bytes.len() && !lines.done() {
        let here = better(bytes, at);
        // A byte before the text can pass for half a letter and shift the whole; the heavier reading is right.
        let next = if here.weight > 0 { better(bytes, at + 1) } else { here };
        let run = if next.weight > here.weight { next } else { here };
        if run.weight < ENOUGH + 1 && run.plain < ENOUGH - 1 {
            at += 1;
            continue;
        }
        lines.push(&wide_text(bytes, &run));
        at = run.start + run.units * 2;
    }
}

/// The heavier of the two orders from a place on; the little one on a tie.
fn better(bytes: &[u8], at: usize) -> Run {
    let little = wide_run(bytes, at, false);
    let big = wide_run(bytes, at, true);
    if big.weight > little.weight { big } else { little }
}

fn wide_text(bytes: &[u8], run: &Run) -> String {
    let units = (0..run.units).filter_map(|unit| u16_at(bytes, run.start + unit * 2));
    let units = units.map(|unit| if run.big { unit.swap_bytes() } else { unit });
    char::decode_utf16(units).map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

/// Runs of Shift_JIS that hold at least three common double-byte letters in a row.
fn cp932(bytes: &[u8], lines: &mut Lines<'_, '_>) {
    let mut at = 0;
    while at < bytes.len() && !lines.done() {
        // What is UTF-8 was read as such, and would be noise here.
        if multibyte(bytes, at).1 == 2 && multibyte(bytes, at + 3).1 == 2 {
            at += 6;
            while multibyte(bytes, at).0 > 1 {
                at += multibyte(bytes, at).0;
            }
            continue;
        }
        let (length, row) = sjis_run(bytes, at);
        if row >= 3 {
            let run = bytes.get(at..at + length).unwrap_or_default();
            if let (text, false) = SHIFT_JIS.decode_without_bom_handling(run) {
                lines.push(&text);
            }
        }
        at += length.max(1);
    }
}

/// Length of a run of Shift_JIS and the longest row of common double-byte letters in it.
fn sjis_run(bytes: &[u8], start: usize) -> (usize, u32) {
    let (mut at, mut row, mut longest) = (start, 0_u32, 0_u32);
    while let Some(byte) = bytes.get(at) {
        let trail = matches!(bytes.get(at + 1), Some(0x40..=0x7e | 0x80..=0xfc));
        match byte {
            0x81..=0x83 | 0x88..=0x97 if trail => {
                row += 1;
                longest = longest.max(row);
                at += 2;
            }
            0x84..=0x87 | 0x98..=0x9f | 0xe0..=0xfc if trail => {
                row = 0;
                at += 2;
            }
            _ if is_plain(*byte) || matches!(byte, 0xa1..=0xdf) => {
                row = 0;
                at += 1;
            }
            _ => break,
        }
    }
    (at - start, longest)
}

#[cfg(test)]
mod tests;
