//! What surrounds a company's own name: legal forms, group words, words of its industry.
//!
//! In: a name as written. Out: its core, without them.

use unicode_normalization::UnicodeNormalization;

use crate::fold::{is_kana, is_kanji};

/// Japanese legal forms and group words, after NFKC, longest first where one begins another.
pub const JAPANESE_FORMS: &[&str] = &[
    "株式会社",
    "株式會社",
    "有限会社",
    "有限會社",
    "合同会社",
    "合資会社",
    "合名会社",
    "相互会社",
    "特例有限会社",
    "一般社団法人",
    "公益社団法人",
    "一般財団法人",
    "公益財団法人",
    "社団法人",
    "財団法人",
    "医療法人社団",
    "医療法人財団",
    "社会医療法人",
    "医療法人",
    "準学校法人",
    "学校法人",
    "宗教法人",
    "社会福祉法人",
    "特定非営利活動法人",
    "NPO法人",
    "地方独立行政法人",
    "独立行政法人",
    "国立大学法人",
    "公立大学法人",
    "国立研究開発法人",
    "弁護士法人",
    "税理士法人",
    "監査法人",
    "生活協同組合",
    "協同組合",
    "(株)",
    "(有)",
    "(同)",
    "(資)",
    "(名)",
    "(社)",
    "(財)",
    "(医)",
    "(学)",
    "(福)",
    "カブシキガイシャ",
    "カブシキカイシャ",
    "かぶしきがいしゃ",
    "ユウゲンガイシャ",
    "カ)",
    "(カ",
    "ユ)",
    "(ユ",
    "ホールディングス",
    "ホールディング",
    "グループ本社",
    "グループ会社",
    "グループ",
    "コーポレーション",
    "カンパニー",
    "持株会社",
    "総本社",
    "本社",
    "HD",
    "HDS",
];

/// Latin legal forms and group words, letters only, lower case; a name may end in several.
pub const LATIN_FORMS: &[&str] = &[
    "co",
    "company",
    "companies",
    "corp",
    "corporation",
    "corporated",
    "inc",
    "incorporated",
    "ltd",
    "limited",
    "kk",
    "gk",
    "yk",
    "llc",
    "llp",
    "lp",
    "plc",
    "pte",
    "pty",
    "gmbh",
    "ag",
    "sa",
    "sas",
    "srl",
    "spa",
    "bv",
    "nv",
    "ab",
    "oy",
    "kg",
    "holdings",
    "holding",
    "hd",
    "hds",
    "hldgs",
    "group",
    "groups",
    "kabushiki",
    "kaisha",
    "kabushikigaisha",
    "kabushikikaisha",
    "yugen",
    "godo",
    "gaisha",
    "the",
    "npo",
];

