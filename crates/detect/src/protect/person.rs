//! People, by the words around them.

use std::collections::HashSet;

use noroshi_profile::fold::{fold, is_kana, is_kanji};
use noroshi_profile::{IdentifierKind, kana, words};
use noroshi_read::Role;

use super::Scan;
use super::walk::{after, before, is_katakana, left, right};
use crate::Strength;

/// Japanese personal names.
pub(super) struct Names {
    family: HashSet<String>,
    given: HashSet<String>,
    family_kana: HashSet<&'static str>,
    given_kana: HashSet<&'static str>,
}

impl Names {
    pub(super) fn new() -> Self {
        Self {
            family: words::surnames().collect(),
            given: words::given_names().collect(),
            family_kana: words::surname_reading_list().collect(),
            given_kana: words::given_reading_list().collect(),
        }
    }

    fn is_family(&self, text: &str) -> bool {
        self.family.contains(&fold(text)) || self.family_kana.contains(kana::katakana(text).as_str())
    }

    fn is_given(&self, text: &str) -> bool {
        self.given.contains(&fold(text)) || self.given_kana.contains(kana::katakana(text).as_str())
    }

    /// Surname and given name, with or without a space.
    fn is_full(&self, text: &str) -> bool {
        let chars: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
        (1..chars.len()).any(|at| {
            let (family, given): (String, String) =
                (chars.iter().take(at).collect(), chars.iter().skip(at).collect());
            self.is_family(&family) && self.is_given(&given)
        })
    }

    /// The longest tail of a run that is a surname or a full name.
    fn tail<'a>(&self, run: &'a str) -> Option<&'a str> {
        run.char_indices().map(|(at, _)| run.get(at..).unwrap_or("")).find(|tail| {
            let length = tail.chars().count();
            length >= 1 && (self.is_family(tail) || length >= 3 && self.is_full(tail))
        })
    }
}

/// Software and roles that stand where authors stand.
const NOBODY: &[&str] = &[
    "microsoft",
    "office",
    "adobe",
    "admin",
    "user",
    "python",
    "docx",
    "openpyxl",
    "libreoffice",
    "apache",
    "windows",
    "unknown",
    "root",
    "acrobat",
    "owner",
    "test",
    "guest",
    "system",
    "pdf",
    "creator",
    "excel",
    "word",
    "writer",
    "google",
    "none",
    "n/a",
    "author",
    "template",
    "team",
    "malware",
    "analyst",
];

/// Words that end in an honorific and are no people.
const NOT_NAMES: &[&str] = &[
    "皆", "各", "お客", "奥", "神", "王", "殿", "仕", "同", "多", "一", "模", "有", "異", "外", "図", "両",
    "左", "文", "斯", "担", "母", "父", "娘", "兄", "姉", "営業", "総務", "情報", "開発", "技術", "製造",
    "人事", "経理", "事業", "統括", "管理", "副", "専", "元", "前", "本", "支", "各社", "企画",
];

/// Usual surnames of one kanji.
const ONE_KANJI: &str = "林森原堀関辻岡谷泉菅柳畑沢島秦呉李梁劉陳張朴崔鄭桂東南西北";

/// Roles whose whole text is a person: authors of documents, names beside mail addresses.
pub(super) fn by_role(scan: &mut Scan<'_>) {
    match scan.role {
        Role::Property(name) if is_author(name) => {
            let trimmed = scan.text.trim();
            let start = scan.text.len() - scan.text.trim_start().len();
            if is_somebody(trimmed) {
                scan.found(
                    start..start + trimmed.len(),
                    IdentifierKind::Person,
                    Strength::Certain,
                    "protect.author",
                );
            }
        }
        Role::Header(name)
            if matches!(&**name, "to" | "cc" | "bcc" | "reply-to" | "delivered-to" | "sender" | "from") =>
        {
            display_names(scan)
        }
        _ => {}
    }
}

fn is_author(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["author", "creator", "lastmodifiedby", "last modified by", "manager", "lastauthor"]
        .iter()
        .any(|key| name.ends_with(key))
        && !name.contains("tool")
}

fn is_somebody(text: &str) -> bool {
    let lower = text.to_lowercase();
    (2..=60).contains(&text.chars().count())
        && text.chars().any(char::is_alphabetic)
        && !NOBODY.iter().any(|word| lower.contains(word))
}

