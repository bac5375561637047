//! URLs: with a scheme of any spelling, and without one where a path follows a host.

use std::ops::Range;

use noroshi_base::IndicatorKind;

use super::class::{self, DELIMITER};
use super::ip::{parse_odd_v4, parse_v4};
use super::name::Name;
use super::scan::Scan;
use super::scheme::true_scheme;

/// Longest authority that is looked at.
const LONGEST_AUTHORITY: usize = 320;

impl Scan<'_, '_> {
    /// A URL around `://` at `anchor`, not before `floor`.
    pub(super) fn url(&mut self, anchor: usize, floor: usize) -> Option<Range<usize>> {
        let (start, scheme) = self.scheme(anchor, floor)?;
        let authority = anchor + 3;
        let authority_end = self.authority_end(authority);
        let mut value = String::with_capacity(authority_end - start + 96);
        value.push_str(scheme);
        value.push_str("://");
        let (stop, odd) = self.authority(authority, authority_end, &mut value)?;
        let end = self.path_end(stop, start);
        if let Some(address) = odd {
            self.emit(authority..stop, IndicatorKind::Ipv4, address);
        }
        value.push_str(self.str(stop..end));
        self.emit(start..end, IndicatorKind::Url, value);
        Some(start..end)
    }

    /// Start of the scheme before `://` and its true name.
    fn scheme(&self, anchor: usize, floor: usize) -> Option<(usize, &'static str)> {
        let window = self.slice(anchor.saturating_sub(16).max(floor)..anchor);
        let fits = |byte: &u8| {
            byte.is_ascii_alphanumeric()
                || matches!(byte, b'+' | b'*' | b'_' | b'-' | b'#' | b'?' | b'[' | b']' | b'(' | b')')
        };
        let length = window.iter().rev().take_while(|byte| fits(byte)).count();
        let candidate = window.get(window.len() - length..)?;
        (0..candidate.len()).find_map(|skip| {
            let part = candidate.get(skip..)?;
            let mut bare = [0; 16];
            let mut count = 0;
            for byte in part.iter().filter(|byte| !matches!(byte, b'[' | b']' | b'(' | b')')) {
                *bare.get_mut(count)? = byte.to_ascii_lowercase();
                count += 1;
            }
            if matches!(part.first()?, b'[' | b']' | b'(' | b')') {
                return None;
            }
            let bare = bare.get(..count)?;
            let glued = skip > 0 && candidate.get(skip - 1).is_some_and(u8::is_ascii_alphanumeric);
            if glued && !matches!(bare, b"http" | b"https" | b"hxxp" | b"hxxps" | b"ftp") {
                return None;
            }
            true_scheme(bare).map(|scheme| (anchor - length + skip, scheme))
        })
    }

    /// Where the authority ends at the latest.
    fn authority_end(&self, start: usize) -> usize {
        let mut brackets = false;
        let window = self.slice(start..start + LONGEST_AUTHORITY);
        let length = window
            .iter()
            .take_while(|byte| match byte {
                b'[' => {
                    let first = !brackets;
                    brackets = true;
                    first
                }
                b']' => std::mem::take(&mut brackets),
                b':' | b'@' | b'%' => true,
                byte => class::is_word(**byte),
            })
            .count();
        start + length
    }

    /// Reads the authority, whose value is appended: where it ends, and the plain form of an oddly written address.
    fn authority(&self, start: usize, end: usize, value: &mut String) -> Option<(usize, Option<String>)> {
        let bytes = self.slice(start..end);
        let user = bytes.iter().rposition(|byte| *byte == b'@').map_or(0, |at| at + 1);
        let from = start + user;
        let rest = self.slice(from..end);
        let host_length = if rest.first() == Some(&b'[') {
            rest.iter().position(|byte| *byte == b']')? + 1
        } else {
            rest.iter().position(|byte| matches!(byte, b':' | b'%' | b'@')).unwrap_or(rest.len())
        };
        let mut host_end = from + host_length;
        if host_end == end
            && self.at(end) >= 0x80
            && let Some((host, stop)) = self.idn_host(from)
        {
            value.push_str(self.str(start..from));
            value.push_str(&host);
            return Some((stop, None));
        }
        while host_end > from && matches!(self.before(host_end), b'.' | b'-' | b'_') {
            host_end -= 1;
        }
        value.push_str(self.str(start..from));
        let odd = self.host_value(from, host_end, value)?;
        let mut stop = host_end;
        if let Some((_, port_end)) = self.port_at(host_end) {
            stop = port_end;
        } else if self.at(host_end) == b':' && self.at(host_end + 1) == b'/' {
            stop = host_end + 1;
        }
        value.push_str(self.str(host_end..stop));
        Some((stop, odd))
    }

    /// Appends the host; gives the plain form of an oddly written address.
    fn host_value(&self, from: usize, to: usize, value: &mut String) -> Option<Option<String>> {
        let host = self.slice(from..to);
        if let Some(inner) = host.strip_prefix(b"[") {
            let inner = std::str::from_utf8(inner.strip_suffix(b"]")?).ok()?;
            let address: std::net::Ipv6Addr = inner.parse().ok()?;
            value.push_str(&format!("[{address}]"));
            return Some(None);
        }
        if host.first().is_some_and(u8::is_ascii_digit) {
            if parse_v4(host).is_some() {
                // What was parsed has no other spelling.
                value.push_str(self.str(from..to));
                return Some(None);
            }
            if let Some(address) = parse_odd_v4(host) {
                value.push_str(&self.str(from..to).to_ascii_lowercase());
                return Some(Some(address.to_string()));
            }
        }
        let name = Name::read_any(host)?;
        (host.len() > 1).then(|| {
            value.push_str(name.as_text());
            None
        })
    }

