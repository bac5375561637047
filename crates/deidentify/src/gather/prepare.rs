//! Sets findings right that only their passage can explain, before anything is counted.

use std::ops::Range;

use noroshi_base::IndicatorKind;
use noroshi_detect::{Finding, Indicator, What};
use noroshi_read::{Passage, Role};

/// Longest file name that is put together, in bytes.
const NAME: usize = 240;

/// The findings of a passage: file names whole, the subject of a mail as an indicator of its own, and no indicators
/// where a text only names the analyst's own file or the id of a message.
pub(super) fn prepare(material: &str, passage: &Passage, mut findings: Vec<Finding>) -> Vec<Finding> {
    match &passage.role {
        Role::Name => member_name(material, passage, findings),
        Role::Header(name) if &**name == "subject" => with_subject(passage, findings),
        Role::Header(name) => {
            if is_message_id(name) {
                findings.retain(|finding| !is_kind(finding, IndicatorKind::Email));
            }
            findings
        }
        _ => {
            findings.iter_mut().for_each(|finding| widen(&passage.text, finding));
            findings
        }
    }
}

fn is_kind(finding: &Finding, kind: IndicatorKind) -> bool {
    matches!(&finding.what, What::Indicator(value) if value.kind == kind)
}

fn is_message_id(header: &str) -> bool {
    matches!(
        header,
        "message-id"
            | "in-reply-to"
            | "references"
            | "content-id"
            | "thread-index"
            | "resent-message-id"
            | "x-ms-exchange-parent-message-id"
    )
}

fn with_subject(passage: &Passage, mut findings: Vec<Finding>) -> Vec<Finding> {
    let value = super::words::head(passage.text.trim(), 512).to_owned();
    if value.is_empty() || findings.iter().any(|finding| is_kind(finding, IndicatorKind::EmailSubject)) {
        return findings;
    }
    let start = passage.text.find(&value).unwrap_or_default();
    findings.insert(0, indicator(IndicatorKind::EmailSubject, value, start, "indicator.email-subject"));
    findings
}

fn indicator(kind: IndicatorKind, value: String, start: usize, rule: &'static str) -> Finding {
    let span = start..start + value.len();
    Finding {
        span,
        what: What::Indicator(Indicator { kind, value }),
        layers: Vec::new(),
        decoded: None,
        rule,
    }
}

/// How an analyst named her own file says nothing of the attack; what an attacker attached or packed does.
fn member_name(material: &str, passage: &Passage, mut findings: Vec<Finding>) -> Vec<Finding> {
    findings.retain(|finding| matches!(finding.what, What::Identifier(_)));
    let text = passage.text.as_str();
    let start = text.rfind("!/").map_or(0, |at| at + 2);
    let start = start + text.get(start..).and_then(|rest| rest.rfind(['/', '\\'])).map_or(0, |at| at + 1);
    let name = text.get(start..).unwrap_or_default().trim();
    if material.contains("!/") && speaks_of_attack(material, name) && name.len() <= NAME {
        let found = indicator(IndicatorKind::FileName, name.to_owned(), start, "indicator.file-name");
        let at = findings.partition_point(|finding| finding.span.start <= start);
        findings.insert(at, found);
    }
    findings
}

/// Programs and scripts anywhere; documents and archives where they came attached to a mail.
fn speaks_of_attack(material: &str, name: &str) -> bool {
    const PROGRAMS: &[&str] = &[
        "exe", "dll", "scr", "com", "pif", "js", "jse", "vbs", "vbe", "wsf", "hta", "lnk", "iso", "img",
        "vhd", "vhdx", "bat", "cmd", "ps1", "msi", "jar", "apk", "chm", "cpl", "sys", "ocx", "xll", "elf",
        "so", "dylib", "docm", "xlsm", "dotm", "pptm",
    ];
    const LURES: &[&str] = &[
        "doc", "docx", "xls", "xlsx", "ppt", "pptx", "pdf", "rtf", "zip", "rar", "7z", "cab", "one", "html",
        "htm", "svg", "gz", "xz",
    ];
    let lower = name.to_lowercase();
    let Some((stem, ending)) = lower.rsplit_once('.') else { return false };
    let mailed = [".eml!/", ".msg!/", ".mbox!/", "!/message"]
        .iter()
        .any(|mark| material.to_lowercase().contains(mark));
    !stem.is_empty() && (PROGRAMS.contains(&ending) || mailed && LURES.contains(&ending))
}

