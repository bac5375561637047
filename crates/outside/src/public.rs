//! Public data, as files: passive DNS, certificate logs, press lists, strings of sandboxes.
//!
//! CSV with a header or JSON lines. The columns tell the kind; names in brackets are synonyms:
//!
//! - passive DNS: `rrname` (query, domain) and `rdata` (answer, ip)
//! - certificate log: `name_value` (common_name, dns_names, san), with `sha256`, `fingerprint` or `serial_number`
//! - sandbox strings: `sha256` (sha1, md5, hash) and `strings` (string, text)
//! - press list: `date` (日付, published) and `title` or `text` (見出し, 本文), with `organisation` (組織名) where known

use std::sync::Arc;

use noroshi_base::{Notice, NoticeCode, Text};

use crate::table::{self, Row};

/// What a file of public data is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// Which name answered with which address, when.
    PassiveDns,
    /// Certificates with the names they are for.
    Certificates,
    /// Samples with the strings in them.
    Strings,
    /// Announcements and articles with their day.
    Press,
}

impl Kind {
    /// Name for people.
    pub const fn label(self) -> Text {
        match self {
            Self::PassiveDns => Text::fixed("パッシブDNS", "passive DNS"),
            Self::Certificates => Text::fixed("証明書ログ", "certificate log"),
            Self::Strings => Text::fixed("検体の文字列", "sandbox strings"),
            Self::Press => Text::fixed("報道・公表", "press"),
        }
    }
}

/// One row of public data.
#[derive(Debug, Clone)]
pub struct Record {
    /// What it is about.
    pub kind: Kind,
    /// File it is of.
    pub file: Arc<str>,
    /// Line in the file.
    pub line: u64,
    /// Values by which a package leads to it, lower case.
    pub keys: Vec<String>,
    /// Everything it says.
    pub text: String,
    /// Day, `YYYY-MM-DD`.
    pub date: Option<String>,
}

/// All public data that was given.
#[derive(Debug, Clone, Default)]
pub struct Public {
    /// Rows in the order of files.
    pub records: Vec<Record>,
    /// What could not be read.
    pub notices: Vec<Notice>,
}

const NAMES: &[&str] = &["rrname", "query", "qname", "domain"];
const ANSWERS: &[&str] = &["rdata", "answer", "ip", "address"];
const CERTIFIED: &[&str] = &["name_value", "common_name", "dns_names", "san", "subject"];
const PRINTS: &[&str] = &["sha256", "sha1", "md5", "fingerprint", "serial_number", "hash", "sample"];
const STRINGS: &[&str] = &["strings", "string", "text", "value"];
const DATES: &[&str] = &["date", "published", "日付", "公表日", "公開日"];
const TITLES: &[&str] = &["title", "headline", "text", "summary", "見出し", "本文", "件名"];

impl Public {
    /// Takes in a file.
    ///
    /// # Errors
    /// When its columns are of no kind that is known.
    pub fn add(&mut self, file: &str, bytes: &[u8]) -> Result<(), Text> {
        let table = table::read(bytes);
        let name: Arc<str> = file.into();
        let kind = table.rows.iter().take(20).find_map(kind_of).ok_or_else(|| {
            Text::owned(
                format!("{file}: 公開データの種類を列名から判断できません"),
                format!("{file}: the columns tell no kind of public data"),
            )
        })?;
        self.records.extend(table.rows.iter().map(|row| record(kind, &name, row)));
        if table.broken > 0 || table.cut {
            let broken = table.broken;
            self.notices.push(Notice {
                material: file.to_owned(),
                place: String::new(),
                code: if table.cut { NoticeCode::OverLimit } else { NoticeCode::Malformed },
                reason: Text::owned(
                    format!("読めない行 {broken} 件、上限到達 {}", if table.cut { "あり" } else { "なし" }),
                    format!(
                        "{broken} rows cannot be read; limit reached: {}",
                        if table.cut { "yes" } else { "no" }
                    ),
                ),
            });
        }
        Ok(())
    }

    /// Rows of one kind.
    pub fn of(&self, kind: Kind) -> impl Iterator<Item = &Record> {
        self.records.iter().filter(move |record| record.kind == kind)
    }
}

/// Lower case, `[.]` and `[@]` as what they stand for.
pub fn refang(value: &str) -> String {
    value.chars().filter(|c| !matches!(c, '[' | ']')).map(|c| c.to_ascii_lowercase()).collect()
}

fn kind_of(row: &Row) -> Option<Kind> {
    let has = |names: &[&str]| row.get(names).is_some();
    if has(NAMES) && has(ANSWERS) {
        Some(Kind::PassiveDns)
    } else if has(CERTIFIED) {
        Some(Kind::Certificates)
    } else if has(PRINTS) && has(STRINGS) {
        Some(Kind::Strings)
    } else if has(DATES) && has(TITLES) {
        Some(Kind::Press)
    } else {
        None
    }
}

fn record(kind: Kind, file: &Arc<str>, row: &Row) -> Record {
    let columns: &[&[&str]] = match kind {
        Kind::PassiveDns => &[NAMES, ANSWERS],
        Kind::Certificates => &[CERTIFIED, PRINTS],
        Kind::Strings => &[PRINTS],
        Kind::Press => &[],
    };
    let cells =
        row.cells.iter().filter(|(name, _)| columns.iter().any(|names| names.contains(&name.as_str())));
    let parts = cells.flat_map(|(_, value)| value.split([';', '|', ',', '\n', ' ']));
    let keys = parts
        .map(|part| refang(part.trim().trim_start_matches("*.").trim_end_matches('.')))
        .filter(|key| key.len() >= 4)
        .take(256)
        .collect();
    let text: Vec<&str> = row.cells.iter().map(|(_, value)| value.as_str()).collect();
    Record {
        kind,
        file: Arc::clone(file),
        line: row.line,
        keys,
        text: text.join("\n"),
        date: row.get(DATES).and_then(day),
    }
}

/// A day written with `-`, `/` or `年月日`, as `YYYY-MM-DD`.
fn day(text: &str) -> Option<String> {
    let parts: Vec<u32> = text
        .split(|c: char| !c.is_ascii_digit())
        .filter(|part| !part.is_empty())
        .take(3)
        .filter_map(|part| part.parse().ok())
        .collect();
    match parts[..] {
        [year @ 1990..=2100, month @ 1..=12, day @ 1..=31] => Some(format!("{year:04}-{month:02}-{day:02}")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_tell_the_kind() {
        for (text, kind) in [
            ("rrname,rrtype,rdata\nvpn.aomi.example,A,203.0.113.5\n", Kind::PassiveDns),
            ("{\"common_name\":\"vpn.aomi.example\",\"serial_number\":\"01ab\"}\n", Kind::Certificates),
            ("sha256,strings\nabcd,prx01\n", Kind::Strings),
            ("日付,見出し\n2024年5月10日,不正アクセスについて\n", Kind::Press),
        ] {
            let mut public = Public::default();
            public.add("data", text.as_bytes()).expect("a known kind");
            assert_eq!(public.records[0].kind, kind, "{text}");
        }
        let mut public = Public::default();
        assert!(public.add("data", b"a,b\n1,2\n").is_err());
        assert_eq!(day("2024年5月10日").as_deref(), Some("2024-05-10"));
        assert_eq!(day("5/10"), None);
    }
}
