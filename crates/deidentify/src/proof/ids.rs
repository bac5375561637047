//! Random identifiers are blanked before a search: any three hexadecimal letters stand in one of them by chance.

use memchr::memchr_iter;

/// Length of a UUID as text.
const LENGTH: usize = 36;

/// Blanks every random UUID (version 4, lower case) that stands as an identifier of a format does: alone in a string
/// or cell, or behind the `type--` of STIX. Nothing moves; `None` where there is none.
pub(super) fn blanked(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let mut out: Option<Vec<u8>> = None;
    for hyphen in memchr_iter(b'-', bytes) {
        let Some(start) = hyphen.checked_sub(8) else { continue };
        let Some(id) = bytes.get(start..start + LENGTH) else { continue };
        if is_random(id) && stands_alone(bytes, start) {
            let target = out.get_or_insert_with(|| bytes.to_vec()).get_mut(start..start + LENGTH);
            target.into_iter().for_each(|target| target.fill(b'.'));
        }
    }
    // Only ASCII was replaced by ASCII.
    out.and_then(|out| String::from_utf8(out).ok())
}

fn is_random(id: &[u8]) -> bool {
    id.iter().enumerate().all(|(at, byte)| match at {
        8 | 13 | 18 | 23 => *byte == b'-',
        14 => *byte == b'4',
        19 => matches!(byte, b'8' | b'9' | b'a' | b'b'),
        _ => matches!(byte, b'0'..=b'9' | b'a'..=b'f'),
    })
}

fn stands_alone(bytes: &[u8], start: usize) -> bool {
    let edge = |byte: &u8| matches!(byte, b'"' | b',' | b'\n' | b'\r' | b' ' | b'`');
    let head = bytes.get(..start).unwrap_or_default();
    let before = head.last().is_none_or(|byte| edge(byte) || head.ends_with(b"--"));
    before && bytes.get(start + LENGTH).is_none_or(edge)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_identifiers_are_blanked() {
        let id = "0f8faec5-aec1-469f-a165-70867728950e";
        for text in
            [id.to_owned(), format!("\"indicator--{id}\","), format!("1,{id},ipv4"), format!("`{id}`")]
        {
            let blank = blanked(&text).expect("blanked");
            assert_eq!(blank.len(), text.len());
            assert!(!blank.contains("aec"), "{blank}");
        }
        let named = "0f8faec5-aec1-669f-a165-70867728950e";
        for text in [format!("x{id}"), format!("{{{id}}}"), format!("/{id}/"), named.to_owned(), "a-b".into()]
        {
            assert_eq!(blanked(&text), None, "{text}");
        }
    }
}
