//! Delimited tables: CSV and TSV.
//!
//! In: bytes. Out: rows as lines with their cells joined by tabs, quotes undone, in blocks that keep line numbers.

use noroshi_base::DocumentKind;
use noroshi_intake::Media;

use crate::emit::{Emit, guard};
use crate::{Options, Role, Sink, text};

/// Bytes of rows handed on together.
const BLOCK: usize = 256 << 10;
/// Lines of one record beyond which a quote is taken for a lost one.
const MOST_LINES: u64 = 1000;

/// Reads one table; what cannot be parsed is noticed, never an error.
pub fn read(name: &str, media: Media, bytes: &[u8], options: &Options, sink: &mut dyn Sink) {
    let mut emit = Emit::new(name, options, sink);
    emit.open(DocumentKind::Table, media);
    let text = text::decode(bytes);
    let delimiter = if media == Media::Tsv { b'\t' } else { delimiter(&text) };
    guard(&mut emit, |emit| rows(&text, delimiter, emit));
}

/// The sign that splits the first lines most often.
fn delimiter(text: &str) -> u8 {
    let head = text.as_bytes().get(..text.len().min(8192)).unwrap_or_default();
    let count = |sign: u8| memchr::memchr_iter(sign, head).count();
    [b',', b';', b'\t', b'|'].into_iter().rev().max_by_key(|sign| count(*sign)).unwrap_or(b',')
}

fn rows(text: &str, delimiter: u8, emit: &mut Emit<'_>) {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let mut record = csv::StringRecord::new();
    let mut block = Block { text: String::new(), first: 1, next: 1 };
    while emit.more() {
        let start = reader.position().byte();
        match reader.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => break,
            Err(_) => {
                emit.malformed("", "表として読めない行があります", "a row is not readable as a table");
                break;
            }
        }
        let line = start_line(text, &record).unwrap_or(block.next);
        if reader.position().line().saturating_sub(line) > MOST_LINES {
            // A quote that never closes swallows the rest: from here on lines are lines.
            block.flush(emit);
            let rest = usize::try_from(start).ok().and_then(|start| text.get(start..)).unwrap_or_default();
            emit.malformed("", "閉じていない引用符があります", "a quote is never closed");
            emit.lines("", Role::Lines, number(line), rest);
            return;
        }
        block.row(&record, line, emit);
    }
    block.flush(emit);
}

/// Source line of a record; the reader counts from before the empty lines above it.
fn start_line(text: &str, record: &csv::StringRecord) -> Option<u64> {
    let position = record.position()?;
    let from = usize::try_from(position.byte()).ok()?;
    let above = text.as_bytes().get(from..)?.iter().take_while(|b| matches!(b, b'\n' | b'\r'));
    Some(position.line() + above.filter(|b| **b == b'\n').count() as u64)
}

/// Rows gathered for one passage.
struct Block {
    text: String,
    /// Source line of the first row.
    first: u64,
    /// Source line the next row has if lines are to stay in step.
    next: u64,
}

impl Block {
    fn row(&mut self, record: &csv::StringRecord, line: u64, emit: &mut Emit<'_>) {
        // Cells with line breaks and empty lines take lines of their own.
        let gap = line.saturating_sub(self.next);
        if line < self.next || gap > 100 || self.text.len() >= BLOCK {
            self.flush(emit);
        }
        if self.text.is_empty() {
            self.first = line;
        } else {
            (0..gap).for_each(|_| self.text.push('\n'));
        }
        for (index, cell) in record.iter().enumerate() {
            if index > 0 {
                self.text.push('\t');
            }
            if cell.contains(['\n', '\r', '\t']) {
                // A break inside a cell is no break between rows; a value may go on behind it.
                self.text.push_str(
                    &cell.replace("\r\n", "\u{b}").replace('\n', "\u{b}").replace(['\r', '\t'], " "),
                );
            } else {
                self.text.push_str(cell);
            }
        }
        self.text.push('\n');
        self.next = line + 1;
    }

    fn flush(&mut self, emit: &mut Emit<'_>) {
        emit.lines("", Role::Cell, number(self.first), std::mem::take(&mut self.text));
    }
}

fn number(line: u64) -> u32 {
    u32::try_from(line).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emit::tests::{hear, torture};

    #[test]
    fn rows_keep_their_cells_and_numbers() {
        let csv = "host,note\nAEC-DB01,\"says \"\"hi\"\"\nline two, 蒼海\"\n\nevil.example;x,1\n";
        let heard = hear("a.csv", Media::Csv, csv.as_bytes());
        assert_eq!(
            heard.all(),
            "host\tnote\nAEC-DB01\tsays \"hi\"\u{b}line two, 蒼海\n\n\nevil.example;x\t1\n"
        );
        assert_eq!(heard.passages[0].role, Role::Cell);
        let tsv = hear("a.tsv", Media::Tsv, b"a,b\tc\n");
        assert_eq!(tsv.all(), "a,b\tc\n");
        let semicolons = hear("a.csv", Media::Csv, b"a;b;1,5\nc;d;2\n");
        assert_eq!(semicolons.all(), "a\tb\t1,5\nc\td\t2\n");
    }

    #[test]
    fn japanese_tables_are_decoded() {
        let bytes = encoding_rs::SHIFT_JIS.encode("ホスト名,担当者\nAEC-DB01,山田太郎\n").0;
        assert!(hear("a.csv", Media::Csv, &bytes).all().contains("AEC-DB01\t山田太郎"));
    }

    #[test]
    fn large_tables_come_in_blocks_with_their_lines() {
        let mut csv = String::from("id,value\n");
        for row in 2..=60_000 {
            csv.push_str(&format!("{row},\"a,b\"\n"));
        }
        let heard = hear("a.csv", Media::Csv, csv.as_bytes());
        assert!(heard.passages.len() > 1);
        for passage in &heard.passages[1..] {
            assert!(passage.text.starts_with(&format!("{}\ta,b\n", passage.line)));
        }
    }

    #[test]
    fn an_open_quote_swallows_nothing() {
        let csv = format!("a,b\n\"open,{}", "evil.example,1\n".repeat(5000));
        let heard = hear("a.csv", Media::Csv, csv.as_bytes());
        assert_eq!(heard.all().matches("evil.example").count(), 5000);
        assert_eq!(heard.notices.len(), 1);
        torture("a.csv", Media::Csv, "a,b\n\"x\ny\",蒼海\n".as_bytes());
    }
}
