//! Rules that find secrets.

use serde::Deserialize;

use crate::pack::Table;

/// A rule that finds a secret.
#[derive(Debug, Clone, PartialEq, Deserialize)]
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

pub(crate) fn load(table: &Table) -> Vec<SecretRule> {
    table.body().lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
}
