//! Use cases: one function a verb of the command line, and later of the pages.
//!
//! In: a request. Out: a result that scripts and people can read. The rooms decide; this crate opens files, runs the
//! rooms on all cores and writes what the rooms allowed.

pub mod deidentify;
pub mod error;
pub mod extract;
pub mod outside;
pub mod pipeline;
pub mod progress;
pub mod suggest;
pub mod verify;
pub mod write;

pub use error::Error;
pub use progress::{Progress, Silent};
