//! The language of one sentence.

use noroshi_base::Lang;

/// Tells Japanese from English by its letters; anything else reads as English.
pub fn language(sentence: &str) -> Lang {
    let (mut kana, mut han, mut latin) = (0_usize, 0_usize, 0_usize);
    for ch in sentence.chars() {
        match ch {
            'ぁ'..='ヿ' | 'ｦ'..='ﾟ' => kana += 1,
            '一'..='鿿' | '㐀'..='䶿' | '々' => han += 1,
            _ if ch.is_ascii_alphabetic() => latin += 1,
            _ => {}
        }
    }
    // A Japanese name inside an English sentence does not make it Japanese; a path inside a Japanese one does not
    // make it English, so hiragana and katakana weigh far more than Latin letters.
    let japanese = if kana > 0 { (kana + han) * 8 >= latin } else { han > 0 && han * 3 >= latin };
    if japanese { Lang::Ja } else { Lang::En }
}

/// Whether a character belongs to the Japanese scripts, punctuation included.
pub(super) const fn is_japanese(ch: char) -> bool {
    matches!(ch, '\u{3000}'..='ヿ' | '一'..='鿿' | '㐀'..='䶿' | '\u{FF01}'..='\u{FFEF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_decide() {
        for (text, lang) in [
            ("KAGELDRに感染", Lang::Ja),
            ("C:\\Windows\\Temp\\a.exe を実行", Lang::Ja),
            ("The loader (影) drops a DLL", Lang::En),
            ("被害組織名", Lang::Ja),
            ("198.51.100.1", Lang::En),
            ("", Lang::En),
        ] {
            assert_eq!(language(text), lang, "{text}");
        }
    }
}
