//! One sheet: its cells row by row, and what stands around them.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::strings::Segments;
use super::{Book, Record, add, formula};
use crate::Role;
use crate::bytes::{slice, u16_at, u32_at, u64_at};
use crate::grid::Grid;
use crate::office::workbook::column_name;
use crate::ole::Ole;

/// Bytes of formulas, notes and hidden cells kept of one sheet.
const MOST: usize = 32 << 20;

/// A sheet being read.
pub(super) struct Sheet {
    label: String,
    grid: Grid,
    formulas: String,
    notes: String,
    authors: Vec<String>,
    extras: String,
    links: Vec<u8>,
    concealed: String,
    hidden_rows: BTreeSet<u16>,
    hidden_columns: Vec<(u16, u16)>,
    /// The formula cell whose text comes in the next record.
    waiting: Option<(u16, u16)>,
}

impl Sheet {
    pub(super) fn new(label: String, hidden: bool) -> Self {
        Self {
            grid: Grid::new(label.clone(), hidden),
            label,
            formulas: String::new(),
            notes: String::new(),
            authors: Vec::new(),
            extras: String::new(),
            links: Vec::new(),
            concealed: String::new(),
            hidden_rows: BTreeSet::new(),
            hidden_columns: Vec::new(),
            waiting: None,
        }
    }

    /// Takes a record; gives whether it belongs to a sheet.
    pub(super) fn take(&mut self, record: &Record<'_>, book: &mut Book, ole: &mut Ole<'_, '_, '_>) -> bool {
        let body = record.body();
        let read = book.reader();
        match record.kind {
            0x00FD => {
                let index = u32_at(body, 6).map_or(usize::MAX, |index| index as usize);
                if let Some(used) = book.used.get_mut(index) {
                    *used = true;
                }
                let text = book.shared.get(index).map_or("", String::as_str);
                self.cell(body, text, ole);
            }
            0x0204 | 0x00D6 => self.cell(body, &read.long(body, 6).unwrap_or_default(), ole),
            0x0203 => self.number(body, u64_at(body, 6).map(f64::from_bits), book, ole),
            0x027E => self.number(body, u32_at(body, 6).map(rk), book, ole),
            0x00BD => self.many(body, book, ole),
            0x0205 => {
                let shown = match (body.get(7), body.get(6)) {
                    (Some(0), Some(0)) => "FALSE",
                    (Some(0), _) => "TRUE",
                    _ => "",
                };
                self.cell(body, shown, ole);
            }
            0x0006 | 0x0206 | 0x0406 => self.formula(body, book, ole),
            0x0207 => {
                if let Some((row, column)) = self.waiting.take() {
                    let text = Segments::new(&record.pieces);
                    let text =
                        if book.wide { continued(text) } else { read.long(body, 0).unwrap_or_default() };
                    self.put(row, column, &text, ole);
                }
            }
            0x04BC | 0x0221 => {
                let at = if record.kind == 0x04BC { 8 } else { 12 };
                let length = usize::from(u16_at(body, at).unwrap_or(0));
                let tokens = slice(body, at + 2, length).unwrap_or_default();
                let (row, column) = (u16_at(body, 0).unwrap_or(0), body.get(4).copied().unwrap_or(0));
                self.write_formula(row, column.into(), &formula::text(tokens, book));
            }
            0x0208 => {
                if u16_at(body, 12).unwrap_or(0) & 0x20 != 0 {
                    self.hidden_rows.extend(u16_at(body, 0));
                }
            }
            0x007D => {
                let columns = u16_at(body, 0).zip(u16_at(body, 2));
                if u16_at(body, 8).unwrap_or(0) & 1 == 1 && self.hidden_columns.len() < 256 {
                    self.hidden_columns.extend(columns);
                }
            }
            0x001C => self.note(body, book),
            0x01B6 => {
                let count = usize::from(u16_at(body, 10).unwrap_or(0));
                let mut text = Segments::new(record.pieces.get(1..).unwrap_or_default());
                let wide = record.pieces.get(1).and_then(|piece| piece.first()).is_some_and(|f| f & 1 == 1);
                text.skip(1);
                self.keep(&text.characters(count, wide));
            }
            0x0014 | 0x0015 => {
                let text = if book.wide { read.long(body, 0) } else { read.short(body, 0) };
                add(&mut self.extras, &text.unwrap_or_default());
            }
            0x01B8 | 0x0800 | 0x01BE => {
                if self.links.len() < MOST {
                    self.links.extend_from_slice(body);
                    self.links.extend_from_slice(&[0, 0]);
                }
            }
            _ => return false,
        }
        true
    }

    fn keep(&mut self, note: &str) {
        if self.notes.len() < MOST {
            add(&mut self.notes, note);
        }
    }

