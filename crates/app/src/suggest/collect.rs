//! Candidates of many passages.

use std::collections::BTreeMap;

use hashbrown::HashMap;
use noroshi_base::{DocumentHead, IndicatorKind};
use noroshi_detect::{Finding, Identifier, What};
use noroshi_profile::IdentifierKind;
use noroshi_read::{Passage, Role};

use super::owned::inner_side;
use super::{Key, Suggestion};
use crate::pipeline::Collect;

/// Entries proposed under one key.
const ENTRIES: usize = 12;
/// Distinct candidates remembered; what comes later counts only when it is known already.
const REMEMBERED: usize = 100_000;
/// Mail providers anybody uses: no organisation is recognised by them.
const FREE_MAIL: &[&str] = &[
    "gmail.com",
    "googlemail.com",
    "yahoo.co.jp",
    "yahoo.com",
    "outlook.com",
    "outlook.jp",
    "hotmail.com",
    "hotmail.co.jp",
    "live.com",
    "live.jp",
    "icloud.com",
    "me.com",
    "docomo.ne.jp",
    "ezweb.ne.jp",
    "au.com",
    "softbank.ne.jp",
    "i.softbank.jp",
    "protonmail.com",
    "proton.me",
    "aol.com",
    "gmx.com",
    "gmx.de",
    "mail.ru",
    "yandex.ru",
    "qq.com",
    "163.com",
    "nifty.com",
    "biglobe.ne.jp",
];

#[derive(Debug, Default)]
struct Tally {
    count: u64,
    weight: u64,
    examples: Vec<String>,
}

/// Collector of `profile suggest`.
#[derive(Debug, Default)]
pub(super) struct Candidates {
    seen: HashMap<(Key, String), Tally>,
}

impl Candidates {
    fn add(&mut self, key: Key, value: &str, weight: u64, head: &DocumentHead, passage: &Passage) {
        let value = value.trim().trim_matches(['"', '\'', ',', '.', ':', '(', '（', '「']);
        if value.is_empty()
            || (self.seen.len() >= REMEMBERED && !self.seen.contains_key(&(key, value.to_owned())))
        {
            return;
        }
        let tally = self.seen.entry((key, value.to_owned())).or_default();
        tally.count += 1;
        tally.weight += weight;
        if tally.examples.len() < 3 {
            let place = if passage.part.is_empty() { String::new() } else { format!(" {}", passage.part) };
            let example = format!("{}{place}", head.material);
            if !tally.examples.contains(&example) {
                tally.examples.push(example);
            }
        }
    }

    fn identifier(&mut self, found: &Identifier, matched: &str, head: &DocumentHead, passage: &Passage) {
        match found.kind {
            IdentifierKind::Email => self.mail(matched, head, passage),
            IdentifierKind::User | IdentifierKind::AdDomain => {
                self.account(matched, head, passage);
            }
            IdentifierKind::InternalHost | IdentifierKind::Host => self.host(matched, head, passage),
            IdentifierKind::ThirdParty | IdentifierKind::OrgName => {
                self.add(Key::Organisations, matched, 1, head, passage);
            }
            // A document's author is often an account.
            IdentifierKind::Person if matched.contains('\\') => self.account(matched, head, passage),
            IdentifierKind::Person => self.add(Key::People, matched, 1, head, passage),
            IdentifierKind::Phone => self.add(Key::Phones, matched, 1, head, passage),
            IdentifierKind::PostalAddress => self.add(Key::Addresses, matched, 1, head, passage),
            IdentifierKind::Abbreviation
            | IdentifierKind::Domain
            | IdentifierKind::Network
            | IdentifierKind::RegistryNumber
            | IdentifierKind::InternalAddress
            | IdentifierKind::Tenant
            | IdentifierKind::Proxy
            | IdentifierKind::Secret
            | IdentifierKind::MachineId
            | IdentifierKind::Quasi => {}
        }
    }

    fn account(&mut self, matched: &str, head: &DocumentHead, passage: &Passage) {
        if let Some((domain, _)) = matched.split_once('\\').filter(|(domain, _)| !is_builtin(domain)) {
            self.add(Key::AdDomains, &domain.to_uppercase(), 1, head, passage);
        }
    }

