//! Names in Windows logons: NTLM wherever it stands, Kerberos, and the shares and files of SMB 2.

use base64::Engine as _;

use super::app::{Talk, record};
use super::dns::At;
use super::stream::Stream;
use crate::der::element;
use crate::emit::Emit;
use crate::record::{Own, Record};
use crate::structure::{narrow, offset_at, slice, u16_at, u32_at, wide};

/// Most NTLM messages of one side.
const MESSAGES: usize = 256;
/// Most SMB requests of one conversation.
const REQUESTS: usize = 20_000;
/// Most DER values of one Kerberos message.
const VALUES: usize = 512;

const NTLM: &[u8] = b"NTLMSSP\0";
/// `NTLMSSP` in base64, as HTTP and mail carry it.
const NTLM64: &[u8] = b"TlRMTVNTUA";

/// NTLM messages of both sides.
pub(super) fn ntlm(talk: &Talk<'_>, emit: &mut Emit<'_>) {
    for side in [&talk.client, &talk.server] {
        for at in memchr::memmem::find_iter(&side.data, NTLM).take(MESSAGES) {
            message(&side.data[at..], at, side, talk, emit);
        }
        for at in memchr::memmem::find_iter(&side.data, NTLM64).take(MESSAGES) {
            let code = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
            let text: Vec<u8> = side.data[at..].iter().take(16 << 10).take_while(code).copied().collect();
            if let Ok(raw) = base64::engine::general_purpose::STANDARD.decode(&text) {
                message(&raw, at, side, talk, emit);
            }
        }
    }
}

/// One message (MS-NLMP 2.2.1), which begins with its signature.
fn message(raw: &[u8], at: usize, side: &Stream, talk: &Talk<'_>, emit: &mut Emit<'_>) {
    let mut out = talk.record(side, at, "ntlm");
    let text = |field: usize, unicode: bool| {
        let length = usize::from(u16_at(raw, field)?);
        let bytes = slice(raw, offset_at(raw, field + 4)?, length)?;
        Some(if unicode { wide(bytes) } else { narrow(bytes) })
    };
    match u32_at(raw, 8) {
        Some(1) => {
            out.own("Domain", Own::Domain, &text(16, false).unwrap_or_default());
            out.own("Workstation", Own::Host, &text(24, false).unwrap_or_default());
        }
        Some(2) => {
            out.own("Target", Own::Domain, &text(12, true).unwrap_or_default());
            let pairs = offset_at(raw, 44).and_then(|at| raw.get(at..)).unwrap_or_default();
            target_info(pairs, &mut out);
        }
        Some(3) => {
            let unicode = u32_at(raw, 60).is_none_or(|flags| flags & 1 == 1);
            out.own("Domain", Own::Domain, &text(28, unicode).unwrap_or_default());
            out.own("User", Own::User, &text(36, unicode).unwrap_or_default());
            out.own("Workstation", Own::Host, &text(44, unicode).unwrap_or_default());
        }
        _ => {}
    }
    out.emit(emit);
}

fn target_info(pairs: &[u8], out: &mut Record) {
    let mut at = 0;
    while let (Some(id @ 1..), Some(length)) = (u16_at(pairs, at), u16_at(pairs, at + 2)) {
        let Some(value) = slice(pairs, at + 4, usize::from(length)) else { return };
        let (name, own) = match id {
            1 => ("NetbiosComputer", Own::Host),
            2 => ("NetbiosDomain", Own::Domain),
            3 => ("DnsComputer", Own::Host),
            4 => ("DnsDomain", Own::Domain),
            5 => ("DnsForest", Own::Domain),
            _ => ("", Own::Host),
        };
        if !name.is_empty() {
            out.own(name, own, &wide(value));
        }
        at += 4 + usize::from(length);
    }
}

