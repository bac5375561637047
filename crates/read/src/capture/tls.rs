//! TLS handshakes: server name, ALPN, JA3, JA3S, JA4, and the certificates that versions before 1.3 show.

use md5::Digest as _;
use noroshi_base::IndicatorKind;
use x509_parser::prelude::{FromDer, GeneralName, X509Certificate};

use super::app::Talk;
use super::stream::Stream;
use crate::emit::Emit;
use crate::record::Record;
use crate::structure::{hex, unix_time};

/// Bytes of handshake that are put together.
const HANDSHAKE: usize = 256 << 10;
/// Most certificates of one side.
const CERTIFICATES: usize = 16;

fn be16(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn be24(bytes: &[u8], at: usize) -> Option<usize> {
    let [a, b, c] = *bytes.get(at..)?.first_chunk()?;
    Some(usize::from(a) << 16 | usize::from(b) << 8 | usize::from(c))
}

/// Whether a side begins with a handshake record.
pub(super) fn is_hello(data: &[u8]) -> bool {
    matches!(data, [0x16, 3, 0..=4, _, _, 1 | 2, ..])
}

/// Hands on what both sides state before they encrypt.
pub(super) fn read(talk: &Talk<'_>, emit: &mut Emit<'_>) {
    for (side, client) in [(&talk.client, true), (&talk.server, false)] {
        let data = handshake(side);
        let mut at = 0;
        while let (Some(kind), Some(length)) = (data.get(at), be24(&data, at + 1)) {
            let Some(body) = data.get(at + 4..at + 4 + length) else { break };
            match (kind, client) {
                (1, true) => {
                    let mut out = talk.record(side, 0, "tls");
                    client_hello(body, talk, &mut out);
                    out.emit(emit);
                }
                (2, false) => {
                    let mut out = talk.record(side, 0, "tls");
                    if let Some(ja3s) = server_hello(body) {
                        out.typed("Ja3s", IndicatorKind::Ja3s, &ja3s);
                    }
                    out.emit(emit);
                }
                (11, _) => certificates(body, side, talk, emit),
                _ => {}
            }
            at += 4 + length;
        }
    }
}

/// Bodies of the handshake records at the start of a side; what follows is encrypted.
fn handshake(side: &Stream) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = side.data.as_slice();
    while let [0x16, 3, _, high, low, body @ ..] = rest {
        let length = usize::from(u16::from_be_bytes([*high, *low])).min(body.len());
        let (body, next) = body.split_at(length);
        out.extend_from_slice(body);
        rest = next;
        if out.len() > HANDSHAKE {
            break;
        }
    }
    out
}

/// Values reserved to keep peers tolerant (RFC 8701).
const fn is_grease(value: u16) -> bool {
    value & 0x0f0f == 0x0a0a && value >> 8 == value & 0xff
}

fn numbers(bytes: &[u8]) -> Vec<u16> {
    bytes
        .chunks_exact(2)
        .map(|pair| u16::from_be_bytes([pair[0], pair[1]]))
        .filter(|value| !is_grease(*value))
        .collect()
}

/// What a client hello holds.
#[derive(Default)]
struct Hello {
    version: u16,
    ciphers: Vec<u16>,
    extensions: Vec<u16>,
    groups: Vec<u16>,
    formats: Vec<u8>,
    signatures: Vec<u16>,
    name: String,
    protocols: Vec<String>,
    best: u16,
}

fn client_hello(body: &[u8], talk: &Talk<'_>, out: &mut Record) {
    let Some(hello) = hello(body) else { return };
    if hello.name.is_empty() {
        out.field("ServerName", &format!("(none) -> {}/tcp", talk.flow.server));
    } else {
        out.field("ServerName", &format!("{} -> {}/tcp", hello.name, talk.flow.server));
    }
    out.field("Alpn", &hello.protocols.join(","));
    out.typed("Ja3", IndicatorKind::Ja3, &ja3(&hello));
    out.typed("Ja4", IndicatorKind::Ja4, &ja4(&hello));
}

/// Reads a hello up to where it is broken.
fn hello(body: &[u8]) -> Option<Hello> {
    let mut out = Hello { version: be16(body, 0)?, ..Hello::default() };
    out.best = out.version;
    let mut at = 34;
    at += 1 + usize::from(*body.get(at)?);
    let length = usize::from(be16(body, at)?);
    out.ciphers = numbers(body.get(at + 2..at + 2 + length)?);
    at += 2 + length;
    at += 1 + usize::from(*body.get(at)?);
    let mut rest = body.get(at + 2..).unwrap_or_default();
    while let (Some(kind), Some(length)) = (be16(rest, 0), be16(rest, 2)) {
        let length = usize::from(length);
        let Some(value) = rest.get(4..4 + length) else { break };
        rest = rest.get(4 + length..).unwrap_or_default();
        if is_grease(kind) {
            continue;
        }
        out.extensions.push(kind);
        match kind {
            0 => out.name = value.get(5..).map(crate::structure::narrow).unwrap_or_default(),
            10 => out.groups = numbers(value.get(2..).unwrap_or_default()),
            11 => out.formats = value.get(1..).unwrap_or_default().to_vec(),
            13 => out.signatures = numbers(value.get(2..).unwrap_or_default()),
            16 => {
                let mut list = value.get(2..).unwrap_or_default();
                while let Some((length, next)) = list.split_first() {
                    let length = usize::from(*length).min(next.len());
                    out.protocols.push(crate::structure::narrow(&next[..length]));
                    list = &next[length..];
                }
            }
            43 => {
                out.best =
                    numbers(value.get(1..).unwrap_or_default()).into_iter().max().unwrap_or(out.version);
            }
            _ => {}
        }
    }
    Some(out)
}

