//! Mach-O programs, fat ones included.
//!
//! Load commands are walked by their own lengths, with bounds on everything.

use super::common::{hex, text, u32_be_at, until_nul};
use super::facts::{Facts, part};

/// Most architectures of a fat binary.
const ARCHITECTURES: usize = 16;
/// Most load commands.
const COMMANDS: usize = 4096;
/// Most sections that are named in one architecture.
const SECTIONS: usize = 256;
/// Longest name, in bytes.
const NAME: usize = 1024;
/// Most blobs of one signature.
const BLOBS: usize = 32;
/// Mark of a fat binary, of a signature and of its code directory.
const FAT: u32 = 0xcafe_babe;
const SIGNATURE: u32 = 0xfade_0cc0;
const CODE_DIRECTORY: u32 = 0xfade_0c02;
/// Version of the code directory from which on it names the team.
const WITH_TEAM: u32 = 0x2_0200;

/// Reads load commands, libraries, signature and sections of every architecture.
pub(super) fn read(bytes: &[u8], facts: &mut Facts) {
    facts.guarded("Mach-O", |facts| match u32_be_at(bytes, 0)? {
        FAT => fat(bytes, facts),
        _ => Image::new(bytes, 0, "")?.read(facts),
    });
}

fn fat(bytes: &[u8], facts: &mut Facts) -> Option<()> {
    let count = usize::try_from(u32_be_at(bytes, 4)?).ok()?.min(ARCHITECTURES);
    for number in 0..count {
        let at = 8 + number * 20;
        let start = usize::try_from(u32_be_at(bytes, at + 8)?).ok()?;
        let end = start.checked_add(usize::try_from(u32_be_at(bytes, at + 12)?).ok()?)?;
        let name = format!("{} ", architecture(u32_be_at(bytes, at)?));
        Image::new(bytes.get(start..end)?, start, &name)?.read(facts)?;
    }
    Some(())
}

const fn architecture(kind: u32) -> &'static str {
    match kind {
        7 => "i386",
        0x0100_0007 => "x86_64",
        12 => "arm",
        0x0100_000c => "arm64",
        18 => "ppc",
        0x0100_0012 => "ppc64",
        _ => "unknown",
    }
}

/// One architecture: its bytes, where they begin in the file, and how to read them.
struct Image<'a> {
    bytes: &'a [u8],
    base: usize,
    arch: &'a str,
    big: bool,
    is_64: bool,
}

impl<'a> Image<'a> {
    fn new(bytes: &'a [u8], base: usize, arch: &'a str) -> Option<Self> {
        let (big, is_64) = match u32_be_at(bytes, 0)? {
            0xfeed_face => (true, false),
            0xfeed_facf => (true, true),
            0xcefa_edfe => (false, false),
            0xcffa_edfe => (false, true),
            _ => return None,
        };
        Some(Self { bytes, base, arch, big, is_64 })
    }

    fn number(&self, at: usize) -> Option<u32> {
        let number = u32_be_at(self.bytes, at)?;
        Some(if self.big { number } else { number.swap_bytes() })
    }

    fn size(&self, at: usize) -> Option<usize> {
        usize::try_from(self.number(at)?).ok()
    }

    fn label(&self, kind: &str) -> String {
        format!("{}{kind}", self.arch)
    }

    fn read(&self, facts: &mut Facts) -> Option<()> {
        let mut at: usize = if self.is_64 { 32 } else { 28 };
        let mut libraries = Vec::new();
        for _ in 0..self.size(16)?.min(COMMANDS) {
            let length = self.size(at.checked_add(4)?)?;
            let command = self.bytes.get(at..at.checked_add(length)?)?;
            if length < 8 {
                return None;
            }
            self.command(at, command, &mut libraries, facts);
            at += length;
        }
        facts.lines(&self.label("libraries"), libraries);
        Some(())
    }

    fn command(
        &self,
        at: usize,
        command: &[u8],
        libraries: &mut Vec<String>,
        facts: &mut Facts,
    ) -> Option<()> {
        // A name stands behind the fixed part, at the offset the command states.
        let name = || Some(text(until_nul(command.get(self.size(at + 8)?..)?, NAME)));
        match self.number(at)? & 0x7fff_ffff {
            0xc | 0x18 | 0x1f | 0x20 | 0x23 => libraries.push(name()?),
            0xd => facts.property(&self.label("header"), "id", name()?),
            0x1c => facts.property(&self.label("header"), "rpath", name()?),
            0x1b => facts.property(&self.label("header"), "uuid", hex(command.get(8..24)?)),
            0x1d => signature(self.bytes.get(self.size(at + 8)?..)?, &self.label("signature"), facts)?,
            0x1 | 0x19 => self.sections(at, command, facts)?,
            _ => {}
        }
        Some(())
    }

    /// Names the sections of a segment; offsets differ between 32 and 64 bits.
    fn sections(&self, at: usize, command: &[u8], facts: &mut Facts) -> Option<()> {
        let (count, first, each, size, offset) =
            if self.is_64 { (64, 72, 80, 40, 48) } else { (48, 56, 68, 36, 40) };
        for number in 0..self.size(at + count)?.min(SECTIONS) {
            let head = first + number * each;
            let name = text(until_nul(command.get(head..head + 16)?, 16));
            // The low half of a 64-bit size: no section of a file that is read is longer.
            let size = if self.is_64 && self.big { size + 4 } else { size };
            let (start, length) = (self.size(at + head + offset)?, self.size(at + head + size)?);
            if start > 0 {
                facts.region(
                    part(&self.label("section"), &name).to_string(),
                    self.base.saturating_add(start),
                    length,
                );
            }
        }
        Some(())
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