/// `"山田 太郎" <t@example.jp>, Taro Yamada <…>`.
fn display_names(scan: &mut Scan<'_>) {
    let text = scan.text;
    let mut from = 0;
    for (at, _) in text.match_indices('<').take(500) {
        let part = text.get(from..at).unwrap_or("");
        let start = part.rfind(['>', ',', ';', '\n']).map_or(0, |found| found + 1);
        let name = part.get(start..).unwrap_or("");
        let trimmed = name.trim_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '\u{3000}'));
        if let Some(offset) = name.find(trimmed).filter(|_| is_somebody(trimmed) && !trimmed.contains('@')) {
            let begin = from + start + offset;
            scan.found(
                begin..begin + trimmed.len(),
                IdentifierKind::Person,
                Strength::Certain,
                "protect.display-name",
            );
        }
        from = at + 1;
    }
}

/// `山田様`, `佐藤 太郎さん`, `田中部長`.
pub(super) fn honorific(scan: &mut Scan<'_>, start: usize, _end: usize) {
    let text = scan.text;
    let gap = left(text, start, 1, |c| matches!(c, ' ' | '　'));
    let run = left(text, gap, 8, |c| is_kanji(c) || is_katakana(c));
    let mut name = text.get(run..gap).unwrap_or("");
    let mut from = run;
    if name.is_empty() {
        return latin_honorific(scan, start, gap);
    }
    // A space may part surname and given name.
    let outer_gap = left(text, run, 1, |c| matches!(c, ' ' | '　'));
    if outer_gap < run {
        let outer = left(text, outer_gap, 4, is_kanji);
        let family = text.get(outer..outer_gap).unwrap_or("");
        if scan.finder.names.is_family(family) && scan.finder.names.is_given(name) {
            from = outer;
            name = text.get(outer..gap).unwrap_or("");
            return scan.found(
                from..from + name.len(),
                IdentifierKind::Person,
                Strength::Certain,
                "protect.honorific",
            );
        }
    }
    let Some(tail) = scan.finder.names.tail(name) else { return };
    let whole = tail.len() == name.len();
    from += name.len() - tail.len();
    let single = tail.chars().count() < 2;
    // 林様, but not 仕様.
    let usual = whole && tail.chars().all(|c| ONE_KANJI.contains(c));
    if NOT_NAMES.contains(&tail) || single && !usual || !whole && words::is_japanese_word(tail) {
        return;
    }
    scan.found(from..from + tail.len(), IdentifierKind::Person, Strength::Certain, "protect.honorific");
}

/// `Tanaka様`, `Satoさん`.
fn latin_honorific(scan: &mut Scan<'_>, start: usize, gap: usize) {
    let text = scan.text;
    let from = left(text, gap, 20, |c| c.is_ascii_alphabetic());
    let name = text.get(from..gap).unwrap_or("");
    let japanese =
        text.get(start..).is_some_and(|rest| rest.starts_with(['様', 'さ', '氏', '殿', '課', '部', '社']));
    if japanese
        && (3..=16).contains(&name.len())
        && name.starts_with(|c: char| c.is_ascii_uppercase())
        && !words::is_english_word(&name.to_lowercase())
    {
        scan.found(from..gap, IdentifierKind::Person, Strength::Certain, "protect.honorific");
    }
}

/// `氏名: 山田太郎`, `Author: Taro Yamada`.
pub(super) fn label(scan: &mut Scan<'_>, start: usize, end: usize) {
    let text = scan.text;
    if before(text, start).is_some_and(|c| c.is_ascii_alphanumeric()) {
        return;
    }
    let from = right(text, end, 8, |c| {
        matches!(
            c,
            ':' | '：'
                | ' '
                | '　'
                | '='
                | '"'
                | '\''
                | '\t'
                | '>'
                | '】'
                | ']'
                | '|'
                | '\u{FF5C}'
                | '・'
                | '名'
        )
    });
    let labelled = from > end || text.get(start..end).is_some_and(|label| label.ends_with([':', '：']));
    if !labelled || after(text, from).is_none() {
        return;
    }
    let wide = right(text, from, 12, |c| is_kanji(c) || is_kana(c) || matches!(c, ' ' | '　' | '・'));
    let name = text.get(from..wide).unwrap_or("").trim_end();
    if !name.is_empty() {
        return japanese_label(scan, from, name);
    }
    latin_name(scan, from, Strength::Certain, "protect.label");
}

