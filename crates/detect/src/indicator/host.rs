//! Words with dots: addresses, domains, file names, and what only looks like them.

use noroshi_base::IndicatorKind;

use super::class;
use super::code;
use super::extension::{self, Extension};
use super::name::{self, Name};
use super::scan::Scan;

/// Cues that a domain follows.
const DOMAIN_CUES: &[&str] = &[
    "domain",
    "host",
    "c2",
    "c&c",
    "dns",
    "resolve",
    "connect",
    "beacon",
    "server",
    "ドメイン",
    "通信先",
    "接続先",
    "ホスト",
    "サーバ",
    "接続",
];

/// Cues that a file follows.
const FILE_CUES: &[&str] = &["file", "script", "archive", "attachment", "ファイル", "スクリプト", "添付"];

/// Cues that make a bare name of an ordinary file worth an indicator.
const SAMPLE_CUES: &[&str] = &[
    "malware",
    "malicious",
    "sample",
    "dropped",
    "drops",
    "payload",
    "filename",
    "file name",
    "検体",
    "マルウェア",
    "ファイル名",
    "不審",
    "悪性",
    "作成され",
];

impl Scan<'_, '_> {
    /// Looks at a word that has a dot; gives the offset to go on from.
    pub(super) fn dotted(&mut self, start: usize, end: usize) -> Option<usize> {
        let word = self.slice(start..end);
        if let Some(gap) = class::find(word, b"..") {
            let dots = word.get(gap..)?.iter().take_while(|byte| **byte == b'.').count();
            if gap > 0 {
                self.dotted_part(start, start + gap);
            }
            return Some(start + gap + dots);
        }
        self.dotted_part(start, end)
    }

    /// Looks at a word of digits and dots.
    pub(super) fn numbers(&mut self, start: usize, end: usize) -> Option<usize> {
        let dots = self.slice(start..end).iter().filter(|byte| **byte == b'.').count();
        if dots < 3 { None } else { self.dotted(start, end) }
    }

    fn dotted_part(&mut self, start: usize, end: usize) -> Option<usize> {
        let is_edge = |byte: &u8| matches!(byte, b'.' | b'-' | b'_');
        let word = self.slice(start..end);
        let from = start + word.iter().take_while(|byte| is_edge(byte)).count();
        let to = end - word.iter().rev().take_while(|byte| is_edge(byte)).count();
        let word = self.slice(from..to.max(from));
        if !word.contains(&b'.') {
            if !word.is_empty() {
                self.word_without_dot(from, to);
                self.name_after_japanese(start, end);
            }
            return None;
        }
        let first = word.first().copied().unwrap_or(0);
        if first.is_ascii_digit()
            && let Some(next) = self.v4(from, to)
        {
            return Some(next);
        }
        if matches!(first, b'T' | b't') && self.technique(from, to) {
            return None;
        }
        self.host(from, to)
    }

    /// A domain, a scheme-less URL or a file name.
    fn host(&mut self, start: usize, end: usize) -> Option<usize> {
        let mut end = end;
        let mut name = Name::read(self.slice(start..end));
        if name.is_none()
            && let Some(cut) = self.cut_after_suffix(start, end)
        {
            name = Name::read(self.slice(start..cut)).filter(|name| name::is_classic(name.tld()));
            end = if name.is_some() { cut } else { end };
        }
        match name {
            Some(name) if self.reads_as_domain(&name, start, end) => Some(self.domain(&name, start, end)),
            _ => {
                self.file_name(start, end);
                None
            }
        }
    }

    /// Where `evil.com-related` ends as a domain.
    fn cut_after_suffix(&self, start: usize, end: usize) -> Option<usize> {
        let word = self.slice(start..end);
        let dot = word.iter().rposition(|byte| *byte == b'.')?;
        let dash = word.get(dot..)?.iter().position(|byte| matches!(byte, b'-' | b'_'))?;
        Some(start + dot + dash)
    }

    fn domain(&mut self, name: &Name<'_>, start: usize, end: usize) -> usize {
        if let Some(end) = self.bare_url(start, end) {
            return end;
        }
        self.emit(start..end, IndicatorKind::Domain, name.to_text());
        self.port_after(end)
    }

    /// Whether a name with a known suffix is meant as a domain where it stands.
    fn reads_as_domain(&self, name: &Name<'_>, start: usize, end: usize) -> bool {
        if self.was_defanged(start..end) {
            return true;
        }
        let (before, next) = (self.before(start), self.at(end));
        let tld = name.tld();
        let classic = name::is_classic(tld);
        if matches!(before, b'@' | b'/' | b'\\' | b'$' | b'#' | b'%' | b'=') && !classic && before != b'=' {
            return false;
        }
        if before == b'\\' || next == b'\\' && self.at(end + 1).is_ascii_alphanumeric() {
            return false;
        }
        let written = self.slice(start..end);
        if code::is_type_name(written)
            || code::is_member(name, written, next, self.at(end + 1))
            || code::is_package(name)
        {
            return false;
        }
        match extension::of(tld) {
            None => true,
            Some(_) => self.is_domain_not_file(name, start),
        }
    }

    /// Resolves a top-level domain that is an extension, too.
    fn is_domain_not_file(&self, name: &Name<'_>, start: usize) -> bool {
        let tld = name.tld();
        if name.labels() > 2
            && (noroshi_suffix::length(name.as_bytes()).is_some_and(|length| length > tld.len())
                || name.first() == b"www")
        {
            return true;
        }
        if extension::is_rather_file(tld) {
            return self.cue_before(start, DOMAIN_CUES) && !self.cue_before(start, FILE_CUES);
        }
        if extension::is_rather_domain(tld) {
            return !self.cue_before(start, FILE_CUES) && !code::is_script_stem(name.first());
        }
        self.cue_before(start, DOMAIN_CUES)
    }

