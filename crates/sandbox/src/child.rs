//! The child: limits itself, then answers requests until its input closes.
//!
//! In: frames on standard input. Out: frames on what was standard output.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::os::fd::AsFd;
use std::panic::{AssertUnwindSafe, catch_unwind};

use noroshi_base::{DocumentHead, Limits, Notice, NoticeCode, Text};
use noroshi_intake::Media;
use noroshi_read::{Flow, Options, Passage, Sink};

use crate::confine::{bound_memory, confine};
use crate::wire::{self, CHUNK, Request, SMALL, Tag};

/// A function that reads one material, as [`noroshi_read::read`] does.
pub type ReadFn = fn(&str, Media, &[u8], &Options, &mut dyn Sink);

/// Body of the child: limits itself, then answers requests on standard input until it closes. Gives the exit code.
///
/// `limits` bound its memory until the parent's own limits arrive.
pub fn child_main(limits: &Limits) -> i32 {
    child_main_with(limits, noroshi_read::read)
}

/// [`child_main`] with another reader; tests have one that misbehaves.
pub fn child_main_with(limits: &Limits, read: ReadFn) -> i32 {
    // A panic's message quotes material.
    std::panic::set_hook(Box::new(|_| {}));
    bound_memory(limits);
    match serve(read) {
        Ok(()) => 0,
        Err(_) => 1,
    }
}

fn serve(read: ReadFn) -> io::Result<()> {
    let (mut data, mut out) = take_pipes()?;
    let mut buffer = Vec::new();
    let options: Options = match wire::head(&mut data)? {
        (Tag::Hello, length) => {
            wire::body(&mut data, length, SMALL, &mut buffer)?;
            wire::value(&buffer)?
        }
        _ => return Err(io::ErrorKind::InvalidData.into()),
    };
    let confinement = confine(&options.limits);
    wire::put_value(&mut out, Tag::Ready, &confinement)?;
    out.flush()?;
    while let Some(request) = next_request(&mut data, &mut buffer)? {
        let bytes = receive(&mut data, &request, &options.limits)?;
        let mut sink =
            Framer { out: &mut out, left: options.limits.passage_bytes, cut: false, broken: false };
        let panicked = catch_unwind(AssertUnwindSafe(|| {
            read(&request.name, request.media, &bytes, &options, &mut sink)
        }))
        .is_err();
        if sink.broken {
            return Err(io::ErrorKind::BrokenPipe.into());
        }
        drop(bytes);
        wire::put(&mut out, Tag::Done, &[u8::from(panicked)])?;
        out.flush()?;
    }
    Ok(())
}

/// Moves the pipes away from the standard streams, where a library might print to.
fn take_pipes() -> io::Result<(BufReader<File>, BufWriter<File>)> {
    let input = File::from(io::stdin().as_fd().try_clone_to_owned()?);
    let output = File::from(io::stdout().as_fd().try_clone_to_owned()?);
    let null = File::options().read(true).write(true).open("/dev/null")?;
    rustix::stdio::dup2_stdin(&null)?;
    rustix::stdio::dup2_stdout(&null)?;
    Ok((BufReader::with_capacity(CHUNK, input), BufWriter::with_capacity(CHUNK, output)))
}

/// The next head of a material; none when the parent is done.
fn next_request(data: &mut dyn Read, buffer: &mut Vec<u8>) -> io::Result<Option<Request>> {
    match wire::head(data) {
        Ok((Tag::Request, length)) => {
            wire::body(data, length, SMALL, buffer)?;
            wire::value(buffer).map(Some)
        }
        Ok(_) => Err(io::ErrorKind::InvalidData.into()),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(None),
        Err(error) => Err(error),
    }
}

fn receive(data: &mut dyn Read, request: &Request, limits: &Limits) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(usize::try_from(request.len.min(limits.file_bytes)).unwrap_or(0));
    loop {
        match wire::head(data)? {
            (Tag::Body, length) => {
                data.take(u64::from(length)).read_to_end(&mut bytes)?;
            }
            (Tag::BodyEnd, _) => return Ok(bytes),
            _ => return Err(io::ErrorKind::InvalidData.into()),
        }
    }
}

/// Writes what a reader finds as frames.
struct Framer<'a> {
    out: &'a mut BufWriter<File>,
    /// Bytes of text that may still be given out.
    left: u64,
    cut: bool,
    broken: bool,
}

impl Framer<'_> {
    fn sent(&mut self, result: io::Result<()>) -> Flow {
        self.broken |= result.is_err();
        if self.broken { Flow::Stop } else { Flow::Continue }
    }

    /// Keeps what still fits of a text; says once that something is left out.
    fn fit(&mut self, passage: &mut Passage) {
        let room = usize::try_from(self.left).unwrap_or(usize::MAX);
        if passage.text.len() > room {
            passage.text.truncate(passage.text.floor_char_boundary(room));
            self.cut = true;
        }
        self.left = self.left.saturating_sub(passage.text.len() as u64);
    }

    fn members(&mut self, name: &str, data: &mut dyn Read) -> io::Result<()> {
        let name = name.get(..name.floor_char_boundary(4096)).unwrap_or(name);
        wire::put(self.out, Tag::ChildBegin, name.as_bytes())?;
        let mut chunk = vec![0; CHUNK];
        loop {
            match data.read(&mut chunk) {
                Ok(0) => break,
                Ok(count) => wire::put(self.out, Tag::Chunk, chunk.get(..count).unwrap_or(&chunk))?,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                // A reader that fails has said so itself; what came before counts.
                Err(_) => break,
            }
        }
        wire::put(self.out, Tag::ChildEnd, &[])
    }
}

impl Sink for Framer<'_> {
    fn open(&mut self, head: DocumentHead) {
        let result = wire::put_value(self.out, Tag::Open, &head);
        self.sent(result);
    }

    fn passage(&mut self, mut passage: Passage) -> Flow {
        if self.cut {
            return Flow::Stop;
        }
        self.fit(&mut passage);
        let result = wire::put_value(self.out, Tag::Passage, &passage);
        if self.cut {
            let reason =
                Text::fixed("文字が多すぎるため、途中まで読みました", "too much text; read up to the limit");
            let place = passage.part.to_string();
            self.notice(Notice { material: String::new(), place, code: NoticeCode::OverLimit, reason });
            return Flow::Stop;
        }
        self.sent(result)
    }

    fn child(&mut self, name: &str, data: &mut dyn Read) -> Flow {
        let result = self.members(name, data);
        self.sent(result)
    }

    fn notice(&mut self, notice: Notice) {
        let result = wire::put_value(self.out, Tag::Notice, &notice);
        self.sent(result);
    }
}
