//! Widens a hit to the whole thing it is part of: host name, e-mail address, legal form.

use noroshi_profile::corporate::JAPANESE_FORMS;
use noroshi_profile::fold::fold;

/// Longest part added on one side.
const REACH: usize = 128;

/// What an owned domain is part of.
pub(crate) struct Host {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) email: bool,
    pub(crate) canonical: String,
}

/// Whose name an owned domain is found in.
pub(crate) enum Owner {
    /// The victim's: a host name or e-mail address that ends in it.
    Victim(Host),
    /// Somebody else's, who put it before or behind a dot or hyphen of theirs.
    Other,
    /// Nobody's: letters go on, so that it is another word.
    Chance,
}

/// Whose name the characters around an owned domain make.
pub(crate) fn host(text: &str, start: usize, end: usize) -> Owner {
    let mut next = text.get(end..).unwrap_or("").chars();
    let previous = text.get(..start).unwrap_or("").chars().next_back();
    match (previous, next.next()) {
        (Some(c), _) if c.is_ascii_alphanumeric() => return Owner::Chance,
        (_, Some(c)) if c.is_ascii_alphanumeric() => return Owner::Chance,
        (Some('-'), _) | (_, Some('_')) => return Owner::Other,
        (_, Some('.' | '．' | '-')) if next.next().is_some_and(|c| c.is_ascii_alphanumeric()) => {
            return Owner::Other;
        }
        _ => {}
    }
    grown(text, start, end).map_or(Owner::Chance, Owner::Victim)
}

fn grown(text: &str, start: usize, end: usize) -> Option<Host> {
    let mut from = labels(text, start);
    let mut email = false;
    if let Some(local_end) = at_sign(text, from) {
        let local = local_part(text, local_end);
        if local < local_end {
            from = local;
            email = true;
        }
    }
    let canonical = refang(text.get(from..end)?);
    Some(Host { start: from, end, email, canonical })
}

/// Where the labels left of an offset begin; dots may be defanged.
fn labels(text: &str, start: usize) -> usize {
    let floor = start.saturating_sub(REACH);
    let mut from = start;
    while let Some(dot) = dot_before(text, from) {
        let label = run_before(text, dot, |c| {
            c.is_ascii_alphanumeric() || matches!(c, '-' | '_') || ('\u{FF10}'..='\u{FF5A}').contains(&c)
        });
        if label == dot || label < floor {
            break;
        }
        from = label;
    }
    from
}

fn dot_before(text: &str, at: usize) -> Option<usize> {
    let before = text.get(..at)?;
    ["[.]", "(.)", "{.}", "[dot]", "(dot)", ".", "．", "。", "\\."]
        .iter()
        .find_map(|dot| before.strip_suffix(dot))
        .map(str::len)
}

fn at_sign(text: &str, at: usize) -> Option<usize> {
    let before = text.get(..at)?;
    ["@", "＠", "[at]", "(at)", "[@]", "%40", " at "]
        .iter()
        .find_map(|sign| before.strip_suffix(sign))
        .map(str::len)
}

fn local_part(text: &str, end: usize) -> usize {
    run_before(text, end, |c| {
        c.is_ascii_alphanumeric()
            || matches!(c, '.' | '_' | '-' | '+' | '\'' | '=' | '#' | '$')
            || ('\u{FF0B}'..='\u{FF5A}').contains(&c)
    })
}

/// Where the run of fitting characters left of an offset begins, at most [`REACH`] bytes away.
pub(super) fn run_before(text: &str, end: usize, fits: impl Fn(char) -> bool) -> usize {
    let mut from = end;
    for c in text.get(..end).unwrap_or("").chars().rev() {
        if !fits(c) || end - from > REACH {
            break;
        }
        from -= c.len_utf8();
    }
    from
}

/// Where the run of fitting characters right of an offset ends, at most [`REACH`] bytes away.
pub(super) fn run_after(text: &str, start: usize, fits: impl Fn(char) -> bool) -> usize {
    let mut to = start;
    for c in text.get(start..).unwrap_or("").chars() {
        if !fits(c) || to - start > REACH {
            break;
        }
        to += c.len_utf8();
    }
    to
}

