//! What may leave, once approved: built up from judged values, never cut down from an original.

use std::borrow::Cow;
use std::sync::Arc;

use noroshi_base::{IndicatorKind, Pap, Surface, Text, Tlp};
use serde::Serialize;

use crate::Shareable;
use crate::ladder::Anonymity;

/// Who owns a value, as far as the material shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ValueRole {
    /// The attacker's own.
    AttackerOwned,
    /// Somebody else's, misused by the attacker.
    CompromisedThirdParty,
    /// Shared infrastructure: CDN, cloud, public service.
    SharedInfrastructure,
    /// A tool or a file of the attacker on a victim's machine.
    AttackerTool,
    /// The material does not say.
    Unknown,
}

/// Direction of traffic, from the victim's side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// From the victim to the attacker.
    Outbound,
    /// From the attacker to the victim.
    Inbound,
    /// The material does not say.
    Unknown,
}

/// How the value was established.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Evidence {
    /// Stated by an analyst in prose.
    AnalystStatement,
    /// Marked for detection in a feed (MISP `to_ids`, STIX indicator).
    Feed,
    /// Seen in traffic or event logs.
    Log,
    /// Read out of a sample, never seen in traffic.
    StaticAnalysis,
    /// Header or body of a mail.
    Mail,
    /// A detection rule.
    Rule,
    /// A table or a list without further word.
    List,
}

/// One attack technical item (攻撃技術情報) with what saves its receiver work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Item {
    /// Number within the package, in an order that tells nothing.
    pub number: u32,
    /// Kind.
    pub kind: IndicatorKind,
    /// Feed type to keep (`filename|sha256`, `pattern-in-file`) where the kind alone would lose it.
    pub feed_type: Option<Shareable>,
    /// Value; holds tokens in square brackets when `masked`.
    pub value: Shareable,
    /// True when part of the value was masked: no receiver may load it as an indicator.
    pub masked: bool,
    /// Regular expression that finds the masked form, where one is useful.
    pub pattern: Option<Shareable>,
    /// Name beside an id: of an ATT&CK technique, of the other half of `filename|sha256`.
    pub name: Option<Shareable>,
    /// Who owns it.
    pub role: ValueRole,
    /// Direction.
    pub direction: Direction,
    /// ATT&CK tactic short name (`command-and-control`), where the material shows it.
    pub phase: Option<&'static str>,
    /// Ports seen with it, such as `443/tcp`.
    pub ports: Vec<String>,
    /// First day seen, `YYYY-MM-DD`.
    pub first_seen: Option<Arc<str>>,
    /// Last day seen, `YYYY-MM-DD`.
    pub last_seen: Option<Arc<str>>,
    /// How it was established; strongest first.
    pub evidence: Vec<Evidence>,
    /// 0–100.
    pub confidence: u8,
    /// Whether a receiver may load it for detection (never when masked).
    pub to_ids: bool,
    /// What to do.
    pub action: Text,
    /// What a hit means.
    pub meaning: Text,
    /// False-positive note: the warninglists that know it; empty when none does.
    pub false_positive: Vec<Cow<'static, str>>,
    /// Day after which it should not be used, `YYYY-MM-DD`.
    pub expires: Option<Arc<str>>,
    /// Marking; stricter than the package where a restriction asks for it.
    pub tlp: Tlp,
    /// Numbers of items it stands with (same line, same object).
    pub related: Vec<u32>,
}

/// Prose of one source, technical sentences only, masked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Statement {
    /// File stem under `text/`, random.
    pub name: String,
    /// Language of the text.
    pub lang: noroshi_base::Lang,
    /// Sentences in their order.
    pub sentences: Vec<Shareable>,
}

/// What was found, done and left on one surface, naming nobody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SurfaceRisk {
    /// Surface.
    pub surface: Surface,
    /// Findings on it.
    pub found: u64,
    /// Masked, generalised or dropped.
    pub treated: u64,
    /// Held for a person.
    pub held: u64,
    /// What remains, in words.
    pub remains: Text,
}

/// Quasi-identifiers after the ladder.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Generalised {
    /// Sector band, such as 製造業.
    pub sector: Option<Text>,
    /// Region band, such as 中国地方 or 日本.
    pub region: Option<Text>,
    /// Size band.
    pub size: Option<Text>,
    /// Products that few use, as narrowly as they may be told.
    pub products: Vec<String>,
    /// Period of the observations, by day.
    pub period: Option<(String, String)>,
}

/// One kind of value that leads to a victim through public data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pivot {
    /// Stable key.
    pub kind: &'static str,
    /// Name for people.
    pub label: Text,
    /// What was checked.
    pub checked: Vec<Text>,
    /// What could not be.
    pub not_checked: Vec<Text>,
    /// Values that wait for a person.
    pub held: u64,
}

/// Everything a package says, before it is bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Draft {
    /// Random id of the package (UUIDv4).
    pub id: String,
    /// Day the package was made, `YYYY-MM-DD`.
    pub made_on: String,
    /// Markings.
    pub tlp: Tlp,
    /// Markings.
    pub pap: Pap,
    /// Items.
    pub items: Vec<Item>,
    /// Prose.
    pub statements: Vec<Statement>,
    /// Quasi-identifiers.
    pub context: Generalised,
    /// How many organisations fit them, and by what table.
    pub anonymity: Anonymity,
    /// What could lead to the victim through public data, and what was checked.
    pub pivots: Vec<Pivot>,
    /// Residual risk, seven rows.
    pub residual: Vec<SurfaceRisk>,
    /// Version of the rules that judged it.
    pub rules_version: String,
    /// Materials read, materials with unread parts.
    pub materials: (u64, u64),
}
