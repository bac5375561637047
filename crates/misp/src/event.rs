//! Events.

use std::borrow::Cow;
use std::io::{self, Write};

use serde::Serialize;
use uuid::Uuid;

/// Text that is often a literal.
pub type Word = Cow<'static, str>;

/// Organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Org {
    /// Name.
    pub name: Word,
    /// Identifier.
    pub uuid: Uuid,
}

/// Tag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Tag {
    /// Name, such as `tlp:amber`.
    pub name: String,
    /// `#RRGGBB`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub colour: Option<Word>,
}

impl Tag {
    /// A tag without a colour of its own.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), colour: None }
    }
}

/// Attribute.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Attribute {
    /// Identifier.
    pub uuid: Uuid,
    /// Type, such as `ip-dst`.
    #[serde(rename = "type")]
    pub kind: Word,
    /// Category.
    pub category: Word,
    /// Value.
    pub value: String,
    /// Whether it may be loaded for detection.
    pub to_ids: bool,
    /// Comment.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub comment: String,
    /// Seconds since 1970, as text.
    pub timestamp: String,
    /// `5`: as the event.
    pub distribution: &'static str,
    /// First seen, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_seen: Option<String>,
    /// Last seen, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_seen: Option<String>,
    /// Tags.
    #[serde(rename = "Tag", skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<Tag>,
}

/// Prose of an event, in Markdown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EventReport {
    /// Identifier.
    pub uuid: Uuid,
    /// Name.
    pub name: String,
    /// Markdown.
    pub content: String,
    /// Seconds since 1970, as text.
    pub timestamp: String,
    /// `5`: as the event.
    pub distribution: &'static str,
    /// False.
    pub deleted: bool,
}

/// Event without its attributes, which are streamed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Event {
    /// Identifier.
    pub uuid: Uuid,
    /// Title.
    pub info: String,
    /// Day, `YYYY-MM-DD`.
    pub date: String,
    /// Seconds since 1970, as text.
    pub timestamp: String,
    /// `1` high to `4` undefined.
    pub threat_level_id: &'static str,
    /// `0` initial, `1` ongoing, `2` complete.
    pub analysis: &'static str,
    /// `0` own organisation, `1` community, `2` connected, `3` all.
    pub distribution: &'static str,
    /// False: the receiver publishes.
    pub published: bool,
    /// Creator.
    #[serde(rename = "Orgc")]
    pub creator: Org,
    /// Tags.
    #[serde(rename = "Tag")]
    pub tags: Vec<Tag>,
    /// Prose.
    #[serde(rename = "EventReport", skip_serializing_if = "Vec::is_empty")]
    pub reports: Vec<EventReport>,
}

/// Writes an event attribute by attribute, one a line, holding none of them.
#[derive(Debug)]
pub struct EventWriter<W> {
    out: W,
    empty: bool,
}

impl<W: Write> EventWriter<W> {
    /// Begins an event.
    ///
    /// # Errors
    /// What the writer says.
    pub fn new(mut out: W, event: &Event) -> io::Result<Self> {
        let head = serde_json::to_string(event)?;
        // A struct always serialises to an object, so the closing brace is there to be replaced.
        let open = head.strip_suffix('}').unwrap_or(&head);
        write!(out, "{{\"Event\":{open},\n\"Attribute\":[")?;
        Ok(Self { out, empty: true })
    }

    /// Adds an attribute.
    ///
    /// # Errors
    /// What the writer says.
    pub fn push(&mut self, attribute: &Attribute) -> io::Result<()> {
        self.out.write_all(if self.empty { b"\n" } else { b",\n" })?;
        self.empty = false;
        Ok(serde_json::to_writer(&mut self.out, attribute)?)
    }

    /// Ends the event.
    ///
    /// # Errors
    /// What the writer says.
    pub fn finish(mut self) -> io::Result<W> {
        self.out.write_all(b"\n]}}\n")?;
        Ok(self.out)
    }
}
