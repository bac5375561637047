//! Writing the output folder: whole, at the end, by rename.

use std::fs;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use noroshi_base::Text;
use noroshi_deidentify::Proven;

use crate::Error;

/// Folder that may leave.
pub const SHARE: &str = "share";
/// Folder that stays.
pub const KEEP: &str = "keep";

/// The output folder of one run, with folders that become visible only when they are complete.
#[derive(Debug)]
pub struct Output {
    root: PathBuf,
    staging: tempfile::TempDir,
}

impl Output {
    /// Prepares `root`, which must be absent, empty, or hold nothing but an earlier run's folders.
    ///
    /// # Errors
    /// When the folder holds anything else, or cannot be made.
    pub fn prepare(root: &Path) -> Result<Self, Error> {
        fs::create_dir_all(root).map_err(|error| Error::io(root, &error))?;
        for entry in fs::read_dir(root).map_err(|error| Error::io(root, &error))? {
            let entry = entry.map_err(|error| Error::io(root, &error))?;
            let name = entry.file_name();
            if name != SHARE && name != KEEP && !name.to_string_lossy().starts_with(".noroshi-") {
                return Err(not_ours(root));
            }
        }
        let staging = tempfile::Builder::new()
            .prefix(".noroshi-")
            .tempdir_in(root)
            .map_err(|error| Error::io(root, &error))?;
        Ok(Self { root: root.to_owned(), staging })
    }

    /// Folder for unlinked temporary files; inside the station, on the same disk.
    pub fn spool(&self) -> &Path {
        self.staging.path()
    }

    /// Writes one file of `keep/` into the staging folder.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn keep(
        &self,
        name: &str,
        write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>,
    ) -> Result<(), Error> {
        let folder = self.staging.path().join(KEEP);
        private_folder(&folder).map_err(|error| Error::io(&folder, &error))?;
        let path = folder.join(name);
        let written = fs::File::create(&path).and_then(|file| {
            let mut out = BufWriter::with_capacity(1 << 20, file);
            write(&mut out)?;
            out.into_inner().map_err(std::io::IntoInnerError::into_error)?.sync_all()
        });
        written.map_err(|error| Error::io(&path, &error))
    }

    /// Removes an earlier run's folders and leaves nothing: the run was refused before it began.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn discard(self) -> Result<(), Error> {
        remove(&self.root.join(SHARE))?;
        remove(&self.root.join(KEEP))
    }

    /// Makes `keep/` visible, and `share/` where a package was proven; an earlier run's folders are replaced.
    ///
    /// The old `share/` goes first: at no moment does a package of an earlier run stand beside new records.
    ///
    /// # Errors
    /// When the disk fails; `share/` is then absent.
    pub fn publish(self, package: Option<&Proven>) -> Result<(), Error> {
        remove(&self.root.join(SHARE))?;
        remove(&self.root.join(KEEP))?;
        rename(&self.staging.path().join(KEEP), &self.root.join(KEEP))?;
        let Some(package) = package else { return Ok(()) };
        let staged = self.staging.path().join(SHARE);
        for file in package.files() {
            write_shared(&staged, &file.name, &file.bytes)?;
        }
        rename(&staged, &self.root.join(SHARE))
    }
}

fn write_shared(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), Error> {
    let path = folder.join(name);
    let parent = path.parent().unwrap_or(folder);
    let written =
        fs::create_dir_all(parent).and_then(|()| fs::write(&path, bytes)).and_then(|()| one_time(&path));
    written.map_err(|error| Error::io(&path, &error))
}

/// Times of shared files tell nothing: all carry midnight UTC of the first day of the year 2000.
fn one_time(path: &Path) -> std::io::Result<()> {
    let time = std::time::UNIX_EPOCH + std::time::Duration::from_secs(946_684_800);
    fs::File::options().write(true).open(path)?.set_modified(time)
}

fn remove(folder: &Path) -> Result<(), Error> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Error::io(folder, &error)),
        _ => Ok(()),
    }
}

fn rename(from: &Path, to: &Path) -> Result<(), Error> {
    fs::rename(from, to).map_err(|error| Error::io(to, &error))
}

#[cfg(unix)]
fn private_folder(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(path)
}

#[cfg(not(unix))]
fn private_folder(path: &Path) -> std::io::Result<()> {
    fs::create_dir_all(path)
}

fn not_ours(root: &Path) -> Error {
    let root = root.display();
    Error::Usage(Text::owned(
        format!("{root}: 出力先に Noroshi 以外のファイルがあります。空のフォルダを指定してください"),
        format!("{root}: the output folder holds files that are not Noroshi's; name an empty one"),
    ))
}
