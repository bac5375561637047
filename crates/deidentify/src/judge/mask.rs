//! Masks the private parts of a value and writes the pattern that finds it again.

use std::ops::Range;
use std::sync::Arc;

use regex::Regex;

use super::hits::Hit;
use super::shape::Shape;
use crate::token::{Tokens, word};

/// A value with its private parts replaced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Masked {
    pub(crate) text: String,
    /// Regular expression that matches the original; `None` where it would match everything.
    pub(crate) pattern: Option<String>,
}

/// A stretch of a value that goes, with what stands in its place.
#[derive(Debug, Clone)]
pub(crate) struct Cut {
    pub(crate) span: Range<usize>,
    pub(crate) token: Arc<str>,
    pub(crate) digits: bool,
}

/// Masks the hits of a value of some shape.
pub(crate) fn mask(value: &str, shape: Shape, hits: &[Hit], tokens: &mut Tokens<'_>) -> Masked {
    let mut cuts: Vec<Cut> = hits.iter().map(|hit| cut(value, hit, tokens)).collect();
    if shape == Shape::Url && !cuts.is_empty() {
        parameters(value, &mut cuts, tokens);
    }
    if !matches!(shape, Shape::Command | Shape::Rule) {
        numbers(value, shape, &mut cuts);
    }
    replace(value, shape, settle(cuts))
}

/// What of a value goes for one hit: the encoded run it was read from, or the word it stands in.
fn cut(value: &str, hit: &Hit, tokens: &mut Tokens<'_>) -> Cut {
    let span = if hit.encoded { encoded_run(value, &hit.span) } else { whole_word(value, &hit.span) };
    let original = value.get(span.clone()).unwrap_or_default();
    let token = tokens.give(word(hit.name.kind, hit.name.related), hit.name.canonical.expose(), original);
    Cut { span, token, digits: false }
}

/// Widens a span over letters of the same case that stand against it: `aonami` in `aonamijukogyo` takes the rest
/// along, which could tell the trade; `Updater` in `AonamiUpdater` is a word of its own.
pub(crate) fn whole_word(value: &str, span: &Range<usize>) -> Range<usize> {
    let bytes = value.as_bytes();
    let (mut start, mut end) = (span.start, span.end);
    let same = |a: u8, b: u8| {
        a.is_ascii_lowercase() && b.is_ascii_lowercase() || a.is_ascii_uppercase() && b.is_ascii_uppercase()
    };
    while start > 0 && same(bytes[start - 1], bytes[start]) {
        start -= 1;
    }
    while end > start && end < bytes.len() && same(bytes[end - 1], bytes[end]) {
        end += 1;
    }
    start..end
}

/// Widens a span over the characters an encoding is made of.
pub(crate) fn encoded_run(value: &str, span: &Range<usize>) -> Range<usize> {
    let bytes = value.as_bytes();
    let part =
        |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'%' | b'_' | b'-' | b'\\' | b'#' | b';');
    let (mut start, mut end) = (span.start, span.end);
    while start > 0 && part(bytes[start - 1]) {
        start -= 1;
    }
    while end < bytes.len() && part(bytes[end]) {
        end += 1;
    }
    let padding = bytes.get(end..).unwrap_or_default().iter().take(2).take_while(|b| **b == b'=').count();
    end += padding;
    start..end
}

/// In a URL that was made for the victim every parameter may be about it: proxy, host, process list.
fn parameters(url: &str, cuts: &mut Vec<Cut>, tokens: &mut Tokens<'_>) {
    let Some(query) = url.find('?').map(|at| at + 1) else { return };
    let end = url.find('#').unwrap_or(url.len());
    let mut at = query;
    for pair in url.get(query..end).unwrap_or_default().split('&') {
        let value = pair.find('=').map_or(at + pair.len(), |eq| at + eq + 1)..at + pair.len();
        if !value.is_empty() {
            parameter(url, value, cuts, tokens);
        }
        at += pair.len() + 1;
    }
}

/// Inside a parameter that carries identifiers its separators stay (`[HOST-07]_[USER-03]`), everything else goes.
fn parameter(url: &str, value: Range<usize>, cuts: &mut Vec<Cut>, tokens: &mut Tokens<'_>) {
    let mut inside: Vec<Range<usize>> = cuts
        .iter()
        .map(|cut| cut.span.clone())
        .filter(|s| s.start < value.end && s.end > value.start)
        .collect();
    inside.sort_by_key(|span| span.start);
    let mut at = value.start;
    inside.push(value.end..value.end);
    for span in inside {
        if span.start > at {
            words(url, at..span.start, |word| {
                let original = url.get(word.clone()).unwrap_or_default();
                let token = tokens.give("VALUE", "", original);
                cuts.push(Cut { span: word, token, digits: false });
            });
        }
        at = at.max(span.end);
    }
}

