//! Names the material itself teaches: `prx01` of `prx01.corp.example.net`, `t.sato` of `t.sato@example.net`.

use aho_corasick::{AhoCorasick, MatchKind};
use hashbrown::HashMap;
use noroshi_base::{Sensitive, Surface};
use noroshi_detect::{Identifier, Strength};
use noroshi_profile::IdentifierKind;

use crate::gather::seen::{NameKey, NameSeen};

/// Names learnt at most.
const BOUND: usize = 20_000;

/// Words that name a function, not a machine or a person.
const COMMON: &[&str] = &[
    "admin",
    "administrator",
    "adobe",
    "agent",
    "alert",
    "alerts",
    "anonymous",
    "autodiscover",
    "backup",
    "chrome",
    "client",
    "cloud",
    "contact",
    "corp",
    "corporate",
    "default",
    "desktop",
    "domain",
    "download",
    "email",
    "exchange",
    "explorer",
    "external",
    "files",
    "firewall",
    "gateway",
    "global",
    "google",
    "group",
    "guest",
    "helpdesk",
    "hidden",
    "home",
    "host",
    "http",
    "https",
    "imap",
    "info",
    "internal",
    "intranet",
    "japan",
    "jpcert",
    "laptop",
    "ldap",
    "local",
    "localhost",
    "login",
    "logon",
    "mail",
    "mailbox",
    "mailer-daemon",
    "manager",
    "master",
    "microsoft",
    "network",
    "news",
    "noreply",
    "no-reply",
    "nobody",
    "notice",
    "office",
    "outlook",
    "portal",
    "postfix",
    "postmaster",
    "private",
    "proxy",
    "public",
    "remote",
    "report",
    "reports",
    "root",
    "router",
    "sales",
    "secure",
    "security",
    "server",
    "service",
    "services",
    "share",
    "shared",
    "smtp",
    "soc",
    "staff",
    "static",
    "storage",
    "support",
    "system",
    "temp",
    "test",
    "tokyo",
    "update",
    "updates",
    "user",
    "users",
    "webmail",
    "webmaster",
    "windows",
    "workstation",
    "www",
    "csirt",
    "sharepoint",
    "onmicrosoft",
    "example",
    "abuse",
    "document",
    "documents",
    "invoice",
    "payment",
    "order",
    "account",
    "accounts",
    "billing",
    "cdn",
    "download",
    "svchost",
    "network service",
    "local service",
    "everyone",
];

/// What the material taught.
pub(crate) struct Learned {
    matcher: Option<AhoCorasick>,
    names: Vec<Identifier>,
}

impl Learned {
    /// Learns from the identifiers found.
    pub(crate) fn from(names: &[Box<(NameKey, NameSeen)>]) -> Self {
        let mut terms: HashMap<String, Identifier> = HashMap::new();
        for (key, seen) in names.iter().map(|name| &**name) {
            if seen.strength != Strength::Certain || seen.related {
                continue;
            }
            for term in terms_of(key, seen) {
                let sure = matches!(key.kind, IdentifierKind::Secret | IdentifierKind::MachineId);
                if terms.len() < BOUND && (sure || worth(&term)) {
                    let lower = term.to_lowercase();
                    let name = identifier(key, seen, &lower);
                    terms.entry(lower).or_insert(name);
                }
            }
        }
        let mut terms: Vec<(String, Identifier)> = terms.into_iter().collect();
        terms.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        let matcher = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::LeftmostLongest)
            .build(terms.iter().map(|(term, _)| term.as_bytes()))
            .ok();
        Self { matcher, names: terms.into_iter().map(|(_, name)| name).collect() }
    }

    /// Learnt names that stand in a text as words of their own.
    pub(crate) fn find(&self, text: &str, mut hit: impl FnMut(std::ops::Range<usize>, &Identifier)) {
        let Some(matcher) = &self.matcher else { return };
        if self.names.is_empty() {
            return;
        }
        for found in matcher.find_iter(text) {
            let bytes = text.as_bytes();
            let before = found.start().checked_sub(1).and_then(|at| bytes.get(at));
            let after = bytes.get(found.end());
            if before.is_some_and(u8::is_ascii_alphanumeric) || after.is_some_and(u8::is_ascii_alphanumeric) {
                continue;
            }
            if let Some(name) = self.names.get(found.pattern().as_usize()) {
                hit(found.range(), name);
            }
        }
    }
}

fn identifier(key: &NameKey, seen: &NameSeen, term: &str) -> Identifier {
    let kind = match key.kind {
        IdentifierKind::Email | IdentifierKind::User => IdentifierKind::User,
        IdentifierKind::Person => IdentifierKind::Person,
        IdentifierKind::Secret => IdentifierKind::Secret,
        _ => IdentifierKind::Host,
    };
    Identifier {
        kind,
        class: seen.class,
        surface: Surface::Derived,
        strength: Strength::Certain,
        entry: None,
        related: false,
        canonical: Sensitive::new(term.to_owned()),
        form: "learnt",
    }
}

