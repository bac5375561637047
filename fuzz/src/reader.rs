//! The readers of room 2.

use std::io::Read;

use noroshi_base::{DocumentHead, Limits, Notice};
use noroshi_intake::Media;
use noroshi_read::{Flow, Options, Passage, Sink};

/// Every media type: the list that its own deserialiser gives, so that a new one is never forgotten.
pub(crate) fn media() -> Vec<Media> {
    let Err(error) = serde_json::from_str::<Media>("\"?\"") else { return Vec::new() };
    let text = error.to_string();
    let names = text.split('`').skip(1).step_by(2);
    names.filter_map(|name| serde_json::from_value(serde_json::Value::from(name)).ok()).collect()
}

/// Reads bytes as one format, and its children as what they are.
pub(crate) fn read(media: Media, bytes: &[u8]) {
    let mut reader = Reader { left: BYTES, children: Vec::new(), bytes: 0 };
    noroshi_read::read("noise", media, bytes, &options(), &mut reader);
    // One level: what lies deeper is the same again.
    for child in std::mem::take(&mut reader.children) {
        let media = noroshi_intake::sniff("child", &child);
        noroshi_read::read("noise!/child", media, &child, &options(), &mut reader);
    }
}

/// Reads bytes as what they seem to be.
pub(crate) fn sniffed(bytes: &[u8]) {
    read(noroshi_intake::sniff("noise", bytes), bytes);
}

/// Bounds small enough to be met.
pub(crate) fn options() -> Options {
    let limits = Limits {
        entries: 200,
        unpacked_bytes: 4 << 20,
        passage_bytes: 4 << 20,
        decode_bytes: 64 << 10,
        ..Limits::default()
    };
    Options { limits, passwords: vec!["infected".to_owned()] }
}

/// Unpacked bytes that are taken of one input.
const BYTES: u64 = 4 << 20;

struct Reader {
    left: u64,
    children: Vec<Vec<u8>>,
    bytes: u64,
}

impl Sink for Reader {
    fn open(&mut self, head: DocumentHead) {
        assert!(head.material.starts_with("noise"), "a document belongs to its material");
    }

    fn passage(&mut self, passage: Passage) -> Flow {
        assert!(passage.text.is_char_boundary(passage.overlap as usize), "overlap cuts a letter");
        self.bytes += passage.text.len() as u64;
        // A reader may pass its limit by its last passage, never by a multiple.
        assert!(self.bytes < 64 << 20, "more text than any limit allows");
        Flow::Continue
    }

    fn child(&mut self, name: &str, data: &mut dyn Read) -> Flow {
        assert!(name.len() < 1 << 20, "a name without end");
        let mut bytes = Vec::new();
        // A damaged member ends in an error; what came before it is still read.
        let _ = data.take(self.left).read_to_end(&mut bytes);
        self.left = self.left.saturating_sub(bytes.len() as u64);
        if self.children.len() < 16 {
            self.children.push(bytes);
        }
        if self.left == 0 { Flow::Stop } else { Flow::Continue }
    }

    fn notice(&mut self, notice: Notice) {
        assert!(!notice.reason.ja.is_empty() && !notice.reason.en.is_empty(), "a notice without reason");
    }
}
