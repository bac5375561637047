//! Formats known by fixed bytes at fixed places.
//!
//! In: the first bytes. Out: a media type, or the name of a format that has no reader of its own yet.

use memchr::memmem;

use crate::media::Media;

/// Formats with a reader: offset, bytes, media.
const KNOWN: &[(usize, &[u8], Media)] = &[
    (0, b"%PDF-", Media::Pdf),
    (0, b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", Media::Ole),
    (0, b"\xE4\x52\x5C\x7B\x8C\xD8\xA7\x4D\xAE\xB1\x53\x78\xD0\x29\x96\xD3", Media::OneNote),
    (0, b"\xA1\x2F\xFF\x43\xD9\xEF\x76\x4C\x9E\xE2\x10\xEA\x57\x22\x76\x5F", Media::OneNote),
    // Word asks for no more.
    (0, b"{\\rt", Media::Rtf),
    (0, b"PK\x03\x04", Media::Zip),
    (0, b"PK\x05\x06", Media::Zip),
    (0, b"PK\x07\x08PK\x03\x04", Media::Zip),
    (0, b"PK00PK\x03\x04", Media::Zip),
    (0, b"\x1F\x8B\x08", Media::Gzip),
    (0, b"\xFD7zXZ\0", Media::Xz),
    (0, b"\x28\xB5\x2F\xFD", Media::Zstd),
    (0, b"7z\xBC\xAF\x27\x1C", Media::SevenZip),
    (0, b"\x7FELF", Media::Elf),
    (0, b"\xFE\xED\xFA\xCE", Media::MachO),
    (0, b"\xFE\xED\xFA\xCF", Media::MachO),
    (0, b"\xCE\xFA\xED\xFE", Media::MachO),
    (0, b"\xCF\xFA\xED\xFE", Media::MachO),
    (0, b"\x4C\0\0\0\x01\x14\x02\0", Media::Lnk),
    (0, b"ElfFile\0", Media::Evtx),
    (0, b"regf", Media::Regf),
    (0, b"\xD4\xC3\xB2\xA1", Media::Pcap),
    (0, b"\xA1\xB2\xC3\xD4", Media::Pcap),
    (0, b"\x4D\x3C\xB2\xA1", Media::Pcap),
    (0, b"\xA1\xB2\x3C\x4D", Media::Pcap),
    (0, b"\x0A\x0D\x0D\x0A", Media::Pcap),
    (4, b"SCCA\x11\0\0\0", Media::Prefetch),
    (4, b"SCCA\x0F\0\0\0", Media::Prefetch),
    (0, b"MAM\x04", Media::Prefetch),
    (0, b"MAM\x84", Media::Prefetch),
    (32769, b"CD001\x01", Media::Iso),
    (0, b"MSCF\0\0\0\0", Media::Cab),
    (257, b"ustar\0", Media::Tar),
    (257, b"ustar  \0", Media::Tar),
];

/// Formats without a reader: offset, bytes, name.
const FOREIGN: &[(usize, &[u8], &str)] = &[
    (4, b"LfLe", "EVT"),
    (0, b"Rar!\x1A\x07", "RAR"),
    (0, b"\x60\xEA", "ARJ"),
    (7, b"**ACE**", "ACE"),
    (0, b"\x1F\x9D", "compress (.Z)"),
    (0, b"\x04\x22\x4D\x18", "LZ4"),
    (0, b"LZIP\x01", "lzip"),
    (32769, b"BEA01\x01", "UDF disc image"),
    (3, b"NTFS    \0", "NTFS volume image"),
    (3, b"MSDOS5.0\0", "FAT volume image"),
    (3, b"EXFAT   \0", "exFAT volume image"),
    (512, b"EFI PART\0\0\x01\0", "disk image (GPT)"),
    (0, b"SQLite format 3\0", "SQLite"),
    (4, b"\xEF\xCD\xAB\x89", "ESE database"),
    (0, b"!BDN", "Outlook PST"),
    (0, b"\x78\x9F\x3E\x22", "TNEF (winmail.dat)"),
    (0, b"ITSF", "CHM"),
    (0, b"MSWIM\0\0\0", "WIM"),
    (0, b"FILE0\0", "NTFS MFT"),
    (0, b"MDMP", "Windows minidump"),
    (0, b"PAGEDU", "Windows crash dump"),
    (0, b"KDMV", "VMDK"),
    (0, b"vhdxfile", "VHDX"),
    (0, b"conectix", "VHD"),
    (0, b"QFI\xFB", "QCOW2"),
    (0, b"hsqs", "squashfs"),
    (0, b"LPKSHHRH", "systemd journal"),
    (0, b"!<arch>\n", "ar archive"),
    (0, b"070701", "cpio"),
    (0, b"\xED\xAB\xEE\xDB", "RPM"),
    (0, b"xar!", "XAR"),
    (0, b"bplist00", "binary property list"),
    (0, b"\0asm", "WebAssembly"),
    (0, b"dex\n", "DEX"),
    (0, b"CWS", "Flash"),
    (0, b"ZWS", "Flash"),
    (0, b"FWS", "Flash"),
    (0, b"\x89PNG\r\n\x1A\n", "PNG"),
    (0, b"\xFF\xD8\xFF", "JPEG"),
    (0, b"GIF8", "GIF"),
    (0, b"BM", "BMP"),
    (0, b"II*\0", "TIFF"),
    (0, b"MM\0*", "TIFF"),
    (0, b"RIFF", "RIFF (WebP, WAV, AVI)"),
    (0, b"\0\0\x01\0", "icon"),
    (4, b"ftyp", "MP4/HEIF"),
    (0, b"ID3", "MP3"),
    (0, b"OggS", "Ogg"),
    (0, b"fLaC", "FLAC"),
    (0, b"wOFF", "WOFF font"),
    (0, b"wOF2", "WOFF font"),
    (0, b"true\0", "TrueType font"),
    (0, b"\0\x01\0\0\0", "TrueType font"),
    (0, b"OTTO\0", "OpenType font"),
];

/// Media type of the formats with a reader; `text` says whether the bytes look like text.
pub(crate) fn known(head: &[u8], text: bool) -> Option<Media> {
    let fixed = KNOWN
        .iter()
        .find(|(offset, magic, _)| stands(head, *offset, magic, text))
        .map(|(_, _, media)| *media);
    fixed
        .or_else(|| is_bzip2(head).then_some(Media::Bzip2))
        .or_else(|| is_pe(head).then_some(Media::Pe))
        .or_else(|| fat_macho(head))
        .or_else(|| is_skippable_zstd(head).then_some(Media::Zstd))
        .or_else(|| is_lzh(head).then_some(Media::Lzh))
        .or_else(|| is_old_tar(head).then_some(Media::Tar))
        .or_else(|| (!text && late_pdf(head)).then_some(Media::Pdf))
}

/// Name of a format that is known by its magic but has no reader.
pub(crate) fn foreign(head: &[u8]) -> Option<&'static str> {
    foreign_unless(head, crate::encoding::is_binary(head.get(..1 << 16).unwrap_or(head)))
}

