//! Secrets: what administrators and attackers type, dump and configure, and the token shapes of the reference.
//!
//! The rules are data (`secret_rules`); each pattern runs only on the line of its cue.

use std::sync::OnceLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use noroshi_profile::{IdentifierKind, words};
use noroshi_reference::SecretRule;
use regex::bytes::{Regex, RegexBuilder};

use super::Scan;
use super::secret_rules::RULES;
use super::walk::{ceil, floor, line};
use crate::Strength;

/// Values that stand where secrets stand and are none: placeholders, archive passwords everybody uses.
const HARMLESS: &[&str] = &[
    "infected",
    "malware",
    "virus",
    "password",
    "passwd",
    "required",
    "none",
    "null",
    "true",
    "false",
    "string",
    "redacted",
    "masked",
    "unknown",
    "yes",
    "no",
    "*",
    "prompt",
    "hash",
    "hashes",
    "protected",
    "encrypted",
    "n/a",
    "changed",
    "reset",
    "expired",
    "input",
    "text",
    "name",
    "username",
    "user",
    "value",
    "todo",
    "empty",
    "blank",
    "username/password",
    "secret",
    "nil",
    "undefined",
    "stdin",
    "the",
    "not",
    "enabled",
    "disabled",
    "required.",
    "ファイル",
    "type",
];

/// Compiled patterns, each on first use.
pub(super) struct Compiled {
    own: Vec<OnceLock<Option<Regex>>>,
    reference: Vec<OnceLock<Option<Regex>>>,
}

impl Compiled {
    pub(super) fn new(reference: usize) -> Self {
        Self {
            own: RULES.iter().map(|_| OnceLock::new()).collect(),
            reference: (0..reference).map(|_| OnceLock::new()).collect(),
        }
    }
}

/// ASCII patterns mean ASCII classes: they compile and run many times faster than Unicode ones.
pub(super) fn compile(pattern: &str) -> Option<Regex> {
    let build = |pattern: &str, unicode| RegexBuilder::new(pattern).unicode(unicode).build().ok();
    if pattern.is_ascii() {
        return build(pattern, false).or_else(|| build(pattern, true));
    }
    // Between a digit and the Japanese letter behind it is the edge of a word, whatever Unicode says.
    build(&pattern.replace(r"\b", r"(?-u:\b)"), true)
}

/// Whether a rule of the reference is used: the generic ones would take every digest beside `key`.
pub(super) fn takes(rule: &SecretRule) -> bool {
    !matches!(
        rule.id.as_str(),
        "generic-api-key"
            | "private-key"
            | "jwt"
            | "curl-auth-header"
            | "curl-auth-user"
            | "hashicorp-tf-password"
            | "kubernetes-secret-yaml"
            | "sidekiq-sensitive-url"
    ) && rule.keywords.iter().all(|keyword| keyword.len() >= 3)
}

/// Runs a rule of this crate around its cue.
pub(super) fn own(scan: &mut Scan<'_>, index: u16, at: usize) {
    let finder = scan.finder;
    let (Some(rule), Some(slot)) =
        (RULES.get(usize::from(index)), finder.compiled.own.get(usize::from(index)))
    else {
        return;
    };
    if rule.id == "secret.url-credential" && !has_user_part(scan.text, at) {
        return;
    }
    let Some(regex) = slot.get_or_init(|| compile(rule.pattern)) else { return };
    let (from, to) =
        if rule.wide { (at.saturating_sub(40), floor(scan.text, at + 12_000)) } else { line(scan.text, at) };
    let Some((from, to)) = unseen(scan, (true, index), from, to, at) else { return };
    let window = scan.text.get(from..to).unwrap_or("");
    let mut spans = Vec::new();
    for captures in regex.captures_iter(window.as_bytes()).take(64) {
        let groups = (1..captures.len()).filter_map(|group| captures.get(group));
        spans.extend(groups.map(|group| around_chars(scan.text, from + group.start(), from + group.end())));
    }
    for (start, end) in spans {
        let end = ascii_end(scan.text, start, end);
        let value = scan.text.get(start..end).unwrap_or("");
        let rest = scan.text.get(end..).unwrap_or("");
        let skip = rule.id == "secret.basic-auth" && !is_basic(value)
            || rule.id == "secret.decoded" && !is_strong(value)
            || rule.doubt && !is_password(value, rest);
        if !skip && !is_harmless(value) {
            scan.found(start..end, IdentifierKind::Secret, Strength::Certain, rule.id);
        }
    }
}

/// Where a secret ends that Japanese follows without a space; between quotation marks all of it is meant.
fn ascii_end(text: &str, start: usize, end: usize) -> usize {
    let value = text.get(start..end).unwrap_or_default();
    let quoted = text.get(..start).is_some_and(|before| before.ends_with(['"', '\'', '「', '『']))
        && text.get(end..).is_some_and(|after| after.starts_with(['"', '\'', '」', '』']));
    let plain = value.bytes().take_while(u8::is_ascii).count();
    if quoted || plain == 0 { end } else { start + plain }
}

/// A range widened to whole characters.
fn around_chars(text: &str, start: usize, end: usize) -> (usize, usize) {
    (floor(text, start), ceil(text, end))
}

