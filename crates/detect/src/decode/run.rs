//! Runs of one alphabet: base64 and hexadecimal digits, pairs of digits with separators, UTF-16 seen as bytes.

use std::ops::Range;

use noroshi_base::Layer;

use super::dull::Dull;
use super::{Sink, charset, inflate};
use crate::bits::{self, Bits, Lane};

const UPPER: u8 = 1;
const LOWER: u8 = 2;
const DIGIT: u8 = 4;
const SIGN: u8 = 8;
const NOT_HEX: u8 = 16;

/// Shortest run that is looked at; what [`Bits::runs_of_eight`] gives.
const SHORTEST: usize = 8;

/// Runs from this length on are read at all four alignments: eight bytes, the shortest stretch, fill eleven digits.
const LONG: usize = 11;

/// Shortest stretch of readable bytes inside of unreadable ones.
const STRETCH: usize = 8;

/// Class and value of each byte in the base64 alphabets.
const TABLE: [(u8, u8); 256] = table();

const fn table() -> [(u8, u8); 256] {
    let mut table = [(0, 0); 256];
    let mut byte = 0_usize;
    while byte < 128 {
        table[byte] = match byte as u8 {
            letter @ b'A'..=b'F' => (UPPER, letter - b'A'),
            letter @ b'G'..=b'Z' => (UPPER | NOT_HEX, letter - b'A'),
            letter @ b'a'..=b'f' => (LOWER, letter - b'a' + 26),
            letter @ b'g'..=b'z' => (LOWER | NOT_HEX, letter - b'a' + 26),
            digit @ b'0'..=b'9' => (DIGIT, digit - b'0' + 52),
            b'+' | b'-' => (SIGN | NOT_HEX, 62),
            b'/' | b'_' => (SIGN | NOT_HEX, 63),
            _ => (0, 0),
        };
        byte += 1;
    }
    table
}

#[inline]
const fn class(byte: u8) -> u8 {
    TABLE[byte as usize].0
}

/// Classes of the bytes of a text.
#[derive(Debug, Default)]
pub(super) struct Lanes {
    /// Digits of the base64 alphabets.
    digits: Bits,
    /// Capitals and decimal digits: without any, a run is an ordinary word.
    mixed: Bits,
    /// Digits of base64 that no hexadecimal number is written with.
    not_hex: Bits,
    dull: Dull,
}

impl Lanes {
    fn fill(&mut self, bytes: &[u8]) {
        let Self { digits, mixed, not_hex, .. } = self;
        bits::fill([digits, mixed, not_hex], bytes, |lane| {
            let signs =
                bits::is(lane, b'+') | bits::is(lane, b'-') | bits::is(lane, b'/') | bits::is(lane, b'_');
            let decimal = bits::between(lane, b'0', b'9');
            let beyond = bits::between(lane | Lane::splat(0x20), b'g', b'z') & !bits::is(lane, b'x');
            [decimal | bits::letters(lane) | signs, decimal | bits::between(lane, b'A', b'Z'), beyond | signs]
        });
    }
}

/// Finds runs of base64 and hexadecimal digits.
pub(super) fn find(text: &str, lanes: &mut Lanes, sink: &mut Sink<'_>) {
    let bytes = text.as_bytes();
    lanes.fill(bytes);
    long_runs(bytes, lanes, sink);
    let mut pairs = Pairs::default();
    for run in lanes.digits.runs_without(&lanes.not_hex).filter(|run| (2..=8).contains(&run.len())) {
        pairs.add(bytes, run, sink);
    }
    pairs.flush(sink);
    zeros(text, sink);
}

fn long_runs(bytes: &[u8], lanes: &mut Lanes, sink: &mut Sink<'_>) {
    let Lanes { digits, mixed, dull, .. } = lanes;
    let mut buffer = Vec::new();
    let mut done = 0;
    for range in digits.runs_of_eight() {
        let telling =
            bytes.get(range.start).is_some_and(u8::is_ascii_digit) || mixed.any(range.start + 1..range.end);
        if range.start < done || !telling {
            continue;
        }
        let written = bytes.get(range.clone()).unwrap_or_default();
        // Padding belongs to the run without standing in it.
        let place = if bytes.get(range.end) == Some(&b'=') { None } else { Dull::place(written) };
        if place.as_ref().is_some_and(|place| dull.knows(place)) {
            continue;
        }
        let mask = written.iter().fold(0, |mask, byte| mask | class(*byte));
        let before = sink.out.len();
        if is_mixed(bytes, range.start, mask) {
            done = over_lines(bytes, range.start, range.end);
            run(bytes, range.start..done, mask, &mut buffer, sink);
        }
        if let Some(place) = place
            && mask & NOT_HEX != 0
            && sink.out.len() == before
            && !sink.budget.spent
        {
            dull.remember(place);
        }
    }
}

