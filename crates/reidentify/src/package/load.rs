//! Reads a folder. Bounded in files, bytes and levels; what stays unread is said.

use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use noroshi_base::{DocumentHead, Limits, Notice, NoticeCode, Text};
use noroshi_intake::{Blob, Material};
use noroshi_read::{Flow, Passage, Role, Sink};

use super::{Doc, Package, PackageFile, Part};

/// Files of one package.
const FILES: usize = 10_000;
/// Bytes of text of one package, properties and members included.
const TEXT_BYTES: usize = 256 << 20;
/// Bytes of members of containers, all levels of one package together; they are held in memory.
const UNPACKED_BYTES: u64 = 256 << 20;
/// Texts of one package.
const DOCS: usize = 500_000;

/// Why a folder is no package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadError(pub Text);

/// Reads the package in `folder`, or in its `share/` where it has one.
///
/// Textual files are read here. Everything else is hostile until proven otherwise and goes through `reader`, which
/// the binary runs in a confined child.
///
/// # Errors
/// When there is no such folder, or nothing in it.
pub fn load(
    folder: &Path,
    limits: &Limits,
    reader: &mut dyn FnMut(&Material, &mut dyn Sink),
) -> Result<Package, LoadError> {
    let share = folder.join("share");
    let root = if share.is_dir() { share } else { folder.to_owned() };
    let (materials, notices) = noroshi_intake::collect(std::slice::from_ref(&root), limits);
    if materials.is_empty() {
        let shown = folder.display();
        return Err(LoadError(Text::owned(
            format!("{shown}: パッケージのファイルがありません"),
            format!("{shown}: holds no file of a package"),
        )));
    }
    let package = Package { name: short_name(folder), notices, ..Package::default() };
    let unpacked_left = limits.unpacked_bytes.min(UNPACKED_BYTES);
    let mut loader = Loader { package, limits, reader, text_left: TEXT_BYTES, unpacked_left };
    if materials.len() > FILES {
        loader.over("", "ファイル数", "files");
    }
    for material in materials.into_iter().take(FILES) {
        loader.file(&root, &material);
    }
    Ok(loader.package)
}

/// The folder's own name, or that of the folder around a `share`: reports and statements show no machine's path.
fn short_name(folder: &Path) -> String {
    let whole = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let own = if whole.ends_with("share") { whole.parent().unwrap_or(&whole) } else { &whole };
    own.file_name().unwrap_or(own.as_os_str()).to_string_lossy().into_owned()
}

struct Loader<'a> {
    package: Package,
    limits: &'a Limits,
    reader: &'a mut dyn FnMut(&Material, &mut dyn Sink),
    text_left: usize,
    /// Bytes of members of all containers together.
    unpacked_left: u64,
}

impl Loader<'_> {
    fn file(&mut self, root: &Path, material: &Material) {
        let Blob::File { path, len } = &material.blob else { return };
        let below = path.strip_prefix(root).ok().filter(|below| !below.as_os_str().is_empty());
        let name: Arc<str> = below.map_or_else(
            || Arc::clone(&material.name),
            |below| noroshi_intake::printable(&below.to_string_lossy().replace('\\', "/")).into(),
        );
        let modified = std::fs::metadata(path).and_then(|about| about.modified()).ok().and_then(seconds);
        self.package.files.push(PackageFile { name: Arc::clone(&name), bytes: *len, modified });
        let part = "name".to_owned();
        self.package.push(&name, Part::Name, part, name.to_string());
        self.material(&name, material);
    }

    fn material(&mut self, name: &Arc<str>, material: &Material) {
        if material.media.is_textual() {
            self.textual(name, material);
        } else {
            self.foreign(name, material);
        }
    }

    fn textual(&mut self, name: &Arc<str>, material: &Material) {
        let limit = self.limits.file_bytes.min(self.text_left as u64);
        match material.blob.read(limit) {
            Ok(bytes) => {
                let text = noroshi_intake::encoding::decode(&bytes);
                self.text_left = self.text_left.saturating_sub(text.len());
                self.package.docs.push(Doc::body(Arc::clone(name), &text));
            }
            Err(_) => self.over(name, "文字量", "text"),
        }
    }

    fn foreign(&mut self, name: &Arc<str>, material: &Material) {
        let mut heard = Heard { children_left: self.unpacked_left, ..Heard::default() };
        (self.reader)(material, &mut heard);
        self.unpacked_left = heard.children_left;
        self.package.notices.append(&mut heard.notices);
        for passage in heard.passages {
            if passage.text.len() > self.text_left || self.package.docs.len() >= DOCS {
                self.over(name, "文字量", "text");
                break;
            }
            self.text_left -= passage.text.len();
            let part = match passage.role {
                Role::Name => Part::Name,
                Role::Property(_) | Role::Hidden | Role::Header(_) => Part::Property,
                _ => Part::Body,
            };
            self.package.push(name, part, passage.part.to_string(), passage.text);
        }
        if material.depth >= self.limits.depth {
            return self.over(name, "入れ子の段数", "levels of containers");
        }
        for (child, bytes) in heard.children {
            let Ok(member) = material.child(&child, Blob::from(bytes), self.limits) else { continue };
            let name: Arc<str> =
                format!("{name}{}{}", noroshi_intake::MEMBER, noroshi_intake::printable(&child)).into();
            self.package.push(&name, Part::Name, "name".to_owned(), child);
            self.material(&name, &member);
        }
    }

    fn over(&mut self, name: &str, ja: &str, en: &str) {
        self.package.notices.push(Notice {
            material: name.to_owned(),
            place: String::new(),
            code: NoticeCode::OverLimit,
            reason: Text::owned(
                format!("上限({ja})に達したため、以降は読んでいません"),
                format!("limit reached ({en}); the rest was not read"),
            ),
        });
    }
}

fn seconds(time: std::time::SystemTime) -> Option<i64> {
    let since = time.duration_since(std::time::UNIX_EPOCH).ok()?;
    i64::try_from(since.as_secs()).ok()
}

/// What a reader said of one material.
#[derive(Default)]
struct Heard {
    passages: Vec<Passage>,
    children: Vec<(String, Vec<u8>)>,
    children_left: u64,
    notices: Vec<Notice>,
}

impl Sink for Heard {
    fn open(&mut self, _head: DocumentHead) {}

    fn passage(&mut self, passage: Passage) -> Flow {
        self.passages.push(passage);
        if self.passages.len() < DOCS { Flow::Continue } else { Flow::Stop }
    }

    fn child(&mut self, name: &str, data: &mut dyn Read) -> Flow {
        let mut bytes = Vec::new();
        let limit = self.children_left.min(TEXT_BYTES as u64);
        if data.take(limit).read_to_end(&mut bytes).is_ok() {
            self.children_left = self.children_left.saturating_sub(bytes.len() as u64);
            self.children.push((name.to_owned(), bytes));
        }
        if self.children_left == 0 { Flow::Stop } else { Flow::Continue }
    }

    fn notice(&mut self, notice: Notice) {
        self.notices.push(notice);
    }
}
