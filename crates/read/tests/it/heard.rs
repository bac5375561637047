//! A sink that remembers, and where the shared data lies.

use std::io::Read;
use std::path::{Path, PathBuf};

use noroshi_base::{DocumentHead, Notice};
use noroshi_intake::Media;
use noroshi_read::{Flow, Options, Passage, Sink};

/// Everything a reader said.
#[derive(Default)]
pub(crate) struct Heard {
    pub(crate) heads: Vec<DocumentHead>,
    pub(crate) passages: Vec<Passage>,
    pub(crate) children: Vec<(String, Vec<u8>)>,
    pub(crate) notices: Vec<Notice>,
}

impl Sink for Heard {
    fn open(&mut self, head: DocumentHead) {
        self.heads.push(head);
    }
    fn passage(&mut self, passage: Passage) -> Flow {
        self.passages.push(passage);
        Flow::Continue
    }
    fn child(&mut self, name: &str, data: &mut dyn Read) -> Flow {
        let mut bytes = Vec::new();
        let _ = data.read_to_end(&mut bytes);
        self.children.push((name.to_owned(), bytes));
        Flow::Continue
    }
    fn notice(&mut self, notice: Notice) {
        self.notices.push(notice);
    }
}

/// Reads one material.
pub(crate) fn hear(name: &str, media: Media, bytes: &[u8]) -> Heard {
    let mut heard = Heard::default();
    noroshi_read::read(name, media, bytes, &Options::default(), &mut heard);
    heard
}

/// The folder of shared data; `None`, with a message, where it is absent outside CI.
pub(crate) fn shared(folder: &str) -> Option<PathBuf> {
    let root = std::env::var_os("NOROSHI_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from);
    let path = root.join("data").join(folder);
    if path.is_dir() {
        return Some(path);
    }
    assert!(std::env::var_os("CI").is_none(), "shared data is absent");
    println!("skipped: shared data is absent");
    None
}

/// All files below, gunzipped where they are gzip, in order.
pub(crate) fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut out = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(&next).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
            let raw = std::fs::read(&path).expect("a file");
            match name.strip_suffix(".gz") {
                Some(inner) => {
                    let mut bytes = Vec::new();
                    flate2::read::GzDecoder::new(&*raw).read_to_end(&mut bytes).expect("gzip");
                    out.push((inner.to_owned(), bytes));
                }
                None => out.push((name, raw)),
            }
        }
    }
    out.sort();
    out
}
