//! A real package, a victim that is not its own, and a list of candidates.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use noroshi_profile::Profile;
use noroshi_reidentify::report::{Evidence, Standing};
use noroshi_reidentify::{
    Candidates, Channel, Knowledge, Package, Public, Question, Report, attack, generate,
};

/// Rows of the list that most tests use.
pub(crate) const ROWS: usize = 120;

fn crate_folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The folder of the real package.
pub(crate) fn package_folder() -> PathBuf {
    crate_folder().join("tests/package")
}

/// The victim of another case: nothing in the package is about it.
pub(crate) fn victim() -> Profile {
    let path = crate_folder().join("../../tests/cases/01-aomi/victim.toml");
    let text = std::fs::read_to_string(path).expect("the case exists");
    Profile::parse(&text).expect("its profile is valid")
}

/// Invented organisations.
pub(crate) fn list(rows: usize) -> Candidates {
    static TEXT: OnceLock<String> = OnceLock::new();
    let text = TEXT.get_or_init(|| generate::candidates(5_000, 11));
    let some: String = text.lines().take(rows + 1).map(|line| format!("{line}\n")).collect();
    Candidates::parse("orgs.csv", some.as_bytes()).expect("generated candidates")
}

/// What a test changes before the attack.
pub(crate) struct Setup {
    /// Files of the package: name and text.
    pub(crate) files: Vec<(String, String)>,
    pub(crate) candidates: Candidates,
    pub(crate) victim: usize,
    pub(crate) knowledge: Knowledge,
}

impl Setup {
    pub(crate) fn new() -> Self {
        let mut candidates = list(ROWS);
        let victim = candidates.with_victim(&victim());
        Self { files: texts(&package_folder()), candidates, victim, knowledge: Knowledge::default() }
    }

    /// Adds a line to a file of the package.
    pub(crate) fn plant(mut self, file: &str, line: &str) -> Self {
        let (_, text) =
            self.files.iter_mut().find(|(name, _)| name == file).expect("the file is in the package");
        text.push_str(line);
        text.push('\n');
        self
    }

    /// Puts a text before another.
    pub(crate) fn replace(mut self, file: &str, from: &str, to: &str) -> Self {
        let (_, text) =
            self.files.iter_mut().find(|(name, _)| name == file).expect("the file is in the package");
        assert!(text.contains(from), "{file} holds {from}");
        *text = text.replacen(from, to, 1);
        self
    }

    /// Adds public data.
    pub(crate) fn public(mut self, text: &str) -> Self {
        self.knowledge.public.add("data.csv", text.as_bytes()).expect("a known kind of data");
        self
    }

    /// Changes what is known of the victim.
    pub(crate) fn known(mut self, change: impl FnOnce(&mut noroshi_reidentify::Candidate)) -> Self {
        change(&mut self.candidates.list[self.victim]);
        self
    }

    pub(crate) fn package(&self) -> Package {
        let files: Vec<(&str, &str)> =
            self.files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        Package::from_texts("share", &files)
    }

    pub(crate) fn run(&self) -> Report {
        self.run_on(&self.package())
    }

    pub(crate) fn run_on(&self, package: &Package) -> Report {
        let question = Question { victim: Some(self.victim), refuse_above: noroshi_reidentify::REFUSE_ABOVE };
        attack(package, &self.candidates, &self.knowledge, question)
    }
}

/// How the victim stands.
pub(crate) fn standing(report: &Report) -> &Standing {
    report.victim.as_ref().expect("the victim is told")
}

/// The evidence against the victim by one channel that quotes `seen`.
pub(crate) fn named<'a>(report: &'a Report, channel: Channel, file: &str, seen: &str) -> &'a Evidence {
    let evidence = &standing(report).evidence;
    let found = evidence
        .iter()
        .find(|piece| piece.channel == channel && piece.file.ends_with(file) && piece.seen.contains(seen));
    assert!(found.is_some(), "{channel:?} in {file} with {seen:?} is not among {evidence:#?}");
    found.expect("just looked")
}

/// Names and texts of the files below a folder.
fn texts(folder: &Path) -> Vec<(String, String)> {
    let mut out = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(&next).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(folder).expect("below it").to_string_lossy().into_owned();
            out.push((name, std::fs::read_to_string(&path).expect("text")));
        }
    }
    out.sort();
    out
}

/// An empty store of public data, for tests that fill their own.
pub(crate) fn public() -> Public {
    Public::default()
}
