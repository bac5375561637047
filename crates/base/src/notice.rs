//! What a room has to say about its input without failing as a whole.

use serde::{Deserialize, Serialize};

use crate::Text;

/// Stable code of a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoticeCode {
    /// The file could not be opened or read from disk, or nothing here can unpack it.
    Unreadable,
    /// The bytes do not follow their format.
    Malformed,
    /// A limit was reached; what lies beyond it stays home unread.
    OverLimit,
    /// The content is encrypted and no password fits.
    Encrypted,
    /// The reader died, hung or ran out of memory.
    ReaderFailed,
    /// The format has no reader of its own yet; only its strings were read.
    ReadAsBinary,
    /// A part was skipped on purpose (links, devices).
    Skipped,
    /// Worth knowing, nothing was lost.
    Info,
}

impl NoticeCode {
    /// Whether content of the material stayed unread.
    pub const fn is_unread(self) -> bool {
        !matches!(self, Self::ReadAsBinary | Self::Info | Self::Skipped)
    }
}

/// One remark about one material.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Name of the material, archive members joined by `!/`.
    pub material: String,
    /// Place inside the material; empty when the whole material is meant.
    pub place: String,
    /// What kind of remark this is.
    pub code: NoticeCode,
    /// Reason for people; it never quotes the content.
    pub reason: Text,
}
