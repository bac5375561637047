//! Import hash of a PE file, as pefile and VirusTotal compute it.

use md5::Digest as _;

use super::common;

/// MD5 of the lower-case `library.function` list; `None` without imports.
pub(super) fn imphash(functions: &[(String, String)]) -> Option<String> {
    let named: Vec<String> = functions
        .iter()
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
