//! MIME encoded words of mail headers.

use base64::Engine;
use encoding_rs::Encoding;
use memchr::memmem;
use noroshi_base::Layer;

use super::Sink;

/// Longest encoded word that is read.
const LONGEST: usize = 1024;

/// One encoded word: its bytes, its character set, and its end.
struct Word {
    plain: Vec<u8>,
    encoding: &'static Encoding,
    end: usize,
}

/// Finds encoded words; neighbours are joined.
pub(super) fn find(text: &str, sink: &mut Sink<'_>) {
    let bytes = text.as_bytes();
    let mut done = 0;
    for at in memmem::find_iter(bytes, b"=?") {
        if at < done {
            continue;
        }
        let Some(first) = word(bytes, at) else { continue };
        let Word { mut plain, encoding, mut end } = first;
        loop {
            let gap = bytes
                .get(end..)
                .unwrap_or_default()
                .iter()
                .take(8)
                .take_while(|byte| byte.is_ascii_whitespace())
                .count();
            match word(bytes, end + gap)
                .filter(|word| word.encoding == encoding && plain.len() < 64 * LONGEST)
            {
                Some(next) => {
                    plain.extend_from_slice(&next.plain);
                    end = next.end;
                }
                None => break,
            }
        }
        done = end;
        let (decoded, _, _) = encoding.decode(&plain);
        sink.text(at..end, Layer::MimeWord, decoded.into_owned());
    }
}

/// Reads `=?charset?B?…?=` or `=?charset?Q?…?=`.
fn word(bytes: &[u8], at: usize) -> Option<Word> {
    let rest = bytes.get(at..(at + LONGEST).min(bytes.len()))?.strip_prefix(b"=?")?;
    let charset_end = rest.iter().position(|byte| *byte == b'?')?;
    let charset = rest.get(..charset_end)?;
    let charset = charset.split(|byte| *byte == b'*').next()?;
    let encoding = Encoding::for_label(charset)?;
    let method = rest.get(charset_end + 1)?.to_ascii_uppercase();
    let body = rest.get(charset_end + 2..)?.strip_prefix(b"?")?;
    let length = memmem::find(body, b"?=")?;
    let plain = match method {
        b'B' => lenient(body.get(..length)?)?,
        b'Q' => quoted(body.get(..length)?),
        _ => return None,
    };
    Some(Word { plain, encoding, end: at + 2 + charset_end + 3 + length + 2 })
}

fn lenient(body: &[u8]) -> Option<Vec<u8>> {
    let trimmed: Vec<u8> =
        body.iter().copied().filter(|byte| !byte.is_ascii_whitespace() && *byte != b'=').collect();
    let engine = base64::engine::GeneralPurpose::new(
        &base64::alphabet::STANDARD,
        base64::engine::GeneralPurposeConfig::new()
            .with_decode_padding_mode(base64::engine::DecodePaddingMode::Indifferent)
            .with_decode_allow_trailing_bits(true),
    );
    engine.decode(trimmed).ok()
}

fn quoted(body: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(body.len());
    let mut at = 0;
    while let Some(byte) = body.get(at) {
        let digit = |at: usize| body.get(at).and_then(|byte| char::from(*byte).to_digit(16));
        match (byte, digit(at + 1), digit(at + 2)) {
            (b'=', Some(high), Some(low)) => {
                plain.push((high << 4 | low) as u8);
                at += 2;
            }
            (b'_', ..) => plain.push(b' '),
            (byte, ..) => plain.push(*byte),
        }
        at += 1;
    }
    plain
}
