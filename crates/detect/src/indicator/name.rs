//! Whether a dotted name is a host name, by its labels and its public suffix.

use std::borrow::Cow;

/// Longest host name.
pub(super) const LONGEST: usize = 253;

/// Top-level domains outside of the public suffix list: name systems beside DNS, and reserved names.
const SPECIAL: &[&str] =
    &["bazar", "bit", "coin", "emc", "eth", "example", "i2p", "invalid", "lib", "onion", "test"];

/// A host name in lower case, copied only if it is written otherwise.
#[derive(Debug, Clone)]
pub(super) struct Name<'a>(Cow<'a, [u8]>);

impl<'a> Name<'a> {
    /// Reads a name of at least two labels whose last is a known top-level domain.
    pub(super) fn read(bytes: &'a [u8]) -> Option<Self> {
        if !has_good_labels(bytes) {
            return None;
        }
        let name = Self::lower(bytes)?;
        let special = || SPECIAL.iter().any(|known| known.as_bytes() == name.tld());
        (noroshi_suffix::is_host(name.as_bytes()) || special()).then_some(name)
    }

    /// Reads any syntactically good host name, one label included.
    pub(super) fn read_any(bytes: &'a [u8]) -> Option<Self> {
        let name = Self::lower(bytes)?;
        let good = name.as_bytes().split(|byte| *byte == b'.').all(is_label)
            && name.as_bytes().iter().any(u8::is_ascii_alphabetic);
        good.then_some(name)
    }

    fn lower(bytes: &'a [u8]) -> Option<Self> {
        if bytes.len() > LONGEST {
            return None;
        }
        let is_lower = !bytes.iter().any(u8::is_ascii_uppercase);
        Some(Self(if is_lower { Cow::Borrowed(bytes) } else { Cow::Owned(bytes.to_ascii_lowercase()) }))
    }

    /// The name in lower case.
    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The name as text.
    pub(super) fn as_text(&self) -> &str {
        // Labels are ASCII.
        std::str::from_utf8(self.as_bytes()).unwrap_or_default()
    }

    /// The name as a text of its own.
    pub(super) fn to_text(&self) -> String {
        self.as_text().to_owned()
    }

    /// Last label.
    pub(super) fn tld(&self) -> &[u8] {
        self.as_bytes().rsplit(|byte| *byte == b'.').next().unwrap_or_default()
    }

    /// First label.
    pub(super) fn first(&self) -> &[u8] {
        self.as_bytes().split(|byte| *byte == b'.').next().unwrap_or_default()
    }

    /// Number of labels.
    pub(super) fn labels(&self) -> usize {
        self.as_bytes().split(|byte| *byte == b'.').count()
    }
}

fn is_label(label: &[u8]) -> bool {
    (1..=63).contains(&label.len())
        && label.first() != Some(&b'-')
        && label.last() != Some(&b'-')
        && label.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

/// Whether there are two good labels at least, the last like a top-level domain; one walk from the end.
fn has_good_labels(name: &[u8]) -> bool {
    let Some(dot) = name.iter().rposition(|byte| *byte == b'.') else { return false };
    let (rest, tld) = (name.get(..dot).unwrap_or_default(), name.get(dot + 1..).unwrap_or_default());
    let is_tld = (2..=63).contains(&tld.len())
        && (tld.iter().all(u8::is_ascii_alphabetic)
            || (tld.get(..4).is_some_and(|head| head.eq_ignore_ascii_case(b"xn--"))
                && is_label(tld)
                && !tld.contains(&b'_')));
    if !is_tld || rest.is_empty() || name.len() > LONGEST {
        return false;
    }
    // Length of the label so far, the byte behind the one that is looked at, and labels before this one.
    let (mut length, mut next, mut labels) = (0_usize, b'.', 0_usize);
    for byte in rest.iter().rev() {
        let good = match byte {
            b'.' => length > 0 && next != b'-',
            b'-' => next != b'.',
            b'_' => labels > 0,
            byte => byte.is_ascii_alphanumeric(),
        };
        if !good || length > 63 {
            return false;
        }
        (length, labels) = if *byte == b'.' { (0, labels + 1) } else { (length + 1, labels) };
        next = *byte;
    }
    (1..=63).contains(&length) && next != b'-'
}

/// Top-level domains that stand in running text as domains and never as anything else.
pub(super) fn is_classic(tld: &[u8]) -> bool {
    matches!(
        tld,
        b"com"
            | b"net"
            | b"org"
            | b"jp"
            | b"ru"
            | b"cn"
            | b"kr"
            | b"kp"
            | b"tw"
            | b"hk"
            | b"uk"
            | b"de"
            | b"fr"
            | b"eu"
            | b"ua"
            | b"ir"
            | b"br"
            | b"xyz"
            | b"biz"
            | b"edu"
            | b"gov"
            | b"mil"
            | b"vn"
            | b"onion"
            | b"su"
            | b"pw"
            | b"tk"
            | b"cf"
            | b"gq"
            | b"ga"
            | b"icu"
            | b"vip"
            | b"cyou"
            | b"club"
            | b"ltd"
            | b"win"
            | b"example"
            | b"invalid"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_need_a_known_suffix_and_something_below_it() {
        for good in [
            "evil.com",
            "a.b.co.jp",
            "x.onion",
            "c2.example",
            "_dmarc.evil.com",
            "xn--r8jz45g.jp",
            "a-b.xn--q9jyb4c",
        ] {
            assert!(Name::read(good.as_bytes()).is_some(), "{good}");
        }
        for bad in
            ["co.jp", "com", "a.http", "-a.com", "a..com", "a_b.com", "evil.c0m", "192.0.2.1", "x.corp"]
        {
            assert!(Name::read(bad.as_bytes()).is_none(), "{bad}");
        }
    }
}
