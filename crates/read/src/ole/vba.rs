//! VBA projects: the source of every module, what the project says about itself, and what compilation left behind
//! ([MS-OVBA]).
//!
//! In: the storage around `VBA/dir`. Out: sources as code, references and paths as properties, p-code as strings. A
//! source that was emptied while its p-code stayed is seen in the strings.

use super::Ole;
use crate::Role;
use crate::bytes::{by_codepage, slice, u16_at, u32_at};

/// Bytes of one chunk when it is unpacked.
const CHUNK: usize = 4096;
/// Unpacked bytes of one stream.
const MOST: usize = 32 << 20;

/// A module as `dir` names it.
#[derive(Default)]
struct Module {
    name: String,
    stream: String,
    offset: usize,
    notes: String,
}

/// What `dir` says.
struct Project {
    codepage: u16,
    facts: Vec<(&'static str, String)>,
    modules: Vec<Module>,
}

/// Reads the project whose storage `VBA` this is.
pub(super) fn read(vba: usize, ole: &mut Ole<'_, '_, '_>) {
    let around = around(vba, ole);
    let dir = ole.take(vba, "dir").and_then(|(_, raw)| decompress(raw, 0));
    let Some(dir) = dir else {
        let place = ole.place(vba, "dir");
        ole.emit.malformed(&place, "マクロの目録が壊れています", "the directory of the macros is broken");
        recover(vba, &[], 0, ole);
        return;
    };
    let project = parse(&dir);
    for (name, text) in &project.facts {
        let place = ole.place(around, &format!("macro project {name}"));
        ole.emit.text(place, Role::Property((*name).into()), text.as_str());
    }
    for name in ["PROJECT", "PROJECTlk"] {
        if let Some((_, raw)) = ole.take(around, name) {
            let place = ole.place(around, &format!("macro project {name}"));
            ole.emit.text(place, Role::Hidden, by_codepage(raw, project.codepage));
        }
    }
    for module in &project.modules {
        self::module(vba, module, project.codepage, ole);
    }
    let named: Vec<&str> = project.modules.iter().map(|module| module.stream.as_str()).collect();
    recover(vba, &named, project.codepage, ole);
}

/// The storage that holds the project.
fn around(vba: usize, ole: &Ole<'_, '_, '_>) -> usize {
    ole.cfb.entries.get(vba).map_or(0, |entry| entry.parent)
}

fn module(vba: usize, module: &Module, codepage: u16, ole: &mut Ole<'_, '_, '_>) {
    let name = if module.name.is_empty() { module.stream.as_str() } else { module.name.as_str() };
    let place = ole.place(around(vba, ole), &format!("macro {name}"));
    ole.emit.text(format!("{place} notes"), Role::Hidden, module.notes.as_str());
    let Some((_, raw)) = ole.take(vba, &module.stream) else { return };
    let source = decompress(raw, module.offset).or_else(|| search(raw));
    match source {
        Some(source) => ole.emit.lines(place.as_str(), Role::Code, 1, by_codepage(&source, codepage)),
        None => {
            ole.emit.malformed(&place, "マクロの原文が読めません", "the source of a macro cannot be read")
        }
    }
    let compiled = raw.get(..module.offset.min(raw.len())).unwrap_or_default();
    ole.strings(&format!("{place} p-code"), compiled);
}

/// Sources in streams that no directory names: the directory is broken or lies.
fn recover(vba: usize, named: &[&str], codepage: u16, ole: &mut Ole<'_, '_, '_>) {
    for at in ole.cfb.inside(vba).collect::<Vec<_>>() {
        let Some(entry) = ole.cfb.entries.get(at) else { continue };
        let fixed = entry.name.eq_ignore_ascii_case("dir") || entry.name.eq_ignore_ascii_case("_VBA_PROJECT");
        if entry.storage || fixed || named.iter().any(|name| entry.name.eq_ignore_ascii_case(name)) {
            continue;
        }
        if let Some(source) = search(&entry.data) {
            let place = ole.place(around(vba, ole), &format!("macro {} (not listed)", entry.name));
            ole.emit.lines(place, Role::Code, 1, by_codepage(&source, codepage));
        }
    }
}

/// A compressed source wherever it begins in a stream: its first attribute is always packed alike.
fn search(raw: &[u8]) -> Option<Vec<u8>> {
    let at = memchr::memmem::find(raw, b"\0Attribut")?;
    decompress(raw, at.checked_sub(3)?)
}

/// Unpacks a compressed container; what follows a broken chunk is given up. `None` where nothing could be read.
pub(super) fn decompress(raw: &[u8], offset: usize) -> Option<Vec<u8>> {
    let raw = raw.get(offset..)?;
    if raw.first() != Some(&1) {
        return None;
    }
    let mut out = Vec::new();
    let mut at = 1_usize;
    while let Some(head) = u16_at(raw, at) {
        if head & 0x7000 != 0x3000 || out.len() > MOST {
            break;
        }
        let size = usize::from(head & 0x0FFF) + 1;
        let end = (at + 2 + size).min(raw.len());
        let chunk = raw.get(at + 2..end).unwrap_or_default();
        if head & 0x8000 == 0 {
            out.extend_from_slice(chunk);
        } else {
            unpack(chunk, &mut out);
        }
        at = end;
    }
    (!out.is_empty()).then_some(out)
}

/// Unpacks one chunk: flag bytes, each followed by eight letters or copies of what came before.
fn unpack(chunk: &[u8], out: &mut Vec<u8>) {
    let start = out.len();
    let mut at = 0_usize;
    while let Some(flags) = chunk.get(at) {
        at += 1;
        for bit in 0..8 {
            if out.len() - start >= CHUNK {
                return;
            }
            if flags >> bit & 1 == 0 {
                let Some(letter) = chunk.get(at) else { return };
                out.push(*letter);
                at += 1;
                continue;
            }
            let Some(token) = u16_at(chunk, at) else { return };
            at += 2;
            let done = out.len() - start;
            // The further into the chunk, the more bits say how far back and the fewer how long.
            let bits = (usize::BITS - done.saturating_sub(1).leading_zeros()).clamp(4, 12);
            let length = usize::from(token & (0xFFFF >> bits)) + 3;
            let back = usize::from(token >> (16 - bits)) + 1;
            if back > done {
                return;
            }
            for _ in 0..length.min(CHUNK - done) {
                let Some(letter) = out.get(out.len() - back).copied() else { return };
                out.push(letter);
            }
        }
    }
}

fn parse(dir: &[u8]) -> Project {
    let mut project = Project { codepage: 1252, facts: Vec::new(), modules: Vec::new() };
    let mut at = 0_usize;
    while let (Some(id), Some(size)) = (u16_at(dir, at), u32_at(dir, at + 2)) {
        // The version record states four bytes and has six.
        let size = if id == 0x09 { 6 } else { size as usize };
        let Some(body) = slice(dir, at + 6, size) else { break };
        at += 6 + size;
        if id == 0x03 {
            project.codepage = u16_at(body, 0).unwrap_or(1252);
        }
        record(id, body, &mut project);
    }
    project
}

fn record(id: u16, body: &[u8], project: &mut Project) {
    let text = || by_codepage(body, project.codepage).trim_end_matches('\0').to_owned();
    let wide = || crate::bytes::utf16(body);
    let fact = match id {
        0x04 => Some(("name", text())),
        0x05 | 0x40 => Some(("description", if id == 0x40 { wide() } else { text() })),
        0x06 | 0x3D => Some(("help file", text())),
        0x0C | 0x3C => Some(("constants", if id == 0x3C { wide() } else { text() })),
        0x16 => Some(("reference name", text())),
        0x33 => Some(("reference", text())),
        0x0D | 0x0E | 0x2F | 0x30 => Some(("reference", reference(body, project.codepage))),
        _ => None,
    };
    project.facts.extend(fact.filter(|(_, text)| !text.trim().is_empty()));
    let (narrow, codepage) = (text, project.codepage);
    match id {
        0x19 => {
            let name = narrow();
            project.modules.push(Module { stream: name.clone(), name, ..Module::default() });
        }
        0x47 | 0x1A | 0x32 | 0x31 | 0x1C | 0x48 => {
            let Some(module) = project.modules.last_mut() else { return };
            match id {
                0x47 => module.name = wide(),
                0x1A => module.stream = by_codepage(body, codepage),
                0x32 if !body.is_empty() => module.stream = wide(),
                0x31 => module.offset = u32_at(body, 0).unwrap_or(0) as usize,
                0x1C => module.notes.push_str(&by_codepage(body, codepage)),
                0x48 => module.notes = wide(),
                _ => {}
            }
        }
        _ => {}
    }
}

/// The library names inside a reference record, whose lengths stand before them.
fn reference(body: &[u8], codepage: u16) -> String {
    let mut names: Vec<String> = Vec::new();
    let mut at = 0_usize;
    while let Some(length) = u32_at(body, at) {
        let Some(raw) = slice(body, at + 4, length as usize).filter(|raw| !raw.is_empty()) else { break };
        names.push(by_codepage(raw, codepage));
        at += 4 + raw.len();
    }
    names.join("\n")
}
