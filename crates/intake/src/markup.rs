//! Signs by which kinds of text are told apart.
//!
//! In: decoded text without leading blanks. Out: a media type where the signs are sure.

use crate::media::Media;

/// Elements that begin an HTML page or a piece of one.
const HTML: &[&str] = &[
    "html", "head", "body", "div", "table", "p", "span", "meta", "title", "script", "style", "a", "br", "h1",
    "h2", "h3", "ul", "ol", "form", "center", "font", "img", "iframe", "link", "!doctype",
];

/// Headers by which a mail is known.
const MAIL: &[&str] = &[
    "received",
    "from",
    "to",
    "subject",
    "date",
    "message-id",
    "mime-version",
    "return-path",
    "delivered-to",
    "cc",
    "reply-to",
    "sender",
    "x-mailer",
    "content-type",
    "authentication-results",
    "dkim-signature",
    "x-originating-ip",
    "arc-seal",
    "content-transfer-encoding",
    "received-spf",
    "bcc",
];

/// Verbs and protocols of Suricata and Snort rules.
const ACTIONS: &[&str] =
    &["alert", "drop", "pass", "reject", "rejectsrc", "rejectdst", "rejectboth", "log", "sdrop", "block"];

/// HTML or XML, where the text begins with a tag that closes.
pub(crate) fn tagged(body: &str) -> Option<Media> {
    let mut rest = body;
    while let Some(after) = rest.strip_prefix("<!--") {
        rest = after.split_once("-->").map_or("", |(_, rest)| rest).trim_start();
    }
    let declared = rest.starts_with("<?xml");
    while rest.starts_with("<?") || rest.starts_with("<!--") {
        rest = rest.split_once('>').map_or("", |(_, rest)| rest).trim_start();
    }
    let element = element(rest.strip_prefix('<')?)?;
    if element == "!doctype" {
        let html =
            rest.get(9..).is_some_and(|after| after.trim_start().to_ascii_lowercase().starts_with("html"));
        return Some(if html { Media::Html } else { Media::Xml });
    }
    if HTML.contains(&element.as_str()) && !(declared && element != "html") {
        return Some(Media::Html);
    }
    (declared || rest.contains("</") || rest.contains("/>")).then_some(Media::Xml)
}

/// Name of an element, in lower case, where a tag really stands here.
fn element(tag: &str) -> Option<String> {
    let name: String =
        tag.chars().take(64).take_while(|c| c.is_alphanumeric() || "_:-.!".contains(*c)).collect();
    let after = tag.get(name.len()..)?.chars().next()?;
    let starts = name.starts_with(|c: char| c.is_alphabetic() || c == '_' || c == '!');
    (starts && (after.is_whitespace() || matches!(after, '>' | '/'))).then(|| name.to_ascii_lowercase())
}

/// JSON or JSON lines, where the text begins with a value and goes on like one.
pub(crate) fn json(body: &str, end: &str) -> Option<Media> {
    if !body.starts_with(['{', '[']) {
        return None;
    }
    let objects = body.lines().map(str::trim).filter(|line| !line.is_empty()).take(64);
    let (mut whole, mut lines) = (0_usize, 0_usize);
    for line in objects {
        lines = lines.saturating_add(1);
        whole = whole.saturating_add(usize::from(line.starts_with('{') && line.ends_with('}')));
    }
    let many = lines > 1 && whole.saturating_mul(10) >= lines.saturating_mul(9);
    let single = lines == 1 && matches!(end, "jsonl" | "ndjson");
    match JsonLexer::default().check(body) {
        Lexed::Broken if matches!(end, "json" | "jsonl" | "ndjson") || many => {}
        Lexed::Broken => return None,
        Lexed::Fits => {}
    }
    Some(if many || single { Media::JsonLines } else { Media::Json })
}

#[derive(PartialEq, Eq)]
enum Lexed {
    Fits,
    Broken,
}

/// Checks that a head could be JSON: strings, literals and brackets in an order JSON has.
#[derive(Default)]
struct JsonLexer {
    /// Whether a value has just ended, so that only `,`, `:`, `]`, `}` or a new line may follow.
    ended: bool,
    depth: usize,
}

impl JsonLexer {
    fn check(mut self, body: &str) -> Lexed {
        let mut rest = body.as_bytes();
        while let [byte, tail @ ..] = rest {
            rest = match byte {
                b' ' | b'\t' | b'\r' | b'\n' => tail,
                b'{' | b'[' if !self.ended || self.depth == 0 => self.open(tail),
                b'}' | b']' if self.depth > 0 => self.close(tail),
                b',' | b':' if self.ended && self.depth > 0 => self.next(tail),
                b'"' if !self.ended && self.depth > 0 => match skip_string(tail) {
                    Some(after) => self.value(after),
                    None => return Lexed::Fits,
                },
                b'-' | b'0'..=b'9' | b't' | b'f' | b'n' if !self.ended && self.depth > 0 => {
                    let length = tail
                        .iter()
                        .take_while(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(byte))
                        .count();
                    let literal = rest.get(..=length).unwrap_or(rest);
                    if !is_literal(literal) && length < tail.len() {
                        return Lexed::Broken;
                    }
                    self.value(tail.get(length..).unwrap_or(&[]))
                }
                _ => return Lexed::Broken,
            };
        }
        Lexed::Fits
    }

