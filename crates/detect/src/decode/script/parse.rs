//! Reads one constant string expression.

use super::value::{LONGEST, Value, format, replace, reversed};

/// Nested brackets that are followed.
const DEPTH: u32 = 16;
/// Operands of one expression.
const STEPS: u32 = 4096;

/// The folded value of the expression that begins at `start`, and its end; `None` where nothing is put together.
pub(super) fn expression(text: &str, start: usize) -> Option<(String, usize)> {
    let mut parser = Parser { text, at: start, steps: STEPS, folded: 0 };
    let value = parser.expression(DEPTH)?;
    let folded = parser.folded;
    let text = value.text()?;
    (folded > 0 && text.len() <= LONGEST).then_some((text, parser.at))
}

/// Whether `-f`, `-join` or `-replace` stands at `at`, as a word.
pub(super) fn is_operator(bytes: &[u8], at: usize) -> bool {
    ["f", "join", "replace", "creplace", "ireplace"].iter().any(|word| {
        let end = at + 1 + word.len();
        bytes.get(at + 1..end).is_some_and(|found| found.eq_ignore_ascii_case(word.as_bytes()))
            && !bytes.get(end).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
    })
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    steps: u32,
    /// Operations that changed or joined something.
    folded: u32,
}

impl Parser<'_> {
    fn byte(&self) -> u8 {
        self.text.as_bytes().get(self.at).copied().unwrap_or(0)
    }

    /// Skips blanks, and line ends that a `_` or a backtick continues.
    fn blanks(&mut self) {
        loop {
            let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
            self.at += match rest {
                [b' ' | b'\t' | b'\r' | b'\n', ..] => 1,
                [b'_' | b'`', b'\r' | b'\n', ..] => 2,
                _ => return,
            };
        }
    }

    fn word(&mut self, word: &str) -> bool {
        let end = self.at + word.len();
        let found = self.text.as_bytes().get(self.at..end);
        let is = found.is_some_and(|found| found.eq_ignore_ascii_case(word.as_bytes()));
        if is {
            self.at = end;
        }
        is
    }

    fn take(&mut self, byte: u8) -> bool {
        let is = self.byte() == byte;
        self.at += usize::from(is);
        is
    }

    /// Operands with `+` or `&` between them, then the operators of lists.
    fn expression(&mut self, depth: u32) -> Option<Value> {
        let mut value = self.operand(depth)?;
        loop {
            let before = self.at;
            self.blanks();
            if !(self.take(b'+') || self.take(b'&')) {
                self.at = before;
                break;
            }
            self.blanks();
            let Some(next) = self.operand(depth) else {
                // A variable: what stands before it is still a constant.
                self.at = before;
                break;
            };
            let (Value::Text(mut text), Some(more)) = (value.clone(), next.text()) else {
                self.at = before;
                break;
            };
            if text.len() + more.len() > LONGEST {
                return None;
            }
            text.push_str(&more);
            value = Value::Text(text);
            self.folded += 1;
        }
        self.operators(value, depth)
    }

    /// `-join ''`, `-replace 'a','b'`, any number of them.
    fn operators(&mut self, mut value: Value, depth: u32) -> Option<Value> {
        loop {
            let before = self.at;
            self.blanks();
            if self.byte() != b'-' || !is_operator(self.text.as_bytes(), self.at) {
                self.at = before;
                return Some(value);
            }
            let next = if self.word("-join") {
                self.blanks();
                let with = self.operand(depth).and_then(Value::text);
                with.and_then(|with| value.clone().joined(&with))
            } else if self.word("-replace") || self.word("-creplace") || self.word("-ireplace") {
                self.replaced(value.clone(), depth)
            } else {
                None
            };
            let Some(next) = next else {
                self.at = before;
                return Some(value);
            };
            value = Value::Text(next);
            self.folded += 1;
        }
    }

    /// Two strings behind `-replace`; a bare comma between them.
    fn replaced(&mut self, value: Value, depth: u32) -> Option<String> {
        self.blanks();
        let from = self.operand(depth)?.text()?;
        self.blanks();
        let to = if self.take(b',') {
            self.blanks();
            self.operand(depth)?.text()?
        } else {
            String::new()
        };
        replace(&value.text()?, &from, &to)
    }

    /// One value with what is called on it.
    fn operand(&mut self, depth: u32) -> Option<Value> {
        self.steps = self.steps.checked_sub(1)?;
        let mut value = self.primary(depth)?;
        loop {
            let before = self.at;
            match self.called(value.clone(), depth) {
                Some(next) => {
                    value = next;
                    self.folded += 1;
                }
                None => {
                    self.at = before;
                    return Some(value);
                }
            }
        }
    }

    fn called(&mut self, value: Value, depth: u32) -> Option<Value> {
        if self.word(".split(\"\").reverse().join(\"\")") || self.word(".split('').reverse().join('')") {
            return value.text().map(|text| Value::Text(reversed(&text)));
        }
        if self.word("[-1..-") {
            let digits = self.digits()?;
            let text = value.text()?;
            let whole = digits as usize >= text.chars().count();
            return (whole && self.take(b']')).then(|| Value::Text(reversed(&text)));
        }
        if self.word(".replace(") {
            self.blanks();
            let from = self.expression(depth.checked_sub(1)?)?.text()?;
            self.blanks();
            self.take(b',').then_some(())?;
            self.blanks();
            let to = self.expression(depth.checked_sub(1)?)?.text()?;
            self.blanks();
            self.take(b')').then_some(())?;
            return replace(&value.text()?, &from, &to).map(Value::Text);
        }
        let Value::Text(pattern) = value else { return None };
        self.blanks();
        let operator = self.byte() == b'-' && is_operator(self.text.as_bytes(), self.at) && self.word("-f");
        if !operator {
            return None;
        }
        self.blanks();
        let mut arguments = self.primary(depth)?.items();
        loop {
            let before = self.at;
            self.blanks();
            if !self.take(b',') || arguments.len() >= 512 {
                self.at = before;
                break;
            }
            self.blanks();
            arguments.push(self.primary(depth)?);
        }
        format(&pattern, arguments).map(Value::Text)
    }

    fn primary(&mut self, depth: u32) -> Option<Value> {
        match self.byte() {
            quote @ (b'\'' | b'"') => self.literal(quote).map(Value::Text),
            b'(' => self.list(depth.checked_sub(1)?),
            b'@' => {
                self.at += 1;
                (self.byte() == b'(').then_some(())?;
                self.list(depth.checked_sub(1)?)
            }
            b'0'..=b'9' => self.number().map(Value::Number),
            _ => self.named(depth.checked_sub(1)?),
        }
    }

    /// `[char]104`, `[char[]](…)`, `Chr(104)`, `String.fromCharCode(…)`, `StrReverse(…)`, `-join (…)`.
    fn named(&mut self, depth: u32) -> Option<Value> {
        if self.word("[string]") {
            return self.primary(depth);
        }
        if self.word("[char]") || self.word("[char[]]") {
            let letters = self.primary(depth)?.letters()?;
            self.folded += 1;
            return Some(Value::Text(letters));
        }
        if self.word("-join") {
            self.blanks();
            let joined = self.primary(depth)?.joined("")?;
            self.folded += 1;
            return Some(Value::Text(joined));
        }
        let turned = self.word("strreverse");
        let _ = !turned && self.word("string.");
        let letters =
            !turned && ["fromcharcode", "chrw$", "chr$", "chrw", "chr"].iter().any(|name| self.word(name));
        self.blanks();
        if !(turned || letters) || self.byte() != b'(' {
            return None;
        }
        let inner = self.list(depth)?;
        self.folded += 1;
        if turned { inner.text().map(|text| reversed(&text)) } else { inner.letters() }.map(Value::Text)
    }

    /// Expressions in brackets; one alone is itself.
    fn list(&mut self, depth: u32) -> Option<Value> {
        self.at += 1;
        let mut list = Vec::new();
        loop {
            self.blanks();
            list.push(self.expression(depth)?);
            self.blanks();
            if self.take(b')') {
                break;
            }
            self.take(b',').then_some(())?;
            self.steps = self.steps.checked_sub(1)?;
        }
        if list.len() == 1 { list.pop() } else { Some(Value::List(list)) }
    }

    fn number(&mut self) -> Option<u32> {
        if self.word("0x") || self.word("&h") {
            let from = self.at;
            while self.byte().is_ascii_hexdigit() && self.at - from < 6 {
                self.at += 1;
            }
            return u32::from_str_radix(self.text.get(from..self.at)?, 16).ok();
        }
        self.digits()
    }

    fn digits(&mut self) -> Option<u32> {
        let from = self.at;
        while self.byte().is_ascii_digit() && self.at - from < 9 {
            self.at += 1;
        }
        self.text.get(from..self.at)?.parse().ok()
    }

    /// A string; a doubled quote, or one behind a backtick or backslash, is a letter of it.
    fn literal(&mut self, quote: u8) -> Option<String> {
        let start = self.at + 1;
        let bytes = self.text.as_bytes();
        let mut out = String::new();
        let mut from = start;
        loop {
            let rest = bytes.get(from..)?;
            let end = from + memchr::memchr2(quote, b'\n', rest.get(..rest.len().min(LONGEST))?)?;
            if bytes.get(end) == Some(&b'\n') {
                return None;
            }
            let escaped = end > start && matches!(bytes.get(end - 1), Some(b'`' | b'\\')) && quote == b'"';
            let doubled = bytes.get(end + 1) == Some(&quote);
            if escaped {
                out.push_str(self.text.get(from..end - 1)?);
                out.push(char::from(quote));
                from = end + 1;
            } else if doubled {
                out.push_str(self.text.get(from..=end)?);
                from = end + 2;
            } else {
                out.push_str(self.text.get(from..end)?);
                self.at = end + 1;
                return Some(out);
            }
        }
    }
}
