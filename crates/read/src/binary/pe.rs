//! Portable executables.
//!
//! Each directory is parsed by itself: a broken import table does not cost the certificates.

use goblin::pe::data_directories::{DataDirectories, DataDirectory};
use goblin::pe::header::Header;
use goblin::pe::options::{ParseMode, ParseOptions};
use goblin::pe::section_table::SectionTable;
use md5::Digest as _;
use noroshi_base::IndicatorKind;

use super::common::{hex, text, u32_at, until_nul};
use super::facts::{Facts, part};
use super::tables::Map;
use super::{certificates, imphash, resources};

/// Most sections; Windows loads no more.
const SECTIONS: usize = 96;
/// Longest path of a PDB file.
const PDB_PATH: usize = 1024;
/// Most PDB records looked for by their mark.
const PDB_MARKS: usize = 16;
/// Shortest embedded file behind the sections that is handed on.
const OVERLAY: usize = 64;

/// Headers of one file.
struct Image<'a> {
    bytes: &'a [u8],
    sections: Vec<SectionTable>,
    directories: Option<DataDirectories>,
    alignment: u32,
    is_64: bool,
    options: ParseOptions,
}

/// Reads headers, directories, sections and certificates.
pub(super) fn read(bytes: &[u8], facts: &mut Facts) {
    let mut image = None;
    facts.guarded("PE header", |facts| {
        image = Some(headers(bytes, facts)?);
        Some(())
    });
    facts.guarded("rich header", |facts| {
        rich_header(bytes, facts);
        Some(())
    });
    let mut paths = Vec::new();
    if let Some(image) = &image {
        facts.guarded("sections", |facts| sections(image, facts));
        facts.guarded("imports", |facts| imports(image, facts));
        facts.guarded("exports", |facts| exports(image, facts));
        facts.guarded("debug directory", |_| debug_path(image, &mut paths));
        facts.guarded("resources", |facts| {
            resources::read(image.bytes, &image.sections, image.resources(), facts)
        });
        facts.guarded("certificates", |facts| certificates::read(bytes, image.certificates(), facts));
        overlay(image, facts);
    }
    marked_paths(bytes, &mut paths);
    for path in paths {
        facts.indicator("debug", IndicatorKind::PdbPath, "pe", 0, "pdb-path", path, true);
    }
}

impl Image<'_> {
    fn directory(&self, pick: impl Fn(&DataDirectories) -> Option<&DataDirectory>) -> Option<DataDirectory> {
        let found = pick(self.directories.as_ref()?).copied()?;
        (found.virtual_address != 0 && found.size != 0).then_some(found)
    }

    fn map(&self) -> Map<'_> {
        let (bytes, sections, alignment) = (self.bytes, &self.sections, self.alignment);
        Map { bytes, sections, alignment, is_64: self.is_64, options: self.options }
    }

    fn resources(&self) -> Option<DataDirectory> {
        self.directory(DataDirectories::get_resource_table)
    }

    fn certificates(&self) -> Option<DataDirectory> {
        self.directory(DataDirectories::get_certificate_table)
    }
}

fn headers<'a>(bytes: &'a [u8], facts: &mut Facts) -> Option<Image<'a>> {
    let options = ParseOptions::default().with_parse_mode(ParseMode::Permissive);
    let header = Header::parse(bytes).ok()?;
    let start = usize::try_from(header.dos_header.pe_pointer).ok()?;
    let mut at =
        start.checked_add(24)?.checked_add(usize::from(header.coff_header.size_of_optional_header))?;
    let mut sections = header.coff_header.sections(bytes, &mut at).unwrap_or_default();
    sections.truncate(SECTIONS);
    compile_time(header.coff_header.time_date_stamp, facts);
    let optional = header.optional_header.as_ref();
    Some(Image {
        bytes,
        sections,
        directories: optional.map(|optional| optional.data_directories),
        alignment: optional.map_or(0x200, |optional| optional.windows_fields.file_alignment),
        is_64: optional.is_some_and(|optional| optional.standard_fields.magic == 0x20b),
        options,
    })
}

/// States the time of the build where it can be one: after Windows NT, before 2040.
fn compile_time(stamp: u32, facts: &mut Facts) {
    let plausible = (700_000_000..2_208_988_800).contains(&stamp);
    if let Some(time) = jiff::Timestamp::from_second(stamp.into()).ok().filter(|_| plausible) {
        facts.property("header", "compile-time", time.to_string());
    }
}

