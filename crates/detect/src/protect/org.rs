//! Organisations by their form.

use noroshi_profile::IdentifierKind;
use noroshi_profile::fold::is_kanji;

use super::Scan;
use super::walk::{after, before, is_katakana, left, right};
use crate::Strength;

/// Words before a kind that name no one.
const GENERIC: &[&str] = &[
    "国立",
    "私立",
    "公立",
    "県立",
    "市立",
    "各",
    "当",
    "同",
    "某",
    "他",
    "地方",
    "都市",
    "主要",
    "大手",
    "国内",
    "海外",
    "国際",
    "総合",
    "民間",
    "中央",
    "一般",
    "外国",
    "日本の",
    "ネット",
    "有名",
    "上場",
    "一部",
    "複数",
    "多数",
    "関連",
    "外部",
    "委託先",
    "取引先",
    "標的",
    "対象",
    "当該",
    "被害",
    "研究",
    "情報",
    "再生可能",
    "消費",
    "原子力",
    "火力",
    "最大",
    "電気",
    "大学",
    "救急",
    "動物",
    "中小",
    "産業",
    "技術",
    "科学",
    "銀行",
    "証券",
    "生命保険",
    "損害保険",
    "病院",
    "弊社",
    "自社",
    "親会社",
    "子会社",
    "グループ",
    "投資",
    "信託",
    "中核",
    "ファイル",
    "省",
    "待機",
];

const fn is_name_char(c: char) -> bool {
    is_kanji(c)
        || is_katakana(c)
        || c.is_ascii_alphanumeric()
        || matches!(c, '\u{FF10}'..='\u{FF5A}' | '&' | '＆')
}

/// `株式会社` and the like: the name behind it, or before it.
pub(super) fn form(scan: &mut Scan<'_>, start: usize, end: usize) {
    let text = scan.text;
    // The inner part of a longer form was woken too; the longer one covers it.
    let gap = right(text, end, 1, |c| matches!(c, ' ' | '　'));
    let to = right(text, gap, 24, is_name_char);
    let behind = cut_title(text.get(gap..to).unwrap_or(""));
    let from_gap = left(text, start, 1, |c| matches!(c, ' ' | '　'));
    let from = left(text, from_gap, 24, is_name_char);
    let ahead = text.get(from..from_gap).unwrap_or("");
    let behind_fits = fits(behind);
    if fits(ahead) && (!behind_fits || !starts_name(text, from)) {
        return report(scan, from, end, ahead);
    }
    if behind_fits {
        let length = behind.len();
        let name = text.get(gap..gap + length).unwrap_or("");
        return report(scan, start, gap + length, name);
    }
    if fits(ahead) {
        report(scan, from, end, ahead);
    }
}

/// A name behind the form wins where the run before it is itself the tail of a sentence.
fn starts_name(text: &str, from: usize) -> bool {
    before(text, from).is_some_and(|c| matches!(c, '、' | '。' | 'の' | 'は' | 'が'))
}

/// Departments and titles that follow a name without a break.
fn cut_title(name: &str) -> &str {
    const TAILS: &[&str] = &[
        "代表取締役",
        "取締役",
        "総務部",
        "情報システム部",
        "営業部",
        "人事部",
        "経理部",
        "御中",
        "社長",
        "部長",
        "課長",
        "担当",
    ];
    let cut = TAILS.iter().filter_map(|tail| name.find(tail)).min().unwrap_or(name.len());
    name.get(..cut).unwrap_or(name)
}

fn fits(name: &str) -> bool {
    name.chars().count() >= 2 && !GENERIC.contains(&name) && name.chars().any(char::is_alphabetic)
}

fn report(scan: &mut Scan<'_>, start: usize, end: usize, name: &str) {
    if !is_known(scan, name) {
        scan.found(start..end, IdentifierKind::ThirdParty, Strength::Certain, "protect.organisation");
    }
}

/// Security vendors, public bodies and malware or actor names are nobody's secret.
fn is_known(scan: &Scan<'_>, name: &str) -> bool {
    let reference = scan.finder.reference;
    let first = name.split_whitespace().next().unwrap_or(name);
    reference.is_security_vendor(name)
        || first.len() > 3 && reference.is_security_vendor(first)
        || reference.galaxy_name(name).is_some_and(|known| !known.ambiguous)
}

/// `○○大学`, `○○病院`, `○○市役所`.
pub(super) fn kind(scan: &mut Scan<'_>, start: usize, end: usize) {
    let text = scan.text;
    let from = left(text, start, 16, |c| is_kanji(c) || is_katakana(c));
    let name = trim_generic(text.get(from..start).unwrap_or(""));
    let from = start - name.len();
    let goes_on = after(text, end).is_some_and(|c| is_kanji(c) && !"等様内側は殿".contains(c));
    if name.chars().count() < 2 || GENERIC.contains(&name) || goes_on && !is_unit(text, end) {
        return;
    }
    report(scan, from, end, name);
}

/// Parts of the organisation that follow its name.
fn is_unit(text: &str, end: usize) -> bool {
    let rest = text.get(end..).unwrap_or("");
    ["附属", "付属", "医学部", "工学部", "本店", "支店", "株式会社", "総務", "情報", "病院", "大学院", "法人"]
        .iter()
        .any(|unit| rest.starts_with(unit))
}

fn trim_generic(name: &str) -> &str {
    let mut name = name;
    while let Some(rest) = GENERIC.iter().find_map(|word| name.strip_prefix(word)) {
        name = rest;
    }
    name
}

/// `Xyz Trading Co., Ltd.`: capitalised words before the form.
pub(super) fn latin(scan: &mut Scan<'_>, start: usize, end: usize) {
    let text = scan.text;
    let capital = text.get(start..end).is_some_and(|form| {
        form.trim_start_matches([',', ' ']).starts_with(|c: char| c.is_ascii_uppercase())
    });
    if !capital || after(text, end).is_some_and(|c| c.is_ascii_alphabetic()) {
        return;
    }
    let mut from = start;
    for _ in 0..5 {
        let word = left(text, from, 24, |c| c.is_ascii_alphanumeric() || matches!(c, '&' | '-' | '\'' | '.'));
        let part = text.get(word..from).unwrap_or("");
        if !part.starts_with(|c: char| c.is_ascii_uppercase() || c == '&')
            || part.ends_with('.') && part.len() > 3
            || SENTENCE.contains(&part)
        {
            break;
        }
        from = word;
        match before(text, word) {
            Some(' ') => from = word - 1,
            _ => break,
        }
    }
    let from = right(text, from, 2, |c| c == ' ');
    let name = text.get(from..start).unwrap_or("").trim();
    let shouted = !name.contains(|c: char| c.is_lowercase())
        && text.get(start..end).is_some_and(|form| form.ends_with("LIMITED") || form.starts_with(','));
    let telling = name.chars().filter(|c| c.is_alphabetic()).count() >= 3 && !shouted;
    if from < start && telling && !is_known(scan, name) {
        let end = right(text, end, 2, |c| matches!(c, '.' | 'd'));
        scan.found(from..end, IdentifierKind::ThirdParty, Strength::Review, "protect.organisation");
    }
}

/// Capitalised words that begin sentences rather than names.
const SENTENCE: &[&str] = &[
    "The",
    "A",
    "An",
    "In",
    "At",
    "By",
    "For",
    "From",
    "With",
    "And",
    "Of",
    "To",
    "On",
    "As",
    "This",
    "That",
    "Copyright",
    "Company",
    "While",
    "When",
    "After",
];
