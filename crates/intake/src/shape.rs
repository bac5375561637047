//! What the lines of a text look like: sentences, records, one value a line, or code.
//!
//! In: the first stretch of a text. Out: its shape. Unsure counts as records, which yield items but never sentences.

use std::path::Path;

/// Lines looked at.
const LINES: usize = 400;

/// What the lines of a text look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Sentences written by people.
    Prose,
    /// Machine lines, one record each.
    Records,
    /// One value a line.
    Values,
    /// Source code, scripts, configuration.
    Code,
}

/// Endings of files that hold code or configuration whatever their comments say.
const CODE: &[&str] = &[
    "ps1",
    "psm1",
    "psd1",
    "bat",
    "cmd",
    "vbs",
    "vbe",
    "js",
    "jse",
    "wsf",
    "hta",
    "py",
    "rb",
    "pl",
    "sh",
    "bash",
    "php",
    "asp",
    "aspx",
    "jsp",
    "c",
    "cc",
    "cpp",
    "h",
    "hpp",
    "cs",
    "java",
    "go",
    "rs",
    "ts",
    "lua",
    "asm",
    "sql",
    "reg",
    "ini",
    "inf",
    "conf",
    "cfg",
    "cnf",
    "toml",
    "yaml",
    "yml",
    "properties",
    "env",
    "service",
    "vba",
    "bas",
    "cls",
    "au3",
    "nsi",
];

/// The part of a name behind its last dot, in lower case.
pub fn ending(name: &str) -> String {
    Path::new(name).extension().map(|end| end.to_string_lossy().to_ascii_lowercase()).unwrap_or_default()
}

/// Counts of line kinds in a stretch.
#[derive(Default)]
struct Tally {
    lines: usize,
    prose: usize,
    records: usize,
    values: usize,
    code: usize,
    repeated: usize,
}

impl Shape {
    /// Judges a text by its name and its first stretch.
    pub fn of(name: &str, text: &str) -> Self {
        if CODE.contains(&ending(name).as_str()) {
            return Self::Code;
        }
        let tally = Tally::of(text);
        let least = |share: usize| tally.lines.saturating_mul(share) / 100;
        if tally.lines == 0 {
            if text.trim().is_empty() { Self::Prose } else { Self::Records }
        } else if tally.values > least(85) && tally.prose == 0 {
            Self::Values
        } else if tally.prose > tally.records.saturating_add(tally.code) && tally.prose >= least(8) {
            Self::Prose
        } else if tally.code > tally.records && tally.code > least(40) {
            Self::Code
        } else {
            Self::Records
        }
    }
}

impl Tally {
    fn of(text: &str) -> Self {
        let mut tally = Self::default();
        let mut before = 0;
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        let mut fence = Fence::default();
        for line in lines.filter(|line| !fence.covers(line)).take(LINES) {
            let skeleton = skeleton(line);
            tally.repeated = tally.repeated.saturating_add(usize::from(skeleton == before));
            before = skeleton;
            tally.add(line);
        }
        // Many lines that begin alike are records even where no field looks like one.
        if tally.repeated.saturating_mul(2) > tally.lines && tally.lines > 8 && tally.prose * 4 < tally.lines
        {
            tally.records = tally.records.max(tally.repeated);
        }
        tally
    }

    fn add(&mut self, line: &str) {
        let line = line.get(..line.floor_char_boundary(2048)).unwrap_or(line);
        if is_neutral(line) {
            return;
        }
        self.lines = self.lines.saturating_add(1);
        let counter = if is_value(line) {
            &mut self.values
        } else if is_long_sentence(line) && !starts_with_time(line) {
            &mut self.prose
        } else if is_record(line) {
            &mut self.records
        } else if is_code(line) {
            &mut self.code
        } else if is_sentence(line) {
            &mut self.prose
        } else {
            return;
        };
        *counter = counter.saturating_add(1);
    }
}

/// Front matter and fenced code of Markdown, whose lines say nothing about the text around them.
#[derive(Default)]
struct Fence {
    started: bool,
    inside: Option<&'static str>,
}

impl Fence {
    /// Whether a line belongs to a fence, its marks included.
    fn covers(&mut self, line: &str) -> bool {
        let first = !std::mem::replace(&mut self.started, true);
        match self.inside {
            Some(mark) => {
                if line.starts_with(mark) {
                    self.inside = None;
                }
                true
            }
            None => {
                let code = ["```", "~~~"].into_iter().find(|mark| line.starts_with(mark));
                self.inside = code.or((first && line == "---").then_some("---"));
                self.inside.is_some()
            }
        }
    }
}

