//! Host names: which part is registered, which label was made for one victim.

use std::net::IpAddr;
use std::ops::Range;

use ipnet::IpNet;
use noroshi_base::IndicatorKind;
use noroshi_profile::Variants;

/// Host part of a value, as bytes of the value; `None` when it has none.
pub(crate) fn host_of(kind: IndicatorKind, value: &str) -> Option<Range<usize>> {
    match kind {
        IndicatorKind::Domain | IndicatorKind::Ipv4 | IndicatorKind::Ipv6 => Some(0..value.len()),
        IndicatorKind::Email => value.rfind('@').map(|at| at + 1..value.len()),
        IndicatorKind::Url => url_host(value),
        _ => None,
    }
}

fn url_host(url: &str) -> Option<Range<usize>> {
    let start = url.find("://").map(|at| at + 3)?;
    let rest = url.get(start..)?;
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    let user = authority.rfind('@').map_or(0, |at| at + 1);
    let host = authority.get(user..)?;
    let len = if host.starts_with('[') {
        host.find(']').map_or(host.len(), |at| at + 1)
    } else {
        host.find(':').unwrap_or(host.len())
    };
    Some(start + user..start + user + len)
}

/// Bytes of the host that are its registrable domain; the whole host when it is an address or a single label.
pub(crate) fn registrable(host: &str) -> Range<usize> {
    let trimmed = host.trim_end_matches('.');
    if host.starts_with('[') || trimmed.parse::<IpAddr>().is_ok() {
        return 0..host.len();
    }
    let lower = trimmed.to_ascii_lowercase();
    let len = psl::domain_str(&lower).map_or(lower.len(), str::len);
    trimmed.len().saturating_sub(len)..host.len()
}

/// Whether an address or host is the victim's, by the profile alone.
pub(crate) fn owned(variants: &Variants, kind: IndicatorKind, value: &str) -> bool {
    if let IndicatorKind::Ipv4Cidr | IndicatorKind::Ipv6Cidr = kind {
        return value.parse::<IpNet>().is_ok_and(|net| {
            variants.networks.iter().any(|own| {
                own.contains(&net.network())
                    || net.contains(&own.network()) && net.prefix_len() + 8 >= own.prefix_len()
            })
        });
    }
    host_of(kind, value).and_then(|range| value.get(range)).is_some_and(|host| {
        address(host).map_or_else(|| below(&variants.domains, host), |ip| in_networks(variants, ip))
    })
}

/// Whether a host belongs to a related organisation, by the profile alone.
pub(crate) fn related(variants: &Variants, kind: IndicatorKind, value: &str) -> bool {
    host_of(kind, value)
        .and_then(|range| value.get(range))
        .is_some_and(|host| below(&variants.related_domains, host))
}

fn below<S: AsRef<str>>(domains: &[S], host: &str) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    domains
        .iter()
        .map(AsRef::as_ref)
        .any(|domain| host == *domain || host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.')))
}

fn address(host: &str) -> Option<IpAddr> {
    host.trim_matches(['[', ']']).parse().ok()
}

fn in_networks(variants: &Variants, ip: IpAddr) -> bool {
    let mapped = match ip {
        IpAddr::V6(v6) => v6.to_ipv4_mapped().map(IpAddr::V4),
        IpAddr::V4(_) => None,
    };
    variants.networks.iter().any(|net| net.contains(&ip) || mapped.is_some_and(|v4| net.contains(&v4)))
}

/// Whether an address is of no public network.
pub(crate) fn is_internal(kind: IndicatorKind, value: &str) -> bool {
    let text = match kind {
        IndicatorKind::Ipv4Cidr | IndicatorKind::Ipv6Cidr => value.split('/').next().unwrap_or_default(),
        _ => match host_of(kind, value).and_then(|range| value.get(range)) {
            Some(host) => host,
            None => return false,
        },
    };
    match address(text) {
        Some(IpAddr::V4(ip)) => {
            let shared = ip.octets()[0] == 100 && (64..128).contains(&ip.octets()[1]);
            ip.is_private()
                || ip.is_loopback()
                || ip.is_link_local()
                || shared
                || ip.is_unspecified()
                || ip.is_broadcast()
        }
        Some(IpAddr::V6(ip)) => {
            ip.is_loopback() || ip.is_unique_local() || ip.is_unicast_link_local() || ip.is_unspecified()
        }
        None => internal_name(text),
    }
}

fn internal_name(host: &str) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    const ENDS: &[&str] = &[
        ".local",
        ".localdomain",
        ".lan",
        ".internal",
        ".intranet",
        ".corp",
        ".home",
        ".home.arpa",
        ".private",
        ".localhost",
    ];
    host == "localhost" || ENDS.iter().any(|end| host.ends_with(end)) || is_unrooted(&host)
}

/// Whether a host is a name that standards keep for examples.
pub(crate) fn is_documentation(kind: IndicatorKind, value: &str) -> bool {
    const KEPT: &[&str] =
        &["example", "test", "invalid", "example.com", "example.net", "example.org", "example.jp"];
    host_of(kind, value).and_then(|range| value.get(range)).is_some_and(|host| below(KEPT, host))
}

/// Whether a host lies below a suffix under which strangers rent names (`github.io`, `duckdns.org`).
pub(crate) fn is_rented(kind: IndicatorKind, value: &str) -> bool {
    let host =
        host_of(kind, value).and_then(|range| value.get(range)).unwrap_or_default().to_ascii_lowercase();
    psl::domain(host.as_bytes()).is_some_and(|domain| domain.suffix().typ() == Some(psl::Type::Private))
}