/// Words that tell an industry, not a name: (Japanese, reading, English).
pub const INDUSTRIES: &[(&str, &str, &str)] = &[
    ("電機製作所", "デンキセイサクショ", "electric"),
    ("電機工業", "デンキコウギョウ", "electric"),
    ("電機", "デンキ", "electric"),
    ("電気工業", "デンキコウギョウ", "electric"),
    ("電気", "デンキ", "electric"),
    ("電器", "デンキ", "electric"),
    ("電子工業", "デンシコウギョウ", "electronics"),
    ("電子", "デンシ", "electronics"),
    ("電工", "デンコウ", "electric"),
    ("電力", "デンリョク", "electric power"),
    ("電鉄", "デンテツ", "railway"),
    ("電設", "デンセツ", "electric"),
    ("重工業", "ジュウコウギョウ", "heavy industries"),
    ("重工", "ジュウコウ", "heavy industries"),
    ("精密工業", "セイミツコウギョウ", "precision"),
    ("精密", "セイミツ", "precision"),
    ("精工", "セイコウ", "precision"),
    ("精機", "セイキ", "precision"),
    ("機械製作所", "キカイセイサクショ", "machinery"),
    ("機械工業", "キカイコウギョウ", "machinery"),
    ("機械", "キカイ", "machinery"),
    ("機工", "キコウ", "machinery"),
    ("工機", "コウキ", "machinery"),
    ("工業所", "コウギョウショ", "industries"),
    ("工業", "コウギョウ", "industries"),
    ("工務店", "コウムテン", "construction"),
    ("工作所", "コウサクショ", "works"),
    ("製作所", "セイサクショ", "works"),
    ("製造所", "セイゾウショ", "manufacturing"),
    ("製造", "セイゾウ", "manufacturing"),
    ("製薬", "セイヤク", "pharmaceutical"),
    ("薬品工業", "ヤクヒンコウギョウ", "pharmaceutical"),
    ("薬品", "ヤクヒン", "pharmaceutical"),
    ("製鉄所", "セイテツショ", "steel"),
    ("製鉄", "セイテツ", "steel"),
    ("製鋼", "セイコウ", "steel"),
    ("鉄工所", "テッコウショ", "iron works"),
    ("鉄工", "テッコウ", "iron works"),
    ("鉄鋼", "テッコウ", "steel"),
    ("金属", "キンゾク", "metal"),
    ("製紙", "セイシ", "paper"),
    ("製菓", "セイカ", "confectionery"),
    ("製粉", "セイフン", "milling"),
    ("製油", "セイユ", "oil"),
    ("食品工業", "ショクヒンコウギョウ", "foods"),
    ("食品", "ショクヒン", "foods"),
    ("酒造", "シュゾウ", "brewery"),
    ("醸造", "ジョウゾウ", "brewing"),
    ("水産", "スイサン", "fisheries"),
    ("農産", "ノウサン", "agriculture"),
    ("化学工業", "カガクコウギョウ", "chemical"),
    ("化学", "カガク", "chemical"),
    ("化成", "カセイ", "chemical"),
    ("化工", "カコウ", "chemical"),
    ("樹脂", "ジュシ", "plastics"),
    ("建設工業", "ケンセツコウギョウ", "construction"),
    ("建設", "ケンセツ", "construction"),
    ("建築", "ケンチク", "architecture"),
    ("土木", "ドボク", "civil engineering"),
    ("住宅", "ジュウタク", "housing"),
    ("不動産", "フドウサン", "real estate"),
    ("組", "グミ", "construction"),
    ("造船所", "ゾウセンショ", "shipbuilding"),
    ("造船", "ゾウセン", "shipbuilding"),
    ("自動車工業", "ジドウシャコウギョウ", "motors"),
    ("自動車", "ジドウシャ", "motors"),
    ("運輸", "ウンユ", "transport"),
    ("運送", "ウンソウ", "transport"),
    ("物流", "ブツリュウ", "logistics"),
    ("倉庫", "ソウコ", "warehouse"),
    ("海運", "カイウン", "shipping"),
    ("汽船", "キセン", "shipping"),
    ("航空", "コウクウ", "airlines"),
    ("鉄道", "テツドウ", "railway"),
    ("交通", "コウツウ", "transport"),
    ("観光", "カンコウ", "tourism"),
    ("商事", "ショウジ", "trading"),
    ("商会", "ショウカイ", "trading"),
    ("商店", "ショウテン", "trading"),
    ("物産", "ブッサン", "trading"),
    ("貿易", "ボウエキ", "trading"),
    ("産業", "サンギョウ", "industries"),
    ("興産", "コウサン", "industries"),
    ("興業", "コウギョウ", "industries"),
    ("実業", "ジツギョウ", "industries"),
    ("信用金庫", "シンヨウキンコ", "shinkin bank"),
    ("信用組合", "シンヨウクミアイ", "credit"),
    ("信託銀行", "シンタクギンコウ", "trust bank"),
    ("銀行", "ギンコウ", "bank"),
    ("信金", "シンキン", "shinkin"),
    ("証券", "ショウケン", "securities"),
    ("生命保険", "セイメイホケン", "life insurance"),
    ("損害保険", "ソンガイホケン", "insurance"),
    ("保険", "ホケン", "insurance"),
    ("生命", "セイメイ", "life"),
    ("通信工業", "ツウシンコウギョウ", "communications"),
    ("通信", "ツウシン", "communications"),
    ("放送", "ホウソウ", "broadcasting"),
    ("新聞社", "シンブンシャ", "newspaper"),
    ("新聞", "シンブン", "newspaper"),
    ("出版", "シュッパン", "publishing"),
    ("印刷", "インサツ", "printing"),
    ("情報システム", "ジョウホウシステム", "information systems"),
    ("情報", "ジョウホウ", "information"),
    ("ガス製造", "ガスセイゾウ", "gas"),
    ("瓦斯", "ガス", "gas"),
    ("ガス", "ガス", "gas"),
    ("石油", "セキユ", "oil"),
    ("鉱業", "コウギョウ", "mining"),
    ("繊維", "センイ", "textile"),
    ("紡績", "ボウセキ", "spinning"),
    ("硝子", "ガラス", "glass"),
    ("窯業", "ヨウギョウ", "ceramics"),
    ("光学", "コウガク", "optical"),
    ("計器", "ケイキ", "instruments"),
    ("設備", "セツビ", "facilities"),
    ("総合病院", "ソウゴウビョウイン", "general hospital"),
    ("中央病院", "チュウオウビョウイン", "central hospital"),
    ("記念病院", "キネンビョウイン", "memorial hospital"),
    ("市民病院", "シミンビョウイン", "city hospital"),
    ("病院", "ビョウイン", "hospital"),
    ("医院", "イイン", "clinic"),
    ("クリニック", "クリニック", "clinic"),
    ("医療センター", "イリョウセンター", "medical center"),
    ("工業大学", "コウギョウダイガク", "institute of technology"),
    ("女子大学", "ジョシダイガク", "womens university"),
    ("大学", "ダイガク", "university"),
    ("高等学校", "コウトウガッコウ", "high school"),
    ("学園", "ガクエン", "academy"),
    ("学院", "ガクイン", "academy"),
    ("研究所", "ケンキュウショ", "laboratory"),
    ("技研", "ギケン", "engineering"),
    ("技術研究所", "ギジュツケンキュウショ", "research"),
    ("テクノロジーズ", "テクノロジーズ", "technologies"),
    ("テクノロジー", "テクノロジー", "technology"),
    ("テクノサービス", "テクノサービス", "techno service"),
    ("テクノ", "テクノ", "techno"),
    ("システムズ", "システムズ", "systems"),
    ("システム", "システム", "system"),
    ("サービス", "サービス", "service"),
    ("ソリューションズ", "ソリューションズ", "solutions"),
    ("ソリューション", "ソリューション", "solution"),
    ("エンジニアリング", "エンジニアリング", "engineering"),
    ("エレクトロニクス", "エレクトロニクス", "electronics"),
    ("ケミカル", "ケミカル", "chemical"),
    ("フーズ", "フーズ", "foods"),
    ("ロジスティクス", "ロジスティクス", "logistics"),
    ("メディカル", "メディカル", "medical"),
    ("モータース", "モータース", "motors"),
    ("トレーディング", "トレーディング", "trading"),
    ("エナジー", "エナジー", "energy"),
    ("マテリアル", "マテリアル", "materials"),
    ("インダストリーズ", "インダストリーズ", "industries"),
    ("ネットワーク", "ネットワーク", "network"),
    ("電産", "デンサン", "densan"),
    ("製鋼所", "セイコウショ", "steel works"),
    ("百貨店", "ヒャッカテン", "department store"),
    ("市役所", "シヤクショ", "city hall"),
    ("県庁", "ケンチョウ", "prefectural office"),
    ("農業協同組合", "ノウギョウキョウドウクミアイ", "agricultural cooperative"),
    ("ホテル", "ホテル", "hotel"),
    ("薬局", "ヤッキョク", "pharmacy"),
    ("工房", "コウボウ", "studio"),
    ("製糖", "セイトウ", "sugar"),
    ("塗料", "トリョウ", "paint"),
    ("電線", "デンセン", "cable"),
    ("電装", "デンソウ", "electric"),
    ("鋼管", "コウカン", "steel"),
    ("石灰", "セッカイ", "lime"),
    ("乳業", "ニュウギョウ", "dairy"),
    ("製パン", "セイパン", "bakery"),
    ("紙業", "シギョウ", "paper"),
    ("林業", "リンギョウ", "forestry"),
    ("警備", "ケイビ", "security"),
    ("測量", "ソクリョウ", "survey"),
    ("設計", "セッケイ", "design"),
    ("物販", "ブッパン", "sales"),
    ("販売", "ハンバイ", "sales"),
];

