//! Which situation a value is in: the decision order of domain.md 3.0.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use noroshi_base::IndicatorKind;
use noroshi_profile::{IdentifierKind, Variants};

use super::Standing;
use super::hits::Hit;
use super::host;
use super::keyed::Keyed;
use super::pivot::{self, Trails};
use super::shape::{Shape, shape};
use super::table::Situation;
use crate::gather::glance::Sources;
use crate::gather::seen::Seen;
use crate::gather::words::Cues;

/// What is the same for all values of a run.
pub(crate) struct Grounds<'a> {
    pub(crate) variants: &'a Variants,
    pub(crate) keyed: &'a Keyed,
    /// Groups that carry the victim's data.
    pub(crate) tainted: &'a std::collections::HashSet<u64>,
    /// Digests of samples that carry the victim's data.
    pub(crate) tailored: &'a std::collections::BTreeSet<String>,
    /// Values that public data ties to the victim.
    pub(crate) trails: &'a Trails,
    /// Materials that hold a certificate of the victim's.
    pub(crate) certified: &'a HashSet<Arc<str>>,
    /// Groups that name a product which may not be told.
    pub(crate) rare: &'a HashSet<u64>,
    /// Drawn labels seen below each parent domain.
    pub(crate) siblings: &'a HashMap<String, u32>,
}

/// One value with what is known of it.
pub(crate) struct Case<'a> {
    pub(crate) kind: IndicatorKind,
    pub(crate) value: &'a str,
    pub(crate) seen: &'a Seen,
    pub(crate) hits: &'a [Hit],
    /// What public lists say about it.
    pub(crate) standing: Standing,
    /// Whether a user's folder was already replaced.
    pub(crate) folder: bool,
}

/// Finds the situation: whose is it, does it show the victim, can outside data turn it into the victim, else keep.
pub(crate) fn find(case: &Case<'_>, grounds: &Grounds<'_>) -> Situation {
    ownership(case, grounds)
        .or_else(|| pivot::place(case))
        .or_else(|| grounds.trails.situation(case))
        .or_else(|| names(case))
        .or_else(|| pivots(case, grounds))
        .or_else(|| rare(case, grounds))
        .or_else(|| others(case))
        .or_else(|| made_for_one(case, grounds))
        .unwrap_or_else(|| plain(case))
}

fn ownership(case: &Case<'_>, grounds: &Grounds<'_>) -> Option<Situation> {
    let shape = shape(case.kind);
    // A port alone says nothing beside the address it belongs to, and may be the victim's own.
    let bare_port = case.kind == IndicatorKind::Port
        && !case.seen.glance.sources.has(Sources::FEED_IDS.with(Sources::FEED));
    if bare_port || shape == Shape::Other && !listed_type(case.seen) {
        return Some(Situation::Unlisted);
    }
    if host::owned(grounds.variants, case.kind, case.value)
        || whole(case, |hit| hit.victim() && !hit.review())
    {
        let page = shape == Shape::Url && stated(case.seen) && is_page(case.value);
        return Some(if page { Situation::OwnedServer } else { Situation::Owned });
    }
    if shape == Shape::Subject && in_tainted(case, grounds) {
        return Some(Situation::OwnMail);
    }
    if matches!(shape, Shape::FileHash | Shape::Trait | Shape::Other) && grounds.keyed.holds(case.value) {
        return Some(Situation::Keyed);
    }
    if host::related(grounds.variants, case.kind, case.value) || whole(case, |hit| hit.name.related) {
        return Some(Situation::Related);
    }
    let inside =
        |hit: &Hit| matches!(hit.name.kind, IdentifierKind::InternalAddress | IdentifierKind::InternalHost);
    if host::is_internal(case.kind, case.value) || whole(case, inside) {
        return Some(Situation::Internal);
    }
    let secret = |hit: &Hit| {
        matches!(hit.name.kind, IdentifierKind::Secret | IdentifierKind::MachineId) && !hit.review()
    };
    whole(case, secret).then_some(Situation::Secret)
}

/// Whether a hit covers all that matters of the value: the value, or the host and what it is registered under.
fn whole(case: &Case<'_>, fits: impl Fn(&Hit) -> bool) -> bool {
    let host = host::host_of(case.kind, case.value);
    case.hits.iter().filter(|hit| fits(hit)).any(|hit| {
        let all = hit.span.start == 0 && hit.span.end >= case.value.len();
        let own_host = host.as_ref().is_some_and(|host| {
            let place = matches!(
                hit.name.kind,
                IdentifierKind::Domain
                    | IdentifierKind::Network
                    | IdentifierKind::InternalAddress
                    | IdentifierKind::InternalHost
                    | IdentifierKind::Email
            );
            let registered =
                host.start + host::registrable(case.value.get(host.clone()).unwrap_or_default()).start;
            place && hit.span.start <= registered && hit.span.end >= host.end
        });
        all || own_host
    })
}

