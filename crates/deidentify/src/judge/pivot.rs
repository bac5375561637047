//! Pivots: values that say nothing themselves and lead to the victim through what is public elsewhere.
//!
//! Three kinds of ground: public data that was given ([`Trails`]); the words and the build of an address (negotiation
//! pages, leak sites, announcements); and a certificate whose names are the victim's, beside its numbers.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::{Arc, LazyLock};

use noroshi_base::{DocumentHead, DocumentKind, IndicatorKind, Text};
use noroshi_detect::{Detector, Indicator, Scratch, What};
use noroshi_outside::Public;
use noroshi_outside::public::{Kind, Record, refang};
use noroshi_read::{Passage, Role};
use regex::Regex;

use super::host;
use super::situation::Case;
use super::table::Situation;
use crate::gather::glance::Sources;
use crate::gather::seen::{Seen, ValueKey};
use crate::gather::words::Cues;

/// Rows of public data that one value may lead to; more lead nowhere.
const ROWS: usize = 1000;

/// Values of the material that public data ties to the victim.
#[derive(Default)]
pub(crate) struct Trails(HashMap<Box<str>, Trail>);

/// The row that ties one.
struct Trail {
    kind: Kind,
    file: Arc<str>,
    line: u64,
}

impl Trails {
    /// Follows every value of the material through the rows; the detector says which of them name the victim.
    pub(crate) fn follow<'a>(
        public: &Public,
        values: impl Iterator<Item = &'a ValueKey>,
        detector: &Detector,
        scratch: &mut Scratch,
    ) -> Self {
        if public.records.is_empty() {
            return Self::default();
        }
        let keys: HashSet<String> = values.flat_map(|key| keys(key.kind, &key.value)).collect();
        let mut rows: HashMap<&str, u32> = HashMap::new();
        for key in public.records.iter().flat_map(|record| links(record, &keys)) {
            *rows.entry(key).or_default() += 1;
        }
        let rows: HashMap<String, u32> =
            rows.into_iter().map(|(key, count)| (key.to_owned(), count)).collect();
        let mut trails = HashMap::new();
        for record in &public.records {
            let leading: Vec<&str> = links(record, &keys)
                .filter(|key| rows.get(*key).is_some_and(|count| *count as usize <= ROWS))
                .filter(|key| !trails.contains_key(*key))
                .collect();
            for key in leading {
                if names_victim(&record.text.to_lowercase().replace(key, "\n"), detector, scratch) {
                    let (kind, file, line) = (record.kind, Arc::clone(&record.file), record.line);
                    trails.insert(Box::from(key), Trail { kind, file, line });
                }
            }
        }
        Self(trails)
    }

    fn find(&self, kind: IndicatorKind, value: &str) -> Option<&Trail> {
        if self.0.is_empty() {
            return None;
        }
        keys(kind, value).find_map(|key| self.0.get(key.as_str()))
    }

    /// Whether a value leads to the victim.
    pub(crate) fn leads(&self, kind: IndicatorKind, value: &str) -> bool {
        self.find(kind, value).is_some()
    }

    /// Where that is written, for the record.
    pub(crate) fn place(&self, kind: IndicatorKind, value: &str) -> Option<Text> {
        self.find(kind, value).map(|trail| {
            let (file, line, label) = (&trail.file, trail.line, trail.kind.label());
            Text::owned(format!("{}: {file} {line}行", label.ja), format!("{}: {file} line {line}", label.en))
        })
    }

    /// What it means for a value.
    pub(super) fn situation(&self, case: &Case<'_>) -> Option<Situation> {
        self.find(case.kind, case.value).map(|trail| match trail.kind {
            Kind::PassiveDns => Situation::TracedName,
            Kind::Certificates => Situation::TracedCertificate,
            Kind::Strings => Situation::TracedSample,
            Kind::Press => Situation::Announced,
        })
    }
}

/// What a value is looked up by: itself, and its host.
fn keys(kind: IndicatorKind, value: &str) -> impl Iterator<Item = String> {
    let own = refang(value.trim_end_matches('/'));
    let host = matches!(kind, IndicatorKind::Url | IndicatorKind::Email)
        .then(|| host::host_of(kind, value).and_then(|range| value.get(range)).map(refang));
    std::iter::once(own).chain(host.flatten()).filter(|key| key.len() >= 4)
}

/// Keys of a row that are values of the material. Announcements are led to by the addresses in their text.
fn links<'a>(record: &'a Record, keys: &'a HashSet<String>) -> impl Iterator<Item = &'a str> {
    let addresses = (record.kind == Kind::Press).then(|| {
        let parts =
            record.text.split(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '、' | '。'));
        parts.filter(|part| part.contains("://")).map(|part| refang(part.trim_end_matches('/')))
    });
    let addresses = addresses.into_iter().flatten().filter_map(|part| keys.get(&part));
    record.keys.iter().filter_map(|key| keys.get(key)).chain(addresses).map(String::as_str)
}