/// Whether a text holds kana or kanji.
pub fn is_japanese(text: &str) -> bool {
    text.chars().any(|c| is_kana(c) || is_kanji(c))
}

/// The name without legal forms and group words before and after it; empty when it is nothing else.
pub fn core(name: &str) -> String {
    let mut core: String = name.nfkc().collect();
    loop {
        let trimmed = strip_once(core.trim_matches(is_edge));
        if trimmed.len() == core.len() {
            return trimmed.to_owned();
        }
        core = trimmed.to_owned();
    }
}

const fn is_edge(c: char) -> bool {
    matches!(
        c,
        ' ' | '\t'
            | '\n'
            | '\u{3000}'
            | ','
            | '.'
            | '、'
            | '・'
            | '-'
            | '_'
            | '&'
            | '/'
            | '「'
            | '」'
            | '『'
            | '』'
            | '"'
    )
}

fn strip_once(text: &str) -> &str {
    let japanese = is_japanese(text);
    for form in JAPANESE_FORMS.iter().filter(|form| japanese || !form.is_ascii() || form.starts_with('(')) {
        if let Some(rest) = text.strip_prefix(form).or_else(|| text.strip_suffix(form)) {
            return rest.trim_matches(is_edge);
        }
    }
    if japanese {
        return strip_latin_tail(text);
    }
    strip_latin(text)
}

