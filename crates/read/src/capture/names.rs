//! Names that machines announce inside a network: mDNS, LLMNR, NetBIOS, DHCP.

use super::app::{mac, record};
use super::dns::{self, At};
use crate::emit::Emit;
use crate::record::Own;

/// mDNS and LLMNR: whoever asks or answers there stands inside.
pub(super) fn multicast(bytes: &[u8], (flow, frame, time): At, emit: &mut Emit<'_>) {
    let Some((questions, answers)) = dns::parse(bytes) else { return };
    let mut out = record(flow, frame, time, "multicast");
    for entry in questions.iter().chain(&answers) {
        for name in [&entry.name, &entry.data] {
            // Kinds of services name nobody.
            if !name.starts_with('_') && name.chars().any(char::is_alphabetic) {
                out.own("Name", Own::Host, name);
            } else if name.parse::<std::net::IpAddr>().is_ok() {
                out.field("Address", name);
            }
        }
    }
    out.emit(emit);
}

/// NetBIOS name service and datagrams: names of sixteen bytes, each written as two letters.
pub(super) fn netbios(bytes: &[u8], datagram: bool, (flow, frame, time): At, emit: &mut Emit<'_>) {
    let mut out = record(flow, frame, time, "netbios");
    let mut at = if datagram { 14 } else { 12 };
    for _ in 0..4 {
        let Some(encoded) =
            bytes.get(at).filter(|length| **length == 32).and_then(|_| bytes.get(at + 1..at + 33))
        else {
            break;
        };
        if let Some((name, kind)) = decoded(encoded) {
            // Groups are domains; the browser's own mark is none.
            let own = if matches!(kind, 0x1b..=0x1e) { Own::Domain } else { Own::Host };
            if !name.starts_with('*') && !name.contains('\u{1}') {
                out.own("Name", own, &name);
            }
        }
        at += 34;
        if !datagram {
            break;
        }
    }
    out.emit(emit);
}

fn decoded(encoded: &[u8]) -> Option<(String, u8)> {
    let half = |byte: u8| byte.checked_sub(b'A').filter(|value| *value < 16);
    let mut raw = [0; 16];
    for (byte, pair) in raw.iter_mut().zip(encoded.chunks_exact(2)) {
        *byte = half(pair[0])? << 4 | half(pair[1])?;
    }
    let (name, kind) = raw.split_at(15);
    Some((crate::structure::narrow(name).trim_end_matches([' ', '\0']).to_owned(), kind[0]))
}

/// DHCP: what a machine calls itself and its card.
pub(super) fn dhcp(bytes: &[u8], (flow, frame, time): At, emit: &mut Emit<'_>) {
    if bytes.get(236..240) != Some(&[0x63, 0x82, 0x53, 0x63]) {
        return;
    }
    let mut out = record(flow, frame, time, "dhcp");
    if bytes.get(2) == Some(&6)
        && let Some(card) = bytes.get(28..34)
    {
        out.own("ClientMac", Own::MachineId, &mac(card));
    }
    let mut at = 240;
    while let Some(&code) = bytes.get(at).filter(|code| **code != 255) {
        if code == 0 {
            at += 1;
            continue;
        }
        let length = bytes.get(at + 1).map_or(0, |length| usize::from(*length));
        let Some(value) = bytes.get(at + 2..at + 2 + length) else { break };
        at += 2 + length;
        let text = || crate::structure::narrow_z(value);
        match code {
            12 => out.own("HostName", Own::Host, &text()),
            15 | 119 => out.own("DomainName", Own::Domain, &text()),
            60 => out.field("VendorClass", &text()),
            81 => out.own(
                "ClientFqdn",
                Own::Host,
                &crate::structure::narrow_z(value.get(3..).unwrap_or_default()),
            ),
            _ => {}
        }
    }
    out.emit(emit);
}
