//! Registry hives: keys and values with the time of their last change, and the strings of deleted cells.
//!
//! The layout is that of the public notes on the format (msuhanov/regf). Every key is read once, whatever
//! points at it; levels and keys are bounded.

mod cells;
mod values;

use std::collections::HashSet;

use crate::binary;
use crate::emit::Emit;
use crate::record::Record;
use crate::structure::{filetime_at, offset_at, u32_at, wide_z};
use cells::{Hive, Key};

/// Levels of keys.
const DEPTH: usize = 512;
/// Most keys of one hive.
const KEYS: u32 = 1_000_000;
/// Bytes of deleted cells whose strings are read.
const DELETED: usize = 64 << 20;
/// Longest path that is given.
const PATH: usize = 4096;

/// Keys below which a value is run without anyone asking, lower case, at any place of a path.
const AUTOSTART: &[&str] = &[
    "\\currentversion\\run",
    "\\currentversion\\runonce",
    "\\currentversion\\runservices",
    "\\currentversion\\policies\\explorer\\run",
    "\\windows nt\\currentversion\\winlogon",
    "\\image file execution options\\",
    "\\silentprocessexit\\",
    "\\active setup\\installed components\\",
    "\\control\\session manager\\appcertdlls",
    "\\windows nt\\currentversion\\windows",
    "\\control\\lsa",
    "\\environment",
    "\\schedule\\taskcache\\tree\\",
];

struct Walk {
    keys: u32,
    seen: HashSet<usize>,
    broken: u32,
}

/// Hands on the keys and values of a hive.
pub(super) fn read(bytes: &[u8], emit: &mut Emit<'_>) {
    let hive = Hive::new(bytes);
    let name = bytes.get(48..112).map(wide_z).unwrap_or_default();
    let mut head = Record::metadata("header", "hive");
    head.field("HiveName", &name);
    head.maybe("LastWritten", filetime_at(bytes, 12));
    head.emit(emit);
    if u32_at(bytes, 4) != u32_at(bytes, 8) {
        emit.notice(
            "",
            noroshi_base::NoticeCode::Info,
            "書込みが完了していないハイブです。トランザクションログは適用していません",
            "the hive was being written; its transaction logs are not applied",
        );
    }
    let mut walk = Walk { keys: 0, seen: HashSet::new(), broken: 0 };
    let root = offset_at(bytes, 36).and_then(|at| hive.key(at));
    match root {
        Some(root) => walk.key(&hive, &root, root_name(&name, &root), 0, emit),
        None => walk.broken += 1,
    }
    let declared = offset_at(bytes, 40).unwrap_or(0).saturating_add(4096);
    if walk.broken > 0 || declared > bytes.len() {
        let ja = format!("読めないキーや値が{}個あり、末尾が欠けている可能性があります", walk.broken);
        let en = format!("{} keys or values are broken, and the end may be missing", walk.broken);
        emit.malformed("", &ja, &en);
        binary::leftover(bytes, "rest", emit);
        return;
    }
    if walk.keys >= KEYS {
        emit.over_limit("", "キー数", "keys");
    }
    let deleted = hive.deleted(DELETED);
    binary::leftover(&deleted, "deleted cells", emit);
}

/// The name under which people know the root of a hive.
fn root_name(file: &str, root: &Key<'_>) -> String {
    let last = file.rsplit(['\\', '/']).next().unwrap_or("").to_ascii_lowercase();
    match last.as_str() {
        "software" | "system" | "sam" | "security" => format!("HKLM\\{}", last.to_ascii_uppercase()),
        "ntuser.dat" | "default" => "HKCU".to_owned(),
        "usrclass.dat" => "HKCU\\Software\\Classes".to_owned(),
        "amcache.hve" => "Amcache".to_owned(),
        _ if root.has("Select") => "HKLM\\SYSTEM".to_owned(),
        _ if root.has("Microsoft") => "HKLM\\SOFTWARE".to_owned(),
        _ if root.has("Environment") || root.has("Control Panel") => "HKCU".to_owned(),
        _ => "HIVE".to_owned(),
    }
}

impl Walk {
    fn key(&mut self, hive: &Hive<'_>, key: &Key<'_>, path: String, depth: usize, emit: &mut Emit<'_>) {
        if depth >= DEPTH || path.len() > PATH {
            self.broken += 1;
            return;
        }
        if self.keys >= KEYS || !emit.more() {
            return;
        }
        self.keys += 1;
        self.record(hive, key, &path, emit);
        let (children, broken) = key.children();
        self.broken += broken;
        for child in children {
            // A key that stands below itself, or below two, is read once.
            let fresh = self.seen.insert(child);
            match hive.key(child).filter(|_| fresh) {
                Some(child) => {
                    let below = format!("{path}\\{}", child.name());
                    self.key(hive, &child, below, depth + 1, emit);
                }
                None => self.broken += 1,
            }
        }
    }

    fn record(&mut self, hive: &Hive<'_>, key: &Key<'_>, path: &str, emit: &mut Emit<'_>) {
        let mut out = Record::new(format!("key {path}"), "registry");
        out.seen(key.written(), None);
        let (list, broken) = key.values();
        self.broken += broken;
        let lower = format!("{}\\", path.to_ascii_lowercase());
        let service = lower.contains("\\services\\") && path.matches('\\').count() == 4;
        let runs = AUTOSTART.iter().any(|known| {
            lower.contains(known) && (known.ends_with('\\') || lower.ends_with(&format!("{known}\\")))
        });
        if service
            && list.iter().any(|value| hive.value(*value).is_some_and(|value| value.name == "ImagePath"))
        {
            out.field("ServiceName", &key.name());
        } else {
            out.field("Key", &key.name());
        }
        out.field("Class", &key.class());
        for value in list {
            match hive.value(value) {
                Some(value) => {
                    if runs && !value.name.is_empty() {
                        out.field("TargetObject", &format!("{path}\\{}", value.name));
                    }
                    values::add(&value, &lower, &mut out, emit);
                }
                None => self.broken += 1,
            }
        }
        out.emit(emit);
    }
}
