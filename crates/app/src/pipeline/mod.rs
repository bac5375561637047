//! Rooms 1 to 3 on all cores: materials in, gathered findings out.
//!
//! Every worker reads materials through its own reader process and searches the passages. A long text is shared: its
//! blocks go to a small queue that idle workers empty; when the queue is full the reading worker searches itself, so
//! memory stays bounded and nobody waits for a slot.

mod queue;
mod sink;
mod worker;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use noroshi_base::{DocumentHead, Limits, Notice};
use noroshi_detect::{Detector, Finding};
use noroshi_read::{Options, Passage};

use crate::progress::{Progress, Stage};
use queue::{Job, Queue};

/// Receives what room 3 found; one per worker, merged at the end.
pub trait Collect: Send {
    /// One passage with its findings; `order` grows within one material.
    fn passage(&mut self, order: u64, head: &DocumentHead, passage: Passage, findings: Vec<Finding>);
    /// Findings in the raw bytes of a sample.
    fn raw(&mut self, head: &DocumentHead, bytes: &[u8], findings: Vec<Finding>);
    /// The bytes of a document that is a file of its own: others may know it by its digest.
    fn file(&mut self, _material: &Arc<str>, _bytes: &[u8]) {}
    /// Takes in another worker's.
    fn merge(&mut self, other: Self);
}

/// How a run reads.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Bounds.
    pub limits: Limits,
    /// Passwords to try on archives, beside `infected`.
    pub passwords: Vec<String>,
    /// Worker threads; 0 for one a core.
    pub threads: usize,
    /// Folder for unlinked temporary files of unpacked material; it must be inside the station.
    pub spool: PathBuf,
    /// Files and folders that are no material although they lie below one: the output, the profile.
    pub exclude: Vec<PathBuf>,
}

/// What a run read, beside the findings.
#[derive(Debug, Clone, Default)]
pub struct Read {
    /// Materials, members of containers included.
    pub materials: u64,
    /// Materials of which something stayed unread.
    pub unread: u64,
    /// Bytes of the named files.
    pub bytes: u64,
    /// Remarks, in order of material.
    pub notices: Vec<Notice>,
}

impl Settings {
    fn options(&self) -> Options {
        let mut passwords = self.passwords.clone();
        if !passwords.iter().any(|password| password == "infected") {
            passwords.push("infected".to_owned());
        }
        Options { limits: self.limits.clone(), passwords }
    }

    fn thread_count(&self) -> usize {
        match self.threads {
            0 => std::thread::available_parallelism().map_or(1, usize::from),
            count => count,
        }
    }

    fn excludes(&self, path: &Path) -> bool {
        let Ok(path) = path.canonicalize() else { return false };
        self.exclude.iter().filter_map(|other| other.canonicalize().ok()).any(|other| path.starts_with(other))
    }
}

/// Reads and searches everything below `roots`.
pub fn run<C: Collect>(
    roots: &[PathBuf],
    settings: &Settings,
    detector: &Detector,
    progress: &dyn Progress,
    new_collector: impl Fn() -> C + Sync,
) -> (C, Read) {
    progress.stage(Stage::Reading);
    let (mut materials, notices) = noroshi_intake::collect(roots, &settings.limits);
    materials.retain(|material| match &material.blob {
        noroshi_intake::Blob::File { path, .. } => !settings.excludes(path),
        _ => true,
    });
    let bytes = materials.iter().map(|material| material.blob.len()).sum();
    progress.expect(materials.len() as u64, bytes);
    // The stack hands out its last job first: reverse, so that materials are read in their order.
    let queue = Queue::new(materials.into_iter().rev().map(Job::named), settings.thread_count() * 3);
    let shared = worker::Shared {
        queue: &queue,
        settings,
        options: settings.options(),
        detector,
        progress,
        notices: Mutex::new(notices),
    };
    let collectors = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..settings.thread_count())
            .map(|_| scope.spawn(|| worker::work(&shared, new_collector())))
            .collect();
        workers.into_iter().filter_map(|worker| worker.join().ok()).collect::<Vec<C>>()
    });
    let mut read = Read { bytes, materials: queue.finished(), ..Read::default() };
    read.notices = shared.notices.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    read.notices.sort_by(|a, b| (&a.material, &a.place, a.code).cmp(&(&b.material, &b.place, b.code)));
    read.notices.dedup();
    read.unread = unread(&read.notices);
    let mut collectors = collectors.into_iter();
    let mut merged = collectors.next().unwrap_or_else(&new_collector);
    collectors.for_each(|collector| merged.merge(collector));
    (merged, read)
}

fn unread(notices: &[Notice]) -> u64 {
    let mut names: Vec<&str> = notices
        .iter()
        .filter(|notice| notice.code.is_unread())
        .map(|notice| notice.material.as_str())
        .collect();
    names.sort_unstable();
    names.dedup();
    names.len() as u64
}