/// `Inc.` and the like behind a Japanese name.
fn strip_latin_tail(text: &str) -> &str {
    let Some(at) = text.rfind(|c: char| c == ' ' || !c.is_ascii()) else { return text };
    let start = at + text.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8);
    let tail = letters(text.get(start..).unwrap_or(""));
    if tail.len() >= 2 && LATIN_FORMS.contains(&tail.as_str()) {
        text.get(..start).unwrap_or(text).trim_matches(is_edge)
    } else {
        text
    }
}

fn strip_latin(text: &str) -> &str {
    let is_gap = |c: char| c.is_whitespace() || c == ',';
    if let Some(at) = text.rfind(is_gap)
        && LATIN_FORMS.contains(&letters(text.get(at..).unwrap_or("")).as_str())
    {
        return text.get(..at).unwrap_or(text).trim_matches(is_edge);
    }
    if let Some(at) = text.find(is_gap)
        && matches!(
            letters(text.get(..at).unwrap_or("")).as_str(),
            "the" | "kk" | "npo" | "kabushiki" | "kaisha"
        )
    {
        return text.get(at..).unwrap_or(text).trim_matches(is_edge);
    }
    if LATIN_FORMS.contains(&letters(text).as_str()) { "" } else { text }
}

fn letters(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphabetic).map(|c| c.to_ascii_lowercase()).collect()
}

/// The name before its industry words, and the industry: `蒼海電機` gives `蒼海` and its row.
pub fn head(core: &str) -> Option<(&str, &'static (&'static str, &'static str, &'static str))> {
    let longest = |column: fn(&(&'static str, &'static str, &'static str)) -> &'static str| {
        INDUSTRIES
            .iter()
            .filter(|row| core.ends_with(column(row)))
            .max_by_key(|row| column(row).len())
            .map(|row| (row, column(row)))
    };
    let (row, tail) = longest(|row| row.0).or_else(|| longest(|row| row.1))?;
    let head = core.strip_suffix(tail)?.trim_matches(is_edge);
    (!head.is_empty()).then_some((head, row))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cores() {
        for (name, expected) in [
            ("蒼海電機株式会社", "蒼海電機"),
            ("㈱蒼海電機", "蒼海電機"),
            ("(株) 蒼海電機ホールディングス", "蒼海電機"),
            ("Aomi Electric Co., Ltd.", "Aomi Electric"),
            ("Aomi Electric Co.,Ltd.", "Aomi Electric"),
            ("AOMI ELECTRIC K.K.", "AOMI ELECTRIC"),
            ("The Aomi Group", "Aomi"),
            ("株式会社", ""),
            ("Co., Ltd.", ""),
            ("ｶ)ｱｵﾐﾃﾞﾝｷ", "アオミデンキ"),
            ("医療法人社団みなと会", "みなと会"),
            ("蒼海電機 Inc.", "蒼海電機"),
            ("AEC", "AEC"),
        ] {
            assert_eq!(core(name), expected, "{name}");
        }
    }

    #[test]
    fn heads() {
        assert_eq!(head("蒼海電機").map(|head| head.0), Some("蒼海"));
        assert_eq!(head("アオミデンキ").map(|head| head.0), Some("アオミ"));
        assert_eq!(head("北嶺テクノサービス").map(|head| head.0), Some("北嶺"));
        assert_eq!(head("電機"), None);
    }
}
