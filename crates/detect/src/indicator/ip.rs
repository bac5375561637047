//! Addresses, networks, MAC addresses and other values that colons or dots separate.

use std::net::{Ipv4Addr, Ipv6Addr};

use noroshi_base::IndicatorKind;

use super::scan::Scan;

/// Words before a dotted number that say it is a version.
const VERSION_CUES: &[&str] =
    &["version", "ver.", "ver ", "build", "release", "バージョン", "firmware", "ファームウェア", "oid", "v."];

/// Four decimal parts without leading zeros.
pub(super) fn parse_v4(bytes: &[u8]) -> Option<Ipv4Addr> {
    if !(7..=15).contains(&bytes.len()) {
        return None;
    }
    let (mut parts, mut index, mut part, mut digits) = ([0; 4], 0, 0_u32, 0);
    for byte in bytes {
        match byte {
            b'0'..=b'9' if digits == 0 || part != 0 => {
                part = part * 10 + u32::from(byte - b'0');
                digits += 1;
                if part > 255 {
                    return None;
                }
            }
            b'.' if digits > 0 && index < 3 => {
                *parts.get_mut(index)? = part as u8;
                (index, part, digits) = (index + 1, 0, 0);
            }
            _ => return None,
        }
    }
    *parts.get_mut(3)? = part as u8;
    (index == 3 && digits > 0).then(|| Ipv4Addr::from(parts))
}

/// An address in decimal, octal or hexadecimal notation, as browsers read it in a URL.
pub(super) fn parse_odd_v4(host: &[u8]) -> Option<Ipv4Addr> {
    let host = std::str::from_utf8(host).ok()?;
    let mut parts = [0_u64; 4];
    let mut count = 0;
    for part in host.split('.') {
        *parts.get_mut(count)? = parse_number(part)?;
        count += 1;
    }
    let (last, head) = parts.get(..count)?.split_last()?;
    let mut value = 0_u64;
    for part in head {
        if *part > 255 {
            return None;
        }
        value = value << 8 | part;
    }
    let bits = 8 * (5 - u32::try_from(count).ok()?);
    if *last >> bits != 0 {
        return None;
    }
    u32::try_from(value << bits | last).ok().filter(|value| *value > 0x00FF_FFFF).map(Ipv4Addr::from)
}

fn parse_number(part: &str) -> Option<u64> {
    if part.is_empty() || part.len() > 12 {
        return None;
    }
    let hex = part.strip_prefix("0x").or_else(|| part.strip_prefix("0X"));
    match (hex, part.strip_prefix('0')) {
        (Some(hex), _) => u64::from_str_radix(hex, 16).ok(),
        (None, Some(octal)) if !octal.is_empty() => u64::from_str_radix(octal, 8).ok(),
        _ if part.bytes().all(|byte| byte.is_ascii_digit()) => part.parse().ok(),
        _ => None,
    }
}

impl Scan<'_, '_> {
    /// An IPv4 address or network at the start of a dotted word of digits; gives the end of what it took.
    pub(super) fn v4(&mut self, start: usize, end: usize) -> Option<usize> {
        let length =
            self.slice(start..end).iter().take_while(|byte| byte.is_ascii_digit() || **byte == b'.').count();
        let mut stop = start + length;
        while self.before(stop) == b'.' && stop > start {
            stop -= 1;
        }
        let address = parse_v4(self.slice(start..stop))?;
        let next = self.at(stop);
        let goes_on = next.is_ascii_alphanumeric() || (next == b'.' && self.at(stop + 1).is_ascii_digit());
        if goes_on || self.is_version(start) {
            return None;
        }
        self.after_v4(start, stop, address)
    }

    /// Network, scheme-less URL, port, or the address alone.
    fn after_v4(&mut self, start: usize, stop: usize, address: Ipv4Addr) -> Option<usize> {
        if self.at(stop) == b'/'
            && let Some((bits, end)) = self.prefix_length(stop + 1, 32)
        {
            self.emit(start..end, IndicatorKind::Ipv4Cidr, format!("{address}/{bits}"));
            return Some(end);
        }
        if let Some(end) = self.bare_url(start, stop) {
            return Some(end);
        }
        // What was parsed has no other spelling.
        self.emit(start..stop, IndicatorKind::Ipv4, self.str(start..stop).to_owned());
        Some(self.port_after(stop))
    }

