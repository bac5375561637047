//! Lines of a page from where its text was painted.

use crate::emit::is_wide;

/// A point on the page.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Point {
    pub(super) x: f32,
    pub(super) y: f32,
}

/// A painted piece of text.
pub(super) struct Run<'t> {
    pub(super) text: &'t str,
    pub(super) start: Point,
    pub(super) end: Point,
    /// Direction of the line, of length 1.
    pub(super) along: Point,
    /// Height of the letters on the page.
    pub(super) size: f32,
}

/// Builds the text of a page.
#[derive(Default)]
pub(super) struct Lines {
    out: String,
    last: Option<(Point, Point, f32)>,
    last_length: usize,
}

impl Lines {
    /// Adds a piece, in the order of painting.
    pub(super) fn add(&mut self, run: &Run<'_>) {
        if run.text.is_empty() {
            return;
        }
        if let Some((start, end, size)) = self.last {
            let height = run.size.max(size).max(0.01);
            if self.is_shadow(run, start, height) {
                return;
            }
            let (dx, dy) = (run.start.x - end.x, run.start.y - end.y);
            let along = (dx * run.along.x + dy * run.along.y) / height;
            let across = (dy * run.along.x - dx * run.along.y).abs() / height;
            self.gap(along, across, run.text);
        }
        self.out.push_str(run.text);
        self.last = Some((run.start, run.end, run.size));
        self.last_length = run.text.len();
    }

    /// Whether this paints the same text again a hair beside, as cheap bold does.
    fn is_shadow(&self, run: &Run<'_>, start: Point, height: f32) -> bool {
        let near = (run.start.x - start.x).abs() + (run.start.y - start.y).abs() < height * 0.1;
        let same = self.last_length == run.text.len() && self.out.ends_with(run.text);
        near && same
    }

    fn gap(&mut self, along: f32, across: f32, next: &str) {
        let before = self.out.chars().next_back();
        if before.is_none_or(|c| c == '\n') {
            return;
        }
        if across > 2.4 {
            self.out.push_str("\n\n");
        } else if across > 0.5 || along < -0.8 {
            self.out.push('\n');
        } else if along > 2.5 {
            self.out.push('\t');
        } else {
            let wide = before.is_some_and(is_wide) && next.chars().next().is_some_and(is_wide);
            let from = if wide { 1.2 } else { 0.18 };
            let spaced = before.is_some_and(char::is_whitespace) || next.starts_with(char::is_whitespace);
            if along > from && !spaced {
                self.out.push(' ');
            }
        }
    }

    /// The text, without the spaces that layouts put between Japanese characters.
    pub(super) fn finish(self) -> String {
        let mut text = String::with_capacity(self.out.len());
        let mut spaces = 0_usize;
        for c in self.out.chars() {
            if c == ' ' {
                spaces += 1;
                continue;
            }
            let between = is_wide(c) && text.chars().next_back().is_some_and(is_wide);
            if spaces > 0 && !between {
                text.extend(std::iter::repeat_n(' ', spaces));
            }
            spaces = 0;
            text.push(c);
        }
        text
    }
}
