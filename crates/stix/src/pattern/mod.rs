//! STIX patterns: written with correct escapes, and checked against the grammar.

mod check;
mod lex;
mod write;

pub use check::{PatternError, check};
pub use write::{Comparison, Pattern, literal};
