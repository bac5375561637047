//! The short strings that tell a rule to look closer.

use noroshi_profile::address::prefectures;
use noroshi_profile::person::HONORIFICS;
use noroshi_reference::SecretRule;

use super::{secret, secret_rules};

/// Which rule a cue wakes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cue {
    Email,
    Phone,
    PhoneLabel,
    Prefecture,
    Block,
    Postcode,
    Number,
    OrgForm,
    OrgKind,
    OrgLatin,
    Honorific,
    PersonLabel,
    PersonTitle,
    SelfNamed,
    Signature,
    PrivateV4,
    PrivateV6,
    InternalSuffix,
    Backslash,
    Home,
    AccountLabel,
    HostShape,
    Sid,
    MachineId,
    /// A rule of this crate, by index.
    Secret(u16),
    /// A rule of the reference, by index.
    Reference(u16),
}

/// Company forms in Japanese; the name stands before or behind.
pub(super) const ORG_FORMS: &[&str] = &[
    "株式会社",
    "(株)",
    "（株）",
    "㈱",
    "有限会社",
    "(有)",
    "（有）",
    "㈲",
    "合同会社",
    "合資会社",
    "一般社団法人",
    "公益社団法人",
    "一般財団法人",
    "公益財団法人",
    "医療法人社団",
    "医療法人財団",
    "社会医療法人",
    "医療法人",
    "学校法人",
    "社会福祉法人",
    "特定非営利活動法人",
    "独立行政法人",
    "国立大学法人",
    "国立研究開発法人",
    "宗教法人",
];

/// Kinds of organisations that follow their name.
pub(super) const ORG_KINDS: &[&str] = &[
    "大学校",
    "大学",
    "高等専門学校",
    "高等学校",
    "病院",
    "医療センター",
    "クリニック",
    "市役所",
    "区役所",
    "町役場",
    "村役場",
    "県庁",
    "府庁",
    "道庁",
    "銀行",
    "信用金庫",
    "信用組合",
    "証券",
    "生命保険",
    "損害保険",
    "農業協同組合",
    "商工会議所",
    "警察署",
    "消防署",
    "製作所",
    "研究所",
    "工業株式",
    "重工業",
    "電力",
    "新聞社",
    "ホールディングス",
];

/// Company forms in Latin letters, lower case.
pub(super) const ORG_LATIN: &[&str] = &[
    " corp.",
    " corporation",
    " co., ltd",
    " co.,ltd",
    " inc.",
    ", inc",
    " k.k.",
    " ltd.",
    " limited",
    " llc",
    " gmbh",
    " holdings",
    " s.a.",
    " pte.",
    " university",
    " hospital",
];

const PERSON_LABELS: &[&str] = &[
    "氏名",
    "お名前",
    "名前:",
    "名前：",
    "担当者",
    "担当:",
    "担当：",
    "作成者",
    "記入者",
    "報告者",
    "責任者",
    "承認者",
    "連絡先:",
    "連絡先：",
    "送信者",
    "差出人",
    "宛先",
    "利用者:",
    "利用者：",
    "author:",
    "creator:",
    "last modified by",
    "lastmodifiedby",
    "last saved by",
    "full name",
    "contact:",
    "contact person",
    "reported by",
    "prepared by",
    "written by",
    "attn:",
    "employee:",
    "dc:creator",
    "cp:lastmodifiedby",
];

const PERSON_TITLES: &[&str] = &["mr. ", "mrs. ", "ms. ", "dr. ", "dear "];

const MACHINE_IDS: &[&str] = &[
    "machineguid",
    "machine guid",
    "machine id",
    "volume serial number",
    "serial number",
    "serialnumber",
    "シリアル番号",
    "製造番号",
    "device id",
    "bios serial",
    "machineid",
    "s/n:",
    "s/n ",
    "ボリュームシリアル",
    "asset tag",
    "資産番号",
    "管理番号",
];

const NUMBERS: &[&str] =
    &["法人番号", "個人番号", "マイナンバー", "my number", "corporate number", "登録番号", "インボイス"];

/// Host-name beginnings and inner parts that installers and administrators use.
const HOST_SHAPES: &[&str] = &[
    "desktop-", "laptop-", "win-", "pc-", "-pc", "-srv", "-sv", "-dc", "-ws", "-nb", "-fs", "-cl", "-db",
    "-ap", "-web", "-ad", "srv-", "sv-", "dc-", "fs-", "ws-", "nb-", "-note", "-desk", "-exch", "-mail",
    "-file", "-nas", "-vpn", "-fw", "-hv", "-esx", "-rds", "-ts", "-jump", "-bk", "-backup", "-prx",
    "-proxy", "-sql", "-app", "-mgmt", "dc0", "fs0", "pc0", "pc1", "srv0", "sv0", "ws0", "ap0", "db0", "ad0",
];

