//! What stands around the occurrences of a value.

use jiff::civil::Date;

use super::bounded::Smallest;
use super::words::Cues;

/// Where a value was stated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub(crate) struct Sources(u16);

impl Sources {
    /// A feed that marks it for detection.
    pub(crate) const FEED_IDS: Self = Self(1);
    /// A feed that does not.
    pub(crate) const FEED: Self = Self(1 << 1);
    /// Sentences of people.
    pub(crate) const PROSE: Self = Self(1 << 2);
    /// A table or list.
    pub(crate) const LIST: Self = Self(1 << 3);
    /// Machine lines.
    pub(crate) const LOG: Self = Self(1 << 4);
    /// Strings of a sample.
    pub(crate) const SAMPLE: Self = Self(1 << 5);
    /// Sender's side of a mail.
    pub(crate) const MAIL_FROM: Self = Self(1 << 6);
    /// Recipient's side of a mail.
    pub(crate) const MAIL_TO: Self = Self(1 << 7);
    /// Another header of a mail.
    pub(crate) const MAIL: Self = Self(1 << 8);
    /// A detection rule.
    pub(crate) const RULE: Self = Self(1 << 9);
    /// Configuration, code.
    pub(crate) const CODE: Self = Self(1 << 10);
    /// Document properties, comments, hidden cells.
    pub(crate) const HIDDEN: Self = Self(1 << 11);
    /// A file name.
    pub(crate) const NAME: Self = Self(1 << 12);
    /// A property the reader computed or read from a file.
    pub(crate) const PROPERTY: Self = Self(1 << 13);

    /// Both together.
    pub(crate) const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether one of `other` is in it.
    pub(crate) const fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether nothing but `other` is in it.
    pub(crate) const fn only(self, other: Self) -> bool {
        self.0 & !other.0 == 0
    }
}

/// What a feed said about a value, as far as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct FeedWord {
    pub(crate) feed_type: Box<str>,
    pub(crate) category: Box<str>,
    pub(crate) relation: Box<str>,
}

/// What stands around the occurrences of an indicator.
#[derive(Debug, Clone, Default)]
pub(crate) struct Glance {
    pub(crate) sources: Sources,
    pub(crate) cues: Cues,
    pub(crate) days: Option<(Date, Date)>,
    pub(crate) groups: Smallest<u64, 8>,
    /// `None` for the many that have nothing of the kind.
    pub(crate) rare: Option<Box<Rare>>,
}

/// What few indicators have.
#[derive(Debug, Clone, Default)]
pub(crate) struct Rare {
    pub(crate) ports: Smallest<(u16, &'static str), 16>,
    pub(crate) words: Smallest<FeedWord, 4>,
    pub(crate) phases: Smallest<&'static str, 4>,
}

impl Glance {
    /// Widens the days by one.
    pub(crate) fn day(&mut self, day: Date) {
        self.days = Some(self.days.map_or((day, day), |(a, b)| (a.min(day), b.max(day))));
    }

    /// What few have, to be added to.
    pub(crate) fn rare(&mut self) -> &mut Rare {
        self.rare.get_or_insert_default()
    }

    pub(crate) fn ports(&self) -> &[(u16, &'static str)] {
        self.rare.as_ref().map_or(&[], |rare| rare.ports.as_slice())
    }

    pub(crate) fn words(&self) -> &[FeedWord] {
        self.rare.as_ref().map_or(&[], |rare| rare.words.as_slice())
    }

    pub(crate) fn phases(&self) -> &[&'static str] {
        self.rare.as_ref().map_or(&[], |rare| rare.phases.as_slice())
    }

    pub(crate) fn join(&mut self, other: Self) {
        self.sources = self.sources.with(other.sources);
        self.cues = self.cues.with(other.cues);
        if let Some((first, last)) = other.days {
            self.day(first);
            self.day(last);
        }
        self.groups.merge(other.groups);
        if let Some(theirs) = other.rare {
            let mine = self.rare();
            mine.ports.merge(theirs.ports);
            mine.words.merge(theirs.words);
            mine.phases.merge(theirs.phases);
        }
    }
}
