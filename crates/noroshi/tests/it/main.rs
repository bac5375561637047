//! The binary as a person or a script runs it.

mod cases;
mod documents;
mod hostile;
mod real;
mod reidentify;
mod support;
