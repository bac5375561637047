//! Visible text: white space as a browser shows it, blocks on lines of their own, table rows joined by tabs.

/// Gathers visible text.
#[derive(Default)]
pub(super) struct Visible {
    out: String,
    /// White space seen and not yet written.
    gap: Gap,
    /// Open `pre` elements.
    preformatted: u32,
}

/// White space between two pieces of text, by strength.
#[derive(Default, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    #[default]
    None,
    Space,
    /// With a line break of the source: nothing between two wide characters, else a space.
    Soft,
    Tab,
    Line,
    Paragraph,
}

impl Visible {
    /// A start tag.
    pub(super) fn open(&mut self, name: &str) {
        if name.eq_ignore_ascii_case("br") || name.eq_ignore_ascii_case("hr") {
            self.line_break();
            return;
        }
        if name.eq_ignore_ascii_case("pre") {
            self.preformatted += 1;
        }
        self.raise(before(name));
    }

    /// An end tag.
    pub(super) fn close(&mut self, name: &str) {
        if name.eq_ignore_ascii_case("pre") {
            self.preformatted = self.preformatted.saturating_sub(1);
        }
        self.raise(before(name));
    }

    /// Decoded text.
    pub(super) fn text(&mut self, text: &str) {
        if self.preformatted > 0 {
            self.flush(text.chars().next());
            self.out.push_str(text);
            return;
        }
        for piece in text.split_inclusive(is_space) {
            let word = piece.trim_end_matches(is_space);
            if !word.is_empty() {
                self.flush(word.chars().next());
                self.out.push_str(word);
            }
            if word.len() < piece.len() {
                let soft = piece.ends_with(['\n', '\r']);
                self.raise(if soft { Gap::Soft } else { Gap::Space });
            }
        }
    }

    /// The whole text.
    pub(super) fn finish(self) -> String {
        self.out
    }

    fn raise(&mut self, gap: Gap) {
        self.gap = self.gap.max(gap);
    }

    fn line_break(&mut self) {
        let next = if self.gap >= Gap::Line { Gap::Paragraph } else { Gap::Line };
        self.raise(next);
    }

    fn flush(&mut self, next: Option<char>) {
        let gap = std::mem::take(&mut self.gap);
        if self.out.is_empty() {
            return;
        }
        match gap {
            Gap::None => {}
            Gap::Soft => {
                let wide = |c: Option<char>| c.is_some_and(crate::emit::is_wide);
                if !(wide(next) && wide(self.out.chars().next_back())) {
                    self.out.push(' ');
                }
            }
            Gap::Space => self.out.push(' '),
            Gap::Tab => self.out.push('\t'),
            Gap::Line => self.out.push('\n'),
            Gap::Paragraph => self.out.push_str("\n\n"),
        }
    }
}

const fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}' | '\u{a0}')
}

fn before(name: &str) -> Gap {
    const LINES: [&str; 27] = [
        "tr",
        "li",
        "div",
        "dt",
        "dd",
        "option",
        "section",
        "article",
        "header",
        "footer",
        "nav",
        "main",
        "aside",
        "form",
        "fieldset",
        "legend",
        "figure",
        "figcaption",
        "address",
        "caption",
        "thead",
        "tbody",
        "tfoot",
        "body",
        "head",
        "label",
        "summary",
    ];
    const PARAGRAPHS: [&str; 14] =
        ["p", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol", "dl", "pre", "blockquote", "details"];
    let is = |list: &[&str]| list.iter().any(|known| name.eq_ignore_ascii_case(known));
    if is(&["td", "th"]) {
        Gap::Tab
    } else if is(&LINES) {
        Gap::Line
    } else if is(&PARAGRAPHS) {
        Gap::Paragraph
    } else {
        Gap::None
    }
}
