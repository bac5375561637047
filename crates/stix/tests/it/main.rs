//! The wire format against the OASIS conformance cases and real bundles.

mod patterns;
