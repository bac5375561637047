//! Paths: drives, shares, variables, Unix; registry keys, named pipes and kernel names, which are written alike.

use noroshi_base::IndicatorKind;

use super::class;
use super::extension::{self, Extension};
use super::path_end::{PathKind, windows_end};
use super::scan::Scan;

/// Directories that open a Unix path.
const ROOTS: &[&str] = &[
    "Applications",
    "Library",
    "System",
    "Users",
    "Volumes",
    "bin",
    "boot",
    "cgi-bin",
    "data",
    "dev",
    "etc",
    "home",
    "lib",
    "lib64",
    "media",
    "mnt",
    "opt",
    "private",
    "proc",
    "root",
    "run",
    "sbin",
    "sdcard",
    "srv",
    "sys",
    "tmp",
    "usr",
    "var",
    "www",
];

/// Names of registry hives.
const HIVES: &[&str] = &[
    "HKLM",
    "HKCU",
    "HKCR",
    "HKU",
    "HKCC",
    "HKEY_LOCAL_MACHINE",
    "HKEY_CURRENT_USER",
    "HKEY_CLASSES_ROOT",
    "HKEY_USERS",
    "HKEY_CURRENT_CONFIG",
];

/// First directories of paths that are written without a drive.
const RELATIVE: &[&str] = &[
    "appdata",
    "programdata",
    "windows",
    "system32",
    "syswow64",
    "users",
    "temp",
    "startup",
    "inetpub",
    "local",
    "roaming",
];

impl Scan<'_, '_> {
    /// `C:\…` or `C:/…`, with the letter at `start` and the colon at `end`.
    pub(super) fn drive_path(&mut self, start: usize, end: usize) -> Option<usize> {
        let letter = end.checked_sub(1)?;
        let lone = end - start == 1 || matches!(self.before(letter), b'.' | b'-' | b'_');
        let slash = self.at(end + 1);
        if !lone
            || !self.at(letter).is_ascii_alphabetic()
            || !matches!(slash, b'\\' | b'/')
            || (slash == b'/' && self.at(end + 2) == b'/')
        {
            return None;
        }
        if slash == b'/' && !self.at(end + 2).is_ascii_alphabetic() {
            return None;
        }
        let stop = windows_end(self.text, letter, end + 1, PathKind::File);
        (stop > end + 2).then(|| self.path(letter, stop))
    }

    /// Records a path; gives its end.
    fn path(&mut self, start: usize, stop: usize) -> usize {
        let text = self.str(start..stop);
        let value = if text.get(2..).is_some_and(has_doubled) { collapse(text) } else { text.to_owned() };
        let is_pdb = value.len() > 4
            && value.get(value.len() - 4..).is_some_and(|tail| tail.eq_ignore_ascii_case(".pdb"));
        let kind = if is_pdb { IndicatorKind::PdbPath } else { IndicatorKind::FilePath };
        self.emit(start..stop, kind, value);
        stop
    }