fn names(case: &Case<'_>) -> Option<Situation> {
    let shape = shape(case.kind);
    let registered = host::host_of(case.kind, case.value)
        .filter(|_| matches!(shape, Shape::Domain | Shape::Url | Shape::Mail))
        .map(|host| {
            host.start + host::registrable(case.value.get(host.clone()).unwrap_or_default()).start..host.end
        });
    let named = |hit: &&Hit| hit.name.entry.is_some() || hit.victim() || hit.name.related;
    if let Some(part) = registered {
        let mut in_part = case
            .hits
            .iter()
            .filter(named)
            .filter(|hit| hit.span.start < part.end && hit.span.end > part.start);
        if let Some(hit) = in_part.next() {
            return Some(if hit.name.related { Situation::Related } else { Situation::NameRegistered });
        }
    }
    if case.hits.iter().filter(named).any(Hit::review) {
        return Some(Situation::Uncertain);
    }
    if case.hits.iter().any(|hit| named(&hit)) {
        return Some(Situation::NameInside);
    }
    let speaking = matches!(
        shape,
        Shape::Subject
            | Shape::FileName
            | Shape::Path
            | Shape::Command
            | Shape::Object
            | Shape::Rule
            | Shape::CertificateName
    );
    let private = case.hits.iter().any(|hit| speaking || !hit.review());
    private.then_some(Situation::PrivateInside)
}

fn pivots(case: &Case<'_>, grounds: &Grounds<'_>) -> Option<Situation> {
    if !matches!(shape(case.kind), Shape::FileHash | Shape::Certificate) {
        return None;
    }
    let certified = shape(case.kind) == Shape::Certificate
        && !case.seen.glance.sources.has(Sources::FEED_IDS)
        && case.seen.materials.iter().any(|(material, _)| grounds.certified.contains(material));
    let tied =
        certified || grounds.tailored.contains(&case.value.to_ascii_lowercase()) || in_tainted(case, grounds);
    tied.then_some(Situation::Tailored)
}

/// The id of a hole tells the product that has it.
fn rare(case: &Case<'_>, grounds: &Grounds<'_>) -> Option<Situation> {
    let beside = || case.seen.glance.groups.as_slice().iter().any(|group| grounds.rare.contains(group));
    (shape(case.kind) == Shape::Vulnerability && beside()).then_some(Situation::Rare)
}

/// Whether the value stood in a group that carries the victim's own data.
fn in_tainted(case: &Case<'_>, grounds: &Grounds<'_>) -> bool {
    case.seen.glance.groups.as_slice().iter().any(|group| grounds.tainted.contains(group))
}

fn others(case: &Case<'_>) -> Option<Situation> {
    let seen = case.seen;
    match shape(case.kind) {
        Shape::Mail => mail(case),
        Shape::Vulnerability if seen.glance.cues.has(Cues::UNFIXED) => Some(Situation::Unfixed),
        Shape::Vulnerability if seen.glance.cues.has(Cues::RARE) => Some(Situation::Rare),
        Shape::Address | Shape::Domain | Shape::Url => {
            let host = host::host_of(case.kind, case.value)
                .and_then(|range| case.value.get(range))
                .unwrap_or_default();
            if seen.glance.cues.has(Cues::COMPROMISED) && !seen.glance.sources.has(Sources::FEED_IDS) {
                return Some(Situation::Compromised);
            }
            let silent = seen.glance.sources.only(Sources::LOG.with(Sources::MAIL).with(Sources::HIDDEN));
            (silent && host::japanese_organisation(host)).then_some(Situation::Unproven)
        }
        Shape::Network
        | Shape::Subject
        | Shape::FileHash
        | Shape::PartHash
        | Shape::FileName
        | Shape::Path
        | Shape::BuildPath
        | Shape::Object
        | Shape::Command
        | Shape::Agent
        | Shape::Trait
        | Shape::Certificate
        | Shape::CertificateName
        | Shape::Wallet
        | Shape::Vulnerability
        | Shape::Catalogue
        | Shape::Rule
        | Shape::Other => None,
    }
}

