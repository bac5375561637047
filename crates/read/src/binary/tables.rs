//! Import, export and debug tables of a PE file, read with bounds on everything.
//!
//! A table can point anywhere, also at itself: entries, names and their lengths are counted, so that no input costs
//! more than its size allows.

use goblin::pe::options::ParseOptions;
use goblin::pe::section_table::SectionTable;
use goblin::pe::utils::find_offset;

use super::common::{text, u32_at, until_nul};
use super::ordinals;

/// Most libraries.
const LIBRARIES: usize = 4096;
/// Most functions of all libraries together.
const FUNCTIONS: usize = 1 << 16;
/// Longest name, in bytes.
const NAME: usize = 512;
/// Most entries of the debug directory.
const RECORDS: usize = 64;
/// Longest path of a PDB file.
const PATH: usize = 1024;
/// Type of a debug entry that names a PDB file.
const CODE_VIEW: u32 = 2;

/// What it takes to find a virtual address in the file.
pub(super) struct Map<'a> {
    /// The file.
    pub(super) bytes: &'a [u8],
    /// Its sections.
    pub(super) sections: &'a [SectionTable],
    /// Alignment of sections in the file.
    pub(super) alignment: u32,
    /// Whether pointers have eight bytes.
    pub(super) is_64: bool,
    /// How addresses are resolved.
    pub(super) options: ParseOptions,
}

impl Map<'_> {
    fn offset(&self, address: u32) -> Option<usize> {
        find_offset(usize::try_from(address).ok()?, self.sections, self.alignment, &self.options)
    }

    fn name(&self, address: u32) -> Option<String> {
        let name = text(until_nul(self.bytes.get(self.offset(address)?..)?, NAME));
        (!name.is_empty() && !name.contains(char::is_control)).then_some(name)
    }

    /// Imported functions as (library, function), in order; `None` when the table is nowhere.
    pub(super) fn imports(&self, table: u32) -> Option<Vec<(String, String)>> {
        let mut at = self.offset(table)?;
        let mut out = Vec::new();
        for _ in 0..LIBRARIES {
            let Some(fields) = self.descriptor(at) else { break };
            at = at.saturating_add(20);
            let [lookup, _, _, name, addresses] = fields;
            if name == 0 || (lookup == 0 && addresses == 0) {
                break;
            }
            let Some(library) = self.name(name) else { continue };
            // The lookup table survives binding; old linkers leave it out.
            let thunks = self.offset(lookup).filter(|_| lookup != 0).or_else(|| self.offset(addresses));
            self.functions(thunks, &library, &mut out);
        }
        Some(out)
    }

    fn descriptor(&self, at: usize) -> Option<[u32; 5]> {
        let field = |index: usize| u32_at(self.bytes, at.checked_add(index * 4)?);
        Some([field(0)?, field(1)?, field(2)?, field(3)?, field(4)?])
    }

    fn functions(&self, thunks: Option<usize>, library: &str, out: &mut Vec<(String, String)>) {
        let Some(mut at) = thunks else { return };
        let lower = library.to_ascii_lowercase();
        while out.len() < FUNCTIONS {
            let Some((low, by_number)) = self.thunk(at) else { return };
            at = at.saturating_add(if self.is_64 { 8 } else { 4 });
            let function = match by_number {
                true => Some(ordinals::name(&lower, (low & 0xffff) as u16)),
                false => low.checked_add(2).and_then(|address| self.name(address)),
            };
            match function {
                Some(function) => out.push((library.to_owned(), function)),
                None => return,
            }
        }
    }

    /// Low half of a thunk and whether it is a number; `None` at the end.
    fn thunk(&self, at: usize) -> Option<(u32, bool)> {
        let low = u32_at(self.bytes, at)?;
        let high = if self.is_64 { u32_at(self.bytes, at.checked_add(4)?)? } else { low };
        if low == 0 && high == 0 {
            return None;
        }
        let mask = if self.is_64 { u32::MAX } else { 0x7fff_ffff };
        Some((low & mask, high & 0x8000_0000 != 0))
    }

    /// Name of the library and names of its functions.
    pub(super) fn exports(&self, table: u32) -> Option<(Option<String>, Vec<String>)> {
        let at = self.offset(table)?;
        let name = self.name(u32_at(self.bytes, at.checked_add(12)?)?);
        let count = usize::try_from(u32_at(self.bytes, at.checked_add(24)?)?).ok()?.min(FUNCTIONS);
        let Some(pointers) = self.offset(u32_at(self.bytes, at.checked_add(32)?)?) else {
            return Some((name, Vec::new()));
        };
        let names = (0..count).map_while(|index| u32_at(self.bytes, pointers.checked_add(index * 4)?));
        Some((name, names.map_while(|address| self.name(address)).collect()))
    }

    /// Paths of PDB files.
    pub(super) fn debug_paths(&self, table: u32, size: u32) -> Option<Vec<String>> {
        let start = self.offset(table)?;
        let count = usize::try_from(size / 28).ok()?.min(RECORDS);
        let records = (0..count).filter_map(|index| {
            let at = start.checked_add(index * 28)?;
            (u32_at(self.bytes, at.checked_add(12)?)? == CODE_VIEW).then_some(())?;
            let record = usize::try_from(u32_at(self.bytes, at.checked_add(24)?)?).ok()?;
            let record = self.bytes.get(record..)?;
            let head = match record.first_chunk() {
                Some(b"RSDS") => 24,
                Some(b"NB10") => 16,
                _ => return None,
            };
            Some(text(until_nul(record.get(head..)?, PATH)))
        });
        Some(records.filter(|path| !path.is_empty() && !path.contains(char::is_control)).collect())
    }
}
