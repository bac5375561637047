//! Addresses that look owned: public ones on the inner side of a record.

use std::net::Ipv4Addr;

/// Words before an address that put it on the inner side.
const INNER: &[&str] = &[
    "src=",
    "src:",
    "srcip=",
    "src_ip",
    "source=",
    "sourceip",
    "source ip",
    "client=",
    "client_ip",
    "client:",
    "x-forwarded-for",
    "nat",
    "送信元",
    "自社",
    "当社",
    "グローバルip",
    "外部ip",
];

/// The /24 of a public address that stands on the inner side of its line; `None` for all others.
///
/// Inner means: after a source word, or directly before an arrow.
pub(super) fn inner_side(text: &str, start: usize, address: &str) -> Option<String> {
    let ip: Ipv4Addr = address.parse().ok()?;
    if ip.is_private() || ip.is_loopback() || ip.is_link_local() || ip.is_multicast() || ip.is_unspecified() {
        return None;
    }
    let line_start = text.get(..start)?.rfind('\n').map_or(0, |at| at + 1);
    let mut window_start = start.saturating_sub(24).max(line_start);
    while !text.is_char_boundary(window_start) {
        window_start += 1;
    }
    let before = text.get(window_start..start)?.to_lowercase();
    let after = text.get(start + address.len()..).unwrap_or_default();
    let before_arrow = after.trim_start_matches([' ', ':', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
    let inner = INNER.iter().any(|word| before.contains(word))
        || before_arrow.starts_with("->")
        || before_arrow.starts_with('→');
    let [a, b, c, _] = ip.octets();
    inner.then(|| format!("{a}.{b}.{c}.0/24"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_public_sources_count() {
        let check = |line: &str, address: &str, expected: Option<&str>| {
            let start = line.find(address).expect("planted");
            assert_eq!(inner_side(line, start, address).as_deref(), expected, "{line}");
        };
        check("203.0.113.14 -> 198.51.100.77:8443", "203.0.113.14", Some("203.0.113.0/24"));
        check("203.0.113.14 -> 198.51.100.77:8443", "198.51.100.77", None);
        check("action=deny src=203.0.113.9 dst=198.51.100.1", "203.0.113.9", Some("203.0.113.0/24"));
        check("src=10.1.2.3 dst=198.51.100.1", "10.1.2.3", None);
        check("送信元は203.0.113.9でした", "203.0.113.9", Some("203.0.113.0/24"));
    }
}