/// A mail address is a person's until something shows that the attacker set it up.
fn mail(case: &Case<'_>) -> Option<Situation> {
    let (sources, cues) = (case.seen.glance.sources, case.seen.glance.cues);
    if sources.has(Sources::MAIL_TO) && !sources.has(Sources::MAIL_FROM) {
        return Some(Situation::Recipient);
    }
    if cues.has(Cues::COMPROMISED) && !sources.has(Sources::FEED_IDS) {
        return Some(Situation::Compromised);
    }
    let host =
        host::host_of(case.kind, case.value).and_then(|range| case.value.get(range)).unwrap_or_default();
    let partner =
        cues.has(Cues::COMPROMISED) || host::japanese_organisation(host) && !sources.has(Sources::FEED_IDS);
    if sources.has(Sources::MAIL_FROM.with(Sources::FEED_IDS)) {
        return partner.then_some(Situation::Compromised);
    }
    let stated = sources.has(Sources::PROSE.with(Sources::LIST).with(Sources::CODE).with(Sources::RULE));
    let blamed = cues.has(Cues::SENDER.with(Cues::ATTACKER));
    if stated && blamed && !cues.has(Cues::RECIPIENT) {
        return partner.then_some(Situation::Compromised);
    }
    Some(if cues.has(Cues::RECIPIENT) && !blamed { Situation::Recipient } else { Situation::Unproven })
}

fn made_for_one(case: &Case<'_>, grounds: &Grounds<'_>) -> Option<Situation> {
    if !matches!(case.kind, IndicatorKind::Domain | IndicatorKind::Url)
        || case.seen.glance.sources.has(Sources::FEED_IDS)
    {
        return None;
    }
    let host = host::host_of(case.kind, case.value).and_then(|range| case.value.get(range))?;
    let drawn = host::drawn_labels(host)?;
    let parent = host.get(drawn.end + 1..).unwrap_or_default();
    let many = grounds.siblings.get(parent).is_some_and(|count| *count >= 3);
    let said = case.seen.glance.cues.has(Cues::PER_VICTIM);
    let logged = case.seen.glance.sources.only(Sources::LOG);
    (many || said || logged || drawn.len() >= 20).then_some(Situation::PerVictim)
}

fn plain(case: &Case<'_>) -> Situation {
    let quiet = Sources::LOG
        .with(Sources::SAMPLE)
        .with(Sources::PROPERTY)
        .with(Sources::MAIL)
        .with(Sources::HIDDEN)
        .with(Sources::NAME);
    match (case.standing, case.seen.glance.sources.only(quiet)) {
        (Standing::Popular, true) => Situation::BenignLog,
        (Standing::Popular | Standing::Shared, _) if !case.folder => Situation::KnownButStated,
        (Standing::Unknown | Standing::Popular | Standing::Shared, _) if case.folder => Situation::UserFolder,
        (Standing::Unknown | Standing::Popular | Standing::Shared, _) => Situation::Plain,
    }
}

/// Whether somebody stated the value rather than a machine having logged it.
pub(crate) fn stated(seen: &Seen) -> bool {
    seen.glance.sources.has(
        Sources::PROSE
            .with(Sources::LIST)
            .with(Sources::FEED_IDS)
            .with(Sources::FEED)
            .with(Sources::RULE)
            .with(Sources::CODE),
    )
}

/// Whether the path of a URL ends in a page that a server runs.
fn is_page(url: &str) -> bool {
    const ENDS: &[&str] = &[
        ".aspx", ".asp", ".ashx", ".asmx", ".jsp", ".jspx", ".php", ".php5", ".phtml", ".cgi", ".cfm", ".do",
        ".pl", ".war",
    ];
    let path = url.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    ENDS.iter().any(|end| path.ends_with(end))
}

/// Types of a feed without a kind of their own that describe the attacker's side; everything unknown stays home.
fn listed_type(seen: &Seen) -> bool {
    const STARTS: &[&str] = &[
        "pattern-in-",
        "http-method",
        "cookie",
        "hassh",
        "jarm",
        "ja3",
        "ja4",
        "favicon",
        "cdhash",
        "vhash",
        "impfuzzy",
        "authentihash",
        "pehash",
        "telfhash",
        "mime-type",
        "zeek",
        "bro",
        "cpe",
        "dns-soa",
        "dkim",
        "chrome-extension",
        "mobile-application",
        "process-state",
        "size-in-bytes",
        "malware-type",
        "stix2-pattern",
        "yara",
        "snort",
        "sigma",
        "gene",
        "git-commit",
        "anonymised",
        "ssh-fingerprint",
        "tor",
        "onion",
        "dash",
        "iban",
        "prtn",
        "xmr",
        "btc",
        "windows-service",
        "named",
        "email-x-mailer",
        "email-mime",
        "email-thread",
        "email-attachment",
        "email-header",
        "filename-pattern",
        "uri",
        "user-agent",
        "weakness",
        "campaign-name",
        "hex",
    ];
    let words = seen.glance.words();
    let person = |kind: &str| {
        kind.starts_with("target-")
            || kind.contains("first-name")
            || kind.contains("last-name")
            || kind.contains("passport")
            || kind.contains("phone")
    };
    if words.iter().any(|word| person(&word.feed_type)) {
        return false;
    }
    seen.glance.sources.has(Sources::FEED_IDS)
        || words.iter().any(|word| STARTS.iter().any(|start| word.feed_type.starts_with(start)))
}