/// Whether a name ends in no top-level domain that exists: it can only be resolved inside.
fn is_unrooted(host: &str) -> bool {
    const KNOWN: &[&str] = &[
        "example", "test", "invalid", "onion", "i2p", "bit", "lib", "coin", "emc", "bazar", "eth", "crypto",
        "zil",
    ];
    let last = host.rsplit('.').next().unwrap_or_default();
    host.contains('.')
        && !KNOWN.contains(&last)
        && psl::suffix(host.as_bytes()).is_none_or(|suffix| !suffix.is_known())
}

/// Whether a domain belongs to the kinds that Japanese organisations hold.
pub(crate) fn japanese_organisation(host: &str) -> bool {
    const ENDS: &[&str] = &[".co.jp", ".go.jp", ".ac.jp", ".or.jp", ".ed.jp", ".lg.jp", ".gr.jp", ".ad.jp"];
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    ENDS.iter().any(|end| host.ends_with(end))
}

/// Labels below the registrable domain that look drawn by a machine, as bytes of the host; nothing when none does.
pub(crate) fn drawn_labels(host: &str) -> Option<Range<usize>> {
    let registered = registrable(host).start;
    let below = host.get(..registered)?.trim_end_matches('.');
    let mut end = 0;
    let mut at = 0;
    for label in below.split('.') {
        if drawn(label) {
            end = at + label.len();
        }
        at += label.len() + 1;
    }
    (end > 0).then_some(0..end)
}

/// Whether a label looks drawn by a machine: digits and letters in turns, or long and without a rhythm of vowels.
pub(crate) fn drawn(label: &str) -> bool {
    let bytes = label.as_bytes();
    let digits = bytes.iter().filter(|b| b.is_ascii_digit()).count();
    let letters = bytes.iter().filter(|b| b.is_ascii_alphabetic()).count();
    if bytes.len() < 5 || digits + letters != bytes.len() || letters < 2 || label.starts_with("xn--") {
        return false;
    }
    let turns =
        bytes.windows(2).filter(|w| matches!(w, [a, b] if a.is_ascii_digit() != b.is_ascii_digit())).count();
    let vowels = bytes.iter().filter(|b| b"aeiouyAEIOUY".contains(b)).count();
    let mixed = digits >= 2 && turns >= 3;
    let long = bytes.len() >= 16 && digits >= 2;
    let rough = bytes.len() >= 12 && vowels * 5 < letters;
    mixed || long || rough
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn registered_part() {
        for (host, part) in [
            ("ahi.cdn-sync.example.net", "example.net"),
            ("a.b.co.jp", "b.co.jp"),
            ("x.duckdns.org", "x.duckdns.org"),
            ("1.2.3.4", "1.2.3.4"),
            ("aonami-support.example", "aonami-support.example"),
        ] {
            assert_eq!(host.get(registrable(host)), Some(part));
        }
    }

    #[test]
    fn hosts_of_urls() {
        for (url, host) in [
            ("http://a.example/x", "a.example"),
            ("https://u:p@b.example:8080?x", "b.example"),
            ("http://[2001:db8::1]:80/", "[2001:db8::1]"),
        ] {
            assert_eq!(url_host(url).and_then(|r| url.get(r)), Some(host));
        }
    }

    #[test]
    fn drawn_labels_are_told_from_words() {
        for label in ["k3x9q", "r8stkst71ebqgj66", "6a57jk2ba1d9keg15cbg"] {
            assert!(drawn(label), "{label}");
        }
        for label in ["cdn-sync", "update", "panel2", "mail01", "ec2", "windows10", "web2024", "office365"] {
            assert!(!drawn(label), "{label}");
        }
        assert_eq!(drawn_labels("k3x9q.panel.example.net"), Some(0..5));
        assert_eq!(drawn_labels("panel.example.net"), None);
    }

    #[test]
    fn names_that_resolve_only_inside() {
        for host in ["prx01.corp.kaisha", "dc1.ad.local", "localhost", "10.1.2.3", "fe80::1", "100.64.0.1"] {
            let kind = if host.contains(':') { IndicatorKind::Ipv6 } else { IndicatorKind::Domain };
            assert!(is_internal(kind, host), "{host}");
        }
        for host in ["a.example", "x.onion", "evil.co.jp", "198.51.100.1", "2001:db8::1", "a.xn--p1ai"] {
            let kind = if host.contains(':') { IndicatorKind::Ipv6 } else { IndicatorKind::Domain };
            assert!(!is_internal(kind, host), "{host}");
        }
        assert!(is_rented(IndicatorKind::Url, "https://evil.github.io/x"));
        assert!(!is_rented(IndicatorKind::Domain, "www.example.com"));
    }

    #[test]
    fn owned_ranges_in_any_spelling() {
        let variants = Variants {
            networks: vec!["203.0.113.0/26".parse().expect("net"), "2001:db8:aa::/48".parse().expect("net")],
            domains: vec!["aonami.example".into()],
            ..Variants::default()
        };
        use IndicatorKind as K;
        for (kind, value) in [
            (K::Ipv4, "203.0.113.14"),
            (K::Ipv6, "2001:DB8:AA::1"),
            (K::Ipv6, "::ffff:203.0.113.14"),
            (K::Domain, "vpn.AONAMI.example"),
            (K::Url, "https://203.0.113.1:8/x"),
            (K::Email, "a@aonami.example"),
            (K::Ipv4Cidr, "203.0.113.0/27"),
        ] {
            assert!(owned(&variants, kind, value), "{value}");
        }
        for (kind, value) in [
            (K::Ipv4, "203.0.113.201"),
            (K::Domain, "notaonami.example"),
            (K::Ipv6, "2001:db8:ff::9"),
            (K::Ipv4Cidr, "0.0.0.0/0"),
        ] {
            assert!(!owned(&variants, kind, value), "{value}");
        }
    }
}
