use encoding_rs::{EUC_JP, SHIFT_JIS};
use proptest::prelude::*;

use super::stretch::{OVERLAP, STRETCH};
use super::*;

#[derive(Default)]
struct Seen {
    heads: Vec<DocumentHead>,
    passages: Vec<Passage>,
    notices: Vec<Notice>,
}

impl Sink for Seen {
    fn open(&mut self, head: DocumentHead) {
        self.heads.push(head);
    }
    fn passage(&mut self, passage: Passage) -> Flow {
        self.passages.push(passage);
        Flow::Continue
    }
    fn child(&mut self, _name: &str, _data: &mut dyn Read) -> Flow {
        Flow::Continue
    }
    fn notice(&mut self, notice: Notice) {
        self.notices.push(notice);
    }
}

impl Seen {
    /// The text with the repeated parts left out.
    fn text(&self) -> String {
        self.passages.iter().filter_map(|passage| passage.text.get(passage.overlap as usize..)).collect()
    }
}

fn read_all(name: &str, bytes: &[u8]) -> Seen {
    let mut seen = Seen::default();
    read_plain(name, noroshi_intake::sniff(name, bytes), &mut &*bytes, &Options::default(), &mut seen);
    seen
}

#[test]
fn a_large_log_comes_in_whole_lines_with_right_numbers() {
    let lines: Vec<String> =
        (1..60_000).map(|n| format!("10:00:00 {n} 端末から 198.51.100.{} へ", n % 256)).collect();
    let text = lines.join("\n");
    for bytes in [
        text.clone().into_bytes(),
        SHIFT_JIS.encode(&text).0.into_owned(),
        EUC_JP.encode(&text).0.into_owned(),
    ] {
        let seen = read_all("a.log", &bytes);
        assert!(seen.passages.len() > 1);
        assert_eq!(seen.text(), text);
        for passage in &seen.passages {
            let first = passage.text.lines().next().expect("a line");
            assert!(first.starts_with(&format!("10:00:00 {} ", passage.line)), "{first} at {}", passage.line);
        }
    }
}

#[test]
fn a_line_without_end_is_cut_with_an_overlap() {
    for unit in ["値,", "あ", "x", "evil.example "] {
        let text = unit.repeat(3 * STRETCH / unit.len());
        let seen = read_all("a.txt", text.as_bytes());
        assert!(seen.passages.len() >= 3, "{unit}");
        assert_eq!(seen.text(), text);
        let mut before = "";
        for passage in &seen.passages {
            assert!(passage.text.len() <= STRETCH && passage.line == 1);
            let overlap = passage.text.get(..passage.overlap as usize).expect("a boundary");
            assert!(before.ends_with(overlap));
            assert!(before.is_empty() || overlap.len() >= OVERLAP / 2, "{} of {unit}", overlap.len());
            before = &passage.text;
        }
    }
}

#[test]
fn long_lines_of_legacy_encodings_are_cut_between_characters() {
    let text = "端末=経理部サーバ 状態=正常,".repeat(100_000);
    for encoding in [SHIFT_JIS, EUC_JP] {
        let seen = read_all("a.log", &encoding.encode(&text).0);
        assert_eq!(seen.text(), text);
    }
}

#[test]
fn utf16_is_streamed_with_line_numbers() {
    let text: String = (1..80_000).map(|n| format!("{n} 調査ログ\r\n")).collect();
    let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let seen = read_all("a.log", &bytes);
    assert_eq!(seen.text(), text);
    let last = seen.passages.last().expect("a passage");
    assert!(last.line > 1 && last.text.starts_with(&last.line.to_string()));
}

#[test]
fn kinds_follow_the_text() {
    for (name, text, kind, role) in [
        ("a.txt", "不審なメールを受信しました。\n添付を開きました。\n", DocumentKind::Prose, Role::Prose),
        ("a.txt", "evil.example\n198.51.100.7\n", DocumentKind::Table, Role::Lines),
        ("a.log", "2024-01-01T00:00:00Z a=b c=d\n", DocumentKind::Records, Role::Lines),
        ("a.ps1", "$x = 1\n", DocumentKind::Structured, Role::Code),
    ] {
        let seen = read_all(name, text.as_bytes());
        assert_eq!(seen.heads.first().map(|head| head.kind), Some(kind), "{name}");
        assert_eq!(seen.passages.first().map(|passage| passage.role.clone()), Some(role));
    }
    assert_eq!(read_all("a.txt", b"").heads.len(), 1, "an empty text is a document too");
}

#[test]
fn a_limit_and_a_failure_keep_what_was_read() {
    struct Fails(usize);
    impl Read for Fails {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.0 = self.0.checked_sub(1).ok_or_else(|| io::Error::other("gone"))?;
            buffer.fill(b'a');
            Ok(buffer.len())
        }
    }
    let mut seen = Seen::default();
    read_plain("a", Media::Text, &mut Fails(4), &Options::default(), &mut seen);
    assert_eq!(seen.notices.first().map(|notice| notice.code), Some(NoticeCode::Unreadable));
    assert!(!seen.text().is_empty());

    let mut options = Options::default();
    options.limits.text_bytes = 10;
    for (length, notices) in [(10, 0), (11, 1)] {
        let mut seen = Seen::default();
        read_plain("a", Media::Text, &mut io::repeat(b'a').take(length), &options, &mut seen);
        assert_eq!((seen.text().len(), seen.notices.len()), (10, notices));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn valid_text_comes_back_whole(lines in proptest::collection::vec("[ -~あ-ん漢字]{0,40}", 0..40), repeat in 1_usize..2000) {
        let text = lines.join("\n").repeat(repeat);
        prop_assume!(!text.starts_with('\u{FEFF}'));
        let seen = read_all("a.txt", text.as_bytes());
        prop_assert_eq!(seen.text(), text);
    }

    #[test]
    fn any_bytes_are_read(bytes in proptest::collection::vec(any::<u8>(), 0..2000), repeat in 1_usize..800) {
        let bytes = bytes.repeat(repeat);
        let mut seen = Seen::default();
        read_plain("a", Media::Text, &mut &*bytes, &Options::default(), &mut seen);
        prop_assert!(seen.passages.iter().all(|passage| passage.text.is_char_boundary(passage.overlap as usize)));
    }
}
