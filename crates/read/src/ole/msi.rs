//! Windows Installer packages: a database of tables in one compound file.
//!
//! In: the root storage. Out: every table row by row, texts of no table, properties as such; cabinets, programs and
//! scripts in streams as children. Names of streams pack two characters into one.

use std::collections::BTreeMap;

use super::Ole;
use crate::Role;
use crate::bytes::{by_codepage, slice, u16_at};
use crate::emit::safe_name;

/// Marks the stream of a table.
const TABLE: char = '!';
/// Rows of one table, and strings of one package.
const MOST_ROWS: usize = 200_000;
const MOST_STRINGS: usize = 1_000_000;
/// Bytes of one table as text.
const MOST_TEXT: usize = 32 << 20;

/// Bits of a column's type.
const IS_STRING: u16 = 0x0800;
const NULLABLE: u16 = 0x1000;
/// A string column whose value is a stream of its own.
const IS_STREAM: u16 = 0x0900;

/// Tables that describe the database, not the package.
const ABOUT_ITSELF: [&str; 3] = ["_Validation", "_Columns", "_Tables"];

/// The strings that tables refer to.
struct Pool {
    strings: Vec<String>,
    used: Vec<bool>,
    /// Bytes of a reference.
    width: usize,
}

struct Column {
    name: String,
    kind: u16,
}

/// Whether this is the database of an installer.
pub(super) fn is_package(ole: &Ole<'_, '_, '_>) -> bool {
    ole.cfb
        .inside(0)
        .any(|at| ole.cfb.entries.get(at).is_some_and(|entry| name(&entry.name) == "!_StringPool"))
}

/// Reads the package.
pub(super) fn read(ole: &mut Ole<'_, '_, '_>) {
    let mut tables: BTreeMap<String, &[u8]> = BTreeMap::new();
    let mut files: Vec<(String, usize)> = Vec::new();
    for at in ole.cfb.inside(0).collect::<Vec<_>>() {
        let Some(entry) = ole.cfb.entries.get(at).filter(|entry| !entry.storage) else { continue };
        let name = name(&entry.name);
        if name.starts_with('\u{5}') {
            continue;
        }
        ole.claim(at);
        match name.strip_prefix(TABLE) {
            Some(table) => {
                tables.insert(table.to_owned(), &entry.data);
            }
            None => files.push((name, at)),
        }
    }
    let table = |name: &str| tables.get(name).copied().unwrap_or_default();
    let mut pool = Pool::read(table("_StringPool"), table("_StringData"));
    let columns = columns(table("_Columns"), &mut pool);
    for (name, data) in &tables {
        if ABOUT_ITSELF.contains(&name.as_str()) || name.starts_with("_String") || !ole.emit.more() {
            continue;
        }
        match columns.get(name) {
            Some(columns) => self::table(name, columns, data, &mut pool, ole),
            None => ole.strings(&format!("table {name}"), data),
        }
    }
    // What describes the tables is used, though not shown.
    for name in ABOUT_ITSELF {
        if let Some(columns) = columns.get(name) {
            rows(columns, table(name), &mut pool);
        }
    }
    let unused: Vec<&str> = (pool.strings.iter().zip(&pool.used).skip(1))
        .filter(|(text, used)| !**used && !text.is_empty())
        .map(|(text, _)| text.as_str())
        .collect();
    ole.emit.text("strings of no table", Role::Hidden, unused.join("\n"));
    for (name, at) in files {
        let data = ole.cfb.entries.get(at).map(|entry| &*entry.data).unwrap_or_default();
        ole.emit.text("name of a stream", Role::Name, name.as_str());
        if !data.is_empty() {
            ole.emit.child(&safe_name(&name, "stream.bin"), data);
        }
    }
}

/// The name of a stream, two characters from each that stands for two.
fn name(packed: &str) -> String {
    const LETTERS: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._";
    let letter = |code: u32| LETTERS.get((code & 0x3F) as usize).map_or('?', |byte| char::from(*byte));
    let mut out = String::new();
    for c in packed.chars() {
        match u32::from(c) {
            code @ 0x3800..=0x47FF => out.extend([letter(code - 0x3800), letter((code - 0x3800) >> 6)]),
            code @ 0x4800..=0x483F => out.push(letter(code - 0x4800)),
            0x4840 => out.push(TABLE),
            _ => out.push(c),
        }
    }
    out
}

