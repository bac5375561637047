//! ELF programs.

use goblin::elf::Elf;

use super::common::{hex, text};
use super::facts::{Facts, part};

/// Most sections that are named.
const SECTIONS: usize = 256;
/// Most symbols that are listed.
const SYMBOLS: usize = 20_000;
/// Longest build id, in bytes.
const BUILD_ID: usize = 64;

/// Reads libraries, paths, symbols, build id, comment and sections.
pub(super) fn read(bytes: &[u8], facts: &mut Facts) {
    facts.guarded("ELF", |facts| {
        let elf = Elf::parse(bytes).ok()?;
        linkage(&elf, facts);
        sections(&elf, bytes, facts);
        build_id(&elf, bytes, facts);
        Some(())
    });
}

fn linkage(elf: &Elf<'_>, facts: &mut Facts) {
    let named = [("soname", elf.soname), ("interpreter", elf.interpreter)];
    for (name, value) in named {
        facts.property("dynamic", name, value.unwrap_or_default());
    }
    for (name, values) in [("rpath", &elf.rpaths), ("runpath", &elf.runpaths)] {
        values.iter().for_each(|value| facts.property("dynamic", name, *value));
    }
    facts.lines("libraries", &elf.libraries);
    let imported = elf.dynsyms.iter().filter(|symbol| symbol.is_import()).take(SYMBOLS);
    facts.lines("imports", imported.filter_map(|symbol| elf.dynstrtab.get_at(symbol.st_name)));
    let exported = elf.dynsyms.iter().filter(|symbol| !symbol.is_import()).take(SYMBOLS);
    facts.lines("exports", exported.filter_map(|symbol| elf.dynstrtab.get_at(symbol.st_name)));
}

fn sections(elf: &Elf<'_>, bytes: &[u8], facts: &mut Facts) {
    for section in elf.section_headers.iter().take(SECTIONS) {
        let name = elf.shdr_strtab.get_at(section.sh_name).unwrap_or_default();
        let Some(range) = section.file_range().filter(|range| !range.is_empty()) else { continue };
        facts.region(part("section", name).to_string(), range.start, range.len());
        if name == ".comment" {
            let comments = bytes.get(range).unwrap_or_default().split(|byte| *byte == 0).take(64).map(text);
            facts.lines("comment", comments.filter(|comment| !comment.is_empty()));
        }
    }
}

fn build_id(elf: &Elf<'_>, bytes: &[u8], facts: &mut Facts) {
    let notes =
        elf.iter_note_headers(bytes).or_else(|| elf.iter_note_sections(bytes, Some(".note.gnu.build-id")));
    for note in notes.into_iter().flatten().flatten().take(64) {
        if note.n_type == goblin::elf::note::NT_GNU_BUILD_ID && note.desc.len() <= BUILD_ID {
            facts.property("notes", "build-id", hex(note.desc));
        }
    }
}
