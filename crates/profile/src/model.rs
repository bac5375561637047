//! `victim.toml` as it is written.

use ipnet::IpNet;

use crate::{ProfileError, parse};

/// The victim profile as an analyst writes it.
#[derive(Debug, Clone, Default)]
pub struct Profile {
    /// Legal name.
    pub name: String,
    /// Other names, brands, abbreviations.
    pub aliases: Vec<String>,
    /// Domains the victim owns.
    pub domains: Vec<String>,
    /// Networks the victim owns.
    pub networks: Vec<IpNet>,
    /// Autonomous systems the victim owns, written among the networks: `AS64511`.
    pub as_numbers: Vec<u32>,
    /// AD and NetBIOS domains.
    pub ad_domains: Vec<String>,
    /// Host names, with `*` as a wildcard.
    pub hostnames: Vec<String>,
    /// Account names.
    pub users: Vec<String>,
    /// People.
    pub people: Vec<String>,
    /// Phone numbers.
    pub phones: Vec<String>,
    /// Postal addresses.
    pub addresses: Vec<String>,
    /// Subsidiaries, partners, customers: names and domains.
    pub related: Vec<String>,
    /// Quasi-identifiers.
    pub context: Context,
}

/// Quasi-identifiers; all optional.
#[derive(Debug, Clone, Default)]
pub struct Context {
    /// Sector.
    pub sector: Option<String>,
    /// Region.
    pub region: Option<String>,
    /// Number of employees.
    pub employees: Option<u64>,
    /// Products that few organisations use.
    pub products: Vec<Product>,
}

/// A product of the victim's that few use.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Product {
    /// Its name, without a version.
    pub name: String,
    /// Version.
    pub version: Option<String>,
    /// What kind of product it is, in words that fit many.
    pub class: Option<String>,
}

impl Product {
    /// Name and version.
    pub fn full(&self) -> Option<String> {
        self.version.as_ref().map(|version| format!("{} {version}", self.name))
    }
}

impl Profile {
    /// Parses and checks `victim.toml`.
    ///
    /// # Errors
    /// Unknown keys, bad CIDRs, values that are no names, and an empty profile, each with its line.
    pub fn parse(text: &str) -> Result<Self, ProfileError> {
        parse::profile(text)
    }

    /// Whether nothing in it could be looked for; `[context]` alone identifies nobody.
    pub fn is_empty(&self) -> bool {
        let lists = [
            &self.aliases,
            &self.domains,
            &self.ad_domains,
            &self.hostnames,
            &self.users,
            &self.people,
            &self.phones,
            &self.addresses,
            &self.related,
        ];
        self.name.is_empty()
            && self.networks.is_empty()
            && self.as_numbers.is_empty()
            && lists.iter().all(|list| list.is_empty())
    }
}
