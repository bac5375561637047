//! Candidate lists for tests: invented Japanese organisations that look like real ones.
//!
//! In: a number of rows and a seed. Out: CSV that [`Candidates::parse`](crate::Candidates::parse) reads; the same seed
//! gives the same bytes. Names join a head (a surname, two kanji, or katakana) with a word of an industry and a legal form at either
//! end; sectors are those of the Japan Standard Industrial Classification, regions follow the number of inhabitants,
//! sizes a log-normal law with a median near 60. Domains are romaji below `.co.jp`, `.jp`, `.com` and the like.
//! Networks lie in 198.18.0.0/15 (RFC 2544) and 2001:db8::/32 (RFC 3849), so that none is anybody's. A generated
//! name may be that of a real company by chance, as any two surnames may.

use std::collections::HashSet;
use std::fmt::Write as _;

use noroshi_profile::{kana, words};

use crate::world;

/// Head of the file.
pub const COLUMNS: &str = "id,name,aliases,domains,networks,sector,region,employees,description";

/// Industry word, reading, English, sector, ending of its domains.
const TRADES: &[(&str, &str, &str, &str, &str)] = &[
    ("電機", "デンキ", "Electric", "電気機械器具製造業", "co.jp"),
    ("電子", "デンシ", "Electronics", "電子部品・デバイス・電子回路製造業", "co.jp"),
    ("精機", "セイキ", "Precision", "生産用機械器具製造業", "co.jp"),
    ("工業", "コウギョウ", "Industries", "金属製品製造業", "co.jp"),
    ("製作所", "セイサクショ", "Works", "金属製品製造業", "co.jp"),
    ("化学", "カガク", "Chemical", "化学工業", "co.jp"),
    ("製薬", "セイヤク", "Pharmaceutical", "化学工業", "co.jp"),
    ("食品", "ショクヒン", "Foods", "食料品製造業", "co.jp"),
    ("酒造", "シュゾウ", "Brewery", "飲料・たばこ・飼料製造業", "jp"),
    ("製紙", "セイシ", "Paper", "パルプ・紙・紙加工品製造業", "co.jp"),
    ("樹脂", "ジュシ", "Plastics", "プラスチック製品製造業", "co.jp"),
    ("鉄工", "テッコウ", "Iron Works", "鉄鋼業", "co.jp"),
    ("造船", "ゾウセン", "Shipbuilding", "輸送用機械器具製造業", "co.jp"),
    ("印刷", "インサツ", "Printing", "印刷・同関連業", "co.jp"),
    ("建設", "ケンセツ", "Construction", "総合工事業", "co.jp"),
    ("電設", "デンセツ", "Electric Works", "設備工事業", "co.jp"),
    ("ガス", "ガス", "Gas", "ガス業", "co.jp"),
    ("システム", "システム", "Systems", "情報サービス業", "co.jp"),
    ("ソフト", "ソフト", "Software", "情報サービス業", "jp"),
    ("テクノロジー", "テクノロジー", "Technology", "情報サービス業", "com"),
    ("運輸", "ウンユ", "Transport", "道路貨物運送業", "co.jp"),
    ("物流", "ブツリュウ", "Logistics", "道路貨物運送業", "jp"),
    ("倉庫", "ソウコ", "Warehouse", "倉庫業", "co.jp"),
    ("海運", "カイウン", "Shipping", "水運業", "co.jp"),
    ("商事", "ショウジ", "Trading", "各種商品卸売業", "co.jp"),
    ("商店", "ショウテン", "Store", "各種商品小売業", "co.jp"),
    ("信用金庫", "シンヨウキンコ", "Shinkin Bank", "協同組織金融業", "co.jp"),
    ("証券", "ショウケン", "Securities", "金融商品取引業", "co.jp"),
    ("不動産", "フドウサン", "Real Estate", "不動産業，物品賃貸業", "co.jp"),
    ("設計", "セッケイ", "Design", "学術研究，専門・技術サービス業", "co.jp"),
    ("ホテル", "ホテル", "Hotel", "宿泊業，飲食サービス業", "com"),
    ("観光", "カンコウ", "Tourism", "生活関連サービス業，娯楽業", "co.jp"),
    ("学園", "ガクエン", "Academy", "教育，学習支援業", "ac.jp"),
    ("大学", "ダイガク", "University", "教育，学習支援業", "ac.jp"),
    ("病院", "ビョウイン", "Hospital", "医療，福祉", "or.jp"),
    ("医院", "イイン", "Clinic", "医療，福祉", "or.jp"),
    ("警備", "ケイビ", "Security", "サービス業", "co.jp"),
];
/// Kanji of coined names with their readings.
const KANJI: &[(&str, &str)] = &[
    ("青", "アオ"),
    ("海", "ミ"),
    ("北", "キタ"),
    ("浜", "ハマ"),
    ("白", "シラ"),
    ("鷺", "サギ"),
    ("東", "ヒガシ"),
    ("雲", "グモ"),
    ("朝", "アサ"),
    ("日", "ヒ"),
    ("瑞", "ミズ"),
    ("穂", "ホ"),
    ("光", "ミツ"),
    ("星", "ボシ"),
    ("若", "ワカ"),
    ("葉", "バ"),
    ("松", "マツ"),
    ("風", "カゼ"),
    ("金", "カナ"),
    ("峰", "ミネ"),
    ("鶴", "ツル"),
    ("沢", "ザワ"),
    ("石", "イシ"),
    ("瀬", "セ"),
    ("桐", "キリ"),
    ("生", "ュウ"),
    ("菱", "ヒシ"),
    ("丘", "オカ"),
    ("藤", "フジ"),
    ("波", "ナミ"),
    ("秋", "アキ"),
    ("津", "ツ"),
];
/// Syllables of katakana names.
const SYLLABLES: &[&str] = &[
    "ア", "イ", "エ", "オ", "カ", "キ", "ク", "コ", "サ", "シ", "セ", "ソ", "タ", "テ", "ト", "ナ", "ニ",
    "ネ", "ノ", "ハ", "フ", "マ", "ミ", "メ", "モ", "ラ", "リ", "ル", "レ", "ロ", "ワ", "ヴェ", "ジ", "デ",
    "ド", "バ", "ビ", "プ", "ン", "ー",
];
/// Lines of business for descriptions; each goes to few.
const PRODUCTS: &[&str] = &[
    "小型変圧器",
    "特殊歯車",
    "冷凍機",
    "真空ポンプ",
    "計量器",
    "医療用チューブ",
    "耐熱塗料",
    "光学レンズ",
    "船舶用ディーゼル",
    "包装資材",
    "業務用厨房",
    "検査装置",
    "電子カルテ",
    "在庫管理",
    "水処理",
    "養殖設備",
    "介護用ベッド",
    "半導体洗浄",
    "鋳造部品",
    "産業用ロボット",
];

