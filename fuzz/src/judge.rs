//! The promise: arbitrary bytes and a profile in, nothing of the profile out.

use std::io::Read;
use std::sync::{Arc, LazyLock};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use noroshi_base::{DocumentHead, DocumentKind, Limits, Notice, Pap, Tlp};
use noroshi_deidentify::{Gather, Outside, Policy, RenderedFile, Unproven, Victim, deidentify, prove};
use noroshi_detect::{Detector, Scratch};
use noroshi_profile::{Profile, Variants};
use noroshi_read::{Flow, Passage, Role, Sink};
use rand::SeedableRng;
use rand::rngs::StdRng;

use crate::hunt::Hunter;

/// An invented organisation.
pub(crate) const PROFILE: &str = r#"
name = "蒼海電機株式会社"
aliases = ["蒼海電機", "アオミデンキ", "aomi denki", "Aomi Electric Co., Ltd.", "AomiLink"]
domains = ["aomi-denki.example", "aomidenki.onmicrosoft.com"]
networks = ["203.0.113.0/26"]
ad_domains = ["AOMIAD"]
hostnames = ["AEC-*"]
people = ["山田太郎"]
phones = ["03-0000-0000"]
related = ["北嶺テクノサービス", "hokurei-ts.example"]
"#;

/// Words of it that are too long to be met by chance.
const WORDS: &[&str] = &[
    "蒼海電機",
    "アオミデンキ",
    "aomi denki",
    "AomiLink",
    "aomi-denki.example",
    "aomidenki",
    "AOMIAD",
    "203.0.113.14",
    "山田太郎",
    "03-0000-0000",
    "北嶺テクノサービス",
    "hokurei-ts.example",
];

/// What may stand around them.
const AROUND: &[&str] = &[
    "マルウェアKAGELDRは ",
    " に通信し、C2は ",
    " である。\n",
    "198.51.100.9",
    "c2.kage-panel.example",
    "http://c2.kage-panel.example/",
    "/gate.php?id=",
    "C:\\Users\\",
    "\\AppData\\Local\\Temp\\",
    "HKCU\\Software\\",
    "The loader beacons to ",
    "powershell -enc ",
    "Subject: ",
    "From: ",
    "{\"c2\":\"",
    "\",\"note\":\"",
    "\"}",
    "<!-- ",
    " -->",
    "2024-05-09T02:13:07+09:00 host=",
    " user=",
    " password=",
    "d41d8cd98f00b204e9800998ecf8427e",
    "[.]",
    "hxxps://",
    "様",
    "株式会社",
];

/// Names of the material, which choose its reader.
const NAMES: &[&str] = &[
    "memo.md",
    "proxy.log",
    "list.csv",
    "conf.json",
    "mail.eml",
    "page.html",
    "rule.yar",
    "run.ps1",
    "noise.bin",
];

/// An attacker's value that must survive whatever stands beside it.
const SURVIVOR: &str = "198.51.100.10";

struct Station {
    profile: Profile,
    variants: Variants,
    detector: Detector,
    limits: Limits,
    hunter: Hunter,
    forms: Vec<String>,
}

static STATION: LazyLock<Option<Station>> = LazyLock::new(|| {
    let profile = Profile::parse(PROFILE).ok()?;
    let variants = Variants::expand(&profile);
    let limits = crate::reader::options().limits;
    let detector = Detector::new(Some(&variants), &limits);
    let forms = WORDS.iter().flat_map(|word| forms(word)).collect();
    Some(Station { profile, variants, detector, limits, hunter: Hunter::new(WORDS), forms })
});

/// Ways to write a word.
fn forms(word: &str) -> Vec<String> {
    let wide: Vec<u8> = word.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let full = |c: char| {
        let wide = u32::from(c).checked_add(0xFEE0).and_then(char::from_u32);
        if c.is_ascii_graphic() { wide.unwrap_or(c) } else { c }
    };
    vec![
        word.to_owned(),
        word.to_uppercase(),
        word.chars().map(full).collect(),
        word.bytes().map(|byte| format!("%{byte:02X}")).collect(),
        word.bytes().map(|byte| format!("{byte:02x}")).collect(),
        STANDARD.encode(word),
        STANDARD.encode(&wide),
        word.chars().flat_map(|c| [c, '\u{200B}']).collect(),
        word.chars().map(|c| format!("\\u{:04x}", u32::from(c))).collect(),
        word.chars().map(|c| format!("&#{};", u32::from(c))).collect(),
    ]
}

/// Bytes become a material in which names stay whole under mutation: a control byte and its follower stand for a form
/// of a name, a byte above ASCII for something around it.
fn material(station: &Station, bytes: &[u8]) -> (&'static str, String) {
    let (first, rest) = bytes.split_first().map_or((0, bytes), |(first, rest)| (usize::from(*first), rest));
    let mut text = String::new();
    let mut rest = rest.iter().copied();
    while let Some(byte) = rest.next() {
        match byte {
            b'\n' | b'\t' | b'\r' | 0x20..0x7F => text.push(char::from(byte)),
            0..0x20 | 0x7F => {
                let at = usize::from(byte) << 8 | usize::from(rest.next().unwrap_or(0));
                let form = station.forms.get(at % station.forms.len().max(1)).map_or("", String::as_str);
                // A name that stands in Latin letters stands as a word: inside a longer one it may be anybody's.
                let word = form.starts_with(|c: char| c.is_ascii_alphanumeric());
                let glued = text.ends_with(|c: char| c.is_ascii_alphanumeric());
                if word && glued {
                    text.push(' ');
                }
                text.push_str(form);
                if word {
                    text.push(if byte % 2 == 0 { ' ' } else { '\\' });
                }
            }
            _ => text.push_str(AROUND.get(usize::from(byte) % AROUND.len()).copied().unwrap_or("")),
        }
    }
    (NAMES.get(first % NAMES.len()).copied().unwrap_or("memo.md"), text)
}

