//! Kinds that are judged alike.

use noroshi_base::IndicatorKind;

/// How a value is built, as far as judgement cares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Shape {
    /// One address.
    Address,
    /// A network.
    Network,
    /// A domain or host name.
    Domain,
    /// A URL.
    Url,
    /// A mail address.
    Mail,
    /// A mail subject.
    Subject,
    /// Digest of a whole file, fuzzy ones included: a pivot into public collections.
    FileHash,
    /// Digest of a part: two builds can share it.
    PartHash,
    /// A file name.
    FileName,
    /// A path on disk.
    Path,
    /// Where the attacker built it.
    BuildPath,
    /// A name the attacker gave to an object of the system.
    Object,
    /// A command line.
    Command,
    /// What a client calls itself.
    Agent,
    /// A trait of traffic that no name is in.
    Trait,
    /// An id that public collections resolve to a certificate.
    Certificate,
    /// Names inside a certificate.
    CertificateName,
    /// A wallet.
    Wallet,
    /// A vulnerability.
    Vulnerability,
    /// A word of a public catalogue.
    Catalogue,
    /// A detection rule, whole.
    Rule,
    /// A typed value of a feed without a kind of its own.
    Other,
}

/// Shape of a kind. There is no wildcard: a new kind does not compile until its fate is decided here.
pub(crate) const fn shape(kind: IndicatorKind) -> Shape {
    use IndicatorKind as K;
    match kind {
        K::Ipv4 | K::Ipv6 => Shape::Address,
        K::Ipv4Cidr | K::Ipv6Cidr => Shape::Network,
        K::Domain => Shape::Domain,
        K::Url => Shape::Url,
        K::Email => Shape::Mail,
        K::EmailSubject => Shape::Subject,
        K::Md5 | K::Sha1 | K::Sha224 | K::Sha256 | K::Sha384 | K::Sha512 | K::Ssdeep | K::Tlsh => {
            Shape::FileHash
        }
        K::Imphash | K::SectionHash => Shape::PartHash,
        K::FileName => Shape::FileName,
        K::FilePath => Shape::Path,
        K::PdbPath => Shape::BuildPath,
        K::RegistryKey | K::Mutex | K::Service | K::ScheduledTask | K::NamedPipe => Shape::Object,
        K::CommandLine => Shape::Command,
        K::UserAgent => Shape::Agent,
        K::Ja3 | K::Ja3s | K::Ja4 | K::Port | K::Asn | K::MacAddress => Shape::Trait,
        K::CertificateHash | K::CertificateSerial => Shape::Certificate,
        K::CertificateSubject => Shape::CertificateName,
        K::WalletBtc | K::WalletEth | K::WalletXmr | K::WalletOther => Shape::Wallet,
        K::Cve | K::Jvn | K::Jvndb => Shape::Vulnerability,
        K::AttackPattern | K::Malware | K::ThreatActor => Shape::Catalogue,
        K::YaraRule | K::SigmaRule | K::SuricataRule | K::StixPattern => Shape::Rule,
        K::Other => Shape::Other,
    }
}
