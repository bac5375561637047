//! Residual risk, surface by surface, naming nobody.

use noroshi_base::{Surface, Text};

use crate::draft::SurfaceRisk;
use crate::kept::{Decision, FindingRecord, Held};
use crate::ladder::{Choice, Outside};

/// What remains on a surface whatever was found, in words.
fn remains(surface: Surface, choice: &Choice, outside: &Outside) -> &'static Text {
    match surface {
        Surface::Direct => &DIRECT,
        Surface::Derived => &DERIVED,
        Surface::Pivot => &PIVOT,
        Surface::Quasi if !choice.enough => &QUASI_SILENT,
        Surface::Quasi if outside.population.dated_events.is_none() => &QUASI_WITHOUT_TIME,
        Surface::Quasi => &QUASI,
        Surface::Metadata => &METADATA,
        Surface::Linkage if outside.earlier.is_empty() => &LINKAGE,
        Surface::Linkage if !choice.enough => &LINKAGE_SILENT,
        Surface::Linkage => &LINKAGE_COUNTED,
        Surface::Channel => &CHANNEL,
    }
}

/// Every such text.
pub(crate) fn texts() -> impl Iterator<Item = Text> {
    let all = [
        &DIRECT,
        &DERIVED,
        &PIVOT,
        &QUASI,
        &QUASI_WITHOUT_TIME,
        &QUASI_SILENT,
        &METADATA,
        &LINKAGE,
        &LINKAGE_COUNTED,
        &LINKAGE_SILENT,
        &CHANNEL,
    ];
    all.into_iter().cloned()
}

static DIRECT: Text = Text::fixed(
    "プロファイルに書かれた名称と、形から分かる個人・組織・内部の値は除いた。プロファイルにない呼び名は検出できない場合がある",
    "Names in the profile and persons, organisations and internal values that show by their form are removed. A name the profile does not know may have passed",
);
static DERIVED: Text = Text::fixed(
    "通常の符号化、綴り替え、似た綴り、1バイト鍵のXOR、検体では8バイトまでの繰り返し鍵のXORと加算も検査した。逐次変化する鍵やRC4などの暗号、画像の中の文字は対象外である",
    "Usual encodings, spellings, look-alikes and XOR with one byte were checked, in samples also XOR with a repeating key of up to eight bytes and added numbers. Rolling keys, RC4 and other ciphers, and text in pictures are out of scope",
);
static PIVOT: Text = Text::fixed(
    "被害組織の情報を含むファイルのハッシュ値と証明書は留保した。外部の検体置き場、受動的DNS、証明書の公開記録には接続していない。種類ごとに確認したことは pivots にある",
    "Hashes and certificates of files with the victim's data are held. Public sandboxes, passive DNS and certificate logs were not asked: nothing here uses the network. What was checked by kind is in pivots",
);
static QUASI: Text = Text::fixed(
    "業種・地域・規模・時期は、表の上で当てはまる組織が基準以上残る段までしか示していない（anonymity）。表にない事情、たとえば報道や取引関係を知る相手には狭まる",
    "Sector, region, size and time are told only as far as enough organisations of a table still fit (anonymity). Who knows more than the table, such as press or business relations, sees fewer",
);
static QUASI_WITHOUT_TIME: Text = Text::fixed(
    "業種・地域・規模は、表の上で当てはまる組織が基準以上残る段までしか示していない（anonymity）。時期は表で数えられず、発表と照らせば狭まる",
    "Sector, region and size are told only as far as enough organisations of a table still fit (anonymity). The table does not count time: an announcement narrows it",
);
static QUASI_SILENT: Text = Text::fixed(
    "当てはまる組織が基準に満たないため、業種・地域・規模・時期を示していない。手口や標的から分かる場合がある",
    "Too few organisations would fit, so sector, region, size and time are not told. Techniques and targets may still tell them",
);
static METADATA: Text = Text::fixed(
    "識別子、作成者、時刻、並び順は新たに作った。残した検知ルールやパスの書き癖は攻撃者のものである",
    "Ids, creator, times and order are made anew. Habits of writing in rules and paths that stay are the attacker's",
);
static LINKAGE: Text = Text::fixed(
    "仮名はこの共有物の中だけで通じる。過去の共有物との重ね合わせは、履歴を持つ側で確認する必要がある",
    "Pseudonyms hold within this package only. What it tells together with earlier packages must be checked where the history is kept",
);
static LINKAGE_COUNTED: Text = Text::fixed(
    "仮名はこの共有物の中だけで通じ、渡された過去の共有物のどれとも重ならない。それらの記載と重ねても、当てはまる組織は基準以上残る。攻撃者の値は同じなので、同じ攻撃の共有物であることは分かる",
    "Pseudonyms hold within this package only and differ from those of the earlier packages given. Together with what those stated, enough organisations still fit. The attacker's values are the same: that the packages tell of one attack can be seen",
);
static LINKAGE_SILENT: Text = Text::fixed(
    "渡された過去の共有物の記載と重ねると、当てはまる組織が基準に満たない。この共有物は業種・地域・規模・時期を加えていない",
    "Together with what the earlier packages given stated, too few organisations fit. This package adds no sector, region, size or time",
);
static CHANNEL: Text = Text::fixed(
    "提供者の名は含めていない。提供者の顧客が少ない場合は、匿名または代理での提供を検討する",
    "The provider is not named. If it serves few clients, consider an anonymous or delegated submission",
);

/// Seven rows with their counts.
pub(crate) fn rows(
    findings: &[FindingRecord],
    held: &[Held],
    choice: &Choice,
    outside: &Outside,
) -> Vec<SurfaceRisk> {
    Surface::ALL
        .into_iter()
        .map(|surface| {
            let remains = remains(surface, choice, outside).clone();
            let mut row = SurfaceRisk { surface, found: 0, treated: 0, held: 0, remains };
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