/// MD5 of the decoded rich header, as pefile computes it.
fn rich_header(bytes: &[u8], facts: &mut Facts) -> Option<()> {
    let head = bytes.get(..usize::try_from(u32_at(bytes, 0x3c)?).ok()?)?;
    let end = memchr::memmem::rfind(head, b"Rich")?;
    let key = head.get(end + 4..end + 8)?;
    let clear: Vec<u8> =
        head.get(0x80..end)?.iter().zip(key.iter().cycle()).map(|(byte, key)| byte ^ key).collect();
    let start = memchr::memmem::find(&clear, b"DanS")?;
    let digest = md5::Md5::digest(clear.get(start..)?);
    facts.property("header", "rich-header-md5", hex(&digest));
    Some(())
}

fn section_name(section: &SectionTable) -> String {
    section.name().map(str::to_owned).unwrap_or_else(|_| text(until_nul(&section.name, 8)))
}

fn sections(image: &Image<'_>, facts: &mut Facts) -> Option<()> {
    let mut budget = image.bytes.len();
    for section in &image.sections {
        let start = usize::try_from(section.pointer_to_raw_data).ok()?;
        let length = usize::try_from(section.size_of_raw_data).ok()?;
        let name = part("section", &section_name(section));
        facts.region(name.to_string(), start, length);
        let end = start.saturating_add(length).min(image.bytes.len());
        let Some(body) =
            image.bytes.get(start..end).filter(|body| body.windows(2).any(|pair| pair[0] != pair[1]))
        else {
            continue;
        };
        // Sections may overlap: together they are hashed at most once over.
        let Some(left) = budget.checked_sub(body.len()) else { continue };
        budget = left;
        let object = facts.object();
        let digests = [("md5", hex(&md5::Md5::digest(body))), ("sha256", hex(&sha2::Sha256::digest(body)))];
        for (relation, digest) in digests {
            facts.indicator(&name, IndicatorKind::SectionHash, "pe-section", object, relation, digest, false);
        }
    }
    Some(())
}

fn imports(image: &Image<'_>, facts: &mut Facts) -> Option<()> {
    let Some(table) = image.directory(DataDirectories::get_import_table) else { return Some(()) };
    let functions = image.map().imports(table.virtual_address)?;
    if let Some(digest) = imphash::imphash(&functions) {
        facts.indicator("imports", IndicatorKind::Imphash, "file", 1, "imphash", digest, false);
    }
    facts.lines("imports", functions.iter().map(|(library, function)| format!("{library}!{function}")));
    Some(())
}

fn exports(image: &Image<'_>, facts: &mut Facts) -> Option<()> {
    let Some(table) = image.directory(DataDirectories::get_export_table) else { return Some(()) };
    let (name, functions) = image.map().exports(table.virtual_address)?;
    if let Some(name) = name {
        facts.indicator("exports", IndicatorKind::FileName, "pe", 1, "export-name", name, false);
    }
    facts.lines("exports", functions);
    Some(())
}

fn debug_path(image: &Image<'_>, paths: &mut Vec<String>) -> Option<()> {
    let Some(table) = image.directory(DataDirectories::get_debug_table) else { return Some(()) };
    paths.extend(image.map().debug_paths(table.virtual_address, table.size)?);
    Some(())
}

/// Finds PDB records by their mark, wherever they stand: stripped directories, embedded programs.
fn marked_paths(bytes: &[u8], paths: &mut Vec<String>) {
    for at in memchr::memmem::find_iter(bytes, b"RSDS").take(PDB_MARKS) {
        let path = text(until_nul(bytes.get(at.saturating_add(24)..).unwrap_or_default(), PDB_PATH));
        let plausible = path.to_ascii_lowercase().ends_with(".pdb") && !path.contains(char::is_control);
        if plausible && !paths.contains(&path) {
            paths.push(path);
        }
    }
}

/// Hands on what stands behind the last section, where it looks like a file of its own.
fn overlay(image: &Image<'_>, facts: &mut Facts) {
    let ends = image
        .sections
        .iter()
        .map(|section| u64::from(section.pointer_to_raw_data) + u64::from(section.size_of_raw_data));
    let end = ends.max().and_then(|end| usize::try_from(end).ok()).unwrap_or(usize::MAX);
    let certificates = image.certificates().and_then(|table| usize::try_from(table.virtual_address).ok());
    let stop = certificates.filter(|start| *start > end).unwrap_or(image.bytes.len());
    let Some(body) = image.bytes.get(end..stop).filter(|body| body.len() >= OVERLAY) else { return };
    facts.property("overlay", "overlay-size", body.len().to_string());
    if resources::is_file(body) {
        facts.child("overlay".to_owned(), end..stop);
    }
}
