//! What only exists inside a network: private addresses, internal names, accounts, homes, machine ids.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use noroshi_profile::{IdentifierKind, words};

use super::Scan;
use super::walk::{after, before, digit, left, right};
use crate::Strength;

/// RFC 1918, shared (CGNAT) and link-local addresses in any spelling of their dots.
pub(super) fn private_v4(scan: &mut Scan<'_>, start: usize) {
    let text = scan.text;
    let previous = before(text, start);
    if previous.is_some_and(|c| c.is_alphanumeric() && !super::walk::is_wide(c) || c == '.' || c == '_')
        && !behind_escape(text, start)
    {
        return;
    }
    let Some((mut end, address)) = v4(text, start) else { return };
    if !is_internal(IpAddr::V4(address)) {
        return;
    }
    if after(text, end) == Some('/') {
        let length = right(text, end + 1, 2, |c| c.is_ascii_digit());
        if length > end + 1 && after(text, length) != Some('.') {
            end = length;
        }
    }
    scan.found(start..end, IdentifierKind::InternalAddress, Strength::Certain, "protect.internal-address");
}

fn behind_escape(text: &str, start: usize) -> bool {
    text.get(..start)
        .is_some_and(|before| before.ends_with("\\n") || before.ends_with("\\t") || before.ends_with("\\r"))
}

fn v4(text: &str, start: usize) -> Option<(usize, Ipv4Addr)> {
    let mut octets = [0_u8; 4];
    let mut at = start;
    for (index, slot) in octets.iter_mut().enumerate() {
        if index > 0 {
            let rest = text.get(at..)?;
            at += ["[.]", "(.)", "{.}", "[dot]", "(dot)", ".", "．", "。"]
                .iter()
                .find(|dot| rest.starts_with(**dot))?
                .len();
        }
        let end = right(text, at, 3, |c| digit(c).is_some());
        let value = text
            .get(at..end)?
            .chars()
            .filter_map(digit)
            .fold(0_u32, |value, digit| value * 10 + u32::from(digit));
        *slot = u8::try_from(value).ok().filter(|_| end > at)?;
        at = end;
    }
    let next = after(text, at);
    let goes_on = next.is_some_and(|c| c.is_ascii_digit() || c == '_')
        || next == Some('.') && after(text, at + 1).is_some_and(|c| c.is_ascii_digit())
        || next.is_some_and(|c| c.is_ascii_alphabetic());
    (!goes_on).then_some((at, Ipv4Addr::from(octets)))
}

/// Whether an address exists only inside networks; loopback and the unspecified address tell nothing.
pub(super) const fn is_internal(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => {
            let [a, b, _, _] = v4.octets();
            v4.is_private() || v4.is_link_local() || a == 100 && b >= 64 && b < 128
        }
        IpAddr::V6(v6) => {
            let first = v6.segments()[0];
            first & 0xfe00 == 0xfc00 || first & 0xffc0 == 0xfe80
        }
    }
}

/// ULA and link-local addresses.
pub(super) fn private_v6(scan: &mut Scan<'_>, start: usize) {
    let text = scan.text;
    if before(text, start).is_some_and(|c| c.is_ascii_alphanumeric() || c == ':') {
        return;
    }
    let end = right(text, start, 46, |c| c.is_ascii_hexdigit() || matches!(c, ':' | '.'));
    let run = text.get(start..end).unwrap_or("").trim_end_matches(['.', ':']);
    let run = if run.matches(':').count() < 2 {
        text.get(start..end).unwrap_or("").trim_end_matches('.')
    } else {
        run
    };
    if run.matches(':').count() < 2 {
        return;
    }
    if run.parse::<Ipv6Addr>().is_ok_and(|address| is_internal(IpAddr::V6(address))) {
        scan.found(
            start..start + run.len(),
            IdentifierKind::InternalAddress,
            Strength::Certain,
            "protect.internal-address",
        );
    }
}

fn is_host_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_')
}

