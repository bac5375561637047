//! Classes of bytes, one table look-up each.

use crate::bits::{self, Lane};

/// Ends a chunk: white space, controls, quotes, angle brackets, and every byte that is not ASCII.
pub(super) const DELIMITER: u16 = 1;
/// Letter.
pub(super) const LETTER: u16 = 1 << 1;
/// Decimal digit.
pub(super) const DIGIT: u16 = 1 << 2;
/// `.`
pub(super) const DOT: u16 = 1 << 3;
/// `-` or `_`
pub(super) const DASH: u16 = 1 << 4;
/// `:`
pub(super) const COLON: u16 = 1 << 5;
/// `/`
pub(super) const SLASH: u16 = 1 << 6;
/// `\`
pub(super) const BACKSLASH: u16 = 1 << 7;
/// `@`
pub(super) const AT: u16 = 1 << 8;
/// `%`, `$`, `~`: a variable or a home directory may begin.
pub(super) const VARIABLE: u16 = 1 << 9;
/// Hexadecimal letter.
pub(super) const HEX: u16 = 1 << 10;
/// Any other graphic byte.
pub(super) const OTHER: u16 = 1 << 11;

/// May stand in a value that a line break cuts.
pub(super) const PART: u16 = 1 << 12;

/// Goes on with a path without a question.
pub(super) const PATH: u16 = 1 << 13;

/// Part of a word.
pub(super) const WORD: u16 = LETTER | DIGIT | DOT | DASH;

const TABLE: [u16; 256] = table();

const fn table() -> [u16; 256] {
    let mut table = [DELIMITER; 256];
    let mut byte = 0x21;
    while byte < 0x7F {
        table[byte] = match byte as u8 {
            b'a'..=b'f' | b'A'..=b'F' => LETTER | HEX,
            b'a'..=b'z' | b'A'..=b'Z' => LETTER,
            b'0'..=b'9' => DIGIT | HEX,
            b'.' => DOT,
            b'-' | b'_' => DASH,
            b':' => COLON,
            b'/' => SLASH,
            b'\\' => BACKSLASH,
            b'@' => AT,
            b'%' | b'$' | b'~' => VARIABLE,
            b'"' | b'<' | b'>' | b'`' | b'|' => DELIMITER,
            _ => OTHER,
        };
        if !matches!(
            byte as u8,
            b'"' | b'<'
                | b'>'
                | b'|'
                | b'?'
                | b'`'
                | b','
                | b';'
                | b':'
                | b'*'
                | b'\''
                | b'='
                | b'('
                | b')'
                | b'\\'
                | b'/'
        ) {
            table[byte] |= PATH;
        }
        if !matches!(
            byte as u8,
            b'"' | b'<'
                | b'>'
                | b'`'
                | b'|'
                | b','
                | b';'
                | b'('
                | b')'
                | b'['
                | b']'
                | b'{'
                | b'}'
                | b'!'
                | b'\''
                | b'*'
                | b'^'
        ) {
            table[byte] |= PART;
        }
        byte += 1;
    }
    table
}

/// Class of one byte.
#[inline]
pub(super) const fn of(byte: u8) -> u16 {
    TABLE[byte as usize]
}

/// The bytes that stand inside a chunk; the same as the table says.
#[inline(always)]
pub(super) fn solid(lane: Lane) -> Lane {
    let ends = bits::is(lane, b'"') | bits::is(lane, b'<') | bits::is(lane, b'>') | bits::is(lane, b'`');
    bits::between(lane, 0x21, 0x7E) & !(ends | bits::is(lane, b'|'))
}

/// Whether the byte may stand in a word.
#[inline]
pub(super) const fn is_word(byte: u8) -> bool {
    of(byte) & WORD != 0
}

/// Where a word begins in a short stretch; no searcher is built.
pub(super) fn find(stretch: &[u8], word: &[u8]) -> Option<usize> {
    let (first, rest) = word.split_first()?;
    memchr::memchr_iter(*first, stretch)
        .find(|at| stretch.get(at + 1..).is_some_and(|tail| tail.starts_with(rest)))
}

/// Whether a short stretch contains a word.
pub(super) fn contains(stretch: &[u8], word: &[u8]) -> bool {
    find(stretch, word).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_of_the_delimiters_agree() {
        for byte in 0..=u8::MAX {
            let told = solid(Lane::splat(byte)).to_bitmask() != 0;
            assert_eq!(told, of(byte) & DELIMITER == 0, "{byte:#x}");
        }
    }
}
