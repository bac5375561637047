//! The files beside the page: one record a line, and the mapping.

use std::io::{self, Write};
use std::sync::Arc;

use noroshi_deidentify::Kept;
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

/// Writes one finding a line.
///
/// # Errors
/// What the writer says.
pub fn write_findings(kept: &Kept, out: &mut dyn Write) -> io::Result<()> {
    write_lines(&kept.findings, out)
}

/// Writes one held item a line.
///
/// # Errors
/// What the writer says.
pub fn write_held(kept: &Kept, out: &mut dyn Write) -> io::Result<()> {
    write_lines(&kept.held, out)
}

/// Writes the mapping from token to original: one JSON object.
///
/// # Errors
/// What the writer says.
pub fn write_mapping(kept: &Kept, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &Mapping(&kept.mapping))?;
    out.write_all(b"\n")
}

/// Writes `ladder.json`: how narrowly the victim was described, and why no narrower.
///
/// # Errors
/// What the writer says.
pub fn write_ladder(ladder: &noroshi_deidentify::ladder::Record, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, ladder)?;
    out.write_all(b"\n")
}

fn write_lines<T: Serialize>(records: &[T], out: &mut dyn Write) -> io::Result<()> {
    for record in records {
        serde_json::to_writer(&mut *out, record)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

/// Pairs written as one object, in their order.
struct Mapping<'a>(&'a [(Arc<str>, Box<str>)]);

impl Serialize for Mapping<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (token, original) in self.0 {
            map.serialize_entry(token, original)?;
        }
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mapping_is_one_object_in_order() {
        let kept = Kept {
            mapping: vec![("[HOST-2]".into(), "b\n\"".into()), ("[HOST-1]".into(), "a".into())],
            ..Kept::default()
        };
        let mut out = Vec::new();
        write_mapping(&kept, &mut out).expect("a vector takes everything");
        assert_eq!(
            String::from_utf8_lossy(&out),
            "{\n  \"[HOST-2]\": \"b\\n\\\"\",\n  \"[HOST-1]\": \"a\"\n}\n"
        );
    }
}
