//! One invented case with a finding of every decision, hostile values included.

use noroshi_base::{Layer, Place, Surface, Text};
use noroshi_deidentify::kept::{BeforeAfter, Decision, FindingRecord, Held, Kept, SentenceView};
use noroshi_deidentify::ladder::{Anonymity, Left, Record, Source};
use noroshi_deidentify::testkit::shareable;

/// Short form of a finding: material, place, matched, class, kind, surface, decision, becomes.
type Short = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    Option<Surface>,
    Decision,
    &'static str,
);

const REPORT: &str = "調査報告書.docx";
const MAIL: &str = "証拠.zip!/不審メール.eml";
const LOG: &str = "proxy/access.log";
const SAMPLE: &str = "検体.zip!/ldr.exe";

macro_rules! rows {
    ($(($($cell:expr),*);)*) => {
        const SHORT: &[Short] = &[$(($($cell),*),)*];
    };
}

rows! {
    (REPORT, "body 3:1", "青波重工業株式会社", "D", "org-name", Some(Surface::Direct), Decision::Mask, "[TARGET-NAME]");
    (REPORT, "body 3:18", "青波重工業", "D", "org-name", Some(Surface::Direct), Decision::Mask, "[TARGET-NAME]");
    (REPORT, "body 5:4", "KAGELDR", "indicator", "malware", None, Decision::Keep, "KAGELDR");
    (REPORT, "body 5:20", "kage-cdn.example", "indicator", "domain", None, Decision::Keep, "kage-cdn.example");
    (REPORT, "body 6:1", "佐藤 太郎", "P", "person", Some(Surface::Direct), Decision::Mask, "[PERSON-1]");
    (REPORT, "body 7:1", "国内唯一のLNG船メーカー", "Q", "quasi", Some(Surface::Quasi), Decision::Generalise, "製造業");
    (REPORT, "body 8:12", "CVE-2024-21762", "indicator", "cve", None, Decision::Keep, "CVE-2024-21762");
    (REPORT, "property creator", "t.sato", "P", "user", Some(Surface::Metadata), Decision::Drop, "");
    (REPORT, "property company", "Aonami Heavy Industries", "D", "org-name", Some(Surface::Metadata), Decision::Drop, "");
    (MAIL, "header From", "info@pay-notice.example.net", "indicator", "email", None, Decision::Keep, "info@pay-notice.example.net");
    (MAIL, "header To", "t.sato@aonami.example", "P", "email", Some(Surface::Direct), Decision::Drop, "");
    (MAIL, "header Subject", "【青波】見積依頼 佐藤様", "indicator", "email-subject", Some(Surface::Derived), Decision::Mask, "【[TARGET-ABBR]】見積依頼 [PERSON-1]様");
    (MAIL, "header Received", "mx1.aonami.example", "D", "domain", Some(Surface::Direct), Decision::Drop, "");
    (MAIL, "body 2:1", "白瀬電子", "T", "third-party", Some(Surface::Direct), Decision::Mask, "[THIRD-PARTY-1]");
    (LOG, "118:1", "http://update.example.org/AHI/index.php?secue=PRX01&pro=explorer", "indicator", "url", Some(Surface::Derived), Decision::Mask, "http://update.example.org/[TARGET-ABBR]/index.php?secue=[PROXY-1]&pro=explorer");
    (LOG, "118:40", "198.51.100.40", "indicator", "ipv4", None, Decision::Keep, "198.51.100.40");
    (LOG, "118:2", "10.20.3.44", "D", "internal-address", Some(Surface::Direct), Decision::Mask, "[INTERNAL-IP-1]");
    (LOG, "118:9", "AONAMI\\t.sato", "P", "user", Some(Surface::Direct), Decision::Mask, "[DOMAIN-1]\\[USER-1]");
    (LOG, "120:1", "shop.example.com", "indicator", "domain", None, Decision::Restrict, "shop.example.com");
    (SAMPLE, "overlay+0x1f0", "YW9uYW1p", "D", "org-name", Some(Surface::Derived), Decision::Drop, "");
    (SAMPLE, "strings", "D:\\work\\Pjt_Kage\\rel\\ldr.pdb", "indicator", "pdb-path", None, Decision::Keep, "D:\\work\\Pjt_Kage\\rel\\ldr.pdb");
    (SAMPLE, "", "3f2a0c9b7d5e4f118a6b2c3d4e5f60718293a4b5c6d7e8f90112233445566778", "indicator", "sha256", Some(Surface::Pivot), Decision::Hold, "");
    (SAMPLE, "config", "P@ssw0rd-prx", "S", "secret", Some(Surface::Direct), Decision::Drop, "");
    (SAMPLE, "config", "ahi-c2.kage.example", "indicator", "domain", Some(Surface::Derived), Decision::Pattern, "[TARGET-ABBR]-c2.kage.example");
    (SAMPLE, "config", "aonarni-portal.example.net", "indicator", "domain", Some(Surface::Derived), Decision::Hold, "");
    (SAMPLE, "strings", "<img src=x onerror=\"window.__hit=1\">", "indicator", "mutex", None, Decision::Keep, "<img src=x onerror=\"window.__hit=1\">");
    (SAMPLE, "strings", "</script><script>window.__hit=2</script>", "indicator", "command-line", None, Decision::Keep, "</script><script>window.__hit=2</script>");
    (SAMPLE, "strings", "report\u{202e}fdp.exe", "indicator", "file-name", None, Decision::Keep, "report\u{202e}fdp.exe");
    (SAMPLE, "strings", "kage\0pipe\u{200b}01", "indicator", "named-pipe", None, Decision::Keep, "kage\0pipe\u{200b}01");
    ("<b>悪意</b>\u{202e}txt.log", "1:1", "javascript:window.__hit=3", "indicator", "url", None, Decision::Keep, "javascript:window.__hit=3");
    (LOG, "131:1", "株式会社アオナミ物流", "T", "org-name", Some(Surface::Derived), Decision::AskVictim, "");
}

