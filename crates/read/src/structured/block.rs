//! Lines `key: value` gathered into passages of one or a few records.

use crate::Role;
use crate::emit::Emit;

/// Bytes from which a record is handed on by itself.
const RECORD: usize = 1 << 10;
/// Bytes at which even an unfinished record is handed on.
const FULL: usize = 64 << 10;

/// A block of lines that belong together.
#[derive(Default)]
pub(super) struct Block {
    text: String,
    path: String,
}

impl Block {
    /// Whether nothing is in it yet, so that the next line decides its path.
    pub(super) const fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Sets where the block begins.
    pub(super) fn begin(&mut self, path: String) {
        self.path = path;
    }

    /// Adds a line.
    pub(super) fn line(&mut self, key: &str, value: &str) {
        if !key.is_empty() {
            self.text.push_str(key);
            self.text.push_str(if value.is_empty() { ":" } else { ": " });
        }
        self.text.push_str(value);
        self.text.push('\n');
    }

    /// Whether it is too large to wait for the end of the record.
    pub(super) const fn is_full(&self) -> bool {
        self.text.len() >= FULL
    }

    /// Whether it is large enough to be handed on at the end of a record.
    pub(super) const fn is_record(&self) -> bool {
        self.text.len() >= RECORD
    }

    /// Hands it on and empties it.
    pub(super) fn flush(&mut self, emit: &mut Emit<'_>) {
        if !self.text.is_empty() {
            let field: String = strip_indexes(&self.path);
            let part = std::mem::take(&mut self.path);
            emit.text(part, Role::Field(field.into()), std::mem::take(&mut self.text));
        }
    }
}

fn strip_indexes(path: &str) -> String {
    let mut inside = false;
    let keep = |c: &char| {
        match c {
            '[' => inside = true,
            ']' => {
                inside = false;
                return false;
            }
            _ => {}
        }
        !inside
    };
    path.chars().filter(keep).collect()
}
