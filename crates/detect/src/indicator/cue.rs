//! Values that only a word before them tells: mutexes, services, tasks, pipes, user agents, subjects, ports, serial
//! numbers and command lines.

use std::ops::Range;

use noroshi_base::IndicatorKind as Kind;

use super::class;
use super::command;
use super::cue_table::Cue;
use super::scan::Scan;

/// Longest value that is taken.
const LONGEST: usize = 512;

/// What may stand between a cue and its value.
const CONNECTIVES: &[&str] = &[
    " ",
    "\t",
    "\"",
    ":",
    "=",
    "named",
    "name",
    "called",
    "string",
    "として",
    "名",
    "値",
    "は",
    "が",
    "に",
    "を",
    "→",
    "is",
    "as",
    "(",
    "s",
];

impl Scan<'_, '_> {
    /// Follows a cue that stands at `start..end`.
    pub(super) fn cued(&mut self, start: usize, end: usize, cue: Cue) {
        match cue {
            Cue::Value(kind) => self.cued_value(start, end, kind),
            Cue::Quoted(kind) => self.quoted_name(start, end, kind),
            Cue::Argument(kind) => self.argument(end, kind),
            Cue::Line(kind) => self.cued_line(start, end, kind),
            Cue::Agent => self.agent(start),
            Cue::Port => self.cued_port(start, end),
            Cue::PortBefore => self.port_before(start, end),
            Cue::Subject => self.subject(start),
            Cue::Serial => self.serial(end),
            Cue::Command => {
                if let Some(range) = command::range(self.text, start, end, self.role) {
                    self.emit(range.clone(), Kind::CommandLine, self.str(range).to_owned());
                    if self.slice(start..end).to_ascii_lowercase().ends_with(b" create ") {
                        self.argument(end, Kind::Service);
                    }
                }
            }
        }
    }

    fn cued_value(&mut self, start: usize, end: usize, kind: Kind) {
        if self.before(start).is_ascii_alphanumeric() {
            return;
        }
        let (from, separated) = self.skip_connectives(end);
        let is_told = |range: &Range<usize>| {
            // `a service named exactly …`: a plain word behind a plain word.
            let plain = self.slice(range.clone()).iter().all(u8::is_ascii_lowercase);
            !plain
                || matches!(self.before(range.start), b':' | b'=')
                || matches!(self.before(range.start.saturating_sub(1)), b':' | b'=')
        };
        let token = || separated.then(|| self.token(from)).flatten().filter(is_told);
        let Some(range) = self.quoted(from).or_else(token) else { return };
        let value = self.str(range.clone());
        let plain = value.len() >= 3
            && !(kind != Kind::NamedPipe && value.starts_with("\\\\"))
            && value.bytes().any(|byte| byte.is_ascii_alphanumeric());
        if plain {
            self.emit(range, kind, value.to_owned());
        }
    }

    /// `the service "WinDefSvc"`, `タスク「GoogleUpdateTask1」`: one word that is no everyday one.
    fn quoted_name(&mut self, start: usize, end: usize, kind: Kind) {
        let from = end + usize::from(self.at(end) == b' ');
        let Some(range) = self.quoted(from).filter(|_| !self.before(start).is_ascii_alphanumeric()) else {
            return;
        };
        let value = self.str(range.clone());
        let name = |byte: u8| {
            byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'\\' | b'{' | b'}' | b' ')
        };
        let marked = value
            .bytes()
            .skip(1)
            .any(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_');
        if (4..=80).contains(&value.len())
            && value.bytes().all(name)
            && marked
            && value.matches(' ').count() <= 4
        {
            self.emit(range, kind, value.to_owned());
        }
    }

    /// Offset behind connectives, and whether a separator was among them.
    fn skip_connectives(&self, end: usize) -> (usize, bool) {
        let (mut at, mut separated) = (end, false);
        while at < end + 24 {
            let rest = self.slice(at..at + 12).to_ascii_lowercase();
            let Some(word) = CONNECTIVES.iter().find(|word| rest.starts_with(word.as_bytes())) else { break };
            if *word == "\"" && !(separated || at == end) {
                break;
            }
            // A quotation mark that closes the cue, as in `"mutex": "x"`.
            if *word == "\"" && !matches!(rest.get(1), Some(b':' | b'=' | b' ')) {
                break;
            }
            separated |= matches!(*word, ":" | "=" | "は" | "named" | "called" | "→");
            at += word.len();
        }
        (at, separated)
    }

    /// A value between quotation marks that open at `from`.
    fn quoted(&self, from: usize) -> Option<Range<usize>> {
        let rest = self.text.get(from..)?;
        let open = rest.chars().next()?;
        let close = match open {
            '"' => '"',
            '\'' => '\'',
            '`' => '`',
            '「' => '」',
            '『' => '』',
            '“' => '”',
            '‘' => '’',
            _ => return None,
        };
        let inner = from + open.len_utf8();
        let body = self.text.get(inner..)?;
        let found = body
            .char_indices()
            .take(LONGEST)
            .find(|(_, character)| *character == close || *character == '\n')?;
        (found.1 == close && found.0 > 0).then(|| inner..inner + found.0)
    }

