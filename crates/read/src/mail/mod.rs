//! Mail messages and mailboxes.
//!
//! In: the bytes of a message or an mbox. Out: headers, bodies and part headers as passages, attachments and attached
//! messages as children. A mailbox is a container whose messages are children.

mod mbox;
mod words;

use base64::Engine;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::{Encoding, Message, MessageParser, MessagePart, MimeHeaders, PartType};
use noroshi_base::DocumentKind;
use noroshi_intake::Media;

use crate::emit::{Emit, guard, safe_name};
use crate::{Options, Role, Sink, html, text};

/// Attached messages inside attached messages that the parser is trusted with; it frees them recursively.
const MOST_NESTED: usize = 400;

/// Reads one message or mailbox; what cannot be parsed is noticed, never an error.
pub fn read(name: &str, media: Media, bytes: &[u8], options: &Options, sink: &mut dyn Sink) {
    let mut emit = Emit::new(name, options, sink);
    if media == Media::Mbox {
        emit.open(DocumentKind::Container, media);
        mbox::split(bytes, &mut emit);
        return;
    }
    emit.open(DocumentKind::Prose, media);
    let whole = guard(&mut emit, |emit| message(bytes, emit));
    if !whole {
        emit.lines("raw", Role::Lines, 1, text::decode(bytes));
    }
}

/// Hands on the headers of a message kept as text; `prefix` stands before the name of each.
pub(crate) fn headers(prefix: &str, text: &str, emit: &mut Emit<'_>) {
    let mut header = String::new();
    // An empty line at the end closes the last one.
    for line in text.lines().chain(std::iter::once("")) {
        if line.starts_with([' ', '\t']) && !header.is_empty() {
            header.push_str("\r\n");
            header.push_str(line);
            continue;
        }
        match header.split_once(':') {
            Some((name, value)) if !name.contains(' ') => {
                let name = name.to_ascii_lowercase();
                let value = words::header_value(value.as_bytes());
                emit.text(format!("{prefix} {name}"), Role::Header(name.as_str().into()), value);
            }
            // What is no header is text all the same.
            _ => emit.text(prefix, Role::Lines, header.as_str()),
        }
        header.clear();
        header.push_str(line);
    }
}

fn message(bytes: &[u8], emit: &mut Emit<'_>) {
    let nested = memchr::memmem::find_iter(bytes, b"message/").take(MOST_NESTED + 1).count();
    let parsed = if nested > MOST_NESTED {
        None
    } else {
        MessageParser::new().with_mime_headers().default_header_raw().parse(bytes)
    };
    let Some(message) = parsed else {
        emit.malformed(
            "",
            "メールとして解釈できないため、文字として読みました",
            "not parseable as mail; read as text",
        );
        emit.lines("raw", Role::Lines, 1, text::decode(bytes));
        return;
    };
    let mut walk = Walk { bytes, message: &message, bodies: 0, emit };
    for index in 0..message.parts.len() {
        if !walk.emit.more() {
            return;
        }
        walk.part(index);
    }
    walk.between();
}

/// State of one message being handed on.
struct Walk<'a, 'e> {
    bytes: &'a [u8],
    message: &'a Message<'a>,
    bodies: u32,
    emit: &'a mut Emit<'e>,
}