/// Writes a list of `rows` organisations, head included.
pub fn candidates(rows: usize, seed: u64) -> String {
    let mut maker = Maker { rng: Rng(seed), surnames: surnames(), taken: HashSet::new() };
    let mut out = format!("{COLUMNS}\n");
    for number in 1..=rows {
        maker.row(number, &mut out);
    }
    out
}

/// Surnames with one usual reading, as (kanji, reading).
fn surnames() -> Vec<(String, &'static str)> {
    words::surnames()
        .filter(|name| name.chars().count() == 2)
        .filter_map(|name| {
            let readings = words::surname_readings(&name);
            match readings[..] {
                [reading] if !words::is_ordinary(&name) => Some((name, reading)),
                _ => None,
            }
        })
        .collect()
}

/// SplitMix64 (Steele, Lea, Flood 2014): the same numbers in every version of everything.
struct Rng(u64);

impl Rng {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, count: usize) -> usize {
        usize::try_from(self.next() % count.max(1) as u64).unwrap_or(0)
    }

    /// Uniform in 0..1.
    fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn pick<'a, T>(&mut self, list: &'a [T]) -> Option<&'a T> {
        list.get(self.below(list.len()))
    }
}

struct Maker {
    rng: Rng,
    surnames: Vec<(String, &'static str)>,
    taken: HashSet<String>,
}

impl Maker {
    fn row(&mut self, number: usize, out: &mut String) {
        // A name that is taken is made again; where names run out, the number tells two apart.
        let mut made = self.organisation();
        for _ in 0..20 {
            if !self.taken.contains(&made.domain) {
                break;
            }
            made = self.organisation();
        }
        if self.taken.contains(&made.domain) {
            made.domain = format!("{number}-{}", made.domain);
        }
        self.taken.insert(made.domain.clone());
        let networks = self.networks(number);
        let region = self.region();
        let employees = self.employees();
        let about = self.about(made.sector);
        let Organisation { name, aliases, domain, sector } = made;
        // Writing into a `String` cannot fail.
        let _ = writeln!(
            out,
            "{number},{name},{},{domain},{networks},\"{sector}\",{region},{employees},{about}",
            aliases.join(";")
        );
    }

    /// What makers and traders deal in; of others the list knows no more than the sector.
    fn about(&mut self, sector: &str) -> String {
        let product = self.rng.pick(PRODUCTS).copied().unwrap_or_default();
        if ["製造", "化学", "鉄鋼", "卸売"].iter().any(|word| sector.contains(word)) {
            format!("{product}を扱う")
        } else {
            String::new()
        }
    }

