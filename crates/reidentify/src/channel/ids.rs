//! Identifiers and digests that can be computed again from what is known of a candidate.
//!
//! STIX 2.1 asks for UUIDv5 ids of observables over their properties, and producers make ids of names the same way:
//! whoever guesses the name has the id. So with digests that are not salted. The dictionary is every name, domain and
//! usual host name of every candidate, under the namespaces of STIX, DNS, URL, OID and X.500.

use hashbrown::{HashMap, HashSet};
use md5::Md5;
use noroshi_base::{Surface, Text};
use noroshi_profile::corporate;
use sha1::Sha1;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::names::at;
use super::{Context, Ledger, Scene};
use crate::candidate::Candidate;
use crate::finding::{Channel, Finding, Fit, group, quote};
use crate::odds;
use crate::search::tokens::Seen;

/// Namespace of the deterministic ids of STIX 2.1 (section 2.9).
const STIX: Uuid = Uuid::from_u128(0x00ab_edb4_aa42_466c_9c01_fed2_3315_a9b7);
/// Chance that an id or digest which somebody computes from a name is that of another victim's name.
const NOISE: f64 = 1e-6;
/// Strings of one candidate that are tried.
const WORDS: usize = 1000;
/// Addresses of one network that are tried.
const ADDRESSES: usize = 256;
/// Labels that organisations put before their domain.
const HOSTS: &[&str] = &[
    "www",
    "mail",
    "vpn",
    "mx",
    "mx1",
    "ns",
    "ns1",
    "smtp",
    "owa",
    "autodiscover",
    "portal",
    "remote",
    "proxy",
    "ftp",
    "sso",
    "web",
    "gw",
    "dc01",
    "ad",
    "fs01",
];
/// What follows an abbreviation in host names.
const MACHINES: &[&str] =
    &["-DC01", "-DC02", "-FS01", "-SV01", "-PC01", "-PC001", "-PC0001", "-AD01", "-WEB01"];

pub(super) fn look(context: &Context<'_>, scene: &Scene<'_>, ledger: &mut Ledger) {
    let targets = Targets::of(scene);
    if targets.is_empty() {
        return;
    }
    for (number, candidate) in (0_u32..).zip(&context.candidates.list) {
        for word in dictionary(candidate) {
            targets.derived(&word, &mut |kind, how, token, seen| {
                ledger.add(finding(scene, number, kind, (how, &word), token, seen));
            });
        }
    }
}

