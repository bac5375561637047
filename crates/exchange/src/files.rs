//! Files of the package, digested while they are written.

use std::io::{self, BufWriter, Write};

use noroshi_deidentify::Package;
use serde::Serialize;
use sha2::{Digest, Sha256};

/// A file that was written.
#[derive(Debug, Serialize)]
pub(crate) struct Written {
    name: String,
    size: u64,
    sha256: String,
}

/// Writes files and remembers what the manifest says of them.
pub(crate) struct Files<'p> {
    package: &'p mut dyn Package,
    pub(crate) written: Vec<Written>,
}

impl<'p> Files<'p> {
    pub(crate) fn new(package: &'p mut dyn Package) -> Self {
        Self { package, written: Vec::new() }
    }

    /// Writes one file.
    pub(crate) fn write(
        &mut self,
        name: &str,
        mut fill: impl FnMut(&mut dyn Write) -> io::Result<()>,
    ) -> io::Result<()> {
        let (mut digest, mut size) = (Sha256::new(), 0);
        self.package.write(name, &mut |out| {
            let mut digested = Digested { out, digest: Sha256::new(), size: 0 };
            // Writers of JSON give a few bytes at a time.
            let mut buffer = BufWriter::with_capacity(64 << 10, &mut digested);
            fill(&mut buffer)?;
            buffer.flush()?;
            drop(buffer);
            (digest, size) = (digested.digest, digested.size);
            Ok(())
        })?;
        let sha256 = digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        self.written.push(Written { name: name.to_owned(), size, sha256 });
        Ok(())
    }
}

/// Digests what goes through it.
struct Digested<'w> {
    out: &'w mut dyn Write,
    digest: Sha256,
    size: u64,
}

impl Write for Digested<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.out.write(bytes)?;
        self.digest.update(bytes.get(..count).unwrap_or_default());
        self.size += count as u64;
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