/// `fs01.corp.local`.
pub(super) fn suffix(scan: &mut Scan<'_>, start: usize, end: usize) {
    let text = scan.text;
    let inner = text.get(start..end).is_some_and(|suffix| suffix.ends_with('.'));
    let to = if inner { inner_end(text, end) } else { end };
    if after(text, to).is_some_and(|c| is_host_char(c) || matches!(c, '/' if false)) || continues(text, to) {
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

/// Words before a backslash that name no domain.
const BUILT_IN: &[&str] = &[
    "NT AUTHORITY",
    "AUTHORITY",
    "BUILTIN",
    "WORKGROUP",
    "HKLM",
    "HKCU",
    "HKCR",
    "HKU",
    "HKCC",
    "HKEY_LOCAL_MACHINE",
    "HKEY_CURRENT_USER",
    "HKEY_CLASSES_ROOT",
    "HKEY_USERS",
    "SYSTEM",
    "SOFTWARE",
    "WINDOWS",
    "SYSTEM32",
    "DOMAIN",
    "HOST",
    "USER",
    "COMPUTER",
    "SERVICE",
    "NT SERVICE",
    "IIS APPPOOL",
    "APPPOOL",
    "SYSWOW64",
    "TEMP",
    "TMP",
    "APPDATA",
    "PROGRAMDATA",
    "PERFLOGS",
    "C",
    "D",
    "E",
    "SAM",
    "SECURITY",
    "REGISTRY",
    "MACHINE",
    "GLOBAL",
    "PIPE",
    "DEVICE",
    "UNC",
    "BIN",
    "CONTROLSET001",
    "MICROSOFT",
    "CMD",
    "ROOT",
    "CIMV2",
    "WMI",
    "DOSDEVICES",
    "NT",
    "POST",
    "GET",
    "DATA",
    "USERPROFILE",
    "XXX",
    "BASENAMEDOBJECTS",
    "SOURCE",
    "REGISTRY",
    "INETPUB",
];

/// `\\FS01\share`, `DOMAIN\user`.
pub(super) fn backslash(scan: &mut Scan<'_>, start: usize) {
    let text = scan.text;
    if before(text, start) == Some('\\') {
        return;
    }
    let run = right(text, start, 4, |c| c == '\\');
    let count = run - start;
    let outer = before(text, start)
        .is_none_or(|c| !is_host_char(c) && !matches!(c, ':' | '.' | '%' | ')' | ']' | '}' | '/' | '*'));
    if count >= 2 && outer {
        return unc(scan, start, run);
    }
    if count <= 2 {
        account(scan, start, run);
    }
}

/// Folders that follow two backslashes in sloppy paths.
const FOLDERS: &[&str] = &[
    "appdata",
    "registry",
    "device",
    "systemroot",
    "temp",
    "driver",
    "drivers",
    "windows",
    "network_share",
    "users",
    "programdata",
    "system32",
    "share",
    "target",
    "remote",
    "machine",
    "globalroot",
    "ip",
    "hostname",
    "computername",
    "dc",
    "wsl$",
    "tsclient",
];

fn unc(scan: &mut Scan<'_>, start: usize, host_start: usize) {
    let text = scan.text;
    let host_end = right(text, host_start, 64, |c| is_host_char(c) || c == '.' || super::walk::is_wide(c));
    let host = text.get(host_start..host_end).unwrap_or("");
    let named = host.len() >= 2
        && host.chars().any(char::is_alphanumeric)
        && !host.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    if !named
        || after(text, host_end) != Some('\\')
        || matches!(host.to_ascii_lowercase().as_str(), "server" | "localhost" | "host" | "pipe" | "x00")
        || host.starts_with('x') && host.len() <= 3
        || host.starts_with('u') && host.len() == 5
    {
        return;
    }
    // Escaped text doubles every backslash: two before the name and two behind it are a rooted path.
    let separator = right(text, host_end, 4, |c| c == '\\') - host_end;
    if host_start - start != 2 * separator || FOLDERS.contains(&host.to_ascii_lowercase().as_str()) {
        return;
    }
    scan.found(host_start..host_end, IdentifierKind::InternalHost, Strength::Certain, "protect.unc");
    let share_start = right(text, host_end, 2, |c| c == '\\');
    let share_end = right(text, share_start, 64, |c| {
        is_host_char(c) || matches!(c, '$' | '.') || super::walk::is_wide(c)
    });
    let share = text.get(share_start..share_end).unwrap_or("");
    let standard = ["admin$", "c$", "d$", "ipc$", "sysvol", "netlogon", "print$"]
        .iter()
        .any(|name| share.eq_ignore_ascii_case(name));
    if !share.is_empty() && !standard {
        scan.found(
            share_start..share_end,
            IdentifierKind::InternalHost,
            Strength::Certain,
            "protect.unc-share",
        );
    }
}

fn account(scan: &mut Scan<'_>, start: usize, user_start: usize) {
    let text = scan.text;
    let from = left(text, start, 16, |c| is_host_char(c) || c == '.');
    let domain = text.get(from..start).unwrap_or("");
    let user_end = right(text, user_start, 40, |c| is_host_char(c) || matches!(c, '.' | '$'));
    let user = text.get(user_start..user_end).unwrap_or("").trim_end_matches('.');
    let shouted = domain.len() >= 2
        && domain.contains(|c: char| c.is_ascii_uppercase())
        && !domain.contains(|c: char| c.is_ascii_lowercase());
    let cued = !shouted
        && domain.len() >= 2
        && domain.contains(|c: char| c.is_ascii_alphabetic())
        && account_cue(text, from);
    let edge = before(text, from).is_none_or(|c| {
        let joined = c.is_alphanumeric() || matches!(c, '\\' | '/' | '%' | '.' | ')' | ']' | '$');
        !joined && (c != ':' || !is_drive(text, from))
    });
    let ends = after(text, user_end) != Some('\\')
        && !is_file(user)
        && !user.is_empty()
        && user.contains(|c: char| c.is_ascii_alphabetic());
    if edge
        && ends
        && (shouted || cued)
        && !BUILT_IN.contains(&domain.to_ascii_uppercase().as_str())
        && !escape(text, start, user)
    {
        scan.found(from..start, IdentifierKind::AdDomain, Strength::Certain, "protect.ad-domain");
        if !words::is_english_word(&user.to_ascii_lowercase()) {
            scan.found(
                user_start..user_start + user.len(),
                IdentifierKind::User,
                Strength::Certain,
                "protect.account",
            );
        }
    }
}

/// `/user:corp\taro`, `user=corp\taro`, `-u corp\taro`, `Account Name: corp\taro`.
fn account_cue(text: &str, from: usize) -> bool {
    let head =
        text.get(super::walk::floor(text, from.saturating_sub(20))..from).unwrap_or("").to_ascii_lowercase();
    [
        "user:",
        "user=",
        "username=",
        "username:",
        "-u ",
        "account:",
        "account name:",
        "account=",
        "logon:",
        "user ",
        "runas ",
        "ユーザ",
        "アカウント",
    ]
    .iter()
    .any(|cue| {
        head.trim_end_matches(['"', '\'', ' ', '　', ':', '：', 'ー']).ends_with(cue.trim_end())
            || head.ends_with(cue)
    })
}

fn is_drive(text: &str, from: usize) -> bool {
    let colon = from - 1;
    before(text, colon).is_some_and(|c| c.is_ascii_alphabetic())
        && !before(text, colon.saturating_sub(1)).is_some_and(|c| c.is_ascii_alphanumeric())
}

fn is_file(user: &str) -> bool {
    user.rsplit_once('.').is_some_and(|(_, extension)| {
        matches!(
            extension.to_ascii_lowercase().as_str(),
            "exe"
                | "dll"
                | "txt"
                | "log"
                | "ps1"
                | "bat"
                | "vbs"
                | "js"
                | "zip"
                | "dat"
                | "ini"
                | "sys"
                | "tmp"
                | "lnk"
                | "cmd"
                | "hta"
                | "xml"
                | "bin"
                | "db"
                | "cfg"
                | "msi"
                | "doc"
                | "docx"
                | "xls"
                | "pdf"
                | "pdb"
                | "c"
                | "h"
                | "cpp"
        )
    })
}

/// `ERROR\nNext` in escaped text is a line break, not a user.
fn escape(text: &str, start: usize, user: &str) -> bool {
    let single = after(text, start + 1) != Some('\\');
    single
        && user.starts_with(['n', 't', 'r', 'u', 'x', '0'])
        && user
            .get(1..2)
            .is_some_and(|next| next.starts_with(|c: char| c.is_ascii_uppercase() || c.is_ascii_digit()))
}

/// `C:\Users\NAME`, `/home/NAME`.
pub(super) fn home(scan: &mut Scan<'_>, start: usize, end: usize) {
    const SHARED: &[&str] = &[
        "public",
        "default",
        "all users",
        "administrator",
        "admin",
        "user",
        "username",
        "defaultuser0",
        "all",
        "shared",
        "desktop",
        "appdata",
        "name",
        "guest",
        "root",
        "ubuntu",
        "ec2-user",
        "kali",
        "pi",
        "www",
        "git",
        "vagrant",
        "runner",
        "docker",
        "victim",
        "target",
        "xxx",
        "redacted",
        "default user",
        "localservice",
        "networkservice",
        "me",
    ];
    let text = scan.text;
    // `https://host/users/…` is a page, not a home.
    let inside = before(text, start)
        .is_some_and(|c| c.is_alphanumeric() || matches!(c, '/' | '-' | '_' | '.' | ']' | ')' | '*' | '\\'));
    if inside && text.get(start..end).is_some_and(|cue| cue.starts_with('/')) {
        return;
    }
    let to = right(text, end, 64, |c| {
        !c.is_control()
            && !matches!(
                c,
                '\\' | '/'
                    | '"'
                    | '\''
                    | '<'
                    | '>'
                    | '|'
                    | '*'
                    | '?'
                    | ':'
                    | ','
                    | ';'
                    | '('
                    | ')'
                    | '['
                    | ']'
                    | '{'
                    | '}'
                    | '%'
                    | '$'
                    | '`'
                    | ' '
                    | '　'
                    | '、'
                    | '。'
                    | '「'
                    | '」'
                    | '）'
            )
    });
    let name = text.get(end..to).unwrap_or("").trim_end_matches('.');
    let plain = name.to_lowercase();
    let named = name.starts_with(char::is_alphanumeric)
        && name.chars().any(char::is_alphabetic)
        && name.chars().count() >= 2
        && !SHARED.contains(&plain.as_str());
    if named {
        scan.found(end..end + name.len(), IdentifierKind::User, Strength::Certain, "protect.home");
    }
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
