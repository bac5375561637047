//! HTTP/1: requests and answers by their headers; of bodies the digests, and those that are files as children.

use noroshi_base::IndicatorKind;
use noroshi_intake::Media;
use sha2::Digest as _;

use super::app::Talk;
use super::stream::Stream;
use crate::emit::{Emit, safe_name};
use crate::record::Record;
use crate::structure::hex;

/// Most messages of one side.
const MESSAGES: usize = 20_000;
/// Longest head of a message.
const HEAD: usize = 64 << 10;

const METHODS: &[&str] =
    &["GET ", "POST ", "PUT ", "HEAD ", "OPTIONS ", "DELETE ", "PATCH ", "CONNECT ", "PROPFIND ", "TRACE "];

/// Headers of requests and answers that describe a tool or a server.
const TELLING: &[&str] = &[
    "user-agent",
    "referer",
    "origin",
    "x-forwarded-for",
    "via",
    "x-requested-with",
    "content-type",
    "content-disposition",
    "server",
    "x-powered-by",
    "location",
    "etag",
    "date",
    "www-authenticate",
];

/// Whether a side begins like a request.
pub(super) fn is_request(data: &[u8]) -> bool {
    METHODS.iter().any(|method| data.starts_with(method.as_bytes()))
}

/// One message of a side.
struct Message<'a> {
    at: usize,
    first: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    /// All of the body is there.
    whole: bool,
    rest: &'a [u8],
}

impl Message<'_> {
    fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str())
    }
}

/// Hands on the messages of both sides.
pub(super) fn read(talk: &Talk<'_>, emit: &mut Emit<'_>) {
    let requests = messages(&talk.client, &[]);
    let methods: Vec<bool> = requests.iter().map(|request| request.first.starts_with("HEAD ")).collect();
    let answers = messages(&talk.server, &methods);
    let mut names = Vec::new();
    for request in &requests {
        let mut out = talk.record(&talk.client, request.at, "http");
        let mut words = request.first.split(' ');
        let (method, target) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
        let url = url(request, target, talk);
        out.field("Request", &format!("{method} {url} -> {}/tcp", talk.flow.server));
        names.push(safe_name(target.split(['?', '#']).next().unwrap_or(""), "body"));
        headers(request, &mut out);
        body(request, talk.client.gaps, &mut out);
        out.emit(emit);
    }
    for (index, answer) in answers.iter().enumerate() {
        let mut out = talk.record(&talk.server, answer.at, "http");
        out.field("Status", answer.first.split_once(' ').map_or("", |(_, status)| status));
        headers(answer, &mut out);
        body(answer, talk.server.gaps, &mut out);
        out.emit(emit);
        let name = names.get(index).map_or("body", String::as_str);
        if answer.whole && !talk.server.gaps && is_file(name, &answer.body) {
            let (frame, _) = talk.server.mark(answer.at);
            emit.child(&format!("flow {} frame {frame} {name}", talk.number), &answer.body);
        }
        if !emit.more() {
            return;
        }
    }
}

/// The address as the client asked for it; a proxy is asked for a whole one.
fn url(request: &Message<'_>, target: &str, talk: &Talk<'_>) -> String {
    if target.contains("://") || request.first.starts_with("CONNECT ") {
        return target.to_owned();
    }
    let server = talk.flow.server;
    let host = match request.header("host") {
        "" => server.to_string(),
        host if server.port() == 80 || host.contains(':') => host.to_owned(),
        host => format!("{host}:{}", server.port()),
    };
    format!("http://{host}{target}")
}

fn headers(message: &Message<'_>, out: &mut Record) {
    for (name, value) in &message.headers {
        if TELLING.contains(&name.as_str()) {
            out.field(name, value);
        }
    }
}

fn body(message: &Message<'_>, gaps: bool, out: &mut Record) {
    if message.body.is_empty() {
        return;
    }
    out.field("BodySize", &message.body.len().to_string());
    if message.whole && !gaps {
        out.typed("BodySha256", IndicatorKind::Sha256, &hex(&sha2::Sha256::digest(&message.body)));
    }
}

/// Whether a body is a file that has a reader or a name among formats, rather than a page.
fn is_file(name: &str, body: &[u8]) -> bool {
    if body.len() < 64 {
        return false;
    }
    if body.starts_with(b"MZ") {
        return true;
    }
    match noroshi_intake::sniff(name, body) {
        Media::Foreign => {
            let format = noroshi_intake::media::foreign_format(body).unwrap_or_default();
            !["PNG", "JPEG", "GIF", "BMP", "icon", "WOFF font", "TrueType font", "OpenType font", "MP3"]
                .contains(&format)
        }
        Media::Binary | Media::Empty => false,
        media => !media.is_textual(),
    }
}

