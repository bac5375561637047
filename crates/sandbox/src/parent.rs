//! The parent's side of one child.
//!
//! In: a material's bytes. Out: its events, checked; or the reason why there are none.

use std::io::{self, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use noroshi_base::{DocumentHead, Limits, Notice, Text};
use noroshi_intake::Material;
use noroshi_read::{Flow, Options, Passage, Sink};

use crate::CHILD_ARGUMENT;
use crate::confine::{Confinement, LIFE};
use crate::death;
use crate::pipes::{Patience, Patient};
use crate::wire::{self, CHUNK, Request, SMALL, Tag};

/// Waiting for a child to start.
const START: Duration = Duration::from_secs(20);
/// Frames one material may give; each costs the parent some work.
const FRAMES: u64 = 20_000_000;
/// Size of the pipe from the child, so that the two seldom wait for each other.
const PIPE: usize = 1 << 20;

/// A child that waits for its next material.
#[derive(Debug)]
pub(crate) struct Running {
    child: Child,
    to: Patient<ChildStdin>,
    from: BufReader<Patient<ChildStdout>>,
    patience: Arc<Patience>,
    buffer: Vec<u8>,
    files: u32,
    waited: Duration,
    life: Duration,
}

impl Running {
    /// Starts a child, and waits until it has confined itself.
    pub(crate) fn start(program: &Path, options: &Options) -> io::Result<(Self, Confinement)> {
        let mut child = Command::new(program)
            .arg(CHILD_ARGUMENT)
            .env_clear()
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let ends = child.stdin.take().zip(child.stdout.take());
        let Some((to, from)) = ends else {
            let _ = child.kill();
            let _ = child.wait();
            return Err(io::ErrorKind::BrokenPipe.into());
        };
        let _ = rustix::pipe::fcntl_setpipe_size(&from, PIPE);
        let patience = Arc::new(Patience::default());
        let mut running = Self {
            child,
            to: Patient { end: to, patience: Arc::clone(&patience) },
            from: BufReader::with_capacity(CHUNK, Patient { end: from, patience: Arc::clone(&patience) }),
            patience,
            buffer: Vec::new(),
            files: 0,
            waited: Duration::ZERO,
            life: options.limits.reader_time.saturating_mul(LIFE) / 2,
        };
        let confinement = running.greet(options)?;
        Ok((running, confinement))
    }

    fn greet(&mut self, options: &Options) -> io::Result<Confinement> {
        rustix::io::ioctl_fionbio(&self.to.end, true)?;
        self.patience.renew(START);
        wire::put_value(&mut self.to, Tag::Hello, options)?;
        match wire::head(&mut self.from)? {
            (Tag::Ready, length) => {
                wire::body(&mut self.from, length, SMALL, &mut self.buffer)?;
                wire::value(&self.buffer)
            }
            _ => Err(io::ErrorKind::InvalidData.into()),
        }
    }

    /// Materials read so far.
    pub(crate) fn files(&self) -> u32 {
        self.files
    }

    /// Whether its bound on processor time comes near.
    pub(crate) fn is_tired(&self) -> bool {
        self.waited >= self.life
    }

    /// Reads one material. Gives the child back where it can be used again, or says why the material was not read.
    pub(crate) fn read(
        mut self,
        material: &Material,
        bytes: &[u8],
        limits: &Limits,
        sink: &mut dyn Sink,
    ) -> Result<Option<Self>, Text> {
        self.patience.renew(limits.reader_time);
        let mut answer = Answer {
            name: &material.name,
            from: &mut self.from,
            buffer: &mut self.buffer,
            text: limits.passage_bytes,
            members: limits.unpacked_bytes.saturating_add(SMALL),
            limit: limits.passage_bytes,
            frames: FRAMES,
            sink,
        };
        let result = send(&mut self.to, material, bytes).and_then(|()| answer.take());
        let spent = limits.reader_time.saturating_sub(self.patience.renew(Duration::ZERO));
        self.waited = self.waited.saturating_add(spent);
        self.files = self.files.saturating_add(1);
        match result {
            Ok(Last::Done) => Ok(Some(self)),
            Ok(Last::Stopped) => Ok(None),
            Ok(Last::Panicked) => Err(death::panicked()),
            Err(error) => Err(self.bury(&error, limits)),
        }
    }

    /// Ends the child and says why it did not answer.
    fn bury(mut self, error: &io::Error, limits: &Limits) -> Text {
        // A process that closed its pipes is about to end by itself; its own signal tells more than ours.
        let ending = matches!(error.kind(), io::ErrorKind::UnexpectedEof | io::ErrorKind::BrokenPipe);
        let grace = if ending { 100 } else { 0 };
        for _ in 0..grace {
            if matches!(self.child.try_wait(), Ok(Some(_))) {
                break;
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        let _ = self.child.kill();
        let status = self.child.wait().ok();
        let words = death::last_words(self.child.stderr.take());
        death::reason(error, status, &words, limits)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Both are without effect on a child that was buried.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn send(to: &mut dyn Write, material: &Material, bytes: &[u8]) -> io::Result<()> {
    let request = Request { name: material.name.to_string(), media: material.media, len: bytes.len() as u64 };
    let mut small = Vec::new();
    wire::put_value(&mut small, Tag::Request, &request)?;
    if bytes.len() <= CHUNK {
        wire::put(&mut small, Tag::Body, bytes)?;
        wire::put(&mut small, Tag::BodyEnd, &[])?;
        return to.write_all(&small);
    }
    to.write_all(&small)?;
    for chunk in bytes.chunks(CHUNK) {
        wire::put(to, Tag::Body, chunk)?;
    }
    wire::put(to, Tag::BodyEnd, &[])
}

/// How an answer ended.
enum Last {
    Done,
    Panicked,
    /// The receiver wanted no more; the child is still busy.
    Stopped,
}

/// The events of one material, on their way from the child to the sink.
struct Answer<'a> {
    name: &'a str,
    from: &'a mut BufReader<Patient<ChildStdout>>,
    buffer: &'a mut Vec<u8>,
    text: u64,
    members: u64,
    limit: u64,
    frames: u64,
    sink: &'a mut dyn Sink,
}

impl Answer<'_> {
    fn take(&mut self) -> io::Result<Last> {
        loop {
            let (tag, length) = self.head()?;
            let flow = match tag {
                Tag::Open => self.open(length)?,
                Tag::Passage => self.passage(length)?,
                Tag::Notice => self.notice(length)?,
                Tag::ChildBegin => self.member(length)?,
                Tag::Done => {
                    self.body(length, 1)?;
                    return Ok(if self.buffer.first() == Some(&0) { Last::Done } else { Last::Panicked });
                }
                _ => return Err(io::ErrorKind::InvalidData.into()),
            };
            if flow == Flow::Stop {
                return Ok(Last::Stopped);
            }
        }
    }

    fn head(&mut self) -> io::Result<(Tag, u32)> {
        self.frames = self.frames.checked_sub(1).ok_or(io::ErrorKind::FileTooLarge)?;
        wire::head(self.from)
    }

    fn body(&mut self, length: u32, limit: u64) -> io::Result<()> {
        wire::body(self.from, length, limit, self.buffer)
    }

    fn open(&mut self, length: u32) -> io::Result<Flow> {
        self.body(length, SMALL)?;
        let mut head: DocumentHead = wire::value(self.buffer)?;
        if !head.material.starts_with(self.name) {
            head.material = self.name.into();
        }
        self.sink.open(head);
        Ok(Flow::Continue)
    }

    fn passage(&mut self, length: u32) -> io::Result<Flow> {
        // A hint and a place come on top of the text.
        self.body(length, self.limit.saturating_add(SMALL))?;
        let passage: Passage = wire::value(self.buffer)?;
        let text = passage.text.len() as u64;
        self.text = self.text.checked_sub(text).ok_or(io::ErrorKind::FileTooLarge)?;
        if !passage.text.is_char_boundary(passage.overlap as usize) {
            return Err(io::ErrorKind::InvalidData.into());
        }
        Ok(self.sink.passage(passage))
    }

    fn notice(&mut self, length: u32) -> io::Result<Flow> {
        self.body(length, SMALL)?;
        let mut notice: Notice = wire::value(self.buffer)?;
        if !notice.material.starts_with(self.name) {
            notice.material = self.name.to_owned();
        }
        self.sink.notice(notice);
        Ok(Flow::Continue)
    }

    fn member(&mut self, length: u32) -> io::Result<Flow> {
        self.body(length, SMALL)?;
        let name = String::from_utf8_lossy(self.buffer).into_owned();
        let mut stream =
            MemberStream { from: self.from, left: self.members, chunk: 0, ended: false, failed: None };
        let flow = self.sink.child(&name, &mut stream);
        // What the receiver left unread lies before the next event.
        if flow == Flow::Continue {
            io::copy(&mut stream, &mut io::sink())?;
        }
        let (left, failed) = (stream.left, stream.failed.take());
        self.members = left;
        failed.map_or(Ok(flow), Err)
    }
}

/// The bytes of one member, straight from the pipe. Ends quietly where the child fails, so that what came before is
/// kept; the failure is told afterwards.
struct MemberStream<'a> {
    from: &'a mut BufReader<Patient<ChildStdout>>,
    left: u64,
    chunk: u64,
    ended: bool,
    failed: Option<io::Error>,
}

impl MemberStream<'_> {
    /// Finds the next bytes; tells whether there are any.
    fn advance(&mut self) -> io::Result<bool> {
        while self.chunk == 0 {
            match wire::head(self.from)? {
                (Tag::Chunk, length) => self.chunk = u64::from(length),
                (Tag::ChildEnd, 0) => return Ok(false),
                // A reader that panicked inside a member has no time to end it.
                (Tag::Done, _) => return Err(io::ErrorKind::Other.into()),
                _ => return Err(io::ErrorKind::InvalidData.into()),
            }
            self.left = self.left.checked_sub(self.chunk).ok_or(io::ErrorKind::FileTooLarge)?;
        }
        Ok(true)
    }

    fn step(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if !self.advance()? {
            return Ok(0);
        }
        let count = self.from.take(self.chunk).read(buffer)?;
        if count == 0 && !buffer.is_empty() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.chunk = self.chunk.saturating_sub(count as u64);
        Ok(count)
    }
}

impl Read for MemberStream<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.ended || buffer.is_empty() {
            return Ok(0);
        }
        match self.step(buffer) {
            Ok(count) => {
                self.ended = count == 0;
                Ok(count)
            }
            Err(error) => {
                self.ended = true;
                self.failed = Some(error);
                Ok(0)
            }
        }
    }
}
