//! People: kanji, kana, both romaji orders, account-like forms, surname with honorific.

use std::collections::HashSet;
use std::sync::OnceLock;

use noroshi_base::Surface;

use crate::builder::{Builder, Form};
use crate::corporate::is_japanese;
use crate::fold::{fold, is_kanji};
use crate::variants::FieldRule;
use crate::{IdentifierKind, kana, words};

/// What follows a surname when a person is meant.
pub const HONORIFICS: &[&str] = &[
    "様",
    "さん",
    "部長",
    "課長",
    "社長",
    "さま",
    "氏",
    "殿",
    "君",
    "くん",
    "先生",
    "次長",
    "係長",
    "主任",
    "主査",
    "室長",
    "所長",
    "支店長",
    "工場長",
    "本部長",
    "会長",
    "専務",
    "常務",
    "取締役",
    "理事長",
    "理事",
    "院長",
    "教授",
    "准教授",
    "博士",
    "医師",
    "看護師長",
    "局長",
    "リーダー",
    "マネージャー",
    "マネジャー",
    "参事",
    "主幹",
    "担当",
];

/// How many forms of each person are tried: fewer when there are many people.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Effort {
    spellings: usize,
    readings: usize,
    honorifics: usize,
}

impl Effort {
    pub(crate) const fn for_people(count: usize) -> Self {
        match count {
            0..=100 => Self { spellings: 6, readings: 3, honorifics: usize::MAX },
            101..=1000 => Self { spellings: 4, readings: 2, honorifics: 16 },
            _ => Self { spellings: 2, readings: 1, honorifics: 8 },
        }
    }
}

struct Name {
    family: Vec<Part>,
    given: Vec<Part>,
}

/// One Latin spelling of a name part.
struct Part {
    text: String,
}

/// Adds every form of one person.
pub(crate) fn expand(builder: &mut Builder, written: &str, effort: Effort) {
    let entry = builder.entry(written);
    let base = Form {
        text: written,
        kind: IdentifierKind::Person,
        surface: Surface::Direct,
        entry,
        related: false,
        name: "as-written",
        listed: true,
    };
    let plain = strip_honorific(written);
    let base = Form { text: plain, ..base };
    builder.add(&base);
    if is_japanese(plain) {
        japanese(builder, plain, &base, effort);
    } else {
        latin(builder, plain, &base, effort);
    }
}

fn strip_honorific(written: &str) -> &str {
    let plain = written.trim();
    let stripped =
        HONORIFICS.iter().filter(|tail| **tail != "担当").find_map(|tail| plain.strip_suffix(tail));
    stripped.map(str::trim).filter(|rest| rest.chars().count() >= 2).unwrap_or(plain)
}

fn japanese(builder: &mut Builder, plain: &str, base: &Form<'_>, effort: Effort) {
    let derived = Form { surface: Surface::Derived, listed: false, ..*base };
    let Some((family, given)) = split(plain) else { return };
    with_honorifics(builder, &family, &derived, effort);
    if words::is_ordinary(&family) || family.chars().count() < 2 {
        builder.add_ruled(
            &Form { text: &family, name: "surname", ..derived },
            FieldRule::Structured,
            true,
            &[],
        );
    } else {
        builder.add_ruled(&Form { text: &family, name: "surname", ..derived }, FieldRule::Token, true, &[]);
    }
    let family_readings = readings(&family, words::surname_readings);
    let given_readings = readings(&given, words::given_readings);
    for family_reading in &family_readings {
        for given_reading in &given_readings {
            let text = format!("{family_reading} {given_reading}");
            builder.add(&Form { text: &text, name: "kana", ..derived });
        }
        with_honorifics(builder, family_reading, &derived, effort);
    }
    let name = Name { family: parts(&family_readings, effort), given: parts(&given_readings, effort) };
    romaji(builder, &name, &derived);
}

fn readings(part: &str, look_up: fn(&str) -> Vec<&'static str>) -> Vec<String> {
    if kana::is_reading(part) {
        return vec![kana::katakana(part)];
    }
    look_up(part).into_iter().map(str::to_owned).collect()
}

fn parts(readings: &[String], effort: Effort) -> Vec<Part> {
    let mut out: Vec<Part> = Vec::new();
    for reading in readings.iter().take(effort.readings) {
        for spelling in kana::romaji(reading).into_iter().take(effort.spellings) {
            if out.iter().all(|known| known.text != spelling.text) {
                out.push(Part { text: spelling.text });
            }
        }
    }
    out
}

/// Splits a full name: at its space, by the lists of names, or by its length.
pub fn split(plain: &str) -> Option<(String, String)> {
    let mut halves = plain.split(|c: char| c.is_whitespace() || c == '・').filter(|part| !part.is_empty());
    if let (Some(family), Some(given)) = (halves.next(), halves.next()) {
        return Some((family.to_owned(), given.to_owned()));
    }
    let chars: Vec<char> = plain.chars().collect();
    let at = |count: usize| -> (String, String) {
        (chars.iter().take(count).collect(), chars.iter().skip(count).collect())
    };
    let known = (1..chars.len()).map(at).max_by_key(|(family, given)| {
        let both = usize::from(is_family(family)) * 2 + usize::from(is_given(given)) * 2;
        both * 10 + usize::from(family.chars().count() == 2)
    });
    match chars.len() {
        0..=2 => known.filter(|(family, given)| is_family(family) && is_given(given)),
        _ => known,
    }
}

