//! Elements of DER (ITU-T X.690), as certificates and Kerberos messages are written in.

/// One DER element: its tag, its bytes with and without head, and what follows.
pub(crate) struct Element<'a> {
    pub(crate) tag: u8,
    pub(crate) whole: &'a [u8],
    pub(crate) body: &'a [u8],
    pub(crate) rest: &'a [u8],
}

/// The element at the start; `None` where there is none, or not whole.
pub(crate) fn element(bytes: &[u8]) -> Option<Element<'_>> {
    let (tag, first) = (*bytes.first()?, *bytes.get(1)?);
    let (head, length) = match first {
        0..=0x7f => (2, usize::from(first)),
        0x81..=0x84 => {
            let count = usize::from(first & 0x7f);
            let digits = bytes.get(2..2 + count)?;
            (2 + count, digits.iter().fold(0_usize, |length, digit| length << 8 | usize::from(*digit)))
        }
        _ => return None,
    };
    let end = length.checked_add(head)?;
    Some(Element { tag, whole: bytes.get(..end)?, body: bytes.get(head..end)?, rest: bytes.get(end..)? })
}
