//! Text for people: cut, defanged, quoted.

use std::borrow::Cow;

use noroshi_base::IndicatorKind;

/// At most `limit` characters, with an ellipsis when something was cut.
pub(crate) fn cut(text: &str, limit: usize) -> Cow<'_, str> {
    match text.char_indices().nth(limit) {
        None => Cow::Borrowed(text),
        Some((end, _)) => Cow::Owned(format!("{}…", text.get(..end).unwrap_or_default())),
    }
}

/// One line without control characters. What takes no room leaves no gap: a space in its place would spell out the
/// letters around it.
pub(crate) fn one_line(text: &str) -> String {
    let visible = |c: char| match c {
        c if is_format(c) => None,
        c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') => Some(' '),
        c => Some(c),
    };
    text.chars().filter_map(visible).collect::<String>().trim().to_owned()
}

/// Marks that reorder or hide text.
const fn is_format(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{ad}')
}

/// Makes an address unclickable; other kinds stand as they are.
pub(crate) fn defang(kind: IndicatorKind, value: &str) -> String {
    use IndicatorKind as K;
    match kind {
        K::Url | K::Domain | K::Email | K::Ipv4 | K::Ipv4Cidr => {
            let dead = links(value).replace('.', "[.]");
            if kind == K::Email { dead.replace('@', "[@]") } else { dead }
        }
        K::Ipv6 | K::Ipv6Cidr => value.replacen(':', "[:]", 1),
        _ => links(value),
    }
}

/// Takes the life out of links in prose: `http` becomes `hxxp`.
pub(crate) fn links(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("://") {
        let (head, tail) = rest.split_at(at);
        match live_scheme(head) {
            Some((before, dead)) => out.extend([before, dead]),
            None => out.push_str(head),
        }
        out.push_str("://");
        rest = tail.get(3..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

/// What stands before a scheme that viewers link, and its dead form.
fn live_scheme(head: &str) -> Option<(&str, &'static str)> {
    const LIVE: [(&str, &str); 3] = [("https", "hxxps"), ("http", "hxxp"), ("ftp", "fxp")];
    LIVE.iter().find_map(|(live, dead)| {
        let (before, scheme) = head.split_at_checked(head.len().checked_sub(live.len())?)?;
        scheme.eq_ignore_ascii_case(live).then_some((before, *dead))
    })
}

/// Code span for a Markdown table cell: pipes and backticks cannot break out of it.
pub(crate) fn cell(text: &str) -> String {
    code(&text.replace('|', "\\|"))
}

/// Code span: backticks cannot break out of it.
pub(crate) fn code(text: &str) -> String {
    let line = one_line(text);
    let longest = line.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    if line.is_empty() {
        return String::from("` `");
    }
    let pad = if line.starts_with('`') || line.ends_with('`') { " " } else { "" };
    format!("{fence}{pad}{line}{pad}{fence}")
}

/// Prose on one Markdown line: no raw HTML, no link with life in it, no heading or list by accident.
pub(crate) fn prose(text: &str) -> String {
    let line = links(&one_line(text));
    let mut out = String::with_capacity(line.len() + 8);
    if line.starts_with(['#', '>', '-', '+', '*', '=', '|', '~']) {
        out.push('\\');
    }
    let mut characters = line.chars().peekable();
    while let Some(character) = characters.next() {
        let tag = character == '<'
            && characters
                .peek()
                .is_some_and(|next| next.is_ascii_alphabetic() || matches!(next, '/' | '!' | '?'));
        let image = character == '!' && characters.peek() == Some(&'[');
        if tag {
            out.push_str("&lt;");
            continue;
        }
        if image {
            out.push('\\');
        }
        out.push(character);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defangs_by_kind() {
        use IndicatorKind as K;
        for (kind, value, expected) in [
            (K::Url, "https://a.example/x.php", "hxxps://a[.]example/x[.]php"),
            (K::Domain, "a.example", "a[.]example"),
            (K::Email, "x@a.example", "x[@]a[.]example"),
            (K::Ipv4, "198.51.100.4", "198[.]51[.]100[.]4"),
            (K::Ipv6, "2001:db8::1", "2001[:]db8::1"),
            (K::FileName, "a.exe", "a.exe"),
            (K::CommandLine, "curl HTTP://a.example/ ://", "curl hxxp://a.example/ ://"),
        ] {
            assert_eq!(defang(kind, value), expected);
        }
    }

    #[test]
    fn code_spans_hold() {
        for (text, expected) in
            [("a`b``c", "```a`b``c```"), ("`a", "`` `a ``"), ("a\nb\u{202e}c", "`a bc`"), ("", "` `")]
        {
            assert_eq!(code(text), expected);
        }
        assert_eq!(cell("a|b"), r"`a\|b`");
    }

    #[test]
    fn prose_is_inert() {
        assert_eq!(prose("<script>x</script> 1 < 2"), "&lt;script>x&lt;/script> 1 < 2");
        assert_eq!(prose("# not a heading"), "\\# not a heading");
        assert_eq!(prose("see http://a.example ![x](y)"), "see hxxp://a.example \\![x](y)");
    }
}
