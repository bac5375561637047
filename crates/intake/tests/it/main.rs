//! Tests on real files.

mod corpus;
