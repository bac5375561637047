//! What one line of a text is, and whether the next one goes on with it.

/// Shape of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// Nothing but blanks.
    Blank,
    /// Heading or rule.
    Heading,
    /// Start of a list item.
    Bullet,
    /// Row of a table.
    Row,
    /// Fence of a code block.
    Fence,
    /// Line inside a code block.
    Code,
    /// Label and value on a line of its own.
    Label,
    /// Quoted line of a mail.
    Quote,
    /// Running text.
    Plain,
}

/// Shape of a line; `fenced` tells whether a code block is open.
pub(super) fn shape(line: &str, fenced: bool) -> Shape {
    let body = line.trim();
    if body.starts_with("```") || body.starts_with("~~~") {
        return Shape::Fence;
    }
    if fenced {
        return Shape::Code;
    }
    let first = body.chars().next();
    match first {
        None => Shape::Blank,
        Some('#') if body.trim_start_matches('#').starts_with([' ', '\u{3000}']) => Shape::Heading,
        Some('|') => Shape::Row,
        Some('>') => Shape::Quote,
        Some(ch) if body.chars().all(|c| c == ch || c.is_whitespace()) && !ch.is_alphanumeric() => {
            Shape::Heading
        }
        _ if body.contains('\t') => Shape::Row,
        _ if is_bullet(body) => Shape::Bullet,
        _ if is_label(body) => Shape::Label,
        _ => Shape::Plain,
    }
}

fn is_bullet(body: &str) -> bool {
    let mut chars = body.chars();
    let Some(first) = chars.next() else { return false };
    let rest = chars.as_str();
    match first {
        '・'
        | '●'
        | '○'
        | '■'
        | '□'
        | '◆'
        | '◇'
        | '▼'
        | '▽'
        | '✓'
        | '※'
        | '•'
        | '‣'
        | '◦'
        | '·'
        | '①'..='⑳'
        | '➢' => true,
        '-' | '*' | '+' | '–' | '—' | '―' => rest.starts_with([' ', '\u{3000}']),
        '(' | '（' => numbered(rest, [')', '）']),
        _ => numbered(body, ['.', ')']) || numbered(body, ['．', '）']),
    }
}

/// Up to three digits or one letter, then the closer, then a blank or Japanese.
fn numbered(body: &str, closers: [char; 2]) -> bool {
    let digits: usize =
        body.chars().take(4).take_while(|c| c.is_ascii_digit() || matches!(c, '０'..='９')).count();
    let letter = digits == 0 && body.chars().next().is_some_and(|c| c.is_ascii_alphabetic());
    let width = if letter { 1 } else { digits };
    if width == 0 || width > 3 {
        return false;
    }
    let mut after = body.chars().skip(width);
    after.next().is_some_and(|c| closers.contains(&c))
        && after.next().is_none_or(|c| c.is_whitespace() || super::language::is_japanese(c))
}

/// `氏名：…`, `TEL: …`: a short label without a stop before the colon.
fn is_label(body: &str) -> bool {
    let Some((label, value)) = body.split_once([':', '：']) else { return false };
    let width = label.chars().count();
    (1..=16).contains(&width)
        && label.split_whitespace().count() <= 3
        && !label.contains(['。', '、', '.', ',', '/', '\\'])
        && !value.starts_with(['\\', '/'])
        && !value.trim().is_empty()
}

/// Whether a character ends a Japanese sentence.
pub(super) const fn ends_sentence(ch: char) -> bool {
    matches!(ch, '。' | '｡' | '！' | '？' | '．')
}

/// Whether a line goes on with the sentence of the line before it.
pub(super) fn joins(before: &str, line: &str) -> bool {
    let (before, line) =
        (before.trim().trim_start_matches('>').trim(), line.trim().trim_start_matches('>').trim());
    let (Some(last), Some(first)) = (before.chars().next_back(), line.chars().next()) else { return false };
    if ends_sentence(last) || matches!(last, '.' | '!' | '?' | ':' | '：' | ';') {
        // The stop decides later; a paragraph goes on after it.
        return width(before) >= 40;
    }
    if first.is_lowercase() || matches!(first, '、' | '，' | ',' | '）' | ')' | '」') {
        return true;
    }
    if matches!(last, '、' | '，' | ',' | '・' | '(' | '（' | '-' | '/') {
        return true;
    }
    let particle = matches!(
        last,
        'の' | 'を'
            | 'に'
            | 'は'
            | 'が'
            | 'と'
            | 'で'
            | 'て'
            | 'も'
            | 'へ'
            | 'や'
            | 'り'
            | 'し'
            | 'れ'
            | 'い'
    );
    particle || width(before) >= 48
}

/// Columns a line takes: wide characters count two.
fn width(line: &str) -> usize {
    line.chars().map(|c| if super::language::is_japanese(c) { 2 } else { 1 }).sum()
}