    /// An e-mail address whose `@` stands at `end`.
    pub(super) fn email(&mut self, start: usize, end: usize) -> Option<usize> {
        let window = self.slice(end.saturating_sub(64)..end);
        let is_local = |byte: &u8| {
            byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-' | b'+' | b'%' | b'\'')
        };
        let length = window.iter().rev().take_while(|byte| is_local(byte)).count();
        let local = window.get(window.len() - length..)?;
        let skip = local.iter().take_while(|byte| matches!(byte, b'.' | b'-' | b'+' | b'%' | b'\'')).count();
        let from = (end - length + skip).min(start.max(end - length + skip));
        let right = self.slice(end + 1..end + 256);
        let length = right
            .iter()
            .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'))
            .count();
        let trimmed =
            right.get(..length)?.iter().rev().take_while(|byte| matches!(byte, b'.' | b'-')).count();
        let mut stop = end + 1 + length - trimmed;
        let domain = Name::read(self.slice(end + 1..stop)).or_else(|| {
            stop = self.cut_after_suffix(end + 1, stop)?;
            Name::read(self.slice(end + 1..stop))
        })?;
        if from >= end {
            return None;
        }
        let value = [self.str(from..end), "@", &domain.to_text()].concat();
        self.emit(from..stop, IndicatorKind::Email, value);
        Some(stop)
    }

    /// A file name, if its extension and its surroundings say so.
    fn file_name(&mut self, start: usize, end: usize) {
        let word = self.slice(start..end);
        let Some(dot) = word.iter().rposition(|byte| *byte == b'.') else { return };
        let (stem, extension) =
            (word.get(..dot).unwrap_or_default(), word.get(dot + 1..).unwrap_or_default());
        let Some(known) = extension::of(extension) else { return };
        if code::is_product(word) || is_system_program(word) || code::is_call(stem, extension, self.at(end)) {
            return;
        }
        if known == Extension::Ordinary && !self.cue_before(start, SAMPLE_CUES) {
            return;
        }
        let from = self.name_start(start);
        self.emit(from..end, IndicatorKind::FileName, self.str(from..end).to_owned());
    }

    /// `.xlsm` right behind Japanese letters.
    fn name_after_japanese(&mut self, start: usize, end: usize) {
        if self.at(start) == b'.'
            && self.before(start) >= 0x80
            && extension::of(self.slice(start + 1..end)) == Some(Extension::Carrier)
        {
            let from = self.name_start(start);
            if from < start {
                self.emit(from..end, IndicatorKind::FileName, self.str(from..end).to_owned());
            }
        }
    }

    /// Start of a file name that goes on to the left in Japanese letters: back to an opening bracket, or over kanji
    /// and katakana.
    fn name_start(&self, start: usize) -> usize {
        if self.before(start) < 0x80 {
            return start;
        }
        let (mut from, mut opening) = (start, None);
        let mut only_names = true;
        for (at, character) in self.str(0..start).char_indices().rev().take(40) {
            match character {
                '「' | '『' | '“' | '"' | '(' | '［' | '[' | '/' | '\\' => {
                    opening = Some(at + character.len_utf8());
                    break;
                }
                '」' | '』' | '、' | '。' | ' ' | '\n' | '\t' | ',' | ':' => break,
                '\u{4e00}'..='\u{9fff}' | 'ァ'..='ヺ' | 'ー' | '々' => {
                    if only_names {
                        from = at;
                    }
                }
                character if character.is_ascii_alphanumeric() || matches!(character, '_' | '-') => {
                    if only_names {
                        from = at;
                    }
                }
                _ => only_names = false,
            }
        }
        opening.unwrap_or(from)
    }
}

/// Programs of the operating system, which every machine has: their bare names tell nothing.
fn is_system_program(word: &[u8]) -> bool {
    let lower = word.to_ascii_lowercase();
    matches!(
        lower.as_slice(),
        b"cmd.exe"
            | b"powershell.exe"
            | b"pwsh.exe"
            | b"rundll32.exe"
            | b"regsvr32.exe"
            | b"svchost.exe"
            | b"explorer.exe"
            | b"lsass.exe"
            | b"services.exe"
            | b"winlogon.exe"
            | b"csrss.exe"
            | b"smss.exe"
            | b"wininit.exe"
            | b"taskhostw.exe"
            | b"conhost.exe"
            | b"dllhost.exe"
            | b"wmic.exe"
            | b"wmiprvse.exe"
            | b"net.exe"
            | b"net1.exe"
            | b"reg.exe"
            | b"sc.exe"
            | b"schtasks.exe"
            | b"mshta.exe"
            | b"certutil.exe"
            | b"bitsadmin.exe"
            | b"cscript.exe"
            | b"wscript.exe"
            | b"msiexec.exe"
            | b"vssadmin.exe"
            | b"wevtutil.exe"
            | b"whoami.exe"
            | b"tasklist.exe"
            | b"taskkill.exe"
            | b"notepad.exe"
            | b"winword.exe"
            | b"excel.exe"
            | b"outlook.exe"
            | b"chrome.exe"
            | b"iexplore.exe"
            | b"firefox.exe"
            | b"kernel32.dll"
            | b"ntdll.dll"
            | b"user32.dll"
            | b"advapi32.dll"
            | b"ws2_32.dll"
            | b"wininet.dll"
            | b"shell32.dll"
            | b"ntds.dit"
            | b"msedge.exe"
    )
}
