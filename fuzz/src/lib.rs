//! Hostile input for every reader, every decoder and the promise itself.
//!
//! A [`Target`] takes arbitrary bytes and panics where something that must hold does not. `scripts/fuzz.sh` drives one
//! with coverage (libFuzzer, on the stable compiler); `cargo test -p noroshi-fuzz` replays what was ever found, the
//! fixtures of the readers, and mutations of both that are the same in every run.

mod hunt;
mod judge;
mod mutate;
mod reader;
mod texts;

pub use mutate::Mutator;

/// Something that takes bytes nobody vouches for.
#[derive(Debug, Clone)]
pub struct Target {
    /// Name on the command line and of the folder below `found/`.
    pub name: String,
    /// What must hold, for people.
    pub holds: &'static str,
    run: Run,
}

#[derive(Debug, Clone, Copy)]
enum Run {
    Plain(fn(&[u8])),
    Reader(noroshi_intake::Media),
}

impl Target {
    /// Runs it once.
    ///
    /// # Panics
    /// When what must hold does not.
    pub fn run(&self, bytes: &[u8]) {
        match self.run {
            Run::Plain(run) => run(bytes),
            Run::Reader(media) => reader::read(media, bytes),
        }
    }

    fn plain(name: &str, holds: &'static str, run: fn(&[u8])) -> Self {
        Self { name: name.to_owned(), holds, run: Run::Plain(run) }
    }
}

/// All targets: one for each media type that intake can name, and those below.
pub fn targets() -> Vec<Target> {
    let mut all = vec![
        Target::plain("sniff", "any bytes have a media type, and its reader reads them", reader::sniffed),
        Target::plain("detect", "findings lie inside their passage, at letters", texts::detect),
        Target::plain("profile", "a profile is read or refused with a line", texts::profile),
        Target::plain("stix-pattern", "a pattern is right or wrong", texts::pattern),
        Target::plain("candidates", "a list of organisations is read or refused", texts::candidates),
        Target::plain("public-data", "a public data file is read or refused", texts::public),
        Target::plain("reidentify", "any texts can be attacked as a package", texts::reidentify),
        Target::plain("draft", "what is composed shows nobody, before any proof", judge::draft),
        Target::plain("package", "what is proven shows nobody to another's eye", judge::package),
    ];
    all.extend(reader::media().into_iter().map(|media| Target {
        name: format!("read-{}", media.name()),
        holds: "the reader ends, inside its bounds, without a panic",
        run: Run::Reader(media),
    }));
    all
}