/// Runs of characters that are no separator.
fn words(text: &str, range: Range<usize>, mut each: impl FnMut(Range<usize>)) {
    let mut start = None;
    for (at, ch) in text.get(range.clone()).unwrap_or_default().char_indices() {
        let at = range.start + at;
        let separator = matches!(ch, '_' | '-' | '|' | ',' | ':' | ';' | '/' | '\\');
        match (separator, start) {
            (false, None) => start = Some(at),
            (true, Some(from)) => {
                each(from..at);
                start = None;
            }
            _ => {}
        }
    }
    if let Some(from) = start {
        each(from..range.end);
    }
}

/// Numbers of three digits and more beside a masked name, within the same component, are dates and case numbers.
fn numbers(value: &str, shape: Shape, cuts: &mut Vec<Cut>) {
    let components = components(value, shape);
    let touched: Vec<Range<usize>> = components
        .into_iter()
        .filter(|component| {
            cuts.iter().any(|cut| cut.span.start < component.end && cut.span.end > component.start)
        })
        .collect();
    for component in touched {
        let mut run = None;
        let text = value.get(component.clone()).unwrap_or_default();
        for (at, byte) in text.bytes().chain([b' ']).enumerate() {
            match (byte.is_ascii_digit(), run) {
                (true, None) => run = Some(at),
                (false, Some(from)) => {
                    if at - from >= 3 {
                        let span = component.start + from..component.start + at;
                        cuts.push(Cut { span, token: "[NUMBER]".into(), digits: true });
                    }
                    run = None;
                }
                _ => {}
            }
        }
    }
}

fn components(value: &str, shape: Shape) -> Vec<Range<usize>> {
    let separators: &[char] = match shape {
        Shape::Domain => &['.'],
        Shape::Url => &['/', '?', '&', '=', '.', ':'],
        Shape::Mail => &['@', '.'],
        Shape::Path | Shape::BuildPath | Shape::Object => &['\\', '/'],
        _ => &['\n'],
    };
    let mut out = Vec::new();
    let mut start = 0;
    for (at, sep) in value.match_indices(separators) {
        out.push(start..at);
        start = at + sep.len();
    }
    out.push(start..value.len());
    out
}

/// Puts cuts in order; of two that overlap the first in the list (an identifier before a number) stays.
pub(crate) fn settle(cuts: Vec<Cut>) -> Vec<Cut> {
    let mut indexed: Vec<(usize, Cut)> = cuts.into_iter().enumerate().collect();
    indexed.sort_by_key(|(rank, cut)| (cut.digits, *rank));
    let mut kept: Vec<Cut> = Vec::with_capacity(indexed.len());
    let mut starts = std::collections::BTreeMap::<usize, usize>::new();
    for (_, cut) in indexed {
        let before = starts.range(..cut.span.end).next_back().is_some_and(|(_, end)| *end > cut.span.start);
        if cut.span.is_empty() {
            continue;
        }
        if before {
            // Two identifiers that grew into each other: the first one grows over both.
            if !cut.digits {
                grow(&mut kept, &mut starts, &cut);
            }
            continue;
        }
        starts.insert(cut.span.start, cut.span.end);
        kept.push(cut);
    }
    kept.sort_by_key(|cut| cut.span.start);
    kept
}

fn grow(kept: &mut Vec<Cut>, starts: &mut std::collections::BTreeMap<usize, usize>, cut: &Cut) {
    let overlaps = |other: &Cut| other.span.start < cut.span.end && other.span.end > cut.span.start;
    let Some(first) = kept.iter().position(overlaps) else { return };
    let mut span = cut.span.clone();
    for other in kept.iter().filter(|other| overlaps(other)) {
        span = span.start.min(other.span.start)..span.end.max(other.span.end);
    }
    let token = kept.get(first).map(|c| c.token.clone()).unwrap_or_default();
    kept.retain(|other| {
        let inside = overlaps(other);
        if inside {
            starts.remove(&other.span.start);
        }
        !inside
    });
    starts.insert(span.start, span.end);
    kept.push(Cut { span, token, digits: false });
}

/// Builds the masked text and its pattern.
pub(crate) fn replace(value: &str, shape: Shape, cuts: Vec<Cut>) -> Masked {
    let mut text = String::with_capacity(value.len());
    let mut pattern = String::from("^");
    let mut at = 0;
    let mut literal = 0;
    for cut in &cuts {
        let before = value.get(at..cut.span.start).unwrap_or_default();
        literal += before.chars().filter(|c| c.is_alphanumeric()).count();
        text.push_str(before);
        text.push_str(&cut.token);
        pattern.push_str(&escape(before));
        pattern.push_str(class(value, shape, cut));
        at = cut.span.end;
    }
    let rest = value.get(at..).unwrap_or_default();
    literal += rest.chars().filter(|c| c.is_alphanumeric()).count();
    text.push_str(rest);
    pattern.push_str(&escape(rest));
    if rest.is_empty() && shape == Shape::Url && cuts.len() > 1 {
        // What the last parameter holds says nothing: the pattern ends with its name.
        if let Some(cut) = cuts.last() {
            pattern.truncate(pattern.len() - class(value, shape, cut).len());
        }
    } else {
        pattern.push('$');
    }
    let useful = literal >= 4 && Regex::new(&pattern).is_ok_and(|regex| regex.is_match(value));
    Masked { text, pattern: useful.then_some(pattern) }
}