/// Comments, headings, table rows and tags stand in texts of every shape.
fn is_neutral(line: &str) -> bool {
    let row = line.starts_with('|') && line.len() > 1 && line.ends_with('|');
    let tag = line
        .strip_prefix('<')
        .is_some_and(|rest| rest.starts_with(|c: char| c == '/' || c.is_ascii_alphabetic()));
    row || tag
        || line.starts_with("{:")
        || line.starts_with('#')
        || line.starts_with("//")
        || line.starts_with("---")
}

/// One word without blanks, such as an address, a hash or a host name; a comment may follow it.
fn is_value(line: &str) -> bool {
    let value = line.split(" #").next().unwrap_or(line).trim_end_matches([',', ';']).trim_end();
    value.is_ascii() && !value.contains([' ', '\t', '{', '}', '=', '<', ',']) && value.len() >= 2
}

fn is_record(line: &str) -> bool {
    starts_with_time(line) || pairs(line) >= 2 || separators(line) || is_access_line(line)
}

/// A date or a time stands within the first characters, behind a bracket, a priority or a word at most.
fn starts_with_time(line: &str) -> bool {
    let head = line.as_bytes().get(..line.len().min(32)).unwrap_or(&[]);
    let digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
    let clock = head.windows(8).any(|window| {
        window.iter().enumerate().all(|(index, byte)| match index {
            2 | 5 => *byte == b':',
            _ => byte.is_ascii_digit(),
        })
    });
    let date = head.len() >= 10 && {
        let body = head.strip_prefix(b"[").unwrap_or(head);
        body.iter().take(4).all(u8::is_ascii_digit)
            && matches!(body.get(4), Some(b'-' | b'/' | b'.'))
            && digit(body.get(5))
            && digit(body.get(6))
    };
    let sentence = line.contains(['。', '、']) || line.ends_with('.');
    let unix = head.iter().take_while(|byte| byte.is_ascii_digit()).count() >= 10;
    (clock || date || unix) && !sentence
}

/// Number of `key=value` pairs.
fn pairs(line: &str) -> usize {
    let is_pair = |word: &&str| {
        word.split_once('=').is_some_and(|(key, _)| {
            !key.is_empty()
                && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.-\"".contains(&byte))
        })
    };
    line.split([' ', '\t', ',', ';', '|', '&']).filter(is_pair).take(3).count()
}

/// Several tabs, bars or field commas.
fn separators(line: &str) -> bool {
    let count = |wanted: u8| memchr::memchr_iter(wanted, line.as_bytes()).take(4).count();
    let sentence = line.contains(". ") || line.contains(", ") || line.contains('、');
    count(b'\t') >= 2 || (count(b'|') >= 3 && !line.starts_with('|')) || (count(b',') >= 3 && !sentence)
}

fn is_access_line(line: &str) -> bool {
    let bytes = line.as_bytes();
    let behind = |at: usize| bytes.get(at + 1..).unwrap_or_default();
    memchr::memchr2_iter(b'"', b' ', bytes).any(|at| match bytes.get(at) {
        Some(b'"') => ["GET ", "POST ", "CONNECT ", "HEAD "]
            .iter()
            .any(|method| behind(at).starts_with(method.as_bytes())),
        _ => behind(at).starts_with(b"HTTP/1"),
    })
}

fn is_code(line: &str) -> bool {
    let key_value =
        line.split_once(" = ").or_else(|| line.split_once('=')).is_some_and(|(key, _)| !key.contains(' '));
    line.ends_with(['{', '}', ';', '\\'])
        || line.starts_with(['{', '}', '<', '$'])
        || (line.starts_with('[') && line.ends_with(']'))
        || key_value
        || ["import ", "function ", "def ", "return ", "if (", "var ", "const ", "let "]
            .iter()
            .any(|word| line.starts_with(word))
}

/// Japanese of some length, or English words with the small ones that only sentences have.
fn is_sentence(line: &str) -> bool {
    let japanese = line.chars().filter(|c| matches!(c, 'ぁ'..='ん' | 'ァ'..='ー' | '一'..='龠')).count();
    if line.contains('。') || japanese >= 8 {
        return true;
    }
    let (words, smalls) = words(line);
    words >= 5 && smalls >= 1 && smalls.saturating_mul(12) >= words
}

