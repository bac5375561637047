//! The values that matter most, defanged, grouped by what a receiver does with them.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use noroshi_base::{IndicatorKind, Text};
use noroshi_deidentify::{Draft, Item};

use super::{Group, Page};
use crate::{card, loadable, text, words};

const PER_GROUP: usize = 5;
const ROWS: usize = 20;
const VALUE_LENGTH: usize = 100;

/// Writes the table.
pub(super) fn write(page: &mut Page, draft: &Draft) {
    let mut rows = Vec::new();
    let mut total = 0;
    for group in Group::ALL.into_iter().filter(|group| *group != Group::Rule) {
        let found: Vec<&Item> = draft.items.iter().filter(|item| shown(item, group)).collect();
        total += found.len();
        rows.extend(strongest(found));
    }
    rows.truncate(ROWS);
    if rows.is_empty() {
        return;
    }
    page.heading(Text::fixed("主な値（無害化表記）", "Main values (defanged)"));
    let head = page.pick(
        "| 種別 | 値 | 役割・方向 | 観測 | 確度 |\n|---|---|---|---|---|".to_owned(),
        "| kind | value | role, direction | seen | confidence |\n|---|---|---|---|---|".to_owned(),
    );
    page.line(&head);
    for item in &rows {
        let line = row(page, item);
        page.line(&line);
    }
    // Rules do not fit into a cell; they are counted above and stand in the machine files.
    let rest = total.saturating_sub(rows.len());
    let quiet = draft.items.iter().filter(|item| !loadable(item)).count();
    let line = page.pick(
        format!(
            "\nほか{rest}件。単独では検知に使わない参考の値・名称{quiet}件（`to_ids=false`）。全{}件は `indicators.csv`・\
             `bundle.json`・`event.json`。",
            draft.items.len()
        ),
        format!(
            "\n{rest} more; {quiet} values and names for reference, not for detection by themselves \
             (`to_ids=false`). All {}: `indicators.csv`, `bundle.json`, `event.json`.",
            draft.items.len()
        ),
    );
    page.line(&line);
}

fn shown(item: &Item, group: Group) -> bool {
    Group::of(item.kind) == Some(group) && !item.masked && (loadable(item) || super::is_vulnerability(item))
}

/// The strongest of a group, in turn by kind, so that fifty addresses do not hide the one domain.
fn strongest(mut found: Vec<&Item>) -> impl Iterator<Item = &Item> {
    found.sort_by_key(|item| rank(item));
    let mut turns: BTreeMap<IndicatorKind, usize> = BTreeMap::new();
    let mut rows: Vec<(bool, usize, &Item)> = Vec::new();
    for item in found {
        let turn = turns.entry(item.kind).or_default();
        *turn += 1;
        if *turn <= PER_GROUP {
            rows.push((!item.false_positive.is_empty(), *turn, item));
        }
    }
    rows.sort_by_key(|&(listed, turn, item)| (listed, turn, item.kind));
    rows.truncate(PER_GROUP);
    rows.sort_by_key(|&(_, turn, item)| (item.kind, turn));
    rows.into_iter().map(|(_, _, item)| item)
}

/// Unlisted before listed, certain first, latest first.
fn rank(item: &Item) -> (bool, Reverse<u8>, Reverse<&str>, u32) {
    let last = item.last_seen.as_deref().unwrap_or("");
    (!item.false_positive.is_empty(), Reverse(item.confidence), Reverse(last), item.number)
}

fn row(page: &Page, item: &Item) -> String {
    let lang = page.lang;
    let one_line = text::one_line(item.value.as_str());
    let value = text::cell(&text::defang(item.kind, &text::cut(&one_line, VALUE_LENGTH)));
    let ports = if item.ports.is_empty() { String::new() } else { format!(" {}", item.ports.join(",")) };
    format!(
        "| {} | {value}{} | {} / {} | {} | {} |",
        words::kind(item.kind).get(lang),
        ports.replace('|', "\\|"),
        words::role(item.role).get(lang),
        words::direction(item.direction).get(lang),
        card::period(item, lang),
        item.confidence.min(100),
    )
}