fn refang(text: &str) -> String {
    let folded = fold(text);
    ["[.]", "(.)", "{.}", "[dot]", "(dot)", "\\.", "。"]
        .iter()
        .fold(folded, |text, dot| text.replace(dot, "."))
        .replace("[at]", "@")
        .replace("(at)", "@")
        .replace("[@]", "@")
        .replace("%40", "@")
}

/// Takes in a legal form that touches a Japanese name on either side.
pub(crate) fn legal_form(text: &str, start: usize, end: usize) -> (usize, usize) {
    const MARKS: &[&str] = &["㈱", "㈲", "（株）", "（有）", "㍿"];
    let forms = || {
        MARKS.iter().chain(JAPANESE_FORMS.iter().filter(|form| !form.is_ascii() && form.chars().count() > 2))
    };
    let before = text.get(..start).unwrap_or("").trim_end_matches([' ', '　']);
    let after = text.get(end..).unwrap_or("");
    let skipped = after.len() - after.trim_start_matches([' ', '　']).len();
    let tail = after.get(skipped..).unwrap_or("");
    let from = forms().filter_map(|form| before.strip_suffix(form)).map(str::len).min().unwrap_or(start);
    let to = forms()
        .filter(|form| tail.starts_with(**form))
        .map(|form| end + skipped + form.len())
        .max()
        .unwrap_or(end);
    (from, to)
}

/// The host label or NetBIOS name around an offset: letters, digits, `-` and `_`.
pub(crate) fn label(text: &str, start: usize, end: usize) -> (usize, usize) {
    let fits = |c: char| {
        c.is_ascii_alphanumeric()
            || matches!(c, '-' | '_')
            || ('\u{FF10}'..='\u{FF5A}').contains(&c)
            || c == '\u{FF0D}'
    };
    let from = run_before(text, start, fits);
    let mut to = end;
    for c in text.get(end..).unwrap_or("").chars() {
        if !fits(c) || to - end > REACH {
            break;
        }
        to += c.len_utf8();
    }
    (from, to)
}

/// Whether a name fits a pattern with `*` and `?`; linear in the name for one star at a time.
pub(crate) fn fits(pattern: &str, name: &str) -> bool {
    let (pattern, name): (Vec<char>, Vec<char>) = (pattern.chars().collect(), name.chars().collect());
    let (mut p, mut n) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while n < name.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, n));
                p += 1;
            }
            Some(&c) if c == '?' || Some(&c) == name.get(n) => {
                p += 1;
                n += 1;
            }
            _ => match star {
                Some((at, from)) => {
                    p = at + 1;
                    n = from + 1;
                    star = Some((at, n));
                }
                None => return false,
            },
        }
    }
    pattern.iter().skip(p).all(|&c| c == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_fit_whole_names() {
        for (pattern, name, expected) in [
            ("aec-*", "aec-pc01", true),
            ("aec-*", "aec", false),
            ("*-aec", "x-aec", true),
            ("a?c*", "abc", true),
            ("aec-*", "xaec-1", false),
        ] {
            assert_eq!(fits(pattern, name), expected, "{pattern} {name}");
        }
    }

    #[test]
    fn hosts_grow_to_addresses() {
        let text = "to T.Sato@mx1.aomi-denki[.]co[.]jp now";
        let start = text.find("aomi").unwrap();
        let Owner::Victim(grown) = host(text, start, text.len() - 4) else { panic!("owned") };
        assert_eq!(&text[grown.start..grown.end], "T.Sato@mx1.aomi-denki[.]co[.]jp");
        assert_eq!(grown.canonical, "t.sato@mx1.aomi-denki.co.jp");
        assert!(grown.email);
        assert!(matches!(host("aomi.co.jp.evil.example", 0, 10), Owner::Other));
        assert!(matches!(host("aomi.co.jpg", 0, 10), Owner::Chance));
    }
}
