//! Warninglists: values that are often taken for indicators and are not.

use std::net::IpAddr;

use crate::pack::Table;

/// Longest value that is looked up, in bytes.
const LONGEST: usize = 2048;
/// Most labels of a host name that are tried as suffixes.
const LABELS: usize = 32;

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

/// Rows `key<TAB>set`, sorted by key, searched in place.
#[derive(Debug, Default)]
struct Section {
    text: &'static str,
    starts: Vec<u32>,
}

impl Section {
    fn new(text: &'static str) -> Self {
        let ends = memchr::memchr_iter(b'\n', text.as_bytes()).filter_map(|end| u32::try_from(end + 1).ok());
        let mut starts: Vec<u32> = std::iter::once(0).chain(ends).collect();
        starts.pop();
        Self { text, starts }
    }

    /// Text from a row on.
    fn from(&self, start: u32) -> &'static [u8] {
        self.text.as_bytes().get(start as usize..).unwrap_or_default()
    }

    /// Number of the set of a key.
    fn get(&self, key: &str) -> Option<usize> {
        // The tab sorts before every character of a key, so that rows compare as their keys do.
        let probe = [key.as_bytes(), b"\t"].concat();
        let compare = |start: &u32| {
            let row = self.from(*start);
            row.get(..probe.len()).unwrap_or(row).cmp(probe.as_slice())
        };
        let start = *self.starts.get(self.starts.binary_search_by(compare).ok()?)?;
        let set = self.from(start).get(probe.len()..)?;
        let set = set.get(..memchr::memchr(b'\n', set).unwrap_or(set.len()))?;
        std::str::from_utf8(set).ok()?.parse().ok()
    }

    /// Distinct first two characters of the keys: the prefix lengths of networks.
    fn lengths(&self) -> Vec<u32> {
        let mut lengths: Vec<u32> = Vec::new();
        for start in &self.starts {
            let key = self.text.get(*start as usize..*start as usize + 2).unwrap_or_default();
            if let Ok(length) = u32::from_str_radix(key, 16)
                && lengths.last() != Some(&length)
            {
                lengths.push(length);
            }
        }
        lengths
    }
}

/// All lists.
#[derive(Debug, Default)]
pub(crate) struct Warninglists {
    lists: Vec<Warninglist>,
    sets: Vec<Vec<usize>>,
    hosts: Section,
    suffixes: Section,
    mails: Section,
    files: Section,
    digests: Section,
    networks4: (Section, Vec<u32>),
    networks6: (Section, Vec<u32>),
}

impl Warninglists {
    pub(crate) fn load(table: &Table) -> Self {
        let mut out = Self::default();
        for part in table.body().split("\n[").map(|part| part.trim_start_matches('[')) {
            let Some((name, text)) = part.split_once("]\n") else { continue };
            match name {
                "lists" => out.lists = text.lines().filter_map(parse_list).collect(),
                "sets" => {
                    out.sets = text
                        .lines()
                        .map(|line| line.split(',').filter_map(|one| one.parse().ok()).collect())
                        .collect()
                }
                "host" => out.hosts = Section::new(text),
                "suffix" => out.suffixes = Section::new(text),
                "mail" => out.mails = Section::new(text),
                "file" => out.files = Section::new(text),
                "digest" => out.digests = Section::new(text),
                "cidr4" => out.networks4 = networks(text),
                "cidr6" => out.networks6 = networks(text),
                _ => {}
            }
        }
        out
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
            let key = format!("{:02x}{}", lower.len() / 2, lower.get(..16).unwrap_or_default());
            return sets.extend(self.digests.get(&key));
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
        match address.to_canonical() {
            IpAddr::V4(address) => {
                let longest = length.unwrap_or(32);
                for length in self.networks4.1.iter().filter(|length| **length <= longest) {
                    let mask = u32::MAX.checked_shl(32_u32.saturating_sub(*length)).unwrap_or(0);
                    sets.extend(
                        self.networks4.0.get(&format!("{length:02x}{:08x}", address.to_bits() & mask)),
                    );
                }
            }
            IpAddr::V6(address) => {
                let longest = length.unwrap_or(128);
                for length in self.networks6.1.iter().filter(|length| **length <= longest) {
                    let mask = u128::MAX.checked_shl(128_u32.saturating_sub(*length)).unwrap_or(0);
                    sets.extend(
                        self.networks6.0.get(&format!("{length:02x}{:032x}", address.to_bits() & mask)),
                    );
                }
            }
        }
    }
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

fn networks(text: &'static str) -> (Section, Vec<u32>) {
    let section = Section::new(text);
    let lengths = section.lengths();
    (section, lengths)
}

fn parse_list(line: &'static str) -> Option<Warninglist> {
    let mut cells = line.split('\t');
    let (id, name) = (cells.next()?, cells.next()?);
    let version = cells.next()?.trim_matches('"');
    Some(Warninglist { id, name, version, class: ListClass::parse(cells.next()?) })
}
