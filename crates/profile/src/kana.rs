//! Kana and romaji: every usual Latin spelling of a kana reading, and back.
//!
//! In: a reading in kana, or a name in romaji. Out: spellings in Hepburn, Kunrei, Nihon-shiki and keyboard style with
//! their long-vowel habits, each with the places where a separator may stand; or katakana.

use unicode_normalization::UnicodeNormalization;

/// Kana, Hepburn, Kunrei, keyboard (Nihon-shiki) spelling.
const MORAS: &[(&str, &str, &str, &str)] = &[
    ("キャ", "kya", "kya", "kya"),
    ("キュ", "kyu", "kyu", "kyu"),
    ("キョ", "kyo", "kyo", "kyo"),
    ("シャ", "sha", "sya", "sya"),
    ("シュ", "shu", "syu", "syu"),
    ("ショ", "sho", "syo", "syo"),
    ("シェ", "she", "sye", "she"),
    ("チャ", "cha", "tya", "cya"),
    ("チュ", "chu", "tyu", "cyu"),
    ("チョ", "cho", "tyo", "cyo"),
    ("チェ", "che", "tye", "che"),
    ("ニャ", "nya", "nya", "nya"),
    ("ニュ", "nyu", "nyu", "nyu"),
    ("ニョ", "nyo", "nyo", "nyo"),
    ("ヒャ", "hya", "hya", "hya"),
    ("ヒュ", "hyu", "hyu", "hyu"),
    ("ヒョ", "hyo", "hyo", "hyo"),
    ("ミャ", "mya", "mya", "mya"),
    ("ミュ", "myu", "myu", "myu"),
    ("ミョ", "myo", "myo", "myo"),
    ("リャ", "rya", "rya", "rya"),
    ("リュ", "ryu", "ryu", "ryu"),
    ("リョ", "ryo", "ryo", "ryo"),
    ("ギャ", "gya", "gya", "gya"),
    ("ギュ", "gyu", "gyu", "gyu"),
    ("ギョ", "gyo", "gyo", "gyo"),
    ("ジャ", "ja", "zya", "jya"),
    ("ジュ", "ju", "zyu", "jyu"),
    ("ジョ", "jo", "zyo", "jyo"),
    ("ジェ", "je", "zye", "je"),
    ("ヂャ", "ja", "zya", "dya"),
    ("ヂュ", "ju", "zyu", "dyu"),
    ("ヂョ", "jo", "zyo", "dyo"),
    ("ビャ", "bya", "bya", "bya"),
    ("ビュ", "byu", "byu", "byu"),
    ("ビョ", "byo", "byo", "byo"),
    ("ピャ", "pya", "pya", "pya"),
    ("ピュ", "pyu", "pyu", "pyu"),
    ("ピョ", "pyo", "pyo", "pyo"),
    ("ファ", "fa", "fa", "hwa"),
    ("フィ", "fi", "fi", "hwi"),
    ("フェ", "fe", "fe", "hwe"),
    ("フォ", "fo", "fo", "hwo"),
    ("フュ", "fyu", "fyu", "fyu"),
    ("ティ", "ti", "ti", "thi"),
    ("ディ", "di", "di", "dhi"),
    ("トゥ", "tu", "tu", "twu"),
    ("ドゥ", "du", "du", "dwu"),
    ("デュ", "dyu", "dyu", "dhu"),
    ("ツァ", "tsa", "tsa", "tsa"),
    ("ウィ", "wi", "wi", "wi"),
    ("ウェ", "we", "we", "we"),
    ("ウォ", "wo", "wo", "who"),
    ("ヴァ", "va", "va", "va"),
    ("ヴィ", "vi", "vi", "vi"),
    ("ヴェ", "ve", "ve", "ve"),
    ("ヴォ", "vo", "vo", "vo"),
    ("イェ", "ye", "ye", "ye"),
    ("クァ", "kwa", "kwa", "qa"),
    ("グァ", "gwa", "gwa", "gwa"),
    ("ア", "a", "a", "a"),
    ("イ", "i", "i", "i"),
    ("ウ", "u", "u", "u"),
    ("エ", "e", "e", "e"),
    ("オ", "o", "o", "o"),
    ("カ", "ka", "ka", "ka"),
    ("キ", "ki", "ki", "ki"),
    ("ク", "ku", "ku", "ku"),
    ("ケ", "ke", "ke", "ke"),
    ("コ", "ko", "ko", "ko"),
    ("サ", "sa", "sa", "sa"),
    ("シ", "shi", "si", "si"),
    ("ス", "su", "su", "su"),
    ("セ", "se", "se", "se"),
    ("ソ", "so", "so", "so"),
    ("タ", "ta", "ta", "ta"),
    ("チ", "chi", "ti", "ti"),
    ("ツ", "tsu", "tu", "tu"),
    ("テ", "te", "te", "te"),
    ("ト", "to", "to", "to"),
    ("ナ", "na", "na", "na"),
    ("ニ", "ni", "ni", "ni"),
    ("ヌ", "nu", "nu", "nu"),
    ("ネ", "ne", "ne", "ne"),
    ("ノ", "no", "no", "no"),
    ("ハ", "ha", "ha", "ha"),
    ("ヒ", "hi", "hi", "hi"),
    ("フ", "fu", "hu", "hu"),
    ("ヘ", "he", "he", "he"),
    ("ホ", "ho", "ho", "ho"),
    ("マ", "ma", "ma", "ma"),
    ("ミ", "mi", "mi", "mi"),
    ("ム", "mu", "mu", "mu"),
    ("メ", "me", "me", "me"),
    ("モ", "mo", "mo", "mo"),
    ("ヤ", "ya", "ya", "ya"),
    ("ユ", "yu", "yu", "yu"),
    ("ヨ", "yo", "yo", "yo"),
    ("ラ", "ra", "ra", "ra"),
    ("リ", "ri", "ri", "ri"),
    ("ル", "ru", "ru", "ru"),
    ("レ", "re", "re", "re"),
    ("ロ", "ro", "ro", "ro"),
    ("ワ", "wa", "wa", "wa"),
    ("ヰ", "i", "i", "wi"),
    ("ヱ", "e", "e", "we"),
    ("ヲ", "o", "o", "wo"),
    ("ガ", "ga", "ga", "ga"),
    ("ギ", "gi", "gi", "gi"),
    ("グ", "gu", "gu", "gu"),
    ("ゲ", "ge", "ge", "ge"),
    ("ゴ", "go", "go", "go"),
    ("ザ", "za", "za", "za"),
    ("ジ", "ji", "zi", "zi"),
    ("ズ", "zu", "zu", "zu"),
    ("ゼ", "ze", "ze", "ze"),
    ("ゾ", "zo", "zo", "zo"),
    ("ダ", "da", "da", "da"),
    ("ヂ", "ji", "zi", "di"),
    ("ヅ", "zu", "zu", "du"),
    ("デ", "de", "de", "de"),
    ("ド", "do", "do", "do"),
    ("バ", "ba", "ba", "ba"),
    ("ビ", "bi", "bi", "bi"),
    ("ブ", "bu", "bu", "bu"),
    ("ベ", "be", "be", "be"),
    ("ボ", "bo", "bo", "bo"),
    ("パ", "pa", "pa", "pa"),
    ("ピ", "pi", "pi", "pi"),
    ("プ", "pu", "pu", "pu"),
    ("ペ", "pe", "pe", "pe"),
    ("ポ", "po", "po", "po"),
    ("ヴ", "vu", "vu", "vu"),
    ("ン", "n", "n", "n"),
    ("ッ", "", "", ""),
    ("ー", "", "", ""),
];

