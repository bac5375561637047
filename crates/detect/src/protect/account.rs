//! Accounts, shares and home folders: names behind a backslash or below a folder of homes.

use noroshi_profile::{IdentifierKind, words};

use super::Scan;
use super::walk::{after, before, is_host_char, left, right};
use crate::Strength;

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
        below(scan, share_end);
    }
}

/// Folders and documents of a share are the victim's own words; what can run there is what an attacker left.
fn below(scan: &mut Scan<'_>, from: usize) {
    let text = scan.text;
    let mut at = from;
    for _ in 0..12 {
        let start = right(text, at, 2, |c| c == '\\');
        let end = right(text, start, 80, |c| {
            is_host_char(c) || matches!(c, '.' | '$' | '(' | ')' | '&' | '+') || super::walk::is_wide(c)
        });
        let name = text.get(start..end).unwrap_or("").trim_end_matches('.');
        let name = if after(text, end) == Some('\\') { name } else { without_particle(name) };
        if start == at || name.is_empty() {
            return;
        }
        let program = name.rsplit_once('.').is_some_and(|(_, extension)| {
            PROGRAMS.iter().any(|program| extension.eq_ignore_ascii_case(program))
        });
        let spoken =
            name.contains(super::walk::is_wide) || name.contains('.') || after(text, end) == Some('\\');
        if !program && spoken && !FOLDERS.contains(&name.to_ascii_lowercase().as_str()) {
            scan.found(
                start..start + name.len(),
                IdentifierKind::InternalHost,
                Strength::Certain,
                "protect.unc-path",
            );
        }
        at = end;
    }
}

/// The last part of a path without the Japanese that goes on behind it: `図面.pdfが` is `図面.pdf`, `設計書を` is `設計書`.
fn without_particle(name: &str) -> &str {
    if let Some(dot) = name.rfind('.') {
        let extension = right(name, dot + 1, 8, |c| c.is_ascii_alphanumeric());
        if extension > dot + 1 {
            return name.get(..extension).unwrap_or(name);
        }
    }
    let hiragana = |c: char| matches!(c, '\u{3041}'..='\u{3096}');
    name.char_indices()
        .find(|&(at, c)| at > 0 && hiragana(c))
        .and_then(|(at, _)| name.get(..at))
        .unwrap_or(name)
}

/// Extensions of what an attacker puts on a share.
const PROGRAMS: &[&str] = &[
    "exe", "dll", "bat", "cmd", "ps1", "psm1", "vbs", "vbe", "js", "jse", "wsf", "hta", "scr", "sys", "msi",
    "lnk", "com", "cpl", "jar", "py", "sh", "tmp", "bin", "dat", "iso", "chm", "sct", "inf", "reg", "ocx",
    "job", "aspx", "ashx", "asp", "jsp", "php",
];

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

/// `アカウント「svc-bk01」`, `ユーザー名: t_sato`: a name no sentence would hold otherwise.
pub(super) fn label(scan: &mut Scan<'_>, end: usize) {
    let text = scan.text;
    let rest = text.get(end..).unwrap_or("");
    let mut at = end;
    for tail in ["ー", "名", "ID", "id"] {
        at += if text.get(at..).is_some_and(|rest| rest.starts_with(tail)) { tail.len() } else { 0 };
    }
    let start = right(text, at, 3, |c| {
        matches!(c, ' ' | '　' | ':' | '：' | '=' | '「' | '『' | '"' | '\'' | '(' | 'は')
    });
    let to = right(text, start, 33, |c| is_host_char(c) || matches!(c, '.' | '$'));
    let name = text.get(start..to).unwrap_or("").trim_end_matches(['.', '-']);
    let marked = name.contains(|c: char| c.is_ascii_digit() || matches!(c, '-' | '_' | '$'));
    let fits = start > end
        && !rest.starts_with('を')
        && (3..=32).contains(&name.len())
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
        && !matches!(after(text, to), Some('\\' | '@' | '/' | ':'))
        && (marked || name.bytes().all(|byte| byte.is_ascii_lowercase()))
        && !is_file(name)
        && !words::is_ordinary(name)
        && !name.to_ascii_lowercase().starts_with("cve-");
    if fits {
        scan.found(
            start..start + name.len(),
            IdentifierKind::User,
            Strength::Certain,
            "protect.account-label",
        );
    }
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