    fn open<'a>(&mut self, tail: &'a [u8]) -> &'a [u8] {
        self.depth = self.depth.saturating_add(1);
        self.next(tail)
    }

    fn close<'a>(&mut self, tail: &'a [u8]) -> &'a [u8] {
        self.depth = self.depth.saturating_sub(1);
        self.value(tail)
    }

    fn next<'a>(&mut self, tail: &'a [u8]) -> &'a [u8] {
        self.ended = false;
        tail
    }

    fn value<'a>(&mut self, tail: &'a [u8]) -> &'a [u8] {
        self.ended = true;
        tail
    }
}

/// What follows the closing quote, where there is one.
fn skip_string(mut rest: &[u8]) -> Option<&[u8]> {
    loop {
        let at = memchr::memchr2(b'"', b'\\', rest)?;
        let step = if rest.get(at) == Some(&b'"') { 1 } else { 2 };
        let quote = step == 1;
        rest = rest.get(at.saturating_add(step)..)?;
        if quote {
            return Some(rest);
        }
    }
}

fn is_literal(word: &[u8]) -> bool {
    matches!(word, b"true" | b"false" | b"null")
        || std::str::from_utf8(word).is_ok_and(|word| !word.starts_with('+') && word.parse::<f64>().is_ok())
}

/// A mail by its header block, a mailbox by its envelope line.
pub(crate) fn mail(text: &str) -> Option<Media> {
    if text.starts_with("From ") {
        let (envelope, rest) = text.split_once('\n')?;
        let dated = envelope.trim_end().bytes().rev().take(5).filter(u8::is_ascii_digit).count() >= 4;
        return (dated && is_header(rest)).then_some(Media::Mbox);
    }
    let mut known = 0_usize;
    let mut decisive = false;
    for line in text.lines().take(200) {
        if line.is_empty() {
            break;
        }
        if line.starts_with([' ', '\t']) {
            continue;
        }
        let name = header_name(line)?.to_ascii_lowercase();
        decisive |=
            matches!(name.as_str(), "received" | "message-id" | "return-path" | "from" | "mime-version");
        known = known.saturating_add(usize::from(MAIL.contains(&name.as_str())));
    }
    (decisive && known >= 3).then_some(Media::Mail)
}

/// Whether the first line is a header.
pub(crate) fn is_header(text: &str) -> bool {
    text.lines().next().is_some_and(|line| header_name(line).is_some())
}

fn header_name(line: &str) -> Option<&str> {
    let (name, _) = line.split_once(':')?;
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    (!name.is_empty() && name.len() <= 64 && name.bytes().all(fits)).then_some(name)
}

/// YARA, Sigma or Suricata.
pub(crate) fn rules(body: &str, end: &str) -> Option<Media> {
    let lines = || body.lines().map(str::trim_end).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let starts = |mark: &str| lines().any(|line| line.starts_with(mark));
    if matches!(end, "yar" | "yara") || is_yara(body) {
        return Some(Media::Yara);
    }
    let quoted = body.lines().any(|line| line.starts_with("```"));
    if !quoted && starts("title:") && starts("logsource:") && starts("detection:") {
        return Some(Media::Sigma);
    }
    let (mut rules, mut all) = (0_usize, 0_usize);
    for line in lines().take(64) {
        all = all.saturating_add(1);
        rules = rules.saturating_add(usize::from(is_suricata(line)));
    }
    (rules > 0 && rules.saturating_mul(2) >= all).then_some(Media::Suricata)
}

fn is_suricata(line: &str) -> bool {
    let action = line.split_ascii_whitespace().next().unwrap_or("");
    ACTIONS.contains(&action)
        && line.contains('(')
        && line.contains("sid:")
        && (line.contains("->") || line.contains("<>"))
}

/// The first word that is no comment and no import begins a rule, and a condition follows.
fn is_yara(body: &str) -> bool {
    let mut rest = body;
    loop {
        rest = rest.trim_start();
        if let Some(after) = rest.strip_prefix("/*") {
            rest = after.split_once("*/").map_or("", |(_, rest)| rest);
        } else if rest.starts_with("//") || rest.starts_with("import \"") || rest.starts_with("include \"") {
            rest = rest.split_once('\n').map_or("", |(_, rest)| rest);
        } else {
            break;
        }
    }
    let rest =
        rest.trim_start_matches("private ").trim_start_matches("global ").trim_start_matches("private ");
    let name = rest.strip_prefix("rule ").unwrap_or("");
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.contains('{')
        && name.contains("condition")
}

