//! The folded view: what two spellings of one name have in common.
//!
//! In: text. Out: its fold (NFKC, lower case, accents and invisible characters dropped, katakana, new kanji forms,
//! letters of other scripts that look Latin) and its squash (the fold without separators, digits that look like
//! letters written as letters). Needles and texts go through the same functions, so they meet.

use std::sync::OnceLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::glyphs;

const MANY: u32 = 1 << 31;
/// Combining and spacing voiced sound marks, half-width ones included.
const VOICED: [char; 3] = ['\u{3099}', '\u{309B}', '\u{FF9E}'];
const SEMI_VOICED: [char; 3] = ['\u{309A}', '\u{309C}', '\u{FF9F}'];

/// Folds of the basic plane; `0` drops, `MANY | i` is the i-th longer fold.
struct Table {
    single: Vec<u32>,
    many: Vec<Box<str>>,
}

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table = Table { single: vec![0; 0x1_0000], many: Vec::new() };
        for code in 0..0x1_0000_u32 {
            let Some(c) = char::from_u32(code) else { continue };
            let folded = fold_slow(c);
            let mut chars = folded.chars();
            let value = match (chars.next(), chars.next()) {
                (None, _) => 0,
                (Some(one), None) => u32::from(one),
                _ => {
                    table.many.push(folded.into_boxed_str());
                    MANY | u32::try_from(table.many.len() - 1).unwrap_or(0)
                }
            };
            if let Some(slot) = table.single.get_mut(code as usize) {
                *slot = value;
            }
        }
        table
    })
}

/// Fold of one character on its own, computed.
fn fold_slow(c: char) -> String {
    if is_invisible(c) {
        return String::new();
    }
    let mut out = String::new();
    for compatible in std::iter::once(c).nfkc() {
        if is_kana(compatible) {
            out.push(plain_kana(compatible));
        } else if is_kanji(compatible) {
            out.push(glyphs::new_kanji(compatible));
        } else {
            fold_letter(compatible, &mut out);
        }
    }
    out
}

fn fold_letter(c: char, out: &mut String) {
    if let Some(text) = glyphs::latin_like(c) {
        out.push_str(text);
        return;
    }
    for part in std::iter::once(c).nfd().filter(|&part| !is_combining_mark(part)) {
        for lower in part.to_lowercase().filter(|&lower| !is_combining_mark(lower)) {
            match glyphs::latin_like(lower) {
                Some(text) => out.push_str(text),
                None => out.push(lower),
            }
        }
    }
}

/// Whether a character takes no room on the page: zero-width, soft hyphen, direction marks, variation selectors.
pub const fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
        | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}'
        | '\u{E0000}'..='\u{E0FFF}')
}

/// Whether a character is hiragana or katakana, the long-vowel mark included.
pub const fn is_kana(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{3096}' | '\u{309D}' | '\u{309E}' | '\u{30A1}'..='\u{30FA}' | '\u{30FC}'..='\u{30FE}')
}

