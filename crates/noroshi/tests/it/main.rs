//! The binary as a person or a script runs it.

mod cases;
mod documents;
mod forensic;
mod hostile;
mod real;
mod reidentify;
mod support;
