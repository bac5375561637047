//! Bundles: one object a line, so that a person can read them and a diff stays small.

use std::io::{self, Write};

use crate::{Id, Object};

/// Writes a bundle.
///
/// # Errors
/// What the writer says.
pub fn write_bundle<'a, W: Write + ?Sized>(
    out: &mut W,
    id: &Id,
    objects: impl IntoIterator<Item = &'a Object>,
) -> io::Result<()> {
    write!(out, "{{\"type\":\"bundle\",\"id\":\"{id}\",\"objects\":[")?;
    for (at, object) in objects.into_iter().enumerate() {
        out.write_all(if at == 0 { b"\n" } else { b",\n" })?;
        serde_json::to_writer(&mut *out, object)?;
    }
    out.write_all(b"\n]}\n")
}
