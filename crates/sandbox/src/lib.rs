//! Readers of hostile formats in a child of the same binary, with limits on memory, time and system calls.
//!
//! In: a material. Out: the same events a [`Sink`](noroshi_read::Sink) would get in-process. A child that dies, hangs
//! or runs out of memory costs its file, never the run.

use noroshi_base::Limits;
use noroshi_intake::Material;
use noroshi_read::{Options, Sink};

/// First argument that makes the binary a reader child; nobody types it.
pub const CHILD_ARGUMENT: &str = "__reader";

/// A reader process that is used for file after file, and replaced when it dies.
#[derive(Debug)]
pub struct Reader {}

impl Reader {
    /// Prepares a reader; the child starts with the first file.
    pub fn new(_options: Options) -> Self {
        Self {}
    }

    /// Reads one material and hands its events to `sink`; never fails as a whole.
    pub fn read(&mut self, _material: &Material, _sink: &mut dyn Sink) {}
}

/// Body of the child: limits itself, then answers requests on standard input until it closes. Gives the exit code.
pub fn child_main(_limits: &Limits) -> i32 {
    0
}