impl Pool {
    fn read(lengths: &[u8], data: &[u8]) -> Self {
        let codepage = u16_at(lengths, 0).unwrap_or(0);
        let long = u16_at(lengths, 2).is_some_and(|flags| flags & 0x8000 != 0);
        let mut pool =
            Self { strings: vec![String::new()], used: vec![true], width: if long { 3 } else { 2 } };
        let (mut at, mut from) = (4_usize, 0_usize);
        while let (Some(length), Some(count)) = (u16_at(lengths, at), u16_at(lengths, at + 2)) {
            at += 4;
            let mut length = usize::from(length);
            if length == 0 && count != 0 {
                // A long string: the count is the high half of its length, which comes next.
                length = usize::from(count) << 16 | usize::from(u16_at(lengths, at).unwrap_or(0));
                at += 4;
            }
            let rest = data.get(from..).unwrap_or_default();
            pool.strings.push(by_codepage(rest.get(..length).unwrap_or(rest), codepage));
            pool.used.push(false);
            from = from.saturating_add(length);
            if pool.strings.len() > MOST_STRINGS {
                break;
            }
        }
        pool
    }

    fn string(&mut self, index: u32) -> &str {
        let index = index as usize;
        if let Some(used) = self.used.get_mut(index) {
            *used = true;
        }
        self.strings.get(index).map_or("", String::as_str)
    }
}

/// The columns of every table.
fn columns(data: &[u8], pool: &mut Pool) -> BTreeMap<String, Vec<Column>> {
    let text = |name: &str| Column { name: name.to_owned(), kind: IS_STRING };
    let number = |name: &str| Column { name: name.to_owned(), kind: 2 };
    let about = [text("Table"), number("Number"), text("Name"), number("Type")];
    let mut tables: BTreeMap<String, Vec<Column>> = BTreeMap::new();
    for row in rows(&about, data, pool) {
        let mut cells = row.into_iter();
        let (Some(table), _, Some(name), Some(kind)) =
            (cells.next(), cells.next(), cells.next(), cells.next())
        else {
            continue;
        };
        let kind = kind.parse::<i32>().unwrap_or(0).to_le_bytes();
        tables.entry(table).or_default().push(Column { name, kind: u16::from_le_bytes([kind[0], kind[1]]) });
    }
    tables
}

/// The cells of a table, which stores one column after the other.
fn rows(columns: &[Column], data: &[u8], pool: &mut Pool) -> Vec<Vec<String>> {
    let widths: Vec<usize> = columns.iter().map(|column| column.width(pool.width)).collect();
    let width: usize = widths.iter().sum();
    let count = data.len().checked_div(width).unwrap_or(0).min(MOST_ROWS);
    let stored = data.len().checked_div(width).unwrap_or(0);
    let mut rows = vec![Vec::with_capacity(columns.len()); count];
    let mut start = 0_usize;
    for (column, width) in columns.iter().zip(&widths) {
        for (at, row) in rows.iter_mut().enumerate() {
            let raw = slice(data, start + at * width, *width).unwrap_or_default();
            row.push(column.cell(raw, pool));
        }
        start += stored * width;
    }
    rows
}

impl Column {
    fn width(&self, reference: usize) -> usize {
        if self.kind & IS_STRING != 0 && self.kind & !NULLABLE != IS_STREAM {
            reference
        } else if self.kind & !NULLABLE == IS_STREAM || self.kind & 0xFF <= 2 {
            2
        } else {
            4
        }
    }

    fn cell(&self, raw: &[u8], pool: &mut Pool) -> String {
        let value = raw.iter().rev().fold(0_u32, |value, byte| value << 8 | u32::from(*byte));
        if self.kind & !NULLABLE == IS_STREAM {
            return String::new();
        }
        if self.kind & IS_STRING != 0 {
            return pool.string(value).to_owned();
        }
        match (value, raw.len()) {
            (0, _) => String::new(),
            (_, 2) => (i64::from(value) - 0x8000).to_string(),
            _ => (i64::from(value) - 0x8000_0000).to_string(),
        }
    }
}

fn table(name: &str, columns: &[Column], data: &[u8], pool: &mut Pool, ole: &mut Ole<'_, '_, '_>) {
    let rows = rows(columns, data, pool);
    if name == "Property" {
        for row in rows {
            let mut cells = row.into_iter();
            if let (Some(key), Some(value)) = (cells.next(), cells.next()) {
                ole.emit.text(format!("property {key}"), Role::Property(key.as_str().into()), value);
            }
        }
        return;
    }
    let mut text = columns.iter().map(|column| column.name.as_str()).collect::<Vec<_>>().join("\t");
    text.push('\n');
    for row in rows {
        if text.len() > MOST_TEXT {
            break;
        }
        text.push_str(&row.join("\t"));
        text.push('\n');
    }
    // Targets of custom actions are commands and scripts.
    let role = if name == "CustomAction" { Role::Code } else { Role::Cell };
    ole.emit.lines(format!("table {name}"), role, 1, text);
}
