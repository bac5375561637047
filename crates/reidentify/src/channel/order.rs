//! How pseudonyms are numbered: sorted originals show where in the alphabet the victim stands.

use std::collections::{BTreeMap, BTreeSet};

use noroshi_base::{Surface, Text};
use noroshi_profile::fold::fold;

use super::names::at;
use super::{Context, Ledger, Scene};
use crate::finding::{Channel, Finding, Fit, group, quote};
use crate::odds;
use crate::package::Package;

/// Places of pseudonyms that are looked at; a package with more is made to waste time.
const MOST: usize = 200_000;
/// Pseudonyms of one kind, below which an order tells nothing.
const LEAST: usize = 4;
/// Words that say which pseudonym is the victim.
const VICTIM: &[&str] =
    &["被害", "標的", "当社", "弊社", "victim", "target organisation", "target organization"];
/// Half-width of the interval that holds the true place with [`HIT`], in standard deviations.
const WIDTH: f64 = 1.28;
/// Chance that the victim's place in the alphabet is in that interval.
const HIT: f64 = 0.8;

/// One pseudonym in a text.
#[derive(Debug, Clone)]
pub(super) struct Pseudonym {
    pub(super) kind: String,
    pub(super) number: u64,
    pub(super) doc: usize,
    pub(super) span: std::ops::Range<usize>,
}

/// All pseudonyms of a package, in the order in which they stand.
pub(super) struct Pseudonyms(pub(super) Vec<Pseudonym>);

impl Pseudonyms {
    /// Distinct numbers of each kind.
    pub(super) fn by_kind(&self) -> BTreeMap<String, BTreeSet<u64>> {
        let mut kinds: BTreeMap<String, BTreeSet<u64>> = BTreeMap::new();
        for one in &self.0 {
            kinds.entry(one.kind.clone()).or_default().insert(one.number);
        }
        kinds
    }
}

/// Reads `[HOST-12]`, `[ORG_3]` and `C社`.
pub(super) fn pseudonyms(package: &Package) -> Pseudonyms {
    let mut out = Vec::new();
    for (doc, body) in package.docs.iter().enumerate() {
        if out.len() >= MOST {
            break;
        }
        let text = body.text();
        for (at, _) in text.match_indices('[').take(MOST) {
            let rest =
                text.get(at + 1..text.ceil_char_boundary((at + 40).min(text.len()))).unwrap_or_default();
            let Some((inner, _)) = rest.split_once(']') else { continue };
            let Some((kind, number)) = inner.rsplit_once(['-', '_', ' ']) else { continue };
            let is_kind =
                kind.len() >= 2 && kind.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'-');
            if let (true, Ok(number)) = (is_kind, number.parse()) {
                out.push(Pseudonym { kind: kind.to_owned(), number, doc, span: at..at + inner.len() + 2 });
            }
        }
        for (at, _) in text.match_indices('社').take(MOST) {
            let head = text.get(..at).unwrap_or_default();
            let mut before = head.chars().rev();
            let letter = before.next().filter(char::is_ascii_uppercase);
            let alone = before.next().is_none_or(|c| !c.is_ascii_alphanumeric());
            if let (Some(letter), true) = (letter, alone) {
                let number = u64::from(u32::from(letter) - u32::from('A')) + 1;
                out.push(Pseudonym {
                    kind: "社".to_owned(),
                    number,
                    doc,
                    span: at - 1..at + '社'.len_utf8(),
                });
            }
        }
    }
    out.truncate(MOST);
    Pseudonyms(out)
}

pub(super) fn look(context: &Context<'_>, scene: &Scene<'_>, ledger: &mut Ledger) {
    let all = pseudonyms(scene.package);
    for (kind, numbers) in all.by_kind() {
        let of_kind: Vec<&Pseudonym> = all.0.iter().filter(|one| one.kind == kind).collect();
        let dense = numbers.iter().copied().eq(1..=numbers.len() as u64);
        if numbers.len() >= LEAST && dense && !by_appearance(&of_kind) {
            sorted(context, scene, &kind, &of_kind, numbers.len(), ledger);
        }
    }
}

