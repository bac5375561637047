//! E-mail addresses, phones, postal addresses, registry numbers.

use noroshi_profile::IdentifierKind;
use noroshi_profile::fold::is_kanji;

use super::Scan;
use super::walk::{after, before, digit, is_katakana, is_wide, left, right};
use crate::Strength;

/// `local@host.tld`, its sign and dots in any spelling.
pub(super) fn email(scan: &mut Scan<'_>, start: usize, end: usize) {
    let text = scan.text;
    let local =
        |c: char| c.is_ascii_alphanumeric() || "._%+-'".contains(c) || ('\u{FF0B}'..='\u{FF5A}').contains(&c);
    let mut from = left(text, start, 64, local);
    while text.get(from..start).is_some_and(|part| part.starts_with(['.', '\'', '-', '=', '%'])) {
        from += 1;
    }
    let to = host_end(text, end);
    let host = text.get(end..to).unwrap_or("");
    let dots = host.matches(['.', '．', '。']).count() + host.matches("dot").count();
    if from == start || dots == 0 || !host.ends_with(|c: char| c.is_alphabetic()) {
        return;
    }
    scan.found(from..to, IdentifierKind::Email, Strength::Certain, "protect.email");
}

/// End of a host name whose dots may be defanged.
fn host_end(text: &str, start: usize) -> usize {
    let mut to = start;
    loop {
        let label = right(text, to, 63, |c| {
            c.is_ascii_alphanumeric() || c == '-' || ('\u{FF10}'..='\u{FF5A}').contains(&c)
        });
        if label == to {
            break;
        }
        to = label;
        let rest = text.get(to..).unwrap_or("");
        let Some(dot) =
            ["[.]", "(.)", "[dot]", "(dot)", ".", "．", "。"].iter().find(|dot| rest.starts_with(**dot))
        else {
            break;
        };
        if !after(text, to + dot.len())
            .is_some_and(|c| c.is_ascii_alphanumeric() || ('\u{FF10}'..='\u{FF5A}').contains(&c))
        {
            break;
        }
        to += dot.len();
    }
    to
}

const fn is_phone_mark(c: char) -> bool {
    matches!(
        c,
        '-' | '('
            | ')'
            | '（'
            | '）'
            | ' '
            | '－'
            | '‐'
            | '‑'
            | '–'
            | '—'
            | '―'
            | '−'
            | 'ー'
            | '.'
            | '　'
    )
}

/// A Japanese number that starts here, `+81` or an area code.
pub(super) fn phone(scan: &mut Scan<'_>, start: usize) {
    let text = scan.text;
    let mut start = start;
    if let Some(open @ ('(' | '（')) = before(text, start) {
        start -= open.len_utf8();
    }
    if before(text, start)
        .is_some_and(|c| c.is_alphanumeric() && !is_wide(c) || matches!(c, '-' | '.' | '/' | '_' | ':'))
    {
        let labelled =
            before(text, start) == Some(':') && before(text, start - 1).is_none_or(|c| digit(c).is_none());
        if !labelled {
            return;
        }
    }
    if let Some((end, digits)) = number(text, start)
        && is_japanese(&digits)
    {
        scan.found(start..end, IdentifierKind::Phone, Strength::Certain, "protect.phone");
    }
}

/// A number behind `TEL` and the like, of any country.
pub(super) fn phone_label(scan: &mut Scan<'_>, start: usize, end: usize) {
    let text = scan.text;
    if before(text, start).is_some_and(|c| c.is_ascii_alphabetic()) {
        return;
    }
    let from = right(text, end, 12, |c| {
        matches!(c, ':' | '：' | ' ' | '.' | '　' | ')' | '番' | '号' | '/' | '=' | '"' | '\t')
            || "numberNo".contains(c)
            || c == '先'
    });
    if let Some((to, digits)) = number(text, from)
        && (9..=15).contains(&digits.len())
    {
        scan.found(from..to, IdentifierKind::Phone, Strength::Certain, "protect.phone");
    }
}

/// The digits from here on, with at most two marks between them, and where they end.
fn number(text: &str, start: usize) -> Option<(usize, String)> {
    let mut digits = String::new();
    let mut end = start;
    let mut marks = 0;
    let mut groups = 0;
    for (offset, c) in text.get(start..)?.char_indices().take(28) {
        if let Some(digit) = digit(c) {
            groups += usize::from(marks > 0 || digits.is_empty());
            digits.push(char::from(b'0' + digit));
            marks = 0;
            end = start + offset + c.len_utf8();
        } else if matches!(c, '+' | '＋') && digits.is_empty() || is_phone_mark(c) && marks < 2 {
            marks += 1;
        } else {
            break;
        }
    }
    let plain = digits.len() == 10 || digits.len() == 11;
    (digits.len() >= 9
        && (groups >= 2 || plain)
        && !after(text, end).is_some_and(|c| c.is_ascii_alphanumeric()))
    .then_some((end, digits))
}

