//! What the organisation supplies of the world outside: a table of organisations, earlier packages, public data.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use noroshi_base::{Notice, Text};
use noroshi_deidentify::{Earlier, Outside};
use noroshi_outside::{Population, Public};

use crate::Error;
use crate::write::{KEEP, SHARE};

/// Bytes of one file; a larger one is none of those.
const FILE_BYTES: u64 = 64 << 20;
/// Earlier packages of one case.
const PACKAGES: usize = 1000;
/// Files of one earlier package that are read for its pseudonyms.
const FILES: usize = 10_000;

/// What was given on the command line.
#[derive(Debug, Clone, Default)]
pub struct Given {
    /// Organisations that must be left; `None` for the default of the marking.
    pub k: Option<u32>,
    /// Table of organisations; the shipped one where none is given.
    pub population: Option<PathBuf>,
    /// Earlier packages of the case: output folders, or their `share/`.
    pub history: Vec<PathBuf>,
    /// Public data files.
    pub public: Vec<PathBuf>,
}

impl Given {
    /// Every file and folder that is no material.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &PathBuf> {
        self.population.iter().chain(&self.history).chain(&self.public)
    }
}

/// Reads what was given, with remarks about what of it could not be read.
///
/// # Errors
/// What is missing, too large or wrong: a table or a history that is only half read would prove nothing.
pub fn load(given: &Given) -> Result<(Outside, Vec<Notice>), Error> {
    if given.k == Some(0) {
        return Err(usage("--k は1以上にしてください", "--k must be at least 1"));
    }
    let population = match &given.population {
        None => Population::shipped().clone(),
        Some(path) => Population::parse(&name(path), &bytes(path)?).map_err(Error::Usage)?,
    };
    let mut public = Public::default();
    for path in &given.public {
        public.add(&name(path), &bytes(path)?).map_err(Error::Usage)?;
    }
    let notices = public.notices.clone();
    let mut earlier = Vec::new();
    for folder in &given.history {
        for package in packages(folder)? {
            if earlier.len() >= PACKAGES {
                return Err(usage(
                    "過去の共有物が多すぎます(1000件まで)",
                    "too many earlier packages (at most 1000)",
                ));
            }
            earlier.push(one(&package)?);
        }
    }
    Ok((Outside { k: given.k, population: Arc::new(population), earlier, public: Arc::new(public) }, notices))
}

/// The packages a folder holds: itself, its `share/`, or one a subfolder.
fn packages(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let holds = |folder: &Path| share(folder).is_some();
    if holds(folder) {
        return Ok(vec![folder.to_owned()]);
    }
    let entries = std::fs::read_dir(folder).map_err(|error| Error::io(folder, &error))?;
    let mut found = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| Error::io(folder, &error))?.path();
        if path.is_dir() && holds(&path) {
            found.push(path);
        }
    }
    found.sort();
    if found.is_empty() {
        let shown = folder.display();
        return Err(usage(
            &format!("{shown}: 過去の共有物(manifest.json)がありません"),
            &format!("{shown}: holds no earlier package (manifest.json)"),
        ));
    }
    Ok(found)
}

/// Where a package's manifest lies.
fn share(folder: &Path) -> Option<PathBuf> {
    [folder.join(SHARE), folder.to_owned()].into_iter().find(|share| share.join("manifest.json").is_file())
}

fn one(folder: &Path) -> Result<Earlier, Error> {
    let share = share(folder).unwrap_or_else(|| folder.to_owned());
    // `keep/` lies beside `share/`, whichever of both was named.
    let kept = [Some(folder), folder.parent()]
        .into_iter()
        .flatten()
        .map(|parent| parent.join(KEEP).join("mapping.json"))
        .find(|path| path.is_file() && (share != *folder || folder.ends_with(SHARE)));
    let mapping = kept.map(|path| bytes(&path)).transpose()?;
    let manifest = bytes(&share.join("manifest.json"))?;
    let mut earlier = Earlier::parse(&manifest, mapping.as_deref()).map_err(|reason| {
        let shown = share.join("manifest.json").display().to_string();
        Error::Usage(Text::owned(format!("{shown}: {}", reason.ja), format!("{shown}: {}", reason.en)))
    })?;
    let texts = std::fs::read_dir(share.join("text")).into_iter().flatten().flatten().take(FILES);
    let pages = ["indicators.csv", "summary.ja.md", "summary.en.md"].map(|name| share.join(name));
    for path in pages.into_iter().filter(|path| path.is_file()).chain(texts.map(|entry| entry.path())) {
        earlier.note_tokens(&String::from_utf8_lossy(&head(&path, FILE_BYTES)?));
    }
    Ok(earlier)
}

fn usage(ja: &str, en: &str) -> Error {
    Error::Usage(Text::owned(ja.to_owned(), en.to_owned()))
}

/// Names files in errors and remarks, not the folders of the station.
fn name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

fn head(path: &Path, most: u64) -> Result<Vec<u8>, Error> {
    let mut out = Vec::new();
    let file = File::open(path).map_err(|error| {
        let shown = path.display();
        Error::Usage(Text::owned(format!("{shown}: 読めません ({error})"), format!("{shown}: {error}")))
    })?;
    file.take(most).read_to_end(&mut out).map_err(|error| Error::io(path, &error))?;
    Ok(out)
}

fn bytes(path: &Path) -> Result<Vec<u8>, Error> {
    let out = head(path, FILE_BYTES + 1)?;
    if out.len() as u64 > FILE_BYTES {
        let (shown, most) = (path.display(), FILE_BYTES >> 20);
        return Err(usage(
            &format!("{shown}: {most} MiB を超えています"),
            &format!("{shown}: larger than {most} MiB"),
        ));
    }
    Ok(out)
}