/// Which of the three columns of the table.
#[derive(Clone, Copy, PartialEq)]
enum System {
    Hepburn,
    Kunrei,
    Keyboard,
}

/// What becomes of a long o or u.
#[derive(Clone, Copy, PartialEq)]
enum Long {
    Keep,
    Drop,
    Oh,
    Double,
}

/// A Latin spelling with the byte offsets at which a mora begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spelling {
    /// The letters, lower case, nothing else.
    pub text: String,
    /// Where a separator may stand.
    pub breaks: Vec<usize>,
    /// `romaji-hepburn`, `romaji-kunrei` or `romaji-keyboard`.
    pub form: &'static str,
}

/// NFKC, hiragana as katakana; small kana and the long mark stay.
pub fn katakana(text: &str) -> String {
    let shift = |c: char| match c {
        '\u{3041}'..='\u{3096}' => char::from_u32(u32::from(c) + 0x60).unwrap_or(c),
        _ => c,
    };
    text.nfkc().map(shift).collect()
}

type Mora = &'static (&'static str, &'static str, &'static str, &'static str);

fn moras(reading: &str) -> Option<Vec<Mora>> {
    let mut rest = reading;
    let mut out = Vec::new();
    while !rest.is_empty() {
        let mora = MORAS.iter().find(|mora| rest.starts_with(mora.0))?;
        rest = rest.get(mora.0.len()..)?;
        out.push(mora);
    }
    Some(out)
}

