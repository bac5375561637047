//! DNS questions and answers (RFC 1035), each different one once with its count and its first and last time.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::flow::stamp;
use super::stream::Stream;
use crate::emit::Emit;
use crate::record::{Own, Record};

/// Most different lines of one capture.
const LINES: usize = 200_000;
/// Most records of one message.
const RECORDS: usize = 256;
/// Most jumps and labels of one name.
const LABELS: usize = 128;

/// Flow, frame and time of a message.
pub(super) type At = (u32, u32, i64);

/// What was asked and answered.
#[derive(Debug, Default)]
pub(super) struct Table {
    index: HashMap<String, usize>,
    lines: Vec<Line>,
}

#[derive(Debug)]
struct Line {
    text: String,
    /// The owner's own name, as an answer about an address inside.
    own: Option<String>,
    at: At,
    last: i64,
    count: u64,
}

/// One record of a message: name, type, and data as text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) kind: u16,
    pub(super) data: String,
}

impl Table {
    /// Takes one message.
    pub(super) fn message(&mut self, bytes: &[u8], at: At) {
        let Some((questions, answers)) = parse(bytes) else { return };
        let code = bytes.get(3).map_or(0, |byte| byte & 15);
        if answers.is_empty() {
            for question in &questions {
                let failed = if code == 3 { " NXDOMAIN" } else { "" };
                self.line(format!("Query: {} {}{failed}", kind(question.kind), asked(question)), None, at);
            }
        }
        for answer in answers.iter().filter(|answer| !answer.data.is_empty()) {
            let about = reversed(&answer.name);
            let inside = answer.kind == 12 && about.is_some_and(is_inside);
            let own = inside.then(|| answer.data.clone());
            let data = if inside { String::new() } else { format!(" {}", answer.data) };
            self.line(format!("Answer: {} {}{data}", asked(answer), kind(answer.kind)), own, at);
        }
    }

    /// Takes the messages of a TCP stream.
    pub(super) fn stream(&mut self, side: &Stream, number: u32) {
        let mut at = 0;
        while let Some([high, low]) = side.data.get(at..).and_then(|rest| rest.first_chunk::<2>()) {
            let length = usize::from(u16::from_be_bytes([*high, *low]));
            let Some(message) = side.data.get(at + 2..at + 2 + length).filter(|_| length > 0) else { return };
            let (frame, time) = side.mark(at);
            self.message(message, (number, frame, time));
            at += 2 + length;
        }
    }

    fn line(&mut self, text: String, own: Option<String>, at: At) {
        if let Some(line) = self.index.get(&text).and_then(|index| self.lines.get_mut(*index)) {
            line.count += 1;
            line.last = line.last.max(at.2);
        } else if self.lines.len() < LINES {
            self.index.insert(text.clone(), self.lines.len());
            self.lines.push(Line { text, own, at, last: at.2, count: 1 });
        }
    }

    /// Hands on what was asked and answered.
    pub(super) fn emit(self, emit: &mut Emit<'_>) {
        for line in self.lines {
            let (flow, frame, first) = line.at;
            let mut out = Record::new(format!("flow {flow} frame {frame}"), "dns");
            out.seen(Some(stamp(first)), Some(stamp(line.last)));
            let (name, value) = line.text.split_once(": ").unwrap_or(("Query", &line.text));
            out.field(name, &format!("{value} ({} times)", line.count));
            if let Some(own) = &line.own {
                out.own("Name", Own::Host, own);
            }
            out.emit(emit);
        }
    }
}

/// A name as people ask for it: addresses are written backwards in the tree of addresses.
fn asked(entry: &Entry) -> String {
    reversed(&entry.name).map_or_else(|| entry.name.clone(), |address| address.to_string())
}

/// Address that a name below `in-addr.arpa` or `ip6.arpa` stands for.
fn reversed(name: &str) -> Option<IpAddr> {
    let lower = name.to_ascii_lowercase();
    if let Some(digits) = lower.strip_suffix(".in-addr.arpa") {
        let parts: Vec<u8> = digits.split('.').rev().map_while(|part| part.parse().ok()).collect();
        return Some(IpAddr::V4(Ipv4Addr::from(*parts.first_chunk::<4>()?)));
    }
    let digits = lower.strip_suffix(".ip6.arpa")?;
    let nibbles: Vec<u8> =
        digits.split('.').rev().map_while(|part| u8::from_str_radix(part, 16).ok()).collect();
    let bytes: Vec<u8> = nibbles.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1] & 15).collect();
    Some(IpAddr::V6(Ipv6Addr::from(*bytes.first_chunk::<16>()?)))
}

