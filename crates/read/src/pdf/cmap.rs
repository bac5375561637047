//! Character maps: from codes of one to four bytes to text (`ToUnicode`) or to CIDs.

use std::collections::HashMap;

use super::lexer::{Lexer, Token};

/// Entries taken of one map.
const MOST: usize = 400_000;

/// A map from codes to text and CIDs.
#[derive(Default)]
pub(super) struct CMap {
    /// Code lengths with their lowest and highest code.
    spaces: Vec<(usize, u32, u32)>,
    singles: HashMap<u32, String>,
    /// Lowest code, highest code, text of the lowest.
    ranges: Vec<(u32, u32, Vec<u16>)>,
    /// Lowest code, highest code, CID of the lowest.
    cids: Vec<(u32, u32, u32)>,
    /// Whether it says that text runs downwards.
    pub(super) vertical: bool,
}

impl CMap {
    /// Reads a character map program.
    pub(super) fn parse(program: &[u8]) -> Self {
        let mut map = Self::default();
        let mut section: Vec<u8> = Vec::new();
        let mut operands: Vec<Operand> = Vec::new();
        let mut list: Option<Vec<Vec<u8>>> = None;
        let mut name = Vec::new();
        for token in Lexer::new(program) {
            match token {
                Token::Word(word) if word.starts_with(b"begin") || word.starts_with(b"end") => {
                    section = word;
                    operands.clear();
                }
                Token::Word(word) if word == b"def" && name == b"WMode" => {
                    map.vertical = matches!(operands.last(), Some(Operand::Number(number)) if *number == 1);
                }
                Token::Name(found) => {
                    name = found;
                    operands.clear();
                }
                Token::ArrayStart => list = Some(Vec::new()),
                Token::ArrayEnd => operands.extend(list.take().map(Operand::List)),
                Token::Text(bytes) => match &mut list {
                    Some(list) => list.push(bytes),
                    None => operands.push(Operand::Bytes(bytes)),
                },
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "a float cast saturates"
                )]
                Token::Number(number) => operands.push(Operand::Number(number as u32)),
                _ => {}
            }
            if map.full() {
                break;
            }
            map.entry(&section, &mut operands);
        }
        map.ranges.sort_unstable_by_key(|range| range.0);
        map.cids.sort_unstable_by_key(|range| range.0);
        map
    }

    fn full(&self) -> bool {
        self.singles.len() + self.ranges.len() + self.cids.len() > MOST
    }

    fn entry(&mut self, section: &[u8], operands: &mut Vec<Operand>) {
        use Operand::{Bytes, List, Number};
        match (section, operands.as_slice()) {
            (b"begincodespacerange", [Bytes(low), Bytes(high)]) => {
                self.spaces.push((low.len().clamp(1, 4), code(low), code(high)));
            }
            (b"beginbfchar", [Bytes(from), Bytes(to)]) => {
                self.singles.insert(code(from), String::from_utf16_lossy(&units(to)));
            }
            (b"beginbfrange", [Bytes(low), Bytes(high), Bytes(to)]) => {
                self.ranges.push((code(low), code(high), units(to)));
            }
            (b"beginbfrange", [Bytes(low), Bytes(_), List(list)]) => {
                let low = code(low);
                for (index, to) in list.iter().enumerate() {
                    let offset = u32::try_from(index).unwrap_or(u32::MAX);
                    self.singles.insert(low.saturating_add(offset), String::from_utf16_lossy(&units(to)));
                }
            }
            (b"begincidrange", [Bytes(low), Bytes(high), Number(cid)]) => {
                self.cids.push((code(low), code(high), *cid));
            }
            (b"begincidchar", [Bytes(from), Number(cid)]) => self.cids.push((code(from), code(from), *cid)),
            _ => return,
        }
        operands.clear();
    }

    /// Whether it maps anything to text.
    pub(super) fn has_text(&self) -> bool {
        !self.singles.is_empty() || !self.ranges.is_empty()
    }

    /// Splits the next code off; its length follows the code spaces, else `default`.
    pub(super) fn next_code(&self, bytes: &[u8], default: usize) -> (u32, usize) {
        for length in 1..=4.min(bytes.len()) {
            let value = bytes.get(..length).map_or(0, code);
            if self.spaces.iter().any(|(n, low, high)| *n == length && (*low..=*high).contains(&value)) {
                return (value, length);
            }
        }
        let length = self.spaces.iter().map(|space| space.0).min().unwrap_or(default).min(bytes.len()).max(1);
        (bytes.get(..length).map_or(0, code), length)
    }

    /// Writes the text of a code; gives whether there is one.
    pub(super) fn text(&self, code: u32, out: &mut String) -> bool {
        if let Some(text) = self.singles.get(&code) {
            out.push_str(text);
            return true;
        }
        let after = self.ranges.partition_point(|range| range.0 <= code);
        let Some((low, high, units)) = after.checked_sub(1).and_then(|at| self.ranges.get(at)) else {
            return false;
        };
        if code > *high {
            return false;
        }
        let mut units = units.clone();
        if let Some(last) = units.last_mut() {
            *last = last.wrapping_add(u16::try_from(code - low).unwrap_or(0));
        }
        out.push_str(&String::from_utf16_lossy(&units));
        true
    }

    /// CID of a code; the code itself where the map has none.
    pub(super) fn cid(&self, code: u32) -> u32 {
        let after = self.cids.partition_point(|range| range.0 <= code);
        match after.checked_sub(1).and_then(|at| self.cids.get(at)) {
            Some((low, high, cid)) if code <= *high => cid.saturating_add(code - low),
            _ => code,
        }
    }
}

enum Operand {
    Bytes(Vec<u8>),
    List(Vec<Vec<u8>>),
    Number(u32),
}

fn code(bytes: &[u8]) -> u32 {
    bytes.iter().take(4).fold(0, |all, byte| (all << 8) | u32::from(*byte))
}

fn units(bytes: &[u8]) -> Vec<u16> {
    if let [byte] = bytes {
        return vec![u16::from(*byte)];
    }
    bytes.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect()
}
