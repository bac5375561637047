//! What outsiders know of organisations, as tables and files; nothing here knows a victim or a package.
//!
//! In: the vendored classification of sectors and list of prefectures (`data/SOURCE.md`), tables that the organisation
//! supplies. Out: [`sector`], [`region`] and [`size`] as ladders from narrow to wide; [`Population`], how many
//! organisations there are by those; [`Public`], files of passive DNS, certificate logs, sandbox strings, press.

pub mod population;
pub mod public;
pub mod region;
pub mod sector;
pub mod size;
pub mod table;

pub use population::{Cell, Claim, Counted, Population};
pub use public::Public;
