//! Readers on real public material and on fixtures, through the crate's own door.

mod feeds;
mod heard;
mod materials;
