//! From a value to what detects it: a STIX pattern where the standard has a place for the value, a rule otherwise.

use noroshi_base::IndicatorKind as K;
use noroshi_stix::observable::{self, HashAlgorithm, Shape};
use noroshi_stix::pattern::{self, Comparison, Pattern};

/// A value as it stands in an item or in an extraction.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Value<'a> {
    pub(crate) kind: K,
    pub(crate) value: &'a str,
    pub(crate) name: Option<&'a str>,
    pub(crate) feed_type: Option<&'a str>,
}

/// Pattern with its language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Detection {
    /// `stix`, `yara`, …
    pub(crate) language: &'static str,
    pub(crate) text: String,
}

impl Detection {
    fn stix(pattern: Pattern) -> Self {
        Self { language: "stix", text: pattern.into_string() }
    }

    fn rule(language: &'static str, text: impl Into<String>) -> Self {
        Self { language, text: text.into() }
    }
}

const USER_AGENT: &str = "network-traffic:extensions.'http-request-ext'.request_header.'User-Agent'";
const SERVICE: &str = "process:extensions.'windows-service-ext'.service_name";
const TASK_TREE: &str =
    r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Schedule\TaskCache\Tree";

/// What detects a value; `None` when no language here has a place for it.
pub(crate) fn detection(value: Value<'_>) -> Option<Detection> {
    let text = value.value;
    if text.is_empty() {
        return None;
    }
    match value.kind {
        K::YaraRule => Some(Detection::rule("yara", text)),
        K::SigmaRule => Some(Detection::rule("sigma", text)),
        K::SuricataRule => Some(Detection::rule("suricata", text)),
        K::StixPattern => pattern::check(text).is_ok().then(|| Detection::rule("stix", text)),
        K::PdbPath => Some(Detection::rule("yara", yara_text("pdb_path", text))),
        K::Ja3 | K::Ja3s | K::Ja4 => fingerprint_rule(value.kind, text),
        K::RegistryKey => Some(Detection::stix(registry(text, value.name))),
        K::FilePath => Some(Detection::stix(path(text))),
        _ => comparison(value.kind, text).map(|comparison| Detection::stix(Pattern::one(&comparison))),
    }
}

/// What finds the masked form of a value.
pub(crate) fn regex_detection(kind: K, regex: &str) -> Detection {
    match regex_path(kind) {
        Some(path) => Detection::stix(Pattern::one(&Comparison::matches(path, regex))),
        None => Detection::rule("pcre", regex),
    }
}

fn comparison(kind: K, text: &str) -> Option<Comparison> {
    Some(match kind {
        K::Ipv4Cidr => Comparison::subset("ipv4-addr:value", text),
        K::Ipv6Cidr => Comparison::subset("ipv6-addr:value", text),
        K::Md5 | K::Sha1 | K::Sha224 | K::Sha256 | K::Sha384 | K::Sha512 | K::Ssdeep | K::Tlsh => {
            let algorithm = file_algorithm(kind)?;
            if !algorithm.fits(text) {
                return None;
            }
            Comparison::hash("file:hashes", algorithm.pattern_name(), text)
        }
        K::SectionHash => {
            let algorithm = HashAlgorithm::of_hex(text)?;
            let sections = "file:extensions.'windows-pebinary-ext'.sections[*].hashes";
            Comparison::hash(sections, algorithm.pattern_name(), text)
        }
        K::CertificateHash => {
            let algorithm = HashAlgorithm::of_hex(text)?;
            Comparison::hash("x509-certificate:hashes", algorithm.pattern_name(), text)
        }
        K::Port => Comparison::number("network-traffic:dst_port", u64::from(port_number(text)?)),
        K::Asn => {
            let number = observable::autonomous_system_number(text)?;
            Comparison::number("autonomous-system:number", u64::from(number))
        }
        K::ScheduledTask => {
            let key = format!(r"{TASK_TREE}\{}", text.trim_start_matches('\\'));
            Comparison::equals("windows-registry-key:key", &key)
        }
        K::FileName => {
            let name = text.rsplit(['\\', '/']).next().filter(|name| !name.is_empty()).unwrap_or(text);
            Comparison::equals("file:name", name)
        }
        _ => Comparison::equals(equal_path(kind)?, text),
    })
}