    /// The number after `/` of a network and its end.
    fn prefix_length(&self, start: usize, most: u32) -> Option<(u32, usize)> {
        let digits = self.slice(start..start + 4).iter().take_while(|byte| byte.is_ascii_digit()).count();
        if !(1..=3).contains(&digits) {
            return None;
        }
        let end = start + digits;
        let next = self.at(end);
        if next.is_ascii_alphanumeric()
            || matches!(next, b'/' | b'_' | b'-')
            || (next == b'.' && self.at(end + 1).is_ascii_alphanumeric())
        {
            return None;
        }
        let bits: u32 = self.str(start..end).parse().ok()?;
        (bits <= most).then_some((bits, end))
    }

    /// Records `:8443` or `:8443/tcp` after a host; gives the end of it, or `stop`.
    pub(super) fn port_after(&mut self, stop: usize) -> usize {
        let Some((port, mut end)) = self.port_at(stop) else { return stop };
        let mut value = port.to_string();
        if let Some(protocol @ ("tcp" | "udp")) = self.protocol_at(end, true) {
            end += 1 + protocol.len();
            value = [&value, "/", protocol].concat();
        }
        if !matches!(self.role, noroshi_read::Role::Lines) {
            self.emit(stop + 1..end, IndicatorKind::Port, value);
        }
        end
    }

    /// The protocol that `/tcp` names behind a host or its port: no path, though it looks like one.
    pub(super) fn protocol_at(&self, slash: usize, behind_port: bool) -> Option<&'static str> {
        const TRANSPORTS: [&str; 6] = ["tcp", "udp", "sctp", "icmp", "tls", "ssl"];
        const SERVICES: [&str; 7] = ["http", "https", "dns", "smtp", "ssh", "rdp", "smb"];
        if self.at(slash) != b'/' {
            return None;
        }
        let window = self.slice(slash + 1..slash + 8);
        let length = window.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
        let word = window.get(..length)?;
        // A path goes on, or is a file or a query.
        let next = self.at(slash + 1 + length);
        let goes_on = matches!(next, b'/' | b'?' | b'#' | b'_' | b'-' | b'%' | b'=' | b'&')
            || next == b'.' && self.at(slash + 2 + length).is_ascii_alphanumeric();
        let services = if behind_port { &SERVICES[..] } else { &[] };
        TRANSPORTS
            .iter()
            .chain(services)
            .copied()
            .find(|name| !goes_on && word.eq_ignore_ascii_case(name.as_bytes()))
    }

    /// Reads `:8443` at an offset.
    pub(super) fn port_at(&self, at: usize) -> Option<(u16, usize)> {
        if self.at(at) != b':' {
            return None;
        }
        let digits = self.slice(at + 1..at + 7).iter().take_while(|byte| byte.is_ascii_digit()).count();
        let end = at + 1 + digits;
        let port: u16 = self.str(at + 1..end).parse().ok()?;
        let next = self.at(end);
        let ends = !next.is_ascii_alphanumeric()
            && next != b':'
            && next != b'_'
            && !(next == b'.' && self.at(end + 1).is_ascii_digit());
        (port > 0 && ends).then_some((port, end))
    }

    /// Whether what stands before a dotted number says that it is a version.
    fn is_version(&self, start: usize) -> bool {
        let before = self.before(start);
        if before.is_ascii_alphabetic() || matches!(before, b'-' | b'_') {
            return true;
        }
        if before == b'/' {
            // `Product/1.2.3.4`, as in a user agent.
            let product = self.slice(start.saturating_sub(24)..start - 1);
            let name = product.rsplit(|byte| !byte.is_ascii_alphanumeric()).next().unwrap_or_default();
            return name.len() > 2
                && name.first().is_some_and(u8::is_ascii_uppercase)
                && !name.iter().all(u8::is_ascii_uppercase);
        }
        let stated = match self.role {
            noroshi_read::Role::Property(name) => ends_in_version(name.as_bytes()),
            // A program's version resource: the name in one string, the number in the next.
            noroshi_read::Role::Strings => {
                let lead = self.slice(start.saturating_sub(24)..start).trim_ascii_end();
                before == b'\n' && ends_in_version(lead)
            }
            _ => false,
        };
        if stated {
            return true;
        }
        let near = self.slice(start.saturating_sub(18)..start);
        let near = near.rsplit(|byte| matches!(byte, b'\n' | b',' | b';' | b'(')).next().unwrap_or_default();
        (0..near.len()).any(|at| {
            let rest = near.get(at..).unwrap_or_default();
            let may_open = matches!(
                rest.first().map(u8::to_ascii_lowercase),
                Some(b'b' | b'f' | b'o' | b'r' | b'v' | 0xE3)
            );
            may_open
                && VERSION_CUES.iter().any(|cue| {
                    rest.get(..cue.len()).is_some_and(|head| head.eq_ignore_ascii_case(cue.as_bytes()))
                })
        })
    }

    /// A value of colon-separated hexadecimal groups that begins at `start`.
    pub(super) fn colons(&mut self, start: usize) -> Option<usize> {
        if start < self.colons_done {
            return None;
        }
        let window = self.slice(start..start + 128);
        let length =
            window.iter().take_while(|byte| byte.is_ascii_hexdigit() || matches!(byte, b':' | b'.')).count();
        self.colons_done = start + length;
        let mut end = start + length;
        while matches!(self.before(end), b':' | b'.') && !self.slice(start..end).ends_with(b"::") {
            end -= 1;
        }
        let run = self.slice(start..end);
        let colons = run.iter().filter(|byte| **byte == b':').count();
        if self.is_joined(start, end) {
            return self.ssdeep(start);
        }
        if colons < 2 {
            return self.ssdeep(start);
        }
        self.pairs(start, end).or_else(|| self.v6(start, end)).or_else(|| self.ssdeep(start))
    }

    fn is_joined(&self, start: usize, end: usize) -> bool {
        let (before, next) = (self.before(start), self.at(end));
        before.is_ascii_alphanumeric() || before == b':' || next.is_ascii_alphanumeric() || next == b'_'
    }

    /// A MAC address or the fingerprint of a certificate: pairs joined by colons.
    fn pairs(&mut self, start: usize, end: usize) -> Option<usize> {
        let run = self.slice(start..end);
        let groups = (run.len() + 1) / 3;
        let is_pairs = (run.len() + 1).is_multiple_of(3)
            && run.iter().skip(2).step_by(3).all(|byte| *byte == b':')
            && run.iter().filter(|byte| **byte == b':').count() + 1 == groups;
        if !is_pairs {
            return None;
        }
        let kind = match groups {
            6 => IndicatorKind::MacAddress,
            16 | 20 | 32 => IndicatorKind::CertificateHash,
            8..=19 if self.cue_before(start, &["serial", "シリアル"]) => IndicatorKind::CertificateSerial,
            _ => return None,
        };
        let mut value = self.str(start..end).to_ascii_lowercase();
        if groups != 6 {
            value.retain(|character| character != ':');
        }
        self.emit(start..end, kind, value);
        Some(end)
    }

    fn v6(&mut self, start: usize, end: usize) -> Option<usize> {
        let run = self.str(start..end);
        let address: Ipv6Addr = run.parse().ok()?;
        let groups = run.split(':').filter(|group| !group.is_empty()).count();
        let has_digit = run.bytes().any(|byte| byte.is_ascii_digit());
        // `::` and `ab::cd` are program text far more often than addresses.
        if groups == 0
            || (!has_digit && groups < 4)
            || (groups < 2 && !run.starts_with("::1") && !run.ends_with("::"))
        {
            return None;
        }
        if self.at(end) == b'/'
            && let Some((bits, stop)) = self.prefix_length(end + 1, 128)
        {
            self.emit(start..stop, IndicatorKind::Ipv6Cidr, format!("{address}/{bits}"));
            return Some(stop);
        }
        self.emit(start..end, IndicatorKind::Ipv6, address.to_string());
        Some(end)
    }
}