/// Escapes what has a meaning in every usual dialect, and nothing else.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for ch in text.chars() {
        if matches!(ch, '\\' | '.' | '+' | '*' | '?' | '(' | ')' | '|' | '[' | ']' | '{' | '}' | '^' | '$') {
            out.push('\\');
        }
        out.push(ch);
    }
    out
}

/// Class of characters that stands for a cut in the pattern.
fn class(value: &str, shape: Shape, cut: &Cut) -> &'static str {
    if cut.digits {
        return r"\d+";
    }
    let original = value.get(cut.span.clone()).unwrap_or_default();
    match shape {
        Shape::Domain => "[^.]+",
        Shape::Mail => "[^@]+",
        Shape::Url => {
            let query = value.find('?').is_some_and(|at| at < cut.span.start);
            let host = super::host::host_of(noroshi_base::IndicatorKind::Url, value);
            match (query, host) {
                (true, _) => "[^&]*",
                (_, Some(host)) if cut.span.start < host.end => "[^/]+",
                _ if original.contains(['/', '?', '#']) => ".+",
                _ => "[^/?#]+",
            }
        }
        Shape::Path | Shape::BuildPath | Shape::FileName if !original.contains(['/', '\\']) => r"[^\\/]+",
        _ => ".+",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use noroshi_base::{Sensitive, Surface};
    use noroshi_detect::{Class, Identifier, Strength};
    use noroshi_profile::IdentifierKind;
    use rand::SeedableRng;
    use rand::rngs::StdRng;

    fn hit(value: &str, what: &str, kind: IdentifierKind, encoded: bool) -> Hit {
        let at = value.find(what).expect("planted");
        let name = Identifier {
            kind,
            class: Class::D,
            surface: Surface::Derived,
            strength: Strength::Certain,
            entry: Some(0),
            related: false,
            canonical: Sensitive::new(what.to_owned()),
            form: "test",
        };
        Hit { span: at..at + what.len(), name, encoded }
    }

    #[test]
    fn values_are_masked_in_part() {
        use IdentifierKind as I;
        let mut rng = StdRng::seed_from_u64(1);
        let mut tokens = Tokens::new(&mut rng);
        let cases = [
            (
                "http://update.example.org/AHI/index.php?secue=PRX01&pro=explorer",
                Shape::Url,
                "AHI",
                I::Abbreviation,
                false,
                "http://update.example.org/[TARGET-ABBR]/index.php?secue=[VALUE]&pro=[VALUE]",
                Some(r"^http://update\.example\.org/[^/?#]+/index\.php\?secue=[^&]*&pro="),
            ),
            (
                "ahi.cdn-sync.example.net",
                Shape::Domain,
                "ahi",
                I::Abbreviation,
                false,
                "[TARGET-ABBR].cdn-sync.example.net",
                Some(r"^[^.]+\.cdn-sync\.example\.net$"),
            ),
            (
                r"D:\targets\AHI\ldr.pdb",
                Shape::BuildPath,
                "AHI",
                I::Abbreviation,
                false,
                r"D:\targets\[TARGET-ABBR]\ldr.pdb",
                Some(r"^D:\\targets\\[^\\/]+\\ldr\.pdb$"),
            ),
            ("aonami0509", Shape::Object, "aonami", I::OrgName, false, "[TARGET-NAME][NUMBER]", None),
            ("aonamijukogyo-vpn", Shape::Object, "aonami", I::OrgName, false, "[TARGET-NAME]-vpn", None),
            (
                "POST body=QU9OQU1JXHQuc2F0bw==",
                Shape::Command,
                "QU9OQU1J",
                I::OrgName,
                true,
                "POST body=[TARGET-NAME]",
                Some("^POST body=.+$"),
            ),
            (
                "https://203.0.113.201/g?id=AONAMI-PC0231_t.sato",
                Shape::Url,
                "AONAMI-PC0231",
                I::OrgName,
                false,
                "https://203.0.113.201/g?id=[TARGET-NAME]_[VALUE]",
                Some(r"^https://203\.0\.113\.201/g\?id=[^&]*_"),
            ),
        ];
        for (value, shape, what, kind, encoded, text, pattern) in cases {
            let masked = mask(value, shape, &[hit(value, what, kind, encoded)], &mut tokens);
            assert_eq!((masked.text.as_str(), masked.pattern.as_deref()), (text, pattern), "{value}");
        }
    }
}
