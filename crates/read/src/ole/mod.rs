//! Compound files: Word, Excel and PowerPoint before 2007, Outlook messages, installers, macro projects.
//!
//! In: bytes. Out: what the readers of the known streams give, each with the stream or storage as its place; files
//! inside as children; strings of every other stream and of what deleted streams left behind.

mod cfb;
mod cipher;
mod lzfu;
mod msg;
mod msi;
pub(crate) mod native;
mod ppt;
mod properties;
mod vba;
mod word;
mod xls;

use noroshi_base::{DocumentKind, NoticeCode};
use noroshi_intake::Media;

use crate::emit::{Emit, guard};
use crate::{Options, Sink, binary};
use cfb::Cfb;

/// Strings of the format that every compound file has.
const BARE: &[&str] = &["\u{1}CompObj", "\u{1}Ole", "\u{3}ObjInfo", "\u{3}LinkInfo"];

/// Reads one compound file; what cannot be parsed is noticed, never an error.
pub fn read(name: &str, media: Media, bytes: &[u8], options: &Options, sink: &mut dyn Sink) {
    let mut emit = Emit::new(name, options, sink);
    let most = usize::try_from(options.limits.entries).unwrap_or(usize::MAX);
    let mut cfb = None;
    let opened = std::panic::catch_unwind(|| Cfb::open(bytes, most));
    if let Ok(opened) = opened {
        cfb = opened;
    }
    let Some(cfb) = cfb else {
        emit.open(DocumentKind::Structured, media);
        emit.malformed(
            "",
            "複合ファイルとして読めず、文字列だけを読みました",
            "no compound file; only its strings were read",
        );
        binary::leftover(bytes, "", &mut emit);
        return;
    };
    emit.open(kind(&cfb), media);
    if cfb.broken {
        emit.malformed(
            "",
            "複合ファイルの一部が壊れているか欠けています",
            "parts of the compound file are broken or missing",
        );
    }
    if cfb.over {
        emit.over_limit("", "項目数・大きさ", "entries or size");
    }
    let done = vec![false; cfb.entries.len()];
    let mut ole = Ole { cfb: &cfb, emit: &mut emit, done };
    ole.read();
}

/// What the whole is: cells, sentences, or code.
fn kind(cfb: &Cfb<'_>) -> DocumentKind {
    let has = |name: &str| cfb.find(0, name).is_some();
    if has("Workbook") || has("Book") {
        DocumentKind::Table
    } else if has("WordDocument") || has("PowerPoint Document") || has("__properties_version1.0") {
        DocumentKind::Prose
    } else {
        DocumentKind::Structured
    }
}

/// A compound file being handed on.
struct Ole<'a, 'e, 's> {
    /// The file.
    cfb: &'a Cfb<'a>,
    /// Where to.
    emit: &'e mut Emit<'s>,
    /// Which entries a reader has taken.
    done: Vec<bool>,
}

impl<'a> Ole<'a, '_, '_> {
    fn read(&mut self) {
        for storage in 0..self.cfb.entries.len() {
            if self.cfb.entries.get(storage).is_some_and(|entry| entry.storage) && self.emit.more() {
                self.storage(storage);
            }
        }
        for at in 0..self.cfb.entries.len() {
            if self.done.get(at) == Some(&false) && self.emit.more() {
                self.other(at);
            }
        }
        for gap in &self.cfb.gaps {
            self.strings("deleted or unused space", gap);
        }
    }

    /// Reads a storage by the streams in it.
    fn storage(&mut self, storage: usize) {
        let has = |name: &str| self.cfb.find(storage, name).is_some();
        let (word, excel) = (has("WordDocument"), has("Workbook") || has("Book"));
        let (show, installer) = (has("PowerPoint Document"), storage == 0 && msi::is_package(self));
        let (macros, encrypted) = (has("dir"), has("EncryptedPackage"));
        if word {
            self.part(|ole| word::read(storage, ole));
        }
        if excel {
            self.part(|ole| xls::read(storage, ole));
        }
        if show {
            self.part(|ole| ppt::read(storage, ole));
        }
        if installer {
            self.part(msi::read);
        }
        if macros && self.cfb.entries.get(storage).is_some_and(|e| e.name.eq_ignore_ascii_case("VBA")) {
            self.part(|ole| vba::read(storage, ole));
        }
        if msg::is_part(storage, self) {
            self.part(|ole| msg::read(storage, ole));
        }
        if encrypted {
            self.encrypted(storage);
        }
    }

