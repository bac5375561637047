//! Postal addresses: with and without prefecture, numbers in every way people write them.

use noroshi_base::Surface;
use unicode_normalization::UnicodeNormalization;

use crate::IdentifierKind;
use crate::builder::{Builder, Form};
use crate::variants::FieldRule;

const PREFECTURES: &[&str] = &[
    "北海道",
    "青森県",
    "岩手県",
    "宮城県",
    "秋田県",
    "山形県",
    "福島県",
    "茨城県",
    "栃木県",
    "群馬県",
    "埼玉県",
    "千葉県",
    "東京都",
    "神奈川県",
    "新潟県",
    "富山県",
    "石川県",
    "福井県",
    "山梨県",
    "長野県",
    "岐阜県",
    "静岡県",
    "愛知県",
    "三重県",
    "滋賀県",
    "京都府",
    "大阪府",
    "兵庫県",
    "奈良県",
    "和歌山県",
    "鳥取県",
    "島根県",
    "岡山県",
    "広島県",
    "山口県",
    "徳島県",
    "香川県",
    "愛媛県",
    "高知県",
    "福岡県",
    "佐賀県",
    "長崎県",
    "熊本県",
    "大分県",
    "宮崎県",
    "鹿児島県",
    "沖縄県",
];

/// All prefectures.
pub const fn prefectures() -> &'static [&'static str] {
    PREFECTURES
}

/// Adds every form of one address.
pub(crate) fn expand(builder: &mut Builder, written: &str) {
    let entry = builder.entry(written);
    let plain: String = written.nfkc().collect();
    let (postcode, plain) = take_postcode(plain.trim());
    let base = Form {
        text: written,
        kind: IdentifierKind::PostalAddress,
        surface: Surface::Direct,
        entry,
        related: false,
        name: "as-written",
        listed: true,
    };
    builder.add_ruled(&base, FieldRule::Substring, false, &[]);
    let derived = Form { surface: Surface::Derived, ..base };
    if let Some(postcode) = postcode {
        builder.add_ruled(
            &Form { text: &postcode, name: "postcode", ..derived },
            FieldRule::Substring,
            false,
            &[],
        );
    }
    let (town, numbers, rest) = take_numbers(&plain);
    if numbers.is_empty() {
        return;
    }
    let local = PREFECTURES.iter().find_map(|prefecture| town.strip_prefix(prefecture)).unwrap_or(&town);
    for head in heads(&town, local) {
        for tail in spellings(&numbers) {
            let text = format!("{head}{tail}");
            builder.add_ruled(
                &Form { text: &text, name: "address", ..derived },
                FieldRule::Substring,
                false,
                &[],
            );
        }
    }
    if local.chars().count() >= 4 {
        builder.add_ruled(&Form { text: local, name: "town", ..derived }, FieldRule::Substring, false, &[]);
    }
    let building = rest.trim();
    if building.chars().filter(|c| c.is_alphabetic()).count() >= 4 {
        builder.add_ruled(
            &Form { text: building, name: "building", ..derived },
            FieldRule::Substring,
            true,
            &[],
        );
    }
}

/// The whole, without prefecture, and the town alone.
fn heads<'a>(town: &'a str, local: &'a str) -> Vec<&'a str> {
    let mut out = vec![town];
    if local != town {
        out.push(local);
    }
    let after = local.rfind(['市', '区', '郡', '村']).and_then(|at| local.get(at + '市'.len_utf8()..));
    if let Some(after) = after.filter(|after| after.chars().count() >= 2) {
        out.push(after);
    }
    out
}

fn take_postcode(text: &str) -> (Option<String>, String) {
    let start = text.trim_start_matches(['〒', ' ']);
    let head: String = start.chars().take(8).collect();
    let digits: String = head.chars().filter(char::is_ascii_digit).collect();
    if digits.len() == 7 && (head.contains('-') || start.len() < text.len()) {
        let used: usize = if head.contains('-') { 8 } else { 7 };
        let rest: String = start.chars().skip(used).collect();
        return (Some(digits), rest.trim().to_owned());
    }
    (None, text.to_owned())
}

