//! Files packed into a document: the native data of an OLE object and the packager's format around a file.
//!
//! In: the stream `\x01Ole10Native`, or an OLE 1.0 object as RTF has it. Out: the names it was packed under, which
//! are paths on the author's machine, and the file.

use crate::Role;
use crate::bytes::{by_codepage, slice, u16_at, u32_at, until_nul, utf16};
use crate::emit::{Emit, safe_name};

/// Hands on a stream `\x01Ole10Native`: its size, then the packager's data, or the bare data of another program.
pub(crate) fn stream(place: &str, raw: &[u8], emit: &mut Emit<'_>) {
    let size = u32_at(raw, 0).unwrap_or(0) as usize;
    let rest = raw.get(4..).unwrap_or_default();
    if rest.len() < size {
        emit.malformed(place, "埋め込みファイルが途中で切れています", "an embedded file is cut off");
    }
    // Malware states wrong sizes, which the packager ignores.
    let bare = rest.get(..size).filter(|body| !body.is_empty()).unwrap_or(rest);
    if !package(place, rest, emit) && !bare.is_empty() {
        emit.child(&format!("{place}.bin"), bare);
    }
}

/// Hands on the packager's format; gives whether it was that.
pub(crate) fn package(place: &str, raw: &[u8], emit: &mut Emit<'_>) -> bool {
    let Some(package) = Package::read(raw) else { return false };
    let mut names = vec![package.label, package.path, package.temporary];
    names.extend(package.wide);
    names.dedup();
    for name in names.iter().filter(|name| !name.is_empty()) {
        emit.text(format!("name of {place}"), Role::Name, name.as_str());
    }
    let name = names.iter().map(|name| safe_name(name, "")).find(|name| !name.is_empty());
    let name = name.unwrap_or_else(|| "packed file.bin".to_owned());
    if package.data.len() < package.size {
        emit.malformed(place, "埋め込みファイルが途中で切れています", "an embedded file is cut off");
    }
    if !package.data.is_empty() {
        emit.child(&format!("{place} {name}"), package.data);
    }
    true
}

struct Package<'a> {
    label: String,
    path: String,
    temporary: String,
    wide: Vec<String>,
    size: usize,
    data: &'a [u8],
}

impl<'a> Package<'a> {
    fn read(raw: &'a [u8]) -> Option<Self> {
        if u16_at(raw, 0)? != 2 {
            return None;
        }
        let mut at = 2_usize;
        let next = |at: &mut usize| {
            let text = until_nul(raw.get(*at..)?.get(..2048).or(raw.get(*at..))?);
            *at = at.checked_add(text.len() + 1)?;
            (*at <= raw.len()).then(|| by_codepage(text, 0))
        };
        let label = next(&mut at)?;
        let path = next(&mut at)?;
        // Whether it is linked (1) or embedded (3).
        let kind = u16_at(raw, at + 2)?;
        at += 4;
        let mut temporary = String::new();
        if kind == 3 {
            let length = u32_at(raw, at)? as usize;
            temporary = by_codepage(until_nul(slice(raw, at + 4, length)?), 0);
            at += 4 + length;
        }
        if kind == 1 {
            // A link: the path again instead of a file.
            let temporary = by_codepage(until_nul(raw.get(at + 2..).unwrap_or_default()), 0);
            return Some(Self { label, path, temporary, wide: Vec::new(), size: 0, data: &[] });
        }
        let size = u32_at(raw, at)? as usize;
        let rest = raw.get(at + 4..)?;
        let data = rest.get(..size).unwrap_or(rest);
        Some(Self {
            label,
            path,
            temporary,
            wide: wide_names(rest.get(size..).unwrap_or_default()),
            size,
            data,
        })
    }
}

/// The three names again as UTF-16, each behind its length; newer writers add them.
fn wide_names(raw: &[u8]) -> Vec<String> {
    let mut at = 0_usize;
    let mut names = Vec::new();
    for _ in 0..3 {
        let Some(length) = u32_at(raw, at).map(|length| (length as usize).saturating_mul(2)) else { break };
        let Some(name) = slice(raw, at + 4, length) else { break };
        names.push(utf16(name));
        at += 4 + length;
    }
    names
}
/// An OLE 1.0 object: the class that reads it, the names it goes by and its data.
pub(crate) struct Object<'a> {
    /// Class name, such as `Package` or `Equation.3`.
    pub(crate) class: String,
    /// File and item of a link.
    pub(crate) names: Vec<String>,
    /// The data, cut off where the object is.
    pub(crate) data: &'a [u8],
    /// What follows the data.
    pub(crate) rest: &'a [u8],
    /// Whether all of the data was there.
    pub(crate) whole: bool,
}

impl<'a> Object<'a> {
    /// Reads the object, or `None` where the bytes are none.
    pub(crate) fn read(raw: &'a [u8]) -> Option<Self> {
        let format = u32_at(raw, 4).filter(|format| matches!(format, 1 | 2))?;
        let mut at = 8_usize;
        let mut texts = Vec::new();
        for _ in 0..3 {
            let length = u32_at(raw, at)? as usize;
            let text = slice(raw, at + 4, length).filter(|_| length < 4096)?;
            texts.push(by_codepage(until_nul(text), 0));
            at += 4 + length;
        }
        let class = texts.remove(0);
        let names = texts.into_iter().filter(|text| !text.is_empty()).collect();
        if format == 1 {
            return Some(Self { class, names, data: &[], rest: &[], whole: true });
        }
        let size = u32_at(raw, at)? as usize;
        let rest = raw.get(at + 4..)?;
        Some(Self {
            class,
            names,
            data: rest.get(..size).unwrap_or(rest),
            rest: rest.get(size..).unwrap_or_default(),
            whole: rest.len() >= size,
        })
    }
}
