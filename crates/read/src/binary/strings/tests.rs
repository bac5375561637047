use encoding_rs::SHIFT_JIS;
use proptest::prelude::*;

use super::*;

fn all(bytes: &[u8], encoding: Encoding) -> Vec<String> {
    let mut out = Vec::new();
    let mut left = 1 << 30;
    let end = scan(bytes, encoding, &mut left, &mut |text, overlap| {
        out.extend(text.get(overlap as usize..).unwrap_or_default().lines().map(String::from));
        Flow::Continue
    });
    assert_eq!(end, End::Whole);
    out
}

fn wide(text: &str, big: bool) -> Vec<u8> {
    text.encode_utf16().flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
}

/// The text among bytes that are no text, at an even and at an odd place.
fn amid(text: &[u8]) -> [Vec<u8>; 2] {
    let noise = [0x00, 0x00, 0xff, 0x00, 0x13, 0x00];
    [[&noise, text, &noise].concat(), [&noise[1..], text, &noise].concat()]
}

const TEXTS: [&str; 6] = [
    "https://c2.example/gate.php",
    r"C:\Users\sato\loader.pdb",
    "蒼海電機株式会社",
    "管理者パスワード: Summer2024!",
    "アオミデンキ",
    "山田太郎",
];

#[test]
fn planted_strings_are_found_in_every_encoding() {
    for text in TEXTS {
        for bytes in amid(text.as_bytes()) {
            assert!(all(&bytes, Encoding::Ascii).iter().any(|line| line.contains(text)), "utf-8 {text}");
        }
        for bytes in [false, true].into_iter().flat_map(|big| amid(&wide(text, big))) {
            assert!(all(&bytes, Encoding::Utf16).iter().any(|line| line.contains(text)), "utf-16 {text}");
        }
        let (sjis, _, _) = SHIFT_JIS.encode(text);
        for bytes in amid(&sjis).iter().filter(|_| !text.is_ascii()) {
            assert!(all(bytes, Encoding::Cp932).iter().any(|line| line.contains(text)), "cp932 {text}");
        }
    }
}

#[test]
fn one_wide_string_is_given_once() {
    let bytes = amid(&wide("kernel32.dll", false)).concat();
    assert_eq!(all(&bytes, Encoding::Utf16), ["kernel32.dll", "kernel32.dll"]);
}

#[test]
fn noise_gives_few_strings() {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 32) as u8
    };
    let noise: Vec<u8> = (0..1 << 20).map(|_| next()).collect();
    let counts = Encoding::ALL.map(|encoding| all(&noise, encoding).len());
    assert!(counts[0] < 9000 && counts[1] < 3000 && counts[2] < 600, "{counts:?}");
}

#[test]
fn ascii_text_is_not_read_as_kanji() {
    let text = include_str!("tests.rs").repeat(20);
    let found = all(text.as_bytes(), Encoding::Utf16);
    assert!(found.len() < 40, "{}: {found:?}", found.len());
}

#[test]
fn utf8_is_not_read_as_shift_jis() {
    let text = "これは日本語の文章です。蒼海電機株式会社の端末で見つかった。";
    assert_eq!(all(text.as_bytes(), Encoding::Cp932), Vec::<String>::new());
}

#[test]
fn long_strings_are_cut_with_an_overlap_and_the_limit_holds() {
    let long = "x".repeat(PASSAGE * 2 + 10);
    let (mut whole, mut left) = (String::new(), 1 << 30);
    let end = scan(long.as_bytes(), Encoding::Ascii, &mut left, &mut |text, overlap| {
        assert!(text.len() <= PASSAGE);
        whole.push_str(&text[overlap as usize..]);
        Flow::Continue
    });
    assert_eq!((end, whole.trim_end().len()), (End::Whole, long.len()));
    let mut left = 100;
    assert_eq!(scan(long.as_bytes(), Encoding::Ascii, &mut left, &mut |_, _| Flow::Continue), End::OverLimit);
    let mut left = 1 << 30;
    assert_eq!(scan(long.as_bytes(), Encoding::Ascii, &mut left, &mut |_, _| Flow::Stop), End::Stopped);
}

proptest! {
    #[test]
    fn any_bytes_are_read(bytes in proptest::collection::vec(any::<u8>(), 0..4096)) {
        for encoding in Encoding::ALL {
            all(&bytes, encoding);
        }
    }

    #[test]
    fn printable_runs_survive(text in "[ -~]{5,200}", head in any::<[u8; 4]>()) {
        let bytes = [&head[..], &[0], text.as_bytes(), &[0]].concat();
        prop_assert!(all(&bytes, Encoding::Ascii).contains(&text));
    }
}
