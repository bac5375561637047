//! Domain objects, relationships and markings.

use std::borrow::Cow;

use serde::Serialize;
use serde_json::{Map, Value};

use crate::{Id, Observable, Timestamp};

/// Text that is often a literal.
pub type Word = Cow<'static, str>;

/// Properties that every domain and relationship object has.
///
/// There is no `created_by_ref`: an object without it is anonymous, which is what a de-identified package needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Common {
    /// `2.1`.
    pub spec_version: Word,
    /// Identifier.
    pub id: Id,
    /// When this object was made.
    pub created: Timestamp,
    /// When this version was made.
    pub modified: Timestamp,
    /// Free labels.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<Word>,
    /// 0–100.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confidence: Option<u8>,
    /// Where else it is known.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub external_references: Vec<ExternalReference>,
    /// Markings.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub object_marking_refs: Vec<Id>,
}

impl Common {
    /// A new object made at one instant.
    pub fn new(id: Id, at: Timestamp, markings: Vec<Id>) -> Self {
        Self {
            spec_version: crate::SPEC_VERSION.into(),
            id,
            created: at,
            modified: at,
            labels: Vec::new(),
            confidence: None,
            external_references: Vec::new(),
            object_marking_refs: markings,
        }
    }
}

/// A pointer to what others say about the object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ExternalReference {
    /// Source, such as `cve` or `mitre-attack`.
    pub source_name: Word,
    /// Id there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// Address there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

impl ExternalReference {
    /// Refers to an id of a source.
    pub fn id(source: impl Into<Word>, id: impl Into<String>) -> Self {
        Self { source_name: source.into(), external_id: Some(id.into()), url: None }
    }
}

/// Phase of a kill chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KillChainPhase {
    /// Chain, such as `mitre-attack`.
    pub kill_chain_name: Word,
    /// Phase in lower case with hyphens.
    pub phase_name: Word,
}

impl KillChainPhase {
    /// A tactic of MITRE ATT&CK by its short name.
    pub fn attack(phase: impl Into<Word>) -> Self {
        Self { kill_chain_name: "mitre-attack".into(), phase_name: phase.into() }
    }
}

/// Detection of something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Indicator {
    /// Common properties.
    #[serde(flatten)]
    pub common: Common,
    /// Name.
    pub name: String,
    /// Description.
    pub description: String,
    /// Open vocabulary `indicator-type-ov`.
    pub indicator_types: Vec<Word>,
    /// Pattern.
    pub pattern: String,
    /// `stix`, `yara`, `sigma`, `suricata`, `pcre`, …
    pub pattern_type: Word,
    /// Version of the pattern language.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pattern_version: Option<Word>,
    /// From when it is good.
    pub valid_from: Timestamp,
    /// Until when; later than `valid_from`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<Timestamp>,
    /// Phases.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub kill_chain_phases: Vec<KillChainPhase>,
}

/// Words about other objects.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Note {
    /// Common properties.
    #[serde(flatten)]
    pub common: Common,
    /// Short form.
    #[serde(rename = "abstract")]
    pub brief: String,
    /// Whole text.
    pub content: String,
    /// Objects it is about; at least one.
    pub object_refs: Vec<Id>,
}

/// What ties a publication together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Common properties.
    #[serde(flatten)]
    pub common: Common,
    /// Name.
    pub name: String,
    /// Description.
    pub description: String,
    /// Open vocabulary `report-type-ov`.
    pub report_types: Vec<Word>,
    /// Day of publication.
    pub published: Timestamp,
    /// Objects; at least one.
    pub object_refs: Vec<Id>,
}

/// Malware family or instance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Malware {
    /// Common properties.
    #[serde(flatten)]
    pub common: Common,
    /// Name.
    pub name: String,
    /// Description.
    pub description: String,
    /// Open vocabulary `malware-type-ov`.
    pub malware_types: Vec<Word>,
    /// Family or one sample.
    pub is_family: bool,
    /// Phases.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub kill_chain_phases: Vec<KillChainPhase>,
}