/// The messages of one side; `bare[i]` says that the answer to request i has no body.
fn messages<'a>(side: &'a Stream, bare: &[bool]) -> Vec<Message<'a>> {
    let mut out: Vec<Message<'a>> = Vec::new();
    let mut rest = side.data.as_slice();
    while !rest.is_empty() && out.len() < MESSAGES {
        let at = side.data.len() - rest.len();
        let Some(message) = message(rest, at, bare.get(out.len()).copied().unwrap_or(false)) else { break };
        rest = message.rest;
        // An interim answer is none of its own.
        if !message.first.starts_with("HTTP/1.1 100") {
            out.push(message);
        }
    }
    out
}

fn message(bytes: &[u8], at: usize, bare: bool) -> Option<Message<'_>> {
    let start = bytes.iter().position(|byte| !matches!(byte, b'\r' | b'\n'))?;
    let text = bytes.get(start..)?;
    if !is_request(text) && !text.starts_with(b"HTTP/1.") {
        return None;
    }
    let window = text.get(..HEAD).unwrap_or(text);
    let (head, body_at) = match memchr::memmem::find(window, b"\r\n\r\n") {
        Some(end) => (end, end + 4),
        None => match memchr::memmem::find(window, b"\n\n") {
            Some(end) => (end, end + 2),
            None => (window.len(), window.len()),
        },
    };
    let head = crate::structure::narrow(text.get(..head)?);
    let mut lines = head.lines();
    let first = lines.next()?.to_owned();
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.trim().to_ascii_lowercase(), value.trim().to_owned()))
        .take(200)
        .collect();
    let mut out =
        Message { at: at + start, first, headers, body: Vec::new(), whole: true, rest: text.get(body_at..)? };
    let chunked = out.header("transfer-encoding").to_ascii_lowercase().contains("chunked");
    let length = out.header("content-length").parse::<usize>().ok();
    let request = !out.first.starts_with("HTTP/");
    let status = out.first.split(' ').nth(1).unwrap_or("");
    if bare || status.starts_with('1') || status == "204" || status == "304" {
        return Some(out);
    }
    match (chunked, length) {
        (true, _) => dechunk(&mut out),
        (false, Some(length)) => {
            out.whole = out.rest.len() >= length;
            let (body, rest) = out.rest.split_at(length.min(out.rest.len()));
            out.body = body.to_vec();
            out.rest = rest;
        }
        // An answer without a length ends with the connection.
        (false, None) if !request => {
            out.body = out.rest.to_vec();
            out.rest = &[];
        }
        (false, None) => {}
    }
    undo_gzip(&mut out);
    Some(out)
}

fn dechunk(out: &mut Message<'_>) {
    out.whole = false;
    while let Some(end) = memchr::memmem::find(out.rest.get(..64).unwrap_or(out.rest), b"\r\n") {
        let line = String::from_utf8_lossy(&out.rest[..end]).into_owned();
        let size = line.split(';').next().unwrap_or("").trim();
        let Ok(size) = usize::from_str_radix(size, 16) else { return };
        let start = end + 2;
        let Some(stop) = start.checked_add(size).filter(|stop| *stop <= out.rest.len()) else {
            out.body.extend_from_slice(&out.rest[start..]);
            out.rest = &[];
            return;
        };
        out.body.extend_from_slice(&out.rest[start..stop]);
        out.rest = out.rest.get(stop + 2..).unwrap_or_default();
        if size == 0 {
            out.whole = true;
            return;
        }
    }
}

/// Digests of a body mean the file, not how it was packed on the way.
fn undo_gzip(out: &mut Message<'_>) {
    const LONGEST: u64 = 64 << 20;
    if !out.header("content-encoding").eq_ignore_ascii_case("gzip") || !out.whole {
        return;
    }
    let mut plain = Vec::new();
    let mut reader = std::io::Read::take(flate2::read::MultiGzDecoder::new(out.body.as_slice()), LONGEST);
    if std::io::Read::read_to_end(&mut reader, &mut plain).is_ok() && (plain.len() as u64) < LONGEST {
        out.body = plain;
    }
}
