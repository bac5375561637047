//! Stable ids of the rules of this module.

use noroshi_base::IndicatorKind;

macro_rules! rules {
    ($($kind:ident => $id:literal,)*) => {
        /// Id of the rule that finds a kind.
        pub(super) const fn of(kind: IndicatorKind) -> &'static str {
            match kind { $(IndicatorKind::$kind => $id,)* }
        }

        #[cfg(test)]
        const ALL: &[(IndicatorKind, &str)] = &[$((IndicatorKind::$kind, $id),)*];
    };
}

rules! {
    Ipv4 => "indicator.ipv4",
    Ipv6 => "indicator.ipv6",
    Ipv4Cidr => "indicator.ipv4-cidr",
    Ipv6Cidr => "indicator.ipv6-cidr",
    Domain => "indicator.domain",
    Url => "indicator.url",
    Email => "indicator.email",
    EmailSubject => "indicator.email-subject",
    Md5 => "indicator.md5",
    Sha1 => "indicator.sha1",
    Sha224 => "indicator.sha224",
    Sha256 => "indicator.sha256",
    Sha384 => "indicator.sha384",
    Sha512 => "indicator.sha512",
    Ssdeep => "indicator.ssdeep",
    Tlsh => "indicator.tlsh",
    Imphash => "indicator.imphash",
    SectionHash => "indicator.section-hash",
    FileName => "indicator.file-name",
    FilePath => "indicator.file-path",
    PdbPath => "indicator.pdb-path",
    RegistryKey => "indicator.registry-key",
    Mutex => "indicator.mutex",
    Service => "indicator.service",
    ScheduledTask => "indicator.scheduled-task",
    NamedPipe => "indicator.named-pipe",
    CommandLine => "indicator.command-line",
    UserAgent => "indicator.user-agent",
    Ja3 => "indicator.ja3",
    Ja3s => "indicator.ja3s",
    Ja4 => "indicator.ja4",
    Port => "indicator.port",
    Asn => "indicator.asn",
    MacAddress => "indicator.mac",
    CertificateHash => "indicator.certificate-hash",
    CertificateSerial => "indicator.certificate-serial",
    CertificateSubject => "indicator.certificate-subject",
    WalletBtc => "indicator.wallet-btc",
    WalletEth => "indicator.wallet-eth",
    WalletXmr => "indicator.wallet-xmr",
    WalletOther => "indicator.wallet-other",
    Cve => "indicator.cve",
    Jvn => "indicator.jvn",
    Jvndb => "indicator.jvndb",
    AttackPattern => "indicator.attack-pattern",
    Malware => "indicator.malware",
    ThreatActor => "indicator.threat-actor",
    YaraRule => "indicator.yara-rule",
    SigmaRule => "indicator.sigma-rule",
    SuricataRule => "indicator.suricata-rule",
    StixPattern => "indicator.stix-pattern",
    Other => "indicator.other",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_follow_keys() {
        for (kind, id) in ALL {
            assert_eq!(*id, format!("indicator.{}", kind.key()));
        }
    }
}
