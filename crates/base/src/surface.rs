//! The seven surfaces through which a victim shows.

use serde::{Deserialize, Serialize};

use crate::Text;

/// Where a recipient could recognise the victim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Surface {
    /// 1: names, domains, addresses, people as they are written.
    Direct,
    /// 2: encoded, abbreviated, look-alike, inside an attacker's name.
    Derived,
    /// 3: a hash, certificate or domain that leads to public data naming the victim.
    Pivot,
    /// 4: sector, size, region, rare product, time.
    Quasi,
    /// 5: file names, document properties, ids, time zones, creator, order, lengths.
    Metadata,
    /// 6: one pseudonym in two packages, or the sum of several packages.
    Linkage,
    /// 7: the sender is known to serve one client.
    Channel,
}

impl Surface {
    /// All surfaces in their official order.
    pub const ALL: [Self; 7] =
        [Self::Direct, Self::Derived, Self::Pivot, Self::Quasi, Self::Metadata, Self::Linkage, Self::Channel];

    /// Number from 1 to 7.
    pub const fn number(self) -> u8 {
        self as u8 + 1
    }

    /// Name for people.
    pub const fn label(self) -> Text {
        match self {
            Self::Direct => Text::fixed("直接識別子", "Direct identifiers"),
            Self::Derived => Text::fixed("派生形", "Derived forms"),
            Self::Pivot => Text::fixed("外部データからの逆引き", "Pivots"),
            Self::Quasi => Text::fixed("準識別子", "Quasi-identifiers"),
            Self::Metadata => Text::fixed("メタデータ", "Metadata"),
            Self::Linkage => Text::fixed("名寄せ・累積", "Linkage"),
            Self::Channel => Text::fixed("提供経路", "Channel"),
        }
    }
}
