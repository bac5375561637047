//! Which attribute type and category a value has in MISP.

use noroshi_base::IndicatorKind as K;
use noroshi_deidentify::draft::Direction;
use noroshi_misp::describe;
use noroshi_stix::observable::{self, HashAlgorithm};

use crate::detection::{Value, port_number};

/// A value as MISP wants it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mapped {
    pub(crate) kind: &'static str,
    pub(crate) category: &'static str,
    pub(crate) value: String,
    pub(crate) to_ids: bool,
}

impl Mapped {
    /// Text that nobody loads.
    pub(crate) fn text(category: &'static str, value: &str) -> Self {
        Self { kind: "text", category, value: value.to_owned(), to_ids: false }
    }

    /// Regular expression over the masked form; never loaded without a person.
    pub(crate) fn pattern(kind: K, regex: &str) -> Self {
        let (kind, category) = match kind {
            K::Url | K::Domain | K::Email | K::UserAgent | K::Ipv4 | K::Ipv6 => {
                ("pattern-in-traffic", "Network activity")
            }
            K::FileName | K::FilePath => ("filename-pattern", "Payload installation"),
            _ => ("pattern-in-file", "Payload installation"),
        };
        Self { kind, category, value: regex.to_owned(), to_ids: false }
    }

    fn typed(kind: &'static str, value: impl Into<String>, to_ids: bool) -> Self {
        let category = describe(kind).map_or("Other", |info| info.category);
        Self { kind, category, value: value.into(), to_ids: to_ids && loadable(kind) }
    }
}

/// Types that are words about something, never something to look for.
fn loadable(kind: &str) -> bool {
    !matches!(
        kind,
        "text"
            | "other"
            | "comment"
            | "link"
            | "threat-actor"
            | "vulnerability"
            | "port"
            | "AS"
            | "campaign-name"
    )
}

/// Attribute of an unmasked value: the feed's own type where it still fits, the kind's otherwise.
pub(crate) fn attribute(value: Value<'_>, direction: Direction, ports: &[String], to_ids: bool) -> Mapped {
    from_feed(value, ports, to_ids).unwrap_or_else(|| from_kind(value, direction, to_ids))
}

fn from_feed(value: Value<'_>, ports: &[String], to_ids: bool) -> Option<Mapped> {
    let feed = match value.feed_type? {
        "malware-sample" => "filename|md5",
        other => other,
    };
    // Attachments need their bytes, which a package never carries.
    let info = describe(feed).filter(|info| info.name != "attachment")?;
    let Some((left, right)) = info.name.split_once('|') else {
        return single_fits(info.name, value.kind, value.value)
            .then(|| Mapped::typed(info.name, value.value, to_ids));
    };
    let (first, second) = halves(left, right, value, ports)?;
    let fits = single_fits(left, value.kind, first) && single_fits(right, value.kind, second);
    fits.then(|| Mapped::typed(info.name, format!("{first}|{second}"), to_ids))
}

/// A type of one value fits, unless MISP would refuse the form.
fn single_fits(name: &str, kind: K, text: &str) -> bool {
    let algorithm = match name {
        "md5" | "x509-fingerprint-md5" | "ja3-fingerprint-md5" | "imphash" => HashAlgorithm::Md5,
        "sha1" | "x509-fingerprint-sha1" => HashAlgorithm::Sha1,
        "sha224" => HashAlgorithm::Sha224,
        "sha256" | "x509-fingerprint-sha256" | "authentihash" => HashAlgorithm::Sha256,
        "sha384" => HashAlgorithm::Sha384,
        "sha512" => HashAlgorithm::Sha512,
        "ip-src" | "ip-dst" | "ip" => return is_address(text),
        "domain" | "hostname" => return kind == K::Domain || observable::domain(text).is_some(),
        "vulnerability" => return crate::is_cve_id(text),
        "port" => return text.parse::<u16>().is_ok(),
        "AS" => return !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()),
        _ => return !text.is_empty(),
    };
    algorithm.fits(text)
}

fn is_address(text: &str) -> bool {
    observable::ipv4(text).is_some() || observable::ipv6(text).is_some()
}