/// Lengths of Japanese numbers, national and with the country code.
fn is_japanese(digits: &str) -> bool {
    if let Some(rest) = digits.strip_prefix("81").or_else(|| digits.strip_prefix("0081")) {
        return matches!(rest.trim_start_matches('0').len(), 9 | 10);
    }
    let mobile = ["090", "080", "070", "050"].iter().any(|prefix| digits.starts_with(prefix));
    let free = digits.starts_with("0800");
    digits.starts_with('0')
        && !digits.starts_with("00")
        && digits.len() == if mobile || free { 11 } else { 10 }
}

const fn is_address_char(c: char) -> bool {
    is_kanji(c) || is_katakana(c) || matches!(c, 'の' | 'ノ' | 'が' | 'つ' | 'ヶ')
}

fn is_number_char(c: char) -> bool {
    digit(c).is_some() || "-－‐−ー―一二三四五六七八九十〇百丁目番地号の".contains(c)
}

/// Prefecture, municipality, number.
pub(super) fn address(scan: &mut Scan<'_>, start: usize, end: usize) {
    let text = scan.text;
    let town = right(text, end, 30, |c| is_address_char(c) || matches!(c, ' ' | '　'));
    let part = text.get(end..town).unwrap_or("");
    let municipal = part.contains(['市', '区', '町', '村', '郡']);
    let to = right(text, town, 24, |c| is_number_char(c) || matches!(c, ' ' | '　'));
    let tail = text.get(town..to).unwrap_or("").trim_end();
    let numbered =
        tail.contains(|c: char| digit(c).is_some()) || part.contains("丁目") || part.contains("番地");
    if municipal && numbered {
        let to = town + tail.len();
        scan.found(start..to, IdentifierKind::PostalAddress, Strength::Certain, "protect.address");
    }
}

/// `殿町1丁目2番`, without prefecture.
pub(super) fn block(scan: &mut Scan<'_>, start: usize) {
    let text = scan.text;
    let numbers = left(text, start, 8, |c| digit(c).is_some() || "一二三四五六七八九十".contains(c));
    let town = left(text, numbers, 20, is_address_char);
    let to = right(text, start, 24, is_number_char);
    if numbers < start
        && text.get(town..numbers).is_some_and(|town| town.chars().filter(|&c| is_kanji(c)).count() >= 2)
    {
        scan.found(town..to, IdentifierKind::PostalAddress, Strength::Certain, "protect.address");
    }
}

/// `〒690-8501` and the address behind it.
pub(super) fn postcode(scan: &mut Scan<'_>, start: usize, end: usize) {
    let text = scan.text;
    let to = right(text, end, 10, |c| digit(c).is_some() || is_phone_mark(c));
    let digits = text.get(end..to).unwrap_or("").chars().filter(|&c| digit(c).is_some()).count();
    if digits == 7 {
        let trimmed = end + text.get(end..to).unwrap_or("").trim_end().len();
        scan.found(start..trimmed, IdentifierKind::PostalAddress, Strength::Certain, "protect.postcode");
    }
}

/// Corporate number (13 digits) or personal number (12 digits) with a right check digit, near its name.
pub(super) fn registry_number(scan: &mut Scan<'_>, _start: usize, end: usize) {
    let text = scan.text;
    let from = right(text, end, 12, |c| digit(c).is_none() && !matches!(c, '\n' | '\r'));
    let to = right(text, from, 20, |c| digit(c).is_some() || matches!(c, '-' | ' ' | '－'));
    let digits: Vec<u8> = text.get(from..to).unwrap_or("").chars().filter_map(digit).collect();
    let valid = match digits.len() {
        13 => corporate_check(&digits),
        12 => personal_check(&digits) || corporate_body(&digits),
        _ => false,
    };
    if valid {
        let to = from + text.get(from..to).unwrap_or("").trim_end_matches(['-', ' ', '－']).len();
        scan.found(from..to, IdentifierKind::RegistryNumber, Strength::Certain, "protect.registry-number");
    }
}

/// First digit: 9 minus the weighted sum (1, 2 from the right) modulo 9.
fn corporate_check(digits: &[u8]) -> bool {
    let Some((check, body)) = digits.split_first() else { return false };
    let sum: u32 = body
        .iter()
        .rev()
        .enumerate()
        .map(|(index, &digit)| u32::from(digit) * if index % 2 == 0 { 1 } else { 2 })
        .sum();
    u32::from(*check) == 9 - sum % 9
}

/// A company registration number is the body of a corporate number; it has no check digit of its own.
const fn corporate_body(digits: &[u8]) -> bool {
    matches!(digits, [0, _, ..])
}

/// Last digit: 11 minus the weighted sum modulo 11, 0 where that exceeds 9.
fn personal_check(digits: &[u8]) -> bool {
    let Some((check, body)) = digits.split_last() else { return false };
    let weight = |index: usize| if index < 6 { index + 2 } else { index - 4 };
    let sum: usize =
        body.iter().rev().enumerate().map(|(index, &digit)| usize::from(digit) * weight(index)).sum();
    let rest = sum % 11;
    usize::from(*check) == if rest <= 1 { 0 } else { 11 - rest }
}
