//! From a feed's own type names to kinds.

use noroshi_base::IndicatorKind as Kind;

/// Kind of a MISP attribute type; composites have none and are kept whole.
pub(super) fn misp(feed_type: &str, value: &str) -> Option<Kind> {
    Some(match feed_type {
        "ip-src" | "ip-dst" | "ip" => return ip(value),
        "domain" | "hostname" => Kind::Domain,
        "url" | "uri" | "link" => Kind::Url,
        "email" | "email-src" | "email-dst" | "email-reply-to" | "whois-registrant-email" | "eppn" => {
            Kind::Email
        }
        "email-subject" => Kind::EmailSubject,
        "md5" => Kind::Md5,
        "sha1" => Kind::Sha1,
        "sha224" => Kind::Sha224,
        "sha256" => Kind::Sha256,
        "sha384" => Kind::Sha384,
        "sha512" => Kind::Sha512,
        "ssdeep" => Kind::Ssdeep,
        "tlsh" => Kind::Tlsh,
        "imphash" => Kind::Imphash,
        "filename" | "email-attachment" => return Some(file(value)),
        "pdb" => Kind::PdbPath,
        "regkey" => Kind::RegistryKey,
        "mutex" => Kind::Mutex,
        "windows-service-name" | "windows-service-displayname" => Kind::Service,
        "windows-scheduled-task" => Kind::ScheduledTask,
        "named pipe" => Kind::NamedPipe,
        "user-agent" => Kind::UserAgent,
        "ja3-fingerprint-md5" => Kind::Ja3,
        "jarm-fingerprint" | "favicon-mmh3" | "community-id" | "hassh-md5" | "hasshserver-md5" => Kind::Other,
        "port" => Kind::Port,
        "AS" => Kind::Asn,
        "mac-address" => Kind::MacAddress,
        "x509-fingerprint-md5" | "x509-fingerprint-sha1" | "x509-fingerprint-sha256" => Kind::CertificateHash,
        "btc" => Kind::WalletBtc,
        "xmr" => Kind::WalletXmr,
        "dash" | "iban" => Kind::WalletOther,
        "vulnerability" => return vulnerability(value),
        "yara" => Kind::YaraRule,
        "sigma" => Kind::SigmaRule,
        "snort" | "suricata" => Kind::SuricataRule,
        "stix2-pattern" => Kind::StixPattern,
        "malware-type" => Kind::Malware,
        "threat-actor" | "campaign-name" => Kind::ThreatActor,
        _ => return None,
    })
}

/// Kind of the cluster values of a MISP galaxy.
pub(super) fn galaxy(name: &str) -> Option<Kind> {
    let name = name.to_ascii_lowercase();
    let has = |part: &str| name.contains(part);
    if has("attack-pattern") {
        Some(Kind::AttackPattern)
    } else if has("threat-actor") || has("intrusion-set") || has("activity-group") {
        Some(Kind::ThreatActor)
    } else if [
        "malware",
        "malpedia",
        "ransomware",
        "botnet",
        "banker",
        "stealer",
        "backdoor",
        "android",
        "cryptominers",
    ]
    .iter()
    .any(|part| has(part))
        || matches!(name.as_str(), "rat" | "tool" | "exploit-kit" | "tds")
        || name.ends_with("-tool")
    {
        Some(Kind::Malware)
    } else {
        None
    }
}

/// Kind of a value at a STIX object path, such as `file` and `hashes.SHA-256`.
pub(super) fn stix(object: &str, path: &str, value: &str) -> Option<Kind> {
    let last = path.rsplit('.').next().unwrap_or(path);
    if path.starts_with("hashes") || path.contains(".hashes.") || path.contains("cert.sha") {
        return if object == "x509-certificate" { Some(Kind::CertificateHash) } else { hash(last) };
    }
    match (object, last) {
        ("ipv4-addr" | "ipv6-addr", "value") => ip(value),
        ("domain-name", "value") => Some(Kind::Domain),
        ("url", "value") | ("artifact", "url") => Some(Kind::Url),
        ("email-addr", "value") | ("email-message", "value") => Some(Kind::Email),
        ("email-message", "subject") => Some(Kind::EmailSubject),
        ("mac-addr", "value") => Some(Kind::MacAddress),
        ("network-traffic", "value") => ip(value).or(Some(Kind::Domain)),
        ("network-traffic", "src_port" | "dst_port") => Some(Kind::Port),
        (_, "User-Agent" | "user_agent") | ("user-agent", "value") => Some(Kind::UserAgent),
        ("file", "name") => Some(file(value)),
        ("file" | "directory", "path") | ("file", "file_path") => Some(Kind::FilePath),
        ("process", "command_line") => Some(Kind::CommandLine),
        ("process", "name") => Some(file(value)),
        ("process", "service_name" | "display_name") => Some(Kind::Service),
        ("mutex", "name") => Some(Kind::Mutex),
        ("windows-registry-key", "key") => Some(Kind::RegistryKey),
        ("x509-certificate", "serial_number") => Some(Kind::CertificateSerial),
        ("x509-certificate", "subject") => Some(Kind::CertificateSubject),
        ("autonomous-system", "number") => Some(Kind::Asn),
        ("cryptocurrency-wallet", "value" | "address") => Some(wallet(value)),
        _ => None,
    }
}

