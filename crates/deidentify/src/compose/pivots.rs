//! What was checked of the values that lead to a victim through public data, and what could not be.

use noroshi_base::{IndicatorKind, Text};
use noroshi_outside::Public;
use noroshi_outside::public::Kind;

use crate::draft::Pivot;
use crate::judge::shape::{Shape, shape};
use crate::kept::Held;

/// One kind of pivot, as data.
struct Row {
    kind: &'static str,
    label: Text,
    /// Checked in the material itself, always.
    always: &'static [Text],
    /// Public data that answers more, what is then checked, and what is not where it was not given.
    data: Option<(Kind, Text, Text)>,
    /// Never checked.
    never: &'static [Text],
    /// Which held values are of it.
    mine: fn(&Held) -> bool,
}

fn shape_of(held: &Held) -> Option<Shape> {
    IndicatorKind::from_key(&held.kind).map(shape)
}

static ROWS: &[Row] = &[
    Row {
        kind: "file-hash",
        label: Text::fixed("ファイルのハッシュ値", "File hashes"),
        always: &[
            Text::fixed(
                "素材にある検体・文書の中の名称（文字列、設定、PDBパス、属性、8バイトまでの鍵のXORと加算）",
                "Names inside samples and documents of the material (strings, configuration, PDB path, properties, XOR with keys of up to eight bytes, added numbers)",
            ),
            Text::fixed(
                "同じ行・文・対象に被害組織の名称やその情報を含むと述べる語があるか",
                "Whether the same line, sentence or object names the victim or says the file holds its data",
            ),
        ],
        data: Some((
            Kind::Strings,
            Text::fixed("渡された検体文字列の公開データ", "The sandbox strings that were given"),
            Text::fixed(
                "公開の検体置き場・サンドボックスの内容",
                "What public sample collections and sandboxes hold",
            ),
        )),
        never: &[Text::fixed("素材にない検体の中身", "What is inside samples that are not in the material")],
        mine: |held| shape_of(held) == Some(Shape::FileHash) && !is_secret(held),
    },
    Row {
        kind: "certificate",
        label: Text::fixed("証明書", "Certificates"),
        always: &[Text::fixed(
            "証明書の主体・別名・発行者の名称と、その傍らの番号・指紋",
            "Names of subject, alternative names and issuer, and the serials and fingerprints beside them",
        )],
        data: Some((
            Kind::Certificates,
            Text::fixed("渡された証明書の公開記録", "The certificate log that was given"),
            Text::fixed("証明書の公開記録", "Public certificate logs"),
        )),
        never: &[],
        mine: |held| matches!(shape_of(held), Some(Shape::Certificate | Shape::CertificateName)),
    },
    Row {
        kind: "domain",
        label: Text::fixed("ドメイン・アドレス・URL", "Domains, addresses, URLs"),
        always: &[
            Text::fixed(
                "ラベル・パス・引数の中の名称、似た綴り、符号化された名称",
                "Names, look-alikes and encoded names in labels, paths and parameters",
            ),
            Text::fixed("被害者ごとに作られたラベル", "Labels made anew for each victim"),
        ],
        data: Some((
            Kind::PassiveDns,
            Text::fixed("渡された受動的DNS", "The passive DNS that was given"),
            Text::fixed("受動的DNS・登録者情報", "Passive DNS and registration data"),
        )),
        never: &[],
        mine: |held| held.rule == "I1-traced-name" || held.rule == "C02-registered",
    },
    Row {
        kind: "ransom",
        label: Text::fixed("身代金要求文のID・交渉ページ", "Ids of ransom notes, negotiation pages"),
        always: &[Text::fixed(
            "要求文のIDを述べる語、onionアドレスの鍵らしい部分、交渉を述べる語",
            "Words that introduce an id, parts of onion addresses that look like a key, words for negotiation",
        )],
        data: None,
        never: &[Text::fixed("ページの内容（接続していない）", "What the pages hold (nothing was opened)")],
        mine: |held| held.rule == "C32-negotiation",
    },
    Row {
        kind: "leak-site",
        label: Text::fixed("暴露サイトの投稿", "Posts on leak sites"),
        always: &[Text::fixed(
            "名称を含むonionアドレス、暴露サイトを述べる語の傍らのURL",
            "Onion addresses with the name in them, URLs beside words for leak sites",
        )],
        data: None,
        never: &[Text::fixed(
            "暴露サイトに投稿があるか（接続していない）",
            "Whether there is a post (nothing was opened)",
        )],
        mine: |held| held.rule == "C32-leak-post",
    },
    Row {
        kind: "public-reference",
        label: Text::fixed("発表・報道への参照", "References to announcements and press"),
        always: &[Text::fixed(
            "発表・報道を述べる語の傍らのURL",
            "URLs beside words for announcements and articles",
        )],
        data: Some((
            Kind::Press,
            Text::fixed("渡された報道・発表の一覧", "The press list that was given"),
            Text::fixed("報道・発表", "Press and announcements"),
        )),
        never: &[Text::fixed("参照先の内容", "What the pages say")],
        mine: |held| held.rule == "I4-announced",
    },
];

/// Digests of passwords wait for other reasons.
fn is_secret(held: &Held) -> bool {
    held.surface != noroshi_base::Surface::Pivot
}

/// One row a kind.
pub(super) fn rows(held: &[Held], public: &Public) -> Vec<Pivot> {
    let given = |kind: Kind| public.of(kind).next().is_some();
    ROWS.iter()
        .map(|row| {
            let (mut checked, mut not_checked) = (row.always.to_vec(), row.never.to_vec());
            match &row.data {
                Some((kind, done, _)) if given(*kind) => checked.push(done.clone()),
                Some((_, _, left)) => not_checked.push(left.clone()),
                None => {}
            }
            let held = held.iter().filter(|held| (row.mine)(held)).count() as u64;
            Pivot { kind: row.kind, label: row.label.clone(), checked, not_checked, held }
        })
        .collect()
}

/// Every text that can leave.
pub(crate) fn texts() -> impl Iterator<Item = Text> {
    ROWS.iter().flat_map(|row| {
        let data = row.data.iter().flat_map(|(_, done, left)| [done.clone(), left.clone()]);
        let fixed = row.always.iter().chain(row.never).cloned();
        std::iter::once(row.label.clone()).chain(fixed).chain(data).collect::<Vec<_>>()
    })
}
