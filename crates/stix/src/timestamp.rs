//! Instants in UTC with milliseconds, the only form written here.

use std::str::FromStr;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Instant of a STIX property.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Timestamp(jiff::Timestamp);

/// A day that is not in the calendar, or not written `YYYY-MM-DD`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a calendar day / 日付ではありません")]
pub struct NotADay;

impl Timestamp {
    /// Takes an instant.
    pub const fn new(at: jiff::Timestamp) -> Self {
        Self(at)
    }

    /// Midnight UTC of a day.
    pub fn midnight(day: Date) -> Self {
        // Every civil day lies inside the range of instants, except within a day of both ends of time.
        Self(day.to_zoned(TimeZone::UTC).map_or(jiff::Timestamp::UNIX_EPOCH, |zoned| zoned.timestamp()))
    }

    /// Midnight UTC of a day written `YYYY-MM-DD`.
    ///
    /// # Errors
    /// When the text is no such day.
    pub fn day(text: &str) -> Result<Self, NotADay> {
        if text.len() != 10 {
            return Err(NotADay);
        }
        Date::from_str(text).map(Self::midnight).map_err(|_| NotADay)
    }

    /// The same time a day earlier; the instant itself at the beginning of time.
    pub fn day_before(self) -> Self {
        Self(self.0.checked_sub(jiff::SignedDuration::from_hours(24)).unwrap_or(self.0))
    }

    /// Seconds since 1970.
    pub fn seconds(self) -> i64 {
        self.0.as_second()
    }
}

impl std::fmt::Display for Timestamp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:.3}", self.0)
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        jiff::Timestamp::from_str(&text).map(Self).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_milliseconds_in_utc() {
        for (day, expected) in [
            ("2024-05-09", Some("2024-05-09T00:00:00.000Z")),
            ("2024-02-29", Some("2024-02-29T00:00:00.000Z")),
            ("2023-02-29", None),
            ("2024-5-9", None),
            ("2024-05-09T01:02:03Z", None),
            ("", None),
        ] {
            let got = Timestamp::day(day).ok().map(|at| at.to_string());
            assert_eq!(got.as_deref(), expected, "{day}");
        }
    }
}