pub(crate) fn foreign_unless(head: &[u8], binary: bool) -> Option<&'static str> {
    let found = FOREIGN.iter().find(|(offset, magic, _)| stands(head, *offset, magic, !binary));
    let named = found.map(|(_, _, name)| *name);
    named
        .or_else(|| (binary && is_disk(head)).then_some("disk image (MBR)"))
        .or_else(|| is_java(head).then_some("Java class"))
        .or_else(|| (binary && head.starts_with(b"MZ")).then_some("DOS program"))
}

/// A magic of plain letters proves nothing where the rest is text too; RTF, PDF and ar are text by nature.
fn stands(head: &[u8], offset: usize, magic: &[u8], text: bool) -> bool {
    let telling = |byte: &u8| *byte >= 0x80 || *byte < 9;
    let textual = magic.starts_with(b"{\\rt") || magic.starts_with(b"%PDF") || magic.starts_with(b"!<arch>");
    head.get(offset..).is_some_and(|rest| rest.starts_with(magic))
        && (!text || textual || magic.iter().any(telling))
}

/// A method such as `-lh5-` behind the length and sum of a header.
fn is_lzh(head: &[u8]) -> bool {
    let known = |method: &[u8; 5]| {
        method.starts_with(b"-l")
            && matches!(method[2], b'h' | b'z')
            && method[3].is_ascii_alphanumeric()
            && method[4] == b'-'
    };
    // The header's level stands where every level has it.
    head.get(2..7).and_then(|method| method.first_chunk()).is_some_and(known)
        && head.get(20).is_some_and(|level| *level <= 3)
}

