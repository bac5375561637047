//! The zip around an Office document: its parts within the limits, and their relations.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use crate::emit::Emit;
use crate::html::decode_entities;
use crate::markup::{Token, Tokens, attribute, local};
use crate::text;

/// Parts smaller than this are not judged by their ratio.
const RATIO_FROM: u64 = 1 << 20;

/// The parts of a document by name.
pub(super) struct Package {
    parts: BTreeMap<String, Vec<u8>>,
}

/// One relation of a part.
pub(super) struct Relation {
    /// Its id within the part.
    pub(super) id: String,
    /// Where it points.
    pub(super) target: String,
    /// Whether the target lies outside the package.
    pub(super) external: bool,
}

impl Package {
    /// Unpacks a package; what is broken or over a limit is noticed and left out.
    pub(super) fn open(bytes: &[u8], emit: &mut Emit<'_>) -> Self {
        let mut package = Self { parts: BTreeMap::new() };
        let mut left = emit.limits().unpacked_bytes.min(emit.limits().reader_memory / 2);
        match zip::ZipArchive::new(Cursor::new(bytes)) {
            Ok(mut archive) => {
                let most = usize::try_from(emit.limits().entries).unwrap_or(usize::MAX);
                if archive.len() > most {
                    emit.over_limit("", "項目数", "entries");
                }
                for index in 0..archive.len().min(most) {
                    match archive.by_index(index) {
                        Ok(mut file) => package.take(&mut file, &mut left, emit),
                        Err(_) => emit.malformed("", "読めない部品があります", "a part cannot be read"),
                    }
                }
            }
            Err(_) => package.salvage(bytes, &mut left, emit),
        }
        package
    }

    /// Reads what stands before the break of a package without directory.
    fn salvage(&mut self, bytes: &[u8], left: &mut u64, emit: &mut Emit<'_>) {
        emit.malformed("", "ファイルの末尾が欠けています", "the file is cut off or broken");
        let mut stream = Cursor::new(bytes);
        for _ in 0..emit.limits().entries {
            match zip::read::read_zipfile_from_stream(&mut stream) {
                Ok(Some(mut file)) => self.take(&mut file, left, emit),
                _ => return,
            }
        }
    }

    fn take<R: Read>(&mut self, file: &mut zip::read::ZipFile<'_, R>, left: &mut u64, emit: &mut Emit<'_>) {
        let Ok(name) = file.name().map(std::borrow::Cow::into_owned) else { return };
        if file.is_dir() {
            return;
        }
        let packed = file.compressed_size().max(1);
        let allowed = packed.saturating_mul(emit.limits().ratio).max(RATIO_FROM).min(*left);
        let mut data = Vec::new();
        // What was read before an error is kept.
        let complete = file.by_ref().take(allowed.saturating_add(1)).read_to_end(&mut data).is_ok();
        if data.len() as u64 > allowed {
            emit.over_limit(&name, "展開率・展開サイズ", "unpacked size or ratio");
            data.clear();
        } else if !complete {
            emit.malformed(&name, "部品が壊れています", "a part is broken");
        }
        *left = left.saturating_sub(data.len() as u64);
        self.parts.insert(name, data);
    }

    /// Names of all parts in natural order: `slide2` before `slide10`.
    pub(super) fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.parts.keys().cloned().collect();
        names.sort_by_key(|name| natural(name));
        names
    }

    /// Bytes of a part.
    pub(super) fn bytes(&self, name: &str) -> Option<&[u8]> {
        self.parts.get(name).map(Vec::as_slice)
    }

    /// Text of a part.
    pub(super) fn text(&self, name: &str) -> Option<std::borrow::Cow<'_, str>> {
        let bytes = self.bytes(name)?;
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        Some(match std::str::from_utf8(bytes) {
            Ok(text) => std::borrow::Cow::Borrowed(text),
            Err(_) => text::decode(bytes),
        })
    }

    /// Relations of a part.
    pub(super) fn relations(&self, part: &str) -> Vec<Relation> {
        let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
        let slash = if folder.is_empty() { "" } else { "/" };
        self.text(&format!("{folder}{slash}_rels/{file}.rels")).map_or_else(Vec::new, |text| relations(&text))
    }
}

/// Reads a relations part.
pub(super) fn relations(text: &str) -> Vec<Relation> {
    let mut out = Vec::new();
    for token in Tokens::xml(text) {
        let Token::Open { name, attributes, .. } = token else { continue };
        if local(name) != "Relationship" {
            continue;
        }
        let value = |key: &str| {
            attribute(&attributes, key).map(|v| decode_entities(v).into_owned()).unwrap_or_default()
        };
        out.push(Relation {
            id: value("Id"),
            target: value("Target"),
            external: value("TargetMode").eq_ignore_ascii_case("external"),
        });
    }
    out
}

/// A target as the name of a part, seen from the folder of the part that names it.
pub(super) fn resolve(folder: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut steps: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
    for step in target.split('/') {
        match step {
            ".." => {
                steps.pop();
            }
            "." | "" => {}
            step => steps.push(step),
        }
    }
    steps.join("/")
}

/// Sorts numbers in names by value.
fn natural(name: &str) -> (String, u64, String) {
    let start = name.find(|c: char| c.is_ascii_digit()).unwrap_or(name.len());
    let (head, tail) = name.split_at(start);
    let digits: String = tail.chars().take_while(char::is_ascii_digit).take(18).collect();
    (head.to_owned(), digits.parse().unwrap_or(0), tail.to_owned())
}
