//! Cyber-observable objects, built only from values that the schemas accept.

use std::net::{Ipv4Addr, Ipv6Addr};

use serde::Serialize;
use serde_json::{Map, Value};

use crate::Id;

/// A cyber-observable object; also carries objects of types that have no struct here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Observable {
    /// Type.
    #[serde(rename = "type")]
    pub kind: String,
    /// `2.1`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spec_version: Option<String>,
    /// Identifier.
    pub id: Id,
    /// Markings.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub object_marking_refs: Vec<Id>,
    /// Properties of the type.
    #[serde(flatten)]
    pub properties: Map<String, Value>,
}

/// Type and properties of an observable, before it has an id.
pub type Shape = (&'static str, Map<String, Value>);

/// Gives a shape an id.
pub fn observable((kind, properties): Shape, uuid: uuid::Uuid, markings: Vec<Id>) -> Observable {
    Observable {
        kind: kind.to_owned(),
        spec_version: Some(crate::SPEC_VERSION.to_owned()),
        id: Id::new(kind, uuid),
        object_marking_refs: markings,
        properties,
    }
}

fn one(kind: &'static str, property: &str, value: impl Into<Value>) -> Shape {
    let mut properties = Map::new();
    properties.insert(property.to_owned(), value.into());
    (kind, properties)
}

/// `ipv4-addr` of an address or network; `None` when it is neither.
pub fn ipv4(text: &str) -> Option<Shape> {
    let (address, length) = text.split_once('/').unwrap_or((text, "32"));
    let plain = !length.is_empty() && length.len() <= 2 && length.bytes().all(|byte| byte.is_ascii_digit());
    let fits = plain && length.parse::<u8>().is_ok_and(|bits| bits <= 32) && no_leading_zero(length);
    (fits && address.parse::<Ipv4Addr>().is_ok()).then(|| one("ipv4-addr", "value", text))
}

/// `ipv6-addr` of an address or network without a zone or an embedded dotted part; `None` otherwise.
pub fn ipv6(text: &str) -> Option<Shape> {
    let (address, length) = text.split_once('/').unwrap_or((text, "128"));
    let fits = length.bytes().all(|byte| byte.is_ascii_digit())
        && length.parse::<u8>().is_ok_and(|bits| bits <= 128)
        && no_leading_zero(length);
    (fits && !address.contains('.') && address.parse::<Ipv6Addr>().is_ok())
        .then(|| one("ipv6-addr", "value", text))
}

fn no_leading_zero(digits: &str) -> bool {
    digits == "0" || !digits.starts_with('0')
}

/// `domain-name` of a host name in ASCII labels; `None` otherwise.
pub fn domain(text: &str) -> Option<Shape> {
    is_host(text).then(|| one("domain-name", "value", text))
}

/// `url` of an RFC 3986 URI with an authority; `None` otherwise.
pub fn url(text: &str) -> Option<Shape> {
    is_uri(text).then(|| one("url", "value", text))
}

/// `email-addr`; `None` when it is not plain `local@host`.
pub fn email(text: &str) -> Option<Shape> {
    let (local, host) = text.rsplit_once('@')?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~.".contains(&byte);
    let fits = !local.is_empty() && local.len() <= 64 && local.bytes().all(plain) && is_host(host);
    fits.then(|| one("email-addr", "value", text))
}

/// `mac-addr` in lower case with colons; `None` when it is no MAC address.
pub fn mac(text: &str) -> Option<Shape> {
    let digits: Vec<u8> = text
        .bytes()
        .filter(|byte| !matches!(byte, b':' | b'-' | b'.'))
        .map(|b| b.to_ascii_lowercase())
        .collect();
    if digits.len() != 12 || !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    let pairs: Vec<String> =
        digits.chunks(2).map(|pair| pair.iter().map(|&byte| char::from(byte)).collect()).collect();
    Some(one("mac-addr", "value", pairs.join(":")))
}

/// `autonomous-system` of `AS64500` or `64500`; `None` otherwise.
pub fn autonomous_system(text: &str) -> Option<Shape> {
    autonomous_system_number(text).map(|number| one("autonomous-system", "number", number))
}

/// Number of `AS64500` or `64500`.
pub fn autonomous_system_number(text: &str) -> Option<u32> {
    let digits = text.strip_prefix("AS").or_else(|| text.strip_prefix("as")).unwrap_or(text).trim();
    digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?
}

/// `mutex`; `None` for an empty name.
pub fn mutex(text: &str) -> Option<Shape> {
    (!text.is_empty()).then(|| one("mutex", "name", text))
}

/// `file` with a name; `None` for an empty one.
pub fn file_name(text: &str) -> Option<Shape> {
    (!text.is_empty()).then(|| one("file", "name", text))
}

/// `file` with one digest; `None` when the digest does not fit its algorithm.
pub fn file_hash(algorithm: HashAlgorithm, digest: &str) -> Option<Shape> {
    let name = algorithm.name()?;
    if !algorithm.fits(digest) {
        return None;
    }
    let mut hashes = Map::new();
    hashes.insert(name.to_owned(), digest.into());
    Some(one("file", "hashes", hashes))
}

/// `windows-registry-key` with its hive spelled out; `None` for an empty key.
pub fn registry_key(text: &str) -> Option<Shape> {
    (!text.is_empty()).then(|| one("windows-registry-key", "key", full_hive(text)))
}

/// Digest algorithms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HashAlgorithm {
    /// MD5.
    Md5,
    /// SHA-1.
    Sha1,
    /// SHA-224: outside the vocabulary for objects, good in patterns.
    Sha224,
    /// SHA-256.
    Sha256,
    /// SHA-384: outside the vocabulary for objects, good in patterns.
    Sha384,
    /// SHA-512.
    Sha512,
    /// ssdeep.
    Ssdeep,
    /// TLSH.
    Tlsh,
}

