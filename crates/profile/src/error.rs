//! What can be wrong with a profile.

use noroshi_base::Text;

/// An error of `victim.toml`, with its line and reason.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {}", reason.en)]
pub struct ProfileError {
    /// Line from 1; 0 where the file as a whole is meant.
    pub line: u32,
    /// Reason in both languages.
    pub reason: Text,
}

impl ProfileError {
    /// Whether the profile names nobody: then nothing may be released, because a search proves nothing.
    pub const fn is_empty_profile(&self) -> bool {
        self.line == 0
    }
}
