//! Texts, ids and times of Windows structures.

pub(crate) use crate::bytes::{slice, u16_at, u32_at, u64_at, utf16 as wide};
use crate::civil;

/// Seconds from 1601, where Windows counts from, to 1970.
const EPOCH: i64 = 11_644_473_600;
/// Units of 100 ns from 1582-10-15, where UUIDs count from, to 1601.
const UUID_TO_FILETIME: u64 = 5_748_192_000_000_000;

/// A number of four bytes as an offset.
pub(crate) fn offset_at(bytes: &[u8], at: usize) -> Option<usize> {
    usize::try_from(u32_at(bytes, at)?).ok()
}

/// Text of UTF-16 units up to the first NUL.
pub(crate) fn wide_z(bytes: &[u8]) -> String {
    let end = bytes.chunks_exact(2).position(|pair| pair == [0, 0]).map_or(bytes.len(), |units| units * 2);
    wide(bytes.get(..end).unwrap_or(bytes))
}

/// Text of a Windows code page up to the first NUL: UTF-8 where it is, else CP932.
pub(crate) fn narrow_z(bytes: &[u8]) -> String {
    let end = memchr::memchr(0, bytes).unwrap_or(bytes.len());
    narrow(bytes.get(..end).unwrap_or(bytes))
}

/// Text of a Windows code page.
pub(crate) fn narrow(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => encoding_rs::SHIFT_JIS.decode_without_bom_handling(bytes).0.into_owned(),
    }
}

/// Bytes as lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |value: u8| char::from(DIGITS[usize::from(value & 15)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(*byte)]).collect()
}

/// A GUID at `at`, in lower case without braces; `None` where it is all zero.
pub(crate) fn guid(bytes: &[u8], at: usize) -> Option<String> {
    let raw = slice(bytes, at, 16)?;
    if raw.iter().all(|byte| *byte == 0) {
        return None;
    }
    let (one, two, three) = (u32_at(raw, 0)?, u16_at(raw, 4)?, u16_at(raw, 6)?);
    Some(format!("{one:08x}-{two:04x}-{three:04x}-{}-{}", hex(raw.get(8..10)?), hex(raw.get(10..16)?)))
}

/// Time and MAC address inside a version 1 UUID (RFC 9562, section 5.1).
pub(crate) fn uuid_v1(bytes: &[u8], at: usize) -> Option<(Option<String>, String)> {
    let raw = slice(bytes, at, 16)?;
    let (low, middle, high) = (u32_at(raw, 0)?, u16_at(raw, 4)?, u16_at(raw, 6)?);
    if high >> 12 != 1 || raw.get(8)? >> 6 != 2 {
        return None;
    }
    let ticks = u64::from(low) | u64::from(middle) << 32 | u64::from(high & 0xfff) << 48;
    let mac: Vec<String> = raw.get(10..16)?.iter().map(|byte| format!("{byte:02x}")).collect();
    Some((ticks.checked_sub(UUID_TO_FILETIME).and_then(filetime), mac.join(":")))
}

/// A FILETIME (units of 100 ns since 1601, UTC) as RFC 3339; `None` for none and for what no machine's clock shows.
pub(crate) fn filetime(ticks: u64) -> Option<String> {
    let seconds = i64::try_from(ticks / 10_000_000).ok()?.checked_sub(EPOCH)?;
    // 1980 to 2100: anything else is rubbish or a flag.
    (315_532_800..4_102_444_800).contains(&seconds).then(|| civil::rfc3339(seconds))
}

/// A FILETIME at `at`.
pub(crate) fn filetime_at(bytes: &[u8], at: usize) -> Option<String> {
    filetime(u64_at(bytes, at)?)
}

/// Seconds since 1970 as RFC 3339, within the bounds of [`filetime`].
pub(crate) fn unix_time(seconds: i64) -> Option<String> {
    (315_532_800..4_102_444_800).contains(&seconds).then(|| civil::rfc3339(seconds))
}

/// Date and time of FAT, which have no zone.
pub(crate) fn dos_time(date: u16, time: u16) -> Option<String> {
    let (year, month, day) = (1980 + (date >> 9), date >> 5 & 15, date & 31);
    let (hour, minute, second) = (time >> 11, time >> 5 & 63, (time & 31) * 2);
    ((1..=12).contains(&month) && day > 0 && hour < 24 && minute < 60)
        .then(|| format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"))
}

/// A security identifier (MS-DTYP 2.4.2.2).
pub(crate) fn sid(bytes: &[u8]) -> Option<String> {
    let (revision, count) = (*bytes.first()?, usize::from(*bytes.get(1)?));
    let authority = slice(bytes, 2, 6)?.iter().fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
    if revision != 1 || count > 15 {
        return None;
    }
    let mut out = format!("S-1-{authority}");
    for index in 0..count {
        out.push_str(&format!("-{}", u32_at(bytes, 8 + 4 * index)?));
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_and_times_are_read_as_windows_writes_them() {
        // The example of MS-SHLLINK 3.1.
        let droid =
            [0x94, 0x77, 0x68, 0x9e, 0x10, 0x20, 0xdd, 0x11, 0x97, 0x5a, 0x00, 0x0c, 0x29, 0x65, 0x54, 0x73];
        assert_eq!(guid(&droid, 0).as_deref(), Some("9e687794-2010-11dd-975a-000c29655473"));
        let (time, mac) = uuid_v1(&droid, 0).expect("version 1");
        assert_eq!((time.as_deref(), mac.as_str()), (Some("2008-05-12T10:46:04Z"), "00:0c:29:65:54:73"));
        assert_eq!(filetime(0x01c9_1526_8de3_5b50).as_deref(), Some("2008-09-12T22:26:09Z"));
        assert_eq!((filetime(0), filetime(u64::MAX)), (None, None));
        assert_eq!(dos_time(0x5c26, 0x5000).as_deref(), Some("2026-01-06T10:00:00"));
        let bytes = [1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 32, 2, 0, 0];
        assert_eq!(sid(&bytes).as_deref(), Some("S-1-5-32-544"));
    }
}
