//! Names of organisations: affixes, scripts, romaji, heads, initials.

use noroshi_base::Surface;

use crate::builder::{Builder, Form};
use crate::corporate::{self, is_japanese};
use crate::variants::FieldRule;
use crate::{IdentifierKind, kana, words};

/// Adds every form of one name.
pub(crate) fn expand(builder: &mut Builder, name: &str, related: bool) {
    let entry = builder.entry(name);
    let base = Form {
        text: name,
        kind: IdentifierKind::OrgName,
        surface: Surface::Direct,
        entry,
        related,
        name: "as-written",
        listed: true,
    };
    let core = corporate::core(name);
    if core.is_empty() {
        return builder.add(&base);
    }
    let kind = if is_acronym(&core) { IdentifierKind::Abbreviation } else { IdentifierKind::OrgName };
    let base = Form { kind, ..base };
    if corporate::core(name).len() < name.len() {
        builder.add_ruled(&base, FieldRule::Substring, false, &[]);
    }
    if core.chars().count() < 2 {
        return one_letter(builder, name, &base);
    }
    builder.add(&Form { text: &core, name: if core == name { "as-written" } else { "affix" }, ..base });
    ampersand(builder, &core, &base);
    if is_japanese(&core) {
        japanese(builder, &core, &base);
    } else {
        latin(builder, name, &core, &base);
    }
}

/// A name of one letter (`株式会社桜`) tells something only with its legal form: as written, and with the form cut short.
fn one_letter(builder: &mut Builder, name: &str, base: &Form<'_>) {
    for (form, short) in [("株式会社", "株"), ("有限会社", "有"), ("合同会社", "同"), ("合資会社", "資")]
    {
        if name.contains(form) {
            let text = name.replace(form, short);
            let form = Form { text: &text, name: "affix", ..*base };
            builder.add_ruled(&form, FieldRule::Token, false, &[]);
        }
    }
}

/// `T&K` as `T and K`, テイ&ケイ as テイアンドケイ.
fn ampersand(builder: &mut Builder, core: &str, base: &Form<'_>) {
    if core.contains('&') {
        let and = if is_japanese(core) { "アンド" } else { " and " };
        let derived = Form { surface: Surface::Derived, listed: false, name: "ampersand", ..*base };
        builder.add(&Form { text: &core.replace('&', and), ..derived });
    }
}

/// One word of at most five letters, all capitals.
fn is_acronym(core: &str) -> bool {
    core.len() <= 5 && core.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
}

fn japanese(builder: &mut Builder, core: &str, base: &Form<'_>) {
    let derived = Form { surface: Surface::Derived, listed: false, ..*base };
    if kana::is_reading(core) {
        romaji(builder, core, &derived);
    }
    if let Some((head, row)) = corporate::head(core) {
        add_head(builder, head, &derived);
        if kana::is_reading(head) {
            in_english(builder, head, row.2, &derived);
        }
    }
    let latin_part: String = core.chars().filter(char::is_ascii).collect();
    if latin_part.chars().filter(char::is_ascii_alphabetic).count() >= 4 {
        builder.add(&Form { text: latin_part.trim(), name: "latin-part", ..derived });
    }
}

/// The name without its industry word: `蒼海` of `蒼海電機`; a guess, so it waits for a person.
fn add_head(builder: &mut Builder, head: &str, derived: &Form<'_>) {
    let length = head.chars().count();
    let telling = length >= 2 && !words::is_ordinary(head) && words::surname_readings(head).is_empty();
    if !telling {
        return;
    }
    let form = Form { text: head, name: "head", ..*derived };
    builder.add_ruled(&form, FieldRule::Token, true, &[]);
    for spelling in kana::romaji(head) {
        if spelling.text.len() >= 4 && !words::is_ordinary(&spelling.text) {
            let form = Form { text: &spelling.text, name: "head-romaji", ..*derived };
            builder.add_ruled(&form, FieldRule::Token, true, &spelling.breaks);
        }
    }
}

/// `アオミデンキ` as `aomi electric`.
fn in_english(builder: &mut Builder, head: &str, industry: &str, derived: &Form<'_>) {
    for spelling in kana::romaji(head) {
        let text = format!("{} {industry}", spelling.text);
        builder.add(&Form { text: &text, name: "english", ..*derived });
    }
}

fn romaji(builder: &mut Builder, reading: &str, derived: &Form<'_>) {
    for spelling in kana::romaji(reading) {
        builder.add_broken(&Form { text: &spelling.text, name: spelling.form, ..*derived }, &spelling.breaks);
    }
}

