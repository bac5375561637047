//! Warninglists: values that are often taken for indicators and are not.

use std::net::IpAddr;

use crate::sections::{Names, Records};

/// Longest value that is looked up, in bytes.
const LONGEST: usize = 2048;
/// Most labels of a host name that are tried as suffixes.
const LABELS: usize = 32;

/// What stands before the sections.
const DATA: &[u8] = b"[data]\n";

/// What a list is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ListClass {
    /// Public DNS resolvers.
    PublicDns,
    /// Much-visited sites.
    TopSite,
    /// Content delivery networks: many customers behind one address.
    Cdn,
    /// Cloud providers: many customers in one range.
    Cloud,
    /// Hosts and ranges of a platform (Microsoft, Google, Apple, …).
    Platform,
    /// VPN and relay exits.
    Anonymiser,
    /// Mail relays.
    MailService,
    /// Throw-away mail domains.
    DisposableMail,
    /// Dynamic DNS providers.
    DynamicDns,
    /// URL shorteners and link pages.
    UrlShortener,
    /// Hosting where strangers share one name.
    SharedHosting,
    /// Domain parking.
    Parking,
    /// Sinkholes and block pages.
    Sinkhole,
    /// Address look-up and reachability services.
    LookupService,
    /// Certificate authorities: certificates, CRL and OCSP hosts.
    CertificateAuthority,
    /// Banks, universities, listed companies.
    Organisation,
    /// Known scanners.
    Scanner,
    /// Security vendors and analysis services.
    SecurityVendor,
    /// Digests of harmless or empty files.
    KnownFile,
    /// File names that stand on nearly every computer.
    FileName,
    /// Ranges and names reserved by standards.
    Reserved,
    /// Anything else.
    Other,
}

impl ListClass {
    fn parse(key: &str) -> Self {
        match key {
            "public-dns" => Self::PublicDns,
            "top-site" => Self::TopSite,
            "cdn" => Self::Cdn,
            "cloud" => Self::Cloud,
            "platform" => Self::Platform,
            "anonymiser" => Self::Anonymiser,
            "mail-service" => Self::MailService,
            "disposable-mail" => Self::DisposableMail,
            "dynamic-dns" => Self::DynamicDns,
            "url-shortener" => Self::UrlShortener,
            "shared-hosting" => Self::SharedHosting,
            "parking" => Self::Parking,
            "sinkhole" => Self::Sinkhole,
            "lookup-service" => Self::LookupService,
            "certificate-authority" => Self::CertificateAuthority,
            "organisation" => Self::Organisation,
            "scanner" => Self::Scanner,
            "security-vendor" => Self::SecurityVendor,
            "known-file" => Self::KnownFile,
            "file-name" => Self::FileName,
            "reserved" => Self::Reserved,
            _ => Self::Other,
        }
    }
}

/// One list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warninglist {
    /// Name of its file, such as `public-dns-v4`.
    pub id: &'static str,
    /// Name for people.
    pub name: &'static str,
    /// Version as published.
    pub version: &'static str,
    /// What it is about.
    pub class: ListClass,
}

/// All lists.
#[derive(Debug, Default)]
pub(crate) struct Warninglists {
    lists: Vec<Warninglist>,
    sets: Vec<Vec<usize>>,
    hosts: Names,
    suffixes: Names,
    mails: Names,
    files: Names,
    digests: Records,
    networks4: (Records, Vec<u8>),
    networks6: (Records, Vec<u8>),
}

impl Warninglists {
    /// Reads the head, the lists and the sets; the sections are searched where they lie.
    pub(crate) fn load(table: &'static [u8]) -> Self {
        let mut out = Self::default();
        let at = memchr::memmem::find(table, DATA).map_or(table.len(), |at| at + DATA.len());
        let (head, mut rest) = table.split_at(at);
        let text = std::str::from_utf8(head).unwrap_or_default();
        let (lists, sets) = text.split_once("[sets]\n").unwrap_or_default();
        let lists = lists.split_once("[lists]\n").unwrap_or_default().1;
        out.lists = lists.lines().filter_map(parse_list).collect();
        out.sets =
            sets.lines().map(|line| line.split(',').filter_map(|one| one.parse().ok()).collect()).collect();
        while let Some((name, content, following)) = section(rest) {
            out.take(name, content);
            rest = following;
        }
        out
    }

    fn take(&mut self, name: &str, content: &'static [u8]) {
        match name {
            "host" => self.hosts = Names::new(content).unwrap_or_default(),
            "suffix" => self.suffixes = Names::new(content).unwrap_or_default(),
            "mail" => self.mails = Names::new(content).unwrap_or_default(),
            "file" => self.files = Names::new(content).unwrap_or_default(),
            "digest" => self.digests = Records::new(content, 9),
            "cidr4" => self.networks4 = networks(Records::new(content, 5)),
            "cidr6" => self.networks6 = networks(Records::new(content, 17)),
            _ => {}
        }
    }

    pub(crate) fn all(&self) -> &[Warninglist] {
        &self.lists
    }