/// Both halves of a composite value; `None` when one is missing.
fn halves<'a>(left: &str, right: &str, value: Value<'a>, ports: &'a [String]) -> Option<(&'a str, &'a str)> {
    let text = value.value;
    let other = value.name.filter(|name| !name.is_empty());
    if let (None, Some(whole)) = (other, text.rsplit_once('|')) {
        return if left == "regkey" { text.split_once('|') } else { Some(whole) };
    }
    if right == "port" {
        let port = other.or(ports.first().map(String::as_str))?;
        return Some((text, port.split('/').find(|part| part.parse::<u16>().is_ok())?));
    }
    let other = other?;
    // The item is the half that identifies: the digest of `filename|sha256`, the key of `regkey|value`.
    let value_is_left = match left {
        "filename" => value.kind == K::FileName,
        "domain" => value.kind == K::Domain,
        _ => true,
    };
    Some(if value_is_left { (text, other) } else { (other, text) })
}

fn from_kind(value: Value<'_>, direction: Direction, to_ids: bool) -> Mapped {
    let text = value.value;
    let typed = |kind| Mapped::typed(kind, text, to_ids);
    match value.kind {
        K::Ipv4 | K::Ipv6 | K::Ipv4Cidr | K::Ipv6Cidr => match (is_address(text), direction) {
            (false, _) => Mapped::text("Network activity", text),
            (true, Direction::Inbound) => typed("ip-src"),
            (true, _) => typed("ip-dst"),
        },
        K::Domain => typed(if is_registrable(text) { "domain" } else { "hostname" }),
        K::Email if direction == Direction::Outbound => typed("email-dst"),
        K::Md5 | K::Sha1 | K::Sha224 | K::Sha256 | K::Sha384 | K::Sha512 => hash(value.kind, text, to_ids),
        K::CertificateHash => match HashAlgorithm::of_hex(text) {
            Some(HashAlgorithm::Md5) => typed("x509-fingerprint-md5"),
            Some(HashAlgorithm::Sha1) => typed("x509-fingerprint-sha1"),
            Some(HashAlgorithm::Sha256) => typed("x509-fingerprint-sha256"),
            _ => Mapped::text("Network activity", text),
        },
        K::Ja3 | K::Ja3s if HashAlgorithm::Md5.fits(text) => typed("ja3-fingerprint-md5"),
        K::Imphash if HashAlgorithm::Md5.fits(text) => typed("imphash"),
        K::Port => port_number(text).map_or_else(
            || Mapped::text("Network activity", text),
            |port| Mapped::typed("port", port.to_string(), false),
        ),
        K::Asn => observable::autonomous_system_number(text).map_or_else(
            || Mapped::text("Network activity", text),
            |asn| Mapped::typed("AS", asn.to_string(), false),
        ),
        K::Cve if crate::is_cve_id(&text.to_ascii_uppercase()) => typed("vulnerability"),
        K::AttackPattern => match value.name.filter(|name| !name.is_empty()) {
            Some(name) => Mapped::text("External analysis", &format!("{text} {name}")),
            None => Mapped::text("External analysis", text),
        },
        kind => match plain_type(kind) {
            Some(name) => typed(name),
            None => Mapped::text(text_category(kind), text),
        },
    }
}

fn hash(kind: K, text: &str, to_ids: bool) -> Mapped {
    let (name, algorithm) = match kind {
        K::Md5 => ("md5", HashAlgorithm::Md5),
        K::Sha1 => ("sha1", HashAlgorithm::Sha1),
        K::Sha224 => ("sha224", HashAlgorithm::Sha224),
        K::Sha256 => ("sha256", HashAlgorithm::Sha256),
        K::Sha384 => ("sha384", HashAlgorithm::Sha384),
        _ => ("sha512", HashAlgorithm::Sha512),
    };
    if algorithm.fits(text) {
        Mapped::typed(name, text, to_ids)
    } else {
        Mapped::text("Payload delivery", text)
    }
}

/// Attribute type of the kinds whose every value MISP takes.
const fn plain_type(kind: K) -> Option<&'static str> {
    Some(match kind {
        K::Url => "url",
        K::Email => "email-src",
        K::EmailSubject => "email-subject",
        K::Ssdeep => "ssdeep",
        K::Tlsh => "tlsh",
        K::FileName | K::FilePath => "filename",
        K::PdbPath => "pdb",
        K::RegistryKey => "regkey",
        K::Mutex => "mutex",
        K::Service => "windows-service-name",
        K::ScheduledTask => "windows-scheduled-task",
        K::NamedPipe => "named pipe",
        K::UserAgent => "user-agent",
        K::MacAddress => "mac-address",
        K::WalletBtc => "btc",
        K::WalletXmr => "xmr",
        K::ThreatActor => "threat-actor",
        K::YaraRule => "yara",
        K::SigmaRule => "sigma",
        K::SuricataRule => "suricata",
        K::StixPattern => "stix2-pattern",
        _ => return None,
    })
}

