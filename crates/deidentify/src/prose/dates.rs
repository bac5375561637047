//! Days and times of an event: part of the context until the victim publishes.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

macro_rules! month {
    () => {
        r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|March|Mar\.?|Apr(?:il|\.)?|May|June?|July?|Aug(?:ust|\.)?|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
    };
}
macro_rules! clock {
    () => {
        r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?:\s?(?:JST|UTC|GMT|Z|[AaPp][Mm]|[+-][0-9]{2}:?[0-9]{2}))?(?:頃|ごろ)?"
    };
}
macro_rules! particle {
    () => {
        r"(?:\s?(?:頃|ごろ|未明|早朝|深夜|夕方|夜|昼|朝|上旬|中旬|下旬|初旬|末))?(?:には|に|以降|から|より|まで|時点で|付けで|付で)?[、,]?"
    };
}

static DATES: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = concat!(
        // 令和6年5月9日（木）午前2時13分頃に
        r"(?:(?:令和|平成)?\s?[0-9元]{1,4}\s?年\s?)?(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3}|[×○△〇])\s?月\s?(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3}|[×○△〇])\s?日",
        r"(?:\s?[（(][月火水木金土日](?:曜日?)?[）)])?(?:\s?の?(?:午前|午後)?\s?[0-9]{1,2}時(?:\s?[0-9]{1,2}分)?|\s?",
        clock!(),
        r")?",
        particle!(),
        // 2024年5月に
        r"|(?:(?:令和|平成)?\s?[0-9元]{1,4}\s?年\s?)[0-9]{1,2}\s?月",
        particle!(),
        r"|[0-9]{1,2}月(?:上旬|中旬|下旬|初旬|末|頃|ごろ|には|に|以降|から)+[、,]?",
        r"|(?:翌日|同月|翌月)?[0-9]{1,2}\s?日\s?(?:午前|午後)?\s?[0-9]{1,2}\s?時(?:\s?[0-9]{1,2}\s?分)?",
        particle!(),
        r"|[0-9]{1,2}\s?日(?:まで|から|に|頃|未明|早朝|夜)[、,]?",
        r"|(?:翌日|同月|翌月)[0-9]{1,2}\s?日",
        particle!(),
        r"|(?:午前|午後)\s?[0-9]{1,2}\s?時(?:\s?[0-9]{1,2}\s?分)?",
        particle!(),
        r"|[0-9]{1,2}\s?時\s?[0-9]{1,2}\s?分",
        particle!(),
        // 2024-05-09T02:13:07+09:00
        r"|(?:(?i:\b(?:on|since|from|until|by|at|around|before|after)\s))?(?:19|20)[0-9]{2}[-/.][0-9]{1,2}[-/.][0-9]{1,2}(?:(?:T|\s|,\s)\s?",
        clock!(),
        r")?",
        particle!(),
        r"|\b[0-9]{1,2}/[0-9]{1,2}\s?(?:[（(][月火水木金土日][）)])?(?:\s?",
        clock!(),
        r"(?:には|に|頃|、)?|に|頃|以降)[、,]?",
        r"|(?:(?i:\b(?:at|around|from|until|by)\s))?\b",
        clock!(),
        r"(?:に|から)?[、,]?",
        // On Thursday, 9 May 2024 at 02:13 JST,
        r"|\b(?:(?:[Oo]n|[Ss]ince|[Ff]rom|[Uu]ntil|[Bb]y|[Ii]n|[Aa]t|[Aa]round|[Bb]efore|[Aa]fter)\s)?(?:(?:early|late|mid)[ -])?(?:the\s)?(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s)?",
        r"(?:[0-9]{1,2}(?:st|nd|rd|th)?\s(?:of\s)?",
        month!(),
        r"(?:,?\s(?:19|20)[0-9]{2})?|",
        month!(),
        r"\s[0-9]{1,2}(?:st|nd|rd|th)?\b(?:,?\s(?:19|20)[0-9]{2})?|",
        month!(),
        r"\s(?:19|20)[0-9]{2})",
        r"(?:,?\s(?:at\s|around\s)?",
        clock!(),
        r")?,?",
        r"|\b(?:[Oo]n|[Ss]ince|[Ii]n|[Uu]ntil|[Bb]y)\s(?:(?:early|late|mid)[ -])?",
        month!(),
        r"\b,?",
        r"|\b[Oo]n (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day(?: (?:morning|afternoon|evening|night))?,?",
    );
    Regex::new(pattern).expect("a literal pattern")
});

/// Words beside which a day is a trait of the attacker's tool or of a vulnerability, not of the incident (case C37).
const TRAITS: &[&str] = &[
    "コンパイル",
    "登録日",
    "有効期間",
    "有効期限",
    "証明書",
    "パッチ",
    "CVE-",
    "ompil",
    "registered",
    "certificate",
    "patch",
    "released",
    "valid ",
];

/// Whether days in this clause describe the attacker's tool.
pub(super) fn are_traits(clause: &str) -> bool {
    TRAITS.iter().any(|word| clause.contains(word))
}

/// Days and times with the words that tie them in (`に`, `on`).
pub(super) fn dates(folded: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    DATES.find_iter(folded).map(|found| found.range()).filter(|range| {
        let before = range.start.checked_sub(1).and_then(|at| folded.as_bytes().get(at));
        let after = folded.as_bytes().get(range.end);
        // Part of a version, an address or a port is no time.
        let glued = |b: Option<&u8>| {
            b.is_some_and(|b| {
                b.is_ascii_alphanumeric() || matches!(b, b':' | b'.' | b'-' | b'_' | b'\\' | b'/')
            })
        };
        let ends_open = |b: Option<&u8>| {
            b.is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b':' | b'-' | b'_' | b'\\'))
        };
        let bare =
            folded.get(..range.end).is_some_and(|text| text.ends_with(|c: char| c.is_ascii_alphanumeric()));
        !glued(before) && (!bare || !ends_open(after))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_times() {
        for (text, expected) in [
            ("5月9日に標的型メール", Some("5月9日に")),
            ("令和6年5月9日（木）午前2時13分頃、侵入", Some("令和6年5月9日（木）午前2時13分頃、")),
            ("翌日20日午前6時頃に感染", Some("翌日20日午前6時頃に")),
            ("は5月9日から20日まで稼働", Some("5月9日から")),
            ("20日まで稼働", Some("20日まで")),
            ("14 時 15 分 実行", Some("14 時 15 分")),
            ("×月△日に侵入", Some("×月△日に")),
            ("2024-05-09T02:13:07+09:00 prx01", Some("2024-05-09T02:13:07+09:00")),
            ("5/9 02:13に実行", Some("5/9 02:13に")),
            ("On 9 May 2024, the attacker", Some("On 9 May 2024,")),
            ("It began on May 9th at 02:13 JST and", Some("on May 9th at 02:13 JST")),
            ("In May 2024, the loader", Some("In May 2024,")),
            ("02:13に通信", Some("02:13に")),
            ("an 8/77 detection gap", None),
            ("it may drop 3 files", None),
            ("192.0.2.1:80 and 00:1a:2b:3c:4d:5e", None),
            ("version 2.15.30", None),
            ("60秒ごとに通信", None),
        ] {
            assert_eq!(dates(text).next().map(|range| &text[range]), expected, "{text}");
        }
    }
}
