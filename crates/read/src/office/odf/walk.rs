//! The walk through `content.xml` or `styles.xml`.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use base64::Engine as _;

use crate::Role;
use crate::emit::Emit;
use crate::grid::Grid;
use crate::html::decode_entities;
use crate::markup::{Token, Tokens, attribute, local};
use crate::office::workbook::column_name;

/// Times a repeated cell is written.
const MOST_REPEATS: u32 = 64;
/// Embedded files written as base64.
const MOST_FILES: usize = 1000;

/// Where text goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Target {
    Body,
    Slide(u32),
    Notes(u32),
    Margin,
    Comment,
    Hidden,
    Author,
    /// The cell being read.
    Cell,
    /// Base64 of an embedded file.
    File,
    Drop,
}

/// Hands on one part; `prefix` stands before the names of its places.
pub(super) fn emit(prefix: &str, markup: &str, emit: &mut Emit<'_>) {
    let mut walk = Walk::new(prefix);
    for token in Tokens::xml(markup) {
        if !emit.more() {
            return;
        }
        match token {
            Token::Open { name, attributes, empty } => {
                walk.open(name, &attributes);
                if empty {
                    walk.close(local(name), emit);
                }
            }
            Token::Close(name) => walk.close(local(name), emit),
            Token::Text(raw) => walk.text(&decode_entities(raw)),
            Token::Cdata(text) => walk.text(text),
            _ => {}
        }
    }
    walk.finish(emit);
}

struct Sheet {
    label: String,
    grid: Grid,
    hidden_columns: Vec<(u32, u32)>,
    /// Columns described so far.
    columns: u32,
    row: u32,
    column: u32,
    rows: u32,
    cells: u32,
    collapsed: bool,
    shown: String,
    concealed: String,
    formulas: String,
}

struct Walk<'p> {
    prefix: &'p str,
    depth: u32,
    /// Targets with the depth of the element that chose them.
    targets: Vec<(u32, Target)>,
    texts: BTreeMap<Target, String>,
    authors: Vec<String>,
    links: String,
    names: String,
    files: Vec<Vec<u8>>,
    /// Styles whose text is hidden, tables whose sheet is hidden.
    hidden_styles: Vec<String>,
    style: String,
    slides: u32,
    table_depth: u32,
    sheets: bool,
    titles: Vec<String>,
    sheet: Option<Sheet>,
}

impl<'p> Walk<'p> {
    fn new(prefix: &'p str) -> Self {
        Self {
            prefix,
            depth: 0,
            targets: Vec::new(),
            texts: BTreeMap::new(),
            authors: Vec::new(),
            links: String::new(),
            names: String::new(),
            files: Vec::new(),
            hidden_styles: Vec::new(),
            style: String::new(),
            slides: 0,
            table_depth: 0,
            sheets: false,
            titles: Vec::new(),
            sheet: None,
        }
    }

    fn target(&self) -> Target {
        self.targets.last().map_or(Target::Body, |(_, target)| *target)
    }

    fn go_to(&mut self, target: Target) {
        self.targets.push((self.depth, target));
    }