impl HashAlgorithm {
    /// Algorithm of a digest in hexadecimal by its length.
    pub fn of_hex(digest: &str) -> Option<Self> {
        let found = match digest.len() {
            32 => Self::Md5,
            40 => Self::Sha1,
            56 => Self::Sha224,
            64 => Self::Sha256,
            96 => Self::Sha384,
            128 => Self::Sha512,
            _ => return None,
        };
        found.fits(digest).then_some(found)
    }

    /// Name in the vocabulary `hash-algorithm-ov`; `None` for one outside it.
    pub const fn name(self) -> Option<&'static str> {
        match self {
            Self::Sha224 | Self::Sha384 => None,
            other => Some(other.pattern_name()),
        }
    }

    /// Name in patterns.
    pub const fn pattern_name(self) -> &'static str {
        match self {
            Self::Md5 => "MD5",
            Self::Sha1 => "SHA-1",
            Self::Sha224 => "SHA-224",
            Self::Sha256 => "SHA-256",
            Self::Sha384 => "SHA-384",
            Self::Sha512 => "SHA-512",
            Self::Ssdeep => "SSDEEP",
            Self::Tlsh => "TLSH",
        }
    }

    /// Whether a digest has the form of this algorithm.
    pub fn fits(self, digest: &str) -> bool {
        let hex =
            |length: usize| digest.len() == length && digest.bytes().all(|byte| byte.is_ascii_hexdigit());
        match self {
            Self::Md5 => hex(32),
            Self::Sha1 => hex(40),
            Self::Sha224 => hex(56),
            Self::Sha256 => hex(64),
            Self::Sha384 => hex(96),
            Self::Sha512 => hex(128),
            Self::Ssdeep => {
                (1..=128).contains(&digest.len())
                    && digest.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/+:.".contains(&byte))
            }
            Self::Tlsh => digest.len() == 70 && digest.bytes().all(|byte| byte.is_ascii_alphanumeric()),
        }
    }
}

