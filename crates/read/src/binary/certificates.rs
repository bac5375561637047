//! Certificates of an Authenticode signature.

use crate::der::element;
use goblin::pe::data_directories::DataDirectory;
use noroshi_base::IndicatorKind;
use sha1::Digest as _;
use x509_parser::prelude::{FromDer, X509Certificate};

use super::common::{hex, u16_at, u32_at};
use super::facts::Facts;

/// Most signatures of one file.
const SIGNATURES: usize = 8;
/// Most certificates of one signature.
const CERTIFICATES: usize = 32;
/// Type of an entry that holds PKCS #7.
const PKCS7: u16 = 2;

/// Reads the certificate table; its address is an offset in the file.
pub(super) fn read(bytes: &[u8], table: Option<DataDirectory>, facts: &mut Facts) -> Option<()> {
    let Some(table) = table else { return Some(()) };
    let start = usize::try_from(table.virtual_address).ok()?;
    let end = start.checked_add(usize::try_from(table.size).ok()?)?.min(bytes.len());
    facts.region("certificates".to_owned(), start, end.saturating_sub(start));
    let table = bytes.get(start..end)?;
    let mut at = 0_usize;
    for _ in 0..SIGNATURES {
        if at.saturating_add(8) > table.len() {
            break;
        }
        let length = usize::try_from(u32_at(table, at)?).ok()?;
        let body = table.get(at.checked_add(8)?..at.checked_add(length)?)?;
        if u16_at(table, at + 6)? == PKCS7 {
            signature(body, facts)?;
        }
        at = at.checked_add(length.max(8))?.checked_next_multiple_of(8)?;
    }
    Some(())
}

/// Reads the certificates of one PKCS #7 signed-data value.
pub(super) fn signature(body: &[u8], facts: &mut Facts) -> Option<()> {
    let info = element(body)?;
    let kind = element(info.body)?;
    let wrapped = element(kind.rest)?;
    let signed = element(wrapped.body)?;
    let mut rest = signed.body;
    while let Some(next) = element(rest) {
        if next.tag == 0xa0 {
            certificates(next.body, facts);
            return Some(());
        }
        rest = next.rest;
    }
    None
}

fn certificates(mut rest: &[u8], facts: &mut Facts) {
    for number in 1..=CERTIFICATES {
        let Some(next) = element(rest) else { return };
        if let Ok((_, certificate)) = X509Certificate::from_der(next.whole) {
            state(number, next.whole, &certificate, facts);
        }
        rest = next.rest;
    }
}

fn state(number: usize, whole: &[u8], certificate: &X509Certificate<'_>, facts: &mut Facts) {
    let part = format!("certificate {number}");
    let object = facts.object();
    let serial = hex(certificate.raw_serial());
    let serial = serial.trim_start_matches("00").to_owned();
    let rows = [
        (IndicatorKind::CertificateSubject, "subject", certificate.subject().to_string()),
        (IndicatorKind::CertificateSerial, "serial-number", serial),
        (IndicatorKind::CertificateHash, "x509-fingerprint-sha1", hex(&sha1::Sha1::digest(whole))),
        (IndicatorKind::CertificateHash, "x509-fingerprint-sha256", hex(&sha2::Sha256::digest(whole))),
    ];
    for (kind, relation, value) in rows {
        facts.indicator(&part, kind, "x509", object, relation, value, false);
    }
    facts.property(&part, "issuer", certificate.issuer().to_string());
    let validity = certificate.validity();
    for (name, time) in [("not-before", validity.not_before), ("not-after", validity.not_after)] {
        if let Ok(time) = jiff::Timestamp::from_second(time.timestamp()) {
            facts.property(&part, name, time.to_string());
        }
    }
}
