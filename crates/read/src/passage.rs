//! A stretch of text with its place.

use std::sync::Arc;

use noroshi_base::IndicatorKind;
use serde::{Deserialize, Serialize};

/// How a passage's text is used where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Sentences.
    Prose,
    /// Machine lines, one record a line.
    Lines,
    /// One cell of a table, or one row joined by tabs.
    Cell,
    /// Value of a mail or HTTP header with this (lower-case) name.
    Header(Arc<str>),
    /// Value of a property (document property, PDF metadata, version info) with this name.
    Property(Arc<str>),
    /// A file, member or attachment name.
    Name,
    /// Script, rule or source text.
    Code,
    /// Value at this path of a structured document, such as `Event/Attribute/value`. Paths `identity/host`,
    /// `identity/domain`, `identity/user`, `identity/organisation` and `identity/machine-id` (of properties too) are the reader's word that the
    /// whole value names the owner of the material.
    Field(Arc<str>),
    /// Strings of a binary, one a line.
    Strings,
    /// A comment, a hidden cell, deleted text of tracked changes: what a reader of the page does not see.
    Hidden,
}

/// What a structured feed says about a value.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Hint {
    /// Kind, where the feed's type has one.
    pub kind: Option<IndicatorKind>,
    /// The feed's own type name: `ip-dst`, `filename|sha256`, `url:value`; empty where the hint is no feed's and only
    /// tells when a record was written.
    pub feed_type: String,
    /// The feed's own category, such as `Network activity`.
    pub category: String,
    /// Whether the feed marks the value as fit for detection (MISP `to_ids`; a STIX indicator).
    pub to_ids: bool,
    /// First seen, RFC 3339, where stated.
    pub first_seen: Option<String>,
    /// Last seen, RFC 3339, where stated.
    pub last_seen: Option<String>,
    /// Number of the object the value belongs to, within the document; 0 for none.
    pub object: u32,
    /// Template name of that object (`file`, `domain-ip`).
    pub object_name: String,
    /// Relation of the value within that object.
    pub relation: String,
}

/// A stretch of text with its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passage {
    /// Part of the material: `body`, `page 3`, `sheet 名簿!B7`; empty for the plain content.
    pub part: Arc<str>,
    /// Line of the first character, from 1; 0 where lines mean nothing.
    pub line: u32,
    /// Bytes at the start of `text` that repeat the end of the passage before (a line cut in two); findings that
    /// end inside them are already known.
    pub overlap: u32,
    /// How the text is used.
    pub role: Role,
    /// The text, decoded to UTF-8.
    pub text: String,
    /// What a feed says about it.
    pub hint: Option<Box<Hint>>,
}

impl Passage {
    /// A passage without hint, line or overlap.
    pub fn new(part: impl Into<Arc<str>>, role: Role, text: impl Into<String>) -> Self {
        Self { part: part.into(), line: 0, overlap: 0, role, text: text.into(), hint: None }
    }
}