/// Nearly every URL has none, and URLs are many.
fn has_user_part(text: &str, at: usize) -> bool {
    let rest = text.as_bytes().get(at + 3..).unwrap_or_default();
    let authority = rest
        .iter()
        .take(200)
        .take_while(|byte| byte.is_ascii_graphic() && !matches!(byte, b'/' | b'"' | b'\''));
    authority
        .fold((false, false), |(colon, sign), &byte| (colon || byte == b':', sign || colon && byte == b'@'))
        .1
}

/// The part of a window that this rule has not looked at; every stretch is looked at at most about twice.
fn unseen(
    scan: &mut Scan<'_>,
    key: (bool, u16),
    from: usize,
    to: usize,
    at: usize,
) -> Option<(usize, usize)> {
    let seen = scan.seen.get(&key).copied().unwrap_or(0);
    if at < seen {
        return None;
    }
    scan.seen.insert(key, to);
    Some((ceil(scan.text, from), to))
}

/// `user:password` under base64.
fn is_basic(value: &str) -> bool {
    let decoded = STANDARD_NO_PAD.decode(value.trim_end_matches('=')).unwrap_or_default();
    decoded.contains(&b':') && decoded.iter().all(|byte| (0x20..0x7F).contains(byte) || *byte >= 0x80)
}

/// Behind a bare `name:` only what looks like nothing but a password: letters with digits or marks, no path, no port.
fn is_strong(value: &str) -> bool {
    let has = |fits: fn(char) -> bool| value.contains(fits);
    value.len() >= 6
        && !value.starts_with("0x")
        && !has(|c| matches!(c, '/' | '\\' | '=' | '(' | ')' | '<' | '>' | ',' | ';' | '{' | '}' | '[' | ']'))
        && has(|c| c.is_ascii_alphabetic())
        && has(|c| c.is_ascii_digit() || c.is_ascii_punctuation() && c != '.' && c != ':')
}

pub(super) fn is_harmless(value: &str) -> bool {
    let plain = value.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    plain.is_empty()
        || HARMLESS.contains(&plain.as_str())
        || value.starts_with(['%', '<', '$', '{', '[', '#']) && value.ends_with(['%', '>', '}', ']', ')'])
        || value.starts_with("$(")
        || value.starts_with("${")
        || value.starts_with('$')
            && value.get(1..).is_some_and(|rest| {
                rest.len() > 2 && rest.chars().all(|c| c.is_ascii_alphabetic() || c == '_' || c == ':')
            })
        || value.chars().all(|c| matches!(c, '*' | 'x' | 'X' | '.' | '•' | '-' | '●' | '_'))
}

/// Not a word of a sentence: a digit or mark inside, or an unusual word that ends its phrase.
fn is_password(value: &str, rest: &str) -> bool {
    let word = value.trim_end_matches(['.', ',', ':', ';', '!', '?']);
    let mixed = word.contains(|c: char| c.is_ascii_digit() || !c.is_alphanumeric() && c.is_ascii())
        || word.chars().skip(1).any(char::is_uppercase) && word.contains(|c: char| c.is_lowercase());
    let call = word.contains('(') || rest.starts_with('(') || word.ends_with("()");
    let goes_on = rest.starts_with(' ')
        && rest.get(1..2).is_some_and(|next| next.starts_with(|c: char| c.is_ascii_lowercase()));
    let hex = word.len() >= 32 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    !call
        && !hex
        && word.chars().count() >= 3
        && (mixed || !goes_on && !words::is_english_word(&word.to_lowercase()))
}

/// Runs a rule of the reference around its keyword.
pub(super) fn reference(scan: &mut Scan<'_>, index: u16, at: usize) {
    let finder = scan.finder;
    let rules = finder.reference.secret_rules();
    let (Some(rule), Some(slot)) =
        (rules.get(usize::from(index)), finder.compiled.reference.get(usize::from(index)))
    else {
        return;
    };
    let Some(regex) = slot.get_or_init(|| compile(&rule.pattern)) else { return };
    let (from, to) = line(scan.text, at);
    let Some((from, to)) = unseen(scan, (false, index), from, to, at) else { return };
    let window = scan.text.get(from..to).unwrap_or("");
    let mut spans = Vec::new();
    for captures in regex.captures_iter(window.as_bytes()).take(64) {
        let group = captures.get(rule.group).or_else(|| captures.get(1)).or_else(|| captures.get(0));
        spans.extend(group.map(|group| around_chars(scan.text, from + group.start(), from + group.end())));
    }
    for (start, end) in spans {
        let value = scan.text.get(start..end).unwrap_or("");
        if entropy(value) >= rule.entropy && !is_harmless(value) && value.len() >= 8 {
            scan.found(start..end, IdentifierKind::Secret, Strength::Certain, "secret.reference");
        }
    }
}

/// Shannon entropy in bits per character.
fn entropy(value: &str) -> f32 {
    let mut counts = [0_u32; 256];
    for byte in value.bytes() {
        if let Some(count) = counts.get_mut(usize::from(byte)) {
            *count += 1;
        }
    }
    let total = value.len() as f32;
    counts
        .iter()
        .filter(|&&count| count > 0)
        .map(|&count| count as f32 / total)
        .map(|share| -share * share.log2())
        .sum()
}