/// Whether a run can be more than a word, a number or a name.
fn is_mixed(bytes: &[u8], start: usize, mask: u8) -> bool {
    if mask & NOT_HEX == 0 {
        return mask & DIGIT != 0;
    }
    // A capital at the start only is how words are written.
    let inner_upper = mask & UPPER != 0
        && bytes.get(start + 1..start + 8).is_some_and(|head| head.iter().any(u8::is_ascii_uppercase));
    (mask & LOWER != 0 && inner_upper) || (mask & DIGIT != 0 && mask & UPPER != 0)
}

/// End of a run that goes on in the next lines, as mails and certificates wrap base64.
fn over_lines(bytes: &[u8], start: usize, end: usize) -> usize {
    let width = end - start;
    if width < 40 || !width.is_multiple_of(4) {
        return end;
    }
    let mut end = end;
    loop {
        let feed = end + usize::from(bytes.get(end) == Some(&b'\r'));
        if bytes.get(feed) != Some(&b'\n') {
            return end;
        }
        let rest = bytes.get(feed + 1..).unwrap_or_default();
        let next = rest.iter().take_while(|byte| class(**byte) != 0).count();
        if next == 0 || next > width {
            return end;
        }
        end = feed + 1 + next;
        if next < width {
            return end;
        }
    }
}

fn run(bytes: &[u8], range: Range<usize>, mask: u8, buffer: &mut Vec<u8>, sink: &mut Sink<'_>) {
    let run = bytes.get(range.clone()).unwrap_or_default();
    if mask & NOT_HEX == 0 {
        return hex(run, range, buffer, sink);
    }
    let padding =
        bytes.get(range.end..).unwrap_or_default().iter().take(2).take_while(|byte| **byte == b'=').count();
    let span = range.start..range.end + padding;
    let ahead = bytes.get(..range.start).unwrap_or_default().iter().rev();
    let ahead = ahead.take(2).take_while(|byte| **byte == b'=').count();
    // What reads as some text forwards, as two bytes of CP932 often do, may still be meant backwards.
    let forwards = whole(run, &span, buffer, sink);
    let backwards = reversed(run, ahead, &(range.start - ahead..span.end), buffer, sink);
    if forwards || backwards {
        return;
    }
    let before = sink.out.len();
    if mask & SIGN != 0 {
        let mut at = range.start;
        for part in run.split(|byte| matches!(byte, b'/' | b'-' | b'_' | b'+')) {
            let start = at;
            at += part.len() + 1;
            if part.len() >= SHORTEST && part.len() < run.len() {
                whole(part, &(start..start + part.len()), buffer, sink);
            }
        }
    }
    if sink.out.len() == before && run.len() >= LONG {
        stretches(run, &span, buffer, sink);
    }
}

/// A run that is one base64 text from its first to its last byte.
fn whole(run: &[u8], span: &Range<usize>, buffer: &mut Vec<u8>, sink: &mut Sink<'_>) -> bool {
    if run.len() % 4 == 1 {
        return false;
    }
    let start = head(run);
    let start = if run.len() < 16 { start.get(..run.len() * 3 / 4).unwrap_or_default() } else { &start };
    if !charset::can_be_text(start) && !inflate::is_packed(start) {
        return false;
    }
    buffer.clear();
    base64(run, buffer);
    sink.bytes(span, &[Layer::Base64], buffer)
}

