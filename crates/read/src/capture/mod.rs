//! Packet captures (pcap, pcapng): facts, never frames.
//!
//! In: bytes. Out: one record a flow, and what its two sides said by name: DNS, HTTP, TLS, SMTP, Windows logons, names
//! that machines announce. Payloads are looked at and given up; of bodies only digests are given.

mod app;
mod dns;
mod file;
mod flow;
mod http;
mod logon;
mod mail;
mod names;
mod packet;
mod stream;
#[cfg(test)]
mod tests;
mod tls;

use noroshi_base::DocumentKind;
use noroshi_intake::Media;

use crate::emit::{Emit, guard};
use crate::{Options, Sink};

/// Reads one capture; what cannot be parsed is noticed, never an error.
pub fn read(name: &str, media: Media, bytes: &[u8], options: &Options, sink: &mut dyn Sink) {
    let mut emit = Emit::new(name, options, sink);
    emit.open(DocumentKind::Records, media);
    guard(&mut emit, |emit| capture(bytes, emit));
}

fn capture(bytes: &[u8], emit: &mut Emit<'_>) {
    let mut flows = flow::Flows::default();
    let mut links = 0_u64;
    let end = file::packets(bytes, |frame| match packet::decode(frame.link, frame.data) {
        Some(decoded) => flows.add(&frame, decoded),
        None => links += 1,
    });
    for comment in &end.comments {
        emit.text("comment", crate::Role::Hidden, comment.as_str());
    }
    flows.emit(emit);
    if end.broken {
        emit.malformed(
            &format!("frame {}", end.frames + 1),
            "キャプチャが途中で壊れています",
            "the capture is broken from here on",
        );
    }
    if flows.full() {
        emit.over_limit("", "フロー数", "flows");
    }
    if links > 0 {
        let ja = format!("IPでない、または解釈できないフレームが{links}個ありました");
        let en = format!("{links} frames are not IP or do not parse");
        emit.notice("", noroshi_base::NoticeCode::Info, &ja, &en);
    }
}
