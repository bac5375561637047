//! The day a line speaks of.

use jiff::civil::Date;

/// Bytes of a line that are looked at.
const REACH: usize = 400;

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// First day a line names: ISO 8601, `2024/5/9`, Apache, syslog with a year, Windows, epoch, Japanese with or without
/// an era. A date without a year says nothing.
pub(crate) fn first_day(line: &str) -> Option<Date> {
    let bytes = line.as_bytes();
    let bytes = bytes.get(..REACH).unwrap_or(bytes);
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let end = digits_end(bytes, at);
        if let Some(day) = day_at(bytes, at, end) {
            return Some(day);
        }
        at = end;
    }
    None
}

/// Day of an RFC 3339 stamp.
pub(crate) fn stamp_day(stamp: &str) -> Option<Date> {
    first_day(stamp)
}

fn digits_end(bytes: &[u8], from: usize) -> usize {
    bytes[from..].iter().position(|b| !b.is_ascii_digit()).map_or(bytes.len(), |len| from + len)
}

fn number(bytes: &[u8], from: usize) -> Option<(i64, usize)> {
    let end = digits_end(bytes, from);
    if end == from || end - from > 13 {
        return None;
    }
    let text = std::str::from_utf8(&bytes[from..end]).ok()?;
    Some((text.parse().ok()?, end))
}

fn day_at(bytes: &[u8], at: usize, end: usize) -> Option<Date> {
    let before = at.checked_sub(1).map(|i| bytes[i]);
    // A digit run inside a word or a dotted number is no date.
    if before.is_some_and(|b| b.is_ascii_alphanumeric() && b != b'T' || b == b'.' || b == b'%') {
        return None;
    }
    match end - at {
        4 => year_first(bytes, at, end),
        1 | 2 => short_first(bytes, at, end),
        8 => compact(bytes, at, end),
        10 | 13 => epoch(bytes, at, end),
        _ => None,
    }
}