/// Words an identifier teaches.
fn terms_of(key: &NameKey, seen: &NameSeen) -> Vec<String> {
    let text = seen.at.decoded().unwrap_or_else(|| seen.at.matched(&key.canonical)).trim();
    if !text.is_ascii() || text.len() > 255 {
        return Vec::new();
    }
    let victim = seen.entry.is_some();
    if seen.at.rule == STATED {
        return stated_terms(key.kind, text);
    }
    match key.kind {
        // The victim's own hosts; the first label is what stands alone in logs and parameters.
        IdentifierKind::Domain
        | IdentifierKind::Host
        | IdentifierKind::InternalHost
        | IdentifierKind::Proxy => {
            let host = text.rsplit(['\\', '@', '/']).next().unwrap_or_default();
            let first = host.split(['.', ':']).next().unwrap_or_default();
            let machine = first.bytes().any(|b| b.is_ascii_digit());
            if machine { vec![first.to_owned()] } else { Vec::new() }
        }
        IdentifierKind::Email if victim => text.split('@').next().map(str::to_owned).into_iter().collect(),
        IdentifierKind::User => {
            let name = text.rsplit(['\\', '/']).next().unwrap_or_default();
            name.split('@').next().map(str::to_owned).into_iter().collect()
        }
        IdentifierKind::Secret => secret_terms(text),
        _ => Vec::new(),
    }
}

/// Rule of names that a field of a record states to be the owner's.
const STATED: &str = "protect.identity";

/// What a stated name teaches: itself, its first label, the domain it lies in; of a hardware address every spelling.
fn stated_terms(kind: IdentifierKind, text: &str) -> Vec<String> {
    let mut terms = vec![text.to_owned()];
    match kind {
        IdentifierKind::MachineId => {
            let digits: String = text.chars().filter(|c| !matches!(c, ':' | '-')).collect();
            if text.len() == 17 && digits.len() == 12 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
                terms.push(text.replace(':', "-"));
                terms.push(digits);
            } else if text.len() < 6 {
                terms.clear();
            }
        }
        IdentifierKind::User => terms.extend(text.split(['\\', '/', '@']).map(str::to_owned)),
        _ => {
            if let Some((first, domain)) = text.split_once('.') {
                terms.push(first.to_owned());
                terms.extend(domain.contains('.').then(|| domain.to_owned()));
            }
        }
    }
    terms
}

/// What a secret teaches: itself, and the digests it is made of, which stand elsewhere looking like digests of files.
fn secret_terms(text: &str) -> Vec<String> {
    let parts = text.split([':', '$', '*', ' ', ';', '&', '/']);
    let is_digest = |part: &&str| part.len() >= 16 && part.bytes().all(|byte| byte.is_ascii_hexdigit());
    let mut terms: Vec<String> = parts.filter(is_digest).map(str::to_owned).collect();
    let has = |class: fn(&u8) -> bool| text.bytes().any(|byte| class(&byte));
    let mixed = has(u8::is_ascii_digit) && has(u8::is_ascii_alphabetic) || has(u8::is_ascii_punctuation);
    let whole = (8..=64).contains(&text.len()) && !text.contains(char::is_whitespace) && mixed;
    if whole && !is_digest(&text) {
        terms.push(text.to_owned());
    }
    terms
}

/// Whether a word is rare enough to mean the same thing wherever it stands.
fn worth(term: &str) -> bool {
    let lower = term.to_ascii_lowercase();
    let marked = term.bytes().any(|b| b.is_ascii_digit() || matches!(b, b'.' | b'_' | b'-'));
    let letters = term.bytes().filter(u8::is_ascii_alphabetic).count();
    let long_enough = if marked { term.len() >= 4 } else { term.len() >= 5 };
    long_enough
        && letters >= 2
        && term.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'))
        && !noroshi_profile::words::is_ordinary(&lower)
        && !COMMON.contains(&lower.as_str())
        && !COMMON.contains(&lower.trim_end_matches(|c: char| c.is_ascii_digit() || c == '-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_record_states_teaches_every_spelling() {
        let terms = |kind, text| stated_terms(kind, text);
        let mac = terms(IdentifierKind::MachineId, "00:0c:29:65:54:73");
        assert_eq!(mac, ["00:0c:29:65:54:73", "00-0c-29-65-54-73", "000c29655473"]);
        let host = terms(IdentifierKind::InternalHost, "keiri-sv.aomi-intra.example");
        assert_eq!(host, ["keiri-sv.aomi-intra.example", "keiri-sv", "aomi-intra.example"]);
        assert!(terms(IdentifierKind::MachineId, "1-2").is_empty());
    }

    #[test]
    fn common_words_teach_nothing() {
        for word in ["admin", "www", "server01", "a1", "1234", "mail"] {
            assert!(!worth(word), "{word}");
        }
        for word in ["prx01", "t.sato", "svc_prx", "AONAMI-PC0231", "tanaka"] {
            assert!(worth(word), "{word}");
        }
    }
}
