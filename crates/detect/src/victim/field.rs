//! Where a candidate stands: its neighbours, and whether the run around it is a structured field.

use noroshi_profile::fold::{is_invisible, is_kana, is_kanji};
use unicode_normalization::UnicodeNormalization;

/// Bytes looked at on either side.
const REACH: usize = 256;
/// Changes between letters and digits from which a run is random.
const RANDOM: usize = 4;
/// Hexadecimal digits from which a run is a digest, a key or the long part of a UUID.
const DIGEST: usize = 12;

/// The surroundings of a candidate.
pub(crate) struct Around<'a> {
    before: &'a str,
    after: &'a str,
    slice: &'a str,
    structured: bool,
}

impl<'a> Around<'a> {
    /// Looks around a range; `structured` when the whole text is one value.
    pub(crate) fn new(text: &'a str, start: usize, end: usize, structured: bool) -> Self {
        let mut from = start.saturating_sub(REACH);
        while !text.is_char_boundary(from) {
            from += 1;
        }
        let mut to = (end + REACH).min(text.len());
        while !text.is_char_boundary(to) {
            to -= 1;
        }
        Self {
            before: text.get(from..start).unwrap_or(""),
            after: text.get(end..to).unwrap_or(""),
            slice: text.get(start..end).unwrap_or(""),
            structured,
        }
    }

    fn left(&self) -> Option<char> {
        self.before.chars().rev().find(|&c| !is_invisible(c) && c != '\0')
    }

    fn right(&self) -> Option<char> {
        self.after.chars().find(|&c| !is_invisible(c) && c != '\0')
    }

    /// No Latin letter or digit on either side; an escape sequence ends where it ends.
    pub(crate) fn is_token(&self) -> bool {
        let left = self.left().is_none_or(|c| !is_latin(c)) || ends_in_escape(self.before);
        left && self.right().is_none_or(|c| !is_latin(c))
    }

    /// As a token, or parted from its neighbours by a change of case or from letter to digit.
    pub(crate) fn is_camel_token(&self, slice: &str) -> bool {
        let first = slice.chars().next().unwrap_or(' ');
        let last = slice.chars().next_back().unwrap_or(' ');
        let left = match self.left() {
            Some(c) if is_latin(c) && !ends_in_escape(self.before) => {
                c.is_ascii_digit() != first.is_ascii_digit() || c.is_lowercase() && first.is_uppercase()
            }
            _ => true,
        };
        let all_upper = slice.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
        let right = match self.right() {
            Some(c) if is_latin(c) => {
                c.is_ascii_digit() != last.is_ascii_digit()
                    || last.is_lowercase() && c.is_uppercase()
                    || all_upper && c.is_lowercase()
            }
            _ => true,
        };
        left && right && !self.in_random()
    }

    /// Inside a run that changes between letters and digits all the time, such as a random parameter.
    fn in_random(&self) -> bool {
        let latin = |c: &char| c.is_ascii_alphanumeric();
        let head = self.before.chars().rev().take_while(latin).map(|c| c.is_ascii_digit());
        let tail = self.after.chars().take_while(latin).map(|c| c.is_ascii_digit());
        let changes = |digits: &mut dyn Iterator<Item = bool>| {
            let mut last = None;
            digits.filter(|digit| last.replace(*digit).is_some_and(|last| last != *digit)).count()
        };
        changes(&mut { head }) + changes(&mut { tail }) >= RANDOM
    }

    /// Inside a long run of hexadecimal digits, such as a digest: letters stand there by chance.
    pub(crate) fn in_digest(&self) -> bool {
        let hex = |c: &char| c.is_ascii_hexdigit();
        let own = self.slice.chars().all(|c| hex(&c));
        own && self.before.chars().rev().take_while(hex).count()
            + self.slice.len()
            + self.after.chars().take_while(hex).count()
            >= DIGEST
    }

    /// Not inside a longer run of the same script.
    pub(crate) fn is_cjk_token(&self, tight: &str) -> bool {
        let first = tight.chars().next().unwrap_or(' ');
        let last = tight.chars().next_back().unwrap_or(' ');
        let left = self
            .left()
            .is_none_or(|c| !same_script(c, first, self.slice) || "元旧新対当各同及社系様".contains(c));
        let right = self.right().is_none_or(|c| {
            !same_script(c, last, self.slice)
                || "社側内様殿宛製氏用等及各株本支工第営総経情製銀大病".contains(c)
        });
        left && right
    }

    /// A whole component: edges or separators of fields on both sides.
    pub(crate) fn is_component(&self) -> bool {
        let edge = |c: char| matches!(c, '/' | '\\' | '.' | '-' | '_' | '@' | '=' | '&' | '?' | ':' | '$');
        let left = self.left();
        let right = self.right();
        let outside =
            |c: Option<char>| c.is_none_or(|c| edge(c) || c.is_whitespace() || matches!(c, '"' | '\''));
        let one = left.is_some_and(edge) || right.is_some_and(edge);
        outside(left)
            && outside(right)
            && (one && self.in_field() || self.structured && left.is_none() && right.is_none())
    }