const fn text_category(kind: K) -> &'static str {
    match kind {
        K::WalletEth | K::WalletOther => "Financial fraud",
        K::CommandLine | K::SectionHash | K::Imphash => "Artifacts dropped",
        K::Ja3 | K::Ja3s | K::Ja4 | K::CertificateSerial | K::CertificateSubject => "Network activity",
        K::Cve | K::Jvn | K::Jvndb => "External analysis",
        K::Malware => "Payload delivery",
        _ => "Other",
    }
}

/// Two labels, or three under a second level such as `co.jp`.
fn is_registrable(host: &str) -> bool {
    const SECOND: [&str; 14] =
        ["co", "or", "ne", "ac", "go", "ad", "ed", "gr", "lg", "com", "net", "org", "gov", "edu"];
    let labels: Vec<&str> = host.split('.').collect();
    match labels.as_slice() {
        [_, second, top] => top.len() == 2 && SECOND.contains(second),
        other => other.len() <= 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_by_kind_direction_and_feed() {
        let hash = "d41d8cd98f00b204e9800998ecf8427e";
        type Row = (
            K,
            &'static str,
            Option<&'static str>,
            Option<&'static str>,
            Direction,
            (&'static str, &'static str),
        );
        let rows: [Row; 13] = [
            (K::Ipv4, "198.51.100.4", None, None, Direction::Inbound, ("ip-src", "198.51.100.4")),
            (K::Ipv4, "198.51.100.4", None, None, Direction::Unknown, ("ip-dst", "198.51.100.4")),
            (
                K::Ipv4,
                "198.51.100.4",
                Some("443"),
                Some("ip-dst|port"),
                Direction::Unknown,
                ("ip-dst|port", "198.51.100.4|443"),
            ),
            (
                K::Ipv4,
                "198.51.100.4",
                None,
                Some("ip-dst|port"),
                Direction::Unknown,
                ("ip-dst", "198.51.100.4"),
            ),
            (
                K::Md5,
                hash,
                Some("a.exe"),
                Some("filename|md5"),
                Direction::Unknown,
                ("filename|md5", "a.exe|d41d8cd98f00b204e9800998ecf8427e"),
            ),
            (
                K::Md5,
                hash,
                Some("a.exe"),
                Some("malware-sample"),
                Direction::Unknown,
                ("filename|md5", "a.exe|d41d8cd98f00b204e9800998ecf8427e"),
            ),
            (K::FileName, "a.exe", None, Some("attachment"), Direction::Unknown, ("filename", "a.exe")),
            (
                K::Domain,
                "update.example.org",
                None,
                None,
                Direction::Unknown,
                ("hostname", "update.example.org"),
            ),
            (K::Domain, "example.co.jp", None, None, Direction::Unknown, ("domain", "example.co.jp")),
            (
                K::RegistryKey,
                r"HKLM\a",
                Some("1"),
                Some("regkey|value"),
                Direction::Unknown,
                ("regkey|value", r"HKLM\a|1"),
            ),
            (K::Port, "443/tcp", None, None, Direction::Unknown, ("port", "443")),
            (K::Jvn, "JVNVU#91234567", None, None, Direction::Unknown, ("text", "JVNVU#91234567")),
            (K::Other, "x", None, Some("cookie"), Direction::Unknown, ("cookie", "x")),
        ];
        for (kind, value, name, feed_type, direction, expected) in rows {
            let mapped = attribute(Value { kind, value, name, feed_type }, direction, &[], true);
            assert_eq!((mapped.kind, mapped.value.as_str()), expected);
        }
    }

    #[test]
    fn every_kind_gets_a_type_that_misp_knows() {
        for kind in K::ALL {
            for value in ["x", "198.51.100.4", "d41d8cd98f00b204e9800998ecf8427e"] {
                let value = Value { kind: *kind, value, name: None, feed_type: None };
                let mapped = attribute(value, Direction::Unknown, &[], true);
                assert!(describe(mapped.kind).is_some(), "{kind:?} {}", mapped.kind);
            }
        }
    }
}