/// Whether a text is a reading: kana only, separators aside.
pub fn is_reading(text: &str) -> bool {
    let plain = compact(&katakana(text));
    plain.chars().count() >= 2 && moras(&plain).is_some()
}

fn compact(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '・' | '-' | '=' | '･' | '.')).collect()
}

/// Every usual Latin spelling of a reading in kana; empty when it is none. At most about 50.
pub fn romaji(reading: &str) -> Vec<Spelling> {
    let plain = compact(&katakana(reading));
    let Some(moras) = moras(&plain) else { return Vec::new() };
    let mut out: Vec<Spelling> = Vec::new();
    for system in [System::Hepburn, System::Kunrei, System::Keyboard] {
        for long in [Long::Keep, Long::Drop, Long::Oh, Long::Double] {
            // People write `shourai-butsuryu` as well: what becomes of a long u does not follow from the o.
            for keeps_u in [long != Long::Drop, long == Long::Drop] {
                for labial in ["n", "m"] {
                    let spelling = spell(&moras, system, (long, keeps_u), labial);
                    if !spelling.text.is_empty() && out.iter().all(|known| known.text != spelling.text) {
                        out.push(spelling);
                    }
                }
            }
        }
    }
    out
}

fn spell(moras: &[Mora], system: System, (long, keeps_u): (Long, bool), labial: &str) -> Spelling {
    let mut text = String::new();
    let mut breaks = Vec::new();
    for (index, mora) in moras.iter().enumerate() {
        let part = column(mora, system);
        let next = moras.get(index + 1).map_or("", |next| column(next, system));
        let at = text.len();
        match mora.0 {
            "ッ" => text.push_str(double(next, system)),
            "ー" if text.ends_with('u') => text.push_str(if keeps_u { "u" } else { "" }),
            "ー" => lengthen(&mut text, long),
            "ン" if next.starts_with(['b', 'p', 'm']) => text.push_str(labial),
            "ウ" if text.ends_with('u') => text.push_str(if keeps_u { "u" } else { "" }),
            "ウ" | "オ" if text.ends_with('o') => match long {
                Long::Keep => text.push_str(part),
                Long::Drop => {}
                Long::Oh => text.push('h'),
                Long::Double => text.push('o'),
            },
            _ => text.push_str(part),
        }
        if at > 0 && text.len() > at && !matches!(mora.0, "ー" | "ン") {
            breaks.push(at);
        }
    }
    let form = match system {
        System::Hepburn => "romaji-hepburn",
        System::Kunrei => "romaji-kunrei",
        System::Keyboard => "romaji-keyboard",
    };
    Spelling { text, breaks, form }
}

const fn column(mora: Mora, system: System) -> &'static str {
    match system {
        System::Hepburn => mora.1,
        System::Kunrei => mora.2,
        System::Keyboard => mora.3,
    }
}