fn is_family(text: &str) -> bool {
    static READINGS: OnceLock<HashSet<&'static str>> = OnceLock::new();
    !words::surname_readings(text).is_empty()
        || READINGS.get_or_init(|| words::surname_reading_list().collect()).contains(text)
}

fn is_given(text: &str) -> bool {
    static READINGS: OnceLock<HashSet<&'static str>> = OnceLock::new();
    !words::given_readings(text).is_empty()
        || READINGS.get_or_init(|| words::given_reading_list().collect()).contains(text)
}

fn with_honorifics(builder: &mut Builder, family: &str, derived: &Form<'_>, effort: Effort) {
    let short = family.chars().count() < 2;
    for honorific in HONORIFICS
        .iter()
        .take(effort.honorifics)
        .filter(|honorific| !short || matches!(**honorific, "様" | "さん" | "氏" | "部長" | "課長" | "社長"))
    {
        let text = format!("{family}{honorific}");
        let rule =
            if family.chars().all(is_kanji) && !short { FieldRule::Substring } else { FieldRule::Token };
        builder.add_ruled(&Form { text: &text, name: "surname-honorific", ..*derived }, rule, false, &[]);
    }
}

fn latin(builder: &mut Builder, plain: &str, base: &Form<'_>, effort: Effort) {
    let derived = Form { surface: Surface::Derived, listed: false, ..*base };
    let words: Vec<&str> = plain.split([' ', ',', '.', '_', '-']).filter(|word| !word.is_empty()).collect();
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return };
    if words.len() < 2 {
        return;
    }
    let spell = |word: &str| -> Vec<Part> {
        let mut out = vec![Part { text: fold(word) }];
        if let Some(reading) = kana::from_romaji(word) {
            out.extend(parts(&[reading], effort));
        }
        out
    };
    // Which of the two is the surname is unknown: the account forms follow from both orders.
    let name = Name { family: spell(last), given: spell(first) };
    romaji(builder, &name, &derived);
    let name = Name { family: spell(first), given: spell(last) };
    romaji(builder, &name, &derived);
    if let (Some(one), Some(other)) = (kana::from_romaji(first), kana::from_romaji(last)) {
        for text in [format!("{one} {other}"), format!("{other} {one}")] {
            builder.add(&Form { text: &text, name: "kana", ..derived });
        }
    }
}

fn romaji(builder: &mut Builder, name: &Name, derived: &Form<'_>) {
    for family in &name.family {
        for given in &name.given {
            pair(builder, &family.text, &given.text, derived);
        }
        surname_alone(builder, &family.text, derived);
    }
    for given in &name.given {
        for initial in name.family.iter().filter_map(|family| family.text.get(..1)).take(1) {
            account(builder, &given.text, initial, derived);
        }
    }
}

/// Full names in both orders, and initial with surname in both orders.
fn pair(builder: &mut Builder, family: &str, given: &str, derived: &Form<'_>) {
    for (one, other) in [(given, family), (family, given)] {
        let text = format!("{one} {other}");
        let rule = if text.len() >= 9 { FieldRule::Substring } else { FieldRule::Token };
        builder.add_ruled(&Form { text: &text, name: "romaji-name", ..*derived }, rule, false, &[]);
    }
    if let Some(initial) = given.get(..1) {
        account(builder, family, initial, derived);
    }
}

/// `t.yamada`, `tyamada`, `yamada-t`, `yamadat`: as one token; short ones only where accounts stand.
fn account(builder: &mut Builder, word: &str, initial: &str, derived: &Form<'_>) {
    for text in [format!("{initial} {word}"), format!("{word} {initial}")] {
        let tight = text.len() - 1;
        let ordinary = words::is_english_word(&text.replace(' ', ""));
        if tight >= 4 {
            let rule = if tight >= 5 && !ordinary { FieldRule::Token } else { FieldRule::Structured };
            builder.add_ruled(&Form { text: &text, name: "account", ..*derived }, rule, ordinary, &[]);
        }
    }
}

fn surname_alone(builder: &mut Builder, family: &str, derived: &Form<'_>) {
    let ordinary = words::is_english_word(family);
    if family.len() >= 3 {
        builder.add_ruled(
            &Form { text: family, name: "surname", ..*derived },
            FieldRule::Structured,
            true,
            &[],
        );
    }
    if family.len() >= 4 && !ordinary {
        for text in [
            format!("{family} san"),
            format!("{family} sama"),
            format!("mr {family}"),
            format!("ms {family}"),
        ] {
            builder.add_ruled(
                &Form { text: &text, name: "surname-honorific", ..*derived },
                FieldRule::Token,
                false,
                &[],
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_split() {
        for (name, family, given) in [
            ("山田太郎", "山田", "太郎"),
            ("山田　太郎", "山田", "太郎"),
            ("佐々木健一", "佐々木", "健一"),
            ("林真理子", "林", "真理子"),
            ("ヤマダタロウ", "ヤマダ", "タロウ"),
        ] {
            assert_eq!(split(name), Some((family.to_owned(), given.to_owned())), "{name}");
        }
    }
}
