//! From a frame to the payload of a transport: Ethernet with VLAN tags, Linux cooked, loopback, raw IP, PPPoE, MPLS,
//! 802.11 is left; IPv4 and IPv6 with extension headers.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Transport of a packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Transport {
    /// With sequence number and flags.
    Tcp,
    Udp,
    /// Any other, by its number; there are no ports.
    Other(u8),
}

impl Transport {
    pub(super) fn name(self) -> String {
        match self {
            Self::Tcp => "tcp".to_owned(),
            Self::Udp => "udp".to_owned(),
            Self::Other(1) => "icmp".to_owned(),
            Self::Other(58) => "icmp6".to_owned(),
            Self::Other(47) => "gre".to_owned(),
            Self::Other(50) => "esp".to_owned(),
            Self::Other(number) => format!("ip-proto-{number}"),
        }
    }
}

/// A fragment of an IP packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fragment {
    pub(super) id: u32,
    pub(super) offset: usize,
    pub(super) more: bool,
}

/// An IP packet.
#[derive(Debug, Clone, Copy)]
pub(super) struct Packet<'a> {
    pub(super) source: IpAddr,
    pub(super) target: IpAddr,
    pub(super) protocol: u8,
    /// Bytes behind the IP header.
    pub(super) payload: &'a [u8],
    pub(super) fragment: Option<Fragment>,
}

/// A segment or datagram.
#[derive(Debug, Clone, Copy)]
pub(super) struct Segment<'a> {
    pub(super) transport: Transport,
    pub(super) source_port: u16,
    pub(super) target_port: u16,
    pub(super) sequence: u32,
    /// TCP flags.
    pub(super) flags: u8,
    pub(super) data: &'a [u8],
}

/// Levels of encapsulation that are undone.
const LEVELS: usize = 8;

fn be16(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// Finds the IP packet of a frame.
pub(super) fn decode(link: u16, frame: &[u8]) -> Option<Packet<'_>> {
    match link {
        // Ethernet.
        1 => ethernet(be16(frame, 12)?, frame.get(14..)?),
        // BSD loopback in either byte order: the family tells little, the version more.
        0 | 108 => ip(frame.get(4..)?),
        // Raw IP by its several numbers.
        12 | 14 | 101 | 228 | 229 => ip(frame),
        // PPP, with or without its framing bytes.
        9 | 50 => ppp(frame.strip_prefix(b"\xff\x03").unwrap_or(frame)),
        // Linux cooked, versions 1 and 2.
        113 => ethernet(be16(frame, 14)?, frame.get(16..)?),
        276 => ethernet(be16(frame, 0)?, frame.get(20..)?),
        // 802.11, bare or behind a radiotap header.
        105 => wireless(frame),
        127 => wireless(frame.get(usize::from(u16::from_le_bytes(*frame.get(2..)?.first_chunk()?))..)?),
        _ => None,
    }
}

fn ethernet(mut kind: u16, mut rest: &[u8]) -> Option<Packet<'_>> {
    for _ in 0..LEVELS {
        match kind {
            0x0800 | 0x86DD => return ip(rest),
            0x8100 | 0x88A8 | 0x9100 => {
                kind = be16(rest, 2)?;
                rest = rest.get(4..)?;
            }
            0x8864 => return ppp(rest.get(6..)?),
            0x8847 => {
                // MPLS: labels up to the bottom of the stack.
                let bottom = rest.get(2)? & 1 == 1;
                rest = rest.get(4..)?;
                if bottom {
                    return ip(rest);
                }
            }
            // LLC with SNAP.
            0..=1500 if rest.starts_with(b"\xaa\xaa\x03") => {
                kind = be16(rest, 6)?;
                rest = rest.get(8..)?;
            }
            _ => return None,
        }
    }
    None
}

fn ppp(frame: &[u8]) -> Option<Packet<'_>> {
    match be16(frame, 0)? {
        0x0021 | 0x0057 => ip(frame.get(2..)?),
        _ => None,
    }
}

/// Data frames that are not encrypted.
fn wireless(frame: &[u8]) -> Option<Packet<'_>> {
    let control = be16(frame, 0)?;
    let (kind, flags) = (control >> 8, control & 0xff);
    if kind & 0x0c != 0x08 || flags & 0x40 != 0 {
        return None;
    }
    let long = if flags & 3 == 3 { 6 } else { 0 };
    let quality = if kind & 0x80 != 0 { 2 } else { 0 };
    let body = frame.get(24 + long + quality..)?;
    ethernet(0, body)
}