    fn open(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.depth = self.depth.saturating_add(1);
        let value = |key: &str| attribute(attributes, key).map(|raw| decode_entities(raw).into_owned());
        let number = |key: &str| value(key).and_then(|text| text.parse::<u32>().ok());
        if let Some(target) = value("href").filter(|target| !target.starts_with('#')) {
            let _ = writeln!(self.links, "{target}");
        }
        if name.starts_with("number:") {
            self.go_to(Target::Drop);
        }
        match local(name) {
            "annotation" | "annotation-end" => self.go_to(Target::Comment),
            "deletion" | "hidden-text" | "hidden-paragraph" => self.go_to(Target::Hidden),
            "creator" if matches!(self.target(), Target::Comment | Target::Hidden) || self.in_change() => {
                self.authors.push(String::new());
                self.go_to(Target::Author);
            }
            "change-info" => self.go_to(Target::Drop),
            "date" | "creator-initials" if self.target() == Target::Comment => self.go_to(Target::Drop),
            "binary-data" if self.files.len() < MOST_FILES => {
                self.files.push(Vec::new());
                self.go_to(Target::File);
            }
            "header" | "footer" | "header-left" | "footer-left" | "header-first" | "footer-first" => {
                self.go_to(Target::Margin);
            }
            "page" if name.starts_with("draw") => {
                self.slides = self.slides.saturating_add(1);
                self.go_to(Target::Slide(self.slides));
            }
            "notes" => self.go_to(Target::Notes(self.slides)),
            "style" => self.style = value("name").unwrap_or_default(),
            "text-properties" | "table-properties" => {
                let hidden = matches!(value("display").as_deref(), Some("none" | "false"));
                if hidden && self.hidden_styles.len() < 10_000 {
                    self.hidden_styles.push(self.style.clone());
                }
            }
            "span" | "p" | "h"
                if value("style-name").is_some_and(|style| self.hidden_styles.contains(&style)) =>
            {
                self.go_to(Target::Hidden);
            }
            "tab" => self.text("\t"),
            "line-break" => self.text("\n"),
            "s" => self.put(&" ".repeat(number("c").unwrap_or(1).min(100) as usize)),
            "spreadsheet" => self.sheets = true,
            "named-range" | "named-expression" | "database-range" => {
                let what = value("cell-range-address").or_else(|| value("expression"));
                let what = what.or_else(|| value("target-range-address")).unwrap_or_default();
                let _ = writeln!(self.names, "{} = {what}", value("name").unwrap_or_default());
            }
            "table" => {
                self.table_depth += 1;
                if self.sheets && self.table_depth == 1 {
                    let hidden = value("style-name").is_some_and(|style| self.hidden_styles.contains(&style));
                    self.begin(&value("name").unwrap_or_default(), hidden);
                }
            }
            "table-column" => self.columns(number("number-columns-repeated"), value("visibility").as_deref()),
            "table-row" => self.row(number("number-rows-repeated"), value("visibility").as_deref()),
            "table-cell" | "covered-table-cell" => {
                self.cell(number("number-columns-repeated"), value("formula"), value("string-value"));
            }
            _ => {}
        }
    }

    fn in_change(&self) -> bool {
        self.target() == Target::Drop
    }

    fn begin(&mut self, name: &str, hidden: bool) {
        self.titles.push(name.to_owned());
        let mark = if hidden { " (hidden)" } else { "" };
        let label = format!("{}sheet {name}{mark}", self.prefix);
        self.sheet = Some(Sheet {
            grid: Grid::new(label.clone(), hidden),
            label,
            hidden_columns: Vec::new(),
            columns: 0,
            row: 0,
            column: 0,
            rows: 1,
            cells: 1,
            collapsed: false,
            shown: String::new(),
            concealed: String::new(),
            formulas: String::new(),
        });
    }

    fn columns(&mut self, repeated: Option<u32>, visibility: Option<&str>) {
        let Some(sheet) = &mut self.sheet else { return };
        let first = sheet.columns.saturating_add(1);
        sheet.columns = sheet.columns.saturating_add(repeated.unwrap_or(1));
        if matches!(visibility, Some("collapse" | "filter")) && sheet.hidden_columns.len() < 1000 {
            sheet.hidden_columns.push((first, sheet.columns));
        }
    }

    fn row(&mut self, repeated: Option<u32>, visibility: Option<&str>) {
        let Some(sheet) = &mut self.sheet else { return };
        sheet.row = sheet.row.saturating_add(sheet.rows);
        if sheet.row == 0 {
            sheet.row = 1;
        }
        sheet.rows = repeated.unwrap_or(1);
        sheet.column = 0;
        sheet.cells = 1;
        sheet.collapsed = matches!(visibility, Some("collapse" | "filter"));
    }

    fn cell(&mut self, repeated: Option<u32>, formula: Option<String>, shown: Option<String>) {
        let Some(sheet) = &mut self.sheet else { return };
        sheet.column = sheet.column.saturating_add(sheet.cells);
        sheet.cells = repeated.unwrap_or(1);
        sheet.shown = shown.unwrap_or_default();
        if let Some(formula) = formula {
            let place = format!("{}{}", column_name(sheet.column), sheet.row);
            let _ = writeln!(sheet.formulas, "{place} ={}", formula.trim_start_matches("of:="));
        }
        self.go_to(Target::Cell);
    }

    /// Text between tags; breaks between elements mean nothing.
    fn text(&mut self, text: &str) {
        if !text.trim_matches(['\n', '\r', ' ']).is_empty() || matches!(text, " " | "\n") {
            self.put(text);
        }
    }

