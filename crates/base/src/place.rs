//! Where something stands.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// What a document is, as far as judgement cares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DocumentKind {
    /// Sentences written by people: reports, mail bodies, notes.
    Prose,
    /// Machine lines: logs, captures.
    Records,
    /// Cells: spreadsheets, CSV.
    Table,
    /// A structured exchange document: MISP event, STIX bundle.
    Feed,
    /// YARA, Sigma, Suricata.
    Rules,
    /// A program or an unknown binary.
    Sample,
    /// Configuration, source code, JSON or XML without a known schema.
    Structured,
    /// An archive or another container; its children are documents of their own.
    Container,
}

/// Head of a document: what the reader knew before the first passage.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct DocumentHead {
    /// Name of the material, archive members and attachments joined by `!/`.
    pub material: Arc<str>,
    /// What the document is.
    pub kind: DocumentKind,
    /// Media name, such as `mail`, `docx`, `pe`.
    pub media: Arc<str>,
}

/// An encoding that was undone to read a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Layer {
    /// Base64, any alignment, standard or URL-safe alphabet.
    Base64,
    /// Hexadecimal bytes.
    Hex,
    /// Percent encoding.
    Percent,
    /// HTML or XML character references.
    Entity,
    /// JSON, C or JavaScript escapes.
    Escape,
    /// Punycode (`xn--`).
    Punycode,
    /// MIME encoded words.
    MimeWord,
    /// Quoted-printable.
    QuotedPrintable,
    /// gzip.
    Gzip,
    /// zlib or raw deflate.
    Zlib,
    /// UTF-16 little endian.
    Utf16Le,
    /// UTF-16 big endian.
    Utf16Be,
    /// Shift_JIS / CP932.
    ShiftJis,
    /// EUC-JP.
    EucJp,
    /// Single-byte XOR with this key.
    Xor(u8),
    /// XOR with a repeating key of this many bytes.
    XorRepeated(u8),
    /// This number added to every byte.
    Added(u8),
    /// Characters in reverse order.
    Reversed,
    /// ROT13.
    Rot13,
    /// A constant string expression of a script: concatenation, character codes, format operator.
    Expression,
}

/// A place a person can go to.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// Part of the material: `body`, `page 3`, `sheet 名簿!B7`, `header Subject`; empty for the plain content.
    pub part: Arc<str>,
    /// Line from 1; 0 where lines mean nothing.
    pub line: u32,
    /// Column in characters from 1; 0 where unknown.
    pub column: u32,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.part.is_empty(), self.line) {
            (true, 0) => f.write_str("-"),
            (true, _) => write!(f, "{}:{}", self.line, self.column),
            (false, 0) => f.write_str(&self.part),
            (false, _) => write!(f, "{} {}:{}", self.part, self.line, self.column),
        }
    }
}
