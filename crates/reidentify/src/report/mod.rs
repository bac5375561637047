//! From findings to ranks and posteriors.

mod page;
mod score;
mod statement;

use noroshi_base::{Lang, Notice, Surface, Text};
use serde::Serialize;

use crate::channel::linkage::Link;
use crate::finding::Finding;
use crate::{Candidates, Channel, Package, Question};

/// Candidates that are shown beside the victim.
const TOP: usize = 10;
/// Pieces of evidence shown of one candidate.
const EVIDENCE: usize = 200;
/// Traces that are shown.
const TRACES: usize = 50;
/// Below this a finding tells candidates apart so little that it is a trace.
const TELLING_BITS: f64 = 0.05;

/// Who fits the package how well.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// Name and version of this form.
    pub format: &'static str,
    /// Folder of the package.
    pub package: String,
    /// Files in it.
    pub files: usize,
    /// Bytes in it.
    pub bytes: u64,
    /// Candidates compared.
    pub candidates: usize,
    /// Posterior above which sharing is refused.
    pub threshold: f64,
    /// Whether the victim, or anybody where the victim is not told, is above it.
    pub refused: bool,
    /// The victim, where the sender told it.
    pub victim: Option<Standing>,
    /// The candidates that fit best, at most ten.
    pub top: Vec<Standing>,
    /// What was noticed but tells nobody apart.
    pub traces: Vec<Evidence>,
    /// Packages of the same sender that are linked to this one.
    pub links: Vec<LinkRow>,
    /// What could not be read.
    pub notices: Vec<Notice>,
}

/// How one candidate stands.
#[derive(Debug, Clone, Serialize)]
pub struct Standing {
    /// Name in the list.
    pub name: String,
    /// Id in the list.
    pub id: String,
    /// One more than the number of candidates that fit better.
    pub rank: usize,
    /// Candidates of this rank, itself included.
    pub tied: usize,
    /// Probability before the package was seen.
    pub prior: f64,
    /// Probability after.
    pub posterior: f64,
    /// log2(posterior / prior).
    pub bits: f64,
    /// Every surface by itself.
    pub surfaces: Vec<SurfaceRow>,
    /// What points to it, the strongest first.
    pub evidence: Vec<Evidence>,
}

/// One surface by itself.
#[derive(Debug, Clone, Serialize)]
pub struct SurfaceRow {
    /// Number from 1 to 7.
    pub number: u8,
    /// Key.
    pub surface: Surface,
    /// Name for people.
    pub label: Text,
    /// Rank if this were the only surface.
    pub rank: usize,
    /// Candidates of that rank.
    pub tied: usize,
    /// Posterior if this were the only surface.
    pub posterior: f64,
    /// log2(posterior / prior) of it.
    pub bits: f64,
    /// Findings on it that fit the candidate.
    pub evidence: usize,
}

/// One piece of evidence.
#[derive(Debug, Clone, Serialize)]
pub struct Evidence {
    /// Surface.
    pub surface: Surface,
    /// Channel.
    pub channel: Channel,
    /// File of the package.
    pub file: String,
    /// Place in it.
    pub place: String,
    /// What was seen, quoted.
    pub seen: String,
    /// Number of places.
    pub count: u64,
    /// Why it points to the candidate.
    pub why: Text,
    /// How it could have been removed.
    pub remedy: Text,
    /// Candidates it fits.
    pub shared_by: usize,
    /// Likelihood ratio.
    pub ratio: f64,
    /// log2(posterior / prior) if it were all there is.
    pub bits: f64,
}

/// A linked package.
#[derive(Debug, Clone, Serialize)]
pub struct LinkRow {
    /// What links it.
    #[serde(flatten)]
    pub link: Link,
    /// Names of the candidates that the packages together leave, the best first.
    pub leaves: Vec<String>,
}

