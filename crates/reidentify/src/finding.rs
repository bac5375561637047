//! What an attacker noticed, and whom it fits.

use std::sync::Arc;

use noroshi_base::{Surface, Text};
use serde::Serialize;

/// The way by which something was noticed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Channel {
    /// A name, domain or address as it is written.
    DirectForm,
    /// A derived, encoded or look-alike form.
    DerivedForm,
    /// A rare word that the package shares with what is known of a candidate.
    RareToken,
    /// Public data that leads from a value of the package to a candidate.
    PublicData,
    /// The length of what was masked.
    ResidualLength,
    /// How pseudonyms are numbered.
    PseudonymOrder,
    /// A number that is also known of a candidate.
    Count,
    /// Language, time zone, keyboard, code page, working hours.
    LanguageTime,
    /// Sector, region, size, dates.
    QuasiIdentifier,
    /// An identifier computed from a name.
    DerivedId,
    /// An unsalted digest of a name.
    Digest,
    /// File names, times, authors, properties, comments.
    Metadata,
    /// Another package of the same sender.
    Linkage,
}

impl Channel {
    /// Name for people.
    pub const fn label(self) -> Text {
        match self {
            Self::DirectForm => Text::fixed("そのままの形", "direct form"),
            Self::DerivedForm => Text::fixed("派生・符号化", "derived or encoded form"),
            Self::RareToken => Text::fixed("珍しい語の一致", "rare token"),
            Self::PublicData => Text::fixed("公開データ", "public data"),
            Self::ResidualLength => Text::fixed("伏字の長さ", "residual length"),
            Self::PseudonymOrder => Text::fixed("仮名の順序", "order of pseudonyms"),
            Self::Count => Text::fixed("件数の一致", "count"),
            Self::LanguageTime => Text::fixed("言語・時間帯", "language and time"),
            Self::QuasiIdentifier => Text::fixed("準識別子", "quasi-identifier"),
            Self::DerivedId => Text::fixed("値から作られたID", "derived id"),
            Self::Digest => Text::fixed("無塩ハッシュ", "unsalted digest"),
            Self::Metadata => Text::fixed("メタデータ", "metadata"),
            Self::Linkage => Text::fixed("名寄せ", "linkage"),
        }
    }
}

/// Where something was seen.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Spot {
    /// File of the package, members of containers joined by `!/`.
    pub file: Arc<str>,
    /// Place in it: `line:column`, a part, or both.
    pub place: String,
}

/// A candidate that a finding fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Fit {
    /// Index of the candidate.
    pub candidate: u32,
    /// Findings of one surface that share a candidate and a group depend on each other: the strongest counts.
    pub group: u64,
}

/// One thing noticed in a package.
#[derive(Debug, Clone)]
pub struct Finding {
    /// The surface it shows on.
    pub surface: Surface,
    /// The way it was noticed.
    pub channel: Channel,
    /// What makes two findings the same one: the token, form or statement.
    pub token: String,
    /// The first place.
    pub spot: Spot,
    /// What was seen there, quoted.
    pub seen: String,
    /// How many places.
    pub count: u64,
    /// Why it points to the candidates.
    pub why: Text,
    /// How it could have been removed.
    pub remedy: Text,
    /// Whom it fits; empty for a trace that tells nobody apart.
    pub fits: Vec<Fit>,
    /// How much more often it is seen of a victim that it fits than of another.
    pub ratio: f64,
}

/// Characters of the package that are quoted at most.
const QUOTE: usize = 80;

/// A quotation short enough for one line, without control characters.
pub fn quote(text: &str) -> String {
    let clean = |c: char| if c.is_control() { ' ' } else { c };
    let mut out: String = text.chars().take(QUOTE).map(clean).collect();
    if text.chars().nth(QUOTE).is_some() {
        out.push('…');
    }
    out
}

/// A group for findings that depend on each other by their token alone.
pub fn group(token: &str) -> u64 {
    // FNV-1a: stable from run to run, and collisions only merge two groups of one candidate.
    token
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