/// Spells the hive of a registry key out, as STIX asks (`HKLM\…` → `HKEY_LOCAL_MACHINE\…`).
pub fn full_hive(key: &str) -> String {
    const HIVES: [(&str, &str); 5] = [
        ("HKLM", "HKEY_LOCAL_MACHINE"),
        ("HKCU", "HKEY_CURRENT_USER"),
        ("HKCR", "HKEY_CLASSES_ROOT"),
        ("HKCC", "HKEY_CURRENT_CONFIG"),
        ("HKU", "HKEY_USERS"),
    ];
    let (hive, rest) = key.split_once('\\').map_or((key, ""), |(hive, rest)| (hive, rest));
    let bare = hive.strip_suffix(':').unwrap_or(hive);
    let Some((_, full)) = HIVES.iter().find(|(short, _)| bare.eq_ignore_ascii_case(short)) else {
        return key.to_owned();
    };
    if key.contains('\\') { format!("{full}\\{rest}") } else { (*full).to_owned() }
}

fn is_host(text: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    text.len() <= 253 && text.split('.').all(label)
}

fn is_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once("://") else { return false };
    let scheme_ok = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    let bytes = rest.as_bytes();
    let escapes_ok = bytes.iter().enumerate().all(|(at, &byte)| {
        byte != b'%' || bytes.get(at + 1..at + 3).is_some_and(|pair| pair.iter().all(u8::is_ascii_hexdigit))
    });
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~:/?#@!$&'()*+,;=%".contains(byte);
    let one_fragment = bytes.iter().filter(|&&byte| byte == b'#').count() <= 1;
    scheme_ok
        && !rest.is_empty()
        && bytes.iter().all(plain)
        && escapes_ok
        && one_fragment
        && authority_ok(rest)
}

/// The host is plain and the port, if any, is a number.
fn authority_ok(rest: &str) -> bool {
    let authority = rest.split(['/', '?', '#']).next().unwrap_or("");
    let host_port = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let (host, port) = host_port.split_once(':').unwrap_or((host_port, "0"));
    is_host(host) && port.len() <= 5 && port.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_schemas_accept_becomes_an_object() {
        type Build = fn(&str) -> Option<Shape>;
        let cases: [(&str, Build, bool); 22] = [
            ("198.51.100.4", ipv4, true),
            ("198.51.100.0/24", ipv4, true),
            ("198.51.100.0/024", ipv4, false),
            ("198.51.100.0/33", ipv4, false),
            ("198.51.100", ipv4, false),
            ("2001:db8::1", ipv6, true),
            ("2001:db8::/48", ipv6, true),
            ("fe80::1%eth0", ipv6, false),
            ("::ffff:192.0.2.1", ipv6, false),
            ("update.example.org", domain, true),
            ("a..b", domain, false),
            ("日本.example", domain, false),
            ("http://update.example.org/a?b=%41#c", url, true),
            ("http://update.example.org/a b", url, false),
            ("http://update.example.org/%4", url, false),
            ("http://update.example.org:8080x/", url, false),
            ("http://例.example/", url, false),
            ("info@pay-notice.example.net", email, true),
            ("佐藤@example.net", email, false),
            ("00-1B-44-11-3A-B7", mac, true),
            ("AS64500", autonomous_system, true),
            ("ASx", autonomous_system, false),
        ];
        for (text, build, expected) in cases {
            assert_eq!(build(text).is_some(), expected, "{text}");
        }
    }

    #[test]
    fn hives_are_spelled_out() {
        for (key, expected) in [
            (r"HKLM\Software\Run", r"HKEY_LOCAL_MACHINE\Software\Run"),
            (r"hkcu:\Software", r"HKEY_CURRENT_USER\Software"),
            (r"HKEY_USERS\x", r"HKEY_USERS\x"),
            (r"Software\Run", r"Software\Run"),
            ("HKU", "HKEY_USERS"),
        ] {
            assert_eq!(full_hive(key), expected);
        }
    }
}