fn record(id: u32, short: &Short) -> FindingRecord {
    let (material, place, matched, class, kind, surface, decision, becomes) = *short;
    let encoded = matched == "YW9uYW1p";
    FindingRecord {
        id,
        material: material.into(),
        place: at(place),
        more_places: if matched == "198.51.100.40" {
            [at("119:40"), at("131:40")].into()
        } else {
            Box::default()
        },
        count: if matched == "198.51.100.40" { 3 } else { 1 },
        matched: matched.into(),
        decoded: encoded.then(|| "aonami".into()),
        layers: if encoded { [Layer::Xor(0x5a), Layer::Base64].into() } else { Box::default() },
        class,
        kind,
        surface,
        rule: format!("{}.{kind}", if class == "indicator" { "indicator" } else { "victim" }).leak(),
        judged_by: judge(decision),
        decision,
        becomes: becomes.into(),
        reason: reason(decision).into(),
    }
}

/// A place that shows as it is written here.
pub(crate) fn at(place: &str) -> Place {
    Place { part: place.into(), line: 0, column: 0 }
}

pub(crate) fn judge(decision: Decision) -> &'static str {
    match decision {
        Decision::Keep => "keep.attacker",
        Decision::Mask => "mask.identifier",
        Decision::Generalise => "ladder.sector",
        Decision::Pattern => "pattern.label",
        Decision::Drop => "drop.not-on-list",
        Decision::Hold => "hold.pivot",
        Decision::Restrict => "restrict.third-party",
        Decision::Split => "split.prose",
        Decision::AskVictim => "ask.related",
    }
}

pub(crate) fn reason(decision: Decision) -> Text {
    match decision {
        Decision::Keep => {
            Text::fixed("攻撃者の基盤・道具であり、被害組織を示さない", "The attacker's own; shows nobody")
        }
        Decision::Mask => Text::fixed(
            "被害組織・個人・第三者を示すため仮名に置き換えた",
            "Points at the victim, a person or a third party, so it is masked",
        ),
        Decision::Generalise => Text::fixed(
            "組み合わせで特定されるため、広い区分に置き換えた",
            "Narrows the victim down, so it is widened",
        ),
        Decision::Pattern => Text::fixed(
            "攻撃者の値の中に被害組織の略称があるため、その部分を伏せて型にした",
            "The victim's abbreviation stands inside the attacker's value",
        ),
        Decision::Drop => {
            Text::fixed("共有してよい項目の一覧にないため載せない", "Not on the positive list, so it stays")
        }
        Decision::Hold => Text::fixed(
            "公開情報をたどると被害組織に行き着くおそれがある",
            "Public data could lead from it to the victim",
        ),
        Decision::Restrict => Text::fixed(
            "侵害された第三者の資産であるため、区分を厳しくした",
            "A compromised third party's own, so the marking is stricter",
        ),
        Decision::Split => Text::fixed(
            "技術情報とコンテキスト情報が混在するため分離した",
            "Technical and context information were mixed and are split",
        ),
        Decision::AskVictim => Text::fixed(
            "関係会社かどうかを依頼元に確かめる必要がある",
            "Only the client can say whether this is related",
        ),
    }
}

pub(crate) fn small() -> Kept {
    let findings: Vec<FindingRecord> = (1..).zip(SHORT).map(|(id, short)| record(id, short)).collect();
    let mapping = findings
        .iter()
        .filter(|f| f.decision == Decision::Mask && f.becomes.starts_with('['))
        .map(|f| (f.becomes.clone(), f.matched.clone()))
        .collect();
    Kept { held: held(&findings), documents: documents(&findings), mapping, findings, ladder: Some(ladder()) }
}

/// A choice with a table whose source stays home, and an earlier package.
fn ladder() -> Record {
    let stated = Anonymity {
        k: 5,
        at_least: Some(10),
        steps_in_words: vec![Text::fixed("業種：大分類", "sector: division")],
        population: Source {
            name: Some(shareable("組織数の表")),
            date: Some(shareable("2021")),
            estimate: true,
            margin: 3,
            ..Source::default()
        },
        earlier_packages: 1,
        statement: Text::fixed("当てはまる組織は10以上ある。", "At least 10 organisations fit."),
        ..Anonymity::default()
    };
    Record {
        stated,
        subject: vec![Text::fixed("業種「電機」→ E29", "sector \"電機\" → E29")],
        left: Left { organisations: 12, dated: None },
        finer: Vec::new(),
        earlier: vec![("first".into(), vec![Text::fixed("製造業", "Manufacturing")])],
        notes: vec![Text::fixed("業種: 残りは 3", "sector: leaves 3")],
    }
}