    /// No digit continues the number on either side.
    pub(crate) fn digits_end(&self) -> bool {
        let first = self.slice.chars().next().is_some_and(char::is_numeric);
        let last = self.slice.chars().next_back().is_some_and(char::is_numeric);
        let digit = |c: char| c.is_numeric() && !is_kanji(c);
        !(first && self.left().is_some_and(digit) || last && self.right().is_some_and(digit))
    }

    /// Whether the run of characters around it is a host name, a path, an account, an assignment.
    pub(crate) fn in_field(&self) -> bool {
        if self.structured {
            return true;
        }
        let start = self.before.rfind(|c| !is_run(c)).map_or(0, |at| {
            at + self.before.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8)
        });
        let end = self.after.find(|c| !is_run(c)).unwrap_or(self.after.len());
        let left = self.before.get(start..).unwrap_or("");
        let right = self.after.get(..end).unwrap_or("").trim_end_matches(['.', ':', '-', '/']);
        is_structured(left, self.slice, right)
    }
}

fn is_structured(left: &str, slice: &str, right: &str) -> bool {
    let has = |set: &[char]| left.contains(set) || right.contains(set);
    if has(&['\\', '@', '_', '=', '$', '%']) || left.contains("//") || left.starts_with('/') && left.len() > 1
    {
        return true;
    }
    let inner_dot = right.strip_prefix('.').is_some_and(|rest| rest.starts_with(is_latin))
        || left.strip_suffix('.').is_some_and(|rest| rest.ends_with(is_latin))
        || dotted(left)
        || dotted(right);
    let slashes = left.matches('/').count() + right.matches('/').count();
    let digits = left.contains(|c: char| c.is_ascii_digit()) || right.contains(|c: char| c.is_ascii_digit());
    let upper = !slice.contains(|c: char| c.is_lowercase()) && slice.contains(|c: char| c.is_uppercase());
    let hyphen = right.starts_with('-') || left.ends_with('-');
    inner_dot
        || slashes >= 2
        || left == "/"
        || hyphen && (digits || upper)
        || digits && (left.is_empty() && upper)
}

fn dotted(text: &str) -> bool {
    text.char_indices().any(|(at, c)| {
        let rest = text.get(at + c.len_utf8()..).unwrap_or("");
        c == '.' && rest.starts_with(is_latin) && text.get(..at).unwrap_or("").ends_with(is_latin)
    })
}

fn is_run(c: char) -> bool {
    c.is_ascii_graphic() && !matches!(c, '"' | '\'' | '<' | '>' | ',' | ';' | '|' | '`')
        || matches!(c, '\u{FF01}'..='\u{FF5E}')
}

fn is_latin(c: char) -> bool {
    c.is_alphanumeric() && !is_kana(c) && !is_kanji(c) || c.is_ascii_alphanumeric()
}

fn same_script(neighbour: char, own: char, slice: &str) -> bool {
    if is_kanji(own) {
        return is_kanji(neighbour);
    }
    let hiragana = |c: char| ('\u{3041}'..='\u{309F}').contains(&c);
    if slice.chars().any(hiragana) {
        hiragana(neighbour)
    } else {
        is_kana(neighbour) && !hiragana(neighbour) || ('\u{FF66}'..='\u{FF9F}').contains(&neighbour)
    }
}

/// `%2F`, `\n`, `\u003c` right before the candidate.
fn ends_in_escape(before: &str) -> bool {
    let tail = |count: usize| {
        let at = before.len().checked_sub(count)?;
        before.get(at..)
    };
    let hex = |text: &str| text.bytes().all(|byte| byte.is_ascii_hexdigit());
    tail(3).is_some_and(|end| end.starts_with('%') && end.get(1..).is_some_and(hex))
        || tail(2).is_some_and(|end| matches!(end, "\\n" | "\\t" | "\\r"))
        || tail(6).is_some_and(|end| end.starts_with("\\u") && end.get(2..).is_some_and(hex))
        || tail(4).is_some_and(|end| end.starts_with("\\x") && end.get(2..).is_some_and(hex))
}

/// Same letters in the same case, width aside; a capital written as such may also be a word in capitals.
pub(crate) fn same_case(slice: &str, written: &str) -> bool {
    let letters = |text: &str| -> String { text.nfkc().filter(|c| c.is_alphanumeric()).collect() };
    let (found, wanted) = (letters(slice), letters(written));
    found == wanted
        || found.to_lowercase() == wanted.to_lowercase() && !found.contains(|c: char| c.is_lowercase())
}
