//! A reader that does what the name of its material says.

use std::io::{self, Read, Write};

use noroshi_base::{DocumentHead, DocumentKind, Notice, NoticeCode, Text};
use noroshi_intake::Media;
use noroshi_read::{Flow, Options, Passage, Role, Sink};

#[expect(clippy::panic, reason = "it is to fail in every way")]
pub(crate) fn read(name: &str, media: Media, bytes: &[u8], options: &Options, sink: &mut dyn Sink) {
    match name {
        "good" => say(sink, "good"),
        "events" => events(bytes, sink),
        "abort" => std::process::abort(),
        "panic" => panic!("on purpose"),
        "panic in member" => {
            sink.child("member", &mut Panics);
        }
        "exit" => std::process::exit(3),
        "overflow" => assert!(deep(bytes.len() as u64) > 0),
        "memory" => eat(),
        "hang" => loop {
            std::thread::park();
        },
        "spin" => loop {
            std::hint::black_box(bytes);
        },
        "speak, then abort" => speak_then_abort(sink),
        "flood of text" => {
            while sink.passage(Passage::new("", Role::Prose, "あいう".repeat(10_000))) == Flow::Continue {}
        }
        "flood of members" => {
            while sink.child("member", &mut io::repeat(1).take(1 << 20)) == Flow::Continue {}
        }
        "unending" => while sink.passage(Passage::new("", Role::Prose, "x")) == Flow::Continue {},
        "escape" => escape(sink),
        _ => noroshi_read::read(name, media, bytes, options, sink),
    }
}

fn say(sink: &mut dyn Sink, text: &str) {
    sink.passage(Passage::new("", Role::Prose, text));
}

fn head() -> DocumentHead {
    DocumentHead { material: "events".into(), kind: DocumentKind::Prose, media: "binary".into() }
}

fn events(bytes: &[u8], sink: &mut dyn Sink) {
    sink.open(head());
    let text = format!("日本語 {}", bytes.len());
    sink.passage(Passage { line: 7, ..Passage::new("part", Role::Header("subject".into()), text) });
    sink.child("member", &mut &*bytes);
    sink.child("empty", &mut io::empty());
    let reason = Text::fixed("終わり", "the end");
    sink.notice(Notice {
        material: "somebody else".into(),
        place: String::new(),
        code: NoticeCode::Info,
        reason,
    });
}

struct Panics;

impl Read for Panics {
    #[expect(clippy::panic, reason = "it is to panic")]
    fn read(&mut self, _buffer: &mut [u8]) -> io::Result<usize> {
        panic!("on purpose")
    }
}

#[expect(unconditional_recursion, reason = "it is to overflow the stack")]
fn deep(count: u64) -> u64 {
    let room = std::hint::black_box([count; 64]);
    deep(count + 1) + room.iter().sum::<u64>()
}

fn eat() {
    let mut all: Vec<Vec<u8>> = Vec::new();
    loop {
        all.push(vec![1; 8 << 20]);
        std::hint::black_box(&all);
    }
}

fn speak_then_abort(sink: &mut dyn Sink) {
    sink.open(head());
    for _ in 0..40 {
        sink.passage(Passage::new("", Role::Prose, "x".repeat(1 << 16)));
    }
    sink.child("member", &mut Aborts(40));
}

struct Aborts(u32);

impl Read for Aborts {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.0.checked_sub(1) {
            Some(left) => self.0 = left,
            None => std::process::abort(),
        }
        buffer.fill(b'm');
        Ok(buffer.len())
    }
}

/// Tries what a reader must not be able to do, and says what worked.
fn escape(sink: &mut dyn Sink) {
    type Attempt = fn() -> io::Result<()>;
    let tries: [(&str, Attempt); 7] = [
        ("read a file", || std::fs::read("/etc/hostname").map(|_| ())),
        ("list a folder", || std::fs::read_dir("/").map(|_| ())),
        ("write a file", || std::fs::write("/tmp/noroshi-escape", "x")),
        ("connect", || std::net::TcpStream::connect("127.0.0.1:9").map(|_| ())),
        ("socket", || std::net::UdpSocket::bind("127.0.0.1:0").map(|_| ())),
        ("start a program", || std::process::Command::new("/bin/true").status().map(|_| ())),
        ("start a thread", || std::thread::Builder::new().spawn(|| ()).map(|_| ())),
    ];
    for (name, attempt) in tries {
        if attempt().is_ok() {
            say(sink, name);
        }
    }
    let _ = io::stdout().write_all(b"noise on standard output");
    let _ = io::stdout().flush();
}
