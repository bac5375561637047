//! Quasi-identifiers after the ladder: coarse and safe by default.

use noroshi_base::Text;
use noroshi_profile::Context;

use crate::draft::Generalised;

/// Major groups of the Japanese standard industrial classification with enough members, and words that lead to them.
///
/// Groups of few organisations (mining, electricity and gas, compound services, public service) are left out on
/// purpose: naming them says too much (case C61).
static SECTORS: &[(Text, &[&str])] = &[
    (
        Text::fixed("情報通信業", "Information and communications"),
        &[
            "情報",
            "通信",
            "ソフトウェア",
            "インターネット",
            "放送",
            "出版",
            "software",
            "telecom",
            "internet",
            "information",
            "it service",
        ],
    ),
    (
        Text::fixed("医療，福祉", "Medical, health care and welfare"),
        &["医療", "病院", "福祉", "介護", "診療", "hospital", "medical", "health", "care", "clinic"],
    ),
    (
        Text::fixed("教育，学習支援業", "Education, learning support"),
        &["教育", "大学", "学校", "学習", "education", "school", "university"],
    ),
    (Text::fixed("建設業", "Construction"), &["建設", "工事", "土木", "construction"]),
    (
        Text::fixed("運輸業，郵便業", "Transport and postal activities"),
        &["運輸", "物流", "運送", "倉庫", "海運", "鉄道", "航空運", "logistics", "transport", "shipping"],
    ),
    (
        Text::fixed("卸売業，小売業", "Wholesale and retail trade"),
        &["卸売", "小売", "商社", "百貨店", "販売", "retail", "wholesale", "trading"],
    ),
    (
        Text::fixed("製造業", "Manufacturing"),
        &[
            "製造",
            "重工",
            "造船",
            "船メーカー",
            "メーカー",
            "製薬",
            "化学",
            "鉄鋼",
            "自動車",
            "機械器具",
            "食品",
            "半導体",
            "manufactur",
            "maker",
            "pharma",
            "steel",
            "automotive",
            "semiconductor",
        ],
    ),
    (
        Text::fixed("不動産業，物品賃貸業", "Real estate and goods rental"),
        &["不動産", "賃貸", "リース", "real estate", "leasing"],
    ),
    (
        Text::fixed("宿泊業，飲食サービス業", "Accommodations, eating and drinking services"),
        &["宿泊", "ホテル", "旅館", "飲食", "hotel", "restaurant"],
    ),
    (
        Text::fixed("サービス業", "Services"),
        &["サービス", "コンサル", "広告", "人材", "警備", "service", "consult", "advert"],
    ),
];

/// Words of sectors with few members: they are not narrowed to any group.
static FEW: &[&str] = &[
    "電気業",
    "電力",
    "ガス",
    "熱供給",
    "水道",
    "鉱業",
    "採石",
    "郵便局",
    "協同組合",
    "公務",
    "官公庁",
    "原子力",
    "防衛",
    "宇宙",
    "electric power",
    "gas",
    "water supply",
    "mining",
    "nuclear",
    "defence",
    "defense",
];

/// Generalises the context of the profile: sector to a major group, region to the country, size to a band that holds
/// nearly everybody. What is not recognised is left out.
pub(crate) fn generalise(context: &Context) -> Generalised {
    let sector = context.sector.as_deref().and_then(sector);
    let region = context.region.as_ref().map(|_| Text::fixed("日本", "Japan"));
    // Large organisations are few in any sector (case C53): only the wide lower band is told.
    let small = context.employees.is_some_and(|count| count < 1000);
    let size =
        (small && sector.is_some()).then(|| Text::fixed("従業員1,000人未満", "fewer than 1,000 employees"));
    Generalised { sector, region, size, period: None }
}

fn sector(text: &str) -> Option<Text> {
    let lower = text.to_lowercase();
    if FEW.iter().any(|word| lower.contains(word)) && !lower.contains("製造") && !lower.contains("manufactur")
    {
        return None;
    }
    // 「〜製造業」 names the group outright, whatever is made.
    if lower.contains("製造") || lower.contains("器具") {
        return Some(Text::fixed("製造業", "Manufacturing"));
    }
    SECTORS
        .iter()
        .find(|(_, words)| words.iter().any(|word| lower.contains(word)))
        .map(|(name, _)| name.clone())
}

/// Every text that can come out: the proof knows them as our own words.
pub(crate) fn texts() -> impl Iterator<Item = Text> {
    let fixed =
        [Text::fixed("日本", "Japan"), Text::fixed("従業員1,000人未満", "fewer than 1,000 employees")];
    SECTORS.iter().map(|(name, _)| name.clone()).chain(fixed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sectors_become_coarse() {
        for (given, out) in [
            ("電気機械器具製造業", Some("製造業")),
            ("造船", Some("製造業")),
            ("ガス製造業", Some("製造業")),
            ("都市ガス", None),
            ("電力", None),
            ("病院", Some("医療，福祉")),
            ("謎", None),
        ] {
            assert_eq!(sector(given).map(|t| t.ja.into_owned()).as_deref(), out, "{given}");
        }
    }

    #[test]
    fn large_ones_keep_their_size_to_themselves() {
        let context =
            Context { sector: Some("造船".into()), region: Some("中部".into()), employees: Some(3000) };
        let out = generalise(&context);
        assert_eq!(out.size, None);
        assert_eq!(out.region.map(|r| r.ja.into_owned()).as_deref(), Some("日本"));
    }
}
