//! Words that few candidates have in their description, and that stand in the package.

use hashbrown::HashMap;
use noroshi_base::{Surface, Text};
use noroshi_profile::fold::is_kanji;
use noroshi_profile::words;

use super::names::at;
use super::{Context, Ledger, Scene};
use crate::finding::{Channel, Finding, Fit, group, quote};
use crate::search::tokens;
use crate::{odds, world};

/// Chance that a word known of the victim is in its package.
const HIT: f64 = 0.2;
/// Chance that a word known of another is in it, by candidate that has the word.
const NOISE: f64 = 0.005;

pub(super) fn look(context: &Context<'_>, scene: &Scene<'_>, ledger: &mut Ledger) {
    let mut holders: HashMap<String, Vec<u32>> = HashMap::new();
    for (number, candidate) in (0_u32..).zip(&context.candidates.list) {
        tokens::words(&candidate.about, &mut |_, word| {
            if scene.tokens.words.contains_key(&word) && is_telling(&word) {
                let list = holders.entry(word).or_default();
                if list.last() != Some(&number) {
                    list.push(number);
                }
            }
        });
    }
    let most = (context.candidates.list.len() / 100).max(5);
    let mut rare: Vec<_> = holders.into_iter().filter(|(_, list)| list.len() <= most).collect();
    rare.sort();
    for (word, list) in rare {
        let Some(seen) = scene.tokens.words.get(&word) else { continue };
        let (spot, shown) = at(scene, seen.doc as usize, &(seen.offset..seen.offset + word.len()));
        let (total, few) = (context.candidates.list.len(), list.len());
        ledger.add(Finding {
            surface: Surface::Pivot,
            channel: Channel::RareToken,
            ratio: odds::statement(HIT, NOISE * few as f64),
            spot,
            seen: quote(&shown),
            count: seen.count,
            why: Text::owned(
                format!("「{word}」は候補 {total} 件のうち {few} 件の説明にだけ現れる語"),
                format!("\"{word}\" is in the description of only {few} of {total} candidates"),
            ),
            remedy: Text::fixed(
                "固有の製品名・設備名・事業の語を一般的な語に置き換える",
                "replace words for special products, plants or lines of business by general ones",
            ),
            fits: list.iter().map(|&candidate| Fit { candidate, group: group(&word) }).collect(),
            token: word,
        });
    }
}

/// Whether a word could tell organisations apart.
fn is_telling(word: &str) -> bool {
    let letters = word.chars().count();
    let long = match word.chars().next() {
        Some(c) if c.is_ascii() => letters >= 5 && word.bytes().any(|byte| byte.is_ascii_alphabetic()),
        Some(c) if is_kanji(c) => letters >= 3,
        _ => letters >= 4,
    };
    long && !words::is_ordinary(word) && !world::is_common(word) && world::sector_of(word).is_none()
}
