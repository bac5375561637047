//! Sheets of a workbook: rows of cells, formulas, names, hidden sheets and rows.

use std::fmt::Write as _;

use super::dates::Formats;
use super::package::{Package, resolve};
use super::strings::{RichText, Shared};
use crate::Role;
use crate::emit::Emit;
use crate::html::decode_entities;
use crate::markup::{Token, Tokens, attribute, local};

/// Bytes of cells handed on together.
const BLOCK: usize = 64 << 10;
/// Rows that may be missing before a block is closed; shorter gaps become empty lines.
const GAP_ROWS: u32 = 50;
/// Empty cells written between two filled ones at most.
const GAP_CELLS: u32 = 64;
/// Bytes taken of one cell; the format allows 32,767 characters.
const MOST_CELL: usize = 128 << 10;

/// Whether a part is read by [`emit`].
pub(super) fn is_sheet_part(package: &Package, name: &str) -> bool {
    let sheet = name.starts_with("xl/worksheets/") && name.ends_with(".xml");
    (sheet || name == "xl/sharedStrings.xml" || name == "xl/workbook.xml")
        && package.bytes("xl/workbook.xml").is_some()
}

/// Hands on names and sheets of a workbook.
pub(super) fn emit(package: &Package, emit: &mut Emit<'_>) {
    let shared = package.text("xl/sharedStrings.xml").map(|text| Shared::read(&text)).unwrap_or_default();
    emit.text("phonetic", Role::Hidden, shared.phonetic.as_str());
    let Some(book) = package.text("xl/workbook.xml") else { return };
    let styles = package.text("xl/styles.xml").unwrap_or_default();
    let book_wide = Book { shared, formats: Formats::read(&styles, &book) };
    let sheets = sheets(package, &book, emit);
    let mut seen: Vec<&str> = sheets.iter().map(|sheet| sheet.part.as_str()).collect();
    for sheet in &sheets {
        self::sheet(package, sheet, &book_wide, emit);
    }
    // Sheets that the workbook does not list are still in the file.
    let names = package.names();
    for part in names.iter().filter(|name| name.starts_with("xl/worksheets/") && name.ends_with(".xml")) {
        if !seen.contains(&part.as_str()) {
            seen.push(part);
            let stray = Sheet { name: part.clone(), part: part.clone(), hidden: true };
            self::sheet(package, &stray, &book_wide, emit);
        }
    }
}

/// What all sheets share.
struct Book {
    shared: Shared,
    formats: Formats,
}

struct Sheet {
    name: String,
    part: String,
    hidden: bool,
}

/// Lists the sheets and hands on defined names.
fn sheets(package: &Package, book: &str, emit: &mut Emit<'_>) -> Vec<Sheet> {
    let relations = package.relations("xl/workbook.xml");
    let mut out = Vec::new();
    let mut names = String::new();
    let mut rest = String::new();
    let mut in_name = false;
    for token in Tokens::xml(book) {
        match token {
            Token::Open { name, attributes, .. } => {
                let value = |key: &str| attribute(&attributes, key).map(|v| decode_entities(v).into_owned());
                match local(name) {
                    "sheet" => {
                        let id = value("id").unwrap_or_default();
                        let target = relations.iter().find(|relation| relation.id == id);
                        let part = target.map(|relation| resolve("xl", &relation.target)).unwrap_or_default();
                        let hidden = value("state").is_some_and(|state| state != "visible");
                        out.push(Sheet { name: value("name").unwrap_or_default(), part, hidden });
                    }
                    "definedName" => {
                        in_name = true;
                        let _ = write!(names, "{} = ", value("name").unwrap_or_default());
                        if let Some(comment) = value("comment") {
                            let _ = write!(names, "({comment}) ");
                        }
                    }
                    "fileSharing" | "absPath" | "workbookPr" | "fileVersion" => {
                        for key in ["userName", "url", "codeName"] {
                            if let Some(value) = value(key) {
                                let _ = writeln!(rest, "{value}");
                            }
                        }
                    }
                    _ => {}
                }
            }
            Token::Text(raw) if in_name => names.push_str(&decode_entities(raw)),
            Token::Close(name) if local(name) == "definedName" => {
                in_name = false;
                names.push('\n');
            }
            _ => {}
        }
    }
    emit.text("defined names", Role::Code, names);
    emit.text("workbook", Role::Hidden, rest);
    let titles: Vec<&str> = out.iter().map(|sheet| sheet.name.as_str()).collect();
    emit.text("sheet names", Role::Property("sheet".into()), titles.join("\n"));
    out
}

