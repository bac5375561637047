//! Work that is waiting: materials on a stack, blocks of long texts in a bounded queue.

use std::collections::VecDeque;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use noroshi_base::DocumentHead;
use noroshi_intake::Material;
use noroshi_read::Passage;

/// A material with what its top-level material may still unpack.
#[derive(Debug)]
pub(super) struct Job {
    pub(super) material: Material,
    pub(super) unpacked: Arc<AtomicU64>,
}

impl Job {
    /// A material the analyst named.
    pub(super) fn named(material: Material) -> Self {
        Self { material, unpacked: Arc::new(AtomicU64::new(0)) }
    }
}

/// A block of a long text.
#[derive(Debug)]
pub(super) struct Block {
    pub(super) order: u64,
    pub(super) head: Arc<DocumentHead>,
    pub(super) passage: Passage,
}

/// One piece of work.
#[derive(Debug)]
pub(super) enum Work {
    Material(Box<Job>),
    Block(Box<Block>),
}

#[derive(Debug)]
struct State {
    materials: Vec<Job>,
    blocks: VecDeque<Block>,
    /// Jobs handed out and not yet finished; they may still push.
    busy: usize,
    finished: u64,
}

/// The queue all workers share.
#[derive(Debug)]
pub(super) struct Queue {
    state: Mutex<State>,
    bell: Condvar,
    blocks: usize,
}

impl Queue {
    pub(super) fn new(jobs: impl Iterator<Item = Job>, blocks: usize) -> Self {
        let state = State { materials: jobs.collect(), blocks: VecDeque::new(), busy: 0, finished: 0 };
        Self { state: Mutex::new(state), bell: Condvar::new(), blocks }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // A poisoned lock means another worker panicked; the queue itself is still whole.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes the next piece of work; `None` when nothing is left and nobody can add any.
    pub(super) fn next(&self) -> Option<Work> {
        let mut state = self.lock();
        loop {
            if let Some(block) = state.blocks.pop_front() {
                state.busy += 1;
                return Some(Work::Block(Box::new(block)));
            }
            if let Some(job) = state.materials.pop() {
                state.busy += 1;
                return Some(Work::Material(Box::new(job)));
            }
            if state.busy == 0 {
                self.bell.notify_all();
                return None;
            }
            state = self.bell.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Marks a piece of work as done.
    pub(super) fn done(&self, was_material: bool) {
        let mut state = self.lock();
        state.busy -= 1;
        state.finished += u64::from(was_material);
        if state.busy == 0 {
            self.bell.notify_all();
        }
    }

    /// Adds children of a container, to be read in their order.
    pub(super) fn push(&self, children: Vec<Job>) {
        let mut state = self.lock();
        state.materials.extend(children.into_iter().rev());
        self.bell.notify_all();
    }

    pub(super) fn offer(&self, block: Block) -> Result<(), Block> {
        let mut state = self.lock();
        if state.blocks.len() >= self.blocks {
            return Err(block);
        }
        state.blocks.push_back(block);
        self.bell.notify_one();
        Ok(())
    }

    /// Materials that were read.
    pub(super) fn finished(&self) -> u64 {
        self.lock().finished
    }
}
