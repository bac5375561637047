//! The attack on a finished package: a recipient with a list of organisations asks who the victim is.
//!
//! In: the files of `share/` as a recipient has them, a list of candidate organisations, public data files and earlier
//! packages of the same sender. Out: a [`Report`]: who fits how well, and every piece of evidence with its place.
//! Nothing here knows how a package is made: no room of the walk is asked, only what would reach a stranger is read.
//!
//! # What a reader sees
//!
//! On the terminal (`--lang en`), for a sender who says who the victim is:
//!
//! ```text
//! Package     example: 8 files, 0.1 MB; 5,001 candidates
//! Victim      蒼海電機株式会社: rank 1-1,821 of 5,001, posterior 0.05 % (prior 0.02 %, +1.33 bits)
//! Verdict     may be shared as far as this test goes: 0.05 % is not above 10 %
//!
//! Surface                     rank        posterior       bits   evidence
//! 1 Direct identifiers        -           0.02 %         +0.00          0
//! 4 Quasi-identifiers         1-1,821     0.05 %         +1.33          1
//! …
//!
//! Evidence for 蒼海電機株式会社
//!  +1.29  4 Quasi-identifiers / quasi-identifier  manifest.json 39:14 ja  "製造業" ×3
//!         why:    the package tells the sector: 1884 of 5001 candidates are of it
//!         remove: name a wider sector, or none
//!
//! Best candidates
//!     1-1,821     0.05 %  大花造船合同会社  quasi-identifier "製造業"
//! …
//! Traces that tell nobody apart in this list
//!   language and time  bundle.json 1:88  "02:13:07+09:00"  fits 4991 of 5001 candidates
//! ```
//!
//! As JSON, one object: `format` (`noroshi-reidentify/1`), `package`, `files`, `bytes`, `candidates`, `threshold`,
//! `refused`, `victim` and `top` (each with `name`, `rank`, `tied`, `prior`, `posterior`, `bits`, `surfaces`,
//! `evidence`), `traces`, `links`, `notices`. A piece of evidence has `surface`, `channel`, `file`, `place`, `seen`
//! (quoted), `why`, `remedy`, `shared_by` (candidates it fits), `ratio` and `bits`.
//!
//! # The model
//!
//! Each candidate has a prior, equal for all or in proportion to a `weight` column. A finding multiplies the odds of
//! the candidates it fits by a likelihood ratio `hit / noise`: `hit` is the chance that such a trace is in a package
//! whose victim it fits, `noise` that it is there for another reason. For names, noise follows from how much there is
//! in the package to hit by chance and from how rare the form is (see [`odds`]), for statements such as a sector from
//! how often they are wrong. A finding that fits many candidates says little by itself: the posterior is shared
//! among them. What depends on each other is not counted twice: of one candidate, surface and token only the
//! strongest finding counts, and no surface counts for more than [`odds::SURFACE_BITS`].
//! `bits` of one finding are log2(posterior / prior) if it were the only one.
//!
//! # The channels
//!
//! [`channel`] has a module for each way to recognise a victim; to add one, write a module with a function that
//! pushes [`finding::Finding`]s, name it in [`finding::Channel`], call it in [`channel::run`], and plant the leak in
//! `tests/it/leaks.rs`.

pub mod candidate;
pub mod channel;
pub mod finding;
pub mod generate;
pub mod odds;
pub mod package;
pub mod report;
pub mod search;
pub mod world;

use noroshi_base::Notice;

pub use candidate::{Candidate, Candidates};
pub use finding::{Channel, Finding};
pub use noroshi_outside::{Public, public as data};
pub use package::Package;
pub use report::Report;

/// What the attacker has beside the package.
#[derive(Debug, Default)]
pub struct Knowledge {
    /// Public data.
    pub public: Public,
    /// Other packages of the same sender.
    pub history: Vec<Package>,
}

/// How the result is judged.
#[derive(Debug, Clone, Copy)]
pub struct Question {
    /// Index of the candidate that is the victim, where the sender says so.
    pub victim: Option<usize>,
    /// Posterior above which sharing is refused, between 0 and 1.
    pub refuse_above: f64,
}

/// Posterior above which sharing is refused unless the sender says otherwise: fewer than ten organisations fit as
/// well. Ten is the `k` that de-identification usually asks for where anybody may read.
pub const REFUSE_ABOVE: f64 = 0.1;

/// An attacker with a list of candidates, ready for any number of packages.
#[derive(Debug)]
pub struct Attacker<'a> {
    candidates: &'a Candidates,
    searcher: search::Searcher,
}

impl<'a> Attacker<'a> {
    /// Expands every candidate into its forms; this takes longer than reading a package.
    pub fn new(candidates: &'a Candidates) -> Self {
        Self { candidates, searcher: search::Searcher::new(candidates) }
    }

    /// Attacks a package.
    ///
    /// Says in its notices what could not be read; it never fails as a whole.
    pub fn attack(&self, package: &Package, knowledge: &Knowledge, question: Question) -> Report {
        let (candidates, searcher) = (self.candidates, &self.searcher);
        let context = channel::Context { candidates, searcher, public: &knowledge.public };
        let mut findings = channel::run(&context, package);
        let links = channel::linkage::add(&context, package, &knowledge.history, &mut findings);
        let mut notices: Vec<Notice> = candidates.notices.clone();
        for part in [&package.notices, &knowledge.public.notices] {
            notices.extend_from_slice(part);
        }
        knowledge.history.iter().for_each(|other| notices.extend_from_slice(&other.notices));
        report::build(package, candidates, question, findings, links, notices)
    }
}

/// Attacks one package; see [`Attacker`].
pub fn attack(
    package: &Package,
    candidates: &Candidates,
    knowledge: &Knowledge,
    question: Question,
) -> Report {
    Attacker::new(candidates).attack(package, knowledge, question)
}