fn double(next: &'static str, system: System) -> &'static str {
    if system == System::Hepburn && next.starts_with("ch") {
        return "t";
    }
    next.get(..1).filter(|first| !"aiueon".contains(*first)).unwrap_or("")
}

fn lengthen(text: &mut String, long: Long) {
    let Some(vowel) = text.chars().last().filter(|c| "aiueo".contains(*c)) else { return };
    match long {
        Long::Keep | Long::Double => text.push(vowel),
        Long::Oh if vowel == 'o' => text.push('h'),
        Long::Oh | Long::Drop => {}
    }
}

/// The katakana reading of a name in romaji of any system; `None` when it is no romaji.
pub fn from_romaji(text: &str) -> Option<String> {
    let lower: String = text.to_lowercase().chars().filter(|c| c.is_ascii_alphabetic()).collect();
    let mut rest = lower.as_str();
    let mut out = String::new();
    while let Some(first) = rest.chars().next() {
        let second = rest.chars().nth(1);
        if first == 'h' && out.ends_with(is_o) && second.is_none_or(|c| !"aiueoy".contains(c)) {
            out.push('ウ');
            rest = rest.get(1..)?;
            continue;
        }
        if Some(first) == second && !"aiueon".contains(first) || rest.starts_with("tch") {
            out.push('ッ');
            rest = rest.get(1..)?;
            continue;
        }
        if first == 'm' && second.is_some_and(|c| "bpm".contains(c)) {
            out.push('ン');
            rest = rest.get(1..)?;
            continue;
        }
        let (kana, length) = longest(rest)?;
        out.push_str(kana);
        rest = rest.get(length..)?;
    }
    (!out.is_empty()).then_some(out)
}

/// The readings that romaji without long vowels may stand for: ウ behind any mora in o or u (`chuo`: チュウオウ).
/// At most six places are tried.
pub fn lengthened(reading: &str) -> Vec<String> {
    let chars: Vec<char> = reading.chars().collect();
    let ends_long = |c: char| is_o(c) || "ウクスツヌフムユルグズブプュ".contains(c);
    let small = |c: Option<&char>| c.is_some_and(|c| "ァィゥェォャュョウーッ".contains(*c));
    let places: Vec<usize> =
        (0..chars.len()).filter(|&at| ends_long(chars[at]) && !small(chars.get(at + 1))).take(6).collect();
    (1_u32..1 << places.len())
        .map(|mask| {
            let mut out = String::with_capacity(reading.len() + 18);
            for (at, c) in chars.iter().enumerate() {
                out.push(*c);
                if places.iter().position(|&place| place == at).is_some_and(|bit| mask >> bit & 1 == 1) {
                    out.push('ウ');
                }
            }
            out
        })
        .collect()
}

fn is_o(c: char) -> bool {
    "オコソトノホモヨロゴゾドボポョ".contains(c)
}

/// The longest spelling at the start; the plain mora wins over the rare one that is spelled alike.
fn longest(rest: &str) -> Option<(&'static str, usize)> {
    let mut best: Option<(&'static str, usize)> = None;
    for mora in MORAS.iter().filter(|mora| !mora.1.is_empty()) {
        for spelling in [mora.1, mora.2, mora.3] {
            let better = best.is_none_or(|(kana, length)| {
                spelling.len() > length
                    || spelling.len() == length
                        && kana.len() > mora.0.len()
                        && !kana.contains(['ャ', 'ュ', 'ョ'])
            });
            if rest.starts_with(spelling) && better {
                best = Some((mora.0, spelling.len()));
            }
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spellings(reading: &str) -> Vec<String> {
        romaji(reading).into_iter().map(|spelling| spelling.text).collect()
    }

    #[test]
    fn readings_have_all_their_spellings() {
        for (reading, expected) in [
            ("アオミデンキ", &["aomidenki"][..]),
            ("しんじゅく", &["shinjuku", "sinzyuku", "sinjyuku"]),
            ("トウキョウ", &["toukyou", "tokyo", "tohkyoh", "tookyoo"]),
            ("サトー", &["satoo", "sato", "satoh"]),
            (
                "ショウライブツリュウ",
                &["shouraibutsuryu", "shohraibutsuryu", "shoraibutsuryuu", "shoraibutsuryu"],
            ),
            ("ナンバ", &["namba", "nanba"]),
            ("マッチ", &["matchi", "matti"]),
            ("ツツミ", &["tsutsumi", "tutumi"]),
            ("ﾌｼﾞﾓﾄ", &["fujimoto", "huzimoto"]),
        ] {
            let found = spellings(reading);
            for text in expected {
                assert!(found.iter().any(|known| known == text), "{reading}: {text} not in {found:?}");
            }
        }
        assert!(romaji("蒼海").is_empty());
    }

    #[test]
    fn romaji_reads_back() {
        for (text, reading) in [
            ("aomi denki", "アオミデンキ"),
            ("sinzyuku", "シンジュク"),
            ("Shinjuku", "シンジュク"),
            ("hokkaido", "ホッカイド"),
            ("namba", "ナンバ"),
            ("satoh", "サトウ"),
            ("tsuchiya", "ツチヤ"),
            ("tutiya", "ツチヤ"),
        ] {
            assert_eq!(from_romaji(text).as_deref(), Some(reading), "{text}");
        }
        assert_eq!(from_romaji("electric"), None);
    }
}
