//! What an expression is worth while it is folded.

/// Longest string an expression may become.
pub(super) const LONGEST: usize = 256 << 10;

/// A constant.
#[derive(Debug, Clone)]
pub(super) enum Value {
    /// A string.
    Text(String),
    /// A number, which a cast may make a letter.
    Number(u32),
    /// A list.
    List(Vec<Value>),
}

impl Value {
    /// The string, if it is one; a list of one counts as its element.
    pub(super) fn text(self) -> Option<String> {
        match self {
            Self::Text(text) => Some(text),
            Self::List(mut list) if list.len() == 1 => list.pop()?.text(),
            _ => None,
        }
    }

    /// Letters of a number or of a list of numbers.
    pub(super) fn letters(self) -> Option<String> {
        match self {
            Self::Number(code) => char::from_u32(code).filter(|c| *c != '\0').map(String::from),
            Self::List(list) => list.into_iter().map(Self::letters).collect(),
            Self::Text(_) => None,
        }
    }

    /// The strings of a list joined.
    pub(super) fn joined(self, with: &str) -> Option<String> {
        match self {
            Self::List(list) => {
                let parts: Option<Vec<String>> = list.into_iter().map(Self::text).collect();
                Some(parts?.join(with)).filter(|text| text.len() <= LONGEST)
            }
            Self::Text(text) => Some(text),
            Self::Number(_) => None,
        }
    }

    /// The elements; a single value is a list of one.
    pub(super) fn items(self) -> Vec<Self> {
        match self {
            Self::List(list) => list,
            single => vec![single],
        }
    }
}

/// `"{1}{0}" -f 'b','a'`.
pub(super) fn format(pattern: &str, arguments: Vec<Value>) -> Option<String> {
    let arguments: Option<Vec<String>> = arguments.into_iter().map(Value::text).collect();
    let arguments = arguments?;
    let mut out = String::new();
    let mut rest = pattern;
    while let Some(open) = rest.find('{') {
        out.push_str(rest.get(..open)?);
        let inner = rest.get(open + 1..)?;
        let close = inner.find('}')?;
        // `{0,8}` and `{0:x}` say how wide and in which form; the value is the same.
        let number = inner.get(..close)?.split([',', ':']).next()?.trim();
        out.push_str(arguments.get(number.parse::<usize>().ok()?)?);
        rest = inner.get(close + 1..)?;
        if out.len() > LONGEST {
            return None;
        }
    }
    out.push_str(rest);
    Some(out)
}

/// `'hXXp'.Replace('XX','tt')`.
pub(super) fn replace(text: &str, from: &str, to: &str) -> Option<String> {
    let grown = text.len() + text.matches(from).count().saturating_mul(to.len());
    (!from.is_empty() && grown <= LONGEST).then(|| text.replace(from, to))
}

pub(super) fn reversed(text: &str) -> String {
    text.chars().rev().collect()
}
