//! Structured fields whose name tells the kind of their value.

use noroshi_base::IndicatorKind as Kind;
use noroshi_read::Role;

use super::extension;

/// Longest value that is taken whole.
const LONGEST: usize = 4096;

/// Kind of a whole value, by the name of the header, property or field it stands in.
pub(super) fn kind(role: &Role, value: &str) -> Option<Kind> {
    if value.len() < 3 || value.len() > LONGEST || value.contains('\n') {
        return None;
    }
    match role {
        Role::Header(name) => match &**name {
            "subject" | "thread-topic" => Some(Kind::EmailSubject),
            "user-agent" | "x-mailer" => Some(Kind::UserAgent),
            _ => None,
        },
        Role::Name => {
            let (stem, extension) = value.rsplit_once('.')?;
            let known = !stem.is_empty()
                && !value.contains(['/', '\\'])
                && extension::of(extension.as_bytes()).is_some();
            known.then_some(Kind::FileName)
        }
        Role::Field(path) | Role::Property(path) => by_name(path, value),
        _ => None,
    }
}

fn by_name(path: &str, value: &str) -> Option<Kind> {
    let last = path.rsplit(['/', '.', '@']).next().unwrap_or(path);
    let key: String =
        last.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    let hex = |length: usize| value.len() == length && value.bytes().all(|byte| byte.is_ascii_hexdigit());
    match key.as_str() {
        "useragent" | "httpuseragent" | "csuseragent" | "requestclientapplication" => Some(Kind::UserAgent),
        "commandline" | "cmdline" | "processcommandline" | "parentcommandline" | "command"
            if value.contains(' ') =>
        {
            Some(Kind::CommandLine)
        }
        "mutex" | "mutexname" | "mutant" => Some(Kind::Mutex),
        "servicename" => Some(Kind::Service),
        "taskname" | "scheduledtask" => Some(Kind::ScheduledTask),
        "pipename" => Some(Kind::NamedPipe),
        "ja3" | "ja3hash" | "ja3fingerprint" if hex(32) => Some(Kind::Ja3),
        "ja3s" | "ja3shash" if hex(32) => Some(Kind::Ja3s),
        "ja4" => Some(Kind::Ja4),
        "imphash" if hex(32) => Some(Kind::Imphash),
        "targetobject" | "registrykey" | "regkey" if value.starts_with("HK") => Some(Kind::RegistryKey),
        "emailsubject" | "mailsubject" => Some(Kind::EmailSubject),
        _ => None,
    }
}