fn names_victim(text: &str, detector: &Detector, scratch: &mut Scratch) -> bool {
    let head =
        DocumentHead { material: "public".into(), kind: DocumentKind::Structured, media: "public".into() };
    let mut found = Vec::new();
    detector.passage(&head, &Passage::new("", Role::Lines, text), scratch, &mut found);
    found.iter().any(|finding| match &finding.what {
        What::Identifier(name) => name.entry.is_some() && name.kind != noroshi_profile::IdentifierKind::Quasi,
        What::Indicator(_) => false,
    })
}

/// Materials that hold a certificate whose names are the victim's: its numbers may stand anywhere in them.
pub(crate) fn certified(values: &[Box<(ValueKey, Seen)>], detector: &Detector) -> HashSet<Arc<str>> {
    let (mut materials, mut scratch) = (HashSet::new(), Scratch::default());
    for (key, seen) in values.iter().map(|value| &**value) {
        if key.kind != IndicatorKind::CertificateSubject || seen.glance.sources.has(Sources::FEED_IDS) {
            continue;
        }
        let mut found = Vec::new();
        let value = Indicator { kind: key.kind, value: key.value.to_string() };
        detector.value(&value, &mut scratch, &mut found);
        let named = found.iter().any(|finding| {
            matches!(&finding.what, What::Identifier(name) if name.entry.is_some() && !name.related)
        });
        if named {
            materials.extend(seen.materials.iter().map(|(material, _)| Arc::clone(material)));
        }
    }
    materials
}

/// What words and build of an address tell: a page where a victim negotiates, a post about one, an announcement.
pub(super) fn place(case: &Case<'_>) -> Option<Situation> {
    if case.kind != IndicatorKind::Url || case.seen.glance.sources.has(Sources::FEED_IDS) {
        return None;
    }
    let (cues, range) = (case.seen.glance.cues, host::host_of(case.kind, case.value)?);
    let path = case.value.get(range.end..).unwrap_or_default();
    let path = path.trim_start_matches(|c: char| c == ':' || c.is_ascii_digit()).trim_matches('/');
    if path.is_empty() {
        return None;
    }
    let onion = case.value.get(range).unwrap_or_default().to_ascii_lowercase().ends_with(".onion");
    let named = case.hits.iter().any(|hit| hit.victim() && !hit.review());
    if onion && named || cues.has(Cues::LEAK_SITE) {
        return Some(Situation::LeakPost);
    }
    if onion && is_keyed(path) || cues.has(Cues::NEGOTIATION) {
        return Some(Situation::Negotiation);
    }
    cues.has(Cues::PRESS).then_some(Situation::Announced)
}

/// Whether a path ends in what was drawn for one: a query, or a part of letters and digits in no order.
fn is_keyed(path: &str) -> bool {
    let digits = |part: &str| part.bytes().filter(u8::is_ascii_digit).count() >= 2;
    path.contains(['?', '#'])
        || path.split('/').any(|part| {
            let plain =
                part.len() >= 6 && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
            plain && (digits(part) || host::drawn(part))
        })
}

/// Ids of a ransom note in a sentence: who has one can open the page where that victim negotiates.
pub(crate) fn note_ids(sentence: &str) -> Vec<Range<usize>> {
    static IDS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r#"(?ix)
            (?: \b(?:personal|decryption|unique|victim|client|company|your|login|chat|access|recovery|ticket)\s+
                (?:(?:decryption|personal|chat|access)\s+)?(?:id|key|code|token|pin)\b
              | (?:個人|被害者|被害組織|復号|識別|身代金|交渉|チャット)(?:の)?(?:ID|ＩＤ|番号|キー|鍵|コード) )
            \s*(?:is|was|of|は|が|として)?\s*[:：=「『"'`]?\s*
            (?P<id>[A-Za-z0-9][A-Za-z0-9+/=_-]{5,})"#,
        )
        .expect("a literal pattern")
    });
    let drawn = |id: &str| id.bytes().any(|b| b.is_ascii_digit());
    IDS.captures_iter(sentence)
        .filter_map(|found| found.name("id"))
        .filter(|id| drawn(id.as_str()))
        .map(|id| id.range())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_notes_are_found() {
        for (text, id) in [
            ("The note asks for the victim ID 9f3c2a77-QX before payment", Some("9f3c2a77-QX")),
            ("Your personal ID: A8F2-77C1-0031", Some("A8F2-77C1-0031")),
            ("身代金要求文には復号ID「K7Q2M9X1」が記載される", Some("K7Q2M9X1")),
            ("decryption key is derived from AES256", None),
            ("the session id 12345678 of the log", None),
            ("your ID was stolen", None),
        ] {
            assert_eq!(note_ids(text).first().and_then(|range| text.get(range.clone())), id, "{text}");
        }
    }

    #[test]
    fn keys_in_paths() {
        for path in ["c/9f3ab2c1", "chat?x=1", "login/K7Q2M9X1"] {
            assert!(is_keyed(path), "{path}");
        }
        for path in ["leaks", "index.php", "blog/news"] {
            assert!(!is_keyed(path), "{path}");
        }
    }
}
