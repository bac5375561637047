//! Which protocol a flow speaks, by what is said in it rather than by its port.

use super::flow::{Flow, stamp};
use super::packet::Transport;
use super::stream::Stream;
use super::{dns, http, logon, mail, names, tls};
use crate::emit::Emit;
use crate::record::Record;
use crate::structure::hex;

/// Two sides of a conversation, put together.
pub(super) struct Talk<'f> {
    pub(super) flow: &'f Flow<'f>,
    pub(super) number: u32,
    pub(super) client: Stream,
    pub(super) server: Stream,
}

impl Talk<'_> {
    /// A record about something at an offset of one side.
    pub(super) fn record(&self, side: &Stream, offset: usize, path: &'static str) -> Record {
        let (frame, time) = side.mark(offset);
        record(self.number, frame, time, path)
    }
}

/// A record with its place and its time.
pub(super) fn record(number: u32, frame: u32, time: i64, path: &'static str) -> Record {
    let mut out = Record::new(format!("flow {number} frame {frame}"), path);
    out.seen(Some(stamp(time)), None);
    out
}

/// A hardware address as people write it.
pub(super) fn mac(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| hex(&[*byte])).collect::<Vec<_>>().join(":")
}

/// Hands on what was said in a flow; its packets are given up.
pub(super) fn read(flow: &mut Flow<'_>, number: u32, dns: &mut dns::Table, emit: &mut Emit<'_>) {
    match flow.transport {
        Transport::Udp => datagrams(flow, number, dns, emit),
        Transport::Tcp => stream(flow, number, dns, emit),
        Transport::Other(_) => {}
    }
}

fn datagrams(flow: &mut Flow<'_>, number: u32, dns: &mut dns::Table, emit: &mut Emit<'_>) {
    let ports = [flow.client.port(), flow.server.port()];
    let has = |port: u16| ports.contains(&port);
    for side in &mut flow.sides {
        for piece in std::mem::take(&mut side.pieces) {
            let place = (number, piece.frame, piece.time);
            if has(53) {
                dns.message(&piece.data, place);
            } else if has(5353) || has(5355) {
                names::multicast(&piece.data, place, emit);
            } else if has(137) || has(138) {
                names::netbios(&piece.data, has(138), place, emit);
            } else if has(67) || has(68) {
                names::dhcp(&piece.data, place, emit);
            } else if has(88) || has(464) {
                logon::kerberos(&piece.data, place, emit);
            }
            if !emit.more() {
                return;
            }
        }
    }
}

fn stream(flow: &mut Flow<'_>, number: u32, dns: &mut dns::Table, emit: &mut Emit<'_>) {
    let client = Stream::new(&mut flow.sides[0]);
    let server = Stream::new(&mut flow.sides[1]);
    if client.data.is_empty() && server.data.is_empty() {
        return;
    }
    let talk = Talk { flow, number, client, server };
    let ports = [talk.flow.client.port(), talk.flow.server.port()];
    let (said, answered) = (talk.client.data.as_slice(), talk.server.data.as_slice());
    if http::is_request(said) || answered.starts_with(b"HTTP/1.") {
        http::read(&talk, emit);
    } else if tls::is_hello(said) || tls::is_hello(answered) {
        tls::read(&talk, emit);
    } else if mail::is_smtp(said, answered) {
        mail::read(&talk, emit);
    } else if ports.contains(&53) {
        for side in [&talk.client, &talk.server] {
            dns.stream(side, number);
        }
    } else if ports.contains(&88) || ports.contains(&464) {
        for side in [&talk.client, &talk.server] {
            let (frame, time) = side.mark(0);
            logon::kerberos(side.data.get(4..).unwrap_or_default(), (number, frame, time), emit);
        }
    }
    logon::smb(&talk, emit);
    logon::ntlm(&talk, emit);
    if talk.client.gaps || talk.server.gaps {
        emit.notice(
            &format!("flow {number}"),
            noroshi_base::NoticeCode::Info,
            "一部のパケットがキャプチャにありません",
            "some packets of the flow are not in the capture",
        );
    }
}
