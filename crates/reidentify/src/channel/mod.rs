//! The ways to recognise a victim, one module each.

mod counts;
mod derived;
mod direct;
mod ids;
mod lengths;
pub mod linkage;
mod locale;
mod metadata;
mod names;
mod order;
mod public;
mod quasi;
mod rare;

use hashbrown::HashMap;
use noroshi_base::Surface;

use crate::candidate::Candidates;
use crate::data::Public;
use crate::finding::{Channel, Finding};
use crate::package::Package;
use crate::search::Searcher;
use crate::search::tokens::Tokens;

/// What the channels compare a package with.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The candidates.
    pub candidates: &'a Candidates,
    /// Their forms.
    pub searcher: &'a Searcher,
    /// Public data.
    pub public: &'a Public,
}

/// A package with what was computed of it once.
pub(crate) struct Scene<'a> {
    pub(crate) package: &'a Package,
    pub(crate) tokens: Tokens,
}

/// Looks at a package through every channel but the comparison with other packages.
pub fn run(context: &Context<'_>, package: &Package) -> Vec<Finding> {
    let scene = Scene { package, tokens: Tokens::of(package) };
    let mut ledger = Ledger::default();
    direct::look(context, &scene, &mut ledger);
    derived::look(context, &scene, &mut ledger);
    metadata::look(context, &scene, &mut ledger);
    rare::look(context, &scene, &mut ledger);
    public::look(context, &scene, &mut ledger);
    lengths::look(context, &scene, &mut ledger);
    order::look(context, &scene, &mut ledger);
    counts::look(context, &scene, &mut ledger);
    locale::look(context, &scene, &mut ledger);
    quasi::look(context, &scene, &mut ledger);
    ids::look(context, &scene, &mut ledger);
    ledger.findings
}

/// Findings, each once.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    findings: Vec<Finding>,
    known: HashMap<(Channel, Surface, String), usize>,
}

/// Findings of one package; a package with more is no package.
const MOST: usize = 100_000;

impl Ledger {
    /// Counts a finding again where it is known; whom it fits need not be asked a second time.
    pub(crate) fn again(&mut self, channel: Channel, surface: Surface, token: &str) -> bool {
        let key = (channel, surface, token.to_owned());
        let known = self.known.get(&key).and_then(|&index| self.findings.get_mut(index));
        known.map(|finding| finding.count += 1).is_some()
    }

    /// Adds a finding, or counts a known one again.
    pub(crate) fn add(&mut self, finding: Finding) {
        let key = (finding.channel, finding.surface, finding.token.clone());
        if let Some(known) = self.known.get(&key).and_then(|&index| self.findings.get_mut(index)) {
            known.count += finding.count;
            known.fits.extend(finding.fits);
            known.fits.sort_unstable();
            known.fits.dedup();
            return;
        }
        if self.findings.len() < MOST {
            self.known.insert(key, self.findings.len());
            self.findings.push(finding);
        }
    }
}
