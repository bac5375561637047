//! Tokens of content streams and character maps.

/// One token.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    /// A number.
    Number(f32),
    /// A string, literal or hexadecimal, as bytes.
    Text(Vec<u8>),
    /// A name without its slash.
    Name(Vec<u8>),
    /// `[`
    ArrayStart,
    /// `]`
    ArrayEnd,
    /// `<<`
    DictStart,
    /// `>>`
    DictEnd,
    /// An operator or keyword.
    Word(Vec<u8>),
}

/// Walks over tokens; what is none is skipped.
pub(super) struct Lexer<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Lexer<'a> {
    pub(super) const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn take_while(&mut self, keep: impl Fn(u8) -> bool) -> &'a [u8] {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let length = rest.iter().position(|b| !keep(*b)).unwrap_or(rest.len());
        self.at += length;
        rest.get(..length).unwrap_or_default()
    }

    /// Skips the data of an inline image, up to `EI` between white space.
    pub(super) fn skip_inline_image(&mut self) {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let end = memchr::memmem::find_iter(rest, b"EI").find(|at| {
            let before = at.checked_sub(1).and_then(|i| rest.get(i));
            let after = rest.get(at + 2);
            before.is_some_and(u8::is_ascii_whitespace) && after.is_none_or(u8::is_ascii_whitespace)
        });
        self.at += end.map_or(rest.len(), |at| at + 2);
    }

    fn literal(&mut self) -> Vec<u8> {
        let mut out = Vec::new();
        let mut depth = 1_u32;
        while let Some(byte) = self.peek() {
            self.at += 1;
            match byte {
                b'(' => depth += 1,
                b')' => {
                    depth -= 1;
                    if depth == 0 {
                        break;
                    }
                }
                b'\\' => {
                    self.escape(&mut out);
                    continue;
                }
                _ => {}
            }
            out.push(byte);
        }
        out
    }

    fn escape(&mut self, out: &mut Vec<u8>) {
        let Some(byte) = self.peek() else { return };
        self.at += 1;
        match byte {
            b'n' => out.push(b'\n'),
            b'r' => out.push(b'\r'),
            b't' => out.push(b'\t'),
            b'b' => out.push(8),
            b'f' => out.push(12),
            b'\r' => self.at += usize::from(self.peek() == Some(b'\n')),
            b'\n' => {}
            b'0'..=b'7' => {
                let mut code = u32::from(byte - b'0');
                for _ in 0..2 {
                    let Some(digit @ b'0'..=b'7') = self.peek() else { break };
                    code = code * 8 + u32::from(digit - b'0');
                    self.at += 1;
                }
                out.push(u8::try_from(code & 0xff).unwrap_or(0));
            }
            other => out.push(other),
        }
    }

    fn hexadecimal(&mut self) -> Vec<u8> {
        let raw = self.take_while(|b| b != b'>');
        self.at += 1;
        let digits: Vec<u8> = raw
            .iter()
            .filter_map(|b| char::from(*b).to_digit(16))
            .filter_map(|d| u8::try_from(d).ok())
            .collect();
        digits
            .chunks(2)
            .map(|pair| pair.iter().fold(0, |all, d| (all << 4) | d) << (4 * (2 - pair.len())))
            .collect()
    }

    fn number(&mut self) -> Token {
        let raw = self.take_while(|b| b.is_ascii_digit() || matches!(b, b'+' | b'-' | b'.'));
        let text = std::str::from_utf8(raw).unwrap_or("0");
        // Broken writers put signs inside numbers: what stands before counts.
        let end = text
            .char_indices()
            .find(|(i, c)| *i > 0 && matches!(c, '+' | '-'))
            .map_or(text.len(), |(i, _)| i);
        Token::Number(text.get(..end).and_then(|t| t.parse().ok()).unwrap_or(0.0))
    }
}

const fn is_delimiter(byte: u8) -> bool {
    matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

const fn is_regular(byte: u8) -> bool {
    !(is_delimiter(byte) || byte.is_ascii_whitespace() || byte == 0)
}

impl Iterator for Lexer<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        loop {
            self.take_while(|b| b.is_ascii_whitespace() || b == 0);
            let byte = self.peek()?;
            let next = self.bytes.get(self.at + 1).copied();
            if byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'.') {
                return Some(self.number());
            }
            if is_regular(byte) {
                return Some(Token::Word(self.take_while(is_regular).to_vec()));
            }
            self.at += 1;
            match (byte, next) {
                (b'%', _) => {
                    self.take_while(|b| b != b'\n' && b != b'\r');
                }
                (b'/', _) => return Some(Token::Name(self.take_while(is_regular).to_vec())),
                (b'(', _) => return Some(Token::Text(self.literal())),
                (b'<', Some(b'<')) => {
                    self.at += 1;
                    return Some(Token::DictStart);
                }
                (b'>', Some(b'>')) => {
                    self.at += 1;
                    return Some(Token::DictEnd);
                }
                (b'<', _) => return Some(Token::Text(self.hexadecimal())),
                (b'[', _) => return Some(Token::ArrayStart),
                (b']', _) => return Some(Token::ArrayEnd),
                _ => {}
            }
        }
    }
}
