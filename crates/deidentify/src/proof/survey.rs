//! Structured files, on all cores: a quick look at every piece, a close one where either engine saw something at all.
//!
//! In: the text of a file, as it is read. Out: the leaks. Few pieces exist at a time.

use std::borrow::Cow;
use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};
use std::io::{self, Read};
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};

use noroshi_detect::{Finding, Scratch};

use super::look::{Looker, Sight};
use super::naive::Known;
use super::{Leak, ids, strings};
use crate::Victim;

/// Bytes of text looked at in one go.
const STRETCH: usize = 512 << 10;
/// Bytes two stretches share.
const OVERLAP: usize = 4096;

/// Bytes of strings that are searched together.
const BATCH: usize = 128 << 10;

/// A piece of a file.
pub(super) enum Piece {
    /// Part of its text as it stands, and where it begins.
    Stretch(u64, String),
    /// Places and contents of strings.
    Batch(Vec<(String, String)>),
}

/// Looks at a file in stretches as it stands, and at every string in it on its own.
///
/// Pieces are made here and looked at by workers as they come.
pub(super) fn structured<R: Read>(
    sight: &Sight<'_>,
    name: &str,
    open: &dyn Fn() -> io::Result<R>,
) -> io::Result<Vec<Leak>> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let (sender, receiver) = sync_channel::<Piece>(threads * 2);
    let receiver = Mutex::new(receiver);
    let (fed, mut leaks) = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(|| work(sight, name, &receiver))).collect();
        let fed = feed(name, open, &sender);
        drop(sender);
        let leaks = |worker: std::thread::ScopedJoinHandle<'_, Vec<Leak>>| {
            // A worker catches what a look throws; one that died all the same has proven nothing.
            worker.join().unwrap_or_else(|_| {
                let mut looker = Looker::new(sight, name);
                looker.unfinished();
                looker.leaks
            })
        };
        let leaks: Vec<Leak> = workers.into_iter().flat_map(leaks).collect();
        (fed, leaks)
    });
    leaks.sort_by(|a, b| (&a.place, a.rule).cmp(&(&b.place, b.rule)));
    fed.map(|()| leaks)
}

fn feed<R: Read>(name: &str, open: &dyn Fn() -> io::Result<R>, sender: &SyncSender<Piece>) -> io::Result<()> {
    // The receiver outlives the workers, and no worker ends before the sender does.
    let send = |piece| drop(sender.send(piece));
    read_stretches(open()?, |start, stretch| send(Piece::Stretch(start, stretch)))?;
    let mut batches = Batches::default();
    strings::of(name, open, &mut |place, string| {
        if let Some(full) = batches.add(place, string) {
            send(Piece::Batch(full));
        }
    })?;
    send(Piece::Batch(batches.open));
    Ok(())
}

fn work(sight: &Sight<'_>, name: &str, pieces: &Mutex<Receiver<Piece>>) -> Vec<Leak> {
    let mut looker = Looker::new(sight, name);
    let mut known = Known::default();
    loop {
        // Held only while waiting for the next piece.
        let next = pieces.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(piece) = next else { return looker.leaks };
        let quick = AssertUnwindSafe(|| shows(sight, &piece, &mut looker.scratch, &mut known));
        // A search that died has proven nothing: its piece is looked at again, string by string.
        if catch_unwind(quick).unwrap_or(true)
            && catch_unwind(AssertUnwindSafe(|| looker.piece(&piece))).is_err()
        {
            looker.unfinished();
        }
    }
}

/// Whether either engine sees anything of the profile in a piece.
fn shows(sight: &Sight<'_>, piece: &Piece, scratch: &mut Scratch, known: &mut Known) -> bool {
    let joined;
    let text = match piece {
        Piece::Stretch(_, stretch) => stretch.as_str(),
        Piece::Batch(strings) => {
            // Two line ends: nothing is joined over them.
            joined = strings.iter().flat_map(|(_, string)| [string.as_str(), "\n\n"]).collect::<String>();
            joined.as_str()
        }
    };
    let text = ids::blanked(text).map_or(Cow::Borrowed(text), Cow::Owned);
    sight.victim.detector.shows(&text, scratch) || sight.naive.find_but(&text, known).is_some()
}

