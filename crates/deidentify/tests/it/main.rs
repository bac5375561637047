//! The room from end to end: material in, draft and proven bytes out.

mod bench;
mod case_patterns;
mod invariants;
mod ladder;
mod tales;
