//! Line and column of many findings of one passage, in one walk.

use noroshi_base::Place;
use noroshi_read::Passage;

/// Tells places in a passage; cheap when asked in rising order.
pub(super) struct Locator<'a> {
    passage: &'a Passage,
    at: usize,
    /// Characters of the line before `at`.
    characters: usize,
    line: u32,
}

impl<'a> Locator<'a> {
    pub(super) fn new(passage: &'a Passage) -> Self {
        Self { passage, at: 0, characters: 0, line: passage.line }
    }

    /// Place of a byte offset.
    pub(super) fn place(&mut self, offset: usize) -> Place {
        let bytes = self.passage.text.as_bytes();
        let offset = offset.min(bytes.len());
        if offset < self.at {
            (self.at, self.characters, self.line) = (0, 0, self.passage.line);
        }
        let passed = bytes.get(self.at..offset).unwrap_or_default();
        let mut line_start = 0;
        for newline in memchr::memchr_iter(b'\n', passed) {
            line_start = newline + 1;
            self.characters = 0;
            self.line = self.line.saturating_add(u32::from(self.passage.line > 0));
        }
        // Every byte of a character but its first is of this form.
        let is_first = |byte: &&u8| **byte & 0xC0 != 0x80;
        self.characters += passed.get(line_start..).unwrap_or_default().iter().filter(is_first).count();
        self.at = offset;
        let column = if self.line == 0 { 0 } else { u32::try_from(self.characters + 1).unwrap_or(u32::MAX) };
        Place { part: self.passage.part.clone(), line: self.line, column }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use noroshi_read::Role;

    #[test]
    fn lines_and_columns_count_from_one() {
        let mut passage = Passage::new("body", Role::Prose, "一行目\nsecond あ x\nthird");
        passage.line = 10;
        let mut locator = Locator::new(&passage);
        let x = passage.text.find('x').expect("planted");
        let third = passage.text.find("third").expect("planted");
        assert_eq!(locator.place(0).to_string(), "body 10:1");
        assert_eq!(locator.place(x).to_string(), "body 11:10");
        assert_eq!(locator.place(third).to_string(), "body 12:1");
        assert_eq!(locator.place(0).to_string(), "body 10:1");
    }
}
