//! Punycode labels of a text, decoded.

use noroshi_base::{Layer, Sensitive};

use crate::Finding;

/// Calls `each` with the range and the Unicode form of every `xn--` label.
pub(crate) fn labels(text: &str, mut each: impl FnMut(usize, usize, &str)) {
    for prefix in ["xn--", "XN--", "Xn--"] {
        for start in memchr::memmem::find_iter(text.as_bytes(), prefix) {
            let rest = text.get(start..).unwrap_or("");
            let length = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).unwrap_or(rest.len());
            let Some(label) = rest.get(..length).filter(|label| label.len() <= 63) else { continue };
            let (decoded, result) = idna::domain_to_unicode(&label.to_ascii_lowercase());
            if result.is_ok() && !decoded.is_ascii() {
                each(start, start + length, &decoded);
            }
        }
    }
}

/// Turns a finding inside a decoded label into one over the label.
pub(crate) fn outward(mut finding: Finding, start: usize, end: usize, decoded: &str) -> Finding {
    finding.decoded = decoded.get(finding.span.clone()).map(|text| Sensitive::new(text.to_owned()));
    finding.layers.insert(0, Layer::Punycode);
    finding.span = start..end;
    finding
}
