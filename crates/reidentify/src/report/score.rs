//! Priors, ratios and posteriors of all candidates.

use hashbrown::HashMap;
use noroshi_base::Surface;

use crate::finding::Finding;
use crate::{Candidates, odds};

/// Differences of log2 odds below this are none.
const SAME: f64 = 1e-9;

/// Log odds of every candidate on every surface.
pub(super) struct Scores {
    priors: Vec<f64>,
    /// log2 of the ratio, by surface and candidate.
    surfaces: Vec<Vec<f64>>,
    posteriors: Vec<f64>,
    by_surface: Vec<Vec<f64>>,
}

impl Scores {
    /// Takes the strongest finding of each candidate, surface and group, and no more than a surface may add.
    pub(super) fn of(candidates: &Candidates, findings: &[Finding]) -> Self {
        let priors = candidates.priors();
        let mut strongest: HashMap<(u32, Surface, u64), f64> = HashMap::new();
        for finding in findings {
            let bits = finding.ratio.max(1.0).log2();
            for fit in &finding.fits {
                let best = strongest.entry((fit.candidate, finding.surface, fit.group)).or_insert(0.0);
                *best = best.max(bits);
            }
        }
        let mut surfaces = vec![vec![0.0; priors.len()]; Surface::ALL.len()];
        // Sums of floats depend on their order: sorted, two runs say the same to the last digit.
        let mut strongest: Vec<_> = strongest.into_iter().collect();
        strongest.sort_by_key(|(key, _)| *key);
        for ((candidate, surface, _), bits) in strongest {
            if let Some(sum) =
                surfaces.get_mut(index(surface)).and_then(|list| list.get_mut(candidate as usize))
            {
                *sum += bits;
            }
        }
        for sum in surfaces.iter_mut().flatten() {
            *sum = sum.min(odds::SURFACE_BITS);
        }
        let total: Vec<f64> = (0..priors.len())
            .map(|candidate| surfaces.iter().filter_map(|list| list.get(candidate)).sum())
            .collect();
        let posteriors = posterior(&priors, &total);
        let by_surface = surfaces.iter().map(|list| posterior(&priors, list)).collect();
        Self { priors, surfaces, posteriors, by_surface }
    }

    /// Candidates from the best to the worst.
    pub(super) fn order(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.posteriors.len()).collect();
        order.sort_by(|&a, &b| self.posterior(b).total_cmp(&self.posterior(a)).then(a.cmp(&b)));
        order
    }

    pub(super) fn prior(&self, candidate: usize) -> f64 {
        self.priors.get(candidate).copied().unwrap_or(0.0)
    }

    pub(super) fn posterior(&self, candidate: usize) -> f64 {
        self.posteriors.get(candidate).copied().unwrap_or(0.0)
    }

    pub(super) fn posterior_on(&self, surface: Surface, candidate: usize) -> f64 {
        self.by_surface.get(index(surface)).and_then(|list| list.get(candidate)).copied().unwrap_or(0.0)
    }

    pub(super) fn rank(&self, candidate: usize) -> (usize, usize) {
        rank(&self.posteriors, candidate)
    }

    pub(super) fn rank_on(&self, surface: Surface, candidate: usize) -> (usize, usize) {
        self.surfaces.get(index(surface)).map_or((1, 1), |list| rank(list, candidate))
    }

    /// What a finding alone tells of a candidate that it fits.
    pub(super) fn bits(&self, finding: &Finding) -> f64 {
        let mut last = None;
        let mut sum = 0.0;
        // Fits are sorted by candidate; one may be there under several groups.
        for fit in &finding.fits {
            if last != Some(fit.candidate) {
                sum += self.prior(fit.candidate as usize);
            }
            last = Some(fit.candidate);
        }
        if finding.fits.is_empty() { 0.0 } else { odds::bits(finding.ratio.max(1.0), sum) }
    }
}

/// Candidates a finding fits.
pub(super) fn distinct(finding: &Finding) -> usize {
    let mut all: Vec<u32> = finding.fits.iter().map(|fit| fit.candidate).collect();
    all.sort_unstable();
    all.dedup();
    all.len()
}

const fn index(surface: Surface) -> usize {
    surface as usize
}

/// Posteriors from priors and log2 ratios.
fn posterior(priors: &[f64], bits: &[f64]) -> Vec<f64> {
    let most = bits.iter().copied().fold(0.0, f64::max);
    let weights: Vec<f64> =
        priors.iter().zip(bits).map(|(prior, bits)| prior * (bits - most).exp2()).collect();
    let sum: f64 = weights.iter().sum();
    if sum <= 0.0 {
        return priors.to_vec();
    }
    weights.into_iter().map(|weight| weight / sum).collect()
}

/// One more than those that are better, and how many are as good.
fn rank(list: &[f64], candidate: usize) -> (usize, usize) {
    let own = list.get(candidate).copied().unwrap_or(0.0);
    let near = |other: f64| (other - own).abs() <= SAME * own.abs().max(1e-12);
    let better = list.iter().filter(|&&other| other > own && !near(other)).count();
    let tied = list.iter().filter(|&&other| near(other)).count();
    (better + 1, tied.max(1))
}
