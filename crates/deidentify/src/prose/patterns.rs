//! Cues that are shapes rather than words: counts with a unit, sums of money, departments.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::element::{Element, Weight};
use super::scan::Hit;

/// Numbers of people, machines, sites, records, money, volumes: how big the victim or its damage is.
static COUNT: LazyLock<Regex> = LazyLock::new(|| {
    fixed(concat!(
        r"(?:[0-9][0-9,.]*|[一二三四五六七八九十百千数])[十百千万億]*\s?",
        r"(?:台|名|人|社|拠点|店舗|床|円|ドル|億|万|世帯|部署|か所|ヶ所|カ所|箇所|[GT]B|ギガ|テラ)",
        r"|(?i:\b(?:[0-9][0-9,.]*|two|three|four|five|six|seven|eight|nine|ten|dozens?(?: of)?|hundreds of|thousands of)",
        r"[ -](?:\p{L}+ )?(?:employees|staff|servers|endpoints|workstations|terminals|hosts|users|customers|patients|records|stores|",
        r"branches|plants|sites|offices|accounts|machines|computers|devices|pcs|laptops|people|persons|beds|firms|companies|",
        r"organi[sz]ations|factories|hospitals|schools|gb|tb|gigabytes|terabytes|million|billion|dollars|yen|usd|jpy|euros?)\b)",
        r"|[$¥€£]\s?[0-9]",
    ))
});

/// Durations: how long the attacker stayed or the business stood still.
static DURATION: LazyLock<Regex> = LazyLock::new(|| {
    fixed(
        r"[0-9一二三四五六七八九十数]+\s?(?:件|日間|週間|か月|ヶ月|カ月)|(?i:\b[0-9]+ (?:days|weeks|months)\b)",
    )
});

/// A department: three or more ideographs or kana that end in 部, 課, 室, 係 before a particle.
static DEPARTMENT: LazyLock<Regex> =
    LazyLock::new(|| fixed(r"[一-鿿ァ-ヶー]{2,12}[部課室係](?:[のがはにをでとへ、・内長宛]|$)"));

/// Words that end like a department and are none.
const NO_DEPARTMENT: &[&str] = &[
    "内部",
    "外部",
    "一部",
    "全部",
    "上部",
    "下部",
    "深部",
    "細部",
    "各部",
    "冒頭部",
    "先頭部",
    "末尾部",
    "本体部",
    "頭部",
    "暗号部",
    "通信部",
    "処理部",
    "実行部",
    "関係",
];

/// Text in Latin letters followed by a Japanese form of address.
static ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
    fixed(r"[一-鿿ァ-ヶ]{1,6}(?:氏|様)(?:[、。）)\s宛]|$)|\b[A-Z][a-z]+-san\b|\b(?:Mrs?|Ms|Dr)\.?\s[A-Z]")
});

fn fixed(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a literal pattern")
}

/// Appends the shapes found.
pub(super) fn hits(folded: &str, out: &mut Vec<Hit>) {
    let mut add = |regex: &Regex, element, weight| {
        out.extend(regex.find_iter(folded).map(|found| Hit { at: found.range(), element, weight }));
    };
    add(&COUNT, Element::Damage, Weight::Strong);
    add(&DURATION, Element::Damage, Weight::Weak);
    add(&ADDRESS, Element::People, Weight::Strong);
    out.extend(departments(folded).map(|at| Hit { at, element: Element::People, weight: Weight::Strong }));
}

fn departments(folded: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    DEPARTMENT.find_iter(folded).map(|found| found.range()).filter(|range| {
        let text = folded.get(range.clone()).unwrap_or("");
        let word = text.trim_end_matches(|c: char| !"部課室係".contains(c));
        !NO_DEPARTMENT.iter().any(|no| word.ends_with(no))
    })
}
