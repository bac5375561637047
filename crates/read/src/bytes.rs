//! Numbers and texts at places of a stretch of bytes; what lies outside is `None`.

use encoding_rs::{Encoding, SHIFT_JIS, WINDOWS_1252};

/// Little-endian number of two bytes.
pub(crate) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// Little-endian number of four bytes.
pub(crate) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// Little-endian number of eight bytes.
pub(crate) fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// `length` bytes from a place on.
pub(crate) fn slice(bytes: &[u8], at: usize, length: usize) -> Option<&[u8]> {
    bytes.get(at..at.checked_add(length)?)
}

/// Bytes up to the first NUL.
pub(crate) fn until_nul(bytes: &[u8]) -> &[u8] {
    bytes.get(..memchr::memchr(0, bytes).unwrap_or(bytes.len())).unwrap_or_default()
}

/// UTF-16, little-endian; half characters become U+FFFD, a last odd byte is dropped.
pub(crate) fn utf16(bytes: &[u8]) -> String {
    let units = bytes.chunks_exact(2).filter_map(|pair| u16_at(pair, 0));
    char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

/// Text in a Windows code page. Where the page is not known: UTF-8, else Japanese, else Western.
pub(crate) fn by_codepage(bytes: &[u8], codepage: u16) -> String {
    match codepage {
        1200 => utf16(bytes),
        65001 => String::from_utf8_lossy(bytes).into_owned(),
        _ => match encoding(codepage) {
            // The page of the program's surface is often not that of what was typed.
            Some(encoding) if encoding != WINDOWS_1252 || bytes.is_ascii() => {
                encoding.decode_without_bom_handling(bytes).0.into_owned()
            }
            western => guess(bytes, western.is_some()),
        },
    }
}

fn guess(bytes: &[u8], western: bool) -> String {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return text.to_owned();
    }
    let (text, failed) = SHIFT_JIS.decode_without_bom_handling(bytes);
    let japanese = text.chars().filter(|c| crate::emit::is_wide(*c)).count();
    if failed || (western && japanese < 2) {
        WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned()
    } else {
        text.into_owned()
    }
}

fn encoding(codepage: u16) -> Option<&'static Encoding> {
    let label = match codepage {
        932 | 10001 => "shift_jis",
        936 => "gbk",
        949 => "euc-kr",
        950 => "big5",
        874 => "windows-874",
        1250..=1258 => return Encoding::for_label(format!("windows-{codepage}").as_bytes()),
        10000 => "macintosh",
        20932 | 51932 => "euc-jp",
        50220..=50222 => "iso-2022-jp",
        20866 => "koi8-r",
        28591..=28606 => return Encoding::for_label(format!("iso-8859-{}", codepage - 28590).as_bytes()),
        54936 => "gb18030",
        _ => return None,
    };
    Encoding::for_label(label.as_bytes())
}
