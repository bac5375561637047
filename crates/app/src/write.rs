//! Writing the output folder: whole, at the end, by rename.

use std::fs;
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use noroshi_base::Text;
use noroshi_deidentify::{Package, Proven};

use crate::Error;

/// Folder that may leave.
pub const SHARE: &str = "share";
/// Folder that stays.
pub const KEEP: &str = "keep";
/// Folder of a package that nobody may see yet, inside the staging folder.
const UNPROVEN: &str = "unproven";
/// Begins the name of a staging folder; letters and digits follow.
const STAGING: &str = ".noroshi-";

/// The output folder of one run, with folders that become visible only when they are complete.
///
/// The run holds a lock on it, which ends with the process however that ends: two runs never share a folder, and what
/// an earlier one left unproven in it goes.
#[derive(Debug)]
pub struct Output {
    root: PathBuf,
    staging: tempfile::TempDir,
    /// `None` where the system locks no folders.
    _lock: Option<fs::File>,
}

impl Output {
    /// Prepares `root`, which must be absent, empty, or hold nothing but an earlier run's folders.
    ///
    /// # Errors
    /// When the folder holds anything else, another run is writing into it, or it cannot be made.
    pub fn prepare(root: &Path) -> Result<Self, Error> {
        fs::create_dir_all(root).map_err(|error| Error::io(root, &error))?;
        for entry in fs::read_dir(root).map_err(|error| Error::io(root, &error))? {
            let entry = entry.map_err(|error| Error::io(root, &error))?;
            let name = entry.file_name();
            if name != SHARE && name != KEEP && !name.to_string_lossy().starts_with(STAGING) {
                return Err(not_ours(root));
            }
        }
        let lock = lock(root)?;
        if lock.is_some() {
            remove_stale(root)?;
        }
        let staging = tempfile::Builder::new()
            .prefix(STAGING)
            .tempdir_in(root)
            .map_err(|error| Error::io(root, &error))?;
        Ok(Self { root: root.to_owned(), staging, _lock: lock })
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
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), Error> {
        let folder = self.staging.path().join(KEEP);
        private_folder(&folder).map_err(|error| Error::io(&folder, &error))?;
        let path = folder.join(name);
        let written = fs::File::create(&path).and_then(|file| {
            let mut out = BufWriter::with_capacity(1 << 20, file);
            write(&mut out)?;
            out.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()
        });
        written.map_err(|error| Error::io(&path, &error))
    }

    /// An empty package in the staging folder: it goes with that folder unless it is proven.
    pub fn package(&self) -> Files {
        Files { folder: self.staging.path().join(UNPROVEN), names: Vec::new() }
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
    pub fn publish(self, package: Option<&Proven<Files>>) -> Result<(), Error> {
        remove(&self.root.join(SHARE))?;
        remove(&self.root.join(KEEP))?;
        rename(&self.staging.path().join(KEEP), &self.root.join(KEEP))?;
        let Some(package) = package else { return Ok(()) };
        rename(&package.package().folder, &self.root.join(SHARE))
    }
}

/// Locks a folder; `None` where the system or its disk cannot.
fn lock(root: &Path) -> Result<Option<fs::File>, Error> {
    let Ok(folder) = fs::File::open(root) else { return Ok(None) };
    match folder.try_lock() {
        Ok(()) => Ok(Some(folder)),
        Err(fs::TryLockError::WouldBlock) => Err(in_use(root)),
        Err(fs::TryLockError::Error(_)) => Ok(None),
    }
}

/// Removes the staging folders of runs that were killed; they may hold a package that nobody has proven. The lock says
/// that no run is alive that they belong to.
fn remove_stale(root: &Path) -> Result<(), Error> {
    for entry in fs::read_dir(root).map_err(|error| Error::io(root, &error))? {
        let entry = entry.map_err(|error| Error::io(root, &error))?;
        let name = entry.file_name();
        let ours = name
            .to_str()
            .and_then(|name| name.strip_prefix(STAGING))
            .is_some_and(|rest| rest.len() == 6 && rest.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        // No link is followed: its own type is asked.
        if ours && entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            remove(&entry.path())?;
        }
    }
    Ok(())
}

/// A package that lies in a folder.
#[derive(Debug)]
pub struct Files {
    folder: PathBuf,
    names: Vec<String>,
}

impl Files {
    /// The files `names` below a folder.
    pub(crate) const fn below(folder: PathBuf, names: Vec<String>) -> Self {
        Self { folder, names }
    }

