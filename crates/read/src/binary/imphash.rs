//! Import hash of a PE file, as pefile and VirusTotal compute it.

use goblin::pe::import::{ImportData, SyntheticImportLookupTableEntry as Entry};
use md5::Digest as _;

use super::{common, ordinals};

/// Most functions that are taken into account.
const FUNCTIONS: usize = 1 << 17;

/// Functions as `library!function`, in order.
pub(super) fn functions(data: &ImportData<'_>) -> Vec<(String, String)> {
    let mut out = Vec::new();
    for library in &data.import_data {
        let name = library.name.to_ascii_lowercase();
        for entry in library.import_lookup_table.iter().flatten() {
            if out.len() >= FUNCTIONS {
                return out;
            }
            let function = match entry {
                Entry::OrdinalNumber(number) => ordinals::name(&name, *number),
                Entry::HintNameTableRVA((_, hint)) => hint.name.to_owned(),
            };
            out.push((library.name.to_owned(), function));
        }
    }
    out
}

/// MD5 of the lower-case `library.function` list; `None` without imports.
pub(super) fn imphash(functions: &[(String, String)]) -> Option<String> {
    let named: Vec<String> = functions
        .iter()
        .filter(|(_, function)| !function.is_empty())
        .map(|(library, function)| format!("{}.{}", stem(&library.to_lowercase()), function.to_lowercase()))
        .collect();
    (!named.is_empty()).then(|| common::hex(&md5::Md5::digest(named.join(","))))
}

fn stem(library: &str) -> &str {
    match library.rsplit_once('.') {
        Some((stem, "dll" | "ocx" | "sys")) => stem,
        _ => library,
    }
}
