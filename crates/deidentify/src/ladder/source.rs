//! Where the table of organisations is from, as far as that may be told.
//!
//! Whoever made the table wrote its name and source: they may name a client, or a region that the ladder does not tell.

use noroshi_base::{DocumentHead, DocumentKind, Text};
use noroshi_detect::{Class, Detector, Scratch, Strength, What, parts_apart};
use noroshi_outside::Population;
use noroshi_profile::IdentifierKind;
use noroshi_read::{Passage, Role};
use serde::Serialize;

use crate::Shareable;

/// Where a table is from.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Source {
    /// What it is called; `None` where that would show somebody.
    pub name: Option<Shareable>,
    /// Where its counts come from; `None` where that would show somebody.
    pub source: Option<Shareable>,
    /// Of when they are; `None` where that would show somebody.
    pub date: Option<Shareable>,
    /// Whether nobody published the counts as such.
    pub estimate: bool,
    /// What counts were divided by.
    pub margin: u64,
    /// Whether it says how many incidents outsiders can date.
    pub counts_time: bool,
}

/// For the reviewer, where a line about the table stays home.
static WITHHELD: Text = Text::fixed(
    "組織数の表の名称・出典・日付のうち、関係者または被害組織の状況を示すものは共有しない",
    "name, source or date of the table of organisations shows somebody or the victim's context, and is not shared",
);

impl Source {
    /// Judges what the table says of itself.
    pub(crate) fn of(table: &Population, detector: &Detector) -> Self {
        let mut scratch = Scratch::default();
        let mut judge =
            |text: &str| shows_nobody(text, detector, &mut scratch).then(|| Shareable::judged(text));
        Self {
            name: judge(&table.name),
            source: judge(&table.source),
            date: judge(&table.date),
            estimate: table.estimate,
            margin: table.margin,
            counts_time: table.dated_events.is_some(),
        }
    }

    /// What the reviewer should know.
    pub(crate) fn note(&self) -> Option<Text> {
        let told = [&self.name, &self.source, &self.date].into_iter().all(Option::is_some);
        (!told).then(|| WITHHELD.clone())
    }
}

/// Nothing of the profile, context included; no person, secret or internal name by its form. Offices that publish
/// counts are named.
fn shows_nobody(text: &str, detector: &Detector, scratch: &mut Scratch) -> bool {
    let head =
        DocumentHead { material: "table".into(), kind: DocumentKind::Structured, media: "text".into() };
    let mut found = Vec::new();
    detector.passage(&head, &Passage::new("", Role::Lines, text), scratch, &mut found);
    if let Some(apart) = parts_apart(text) {
        detector.profiled(&apart, &Role::Lines, scratch, &mut found);
    }
    found.iter().all(|finding| match &finding.what {
        What::Indicator(_) => true,
        What::Identifier(name) => {
            let inside = matches!(name.kind, IdentifierKind::InternalAddress | IdentifierKind::InternalHost);
            let private = matches!(name.class, Class::P | Class::S) && name.strength == Strength::Certain;
            name.entry.is_none() && !name.related && !private && !inside
        }
    })
}