/// Whether a character is a kanji, the iteration mark included.
pub const fn is_kanji(c: char) -> bool {
    matches!(c, '\u{3005}'..='\u{3007}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// Katakana, full size, with ヂヅ as ジズ and ヴ as ブ.
fn plain_kana(c: char) -> char {
    let katakana = match c {
        '\u{3041}'..='\u{3096}' => char::from_u32(u32::from(c) + 0x60).unwrap_or(c),
        _ => c,
    };
    match katakana {
        'ァ' => 'ア',
        'ィ' => 'イ',
        'ゥ' => 'ウ',
        'ェ' => 'エ',
        'ォ' => 'オ',
        'ッ' => 'ツ',
        'ャ' => 'ヤ',
        'ュ' => 'ユ',
        'ョ' => 'ヨ',
        'ヮ' => 'ワ',
        'ヵ' => 'カ',
        'ヶ' => 'ケ',
        'ヂ' => 'ジ',
        'ヅ' => 'ズ',
        'ヴ' => 'ブ',
        'ヰ' => 'イ',
        'ヱ' => 'エ',
        'ヲ' => 'オ',
        other => other,
    }
}

/// The voiced or semi-voiced kana, where there is one.
fn voice(c: char, mark: char) -> Option<char> {
    let code = u32::from(c);
    if VOICED.contains(&mark) {
        return match c {
            'ウ' => Some('ブ'),
            'カ'..='ト' | 'ハ' | 'ヒ' | 'フ' | 'ヘ' | 'ホ' => char::from_u32(code + 1).map(plain_kana),
            _ => None,
        };
    }
    match c {
        'ハ' | 'ヒ' | 'フ' | 'ヘ' | 'ホ' if SEMI_VOICED.contains(&mark) => char::from_u32(code + 2),
        _ => None,
    }
}

/// ヴ before a small vowel makes one mora: ヴァ is バ.
fn vu_mora(next: char) -> Option<char> {
    match next {
        'ァ' | 'ぁ' => Some('バ'),
        'ィ' | 'ぃ' => Some('ビ'),
        'ェ' | 'ぇ' => Some('ベ'),
        'ォ' | 'ぉ' => Some('ボ'),
        _ => None,
    }
}

/// Walks the fold of a text: each folded character with the byte offset of the original character it came from.
pub fn fold_each(text: &str, mut emit: impl FnMut(char, usize)) {
    let table = table();
    let mut rest = text.char_indices().peekable();
    while let Some((offset, c)) = rest.next() {
        let value = match table.single.get(u32::from(c) as usize) {
            Some(&value) => value,
            None => {
                fold_slow(c).chars().for_each(|folded| emit(folded, offset));
                continue;
            }
        };
        if value & MANY != 0 {
            let text = table.many.get((value & !MANY) as usize).map_or("", |text| text);
            text.chars().for_each(|folded| emit(folded, offset));
            continue;
        }
        let Some(folded) = char::from_u32(value).filter(|_| value != 0) else { continue };
        if !('ア'..='ン').contains(&folded) {
            emit(folded, offset);
            continue;
        }
        let next = rest.peek().map(|&(_, next)| next);
        let joined = next.and_then(|next| voice(folded, next).or_else(|| vu_of(c, next)));
        if joined.is_some() {
            rest.next();
        }
        emit(joined.unwrap_or(folded), offset);
    }
}

fn vu_of(c: char, next: char) -> Option<char> {
    if matches!(c, 'ヴ' | 'ゔ') { vu_mora(next) } else { None }
}

/// The fold of a text, separators kept.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    fold_each(text, |c, _| out.push(c));
    out
}

/// What a folded character is on the squash: `None` for separators, letters for digits that look like them.
pub fn squash_char(folded: char) -> Option<char> {
    Some(match folded {
        '0' => 'o',
        '1' | 'l' => 'i',
        '3' => 'e',
        '4' => 'a',
        '5' => 's',
        '7' => 't',
        'ー' => return None,
        c if c.is_ascii() => return c.is_ascii_alphanumeric().then_some(c),
        c if c.is_alphanumeric() => c,
        _ => return None,
    })
}

/// The squash of a text: its fold without separators and long-vowel marks, look-alike digits as letters.
pub fn squash(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    fold_each(text, |c, _| out.extend(squash_char(c)));
    out
}

/// The fold of a text without separators and long-vowel marks, digits as they are.
pub fn tight(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    fold_each(text, |c, _| {
        if c != 'ー' && c.is_alphanumeric() {
            out.push(c);
        }
    });
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_meet() {
        for (one, other) in [
            ("ｱｵﾐﾃﾞﾝｷ", "アオミデンキ"),
            ("あおみでんき", "アオミデンキ"),
            ("ＡＯＭＩ　ＤＥＮＫＩ", "aomi-denki"),
            ("髙橋", "高橋"),
            ("齋藤", "斉藤"),
            ("渡邊", "渡辺"),
            ("ヴァイオリン", "バイオリン"),
            ("ﾊﾟｰﾃｨｰ", "パーティ"),
            ("АОМІ", "aomi"),
            ("a0m1", "aomi"),
            ("蒼\u{200B}海\n電機", "蒼海電機"),
            ("Aōmi Dénki", "aomidenki"),
            ("が", "か\u{3099}"),
            ("𝐀𝐨𝐦𝐢", "aomi"),
            ("㈱蒼海", "(株)蒼海"),
        ] {
            assert_eq!(squash(one), squash(other), "{one} and {other}");
        }
        assert_ne!(squash("カキ"), squash("ガキ"));
    }

    #[test]
    fn offsets_are_those_of_the_original() {
        let text = "x\u{AD}ﾃﾞ㈱";
        let mut seen = Vec::new();
        fold_each(text, |c, at| seen.push((c, at)));
        assert_eq!(seen[0], ('x', 0));
        assert_eq!(seen[1], ('デ', 3));
        assert_eq!(seen.last().map(|last| last.1), Some(9));
    }
}
