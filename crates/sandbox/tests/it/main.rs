//! Readers that misbehave must each cost just their file.
//!
//! This program is its own child, as the product is, so it has no test harness: the child begins where a test would.

mod misbehave;

use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use noroshi_base::{DocumentHead, Limits, Notice, NoticeCode};
use noroshi_intake::{Blob, Material, Media};
use noroshi_read::{Flow, Options, Passage, Role, Sink};
use noroshi_sandbox::{CHILD_ARGUMENT, Reader, child_main_with};

fn main() {
    let first = std::env::args().nth(1);
    if first.as_deref() == Some(CHILD_ARGUMENT) {
        std::process::exit(child_main_with(&Limits::default(), misbehave::read));
    }
    let filter = first.filter(|word| !word.starts_with('-')).unwrap_or_default();
    let mut failed = 0;
    for (name, test) in TESTS.iter().filter(|(name, _)| name.contains(&filter)) {
        let passed = catch_unwind(AssertUnwindSafe(test)).is_ok();
        println!("test {name} ... {}", if passed { "ok" } else { "FAILED" });
        failed += i32::from(!passed);
    }
    std::process::exit(failed.min(1));
}

const TESTS: &[(&str, fn())] = &[
    ("events_arrive_as_they_were_given", events_arrive_as_they_were_given),
    ("each_death_costs_its_file", each_death_costs_its_file),
    ("what_came_before_a_death_is_kept", what_came_before_a_death_is_kept),
    ("too_much_is_cut", too_much_is_cut),
    ("the_receiver_may_stop", the_receiver_may_stop),
    ("the_child_is_confined", the_child_is_confined),
    ("readers_run_side_by_side", readers_run_side_by_side),
    ("plain_text_stays_here", plain_text_stays_here),
    ("files_over_the_limit_are_named", files_over_the_limit_are_named),
    ("a_lying_child_is_not_believed", a_lying_child_is_not_believed),
    ("a_missing_program_is_said", a_missing_program_is_said),
    ("real_archives_pass_through", real_archives_pass_through),
    ("small_files_are_cheap", small_files_are_cheap),
];

#[derive(Default)]
struct Seen {
    heads: Vec<DocumentHead>,
    passages: Vec<Passage>,
    children: Vec<(String, Vec<u8>)>,
    notices: Vec<Notice>,
    stop_after: Option<usize>,
    take: Option<u64>,
}

impl Sink for Seen {
    fn open(&mut self, head: DocumentHead) {
        self.heads.push(head);
    }
    fn passage(&mut self, passage: Passage) -> Flow {
        self.passages.push(passage);
        if self.stop_after.is_some_and(|most| self.passages.len() >= most) {
            Flow::Stop
        } else {
            Flow::Continue
        }
    }
    fn child(&mut self, name: &str, data: &mut dyn Read) -> Flow {
        let mut bytes = Vec::new();
        data.take(self.take.unwrap_or(u64::MAX))
            .read_to_end(&mut bytes)
            .expect("a member's stream does not fail");
        self.children.push((name.to_owned(), bytes));
        Flow::Continue
    }
    fn notice(&mut self, notice: Notice) {
        self.notices.push(notice);
    }
}

impl Seen {
    fn reason(&self) -> &str {
        self.notices.first().map_or("", |notice| &notice.reason.en)
    }
}

fn options() -> Options {
    let mut options = Options::default();
    options.limits.reader_time = Duration::from_secs(2);
    options.limits.reader_memory = 256 << 20;
    options
}

fn material(name: &str, content: &[u8]) -> Material {
    Material {
        name: name.into(),
        blob: Blob::Memory(Arc::new(content.to_vec())),
        media: Media::Binary,
        depth: 0,
    }
}

fn read(reader: &mut Reader, name: &str) -> Seen {
    let mut seen = Seen::default();
    reader.read(&material(name, b"content"), &mut seen);
    seen
}

