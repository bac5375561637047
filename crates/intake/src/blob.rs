//! Bytes in memory or on disk.
//!
//! In: a path, or a reader that is gone after one pass. Out: bytes that can be opened any number of times.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest, Sha256};

/// Bytes kept in memory before a member goes to a temporary file.
const IN_MEMORY: u64 = 16 << 20;

/// Bytes that can be opened any number of times.
#[derive(Debug, Clone)]
pub enum Blob {
    /// In memory.
    Memory(Arc<Vec<u8>>),
    /// A file the analyst named.
    File {
        /// Where it lies.
        path: PathBuf,
        /// Its size in bytes when it was collected.
        len: u64,
    },
    /// A member of a container, spooled to an unlinked temporary file.
    Spool {
        /// The file, shared.
        file: Arc<File>,
        /// Where it begins in that file; several members may share one.
        start: u64,
        /// Its size in bytes.
        len: u64,
    },
}

/// One unlinked file that takes many members of one container, so that thousands of them cost one handle.
#[derive(Debug, Default)]
pub struct Pack {
    file: Option<Arc<File>>,
    at: u64,
}

impl Pack {
    /// Appends at most `limit` bytes of `data`; tells also whether `data` had more than that.
    ///
    /// # Errors
    /// What the disk or `data` says; the pack stays usable.
    pub fn add(&mut self, data: &mut dyn Read, limit: u64, dir: &Path) -> io::Result<(Blob, bool)> {
        let file = match &self.file {
            Some(file) => Arc::clone(file),
            None => Arc::new(tempfile::tempfile_in(dir)?),
        };
        self.file = Some(Arc::clone(&file));
        let start = self.at;
        let mut taken = data.take(limit);
        let mut buffer = vec![0; 1 << 16];
        loop {
            let count = match taken.read(&mut buffer) {
                Ok(0) => break,
                Ok(count) => count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            file.write_all_at(buffer.get(..count).unwrap_or(&buffer), self.at)?;
            self.at = self.at.saturating_add(count as u64);
        }
        let len = self.at - start;
        let more = len == limit && has_more(data)?;
        Ok((Blob::Spool { file, start, len }, more))
    }
}

/// Why a blob was not read whole.
#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    /// It has more bytes than the caller takes.
    #[error("larger than the limit")]
    OverLimit,
    /// The system refused.
    #[error("cannot be read: {0}")]
    Io(#[from] io::Error),
}

impl Blob {
    /// Size in bytes.
    pub fn len(&self) -> u64 {
        match self {
            Self::Memory(bytes) => bytes.len() as u64,
            Self::File { len, .. } | Self::Spool { len, .. } => *len,
        }
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Opens it at its first byte; a file that grew since it was collected ends where it ended then.
    pub fn open(&self) -> io::Result<BlobReader> {
        let source = match self {
            Self::Memory(bytes) => Source::Memory(Arc::clone(bytes)),
            Self::File { path, .. } => Source::File(Arc::new(File::open(path)?), 0),
            Self::Spool { file, start, .. } => Source::File(Arc::clone(file), *start),
        };
        Ok(BlobReader { source, at: 0, len: self.len() })
    }

    /// Gives all bytes where they are at most `limit`.
    pub fn read(&self, limit: u64) -> Result<Arc<Vec<u8>>, BlobError> {
        if self.len() > limit {
            return Err(BlobError::OverLimit);
        }
        if let Self::Memory(bytes) = self {
            return Ok(Arc::clone(bytes));
        }
        let mut bytes = Vec::with_capacity(usize::try_from(self.len()).unwrap_or(0));
        self.open()?.read_to_end(&mut bytes)?;
        Ok(Arc::new(bytes))
    }

    /// Gives up to `count` bytes from `offset` on; fewer where the blob ends.
    pub fn read_at(&self, offset: u64, count: usize) -> io::Result<Vec<u8>> {
        let mut reader = self.open()?;
        reader.seek(SeekFrom::Start(offset))?;
        let mut bytes = Vec::with_capacity(count.min(usize::try_from(self.len()).unwrap_or(count)));
        reader.take(count as u64).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// Reads at most `limit` bytes of `data`: small ones stay in memory, large ones go to an unlinked file in `dir`.
    ///
    /// Tells also whether `data` had more bytes than that.
    pub fn spool(data: &mut dyn Read, limit: u64, dir: &Path) -> io::Result<(Self, bool)> {
        let mut bytes = Vec::new();
        data.take(limit.min(IN_MEMORY)).read_to_end(&mut bytes)?;
        let held = bytes.len() as u64;
        if held < IN_MEMORY || limit <= IN_MEMORY {
            let more = held == limit && has_more(data)?;
            return Ok((Self::Memory(Arc::new(bytes)), more));
        }
        let mut file = tempfile::tempfile_in(dir)?;
        file.write_all(&bytes)?;
        drop(bytes);
        let rest = io::copy(&mut data.take(limit - held), &mut file)?;
        let len = held.saturating_add(rest);
        let more = len == limit && has_more(data)?;
        Ok((Self::Spool { file: Arc::new(file), start: 0, len }, more))
    }

    /// SHA-256 of the bytes, streamed.
    pub fn sha256(&self) -> io::Result<[u8; 32]> {
        sha256(&mut self.open()?)
    }
}

impl From<Vec<u8>> for Blob {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Memory(Arc::new(bytes))
    }
}

fn has_more(data: &mut dyn Read) -> io::Result<bool> {
    Ok(data.take(1).read_to_end(&mut Vec::new())? > 0)
}

/// SHA-256 of everything a reader gives.
pub fn sha256(data: &mut dyn Read) -> io::Result<[u8; 32]> {
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        match data.read(&mut buffer) {
            Ok(0) => return Ok(hash.finalize().into()),
            Ok(count) => hash.update(buffer.get(..count).unwrap_or(&buffer)),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// A blob opened for reading; readers of one blob do not disturb each other.
#[derive(Debug)]
pub struct BlobReader {
    source: Source,
    at: u64,
    len: u64,
}

#[derive(Debug)]
enum Source {
    Memory(Arc<Vec<u8>>),
    /// A file, and where the blob begins in it.
    File(Arc<File>, u64),
}

impl Read for BlobReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.len.saturating_sub(self.at)).unwrap_or(usize::MAX);
        let want = buffer.len().min(left);
        let Some(buffer) = buffer.get_mut(..want) else { return Ok(0) };
        let count = match &self.source {
            Source::Memory(bytes) => {
                let start = usize::try_from(self.at).unwrap_or(usize::MAX).min(bytes.len());
                (&bytes[start..]).read(buffer)?
            }
            Source::File(file, start) => file.read_at(buffer, start.saturating_add(self.at))?,
        };
        self.at = self.at.saturating_add(count as u64);
        Ok(count)
    }
}

impl Seek for BlobReader {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.len.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = at.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_members_stay_in_memory_and_large_ones_do_not() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        for (size, limit, kept, more) in [
            (10, 100, 10, false),
            (100, 100, 100, false),
            (101, 100, 100, true),
            (IN_MEMORY + 5, u64::MAX, IN_MEMORY + 5, false),
            (IN_MEMORY + 5, IN_MEMORY, IN_MEMORY, true),
            (IN_MEMORY + 9, IN_MEMORY + 5, IN_MEMORY + 5, true),
        ] {
            let mut data = io::repeat(7).take(size);
            let (blob, cut) = Blob::spool(&mut data, limit, dir.path()).expect("spools");
            assert_eq!((blob.len(), cut), (kept, more), "{size} under {limit}");
            assert_eq!(matches!(blob, Blob::Spool { .. }), kept > IN_MEMORY);
            assert_eq!(blob.read(u64::MAX).expect("reads").len() as u64, kept);
            assert!(matches!(blob.read(kept - 1), Err(BlobError::OverLimit)));
        }
        assert_eq!(std::fs::read_dir(dir.path()).expect("lists").count(), 0, "nothing stays under a name");
    }

