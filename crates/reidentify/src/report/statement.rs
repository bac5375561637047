//! One page for the client: what was tried, how it ended, what remains.

use std::fmt::Write as _;

use noroshi_base::{Lang, Text};

use super::page::{percent, rank, thousands};
use super::{Report, Standing};

/// Pieces of evidence on the page.
const SHOWN: usize = 8;

/// Writes the page in Markdown.
pub(super) fn write(report: &Report, lang: Lang, made_on: &str) -> String {
    let mut out = String::new();
    let get = |ja: &str, en: &str| match lang {
        Lang::Ja => ja.to_owned(),
        Lang::En => en.to_owned(),
    };
    let title = get("再識別の試みについての報告書", "Statement on an attempt to re-identify");
    let _ = writeln!(out, "# {title}\n\n{made_on}\n");
    let candidates = thousands(report.candidates);
    let files = report.files;
    let tried = get(
        &format!(
            "共有を予定する攻撃技術情報のパッケージ({files} ファイル)について、受領者になりかわり、候補 {candidates} 組織の中から被害組織を当てることを試みました。受領者が知りうるもの(パッケージの全ファイル、候補の名称・ドメイン・ネットワーク・業種・地域・規模、与えられた公開データと過去の提供物)だけを使いました。"
        ),
        &format!(
            "We took the place of a recipient of the attack technical information that is to be shared ({files} files) and tried to tell, among {candidates} organisations, which one was attacked. Only what a recipient can know was used: every file of the package, the candidates' names, domains, networks, sectors, regions and sizes, and the public data and earlier packages that were given."
        ),
    );
    let _ = writeln!(out, "{tried}\n");
    let _ = writeln!(out, "## {}\n", get("結果", "Result"));
    result(report, lang, &mut out);
    let _ = writeln!(out, "## {}\n", get("面ごとの結果", "Surface by surface"));
    if let Some(standing) = report.victim.as_ref().or(report.top.first()) {
        table(standing, lang, &mut out);
        left(standing, lang, &mut out);
    }
    let _ = writeln!(out, "## {}\n", get("この試みの限界", "What this does not show"));
    let limits = get(
        "- 結果は、与えた候補の一覧と公開データに対するものです。一覧にない知識(取引関係、うわさ、未公開の資料)を持つ人には当てはまりません。\n- 画像・音声の内容、鍵を使う暗号の中身は読んでいません。\n- 提供経路(送り手が特定の一社だけを担当していると知られている場合など)は試していません。\n- 事後確率は、根拠ごとの尤度比を掛け合わせた目安です。順位と根拠の一覧と合わせてお読みください。",
        "- It holds against the list and the public data that were given, not against somebody with other knowledge: business relations, rumours, unpublished papers.\n- The content of images and sound, and of anything encrypted with a key, was not read.\n- The channel was not tried: what it tells that this sender serves few clients, or one.\n- The posterior multiplies likelihood ratios of single pieces of evidence and is an estimate. Read it together with the rank and the evidence.",
    );
    let _ = writeln!(out, "{limits}");
    out
}

fn result(report: &Report, lang: Lang, out: &mut String) {
    let Some(standing) = report.victim.as_ref().or(report.top.first()) else { return };
    let (rank, posterior) = (rank(standing.rank, standing.tied), percent(standing.posterior));
    let (prior, threshold) = (percent(standing.prior), percent(report.threshold));
    let candidates = thousands(report.candidates);
    let name = &standing.name;
    let verdict = match (report.refused, report.victim.is_some()) {
        (true, _) => Text::fixed("**共有すべきではありません。**", "**The package should not be shared.**"),
        (false, true) => Text::fixed(
            "**この試みでは被害組織を特定できませんでした。**",
            "**This attempt did not identify the organisation.**",
        ),
        (false, false) => {
            Text::fixed("**どの候補も閾値を超えませんでした。**", "**No candidate is above the threshold.**")
        }
    };
    let text = Text::owned(
        format!(
            "{}{name} の順位は {candidates} 組織中 {rank} 位、パッケージを見た後の確率は {posterior}(見る前は {prior})です。共有しない基準は {threshold} 超です。\n",
            verdict.ja
        ),
        format!(
            "{} {name} ranks {rank} of {candidates}; its probability after the package was seen is {posterior} (before: {prior}). Sharing is refused above {threshold}.\n",
            verdict.en
        ),
    );
    let _ = writeln!(out, "{}", text.get(lang));
}

fn table(standing: &Standing, lang: Lang, out: &mut String) {
    let head = Text::fixed("| 面 | 順位 | 確率 | 根拠 |", "| surface | rank | probability | evidence |");
    let _ = writeln!(out, "{}\n|---|---|---|---|", head.get(lang));
    for row in &standing.surfaces {
        let place = if row.evidence == 0 { "-".to_owned() } else { rank(row.rank, row.tied) };
        let label = row.label.get(lang);
        let _ = writeln!(
            out,
            "| {} {label} | {place} | {} | {} |",
            row.number,
            percent(row.posterior),
            row.evidence
        );
    }
    out.push('\n');
}

/// What points to the organisation, and how it could be removed.
fn left(standing: &Standing, lang: Lang, out: &mut String) {
    let heading = Text::fixed(
        "## 被害組織を指す根拠と除き方",
        "## What points to the organisation, and how to remove it",
    );
    let _ = writeln!(out, "{}\n", heading.get(lang));
    if standing.evidence.is_empty() {
        let none = Text::fixed("ありません。\n", "None.\n");
        let _ = writeln!(out, "{}", none.get(lang));
        return;
    }
    for piece in standing.evidence.iter().take(SHOWN) {
        let (why, remedy) = (piece.why.get(lang), piece.remedy.get(lang));
        let seen = piece.seen.replace('`', "'");
        let _ = writeln!(out, "- `{}` {}: `{seen}` — {why} → {remedy}", piece.file, piece.place);
    }
    let more = standing.evidence.len().saturating_sub(SHOWN);
    if more > 0 {
        let more = Text::owned(format!("- ほか {more} 件"), format!("- {more} more"));
        let _ = writeln!(out, "{}", more.get(lang));
    }
    out.push('\n');
}