fn latin(builder: &mut Builder, name: &str, core: &str, base: &Form<'_>) {
    let derived = Form { surface: Surface::Derived, listed: false, ..*base };
    read_back(builder, core, &derived);
    let words: Vec<&str> =
        core.split([' ', '-', '_', '.', '&', '/']).filter(|word| !word.is_empty()).collect();
    if words.len() >= 2 {
        initials(builder, name, &words, &derived);
        first_word(builder, &words, &derived);
    }
    if is_acronym(core) {
        acronym_compounds(builder, core, &derived);
    }
}

/// A name in romaji as kana, and from there in every other romaji.
pub(crate) fn read_back(builder: &mut Builder, core: &str, derived: &Form<'_>) {
    let letters = core.chars().filter(char::is_ascii_alphabetic).count();
    if letters < 4
        || core.chars().any(|c| c.is_ascii_digit())
        || core.chars().all(|c| !c.is_lowercase()) && letters < 6
    {
        return;
    }
    let Some(reading) = kana::from_romaji(core) else { return };
    if reading.chars().count() < 3 {
        return;
    }
    builder.add(&Form { text: &reading, name: "kana", ..*derived });
    romaji(builder, &reading, derived);
    for text in kana::lengthened(&reading) {
        builder.add(&Form { text: &text, name: "kana", ..*derived });
    }
    if let Some((head, _)) = corporate::head(&reading) {
        add_head(builder, head, derived);
    }
}

/// `Aomi Electric Co., Ltd.` as `AEC`: three letters or more, none of them an everyday word.
fn initials(builder: &mut Builder, name: &str, words: &[&str], derived: &Form<'_>) {
    let first = |words: &mut dyn Iterator<Item = &str>| -> String {
        words
            .filter_map(|word| word.chars().find(char::is_ascii_alphabetic))
            .map(|c| c.to_ascii_uppercase())
            .collect()
    };
    let all =
        name.split([' ', ',', '-', '.']).filter(|word| !word.is_empty() && !word.eq_ignore_ascii_case("ltd"));
    for text in [first(&mut words.iter().copied()), first(&mut all.into_iter())] {
        if (3..=6).contains(&text.len()) && !words::is_ordinary(&text) {
            let form = Form { text: &text, kind: IdentifierKind::Abbreviation, name: "initials", ..*derived };
            builder.add_ruled(&form, FieldRule::Structured, true, &[]);
        }
    }
}

/// The first word of several, when it is no everyday word.
fn first_word(builder: &mut Builder, words: &[&str], derived: &Form<'_>) {
    let Some(first) = words.first().filter(|first| first.len() >= 4 && !words::is_ordinary(first)) else {
        return;
    };
    let rest_is_industry = words.iter().skip(1).all(|word| words::is_ordinary(word) || word.len() <= 3);
    if !rest_is_industry && kana::from_romaji(&words.concat()).is_none() {
        return;
    }
    let form = Form { text: first, name: "head", ..*derived };
    builder.add_ruled(&form, FieldRule::Token, true, &[]);
    if let Some(reading) = kana::from_romaji(first).filter(|reading| reading.chars().count() >= 3) {
        let form = Form { text: &reading, name: "head", ..*derived };
        builder.add_ruled(&form, FieldRule::Token, true, &[]);
    }
}

/// `AEC` inside one label with a word that companies add: `aeccorp`, `aecvpn`.
fn acronym_compounds(builder: &mut Builder, acronym: &str, derived: &Form<'_>) {
    const TAILS: &[&str] = &[
        "ad", "app", "backup", "cloud", "co", "corp", "dc", "domain", "ec", "fs", "gr", "grp", "group", "gw",
        "hd", "hq", "inc", "it", "japan", "jp", "lan", "link", "login", "ltd", "mail", "nas", "net",
        "online", "owa", "pc", "portal", "proxy", "secure", "share", "shop", "srv", "sso", "support", "sv",
        "system", "update", "vpn", "web", "ws",
    ];
    if acronym.len() < 3 || words::is_ordinary(acronym) {
        return;
    }
    for tail in TAILS {
        let text = format!("{}{tail}", acronym.to_ascii_lowercase());
        if !words::is_ordinary(&text) {
            let form = Form { text: &text, kind: IdentifierKind::Abbreviation, name: "compound", ..*derived };
            builder.add_ruled(&form, FieldRule::Structured, true, &[acronym.len()]);
        }
    }
}
