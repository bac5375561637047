//! Cells of a sheet become blocks of rows, with the range as their place.

use crate::Role;
use crate::emit::Emit;
use crate::office::workbook::column_name;

/// Bytes of cells handed on together.
const BLOCK: usize = 64 << 10;
/// Rows that may be missing before a block is closed; shorter gaps become empty lines.
const GAP_ROWS: u32 = 50;
/// Empty cells written between two filled ones at most.
const GAP_CELLS: u32 = 64;

/// Gathers the cells of one sheet, row after row.
pub(crate) struct Grid {
    label: String,
    hidden: bool,
    block: String,
    first_row: u32,
    row: u32,
    column: u32,
    widest: u32,
}

impl Grid {
    /// A sheet; `label` is what its places begin with, such as `sheet 名簿`.
    pub(crate) fn new(label: String, hidden: bool) -> Self {
        Self { label, hidden, block: String::new(), first_row: 1, row: 0, column: 0, widest: 1 }
    }

    /// A cell with its row and column, from 1; empty ones are left out.
    pub(crate) fn cell(&mut self, row: u32, column: u32, text: &str, emit: &mut Emit<'_>) {
        if text.is_empty() {
            return;
        }
        self.go_to(row, emit);
        let begun = self.column > 0;
        let gap = column.saturating_sub(self.column.max(1)).min(GAP_CELLS);
        // A cell that says twice where it stands must not melt into its neighbour.
        for _ in 0..gap.max(u32::from(begun)) {
            self.block.push('\t');
        }
        self.block.extend(text.chars().map(|c| if matches!(c, '\n' | '\r' | '\t') { ' ' } else { c }));
        self.column = column.max(1);
        self.widest = self.widest.max(self.column);
    }

    fn go_to(&mut self, row: u32, emit: &mut Emit<'_>) {
        if row == self.row {
            return;
        }
        if !self.block.is_empty() {
            self.block.push('\n');
        }
        let gap = row.saturating_sub(self.row).saturating_sub(1);
        if row < self.row || gap > GAP_ROWS || self.block.len() >= BLOCK || self.block.is_empty() {
            self.flush(emit);
            self.first_row = row;
        } else {
            for _ in 0..gap {
                self.block.push('\n');
            }
        }
        self.row = row;
        self.column = 0;
    }

    /// Hands on what was gathered.
    pub(crate) fn flush(&mut self, emit: &mut Emit<'_>) {
        let block = std::mem::take(&mut self.block);
        let last = column_name(self.widest);
        let part = format!("{}!A{}:{last}{}", self.label, self.first_row, self.row.max(self.first_row));
        let role = if self.hidden { Role::Hidden } else { Role::Cell };
        emit.lines(part, role, self.first_row, block);
        self.widest = 1;
    }
}
