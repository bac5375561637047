//! What room 3 finds.

use std::ops::Range;

use noroshi_base::{IndicatorKind, Layer, Sensitive, Surface};
use noroshi_profile::IdentifierKind;
use serde::{Deserialize, Serialize};

/// Class of an identifier (`domain.md` 2.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Class {
    /// Direct: name, mail domain, owned address.
    D,
    /// Quasi: sector, region, rare product, time.
    Q,
    /// Inferable through outside data.
    I,
    /// Personal data.
    P,
    /// Third party.
    T,
    /// Secret.
    S,
}

/// How sure the match is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Strength {
    /// A look-alike or a short token: a person decides, the value waits.
    Review,
    /// Judged without a person.
    Certain,
}

/// An indicator: what describes the attacker.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Indicator {
    /// Kind.
    pub kind: IndicatorKind,
    /// Value, refanged and normalised.
    pub value: String,
}

/// An identifier: what points at the victim, a third party or a person, or opens a door.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identifier {
    /// What it names.
    pub kind: IdentifierKind,
    /// Class.
    pub class: Class,
    /// Surface it shows on.
    pub surface: Surface,
    /// How sure.
    pub strength: Strength,
    /// Entry of the profile it follows from; `None` for what no profile names.
    pub entry: Option<u32>,
    /// Whether a related organisation is meant, not the victim.
    pub related: bool,
    /// Folded text that equal identifiers share, so that they get one pseudonym.
    pub canonical: Sensitive<String>,
    /// How the form follows from the profile (`as-written`, `romaji-kunrei`, `look-alike`).
    pub form: &'static str,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// Describes the attacker, until judged otherwise.
    Indicator(Indicator),
    /// Must not leave, until judged otherwise.
    Identifier(Identifier),
}

/// One finding in one passage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Bytes of the passage's text (of the raw bytes for [`crate::Detector::raw`]) that it covers, encoded form included.
    pub span: Range<usize>,
    /// What it is.
    pub what: What,
    /// Encodings that were undone to read it, outermost first.
    pub layers: Vec<Layer>,
    /// What it reads as, when a layer was undone; the covered text otherwise says it.
    pub decoded: Option<Sensitive<String>>,
    /// Stable id of the rule that found it, such as `indicator.domain`, `victim.name`, `secret.net-use`.
    pub rule: &'static str,
}

impl Finding {
    /// Whether it follows from the profile and is more than context, whose words are wide on purpose.
    pub fn tells(&self) -> bool {
        matches!(&self.what, What::Identifier(name) if (name.entry.is_some() || name.related) && name.class != Class::Q)
    }
}