fn sheet(package: &Package, sheet: &Sheet, book: &Book, emit: &mut Emit<'_>) {
    let Some(markup) = package.text(&sheet.part) else { return };
    let mut reader = Reader::new(sheet, book);
    for token in Tokens::xml(&markup) {
        if !emit.more() {
            return;
        }
        reader.take(&token, emit);
    }
    reader.finish(emit);
}

/// State of reading one sheet.
struct Reader<'s> {
    sheet: &'s Sheet,
    book: &'s Book,
    block: String,
    hidden_rows: String,
    formulas: String,
    extras: String,
    /// First and last row of the block, widest column.
    first_row: u32,
    row: u32,
    widest: u32,
    row_hidden: bool,
    row_text: String,
    column: u32,
    cell: Cell,
}

/// The cell being read.
#[derive(Default)]
struct Cell {
    column: u32,
    reference: String,
    kind: Kind,
    /// Set where the format of the cell shows a time.
    time_format: Option<String>,
    value: String,
    formula: String,
    rich: RichText,
    inside: Inside,
}

#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Kind {
    #[default]
    Plain,
    Shared,
}

#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Inside {
    #[default]
    Nothing,
    Value,
    Formula,
    Rich,
    Other,
}

impl<'s> Reader<'s> {
    fn new(sheet: &'s Sheet, book: &'s Book) -> Self {
        Self {
            sheet,
            book,
            block: String::new(),
            hidden_rows: String::new(),
            formulas: String::new(),
            extras: String::new(),
            first_row: 1,
            row: 0,
            widest: 1,
            row_hidden: false,
            row_text: String::new(),
            column: 0,
            cell: Cell::default(),
        }
    }

    fn take(&mut self, token: &Token<'_>, emit: &mut Emit<'_>) {
        match token {
            Token::Open { name, attributes, empty } => self.open(local(name), attributes, *empty, emit),
            Token::Close(name) => self.close(local(name), emit),
            Token::Text(raw) => self.text(&decode_entities(raw)),
            Token::Cdata(text) => self.text(text),
            _ => {}
        }
        if self.cell.inside == Inside::Rich {
            self.cell.rich.take(token);
        }
    }

    fn open(&mut self, name: &str, attributes: &[(&str, &str)], empty: bool, emit: &mut Emit<'_>) {
        match name {
            "row" => {
                let number = attribute(attributes, "r").and_then(|r| r.parse().ok());
                self.row_starts(number.unwrap_or(self.row.saturating_add(1)), emit);
                self.row_hidden = matches!(attribute(attributes, "hidden"), Some("1" | "true"));
            }
            "c" => {
                let reference = attribute(attributes, "r").unwrap_or("");
                let column = column_number(reference).unwrap_or(self.column.saturating_add(1));
                let kind = if attribute(attributes, "t") == Some("s") { Kind::Shared } else { Kind::Plain };
                let numeric = matches!(attribute(attributes, "t"), None | Some("n"));
                let time_format = attribute(attributes, "s").filter(|_| numeric).map(str::to_owned);
                self.cell =
                    Cell { column, reference: reference.to_owned(), kind, time_format, ..Cell::default() };
            }
            "v" if !empty => self.cell.inside = Inside::Value,
            "f" if !empty => self.cell.inside = Inside::Formula,
            "is" if !empty => self.cell.inside = Inside::Rich,
            "formula1" | "formula2" | "formula" | "oddHeader" | "oddFooter" | "evenHeader" | "evenFooter"
            | "firstHeader" | "firstFooter"
                if !empty =>
            {
                self.cell.inside = Inside::Other;
            }
            "hyperlink" | "dataValidation" | "protectedRange" => self.extra(attributes),
            _ => {}
        }
    }

