//! The one way format readers hand things on: it keeps the budgets of one material.
//!
//! In: texts, children, remarks. Out: a [`Sink`], within `Limits::passage_bytes` and `Limits::entries`.

use std::io::Read;
use std::sync::Arc;

use noroshi_base::{DocumentHead, DocumentKind, Limits, Notice, NoticeCode, Text};
use noroshi_intake::Media;

use crate::{Flow, Hint, Options, Passage, Role, Sink};

/// Bytes of text after which a passage is cut.
const CUT: usize = 1 << 20;
/// Bytes repeated where a passage is cut inside a line.
const OVERLAP: usize = 4096;

/// Hands on what one reader finds in one material.
pub(crate) struct Emit<'a> {
    name: &'a str,
    options: &'a Options,
    sink: &'a mut dyn Sink,
    text_left: u64,
    children_left: u64,
    stopped: bool,
}

impl<'a> Emit<'a> {
    /// Starts with full budgets.
    pub(crate) fn new(name: &'a str, options: &'a Options, sink: &'a mut dyn Sink) -> Self {
        let limits = &options.limits;
        Self {
            name,
            options,
            text_left: limits.passage_bytes,
            children_left: limits.entries,
            sink,
            stopped: false,
        }
    }

    /// The bounds in force.
    pub(crate) fn limits(&self) -> &'a Limits {
        &self.options.limits
    }

    /// Passwords to try on what is locked.
    pub(crate) fn passwords(&self) -> &'a [String] {
        &self.options.passwords
    }

    /// Opens the document.
    pub(crate) fn open(&mut self, kind: DocumentKind, media: Media) {
        self.sink.open(DocumentHead { material: self.name.into(), kind, media: media.name().into() });
    }

    /// Whether more may be handed on.
    pub(crate) fn more(&self) -> bool {
        !self.stopped
    }

    /// Hands on a text without line numbers.
    pub(crate) fn text(&mut self, part: impl Into<Arc<str>>, role: Role, text: impl Into<String>) {
        self.passage(Passage::new(part, role, text));
    }

    /// Hands on a text that begins at `line`.
    pub(crate) fn lines(
        &mut self,
        part: impl Into<Arc<str>>,
        role: Role,
        line: u32,
        text: impl Into<String>,
    ) {
        let mut passage = Passage::new(part, role, text);
        passage.line = line;
        self.passage(passage);
    }

    /// Hands on a value with what a feed says about it; values are never cut or changed.
    pub(crate) fn value(
        &mut self,
        part: impl Into<Arc<str>>,
        role: Role,
        text: impl Into<String>,
        hint: Hint,
    ) {
        let mut passage = Passage::new(part, role, text);
        passage.hint = Some(Box::new(hint));
        self.passage(passage);
    }

    /// Hands on a passage, cut where it is long; empty ones are dropped.
    pub(crate) fn passage(&mut self, mut passage: Passage) {
        if self.stopped || passage.text.trim_ascii().is_empty() {
            return;
        }
        let left = usize::try_from(self.text_left).unwrap_or(usize::MAX);
        let over = passage.text.len() > left;
        if over {
            passage.text.truncate(passage.text.floor_char_boundary(left));
        }
        self.text_left = self.text_left.saturating_sub(passage.text.len() as u64);
        self.cut(passage);
        if over {
            self.over_limit("", "文字量", "text");
            self.stopped = true;
        }
    }

    fn cut(&mut self, passage: Passage) {
        if passage.text.len() <= CUT || passage.hint.is_some() {
            self.push(passage);
            return;
        }
        let mut start = 0;
        let mut overlap = 0;
        let mut line = passage.line;
        while start < passage.text.len() && self.more() {
            let (end, at_line) = cut_end(&passage.text, start);
            let text = &passage.text[start..end];
            let newlines =
                u32::try_from(memchr::memchr_iter(b'\n', text.as_bytes()).count()).unwrap_or(u32::MAX);
            self.push(Passage {
                part: Arc::clone(&passage.part),
                line,
                overlap,
                role: passage.role.clone(),
                text: text.to_owned(),
                hint: None,
            });
            if line > 0 {
                line = line.saturating_add(newlines);
            }
            let repeat = if at_line || end == passage.text.len() { 0 } else { OVERLAP };
            start = passage.text.floor_char_boundary(end - repeat.min(end));
            overlap = u32::try_from(end - start).unwrap_or(0);
        }
    }

    fn push(&mut self, passage: Passage) {
        if self.sink.passage(passage) == Flow::Stop {
            self.stopped = true;
        }
    }

    /// Hands on an attachment or an embedded file held in memory.
    pub(crate) fn child(&mut self, name: &str, bytes: &[u8]) {
        self.child_from(name, &mut &*bytes);
    }

    /// Hands on an attachment or an embedded file.
    pub(crate) fn child_from(&mut self, name: &str, data: &mut dyn Read) {
        if self.stopped {
            return;
        }
        if self.children_left == 0 {
            self.over_limit("", "項目数", "entries");
            self.stopped = true;
            return;
        }
        self.children_left -= 1;
        if self.sink.child(name, data) == Flow::Stop {
            self.stopped = true;
        }
    }

    /// Says that the bytes at `place` do not follow their format.
    pub(crate) fn malformed(&mut self, place: &str, ja: &str, en: &str) {
        self.notice(place, NoticeCode::Malformed, ja, en);
    }

    /// Says that a limit, named in both languages, was reached.
    pub(crate) fn over_limit(&mut self, place: &str, ja: &str, en: &str) {
        let ja = format!("上限({ja})に達したため、以降は読んでいません");
        let en = format!("limit reached ({en}); the rest was not read");
        self.notice(place, NoticeCode::OverLimit, &ja, &en);
    }

    /// Says something about the material; the reason never quotes content.
    pub(crate) fn notice(&mut self, place: &str, code: NoticeCode, ja: &str, en: &str) {
        self.sink.notice(Notice {
            material: self.name.to_owned(),
            place: place.to_owned(),
            code,
            reason: Text::owned(ja.to_owned(), en.to_owned()),
        });
    }
}