/// What the bytes of a text show of the profile.
pub(super) fn raw(victim: Victim<'_>, text: &str) -> Vec<Finding> {
    let mut found = Vec::new();
    victim.detector.raw(text.as_bytes(), &mut found);
    found.retain(Finding::tells);
    found
}

/// Stretches of a long text that overlap, so that nothing hides between two of them.
pub(super) fn stretches(text: &str) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut start = 0;
    while start < text.len() {
        let stretch = crate::gather::words::head(text.get(start..).unwrap_or_default(), STRETCH);
        let end = start + stretch.len();
        out.push(start..end);
        if end >= text.len() {
            break;
        }
        let mut next = (end - OVERLAP.min(stretch.len() / 2)).max(start + 1);
        while !text.is_char_boundary(next) {
            next += 1;
        }
        start = next;
    }
    out
}

/// Gives the text of a reader in stretches that overlap, with the byte each begins at; the reader gives UTF-8.
fn read_stretches(mut source: impl Read, mut each: impl FnMut(u64, String)) -> io::Result<()> {
    let (mut window, mut start) = (Vec::new(), 0_u64);
    loop {
        let known = window.len();
        let room = (STRETCH - known) as u64;
        let ended = ((&mut source).take(room).read_to_end(&mut window)? as u64) < room;
        let end = if ended { window.len() } else { edge(&window, window.len()) };
        if end > known || start == 0 {
            let stretch = window.get(..end).unwrap_or_default();
            each(start, String::from_utf8_lossy(stretch).into_owned());
        }
        if ended {
            return Ok(());
        }
        let next = edge(&window, end - OVERLAP);
        start += next as u64;
        window.drain(..next);
    }
}

/// The last place up to `at` where a character begins.
fn edge(text: &[u8], at: usize) -> usize {
    let begins = |at: &usize| text.get(*at).is_none_or(|byte| (*byte as i8) >= -64);
    if at < text.len() {
        return (at.saturating_sub(3)..=at).rev().find(begins).unwrap_or(at);
    }
    // At the end a character may have begun and not ended.
    let tail = text.get(at.saturating_sub(3)..).unwrap_or_default();
    let begun = tail.iter().rposition(|byte| (*byte as i8) >= -64).unwrap_or(0);
    let whole = std::str::from_utf8(tail.get(begun..).unwrap_or_default()).is_ok();
    if whole { at } else { at - (tail.len() - begun) }
}

/// Distinct strings of a file, in batches.
///
/// Hashes under a key of this run are remembered, so that nobody can make two strings fall together.
#[derive(Default)]
struct Batches {
    hasher: RandomState,
    seen: HashSet<u64>,
    open: Vec<(String, String)>,
    bytes: usize,
}

impl Batches {
    /// Adds a string that was not seen before; gives the batch when it is full.
    fn add(&mut self, place: &str, string: &str) -> Option<Vec<(String, String)>> {
        // Two that differ in their random identifiers alone show the same.
        let blank = ids::blanked(string);
        let known = self.hasher.hash_one(blank.as_deref().unwrap_or(string));
        if string.is_empty() || !self.seen.insert(known) {
            return None;
        }
        self.bytes += string.len();
        self.open.push((place.to_owned(), string.to_owned()));
        if self.bytes < BATCH {
            return None;
        }
        self.bytes = 0;
        Some(std::mem::take(&mut self.open))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stretches_overlap_and_leave_nothing_out() {
        let text: String =
            (0..200_000).map(|n| ["青", "a", "é"][n % 3]).collect::<String>() + &"z".repeat(STRETCH);
        let mut reached = 0;
        read_stretches(text.as_bytes(), |start, stretch| {
            let start = usize::try_from(start).expect("small");
            assert!(start == 0 || start + 3 < reached);
            assert_eq!(text.get(start..start + stretch.len()), Some(stretch.as_str()));
            reached = start + stretch.len();
        })
        .expect("a slice is read");
        assert_eq!(reached, text.len());
        let mut seen = Vec::new();
        read_stretches(&b"short"[..], |start, stretch| seen.push((start, stretch))).expect("a slice is read");
        assert_eq!(seen, [(0, "short".to_owned())]);
    }
}