fn hash(key: &str) -> Option<Kind> {
    let plain: String =
        key.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    Some(match plain.as_str() {
        "md5" => Kind::Md5,
        "sha1" => Kind::Sha1,
        "sha224" => Kind::Sha224,
        "sha256" => Kind::Sha256,
        "sha384" => Kind::Sha384,
        "sha512" => Kind::Sha512,
        "ssdeep" => Kind::Ssdeep,
        "tlsh" => Kind::Tlsh,
        "imphash" => Kind::Imphash,
        _ => return None,
    })
}

/// Kind of an address or network; `None` when it is neither.
pub(super) fn ip(value: &str) -> Option<Kind> {
    let (address, network) = match value.split_once('/') {
        Some((address, _)) => (address, true),
        None => (value, false),
    };
    match (address.trim().parse::<std::net::IpAddr>().ok()?, network) {
        (std::net::IpAddr::V4(_), false) => Some(Kind::Ipv4),
        (std::net::IpAddr::V4(_), true) => Some(Kind::Ipv4Cidr),
        (std::net::IpAddr::V6(_), false) => Some(Kind::Ipv6),
        (std::net::IpAddr::V6(_), true) => Some(Kind::Ipv6Cidr),
    }
}

fn file(value: &str) -> Kind {
    if value.contains(['/', '\\']) { Kind::FilePath } else { Kind::FileName }
}

/// Kind of a vulnerability id.
pub(super) fn vulnerability(value: &str) -> Option<Kind> {
    let upper = value.trim().to_ascii_uppercase();
    if upper.starts_with("CVE-") {
        Some(Kind::Cve)
    } else if upper.starts_with("JVNDB") {
        Some(Kind::Jvndb)
    } else if upper.starts_with("JVN") {
        Some(Kind::Jvn)
    } else {
        None
    }
}

fn wallet(value: &str) -> Kind {
    if value.starts_with("0x") {
        Kind::WalletEth
    } else if value.starts_with("bc1") || value.starts_with(['1', '3']) {
        Kind::WalletBtc
    } else {
        Kind::WalletOther
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_map_to_kinds() {
        for (feed_type, value, kind) in [
            ("ip-dst", "198.51.100.7", Some(Kind::Ipv4)),
            ("ip-src", "2001:db8::/32", Some(Kind::Ipv6Cidr)),
            ("ip-dst", "not an ip", None),
            ("filename", "C:\\a\\b.exe", Some(Kind::FilePath)),
            ("filename|sha256", "a|b", None),
            ("vulnerability", "CVE-2024-1234", Some(Kind::Cve)),
            ("vulnerability", "JVNDB-2024-000001", Some(Kind::Jvndb)),
        ] {
            assert_eq!(misp(feed_type, value), kind, "{feed_type}");
        }
        for (object, path, value, kind) in [
            ("file", "hashes.SHA-256", "x", Some(Kind::Sha256)),
            ("file", "hashes.MD5", "x", Some(Kind::Md5)),
            ("x509-certificate", "hashes.SHA-1", "x", Some(Kind::CertificateHash)),
            ("network-traffic", "dst_ref.value", "198.51.100.7", Some(Kind::Ipv4)),
            ("network-traffic", "dst_ref.value", "evil.example", Some(Kind::Domain)),
            (
                "network-traffic",
                "extensions.http-request-ext.request_header.User-Agent",
                "x",
                Some(Kind::UserAgent),
            ),
            ("x-unknown", "value", "x", None),
        ] {
            assert_eq!(stix(object, path, value), kind, "{object}:{path}");
        }
        assert_eq!(galaxy("mitre-attack-pattern"), Some(Kind::AttackPattern));
        assert_eq!(galaxy("threat-actor"), Some(Kind::ThreatActor));
        assert_eq!(galaxy("sector"), None);
    }
}
