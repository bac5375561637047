//! Flows: who spoke with whom, when, how much; and the packets that their streams are put together from.

use std::borrow::Cow;
use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};

use super::file::Frame;
use super::packet::{self, Fragment, Packet, Segment, Transport};
use super::{app, dns};
use crate::civil;
use crate::emit::Emit;
use crate::record::Record;

/// Most flows of one capture.
const FLOWS: usize = 200_000;
/// Packets of one direction of a flow that are kept for its stream.
const SEGMENTS: usize = 200_000;
/// Datagrams of one direction of a flow that are kept.
const DATAGRAMS: usize = 2000;
/// Packets whose fragments are waited for.
const FRAGMENTED: usize = 1024;
/// Longest IP packet.
const PACKET: usize = 65_535;

const SYN: u8 = 2;
const ACK: u8 = 16;
const RST: u8 = 4;

/// A segment that waits for its stream.
#[derive(Debug, Clone)]
pub(super) struct Piece<'a> {
    pub(super) sequence: u32,
    pub(super) data: Cow<'a, [u8]>,
    pub(super) frame: u32,
    pub(super) time: i64,
}

/// One direction of a flow.
#[derive(Debug, Default)]
pub(super) struct Side<'a> {
    pub(super) packets: u64,
    pub(super) bytes: u64,
    /// First sequence number, from the SYN.
    pub(super) start: Option<u32>,
    pub(super) pieces: Vec<Piece<'a>>,
}

/// One flow.
#[derive(Debug)]
pub(super) struct Flow<'a> {
    pub(super) transport: Transport,
    /// Who opened it.
    pub(super) client: SocketAddr,
    pub(super) server: SocketAddr,
    pub(super) first: i64,
    pub(super) last: i64,
    pub(super) frame: u32,
    /// What the opener sent, and what came back.
    pub(super) sides: [Side<'a>; 2],
    answered: bool,
    reset: bool,
}

type Key = (Transport, SocketAddr, SocketAddr);
type FragmentKey = (IpAddr, IpAddr, u8, u32);

/// Fragments of one packet: offsets with bytes, and the whole length once known.
#[derive(Debug, Default)]
struct Fragments {
    parts: Vec<(usize, Vec<u8>)>,
    length: Option<usize>,
}

/// All flows of a capture.
#[derive(Debug, Default)]
pub(super) struct Flows<'a> {
    index: HashMap<Key, usize>,
    flows: Vec<Flow<'a>>,
    fragments: HashMap<FragmentKey, Fragments>,
    full: bool,
}

impl<'a> Flows<'a> {
    /// Whether flows were left out.
    pub(super) const fn full(&self) -> bool {
        self.full
    }

    /// Adds a packet; fragments wait for each other.
    pub(super) fn add(&mut self, frame: &Frame<'a>, packet: Packet<'a>) {
        match packet.fragment {
            None => {
                if let Some(segment) = packet::segment(packet.protocol, packet.payload) {
                    self.segment(frame, &packet, &segment, Cow::Borrowed(segment.data));
                }
            }
            Some(fragment) => {
                let Some(whole) = self.join(&packet, fragment) else { return };
                if let Some(segment) = packet::segment(packet.protocol, &whole) {
                    self.segment(frame, &packet, &segment, Cow::Owned(segment.data.to_vec()));
                }
            }
        }
    }

    fn join(&mut self, packet: &Packet<'_>, fragment: Fragment) -> Option<Vec<u8>> {
        let key = (packet.source, packet.target, packet.protocol, fragment.id);
        if self.fragments.len() >= FRAGMENTED && !self.fragments.contains_key(&key) {
            self.fragments.clear();
        }
        let waiting = self.fragments.entry(key).or_default();
        let end = fragment.offset + packet.payload.len();
        if end > PACKET {
            return None;
        }
        if !fragment.more {
            waiting.length = Some(end);
        }
        if !waiting.parts.iter().any(|(offset, _)| *offset == fragment.offset) {
            waiting.parts.push((fragment.offset, packet.payload.to_vec()));
        }
        let length = waiting.length?;
        waiting.parts.sort_by_key(|(offset, _)| *offset);
        let mut whole: Vec<u8> = Vec::with_capacity(length);
        for (offset, part) in &waiting.parts {
            // The first bytes given for a place stand.
            let known = whole.len().checked_sub(*offset)?;
            whole.extend_from_slice(part.get(known..).unwrap_or_default());
        }
        if whole.len() < length {
            return None;
        }
        self.fragments.remove(&key);
        Some(whole)
    }