fn is_bzip2(head: &[u8]) -> bool {
    let body = head.get(4..10);
    head.starts_with(b"BZh")
        && (body == Some(b"\x31\x41\x59\x26\x53\x59") || body == Some(b"\x17\x72\x45\x38\x50\x90"))
}

fn is_pe(head: &[u8]) -> bool {
    let Some(&[a, b, c, d]) = head.get(0x3C..0x40).and_then(|field| <&[u8; 4]>::try_from(field).ok()) else {
        return false;
    };
    let offset = u32::from_le_bytes([a, b, c, d]) as usize;
    head.starts_with(b"MZ") && head.get(offset..).is_some_and(|rest| rest.starts_with(b"PE\0\0"))
}

/// A fat binary and a Java class begin alike; the number of architectures is small, a class version is not.
fn fat_macho(head: &[u8]) -> Option<Media> {
    (head.starts_with(b"\xCA\xFE\xBA\xBE") && head.get(4..7) == Some(&[0; 3]) && head.get(7)? < &0x2D)
        .then_some(Media::MachO)
}

/// A boot sector whose four partitions are marked as such, one of them used.
fn is_disk(head: &[u8]) -> bool {
    let Some(table) = head.get(446..510) else { return false };
    let marked = table.chunks_exact(16).all(|part| part[0] & 0x7f == 0);
    let used = table.chunks_exact(16).any(|part| part[4] != 0 && part[12..16] != [0; 4]);
    head.get(510..512) == Some(&[0x55, 0xAA]) && marked && used
}

fn is_java(head: &[u8]) -> bool {
    head.starts_with(b"\xCA\xFE\xBA\xBE") && fat_macho(head).is_none()
}

fn is_skippable_zstd(head: &[u8]) -> bool {
    matches!(head, [0x50..=0x5F, 0x2A, 0x4D, 0x18, ..])
}

/// Tar from before `ustar`: the checksum of the first header is right.
fn is_old_tar(head: &[u8]) -> bool {
    let Some(header) = head.get(..512) else { return false };
    let Some(field) = header.get(148..156) else { return false };
    let digits: String =
        field.iter().map(|byte| char::from(*byte)).filter(|c| ('0'..='7').contains(c)).collect();
    let sum: u32 = header
        .iter()
        .enumerate()
        .map(|(at, byte)| if (148..156).contains(&at) { 32 } else { u32::from(*byte) })
        .sum();
    header.first().is_some_and(|byte| *byte != 0) && u32::from_str_radix(&digits, 8) == Ok(sum)
}

/// PDF readers accept junk before the header, so attackers put some there.
fn late_pdf(head: &[u8]) -> bool {
    memmem::find(head.get(..1024).unwrap_or(head), b"%PDF-").is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_prove_nothing_in_text() {
        for text in [
            "BM is short for business mail\n",
            "RIFF and ID3\n",
            "MZ header of the sample\n",
            "regf: the hive\n",
        ] {
            assert_eq!((known(text.as_bytes(), true), foreign(text.as_bytes())), (None, None), "{text}");
        }
        assert_eq!(known(b"{\\rtf1\\ansi text}", true), Some(Media::Rtf));
        assert_eq!(known(b"regf\x01\0\0\0\x01\0\0\0", false), Some(Media::Regf));
        let mut tar = vec![b'a'; 257];
        tar.extend_from_slice(b"ustar  \0");
        tar.resize(1 << 16, b'a');
        assert_eq!(known(&tar, true), Some(Media::Tar), "an archive of text looks like text");
        assert_eq!(foreign(b"\xCA\xFE\xBA\xBE\0\0\0\x34"), Some("Java class"));
        assert_eq!(known(b"\xCA\xFE\xBA\xBE\0\0\0\x02", false), Some(Media::MachO));
    }
}
