//! Walks what the analyst named.
//!
//! In: paths. Out: materials in a fixed order, and a notice for each thing that was passed over.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use noroshi_base::{Limits, Notice, NoticeCode, Text};
use walkdir::{DirEntry, WalkDir};

use crate::{Blob, Material, encoding, printable};

/// Walks files and folders; links are not followed (unless named themselves), devices are skipped.
///
/// Names are relative to the named root and start with the root's own name, so they show no machine's path. Order
/// is the order of the roots, then of names.
pub fn collect(roots: &[PathBuf], limits: &Limits) -> (Vec<Material>, Vec<Notice>) {
    let mut walk = Walk { limits, materials: Vec::new(), notices: Vec::new() };
    let mut taken = HashMap::new();
    for root in roots {
        let name = unique(root_name(root), &mut taken);
        for entry in WalkDir::new(root).follow_links(false).sort_by_file_name() {
            match entry {
                Ok(entry) => walk.entry(&name, root, &entry),
                Err(error) => {
                    let below = error.path().unwrap_or(root);
                    walk.unreadable(material_name(&name, root, below));
                }
            }
        }
    }
    (walk.materials, walk.notices)
}

struct Walk<'a> {
    limits: &'a Limits,
    materials: Vec<Material>,
    notices: Vec<Notice>,
}

impl Walk<'_> {
    fn entry(&mut self, root_name: &str, root: &Path, entry: &DirEntry) {
        // A root that is a link was named by the analyst, so what it points to counts.
        let kind = if entry.depth() == 0 {
            std::fs::metadata(entry.path()).map(|found| found.file_type()).ok()
        } else {
            Some(entry.file_type())
        };
        let name = material_name(root_name, root, entry.path());
        match kind {
            None => self.unreadable(name),
            Some(kind) if kind.is_dir() => {}
            Some(kind) if kind.is_file() => self.file(name, entry.path()),
            Some(kind) if kind.is_symlink() => {
                self.skipped(name, Text::fixed("リンクはたどりません", "links are not followed"));
            }
            Some(_) => self.skipped(name, Text::fixed("通常のファイルではありません", "not a regular file")),
        }
    }

    fn file(&mut self, name: String, path: &Path) {
        let material = std::fs::metadata(path).and_then(|found| {
            let blob = Blob::File { path: path.to_owned(), len: found.len() };
            Material::new(&name, blob, 0, self.limits)
        });
        match material {
            Ok(material) => self.materials.push(material),
            Err(_) => self.unreadable(name),
        }
    }

    fn unreadable(&mut self, material: String) {
        let reason = Text::fixed("開けないか、読めません", "cannot be opened or read");
        self.notices.push(Notice { material, place: String::new(), code: NoticeCode::Unreadable, reason });
    }

    fn skipped(&mut self, material: String, reason: Text) {
        self.notices.push(Notice { material, place: String::new(), code: NoticeCode::Skipped, reason });
    }
}

/// The root's own name; `.` and `..` have none and take the folder they stand for.
fn root_name(root: &Path) -> String {
    let own = root.file_name().map(std::ffi::OsStr::to_owned);
    let name = own.or_else(|| root.canonicalize().ok()?.file_name().map(std::ffi::OsStr::to_owned));
    name.map_or_else(|| "root".to_owned(), |name| segment(&name))
}

/// Tells equal root names apart, so that no two materials share a name.
fn unique(name: String, taken: &mut HashMap<String, u32>) -> String {
    let count = taken.entry(name.clone()).or_insert(0);
    *count = count.saturating_add(1);
    if *count == 1 { name } else { format!("{name}~{count}") }
}

fn material_name(root_name: &str, root: &Path, path: &Path) -> String {
    let mut name = root_name.to_owned();
    for part in path.strip_prefix(root).unwrap_or(Path::new("")) {
        name.push('/');
        name.push_str(&segment(part));
    }
    name
}

/// File names come from Windows too, unpacked with their bytes as they were.
fn segment(part: &std::ffi::OsStr) -> String {
    use std::os::unix::ffi::OsStrExt;
    printable(&encoding::decode(part.as_bytes()))
}

#[cfg(test)]
mod tests {
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::symlink;

    use super::*;
    use crate::Media;

    #[test]
    fn names_are_relative_sorted_and_say_what_was_passed_over() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let root = dir.path().join("case");
        std::fs::create_dir_all(root.join("b/c")).expect("folders");
        std::fs::write(root.join("b/c/two.log"), "x").expect("a file");
        std::fs::write(root.join("a.txt"), "").expect("a file");
        let japanese = std::ffi::OsStr::from_bytes(b"\x95\xf1\x8d\x90\x8f\x91.txt");
        std::fs::write(root.join(japanese), "x").expect("a file");
        symlink(root.join("a.txt"), root.join("link")).expect("a link");
        let _socket = std::os::unix::net::UnixListener::bind(root.join("socket")).expect("a socket");
        let (materials, notices) =
            collect(&[root.clone(), root.clone(), dir.path().join("absent")], &Limits::default());
        let names: Vec<&str> = materials.iter().map(|material| &*material.name).collect();
        assert_eq!(
            names,
            [
                "case/a.txt",
                "case/b/c/two.log",
                "case/報告書.txt",
                "case~2/a.txt",
                "case~2/b/c/two.log",
                "case~2/報告書.txt"
            ]
        );
        assert_eq!(materials.first().map(|material| material.media), Some(Media::Empty));
        let seen: Vec<_> = notices.iter().map(|notice| (notice.material.as_str(), notice.code)).collect();
        assert_eq!(
            seen,
            [
                ("case/link", NoticeCode::Skipped),
                ("case/socket", NoticeCode::Skipped),
                ("case~2/link", NoticeCode::Skipped),
                ("case~2/socket", NoticeCode::Skipped),
                ("absent", NoticeCode::Unreadable)
            ]
        );
    }

    #[test]
    fn a_named_link_and_a_named_file_count() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        std::fs::write(dir.path().join("one.txt"), "x").expect("a file");
        symlink(dir.path().join("one.txt"), dir.path().join("named")).expect("a link");
        let roots = [dir.path().join("named"), dir.path().join("one.txt")];
        let (materials, notices) = collect(&roots, &Limits::default());
        let names: Vec<&str> = materials.iter().map(|material| &*material.name).collect();
        assert_eq!((names, notices.len()), (vec!["named", "one.txt"], 0));
    }
}
