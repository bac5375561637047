//! What bytes are, by their name and first bytes.

use serde::{Deserialize, Serialize};

use crate::magic;

/// Media type of a material, as far as choosing a reader needs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names are the formats")]
pub enum Media {
    Text,
    Log,
    Markdown,
    Html,
    Csv,
    Tsv,
    Json,
    JsonLines,
    Xml,
    Mail,
    Mbox,
    Docx,
    Xlsx,
    Pptx,
    /// A compound file: .doc, .xls, .ppt, .msg, .msi, macro projects.
    Ole,
    Rtf,
    Odf,
    OneNote,
    Pdf,
    Zip,
    Tar,
    Gzip,
    Bzip2,
    Xz,
    Zstd,
    SevenZip,
    Pe,
    Elf,
    MachO,
    Yara,
    Sigma,
    Suricata,
    Lnk,
    Evtx,
    /// A registry hive.
    Regf,
    /// A capture, pcap or pcapng.
    Pcap,
    Prefetch,
    /// A jump list of the kind that has no magic (`.customDestinations-ms`).
    JumpList,
    /// A disc image, ISO 9660.
    Iso,
    Cab,
    Lzh,
    /// Known by its magic, but without a reader of its own yet (EVT, WIM, RAR, …).
    Foreign,
    Binary,
    Empty,
}

impl Media {
    /// Whether it is text that could also be read line by line, without its format.
    pub const fn is_textual(self) -> bool {
        matches!(
            self,
            Self::Text
                | Self::Log
                | Self::Markdown
                | Self::Html
                | Self::Csv
                | Self::Tsv
                | Self::Json
                | Self::JsonLines
        ) || matches!(self, Self::Xml | Self::Yara | Self::Sigma | Self::Suricata)
    }

    /// Name in document heads and reports, such as `mail`, `docx`, `pe`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Log => "log",
            Self::Markdown => "markdown",
            Self::Html => "html",
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::Json => "json",
            Self::JsonLines => "jsonl",
            Self::Xml => "xml",
            Self::Mail => "mail",
            Self::Mbox => "mbox",
            Self::Docx => "docx",
            Self::Xlsx => "xlsx",
            Self::Pptx => "pptx",
            Self::Ole => "ole",
            Self::Rtf => "rtf",
            Self::Odf => "odf",
            Self::OneNote => "onenote",
            Self::Pdf => "pdf",
            Self::Zip => "zip",
            Self::Tar => "tar",
            Self::Gzip => "gzip",
            Self::Bzip2 => "bzip2",
            Self::Xz => "xz",
            Self::Zstd => "zstd",
            Self::SevenZip => "7z",
            Self::Pe => "pe",
            Self::Elf => "elf",
            Self::MachO => "macho",
            Self::Yara => "yara",
            Self::Sigma => "sigma",
            Self::Suricata => "suricata",
            Self::Lnk => "lnk",
            Self::Evtx => "evtx",
            Self::Regf => "hive",
            Self::Pcap => "pcap",
            Self::Prefetch => "prefetch",
            Self::JumpList => "jumplist",
            Self::Iso => "iso",
            Self::Cab => "cab",
            Self::Lzh => "lzh",
            Self::Foreign => "foreign",
            Self::Binary => "binary",
            Self::Empty => "empty",
        }
    }
}

/// Names a format that is known by its magic but has no reader of its own yet.
pub fn foreign_format(bytes: &[u8]) -> Option<&'static str> {
    magic::foreign(bytes)
}

/// Whether bytes are a picture, a sound or a font by their magic: what a document looks like, not what an attacker runs.
pub fn is_decoration(bytes: &[u8]) -> bool {
    magic::foreign(bytes).is_some_and(|format| {
        let kinds = ["PNG", "JPEG", "GIF", "BMP", "TIFF", "RIFF", "icon", "MP4", "MP3", "Ogg", "FLAC"];
        format.ends_with("font") || kinds.iter().any(|kind| format.starts_with(kind))
    })
}
