//! Detection rules: YARA, Sigma, Suricata and Snort.
//!
//! In: bytes. Out: each rule whole as one passage that says what it is, and what stands between the rules.

use noroshi_base::{DocumentKind, IndicatorKind};
use noroshi_intake::Media;

use crate::emit::{Emit, guard};
use crate::{Hint, Options, Passage, Role, Sink, text};

/// Reads one rule file; what is no rule is handed on as text.
pub fn read(name: &str, media: Media, bytes: &[u8], options: &Options, sink: &mut dyn Sink) {
    let mut emit = Emit::new(name, options, sink);
    emit.open(DocumentKind::Rules, media);
    let text = text::decode(bytes);
    guard(&mut emit, |emit| match media {
        Media::Sigma => sigma(&text, emit),
        Media::Suricata => suricata(&text, emit),
        _ => yara(&text, emit),
    });
}

/// Lines gathered for one rule or for what stands between rules.
#[derive(Default)]
struct Chunk {
    text: String,
    line: u32,
}

impl Chunk {
    fn push(&mut self, line: &str, number: u32) {
        if self.text.is_empty() {
            self.line = number;
        }
        self.text.push_str(line);
    }

    fn rule(&mut self, kind: IndicatorKind, feed_type: &str, emit: &mut Emit<'_>) {
        let text = std::mem::take(&mut self.text);
        let rule = text.trim_end();
        let rest = text.get(rule.len()..).unwrap_or_default();
        let hint =
            Hint { kind: Some(kind), feed_type: feed_type.to_owned(), to_ids: true, ..Hint::default() };
        let mut passage = Passage::new("", Role::Code, rule);
        passage.line = self.line;
        passage.hint = Some(Box::new(hint));
        emit.passage(passage);
        debug_assert!(rest.trim().is_empty());
    }

    fn between(&mut self, emit: &mut Emit<'_>) {
        emit.lines("", Role::Code, self.line, std::mem::take(&mut self.text));
    }
}

fn numbered(text: &str) -> impl Iterator<Item = (u32, &str)> {
    text.split_inclusive('\n')
        .enumerate()
        .map(|(index, line)| (u32::try_from(index + 1).unwrap_or(u32::MAX), line))
}

/// Splits at `rule name`; a rule ends with its last line that closes a brace.
fn yara(text: &str, emit: &mut Emit<'_>) {
    let mut chunk = Chunk::default();
    let mut in_rule = false;
    let mut in_comment = false;
    for (number, line) in numbered(text) {
        if !emit.more() {
            return;
        }
        if !in_comment && is_yara_head(line) {
            yara_chunk(&mut chunk, in_rule, emit);
            in_rule = true;
        }
        in_comment = comment_after(line, in_comment);
        chunk.push(line, number);
    }
    yara_chunk(&mut chunk, in_rule, emit);
}

fn yara_chunk(chunk: &mut Chunk, is_rule: bool, emit: &mut Emit<'_>) {
    let end = chunk.text.rfind('}').map(|at| at + 1).filter(|_| is_rule);
    let Some(end) = end else {
        chunk.between(emit);
        return;
    };
    let tail = chunk.text.split_off(end);
    let newlines = chunk.text.matches('\n').count();
    let tail_line = chunk.line.saturating_add(u32::try_from(newlines).unwrap_or(0));
    chunk.rule(IndicatorKind::YaraRule, "yara", emit);
    emit.lines("", Role::Code, tail_line, tail);
}

fn is_yara_head(line: &str) -> bool {
    let mut words = line.split_whitespace().skip_while(|word| matches!(*word, "private" | "global"));
    let head = words.next() == Some("rule");
    let name = words.next().unwrap_or("");
    head && name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
}

/// Whether a block comment is open behind this line.
fn comment_after(line: &str, open: bool) -> bool {
    match (line.rfind("/*"), line.rfind("*/")) {
        (Some(start), Some(end)) => start > end,
        // A slash and a star inside a string or a regular expression are no comment.
        (Some(start), None) => open || line.get(..start).is_some_and(|before| !before.contains(['"', '='])),
        (None, Some(_)) => false,
        (None, None) => open,
    }
}

