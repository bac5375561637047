//! Bundles: one object a line, so that a person can read them and a diff stays small.

use std::io::{self, Write};

use crate::{Id, Object};

/// Writes a bundle object by object, holding none of them.
#[derive(Debug)]
pub struct BundleWriter<W> {
    out: W,
    empty: bool,
}

impl<W: Write> BundleWriter<W> {
    /// Begins a bundle.
    ///
    /// # Errors
    /// What the writer says.
    pub fn new(mut out: W, id: &Id) -> io::Result<Self> {
        write!(out, "{{\"type\":\"bundle\",\"id\":\"{id}\",\"objects\":[")?;
        Ok(Self { out, empty: true })
    }

    /// Adds an object.
    ///
    /// # Errors
    /// What the writer says.
    pub fn push(&mut self, object: &Object) -> io::Result<()> {
        self.out.write_all(if self.empty { b"\n" } else { b",\n" })?;
        self.empty = false;
        Ok(serde_json::to_writer(&mut self.out, object)?)
    }

    /// Ends the bundle.
    ///
    /// # Errors
    /// What the writer says.
    pub fn finish(mut self) -> io::Result<W> {
        self.out.write_all(b"\n]}\n")?;
        Ok(self.out)
    }
}
