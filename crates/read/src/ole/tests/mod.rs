//! Compound files: real ones (`tests/fixtures/old`) and ones that a foreign writer builds for a test.

mod build;
mod documents;
mod installer;
mod macros;
mod message;
mod show;

pub(crate) use build::{Compound, fixture, native, property_set};
