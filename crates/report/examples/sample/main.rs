//! Writes sample reports for looking at and for the tests of the page: `cargo run --example sample -- DIR`.
//!
//! `small.html` (a case with everything in it, hostile values included), `refused.html`, `empty.html`, `large.html`
//! (100,000 findings). All names are invented.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;

use noroshi_base::{IndicatorKind, Lang, Notice, NoticeCode, Pap, Surface, Text, Tlp};
use noroshi_deidentify::draft::{
    Direction, Draft, Evidence, Generalised, Item, Pivot, Statement, SurfaceRisk, ValueRole,
};
use noroshi_deidentify::kept::{Decision, FindingRecord, Kept};
use noroshi_deidentify::ladder::Anonymity;
use noroshi_deidentify::testkit::shareable;
use noroshi_report::{Run, write_html};

mod case;
mod large;

const MADE_AT: &str = "2026-05-14T09:30:00+09:00";

fn main() -> std::io::Result<()> {
    let dir = std::env::args().nth(1).unwrap_or_else(|| "target/samples".into());
    fs::create_dir_all(&dir)?;
    let dir = Path::new(&dir);
    let small = case::small();
    let draft = drafted(&small);
    let notices = notices();
    let run = Run {
        draft: Some(&draft),
        kept: &small,
        notices: &notices,
        refused: None,
        lang: Lang::Ja,
        made_at: MADE_AT,
    };
    save(dir, "small.html", run)?;
    save(dir, "small.en.html", Run { lang: Lang::En, ..run })?;
    let refused = Text::fixed(
        "出力の再検査で、共有物に被害組織を示す値が1件見つかりました（規則 victim.name）。",
        "Reading the package back found one value that shows the victim (rule victim.name).",
    );
    save(dir, "refused.html", Run { draft: None, refused: Some(&refused), ..run })?;
    save(dir, "empty.html", Run { kept: &Kept::default(), notices: &[], ..run })?;
    let large = large::large(100_000);
    save(dir, "large.html", Run { kept: &large, draft: Some(&drafted(&large)), ..run })
}

fn save(dir: &Path, name: &str, run: Run<'_>) -> std::io::Result<()> {
    let mut out = BufWriter::new(File::create(dir.join(name))?);
    write_html(run, &mut out)?;
    out.flush()
}

fn notices() -> Vec<Notice> {
    let notice = |material: &str, code, ja, en| Notice {
        material: material.into(),
        place: String::new(),
        code,
        reason: Text::fixed(ja, en),
    };
    vec![
        notice(
            "証拠.zip!/backup.7z",
            NoticeCode::Encrypted,
            "合うパスワードがないため中身を読んでいません。",
            "No password fits; its content was not read.",
        ),
        notice(
            "memory.dmp",
            NoticeCode::OverLimit,
            "1ファイルの上限（256 MiB）を超えています。",
            "Over the limit of one file (256 MiB).",
        ),
        notice(
            "旧報告.doc",
            NoticeCode::ReadAsBinary,
            "この形式の読取りはまだなく、文字列だけを読みました。",
            "This format has no reader yet; only its strings were read.",
        ),
    ]
}

fn drafted(kept: &Kept) -> Draft {
    let residual = Surface::ALL.iter().map(|surface| risk(kept, *surface)).collect();
    let statement = Statement {
        name: "a41c".into(),
        lang: Lang::Ja,
        sentences: vec![shareable("マルウェアKAGELDRはkage-cdn.exampleへ60秒ごとに通信する。")],
    };
    Draft {
        id: "0f3d6a51-7c1e-4b7b-9a53-6f0a4f0e2b11".into(),
        made_on: "2026-05-14".into(),
        tlp: Tlp::Amber,
        pap: Pap::Amber,
        items: items(kept),
        statements: vec![statement],
        context: Generalised {
            sector: Some(Text::fixed("製造業", "Manufacturing")),
            region: Some(Text::fixed("日本", "Japan")),
            size: None,
            products: Vec::new(),
            period: Some(("2026-05-07".into(), "2026-05-11".into())),
        },
        anonymity: Anonymity::default(),
        pivots: vec![Pivot {
            kind: "file-hash",
            label: Text::fixed("ファイルのハッシュ値", "File hashes"),
            checked: vec![Text::fixed("素材の中の名称", "names inside the material")],
            not_checked: vec![Text::fixed("公開の検体置き場", "public sample collections")],
            held: 1,
        }],
        residual,
        rules_version: "2026.05.1".into(),
        materials: (6, 2),
    }
}

/// What left of the findings, as items.
fn items(kept: &Kept) -> Vec<Item> {
    let leaves = |f: &&FindingRecord| f.class == "indicator" && !f.becomes.is_empty();
    (1..).zip(kept.findings.iter().filter(leaves)).map(|(number, finding)| item(number, finding)).collect()
}

fn item(number: u32, finding: &FindingRecord) -> Item {
    let masked = finding.decision == Decision::Mask || finding.decision == Decision::Pattern;
    Item {
        number,
        kind: IndicatorKind::from_key(finding.kind).unwrap_or(IndicatorKind::Other),
        feed_type: None,
        value: shareable(&*finding.becomes),
        masked,
        pattern: None,
        name: None,
        role: ValueRole::Unknown,
        direction: Direction::Unknown,
        phase: None,
        ports: Vec::new(),
        first_seen: None,
        last_seen: None,
        evidence: vec![Evidence::Log],
        confidence: 60,
        to_ids: !masked,
        action: Text::fixed("ログを探索する", "Search the logs"),
        meaning: Text::fixed("侵害のおそれ", "Possible compromise"),
        false_positive: Vec::new(),
        expires: None,
        tlp: if finding.decision == Decision::Restrict { Tlp::AmberStrict } else { Tlp::Amber },
        related: Vec::new(),
    }
}

fn risk(kept: &Kept, surface: Surface) -> SurfaceRisk {
    let on = || kept.findings.iter().filter(move |f| f.surface == Some(surface));
    let count = |test: fn(Decision) -> bool| on().filter(|f| test(f.decision)).count() as u64;
    SurfaceRisk {
        surface,
        found: on().count() as u64,
        treated: count(|d| !matches!(d, Decision::Keep | Decision::Hold | Decision::AskVictim)),
        held: count(|d| matches!(d, Decision::Hold | Decision::AskVictim)),
        remains: match surface {
            Surface::Pivot => Text::fixed(
                "共有する値を公開情報で引いた結果は確かめていません（外部に問い合わせないため）。",
                "Whether public data leads on from shared values was not looked up, because looking up tells.",
            ),
            Surface::Channel => Text::fixed(
                "提供元の顧客が少ないと知られている場合、提供元名から推測されます。",
                "A sender known to serve few clients gives them away.",
            ),
            Surface::Linkage => Text::fixed(
                "過去に共有したものとの突き合わせは行っていません。",
                "Earlier packages were not compared.",
            ),
            _ => Text::fixed("既知のものは残っていません。", "Nothing known remains."),
        },
    }
}
