//! What saves the receiver work: action, meaning of a hit, lifetime, confidence.

use jiff::ToSpan;
use jiff::civil::Date;
use noroshi_base::{IndicatorKind, Text};

use crate::draft::{Direction, Evidence, ValueRole};
use crate::judge::shape::{Shape, shape};

static BLOCK_AND_HUNT: Text =
    Text::fixed("遮断し、期間内の通信ログを検索する", "Block it and search traffic logs over the period");
static HUNT_INBOUND: Text = Text::fixed(
    "期間内の接続元としてログを検索し、認証の成否を確認する",
    "Search logs for it as a source over the period and check for successful logins",
);
static HUNT_WITH_CARE: Text = Text::fixed(
    "単独では遮断せず、URL・SNI・ホスト名と組み合わせて検索する",
    "Do not block it alone; search together with URL, SNI or host name",
);
static HUNT_PATH: Text = Text::fixed(
    "ドメイン全体は遮断せず、該当パスと期間に絞って検索する",
    "Do not block the domain; search for the path within the period",
);
static HUNT_PATTERN: Text = Text::fixed(
    "値は検知に使わず、添えたパターンでログを検索する",
    "Do not load the value; search logs with the pattern beside it",
);
static READ_ONLY: Text =
    Text::fixed("検知には使わず、手口の理解に用いる", "Do not load it; it explains the technique");
static HUNT_FILE: Text = Text::fixed(
    "端末とメール、プロキシの記録を検索し、見つかれば隔離する",
    "Search endpoints, mail and proxy records; isolate what matches",
);
static HUNT_HOST: Text = Text::fixed("端末のログと構成を検索する", "Search endpoint logs and configuration");
static HUNT_MAIL: Text =
    Text::fixed("受信記録を検索し、受信者へ確認する", "Search received mail and ask the recipients");
static PATCH: Text = Text::fixed(
    "該当製品の有無と修正の適用を確認し、期間内の悪用の痕跡を調べる",
    "Check for the product and its fix, and look for traces of exploitation over the period",
);
static REVIEW_TECHNIQUE: Text =
    Text::fixed("該当する手法の検知と対策を点検する", "Review detection and mitigation of the technique");
static LOAD_RULE: Text =
    Text::fixed("試験したうえで検知基盤に登録する", "Test it, then load it into detection");
static TRACE: Text = Text::fixed("関連する記録の有無を確認する", "Check for related records");

/// What to do with an item.
pub(crate) fn action(
    kind: IndicatorKind,
    role: ValueRole,
    direction: Direction,
    masked: bool,
    pattern: bool,
) -> &'static Text {
    if masked {
        return if pattern { &HUNT_PATTERN } else { &READ_ONLY };
    }
    match (shape(kind), role) {
        (_, ValueRole::CompromisedThirdParty) => &HUNT_PATH,
        (_, ValueRole::SharedInfrastructure) => &HUNT_WITH_CARE,
        (Shape::Address | Shape::Network | Shape::Domain | Shape::Url, _)
            if direction == Direction::Inbound =>
        {
            &HUNT_INBOUND
        }
        (Shape::Address | Shape::Network | Shape::Domain | Shape::Url, _) => &BLOCK_AND_HUNT,
        (Shape::Mail | Shape::Subject, _) => &HUNT_MAIL,
        (Shape::FileHash | Shape::PartHash | Shape::FileName, _) => &HUNT_FILE,
        (
            Shape::Path
            | Shape::BuildPath
            | Shape::Object
            | Shape::Command
            | Shape::Certificate
            | Shape::CertificateName,
            _,
        ) => &HUNT_HOST,
        (Shape::Agent | Shape::Trait, _) => &HUNT_WITH_CARE,
        (Shape::Vulnerability, _) => &PATCH,
        (Shape::Catalogue, _) => &REVIEW_TECHNIQUE,
        (Shape::Rule, _) => &LOAD_RULE,
        (Shape::Wallet | Shape::Other, _) => &TRACE,
    }
}

