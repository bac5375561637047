//! `noroshi verify`: reads a finished package from scratch and says whether anything in it shows the victim.

mod manifest;

use std::path::Path;

use noroshi_base::{Limits, Text};
use noroshi_deidentify::{Leak, Package, Unproven, Victim, prove};
use noroshi_detect::Detector;
use noroshi_profile::Variants;
use serde::Serialize;

use crate::Error;
use crate::deidentify::load_profile;
use crate::write::{Files, SHARE};

/// A package larger than this is not one of ours.
const PACKAGE_BYTES: u64 = 2 << 30;

/// What `verify` found.
#[derive(Debug, Clone, Serialize)]
pub struct Verdict {
    /// Whether nothing shows the victim and every digest fits.
    pub clean: bool,
    /// Files read.
    pub files: u64,
    /// Bytes read.
    pub bytes: u64,
    /// Places that show the victim; they do not quote it.
    pub hits: Vec<Hit>,
    /// Files that are missing, changed or not named in the manifest.
    pub manifest: Vec<Text>,
}

/// A place that shows the victim.
#[derive(Debug, Clone, Serialize)]
pub struct Hit {
    /// File below `share/`.
    pub file: String,
    /// Place in it.
    pub place: String,
    /// Rule that hit.
    pub rule: &'static str,
    /// Reason.
    pub reason: Text,
}

/// Verifies a package folder: an output folder with `share/` in it, or the shared folder itself.
///
/// # Errors
/// When the folder cannot be read or holds no package.
pub fn verify(folder: &Path, victim: &Path) -> Result<Verdict, Error> {
    let profile = load_profile(victim)?;
    let share = folder.join(SHARE);
    let share = if share.is_dir() { share } else { folder.to_owned() };
    let (files, bytes) = find_files(&share)?;
    let count = files.names().len() as u64;
    if count == 0 {
        return Err(no_package(folder));
    }
    let variants = Variants::expand(&profile);
    let detector = Detector::new(Some(&variants), &Limits::default());
    let unread = |error| Error::io(&share, &error);
    let manifest = manifest::check(&files).map_err(unread)?;
    let victim = Victim { profile: &profile, variants: &variants, detector: &detector };
    let hits: Vec<Hit> = match prove(files, victim) {
        Ok(_) => Vec::new(),
        Err(Unproven::Shows(leaks)) => leaks.iter().map(hit).collect(),
        Err(Unproven::Unread(error)) => return Err(unread(error)),
    };
    Ok(Verdict { clean: hits.is_empty() && manifest.is_empty(), files: count, bytes, hits, manifest })
}

fn hit(leak: &Leak) -> Hit {
    Hit { file: leak.file.clone(), place: leak.place.clone(), rule: leak.rule, reason: leak.reason.clone() }
}

/// The files of a package, and their bytes.
fn find_files(share: &Path) -> Result<(Files, u64), Error> {
    let (mut names, mut folders, mut total) = (Vec::new(), vec![share.to_owned()], 0);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).map_err(|error| Error::io(&folder, &error))? {
            let entry = entry.map_err(|error| Error::io(&folder, &error))?;
            let (path, kind) = (entry.path(), entry.file_type().map_err(|error| Error::io(&folder, &error))?);
            if kind.is_dir() {
                folders.push(path);
                continue;
            }
            total += entry.metadata().map_err(|error| Error::io(&path, &error))?.len();
            if total > PACKAGE_BYTES || !kind.is_file() {
                return Err(no_package(share));
            }
            names.push(path.strip_prefix(share).unwrap_or(&path).to_string_lossy().replace('\\', "/"));
        }
    }
    names.sort();
    Ok((Files::below(share.to_owned(), names), total))
}

fn no_package(folder: &Path) -> Error {
    let folder = folder.display();
    Error::Usage(Text::owned(
        format!("{folder}: 共有パッケージ (share/) がありません"),
        format!("{folder}: holds no package (share/)"),
    ))
}
