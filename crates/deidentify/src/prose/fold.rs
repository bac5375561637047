//! A folded copy of a sentence with a way back to its bytes.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::compose;

/// Text with compatibility forms undone (full-width letters, half-width kana) and the origin of each byte.
pub(super) struct Folded {
    /// Folded text; ASCII case is kept.
    pub(super) text: String,
    /// Byte offset in the original of each byte of `text`, one more for the end; empty when nothing changed.
    origins: Vec<u32>,
}

impl Folded {
    /// Folds one sentence.
    pub(super) fn new(original: &str) -> Self {
        if !original.chars().any(changes) {
            return Self { text: original.to_owned(), origins: Vec::new() };
        }
        let mut text = String::with_capacity(original.len());
        let mut origins = Vec::with_capacity(original.len() + 1);
        for (at, ch) in original.char_indices() {
            push(&mut text, &mut origins, at, ch);
        }
        origins.push(clip(original.len()));
        Self { text, origins }
    }

    /// Offset in the folded text of an offset in the original.
    pub(super) fn folded(&self, at: usize) -> usize {
        if self.origins.is_empty() {
            at
        } else {
            self.origins.partition_point(|origin| (*origin as usize) < at)
        }
    }

    /// Offset in the original of an offset in the folded text.
    pub(super) fn origin(&self, at: usize) -> usize {
        if self.origins.is_empty() { at } else { self.origins.get(at).map_or(0, |o| *o as usize) }
    }
}

/// Whether folding changes this character.
fn changes(ch: char) -> bool {
    matches!(u32::from(ch), 0x00AD | 0x200B..=0x200F | 0x2460..=0x2473 | 0x2E80..=0x2FDF | 0x3200..=0x33FF | 0xF900..=0xFB06 | 0xFF01..=0xFFEF)
}

fn push(text: &mut String, origins: &mut Vec<u32>, at: usize, ch: char) {
    match u32::from(ch) {
        0x00AD | 0x200B..=0x200F => {}
        // Half-width voicing marks join the kana before them.
        0xFF9E | 0xFF9F => {
            let mark = if ch == '\u{FF9E}' { '\u{3099}' } else { '\u{309A}' };
            if let Some(joined) = text.chars().next_back().and_then(|before| compose(before, mark)) {
                text.pop();
                text.push(joined);
                origins.resize(text.len(), clip(at));
            }
        }
        _ if changes(ch) => ch.nfkc().for_each(|folded| add(text, origins, at, folded)),
        _ => add(text, origins, at, ch),
    }
}

fn add(text: &mut String, origins: &mut Vec<u32>, at: usize, ch: char) {
    text.push(ch);
    origins.resize(text.len(), clip(at));
}

/// Offsets fit 32 bits: a sentence is a part of one passage, and passages are far below 4 GiB.
fn clip(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_lead_back() {
        let folded = Folded::new("ＶＰＮﾊﾟｽﾜｰﾄﾞを悪\u{200B}用");
        assert_eq!(folded.text, "VPNパスワードを悪用");
        let at = folded.text.find("悪用").expect("folded");
        assert!("ＶＰＮﾊﾟｽﾜｰﾄﾞを悪\u{200B}用"[folded.origin(at)..].starts_with('悪'));
        assert_eq!(folded.origin(folded.text.len()), "ＶＰＮﾊﾟｽﾜｰﾄﾞを悪\u{200B}用".len());
    }
}