    /// A host name with letters beyond ASCII, as its ASCII form.
    fn idn_host(&self, from: usize) -> Option<(String, usize)> {
        let rest = self.text.get(from..)?;
        let fits =
            |character: char| character.is_alphanumeric() || matches!(character, '.' | '-' | 'ー' | '々');
        let length: usize =
            rest.chars().take(64).take_while(|character| fits(*character)).map(char::len_utf8).sum();
        let mut host = rest.get(..length)?.trim_end_matches(['.', '-']);
        let dot = host.rfind('.')?;
        let tld = host.get(dot + 1..)?;
        let plain = tld.bytes().take_while(u8::is_ascii_alphabetic).count();
        if plain > 1 {
            host = host.get(..dot + 1 + plain)?;
        }
        if host.is_ascii() {
            return None;
        }
        let ascii = idna::domain_to_ascii(host).ok()?;
        Name::read(ascii.as_bytes()).map(|name| (name.to_text(), from + host.len()))
    }

    /// A URL without scheme: a path behind a host that ends at `stop`.
    pub(super) fn bare_url(&mut self, start: usize, stop: usize) -> Option<usize> {
        let path = self.port_at(stop).map_or(stop, |(_, end)| end);
        if self.at(path) != b'/' || self.protocol_at(path, path > stop).is_some() {
            return None;
        }
        let end = self.path_end(path, start);
        let rest = self.slice(path + 1..end);
        let first = rest.first()?;
        if !(first.is_ascii_alphanumeric()
            || matches!(first, b'~' | b'_' | b'%' | b'?' | b'.' | b'-' | b'#' | b'$'))
        {
            return None;
        }
        if parse_v4(rest).is_some()
            || (!rest.contains(&b'/')
                && Name::read(rest).is_some_and(|name| super::extension::of(name.tld()).is_none()))
        {
            return None;
        }
        let value = [&self.str(start..path).to_ascii_lowercase(), self.str(path..end)].concat();
        self.emit(start..end, IndicatorKind::Url, value);
        Some(end)
    }

    /// Where path, query and fragment end.
    fn path_end(&self, from: usize, url_start: usize) -> usize {
        if !matches!(self.at(from), b'/' | b'?' | b'#') {
            return from;
        }
        let mut open = Brackets::default();
        let mut at = from;
        loop {
            let byte = self.at(at);
            if class::of(byte) & DELIMITER != 0 || matches!(byte, b'\\' | b'^' | b'\'') {
                break;
            }
            let stops = match byte {
                b'(' | b'[' | b'{' => {
                    open.push(byte, at);
                    false
                }
                b')' | b']' | b'}' => !open.pop(byte),
                b',' | b';' => self.separates(at, byte, url_start),
                b'&' => self.is_markup(at),
                _ => false,
            };
            if stops {
                break;
            }
            at += 1;
        }
        let mut end = open.first().unwrap_or(at).min(at);
        while end > from && matches!(self.before(end), b'.' | b',' | b';' | b':' | b'!' | b'?' | b'*' | b'"')
        {
            end -= 1;
        }
        end
    }

    /// Whether a comma or a semicolon separates fields rather than belonging to the URL.
    fn separates(&self, at: usize, byte: u8, url_start: usize) -> bool {
        if self.before(url_start) == byte
            || (self.before(url_start) == b'"' && url_start > 1 && self.at(url_start - 2) == byte)
        {
            return true;
        }
        let window = self.slice(at + 1..at + 81);
        let length = window
            .iter()
            .take_while(|next| **next != byte && class::of(**next) & DELIMITER == 0 && **next != b'\\')
            .count();
        let next = window.get(..length).unwrap_or_default();
        if next.is_empty() || class::find(next, b"://").is_some() {
            return true;
        }
        let page = [".html", ".htm", ".php", ".asp", ".aspx", ".jsp"]
            .iter()
            .any(|page| next.ends_with(page.as_bytes()));
        let name = next.split(|byte| matches!(byte, b'/' | b':')).next().unwrap_or_default();
        let host = Name::read(name).is_some() || parse_v4(name).is_some();
        let goes_on = page || next.iter().any(|byte| matches!(byte, b'/' | b'?' | b'=' | b'&'));
        !goes_on || (host && !page)
    }

    /// `&quot;`, `&lt;`, `&gt;`, `&#`: markup around the URL.
    fn is_markup(&self, at: usize) -> bool {
        let rest = self.slice(at + 1..at + 6);
        [b"quot;".as_slice(), b"lt;", b"gt;", b"#3", b"nbsp;", b"apos;"]
            .iter()
            .any(|mark| rest.starts_with(mark))
    }
}

/// Brackets that were opened and not yet closed.
#[derive(Debug, Default)]
struct Brackets {
    depth: [u32; 3],
    since: [usize; 3],
}

impl Brackets {
    fn slot(byte: u8) -> usize {
        match byte {
            b'(' | b')' => 0,
            b'[' | b']' => 1,
            _ => 2,
        }
    }

    fn push(&mut self, byte: u8, at: usize) {
        let slot = Self::slot(byte);
        if let (Some(depth), Some(since)) = (self.depth.get_mut(slot), self.since.get_mut(slot)) {
            if *depth == 0 {
                *since = at;
            }
            *depth += 1;
        }
    }

    /// Says whether there was one to close.
    fn pop(&mut self, byte: u8) -> bool {
        match self.depth.get_mut(Self::slot(byte)) {
            Some(depth) if *depth > 0 => {
                *depth -= 1;
                true
            }
            _ => false,
        }
    }

    /// Where the first unclosed one stands.
    fn first(&self) -> Option<usize> {
        self.depth.iter().zip(&self.since).filter(|(depth, _)| **depth > 0).map(|(_, since)| *since).min()
    }
}
