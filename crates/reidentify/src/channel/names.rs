//! Hits of the searcher, gathered by form and turned into findings.

use std::sync::Arc;

use hashbrown::HashMap;
use noroshi_base::{Surface, Text};

use super::{Ledger, Scene};
use crate::finding::{Channel, Finding, Fit, Spot, quote};
use crate::odds;
use crate::search::Hit;

/// Where hits come from, and what to say of them.
#[derive(Debug, Clone)]
pub(super) struct Source {
    pub(super) channel: Channel,
    /// Overrides the surface of the form.
    pub(super) surface: Option<Surface>,
    /// How the form stood there: `base64`, `reversed`, …; empty for plain.
    pub(super) manner: String,
    pub(super) remedy: Text,
}

/// Hits of one package by form.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    forms: HashMap<(Surface, Channel, String, String), Gather>,
}

#[derive(Debug)]
struct Gather {
    hit: Hit,
    source: Source,
    spot: Spot,
    seen: String,
    count: u64,
    fits: Vec<Fit>,
}

impl Gathered {
    /// Takes in a hit with its place.
    pub(super) fn push(&mut self, hit: Hit, source: &Source, spot: impl FnOnce() -> (Spot, String)) {
        let surface = source.surface.unwrap_or(if hit.alike { Surface::Derived } else { hit.surface });
        let manner = if hit.alike { "look-alike".to_owned() } else { source.manner.clone() };
        let key = (surface, source.channel, hit.form.clone(), manner.clone());
        let fit = Fit { candidate: hit.candidate, group: hit.group };
        if let Some(known) = self.forms.get_mut(&key) {
            known.count += 1;
            if !known.fits.contains(&fit) {
                known.fits.push(fit);
            }
            return;
        }
        let (spot, seen) = spot();
        let source = Source { manner, ..source.clone() };
        self.forms.insert(key, Gather { hit, source, spot, seen, count: 1, fits: vec![fit] });
    }

    /// Turns everything into findings, in a fixed order.
    pub(super) fn close(self, scene: &Scene<'_>, ledger: &mut Ledger) {
        let mut all: Vec<_> = self.forms.into_iter().collect();
        all.sort_by(|(one, _), (two, _)| one.cmp(two));
        for ((surface, _, form, _), gather) in all {
            ledger.add(finding(surface, form, gather, scene));
        }
    }
}

fn finding(surface: Surface, form: String, gather: Gather, scene: &Scene<'_>) -> Finding {
    let Gather { hit, source, spot, seen, count, mut fits } = gather;
    fits.sort_unstable();
    let chances = if hit.inside { scene.tokens.letters } else { scene.tokens.words.len() as u64 };
    let whose = fits.iter().map(|fit| fit.candidate).collect::<std::collections::BTreeSet<_>>().len();
    let ratio = odds::form(hit.class, &form, chances, whose);
    // Those who see one form as an encoding and plain have seen one name: the group is the entry of the candidate.
    Finding {
        surface,
        channel: source.channel,
        token: format!("{form}/{}", source.manner),
        spot,
        seen: quote(&seen),
        count: count.div_ceil(whose.max(1) as u64),
        why: why(&form, hit.how, &source.manner),
        remedy: source.remedy,
        fits,
        ratio,
    }
}

fn why(form: &str, how: &str, manner: &str) -> Text {
    let (ja, en) = how_text(how);
    if manner.is_empty() {
        Text::owned(format!("候補の{ja}「{form}」と一致"), format!("is the candidate's {en} \"{form}\""))
    } else {
        Text::owned(
            format!("{manner} を戻すと候補の{ja}「{form}」になる"),
            format!("reads as the candidate's {en} \"{form}\" once {manner} is undone"),
        )
    }
}

/// How a form follows from an entry, for people.
fn how_text(how: &str) -> (&'static str, &'static str) {
    match how {
        "as-written" => ("記載どおりの形", "listed form"),
        "affix" => ("法人格を除いた名称", "name without its legal form"),
        "domain-label" => ("ドメインのラベル", "domain label"),
        "initials" => ("頭字語", "initials"),
        "compound" => ("略称と一般語の連結", "abbreviation joined with a common word"),
        "head" | "head-romaji" => ("業種語を除いた名称(推測)", "name without its industry (a guess)"),
        "english" => ("英語表記", "English form"),
        "kana" => ("かな表記", "kana form"),
        "latin-part" => ("名称中の英字", "Latin part of the name"),
        how if how.starts_with("romaji") => ("ローマ字表記", "romaji form"),
        _ => ("派生形", "derived form"),
    }
}

/// The place of a span, and what stands there.
pub(super) fn at(scene: &Scene<'_>, doc: usize, span: &std::ops::Range<usize>) -> (Spot, String) {
    let Some(doc) = scene.package.docs.get(doc) else {
        return (Spot { file: Arc::from(""), place: String::new() }, String::new());
    };
    let text = doc.text();
    let end = text.ceil_char_boundary(span.end.min(text.len()));
    let start = text.floor_char_boundary(span.start.min(end));
    (crate::Package::spot(doc, start), text.get(start..end).unwrap_or_default().to_owned())
}