fn japanese_label(scan: &mut Scan<'_>, from: usize, name: &str) {
    let names = &scan.finder.names;
    let first = name.split([' ', '　']).next().unwrap_or(name);
    let candidates = [name, first];
    for candidate in candidates {
        // The longest head that is a name: `山田太郎が` ends before the particle.
        let mut ends: Vec<usize> = candidate.char_indices().map(|(at, c)| at + c.len_utf8()).collect();
        ends.reverse();
        for length in ends {
            let head = candidate.get(..length).unwrap_or("");
            let known = names.is_full(head) || head.chars().count() >= 2 && names.is_family(head);
            if known && (!words::is_japanese_word(head) || names.is_full(head)) {
                return scan.found(
                    from..from + length,
                    IdentifierKind::Person,
                    Strength::Certain,
                    "protect.label",
                );
            }
        }
    }
}

/// Two or three capitalised words from here on.
fn latin_name(scan: &mut Scan<'_>, from: usize, strength: Strength, rule: &'static str) {
    let text = scan.text;
    let mut to = from;
    let mut words_seen = 0;
    for _ in 0..3 {
        let begin = if words_seen == 0 { to } else { right(text, to, 2, |c| matches!(c, ' ' | ',' | '.')) };
        let end = right(text, begin, 20, |c| {
            c.is_ascii_alphabetic() || matches!(c, '\'' | '-') || ('\u{C0}'..='\u{24F}').contains(&c)
        });
        let word = text.get(begin..end).unwrap_or("");
        if begin > to && words_seen == 0 || !word.starts_with(char::is_uppercase) {
            break;
        }
        words_seen += 1;
        to = end;
    }
    let name = text.get(from..to).unwrap_or("");
    let known =
        scan.finder.reference.galaxy_name(name).is_some() || scan.finder.reference.is_security_vendor(name);
    if words_seen >= 2 && is_somebody(name) && !known {
        scan.found(from..to, IdentifierKind::Person, strength, rule);
    }
}

/// `Mr. Yamada`, `Dear Taro`.
pub(super) fn title(scan: &mut Scan<'_>, start: usize, end: usize) {
    let text = scan.text;
    if before(text, start).is_some_and(|c| c.is_ascii_alphanumeric()) {
        return;
    }
    let dear = text.get(start..end).is_some_and(|title| title.eq_ignore_ascii_case("dear "));
    let from = if dear { skip_title(text, end) } else { end };
    let to = right(text, from, 20, |c| c.is_ascii_alphabetic() || c == '-');
    let name = text.get(from..to).unwrap_or("");
    let telling = name.len() >= 2 && name.starts_with(|c: char| c.is_ascii_uppercase());
    if telling && !(dear && words::is_english_word(&name.to_lowercase())) && name != "Web" {
        let next = right(text, to, 1, |c| c == ' ');
        let second = right(text, next, 20, |c| c.is_ascii_alphabetic());
        let full = next > to
            && text
                .get(next..second)
                .is_some_and(|word| word.len() >= 3 && word.starts_with(|c: char| c.is_ascii_uppercase()));
        scan.found(
            from..if full { second } else { to },
            IdentifierKind::Person,
            Strength::Certain,
            "protect.title",
        );
    }
}

fn skip_title(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or("");
    ["Mr. ", "Ms. ", "Mrs. ", "Dr. "]
        .iter()
        .find(|title| rest.starts_with(**title))
        .map_or(at, |title| at + title.len())
}

/// `北海商事の佐藤です`, `田中と申します`.
pub(super) fn self_named(scan: &mut Scan<'_>, start: usize, _end: usize) {
    let text = scan.text;
    let from = left(text, start, 6, is_kanji);
    let name = text.get(from..start).unwrap_or("");
    let edge = before(text, from).is_none_or(|c| matches!(c, 'の' | '、' | ' ' | '　' | '\n' | '\r' | '。'));
    let known = scan.finder.names.is_family(name) || scan.finder.names.is_full(name);
    if edge && name.chars().count() >= 2 && known && !words::is_japanese_word(name) {
        scan.found(from..start, IdentifierKind::Person, Strength::Certain, "protect.greeting");
    }
}

/// The line behind `Best regards,`.
pub(super) fn signature(scan: &mut Scan<'_>, end: usize) {
    let text = scan.text;
    let from = right(text, end, 8, |c| matches!(c, ',' | '.' | ' ' | '\r' | '\n' | '-'));
    if text.get(end..from).is_some_and(|gap| gap.contains('\n')) {
        latin_name(scan, from, Strength::Certain, "protect.signature");
    }
}