    fn cell(&mut self, body: &[u8], text: &str, ole: &mut Ole<'_, '_, '_>) {
        if let Some((row, column)) = u16_at(body, 0).zip(u16_at(body, 2)) {
            self.put(row, column, text, ole);
        }
    }

    fn put(&mut self, row: u16, column: u16, text: &str, ole: &mut Ole<'_, '_, '_>) {
        let concealed = self.hidden_rows.contains(&row)
            || self.hidden_columns.iter().any(|(first, last)| (*first..=*last).contains(&column));
        if concealed {
            if self.concealed.len() < MOST {
                let _ = writeln!(self.concealed, "{}: {text}", reference(row, column));
            }
        } else {
            self.grid.cell(u32::from(row) + 1, u32::from(column) + 1, text, ole.emit);
        }
    }

    fn number(&mut self, body: &[u8], value: Option<f64>, book: &Book, ole: &mut Ole<'_, '_, '_>) {
        let (Some(format), Some(value)) = (u16_at(body, 4), value) else { return };
        self.cell(body, &shown(format, value, book), ole);
    }

    fn many(&mut self, body: &[u8], book: &Book, ole: &mut Ole<'_, '_, '_>) {
        let Some((row, first)) = u16_at(body, 0).zip(u16_at(body, 2)) else { return };
        for (column, pair) in (first..).zip(body.get(4..).unwrap_or_default().chunks_exact(6)) {
            if let (Some(format), Some(value)) = (u16_at(pair, 0), u32_at(pair, 2)) {
                self.put(row, column, &shown(format, rk(value), book), ole);
            }
        }
    }

    fn formula(&mut self, body: &[u8], book: &Book, ole: &mut Ole<'_, '_, '_>) {
        let Some((row, column)) = u16_at(body, 0).zip(u16_at(body, 2)) else { return };
        let length = usize::from(u16_at(body, 20).unwrap_or(0));
        let rest = body.get(22..).unwrap_or_default();
        let tokens = rest.get(..length).unwrap_or(rest);
        self.write_formula(row, column, &formula::text(tokens, book));
        self.waiting = None;
        match (u16_at(body, 12), body.get(6)) {
            (Some(0xFFFF), Some(0)) => self.waiting = Some((row, column)),
            (Some(0xFFFF), Some(1)) => {
                let shown = if body.get(8) == Some(&0) { "FALSE" } else { "TRUE" };
                self.cell(body, shown, ole);
            }
            (Some(0xFFFF), _) => {}
            _ => self.number(body, u64_at(body, 6).map(f64::from_bits), book, ole),
        }
    }

    fn write_formula(&mut self, row: u16, column: u16, text: &str) {
        if !text.is_empty() && self.formulas.len() < MOST {
            let _ = writeln!(self.formulas, "{} ={text}", reference(row, column));
        }
    }

    fn note(&mut self, body: &[u8], book: &Book) {
        if book.wide {
            let author = book.reader().long(body, 8).unwrap_or_default();
            if !author.is_empty() && !self.authors.contains(&author) && self.authors.len() < 1000 {
                self.authors.push(author);
            }
        } else {
            let text = book.reader().counted(body, 6, usize::from(u16_at(body, 4).unwrap_or(0)));
            self.keep(&text.unwrap_or_default().0);
        }
    }

    /// Hands on what was gathered.
    pub(super) fn finish(mut self, _book: &Book, ole: &mut Ole<'_, '_, '_>) {
        self.grid.flush(ole.emit);
        let label = &self.label;
        ole.emit.text(format!("{label} hidden rows and columns"), Role::Hidden, self.concealed);
        ole.emit.text(format!("{label} formulas"), Role::Code, self.formulas);
        ole.emit.text(format!("{label} notes and boxes"), Role::Hidden, self.notes);
        for author in self.authors {
            ole.emit.text(format!("{label} notes author"), Role::Property("author".into()), author);
        }
        ole.emit.text(format!("{label} header and footer"), Role::Hidden, self.extras);
        ole.strings(&format!("{label} links and rules"), &self.links);
    }
}

/// A string behind its length and width, which may go on in further records.
fn continued(mut segments: Segments<'_>) -> String {
    segments.rich().map(|(text, _)| text).unwrap_or_default()
}

fn shown(format: u16, value: f64, book: &Book) -> String {
    book.time(format, value).unwrap_or_else(|| value.to_string())
}

fn reference(row: u16, column: u16) -> String {
    format!("{}{}", column_name(u32::from(column) + 1), u32::from(row) + 1)
}

/// A number in four bytes: the high half of a float, or an integer; either perhaps in hundredths.
fn rk(raw: u32) -> f64 {
    let value = if raw & 2 == 2 {
        // The sign moves along.
        f64::from(raw.cast_signed() >> 2)
    } else {
        f64::from_bits(u64::from(raw & 0xFFFF_FFFC) << 32)
    };
    if raw & 1 == 1 { value / 100.0 } else { value }
}
