//! Names of security vendors, public bodies and platform makers.

use std::collections::HashSet;

use crate::pack::Table;

/// Words of company forms, dropped from either end of a name before it is compared.
const FORMS: [&str; 17] = [
    "株式会社",
    "(株)",
    "有限会社",
    "合同会社",
    "独立行政法人",
    "国立研究開発法人",
    "一般社団法人",
    "inc",
    "corp",
    "corporation",
    "co",
    "ltd",
    "limited",
    "llc",
    "gmbh",
    "ag",
    "k.k",
];

/// The names, normalised.
#[derive(Debug)]
pub(crate) struct Vendors {
    names: HashSet<String>,
}

impl Vendors {
    pub(crate) fn load(table: &Table) -> Self {
        Self { names: table.body().lines().map(normal).collect() }
    }

    pub(crate) fn contains(&self, name: &str) -> bool {
        name.len() <= 256 && self.names.contains(&normal(name))
    }
}

/// Lower case, without company form, spaces and points at the ends.
fn normal(name: &str) -> String {
    let lower = name.to_lowercase().replace(['\u{3000}', '・'], " ");
    let mut rest = trim(&lower);
    while let Some(shorter) = FORMS.iter().find_map(|form| without(rest, form)) {
        rest = shorter;
    }
    rest.chars().filter(|letter| !letter.is_whitespace()).collect()
}

fn without<'a>(name: &'a str, form: &str) -> Option<&'a str> {
    let wide = !form.is_ascii() || form.starts_with('(');
    let head = name.strip_prefix(form).filter(|_| wide);
    let tail = name.strip_suffix(form).filter(|rest| wide || rest.ends_with([' ', ',', '.']));
    head.or(tail).map(trim).filter(|rest| !rest.is_empty())
}

fn trim(name: &str) -> &str {
    name.trim_matches(|letter: char| letter.is_whitespace() || letter == '.' || letter == ',')
}
