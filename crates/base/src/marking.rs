//! TLP 2.0 and PAP, with their STIX 2.1 marking-definition ids.
//!
//! Sources: FIRST TLP 2.0; OASIS `cti-stix-common-objects`, folders `tlp-2.0` and `pap-marking-definition-f8d`.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Traffic Light Protocol 2.0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tlp {
    /// No limit.
    Clear,
    /// Community, not public channels.
    Green,
    /// Own organisation and its clients, need to know.
    Amber,
    /// Own organisation only.
    #[serde(rename = "amber+strict")]
    AmberStrict,
    /// Individual recipients only.
    Red,
}

/// Permissible Actions Protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Pap {
    /// No limit.
    Clear,
    /// Active actions allowed.
    Green,
    /// Passive cross-check allowed.
    Amber,
    /// Only actions the attacker cannot see.
    Red,
}

/// A marking name that is none of the standard's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown marking / 不明な区分: {0}")]
pub struct UnknownMarking(pub String);

impl Tlp {
    /// Name as the standard writes it, such as `AMBER+STRICT`.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Clear => "CLEAR",
            Self::Green => "GREEN",
            Self::Amber => "AMBER",
            Self::AmberStrict => "AMBER+STRICT",
            Self::Red => "RED",
        }
    }

    /// Id of the OASIS marking definition.
    pub const fn stix_id(self) -> &'static str {
        match self {
            Self::Clear => "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487",
            Self::Green => "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
            Self::Amber => "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
            Self::AmberStrict => "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003",
            Self::Red => "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1",
        }
    }
}

impl Pap {
    /// Name as the standard writes it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Clear => "CLEAR",
            Self::Green => "GREEN",
            Self::Amber => "AMBER",
            Self::Red => "RED",
        }
    }

    /// Id of the OASIS marking definition.
    pub const fn stix_id(self) -> &'static str {
        match self {
            Self::Clear => "marking-definition--ad15a0cd-55b6-4588-a14c-a66105329b92",
            Self::Green => "marking-definition--c43594d1-4b11-4c59-93ab-1c9b14d53ce9",
            Self::Amber => "marking-definition--60f8932b-e51e-4458-b265-a2e8be9a80ab",
            Self::Red => "marking-definition--740d36e5-7714-4c30-961a-3ae632ceee0e",
        }
    }
}

impl FromStr for Tlp {
    type Err = UnknownMarking;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.to_ascii_lowercase().trim_start_matches("tlp:") {
            "clear" | "white" => Ok(Self::Clear),
            "green" => Ok(Self::Green),
            "amber" => Ok(Self::Amber),
            "amber+strict" | "amber-strict" => Ok(Self::AmberStrict),
            "red" => Ok(Self::Red),
            _ => Err(UnknownMarking(text.to_owned())),
        }
    }
}

impl FromStr for Pap {
    type Err = UnknownMarking;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.to_ascii_lowercase().trim_start_matches("pap:") {
            "clear" | "white" => Ok(Self::Clear),
            "green" => Ok(Self::Green),
            "amber" => Ok(Self::Amber),
            "red" => Ok(Self::Red),
            _ => Err(UnknownMarking(text.to_owned())),
        }
    }
}