/// Object path of the kinds whose value stands there as it is.
const fn equal_path(kind: K) -> Option<&'static str> {
    Some(match kind {
        K::Ipv4 => "ipv4-addr:value",
        K::Ipv6 => "ipv6-addr:value",
        K::Domain => "domain-name:value",
        K::Url => "url:value",
        K::Email => "email-addr:value",
        K::EmailSubject => "email-message:subject",
        K::Imphash => "file:extensions.'windows-pebinary-ext'.imphash",
        K::Mutex => "mutex:name",
        K::Service => SERVICE,
        K::NamedPipe => "file:name",
        K::CommandLine => "process:command_line",
        K::UserAgent => USER_AGENT,
        K::MacAddress => "mac-addr:value",
        K::CertificateSerial => "x509-certificate:serial_number",
        K::CertificateSubject => "x509-certificate:subject",
        K::WalletBtc | K::WalletEth | K::WalletXmr | K::WalletOther => "cryptocurrency-wallet:value",
        _ => return None,
    })
}

/// Object path that a regular expression over this kind looks at.
const fn regex_path(kind: K) -> Option<&'static str> {
    match kind {
        K::FileName | K::FilePath | K::NamedPipe => Some("file:name"),
        K::RegistryKey => Some("windows-registry-key:key"),
        K::Url
        | K::Domain
        | K::Email
        | K::EmailSubject
        | K::Mutex
        | K::Service
        | K::CommandLine
        | K::UserAgent
        | K::CertificateSubject => equal_path(kind),
        _ => None,
    }
}

const fn file_algorithm(kind: K) -> Option<HashAlgorithm> {
    Some(match kind {
        K::Md5 => HashAlgorithm::Md5,
        K::Sha1 => HashAlgorithm::Sha1,
        K::Sha224 => HashAlgorithm::Sha224,
        K::Sha256 => HashAlgorithm::Sha256,
        K::Sha384 => HashAlgorithm::Sha384,
        K::Sha512 => HashAlgorithm::Sha512,
        K::Ssdeep => HashAlgorithm::Ssdeep,
        K::Tlsh => HashAlgorithm::Tlsh,
        _ => return None,
    })
}

/// Port of `443`, `443/tcp` or `tcp/443`.
pub(crate) fn port_number(text: &str) -> Option<u16> {
    text.split('/').find_map(|part| part.trim().parse().ok())
}

/// File name and directory, as the standard wants them apart.
fn path(text: &str) -> Pattern {
    let cut = text.rfind(['\\', '/']);
    let (directory, name) = match cut {
        Some(at) => (text.get(..at).unwrap_or_default(), text.get(at + 1..).unwrap_or_default()),
        None => ("", text),
    };
    if name.is_empty() {
        let bare = if directory.is_empty() { text } else { directory };
        return Pattern::one(&Comparison::equals("directory:path", bare));
    }
    let named = Comparison::equals("file:name", name);
    match directory {
        "" => Pattern::one(&named),
        path => Pattern::all(&named, &[Comparison::equals("file:parent_directory_ref.path", path)]),
    }
}

/// Key alone, or key with the data of a value (`regkey|value`).
fn registry(text: &str, data: Option<&str>) -> Pattern {
    let (key, inner) = match text.split_once('|') {
        Some((key, inner)) => (key, Some(inner)),
        None => (text, data),
    };
    let key = Comparison::equals("windows-registry-key:key", &observable::full_hive(key));
    match inner.filter(|inner| !inner.is_empty()) {
        Some(inner) => {
            Pattern::all(&key, &[Comparison::equals("windows-registry-key:values[*].data", inner)])
        }
        None => Pattern::one(&key),
    }
}

/// YARA rule that finds a text in ASCII and UTF-16.
fn yara_text(name: &str, text: &str) -> String {
    let mut literal = String::with_capacity(text.len() + 16);
    for &byte in text.as_bytes() {
        match byte {
            b'"' | b'\\' => literal.extend(['\\', char::from(byte)]),
            0x20..=0x7e => literal.push(char::from(byte)),
            other => literal.push_str(&format!("\\x{other:02x}")),
        }
    }
    let wide = if text.is_ascii() { " ascii wide" } else { "" };
    format!("rule {name} {{ strings: $a = \"{literal}\"{wide} condition: $a }}")
}