/// Whether an address is used inside of networks only.
pub(super) fn is_inside(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => v4.is_private() || v4.is_link_local() || v4.is_loopback(),
        IpAddr::V6(v6) => v6.is_unique_local() || v6.is_unicast_link_local() || v6.is_loopback(),
    }
}

fn be16(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// Questions and answers of a message; `None` where it is none.
pub(super) fn parse(bytes: &[u8]) -> Option<(Vec<Entry>, Vec<Entry>)> {
    let count = |at: usize| be16(bytes, at).map(usize::from);
    let (questions, answers) = (count(4)?, count(6)?);
    let others = count(8)? + count(10)?;
    if questions + answers + others > RECORDS || questions + answers == 0 {
        return None;
    }
    let mut at = 12;
    let mut asked = Vec::new();
    for _ in 0..questions {
        let (name, next) = name(bytes, at)?;
        asked.push(Entry { name, kind: be16(bytes, next)?, data: String::new() });
        at = next + 4;
    }
    let mut given = Vec::new();
    for _ in 0..answers + others {
        let Some((entry, next)) = entry(bytes, at) else { break };
        given.push(entry);
        at = next;
    }
    // Of the other sections only addresses are of interest.
    let mut index = 0;
    given.retain(|entry| {
        index += 1;
        index <= answers || matches!(entry.kind, 1 | 28)
    });
    Some((asked, given))
}

fn entry(bytes: &[u8], at: usize) -> Option<(Entry, usize)> {
    let (name, next) = self::name(bytes, at)?;
    let kind = be16(bytes, next)?;
    let length = usize::from(be16(bytes, next + 8)?);
    let start = next + 10;
    let raw = bytes.get(start..start + length)?;
    let data = match kind {
        1 => Ipv4Addr::from(*raw.first_chunk::<4>()?).to_string(),
        28 => Ipv6Addr::from(*raw.first_chunk::<16>()?).to_string(),
        2 | 5 | 12 | 39 => self::name(bytes, start)?.0,
        15 => self::name(bytes, start + 2)?.0,
        33 => self::name(bytes, start + 6)?.0,
        16 => texts(raw),
        _ => String::new(),
    };
    Some((Entry { name, kind, data }, start + length))
}

/// Strings of a TXT record, as attackers stage payloads in them.
fn texts(mut raw: &[u8]) -> String {
    let mut out = String::new();
    while let Some((length, rest)) = raw.split_first() {
        let length = usize::from(*length).min(rest.len());
        let (text, next) = rest.split_at(length);
        out.push_str(&String::from_utf8_lossy(text));
        raw = next;
    }
    out
}

/// A name, compressed or not; gives where the message goes on.
fn name(bytes: &[u8], start: usize) -> Option<(String, usize)> {
    let mut out = String::new();
    let (mut at, mut end) = (start, None);
    for _ in 0..LABELS {
        let length = usize::from(*bytes.get(at)?);
        match length {
            0 => return Some((out, end.unwrap_or(at + 1))),
            1..=63 => {
                let label = bytes.get(at + 1..at + 1 + length)?;
                if !out.is_empty() {
                    out.push('.');
                }
                out.push_str(&String::from_utf8_lossy(label));
                at += 1 + length;
            }
            0xC0..=0xFF => {
                end.get_or_insert(at + 2);
                at = usize::from(be16(bytes, at)? & 0x3fff);
            }
            _ => return None,
        }
    }
    None
}

fn kind(number: u16) -> String {
    let name = match number {
        1 => "A",
        2 => "NS",
        5 => "CNAME",
        6 => "SOA",
        10 => "NULL",
        12 => "PTR",
        15 => "MX",
        16 => "TXT",
        28 => "AAAA",
        33 => "SRV",
        65 => "HTTPS",
        255 => "ANY",
        _ => return format!("TYPE{number}"),
    };
    name.to_owned()
}
