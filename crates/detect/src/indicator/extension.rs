//! Extensions of files, and which of them are also top-level domains.

/// How an extension is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extension {
    /// Programs, scripts, archives and documents that attacks arrive in: a bare name counts.
    Carrier,
    /// Everything else: a bare name counts beside a cue only; paths count.
    Ordinary,
}

/// Programs, scripts, archives, documents.
const CARRIERS: &[&str] = &[
    "7z", "ace", "apk", "asp", "aspx", "bat", "bin", "bz2", "cab", "chm", "cmd", "cpl", "crx", "dat", "dex",
    "dll", "dmg", "doc", "docm", "docx", "dot", "dotm", "drv", "elf", "eml", "exe", "gz", "hlp", "hta",
    "img", "inf", "iqy", "iso", "jar", "js", "jse", "jsp", "jspx", "lha", "lnk", "lzh", "msc", "msg", "msi",
    "msix", "msp", "ocx", "odt", "one", "pdf", "php", "pif", "pot", "ppam", "ppt", "pptm", "pptx", "ps1",
    "psd1", "psm1", "pub", "pyc", "pyd", "rar", "rdp", "reg", "rtf", "scr", "sct", "slk", "swf", "sys",
    "tar", "tgz", "tmp", "udl", "url", "vba", "vbe", "vbs", "vhd", "vhdx", "war", "wsc", "wsf", "wsh", "xar",
    "xlam", "xll", "xls", "xlsb", "xlsm", "xlsx", "xsl", "xz", "zip",
];

/// Extensions that matter in paths, beside a cue, or to tell a file from a domain.
const ORDINARY: &[&str] = &[
    "a",
    "accdb",
    "ai",
    "app",
    "asm",
    "avi",
    "bak",
    "bmp",
    "c",
    "cc",
    "cer",
    "cfg",
    "class",
    "conf",
    "config",
    "cpp",
    "crt",
    "cs",
    "csproj",
    "css",
    "csv",
    "db",
    "deb",
    "der",
    "dmp",
    "dylib",
    "env",
    "evtx",
    "gif",
    "go",
    "h",
    "hpp",
    "htm",
    "html",
    "ico",
    "ini",
    "java",
    "jpeg",
    "jpg",
    "json",
    "jsonl",
    "key",
    "ko",
    "la",
    "lock",
    "log",
    "lua",
    "md",
    "mdb",
    "mk",
    "mov",
    "mp3",
    "mp4",
    "mui",
    "node",
    "o",
    "old",
    "ost",
    "p12",
    "pcap",
    "pcapng",
    "pdb",
    "pem",
    "pfx",
    "pkg",
    "pl",
    "plist",
    "pm",
    "png",
    "prefs",
    "properties",
    "ps",
    "pst",
    "py",
    "pyw",
    "rb",
    "rpm",
    "rs",
    "rules",
    "sh",
    "sln",
    "so",
    "sql",
    "sqlite",
    "svg",
    "swift",
    "theme",
    "tiff",
    "toml",
    "ts",
    "tsv",
    "ttf",
    "txt",
    "vb",
    "vbproj",
    "vmdk",
    "wav",
    "webp",
    "wim",
    "woff",
    "xml",
    "yaml",
    "yar",
    "yara",
    "yml",
    "zst",
];

/// What is known of an extension, any case.
pub(super) fn of(extension: &[u8]) -> Option<Extension> {
    if extension.len() > LONGEST || extension.is_empty() {
        return None;
    }
    let key = key(extension);
    let mut slot = slot(key);
    loop {
        match SLOTS.get(slot)? {
            (0, _) => return None,
            (known, carrier) if *known == key => {
                return Some(if *carrier { Extension::Carrier } else { Extension::Ordinary });
            }
            _ => slot = (slot + 1) % SIZE,
        }
    }
}

/// Slots of the table; less than half of them are taken.
const SIZE: usize = 512;

/// All extensions by their keys, with whether they are carriers; what meets a taken slot stands in the next free one.
static SLOTS: [(u128, bool); SIZE] = slots();

const fn slots() -> [(u128, bool); SIZE] {
    let mut slots = [(0, false); SIZE];
    let mut at = 0;
    while at < CARRIERS.len() + ORDINARY.len() {
        let carrier = at < CARRIERS.len();
        let text = if carrier { CARRIERS[at] } else { ORDINARY[at - CARRIERS.len()] };
        let key = key(text.as_bytes());
        let mut slot = slot(key);
        while slots[slot].0 != 0 {
            slot = (slot + 1) % SIZE;
        }
        slots[slot] = (key, carrier);
        at += 1;
    }
    slots
}

/// Where a key is looked for first.
const fn slot(key: u128) -> usize {
    let folded = (key as u64) ^ (key >> 64) as u64;
    (folded.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - SIZE.trailing_zeros())) as usize
}

/// An extension in lower case as a number.
const fn key(extension: &[u8]) -> u128 {
    let mut key = 0;
    let mut at = 0;
    while at < extension.len() {
        key = key << 8 | extension[at].to_ascii_lowercase() as u128;
        at += 1;
    }
    key
}

/// Bytes of the longest known extension.
const LONGEST: usize = 10;

/// Extensions that are top-level domains and, without a cue, are read as files.
pub(super) fn is_rather_file(tld: &[u8]) -> bool {
    matches!(
        tld,
        b"zip"
            | b"mov"
            | b"py"
            | b"sh"
            | b"so"
            | b"rs"
            | b"md"
            | b"ps"
            | b"java"
            | b"cab"
            | b"bat"
            | b"pub"
            | b"zst"
            | b"mk"
            | b"pm"
    )
}

/// Extensions that are top-level domains and, without a cue, are read as domains.
pub(super) fn is_rather_domain(tld: &[u8]) -> bool {
    matches!(tld, b"pl" | b"cc" | b"app" | b"name" | b"ai" | b"com" | b"one" | b"la" | b"in")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_extension_is_known_as_what_it_is() {
        for (list, kind) in [(CARRIERS, Extension::Carrier), (ORDINARY, Extension::Ordinary)] {
            assert!(list.iter().all(|known| of(known.as_bytes()) == Some(kind)));
        }
        assert_eq!(of(b""), None);
        assert_eq!(of(b"exes"), None);
        assert_eq!(of(b"EXE"), Some(Extension::Carrier));
        assert_eq!(of(b"py"), Some(Extension::Ordinary));
        assert_eq!(of(b"com"), None);
    }
}