    /// Runs the reader of one part; a panic costs that part.
    fn part(&mut self, reader: impl FnOnce(&mut Ole<'a, '_, '_>)) {
        let (cfb, done) = (self.cfb, &mut self.done);
        guard(self.emit, |emit| {
            let mut ole = Ole { cfb, emit, done: std::mem::take(done) };
            reader(&mut ole);
            *done = ole.done;
        });
        self.done.resize(self.cfb.entries.len(), false);
    }

    fn encrypted(&mut self, storage: usize) {
        let place = self.place(storage, "EncryptedPackage");
        self.take(storage, "EncryptedPackage");
        self.emit.notice(
            &place,
            NoticeCode::Encrypted,
            "パスワードで保護された文書のため読めません",
            "the document is protected by a password",
        );
    }

    /// A place inside a storage, for people.
    fn place(&self, storage: usize, label: &str) -> String {
        let path = self.cfb.path(storage);
        if path.is_empty() { label.to_owned() } else { format!("{path} {label}") }
    }

    /// Takes a stream by its name in a storage: its index and content. It is not read again as unknown.
    fn take(&mut self, storage: usize, name: &str) -> Option<(usize, &'a [u8])> {
        let at = self.cfb.find(storage, name)?;
        let entry = self.cfb.entries.get(at).filter(|entry| !entry.storage)?;
        self.claim(at);
        Some((at, &entry.data))
    }

    /// Says that a password was needed and found.
    fn unlocked(&mut self, place: &str) {
        self.emit.notice(
            place,
            NoticeCode::Info,
            "既知のパスワードで保護を解いて読みました",
            "protected; opened with a known password",
        );
    }

    /// Says that a reader has taken an entry.
    fn claim(&mut self, at: usize) {
        if let Some(done) = self.done.get_mut(at) {
            *done = true;
        }
    }

    /// Gives an entry back, to be read as unknown.
    fn release(&mut self, at: usize) {
        if let Some(done) = self.done.get_mut(at) {
            *done = false;
        }
    }

    /// Hands on the strings of a stretch.
    fn strings(&mut self, place: &str, bytes: &[u8]) {
        binary::leftover(bytes, place, self.emit);
    }

    /// A stream without a reader: properties, a packed file, a file as it is, or strings.
    fn other(&mut self, at: usize) {
        let Some(entry) = self.cfb.entries.get(at) else { return };
        let path = self.cfb.path(at);
        if !is_ordinary(&entry.name) {
            self.emit.text(format!("name of {path}"), crate::Role::Hidden, entry.name.as_str());
        }
        if entry.storage || entry.data.is_empty() {
            return;
        }
        let storage = entry.parent;
        let data: &'a [u8] = &entry.data;
        self.part(|ole| {
            if properties::is_set(data) {
                let path = ole.cfb.path(storage);
                let place = move |label: &str| {
                    if path.is_empty() { label.to_owned() } else { format!("{path} {label}") }
                };
                properties::emit(data, &place, ole.emit);
            } else if entry.name.eq_ignore_ascii_case("\u{1}Ole10Native") {
                native::stream(&path.replace('/', " "), data, ole.emit);
            } else if is_file(&entry.name, data) {
                ole.emit.child(&path.replace('/', " "), data);
            } else {
                ole.strings(&path, data);
            }
        });
    }
}

/// Whether a stream is a file of its own, by its first bytes.
fn is_file(name: &str, data: &[u8]) -> bool {
    if BARE.contains(&name) {
        return false;
    }
    let media = noroshi_intake::sniff("", data.get(..1 << 16).unwrap_or(data));
    let plain =
        media.is_textual() || matches!(media, Media::Binary | Media::Empty | Media::Mail | Media::Mbox);
    !(plain || media == Media::Foreign && data.len() < 64)
}

/// Whether a name of a stream or storage is one that programs give.
fn is_ordinary(name: &str) -> bool {
    name.is_ascii()
}

#[cfg(test)]
pub(crate) mod tests;
