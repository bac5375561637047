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
    const CARRIER_KEYS: [u128; CARRIERS.len()] = keys(CARRIERS);
    const ORDINARY_KEYS: [u128; ORDINARY.len()] = keys(ORDINARY);
    if extension.len() > LONGEST {
        return None;
    }
    let key = key(extension);
    if CARRIER_KEYS.binary_search(&key).is_ok() {
        Some(Extension::Carrier)
    } else if ORDINARY_KEYS.binary_search(&key).is_ok() {
        Some(Extension::Ordinary)
    } else {
        None
    }
}

/// An extension in lower case as a number; numbers are in the order of the texts.
const fn key(extension: &[u8]) -> u128 {
    let mut key = 0;
    let mut at = 0;
    while at < LONGEST {
        let byte = if at < extension.len() { extension[at].to_ascii_lowercase() } else { 0 };
        key = key << 8 | byte as u128;
        at += 1;
    }
    key
}

const fn keys<const N: usize>(list: &[&str]) -> [u128; N] {
    let mut keys = [0; N];
    let mut at = 0;
    while at < N {
        keys[at] = key(list[at].as_bytes());
        at += 1;
    }
    keys
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
    fn lists_are_sorted_for_the_search() {
        for list in [CARRIERS, ORDINARY] {
            assert!(list.is_sorted());
            assert!(list.iter().all(|known| known.len() <= LONGEST));
        }
        assert_eq!(of(b"EXE"), Some(Extension::Carrier));
        assert_eq!(of(b"py"), Some(Extension::Ordinary));
        assert_eq!(of(b"com"), None);
    }
}