/// A sentence beyond doubt, whatever signs of a record it quotes.
fn is_long_sentence(line: &str) -> bool {
    let (words, smalls) = words(line);
    line.contains('。') || (words >= 10 && smalls >= 3)
}

/// Number of words, and of the small ones among them.
fn words(line: &str) -> (usize, usize) {
    let small = |word: &&str| {
        let mut lower = [0; 4];
        let Some(lower) = lower.get_mut(..word.len()) else { return false };
        lower.copy_from_slice(word.as_bytes());
        lower.make_ascii_lowercase();
        matches!(
            &*lower,
            b"the"
                | b"a"
                | b"an"
                | b"of"
                | b"and"
                | b"to"
                | b"is"
                | b"was"
                | b"are"
                | b"were"
                | b"in"
                | b"on"
                | b"for"
                | b"that"
                | b"with"
                | b"this"
                | b"we"
                | b"by"
                | b"from"
                | b"has"
                | b"have"
                | b"it"
                | b"as"
                | b"be"
                | b"not"
                | b"or"
                | b"at"
        )
    };
    let count = line.split_ascii_whitespace().take(64).count();
    (count, line.split_ascii_whitespace().take(64).filter(small).count())
}

/// A digest of how a line begins: letters, digits and signs by class.
fn skeleton(line: &str) -> u64 {
    let mut digest = 0xCBF2_9CE4_8422_2325_u64;
    let mut before = 0;
    for byte in line.bytes().take(24) {
        let class = match byte {
            b'0'..=b'9' => b'0',
            b'a'..=b'z' | b'A'..=b'Z' => b'a',
            0x80.. => 0x80,
            other => other,
        };
        if class != before {
            digest = (digest ^ u64::from(class)).wrapping_mul(0x0100_0000_01B3);
        }
        before = class;
    }
    digest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_of_small_texts() {
        for (name, text, shape) in [
            (
                "note.txt",
                "本日10時頃、経理部の端末で不審な通信を確認しました。\n詳細は調査中です。\n",
                Shape::Prose,
            ),
            (
                "note.txt",
                "The attacker sent a mail with a link to the payload.\n\nIt was opened by one user.\n",
                Shape::Prose,
            ),
            ("memo", "2024/01/05 10:00 担当者より連絡。\n端末を隔離しました。\n", Shape::Prose),
            ("iocs.txt", "evil.example\n198.51.100.1\nd41d8cd98f00b204e9800998ecf8427e\n", Shape::Values),
            ("iocs.txt", "# C2\nhxxp://evil[.]example/a\nevil[.]example # first\n", Shape::Values),
            ("one", "198.51.100.1\n", Shape::Values),
            ("names.txt", "bh\nroleaccountd\nstagingd\n", Shape::Values),
            (
                "x",
                "---\na: b\n---\nIt was a phish with a link.\n```\na=1 b=2\na=1 b=2\na=1 b=2\n```\n",
                Shape::Prose,
            ),
            ("x", "The tool was run as `a.exe -k=1 -v=2 -x=3` on the host by the actor.\n", Shape::Prose),
            (
                "x",
                "Jan  5 10:00:00 host sshd[1]: Failed password for root\nJan  5 10:00:01 host sshd[1]: ok\n",
                Shape::Records,
            ),
            (
                "x",
                "src=10.0.0.1 dst=10.0.0.2 act=deny\nsrc=10.0.0.1 dst=10.0.0.3 act=allow\n",
                Shape::Records,
            ),
            ("x", "198.51.100.1 - - [05/Jan/2024:10:00:00 +0900] \"GET / HTTP/1.1\" 200 1\n", Shape::Records),
            (
                "x",
                "2024-01-05 10:00:00 ログイン失敗 ユーザー=山田\n2024-01-05 10:00:01 ログイン成功\n",
                Shape::Records,
            ),
            ("run.ps1", "# the script of the attacker\n$a = 1\n", Shape::Code),
            ("x", "function a() {\n  return 1;\n}\nvar b = a();\n", Shape::Code),
            ("x", "[server]\nhost=a\nport=1\n", Shape::Code),
        ] {
            assert_eq!(Shape::of(name, text), shape, "{text}");
        }
    }
}
