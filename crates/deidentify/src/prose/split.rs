//! Sentences of a text: every byte belongs to exactly one.

use std::ops::Range;

use super::language::is_japanese;
use super::lines::{Shape, ends_sentence, joins, shape};

/// Words whose full stop ends no sentence.
const ABBREVIATIONS: &[&str] = &[
    "al", "approx", "apr", "aug", "bldg", "cf", "ch", "co", "corp", "dec", "dept", "dr", "e.g", "eg", "est",
    "etc", "ext", "feb", "fig", "figs", "gen", "gov", "i.e", "ie", "inc", "incl", "jan", "jr", "jul", "jun",
    "k.k", "llc", "ltd", "mar", "max", "min", "mr", "mrs", "ms", "mt", "no", "nos", "nov", "oct", "op", "p",
    "pp", "prof", "ref", "rev", "sec", "sep", "sept", "sr", "st", "tel", "u.k", "u.s", "ver", "viz", "vol",
    "vs",
];

/// Bytes a bracket may keep a full stop inside before it is taken for a stray one.
const BRACKET_REACH: usize = 600;

/// Splits a text into sentences, bullet items, table rows, headings and lines of code.
///
/// The ranges follow each other without gap, cover the whole text and lie on character boundaries; blanks belong to
/// the sentence before them. A sentence that was wrapped over lines is one range.
pub fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    for block in blocks(text) {
        if block.whole {
            out.push(block.range);
        } else {
            split_block(text, block.range, &mut out);
        }
    }
    out
}

/// Lines that belong together.
struct Block {
    range: Range<usize>,
    /// A row, a line of code: never split inside.
    whole: bool,
}

fn blocks(text: &str) -> Vec<Block> {
    let mut out: Vec<Block> = Vec::new();
    let (mut at, mut fenced, mut open) = (0, false, false);
    let mut before = "";
    for line in text.split_inclusive('\n') {
        let range = at..at + line.len();
        at = range.end;
        let kind = shape(line, fenced);
        fenced ^= kind == Shape::Fence;
        match (kind, out.last_mut()) {
            (Shape::Blank, Some(last)) => {
                last.range.end = range.end;
                open = false;
            }
            (Shape::Plain | Shape::Quote, Some(last)) if open && joins(before, line) => {
                last.range.end = range.end
            }
            _ => {
                out.push(Block { range, whole: matches!(kind, Shape::Row | Shape::Code | Shape::Fence) });
                open = matches!(kind, Shape::Plain | Shape::Bullet | Shape::Quote);
            }
        }
        before = line;
    }
    out
}

/// Splits one block at its full stops.
fn split_block(text: &str, block: Range<usize>, out: &mut Vec<Range<usize>>) {
    let Some(body) = text.get(block.clone()) else { return };
    let lead = body.len() - body.trim_start().len();
    let mut start = 0;
    let mut brackets = Brackets::default();
    let mut chars = body.char_indices().peekable();
    while let Some((at, ch)) = chars.next() {
        let after = at + ch.len_utf8();
        if !brackets.step(ch, at) && stops(body, lead, at, ch) {
            let end = swallow(body, after);
            if end < body.len() {
                out.push(block.start + start..block.start + end);
                start = end;
                while chars.next_if(|(next, _)| *next < end).is_some() {}
            }
        }
    }
    out.push(block.start + start..block.end);
}

/// Depth of Japanese quotation marks and brackets.
#[derive(Default)]
struct Brackets {
    depth: u32,
    since: usize,
}