    /// A value up to white space, a list separator or Japanese.
    fn token(&self, from: usize) -> Option<Range<usize>> {
        let is_part = |byte: &&u8| {
            (0x21..0x7F).contains(*byte)
                && !matches!(byte, b',' | b';' | b'"' | b'\'' | b'`' | b'<' | b'>' | b'|' | b')')
        };
        let mut end = from + self.slice(from..from + 160).iter().take_while(is_part).count();
        while end > from && matches!(self.before(end), b'.' | b':') {
            end -= 1;
        }
        (end > from).then_some(from..end)
    }

    /// An argument, quoted or plain.
    fn argument(&mut self, from: usize, kind: Kind) {
        if let Some(range) = self.quoted(from).or_else(|| self.token(from)) {
            self.emit(range.clone(), kind, self.str(range).to_owned());
        }
    }

    fn cued_line(&mut self, start: usize, end: usize, kind: Kind) {
        let before = self.before(start);
        if before.is_ascii_alphanumeric() || matches!(before, b'-' | b'_') {
            return;
        }
        let gap = self
            .slice(end..end + 12)
            .iter()
            .take_while(|byte| matches!(byte, b' ' | b':' | b'=' | b'"' | b'\t'))
            .count();
        let colon =
            self.slice(end.saturating_sub(1)..end + gap).iter().any(|byte| matches!(byte, b':' | b'='));
        let bare = end
            + self
                .slice(end..end + 12)
                .iter()
                .take_while(|byte| matches!(byte, b' ' | b':' | b'=' | b'\t'))
                .count();
        let japanese = ["は", "が", "に"]
            .iter()
            .find(|word| self.str(bare..self.text.len().min(bare + 3)) == **word)
            .map_or(0, |word| word.len());
        let range =
            self.quoted(bare + japanese).or_else(|| colon.then(|| self.rest_of_line(end + gap)).flatten());
        let Some(range) = range else { return };
        let value = self.str(range.clone());
        let name = value.get(..3).is_some_and(|head| head.eq_ignore_ascii_case("cn="));
        if value.len() > 2 && !name && !(kind == Kind::UserAgent && value.starts_with("Mozilla/")) {
            self.emit(range, kind, value.to_owned());
        }
    }

    fn rest_of_line(&self, from: usize) -> Option<Range<usize>> {
        let rest = self.text.get(from..)?;
        let length: usize = rest
            .chars()
            .take(LONGEST)
            .take_while(|character| !matches!(character, '\n' | '\r' | '"' | '\t' | '」' | '|'))
            .map(char::len_utf8)
            .sum();
        let value = rest.get(..length)?.trim_end_matches([' ', '。', ',', ';']);
        (!value.is_empty()).then(|| from..from + value.len())
    }

    /// A user agent by its grammar: products with versions, comments between brackets.
    fn agent(&mut self, start: usize) {
        if self.before(start).is_ascii_alphanumeric() {
            return;
        }
        let (mut at, mut end) = (start, start);
        while at < start + LONGEST {
            let rest = self.slice(at..at + 300);
            let length = if rest.first() == Some(&b'(') {
                comment(rest)
            } else {
                let word = rest
                    .iter()
                    .take_while(|byte| {
                        byte.is_ascii_graphic()
                            && !matches!(byte, b'"' | b'\'' | b'<' | b'>' | b'|' | b'`' | b',' | b')')
                    })
                    .count();
                if rest.get(..word).is_some_and(|word| word.contains(&b'/')) { word } else { 0 }
            };
            if length == 0 {
                break;
            }
            end = at + length;
            at = end + usize::from(self.at(end) == b' ');
        }
        while end > start && matches!(self.before(end), b'.' | b';') {
            end -= 1;
        }
        if end > start + 12 {
            self.emit(start..end, Kind::UserAgent, self.str(start..end).to_owned());
        }
    }

    fn serial(&mut self, end: usize) {
        let gap = self
            .slice(end..end + 8)
            .iter()
            .take_while(|byte| matches!(byte, b' ' | b':' | b'=' | b'\t' | b'"'))
            .count();
        let from = end + gap;
        let from = from + if self.slice(from..from + 2) == b"0x" { 2 } else { 0 };
        let is_part = |byte: &&u8| byte.is_ascii_hexdigit() || matches!(byte, b':' | b' ');
        let run = self.slice(from..from + 80);
        let mut length = run.iter().take_while(is_part).count();
        while length > 0 && matches!(run.get(length - 1), Some(b':' | b' ')) {
            length -= 1;
        }
        let digits: String = self.str(from..from + length).chars().filter(char::is_ascii_hexdigit).collect();
        let next = self.at(from + length);
        if (14..=40).contains(&digits.len())
            && !matches!(digits.len(), 32 | 40)
            && !next.is_ascii_alphanumeric()
        {
            self.emit(from..from + length, Kind::CertificateSerial, digits.to_ascii_lowercase());
        }
    }

