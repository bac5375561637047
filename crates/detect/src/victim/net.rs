//! Addresses of owned networks in every notation.
//!
//! In: the networks. Out: the squashed prefixes their addresses begin with, and a parser that reads the address (or
//! the range) at a candidate and says whether an owned network holds it.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use noroshi_profile::fold::{fold, is_invisible, squash};

use super::grow;

/// Characters one address can take, escapes and dots in words included.
const LONGEST: usize = 160;

/// Squashed needles for one network; candidates only.
pub(crate) fn needles(network: &IpNet) -> Vec<String> {
    let mut out = match network {
        IpNet::V4(network) => v4_needles(network),
        IpNet::V6(network) => v6_needles(network),
    };
    out.iter_mut().for_each(|text| *text = squash(text));
    out.sort();
    out.dedup();
    out
}

fn v4_needles(network: &Ipv4Net) -> Vec<String> {
    let mut out = Vec::new();
    // Whole octets are fixed; a network wider than two octets is up to 256 pairs of octets.
    let whole = if network.prefix_len() >= 24 { 3 } else { 2 };
    let parts: Vec<[u8; 4]> = match network.subnets(16) {
        Ok(subnets) if network.prefix_len() < 16 => {
            subnets.take(256).map(|subnet| subnet.network().octets()).collect()
        }
        _ => vec![network.network().octets()],
    };
    for octets in parts {
        let fixed = octets.get(..whole).unwrap_or(&[]);
        let join =
            |format: fn(u8) -> String| -> String { fixed.iter().map(|&octet| format(octet)).collect() };
        let dot: Vec<String> = fixed.iter().map(u8::to_string).collect();
        out.extend([
            join(|octet| octet.to_string()),
            join(|octet| format!("{octet:03}")),
            join(|octet| format!("0x{octet:x}")),
            join(|octet| format!("0x{octet:02x}")),
            join(|octet| format!("0{octet:o}")),
            join(|octet| if octet == 0 { "0".to_owned() } else { format!("0{octet:o}") }),
            join(|octet| format!("{octet:04o}")),
            join(|octet| format!("{octet:02x}")),
            dot.join("dot"),
        ]);
        let reversed: String = fixed.iter().rev().map(u8::to_string).collect();
        out.push(format!("{reversed}inaddrarpa"));
    }
    out.extend(decimal_prefixes(u32::from(network.network()), u32::from(network.broadcast())));
    for length in 16..network.prefix_len() {
        if let Ok(wider) = Ipv4Net::new(network.addr(), length) {
            out.push(format!("{}/{length}", wider.network()));
        }
    }
    out
}

/// Decimal strings that begin every number of a range; at most a few dozen.
fn decimal_prefixes(first: u32, last: u32) -> Vec<String> {
    let mut out = Vec::new();
    let (mut low, high) = (u64::from(first), u64::from(last) + 1);
    while low < high {
        let mut size = 1_u64;
        while low % (size * 10) == 0 && low + size * 10 <= high && size < 1_000_000 {
            size *= 10;
        }
        if low >= 1_000_000_000 && out.len() < 200 {
            out.push((low / size).to_string());
        }
        low += size;
    }
    out
}

fn v6_needles(network: &Ipv6Net) -> Vec<String> {
    let groups = network.network().segments();
    let fixed = groups.get(..usize::from(network.prefix_len() / 16).clamp(1, 8)).unwrap_or(&[]);
    let short: String = fixed.iter().map(|group| format!("{group:x}")).collect();
    let long: String = fixed.iter().map(|group| format!("{group:04x}")).collect();
    let compressed: String =
        fixed.iter().filter(|&&group| group != 0).map(|group| format!("{group:x}")).collect();
    let nibbles: String = long.chars().rev().collect();
    vec![short, long, compressed, format!("{nibbles}ip6arpa")]
}

/// A network mention read at a candidate: its end, and whether it is sure to be an address.
pub(crate) struct Mention {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) canonical: String,
    /// Written as a bare number or hexadecimal word, which other things are too.
    pub(crate) bare: bool,
}

/// Reads the address, range or reverse name around a candidate and compares it with the network.
pub(crate) fn read(text: &str, start: usize, end: usize, network: &IpNet) -> Option<Mention> {
    if end - start > LONGEST {
        return None;
    }
    let slice = fold(text.get(start..end)?);
    if slice.ends_with("arpa") {
        return reverse(text, start, end, network);
    }
    match network {
        IpNet::V4(network) => dotted(text, start, network)
            .or_else(|| bare(text, start, network))
            .or_else(|| mapped(text, start, network)),
        IpNet::V6(network) => colon(text, start, network),
    }
}

