//! Identifiers: a type, two hyphens, a UUID.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// STIX identifier such as `indicator--6f1c…`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Id(Cow<'static, str>);

impl Id {
    /// Joins an object type and a UUID.
    pub fn new(kind: &str, uuid: Uuid) -> Self {
        Self(Cow::Owned(format!("{kind}--{}", uuid.hyphenated())))
    }

    /// Takes an identifier that a standard fixed.
    pub const fn fixed(id: &'static str) -> Self {
        Self(Cow::Borrowed(id))
    }

    /// Reads the identifier.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