    /// `CN=…, O=…, C=…`, unless it is a directory name.
    fn subject(&mut self, start: usize) {
        if self.before(start).is_ascii_alphanumeric() {
            return;
        }
        let rest = self.str(start..self.text.len());
        let mut last = '\0';
        let length: usize = rest
            .chars()
            .take(256)
            .take_while(|character| {
                // An apostrophe inside a word belongs to it: `O=Let's Encrypt`.
                let quote = *character == '\'' && !(self.before(start) != b'\'' && last.is_ascii_lowercase());
                last = *character;
                !quote && !matches!(character, '\n' | '\r' | '"' | ';' | '|' | '<' | '\t' | '」' | ')')
            })
            .map(char::len_utf8)
            .sum();
        let value = rest.get(..length).unwrap_or_default().trim_end_matches([' ', '.', ',']);
        let lower = value.to_ascii_lowercase();
        let directory = lower.contains("dc=") || lower.contains("ou=") && !lower.contains("o=");
        let part_of_longer = class::find(self.slice(start.saturating_sub(64)..start), b"CN=").is_some();
        if value.len() > 4 && !directory && !part_of_longer {
            self.emit(start..start + value.len(), Kind::CertificateSubject, value.to_owned());
        }
    }

    fn cued_port(&mut self, start: usize, end: usize) {
        if self.before(start).is_ascii_alphanumeric() {
            return;
        }
        let protocol = match self.slice(start..end) {
            [b't' | b'T', ..] => Some("tcp"),
            [b'u' | b'U', ..] => Some("udp"),
            _ => None,
        };
        let gap = self
            .slice(end..end + 4)
            .iter()
            .take_while(|byte| matches!(byte, b' ' | b':' | b'=' | b'#'))
            .count();
        let from = end + gap;
        let Some((port, stop)) = self.port_number(from) else { return };
        let tail = self.slice(stop..stop + 4).to_ascii_lowercase();
        let protocol = protocol.or(match tail.as_slice() {
            b"/tcp" => Some("tcp"),
            b"/udp" => Some("udp"),
            _ => None,
        });
        let stop = if tail.starts_with(b"/tcp") || tail.starts_with(b"/udp") { stop + 4 } else { stop };
        self.emit_port(from..stop, port, protocol);
    }

    fn port_before(&mut self, start: usize, end: usize) {
        let digits = self
            .slice(start.saturating_sub(6)..start)
            .iter()
            .rev()
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        let from = start - digits;
        let lead = self.slice(from.saturating_sub(6)..from).to_ascii_lowercase();
        if self.at(end).is_ascii_alphanumeric()
            || self.before(from).is_ascii_alphabetic()
            || matches!(self.before(from), b'.' | b':' | b'-')
            || lead.ends_with(b"port ")
            || lead.ends_with(b"ports ")
        {
            return;
        }
        let protocol = match self.slice(start..end) {
            [b'/', b't' | b'T', ..] => Some("tcp"),
            [b'/', b'u' | b'U', ..] => Some("udp"),
            _ => None,
        };
        if let Some((port, stop)) = self.port_number(from).filter(|(_, stop)| *stop == start) {
            self.emit_port(from..if protocol.is_some() { end } else { stop }, port, protocol);
        }
    }

    fn port_number(&self, from: usize) -> Option<(u16, usize)> {
        let digits = self.slice(from..from + 6).iter().take_while(|byte| byte.is_ascii_digit()).count();
        let stop = from + digits;
        let next = self.at(stop);
        let ends = !(next.is_ascii_alphabetic()
            || (matches!(next, b'.' | b':') && self.at(stop + 1).is_ascii_digit()));
        let port: u16 = self.str(from..stop).parse().ok()?;
        (ends && port > 0).then_some((port, stop))
    }

    fn emit_port(&mut self, range: Range<usize>, port: u16, protocol: Option<&str>) {
        let value = protocol.map_or_else(|| port.to_string(), |protocol| format!("{port}/{protocol}"));
        self.emit(range, Kind::Port, value);
    }
}

/// Length of a bracketed comment, nested ones included; 0 when it does not close.
fn comment(bytes: &[u8]) -> usize {
    let mut depth = 0_u32;
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'(' => depth += 1,
            b')' => {
                depth -= 1;
                if depth == 0 {
                    return at + 1;
                }
            }
            b'\n' | b'"' => return 0,
            _ => {}
        }
    }
    0
}