fn assert_good(seen: &Seen) {
    assert_eq!(seen.notices, []);
    assert_eq!(seen.passages.len(), 1);
}

fn events_arrive_as_they_were_given() {
    let mut reader = Reader::new(options());
    for size in [0, 1, 300_000, 5_000_000] {
        let content = b"0123456789".repeat(size / 10);
        let mut seen = Seen::default();
        reader.read(&material("events", &content), &mut seen);
        assert_eq!(seen.heads.len(), 1);
        let passage = seen.passages.first().expect("a passage");
        assert_eq!(
            (passage.part.as_ref(), passage.line, &passage.role),
            ("part", 7, &Role::Header("subject".into()))
        );
        assert_eq!(passage.text, format!("日本語 {}", content.len()));
        assert_eq!(seen.children, [("member".to_owned(), content.clone()), ("empty".to_owned(), vec![])]);
        assert_eq!(seen.notices.first().map(|notice| notice.code), Some(NoticeCode::Info));
        let mut seen = Seen { take: Some(1000), ..Seen::default() };
        reader.read(&material("events", &content), &mut seen);
        assert_eq!((seen.children.len(), seen.notices.len()), (2, 1), "what is left unread is passed over");
    }
}

fn each_death_costs_its_file() {
    let mut reader = Reader::new(options());
    for (name, reason) in [
        ("abort", "signal 6"),
        ("panic", "failed inside"),
        ("panic in member", "failed inside"),
        ("exit", "ended"),
        ("overflow", "stack"),
        ("memory", "256 MiB"),
        ("hang", "within 2 s"),
        ("spin", "within 2 s"),
    ] {
        let seen = read(&mut reader, name);
        assert_eq!(seen.notices.len(), 1, "{name}");
        let notice = seen.notices.first().expect("a notice");
        assert_eq!((notice.code, notice.material.as_str()), (NoticeCode::ReaderFailed, name));
        assert!(seen.reason().contains(reason), "{name}: {}", seen.reason());
        assert_good(&read(&mut reader, "good"));
    }
}

fn what_came_before_a_death_is_kept() {
    let mut reader = Reader::new(options());
    let seen = read(&mut reader, "speak, then abort");
    assert_eq!((seen.heads.len(), seen.notices.len()), (1, 1));
    let text: usize = seen.passages.iter().map(|passage| passage.text.len()).sum();
    assert!(text > 1 << 20);
    assert!(seen.children.first().is_some_and(|(_, bytes)| bytes.len() > 1 << 18));
}

fn too_much_is_cut() {
    let mut options = options();
    options.limits.passage_bytes = 1 << 20;
    options.limits.unpacked_bytes = 1 << 20;
    let mut reader = Reader::new(options);
    let seen = read(&mut reader, "flood of text");
    assert_eq!(seen.passages.iter().map(|passage| passage.text.len()).sum::<usize>(), (1 << 20) - 1);
    assert_eq!(seen.notices.first().map(|notice| notice.code), Some(NoticeCode::OverLimit));
    let seen = read(&mut reader, "flood of members");
    assert!(seen.reason().contains("more than the limit"));
    assert!(seen.children.iter().map(|(_, bytes)| bytes.len()).sum::<usize>() < 4 << 20);
    assert_good(&read(&mut reader, "good"));
}

fn the_receiver_may_stop() {
    let mut reader = Reader::new(options());
    let mut seen = Seen { stop_after: Some(3), ..Seen::default() };
    reader.read(&material("unending", b""), &mut seen);
    assert_eq!((seen.passages.len(), seen.notices.len()), (3, 0));
    assert_good(&read(&mut reader, "good"));
}

fn the_child_is_confined() {
    let mut reader = Reader::new(options());
    assert_eq!(reader.confinement(), None);
    let seen = read(&mut reader, "escape");
    let confinement = reader.confinement().expect("started");
    assert!(confinement.resources && confinement.privileges);
    let escaped: Vec<&str> = seen.passages.iter().map(|passage| passage.text.as_str()).collect();
    if confinement.landlock && confinement.seccomp {
        assert_eq!(escaped, Vec::<&str>::new());
    } else {
        println!("this kernel lacks landlock or seccomp: {confinement:?}");
    }
    assert_eq!(seen.notices, []);
}