/// Takes the Japanese front of a file name in: `docx.exe` of `入札仕様書.docx.exe` is no name.
fn widen(text: &str, finding: &mut Finding) {
    if !is_kind(finding, IndicatorKind::FileName) || !finding.layers.is_empty() {
        return;
    }
    let span = finding.span.clone();
    let Some(before) = text.get(..span.start) else { return };
    let joined = before.ends_with(['.', '_', '-', '（', '(', '）', ')', '】', ']'])
        || before.chars().next_back().is_some_and(is_wide);
    if !joined || text.get(span.clone()) != value(finding) {
        return;
    }
    let start = front(before);
    let head = text.get(start..span.start).unwrap_or_default();
    if head.chars().any(is_wide)
        && let Some(whole) = text.get(start..span.end).map(str::to_owned)
        && let What::Indicator(found) = &mut finding.what
    {
        found.value = whole;
        finding.span = Range { start, end: span.end };
    }
}

fn value(finding: &Finding) -> Option<&str> {
    match &finding.what {
        What::Indicator(value) => Some(&value.value),
        What::Identifier(_) => None,
    }
}

/// Where the name begins: after a blank, a quote, a slash, a stop, or a particle that ends the word before.
fn front(before: &str) -> usize {
    let mut start = before.len();
    for (at, ch) in before.char_indices().rev() {
        let part = is_wide(ch)
            || ch.is_ascii_alphanumeric()
            || matches!(
                ch,
                '.' | '_' | '-' | '(' | ')' | '（' | '）' | '【' | '】' | '[' | ']' | '＿' | '－'
            );
        let particle = matches!(ch, 'は' | 'が' | 'を' | 'に' | 'で' | 'と' | 'へ' | 'た' | 'る');
        if !part || particle || before.len() - at > NAME {
            break;
        }
        start = at;
    }
    start
}

/// Letters of Japanese words.
const fn is_wide(c: char) -> bool {
    matches!(c, '一'..='鿿' | '㐀'..='䶿' | '々' | 'ァ'..='ヺ' | 'ー' | 'ぁ'..='ゖ' | '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' | 'ｦ'..='ﾟ')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(role: Role, text: &str, found: &str) -> Vec<String> {
        let at = text.find(found).expect("planted");
        let finding = indicator(IndicatorKind::FileName, found.to_owned(), at, "test");
        prepare("mail.eml!/x", &Passage::new("", role, text), vec![finding])
            .iter()
            .map(|f| text[f.span.clone()].to_owned())
            .collect()
    }

    #[test]
    fn japanese_names_are_whole() {
        for (text, found, whole) in [
            (
                "添付は 青波_2024年度_入札仕様書.docx.exe である",
                "docx.exe",
                "青波_2024年度_入札仕様書.docx.exe",
            ),
            ("攻撃者は見積書.exe を送付", ".exe".trim_start_matches('.'), "見積書.exe"),
            ("「ご案内(最新).zip」", "zip", "ご案内(最新).zip"),
            ("ファイル setup.exe を", "setup.exe", "setup.exe"),
        ] {
            assert_eq!(names(Role::Prose, text, found), [whole], "{text}");
        }
    }

    #[test]
    fn the_name_of_a_member_is_its_last_part() {
        assert_eq!(names(Role::Name, "mail.eml!/見積 青波.docx.exe", "mail.eml"), ["見積 青波.docx.exe"]);
        assert!(names(Role::Name, "mail.eml!/notes.log", "mail.eml").is_empty());
    }
}
