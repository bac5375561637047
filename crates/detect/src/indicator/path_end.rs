//! Where a Windows path ends in running text.
//!
//! Spaces belong to a path only if another separator follows soon; letters beyond ASCII only if a separator or a known
//! extension follows them.

use super::{class, extension};

/// Longest path that is taken.
const LONGEST: usize = 320;

/// Bytes that are looked at behind a space.
const LOOK_AHEAD: usize = 48;

/// What kind of path is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PathKind {
    /// Drive, share or variable.
    File,
    /// No anchor: no spaces at all.
    Relative,
    /// Registry key.
    Registry,
}

/// End of the path that starts at `start` and whose first separator stands at `slash`.
pub(super) fn windows_end(text: &str, start: usize, slash: usize, kind: PathKind) -> usize {
    let bytes = text.as_bytes();
    if let Some(end) = quoted_end(text, start, slash) {
        return end;
    }
    let slashes = bytes.get(slash).copied() == Some(b'/');
    let is_separator = |byte: u8| byte == b'\\' || (slashes && byte == b'/');
    let limit = (slash + LONGEST).min(bytes.len());
    let (mut at, mut part, mut foreign) = (slash, slash, None);
    let mut depth = 0_u32;
    while at < limit {
        let byte = bytes.get(at).copied().unwrap_or(0);
        match byte {
            byte if class::of(byte) & class::PATH != 0 => {}
            byte if is_separator(byte) => {
                part = at + 1;
                foreign = None;
            }
            b' ' => {
                if has_known_extension(bytes, part, at) || foreign.is_some() {
                    break;
                }
                match separator_after(bytes, at, kind, is_separator) {
                    Some(next) => {
                        at = next;
                        continue;
                    }
                    None => break,
                }
            }
            b'(' => depth += 1,
            b')' if depth == 0 => break,
            b')' => depth -= 1,
            0x80.. => {
                if has_known_extension(bytes, part, at) {
                    break;
                }
                foreign.get_or_insert(at);
            }
            byte if ends(byte, kind) => break,
            _ => {}
        }
        at += 1;
    }
    settle(text, slash, part, at, foreign)
}

/// Cuts what cannot belong to the path: glued sentences, punctuation, a lone bracket.
fn settle(text: &str, slash: usize, part: usize, at: usize, foreign: Option<usize>) -> usize {
    let bytes = text.as_bytes();
    let mut end = at;
    if let Some(foreign) = foreign
        && !has_known_extension(bytes, part, end)
    {
        end = extension_end(bytes, part, end).unwrap_or(foreign);
    }
    while end > slash + 1
        && matches!(bytes.get(end - 1), Some(b'.' | b',' | b':' | b'(' | b'\'' | b'!' | b'&' | b'=' | b' '))
    {
        end -= 1;
    }
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    end
}

fn ends(byte: u8, kind: PathKind) -> bool {
    byte < 0x20
        || matches!(byte, b'"' | b'<' | b'>' | b'|' | b'?' | b'`' | b',' | b';' | 0x7F)
        || (matches!(byte, b':' | b'*' | b'\'') && kind != PathKind::Registry)
        || (matches!(byte, b'\'' | b'=') && kind == PathKind::Registry)
}

/// A path between quotation marks reaches to the closing one.
fn quoted_end(text: &str, start: usize, slash: usize) -> Option<usize> {
    let before = text.get(..start)?.chars().next_back()?;
    let close = match before {
        '"' => '"',
        '「' => '」',
        '『' => '』',
        '“' => '”',
        '`' => '`',
        '\'' => '\'',
        _ => return None,
    };
    let rest = text.get(start..)?;
    let (offset, found) = rest.char_indices().take(LONGEST).find(|(_, character)| {
        *character == close || matches!(character, '\n' | '\r' | '<' | '>' | '|' | '\t')
    })?;
    let inner = rest.get(..offset)?;
    let plain = found == close && !inner.contains(['"', '?', '*']) && inner.matches(':').count() <= 1;
    // A command line in quotation marks is no path.
    let command = inner.contains(" -") || inner.contains(" /") || inner.contains(".exe ");
    (plain && !command && start + offset > slash + 1)
        .then(|| start + inner.trim_end_matches(['.', ' ', '\\']).len().max(slash + 1 - start))
}

/// The next separator behind a space, if only a name lies between.
fn separator_after(
    bytes: &[u8],
    space: usize,
    kind: PathKind,
    is_separator: impl Fn(u8) -> bool,
) -> Option<usize> {
    if kind == PathKind::Relative {
        return None;
    }
    let window = bytes.get(space..(space + LOOK_AHEAD).min(bytes.len()))?;
    let mut words = 0;
    for (offset, byte) in window.iter().enumerate() {
        if is_separator(*byte) {
            let before = window.get(offset.checked_sub(1)?)?;
            return (*before != b' ' && *before != b':').then_some(space + offset);
        }
        if *byte == b' ' {
            words += 1;
        }
        let stops = ends(*byte, kind)
            || *byte >= 0x80
            || *byte == b'%'
            || words > 4
            || (*byte == b'.' && window.get(offset + 1) == Some(&b' '));
        if stops {
            return None;
        }
    }
    None
}

/// Whether the component from `part` to `end` ends in a known extension.
fn has_known_extension(bytes: &[u8], part: usize, end: usize) -> bool {
    let component = bytes.get(part..end).unwrap_or_default();
    let dot = component.iter().rposition(|byte| *byte == b'.');
    dot.is_some_and(|dot| dot > 0 && component.get(dot + 1..).and_then(extension::of).is_some())
}

/// End of the first known extension inside the component.
fn extension_end(bytes: &[u8], part: usize, end: usize) -> Option<usize> {
    let component = bytes.get(part..end)?;
    component.iter().enumerate().filter(|(_, byte)| **byte == b'.').find_map(|(dot, _)| {
        let rest = component.get(dot + 1..)?;
        let length = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
        extension::of(rest.get(..length)?)?;
        Some(part + dot + 1 + length)
    })
}
