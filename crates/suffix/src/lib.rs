//! The public suffix list behind one plain function.
//!
//! The list is compiled code that is generic over its input; whoever calls it compiles all of it again. Here that
//! happens once.

/// Bytes of the public suffix at the end of a lower-case host name; `None` where the list knows none.
///
/// `co.jp` of `evil.co.jp` gives 5. A name that is nothing but a suffix gives its whole length.
#[inline(never)]
pub fn length(name: &[u8]) -> Option<usize> {
    psl::suffix(name).filter(psl::Suffix::is_known).map(|suffix| suffix.as_bytes().len())
}

/// Whether a host name stands below a public suffix, or is one that a provider registered (`github.io`).
#[inline(never)]
pub fn is_host(name: &[u8]) -> bool {
    psl::suffix(name).filter(psl::Suffix::is_known).is_some_and(|suffix| {
        suffix.as_bytes().len() < name.len() || suffix.typ() == Some(psl::Type::Private)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suffixes_are_known() {
        assert_eq!(length(b"evil.co.jp"), Some(5));
        assert_eq!(length(b"city.kawasaki.jp"), Some(11));
        assert_eq!(length(b"com"), Some(3));
        assert_eq!(length(b"print.local"), None);
        assert!(is_host(b"evil.co.jp") && is_host(b"github.io") && !is_host(b"co.jp"));
    }
}
