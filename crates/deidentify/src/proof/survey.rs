//! The first look at a structured file, on all cores: which pieces of it may show the victim at all.
//!
//! In: the text of a file. Out: the pieces either engine saw something in; only they are looked at string by string.

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, PoisonError};

use noroshi_detect::{Finding, Scratch, What};
use noroshi_read::Role;

use super::{ids, naive::Naive, profiled, strings};
use crate::Victim;
use crate::judge::hits::parts_apart;

/// Bytes of text looked at in one go.
const STRETCH: usize = 1 << 20;
/// Bytes two stretches share.
const OVERLAP: usize = 4096;

/// Bytes of strings that are searched together.
const BATCH: usize = 128 << 10;

/// A piece of a file.
pub(super) enum Piece {
    /// Part of its text as it stands.
    Stretch(Range<usize>),
    /// Places and contents of strings.
    Batch(Vec<(String, String)>),
}

/// The pieces that may show something: stretches as they stand, and every string on its own.
///
/// Pieces are made here and searched by workers as they come, so that few of them exist at a time.
pub(super) fn suspects(victim: Victim<'_>, naive: &Naive, name: &str, text: &str) -> Vec<Piece> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let (sender, receiver) = std::sync::mpsc::sync_channel::<Piece>(threads * 2);
    let receiver = Mutex::new(receiver);
    std::thread::scope(|scope| {
        let work = || {
            let mut scratch = Scratch::default();
            let mut found = Vec::new();
            loop {
                // Held only while waiting for the next piece.
                let next = receiver.lock().unwrap_or_else(PoisonError::into_inner).recv();
                let Ok(piece) = next else { return found };
                let look = AssertUnwindSafe(|| shows(victim, naive, text, &piece, &mut scratch));
                // A search that died has proven nothing: its piece is looked at again, string by string.
                if catch_unwind(look).unwrap_or(true) {
                    found.push(piece);
                }
            }
        };
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        for range in stretches(text) {
            // The receiver outlives the workers, and no worker ends before the sender does.
            let _ = sender.send(Piece::Stretch(range));
        }
        let mut batches = Batches::default();
        strings::of(name, text, &mut |place, string| {
            if let Some(full) = batches.add(place, string) {
                let _ = sender.send(Piece::Batch(full));
            }
        });
        let _ = sender.send(Piece::Batch(batches.open));
        drop(sender);
        workers.into_iter().flat_map(|worker| worker.join().unwrap_or_default()).collect()
    })
}

fn shows(victim: Victim<'_>, naive: &Naive, text: &str, piece: &Piece, scratch: &mut Scratch) -> bool {
    match piece {
        Piece::Stretch(range) => {
            let stretch = text.get(range.clone()).unwrap_or_default();
            let stretch = ids::blanked(stretch).map_or(Cow::Borrowed(stretch), Cow::Owned);
            !raw(victim, &stretch).is_empty() || suspicious(victim, naive, scratch, &stretch)
        }
        Piece::Batch(strings) => {
            let mut joined = String::with_capacity(BATCH);
            for (_, string) in strings {
                joined.push_str(string);
                // Two line ends: nothing is joined over them.
                joined.push_str("\n\n");
            }
            let joined = ids::blanked(&joined).unwrap_or(joined);
            suspicious(victim, naive, scratch, &joined)
        }
    }
}

/// Whether either engine sees anything of the profile in a text.
fn suspicious(victim: Victim<'_>, naive: &Naive, scratch: &mut Scratch, text: &str) -> bool {
    let mut found = Vec::new();
    victim.detector.profiled(text, &Role::Lines, scratch, &mut found);
    // Marks between parts belong to base64 too: a run is looked at once more with its parts set apart.
    if let Some(apart) = parts_apart(text) {
        victim.detector.profiled(&apart, &Role::Lines, scratch, &mut found);
    }
    !found.is_empty() || naive.find(text).is_some()
}

/// What the bytes of a text show of the profile.
pub(super) fn raw(victim: Victim<'_>, text: &str) -> Vec<Finding> {
    let mut found = Vec::new();
    victim.detector.raw(text.as_bytes(), &mut found);
    found.retain(|finding| matches!(&finding.what, What::Identifier(name) if profiled(name)));
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

/// Distinct strings of a file, in batches.
#[derive(Default)]
struct Batches {
    seen: HashSet<u64>,
    open: Vec<(String, String)>,
    bytes: usize,
}

impl Batches {
    /// Adds a string that was not seen before; gives the batch when it is full.
    fn add(&mut self, place: &str, string: &str) -> Option<Vec<(String, String)>> {
        if string.is_empty() || !self.seen.insert(crate::gather::bounded::fixed_hash(&[string.as_bytes()])) {
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