    fn segment(
        &mut self,
        frame: &Frame<'a>,
        packet: &Packet<'_>,
        segment: &Segment<'_>,
        data: Cow<'a, [u8]>,
    ) {
        let from = SocketAddr::new(packet.source, segment.source_port);
        let to = SocketAddr::new(packet.target, segment.target_port);
        let opens = segment.transport == Transport::Tcp && segment.flags & (SYN | ACK) == SYN;
        let key = (segment.transport, from.min(to), from.max(to));
        let fresh = match self.index.get(&key).and_then(|at| self.flows.get(*at)) {
            // The same ports, opened again: another connection.
            Some(flow) => {
                opens && flow.sides[0].start.is_some_and(|start| start != segment.sequence.wrapping_add(1))
            }
            None => true,
        };
        if fresh {
            if self.flows.len() >= FLOWS {
                self.full = true;
                return;
            }
            // A capture that begins in the middle: the lower port is the service.
            let answer = segment.transport == Transport::Tcp && segment.flags & (SYN | ACK) == SYN | ACK;
            let guessed = !opens && (answer || is_service(segment.source_port, segment.target_port));
            let (client, server) = if guessed { (to, from) } else { (from, to) };
            self.index.insert(key, self.flows.len());
            self.flows.push(Flow {
                transport: segment.transport,
                client,
                server,
                first: frame.time,
                last: frame.time,
                frame: frame.number,
                sides: [Side::default(), Side::default()],
                answered: false,
                reset: false,
            });
        }
        let at = self.index.get(&key).copied().unwrap_or(0);
        let Some(flow) = self.flows.get_mut(at) else { return };
        flow.first = flow.first.min(frame.time);
        flow.last = flow.last.max(frame.time);
        flow.reset |= segment.transport == Transport::Tcp && segment.flags & RST != 0;
        let back = from == flow.server && from != flow.client;
        flow.answered |= back && segment.flags & RST == 0;
        let side = &mut flow.sides[usize::from(back)];
        side.packets += 1;
        side.bytes += data.len() as u64;
        let tcp = segment.transport == Transport::Tcp;
        if tcp && segment.flags & SYN != 0 {
            side.start = Some(segment.sequence.wrapping_add(1));
        }
        let most = if tcp { SEGMENTS } else { DATAGRAMS };
        if !data.is_empty() && side.pieces.len() < most && !matches!(segment.transport, Transport::Other(_)) {
            let sequence = segment.sequence.wrapping_add(u32::from(tcp && segment.flags & SYN != 0));
            side.pieces.push(Piece { sequence, data, frame: frame.number, time: frame.time });
        }
    }

    /// Hands on every flow, and what is in it.
    pub(super) fn emit(&mut self, emit: &mut Emit<'_>) {
        self.index = HashMap::new();
        let mut dns = dns::Table::default();
        for (number, mut flow) in (1_u32..).zip(std::mem::take(&mut self.flows)) {
            if !emit.more() {
                return;
            }
            flow.describe(number).emit(emit);
            app::read(&mut flow, number, &mut dns, emit);
        }
        dns.emit(emit);
    }
}

impl Flow<'_> {
    fn describe(&self, number: u32) -> Record {
        let mut out = Record::new(format!("flow {number} (frame {})", self.frame), "flow");
        out.seen(Some(stamp(self.first)), Some(stamp(self.last)));
        let [sent, back] = &self.sides;
        let state = match (self.transport, self.answered, self.reset) {
            (Transport::Tcp, false, true) => "rejected",
            (Transport::Tcp, false, false) => "no answer",
            (Transport::Tcp, true, true) => "reset",
            _ => "",
        };
        let has_ports = !matches!(self.transport, Transport::Other(_));
        let end = |address: &SocketAddr| {
            if has_ports { address.to_string() } else { address.ip().to_string() }
        };
        let protocol = self.transport.name();
        out.field("Flow", &format!("{} -> {}/{protocol}", end(&self.client), end(&self.server)));
        out.field(
            "Volume",
            &format!(
                "{} packets {} bytes out, {} packets {} bytes back",
                sent.packets, sent.bytes, back.packets, back.bytes
            ),
        );
        out.field("State", state);
        out
    }
}

/// Nanoseconds since 1970 as RFC 3339.
pub(super) fn stamp(time: i64) -> String {
    civil::rfc3339(time.div_euclid(1_000_000_000))
}

/// Whether the first port is more likely the service's.
const fn is_service(source: u16, target: u16) -> bool {
    source < 1024 && target >= 1024 || source < 49_152 && target >= 49_152
}