    fn mail(&mut self, address: &str, head: &DocumentHead, passage: &Passage) {
        let Some((_, domain)) = address.rsplit_once('@') else { return };
        let domain = domain.trim_end_matches('>').to_ascii_lowercase();
        if FREE_MAIL.contains(&domain.as_str()) {
            return;
        }
        // The victim is whom the mail was meant for.
        let weight = match &passage.role {
            Role::Header(name)
                if matches!(&**name, "to" | "cc" | "bcc" | "delivered-to" | "x-original-to") =>
            {
                10
            }
            _ => 1,
        };
        self.add(Key::Domains, &domain, weight, head, passage);
    }

    fn host(&mut self, matched: &str, head: &DocumentHead, passage: &Passage) {
        let inside =
            [".local", ".internal", ".lan", ".intra", ".corp"].iter().any(|end| matched.ends_with(end));
        if let Some((_, domain)) =
            matched.split_once('.').filter(|(_, domain)| inside && domain.contains('.'))
        {
            self.add(Key::AdDomains, &domain.to_ascii_lowercase(), 1, head, passage);
        }
        let name = matched.trim_start_matches('\\').split(['\\', '/', '.', ':']).next().unwrap_or_default();
        let cut = name.find(|c: char| c == '-' || c == '_' || c.is_ascii_digit());
        let prefix = cut.map_or(name, |at| name.get(..at).unwrap_or(name));
        if prefix.len() >= 2 && prefix.len() < name.len() {
            let separator =
                name.get(prefix.len()..).and_then(|rest| rest.chars().next()).filter(|c| !c.is_ascii_digit());
            let pattern =
                format!("{}{}*", prefix.to_uppercase(), separator.map_or(String::new(), String::from));
            self.add(Key::Hostnames, &pattern, 1, head, passage);
        }
    }

    /// Entries, by key and weight.
    pub(super) fn into_entries(self) -> Vec<Suggestion> {
        let mut by_key: BTreeMap<Key, Vec<(u64, Suggestion)>> = BTreeMap::new();
        for ((key, value), tally) in self.seen {
            let suggestion = Suggestion { key, value, count: tally.count, examples: tally.examples };
            by_key.entry(key).or_default().push((tally.weight, suggestion));
        }
        by_key
            .into_values()
            .flat_map(|mut entries| {
                entries.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.value.cmp(&b.1.value)));
                entries.truncate(ENTRIES);
                entries.into_iter().map(|(_, suggestion)| suggestion)
            })
            .collect()
    }
}

/// Domains of every Windows machine.
fn is_builtin(domain: &str) -> bool {
    let upper = domain.to_uppercase();
    matches!(
        upper.as_str(),
        "NT AUTHORITY"
            | "AUTHORITY"
            | "BUILTIN"
            | "NT SERVICE"
            | "WORKGROUP"
            | "FONT DRIVER HOST"
            | "WINDOW MANAGER"
            | "IIS APPPOOL"
            | "C:"
            | "HKLM"
            | "HKCU"
    )
}

impl Collect for Candidates {
    fn passage(&mut self, _order: u64, head: &DocumentHead, passage: Passage, findings: Vec<Finding>) {
        for finding in &findings {
            let Some(matched) = passage.text.get(finding.span.clone()) else { continue };
            match &finding.what {
                What::Identifier(identifier) => self.identifier(identifier, matched, head, &passage),
                What::Indicator(indicator) if indicator.kind == IndicatorKind::Ipv4 => {
                    if let Some(network) = inner_side(&passage.text, finding.span.start, &indicator.value) {
                        self.add(Key::Networks, &network, 1, head, &passage);
                    }
                }
                What::Indicator(_) => {}
            }
        }
    }

    fn raw(&mut self, _head: &DocumentHead, _bytes: &[u8], _findings: Vec<Finding>) {}

    fn merge(&mut self, other: Self) {
        for (key, tally) in other.seen {
            let own = self.seen.entry(key).or_default();
            own.count += tally.count;
            own.weight += tally.weight;
            own.examples.extend(tally.examples);
            own.examples.sort_unstable();
            own.examples.dedup();
            own.examples.truncate(3);
        }
    }
}