const INTERNAL_SUFFIXES: &[&str] = &[
    ".local",
    ".corp",
    ".lan",
    ".internal",
    ".intra",
    ".intranet",
    ".localdomain",
    ".home.arpa",
    ".private",
    ".domain",
    ".workgroup",
    ".priv",
    ".ad.",
    "[.]local",
    "[.]corp",
    "[.]lan",
    "[.]internal",
    "(.)local",
];

const HOMES: &[&str] = &[
    "\\users\\",
    "/users/",
    "/home/",
    "documents and settings\\",
    ":/users/",
    "\\\\users\\\\",
    "%5cusers%5c",
    "/export/home/",
];

/// Every cue, lower case, with the rule it wakes.
pub(super) fn table(reference: &[SecretRule]) -> Vec<(String, Cue)> {
    let mut out: Vec<(String, Cue)> = Vec::new();
    let mut add = |list: &[&str], cue: Cue| out.extend(list.iter().map(|text| (text.to_lowercase(), cue)));
    add(&["@", "＠", "[at]", "(at)", "%40"], Cue::Email);
    add(&["tel", "電話", "fax", "phone", "携帯", "☎", "直通", "℡", "ＴＥＬ"], Cue::PhoneLabel);
    add(&["+81", "＋８１", "0081-"], Cue::Phone);
    add(prefectures(), Cue::Prefecture);
    add(&["丁目", "番地"], Cue::Block);
    add(&["〒"], Cue::Postcode);
    add(NUMBERS, Cue::Number);
    add(ORG_FORMS, Cue::OrgForm);
    add(ORG_KINDS, Cue::OrgKind);
    add(ORG_LATIN, Cue::OrgLatin);
    add(HONORIFICS, Cue::Honorific);
    add(PERSON_LABELS, Cue::PersonLabel);
    add(PERSON_TITLES, Cue::PersonTitle);
    add(&["です", "と申します", "でございます", "より\n", "拝"], Cue::SelfNamed);
    add(&["regards", "sincerely", "best wishes"], Cue::Signature);
    add(
        &[
            "10.",
            "10[.]",
            "192.168",
            "192[.]168",
            "172.",
            "172[.]",
            "169.254",
            "100.",
            "100[.]",
            "１０．",
            "１９２．",
        ],
        Cue::PrivateV4,
    );
    add(&["fc00:", "fe80:"], Cue::PrivateV6);
    add(INTERNAL_SUFFIXES, Cue::InternalSuffix);
    add(&["\\"], Cue::Backslash);
    add(HOMES, Cue::Home);
    add(&["アカウント", "ユーザ", "ﾕｰｻﾞ", "ログインid"], Cue::AccountLabel);
    add(HOST_SHAPES, Cue::HostShape);
    add(&["s-1-5-21-"], Cue::Sid);
    add(MACHINE_IDS, Cue::MachineId);
    out.extend((0..256).map(|byte| (format!("fd{byte:02x}:"), Cue::PrivateV6)));
    area_codes(&mut out);
    for (index, rule) in (0_u16..).zip(secret_rules::RULES) {
        out.extend(rule.cues.iter().map(|cue| (cue.to_lowercase(), Cue::Secret(index))));
    }
    for (index, rule) in (0_u16..).zip(reference) {
        if secret::takes(rule) {
            out.extend(rule.keywords.iter().map(|keyword| (keyword.to_lowercase(), Cue::Reference(index))));
        }
    }
    out.retain(|(text, _)| !text.is_empty());
    out
}

/// `0x-`, `0xx-`, `0xxx-` and their forms with parentheses and full-width digits.
fn area_codes(out: &mut Vec<(String, Cue)>) {
    let wide = |text: &str| -> String {
        text.chars().map(|c| char::from_u32(u32::from(c) + 0xFEE0).unwrap_or(c)).collect()
    };
    for code in (1..10_u32).chain(10..100).chain(100..1000) {
        let digits = format!("0{code}");
        for mark in ["-", ")", "‐", "−"] {
            out.push((format!("{digits}{mark}"), Cue::Phone));
        }
        for mark in ["-", "－", "ー", "―", "−", "）", "‐"] {
            out.push((format!("{}{mark}", wide(&digits)), Cue::Phone));
        }
    }
}
