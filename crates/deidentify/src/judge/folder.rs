//! Folders of a user become environment variables; hosts and shares of a network path are inside names.

use std::ops::Range;

use noroshi_profile::IdentifierKind;

/// Accounts that every machine has.
const EVERYBODY: &[&str] = &[
    "public",
    "default",
    "default user",
    "all users",
    "administrator",
    "admin",
    "user",
    "users",
    "guest",
    "username",
    "<user>",
    "<username>",
    "%username%",
    "$user",
    "*",
    "[user]",
    "[username]",
    "{username}",
    "victim",
    "defaultuser0",
    "%user%",
    "<user name>",
    "root",
    "shared",
];

/// A path with the user's folder replaced; `None` when it names no user.
pub(crate) fn generalise(path: &str) -> Option<String> {
    windows(path).or_else(|| unix(path))
}

/// Host and share of a network path (`\\\\FS01\\plans\\x`), as bytes of a text; pipes, addresses, public names and the
/// shares every machine has are left alone.
pub(crate) fn network_names(text: &str) -> Vec<(Range<usize>, IdentifierKind)> {
    let mut out = Vec::new();
    for (at, _) in text.match_indices("\\\\") {
        if text.get(..at).is_some_and(|before| before.ends_with(['\\', ':'])) {
            continue;
        }
        let start = at + 2;
        let host = component(text, start);
        if host.is_empty() || !is_inside_name(text.get(host.clone()).unwrap_or_default()) {
            continue;
        }
        // Escaped text doubles every backslash: two before the name and two behind it are a rooted path.
        if text.get(host.end..).is_some_and(|rest| rest.starts_with("\\\\")) {
            continue;
        }
        let joined = text.get(host.end..).is_some_and(|rest| rest.starts_with('\\'));
        let share = if joined { component(text, host.end + 1) } else { host.end..host.end };
        let name = text.get(share.clone()).unwrap_or_default();
        if !joined || name.eq_ignore_ascii_case("pipe") {
            continue;
        }
        out.push((host, IdentifierKind::InternalHost));
        let usual = name.ends_with('$')
            || matches!(name.to_ascii_lowercase().as_str(), "sysvol" | "netlogon" | "temp" | "windows");
        if !share.is_empty() && !usual {
            out.push((share, IdentifierKind::Tenant));
        }
    }
    out
}

/// A component of a path, up to a mark that no name holds.
fn component(text: &str, start: usize) -> Range<usize> {
    let rest = text.get(start..).unwrap_or_default();
    let end = rest
        .find(|c: char| {
            c.is_whitespace()
                || matches!(
                    c,
                    '\\' | '/'
                        | '"'
                        | '\''
                        | '`'
                        | '<'
                        | '>'
                        | '|'
                        | ','
                        | ';'
                        | '*'
                        | '?'
                        | '。'
                        | '、'
                        | ')'
                        | '）'
                        | '」'
                )
        })
        .unwrap_or(rest.len());
    start..start + end.min(64)
}

/// Whether a host of a network path is a name inside an organisation: one label, no address, no placeholder.
fn is_inside_name(host: &str) -> bool {
    let lower = host.to_ascii_lowercase();
    let usual = matches!(
        lower.as_str(),
        "." | "localhost"
            | "tsclient"
            | "wsl$"
            | "wsl.localhost"
            | "server"
            | "host"
            | "hostname"
            | "target"
            | "remote"
            | "computer"
            | "dc"
            | "unc"
            | "globalroot"
    );
    let address = host.parse::<std::net::IpAddr>().is_ok();
    !usual
        && !address
        && !host.contains(['.', ':', '@', '%', '$', '{', '[', '(', '#'])
        && host.chars().any(char::is_alphanumeric)
}

fn windows(path: &str) -> Option<String> {
    let bytes = path.as_bytes();
    let drive = bytes.first().is_some_and(u8::is_ascii_alphabetic) && bytes.get(1) == Some(&b':');
    if !drive {
        return None;
    }
    let rest = path.get(2..)?;
    let parts: Vec<&str> = rest.split(['\\', '/']).filter(|part| !part.is_empty()).collect();
    let [root, user, below @ ..] = parts.as_slice() else { return None };
    let root = root.to_ascii_lowercase();
    if !(root == "users" || root == "documents and settings")
        || EVERYBODY.contains(&user.to_lowercase().as_str())
        || user.starts_with('[')
    {
        return None;
    }
    let lower: Vec<String> = below.iter().map(|part| part.to_ascii_lowercase()).collect();
    let names: Vec<&str> = lower.iter().map(String::as_str).collect();
    let (variable, skip) = match names.as_slice() {
        ["appdata", "local", "temp", ..] => ("%TEMP%", 3),
        ["appdata", "local", ..] => ("%LOCALAPPDATA%", 2),
        ["appdata", "roaming", ..] | ["application data", ..] if names.first() == Some(&"appdata") => {
            ("%APPDATA%", 2)
        }
        ["application data", ..] => ("%APPDATA%", 1),
        _ => ("%USERPROFILE%", 0),
    };
    let tail = below.get(skip..).unwrap_or_default();
    Some(std::iter::once(variable).chain(tail.iter().copied()).collect::<Vec<_>>().join("\\"))
}

fn unix(path: &str) -> Option<String> {
    let rest = path.strip_prefix("/home/").or_else(|| path.strip_prefix("/Users/"))?;
    let (user, below) = rest.split_once('/').unwrap_or((rest, ""));
    if user.is_empty() || EVERYBODY.contains(&user.to_lowercase().as_str()) || user.starts_with('[') {
        return None;
    }
    Some(if below.is_empty() { "~".to_owned() } else { format!("~/{below}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_of_network_paths_are_found() {
        for (text, names) in [
            (r"\\FS01\tmpl", vec!["FS01", "tmpl"]),
            (r"net use \\FS01\設計 /user:x", vec!["FS01", "設計"]),
            (r"copy a \\dc7\ADMIN$\x", vec!["dc7"]),
            (r"\\.\pipe\x", vec![]),
            (r"\\srv\pipe\x", vec![]),
            (r"\\192.0.2.1\share", vec![]),
            (r"C:\\a\\b", vec![]),
            (r"\\AppData\\Roaming\\x", vec![]),
            (r"cmd /c start c:\\windows\\temp\\x.bat", vec![]),
            (r"\\evil.example.net\s\a.exe", vec![]),
        ] {
            let found: Vec<&str> =
                network_names(text).into_iter().filter_map(|(range, _)| text.get(range)).collect();
            assert_eq!(found, names, "{text}");
        }
    }

    #[test]
    fn users_become_variables() {
        for (path, out) in [
            (r"C:\Users\t.sato\AppData\Roaming\wsvc.exe", Some(r"%APPDATA%\wsvc.exe")),
            (r"c:/Users/t.sato/AppData/Local/Temp/a.tmp", Some(r"%TEMP%\a.tmp")),
            (r"C:\Users\佐藤\Desktop\a.lnk", Some(r"%USERPROFILE%\Desktop\a.lnk")),
            (r"C:\Documents and Settings\sato\Application Data\x", Some(r"%APPDATA%\x")),
            ("/home/sato/.config/autostart", Some("~/.config/autostart")),
            (r"C:\Users\Public\a.exe", None),
            (r"C:\PerfLogs\a.rar", None),
            ("/home/user/x", None),
            (r"%APPDATA%\x", None),
        ] {
            assert_eq!(generalise(path).as_deref(), out, "{path}");
        }
    }
}