    #[test]
    fn two_readers_of_one_spool_are_independent() {
        let mut file = tempfile::tempfile().expect("a file");
        file.write_all(b"abcdef").expect("writes");
        let blob = Blob::Spool { file: Arc::new(file), start: 0, len: 6 };
        let (mut one, mut two) = (blob.open().expect("opens"), blob.open().expect("opens"));
        let mut buffer = [0; 3];
        one.read_exact(&mut buffer).expect("reads");
        two.seek(SeekFrom::End(-2)).expect("seeks");
        two.read_exact(&mut buffer[..2]).expect("reads");
        assert_eq!(&buffer, b"efc");
        assert_eq!(blob.read_at(4, 10).expect("reads"), b"ef");
        assert!(one.seek(SeekFrom::End(-7)).is_err());
    }

    #[test]
    fn members_of_one_pack_are_apart() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let mut pack = Pack::default();
        let (one, more) = pack.add(&mut &b"abcdef"[..], 4, dir.path()).expect("packs");
        assert!(more);
        let (two, more) = pack.add(&mut &b"xyz"[..], 4, dir.path()).expect("packs");
        assert!(!more);
        assert_eq!(&**one.read(9).expect("reads"), b"abcd");
        assert_eq!(&**two.read(9).expect("reads"), b"xyz");
    }

    #[test]
    fn digest_of_nothing_is_the_known_one() {
        let digest = Blob::from(Vec::new()).sha256().expect("hashes");
        assert_eq!(digest[..4], [0xe3, 0xb0, 0xc4, 0x42]);
    }
}
