//! What bytes are, by their name and first bytes.

use serde::{Deserialize, Serialize};

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
    /// Known by its magic, but without a reader of its own yet (old Office, RTF, LNK, EVTX, MSI, …).
    Foreign,
    Binary,
    Empty,
}
