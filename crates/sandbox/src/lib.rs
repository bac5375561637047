//! Readers of hostile formats in a child of the same binary, with limits on memory, time and system calls.
//!
//! In: a material. Out: the same events a [`Sink`] would get in-process. A child that dies, hangs or runs out of
//! memory costs its file, never the run.

mod child;
mod confine;
mod death;
mod parent;
mod pipes;
mod wire;

use std::path::PathBuf;

use noroshi_base::{Notice, NoticeCode, Text};
use noroshi_intake::blob::BlobError;
use noroshi_intake::{Material, Media};
use noroshi_read::{Options, Sink, is_plain};

pub use child::{ReadFn, child_main, child_main_with};
pub use confine::Confinement;

use parent::Running;

/// First argument that makes the binary a reader child; nobody types it.
pub const CHILD_ARGUMENT: &str = "__reader";

/// Files after which a child is replaced, so that what leaks stays small.
const FILES: u32 = 2000;
/// Bytes of a material that deserves a child with all of its memory left.
const LARGE: u64 = 8 << 20;

/// A reader process that is used for file after file, and replaced when it dies.
#[derive(Debug)]
pub struct Reader {
    options: Options,
    program: Option<PathBuf>,
    running: Option<Running>,
    confinement: Option<Confinement>,
}

impl Reader {
    /// Prepares a reader; the child, another run of this very program, starts with the first file.
    pub fn new(options: Options) -> Self {
        Self { options, program: std::env::current_exe().ok(), running: None, confinement: None }
    }

    /// Prepares a reader whose child is another program, which must be of the same version.
    pub fn with_program(options: Options, program: PathBuf) -> Self {
        Self { program: Some(program), ..Self::new(options) }
    }

    /// What confines the child on this kernel; none before the first file.
    pub fn confinement(&self) -> Option<Confinement> {
        self.confinement
    }

    /// Reads one material and hands its events to `sink`; never fails as a whole.
    ///
    /// Plain text is read here, as a stream; everything else goes to the child.
    pub fn read(&mut self, material: &Material, sink: &mut dyn Sink) {
        if is_plain(material.media) || material.media == Media::Empty {
            match material.blob.open() {
                Ok(mut data) => {
                    noroshi_read::read_plain(&material.name, material.media, &mut data, &self.options, sink);
                }
                Err(_) => unreadable(material, sink),
            }
            return;
        }
        if material.blob.len() > self.options.limits.file_bytes {
            let reason = Text::fixed("上限より大きいため開きません", "larger than the limit, not opened");
            notice(material, NoticeCode::OverLimit, reason, sink);
            return;
        }
        match material.blob.read(self.options.limits.file_bytes) {
            Ok(bytes) => self.read_in_child(material, &bytes, sink),
            Err(BlobError::OverLimit | BlobError::Io(_)) => unreadable(material, sink),
        }
    }

    fn read_in_child(&mut self, material: &Material, bytes: &[u8], sink: &mut dyn Sink) {
        let worn =
            |running: &Running| running.files() >= FILES || running.is_tired() || bytes.len() as u64 >= LARGE;
        let running = match self.running.take().filter(|running| running.files() == 0 || !worn(running)) {
            Some(running) => Ok(running),
            None => self.start(),
        };
        let outcome = running.and_then(|running| running.read(material, bytes, &self.options.limits, sink));
        match outcome {
            Ok(again) => self.running = again,
            Err(reason) => notice(material, NoticeCode::ReaderFailed, reason, sink),
        }
    }

    fn start(&mut self) -> Result<Running, Text> {
        let absent = Text::fixed("読取りプロセスを起動できません", "the reader process cannot be started");
        let program = self.program.as_ref().ok_or(absent.clone())?;
        let (running, confinement) = Running::start(program, &self.options).map_err(|_| absent)?;
        self.confinement = Some(confinement);
        Ok(running)
    }
}

fn unreadable(material: &Material, sink: &mut dyn Sink) {
    let reason = Text::fixed("開けないか、読めません", "cannot be opened or read");
    notice(material, NoticeCode::Unreadable, reason, sink);
}

fn notice(material: &Material, code: NoticeCode, reason: Text, sink: &mut dyn Sink) {
    sink.notice(Notice { material: material.name.to_string(), place: String::new(), code, reason });
}
