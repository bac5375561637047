//! Kinds of indicators: what describes the attacker.

use serde::{Deserialize, Serialize};

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $key:literal => $stix:literal,)*) => {
        /// Kind of an indicator.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum IndicatorKind {
            $($(#[$doc])* #[serde(rename = $key)] $name,)*
        }

        impl IndicatorKind {
            /// All kinds.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// Stable key, such as `sha256`.
            pub const fn key(self) -> &'static str {
                match self { $(Self::$name => $key,)* }
            }

            /// Type of the STIX 2.1 object that carries it (`file`, `domain-name`, `vulnerability`, …).
            pub const fn stix_type(self) -> &'static str {
                match self { $(Self::$name => $stix,)* }
            }
        }
    };
}

kinds! {
    /// IPv4 address.
    Ipv4 = "ipv4" => "ipv4-addr",
    /// IPv6 address.
    Ipv6 = "ipv6" => "ipv6-addr",
    /// IPv4 network.
    Ipv4Cidr = "ipv4-cidr" => "ipv4-addr",
    /// IPv6 network.
    Ipv6Cidr = "ipv6-cidr" => "ipv6-addr",
    /// Domain or host name.
    Domain = "domain" => "domain-name",
    /// URL.
    Url = "url" => "url",
    /// E-mail address.
    Email = "email" => "email-addr",
    /// E-mail subject.
    EmailSubject = "email-subject" => "email-message",
    /// MD5.
    Md5 = "md5" => "file",
    /// SHA-1.
    Sha1 = "sha1" => "file",
    /// SHA-224.
    Sha224 = "sha224" => "file",
    /// SHA-256.
    Sha256 = "sha256" => "file",
    /// SHA-384.
    Sha384 = "sha384" => "file",
    /// SHA-512.
    Sha512 = "sha512" => "file",
    /// ssdeep fuzzy hash.
    Ssdeep = "ssdeep" => "file",
    /// TLSH fuzzy hash.
    Tlsh = "tlsh" => "file",
    /// Import hash of a PE file.
    Imphash = "imphash" => "file",
    /// Digest of one section of a program.
    SectionHash = "section-hash" => "file",
    /// File name without directory.
    FileName = "file-name" => "file",
    /// Path of a file or directory.
    FilePath = "file-path" => "file",
    /// PDB path of a build.
    PdbPath = "pdb-path" => "file",
    /// Windows registry key or value.
    RegistryKey = "registry-key" => "windows-registry-key",
    /// Mutex.
    Mutex = "mutex" => "mutex",
    /// Windows service or daemon name.
    Service = "service" => "process",
    /// Scheduled task.
    ScheduledTask = "scheduled-task" => "process",
    /// Named pipe.
    NamedPipe = "named-pipe" => "file",
    /// Command line.
    CommandLine = "command-line" => "process",
    /// HTTP user agent.
    UserAgent = "user-agent" => "network-traffic",
    /// JA3 TLS client fingerprint.
    Ja3 = "ja3" => "network-traffic",
    /// JA3S TLS server fingerprint.
    Ja3s = "ja3s" => "network-traffic",
    /// JA4 family fingerprint.
    Ja4 = "ja4" => "network-traffic",
    /// Port, with `/tcp` or `/udp` where known.
    Port = "port" => "network-traffic",
    /// Autonomous system number.
    Asn = "asn" => "autonomous-system",
    /// MAC address.
    MacAddress = "mac" => "mac-addr",
    /// Fingerprint of a certificate.
    CertificateHash = "certificate-hash" => "x509-certificate",
    /// Serial number of a certificate.
    CertificateSerial = "certificate-serial" => "x509-certificate",
    /// Subject of a certificate.
    CertificateSubject = "certificate-subject" => "x509-certificate",
    /// Bitcoin address.
    WalletBtc = "wallet-btc" => "cryptocurrency-wallet",
    /// Ethereum address.
    WalletEth = "wallet-eth" => "cryptocurrency-wallet",
    /// Monero address.
    WalletXmr = "wallet-xmr" => "cryptocurrency-wallet",
    /// Another crypto wallet address.
    WalletOther = "wallet-other" => "cryptocurrency-wallet",
    /// CVE id.
    Cve = "cve" => "vulnerability",
    /// JVN or JVNVU id.
    Jvn = "jvn" => "vulnerability",
    /// JVNDB id.
    Jvndb = "jvndb" => "vulnerability",
    /// ATT&CK technique id.
    AttackPattern = "attack-pattern" => "attack-pattern",
    /// Malware or tool family.
    Malware = "malware" => "malware",
    /// Threat actor.
    ThreatActor = "threat-actor" => "threat-actor",
    /// YARA rule, whole.
    YaraRule = "yara-rule" => "indicator",
    /// Sigma rule, whole.
    SigmaRule = "sigma-rule" => "indicator",
    /// Suricata or Snort rule, whole line.
    SuricataRule = "suricata-rule" => "indicator",
    /// STIX pattern, whole.
    StixPattern = "stix-pattern" => "indicator",
    /// A typed value of a feed that has no kind of its own here.
    Other = "other" => "artifact",
}

impl IndicatorKind {
    /// Finds a kind by its key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.key() == key)
    }

    /// Whether the value is a digest of a whole file.
    pub const fn is_file_hash(self) -> bool {
        matches!(
            self,
            Self::Md5
                | Self::Sha1
                | Self::Sha224
                | Self::Sha256
                | Self::Sha384
                | Self::Sha512
                | Self::Ssdeep
                | Self::Tlsh
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_unique_and_found_again() {
        for kind in IndicatorKind::ALL {
            assert_eq!(IndicatorKind::from_key(kind.key()), Some(*kind));
        }
    }
}