/// Town, numbers, and what follows them (a building).
fn take_numbers(text: &str) -> (String, Vec<u32>, String) {
    let spaced: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let Some(start) = number_start(&spaced) else { return (spaced, Vec::new(), String::new()) };
    let (town, mut rest) = spaced.split_at(start);
    let mut numbers = Vec::new();
    while let Some((number, length)) = leading_number(rest) {
        numbers.push(number);
        rest = rest.get(length..).unwrap_or("");
        let tail = ["丁目", "番地の", "番地", "番", "号", "の", "ノ", "-", "‐", "−", "–", "—", "ー"];
        let Some(after) = tail.iter().find_map(|unit| rest.strip_prefix(unit)) else { break };
        rest = after;
    }
    (town.to_owned(), numbers, rest.to_owned())
}

/// The first digit, or a kanji numeral before `丁目` or `番`.
fn number_start(text: &str) -> Option<usize> {
    text.char_indices().map(|(at, _)| at).find(|&at| {
        let rest = text.get(at..).unwrap_or("");
        rest.starts_with(|c: char| c.is_ascii_digit())
            || leading_number(rest).is_some_and(|(_, length)| {
                rest.get(length..).is_some_and(|after| after.starts_with("丁目") || after.starts_with('番'))
            })
    })
}

fn leading_number(text: &str) -> Option<(u32, usize)> {
    let digits: String = text.chars().take_while(char::is_ascii_digit).take(6).collect();
    if !digits.is_empty() {
        return digits.parse().ok().map(|number| (number, digits.len()));
    }
    let kanji: String = text.chars().take_while(|&c| kanji_digit(c).is_some() || c == '十').take(4).collect();
    (!kanji.is_empty()).then(|| (from_kanji(&kanji), kanji.len()))
}

fn kanji_digit(c: char) -> Option<u32> {
    "〇一二三四五六七八九".chars().position(|digit| digit == c).and_then(|digit| u32::try_from(digit).ok())
}

fn from_kanji(text: &str) -> u32 {
    let mut total = 0_u32;
    let mut last = 0_u32;
    let mut tens = false;
    for c in text.chars() {
        if c == '十' {
            total += last.max(1) * 10;
            last = 0;
            tens = true;
        } else if let Some(digit) = kanji_digit(c) {
            last = if tens { digit } else { last.saturating_mul(10).saturating_add(digit) };
        }
    }
    total.saturating_add(last)
}

fn to_kanji(number: u32) -> String {
    let digit = |value: u32| "〇一二三四五六七八九".chars().nth(value as usize).unwrap_or('〇');
    match number {
        0..=9 => digit(number).to_string(),
        10..=99 => {
            let tens = if number < 20 { String::new() } else { digit(number / 10).to_string() };
            let ones = if number.is_multiple_of(10) { String::new() } else { digit(number % 10).to_string() };
            format!("{tens}十{ones}")
        }
        _ => number.to_string().chars().map(|c| digit(c.to_digit(10).unwrap_or(0))).collect(),
    }
}

/// `1-2`, `1丁目2番`, `1番地2`, `一丁目二番地`, `1の2` and the like.
fn spellings(numbers: &[u32]) -> Vec<String> {
    const UNITS: &[[&str; 3]] = &[
        ["-", "-", ""],
        ["丁目", "番", "号"],
        ["丁目", "番地", ""],
        ["丁目", "番", ""],
        ["丁目", "-", ""],
        ["丁目", "番地の", ""],
        ["番地", "", ""],
        ["番", "号", ""],
        ["番地の", "", ""],
        ["の", "の", ""],
        ["番", "", ""],
        ["丁目", "", ""],
    ];
    let mut out = Vec::new();
    for units in UNITS {
        for kanji in [false, true] {
            let mut text = String::new();
            for (index, &number) in numbers.iter().enumerate() {
                let last = index + 1 == numbers.len();
                text += &if kanji { to_kanji(number) } else { number.to_string() };
                let unit = units.get(index).copied().unwrap_or("-");
                text += if last && matches!(unit, "-" | "の" | "番地の") { "" } else { unit };
            }
            if !out.contains(&text) {
                out.push(text);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_in_every_spelling() {
        for text in [
            "島根県松江市殿町1-2",
            "島根県松江市殿町１丁目２番地",
            "島根県松江市殿町一丁目二",
            "島根県松江市殿町 1番2号",
        ] {
            let plain: String = text.nfkc().collect();
            let (town, numbers, _) = take_numbers(&plain);
            assert_eq!((town.as_str(), numbers.as_slice()), ("島根県松江市殿町", &[1, 2][..]), "{text}");
        }
        assert_eq!(to_kanji(12), "十二");
        assert_eq!(from_kanji("二十三"), 23);
    }
}
