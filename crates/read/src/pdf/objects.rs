//! Small questions to PDF objects, all bounded.

use std::io::Read;

use lopdf::{Document, Object, Stream};

use crate::text;

/// References followed from one object.
const MOST_HOPS: usize = 32;
/// Bytes one stream may unpack to.
const MOST_BYTES: u64 = 96 << 20;

/// The object behind references.
pub(super) fn resolve<'a>(document: &'a Document, object: &'a Object) -> &'a Object {
    let mut object = object;
    for _ in 0..MOST_HOPS {
        let Object::Reference(id) = object else { return object };
        match document.objects.get(id) {
            Some(next) => object = next,
            None => return &Object::Null,
        }
    }
    &Object::Null
}

/// A number behind references.
pub(super) fn number(document: &Document, object: &Object) -> Option<f32> {
    resolve(document, object).as_float().ok()
}

/// Unpacked bytes of the stream behind an object.
pub(super) fn stream_bytes(document: &Document, object: &Object) -> Option<Vec<u8>> {
    unpack(resolve(document, object).as_stream().ok()?)
}

/// Unpacks a stream; what was unpacked before a break counts.
pub(super) fn unpack(stream: &Stream) -> Option<Vec<u8>> {
    let filters = stream.filters().unwrap_or_default();
    let predicted = stream.dict.get(b"DecodeParms").is_ok();
    let own = |filter: &&[u8]| matches!(*filter, b"FlateDecode" | b"Fl" | b"ASCIIHexDecode" | b"AHx");
    if predicted || !filters.iter().all(own) {
        return stream.get_plain_content().ok();
    }
    let mut bytes = stream.content.clone();
    for filter in filters {
        bytes = if filter.starts_with(b"A") { hexadecimal(&bytes) } else { inflate(&bytes) };
    }
    Some(bytes)
}

/// Unpacks zlib data, or deflate data behind a broken zlib head.
pub(super) fn inflate(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let _ = flate2::read::ZlibDecoder::new(bytes).take(MOST_BYTES).read_to_end(&mut out);
    if out.is_empty() && bytes.len() > 2 {
        let _ = flate2::read::DeflateDecoder::new(&bytes[2..]).take(MOST_BYTES).read_to_end(&mut out);
    }
    out
}

fn hexadecimal(bytes: &[u8]) -> Vec<u8> {
    let digits = bytes.iter().take_while(|b| **b != b'>').filter_map(|b| char::from(*b).to_digit(16));
    let digits: Vec<u8> = digits.filter_map(|digit| u8::try_from(digit).ok()).collect();
    digits
        .chunks(2)
        .map(|pair| pair.iter().fold(0, |all, d| (all << 4) | d) << (4 * (2 - pair.len())))
        .collect()
}

/// A text string of the document: UTF-16, UTF-8, or what old Japanese writers put there.
pub(super) fn text_string(bytes: &[u8]) -> String {
    let decoded = match bytes {
        [0xfe, 0xff, rest @ ..] => encoding_rs::UTF_16BE.decode_without_bom_handling(rest).0,
        [0xff, 0xfe, rest @ ..] => encoding_rs::UTF_16LE.decode_without_bom_handling(rest).0,
        _ => text::decode(bytes),
    };
    decoded.chars().filter(|c| !c.is_control() || c.is_whitespace()).collect()
}
