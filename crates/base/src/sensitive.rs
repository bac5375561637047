//! Values that must not be printed, logged or serialised by accident.

use std::fmt;

/// A value that came from raw material or from the victim profile.
///
/// It has no `Display` and no `Serialize`, and its `Debug` is silent. Every call of [`Sensitive::expose`] is a
/// line of the audit list: `grep -rn 'expose()' crates`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Sensitive<T>(T);

impl<T> Sensitive<T> {
    /// Wraps a private value.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// Reads the private value; the caller keeps it inside the station.
    pub const fn expose(&self) -> &T {
        &self.0
    }

    /// Gives the private value up to a caller that keeps it inside the station.
    pub fn into_exposed(self) -> T {
        self.0
    }
}

impl<T> fmt::Debug for Sensitive<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[private]")
    }
}

impl<T> From<T> for Sensitive<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_is_silent() {
        let value = Sensitive::new("蒼海電機".to_owned());
        assert_eq!(format!("{value:?}"), "[private]");
    }
}
