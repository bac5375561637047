//! The cost card of an item: what saves its receiver work, as one text.

use std::fmt::Write as _;

use noroshi_base::{Lang, Pap, Text, Tlp};
use noroshi_deidentify::Item;

use crate::words;

/// Text of an item in both languages, Japanese first; `marks` are the package's.
pub(crate) fn both(item: &Item, marks: (Tlp, Pap)) -> String {
    format!("{}\n\n{}", one(item, marks, Lang::Ja), one(item, marks, Lang::En))
}

/// Text of an item in one language: a line of facts, then one line per question.
pub(crate) fn one(item: &Item, (tlp, pap): (Tlp, Pap), lang: Lang) -> String {
    let mut out = String::with_capacity(512);
    facts(&mut out, item, lang);
    if item.masked {
        row(&mut out, lang, CAUTION, MASKED.get(lang));
        if let Some(pattern) = &item.pattern {
            row(&mut out, lang, Text::fixed("正規表現", "Regex"), pattern.as_str());
        }
    }
    row(&mut out, lang, Text::fixed("対応", "Action"), or_unknown(item.action.get(lang), lang));
    row(&mut out, lang, Text::fixed("一致した場合", "If it hits"), or_unknown(item.meaning.get(lang), lang));
    row(&mut out, lang, Text::fixed("誤検知", "False positives"), &false_positives(item, lang));
    let until = item.expires.as_deref().unwrap_or(unknown(lang));
    row(&mut out, lang, Text::fixed("期限", "Use until"), until);
    let marks = format!("TLP:{} / PAP:{}", item.tlp.max(tlp).label(), pap.label());
    row(&mut out, lang, Text::fixed("取扱い", "Marking"), &marks);
    out
}

const CAUTION: Text = Text::fixed("注意", "Caution");
const MASKED: Text = Text::fixed(
    "値の一部を伏せています。検知用の値として取り込まないでください。",
    "part of the value is masked; do not load it for detection.",
);

fn row(out: &mut String, lang: Lang, key: Text, text: &str) {
    // Writing to a String cannot fail.
    let _ = write!(out, "\n{}: {text}", key.get(lang));
}

fn facts(out: &mut String, item: &Item, lang: Lang) {
    let fact = |key: Text, text: &str| format!("{}: {text}", key.get(lang));
    let mut facts = vec![words::kind(item.kind).get(lang).to_owned()];
    if let Some(name) = &item.name {
        facts.push(fact(Text::fixed("名称", "name"), name.as_str()));
    }
    facts.push(fact(Text::fixed("役割", "role"), words::role(item.role).get(lang)));
    facts.push(fact(Text::fixed("方向", "direction"), words::direction(item.direction).get(lang)));
    facts.push(fact(Text::fixed("段階", "phase"), item.phase.unwrap_or(unknown(lang))));
    if !item.ports.is_empty() {
        facts.push(fact(Text::fixed("ポート", "ports"), &item.ports.join(", ")));
    }
    facts.push(fact(Text::fixed("観測期間", "seen"), &period(item, lang)));
    facts.push(fact(Text::fixed("根拠", "evidence"), &evidence(item, lang)));
    facts.push(fact(Text::fixed("確度", "confidence"), &format!("{}/100", item.confidence.min(100))));
    out.push_str(&facts.join(" | "));
}

const fn unknown(lang: Lang) -> &'static str {
    match lang {
        Lang::Ja => "不明",
        Lang::En => "unknown",
    }
}

fn or_unknown(text: &str, lang: Lang) -> &str {
    if text.trim().is_empty() { unknown(lang) } else { text }
}

/// First and last day; unknown is written.
pub(crate) fn period(item: &Item, lang: Lang) -> String {
    match (item.first_seen.as_deref(), item.last_seen.as_deref()) {
        (None, None) => unknown(lang).to_owned(),
        (Some(first), Some(last)) if first == last => first.to_owned(),
        (first, last) => format!("{}–{}", first.unwrap_or(unknown(lang)), last.unwrap_or(unknown(lang))),
    }
}

/// How it was established, strongest first.
pub(crate) fn evidence(item: &Item, lang: Lang) -> String {
    let names: Vec<String> =
        item.evidence.iter().map(|&evidence| words::evidence(evidence).get(lang).to_owned()).collect();
    if names.is_empty() { unknown(lang).to_owned() } else { names.join(", ") }
}

/// The warninglists that know the value.
pub(crate) fn false_positives(item: &Item, lang: Lang) -> String {
    if item.false_positive.is_empty() {
        let none = Text::fixed("該当する警告リストなし", "on no warninglist");
        return none.get(lang).to_owned();
    }
    let lists = item.false_positive.join(", ");
    match lang {
        Lang::Ja => format!("警告リストに掲載: {lists}"),
        Lang::En => format!("on warninglists: {lists}"),
    }
}
