//! The Adobe-Japan1 character collection: from CIDs to characters.

use std::io::Read;
use std::sync::OnceLock;

static PACKED: &[u8] = include_bytes!("../../data/adobe-japan1.gz");

/// The character of a CID.
pub(super) fn character(cid: u32) -> Option<char> {
    static TABLE: OnceLock<Vec<char>> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        let mut text = String::new();
        // The data is our own: a table that does not unpack is an empty one.
        let _ = flate2::read::GzDecoder::new(PACKED).read_to_string(&mut text);
        text.chars().collect()
    });
    table.get(usize::try_from(cid).ok()?).copied().filter(|c| *c != '\0')
}

#[cfg(test)]
mod tests {
    #[test]
    fn known_cids() {
        for (cid, c) in
            [(1, Some(' ')), (34, Some('A')), (843, Some('あ')), (1125, Some('亜')), (99_999, None)]
        {
            assert_eq!(super::character(cid), c);
        }
    }
}
