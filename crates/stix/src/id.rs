//! Identifiers: a type, two hyphens, a UUID.

use std::fmt;

use serde::{Serialize, Serializer};
use uuid::Uuid;

/// STIX identifier such as `indicator--6f1c…`.
///
/// It is held as its parts: a report names every object of its bundle.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Id(Form);

#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Form {
    Fixed(&'static str),
    Made(&'static str, Uuid),
}

impl Id {
    /// Joins an object type and a UUID.
    pub const fn new(kind: &'static str, uuid: Uuid) -> Self {
        Self(Form::Made(kind, uuid))
    }

    /// Takes an identifier that a standard fixed.
    pub const fn fixed(id: &'static str) -> Self {
        Self(Form::Fixed(id))
    }

    /// Object type.
    pub fn kind(&self) -> &'static str {
        match self.0 {
            Form::Fixed(id) => id.split_once("--").map_or(id, |(kind, _)| kind),
            Form::Made(kind, _) => kind,
        }
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Form::Fixed(id) => f.write_str(id),
            Form::Made(kind, uuid) => write!(f, "{kind}--{}", uuid.hyphenated()),
        }
    }
}

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