fn readers_run_side_by_side() {
    let names = ["good", "abort", "good", "overflow", "good", "good"];
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let mut reader = Reader::new(options());
                for name in names {
                    let seen = read(&mut reader, name);
                    assert_eq!(seen.notices.len(), usize::from(name != "good"), "{name}: {}", seen.reason());
                }
            });
        }
    });
}

fn plain_text_stays_here() {
    let mut reader = Reader::new(options());
    let mut seen = Seen::default();
    let text = Material { media: Media::Text, ..material("a.txt", "これは報告です。\n".as_bytes()) };
    reader.read(&text, &mut seen);
    assert_eq!((seen.passages.len(), reader.confinement()), (1, None));
}

fn files_over_the_limit_are_named() {
    let mut options = options();
    options.limits.file_bytes = 3;
    let mut reader = Reader::new(options);
    let seen = read(&mut reader, "good");
    assert_eq!(seen.notices.first().map(|notice| notice.code), Some(NoticeCode::OverLimit));
    let gone = Material {
        blob: Blob::File { path: PathBuf::from("/nonexistent/file"), len: 2 },
        ..material("gone", b"")
    };
    let mut seen = Seen::default();
    reader.read(&gone, &mut seen);
    assert_eq!(seen.notices.first().map(|notice| notice.code), Some(NoticeCode::Unreadable));
}

/// A child that was taken over says what it likes; scripts play it.
fn a_lying_child_is_not_believed() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let ready = r"\004\004\000\000\000\001\001\001\001";
    for (at, (frames, reason)) in [
        (r"\310\310\310\310\310", "makes no sense"),
        (r"\006\377\377\377\377", "more than the limit"),
        (r"\010\001\000\000\000", "makes no sense"),
        (r"\006\004\000\000\000\377\377\377\377", "makes no sense"),
        (r"\007\001\000\000\000x\010\377\377\377\377", "more than the limit"),
    ]
    .into_iter()
    .enumerate()
    {
        let program = dir.path().join(at.to_string());
        std::fs::write(&program, format!("#!/bin/sh\nprintf '{ready}{frames}'\nexec /bin/sleep 5\n"))
            .expect("a script");
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o700);
        std::fs::set_permissions(&program, mode).expect("a program");
        let seen = read(&mut Reader::with_program(options(), program), "good");
        assert!(seen.reason().contains(reason), "{frames}: {}", seen.reason());
    }
}

fn a_missing_program_is_said() {
    let mut reader = Reader::with_program(options(), PathBuf::from("/nonexistent/program"));
    let seen = read(&mut reader, "good");
    assert_eq!(seen.notices.first().map(|notice| notice.code), Some(NoticeCode::ReaderFailed));
}

fn real_archives_pass_through() {
    let mut reader = Reader::new(options());
    let data = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../read/tests/data/archive");
    for (name, media, members) in
        [("infected.7z", Media::SevenZip, 2), ("jp.zip", Media::Zip, 2), ("crypto.zip", Media::Zip, 2)]
    {
        let bytes = std::fs::read(data.join(name)).expect("a fixture");
        let mut seen = Seen::default();
        reader.read(&Material { media, ..material(name, &bytes) }, &mut seen);
        assert_eq!((seen.children.len(), seen.notices.as_slice()), (members, &[][..]), "{name}");
    }
}

/// Prints what a small file costs; nothing is asserted, since the machine may be busy.
fn small_files_are_cheap() {
    let mut reader = Reader::new(options());
    read(&mut reader, "good");
    let started = Instant::now();
    for _ in 0..1000 {
        assert_good(&read(&mut reader, "good"));
    }
    println!("{} us a file", started.elapsed().as_micros() / 1000);
}