static TARGETED: Text =
    Text::fixed("標的になったことを示す。感染の有無は不明", "Shows targeting; whether infected is unknown");
static LIKELY_INFECTED: Text = Text::fixed("感染または侵入が疑われる", "Infection or intrusion is likely");
static SCANNED: Text = Text::fixed(
    "探索または侵入の試みを示す。成否は別に確認する",
    "Shows scanning or an attempt; success must be checked",
);
static MAIL_REACHED: Text = Text::fixed(
    "攻撃メールが届いたことを示す。開封の有無は不明",
    "An attack mail arrived; whether it was opened is unknown",
);
static FETCHED: Text =
    Text::fixed("不正なファイルを取得した可能性がある", "A malicious file may have been fetched");
static SHARED_HIT: Text = Text::fixed("無関係な通信でも一致しうる", "Unrelated traffic can match too");
static TOOL_PRESENT: Text =
    Text::fixed("攻撃者のツールまたは痕跡がある", "A tool or trace of the attacker is present");
static EXPOSED: Text = Text::fixed("悪用されうる状態にある", "Open to the exploitation that was seen");
static BACKGROUND: Text = Text::fixed("単独では侵害を示さない", "Alone it shows no compromise");
static UNKNOWN_HIT: Text = Text::fixed("不明", "unknown");

/// What a hit means.
pub(crate) fn meaning(
    kind: IndicatorKind,
    role: ValueRole,
    direction: Direction,
    phase: Option<&str>,
    masked: bool,
) -> &'static Text {
    let network = matches!(shape(kind), Shape::Address | Shape::Network | Shape::Domain | Shape::Url);
    if masked && (network || matches!(shape(kind), Shape::Mail | Shape::Subject)) {
        return &TARGETED;
    }
    match (shape(kind), role, direction, phase) {
        (_, ValueRole::SharedInfrastructure, _, _) => &SHARED_HIT,
        (_, _, Direction::Inbound, _) if network => &SCANNED,
        (_, _, _, Some("initial-access")) if network => &FETCHED,
        (_, ValueRole::AttackerOwned, Direction::Outbound, _) if network => &LIKELY_INFECTED,
        (_, _, _, Some("command-and-control" | "exfiltration")) if network => &LIKELY_INFECTED,
        (Shape::Mail | Shape::Subject, _, _, _) => &MAIL_REACHED,
        (
            Shape::FileHash
            | Shape::Path
            | Shape::FileName
            | Shape::Object
            | Shape::Rule
            | Shape::PartHash
            | Shape::BuildPath,
            _,
            _,
            _,
        ) => &TOOL_PRESENT,
        (Shape::Vulnerability, _, _, _) => &EXPOSED,
        (
            Shape::Catalogue
            | Shape::Trait
            | Shape::Agent
            | Shape::Wallet
            | Shape::Certificate
            | Shape::CertificateName,
            _,
            _,
            _,
        ) => &BACKGROUND,
        (
            Shape::Address | Shape::Network | Shape::Domain | Shape::Url | Shape::Command | Shape::Other,
            _,
            _,
            _,
        ) => &UNKNOWN_HIT,
    }
}

/// Every fixed text above: the proof knows them as our own words.
pub(crate) static TEXTS: &[&Text] = &[
    &BLOCK_AND_HUNT,
    &HUNT_INBOUND,
    &HUNT_WITH_CARE,
    &HUNT_PATH,
    &HUNT_PATTERN,
    &READ_ONLY,
    &HUNT_FILE,
    &HUNT_HOST,
    &HUNT_MAIL,
    &PATCH,
    &REVIEW_TECHNIQUE,
    &LOAD_RULE,
    &TRACE,
    &TARGETED,
    &LIKELY_INFECTED,
    &SCANNED,
    &MAIL_REACHED,
    &FETCHED,
    &SHARED_HIT,
    &TOOL_PRESENT,
    &EXPOSED,
    &BACKGROUND,
    &UNKNOWN_HIT,
];