/// CSV or TSV: every line has the same number of separators outside quotes, and the first looks like headings.
pub(crate) fn table(body: &str) -> Option<Media> {
    if body.starts_with("#separator") || body.starts_with("#Software") || body.starts_with("#Fields") {
        return None;
    }
    for (separator, least, media) in [('\t', 1, Media::Tsv), (',', 1, Media::Csv), (';', 2, Media::Csv)] {
        let mut counts =
            body.lines().take(50).filter(|line| !line.is_empty()).map(|line| fields(line, separator));
        let first = counts.next().unwrap_or(0);
        let (same, others) = counts.fold((0_usize, 0_usize), |(same, others), count| {
            if count == first { (same + 1, others) } else { (same, others + 1) }
        });
        let heading = body.lines().next().is_some_and(|line| is_heading(line, separator));
        if first >= least && same >= 1 && same >= others.saturating_mul(9) && heading {
            return Some(media);
        }
    }
    None
}

/// Separators outside quotes.
fn fields(line: &str, separator: char) -> usize {
    let mut quoted = false;
    let outside = |c: &char| {
        quoted ^= *c == '"';
        !quoted && *c == separator
    };
    line.chars().take(8192).filter(outside).count()
}

/// Headings are short words: no digits first, no sentence.
fn is_heading(line: &str, separator: char) -> bool {
    line.split(separator).all(|cell| {
        let cell = cell.trim().trim_matches('"');
        cell.len() <= 64
            && !cell.starts_with(|c: char| c.is_ascii_digit())
            && !cell.contains(['/', '\\', '@', '。', '='])
    })
}

/// Headings, fences, lists and links of Markdown.
pub(crate) fn is_markdown(body: &str) -> bool {
    let mut marks = 0_usize;
    for line in body.lines().take(200) {
        let heading = line.trim_start_matches('#');
        let level = line.len().saturating_sub(heading.len());
        let mark = ((1..=6).contains(&level) && heading.starts_with(' '))
            || line.starts_with("```")
            || (line.starts_with('|') && line.trim_end().ends_with('|'))
            || line.contains("](http");
        marks = marks.saturating_add(usize::from(mark));
    }
    marks >= 2
}

#[cfg(test)]
mod tests {
    use crate::{Media, sniff};

    #[test]
    fn kinds_of_text() {
        for (name, text, media) in [
            ("a", "{\"a\": [1, 2.5, true, null, \"x\\\"y\"]}", Media::Json),
            ("a", "[\n {\"a\":1},\n {\"b\":\"cut", Media::Json),
            ("a", "{\"a\":1}\n{\"a\":2}\n", Media::JsonLines),
            ("a.jsonl", "{\"a\":1}\n", Media::JsonLines),
            ("a", "[2024-01-01 10:00:00] INFO started\n[2024-01-01 10:00:01] INFO x\n", Media::Log),
            ("a", "{broken", Media::Text),
            ("a.json", "{'single': 1}", Media::Json),
            ("a", "<?xml version=\"1.0\"?>\n<Event><a/></Event>", Media::Xml),
            ("a", "<!-- saved --><!DOCTYPE html><html></html>", Media::Html),
            ("a", "<html><body>x</body></html>", Media::Html),
            ("a", "<rss><channel></channel></rss>", Media::Xml),
            ("a", "<134>Jan 5 10:00:00 fw deny src=1.2.3.4 dst=5.6.7.8\n", Media::Log),
            ("a", "From: a@example.com\nTo: b@example.com\nSubject: x\n\nbody", Media::Mail),
            ("a", "Received: from x\n\tby y\nMessage-ID: <1>\nDate: x\n\nbody", Media::Mail),
            ("a", "From a@example.com Mon Jan  1 00:00:00 2024\nFrom: a\nTo: b\n\nbody", Media::Mbox),
            ("a", "From the start we knew.\nIt was a mail.\n", Media::Text),
            ("a", "/* x */\nimport \"pe\"\nrule A : b {\n condition: true\n}", Media::Yara),
            ("a.yml", "title: x\nlogsource:\n  product: windows\ndetection:\n  a: b\n", Media::Sigma),
            (
                "a.md",
                "The rule of the report is here.\n```\ntitle: x\nlogsource:\n a: b\ndetection:\n a: b\n```\n",
                Media::Markdown,
            ),
            ("a", "# x\nalert tcp any any -> any any (msg:\"a\"; sid:1;)\n", Media::Suricata),
            ("a", "host,user,address\nA,b,10.0.0.1\nB,c,10.0.0.2\n", Media::Csv),
            ("a", "時刻\t端末\n10:00\tA\n", Media::Tsv),
            ("a.csv", "x", Media::Csv),
            (
                "a.txt",
                "# Report\n\nThe attacker was in the network.\n\n## Details\n\nIt was a phish.\n",
                Media::Markdown,
            ),
            ("a.txt", "これは報告書です。\n", Media::Text),
            ("a.log", "これは報告書です。\n", Media::Log),
        ] {
            assert_eq!(sniff(name, text.as_bytes()), media, "{name}: {text}");
        }
    }

    #[test]
    fn text_in_other_encodings_is_told_too() {
        let wide: Vec<u8> = "<?xml version=\"1.0\" encoding=\"utf-16\"?><Task></Task>"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(sniff("task", &wide), Media::Xml);
        let (sjis, _, _) = encoding_rs::SHIFT_JIS.encode("端末名,利用者\nPC1,山田\nPC2,鈴木\n");
        assert_eq!(sniff("list", &sjis), Media::Csv);
    }
}