    fn put(&mut self, text: &str) {
        match self.target() {
            Target::Drop => {}
            Target::File => {
                if let Some(file) = self.files.last_mut() {
                    file.extend(text.bytes().filter(|byte| !byte.is_ascii_whitespace()));
                }
            }
            Target::Author => {
                if let Some(author) = self.authors.last_mut() {
                    author.push_str(text);
                }
            }
            target => self.texts.entry(target).or_default().push_str(text),
        }
    }

    fn close(&mut self, name: &str, emit: &mut Emit<'_>) {
        let in_cell = self.table_depth > 0 && self.sheet.is_none();
        match name {
            "p" | "h" if self.target() == Target::Cell || (in_cell && self.target() == Target::Body) => {
                self.text(" ")
            }
            "p" | "h" => self.end_line(),
            "table-cell" | "covered-table-cell" => self.cell_ends(emit),
            "table-row" if self.sheet.is_none() => self.end_line(),
            "table" => {
                self.table_depth = self.table_depth.saturating_sub(1);
                if self.table_depth == 0 {
                    self.sheet_ends(emit);
                }
            }
            _ => {}
        }
        while self.targets.last().is_some_and(|(depth, _)| *depth >= self.depth) {
            self.targets.pop();
        }
        self.depth = self.depth.saturating_sub(1);
    }

    fn end_line(&mut self) {
        let target = self.target();
        if !matches!(target, Target::Drop | Target::File | Target::Author) {
            self.texts.entry(target).or_default().push('\n');
        }
    }

    fn cell_ends(&mut self, emit: &mut Emit<'_>) {
        let text = self.texts.remove(&Target::Cell).unwrap_or_default();
        let Some(sheet) = &mut self.sheet else {
            let under =
                self.targets.iter().rev().map(|(_, target)| *target).find(|target| *target != Target::Cell);
            let body = self.texts.entry(under.unwrap_or(Target::Body)).or_default();
            while body.ends_with(' ') {
                body.pop();
            }
            body.push_str(text.trim());
            body.push('\t');
            return;
        };
        let text = if text.trim().is_empty() { sheet.shown.as_str() } else { text.trim() };
        if text.is_empty() {
            return;
        }
        let hidden =
            |column: u32| sheet.hidden_columns.iter().any(|(from, to)| (*from..=*to).contains(&column));
        for column in sheet.column..sheet.column.saturating_add(sheet.cells.clamp(1, MOST_REPEATS)) {
            if sheet.collapsed || hidden(column) {
                let _ = writeln!(sheet.concealed, "{}{}: {text}", column_name(column), sheet.row);
            } else {
                sheet.grid.cell(sheet.row, column, text, emit);
            }
        }
    }

    fn sheet_ends(&mut self, emit: &mut Emit<'_>) {
        let Some(mut sheet) = self.sheet.take() else { return };
        sheet.grid.flush(emit);
        emit.text(format!("{} hidden rows and columns", sheet.label), Role::Hidden, sheet.concealed);
        emit.text(format!("{} formulas", sheet.label), Role::Code, sheet.formulas);
    }

    fn finish(mut self, emit: &mut Emit<'_>) {
        self.sheet_ends(emit);
        let place = |label: &str| format!("{}{label}", self.prefix);
        for (target, text) in self.texts {
            match target {
                Target::Body => emit.lines(place("body"), Role::Prose, 1, text),
                Target::Slide(number) => emit.lines(place(&format!("slide {number}")), Role::Prose, 1, text),
                Target::Notes(number) => {
                    emit.text(place(&format!("notes of slide {number}")), Role::Prose, text)
                }
                Target::Margin => emit.lines(place("headers and footers"), Role::Prose, 1, text),
                Target::Comment => emit.text(place("comments"), Role::Hidden, text),
                _ => emit.text(place("hidden or deleted"), Role::Hidden, text),
            }
        }
        for author in self.authors {
            emit.text(place("author"), Role::Property("author".into()), author);
        }
        emit.text(place("sheet names"), Role::Property("sheet".into()), self.titles.join("\n"));
        emit.text(place("defined names"), Role::Code, self.names);
        emit.text(place("links"), Role::Field("rels/target".into()), self.links);
        for (number, file) in self.files.iter().enumerate() {
            let engine = base64::engine::general_purpose::STANDARD;
            match engine.decode(file) {
                Ok(data) => emit.child(&place(&format!("embedded {}.bin", number + 1)), &data),
                Err(_) => emit.malformed(
                    &place("embedded"),
                    "埋め込みファイルが壊れています",
                    "an embedded file is broken",
                ),
            }
        }
    }
}