impl Brackets {
    /// Takes one character in; true while a full stop would stand inside brackets.
    fn step(&mut self, ch: char, at: usize) -> bool {
        match ch {
            '「' | '『' | '（' | '【' => {
                if self.depth == 0 {
                    self.since = at;
                }
                self.depth = self.depth.saturating_add(1);
            }
            '」' | '』' | '）' | '】' => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        self.depth > 0 && at.saturating_sub(self.since) < BRACKET_REACH
    }
}

/// Whether the character at `at` ends a sentence; the block's text starts at `lead`.
fn stops(body: &str, lead: usize, at: usize, ch: char) -> bool {
    let rest = body.get(at + ch.len_utf8()..).unwrap_or("");
    match ch {
        '。' | '｡' | '！' | '？' | '．' => ends_sentence(ch) && !number_goes_on(body, at, ch, rest),
        '!' | '?' => followed_by_gap(rest),
        '.' => followed_by_gap(rest) && !abbreviates(body, lead, at) && starts_sentence(rest),
        _ => false,
    }
}

/// A full-width stop between digits or Latin letters belongs to an address or a version.
fn number_goes_on(body: &str, at: usize, ch: char, rest: &str) -> bool {
    let wordy = |c: char| c.is_ascii_alphanumeric() || matches!(c, '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ');
    matches!(ch, '．' | '。' | '｡')
        && body.get(..at).and_then(|b| b.chars().next_back()).is_some_and(wordy)
        && rest.chars().next().is_some_and(wordy)
}

fn followed_by_gap(rest: &str) -> bool {
    let tail = rest.trim_start_matches(['"', '\'', ')', ']', '”', '’', '*', '_', '`']);
    tail.is_empty() || tail.starts_with(|c: char| c.is_whitespace() || is_japanese(c))
}

/// Whether what follows looks like the start of a sentence rather than its continuation.
fn starts_sentence(rest: &str) -> bool {
    let next =
        rest.trim_start_matches(|c: char| c.is_whitespace() || "\"')]”’*_`([“‘".contains(c)).chars().next();
    next.is_none_or(|c| !c.is_lowercase())
}

/// Whether the word before the stop at `at` is an abbreviation, an initial or an item number.
fn abbreviates(body: &str, lead: usize, at: usize) -> bool {
    let head = body.get(..at).unwrap_or("");
    let word = head
        .rsplit(|c: char| c.is_whitespace() || "([{\"'“‘".contains(c) || is_japanese(c))
        .next()
        .unwrap_or("");
    // A stop after a blank is a defanged or broken address ("evil . example"), not an end.
    if word.is_empty() {
        return true;
    }
    let mut letters = word.chars();
    let initial = letters.next().is_some_and(|c| c.is_ascii_uppercase()) && letters.next().is_none();
    let number = head.len() - word.len() == lead && word.bytes().all(|b| b.is_ascii_digit());
    initial
        || number
        || (word.len() <= 6 && ABBREVIATIONS.binary_search(&word.to_ascii_lowercase().as_str()).is_ok())
}

/// End of the stop with what closes it: further stops, brackets, blanks.
fn swallow(body: &str, from: usize) -> usize {
    let rest = body.get(from..).unwrap_or("");
    let closed = rest.trim_start_matches(|c: char| ends_sentence(c) || "」』）】)]\"”’*_`.!?".contains(c));
    body.len() - closed.trim_start().len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn split(text: &str) -> Vec<&str> {
        sentences(text).into_iter().map(|range| text[range].trim()).collect()
    }

    #[test]
    fn abbreviations_are_sorted() {
        assert!(ABBREVIATIONS.is_sorted());
    }

    #[test]
    fn real_shapes() {
        let table: &[(&str, &[&str])] = &[
            ("侵入された。感染した！本当か？はい", &["侵入された。", "感染した！", "本当か？", "はい"]),
            ("「不審だ。開くな。」と通知した。次", &["「不審だ。開くな。」と通知した。", "次"]),
            ("It ran v1.2.3 on 192.0.2.1. Then it left.", &["It ran v1.2.3 on 192.0.2.1.", "Then it left."]),
            (
                "See evil[.]example and bad . example. Next one.",
                &["See evil[.]example and bad . example.", "Next one."],
            ),
            (
                "Tools, e.g. Mimikatz, were used by Mr. Kage. Done.",
                &["Tools, e.g. Mimikatz, were used by Mr. Kage.", "Done."],
            ),
            ("It calls cmd.exe. It exits.", &["It calls cmd.exe.", "It exits."]),
            ("- one\n- two. Three\n* four", &["- one", "- two.", "Three", "* four"]),
            ("| a | b. C |\n| c | d |", &["| a | b. C |", "| c | d |"]),
            ("# 侵入経路\n標的型メールで侵入。", &["# 侵入経路", "標的型メールで侵入。"]),
            (
                "攻撃者はVPN装置の脆弱性を悪用して内部ネットワークに\n侵入した。次に横展開した。",
                &["攻撃者はVPN装置の脆弱性を悪用して内部ネットワークに\n侵入した。", "次に横展開した。"],
            ),
            (
                "The attacker used a phishing mail to deliver\nthe loader. It ran.",
                &["The attacker used a phishing mail to deliver\nthe loader.", "It ran."],
            ),
            ("```\nnet use x\ncmd /c y. Z\n```\nend", &["```", "net use x", "cmd /c y. Z", "```", "end"]),
            ("担当：田中\n電話：03-0000-0000\n以上", &["担当：田中", "電話：03-0000-0000", "以上"]),
            ("Ｃ２は１９８．５１．１００．１です。次", &["Ｃ２は１９８．５１．１００．１です。", "次"]),
            ("1. 侵入\n2. 感染\n（1）横展開\n①窃取", &["1. 侵入", "2. 感染", "（1）横展開", "①窃取"]),
        ];
        for (text, expected) in table {
            assert_eq!(&split(text), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn covers_without_loss(text in "[a-zA-Z0-9 .!?\n\r\t|#*`>、。！？「」（）侵入感染①・-]{0,300}") {
            let mut at = 0;
            for range in sentences(&text) {
                prop_assert_eq!(range.start, at);
                prop_assert!(text.is_char_boundary(range.end) && range.end > range.start);
                at = range.end;
            }
            prop_assert_eq!(at, text.len());
        }
    }
}
