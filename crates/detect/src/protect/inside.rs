//! What only exists inside a network: internal names, shapes of host names, machine ids.

use noroshi_profile::IdentifierKind;
use noroshi_read::Role;

use super::Scan;
use super::walk::{after, before, is_host_char, left, right};
use crate::Strength;

/// Fields of which the reader says that the whole value names the owner: the computer of an event, the machine id of a
/// shortcut, the account of a logon.
pub(super) fn by_role(scan: &mut Scan<'_>) {
    let (Role::Field(path) | Role::Property(path)) = scan.role else { return };
    let kind = match path.strip_prefix("identity/") {
        Some("host") => IdentifierKind::InternalHost,
        Some("domain") => IdentifierKind::AdDomain,
        Some("user") => IdentifierKind::User,
        Some("organisation") => IdentifierKind::ThirdParty,
        Some("machine-id") => IdentifierKind::MachineId,
        _ => return,
    };
    let trimmed = scan.text.trim();
    let start = scan.text.len() - scan.text.trim_start().len();
    scan.found(start..start + trimmed.len(), kind, Strength::Certain, "protect.identity");
}

/// `fs01.corp.local`.
pub(super) fn suffix(scan: &mut Scan<'_>, start: usize, end: usize) {
    let text = scan.text;
    let inner = text.get(start..end).is_some_and(|suffix| suffix.ends_with('.'));
    let to = if inner { inner_end(text, end) } else { end };
    if after(text, to).is_some_and(is_host_char) || continues(text, to) {
        return;
    }
    let from = left(text, start, 200, |c| is_host_char(c) || matches!(c, '.' | '[' | ']'));
    let from = right(text, from, 4, |c| matches!(c, '.' | '-' | '[' | ']' | '_'));
    let labels = text.get(from..start).unwrap_or("");
    let file = matches!(labels, "rc" | "env" | "settings" | "appsettings" | "sshd_config" | "hosts")
        || labels.is_empty();
    let path = before(text, from) == Some('/')
        && !text.get(..from).is_some_and(|before| before.ends_with("//"))
        && text.get(from..to).is_some_and(|name| name.starts_with("local"));
    if !file && !path && labels.contains(|c: char| c.is_ascii_alphabetic()) {
        scan.found(from..to, IdentifierKind::InternalHost, Strength::Certain, "protect.internal-host");
    }
}

/// `.ad.` in the middle: only a name whose end no public suffix has.
fn inner_end(text: &str, end: usize) -> usize {
    right(text, end, 60, |c| is_host_char(c) || c == '.')
}

fn continues(text: &str, to: usize) -> bool {
    after(text, to) == Some('.') && after(text, to + 1).is_some_and(|c| c.is_ascii_alphanumeric())
}

/// `PC-0231`, `DESKTOP-AB12CD3`, `TKY-SRV02`: capitals, a hyphen or a known word, digits.
pub(super) fn host_shape(scan: &mut Scan<'_>, start: usize, end: usize) {
    let text = scan.text;
    let from = left(text, start, 16, is_host_char);
    let to = right(text, end, 16, is_host_char);
    let name = text.get(from..to).unwrap_or("");
    let fits = (4..=15).contains(&name.len())
        && name.contains(|c: char| c.is_ascii_digit())
        && !name.contains(|c: char| c.is_ascii_lowercase() || c == '_')
        && name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.chars().filter(char::is_ascii_uppercase).count() >= 2
        && !name.ends_with('-');
    let edge = before(text, from)
        .is_none_or(|c| !c.is_ascii_alphanumeric() && !matches!(c, '.' | '%' | '+' | '/' | '='))
        && after(text, to).is_none_or(|c| !matches!(c, '=' | '+' | '/' | '%'));
    let whole_cue = from == start && digits_follow(text, end)
        || from < start
        || name.starts_with("DESKTOP-")
        || name.starts_with("LAPTOP-")
        || name.starts_with("WIN-")
        || name.starts_with("PC-");
    if !fits || !edge || !whole_cue || is_catalogue(name) {
        return;
    }
    let installer = name.starts_with("DESKTOP-") || name.starts_with("LAPTOP-") || name.starts_with("WIN-");
    let strength = if installer { Strength::Review } else { Strength::Certain };
    scan.found(from..to, IdentifierKind::InternalHost, strength, "protect.host-shape");
}

fn digits_follow(text: &str, end: usize) -> bool {
    before(text, end).is_some_and(|c| c.is_ascii_digit() || c == '-')
        && (after(text, end).is_none_or(|c| c.is_ascii_digit() || !c.is_ascii_alphabetic()))
}

/// `CVE-2024-…`, `MS17-010`, `UTF-8` and hexadecimal words are no hosts.
fn is_catalogue(name: &str) -> bool {
    [
        "CVE-", "CWE-", "MS", "UTF-", "SHA-", "ISO-", "RFC-", "APT-", "UNC-", "KB", "JVN", "TA-", "CAPEC-",
        "GHSA-", "AES-", "TLS-",
    ]
    .iter()
    .any(|prefix| name.starts_with(prefix))
        || name.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
}

/// `S-1-5-21-…`: the domain's part tells the organisation, the last one the account.
pub(super) fn sid(scan: &mut Scan<'_>, start: usize, end: usize) {
    let text = scan.text;
    let to = right(text, end, 48, |c| c.is_ascii_digit() || c == '-');
    let parts = text.get(end..to).unwrap_or("").split('-').filter(|part| part.len() >= 4).count();
    if parts >= 3 {
        let to = end + text.get(end..to).unwrap_or("").trim_end_matches('-').len();
        scan.found(start..to, IdentifierKind::MachineId, Strength::Certain, "protect.sid");
    }
}

/// The value behind `MachineGuid`, `Serial Number`.
pub(super) fn machine_id(scan: &mut Scan<'_>, end: usize) {
    let text = scan.text;
    let from = right(text, end, 16, |c| {
        matches!(c, ':' | '=' | ' ' | '"' | '\'' | '\t' | '：' | '　' | '>' | '(' | '{') || c == 'は'
    });
    let from = text
        .get(from..)
        .and_then(|rest| rest.strip_prefix("is ").or_else(|| rest.strip_prefix("REG_SZ")))
        .map_or(from, |rest| text.len() - rest.len());
    let from = right(text, from, 8, |c| matches!(c, ' ' | '\t'));
    let to = right(text, from, 48, |c| c.is_ascii_alphanumeric() || c == '-');
    let value = text.get(from..to).unwrap_or("");
    let digits = value.chars().filter(char::is_ascii_digit).count();
    let certificate = text
        .get(super::walk::floor(text, end.saturating_sub(60))..end)
        .is_some_and(|head| head.to_ascii_lowercase().contains("cert"));
    if from > end
        && value.len() >= 6
        && digits >= 3
        && !certificate
        && !(value.len() >= 32 && value.bytes().all(|byte| byte.is_ascii_hexdigit()))
    {
        scan.found(from..to, IdentifierKind::MachineId, Strength::Certain, "protect.machine-id");
    }
}