/// Scores candidates and judges.
pub(crate) fn build(
    package: &Package,
    candidates: &Candidates,
    question: Question,
    findings: Vec<Finding>,
    links: Vec<Link>,
    notices: Vec<Notice>,
) -> Report {
    let scores = score::Scores::of(candidates, &findings);
    let order = scores.order();
    let best = order.first().map_or(0.0, |&index| scores.posterior(index));
    let victim = question.victim.map(|index| standing(index, candidates, &scores, &findings));
    let decisive = victim.as_ref().map_or(best, |victim| victim.posterior);
    let top: Vec<Standing> =
        order.iter().take(TOP).map(|&index| standing(index, candidates, &scores, &findings)).collect();
    let leaves: Vec<String> =
        top.iter().filter(|standing| standing.bits > 0.0).map(|standing| standing.name.clone()).collect();
    let links = links.into_iter().map(|link| LinkRow { link, leaves: leaves.clone() }).collect();
    Report {
        format: "noroshi-reidentify/1",
        package: package.name.clone(),
        files: package.files.len(),
        bytes: package.bytes(),
        candidates: candidates.list.len(),
        threshold: question.refuse_above,
        refused: decisive > question.refuse_above,
        victim,
        top,
        traces: traces(&scores, &findings),
        links,
        notices,
    }
}

fn standing(index: usize, candidates: &Candidates, scores: &score::Scores, findings: &[Finding]) -> Standing {
    let candidate = candidates.list.get(index);
    let fits = |finding: &&Finding| finding.fits.iter().any(|fit| fit.candidate as usize == index);
    let mut evidence: Vec<Evidence> =
        findings.iter().filter(fits).map(|finding| evidence(scores, finding)).collect();
    evidence.retain(|evidence| evidence.bits >= TELLING_BITS);
    evidence.sort_by(|a, b| {
        b.bits
            .total_cmp(&a.bits)
            .then_with(|| (&a.file, &a.place, &a.seen).cmp(&(&b.file, &b.place, &b.seen)))
    });
    let surfaces = Surface::ALL
        .into_iter()
        .map(|surface| {
            let (rank, tied) = scores.rank_on(surface, index);
            let posterior = scores.posterior_on(surface, index);
            SurfaceRow {
                number: surface.number(),
                surface,
                label: surface.label(),
                rank,
                tied,
                posterior,
                bits: gain(posterior, scores.prior(index)),
                evidence: evidence.iter().filter(|evidence| evidence.surface == surface).count(),
            }
        })
        .collect();
    evidence.truncate(EVIDENCE);
    let (rank, tied) = scores.rank(index);
    let (prior, posterior) = (scores.prior(index), scores.posterior(index));
    Standing {
        name: candidate.map_or_else(String::new, |candidate| candidate.name().to_owned()),
        id: candidate.map_or_else(String::new, |candidate| candidate.id.clone()),
        rank,
        tied,
        prior,
        posterior,
        bits: gain(posterior, prior),
        surfaces,
        evidence,
    }
}

fn gain(posterior: f64, prior: f64) -> f64 {
    let bits = if posterior > 0.0 && prior > 0.0 { (posterior / prior).log2() } else { 0.0 };
    // What is shown as `0.00` has no sign.
    if bits.abs() < 0.005 { 0.0 } else { bits }
}

fn evidence(scores: &score::Scores, finding: &Finding) -> Evidence {
    Evidence {
        surface: finding.surface,
        channel: finding.channel,
        file: finding.spot.file.to_string(),
        place: finding.spot.place.clone(),
        seen: finding.seen.clone(),
        count: finding.count,
        why: finding.why.clone(),
        remedy: finding.remedy.clone(),
        shared_by: score::distinct(finding),
        ratio: finding.ratio,
        bits: scores.bits(finding),
    }
}

/// Findings that fit nobody, or everybody alike: there, and to be known, but no evidence against one candidate.
fn traces(scores: &score::Scores, findings: &[Finding]) -> Vec<Evidence> {
    let weak =
        findings.iter().filter(|finding| finding.fits.is_empty() || scores.bits(finding) < TELLING_BITS);
    weak.map(|finding| evidence(scores, finding)).take(TRACES).collect()
}

impl Report {
    /// The page for a terminal.
    pub fn page(&self, lang: Lang) -> String {
        page::write(self, lang)
    }

    /// One page for the client, in Markdown. `made_on` is a day.
    pub fn statement(&self, lang: Lang, made_on: &str) -> String {
        statement::write(self, lang, made_on)
    }
}
