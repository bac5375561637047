//! Mach-O programs, fat ones included.

use goblin::mach::load_command::CommandVariant;
use goblin::mach::{Mach, MachO, constants, fat};

use super::common::{hex, text, u32_be_at, until_nul};
use super::facts::{Facts, part};

/// Most architectures of a fat binary.
const ARCHITECTURES: usize = 16;
/// Most sections that are named in one architecture.
const SECTIONS: usize = 256;
/// Most symbols that are listed.
const SYMBOLS: usize = 20_000;
/// Most blobs of one signature.
const BLOBS: usize = 32;
/// Mark of a signature and of its code directory.
const SIGNATURE: u32 = 0xfade_0cc0;
const CODE_DIRECTORY: u32 = 0xfade_0c02;
/// Version of the code directory from which on it names the team.
const WITH_TEAM: u32 = 0x2_0200;

/// Reads load commands, libraries, symbols, signature and sections of every architecture.
pub(super) fn read(bytes: &[u8], facts: &mut Facts) {
    facts.guarded("Mach-O", |facts| match Mach::parse(bytes).ok()? {
        Mach::Binary(binary) => program(&binary, bytes, 0, "", facts),
        Mach::Fat(many) => {
            for arch in many.iter_arches().take(ARCHITECTURES) {
                architecture(&arch.ok()?, bytes, facts)?;
            }
            Some(())
        }
    });
}

fn architecture(arch: &fat::FatArch, bytes: &[u8], facts: &mut Facts) -> Option<()> {
    let name = constants::cputype::get_arch_name_from_types(arch.cputype(), arch.cpusubtype());
    let start = usize::try_from(arch.offset).ok()?;
    let end = start.checked_add(usize::try_from(arch.size).ok()?)?;
    let slice = bytes.get(start..end)?;
    program(&MachO::parse(slice, 0).ok()?, slice, start, name.unwrap_or("unknown"), facts)
}

/// Reads one architecture that begins at `base` of the file.
fn program(binary: &MachO<'_>, slice: &[u8], base: usize, arch: &str, facts: &mut Facts) -> Option<()> {
    let label = |kind: &str| if arch.is_empty() { kind.to_owned() } else { format!("{arch} {kind}") };
    facts.property(&label("header"), "id", binary.name.unwrap_or_default());
    binary.rpaths.iter().for_each(|path| facts.property(&label("header"), "rpath", *path));
    facts.lines(&label("libraries"), binary.libs.iter().filter(|library| **library != "self"));
    for command in &binary.load_commands {
        match &command.command {
            CommandVariant::Uuid(uuid) => facts.property(&label("header"), "uuid", hex(&uuid.uuid)),
            CommandVariant::CodeSignature(place) => {
                let start = usize::try_from(place.dataoff).ok()?;
                let blob = slice.get(start..).unwrap_or_default();
                signature(blob, &label("signature"), facts);
            }
            _ => {}
        }
    }
    let symbols = binary.symbols().take(SYMBOLS).filter_map(Result::ok);
    facts.lines(&label("symbols"), symbols.map(|(name, _)| name));
    sections(binary, base, &label("section"), facts);
    Some(())
}

fn sections(binary: &MachO<'_>, base: usize, label: &str, facts: &mut Facts) {
    let mut left = SECTIONS;
    for segment in &binary.segments {
        for (section, _) in segment.into_iter().take(left).flatten() {
            left = left.saturating_sub(1);
            let (Ok(start), Ok(length)) = (usize::try_from(section.offset), usize::try_from(section.size))
            else {
                continue;
            };
            let name = part(label, section.name().unwrap_or_default());
            if start > 0 {
                facts.region(name.to_string(), base.saturating_add(start), length);
            }
        }
    }
}

/// Reads identifier and team of a code signature.
fn signature(blob: &[u8], label: &str, facts: &mut Facts) -> Option<()> {
    if u32_be_at(blob, 0)? != SIGNATURE {
        return None;
    }
    let count = usize::try_from(u32_be_at(blob, 8)?).ok()?.min(BLOBS);
    for number in 0..count {
        let at = usize::try_from(u32_be_at(blob, 16 + number * 8)?).ok()?;
        let part = blob.get(at..)?;
        if u32_be_at(part, 0)? == CODE_DIRECTORY {
            directory(part, label, facts);
        }
    }
    Some(())
}

fn directory(part: &[u8], label: &str, facts: &mut Facts) -> Option<()> {
    let identifier = usize::try_from(u32_be_at(part, 20)?).ok()?;
    facts.property(label, "identifier", text(until_nul(part.get(identifier..)?, 256)));
    if u32_be_at(part, 8)? >= WITH_TEAM {
        let team = usize::try_from(u32_be_at(part, 48)?).ok()?;
        if team != 0 {
            facts.property(label, "team", text(until_nul(part.get(team..)?, 256)));
        }
    }
    Some(())
}
