//! SMTP: the envelope, and each message as a child that the mail reader reads.

use noroshi_base::NoticeCode;

use super::app::Talk;
use super::{dns, tls};
use crate::emit::Emit;
use crate::record::Own;
use crate::structure::narrow;
use crate::{Passage, Role};

/// Most lines of commands of one conversation.
const LINES: usize = 10_000;

/// Whether a conversation is SMTP.
pub(super) fn is_smtp(client: &[u8], server: &[u8]) -> bool {
    let greets = ["EHLO", "HELO"]
        .iter()
        .any(|word| client.get(..4).is_some_and(|head| head.eq_ignore_ascii_case(word.as_bytes())));
    greets && (server.is_empty() || server.starts_with(b"220"))
}

/// Hands on the commands and the messages.
pub(super) fn read(talk: &Talk<'_>, emit: &mut Emit<'_>) {
    let data = &talk.client.data;
    let mut at = 0;
    let mut messages = 0;
    let mut tls = false;
    if talk.server.data.starts_with(b"220")
        && let Some(end) = memchr::memchr(b'\n', &talk.server.data)
    {
        let mut out = talk.record(&talk.server, 0, "smtp");
        out.field("Banner", &narrow(&talk.server.data[..end]));
        out.emit(emit);
    }
    for _ in 0..LINES {
        let Some(rest) = data.get(at..).filter(|rest| !rest.is_empty()) else { break };
        let end = memchr::memchr(b'\n', rest).map_or(rest.len(), |end| end + 1);
        let line = narrow(&rest[..end]);
        let line = line.trim();
        let (start, upper) = (at, line.to_ascii_uppercase());
        at += end;
        let value = line.split_once(':').map_or("", |(_, value)| value.trim());
        if upper.starts_with("EHLO ") || upper.starts_with("HELO ") {
            let mut out = talk.record(&talk.client, start, "smtp");
            // Who speaks from outside is not the owner.
            let name = line.get(5..).unwrap_or_default();
            if dns::is_inside(talk.flow.client.ip()) {
                out.own("Helo", Own::Host, name);
            } else {
                out.field("Helo", name);
            }
            out.emit(emit);
        } else if upper.starts_with("MAIL FROM:") {
            envelope(talk, start, "envelope-from", value, emit);
        } else if upper.starts_with("RCPT TO:") {
            envelope(talk, start, "envelope-to", value, emit);
        } else if upper == "STARTTLS" {
            tls = true;
            break;
        } else if upper == "DATA" {
            let body = data.get(at..).unwrap_or_default();
            let stop = memchr::memmem::find(body, b"\r\n.\r\n").map_or(body.len(), |stop| stop + 2);
            messages += 1;
            let (frame, _) = talk.client.mark(start);
            let name = format!("flow {} frame {frame} message {messages}.eml", talk.number);
            emit.child(&name, &unstuffed(&body[..stop]));
            at += (stop + 3).min(body.len());
        }
    }
    if tls {
        encrypted(talk, at, emit);
        emit.notice(
            &format!("flow {}", talk.number),
            NoticeCode::Info,
            "SMTPは途中から暗号化されています",
            "the SMTP conversation is encrypted from STARTTLS on",
        );
    }
}

/// What both sides state before they encrypt; the server first agrees in a line.
fn encrypted(talk: &Talk<'_>, client: usize, emit: &mut Emit<'_>) {
    let server = talk.server.data.windows(6).position(tls::is_hello);
    let talk = Talk {
        flow: talk.flow,
        number: talk.number,
        client: talk.client.after(client),
        server: talk.server.after(server.unwrap_or(talk.server.data.len())),
    };
    tls::read(&talk, emit);
}

fn envelope(talk: &Talk<'_>, at: usize, header: &'static str, value: &str, emit: &mut Emit<'_>) {
    let (frame, _) = talk.client.mark(at);
    let address = value.split('>').next().unwrap_or(value).trim_start_matches('<');
    emit.passage(Passage::new(
        format!("flow {} frame {frame}", talk.number),
        Role::Header(header.into()),
        address,
    ));
}

/// Undoes the dots put before lines that begin with one.
fn unstuffed(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len());
    for line in body.split_inclusive(|byte| *byte == b'\n') {
        out.extend_from_slice(line.strip_prefix(b".").unwrap_or(line));
    }
    out
}
