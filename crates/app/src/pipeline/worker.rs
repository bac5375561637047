//! One worker: reads materials, searches passages, collects findings.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};

use noroshi_base::{DocumentHead, DocumentKind, Notice, NoticeCode, Text};
use noroshi_detect::{Detector, Scratch, What};
use noroshi_intake::{Material, Media};
use noroshi_read::{Options, Passage, Role};
use noroshi_sandbox::Reader;

use super::queue::{Block, Job, Queue, Work};
use super::sink::MaterialSink;
use super::{Collect, Settings};
use crate::progress::Progress;

/// What all workers share.
pub(super) struct Shared<'a> {
    pub(super) queue: &'a Queue,
    pub(super) settings: &'a Settings,
    pub(super) options: Options,
    pub(super) detector: &'a Detector,
    pub(super) progress: &'a dyn Progress,
    pub(super) notices: Mutex<Vec<Notice>>,
}

impl Shared<'_> {
    pub(super) fn notice(&self, notice: Notice) {
        self.notices.lock().unwrap_or_else(PoisonError::into_inner).push(notice);
    }
}

/// Searches passages with buffers of its own.
pub(super) struct Searcher<'a, C> {
    pub(super) detector: &'a Detector,
    pub(super) collector: C,
    scratch: Scratch,
    /// Findings of the passage before; the next one mostly has as many.
    expected: usize,
}

impl<C: Collect> Searcher<'_, C> {
    /// Searches one passage and collects what was found.
    pub(super) fn search(&mut self, order: u64, head: &DocumentHead, passage: Passage) {
        let mut findings = Vec::with_capacity(self.expected + self.expected / 4);
        self.detector.passage(head, &passage, &mut self.scratch, &mut findings);
        self.expected = findings.len();
        self.collector.passage(order, head, passage, findings);
    }
}

/// Works until the queue is empty.
pub(super) fn work<C: Collect>(shared: &Shared<'_>, collector: C) -> C {
    let mut reader = Reader::new(shared.options.clone());
    let mut searcher =
        Searcher { detector: shared.detector, collector, scratch: Scratch::default(), expected: 0 };
    while let Some(work) = shared.queue.next() {
        let was_material = matches!(work, Work::Material(_));
        let name = name_of(&work);
        // Rooms do not panic on purpose; if one does, it costs this piece of work and is said.
        let outcome = catch_unwind(AssertUnwindSafe(|| one(shared, &mut reader, &mut searcher, work)));
        if outcome.is_err() {
            shared.notice(failed(&name));
        }
        shared.queue.done(was_material);
    }
    searcher.collector
}

fn name_of(work: &Work) -> Arc<str> {
    match work {
        Work::Material(job) => Arc::clone(&job.material.name),
        Work::Block(block) => Arc::clone(&block.head.material),
    }
}

fn failed(name: &str) -> Notice {
    Notice {
        material: name.to_owned(),
        place: String::new(),
        code: NoticeCode::ReaderFailed,
        reason: Text::fixed(
            "内部エラーのため読み取りを中止しました。未読の内容は共有されません",
            "reading stopped on an internal error; what was not read is not shared",
        ),
    }
}

fn one<C: Collect>(shared: &Shared<'_>, reader: &mut Reader, searcher: &mut Searcher<'_, C>, work: Work) {
    match work {
        Work::Block(block) => {
            let Block { order, head, passage } = *block;
            searcher.search(order, &head, passage);
        }
        Work::Material(job) => {
            material(shared, reader, searcher, &job);
            if job.material.depth == 0 {
                shared.progress.material();
            }
        }
    }
}

fn material<C: Collect>(shared: &Shared<'_>, reader: &mut Reader, searcher: &mut Searcher<'_, C>, job: &Job) {
    let material = &job.material;
    if material.depth > shared.settings.limits.depth {
        return shared.notice(too_deep(material));
    }
    if material.depth == 0 {
        own_name(searcher, material);
    }
    let mut sink = MaterialSink::new(shared, searcher, job);
    if noroshi_read::is_plain(material.media) {
        plain(shared, material, &mut sink);
    } else {
        reader.read(material, &mut sink);
    }
    let (children, sample) = sink.finish();
    shared.queue.push(children);
    if let Some(head) = sample {
        raw(shared, searcher, material, &head);
    } else if is_document(material.media)
        && let Ok(bytes) = material.blob.read(shared.settings.limits.file_bytes)
    {
        searcher.collector.file(&material.name, &bytes);
    }
}

/// What is handed around whole, and lies in public collections under its digest.
const fn is_document(media: Media) -> bool {
    matches!(media, Media::Docx | Media::Xlsx | Media::Pptx | Media::Ole | Media::Pdf)
}

/// A file name is metadata of the victim's machine: it is searched like any other text.
fn own_name<C: Collect>(searcher: &mut Searcher<'_, C>, material: &Material) {
    let head = DocumentHead {
        material: Arc::clone(&material.name),
        kind: DocumentKind::Container,
        media: Arc::from("name"),
    };
    let passage = Passage::new("file name", Role::Name, &*material.name);
    let mut findings = Vec::new();
    if searcher.detector.knows_victim() {
        searcher.detector.passage(&head, &passage, &mut searcher.scratch, &mut findings);
    }
    // The analyst named the file: its name may show the victim, but it is no trace of the attacker.
    findings.retain(|finding| matches!(finding.what, What::Identifier(_)));
    searcher.collector.passage(0, &head, passage, findings);
}

fn plain<C: Collect>(shared: &Shared<'_>, material: &Material, sink: &mut MaterialSink<'_, '_, '_, C>) {
    match material.blob.open() {
        Ok(mut data) => {
            noroshi_read::read_plain(&material.name, material.media, &mut data, &shared.options, sink);
        }
        Err(error) => shared.notice(unreadable(material, &error)),
    }
}

fn raw<C: Collect>(
    shared: &Shared<'_>,
    searcher: &mut Searcher<'_, C>,
    material: &Material,
    head: &DocumentHead,
) {
    match material.blob.read(shared.settings.limits.file_bytes) {
        Ok(bytes) => {
            let mut findings = Vec::new();
            searcher.detector.sample(&bytes, &mut findings);
            searcher.collector.raw(head, &bytes, findings);
        }
        Err(noroshi_intake::blob::BlobError::Io(error)) => shared.notice(unreadable(material, &error)),
        // The reader has said that the file is over its limit.
        Err(noroshi_intake::blob::BlobError::OverLimit) => {}
    }
}

fn unreadable(material: &Material, error: &std::io::Error) -> Notice {
    Notice {
        material: material.name.to_string(),
        place: String::new(),
        code: NoticeCode::Unreadable,
        reason: Text::owned(
            format!("読めません ({})", error.kind()),
            format!("cannot be read ({})", error.kind()),
        ),
    }
}

fn too_deep(material: &Material) -> Notice {
    Notice {
        material: material.name.to_string(),
        place: String::new(),
        code: NoticeCode::OverLimit,
        reason: Text::fixed("入れ子が深すぎます", "too many containers inside containers"),
    }
}
