//! Text that passed judgement.

use std::sync::Arc;

use serde::Serialize;

/// Text that was judged shareable; only this room makes one.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Shareable(Arc<str>);

impl Shareable {
    /// Declares a text judged. The callers inside this crate are the audit list.
    pub(crate) fn judged(text: impl Into<Arc<str>>) -> Self {
        Self(text.into())
    }

    /// Reads the text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
