//! Simple fonts: from one byte to text by base encoding and named differences.

use lopdf::{Dictionary, Document, Object, dictionary};

use super::objects::resolve;

/// Text of each of the 256 codes.
pub(super) fn table(document: &Document, font: &Dictionary) -> Vec<Option<String>> {
    let encoding = font.get(b"Encoding").ok().map(|object| resolve(document, object));
    let base = match encoding {
        Some(Object::Name(name)) => Some(name.as_slice()),
        Some(Object::Dictionary(dict)) => dict.get(b"BaseEncoding").and_then(Object::as_name).ok(),
        _ => None,
    };
    let mut table = base_table(document, base);
    if let Some(Object::Dictionary(dict)) = encoding {
        differences(document, dict, &mut table);
    }
    table
}

/// Codes of a named encoding, else of the standard one; what both lack is read as Windows-1252.
fn base_table(document: &Document, name: Option<&[u8]>) -> Vec<Option<String>> {
    let name = name.unwrap_or(b"StandardEncoding").to_vec();
    let font = dictionary! { "Type" => "Font", "Encoding" => Object::Name(name) };
    let encoding = font.get_font_encoding(document).ok();
    (0..=255_u8)
        .map(|code| {
            let named = encoding.as_ref().and_then(|encoding| encoding.bytes_to_string(&[code]).ok());
            let named = named.filter(|text| !text.is_empty());
            named.or_else(|| {
                let text = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&[code]).0.into_owned();
                (!text.chars().all(char::is_control)).then_some(text)
            })
        })
        .collect()
}

fn differences(document: &Document, dict: &Dictionary, table: &mut [Option<String>]) {
    let Some(list) = dict.get(b"Differences").ok().and_then(|o| resolve(document, o).as_array().ok()) else {
        return;
    };
    let mut code = 0_usize;
    for object in list {
        match resolve(document, object) {
            Object::Integer(number) => code = usize::try_from(*number).unwrap_or(usize::MAX),
            Object::Name(name) => {
                if let Some(slot) = table.get_mut(code) {
                    *slot = named(document, name);
                }
                code = code.saturating_add(1);
            }
            _ => {}
        }
    }
}

/// Text of a glyph name: `eacute`, `uni84BC`, `u1F600`, `a.alt`, `f_i`.
fn named(document: &Document, name: &[u8]) -> Option<String> {
    let name = std::str::from_utf8(name).ok()?;
    let name = name.split('.').next().filter(|stem| !stem.is_empty())?;
    if name.contains('_') {
        return name.split('_').map(|part| named(document, part.as_bytes())).collect();
    }
    if let Some(c) = unicode_name(name) {
        return Some(c.to_string());
    }
    let encoding =
        dictionary! { "Type" => "Encoding", "Differences" => vec![0.into(), Object::Name(name.into())] };
    let font = dictionary! { "Type" => "Font", "Encoding" => encoding };
    let text = font.get_font_encoding(document).ok()?.bytes_to_string(&[0]).ok()?;
    (!text.is_empty()).then_some(text)
}

fn unicode_name(name: &str) -> Option<char> {
    let digits = name.strip_prefix("uni").filter(|d| d.len() >= 4).or_else(|| name.strip_prefix('u'))?;
    let digits = if name.starts_with("uni") { digits.get(..4)? } else { digits };
    if !(4..=6).contains(&digits.len()) || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    u32::from_str_radix(digits, 16).ok().and_then(char::from_u32)
}
