//! What surrounds a company's own name: legal forms, group words, words of its industry.
//!
//! In: a name as written. Out: its core, without them.

use unicode_normalization::UnicodeNormalization;

use crate::fold::{is_kana, is_kanji};

mod table;

pub use table::{INDUSTRIES, JAPANESE_FORMS, LATIN_FORMS};

/// Whether a text holds kana or kanji.
pub fn is_japanese(text: &str) -> bool {
    text.chars().any(|c| is_kana(c) || is_kanji(c))
}

/// The name without legal forms and group words before and after it; empty when it is nothing else.
pub fn core(name: &str) -> String {
    let mut core: String = name.nfkc().collect();
    loop {
        let trimmed = strip_once(core.trim_matches(is_edge));
        if trimmed.len() == core.len() {
            return trimmed.to_owned();
        }
        core = trimmed.to_owned();
    }
}

const fn is_edge(c: char) -> bool {
    matches!(
        c,
        ' ' | '\t'
            | '\n'
            | '\u{3000}'
            | ','
            | '.'
            | '、'
            | '・'
            | '-'
            | '_'
            | '&'
            | '/'
            | '「'
            | '」'
            | '『'
            | '』'
            | '"'
    )
}

fn strip_once(text: &str) -> &str {
    let japanese = is_japanese(text);
    for form in JAPANESE_FORMS.iter().filter(|form| japanese || !form.is_ascii() || form.starts_with('(')) {
        if let Some(rest) = text.strip_prefix(form).or_else(|| text.strip_suffix(form)) {
            return rest.trim_matches(is_edge);
        }
    }
    if japanese {
        return strip_latin_tail(text);
    }
    strip_latin(text)
}

/// `Inc.` and the like behind a Japanese name.
fn strip_latin_tail(text: &str) -> &str {
    let Some(at) = text.rfind(|c: char| c == ' ' || !c.is_ascii()) else { return text };
    let start = at + text.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8);
    let tail = letters(text.get(start..).unwrap_or(""));
    if tail.len() >= 2 && LATIN_FORMS.contains(&tail.as_str()) {
        text.get(..start).unwrap_or(text).trim_matches(is_edge)
    } else {
        text
    }
}

fn strip_latin(text: &str) -> &str {
    let is_gap = |c: char| c.is_whitespace() || c == ',';
    if let Some(at) = text.rfind(is_gap)
        && LATIN_FORMS.contains(&letters(text.get(at..).unwrap_or("")).as_str())
    {
        return text.get(..at).unwrap_or(text).trim_matches(is_edge);
    }
    if let Some(at) = text.find(is_gap)
        && matches!(
            letters(text.get(..at).unwrap_or("")).as_str(),
            "the" | "kk" | "npo" | "kabushiki" | "kaisha"
        )
    {
        return text.get(at..).unwrap_or(text).trim_matches(is_edge);
    }
    if LATIN_FORMS.contains(&letters(text).as_str()) { "" } else { text }
}

fn letters(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphabetic).map(|c| c.to_ascii_lowercase()).collect()
}

/// The name before its industry words, and the industry: `蒼海電機` gives `蒼海` and its row.
pub fn head(core: &str) -> Option<(&str, &'static (&'static str, &'static str, &'static str))> {
    let longest = |column: fn(&(&'static str, &'static str, &'static str)) -> &'static str| {
        INDUSTRIES
            .iter()
            .filter(|row| core.ends_with(column(row)))
            .max_by_key(|row| column(row).len())
            .map(|row| (row, column(row)))
    };
    let (row, tail) = longest(|row| row.0).or_else(|| longest(|row| row.1))?;
    let head = core.strip_suffix(tail)?.trim_matches(is_edge);
    (!head.is_empty()).then_some((head, row))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cores() {
        for (name, expected) in [
            ("蒼海電機株式会社", "蒼海電機"),
            ("㈱蒼海電機", "蒼海電機"),
            ("(株) 蒼海電機ホールディングス", "蒼海電機"),
            ("Aomi Electric Co., Ltd.", "Aomi Electric"),
            ("Aomi Electric Co.,Ltd.", "Aomi Electric"),
            ("AOMI ELECTRIC K.K.", "AOMI ELECTRIC"),
            ("The Aomi Group", "Aomi"),
            ("株式会社", ""),
            ("Co., Ltd.", ""),
            ("ｶ)ｱｵﾐﾃﾞﾝｷ", "アオミデンキ"),
            ("医療法人社団みなと会", "みなと会"),
            ("蒼海電機 Inc.", "蒼海電機"),
            ("AEC", "AEC"),
        ] {
            assert_eq!(core(name), expected, "{name}");
        }
    }

    #[test]
    fn heads() {
        assert_eq!(head("蒼海電機").map(|head| head.0), Some("蒼海"));
        assert_eq!(head("アオミデンキ").map(|head| head.0), Some("アオミ"));
        assert_eq!(head("北嶺テクノサービス").map(|head| head.0), Some("北嶺"));
        assert_eq!(head("電機"), None);
    }
}
