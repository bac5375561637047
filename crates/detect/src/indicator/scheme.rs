//! Schemes of URLs in every spelling.

/// Schemes as they are written.
const SCHEMES: &[&str] = &[
    "https",
    "http",
    "ftps",
    "sftp",
    "tftp",
    "ftp",
    "wss",
    "ws",
    "tcp",
    "udp",
    "ldaps",
    "ldap",
    "rmi",
    "dns",
    "smb",
    "ircs",
    "irc",
    "ssh",
    "telnet",
    "rdp",
    "vnc",
    "rtsp",
    "rtmp",
    "mqtt",
    "stratum+tcp",
    "stratum+ssl",
    "socks5h",
    "socks5",
    "socks4",
    "socks",
    "imaps",
    "imap",
    "pop3",
    "smtps",
    "smtp",
    "git",
    "svn",
    "davs",
    "dav",
    "gopher",
    "file",
    "redis",
    "mysql",
    "mongodb",
    "postgresql",
    "postgres",
    "amqp",
    "iiop",
    "nfs",
    "tls",
    "ssl",
    "quic",
    "kcp",
    "grpc",
];

/// Defanged schemes that follow no pattern.
const DEFANGED: &[(&str, &str)] = &[
    ("meows", "https"),
    ("meow", "http"),
    ("fxps", "ftps"),
    ("fxp", "ftp"),
    ("f**p", "ftp"),
    ("hxxpx", "https"),
    ("xxxx", "http"),
    ("hxxxps", "https"),
    ("hxxxp", "http"),
    ("hhxxps", "https"),
    ("hhxxp", "http"),
    ("hxps", "https"),
    ("hxp", "http"),
];

/// True name of a scheme as written, lower case.
pub(super) fn true_scheme(written: &[u8]) -> Option<&'static str> {
    if let Some(known) = SCHEMES.iter().find(|scheme| scheme.as_bytes() == written) {
        return Some(known);
    }
    if let Some(http) = masked_http(written) {
        return Some(http);
    }
    DEFANGED.iter().find(|(form, _)| form.as_bytes() == written).map(|(_, scheme)| *scheme)
}

/// `hxxp`, `h**ps`, `htxp`, `ttp`: two masked letters before the `p`.
fn masked_http(written: &[u8]) -> Option<&'static str> {
    let (body, scheme) = match written {
        [body @ .., b's'] => (body, "https"),
        body => (body, "http"),
    };
    let body = body.strip_suffix(b"p").or_else(|| body.strip_suffix(b"*"))?;
    let masked = body.strip_prefix(b"h").or_else(|| body.strip_prefix(b"n")).unwrap_or(body);
    let fits = masked.len() == 2
        && masked
            .iter()
            .all(|byte| matches!(byte, b't' | b'x' | b'*' | b'_' | b'-' | b'#' | b'?' | b'z' | b'7'));
    fits.then_some(scheme)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemes_are_read_in_every_spelling() {
        for (written, scheme) in [
            ("http", "http"),
            ("hxxp", "http"),
            ("hxxps", "https"),
            ("h**p", "http"),
            ("h__ps", "https"),
            ("htxp", "http"),
            ("ttp", "http"),
            ("ttps", "https"),
            ("meow", "http"),
            ("fxp", "ftp"),
            ("xxp", "http"),
            ("hzzp", "http"),
        ] {
            assert_eq!(true_scheme(written.as_bytes()), Some(scheme), "{written}");
        }
        for written in ["app", "hxp4", "chrome", ""] {
            assert_eq!(true_scheme(written.as_bytes()), None, "{written}");
        }
    }
}
