//! Folders of a user become environment variables.

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