/// Composed files, and whether they are proven.
fn run(station: &Station, bytes: &[u8]) -> Option<(Vec<RenderedFile>, Result<(), Unproven>)> {
    let (name, text) = material(station, bytes);
    let mut desk =
        Desk { station, gather: Gather::new(&station.limits), order: 0, head: None, children: Vec::new() };
    desk.material(name, text.as_bytes());
    for (name, bytes) in std::mem::take(&mut desk.children) {
        desk.material(&name, &bytes);
    }
    desk.material("clean.md", format!("マルウェアのC2は {SURVIVOR} である。\n").as_bytes());
    let mut rng = StdRng::seed_from_u64(1);
    let policy = Policy {
        tlp: Tlp::Amber,
        pap: Pap::Amber,
        today: "2024-06-01".to_owned(),
        limits: station.limits.clone(),
        outside: Outside::default(),
    };
    let victim =
        Victim { profile: &station.profile, variants: &station.variants, detector: &station.detector };
    let outcome = deidentify(desk.gather, victim, &policy, &mut rng).ok()?;
    let mut files = Vec::new();
    noroshi_exchange::render(&outcome.draft, &mut rng, &mut files).ok()?;
    let proof = prove(files.clone(), victim).map(drop);
    Some((files, proof))
}

/// What is composed needs no refusal: the proof is a second look, not the first.
pub(crate) fn draft(bytes: &[u8]) {
    let Some(station) = STATION.as_ref() else { return };
    let Some((files, proof)) = run(station, bytes) else { return };
    if let Err(Unproven::Shows(leaks)) = proof {
        for file in files.iter().filter(|file| leaks.iter().any(|leak| leak.file == file.name)) {
            eprintln!("{}:\n{}", file.name, String::from_utf8_lossy(&file.bytes));
        }
        let told: Vec<_> =
            leaks.iter().take(3).map(|l| (&l.file, &l.place, l.rule, l.matched.expose())).collect();
        let (name, text) = material(station, bytes);
        assert!(told.is_empty(), "composed and then refused: {told:?}; material {name}: {text:?}");
    }
}

/// What is proven shows nobody, and the attacker's value survived.
pub(crate) fn package(bytes: &[u8]) {
    let Some(station) = STATION.as_ref() else { return };
    let Some((files, Ok(()))) = run(station, bytes) else { return };
    let mut survived = false;
    for file in &files {
        let text = String::from_utf8_lossy(&file.bytes);
        if let Some(word) = station.hunter.hunt(&text).or_else(|| station.hunter.hunt(&file.name)) {
            let (name, text) = material(station, bytes);
            assert!(word.is_empty(), "{} shows {word}; material {name}: {text:?}", file.name);
        }
        survived |= text.contains(SURVIVOR);
    }
    assert!(survived, "the attacker's value did not survive");
}

struct Desk<'a> {
    station: &'a Station,
    gather: Gather,
    order: u64,
    head: Option<DocumentHead>,
    children: Vec<(String, Vec<u8>)>,
}

impl Desk<'_> {
    fn material(&mut self, name: &str, bytes: &[u8]) {
        let head =
            DocumentHead { material: name.into(), kind: DocumentKind::Container, media: "name".into() };
        self.order = 0;
        self.head = None;
        self.search(&head, Passage::new("file name", Role::Name, name));
        let media = noroshi_intake::sniff(name, bytes);
        noroshi_read::read(name, media, bytes, &crate::reader::options(), self);
        if let Some(head) = self.head.take().filter(|head| head.kind == DocumentKind::Sample) {
            let mut found = Vec::new();
            self.station.detector.raw(bytes, &mut found);
            self.gather.raw(&head, bytes, found);
        }
    }

    fn search(&mut self, head: &DocumentHead, passage: Passage) {
        let mut found = Vec::new();
        self.station.detector.passage(head, &passage, &mut Scratch::default(), &mut found);
        if head.kind == DocumentKind::Container {
            // As the pipeline does: a file's name is no trace of the attacker.
            found.retain(|finding| matches!(finding.what, noroshi_detect::What::Identifier(_)));
        }
        self.order += 1;
        self.gather.passage(self.order, head, passage, found);
    }
}

impl Sink for Desk<'_> {
    fn open(&mut self, head: DocumentHead) {
        self.head = Some(head);
    }

    fn passage(&mut self, passage: Passage) -> Flow {
        if let Some(head) = self.head.clone() {
            self.search(&head, passage);
        }
        Flow::Continue
    }

    fn child(&mut self, name: &str, data: &mut dyn Read) -> Flow {
        let mut bytes = Vec::new();
        let parent: Arc<str> = self.head.as_ref().map(|head| Arc::clone(&head.material)).unwrap_or_default();
        if self.children.len() < 8 && data.take(1 << 20).read_to_end(&mut bytes).is_ok() {
            self.children.push((format!("{parent}!/{name}"), bytes));
        }
        Flow::Continue
    }

    fn notice(&mut self, _notice: Notice) {}
}