fn joined<T: ToString>(values: &[T]) -> String {
    values.iter().map(T::to_string).collect::<Vec<_>>().join("-")
}

/// JA3 (Althouse, Atkinson, Atkins): MD5 over the numbers of the hello in their order.
fn ja3(hello: &Hello) -> String {
    let text = format!(
        "{},{},{},{},{}",
        hello.version,
        joined(&hello.ciphers),
        joined(&hello.extensions),
        joined(&hello.groups),
        joined(&hello.formats)
    );
    hex(&md5::Md5::digest(text.as_bytes()))
}

/// JA4 (FoxIO, BSD-3-Clause): counts and truncated SHA-256 over sorted numbers.
fn ja4(hello: &Hello) -> String {
    let version = match hello.best {
        0x0304 => "13",
        0x0303 => "12",
        0x0302 => "11",
        0x0301 => "10",
        0x0300 => "s3",
        _ => "00",
    };
    let alpn = hello.protocols.first().map_or_else(
        || "00".to_owned(),
        |name| {
            let bytes = name.as_bytes();
            let end = |byte: Option<&u8>| byte.copied().unwrap_or(b'0');
            let (first, last) = (end(bytes.first()), end(bytes.last()));
            if first.is_ascii_alphanumeric() && last.is_ascii_alphanumeric() {
                format!("{}{}", char::from(first), char::from(last))
            } else {
                let (first, last) = (hex(&[first]), hex(&[last]));
                format!("{}{}", &first[..1], &last[1..])
            }
        },
    );
    let sorted = |values: &[u16]| {
        let mut list: Vec<String> = values.iter().map(|value| format!("{value:04x}")).collect();
        list.sort();
        list.join(",")
    };
    let short = |text: &str| {
        if text.is_empty() {
            "0".repeat(12)
        } else {
            hex(&sha2::Sha256::digest(text.as_bytes()))[..12].to_owned()
        }
    };
    let kept: Vec<u16> =
        hello.extensions.iter().copied().filter(|extension| !matches!(extension, 0 | 16)).collect();
    let mut extensions = sorted(&kept);
    if !hello.signatures.is_empty() {
        let list: Vec<String> = hello.signatures.iter().map(|value| format!("{value:04x}")).collect();
        extensions = format!("{extensions}_{}", list.join(","));
    }
    format!(
        "t{version}{}{:02}{:02}{alpn}_{}_{}",
        if hello.name.is_empty() { 'i' } else { 'd' },
        hello.ciphers.len().min(99),
        hello.extensions.len().min(99),
        short(&sorted(&hello.ciphers)),
        short(&extensions)
    )
}

/// JA3S: MD5 over the numbers of a server hello.
fn server_hello(body: &[u8]) -> Option<String> {
    let version = be16(body, 0)?;
    let at = 35 + usize::from(*body.get(34)?);
    let cipher = be16(body, at)?;
    let mut extensions = Vec::new();
    let mut rest = body.get(at + 5..).unwrap_or_default();
    while let (Some(kind), Some(length)) = (be16(rest, 0), be16(rest, 2)) {
        extensions.push(kind);
        rest = rest.get(4 + usize::from(length)..).unwrap_or_default();
    }
    Some(hex(&md5::Md5::digest(format!("{version},{cipher},{}", joined(&extensions)).as_bytes())))
}

fn certificates(body: &[u8], side: &Stream, talk: &Talk<'_>, emit: &mut Emit<'_>) {
    let mut at = 3;
    for _ in 0..CERTIFICATES {
        let Some(length) = be24(body, at) else { return };
        let Some(whole) = body.get(at + 3..at + 3 + length) else { return };
        at += 3 + length;
        let Ok((_, certificate)) = X509Certificate::from_der(whole) else { continue };
        let mut out = talk.record(side, 0, "tls/certificate");
        let serial = hex(certificate.raw_serial());
        out.typed("Subject", IndicatorKind::CertificateSubject, &certificate.subject().to_string());
        out.typed("SerialNumber", IndicatorKind::CertificateSerial, serial.trim_start_matches("00"));
        out.typed("Sha1", IndicatorKind::CertificateHash, &hex(&sha1::Sha1::digest(whole)));
        out.typed("Sha256", IndicatorKind::CertificateHash, &hex(&sha2::Sha256::digest(whole)));
        out.field("Issuer", &certificate.issuer().to_string());
        let validity = certificate.validity();
        out.maybe("NotBefore", unix_time(validity.not_before.timestamp()));
        out.maybe("NotAfter", unix_time(validity.not_after.timestamp()));
        if let Ok(Some(names)) = certificate.subject_alternative_name() {
            for name in names.value.general_names.iter().take(100) {
                match name {
                    GeneralName::DNSName(name) | GeneralName::RFC822Name(name) | GeneralName::URI(name) => {
                        out.field("AlternativeName", name);
                    }
                    _ => {}
                }
            }
        }
        out.emit(emit);
    }
}
