//! Addresses that exist only inside a network.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use noroshi_profile::IdentifierKind;

use super::Scan;
use super::walk::{after, before, digit, right};
use crate::Strength;

/// RFC 1918, shared (CGNAT) and link-local addresses in any spelling of their dots.
pub(super) fn private_v4(scan: &mut Scan<'_>, start: usize) {
    let text = scan.text;
    let previous = before(text, start);
    if previous.is_some_and(|c| c.is_alphanumeric() && !super::walk::is_wide(c) || c == '.' || c == '_')
        && !behind_escape(text, start)
    {
        return;
    }
    let Some((mut end, address)) = v4(text, start) else { return };
    if !is_internal(IpAddr::V4(address)) {
        return;
    }
    if after(text, end) == Some('/') {
        let length = right(text, end + 1, 2, |c| c.is_ascii_digit());
        if length > end + 1 && after(text, length) != Some('.') {
            end = length;
        }
    }
    scan.found(start..end, IdentifierKind::InternalAddress, Strength::Certain, "protect.internal-address");
}

fn behind_escape(text: &str, start: usize) -> bool {
    text.get(..start)
        .is_some_and(|before| before.ends_with("\\n") || before.ends_with("\\t") || before.ends_with("\\r"))
}

fn v4(text: &str, start: usize) -> Option<(usize, Ipv4Addr)> {
    let mut octets = [0_u8; 4];
    let mut at = start;
    for (index, slot) in octets.iter_mut().enumerate() {
        if index > 0 {
            let rest = text.get(at..)?;
            at += ["[.]", "(.)", "{.}", "[dot]", "(dot)", ".", "．", "。"]
                .iter()
                .find(|dot| rest.starts_with(**dot))?
                .len();
        }
        let end = right(text, at, 3, |c| digit(c).is_some());
        let value = text
            .get(at..end)?
            .chars()
            .filter_map(digit)
            .fold(0_u32, |value, digit| value * 10 + u32::from(digit));
        *slot = u8::try_from(value).ok().filter(|_| end > at)?;
        at = end;
    }
    let next = after(text, at);
    let goes_on = next.is_some_and(|c| c.is_ascii_digit() || c == '_')
        || next == Some('.') && after(text, at + 1).is_some_and(|c| c.is_ascii_digit())
        || next.is_some_and(|c| c.is_ascii_alphabetic());
    (!goes_on).then_some((at, Ipv4Addr::from(octets)))
}

/// Whether an address exists only inside networks; loopback and the unspecified address tell nothing.
pub(super) const fn is_internal(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => {
            let [a, b, _, _] = v4.octets();
            v4.is_private() || v4.is_link_local() || a == 100 && b >= 64 && b < 128
        }
        IpAddr::V6(v6) => {
            let first = v6.segments()[0];
            first & 0xfe00 == 0xfc00 || first & 0xffc0 == 0xfe80
        }
    }
}

/// ULA and link-local addresses.
pub(super) fn private_v6(scan: &mut Scan<'_>, start: usize) {
    let text = scan.text;
    if before(text, start).is_some_and(|c| c.is_ascii_alphanumeric() || c == ':') {
        return;
    }
    let end = right(text, start, 46, |c| c.is_ascii_hexdigit() || matches!(c, ':' | '.'));
    let run = text.get(start..end).unwrap_or("").trim_end_matches(['.', ':']);
    let run = if run.matches(':').count() < 2 {
        text.get(start..end).unwrap_or("").trim_end_matches('.')
    } else {
        run
    };
    if run.matches(':').count() < 2 {
        return;
    }
    if run.parse::<Ipv6Addr>().is_ok_and(|address| is_internal(IpAddr::V6(address))) {
        scan.found(
            start..start + run.len(),
            IdentifierKind::InternalAddress,
            Strength::Certain,
            "protect.internal-address",
        );
    }
}
