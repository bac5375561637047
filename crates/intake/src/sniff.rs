//! Chooses the media type: magic first, then the text itself, its name's ending as a hint.
//!
//! In: a name and the first bytes. Out: a media type; any bytes get one.

use std::io;

use memchr::memmem;
use noroshi_base::Limits;

use crate::encoding;
use crate::magic;
use crate::media::Media;
use crate::shape::{Shape, ending};
use crate::{Blob, markup};

/// Bytes looked at from the start, and for archives also from the end.
const HEAD: usize = 1 << 16;

/// Names what a blob is; text too large for a format reader is streamed as a log.
pub(crate) fn sniff_blob(name: &str, blob: &Blob, limits: &Limits) -> io::Result<Media> {
    if blob.is_empty() {
        return Ok(Media::Empty);
    }
    let mut head = blob.read_at(0, HEAD)?;
    if head.starts_with(b"PK") && blob.len() > HEAD as u64 {
        let tail = blob.len().saturating_sub(HEAD as u64).max(HEAD as u64);
        head.extend(blob.read_at(tail, HEAD)?);
    }
    let media = sniff(name, &head);
    let parsed = media.is_textual() && !matches!(media, Media::Text | Media::Log | Media::Markdown);
    let streamed = limits.file_bytes.min(limits.passage_bytes / 2);
    Ok(if parsed && blob.len() > streamed { Media::Log } else { media })
}

/// Names what bytes are, by the name and the head (64 KiB are plenty).
pub fn sniff(name: &str, head: &[u8]) -> Media {
    if head.is_empty() {
        return Media::Empty;
    }
    let binary = encoding::is_binary(head);
    match magic::known(head, !binary) {
        Some(Media::Zip) => return zip_kind(name, head),
        Some(media) => return media,
        None => {}
    }
    if binary && ending(name) == "customdestinations-ms" {
        return Media::JumpList;
    }
    if magic::foreign_unless(head, binary).is_some() {
        return Media::Foreign;
    }
    if binary { Media::Binary } else { text_kind(name, &encoding::decode(whole_lines(head))) }
}

/// The last line of a head is cut in the middle of a character more often than not.
fn whole_lines(head: &[u8]) -> &[u8] {
    if head.len() < HEAD {
        return head;
    }
    let end = memchr::memrchr(b'\n', head).map_or(head.len(), |at| at.saturating_add(1));
    // A unit of UTF-16 has two bytes.
    head.get(..end.saturating_add(end % 2)).unwrap_or(head)
}

fn zip_kind(name: &str, head: &[u8]) -> Media {
    let has = |part: &str| memmem::find(head, part.as_bytes()).is_some();
    match ending(name).as_str() {
        _ if has("xl/workbook.bin") => Media::Zip,
        // The first member, stored as it is.
        _ if has("mimetypeapplication/vnd.oasis.opendocument.") => Media::Odf,
        "odt" | "ods" | "odp" | "odg" | "ott" | "ots" | "otp" => Media::Odf,
        "docx" | "docm" | "dotx" | "dotm" => Media::Docx,
        "xlsx" | "xlsm" | "xltx" | "xltm" | "xlam" => Media::Xlsx,
        "pptx" | "pptm" | "potx" | "ppsx" | "ppsm" => Media::Pptx,
        _ if !has("[Content_Types].xml") => Media::Zip,
        _ if has("word/document.xml") => Media::Docx,
        _ if has("xl/workbook.xml") => Media::Xlsx,
        _ if has("ppt/presentation.xml") => Media::Pptx,
        _ => Media::Zip,
    }
}

/// What a text is; order matters: the surest signs first, the name's ending where the text does not object.
fn text_kind(name: &str, text: &str) -> Media {
    let end = ending(name);
    let body = text.trim_start_matches('\u{FEFF}').trim_start();
    if let Some(media) = markup::tagged(body).or_else(|| markup::json(body, &end)) {
        return media;
    }
    if let Some(media) =
        markup::mail(text.trim_start_matches('\u{FEFF}')).or_else(|| markup::rules(body, &end))
    {
        return media;
    }
    let shape = Shape::of(name, text);
    match end.as_str() {
        "csv" => Media::Csv,
        "tsv" | "tab" => Media::Tsv,
        "html" | "htm" | "xhtml" if body.contains('<') => Media::Html,
        "eml" if markup::is_header(body) => Media::Mail,
        "log" => Media::Log,
        "md" | "markdown" | "mkd" => Media::Markdown,
        _ => match markup::table(body) {
            Some(media) if shape != Shape::Code && shape != Shape::Prose => media,
            _ if shape == Shape::Records => Media::Log,
            _ if markup::is_markdown(body) && shape == Shape::Prose => Media::Markdown,
            _ => Media::Text,
        },
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const STARTS: &[&[u8]] =
        &[b"PK\x03\x04", b"MZ", b"<?xml", b"{", b"[1,", b"From ", b"\xFF\xFE", b"rule ", b"---\n", b""];

    #[test]
    fn office_files_are_told_by_their_parts() {
        let zip = |parts: &[&str]| [b"PK\x03\x04", parts.join("\0").as_bytes()].concat();
        for (name, parts, media) in [
            ("a.bin", &["[Content_Types].xml", "word/document.xml"][..], Media::Docx),
            ("a.bin", &["[Content_Types].xml", "xl/workbook.xml"], Media::Xlsx),
            ("a.bin", &["[Content_Types].xml", "ppt/presentation.xml"], Media::Pptx),
            ("a.docm", &["x"], Media::Docx),
            ("a.zip", &["word/document.xml"], Media::Zip),
            ("a.xlsb", &["[Content_Types].xml", "xl/workbook.bin"], Media::Zip),
        ] {
            assert_eq!(sniff(name, &zip(parts)), media, "{name} {parts:?}");
        }
    }

    #[test]
    fn large_tables_are_streamed() {
        let limits = Limits { file_bytes: 100, ..Limits::default() };
        let table = |rows: usize| Blob::from("a,b\n1,2\n".repeat(rows).into_bytes());
        assert_eq!(sniff_blob("a.csv", &table(5), &limits).ok(), Some(Media::Csv));
        assert_eq!(sniff_blob("a.csv", &table(50), &limits).ok(), Some(Media::Log));
    }

    proptest! {
        #[test]
        fn any_bytes_get_a_media_type(start in 0..STARTS.len(), bytes in proptest::collection::vec(any::<u8>(), 0..600), end in "[a-z]{0,4}") {
            let head = [STARTS.get(start).copied().unwrap_or(b""), &bytes].concat();
            sniff(&format!("a.{end}"), &head);
            crate::media::foreign_format(&head);
        }

        #[test]
        fn any_text_gets_a_media_type(text in "[ -~あ-ん\n\t\"{}\\[\\]<>:,=|]{0,300}") {
            sniff("a", text.as_bytes());
        }
    }
}