/// What could have been computed from a name.
#[derive(Default)]
struct Targets<'a> {
    uuids: HashMap<Uuid, (&'a str, Seen)>,
    md5: HashMap<[u8; 16], (&'a str, Seen)>,
    sha1: HashMap<[u8; 20], (&'a str, Seen)>,
    sha256: HashMap<[u8; 32], (&'a str, Seen)>,
}

impl<'a> Targets<'a> {
    fn of(scene: &'a Scene<'_>) -> Self {
        let mut targets = Self::default();
        for (value, seen) in &scene.tokens.values {
            let hex = value.len() >= 32 && value.bytes().all(|byte| byte.is_ascii_hexdigit());
            match value.len() {
                32 if hex => drop(bytes(value).map(|key| targets.md5.insert(key, (value, *seen)))),
                40 if hex => drop(bytes(value).map(|key| targets.sha1.insert(key, (value, *seen)))),
                64 if hex => drop(bytes(value).map(|key| targets.sha256.insert(key, (value, *seen)))),
                _ => {}
            }
            // STIX ids are `kind--uuid`; a version 5 stands at the 15th letter.
            let tail = value.len().checked_sub(36).and_then(|from| value.get(from..));
            let id = tail.and_then(|tail| Uuid::parse_str(tail).ok());
            if let Some(id) = id.filter(|id| id.get_version_num() == 5) {
                targets.uuids.insert(id, (value, *seen));
            }
        }
        targets
    }

    fn is_empty(&self) -> bool {
        self.uuids.is_empty() && self.md5.is_empty() && self.sha1.is_empty() && self.sha256.is_empty()
    }

    /// Calls `emit` with everything in the package that a word computes to.
    fn derived(&self, word: &str, emit: &mut dyn FnMut(Channel, &'static str, &str, Seen)) {
        if !self.md5.is_empty()
            && let Some((token, seen)) = self.md5.get(<[u8; 16]>::from(Md5::digest(word)).as_slice())
        {
            emit(Channel::Digest, "MD5", token, *seen);
        }
        if !self.sha1.is_empty()
            && let Some((token, seen)) = self.sha1.get(<[u8; 20]>::from(Sha1::digest(word)).as_slice())
        {
            emit(Channel::Digest, "SHA-1", token, *seen);
        }
        if !self.sha256.is_empty()
            && let Some((token, seen)) = self.sha256.get(<[u8; 32]>::from(Sha256::digest(word)).as_slice())
        {
            emit(Channel::Digest, "SHA-256", token, *seen);
        }
        if self.uuids.is_empty() {
            return;
        }
        let quoted = serde_json::Value::from(word).to_string();
        let stix = [
            ("STIX value", format!("{{\"value\":{quoted}}}")),
            ("STIX name", format!("{{\"name\":{quoted}}}")),
            ("STIX name", word.to_owned()),
            ("STIX account", format!("{{\"account_login\":{quoted}}}")),
            ("STIX identity", format!("{{\"identity_class\":\"organization\",\"name\":{quoted}}}")),
            ("STIX identity", format!("{{\"name\":{quoted},\"identity_class\":\"organization\"}}")),
        ];
        let plain = [
            ("UUIDv5 DNS", Uuid::NAMESPACE_DNS),
            ("UUIDv5 URL", Uuid::NAMESPACE_URL),
            ("UUIDv5 OID", Uuid::NAMESPACE_OID),
            ("UUIDv5 X.500", Uuid::NAMESPACE_X500),
        ];
        let ids = stix.iter().map(|(how, name)| (*how, Uuid::new_v5(&STIX, name.as_bytes())));
        let ids = ids.chain(plain.iter().map(|(how, space)| (*how, Uuid::new_v5(space, word.as_bytes()))));
        for (how, id) in ids {
            if let Some((token, seen)) = self.uuids.get(&id) {
                emit(Channel::DerivedId, how, token, *seen);
            }
        }
    }
}

/// Bytes of hexadecimal digits.
fn bytes<const N: usize>(digits: &str) -> Option<[u8; N]> {
    let mut out = [0; N];
    for (index, slot) in out.iter_mut().enumerate() {
        *slot = u8::from_str_radix(digits.get(index * 2..index * 2 + 2)?, 16).ok()?;
    }
    Some(out)
}

/// What a stranger would try: names as written and without their legal form, in three cases, domains with usual
/// hosts and addresses, machines named after abbreviations, addresses of networks.
fn dictionary(candidate: &Candidate) -> Vec<String> {
    let profile = &candidate.profile;
    let mut words: Vec<String> = Vec::new();
    for name in std::iter::once(&profile.name).chain(&profile.aliases).chain(&profile.ad_domains) {
        for form in [name.clone(), corporate::core(name)] {
            words.extend([form.to_lowercase(), form.to_uppercase(), form]);
        }
        if name.is_ascii() && (2..=12).contains(&name.len()) {
            words.extend(MACHINES.iter().map(|machine| format!("{name}{machine}")));
            words.extend(MACHINES.iter().map(|machine| format!("{name}{machine}").to_lowercase()));
        }
    }
    for domain in profile.domains.iter().map(|domain| domain.to_lowercase()) {
        let label = domain.split('.').next().unwrap_or_default().to_owned();
        words.extend([
            label.to_uppercase(),
            label,
            format!("https://{domain}/"),
            format!("http://{domain}/"),
        ]);
        words.extend([format!("https://www.{domain}/"), format!("info@{domain}"), format!("@{domain}")]);
        words.extend(HOSTS.iter().map(|host| format!("{host}.{domain}")));
        words.push(domain);
    }
    for network in &profile.networks {
        words.push(network.to_string());
        words.extend(network.hosts().take(ADDRESSES).map(|address| address.to_string()));
    }
    let mut known = HashSet::new();
    words.retain(|word| word.chars().count() >= 2 && known.insert(word.clone()));
    words.truncate(WORDS);
    words
}

fn finding(
    scene: &Scene<'_>,
    candidate: u32,
    channel: Channel,
    (how, word): (&str, &str),
    token: &str,
    seen: Seen,
) -> Finding {
    let (spot, shown) = at(scene, seen.doc as usize, &(seen.offset..seen.offset + token.len()));
    let surface = if channel == Channel::Digest { Surface::Derived } else { Surface::Metadata };
    Finding {
        surface,
        channel,
        token: token.to_owned(),
        spot,
        seen: quote(&shown),
        count: seen.count,
        why: Text::owned(
            format!("{how} で候補の「{word}」から計算した値と一致"),
            format!("is {how} computed from the candidate's \"{word}\""),
        ),
        remedy: Text::fixed(
            "IDは乱数(UUIDv4)にし、名称のハッシュは鍵付きでも入れない",
            "give random ids (UUIDv4), and no digest of a name, keyed or not",
        ),
        fits: vec![Fit { candidate, group: group(channel_key(channel)) }],
        ratio: odds::statement(odds::HIT, NOISE),
    }
}

const fn channel_key(channel: Channel) -> &'static str {
    if matches!(channel, Channel::Digest) { "digest" } else { "id" }
}
