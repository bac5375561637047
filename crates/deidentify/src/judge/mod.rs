//! Judges each distinct value once.

pub(crate) mod detection_rule;
pub(crate) mod folder;
pub(crate) mod hits;
pub(crate) mod host;
pub(crate) mod keyed;
pub(crate) mod mask;
pub(crate) mod pivot;
pub(crate) mod rules;
pub(crate) mod shape;
pub(crate) mod situation;
pub(crate) mod table;

use std::sync::Arc;

use noroshi_base::{IndicatorKind, Surface};
use noroshi_detect::{Detector, Indicator, Scratch};
use noroshi_reference::{ListClass, Reference};

use crate::gather::seen::{Seen, ValueKey};
use crate::kept::Decision;
use crate::learn::Learned;
use crate::token::Tokens;
use hits::Hit;
use shape::{Shape, shape};
use situation::{Case, Grounds};
use table::{Rule, Situation, decide};

/// What public lists say about a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) enum Standing {
    /// Nothing, or that a standard reserves it.
    #[default]
    Unknown,
    /// Strangers share it: it can serve an attacker as well as anybody.
    Shared,
    /// Everybody uses it: without a word on it, it has nothing to do with an attack.
    Popular,
}

/// A judged value.
#[derive(Debug)]
pub(crate) struct Judged {
    pub(crate) rule: &'static Rule,
    /// What leaves; empty when nothing does.
    pub(crate) value: Arc<str>,
    pub(crate) masked: bool,
    pub(crate) pattern: Option<Box<str>>,
    /// Public lists that know the value.
    pub(crate) lists: Box<[&'static str]>,
    /// What those lists mean for it.
    pub(crate) standing: Standing,
    /// The attacker's own host that stays whole when a part of the value was masked.
    pub(crate) host: Option<Box<(IndicatorKind, String)>>,
    /// Surface it shows on, where it shows anything.
    pub(crate) surface: Option<Surface>,
}

impl Judged {
    /// Whether something of it leaves.
    pub(crate) fn leaves(&self) -> bool {
        !self.value.is_empty()
    }
}

/// Judges values.
pub(crate) struct Judge<'a> {
    pub(crate) detector: &'a Detector,
    pub(crate) learned: &'a Learned,
    pub(crate) grounds: Grounds<'a>,
    pub(crate) reference: &'a Reference,
}

/// What a look at a value told, before it is judged.
#[derive(Debug)]
pub(crate) struct Looked {
    /// The value with a user's folder replaced, where it had one.
    folder: Option<String>,
    hits: Vec<Hit>,
    lists: Box<[&'static str]>,
    standing: Standing,
}

impl Judge<'_> {
    /// Looks at one value: this is most of the work, and needs no order.
    pub(crate) fn look(&self, key: &ValueKey, scratch: &mut Scratch) -> Looked {
        let folder = if shape(key.kind) == Shape::Path { folder::generalise(&key.value) } else { None };
        let hits = self.hits(key.kind, folder.as_deref().unwrap_or(&key.value), scratch);
        let (lists, standing) = self.lists(key.kind, &key.value);
        Looked { folder, hits, lists, standing }
    }

    /// Judges one value.
    pub(crate) fn judge(
        &self,
        key: &ValueKey,
        seen: &Seen,
        looked: Looked,
        scratch: &mut Scratch,
        tokens: &mut Tokens<'_>,
    ) -> Judged {
        let Looked { folder, hits, lists, standing } = looked;
        let value = folder.as_deref().unwrap_or(&key.value);
        let case = Case { kind: key.kind, value, seen, hits: &hits, standing, folder: folder.is_some() };
        let situation = situation::find(&case, &self.grounds);
        let rule = decide(situation, shape(key.kind));
        let mut judged = self.carry_out(rule, situation, &case, tokens);
        // The attacker's host beside a masked value must not lead where the value itself would have.
        if judged.host.as_ref().is_some_and(|host| self.grounds.trails.leads(host.0, &host.1)) {
            judged.host = None;
        }
        Judged { lists, standing, ..self.recheck(judged, key, scratch) }
    }

    fn hits(&self, kind: IndicatorKind, value: &str, scratch: &mut Scratch) -> Vec<Hit> {
        let value = Indicator { kind, value: value.to_owned() };
        hits::find(self.detector, self.learned, &value, scratch)
    }