/// Runs a reader; a panic inside costs what was left of this material and is said. Gives whether it came through.
pub(crate) fn guard(emit: &mut Emit<'_>, reader: impl FnOnce(&mut Emit<'_>)) -> bool {
    let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| reader(emit)));
    if result.is_err() {
        emit.malformed(
            "",
            "形式が壊れているため、途中までしか読めませんでした",
            "the format is broken; it was read only in part",
        );
    }
    result.is_ok()
}

/// End of the next cut from `start`, and whether it stands behind a line end.
fn cut_end(text: &str, start: usize) -> (usize, bool) {
    let limit = start.saturating_add(CUT);
    if limit >= text.len() {
        return (text.len(), false);
    }
    let limit = text.floor_char_boundary(limit);
    // The first overlap bytes are skipped so that every cut moves forward.
    let from = text.floor_char_boundary(limit - CUT / 2);
    match memchr::memrchr(b'\n', &text.as_bytes()[from..limit]) {
        Some(at) => (from + at + 1, true),
        None => (limit, false),
    }
}

/// Whether this is a character of Japanese text, between which layouts put spaces and breaks that mean nothing.
pub(crate) const fn is_wide(c: char) -> bool {
    matches!(c,
        '\u{2e80}'..='\u{303f}' | '\u{3041}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff01}'..='\u{ff60}' | '\u{ff66}'..='\u{ff9f}'
        | '\u{20000}'..='\u{3134f}')
}