    /// `\\host\share\…`, `\\.\pipe\…`, `\Device\…`.
    pub(super) fn backslash_path(&mut self, at: usize) -> Option<usize> {
        if self.before(at).is_ascii_alphanumeric()
            || matches!(self.before(at), b'\\' | b'/' | b'.' | b')' | b']')
        {
            return None;
        }
        let slashes = self.slice(at..at + 5).iter().take_while(|byte| **byte == b'\\').count();
        let rest = self.slice(at + slashes..at + slashes + 12).to_ascii_lowercase();
        if slashes >= 2 && (rest.starts_with(b".\\pipe\\") || rest.starts_with(b".\\\\pipe\\\\"))
            || rest.starts_with(b"pipe\\")
        {
            return self.pipe(at);
        }
        let is_name = rest
            .first()
            .is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'?' | b'%' | b'$'));
        let kernel = slashes == 1 && (rest.starts_with(b"device\\") || rest.starts_with(b"systemroot\\"));
        let share = matches!(slashes, 2 | 4) && is_name;
        if !share && !kernel {
            return None;
        }
        let stop = windows_end(self.text, at, at + slashes, PathKind::File);
        let inner = self.slice(at + slashes..stop);
        let deep = inner.contains(&b'\\');
        (deep && inner.len() > 4).then(|| {
            let text = self.str(at..stop);
            let value = if slashes == 4 { collapse(text) } else { text.to_owned() };
            self.emit(at..stop, IndicatorKind::FilePath, value);
            stop
        })
    }

    fn pipe(&mut self, at: usize) -> Option<usize> {
        let name = class::find(&self.slice(at..at + 20).to_ascii_lowercase(), b"pipe")? + at + 4;
        let skip = self.slice(name..name + 2).iter().take_while(|byte| **byte == b'\\').count();
        let from = name + skip;
        let fits = |byte: &&u8| {
            byte.is_ascii_alphanumeric()
                || matches!(byte, b'_' | b'-' | b'.' | b'{' | b'}' | b'#' | b'$' | b'%' | b'\\' | b'*' | b'?')
        };
        let mut stop = from + self.slice(from..from + 200).iter().take_while(fits).count();
        while stop > from && matches!(self.before(stop), b'.' | b'\\') {
            stop -= 1;
        }
        (stop > from).then(|| {
            let text = self.str(at..stop);
            let value = if skip == 2 { collapse(text) } else { text.to_owned() };
            self.emit(at..stop, IndicatorKind::NamedPipe, value);
            stop
        })
    }

    /// `%APPDATA%\…`, `$env:TEMP\…`, `$HOME/…`, `~/…`.
    pub(super) fn variable_path(&mut self, at: usize) -> Option<usize> {
        let rest = self.slice(at + 1..at + 40);
        let name = |bytes: &[u8]| {
            bytes
                .iter()
                .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'(' | b')'))
                .count()
        };
        match self.at(at) {
            b'%' => {
                let length = name(rest);
                let close = at + 1 + length;
                let fits = length > 1 && self.at(close) == b'%' && matches!(self.at(close + 1), b'\\' | b'/');
                fits.then(|| windows_end(self.text, at, close + 1, PathKind::File))
                    .filter(|stop| *stop > close + 2)
                    .map(|stop| self.path(at, stop))
            }
            b'$' if rest.get(..4).is_some_and(|head| head.eq_ignore_ascii_case(b"env:")) => {
                let close = at + 5 + name(rest.get(4..)?);
                (self.at(close) == b'\\')
                    .then(|| windows_end(self.text, at, close, PathKind::File))
                    .filter(|stop| *stop > close + 1)
                    .map(|stop| self.path(at, stop))
            }
            b'~' if rest.first() == Some(&b'/') && !self.before(at).is_ascii_alphanumeric() => {
                self.unix(at, at + 1)
            }
            b'$' if rest.starts_with(b"HOME/") => self.unix(at, at + 5),
            _ => None,
        }
    }

    /// `/tmp/x` and other absolute Unix paths.
    pub(super) fn unix_path(&mut self, at: usize) -> Option<usize> {
        let before = self.before(at);
        if before.is_ascii_alphanumeric()
            || matches!(before, b'/' | b'.' | b'\\' | b'_' | b'-' | b'@' | b'%' | b'}' | b'*')
        {
            return None;
        }
        let rest = self.slice(at + 1..at + 16);
        let length = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'-').count();
        let first = rest.get(..length)?;
        let known = rest.get(length) == Some(&b'/')
            && ROOTS.binary_search_by(|root| root.as_bytes().cmp(first)).is_ok();
        if known { self.unix(at, at) } else { None }
    }

    fn unix(&mut self, start: usize, slash: usize) -> Option<usize> {
        let fits = |byte: &&u8| {
            byte.is_ascii_alphanumeric()
                || matches!(
                    byte,
                    b'/' | b'.'
                        | b'_'
                        | b'-'
                        | b'+'
                        | b'@'
                        | b'~'
                        | b'%'
                        | b'#'
                        | b'='
                        | b'{'
                        | b'}'
                        | b'$'
                        | b'*'
                )
        };
        let mut stop = slash + self.slice(slash..slash + 512).iter().take_while(fits).count();
        while stop > slash && matches!(self.before(stop), b'.' | b'*' | b'-' | b'=' | b'}') {
            stop -= 1;
        }
        let body = self.slice(slash..stop);
        let parts = body.split(|byte| *byte == b'/').filter(|part| !part.is_empty()).count();
        (parts >= 2 || (parts == 1 && start != slash)).then(|| self.path(start, stop))
    }

    /// `HKLM\…`, `HKLM:\…`, `SOFTWARE\Microsoft\…`.
    pub(super) fn registry(&mut self, start: usize, end: usize) -> Option<usize> {
        let word = self.slice(start..end);
        let from = end + usize::from(self.at(end) == b':');
        if self.at(from) != b'\\' {
            return None;
        }
        let begins = word.first().map(u8::to_ascii_lowercase);
        if !matches!(begins, Some(b'h' | b's' | b'r')) || word.len() < 3 {
            return None;
        }
        let hive =
            begins == Some(b'h') && HIVES.iter().any(|hive| hive.as_bytes().eq_ignore_ascii_case(word));
        let root = [b"SOFTWARE".as_slice(), b"SYSTEM", b"REGISTRY"];
        if !hive && !root.iter().any(|root| root.eq_ignore_ascii_case(word)) {
            return None;
        }
        let next = self.slice(from + 1..from + 20).to_ascii_lowercase();
        let next = next.strip_prefix(b"\\").unwrap_or(&next);
        let rootless = (word.eq_ignore_ascii_case(b"SOFTWARE")
            && [b"microsoft\\".as_slice(), b"classes\\", b"wow6432node\\", b"policies\\"]
                .iter()
                .any(|head| next.starts_with(head)))
            || (word.eq_ignore_ascii_case(b"SYSTEM")
                && (next.starts_with(b"currentcontrolset") || next.starts_with(b"controlset0")));
        let kernel = word.eq_ignore_ascii_case(b"REGISTRY")
            && (next.starts_with(b"machine\\") || next.starts_with(b"user\\"));
        if !(hive || ((rootless || kernel) && !matches!(self.before(start), b'\\' | b'/'))) {
            return None;
        }
        let stop = windows_end(self.text, start, from, PathKind::Registry);
        (stop > from + 1).then(|| {
            let text = self.str(start..stop);
            let value = if text.contains("\\\\") { collapse(text) } else { text.to_owned() };
            self.emit(start..stop, IndicatorKind::RegistryKey, value);
            stop
        })
    }

    /// `AppData\Roaming\x.exe`, `Global\mutex`, with the backslash at `end`.
    pub(super) fn relative_path(&mut self, start: usize, end: usize) -> Option<usize> {
        let word = self.slice(start..end);
        if matches!(self.before(start), b'\\' | b'/' | b':' | b'%' | b'$')
            || self.at(end + 1) == b'\\' && word.len() < 2
        {
            return None;
        }
        let lower = word.to_ascii_lowercase();
        if matches!(lower.as_slice(), b"global" | b"local")
            && word.first().is_some_and(u8::is_ascii_uppercase)
        {
            return self.kernel_object(start, end);
        }
        let stop = windows_end(self.text, start, end, PathKind::Relative);
        let last = self.slice(end..stop);
        let dot = last.iter().rposition(|byte| *byte == b'.')?;
        let known = last.get(dot + 1..).and_then(extension::of)?;
        let rooted = RELATIVE.iter().any(|root| root.as_bytes() == lower);
        (rooted || known == Extension::Carrier).then(|| self.path(start, stop))
    }

    /// `Global\name` and `Local\name`, unless a directory is meant.
    fn kernel_object(&mut self, start: usize, end: usize) -> Option<usize> {
        let skip = self.slice(end..end + 2).iter().take_while(|byte| **byte == b'\\').count();
        let from = end + skip;
        let fits = |byte: &&u8| {
            byte.is_ascii_alphanumeric()
                || matches!(
                    byte,
                    b'_' | b'-'
                        | b'.'
                        | b'{'
                        | b'}'
                        | b'!'
                        | b'@'
                        | b'#'
                        | b'$'
                        | b'%'
                        | b'&'
                        | b'*'
                        | b'+'
                        | b'='
                        | b'^'
                        | b'~'
                )
        };
        let mut stop = from + self.slice(from..from + 128).iter().take_while(fits).count();
        while stop > from && matches!(self.before(stop), b'.' | b'*') {
            stop -= 1;
        }
        if stop - from < 3 || self.at(stop) == b'\\' {
            return None;
        }
        let value =
            if skip == 2 { collapse(self.str(start..stop)) } else { self.str(start..stop).to_owned() };
        self.emit(start..stop, IndicatorKind::Mutex, value);
        Some(stop)
    }
}

fn has_doubled(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'\\', bytes).any(|at| bytes.get(at + 1) == Some(&b'\\'))
}

/// Halves doubled backslashes, as program text and JSON write them.
fn collapse(text: &str) -> String {
    let mut single = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'\\', rest.as_bytes()) {
        let (head, tail) = rest.split_at(at + 1);
        single.push_str(head);
        rest = tail.strip_prefix('\\').unwrap_or(tail);
    }
    single.push_str(rest);
    single
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roots_are_sorted_for_the_search() {
        assert!(ROOTS.is_sorted());
    }
}