/// A run that is one base64 text from its last byte to its first, as scripts hide it.
fn reversed(
    run: &[u8],
    padding: usize,
    span: &Range<usize>,
    buffer: &mut Vec<u8>,
    sink: &mut Sink<'_>,
) -> bool {
    // Padding in front of a run says what it is.
    let padded = padding > 0 && (run.len() + padding).is_multiple_of(4);
    if run.len() % 4 == 1 || run.len() < 12 && !padded {
        return false;
    }
    let mut start = [b'A'; 16];
    start.iter_mut().zip(run.iter().rev()).for_each(|(to, from)| *to = *from);
    let first = head(&start);
    let first = first.get(..run.len().min(16) * 3 / 4).unwrap_or_default();
    // Of a short run any nine bytes could be some text; those of a name or an address are letters, digits and few signs.
    let fits = |byte: &u8| {
        if run.len() < 16 {
            byte.is_ascii_alphanumeric() || b"-._@:/".contains(byte)
        } else {
            matches!(byte, 0x20..=0x7E)
        }
    };
    if !first.iter().all(fits) {
        return false;
    }
    let forwards: Vec<u8> = run.iter().rev().copied().collect();
    buffer.clear();
    base64(&forwards, buffer);
    sink.bytes(span, &[Layer::Reversed, Layer::Base64], buffer)
}

/// The first bytes of decoded base64; of a run without digits outside of the alphabet.
fn head(run: &[u8]) -> [u8; 12] {
    let mut bits =
        run.iter().take(16).fold(0_u128, |bits, byte| bits << 6 | u128::from(TABLE[usize::from(*byte)].1));
    bits <<= 6 * (16 - run.len().min(16)) + 32;
    let bytes = bits.to_be_bytes();
    bytes.first_chunk::<12>().copied().unwrap_or_default()
}

/// Appends decoded base64; bytes outside of the alphabet are skipped.
fn base64(run: &[u8], out: &mut Vec<u8>) {
    let (mut bits, mut count) = (0_u32, 0_u32);
    let (fours, _) = run.as_chunks::<4>();
    let mut done = 0;
    for four in fours {
        let [a, b, c, d] = four.map(|byte| TABLE[usize::from(byte)]);
        if a.0 == 0 || b.0 == 0 || c.0 == 0 || d.0 == 0 {
            break;
        }
        let bits = u32::from(a.1) << 18 | u32::from(b.1) << 12 | u32::from(c.1) << 6 | u32::from(d.1);
        let [_, bytes @ ..] = bits.to_be_bytes();
        out.extend_from_slice(&bytes);
        done += 4;
    }
    for byte in run.get(done..).unwrap_or_default() {
        let (class, value) = TABLE[usize::from(*byte)];
        if class == 0 {
            continue;
        }
        bits = bits << 6 | u32::from(value);
        count += 1;
        if count == 4 {
            let [_, bytes @ ..] = bits.to_be_bytes();
            out.extend_from_slice(&bytes);
            (bits, count) = (0, 0);
        }
    }
    match count {
        2 => out.push((bits >> 4) as u8),
        3 => out.extend_from_slice(&((bits >> 2) as u16).to_be_bytes()),
        _ => {}
    }
}

/// Readable stretches inside of a run, at all four alignments.
fn stretches(run: &[u8], span: &Range<usize>, buffer: &mut Vec<u8>, sink: &mut Sink<'_>) {
    for skip in 0..4 {
        buffer.clear();
        base64(run.get(skip..).unwrap_or_default(), buffer);
        let text = readable(buffer);
        // A random stretch of eight bytes among a thousand says nothing.
        if text.len() * 64 > buffer.len() {
            sink.text(span.clone(), Layer::Base64, text);
        }
    }
}

/// Readable stretches, one a line.
fn readable(bytes: &[u8]) -> String {
    let mut text = String::new();
    let mut start = 0;
    // A stretch has a byte at every eighth place: where that one is not readable, nothing before it is looked at.
    while let Some(last) = bytes.get(start + STRETCH - 1) {
        let is_plain = |byte: &u8| matches!(byte, 0x20..=0x7E);
        let block = bytes.get(start..start + STRETCH).unwrap_or_default();
        if !is_plain(last) || !block.iter().all(is_plain) {
            start += block.iter().rposition(|byte| !is_plain(byte)).map_or(1, |at| at + 1);
            continue;
        }
        let rest = bytes.get(start..).unwrap_or_default();
        let length = rest.iter().position(|byte| !is_plain(byte)).unwrap_or(rest.len());
        if !text.is_empty() {
            text.push('\n');
        }
        text.extend(rest.get(..length).unwrap_or_default().iter().map(|byte| char::from(*byte)));
        start += length + 1;
    }
    text
}