/// A file name without folders and control characters, or `fallback`.
pub(crate) fn safe_name(name: &str, fallback: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let clean: String = last.chars().filter(|c| !c.is_control()).take(255).collect();
    if clean.trim_matches(['.', ' ']).is_empty() { fallback.to_owned() } else { clean }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Everything a reader said, for tests.
    #[derive(Default)]
    pub(crate) struct Heard {
        pub(crate) heads: Vec<DocumentHead>,
        pub(crate) passages: Vec<Passage>,
        pub(crate) children: Vec<(String, Vec<u8>)>,
        pub(crate) notices: Vec<Notice>,
    }

    impl Sink for Heard {
        fn open(&mut self, head: DocumentHead) {
            self.heads.push(head);
        }
        fn passage(&mut self, passage: Passage) -> Flow {
            assert!(!self.heads.is_empty(), "open comes first");
            self.passages.push(passage);
            Flow::Continue
        }
        fn child(&mut self, name: &str, data: &mut dyn Read) -> Flow {
            let mut bytes = Vec::new();
            let _ = data.read_to_end(&mut bytes);
            self.children.push((name.to_owned(), bytes));
            Flow::Continue
        }
        fn notice(&mut self, notice: Notice) {
            self.notices.push(notice);
        }
    }

    impl Heard {
        /// All text in one string.
        pub(crate) fn all(&self) -> String {
            self.passages.iter().map(|p| p.text.as_str()).collect::<Vec<_>>().join("\n")
        }
        /// Texts of one part.
        pub(crate) fn part(&self, part: &str) -> Vec<&str> {
            self.passages.iter().filter(|p| &*p.part == part).map(|p| p.text.as_str()).collect()
        }
        /// Texts whose role is this.
        pub(crate) fn role(&self, role: &Role) -> Vec<&str> {
            self.passages.iter().filter(|p| p.role == *role).map(|p| p.text.as_str()).collect()
        }
    }

    /// Reads one material as the dispatch does.
    pub(crate) fn hear(name: &str, media: Media, bytes: &[u8]) -> Heard {
        let mut heard = Heard::default();
        crate::read(name, media, bytes, &Options::default(), &mut heard);
        heard
    }

    /// Reads truncated and bit-flipped forms; only a panic fails.
    pub(crate) fn torture(name: &str, media: Media, bytes: &[u8]) {
        let step = (bytes.len() / 40).max(1);
        for end in (0..bytes.len()).step_by(step) {
            hear(name, media, &bytes[..end]);
        }
        let mut state = 0x2545_f491_4f6c_dd1d_u64;
        for _ in 0..40 {
            let mut broken = bytes.to_vec();
            for _ in 0..1 + bytes.len() / 2000 {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                let at = usize::try_from(state % broken.len().max(1) as u64).unwrap();
                if let Some(byte) = broken.get_mut(at) {
                    *byte ^= 1 << (state >> 61);
                }
            }
            hear(name, media, &broken);
        }
    }

    #[test]
    fn long_texts_are_cut_without_loss() {
        let mut heard = Heard::default();
        let options = Options::default();
        let mut emit = Emit::new("x", &options, &mut heard);
        emit.open(DocumentKind::Prose, Media::Text);
        let long = "蒼海".repeat(CUT / 4);
        emit.text("a", Role::Prose, long.clone());
        let lines = "0123456789abcdef\n".repeat(CUT / 8);
        emit.lines("b", Role::Lines, 1, lines.clone());
        let joined: String = heard
            .passages
            .iter()
            .filter(|p| &*p.part == "a")
            .map(|p| &p.text[p.overlap as usize..])
            .collect();
        assert_eq!(joined, long);
        assert_eq!(heard.part("b").concat(), lines);
        let last = heard.passages.last().unwrap();
        assert_eq!(last.line as usize + last.text.lines().count(), CUT / 8 + 1);
    }

    #[test]
    fn the_text_budget_is_kept_and_said() {
        let mut options = Options::default();
        options.limits.passage_bytes = 10;
        let mut heard = Heard::default();
        let mut emit = Emit::new("x", &options, &mut heard);
        emit.open(DocumentKind::Prose, Media::Text);
        emit.text("", Role::Prose, "蒼海電機です");
        emit.text("", Role::Prose, "more");
        assert_eq!(heard.all(), "蒼海電");
        assert_eq!(heard.notices[0].code, NoticeCode::OverLimit);
    }
}