/// `FileVersion`, `ProductVersion`, `product-version`.
fn ends_in_version(name: &[u8]) -> bool {
    name.len()
        .checked_sub(7)
        .and_then(|from| name.get(from..))
        .is_some_and(|end| end.eq_ignore_ascii_case(b"version"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_notation_is_what_the_standard_says() {
        for host in [
            "192.0.2.1",
            "0.0.0.0",
            "255.255.255.255",
            "1.2.3.4.5",
            "256.0.0.1",
            "01.2.3.4",
            "1.02.3.4",
            "1..2.3",
            "1.2.3.",
            ".1.2.3",
            "1.2.3.00",
            "1.2.3",
            "1.2.3.4a",
            "1234.1.1.1",
            "10.20.30.400",
            "",
        ] {
            assert_eq!(parse_v4(host.as_bytes()), host.parse().ok(), "{host}");
        }
    }

    #[test]
    fn odd_notations_are_read_as_browsers_read_them() {
        let expected = Some(Ipv4Addr::new(192, 0, 2, 1));
        for host in
            ["3221225985", "0xC0000201", "0300.0.2.1", "0xc0.0x0.0x2.0x1", "192.0.513", "0300.0x0.2.01"]
        {
            assert_eq!(parse_odd_v4(host.as_bytes()), expected, "{host}");
        }
        for host in ["1.2.3.4.5", "192.0.2.300", "", "0x", "abc", "99999999999"] {
            assert_eq!(parse_odd_v4(host.as_bytes()), None, "{host}");
        }
    }
}