fn date(year: i64, month: i64, day: i64) -> Option<Date> {
    if !(1990..=2100).contains(&year) {
        return None;
    }
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// `2024-05-09`, `2024/5/9`, `2024.05.09`, `2024年5月9日`, `2024 May 9`.
fn year_first(bytes: &[u8], at: usize, end: usize) -> Option<Date> {
    let (year, _) = number(bytes, at)?;
    let rest = &bytes[end..];
    if rest.starts_with("年".as_bytes()) {
        return month_and_day(bytes, end + 3, year);
    }
    let mark = *rest.first()?;
    if mark == b' ' {
        let (month, next) = month_name(bytes, end + 1)?;
        let (day, _) = number(bytes, skip_blanks(bytes, next))?;
        return date(year, month, day);
    }
    if !matches!(mark, b'-' | b'/' | b'.') {
        return None;
    }
    let (month, next) = number(bytes, end + 1)?;
    if bytes.get(next) != Some(&mark) {
        return None;
    }
    let (day, _) = number(bytes, next + 1)?;
    date(year, month, day)
}

fn month_and_day(bytes: &[u8], at: usize, year: i64) -> Option<Date> {
    let (month, next) = number(bytes, skip_blanks(bytes, at))?;
    if !bytes.get(next..)?.starts_with("月".as_bytes()) {
        return None;
    }
    let (day, next) = number(bytes, skip_blanks(bytes, next + 3))?;
    bytes.get(next..)?.starts_with("日".as_bytes()).then(|| date(year, month, day))?
}

/// `09/May/2024`, `9 May 2024`, `5/9/2024`, `令和6年5月9日`, `May 9 02:13:07 2024`, `May 9, 2024`.
fn short_first(bytes: &[u8], at: usize, end: usize) -> Option<Date> {
    let (first, _) = number(bytes, at)?;
    let rest = bytes.get(end..)?;
    if rest.starts_with("年".as_bytes()) {
        let era = bytes.get(..at)?;
        let base =
            if era.ends_with("令和".as_bytes()) || era.ends_with(b"R") { 2018 } else { return None };
        return month_and_day(bytes, end + 3, base + first);
    }
    if let Some((month, next)) = month_name(bytes, end + 1) {
        let (year, _) = number(bytes, next + 1)?;
        return date(year, month, first);
    }
    if rest.first() == Some(&b'/') {
        let (second, next) = number(bytes, end + 1)?;
        if bytes.get(next) != Some(&b'/') {
            return None;
        }
        let (year, _) = number(bytes, next + 1)?;
        return if first > 12 { date(year, second, first) } else { date(year, first, second) };
    }
    after_month_name(bytes, at, end, first)
}

/// A day that follows a month's name; the year stands after it, or after the time.
fn after_month_name(bytes: &[u8], at: usize, end: usize, day: i64) -> Option<Date> {
    let head = bytes.get(..at)?;
    let head = head.get(..head.iter().rposition(|b| *b != b' ')? + 1)?;
    let name_at = head.iter().rposition(|b| !b.is_ascii_alphabetic()).map_or(0, |i| i + 1);
    let (month, _) = month_name(bytes, name_at)?;
    let tail = bytes.get(end..)?;
    let window = tail.get(..20).unwrap_or(tail);
    let mut from = 0;
    while let Some(found) = window.get(from..)?.iter().position(u8::is_ascii_digit) {
        let start = end + from + found;
        let stop = digits_end(bytes, start);
        if stop - start == 4 {
            let (year, _) = number(bytes, start)?;
            return date(year, month, day);
        }
        from = stop - end;
        if from >= window.len() {
            break;
        }
    }
    None
}

fn month_name(bytes: &[u8], at: usize) -> Option<(i64, usize)> {
    let name = bytes.get(at..at + 3)?;
    let index = MONTHS.iter().position(|m| m.as_bytes().eq_ignore_ascii_case(name))?;
    let end = bytes[at..].iter().position(|b| !b.is_ascii_alphabetic()).map_or(bytes.len(), |len| at + len);
    (end - at <= 9).then_some((index as i64 + 1, end))
}

fn skip_blanks(bytes: &[u8], mut at: usize) -> usize {
    while bytes.get(at) == Some(&b' ') {
        at += 1;
    }
    at
}

/// `20240509T021307`.
fn compact(bytes: &[u8], at: usize, end: usize) -> Option<Date> {
    let (value, _) = number(bytes, at)?;
    let next = *bytes.get(end)?;
    let timed =
        (next == b'T' || next == b'_' || next == b'-') && bytes.get(end + 1).is_some_and(u8::is_ascii_digit);
    timed.then(|| date(value / 10_000, value / 100 % 100, value % 100))?
}

/// Seconds or milliseconds since 1970, at the start of a line or after a word that says so.
fn epoch(bytes: &[u8], at: usize, end: usize) -> Option<Date> {
    let (value, _) = number(bytes, at)?;
    let seconds = if end - at == 13 { value / 1000 } else { value };
    let head = bytes.get(at.saturating_sub(16)..at)?.to_ascii_lowercase();
    let first =
        head.is_empty() && bytes.get(end).is_some_and(|b| matches!(b, b'.' | b' ' | b'\t' | b',' | b'|'));
    let cued = first || [&b"ts"[..], b"time", b"epoch", b"timestamp"].iter().any(|word| find(&head, word));
    if !cued || !(946_684_800..4_102_444_800).contains(&seconds) {
        return None;
    }
    let stamp = jiff::Timestamp::from_second(seconds).ok()?;
    Some(stamp.to_zoned(jiff::tz::TimeZone::UTC).date())
}

fn find(text: &[u8], word: &[u8]) -> bool {
    text.windows(word.len()).any(|window| window == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_from_the_usual_stamps() {
        for (line, day) in [
            ("2024-05-09T02:13:07+09:00 prx GET", "2024-05-09"),
            ("2024/5/9 02:13 a", "2024-05-09"),
            ("1.2.3.4 - - [09/May/2024:02:13:07 +0900] \"GET", "2024-05-09"),
            ("May  9 02:13:07 2024 host sshd", "2024-05-09"),
            ("on May 9, 2024 the loader", "2024-05-09"),
            ("9 May 2024", "2024-05-09"),
            ("5/9/2024 2:13:07 AM", "2024-05-09"),
            ("2024年5月9日に", "2024-05-09"),
            ("令和6年5月9日", "2024-05-09"),
            ("20240509T021307Z", "2024-05-09"),
            ("1715188387.123 uid", "2024-05-08"),
            ("ts=1715188387123", "2024-05-08"),
        ] {
            assert_eq!(first_day(line).map(|d| d.to_string()).as_deref(), Some(day), "{line}");
        }
    }

    #[test]
    fn look_alikes_are_no_days() {
        for line in [
            "192.168.10.20",
            "CVE-2024-12345",
            "v2024.13.45",
            "May  9 02:13:07 host",
            "1234567890",
            "0x2024",
            "年月日",
            "2024年",
            "5/9",
            "令和",
        ] {
            assert_eq!(first_day(line), None, "{line}");
        }
    }

    proptest::proptest! {
        #[test]
        fn never_panics(text in "\\PC{0,60}", tail in "[0-9年月日/ :.TMay-]{0,40}") {
            let _ = first_day(&format!("{text}{tail}"));
        }
    }
}
