//! Runs rooms 2 to 7 in-process on a few invented files.

use std::io::Read;
use std::sync::Arc;

use noroshi_base::{DocumentHead, DocumentKind, Limits, Notice, Pap, Tlp};
use noroshi_deidentify::{
    Draft, Gather, Kept, Leak, Outside, Policy, Refusal, RenderedFile, Unproven, Victim, deidentify, prove,
};
use noroshi_detect::{Detector, Scratch};
use noroshi_profile::{Profile, Variants};
use noroshi_read::{Flow, Options, Passage, Role, Sink};
use rand::SeedableRng;
use rand::rngs::StdRng;

/// A victim with everything that follows from it, built once per profile.
pub(crate) struct Station {
    profile: Profile,
    variants: Variants,
    detector: Detector,
    limits: Limits,
}

/// What a run gave.
pub(crate) struct Run {
    pub(crate) draft: Option<Draft>,
    pub(crate) kept: Kept,
    pub(crate) refusal: Option<Refusal>,
    pub(crate) files: Vec<RenderedFile>,
    pub(crate) leaks: Vec<Leak>,
}

impl Run {
    /// Every string of the draft, one a line, unescaped.
    pub(crate) fn said(&self) -> String {
        let mut out = String::new();
        if let Some(draft) = &self.draft {
            let value = serde_json::to_value(draft).expect("a draft serialises");
            strings(&value, &mut out);
        }
        out
    }

    /// Final bytes as text, escapes undone once.
    pub(crate) fn bytes(&self) -> String {
        let mut out = String::new();
        for file in &self.files {
            out.push_str(&String::from_utf8_lossy(&file.bytes).replace("\\\\", "\\"));
            out.push('\n');
        }
        out
    }
}

fn strings(value: &serde_json::Value, out: &mut String) {
    match value {
        serde_json::Value::String(text) => {
            out.push_str(text);
            out.push('\n');
        }
        serde_json::Value::Array(list) => list.iter().for_each(|value| strings(value, out)),
        serde_json::Value::Object(map) => map.values().for_each(|value| strings(value, out)),
        other => {
            out.push_str(&other.to_string());
            out.push('\n');
        }
    }
}

impl Station {
    pub(crate) fn new(profile: &str) -> Self {
        let profile = Profile::parse(profile).expect("the profile of a test is valid");
        let variants = Variants::expand(&profile);
        let limits = Limits::default();
        let detector = Detector::new(Some(&variants), &limits);
        Self { profile, variants, detector, limits }
    }

    pub(crate) fn victim(&self) -> Victim<'_> {
        Victim { profile: &self.profile, variants: &self.variants, detector: &self.detector }
    }

    /// Reads, judges, composes, renders and proves.
    pub(crate) fn run(&self, files: &[(String, Vec<u8>)], tlp: Tlp, seed: u64) -> Run {
        let gather = self.gather(files);
        self.judge(gather, tlp, seed)
    }

    pub(crate) fn gather(&self, files: &[(String, Vec<u8>)]) -> Gather {
        let mut desk = Desk {
            station: self,
            gather: Gather::new(&self.limits),
            order: 0,
            head: None,
            children: Vec::new(),
            raw: false,
        };
        let mut queue: Vec<(String, Vec<u8>)> = files.to_vec();
        while let Some((name, bytes)) = queue.pop() {
            desk.material(&name, &bytes);
            queue.append(&mut desk.children);
        }
        desk.gather
    }

    pub(crate) fn judge(&self, gather: Gather, tlp: Tlp, seed: u64) -> Run {
        self.judge_outside(gather, tlp, seed, Outside::default())
    }

    pub(crate) fn judge_outside(&self, gather: Gather, tlp: Tlp, seed: u64, outside: Outside) -> Run {
        let mut rng = StdRng::seed_from_u64(seed);
        let policy = Policy {
            tlp,
            pap: Pap::Amber,
            today: "2024-06-01".to_owned(),
            limits: self.limits.clone(),
            outside,
        };
        match deidentify(gather, self.victim(), &policy, &mut rng) {
            Err((refusal, kept)) => {
                Run { draft: None, kept, refusal: Some(refusal), files: Vec::new(), leaks: Vec::new() }
            }
            Ok(outcome) => {
                let mut files = Vec::new();
                noroshi_exchange::render(&outcome.draft, &mut rng, &mut files).expect("memory takes all");
                let leaks = match prove(files.clone(), self.victim()) {
                    Ok(_) => Vec::new(),
                    Err(Unproven::Shows(leaks)) => leaks,
                    Err(Unproven::Unread(_)) => unreachable!("files in memory are always read"),
                };
                Run { draft: Some(outcome.draft), kept: outcome.kept, refusal: None, files, leaks }
            }
        }
    }
}

struct Desk<'a> {
    station: &'a Station,
    gather: Gather,
    order: u64,
    head: Option<DocumentHead>,
    children: Vec<(String, Vec<u8>)>,
    raw: bool,
}

impl Desk<'_> {
    fn material(&mut self, name: &str, bytes: &[u8]) {
        let head =
            DocumentHead { material: name.into(), kind: DocumentKind::Container, media: "name".into() };
        self.order = 0;
        self.search(&head, Passage::new("file name", Role::Name, name));
        let media = noroshi_intake::sniff(name, bytes);
        self.raw = false;
        noroshi_read::read(name, media, bytes, &Options::default(), self);
        if let Some(head) = self.head.take().filter(|_| self.raw) {
            let mut found = Vec::new();
            self.station.detector.raw(bytes, &mut found);
            self.gather.raw(&head, bytes, found);
        }
    }

    fn search(&mut self, head: &DocumentHead, passage: Passage) {
        let mut found = Vec::new();
        self.station.detector.passage(head, &passage, &mut Scratch::default(), &mut found);
        self.order += 1;
        self.gather.passage(self.order, head, passage, found);
    }
}

impl Sink for Desk<'_> {
    fn open(&mut self, head: DocumentHead) {
        self.raw |= head.kind == DocumentKind::Sample;
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
        if data.take(1 << 20).read_to_end(&mut bytes).is_ok() {
            self.children.push((format!("{parent}!/{name}"), bytes));
        }
        Flow::Continue
    }

    fn notice(&mut self, _notice: Notice) {}
}