/// Technique.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AttackPattern {
    /// Common properties.
    #[serde(flatten)]
    pub common: Common,
    /// Name.
    pub name: String,
    /// Description.
    pub description: String,
    /// Phases.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub kill_chain_phases: Vec<KillChainPhase>,
}

/// Vulnerability.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Vulnerability {
    /// Common properties.
    #[serde(flatten)]
    pub common: Common,
    /// Name, usually an id.
    pub name: String,
    /// Description.
    pub description: String,
}

/// Threat actor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ThreatActor {
    /// Common properties.
    #[serde(flatten)]
    pub common: Common,
    /// Name.
    pub name: String,
    /// Description.
    pub description: String,
    /// Open vocabulary `threat-actor-type-ov`.
    pub threat_actor_types: Vec<Word>,
}

/// Link between two objects.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Relationship {
    /// Common properties.
    #[serde(flatten)]
    pub common: Common,
    /// `indicates`, `related-to`, …
    pub relationship_type: Word,
    /// From.
    pub source_ref: Id,
    /// To.
    pub target_ref: Id,
}

/// Marking defined through an extension, as TLP 2.0 and PAP are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MarkingDefinition {
    /// `2.1`.
    pub spec_version: Word,
    /// Fixed identifier.
    pub id: Id,
    /// Fixed instant.
    pub created: Word,
    /// Name, such as `TLP:AMBER`.
    pub name: String,
    /// Extension id → extension.
    pub extensions: Map<String, Value>,
}

impl MarkingDefinition {
    /// TLP 2.0 marking of the OASIS extension; `level` in lower case, such as `amber+strict`.
    pub fn tlp2(id: &'static str, level: &str) -> Self {
        const EXTENSION: &str = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d";
        Self::extended(id, "2022-10-01T00:00:00.000Z", "TLP", EXTENSION, "tlp_2_0", level)
    }

    /// PAP marking of the OASIS extension; `level` in lower case.
    pub fn pap(id: &'static str, level: &str) -> Self {
        const EXTENSION: &str = "extension-definition--f8d78575-edfd-406e-8e84-6162a8450f5b";
        Self::extended(id, "2022-10-02T00:00:00.000Z", "PAP", EXTENSION, "pap", level)
    }

    fn extended(
        id: &'static str,
        created: &'static str,
        scheme: &str,
        extension: &str,
        property: &str,
        level: &str,
    ) -> Self {
        let mut body = Map::new();
        body.insert("extension_type".into(), "property-extension".into());
        body.insert(property.into(), level.into());
        let mut extensions = Map::new();
        extensions.insert(extension.into(), Value::Object(body));
        Self {
            spec_version: crate::SPEC_VERSION.into(),
            id: Id::fixed(id),
            created: created.into(),
            name: format!("{scheme}:{}", level.to_ascii_uppercase()),
            extensions,
        }
    }
}

/// Any object of a bundle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum Object {
    /// `indicator`.
    Indicator(Box<Indicator>),
    /// `note`.
    Note(Note),
    /// `report`.
    Report(Report),
    /// `malware`.
    Malware(Malware),
    /// `attack-pattern`.
    AttackPattern(AttackPattern),
    /// `vulnerability`.
    Vulnerability(Vulnerability),
    /// `threat-actor`.
    ThreatActor(ThreatActor),
    /// `relationship`.
    Relationship(Relationship),
    /// `marking-definition`.
    MarkingDefinition(MarkingDefinition),
    /// A cyber-observable object, or one of a type not listed above.
    #[serde(untagged)]
    Observable(Observable),
}

impl Object {
    /// Identifier.
    pub const fn id(&self) -> &Id {
        match self {
            Self::Indicator(object) => &object.common.id,
            Self::Note(object) => &object.common.id,
            Self::Report(object) => &object.common.id,
            Self::Malware(object) => &object.common.id,
            Self::AttackPattern(object) => &object.common.id,
            Self::Vulnerability(object) => &object.common.id,
            Self::ThreatActor(object) => &object.common.id,
            Self::Relationship(object) => &object.common.id,
            Self::MarkingDefinition(object) => &object.id,
            Self::Observable(object) => &object.id,
        }
    }
}
