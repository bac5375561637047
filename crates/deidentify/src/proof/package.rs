//! The files of a package on their way: written by room 7, read back by the proof, kept by whoever runs the rooms.

use std::io::{self, Read, Write};

/// One file of a package, held in memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenderedFile {
    /// Path below `share/`.
    pub name: String,
    /// Bytes.
    pub bytes: Vec<u8>,
}

/// The files of a package between rendering and proof. Rooms open no file: who runs them says where these lie.
pub trait Package {
    /// Writes a new file, whole.
    ///
    /// # Errors
    /// What the writer or `fill` says.
    fn write(&mut self, name: &str, fill: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>)
    -> io::Result<()>;

    /// Paths below `share/`, in the order they were written.
    fn names(&self) -> Vec<String>;

    /// Opens a file at its beginning.
    ///
    /// # Errors
    /// What the disk says.
    fn open(&self, name: &str) -> io::Result<Box<dyn Read + '_>>;
}

/// A small package in memory.
impl Package for Vec<RenderedFile> {
    fn write(
        &mut self,
        name: &str,
        fill: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut bytes = Vec::new();
        fill(&mut bytes)?;
        self.push(RenderedFile { name: name.to_owned(), bytes });
        Ok(())
    }

    fn names(&self) -> Vec<String> {
        self.iter().map(|file| file.name.clone()).collect()
    }

    fn open(&self, name: &str) -> io::Result<Box<dyn Read + '_>> {
        let file = self.iter().find(|file| file.name == name).ok_or(io::ErrorKind::NotFound)?;
        Ok(Box::new(file.bytes.as_slice()))
    }
}

/// Reads bytes as UTF-8; what is none becomes U+FFFD.
pub(super) struct Lossy<R> {
    source: R,
    /// Bytes that were read and not yet taken for text: the beginning of a character.
    begun: Vec<u8>,
    text: Vec<u8>,
    at: usize,
    ended: bool,
}

/// Bytes read in one go.
const BLOCK: usize = if cfg!(test) { 3 } else { 64 << 10 };

impl<R: Read> Lossy<R> {
    pub(super) const fn new(source: R) -> Self {
        Self { source, begun: Vec::new(), text: Vec::new(), at: 0, ended: false }
    }

    fn fill(&mut self) -> io::Result<()> {
        self.text.clear();
        self.at = 0;
        let mut block = std::mem::take(&mut self.begun);
        self.ended = (&mut self.source).take(BLOCK as u64).read_to_end(&mut block)? == 0;
        if std::str::from_utf8(&block).is_ok() {
            self.text = block;
            return Ok(());
        }
        let mut chunks = block.utf8_chunks().peekable();
        while let Some(chunk) = chunks.next() {
            self.text.extend_from_slice(chunk.valid().as_bytes());
            let broken = chunk.invalid();
            // Three bytes at most may still become a character.
            let last = chunks.peek().is_none() && !self.ended;
            let begun = last && std::str::from_utf8(broken).is_err_and(|error| error.error_len().is_none());
            if begun {
                self.begun = broken.to_vec();
            } else if !broken.is_empty() {
                self.text.extend_from_slice("\u{FFFD}".as_bytes());
            }
        }
        Ok(())
    }
}

impl<R: Read> Read for Lossy<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.at >= self.text.len() && !self.ended {
            self.fill()?;
        }
        let rest = self.text.get(self.at..).unwrap_or_default();
        let count = rest.len().min(out.len());
        if let (Some(to), Some(from)) = (out.get_mut(..count), rest.get(..count)) {
            to.copy_from_slice(from);
        }
        self.at += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Gives a few bytes at a time.
    struct Slow<'a>(&'a [u8], usize);

    impl Read for Slow<'_> {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            let count = self.1.min(self.0.len()).min(out.len());
            out[..count].copy_from_slice(&self.0[..count]);
            self.0 = &self.0[count..];
            Ok(count)
        }
    }

    proptest! {
        #[test]
        fn what_is_no_text_is_read_as_usual(parts in proptest::collection::vec(prop_oneof![Just(&b"\xE9\x9D"[..]), Just("青".as_bytes()), Just(&b"\xFF"[..]), Just(&b"a"[..])], 0..12), step in 1_usize..5) {
            let bytes = parts.concat();
            let mut text = String::new();
            Lossy::new(Slow(&bytes, step)).read_to_string(&mut text).expect("UTF-8");
            prop_assert_eq!(text, String::from_utf8_lossy(&bytes).into_owned());
        }
    }
}