fn reverse(text: &str, start: usize, end: usize, network: &IpNet) -> Option<Mention> {
    let from = grow::run_before(text, start, |c| c.is_ascii_hexdigit() || matches!(c, '.' | '-'));
    let whole = text.get(from..end)?.to_lowercase();
    if let IpNet::V4(network) = network {
        let octets: Vec<u8> = whole.split(['.', '-']).map_while(|part| part.parse().ok()).collect();
        let address = match octets.as_slice() {
            [d, c, b, a, ..] => Ipv4Addr::new(*a, *b, *c, *d),
            [c, b, a] => Ipv4Addr::new(*a, *b, *c, 0),
            _ => return None,
        };
        let inside = network.contains(&address) || octets.len() == 3;
        return inside.then(|| Mention { start: from, end, canonical: address.to_string(), bare: false });
    }
    Some(Mention { start: from, end, canonical: whole, bare: false })
}

/// A cursor over the folded text that remembers original offsets.
struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl Cursor<'_> {
    /// The next character, width folded.
    fn peek(&self) -> Option<char> {
        let c = self.text.get(self.at..)?.chars().next()?;
        Some(match c {
            '\u{FF01}'..='\u{FF5E}' => {
                char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c).to_ascii_lowercase()
            }
            '。' | '｡' | '․' => '.',
            _ => c.to_ascii_lowercase(),
        })
    }

    fn bump(&mut self) {
        self.at += self.text.get(self.at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8);
    }

    /// Decimal, octal (leading 0) or hexadecimal (0x) octet.
    fn octet(&mut self) -> Option<u8> {
        let mut digits = String::new();
        while let Some(c) = self.peek().filter(|c| c.is_ascii_hexdigit() || *c == 'x') {
            if digits.len() >= 4
                || !(c.is_ascii_digit() || digits.starts_with("0x") || c == 'x' && digits == "0")
            {
                break;
            }
            digits.push(c);
            self.bump();
        }
        if let Some(hex) = digits.strip_prefix("0x") {
            return u8::from_str_radix(hex, 16).ok();
        }
        if digits.len() == 4 {
            return u8::from_str_radix(&digits, 8).ok();
        }
        digits.parse().ok()
    }

    /// Invisible characters and line ends.
    fn skip_nothing(&mut self) {
        while self.peek().is_some_and(|c| is_invisible(c) || matches!(c, '\n' | '\r')) {
            self.bump();
        }
    }

    /// A separator in any spelling; a kind so that the next must be alike.
    fn separator(&mut self) -> Option<char> {
        const WORDS: &[&str] = &[
            "[dot]", "(dot)", "{dot}", " dot ", "[.]", "(.)", "{.}", "[.", ".]", "\\.", " . ", "[,]", "dot",
            "・", "%2e", "&#46;",
        ];
        self.skip_nothing();
        let rest: String = self.text.get(self.at..)?.chars().take(8).collect::<String>().to_lowercase();
        if let Some(word) = WORDS.iter().find(|word| rest.starts_with(**word)) {
            self.at += word.len();
            return Some('.');
        }
        let c = self.peek().filter(|c| matches!(c, '.' | '-' | '_' | ','))?;
        self.bump();
        self.skip_nothing();
        Some(if c == ',' { '.' } else { c })
    }
}

fn number_before(text: &str, start: usize) -> bool {
    let mut before = text.get(..start).unwrap_or("").chars().rev();
    match before.next() {
        Some(c) if c.is_ascii_digit() => true,
        Some('.') => before.next().is_some_and(|c| c.is_ascii_digit()),
        _ => false,
    }
}