    /// Lists that know a value, in the order of their ids, each once.
    pub(crate) fn hits(&self, value: &str) -> Vec<&Warninglist> {
        let mut sets = Vec::new();
        if value.len() <= LONGEST {
            self.collect(value.trim(), &mut sets);
        }
        let mut numbers: Vec<usize> =
            sets.into_iter().filter_map(|set: usize| self.sets.get(set)).flatten().copied().collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers.into_iter().filter_map(|number| self.lists.get(number)).collect()
    }

    fn collect(&self, value: &str, sets: &mut Vec<usize>) {
        let lower = value.to_ascii_lowercase();
        if let Some((address, length)) = network(&lower) {
            return self.network(address, length, sets);
        }
        let digest = lower.len() >= 32
            && lower.len().is_multiple_of(2)
            && lower.bytes().all(|byte| byte.is_ascii_hexdigit());
        if digest {
            return sets.extend(digest_key(&lower).and_then(|key| self.digests.get(&key)));
        }
        if let Some((_, rest)) = lower.split_once("://") {
            return self.authority(rest, sets);
        }
        if let Some((_, domain)) = lower.rsplit_once('@') {
            return parents(domain).for_each(|parent| sets.extend(self.mails.get(parent)));
        }
        let file = lower.rsplit(['\\', '/']).next().unwrap_or_default();
        sets.extend(self.files.get(file));
        if file.len() == lower.len() {
            self.host(&lower, sets);
        }
    }

    fn authority(&self, rest: &str, sets: &mut Vec<usize>) {
        let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
        let host = authority.rsplit('@').next().unwrap_or_default();
        let host = match host.strip_prefix('[') {
            Some(inner) => inner.split(']').next().unwrap_or_default(),
            None => host.split(':').next().unwrap_or_default(),
        };
        match host.parse() {
            Ok(address) => self.network(address, None, sets),
            Err(_) => self.host(host, sets),
        }
    }

    fn host(&self, host: &str, sets: &mut Vec<usize>) {
        let host = host.trim_matches('.');
        sets.extend(self.hosts.get(host));
        parents(host).for_each(|parent| sets.extend(self.suffixes.get(parent)));
    }

    /// Networks that hold an address, or a network whole.
    fn network(&self, address: IpAddr, length: Option<u32>, sets: &mut Vec<usize>) {
        let (records, lengths, bits) = match address.to_canonical() {
            IpAddr::V4(address) => {
                (&self.networks4.0, &self.networks4.1, u128::from(address.to_bits()) << 96)
            }
            IpAddr::V6(address) => (&self.networks6.0, &self.networks6.1, address.to_bits()),
        };
        let longest = length.unwrap_or(128);
        for length in lengths.iter().filter(|length| u32::from(**length) <= longest) {
            let mask = u128::MAX.checked_shl(128_u32.saturating_sub((*length).into())).unwrap_or(0);
            let mut key = vec![*length];
            key.extend((bits & mask).to_be_bytes());
            key.truncate(records.key_width());
            sets.extend(records.get(&key));
        }
    }
}

/// Length and first eight bytes of a digest.
fn digest_key(digits: &str) -> Option<[u8; 9]> {
    let head = u64::from_str_radix(digits.get(..16)?, 16).ok()?;
    let mut key = [0; 9];
    let (length, rest) = key.split_first_mut()?;
    *length = u8::try_from(digits.len() / 2).ok()?;
    rest.copy_from_slice(&head.to_be_bytes());
    Some(key)
}

/// Name and content of the section that begins here, and what follows.
fn section(bytes: &'static [u8]) -> Option<(&'static str, &'static [u8], &'static [u8])> {
    let (name, rest) = bytes.split_at_checked(8)?;
    let (length, rest) = rest.split_first_chunk()?;
    let (content, rest) = rest.split_at_checked(usize::try_from(u32::from_le_bytes(*length)).ok()?)?;
    Some((std::str::from_utf8(name).ok()?.trim_end(), content, rest))
}

/// A host name and its parents, without the bare top level.
fn parents(host: &str) -> impl Iterator<Item = &str> {
    let host = host.trim_matches('.');
    let dots = memchr::memchr_iter(b'.', host.as_bytes()).map(|dot| dot + 1);
    std::iter::once(0)
        .chain(dots)
        .filter_map(|start| host.get(start..))
        .filter(|parent| parent.contains('.'))
        .take(LABELS)
}

/// An address, an address with a prefix length, or an IPv4 address with a port.
fn network(value: &str) -> Option<(IpAddr, Option<u32>)> {
    if let Ok(address) = value.parse() {
        return Some((address, None));
    }
    if let Some((address, length)) = value.split_once('/') {
        let (address, length): (IpAddr, u32) = (address.parse().ok()?, length.parse().ok()?);
        let most = if address.is_ipv4() { 32 } else { 128 };
        return (length <= most).then_some((address, Some(length)));
    }
    let (address, port) = value.rsplit_once([':', '|'])?;
    port.parse::<u16>().ok()?;
    Some((address.trim_matches(['[', ']']).parse().ok()?, None))
}

fn networks(records: Records) -> (Records, Vec<u8>) {
    let lengths = records.lengths();
    (records, lengths)
}

fn parse_list(line: &'static str) -> Option<Warninglist> {
    let mut cells = line.split('\t');
    let (id, name) = (cells.next()?, cells.next()?);
    let version = cells.next()?.trim_matches('"');
    Some(Warninglist { id, name, version, class: ListClass::parse(cells.next()?) })
}