/// Whether numbers were given in the order in which values stand in the text; that tells nothing about the values.
fn by_appearance(all: &[&Pseudonym]) -> bool {
    let mut next = 1;
    let mut by_file: BTreeMap<usize, u64> = BTreeMap::new();
    for one in all {
        // Each file may repeat what another began; the first that shows all tells the order.
        let most = by_file.entry(one.doc).or_insert(0);
        if one.number > *most + 1 {
            return false;
        }
        *most = (*most).max(one.number);
        next = next.max(one.number);
    }
    true
}

fn sorted(
    context: &Context<'_>,
    scene: &Scene<'_>,
    kind: &str,
    all: &[&Pseudonym],
    count: usize,
    ledger: &mut Ledger,
) {
    let victim = all.iter().find(|one| {
        let line = scene.package.docs.get(one.doc).map_or("", |doc| doc.line(one.span.start)).to_lowercase();
        VICTIM.iter().any(|word| line.contains(word))
    });
    let Some(first) = victim.or(all.first()) else { return };
    let interval = victim.map(|one| interval(one.number as f64, count as f64));
    let fits = interval.map_or_else(Vec::new, |(from, to)| between(context, kind, from, to));
    let (from, to) = interval.unwrap_or((0.0, 1.0));
    let (spot, seen) = at(scene, first.doc, &first.span);
    let number = first.number;
    let why = if fits.is_empty() {
        Text::owned(
            format!("[{kind}-1]〜[{kind}-{count}] は出現順でも無作為でもなく、原文の並べ替えを示す"),
            format!(
                "[{kind}-1] to [{kind}-{count}] are neither in order of appearance nor random: the originals were sorted"
            ),
        )
    } else {
        Text::owned(
            format!(
                "並べ替えられた {count} 件中 {number} 番目が被害組織: 名称順で {:.0}〜{:.0}% の位置の候補に合う",
                from * 100.0,
                to * 100.0
            ),
            format!(
                "the victim is number {number} of {count} sorted ones: fits candidates at {:.0} to {:.0} % of the alphabet",
                from * 100.0,
                to * 100.0
            ),
        )
    };
    ledger.add(Finding {
        surface: Surface::Metadata,
        channel: Channel::PseudonymOrder,
        token: kind.to_owned(),
        spot,
        seen: quote(&seen),
        count: all.len() as u64,
        why,
        remedy: Text::fixed("仮名の番号を無作為に振る", "number pseudonyms at random"),
        fits,
        ratio: odds::statement(HIT, to - from),
    });
}

/// Where in the alphabet number `k` of `n` sorted values stands: the order statistic is Beta(k, n - k + 1).
fn interval(k: f64, n: f64) -> (f64, f64) {
    let mean = k / (n + 1.0);
    let deviation = (k * (n + 1.0 - k) / ((n + 1.0) * (n + 1.0) * (n + 2.0))).sqrt();
    ((mean - WIDTH * deviation).max(0.0), (mean + WIDTH * deviation).min(1.0))
}

/// Candidates whose name, or domain for machines, stands in this part of the alphabet.
fn between(context: &Context<'_>, kind: &str, from: f64, to: f64) -> Vec<Fit> {
    let machines = ["HOST", "DOMAIN", "FQDN", "URL", "MAIL"].iter().any(|word| kind.contains(word));
    let mut keys: Vec<(String, u32)> = (0_u32..)
        .zip(&context.candidates.list)
        .map(|(number, candidate)| {
            let domain = candidate.profile.domains.first().filter(|_| machines);
            (fold(domain.map_or_else(|| candidate.name(), String::as_str)), number)
        })
        .collect();
    keys.sort();
    let total = keys.len().max(1) as f64;
    let inside = |place: usize| {
        let at = (place as f64 + 0.5) / total;
        (from..=to).contains(&at)
    };
    keys.iter()
        .enumerate()
        .filter(|(place, _)| inside(*place))
        .map(|(_, (_, candidate))| Fit { candidate: *candidate, group: group("order") })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_are_told_apart() {
        let seen = |text: &str| {
            let package = Package::from_texts("p", &[("a.md", text)]);
            let all = pseudonyms(&package);
            by_appearance(&all.0.iter().collect::<Vec<_>>())
        };
        assert!(seen("[ORG-1] [ORG-2] [ORG-1] [ORG-3]"));
        assert!(!seen("[ORG-3] [ORG-1] [ORG-2]"));
        let (from, to) = interval(1.0, 9.0);
        assert!(from < 0.1 && to < 0.3, "{from} {to}");
    }
}
