//! Whether a dotted name is a host name, by its labels and its public suffix.

/// Longest host name.
pub(super) const LONGEST: usize = 253;

/// Top-level domains outside of the public suffix list: name systems beside DNS, and reserved names.
const SPECIAL: &[&str] =
    &["bazar", "bit", "coin", "emc", "eth", "example", "i2p", "invalid", "lib", "onion", "test"];

/// A host name, lower case, on the stack.
#[derive(Debug, Clone, Copy)]
pub(super) struct Name {
    buffer: [u8; LONGEST],
    length: usize,
}

impl Name {
    /// Reads a name of at least two labels whose last is a known top-level domain.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let name = Self::lower(bytes)?;
        let lower = name.as_bytes();
        if !has_good_labels(lower) {
            return None;
        }
        let tld = name.tld();
        let special = SPECIAL.iter().any(|known| known.as_bytes() == tld);
        (special || noroshi_suffix::is_host(lower)).then_some(name)
    }

    /// Reads any syntactically good host name, one label included.
    pub(super) fn read_any(bytes: &[u8]) -> Option<Self> {
        let name = Self::lower(bytes)?;
        let good = name.as_bytes().split(|byte| *byte == b'.').all(is_label)
            && name.as_bytes().iter().any(u8::is_ascii_alphabetic);
        good.then_some(name)
    }

    fn lower(bytes: &[u8]) -> Option<Self> {
        let mut buffer = [0; LONGEST];
        let lower = buffer.get_mut(..bytes.len())?;
        lower.copy_from_slice(bytes);
        lower.make_ascii_lowercase();
        Some(Self { buffer, length: bytes.len() })
    }

    /// The name in lower case.
    pub(super) fn as_bytes(&self) -> &[u8] {
        self.buffer.get(..self.length).unwrap_or_default()
    }

    /// The name as text.
    pub(super) fn to_text(self) -> String {
        String::from_utf8_lossy(self.as_bytes()).into_owned()
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

fn has_good_labels(lower: &[u8]) -> bool {
    let mut count = 0;
    for (index, label) in lower.rsplit(|byte| *byte == b'.').enumerate() {
        let is_good = is_label(label) && (index > 1 || !label.contains(&b'_'));
        let is_tld = index > 0
            || (label.len() > 1 && label.iter().all(u8::is_ascii_alphabetic))
            || label.starts_with(b"xn--");
        if !is_good || !is_tld {
            return false;
        }
        count += 1;
    }
    count > 1
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