pub(crate) fn held(findings: &[FindingRecord]) -> Vec<Held> {
    let ask = |f: &FindingRecord| Held {
        id: f.id,
        kind: f.kind.to_string(),
        value: f.matched.to_string(),
        material: f.material.to_string(),
        place: f.place.to_string(),
        surface: f.surface.unwrap_or(Surface::Direct),
        rule: f.judged_by,
        reason: Text::clone(&f.reason),
        question: match f.kind {
            "sha256" => Text::fixed(
                "この検体は公開の検査サービスで入手できますか。入手できるなら、中の文字列から被害組織が分かります。",
                "Can this sample be had from a public scanner? If so, its strings name the victim.",
            ),
            "domain" => Text::fixed(
                "被害組織の名前に似たこのドメインは、攻撃者が取得したものですか。",
                "Is this look-alike of the victim's name the attacker's own domain?",
            ),
            _ => Text::fixed(
                "この組織は被害組織の関係会社ですか。",
                "Is this organisation related to the victim?",
            ),
        },
        alternative: match f.kind {
            "sha256" => Text::fixed(
                "ファイルの大きさ、インポートハッシュ、YARAルール",
                "Size, import hash and a YARA rule",
            ),
            "domain" => Text::fixed(
                "登録日・登録者・名前解決先のみ",
                "Registration day, registrar and resolved addresses only",
            ),
            _ => Text::fixed("〔第三者〕として伏せる", "Masked as [THIRD-PARTY-2]"),
        },
    };
    findings.iter().filter(|f| matches!(f.decision, Decision::Hold | Decision::AskVictim)).map(ask).collect()
}

/// A sentence; marks are found by the findings' text.
fn view(
    findings: &[FindingRecord],
    before: &str,
    after: &str,
    decision: Decision,
    why: Text,
) -> SentenceView {
    let mark = |f: &FindingRecord| {
        let start = before.find(&*f.matched)?;
        Some((u32::try_from(start).ok()?, u32::try_from(start + f.matched.len()).ok()?, f.id))
    };
    SentenceView {
        before: before.into(),
        after: after.into(),
        decision,
        reason: why,
        marks: findings.iter().filter_map(mark).collect(),
    }
}

fn documents(findings: &[FindingRecord]) -> Vec<BeforeAfter> {
    let context = Text::fixed(
        "コンテキスト情報（業種・規模・地域）のため残す",
        "context information (sector, size or region), so it stays",
    );
    let technical = Text::fixed("攻撃の技術情報のみ", "technical information on the attack only");
    let sentences = vec![
        view(findings, "青波重工業株式会社は国内唯一のLNG船メーカーである。", "", Decision::Drop, context),
        view(
            findings,
            "5月9日に標的型メールにより青波重工業内部に侵入され、KAGELDRに感染し、設計図面が漏えい",
            "標的型メールにより[TARGET-NAME]内部に侵入され、KAGELDRに感染した。",
            Decision::Split,
            reason(Decision::Split),
        ),
        view(
            findings,
            "マルウェアKAGELDRはkage-cdn.exampleへ60秒ごとに通信する。",
            "マルウェアKAGELDRはkage-cdn.exampleへ60秒ごとに通信する。",
            Decision::Keep,
            technical.clone(),
        ),
        view(
            findings,
            "佐藤 太郎が添付ファイルを開いた端末では、CVE-2024-21762の悪用後にPowerShellが実行された。",
            "CVE-2024-21762の悪用後にPowerShellが実行された。",
            Decision::Split,
            reason(Decision::Split),
        ),
        view(
            findings,
            "検体には report\u{202e}fdp.exe と <img src=x onerror=\"window.__hit=1\"> の文字列があった。",
            "検体には report\u{202e}fdp.exe と <img src=x onerror=\"window.__hit=1\"> の文字列があった。",
            Decision::Keep,
            technical.clone(),
        ),
    ];
    let mail = vec![
        view(
            findings,
            "白瀬電子の見積りについて、ご確認をお願いいたします。",
            "",
            Decision::Drop,
            Text::fixed(
                "コンテキスト情報（挨拶・署名・書式）のため残す",
                "context information (greeting, signature or form), so it stays",
            ),
        ),
        view(
            findings,
            "The attachment launches PowerShell and fetches the loader from kage-cdn.example.",
            "The attachment launches PowerShell and fetches the loader from kage-cdn.example.",
            Decision::Keep,
            technical,
        ),
    ];
    vec![
        BeforeAfter { material: REPORT.into(), part: "body".into(), sentences },
        BeforeAfter { material: MAIL.into(), part: "body".into(), sentences: mail },
    ]
}