/// Suricata rule over a TLS fingerprint; `None` for a form that Suricata has no buffer for.
fn fingerprint_rule(kind: K, text: &str) -> Option<Detection> {
    let md5 = HashAlgorithm::Md5.fits(text);
    let buffer = match kind {
        K::Ja3 if md5 => "ja3.hash",
        K::Ja3s if md5 => "ja3s.hash",
        K::Ja4 if is_ja4_client(text) => "ja4.hash",
        _ => return None,
    };
    let (from, to) =
        if kind == K::Ja3s { ("$EXTERNAL_NET", "$HOME_NET") } else { ("$HOME_NET", "$EXTERNAL_NET") };
    // Numbers from the range for local use; the last digits come from the value, which is in the rule anyway.
    let sid = 9_000_000 + text.bytes().fold(0_u32, |sum, byte| (sum * 31 + u32::from(byte)) % 1_000_000);
    let lower = text.to_ascii_lowercase();
    Some(Detection::rule(
        "suricata",
        format!(
            "alert tls {from} any -> {to} any (msg:\"TLS fingerprint {lower}\"; {buffer}; content:\"{lower}\"; \
             sid:{sid}; rev:1;)"
        ),
    ))
}

fn is_ja4_client(text: &str) -> bool {
    let parts: Vec<&str> = text.split('_').collect();
    let hex = |part: &str| part.len() == 12 && part.bytes().all(|byte| byte.is_ascii_hexdigit());
    let plain = |part: &str| part.len() == 10 && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    matches!(parts.as_slice(), [a, b, c] if plain(a) && a.starts_with(['t', 'q', 'd']) && hex(b) && hex(c))
}

/// Observable object of a value; `None` where the standard has none that fits it.
pub(crate) fn shape(value: Value<'_>) -> Option<Shape> {
    let text = value.value;
    match value.kind {
        K::Ipv4 | K::Ipv4Cidr => observable::ipv4(text),
        K::Ipv6 | K::Ipv6Cidr => observable::ipv6(text),
        K::Domain => observable::domain(text),
        K::Url => observable::url(text),
        K::Email => observable::email(text),
        K::MacAddress => observable::mac(text),
        K::Asn => observable::autonomous_system(text),
        K::Mutex => observable::mutex(text),
        K::RegistryKey => observable::registry_key(text),
        K::FileName | K::FilePath | K::NamedPipe => observable::file_name(text),
        kind => {
            let (name, mut properties) = observable::file_hash(file_algorithm(kind)?, text)?;
            let composite = value.feed_type.is_some_and(|feed| feed.starts_with("filename|"));
            if let (Some(file), true) = (value.name.filter(|file| !file.is_empty()), composite) {
                properties.insert("name".to_owned(), file.into());
            }
            Some((name, properties))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn detect(kind: K, value: &str) -> String {
        let value = Value { kind, value, name: None, feed_type: None };
        detection(value).map_or_else(|| "-".to_owned(), |found| found.text)
    }

    #[test]
    fn patterns_by_kind() {
        for (kind, value, expected) in [
            (K::Ipv4, "198.51.100.4", "[ipv4-addr:value = '198.51.100.4']"),
            (K::Ipv4Cidr, "198.51.100.0/24", "[ipv4-addr:value ISSUBSET '198.51.100.0/24']"),
            (K::Url, r"http://a/'\", r"[url:value = 'http://a/\'\\']"),
            (
                K::FilePath,
                r"C:\PerfLogs\a.exe",
                r"[file:name = 'a.exe' AND file:parent_directory_ref.path = 'C:\\PerfLogs']",
            ),
            (K::FilePath, "/tmp/", "[directory:path = '/tmp']"),
            (K::FilePath, "/", "[directory:path = '/']"),
            (K::RegistryKey, r"HKCU\Run", r"[windows-registry-key:key = 'HKEY_CURRENT_USER\\Run']"),
            (K::Port, "4444/tcp", "[network-traffic:dst_port = 4444]"),
            (K::Port, "99999", "-"),
            (K::Md5, "zz", "-"),
            (K::StixPattern, "[file:name = 'a'", "-"),
            (K::Other, "x", "-"),
            (
                K::PdbPath,
                r#"D:\a"é.pdb"#,
                r#"rule pdb_path { strings: $a = "D:\\a\"\xc3\xa9.pdb" condition: $a }"#,
            ),
        ] {
            assert_eq!(detect(kind, value), expected);
        }
    }

    #[test]
    fn every_stix_pattern_passes_the_checker() {
        for kind in K::ALL {
            for value in
                ["a'b\\c\nd", "198.51.100.4", "d41d8cd98f00b204e9800998ecf8427e", "443", "日本'\\\\''"]
            {
                let value = Value { kind: *kind, value, name: Some("n'\\"), feed_type: None };
                let found = [detection(value), Some(regex_detection(*kind, value.value))];
                for found in found.into_iter().flatten().filter(|found| found.language == "stix") {
                    assert_eq!(pattern::check(&found.text), Ok(()), "{}", found.text);
                }
            }
        }
    }
}
