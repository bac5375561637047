//! The passage as a reader means it: full-width forms folded, invisible characters gone, values refanged.
//!
//! In: a text. Out: a [`View`], whose offsets map back to the text. Plain ASCII without a trigger is not copied.
//! Two steps, each with a map of its own: [`fold`] for what is not ASCII, [`refang`] for what was defanged.

mod fold;
mod map;
pub(crate) mod refang;

use std::ops::Range;

use map::Map;

/// Buffers of a view, used again and again.
#[derive(Debug, Default)]
pub struct Buffers {
    folded: String,
    fold: Map,
    refanged: String,
    refang: Map,
    edits: Vec<refang::Edit>,
}

/// A text as a reader means it, with the way back.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    /// The text to look at.
    pub text: &'a str,
    original: &'a str,
    fold: Option<&'a Map>,
    refang: Option<&'a Map>,
}

impl<'a> View<'a> {
    /// Folds and refangs a text.
    pub fn build(text: &'a str, buffers: &'a mut Buffers) -> Self {
        let Buffers { folded, fold, refanged, refang, edits } = buffers;
        let was_folded = !text.is_ascii() && fold::fold(text, folded, fold);
        let source: &'a str = if was_folded { folded } else { text };
        refang::edits(source, edits);
        let was_refanged = !edits.is_empty();
        if was_refanged {
            refang::apply(source, edits, refanged, refang);
        }
        Self {
            text: if was_refanged { refanged } else { source },
            original: text,
            fold: was_folded.then_some(&*fold),
            refang: was_refanged.then_some(&*refang),
        }
    }

    /// Bytes of the original text that a range of the view covers.
    pub fn span(&self, range: Range<usize>) -> Range<usize> {
        let mut range = range;
        for map in [self.refang, self.fold].into_iter().flatten() {
            range = map.back(range);
        }
        range
    }

    /// What stands in the original where this range of the view came from.
    pub fn original(&self, range: Range<usize>) -> &'a str {
        self.original.get(self.span(range)).unwrap_or_default()
    }

    /// Whether a defanged spelling stands in this range of the view.
    pub fn was_defanged(&self, range: Range<usize>) -> bool {
        self.refang.is_some_and(|map| map.has_edit(range))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let mut buffers = Buffers::default();
        let view = View::build(text, &mut buffers);
        assert_eq!(view.text, expected, "view of {text:?}");
        for start in (0..=view.text.len()).filter(|at| view.text.is_char_boundary(*at)) {
            let span = view.span(start..view.text.len());
            assert!(text.get(span.clone()).is_some(), "{span:?} is no range of {text:?}");
        }
    }

    #[test]
    fn plain_text_is_not_copied() {
        let text = "The sample talks to evil.example (see [1]) at 10:00.";
        let mut buffers = Buffers::default();
        let view = View::build(text, &mut buffers);
        assert!(std::ptr::eq(view.text, text));
        assert_eq!(view.span(20..32), 20..32);
    }

    #[test]
    fn defanged_spellings_are_undone() {
        for spelling in [
            "evil[.]com",
            "evil(.)com",
            "evil{.}com",
            "evil[dot]com",
            "evil(dot)com",
            "evil{dot}com",
            "evil dot com",
            "evil [.] com",
            "evil [dot] com",
            "evil[.com",
            "evil\\.com",
            "evil[,]com",
            "evil．com",
            "evil。com",
            "evil｡com",
            "evil·com",
            "evil・com",
            "ｅｖｉｌ．ｃｏｍ",
            "ev\u{200b}il.com",
            "ev\u{ad}il.com",
            "evil【.】com",
            "evil［．］com",
            "evil.]com",
            "evil[[.]]com",
            "evil DOT com",
            "evil[ドット]com",
            "e\u{202e}vil.com",
            "evil<.>com",
            "evil[。]com",
        ] {
            check(spelling, "evil.com");
        }
        for spelling in [
            "a@b.com",
            "a[at]b.com",
            "a(at)b.com",
            "a{at}b.com",
            "a＠b.com",
            "a [at] b.com",
            "a[@]b[.]com",
            "a(アット)b.com",
            "a@b dot com",
        ] {
            check(spelling, "a@b.com");
        }
        for spelling in [
            "http[:]//b.com",
            "http[://]b.com",
            "http:\\/\\/b.com",
            "http[:/]/b.com",
            "http:\\\\b.com",
            "ｈｔｔｐ：／／b.com",
            "http[:][/][/]b.com",
        ] {
            check(spelling, "http://b.com");
        }
    }

    #[test]
    fn what_is_no_defanging_stays() {
        for text in [
            "C:\\Users\\a\\.ssh\\id",
            "connect the dot is nice",
            "f(a)[1].b",
            "evil.com。次は",
            "これは。あれ",
            "evil.com。www.other.com",
            "(see [1]).",
            "look at this",
            "f(x). Next",
            "evil.com・bad.net",
        ] {
            check(text, text);
        }
        check("２．evil.com", "2 evil.com");
    }
}