/// Days after which a value of this kind should not be used any more; `None` for what does not age.
const fn lifetime(kind: IndicatorKind) -> Option<i32> {
    match shape(kind) {
        Shape::Address | Shape::Network => Some(90),
        Shape::Url => Some(120),
        Shape::Domain | Shape::Mail | Shape::Subject => Some(180),
        Shape::Agent | Shape::Trait | Shape::Command | Shape::FileName | Shape::Path | Shape::Object => {
            Some(365)
        }
        Shape::FileHash
        | Shape::PartHash
        | Shape::Certificate
        | Shape::CertificateName
        | Shape::Wallet
        | Shape::BuildPath
        | Shape::Other => Some(730),
        Shape::Rule => Some(365),
        Shape::Vulnerability | Shape::Catalogue => None,
    }
}

/// Day after which a value should not be used: its lifetime after it was last seen, never before 30 days from today.
pub(crate) fn expires(kind: IndicatorKind, last_seen: Option<Date>, today: Date) -> Option<Date> {
    let days = lifetime(kind)?;
    let from = last_seen.unwrap_or(today).min(today);
    let end = from.checked_add(days.days()).ok()?;
    let floor = today.checked_add(30.days()).ok()?;
    Some(end.max(floor))
}

/// 0–100: the strongest evidence, plus agreement of several kinds and materials, minus what public lists know.
///
/// Base: feed 80, rule 75, analyst's statement 70, mail 65, static analysis 60, list 55, log 35. Each further kind of
/// evidence adds 5 (10 at most), a second material 5; a public list takes 30; an unknown owner takes 5.
pub(crate) fn confidence(evidence: &[Evidence], materials: usize, known: bool, role: ValueRole) -> u8 {
    let base = evidence.iter().map(|kind| weight(*kind)).max().unwrap_or(20);
    let more = (evidence.len().saturating_sub(1).min(2) * 5) as i32;
    let second = if materials > 1 { 5 } else { 0 };
    let listed = if known { 30 } else { 0 };
    let owner = if role == ValueRole::Unknown { 5 } else { 0 };
    u8::try_from((base + more + second - listed - owner).clamp(5, 95)).unwrap_or(5)
}

const fn weight(evidence: Evidence) -> i32 {
    match evidence {
        Evidence::Feed => 80,
        Evidence::Rule => 75,
        Evidence::AnalystStatement => 70,
        Evidence::Mail => 65,
        Evidence::StaticAnalysis => 60,
        Evidence::List => 55,
        Evidence::Log => 35,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_age_faster_than_hashes() {
        let today: Date = "2024-06-01".parse().expect("day");
        let seen: Date = "2024-05-09".parse().expect("day");
        let old: Date = "2020-01-01".parse().expect("day");
        let end = |kind, last| expires(kind, last, today).map(|day| day.to_string());
        assert_eq!(end(IndicatorKind::Ipv4, Some(seen)).as_deref(), Some("2024-08-07"));
        assert_eq!(end(IndicatorKind::Sha256, None).as_deref(), Some("2026-06-01"));
        assert_eq!(end(IndicatorKind::Ipv4, Some(old)).as_deref(), Some("2024-07-01"));
        assert_eq!(end(IndicatorKind::Cve, None), None);
    }

    #[test]
    fn confidence_is_bounded() {
        assert_eq!(
            confidence(&[Evidence::Feed, Evidence::AnalystStatement], 2, false, ValueRole::AttackerOwned),
            90
        );
        assert_eq!(confidence(&[Evidence::Log], 1, true, ValueRole::Unknown), 5);
        assert_eq!(confidence(&[], 0, false, ValueRole::Unknown), 15);
    }
}