fn ip(bytes: &[u8]) -> Option<Packet<'_>> {
    match bytes.first()? >> 4 {
        4 => ipv4(bytes),
        6 => ipv6(bytes),
        _ => None,
    }
}

fn ipv4(bytes: &[u8]) -> Option<Packet<'_>> {
    let header = usize::from(bytes.first()? & 15) * 4;
    // Offloaded segments say nothing or too little of their length.
    let total = match usize::from(be16(bytes, 2)?) {
        0 => bytes.len(),
        total => total.min(bytes.len()),
    };
    let address = |at: usize| Some(IpAddr::V4(Ipv4Addr::from(*bytes.get(at..)?.first_chunk::<4>()?)));
    let field = be16(bytes, 6)?;
    let offset = usize::from(field & 0x1fff) * 8;
    let more = field & 0x2000 != 0;
    let packet = Packet {
        source: address(12)?,
        target: address(16)?,
        protocol: *bytes.get(9)?,
        payload: bytes.get(header.max(20)..total)?,
        fragment: (more || offset > 0).then(|| Fragment {
            id: u32::from(be16(bytes, 4).unwrap_or(0)),
            offset,
            more,
        }),
    };
    tunnelled(packet)
}

fn ipv6(bytes: &[u8]) -> Option<Packet<'_>> {
    let address = |at: usize| Some(IpAddr::V6(Ipv6Addr::from(*bytes.get(at..)?.first_chunk::<16>()?)));
    let total = match usize::from(be16(bytes, 4)?) {
        0 => bytes.len(),
        length => (40 + length).min(bytes.len()),
    };
    let mut next = *bytes.get(6)?;
    let mut at = 40;
    let mut fragment = None;
    for _ in 0..LEVELS {
        match next {
            // Hop-by-hop, routing, destination options.
            0 | 43 | 60 => {
                next = *bytes.get(at)?;
                at += 8 + 8 * usize::from(*bytes.get(at + 1)?);
            }
            44 => {
                let field = be16(bytes, at + 2)?;
                let id = be32(bytes, at + 4)?;
                let (offset, more) = (usize::from(field & !7), field & 1 == 1);
                next = *bytes.get(at)?;
                at += 8;
                fragment = (more || offset > 0).then_some(Fragment { id, offset, more });
            }
            51 => {
                next = *bytes.get(at)?;
                at += 4 * (2 + usize::from(*bytes.get(at + 1)?));
            }
            _ => break,
        }
    }
    tunnelled(Packet {
        source: address(8)?,
        target: address(24)?,
        protocol: next,
        payload: bytes.get(at..total)?,
        fragment,
    })
}

/// IP inside of IP stands for itself; one level, so that nothing nests.
fn tunnelled(packet: Packet<'_>) -> Option<Packet<'_>> {
    if packet.fragment.is_none() && matches!(packet.protocol, 4 | 41) {
        let inner = packet.payload;
        let version = inner.first().map(|byte| byte >> 4);
        if version == Some(4) && inner.get(9).is_some_and(|next| !matches!(next, 4 | 41)) {
            return ipv4(inner);
        }
        if version == Some(6) && inner.get(6).is_some_and(|next| !matches!(next, 4 | 41 | 0 | 43 | 60)) {
            return ipv6(inner);
        }
    }
    Some(packet)
}

/// Reads the transport header of a whole packet.
pub(super) fn segment(protocol: u8, payload: &[u8]) -> Option<Segment<'_>> {
    let ports = (be16(payload, 0), be16(payload, 2));
    match (protocol, ports) {
        (6, (Some(source_port), Some(target_port))) => {
            let header = usize::from(payload.get(12)? >> 4) * 4;
            Some(Segment {
                transport: Transport::Tcp,
                source_port,
                target_port,
                sequence: be32(payload, 4)?,
                flags: *payload.get(13)?,
                data: payload.get(header.max(20)..).unwrap_or_default(),
            })
        }
        (17, (Some(source_port), Some(target_port))) => {
            let stop = usize::from(be16(payload, 4)?).clamp(8, payload.len().max(8));
            let data = payload.get(8..stop).unwrap_or_default();
            Some(Segment { transport: Transport::Udp, source_port, target_port, sequence: 0, flags: 0, data })
        }
        _ => Some(Segment {
            transport: Transport::Other(protocol),
            source_port: 0,
            target_port: 0,
            sequence: 0,
            flags: 0,
            data: payload,
        }),
    }
}
