//! Room 7: a draft becomes STIX 2.1, MISP, CSV and pages that people read.
//!
//! In: a [`Draft`](noroshi_deidentify::Draft) (names no private type). Out: files, written as they are made.

mod bundle;
mod card;
mod detection;
mod event;
mod files;
mod manifest;
mod mint;
pub mod plain;
mod sheet;
mod statement;
mod summary;
mod text;
mod words;

use std::io;

use noroshi_base::{IndicatorKind, Lang};
use noroshi_deidentify::{Draft, Item, Package};
use noroshi_reference::Reference;
use rand::RngCore;
use uuid::Uuid;

use detection::Value;
use files::Files;
use mint::Mint;

/// An item with the identifier that it has in every file of the package.
pub(crate) struct Numbered<'a> {
    pub(crate) item: &'a Item,
    pub(crate) uuid: Uuid,
}

/// Renders every file of `share/`: `bundle.json`, `event.json`, `indicators.csv`, `summary.ja.md`, `summary.en.md`,
/// `text/*.md`, `manifest.json` (last, with the digests of the others).
///
/// The same draft and the same randomness give the same bytes.
///
/// # Errors
/// What the package says about its disk.
pub fn render(draft: &Draft, rng: &mut dyn RngCore, package: &mut dyn Package) -> io::Result<()> {
    let mut mint = Mint::new(rng);
    let items: Vec<Numbered<'_>> =
        draft.items.iter().map(|item| Numbered { item, uuid: mint.uuid() }).collect();
    let [ja, en] = [Lang::Ja, Lang::En].map(|lang| summary::page(draft, lang));
    let brief = format!("{}\n\n{}", summary::lead(draft, Lang::Ja), summary::lead(draft, Lang::En));
    let summaries = [("要約", ja.as_str()), ("Summary", en.as_str())];

    let mut files = Files::new(package);
    files.write("bundle.json", |out| bundle::write(draft, &items, &brief, &mut mint, out).map(drop))?;
    files.write("event.json", |out| event::write(draft, &items, summaries, &mut mint, out).map(drop))?;
    files.write("indicators.csv", |out| sheet::write(draft, &items, out))?;
    files.write("summary.ja.md", |out| out.write_all(ja.as_bytes()))?;
    files.write("summary.en.md", |out| out.write_all(en.as_bytes()))?;
    statement::files(draft, &mut files)?;
    let manifest = manifest::write(draft, &files.written);
    package.write("manifest.json", &mut |out| out.write_all(&manifest))
}

/// Title of the package; says nothing that the items do not say.
pub(crate) fn title(draft: &Draft) -> String {
    format!("De-identified attack technical information / 非特定化した攻撃技術情報 {}", draft.made_on)
}

pub(crate) fn value_of(item: &Item) -> Value<'_> {
    Value {
        kind: item.kind,
        value: item.value.as_str(),
        name: item.name.as_ref().map(|name| name.as_str()),
        feed_type: item.feed_type.as_ref().map(|feed| feed.as_str()),
    }
}

/// Whether a receiver may load the item: never a masked value, nor a port or network number that everybody uses.
pub(crate) const fn loadable(item: &Item) -> bool {
    item.to_ids && !item.masked && !matches!(item.kind, IndicatorKind::Port | IndicatorKind::Asn)
}

/// Name of a technique: the item's own, or ATT&CK's.
pub(crate) fn technique_name(item: &Item) -> Option<&str> {
    if item.kind != IndicatorKind::AttackPattern {
        return None;
    }
    let own = item.name.as_ref().map(|name| name.as_str()).filter(|name| !name.is_empty());
    own.or_else(|| Reference::embedded().technique_name(item.value.as_str()))
}

/// `T1059` or `T1059.001`.
pub(crate) fn is_technique_id(text: &str) -> bool {
    let Some(digits) = text.strip_prefix('T') else { return false };
    let (main, sub) = digits.split_once('.').unwrap_or((digits, "000"));
    let number = |part: &str, length| part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit());
    number(main, 4) && number(sub, 3)
}

/// `CVE-` and two numbers as the register writes them.
pub(crate) fn is_cve_id(text: &str) -> bool {
    let Some((year, number)) = text.strip_prefix("CVE-").and_then(|rest| rest.split_once('-')) else {
        return false;
    };
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let length_ok = number.len() == 4 || (number.len() > 4 && !number.starts_with('0'));
    year.len() == 4 && digits(year) && digits(number) && length_ok
}
