//! `manifest.json`: what is in the package, how it was judged, what remains. Names nobody.

use std::collections::BTreeMap;

use noroshi_base::Text;
use noroshi_deidentify::Draft;
use serde::Serialize;

use crate::files::Written;
use crate::words;

const FORMAT: &str = "noroshi-package/1";

#[derive(Serialize)]
struct Manifest<'a> {
    format: &'static str,
    package: &'a str,
    made_on: &'a str,
    rules_version: &'a str,
    markings: Markings,
    counts: Counts,
    context: &'a noroshi_deidentify::draft::Generalised,
    anonymity: &'a noroshi_deidentify::ladder::Anonymity,
    pivots: &'a [noroshi_deidentify::draft::Pivot],
    files: &'a [Written],
    residual_risk: Vec<RiskRow<'a>>,
    not_checked: Vec<Text>,
    handling: Vec<Text>,
}

#[derive(Serialize)]
struct Markings {
    tlp: &'static str,
    tlp_rule: Text,
    strictest_item_tlp: &'static str,
    pap: &'static str,
    pap_rule: Text,
}

#[derive(Serialize)]
struct Counts {
    items: usize,
    for_detection: usize,
    masked: usize,
    statements: usize,
    by_kind: BTreeMap<&'static str, u64>,
}

#[derive(Serialize)]
struct RiskRow<'a> {
    surface: u8,
    key: noroshi_base::Surface,
    label: Text,
    found: u64,
    treated: u64,
    held: u64,
    remains: &'a Text,
}

/// The file, over the others.
pub(crate) fn write(draft: &Draft, files: &[Written]) -> Vec<u8> {
    let manifest = Manifest {
        format: FORMAT,
        package: &draft.id,
        made_on: &draft.made_on,
        rules_version: &draft.rules_version,
        markings: markings(draft),
        counts: counts(draft),
        context: &draft.context,
        anonymity: &draft.anonymity,
        pivots: &draft.pivots,
        files,
        residual_risk: draft.residual.iter().map(risk).collect(),
        not_checked: not_checked(draft),
        handling: handling(),
    };
    let mut bytes =
        serde_json::to_vec_pretty(&manifest).expect("plain structs with text keys always serialise");
    bytes.push(b'\n');
    bytes
}

fn markings(draft: &Draft) -> Markings {
    let strictest = draft.items.iter().map(|item| item.tlp).chain([draft.tlp]).max().unwrap_or(draft.tlp);
    Markings {
        tlp: draft.tlp.label(),
        tlp_rule: words::tlp_rule(draft.tlp),
        strictest_item_tlp: strictest.label(),
        pap: draft.pap.label(),
        pap_rule: words::pap_rule(draft.pap),
    }
}

fn counts(draft: &Draft) -> Counts {
    let mut by_kind = BTreeMap::new();
    for item in &draft.items {
        *by_kind.entry(item.kind.key()).or_insert(0) += 1;
    }
    Counts {
        items: draft.items.len(),
        for_detection: draft.items.iter().filter(|item| crate::loadable(item)).count(),
        masked: draft.items.iter().filter(|item| item.masked).count(),
        statements: draft.statements.len(),
        by_kind,
    }
}

fn risk(row: &noroshi_deidentify::draft::SurfaceRisk) -> RiskRow<'_> {
    RiskRow {
        surface: row.surface.number(),
        key: row.surface,
        label: row.surface.label(),
        found: row.found,
        treated: row.treated,
        held: row.held,
        remains: &row.remains,
    }
}

fn not_checked(draft: &Draft) -> Vec<Text> {
    let mut out = vec![
        Text::fixed(
            "外部のサービス（検体共有サイト、パッシブDNS、CTログ、リークサイト、報道）には接続していません。種類ごとに何を確認したかは pivots にあります。",
            "No service outside (sample sharing sites, passive DNS, CT logs, leak sites, press) was asked; `pivots` says what was checked by kind.",
        ),
        Text::fixed(
            "画像・音声・動画の内容は読んでいません。",
            "The content of images, audio and video was not read.",
        ),
    ];
    if draft.anonymity.earlier_packages == 0 {
        out.push(Text::fixed(
            "過去に提供した他のパッケージとの組合せは照合していません。",
            "The combination with packages shared earlier was not checked.",
        ));
    }
    if !draft.anonymity.population.counts_time {
        out.push(Text::fixed(
            "時期から絞られる組織の数は数えていません。",
            "How many organisations the time leaves was not counted.",
        ));
    }
    let (read, unread) = draft.materials;
    if unread > 0 {
        out.push(Text::owned(
            format!("{read}件の素材のうち{unread}件に読めない部分があり、その内容は含めていません。"),
            format!("{unread} of {read} materials had parts that could not be read; nothing of those parts is here."),
        ));
    }
    out
}

fn handling() -> Vec<Text> {
    vec![
        Text::fixed(
            "角括弧の語（例: [HOST-1]）は伏せた値です。このパッケージの中だけで同じ値を指し、他のパッケージとは関係しません。",
            "Words in square brackets (such as [HOST-1]) stand for masked values: equal within this package, unrelated \
             to any other package.",
        ),
        Text::fixed(
            "masked の項目は検知用の値として取り込まないでください。",
            "Do not load items marked as masked for detection.",
        ),
        Text::fixed(
            "被害組織や提供元の推測・特定を試みないでください。",
            "Do not try to infer who the affected organisation or the provider is.",
        ),
        Text::fixed(
            "indicators.csv で = + - @ から始まる値には、表計算ソフトの誤動作を防ぐため先頭に ' を付けています。",
            "In indicators.csv, cells that begin with = + - @ carry a leading ' so that no spreadsheet calculates them.",
        ),
    ]
}
