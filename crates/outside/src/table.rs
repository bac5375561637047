//! Rows with named cells, from CSV with a header line, JSON lines or one JSON array.
//!
//! Other people's files: everything is bounded, and what does not fit is skipped and counted.

use std::borrow::Cow;

use serde_json::Value;

/// Bytes of one file.
pub const FILE_BYTES: usize = 64 << 20;
/// Rows of one file.
const ROWS: usize = 2_000_000;
/// Cells of one row.
const CELLS: usize = 64;
/// Bytes of one cell; the rest is cut off.
const CELL_BYTES: usize = 64 << 10;

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Line in the file, from 1.
    pub line: u64,
    /// Names in lower case, and values.
    pub cells: Vec<(String, String)>,
}

impl Row {
    /// The first value under one of these names that is not blank.
    pub fn get(&self, names: &[&str]) -> Option<&str> {
        self.cells
            .iter()
            .find(|(name, value)| names.contains(&name.as_str()) && !value.trim().is_empty())
            .map(|(_, value)| value.trim())
    }

    /// Values of a cell that lists several, separated by `;`, `|`, `、` or line breaks.
    pub fn list(&self, names: &[&str]) -> Vec<&str> {
        let cell = self.get(names).unwrap_or_default();
        cell.split([';', '|', '、', '；', '\n']).map(str::trim).filter(|part| !part.is_empty()).collect()
    }
}

/// What was read of a file.
#[derive(Debug, Default)]
pub struct Table {
    /// Rows in their order.
    pub rows: Vec<Row>,
    /// Rows that were no rows.
    pub broken: u64,
    /// Whether more was there than is read.
    pub cut: bool,
}

/// Reads a file in any Japanese encoding.
pub fn read(bytes: &[u8]) -> Table {
    let cut = bytes.len() > FILE_BYTES;
    let text = noroshi_intake::encoding::decode(bytes.get(..FILE_BYTES).unwrap_or(bytes));
    let mut table = match text.trim_start().chars().next() {
        Some('{') => json_lines(&text),
        Some('[') => json_array(&text),
        _ => csv(&text),
    };
    table.cut |= cut;
    table
}

fn csv(text: &str) -> Table {
    let separator = text.lines().next().map_or(b',', |head| if head.contains('\t') { b'\t' } else { b',' });
    let mut reader =
        csv::ReaderBuilder::new().delimiter(separator).flexible(true).from_reader(text.as_bytes());
    let mut table = Table::default();
    let names: Vec<String> = match reader.headers() {
        Ok(head) => head.iter().take(CELLS).map(name).collect(),
        Err(_) => return Table { broken: 1, ..table },
    };
    for record in reader.records() {
        if table.rows.len() >= ROWS {
            table.cut = true;
            break;
        }
        let Ok(record) = record else {
            table.broken += 1;
            continue;
        };
        let line = record.position().map_or(0, csv::Position::line);
        let cells = names.iter().cloned().zip(record.iter().map(|value| short(value).into_owned())).collect();
        table.rows.push(Row { line, cells });
    }
    table
}

fn json_lines(text: &str) -> Table {
    let mut table = Table::default();
    for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        if table.rows.len() >= ROWS {
            table.cut = true;
            break;
        }
        match serde_json::from_str::<Value>(line).ok().and_then(|value| row(index as u64 + 1, &value)) {
            Some(row) => table.rows.push(row),
            None => table.broken += 1,
        }
    }
    table
}

fn json_array(text: &str) -> Table {
    let mut table = Table::default();
    let Ok(Value::Array(values)) = serde_json::from_str(text) else {
        return Table { broken: 1, ..table };
    };
    table.cut = values.len() > ROWS;
    for (index, value) in values.iter().take(ROWS).enumerate() {
        match row(index as u64 + 1, value) {
            Some(row) => table.rows.push(row),
            None => table.broken += 1,
        }
    }
    table
}

fn row(line: u64, value: &Value) -> Option<Row> {
    let cells = value.as_object()?.iter().take(CELLS).map(|(key, value)| (name(key), cell(value))).collect();
    Some(Row { line, cells })
}

fn name(written: &str) -> String {
    written.trim().to_lowercase().replace([' ', '-'], "_")
}

fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => short(text).into_owned(),
        Value::Array(list) => {
            let parts: Vec<String> = list.iter().take(10_000).map(cell).collect();
            short(&parts.join(";")).into_owned()
        }
        other => short(&other.to_string()).into_owned(),
    }
}

fn short(text: &str) -> Cow<'_, str> {
    let end = text.floor_char_boundary(CELL_BYTES);
    Cow::Borrowed(text.get(..end).unwrap_or(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_rows_in_every_form() {
        for text in [
            "Name,Domains\n蒼海,a.jp;b.jp\n",
            "{\"name\":\"蒼海\",\"domains\":[\"a.jp\",\"b.jp\"]}\n",
            "[{\"name\":\"蒼海\",\"Domains\":\"a.jp; b.jp\"}]",
            "\u{FEFF}name\tdomains\n蒼海\ta.jp|b.jp\n",
        ] {
            let table = read(text.as_bytes());
            assert_eq!(table.rows.len(), 1, "{text}");
            assert_eq!(table.rows[0].get(&["name"]), Some("蒼海"), "{text}");
            assert_eq!(table.rows[0].list(&["domains"]), ["a.jp", "b.jp"], "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_some_table(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200)) {
            let _ = read(&bytes);
        }
    }
}