    fn close(&mut self, name: &str, emit: &mut Emit<'_>) {
        match name {
            "c" => self.cell_ends(),
            "row" => self.row_ends(emit),
            "v" | "f" | "is" => self.cell.inside = Inside::Nothing,
            _ if self.cell.inside == Inside::Other => {
                self.cell.inside = Inside::Nothing;
                self.extras.push('\n');
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        match self.cell.inside {
            Inside::Value if self.cell.value.len() < MOST_CELL => self.cell.value.push_str(text),
            Inside::Formula if self.cell.formula.len() < MOST_CELL => self.cell.formula.push_str(text),
            Inside::Other => self.extras.push_str(text),
            _ => {}
        }
    }

    fn extra(&mut self, attributes: &[(&str, &str)]) {
        for key in ["location", "display", "tooltip", "error", "errorTitle", "prompt", "promptTitle", "name"]
        {
            if let Some(raw) = attribute(attributes, key) {
                self.extras.push_str(&decode_entities(raw));
                self.extras.push('\n');
            }
        }
    }

    fn row_starts(&mut self, number: u32, emit: &mut Emit<'_>) {
        let gap = number.saturating_sub(self.row).saturating_sub(1);
        if number <= self.row || gap > GAP_ROWS || self.block.is_empty() {
            self.flush(emit);
            self.first_row = number;
        } else {
            for _ in 0..gap {
                self.block.push('\n');
            }
        }
        self.row = number;
        self.column = 0;
        self.row_text.clear();
    }

    fn cell_ends(&mut self) {
        let cell = std::mem::take(&mut self.cell);
        let index = || cell.value.trim().parse::<usize>().ok();
        let time = self.book.formats.time(cell.time_format.as_deref(), &cell.value);
        let text = match cell.kind {
            Kind::Shared => {
                index().and_then(|index| self.book.shared.strings.get(index)).map_or("", String::as_str)
            }
            Kind::Plain if cell.value.is_empty() => cell.rich.visible.as_str(),
            Kind::Plain => time.as_deref().unwrap_or(&cell.value),
        };
        if !cell.formula.is_empty() {
            let _ =
                writeln!(self.formulas, "{} ={}", cell.reference, cell.formula.replace(['\n', '\r'], " "));
        }
        if !cell.rich.phonetic.is_empty() {
            self.extras.push_str(&cell.rich.phonetic);
        }
        if text.is_empty() {
            return;
        }
        let gap = cell.column.saturating_sub(self.column.max(1)).min(GAP_CELLS);
        for _ in 0..gap {
            self.row_text.push('\t');
        }
        // A cell that says twice where it stands must not melt into its neighbour.
        if gap == 0 && !self.row_text.is_empty() {
            self.row_text.push('\t');
        }
        self.row_text.extend(text.chars().map(|c| if matches!(c, '\n' | '\r' | '\t') { ' ' } else { c }));
        self.column = cell.column.max(1);
        self.widest = self.widest.max(self.column);
    }

    fn row_ends(&mut self, emit: &mut Emit<'_>) {
        if self.row_hidden {
            let _ = writeln!(self.hidden_rows, "{}", self.row_text);
        } else {
            self.block.push_str(&self.row_text);
        }
        self.block.push('\n');
        self.row_text.clear();
        if self.block.len() >= BLOCK {
            self.flush(emit);
            self.first_row = self.row.saturating_add(1);
        }
    }

    fn flush(&mut self, emit: &mut Emit<'_>) {
        let block = std::mem::take(&mut self.block);
        let last = column_name(self.widest);
        let part = format!("{}!A{}:{last}{}", self.label(), self.first_row, self.row.max(self.first_row));
        let role = if self.sheet.hidden { Role::Hidden } else { Role::Cell };
        emit.lines(part, role, self.first_row, block);
        self.widest = 1;
    }

    fn finish(mut self, emit: &mut Emit<'_>) {
        if !self.row_text.is_empty() {
            self.row_ends(emit);
        }
        self.flush(emit);
        let label = self.label();
        emit.text(format!("{label} hidden rows"), Role::Hidden, self.hidden_rows);
        emit.text(format!("{label} formulas"), Role::Code, self.formulas);
        emit.text(format!("{label} links and rules"), Role::Hidden, self.extras);
    }

    fn label(&self) -> String {
        let hidden = if self.sheet.hidden { " (hidden)" } else { "" };
        format!("sheet {}{hidden}", self.sheet.name)
    }
}

/// Number of a column from a reference such as `AB12`, from 1.
fn column_number(reference: &str) -> Option<u32> {
    let mut number = 0_u32;
    for byte in reference.bytes().take_while(u8::is_ascii_alphabetic).take(3) {
        number = number * 26 + u32::from(byte.to_ascii_uppercase() - b'A' + 1);
    }
    (number > 0).then_some(number)
}

/// Name of a column from its number, from 1.
pub(crate) fn column_name(number: u32) -> String {
    let mut name = Vec::new();
    let mut left = number;
    while left > 0 {
        left -= 1;
        name.push(b'A' + u8::try_from(left % 26).unwrap_or(0));
        left /= 26;
    }
    name.reverse();
    name.into_iter().map(char::from).collect()
}