/// `203.0.113.5` in any spelling of its dots and octets, or `203.0.113.x`, `203.0.113.0/24`, `203.0.113.`.
fn dotted(text: &str, start: usize, network: &Ipv4Net) -> Option<Mention> {
    if number_before(text, start) {
        return None;
    }
    let mut cursor = Cursor { text, at: start };
    let mut octets = [0_u8; 4];
    let mut kind = None;
    let mut count = 0;
    let mut end = start;
    for slot in &mut octets {
        if count > 0 {
            let separator = cursor.separator();
            if separator.is_none() || kind.is_some_and(|kind| Some(kind) != separator) {
                break;
            }
            kind = separator;
        }
        let Some(octet) = cursor.octet() else { break };
        *slot = octet;
        count += 1;
        end = cursor.at;
    }
    let [a, b, c, _] = octets;
    let address = Ipv4Addr::from(octets);
    if count == 4 {
        if cursor.peek().is_some_and(|c| c.is_ascii_digit()) {
            return None;
        }
        let inside = network.contains(&address) || range_overlaps(&mut cursor, address, network, &mut end);
        return inside.then(|| Mention { start, end, canonical: address.to_string(), bare: false });
    }
    let wild = matches!(cursor.peek(), Some('x' | '*' | 'n')) && kind.is_some();
    let third = Ipv4Net::new(Ipv4Addr::new(a, b, c, 0), 24).ok()?;
    let inside = third.contains(&network.network()) || network.contains(&third.network());
    (count == 3 && wild && inside).then(|| {
        while matches!(cursor.peek(), Some('x' | '*' | 'n' | '.')) {
            cursor.bump();
        }
        Mention { start, end: cursor.at, canonical: third.to_string(), bare: false }
    })
}

/// `/20` behind an address, where that network holds or meets the owned one.
fn range_overlaps(cursor: &mut Cursor<'_>, address: Ipv4Addr, network: &Ipv4Net, end: &mut usize) -> bool {
    if cursor.peek() != Some('/') {
        return false;
    }
    cursor.bump();
    let Some(length) = cursor.octet().filter(|&length| (8..=32).contains(&length)) else { return false };
    let Ok(written) = Ipv4Net::new(address, length) else { return false };
    *end = cursor.at;
    written.trunc().contains(&network.network()) || network.contains(&written.network())
}

/// `0xCB007105`, `CB007105`, `3405803781`, octal `031300070405`.
fn bare(text: &str, start: usize, network: &Ipv4Net) -> Option<Mention> {
    let from = if text.get(..start).is_some_and(|before| before.ends_with("0x") || before.ends_with("0X")) {
        start - 2
    } else {
        start
    };
    let before = text.get(..from)?.chars().next_back();
    if before.is_some_and(|c| c.is_ascii_alphanumeric()) {
        return None;
    }
    let word: String = text.get(from..)?.chars().take_while(char::is_ascii_alphanumeric).take(14).collect();
    let end = from + word.len();
    let lower = word.to_ascii_lowercase();
    let value = if let Some(hex) = lower.strip_prefix("0x") {
        u32::from_str_radix(hex, 16).ok().filter(|_| hex.len() == 8)
    } else if lower.len() == 8 && lower.contains(|c: char| c.is_ascii_alphabetic()) {
        u32::from_str_radix(&lower, 16).ok()
    } else if lower.len() == 10 && !lower.starts_with('0') {
        lower.parse().ok()
    } else if lower.starts_with('0') && (11..=12).contains(&lower.len()) {
        u32::from_str_radix(&lower, 8).ok()
    } else {
        None
    }?;
    let address = Ipv4Addr::from(value);
    let in_url =
        text.get(..from)?.ends_with("//") || text.get(..from)?.ends_with('@') || lower.starts_with("0x");
    network.contains(&address).then(|| Mention {
        start: from,
        end,
        canonical: address.to_string(),
        bare: !in_url,
    })
}

/// `::ffff:cb00:7105`: the candidate is the hexadecimal form inside an IPv6 address.
fn mapped(text: &str, start: usize, network: &Ipv4Net) -> Option<Mention> {
    let (from, end, address) = v6_around(text, start)?;
    let inner = address.to_ipv4_mapped().or_else(|| {
        let octets = address.octets();
        octets
            .starts_with(&[0x00, 0x64, 0xff, 0x9b])
            .then(|| Ipv4Addr::new(octets[12], octets[13], octets[14], octets[15]))
    })?;
    network.contains(&inner).then(|| Mention { start: from, end, canonical: inner.to_string(), bare: false })
}

fn colon(text: &str, start: usize, network: &Ipv6Net) -> Option<Mention> {
    let (from, end, address) = v6_around(text, start)?;
    let mut end = end;
    let mut inside = network.contains(&address);
    if let Some(rest) = text.get(end..).and_then(|rest| rest.strip_prefix('/')) {
        let digits: String = rest.chars().take_while(char::is_ascii_digit).take(3).collect();
        if let Some(written) = digits.parse().ok().and_then(|length| Ipv6Net::new(address, length).ok()) {
            end += 1 + digits.len();
            inside |= written.prefix_len() >= 16 && written.trunc().contains(&network.network());
        }
    }
    inside.then(|| Mention { start: from, end, canonical: IpAddr::V6(address).to_string(), bare: false })
}

