//! Room 2: a [`Material`](noroshi_intake::Material) becomes documents of passages.
//!
//! In: bytes with a media type. Out, through a [`Sink`]: heads, passages with their places, children of containers,
//! notices. Never fails as a whole.

pub mod archive;
pub mod binary;
mod bytes;
pub mod capture;
mod civil;
mod der;
mod emit;
pub mod feed;
mod grid;
pub mod html;
pub mod mail;
mod markup;
pub mod office;
pub mod ole;
pub mod onenote;
pub mod passage;
pub mod pdf;
mod record;
pub mod rtf;
pub mod rules;
mod structure;
pub mod structured;
pub mod table;
pub mod text;
pub mod windows;

use std::io::Read;

use noroshi_base::{DocumentHead, Limits, Notice, NoticeCode, Text};
use noroshi_intake::Media;

pub use passage::{Hint, Passage, Role};

/// What a reader is told beside the bytes.
#[derive(Debug, Clone, Default, serde::Serialize, serde::Deserialize)]
pub struct Options {
    /// Bounds.
    pub limits: Limits,
    /// Passwords to try on archives, `infected` included.
    pub passwords: Vec<String>,
}

/// Whether the run goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    /// Go on.
    Continue,
    /// The receiver wants no more of this material.
    Stop,
}

/// Where a reader puts what it finds.
///
/// `open` comes first; passages belong to the document opened last. A child is a material of its own and is read
/// later, by another call, under the name `<parent>!/<name>`.
pub trait Sink {
    /// A document begins.
    fn open(&mut self, head: DocumentHead);
    /// A stretch of its text.
    fn passage(&mut self, passage: Passage) -> Flow;
    /// A member or an attachment; the receiver reads at most its own limit.
    fn child(&mut self, name: &str, data: &mut dyn Read) -> Flow;
    /// A remark.
    fn notice(&mut self, notice: Notice);
}

/// Whether this media type is plain text that is read in-process, as a stream.
pub const fn is_plain(media: Media) -> bool {
    matches!(media, Media::Text | Media::Log | Media::Markdown)
}

/// Reads one material whole, from memory; each format has a module of its own.
pub fn read(name: &str, media: Media, bytes: &[u8], options: &Options, sink: &mut dyn Sink) {
    match media {
        Media::Text | Media::Log | Media::Markdown | Media::Empty => {
            text::read_plain(name, media, &mut &*bytes, options, sink);
        }
        Media::Html => html::read(name, media, bytes, options, sink),
        Media::Csv | Media::Tsv => table::read(name, media, bytes, options, sink),
        Media::Json | Media::JsonLines | Media::Xml => structured::read(name, media, bytes, options, sink),
        Media::Mail | Media::Mbox => mail::read(name, media, bytes, options, sink),
        Media::Docx | Media::Xlsx | Media::Pptx => office::read(name, media, bytes, options, sink),
        Media::Ole => ole::read(name, media, bytes, options, sink),
        Media::Rtf => rtf::read(name, media, bytes, options, sink),
        Media::Odf => office::odf::read(name, media, bytes, options, sink),
        Media::OneNote => onenote::read(name, media, bytes, options, sink),
        Media::Pdf => pdf::read(name, media, bytes, options, sink),
        Media::Zip
        | Media::Tar
        | Media::Gzip
        | Media::Bzip2
        | Media::Xz
        | Media::Zstd
        | Media::SevenZip
        | Media::Iso
        | Media::Cab
        | Media::Lzh => {
            archive::read(name, media, bytes, options, sink);
        }
        Media::Yara | Media::Sigma | Media::Suricata => rules::read(name, media, bytes, options, sink),
        Media::Pe | Media::Elf | Media::MachO => binary::read(name, media, bytes, options, sink),
        Media::Lnk | Media::Evtx | Media::Regf | Media::Prefetch | Media::JumpList => {
            windows::read(name, media, bytes, options, sink)
        }
        Media::Pcap => capture::read(name, media, bytes, options, sink),
        Media::Foreign | Media::Binary => {
            sink.notice(read_as_binary(name, bytes));
            binary::read(name, media, bytes, options, sink);
        }
    }
}

/// Reads plain text as a stream of passages of at most about 1 MiB, cut at line ends where there are any.
pub fn read_plain(name: &str, media: Media, data: &mut dyn Read, options: &Options, sink: &mut dyn Sink) {
    text::read_plain(name, media, data, options, sink);
}

fn read_as_binary(name: &str, bytes: &[u8]) -> Notice {
    let reason = match noroshi_intake::media::foreign_format(bytes) {
        // What is packed in them shows no strings.
        Some(format @ ("RAR" | "ACE" | "ARJ")) => Text::owned(
            format!("{format} は自由に使える許諾の展開器がないため、中身を読めません"),
            format!("{format} has no unpacker under a permissive licence: what is inside was not read"),
        ),
        Some(format) => Text::owned(
            format!("{format} の専用リーダーはまだなく、文字列だけを読みました"),
            format!("no reader for {format} yet; only its strings were read"),
        ),
        None => {
            Text::fixed("形式が不明で、文字列だけを読みました", "unknown format; only its strings were read")
        }
    };
    let packed = matches!(noroshi_intake::media::foreign_format(bytes), Some("RAR" | "ACE" | "ARJ"));
    let code = if packed { NoticeCode::Unreadable } else { NoticeCode::ReadAsBinary };
    Notice { material: name.to_owned(), place: String::new(), code, reason }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    struct Drain;

    impl Sink for Drain {
        fn open(&mut self, _head: DocumentHead) {}
        fn passage(&mut self, passage: Passage) -> Flow {
            assert!(passage.text.is_char_boundary(passage.overlap as usize));
            Flow::Continue
        }
        fn child(&mut self, _name: &str, data: &mut dyn Read) -> Flow {
            let _ = std::io::copy(&mut data.take(1 << 20), &mut std::io::sink());
            Flow::Continue
        }
        fn notice(&mut self, _notice: Notice) {}
    }

    /// Every media type with a reader that takes bytes as they are; the rest is reached by sniffing.
    const MEDIA: &[Media] = &[
        Media::Text,
        Media::Html,
        Media::Csv,
        Media::Json,
        Media::JsonLines,
        Media::Xml,
        Media::Mail,
        Media::Mbox,
        Media::Zip,
        Media::Tar,
        Media::Gzip,
        Media::Yara,
        Media::Sigma,
        Media::Binary,
        Media::Foreign,
        Media::Pe,
        Media::Ole,
        Media::Rtf,
        Media::Lnk,
        Media::Evtx,
        Media::Regf,
        Media::Pcap,
        Media::Prefetch,
        Media::JumpList,
        Media::Iso,
        Media::Cab,
        Media::Lzh,
        Media::OneNote,
    ];

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn any_bytes_go_through_any_reader(bytes in proptest::collection::vec(any::<u8>(), 0..300), at in 0..MEDIA.len()) {
            let media = MEDIA.get(at).copied().unwrap_or(Media::Binary);
            read("noise", media, &bytes, &Options::default(), &mut Drain);
            read("noise", noroshi_intake::sniff("noise", &bytes), &bytes, &Options::default(), &mut Drain);
        }
    }
}
