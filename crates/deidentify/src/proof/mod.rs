//! The proof: final bytes are read back before they may be written.
//!
//! Every file is looked at four times: its name; its raw bytes, every encoding and XOR key included; its text as a
//! whole; and every string that an escape hides on its own (JSON keys and values, CSV cells; of prose every line). A
//! second engine that shares no code with the detector searches the profile's plain entries over decoded forms
//! ([`naive`]).
//!
//! Of the structured files, which are long, a quick look by both engines says which pieces show anything at all; only
//! those are looked at closely. Random identifiers are blanked, and what is equal but for them is looked at once.
//!
//! What follows from the profile refuses the package wherever it stands and however weak the match is. Persons,
//! phones and secrets that no profile names refuse it in prose (`text/*.md`); in the structured files and the
//! summaries every value was judged alone, and our own syntax around it (`key = '…'`) would look like a secret.
//!
//! A victim may be called like a word of ours ("Amber", "Target"). Nothing is weakened for that: a hit is excused only
//! where it lies wholly inside a fixed text of the templates or one of our tokens ([`Fixed`]).

mod fixed;
mod ids;
mod look;
mod naive;
mod package;
mod strings;
mod survey;

use std::cell::OnceCell;
use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};
use std::io::{self, Read};

use noroshi_base::Text;

use crate::Victim;
pub use fixed::Fixed;
use look::{Looker, Sight};
use package::Lossy;
pub use package::{Package, RenderedFile};

/// Files that were read back and show nobody; only [`prove`] makes one.
#[derive(Debug)]
pub struct Proven<P>(P);

impl<P> Proven<P> {
    /// The package, to be published as it is.
    pub const fn package(&self) -> &P {
        &self.0
    }
}

/// Why a package is not proven.
#[derive(Debug)]
pub enum Unproven {
    /// It shows somebody.
    Shows(Vec<Leak>),
    /// It could not be read back.
    Unread(io::Error),
}

/// A hit in final bytes. Its text is private: it goes to `keep/`, never to a log.
#[derive(Debug, Clone)]
pub struct Leak {
    /// File below `share/`.
    pub file: String,
    /// Offset or JSON path.
    pub place: String,
    /// Rule that hit.
    pub rule: &'static str,
    /// Reason for people, without the text.
    pub reason: Text,
    /// The text.
    pub matched: noroshi_base::Sensitive<String>,
}

/// Leaks reported at most.
const LEAKS: usize = 1000;

/// Reads the files back through rooms 1 to 3: names, raw bytes, every JSON string, CSV cell and line, every layer.
///
/// # Errors
/// All hits, or that a file could not be read; the package is refused.
pub fn prove<P: Package>(package: P, victim: Victim<'_>) -> Result<Proven<P>, Unproven> {
    prove_with(package, victim, &[])
}

/// Like [`prove`]; `templates` are further fixed texts of the renderer (headings, field names, boilerplate).
///
/// # Errors
/// All hits, or that a file could not be read; the package is refused.
pub fn prove_with<P: Package>(
    package: P,
    victim: Victim<'_>,
    templates: &[&str],
) -> Result<Proven<P>, Unproven> {
    let told = told(&package, victim).map_err(Unproven::Unread)?;
    let sight = Sight {
        victim,
        fixed: Fixed::new(&[templates, &told.iter().map(String::as_str).collect::<Vec<_>>()].concat()),
        naive: naive::Naive::new(victim.profile),
    };
    let listed = Listed::new(&package);
    let mut leaks = Vec::new();
    for name in package.names() {
        leaks.extend(file(&sight, &listed, &name).map_err(Unproven::Unread)?);
    }
    leaks.truncate(LEAKS);
    if leaks.is_empty() { Ok(Proven(package)) } else { Err(Unproven::Shows(leaks)) }
}

/// Bytes of a manifest that are read for what it states.
const MANIFEST_BYTES: u64 = 16 << 20;

/// Sector, region and size as the manifest states them: to state them was decided, and to find them again in the summary
/// is no leak. Only words of the public classifications count; anything else is searched like all the rest.
fn told<P: Package>(package: &P, victim: Victim<'_>) -> io::Result<Vec<String>> {
    const NAME: &str = "manifest.json";
    if !package.names().iter().any(|name| name == NAME) {
        return Ok(Vec::new());
    }
    let manifest = package.open(NAME)?.take(MANIFEST_BYTES);
    let Ok(value) = serde_json::from_reader::<_, serde_json::Value>(io::BufReader::new(manifest)) else {
        return Ok(Vec::new());
    };
    let stated = ["sector", "region", "size"].iter().filter_map(|key| {
        let both = value.get("context")?.get(key)?;
        let word = |lang: &str| both.get(lang)?.as_str().map(str::to_owned);
        Some(Text::owned(word("ja")?, word("en")?))
    });
    let ours = stated.filter(crate::compose::context::is_ours);
    let products = value.get("context").and_then(|context| context.get("products")?.as_array().cloned());
    let products = products.unwrap_or_default().into_iter().filter_map(|product| {
        let text = product.as_str()?;
        let known = &victim.profile.context.products;
        known.iter().any(|p| p.name == text || p.full().as_deref() == Some(text)).then(|| text.to_owned())
    });
    let words = ours.flat_map(|text| [text.ja.into_owned(), text.en.into_owned()]);
    Ok(words.chain(products).collect())
}

fn file<P: Package>(sight: &Sight<'_>, listed: &Listed<'_, P>, name: &str) -> io::Result<Vec<Leak>> {
    let holds = |value: &str| listed.holds(value);
    let mut looker = Looker::new(sight, name);
    looker.listed = Some(&holds);
    looker.text("name", name, false);
    let open = || Ok(Lossy::new(listed.package.open(name)?));
    if name.ends_with(".md") || name.ends_with(".txt") {
        let mut text = String::new();
        open()?.read_to_string(&mut text)?;
        looker.prose(&text)?;
        return Ok(looker.leaks);
    }
    let mut leaks = looker.leaks;
    leaks.extend(survey::structured(sight, name, &open)?);
    Ok(leaks)
}

/// Values the package lists as items: an e-mail address among them was judged to be the attacker's.
///
/// Their hashes, under a key of this run, so that nobody can make two values fall together; read when they are first
/// asked for, which is seldom.
struct Listed<'p, P> {
    package: &'p P,
    hasher: RandomState,
    cells: OnceCell<HashSet<u64>>,
}

impl<'p, P: Package> Listed<'p, P> {
    fn new(package: &'p P) -> Self {
        Self { package, hasher: RandomState::new(), cells: OnceCell::new() }
    }

    fn read(&self) -> io::Result<HashSet<u64>> {
        let mut cells = HashSet::new();
        for name in self.package.names().iter().filter(|name| name.ends_with(".csv")) {
            strings::cells(Lossy::new(self.package.open(name)?), |_, cell, _| {
                cells.insert(self.hasher.hash_one(cell.to_lowercase()));
            })?;
        }
        Ok(cells)
    }

    /// What cannot be read lists nothing: the package is then refused.
    fn holds(&self, value: &str) -> bool {
        let cells = self.cells.get_or_init(|| self.read().unwrap_or_default());
        cells.contains(&self.hasher.hash_one(value.to_lowercase()))
    }
}