impl<'a> Walk<'a, '_> {
    fn part(&mut self, index: usize) {
        let Some(part) = self.message.parts.get(index) else { return };
        let headers = self.headers(index, part);
        let name = headers.file_name(part);
        match &part.body {
            PartType::Multipart(_) => {}
            PartType::Message(_) => {
                let bytes = self.raw_body(part).unwrap_or_default();
                let decoded = transfer_decode(part.encoding, bytes);
                self.child(index, name, "eml", &decoded);
            }
            PartType::Text(_) | PartType::Html(_) => self.text_part(index, part, &headers, name),
            PartType::Binary(data) | PartType::InlineBinary(data) => self.child(index, name, "bin", data),
        }
    }

    /// Hands on the headers of one part and keeps those that say how to read it.
    fn headers(&mut self, index: usize, part: &MessagePart<'_>) -> PartHeaders {
        let mut kept = PartHeaders::default();
        for header in &part.headers {
            let range = header.offset_start() as usize..header.offset_end() as usize;
            let Some(raw) = self.bytes.get(range) else { continue };
            let name = header.name().to_ascii_lowercase();
            let value = words::header_value(raw);
            match name.as_str() {
                "content-type" => kept.content_type = one_line(raw),
                "content-disposition" => kept.disposition = one_line(raw),
                "content-transfer-encoding" => kept.transfer = value.to_ascii_lowercase(),
                _ => {}
            }
            let place =
                if index == 0 { format!("header {name}") } else { format!("part {index} header {name}") };
            self.emit.text(place, Role::Header(name.as_str().into()), value);
        }
        kept
    }

    fn text_part(
        &mut self,
        index: usize,
        part: &MessagePart<'_>,
        headers: &PartHeaders,
        name: Option<String>,
    ) {
        let raw = self.raw_body(part).unwrap_or_default();
        let decoded = if part.is_encoding_problem && headers.transfer == "base64" {
            // What the parser gave up on may still be base64 with something broken inside: both readings count.
            self.emit.text(format!("part {index} raw"), Role::Lines, text::decode(raw));
            lenient_base64(raw)
        } else {
            transfer_decode(part.encoding, raw)
        };
        let attached = headers.disposition.trim_start().to_ascii_lowercase().starts_with("attachment");
        if attached || name.is_some() {
            let extension = if matches!(part.body, PartType::Html(_)) { "html" } else { "txt" };
            self.child(index, name, extension, &decoded);
            return;
        }
        let charset = words::parameter(&headers.content_type, "charset").unwrap_or_default();
        let body = words::by_charset(&charset, &decoded);
        self.bodies += 1;
        let place = if self.bodies == 1 { "body".to_owned() } else { format!("body (part {index})") };
        if matches!(part.body, PartType::Html(_)) {
            html::emit(&format!("{place} html"), &body, self.emit);
        } else {
            self.emit.lines(place, Role::Prose, 1, body);
        }
    }

    fn child(&mut self, index: usize, name: Option<String>, extension: &str, data: &[u8]) {
        let name = match name {
            Some(name) => {
                self.emit.text(format!("part {index} name"), Role::Name, name.clone());
                safe_name(&name, &format!("part {index}.{extension}"))
            }
            None => format!("part {index}.{extension}"),
        };
        if !data.is_empty() {
            self.emit.child(&name, data);
        }
    }

    /// Text before the first and behind the last part, which no mail program shows.
    fn between(&mut self) {
        let parts = &self.message.parts;
        for (index, part) in parts.iter().enumerate() {
            let PartType::Multipart(children) = &part.body else { continue };
            let at = |id: Option<&u32>| id.and_then(|id| parts.get(*id as usize));
            let (Some(first), Some(last)) = (at(children.first()), at(children.last())) else { continue };
            let before = part.raw_body_offset() as usize..first.raw_header_offset() as usize;
            self.gap(&format!("part {index} preamble"), before);
            if index == 0 {
                self.gap("epilogue", last.raw_end_offset() as usize..self.bytes.len());
            }
        }
    }

    fn gap(&mut self, place: &str, range: std::ops::Range<usize>) {
        let gap = text::decode(self.bytes.get(range).unwrap_or_default());
        let kept: Vec<&str> = gap.lines().filter(|line| !line.starts_with("--")).collect();
        self.emit.text(place, Role::Hidden, kept.join("\n"));
    }

    fn raw_body(&self, part: &MessagePart<'_>) -> Option<&'a [u8]> {
        self.bytes.get(part.raw_body_offset() as usize..part.raw_end_offset() as usize)
    }
}

/// The headers of a part that say how to read it, raw.
#[derive(Default)]
struct PartHeaders {
    content_type: String,
    disposition: String,
    transfer: String,
}

impl PartHeaders {
    fn file_name(&self, part: &MessagePart<'_>) -> Option<String> {
        words::parameter(&self.disposition, "filename")
            .or_else(|| words::parameter(&self.content_type, "name"))
            .or_else(|| part.attachment_name().map(str::to_owned))
            .filter(|name| !name.trim().is_empty())
    }
}

/// A header that is to be parsed further: decoded, on one line, encoded words left alone.
fn one_line(raw: &[u8]) -> String {
    text::decode(raw).replace(['\r', '\n'], "")
}

fn transfer_decode(encoding: Encoding, raw: &[u8]) -> Vec<u8> {
    match encoding {
        Encoding::None => raw.to_vec(),
        Encoding::Base64 => lenient_base64(raw),
        Encoding::QuotedPrintable => quoted_printable_decode(raw).unwrap_or_else(|| raw.to_vec()),
    }
}

/// Decodes base64, whatever stands between its characters and wherever it breaks off; padding ends one run.
fn lenient_base64(raw: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(raw.len() / 4 * 3);
    for run in raw.split(|b| *b == b'=') {
        let mut compact: Vec<u8> =
            run.iter().copied().filter(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/')).collect();
        if compact.len() % 4 == 1 {
            compact.pop();
        }
        out.extend(words::LENIENT.decode(&compact).unwrap_or_default());
    }
    out
}

#[cfg(test)]
mod tests;