    fn lists(&self, kind: IndicatorKind, value: &str) -> (Box<[&'static str]>, Standing) {
        let mut hits = self.reference.warninglist_hits(value);
        if let (IndicatorKind::Url | IndicatorKind::Email, Some(host)) =
            (kind, host::host_of(kind, value).and_then(|range| value.get(range)))
        {
            hits.extend(self.reference.warninglist_hits(host));
        }
        if host::is_documentation(kind, value) || hits.iter().any(|list| list.class == ListClass::Reserved) {
            // Names and ranges of documentation: other lists know them by accident.
            hits.clear();
        }
        let most = if host::is_rented(kind, value) { Standing::Shared } else { Standing::Popular };
        let standing = hits.iter().map(|list| standing(list.class)).max().unwrap_or_default().min(most);
        let mut names: Vec<&'static str> = hits.into_iter().map(|list| list.name).collect();
        names.sort_unstable();
        names.dedup();
        (names.into(), standing)
    }

    fn carry_out(
        &self,
        rule: &'static Rule,
        situation: Situation,
        case: &Case<'_>,
        tokens: &mut Tokens<'_>,
    ) -> Judged {
        let surface = rule.surface.filter(|_| !matches!(rule.decision, Decision::Keep));
        let bare = |value: String| Judged {
            rule,
            value: value.into(),
            masked: false,
            pattern: None,
            lists: Box::default(),
            standing: Standing::Unknown,
            host: None,
            surface,
        };
        match (rule.decision, situation) {
            (Decision::Keep | Decision::Restrict | Decision::Generalise, _) => bare(case.value.to_owned()),
            (Decision::Mask, Situation::OwnedServer) => server_page(case.value, tokens).map_or_else(
                || bare(String::new()),
                |(value, pattern)| Judged { masked: true, pattern: pattern.map(Into::into), ..bare(value) },
            ),
            (Decision::Mask, _) if shape(case.kind) == Shape::Rule => rebuilt(case, surface),
            (Decision::Mask, _) => {
                let masked = mask::mask(case.value, shape(case.kind), case.hits, tokens);
                let host = attackers_host(case);
                let pattern = masked.pattern.map(Into::into);
                Judged { masked: true, pattern, host: host.map(Box::new), ..bare(masked.text) }
            }
            (Decision::Pattern, _) => wildcard(case).map_or_else(
                || bare(String::new()),
                |(value, pattern, parent)| Judged {
                    masked: true,
                    pattern: Some(pattern.into()),
                    host: Some(Box::new((IndicatorKind::Domain, parent))),
                    ..bare(value)
                },
            ),
            (Decision::Drop | Decision::Hold | Decision::AskVictim | Decision::Split, _) => {
                bare(String::new())
            }
        }
    }

    /// Looks at what is to leave once more; what still shows somebody waits instead.
    fn recheck(&self, judged: Judged, key: &ValueKey, scratch: &mut Scratch) -> Judged {
        let changed =
            matches!(judged.rule.decision, Decision::Mask | Decision::Pattern | Decision::Generalise);
        if !judged.leaves() || !changed {
            return judged;
        }
        let tokens = crate::token::tokens_in(&judged.value);
        let inside =
            |hit: &Hit| tokens.iter().any(|token| hit.span.start >= token.start && hit.span.end <= token.end);
        let still = self
            .hits(key.kind, &judged.value, scratch)
            .iter()
            .any(|hit| hit.name.entry.is_some() && !inside(hit));
        let shown = judged.pattern.as_ref().is_some_and(|pattern| {
            self.hits(IndicatorKind::Other, pattern, scratch).iter().any(|hit| hit.name.entry.is_some())
        });
        let rule = if shape(key.kind) == Shape::Rule { &rules::HOLD_RULE } else { &rules::HOLD_UNCERTAIN };
        if still {
            return Judged {
                rule,
                value: Arc::default(),
                masked: false,
                pattern: None,
                host: None,
                lists: Box::default(),
                standing: Standing::Unknown,
                surface: rule.surface,
            };
        }
        let pattern = judged.pattern.clone().filter(|_| !shown);
        if judged.masked && pattern.is_none() && is_bare(&judged.value, &tokens) {
            return Judged {
                rule: &rules::DROP_BARE,
                value: Arc::default(),
                masked: false,
                pattern: None,
                host: None,
                ..judged
            };
        }
        Judged { pattern, ..judged }
    }
}

/// Whether nothing but marks and a few letters stands beside the tokens.
fn is_bare(value: &str, tokens: &[std::ops::Range<usize>]) -> bool {
    let inside = |at: usize| tokens.iter().any(|token| token.contains(&at));
    // Two tokens tell a format (`[TARGET-NAME][NUMBER]`, case C29): that is worth something.
    tokens.len() < 2 && value.char_indices().filter(|(at, c)| c.is_alphanumeric() && !inside(*at)).count() < 3
}

/// What a list's class means for a value on it.
const fn standing(class: ListClass) -> Standing {
    match class {
        ListClass::Reserved => Standing::Unknown,
        ListClass::Cloud
        | ListClass::Anonymiser
        | ListClass::DisposableMail
        | ListClass::DynamicDns
        | ListClass::UrlShortener
        | ListClass::SharedHosting
        | ListClass::Parking
        | ListClass::Sinkhole
        | ListClass::Scanner
        | ListClass::Other => Standing::Shared,
        ListClass::PublicDns
        | ListClass::TopSite
        | ListClass::Cdn
        | ListClass::Platform
        | ListClass::MailService
        | ListClass::LookupService
        | ListClass::CertificateAuthority
        | ListClass::Organisation
        | ListClass::SecurityVendor
        | ListClass::KnownFile
        | ListClass::FileName => Standing::Popular,
    }
}

fn rebuilt(case: &Case<'_>, surface: Option<Surface>) -> Judged {
    let held = || Judged {
        rule: &rules::HOLD_RULE,
        value: Arc::default(),
        masked: false,
        pattern: None,
        lists: Box::default(),
        standing: Standing::Unknown,
        host: None,
        surface: rules::HOLD_RULE.surface,
    };
    let Some(value) = detection_rule::rebuild(case.kind, case.value, case.hits) else {
        return held();
    };
    Judged {
        rule: &rules::REBUILD_RULE,
        value: value.into(),
        masked: false,
        pattern: None,
        lists: Box::default(),
        standing: Standing::Unknown,
        host: None,
        surface,
    }
}

/// The attacker's host of a URL or a domain of which only labels or parts behind the host were masked.
fn attackers_host(case: &Case<'_>) -> Option<(IndicatorKind, String)> {
    let range = host::host_of(case.kind, case.value)?;
    let host = case.value.get(range.clone())?;
    let last = case
        .hits
        .iter()
        .filter(|hit| hit.span.start < range.end && hit.span.end > range.start)
        .map(|hit| hit.span.end)
        .max();
    let from = match last {
        None => 0,
        Some(end) => {
            end.saturating_sub(range.start) + host.get(end.saturating_sub(range.start)..)?.find('.')? + 1
        }
    };
    let parent = host.get(from..)?.trim_matches(['[', ']']);
    if parent.is_empty() || case.kind == IndicatorKind::Email {
        return None;
    }
    match parent.parse::<std::net::IpAddr>() {
        Ok(std::net::IpAddr::V4(_)) => Some((IndicatorKind::Ipv4, parent.to_owned())),
        Ok(std::net::IpAddr::V6(_)) => Some((IndicatorKind::Ipv6, parent.to_owned())),
        Err(_) => {
            psl::domain_str(&parent.to_ascii_lowercase()).map(|_| (IndicatorKind::Domain, parent.to_owned()))
        }
    }
}

/// `[SITE]/[PATH]/up.aspx` for a page of the attacker on the victim's server, with a pattern.
fn server_page(url: &str, tokens: &mut Tokens<'_>) -> Option<(String, Option<String>)> {
    let host = host::host_of(IndicatorKind::Url, url)?;
    let path = url.get(host.end..)?.split(['?', '#']).next()?;
    let page = path.rsplit('/').next().filter(|page| !page.is_empty())?;
    let site = tokens.give("SITE", "", url.get(host)?);
    let folder = tokens.give("PATH", "", path);
    Some((format!("{site}/{folder}/{page}"), Some(format!("/{}(?:[?#]|$)", mask::escape(page)))))
}

/// `*.panel.example.net` for a label made for one victim: value, pattern, parent.
fn wildcard(case: &Case<'_>) -> Option<(String, String, String)> {
    let host = host::host_of(case.kind, case.value).and_then(|range| case.value.get(range))?;
    let parent = host.get(host::drawn_labels(host)?.end + 1..)?;
    let pattern = format!(r"^(?:[a-z]+://)?[^/]+\.{}(?:[:/]|$)", mask::escape(parent));
    regex::Regex::new(&pattern).ok().filter(|regex| regex.is_match(case.value))?;
    Some((format!("*.{parent}"), pattern, parent.to_owned()))
}