fn hex(run: &[u8], span: Range<usize>, buffer: &mut Vec<u8>, sink: &mut Sink<'_>) {
    let digits: &[u8] = if run.len().is_multiple_of(2) { run } else { run.get(1..).unwrap_or_default() };
    buffer.clear();
    unhex(digits.get(..16).unwrap_or(digits), buffer);
    if !charset::can_be_text(buffer) && !inflate::is_packed(buffer) {
        return;
    }
    buffer.clear();
    unhex(digits, buffer);
    if buffer.len() >= 4 {
        sink.bytes(&span, &[Layer::Hex], buffer);
    }
}

fn unhex(digits: &[u8], out: &mut Vec<u8>) {
    let value = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        _ => matches!(byte | 0x20, b'a'..=b'f').then(|| (byte | 0x20) - b'a' + 10),
    };
    let mut high = None;
    for digit in digits.iter().filter_map(|byte| value(*byte)) {
        match high.take() {
            None => high = Some(digit),
            Some(first) => out.push(first << 4 | digit),
        }
    }
}

/// Hexadecimal pairs with separators between them: `68 74 74`, `0x68, 0x74`, `6874 7470`.
#[derive(Debug, Default)]
struct Pairs {
    bytes: Vec<u8>,
    start: usize,
    end: usize,
}

impl Pairs {
    fn add(&mut self, text: &[u8], range: Range<usize>, sink: &mut Sink<'_>) {
        if self.bytes.is_empty() && (!range.len().is_multiple_of(2) || !goes_on(text, range.end)) {
            return;
        }
        let run = text.get(range.clone()).unwrap_or_default();
        let digits = run.strip_prefix(b"0x").unwrap_or(run);
        let is_hex =
            digits.len().is_multiple_of(2) && !digits.is_empty() && digits.iter().all(u8::is_ascii_hexdigit);
        let gap = text.get(self.end..range.start).unwrap_or_default();
        let near = gap.len() <= 2
            && gap.iter().all(|byte| matches!(byte, b' ' | b',' | b':' | b';' | b'|' | b'\n' | b'\r'));
        if !is_hex || !near {
            self.flush(sink);
        }
        if is_hex {
            if self.bytes.is_empty() {
                self.start = range.start;
            }
            unhex(digits, &mut self.bytes);
            self.end = range.end;
        }
    }

    fn flush(&mut self, sink: &mut Sink<'_>) {
        if self.bytes.is_empty() {
            return;
        }
        if self.bytes.len() >= 5 && charset::can_be_text(self.bytes.get(..8).unwrap_or(&self.bytes)) {
            sink.bytes(&(self.start..self.end), &[Layer::Hex], &self.bytes);
        }
        self.bytes.clear();
        self.end = usize::MAX;
    }
}

/// Whether a second group can follow a first one: of one alone there are too few bytes.
fn goes_on(text: &[u8], end: usize) -> bool {
    let gap = |at: usize| matches!(text.get(at), Some(b' ' | b',' | b':' | b';' | b'|' | b'\n' | b'\r'));
    let digit =
        |at: usize| text.get(at).is_some_and(|byte| byte.is_ascii_hexdigit() || matches!(byte, b'x' | b'X'));
    gap(end) && (digit(end + 1) || (gap(end + 1) && digit(end + 2)))
}

/// Text whose characters alternate with NUL.
fn zeros(text: &str, sink: &mut Sink<'_>) {
    let bytes = text.as_bytes();
    let Some(first) = memchr::memchr(0, bytes) else { return };
    let mut at = first.saturating_sub(1);
    while at + 1 < bytes.len() {
        let is_pair = |pair: &[u8]| matches!(pair, [1..=0x7E, 0]);
        let pairs =
            bytes.get(at..).unwrap_or_default().chunks_exact(2).take_while(|pair| is_pair(pair)).count();
        if pairs >= 4 {
            let plain = bytes.get(at..at + 2 * pairs).unwrap_or_default().iter().filter(|byte| **byte != 0);
            sink.text(at..at + 2 * pairs, Layer::Utf16Le, plain.map(|byte| char::from(*byte)).collect());
        }
        let from = at + (2 * pairs).max(1);
        at = match memchr::memchr(0, bytes.get(from..).unwrap_or_default()) {
            Some(next) => (from + next).saturating_sub(1).max(from),
            None => return,
        };
    }
}
