//! Where a command line begins and ends.

use std::ops::Range;

use noroshi_read::Role;

/// Longest command line that is taken.
const LONGEST: usize = 2048;

/// Range of the command line whose program's name stands at `start..end`; `None` where only the program is mentioned.
pub(super) fn range(text: &str, start: usize, end: usize, role: &Role) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let from = program_start(bytes, start);
    let before = text.get(..from)?.chars().next_back();
    let close = match before {
        Some('`') => Some('`'),
        Some('「') => Some('」'),
        Some('“') => Some('”'),
        Some('"') => Some('"'),
        Some('\'') => Some('\''),
        _ => None,
    };
    let opens = close.is_some() || begins_line(bytes, from, role);
    if !opens {
        return None;
    }
    let stop = stop(text, from, end, close)?;
    let arguments = text.get(end..stop)?;
    (has_arguments(text.get(start..end)?, arguments)).then_some(from..stop)
}

/// Takes in the directory of the program.
fn program_start(bytes: &[u8], start: usize) -> usize {
    let is_part = |byte: &&u8| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'\\' | b'/' | b':' | b'.' | b'%' | b'_' | b'-')
    };
    let back = bytes.get(..start).unwrap_or_default().iter().rev().take(128).take_while(is_part).count();
    start - back
}

/// Whether the command stands at the start of a line, behind a prompt or behind a colon.
fn begins_line(bytes: &[u8], from: usize, role: &Role) -> bool {
    let window = bytes.get(from.saturating_sub(96)..from).unwrap_or_default();
    let whole = from == window.len();
    let line = match window.iter().rposition(|byte| *byte == b'\n') {
        Some(feed) => window.get(feed + 1..).unwrap_or_default(),
        None if whole => window,
        None => return false,
    };
    let lead = line.trim_ascii();
    let prompt = matches!(lead.last(), None | Some(b'>' | b'$' | b'#' | b':' | b'|' | b'&' | b'='));
    prompt
        || (lead.iter().all(|byte| matches!(byte, b'-' | b'*' | b'0'..=b'9' | b'.' | b')')))
        || matches!(role, Role::Code | Role::Cell) && lead.is_empty()
}

fn stop(text: &str, from: usize, end: usize, close: Option<char>) -> Option<usize> {
    let rest = text.get(end..)?;
    let mut stop = end;
    for (offset, character) in rest.char_indices() {
        let ends = Some(character) == close || matches!(character, '\n' | '\r' | '`' | '」' | '。' | '、');
        if ends || end + offset - from > LONGEST {
            break;
        }
        stop = end + offset + character.len_utf8();
    }
    let command = text.get(from..stop)?.trim_end();
    (!command.is_empty()).then(|| from + command.len())
}

/// Whether an option, a path or a verb follows the program.
fn has_arguments(program: &str, arguments: &str) -> bool {
    let verb =
        program.ends_with(' ') || program.contains(" /") || program.contains(" -") || program.contains(" +");
    // `rclone/v1.62.2` is how a program names itself to a server.
    let version = arguments.strip_prefix('/').map(|rest| rest.strip_prefix('v').unwrap_or(rest));
    if version.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit())) {
        return false;
    }
    let argument = arguments.split_whitespace().next();
    let option = arguments
        .split_whitespace()
        .take(6)
        .any(|word| word.starts_with(['-', '/']) || word.contains('\\') || word.contains("://"));
    (verb
        && argument.is_some()
        && (option || program.contains("net ") || program.contains("create") || program.contains("reg ")))
        || option
}
