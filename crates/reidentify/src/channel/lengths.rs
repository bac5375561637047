//! What was masked letter by letter still has its length.

use noroshi_base::{Surface, Text};
use noroshi_profile::corporate;

use super::names::at;
use super::{Context, Ledger, Scene};
use crate::candidate::Candidate;
use crate::finding::{Channel, Finding, Fit, group, quote};
use crate::odds;
use crate::package::Part;

/// Letters that people mask with.
const MASKS: &[char] = &['*', '＊', '●', '○', '◯', '■', '□', '█', '▇', '×', '〇', '•', 'X', 'Ｘ'];
/// Shorter runs are marks of text; longer ones are rules across a page.
const RUN: std::ops::RangeInclusive<usize> = 2..=40;
/// Chance that a mask has the length of what it hides.
const HIT: f64 = 0.6;
/// Legal forms between which and a mask there is nothing: the mask hides a name.
const FORMS: &[&str] = &["株式会社", "(株)", "㈱", "有限会社", "合同会社", "医療法人", "学校法人", "市役所"];

/// What a mask hides, as far as its neighbours tell.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Hidden {
    /// A name before or behind a legal form.
    Name { form: &'static str, before: bool },
    /// The label of a domain with this ending.
    Label(String),
    /// A whole cell or value.
    Value,
}

pub(super) fn look(context: &Context<'_>, scene: &Scene<'_>, ledger: &mut Ledger) {
    for (index, doc) in scene.package.docs.iter().enumerate().filter(|(_, doc)| doc.part == Part::Body) {
        each_mask(doc.text(), &mut |span, length, hidden| {
            let token = format!("{hidden:?}/{length}");
            if ledger.again(Channel::ResidualLength, Surface::Metadata, &token) {
                return;
            }
            let fits = fits(context, &hidden, length);
            let (spot, seen) = at(scene, index, &span);
            let share = fits.len() as f64 / context.candidates.list.len().max(1) as f64;
            let (total, few) = (context.candidates.list.len(), fits.len());
            ledger.add(Finding {
                surface: Surface::Metadata,
                channel: Channel::ResidualLength,
                token,
                spot,
                seen: quote(&seen),
                count: 1,
                why: Text::owned(
                    format!("伏字が {length} 文字: この長さの名称を持つ候補は {total} 件中 {few} 件"),
                    format!("the mask has {length} letters: {few} of {total} candidates have a name of that length"),
                ),
                remedy: Text::fixed(
                    "伏字は元の長さによらない語(例: [ORG])にする",
                    "mask with a word that has nothing of the length, such as [ORG]",
                ),
                ratio: odds::statement(HIT, share),
                fits: fits
                    .into_iter()
                    .map(|candidate| Fit { candidate, group: group(&format!("{hidden:?}")) })
                    .collect(),
            });
        });
    }
}

/// Calls `emit` with each run of mask letters that hides something.
fn each_mask(text: &str, emit: &mut dyn FnMut(std::ops::Range<usize>, usize, Hidden)) {
    let mut rest = 0;
    while let Some(found) = text.get(rest..).and_then(|tail| tail.find(MASKS)) {
        let start = rest + found;
        let tail = text.get(start..).unwrap_or_default();
        let mark = tail.chars().next();
        let run: &str = {
            let end = tail.find(|c| Some(c) != mark).unwrap_or(tail.len());
            tail.get(..end).unwrap_or_default()
        };
        let end = start + run.len();
        let length = run.chars().count();
        rest = end;
        // Letters mask only where no word begins before them, and beside a legal form or domain.
        let letters = matches!(mark, Some('X' | 'Ｘ'));
        let head = text.get(..start).unwrap_or_default();
        let inside = letters && head.ends_with(|c: char| c.is_ascii_alphanumeric());
        if RUN.contains(&length)
            && !inside
            && let Some(hidden) = hidden(text, start, end, length)
            && !(letters && hidden == Hidden::Value)
        {
            emit(start..end, length, hidden);
        }
    }
}

