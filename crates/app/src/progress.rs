//! What a long run tells while it works.

/// Receives the steps of a run; implementations must be cheap, they are called from all threads.
pub trait Progress: Sync {
    /// Bytes of material read so far grew by this much.
    fn bytes(&self, count: u64);
    /// One more material is done.
    fn material(&self);
    /// The total grew: materials and bytes to read.
    fn expect(&self, materials: u64, bytes: u64);
    /// A new stage began.
    fn stage(&self, stage: Stage);
}

/// Stages of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Materials are read and searched.
    Reading,
    /// Findings are judged.
    Judging,
    /// The package is made.
    Composing,
    /// Final bytes are read back.
    Proving,
    /// Files are written.
    Writing,
}

/// Tells nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Progress for Silent {
    fn bytes(&self, _count: u64) {}
    fn material(&self) {}
    fn expect(&self, _materials: u64, _bytes: u64) {}
    fn stage(&self, _stage: Stage) {}
}
