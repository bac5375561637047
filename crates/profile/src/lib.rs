//! The victim profile: what an analyst writes by hand, and every form that follows from it.
//!
//! In: `victim.toml`. Out: [`Profile`], checked, and [`Variants`], expanded (affixes, kana, romaji, joined and
//! hyphenated forms, domain labels, …), from which room 3 builds its automaton and room 4 its proof.

mod account;
pub mod address;
mod builder;
mod check;
pub mod corporate;
mod domain;
pub mod error;
pub mod fold;
mod glyphs;
pub mod kana;
pub mod model;
mod name;
mod parse;
pub mod person;
mod quasi;
#[cfg(test)]
mod tests;
pub mod variants;
pub mod words;

pub use error::ProfileError;
pub use model::{Context, Product, Profile};
pub use quasi::PRODUCT;
pub use variants::{FieldRule, Needle, Sources, Variants};

use serde::{Deserialize, Serialize};

/// What an identifier names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum IdentifierKind {
    /// The victim's name, any script.
    OrgName,
    /// An abbreviation or acronym of the victim.
    Abbreviation,
    /// A domain of the victim, or below one.
    Domain,
    /// An address in a network of the victim.
    Network,
    /// An Active Directory or NetBIOS domain.
    AdDomain,
    /// A host name.
    Host,
    /// An account name.
    User,
    /// A person's name.
    Person,
    /// An e-mail address.
    Email,
    /// A phone number.
    Phone,
    /// A postal address.
    PostalAddress,
    /// A corporate number, personal number or another registry id.
    RegistryNumber,
    /// An address of an internal network (RFC 1918, ULA, …).
    InternalAddress,
    /// An internal host name or URL.
    InternalHost,
    /// A cloud tenant.
    Tenant,
    /// A proxy.
    Proxy,
    /// A password, token or key.
    Secret,
    /// An organisation that is neither the victim nor the attacker.
    ThirdParty,
    /// A Windows security identifier, machine id, serial number.
    MachineId,
    /// A value of `[context]`: sector, region, size.
    Quasi,
}