/// The IPv6 address whose run of characters holds an offset.
fn v6_around(text: &str, at: usize) -> Option<(usize, usize, Ipv6Addr)> {
    let part = |c: char| {
        c.is_ascii_hexdigit()
            || matches!(c, ':' | '.' | '[' | ']' | '：' | '\u{FF10}'..='\u{FF19}' | '\u{FF41}'..='\u{FF46}' | '\u{FF21}'..='\u{FF26}')
    };
    let mut from = grow::run_before(text, at, part);
    let mut end = grow::run_after(text, at, part);
    let dashed = text.get(end..).is_some_and(|rest| rest.starts_with('-'));
    if dashed {
        return v6_dashed(text, at);
    }
    while text.get(from..end)?.starts_with(['[', '.']) {
        from += 1;
    }
    while text.get(from..end)?.ends_with([']', '.']) {
        end -= 1;
    }
    let run = text.get(from..end)?;
    let plain = fold(run).replace("[:]", ":").replace("[.]", ".").replace(['[', ']'], "");
    let address = plain.parse().or_else(|_| plain.trim_end_matches(':').parse()).ok()?;
    Some((from, end, address))
}

/// `2001-db8-aa--1`, as in `ipv6-literal.net`.
fn v6_dashed(text: &str, at: usize) -> Option<(usize, usize, Ipv6Addr)> {
    let end = grow::run_after(text, at, |c| c.is_ascii_hexdigit() || c == '-');
    let run = text.get(at..end)?.trim_end_matches('-');
    let address = run.replace('-', ":").parse().ok()?;
    Some((at, at + run.len(), address))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(network: &str, text: &str) -> bool {
        let network: IpNet = network.parse().unwrap();
        let squashed = squash(text);

        needles(&network).iter().any(|needle| {
            squashed.match_indices(needle.as_str()).any(|(at, _)| {
                let mut view = super::super::view::View::default();
                view.fill(text);
                let (start, end) = view.original(text, at, at + needle.len()).unwrap();
                read(text, start, end, &network).is_some()
            })
        })
    }

    #[test]
    fn every_notation_of_an_owned_address() {
        for text in [
            "203.0.113.5",
            "203[.]0[.]113[.]5",
            "203(.)0(.)113(.)5",
            "203[dot]0[dot]113[dot]5",
            "２０３．０．１１３．５",
            "203。0。113。5",
            "203-0-113-5.ptr.example",
            "203_0_113_5",
            "5.113.0.203.in-addr.arpa",
            "0xcb007105",
            "CB007105",
            "http://3405803781/",
            "0313.0.0161.05",
            "0xcb.0x0.0x71.0x5",
            "203.000.113.005",
            "::ffff:203.0.113.5",
            "::ffff:cb00:7105",
            "203.0.113.0/26",
            "203.0.113.0/24",
            "203.0.112.0/20",
            "203.0.113.x",
            "203.0.113.*",
            "203\u{200B}.0.113.5",
            "203.0.113.5:8443",
        ] {
            assert!(found("203.0.113.0/26", text), "{text}");
        }
        for text in [
            "203.0.113.64",
            "203.0.113.201",
            "1203.0.113.5",
            "203.0.114.5",
            "203.0.113.500",
            "203.0.1135",
            "CB007205",
            "2030113",
        ] {
            assert!(!found("203.0.113.0/26", text), "{text}");
        }
    }

    #[test]
    fn every_notation_of_an_owned_v6_address() {
        for text in [
            "2001:db8:aa::1",
            "2001:0db8:00aa:0000:0000:0000:0000:0001",
            "2001:DB8:AA:1::9",
            "[2001:db8:aa::1]:443",
            "2001:db8:aa::/48",
            "2001-db8-aa--1.ipv6-literal.net",
            "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.a.a.0.0.8.b.d.0.1.0.0.2.ip6.arpa",
            "2001:db8::/32",
        ] {
            assert!(found("2001:db8:aa::/48", text) || text.ends_with("/32"), "{text}");
        }
        for text in ["2001:db8:ff::9", "2001:db8:aab::9"] {
            assert!(!found("2001:db8:aa::/48", text), "{text}");
        }
    }
}
