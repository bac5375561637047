//! Compressed RTF of Outlook messages ([MS-OXRTFCP]).

use crate::bytes::u32_at;

/// What every message is taken to have begun with.
const BEFORE: &[u8] = b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \
\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";
/// Bytes of the window.
const WINDOW: usize = 4096;
/// Bytes of one message.
const MOST: usize = 64 << 20;

/// Unpacks a message; what is broken ends it. Gives whether it came to its end.
pub(super) fn unpack(raw: &[u8]) -> Option<(Vec<u8>, bool)> {
    let size = u32_at(raw, 4)? as usize;
    let body = raw.get(16..)?;
    match raw.get(8..12)? {
        b"LZFu" => Some(window(body, size.min(MOST))),
        b"MELA" => Some((body.get(..size).unwrap_or(body).to_vec(), body.len() >= size)),
        _ => None,
    }
}

fn window(body: &[u8], size: usize) -> (Vec<u8>, bool) {
    let mut window = [b' '; WINDOW];
    for (place, byte) in window.iter_mut().zip(BEFORE) {
        *place = *byte;
    }
    let mut write = BEFORE.len() % WINDOW;
    let mut out = Vec::new();
    let mut bytes = body.iter().copied();
    while let Some(flags) = bytes.next() {
        for bit in 0..8 {
            if out.len() >= size {
                return (out, true);
            }
            let Some(first) = bytes.next() else { return (out, false) };
            if flags >> bit & 1 == 0 {
                put(first, &mut window, &mut write, &mut out);
                continue;
            }
            let Some(second) = bytes.next() else { return (out, false) };
            let from = usize::from(first) << 4 | usize::from(second >> 4);
            // A copy from where the next byte goes ends the text.
            if from == write {
                return (out, true);
            }
            for step in 0..usize::from(second & 15) + 2 {
                let byte = window.get((from + step) % WINDOW).copied().unwrap_or(b' ');
                put(byte, &mut window, &mut write, &mut out);
            }
        }
    }
    let whole = out.len() >= size;
    (out, whole)
}

fn put(byte: u8, window: &mut [u8; WINDOW], write: &mut usize, out: &mut Vec<u8>) {
    if let Some(place) = window.get_mut(*write) {
        *place = byte;
    }
    *write = (*write + 1) % WINDOW;
    out.push(byte);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_examples_of_the_specification_are_unpacked() {
        // [MS-OXRTFCP] 4.1.1 and 4.1.2.
        let plain = b"\x2d\x00\x00\x00\x2b\x00\x00\x00LZFu\xf1\xc5\xc7\xa7\x03\x00\x0a\x00rcpg125B2\x0a\xf3 hel\x09\x00 bw\x05\xb0ld}\x0a\x80\x0f\xa0";
        assert_eq!(
            unpack(plain),
            Some((b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n".to_vec(), true))
        );
        let crossing =
            b"\x1a\x00\x00\x00\x1c\x00\x00\x00LZFu\xe2\xd4\x4b\x51\x41\x00\x04\x20WXYZ\x0d\x6e}\x01\x0e\xb0";
        assert_eq!(unpack(crossing), Some((b"{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}".to_vec(), true)));
        assert_eq!(unpack(&plain[..30]).map(|(_, whole)| whole), Some(false));
    }
}
