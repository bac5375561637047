//! What a reader says about one material, on its way to the searcher and the queue.

use std::io::Read;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use noroshi_base::{DocumentHead, DocumentKind, Notice, NoticeCode, Text};
use noroshi_intake::{Blob, MEMBER, Pack, printable};
use noroshi_read::{Flow, Passage, Sink};

use super::Collect;
use super::queue::{Block, Job};
use super::worker::{Searcher, Shared};

/// Passages shorter than this are searched where they were read: handing them over costs more.
const WORTH_SHARING: usize = 64 << 10;

/// Children kept in memory while their container is read; beyond it they are spooled to disk.
const CHILDREN_IN_MEMORY: u64 = 16 << 20;

/// A child shorter than this may stay in memory.
const SMALL_CHILD: u64 = 1 << 20;

/// Receives one material's documents.
pub(super) struct MaterialSink<'s, 'a, 'c, C> {
    shared: &'s Shared<'a>,
    searcher: &'s mut Searcher<'c, C>,
    job: &'s Job,
    head: Arc<DocumentHead>,
    sample: Option<DocumentHead>,
    children: Vec<Job>,
    in_memory: u64,
    pack: Pack,
    order: u64,
}

impl<'s, 'a, 'c, C: Collect> MaterialSink<'s, 'a, 'c, C> {
    pub(super) fn new(shared: &'s Shared<'a>, searcher: &'s mut Searcher<'c, C>, job: &'s Job) -> Self {
        // A reader opens a document first; until then passages belong to the bare material.
        let head = DocumentHead {
            material: Arc::clone(&job.material.name),
            kind: DocumentKind::Structured,
            media: Arc::from("unknown"),
        };
        let (sample, children) = (None, Vec::new());
        Self {
            shared,
            searcher,
            job,
            head: Arc::new(head),
            sample,
            children,
            in_memory: 0,
            pack: Pack::default(),
            order: 0,
        }
    }

    /// Children in their order, and the head of a sample whose raw bytes are still to be searched.
    pub(super) fn finish(self) -> (Vec<Job>, Option<DocumentHead>) {
        (self.children, self.sample)
    }

    fn over_limit(&self, child: &str) -> Flow {
        self.shared.notice(Notice {
            material: format!("{}{MEMBER}{}", self.job.material.name, printable(child)),
            place: String::new(),
            code: NoticeCode::OverLimit,
            reason: Text::fixed(
                "展開後の合計が上限を超えました。この先は読まず、共有もしません",
                "the unpacked total is over its limit; from here on nothing is read or shared",
            ),
        });
        Flow::Stop
    }

    /// Takes in a child's bytes: small ones in memory as long as they are few, the rest in one file on disk.
    fn store(&mut self, data: &mut dyn Read, limit: u64) -> std::io::Result<(Blob, bool)> {
        let spool = &self.shared.settings.spool;
        if self.in_memory >= CHILDREN_IN_MEMORY {
            return self.pack.add(data, limit, spool);
        }
        let mut first = Vec::new();
        data.take(SMALL_CHILD.min(limit)).read_to_end(&mut first)?;
        if (first.len() as u64) < SMALL_CHILD.min(limit) {
            self.in_memory += first.len() as u64;
            return Ok((Blob::from(first), false));
        }
        self.pack.add(&mut first.as_slice().chain(data), limit, spool)
    }

    fn unusable(&self, child: &str, error: &std::io::Error) {
        self.shared.notice(Notice {
            material: format!("{}{MEMBER}{}", self.job.material.name, printable(child)),
            place: String::new(),
            code: NoticeCode::Malformed,
            reason: Text::owned(
                format!("展開できません ({})", error.kind()),
                format!("cannot be unpacked ({})", error.kind()),
            ),
        });
    }
}

impl<C: Collect> Sink for MaterialSink<'_, '_, '_, C> {
    fn open(&mut self, head: DocumentHead) {
        if head.kind == DocumentKind::Sample {
            self.sample = Some(head.clone());
        }
        self.head = Arc::new(head);
    }

    fn passage(&mut self, passage: Passage) -> Flow {
        self.order += 1;
        self.shared.progress.bytes(passage.text.len() as u64);
        if passage.text.len() < WORTH_SHARING {
            self.searcher.search(self.order, &self.head, passage);
            return Flow::Continue;
        }
        let block = Block { order: self.order, head: Arc::clone(&self.head), passage };
        if let Err(block) = self.shared.queue.offer(block) {
            self.searcher.search(block.order, &block.head, block.passage);
        }
        Flow::Continue
    }

    fn child(&mut self, name: &str, data: &mut dyn Read) -> Flow {
        let limits = &self.shared.settings.limits;
        if self.children.len() as u64 >= limits.entries {
            return self.over_limit(name);
        }
        let left = limits.unpacked_bytes.saturating_sub(self.job.unpacked.load(Ordering::Relaxed));
        let (blob, more) = match self.store(data, left) {
            Ok(stored) => stored,
            Err(error) => {
                self.unusable(name, &error);
                return Flow::Continue;
            }
        };
        if more {
            return self.over_limit(name);
        }
        self.job.unpacked.fetch_add(blob.len(), Ordering::Relaxed);
        match self.job.material.child(name, blob, limits) {
            Ok(material) => {
                self.children.push(Job { material, unpacked: Arc::clone(&self.job.unpacked) });
            }
            Err(error) => self.unusable(name, &error),
        }
        Flow::Continue
    }

    fn notice(&mut self, notice: Notice) {
        self.shared.notice(notice);
    }
}