    fn organisation(&mut self) -> Organisation {
        let (word, reading, english, sector, ending) =
            self.rng.pick(TRADES).copied().unwrap_or(("", "", "", "", "jp"));
        let (head, head_reading) = self.head();
        let core = format!("{head}{word}");
        let name = self.with_form(&core, word);
        let head_latin = latin(&head_reading);
        let full_latin = latin(&format!("{head_reading}{reading}"));
        let label = match self.rng.below(5) {
            0 => head_latin.clone(),
            1 => format!("{head_latin}-{}", english.split(' ').next().unwrap_or_default().to_lowercase()),
            2 => format!("{head_latin}-g"),
            _ => full_latin,
        };
        let mut aliases = vec![core, format!("{head_reading}{reading}")];
        if self.rng.below(2) == 0 {
            aliases.push(format!("{} {english} Co. Ltd.", capital(&head_latin)));
        }
        if self.rng.below(4) == 0 {
            let first = head_latin.chars().take(2).chain(english.chars().take(1));
            aliases.push(first.collect::<String>().to_uppercase());
        }
        Organisation { name, aliases, domain: format!("{label}.{ending}"), sector }
    }

    fn head(&mut self) -> (String, String) {
        match self.rng.below(10) {
            0..=4 => {
                let surname = self.rng.pick(&self.surnames).cloned();
                surname.map_or_else(Default::default, |(kanji, reading)| (kanji, reading.to_owned()))
            }
            5 | 6 => {
                let (one, two) = (self.rng.pick(KANJI).copied(), self.rng.pick(KANJI).copied());
                let ((a, x), (b, y)) = (one.unwrap_or_default(), two.unwrap_or_default());
                (format!("{a}{b}"), format!("{x}{}", y.trim_start_matches('ュ')))
            }
            _ => {
                let count = 3 + self.rng.below(3);
                let mut name = String::new();
                while name.chars().count() < count {
                    let next = self.rng.pick(SYLLABLES).copied().unwrap_or("ア");
                    // No name begins with these, and none has two of them in a row.
                    if !(matches!(next, "ー" | "ン") && (name.is_empty() || name.ends_with(['ー', 'ン'])))
                    {
                        name.push_str(next);
                    }
                }
                (name.clone(), name)
            }
        }
    }

    fn with_form(&mut self, core: &str, word: &str) -> String {
        let form = match word {
            "病院" | "医院" => "医療法人",
            "学園" | "大学" => "学校法人",
            "信用金庫" => return core.to_owned(),
            _ => ["株式会社", "株式会社", "株式会社", "有限会社", "合同会社"][self.rng.below(5) % 5],
        };
        let first = matches!(form, "医療法人" | "学校法人") || self.rng.below(2) == 0;
        if first { format!("{form}{core}") } else { format!("{core}{form}") }
    }

    fn networks(&mut self, number: usize) -> String {
        let mut networks = Vec::new();
        if self.rng.below(3) == 0 {
            // 198.18.0.0/15 holds 8,192 networks of 16 addresses.
            let start = (number % 8192) * 16;
            networks.push(format!("198.{}.{}.{}/28", 18 + (start >> 16), (start >> 8) & 0xff, start & 0xff));
        }
        if self.rng.below(8) == 0 {
            networks.push(format!("2001:db8:{:x}::/48", number % 0x1_0000));
        }
        networks.join(";")
    }

    fn region(&mut self) -> &'static str {
        let all: u32 = world::regions().iter().map(|region| region.inhabitants).sum();
        let mut left = self.rng.unit() * f64::from(all);
        for region in world::regions() {
            left -= f64::from(region.inhabitants);
            if left < 0.0 {
                return region.ja;
            }
        }
        "東京都"
    }

    /// Log-normal: the sum of twelve uniform numbers is nearly normal.
    fn employees(&mut self) -> u64 {
        let normal: f64 = (0..12).map(|_| self.rng.unit()).sum::<f64>() - 6.0;
        let count = (60.0_f64.ln() + 1.5 * normal).exp().clamp(5.0, 50_000.0);
        // Truncation is meant: people are whole.
        count as u64
    }
}

struct Organisation {
    name: String,
    aliases: Vec<String>,
    domain: String,
    sector: &'static str,
}

/// The plainest romaji of a reading.
fn latin(reading: &str) -> String {
    kana::romaji(reading).into_iter().next().map_or_else(|| "nihon".to_owned(), |spelling| spelling.text)
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Candidates;

    #[test]
    fn lists_are_realistic_and_repeatable() {
        let text = candidates(500, 7);
        assert_eq!(text, candidates(500, 7));
        assert_ne!(text, candidates(500, 8));
        let all = Candidates::parse("orgs.csv", text.as_bytes()).expect("candidates");
        assert_eq!((all.list.len(), all.notices.len()), (500, 0), "{:?}", all.notices);
        let domains: HashSet<_> = all.list.iter().flat_map(|one| &one.profile.domains).collect();
        assert_eq!(domains.len(), 500, "every domain is somebody's own");
        let placed = |one: &&crate::Candidate| {
            let context = &one.profile.context;
            context.sector.as_deref().is_some_and(|sector| world::sector_of(sector).is_some())
                && context.region.as_deref().is_some_and(|region| world::region_of(region).is_some())
        };
        assert_eq!(all.list.iter().filter(placed).count(), 500);
        let mut sizes: Vec<u64> = all.list.iter().filter_map(|one| one.profile.context.employees).collect();
        sizes.sort_unstable();
        assert!((30..=120).contains(&sizes[250]), "the median is {}", sizes[250]);
    }
}