    /// Where they lie.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }
}

impl Package for Files {
    fn write(
        &mut self,
        name: &str,
        fill: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>,
    ) -> io::Result<()> {
        let path = self.folder.join(name);
        fs::create_dir_all(path.parent().unwrap_or(&self.folder))?;
        let mut out = BufWriter::with_capacity(256 << 10, fs::File::create_new(&path)?);
        fill(&mut out)?;
        one_time(&out.into_inner().map_err(io::IntoInnerError::into_error)?)?;
        self.names.push(name.to_owned());
        Ok(())
    }

    fn names(&self) -> Vec<String> {
        self.names.clone()
    }

    fn open(&self, name: &str) -> io::Result<Box<dyn Read + '_>> {
        Ok(Box::new(fs::File::open(self.folder.join(name))?))
    }
}

/// Times of shared files tell nothing: all carry midnight UTC of the first day of the year 2000.
fn one_time(file: &fs::File) -> io::Result<()> {
    let time = std::time::UNIX_EPOCH + std::time::Duration::from_secs(946_684_800);
    file.set_modified(time)
}

fn remove(folder: &Path) -> Result<(), Error> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Error::io(folder, &error)),
        _ => Ok(()),
    }
}

fn rename(from: &Path, to: &Path) -> Result<(), Error> {
    fs::rename(from, to).map_err(|error| Error::io(to, &error))
}

#[cfg(unix)]
fn private_folder(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(path)
}

#[cfg(not(unix))]
fn private_folder(path: &Path) -> io::Result<()> {
    fs::create_dir_all(path)
}

fn not_ours(root: &Path) -> Error {
    let root = root.display();
    Error::Usage(Text::owned(
        format!("{root}: 出力先に Noroshi 以外のファイルがあります。空のフォルダを指定してください"),
        format!("{root}: the output folder holds files that are not Noroshi's; name an empty one"),
    ))
}

fn in_use(root: &Path) -> Error {
    let root = root.display();
    Error::Usage(Text::owned(
        format!(
            "{root}: 別の noroshi がこのフォルダに出力しています。終了を待つか、別のフォルダを指定してください"
        ),
        format!("{root}: another noroshi is writing into this folder; wait for it, or name another one"),
    ))
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn names(root: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(root)
            .expect("a folder")
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort_unstable();
        names
    }

    #[test]
    fn what_a_killed_run_left_goes_and_nothing_else() {
        let root = tempfile::tempdir().expect("a folder");
        let elsewhere = tempfile::tempdir().expect("a folder");
        fs::write(elsewhere.path().join("mine.txt"), "mine").expect("written");
        let stale = root.path().join(".noroshi-a1B2c3");
        fs::create_dir_all(stale.join(UNPROVEN)).expect("made");
        fs::write(stale.join(UNPROVEN).join("bundle.json"), "{}").expect("written");
        fs::create_dir(root.path().join(".noroshi-notes")).expect("made");
        std::os::unix::fs::symlink(elsewhere.path(), root.path().join(".noroshi-Linked")).expect("linked");
        let output = Output::prepare(root.path()).expect("prepared");
        assert!(!stale.exists());
        assert!(output.spool().is_dir());
        assert!(elsewhere.path().join("mine.txt").exists());
        drop(output);
        assert_eq!(names(root.path()), [".noroshi-Linked", ".noroshi-notes"]);
    }

    #[test]
    fn a_folder_in_use_is_left_alone() {
        let root = tempfile::tempdir().expect("a folder");
        let first = Output::prepare(root.path()).expect("prepared");
        assert!(matches!(Output::prepare(root.path()), Err(Error::Usage(_))));
        assert!(first.spool().is_dir());
        drop(first);
        Output::prepare(root.path()).expect("free again");
    }
}