/// Shares and files that a client opens over SMB 2 and 3, as far as they are not encrypted.
pub(super) fn smb(talk: &Talk<'_>, emit: &mut Emit<'_>) {
    let data = &talk.client.data;
    let mut at = 0;
    for _ in 0..REQUESTS {
        // NetBIOS session: a zero, and the length in three bytes.
        let Some([0, a, b, c]) = data.get(at..).and_then(|rest| rest.first_chunk::<4>()) else { return };
        let length = usize::from(*a) << 16 | usize::from(*b) << 8 | usize::from(*c);
        let Some(packet) = data.get(at + 4..(at + 4).saturating_add(length).min(data.len())) else { return };
        let mut rest = packet;
        for _ in 0..64 {
            if !rest.starts_with(b"\xfeSMB") {
                break;
            }
            request(rest, at, talk, emit);
            match offset_at(rest, 20) {
                Some(next) if next >= 64 => rest = rest.get(next..).unwrap_or_default(),
                _ => break,
            }
        }
        at += 4 + length;
    }
}

fn request(packet: &[u8], at: usize, talk: &Talk<'_>, emit: &mut Emit<'_>) {
    let (name, field) = match u16_at(packet, 12) {
        Some(3) => ("Share", 64 + 4),
        Some(5) => ("File", 64 + 44),
        _ => return,
    };
    let place = (u16_at(packet, field).map(usize::from), u16_at(packet, field + 2).map(usize::from));
    let (Some(offset), Some(length)) = place else { return };
    if let Some(raw) = slice(packet, offset, length) {
        let mut out = talk.record(&talk.client, at, "smb");
        out.field(name, &wide(raw));
        out.emit(emit);
    }
}

/// Names in a Kerberos message (RFC 4120): realm, client and service.
pub(super) fn kerberos(bytes: &[u8], (flow, frame, time): At, emit: &mut Emit<'_>) {
    let (body, fields): (u8, &[(u8, Own)]) = match bytes.first() {
        // AS-REQ and TGS-REQ: the names stand in the request body.
        Some(0x6a | 0x6c) => (0xa4, &[(0xa1, Own::User), (0xa2, Own::Domain), (0xa3, Own::Host)]),
        // AS-REP and TGS-REP.
        Some(0x6b | 0x6d) => (0, &[(0xa3, Own::Domain), (0xa4, Own::User)]),
        // KRB-ERROR.
        Some(0x7e) => (0, &[(0xa7, Own::Domain), (0xa8, Own::User), (0xa9, Own::Domain), (0xaa, Own::Host)]),
        _ => return,
    };
    let Some(mut inner) = element(bytes).and_then(|outer| element(outer.body)).map(|inner| inner.body) else {
        return;
    };
    if body != 0 {
        let found = children(inner).find(|(tag, _)| *tag == body).and_then(|(_, body)| element(body));
        let Some(found) = found else { return };
        inner = found.body;
    }
    let mut out = record(flow, frame, time, "kerberos");
    for (tag, own) in fields {
        for (_, value) in children(inner).filter(|(found, _)| found == tag) {
            let mut names = Vec::new();
            strings(value, 0, &mut names);
            for name in names {
                // The kind of a service names nobody; its host does.
                let service = *own == Own::Host && !name.contains('.');
                if service { out.field("Service", &name) } else { out.own("Name", *own, &name) }
            }
        }
    }
    out.emit(emit);
}

/// General strings below a value.
fn strings(bytes: &[u8], depth: u32, out: &mut Vec<String>) {
    for (tag, value) in children(bytes) {
        if tag == 0x1b {
            out.push(narrow(value));
        } else if tag & 0x20 != 0 && depth < 8 && out.len() < 32 {
            strings(value, depth + 1, out);
        }
    }
}

/// Tags and contents of the DER values that follow each other.
fn children(bytes: &[u8]) -> impl Iterator<Item = (u8, &[u8])> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let next = element(rest)?;
        rest = next.rest;
        Some((next.tag, next.body))
    })
    .take(VALUES)
}
