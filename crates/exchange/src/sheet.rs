//! `indicators.csv`: one row an item, for spreadsheets and scripts.
//!
//! UTF-8 with a byte order mark, because a Japanese spreadsheet otherwise reads CP932. A cell that a spreadsheet
//! would calculate gets an apostrophe in front; one longer than a spreadsheet holds is cut, and whole in
//! `bundle.json`. Unknown is written `unknown`, what does not apply `none`.

use std::borrow::Cow;
use std::io::{self, Write};

use noroshi_base::Lang;
use noroshi_deidentify::{Draft, Item};

use crate::{Numbered, words};

/// Stable keys, in order.
pub(crate) const COLUMNS: [&str; 28] = [
    "number",
    "uuid",
    "kind",
    "kind_ja",
    "value",
    "masked",
    "to_ids",
    "pattern",
    "name",
    "feed_type",
    "role",
    "role_ja",
    "direction",
    "phase",
    "ports",
    "first_seen",
    "last_seen",
    "evidence",
    "confidence",
    "tlp",
    "pap",
    "expires",
    "false_positive",
    "related",
    "action_ja",
    "action_en",
    "meaning_ja",
    "meaning_en",
];

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// The file.
///
/// # Errors
/// What the writer says.
pub(crate) fn write(draft: &Draft, items: &[Numbered<'_>], out: &mut dyn Write) -> io::Result<()> {
    out.write_all(BYTE_ORDER_MARK)?;
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
    writer.write_record(COLUMNS)?;
    for numbered in items {
        let row = row(draft, numbered);
        for cell in &row {
            writer.write_field(safe(cell).as_bytes())?;
        }
        writer.write_record(None::<&[u8]>)?;
    }
    writer.flush()
}

/// A spreadsheet holds 32,767 characters a cell; a longer value is cut and says so.
const CELL: usize = 32_000;

/// Keeps a spreadsheet from calculating a cell, and from losing the end of a long one in silence.
pub(crate) fn safe(cell: &str) -> Cow<'_, str> {
    const LEADING: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];
    let prefix = if cell.starts_with(LEADING) { "'" } else { "" };
    match (cell.char_indices().nth(CELL), prefix) {
        (None, "") => Cow::Borrowed(cell),
        (None, _) => Cow::Owned(format!("{prefix}{cell}")),
        (Some((end, _)), _) => Cow::Owned(format!("{prefix}{} …[cut]", cell.get(..end).unwrap_or_default())),
    }
}

fn or_list(names: &[Cow<'static, str>]) -> Cow<'static, str> {
    let named: Vec<&str> = names.iter().map(|name| &**name).filter(|name| !name.is_empty()).collect();
    if named.is_empty() { "none".into() } else { named.join("; ").into() }
}

fn row<'a>(draft: &Draft, numbered: &Numbered<'a>) -> [Cow<'a, str>; COLUMNS.len()] {
    let item: &'a Item = numbered.item;
    let or = |text: Option<&'a str>, other: &'static str| -> Cow<'a, str> {
        text.filter(|text| !text.is_empty()).unwrap_or(other).into()
    };
    let list = |parts: Vec<String>, other: &str| -> Cow<'a, str> {
        if parts.is_empty() { other.to_owned().into() } else { parts.join(" ").into() }
    };
    let yes = |on: bool| Cow::from(if on { "true" } else { "false" });
    [
        item.number.to_string().into(),
        numbered.uuid.to_string().into(),
        item.kind.key().into(),
        words::kind(item.kind).ja,
        or(Some(item.value.as_str()), "unknown"),
        yes(item.masked),
        yes(crate::loadable(item)),
        or(item.pattern.as_ref().map(|pattern| pattern.as_str()), "none"),
        or(item.name.as_ref().map(|name| name.as_str()), "none"),
        or(item.feed_type.as_ref().map(|feed| feed.as_str()), "none"),
        words::role_key(item.role).into(),
        words::role(item.role).ja,
        words::direction_key(item.direction).into(),
        or(item.phase, "unknown"),
        list(item.ports.clone(), "unknown"),
        or(item.first_seen.as_deref(), "unknown"),
        or(item.last_seen.as_deref(), "unknown"),
        list(
            item.evidence.iter().map(|&evidence| words::evidence_key(evidence).to_owned()).collect(),
            "unknown",
        ),
        item.confidence.min(100).to_string().into(),
        item.tlp.max(draft.tlp).label().into(),
        draft.pap.label().into(),
        or(item.expires.as_deref(), "unknown"),
        or_list(&item.false_positive),
        list(item.related.iter().map(u32::to_string).collect(), "none"),
        or(Some(item.action.get(Lang::Ja)), "不明"),
        or(Some(item.action.get(Lang::En)), "unknown"),
        or(Some(item.meaning.get(Lang::Ja)), "不明"),
        or(Some(item.meaning.get(Lang::En)), "unknown"),
    ]
}
