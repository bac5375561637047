//! Residual risk, surface by surface, naming nobody.

use noroshi_base::{Surface, Text};

use crate::draft::SurfaceRisk;
use crate::kept::{Decision, FindingRecord, Held};

/// What remains on a surface whatever was found, in words.
pub(crate) fn remains(surface: Surface) -> &'static Text {
    match surface {
        Surface::Direct => &DIRECT,
        Surface::Derived => &DERIVED,
        Surface::Pivot => &PIVOT,
        Surface::Quasi => &QUASI,
        Surface::Metadata => &METADATA,
        Surface::Linkage => &LINKAGE,
        Surface::Channel => &CHANNEL,
    }
}

static DIRECT: Text = Text::fixed(
    "プロファイルに書かれた名称と、形から分かる個人・組織・内部の値は除いた。プロファイルにない呼び名は検出できない場合がある",
    "Names in the profile and persons, organisations and internal values that show by their form are removed. A name the profile does not know may have passed",
);
static DERIVED: Text = Text::fixed(
    "通常の符号化、綴り替え、似た綴り、1バイト鍵のXORは検査した。逐次変化する鍵やRC4などの暗号、画像の中の文字は対象外である",
    "Usual encodings, spellings, look-alikes and XOR with one byte were checked. Rolling keys, RC4 and other ciphers, and text in pictures are out of scope",
);
static PIVOT: Text = Text::fixed(
    "被害組織の情報を含むファイルのハッシュ値と証明書は留保した。外部の検体置き場、受動的DNS、証明書の公開記録には照会していない",
    "Hashes and certificates of files with the victim's data are held. Public sandboxes, passive DNS and certificate logs were not asked: nothing here uses the network",
);
static QUASI: Text = Text::fixed(
    "業種は大分類、地域は国、時刻は日に広げた。該当する組織の数は公的統計と照合していない",
    "Sector is widened to a major group, region to the country, time to the day. The number of organisations that match was not checked against public statistics",
);
static METADATA: Text = Text::fixed(
    "識別子、作成者、時刻、並び順は新たに作った。残した検知ルールやパスの書き癖は攻撃者のものである",
    "Ids, creator, times and order are made anew. Habits of writing in rules and paths that stay are the attacker's",
);
static LINKAGE: Text = Text::fixed(
    "仮名はこの共有物の中だけで通じる。過去の共有物との重ね合わせは、履歴を持つ側で確認する必要がある",
    "Pseudonyms hold within this package only. What it tells together with earlier packages must be checked where the history is kept",
);
static CHANNEL: Text = Text::fixed(
    "提供者の名は含めていない。提供者の顧客が少ない場合は、匿名または代理での提供を検討する",
    "The provider is not named. If it serves few clients, consider an anonymous or delegated submission",
);

/// Seven rows with their counts.
pub(crate) fn rows(findings: &[FindingRecord], held: &[Held]) -> Vec<SurfaceRisk> {
    Surface::ALL
        .into_iter()
        .map(|surface| {
            let mut row =
                SurfaceRisk { surface, found: 0, treated: 0, held: 0, remains: remains(surface).clone() };
            for finding in findings.iter().filter(|finding| finding.surface == Some(surface)) {
                row.found += 1;
                match finding.decision {
                    Decision::Hold | Decision::AskVictim => row.held += 1,
                    Decision::Mask
                    | Decision::Generalise
                    | Decision::Pattern
                    | Decision::Drop
                    | Decision::Restrict
                    | Decision::Split => row.treated += 1,
                    Decision::Keep => {}
                }
            }
            row.held = row.held.max(held.iter().filter(|held| held.surface == surface).count() as u64);
            row
        })
        .collect()
}