fn hidden(text: &str, start: usize, end: usize, length: usize) -> Option<Hidden> {
    let head = text.get(..start).unwrap_or_default();
    let tail = text.get(end..).unwrap_or_default();
    if let Some(form) = FORMS.iter().find(|form| tail.starts_with(**form)) {
        return Some(Hidden::Name { form, before: false });
    }
    if let Some(form) = FORMS.iter().find(|form| head.ends_with(**form)) {
        return Some(Hidden::Name { form, before: true });
    }
    if let Some(ending) = domain_ending(tail) {
        return Some(Hidden::Label(ending));
    }
    // A run that is all of a cell; two or three marks alone are emphasis or a wildcard.
    let opens = head
        .chars()
        .next_back()
        .is_none_or(|c| matches!(c, '"' | '「' | '|' | ',' | '\t' | '\n' | '：' | ':' | ' '));
    let closes =
        tail.chars().next().is_none_or(|c| matches!(c, '"' | '」' | '|' | ',' | '\t' | '\n' | '。' | ' '));
    let ends = |c: Option<char>| c.is_none_or(|c| c == '\n');
    let other = |c: &char| *c == '\n' || !c.is_whitespace();
    let alone = ends(head.chars().rev().find(other)) && ends(tail.chars().find(other));
    (length >= 4 && opens && closes && !alone).then_some(Hidden::Value)
}

/// `.co.jp` where a domain goes on behind the mask.
fn domain_ending(tail: &str) -> Option<String> {
    let tail = tail.get(..tail.floor_char_boundary(64)).unwrap_or(tail).replace("[.]", ".");
    let end = tail.find(|c: char| !(c.is_ascii_alphanumeric() || c == '.' || c == '-')).unwrap_or(tail.len());
    let ending = tail.get(..end)?.trim_end_matches('.').to_ascii_lowercase();
    let suffix = ending.strip_prefix('.')?;
    (noroshi_suffix::length(suffix.as_bytes()) == Some(suffix.len())).then_some(ending)
}

/// Candidates that what a mask hides may be, by its length.
fn fits(context: &Context<'_>, hidden: &Hidden, length: usize) -> Vec<u32> {
    let fitting = |candidate: &Candidate| {
        let profile = &candidate.profile;
        match hidden {
            Hidden::Name { form, before } => named(&profile.name, form, *before, length),
            Hidden::Label(ending) => profile.domains.iter().any(|domain| {
                let domain = domain.to_lowercase();
                let label = domain.strip_suffix(ending.as_str());
                label.is_some_and(|label| label.chars().count() == length)
            }),
            Hidden::Value => std::iter::once(&profile.name)
                .chain(&profile.aliases)
                .chain(&profile.domains)
                .any(|name| name.chars().count() == length),
        }
    };
    let list = (0_u32..).zip(&context.candidates.list);
    list.filter(|(_, candidate)| fitting(candidate)).map(|(number, _)| number).collect()
}

/// Whether a name has this legal form at that end, and so many letters beside it. A name without any form fits too.
fn named(name: &str, form: &str, before: bool, length: usize) -> bool {
    let rest = if before { name.strip_prefix(form) } else { name.strip_suffix(form) };
    match rest {
        Some(rest) => rest.trim().chars().count() == length,
        None => corporate::core(name).len() == name.len() && name.chars().count() == length,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_are_told_from_marks() {
        let mut found = Vec::new();
        let text = "**太字** と ****株式会社、株式会社●●、*****.co.jp、\"████████\"\n****\n*.example.jp\n| ------ |CVE-XXXX XXX株式会社";
        each_mask(text, &mut |_, length, hidden| found.push((length, hidden)));
        assert_eq!(
            found,
            [
                (4, Hidden::Name { form: "株式会社", before: false }),
                (2, Hidden::Name { form: "株式会社", before: true }),
                (5, Hidden::Label(".co.jp".into())),
                (8, Hidden::Value),
                (3, Hidden::Name { form: "株式会社", before: false }),
            ]
        );
        assert!(
            named("蒼海電機株式会社", "株式会社", false, 4)
                && !named("株式会社蒼海電機", "株式会社", false, 4)
        );
    }
}
