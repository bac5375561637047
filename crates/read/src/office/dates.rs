//! Which cells of a workbook hold times, and how those numbers read.

use crate::civil;
use crate::html::decode_entities;
use crate::markup::{Token, Tokens, attribute, local};

/// Days from the workbook's day 0 to 1970, by its two calendars.
const SINCE_1900: i64 = 25_569;
const SINCE_1904: i64 = 24_107;

/// The cell formats of a workbook.
#[derive(Default)]
pub(super) struct Formats {
    /// Whether the format of this index shows a time.
    times: Vec<bool>,
    from_1904: bool,
}

impl Formats {
    /// Reads the styles part; `book` says which calendar counts.
    pub(super) fn read(styles: &str, book: &str) -> Self {
        let mut custom: Vec<(u32, bool)> = Vec::new();
        let mut times = Vec::new();
        let mut in_cells = false;
        for token in Tokens::xml(styles) {
            match token {
                Token::Open { name, attributes, empty } => {
                    let id =
                        attribute(&attributes, "numFmtId").and_then(|id| id.parse::<u32>().ok()).unwrap_or(0);
                    match local(name) {
                        "numFmt" => {
                            let code =
                                attribute(&attributes, "formatCode").map(decode_entities).unwrap_or_default();
                            custom.push((id, is_time_code(&code)));
                        }
                        "cellXfs" => in_cells = !empty,
                        "xf" if in_cells => {
                            let own = custom.iter().find(|(known, _)| *known == id).map(|(_, time)| *time);
                            times.push(own.unwrap_or(is_time_format(id)));
                        }
                        _ => {}
                    }
                }
                Token::Close(name) if local(name) == "cellXfs" => in_cells = false,
                _ => {}
            }
        }
        let from_1904 = book.contains("date1904=\"1\"") || book.contains("date1904=\"true\"");
        Self { times, from_1904 }
    }

    /// The time that a number shows in a format, or `None` where it shows none.
    pub(super) fn time(&self, format: Option<&str>, value: &str) -> Option<String> {
        let index: usize = format?.parse().ok()?;
        if !self.times.get(index).copied().unwrap_or(false) {
            return None;
        }
        serial(value.trim().parse().ok()?, self.from_1904)
    }
}

/// Whether a built-in number format shows a time.
pub(crate) const fn is_time_format(id: u32) -> bool {
    matches!(id, 14..=22 | 27..=36 | 45..=47 | 50..=58)
}

/// A number of days, as spreadsheets count them, as date and time.
pub(crate) fn serial(serial: f64, from_1904: bool) -> Option<String> {
    if !(0.0..2_958_466.0).contains(&serial) {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "the range was checked above")]
    let seconds = (serial * 86_400.0).round() as i64;
    let (days, rest) = (seconds / 86_400, seconds % 86_400);
    let clock = format!("{:02}:{:02}:{:02}", rest / 3600, rest / 60 % 60, rest % 60);
    if days == 0 {
        return Some(clock);
    }
    let (year, month, day) = civil::date(days - if from_1904 { SINCE_1904 } else { SINCE_1900 });
    let date = format!("{year:04}-{month:02}-{day:02}");
    Some(if rest == 0 { date } else { format!("{date} {clock}") })
}

/// Whether a format code shows years, days, hours or seconds outside quotes and brackets.
pub(crate) fn is_time_code(code: &str) -> bool {
    let mut quoted = false;
    let mut bracket = false;
    let mut escaped = false;
    for c in code.chars() {
        if std::mem::take(&mut escaped) {
            continue;
        }
        match c {
            '\\' | '_' | '*' => escaped = true,
            '"' => quoted = !quoted,
            '[' if !quoted => bracket = true,
            ']' if !quoted => bracket = false,
            'y' | 'Y' | 'd' | 'D' | 'h' | 'H' | 's' | 'S' if !quoted && !bracket => return true,
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_their_format_says() {
        let styles = r#"<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m"/><numFmt numFmtId="165" formatCode="0&quot;days&quot;;[Red]0"/></numFmts>
            <cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="22"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs></styleSheet>"#;
        let formats = Formats::read(styles, "");
        assert_eq!(formats.time(Some("1"), "46028.43767361111").as_deref(), Some("2026-01-06 10:30:15"));
        assert_eq!(formats.time(Some("2"), "46029").as_deref(), Some("2026-01-07"));
        assert_eq!(formats.time(Some("1"), "0.5").as_deref(), Some("12:00:00"));
        for (format, value) in
            [(None, "46029"), (Some("0"), "46029"), (Some("3"), "46029"), (Some("1"), "-5"), (Some("1"), "x")]
        {
            assert_eq!(formats.time(format, value), None);
        }
    }
}