/// Splits at document markers; a rule has a detection.
fn sigma(text: &str, emit: &mut Emit<'_>) {
    let mut chunk = Chunk::default();
    for (number, line) in numbered(text) {
        if line.trim_end() == "---" {
            sigma_chunk(&mut chunk, emit);
        } else {
            chunk.push(line, number);
        }
    }
    sigma_chunk(&mut chunk, emit);
}

fn sigma_chunk(chunk: &mut Chunk, emit: &mut Emit<'_>) {
    if chunk.text.lines().any(|line| line.starts_with("detection:")) {
        chunk.rule(IndicatorKind::SigmaRule, "sigma", emit);
    } else {
        chunk.between(emit);
    }
}

/// One rule a line, continued behind a backslash; comments and rules switched off stand between.
fn suricata(text: &str, emit: &mut Emit<'_>) {
    let mut chunk = Chunk::default();
    let mut other = Chunk::default();
    for (number, line) in numbered(text) {
        if !emit.more() {
            return;
        }
        if chunk.text.is_empty() && !is_suricata_head(line) {
            other.push(line, number);
            continue;
        }
        other.between(emit);
        chunk.push(line, number);
        if !line.trim_end().ends_with('\\') {
            chunk.rule(IndicatorKind::SuricataRule, "suricata", emit);
        }
    }
    other.between(emit);
    if !chunk.text.is_empty() {
        chunk.rule(IndicatorKind::SuricataRule, "suricata", emit);
    }
}

fn is_suricata_head(line: &str) -> bool {
    const ACTIONS: [&str; 9] =
        ["alert", "drop", "pass", "reject", "rejectsrc", "rejectdst", "rejectboth", "log", "sdrop"];
    let mut words = line.split_whitespace();
    words.next().is_some_and(|word| ACTIONS.contains(&word)) && line.contains('(')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emit::tests::{Heard, hear, torture};

    const YARA: &str = "import \"pe\"\n/*\nrule commented { }\n*/\nprivate rule a : tag {\n  meta:\n    author = \"蒼海\"\n  strings:\n    $a = \"}/*\"\n  condition: $a\n}\n// between\nrule b { condition: true }\n";

    fn rules(heard: &Heard) -> Vec<(u32, &str)> {
        let hinted = heard.passages.iter().filter(|p| p.hint.is_some());
        hinted.map(|p| (p.line, p.text.as_str())).collect()
    }

    #[test]
    fn yara_rules_are_whole() {
        let heard = hear("a.yar", Media::Yara, YARA.as_bytes());
        let found = rules(&heard);
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].0, 5);
        assert!(found[0].1.starts_with("private rule a") && found[0].1.ends_with("condition: $a\n}"));
        assert_eq!(found[1], (13, "rule b { condition: true }"));
        assert!(heard.all().contains("// between") && heard.all().contains("import"));
        torture("a.yar", Media::Yara, YARA.as_bytes());
    }

    #[test]
    fn sigma_and_suricata_rules_are_whole() {
        let sigma = "title: x\ndetection:\n  a: b\n---\ntitle: y\ndetection:\n  c: d\n";
        let heard = hear("a.yml", Media::Sigma, sigma.as_bytes());
        assert_eq!(rules(&heard), [(1, "title: x\ndetection:\n  a: b"), (5, "title: y\ndetection:\n  c: d")]);
        let suricata = "# note\nalert tcp any any -> any any (msg:\"蒼海\"; \\\n sid:1;)\n#alert off (x)\ndrop ip a (sid:2;)\n";
        let heard = hear("a.rules", Media::Suricata, suricata.as_bytes());
        let found = rules(&heard);
        assert_eq!(found.len(), 2);
        assert!(found[0].1.ends_with("sid:1;)"));
        assert_eq!(found[1], (5, "drop ip a (sid:2;)"));
        assert_eq!(heard.all().matches("#alert off").count(), 1);
    }
}
