//! tar, in all its dialects.
//!
//! In: bytes. Out: members, link targets and owners.

use std::collections::BTreeSet;
use std::io::Read;

use noroshi_intake::encoding;

use super::Unpack;
use crate::{Flow, Role};

/// Reads a tape; `folder` is the container inside the container, where it is one, and stands before each name.
pub(super) fn read(data: impl Read, folder: &str, unpack: &mut Unpack<'_>) {
    let mut archive = tar::Archive::new(data);
    let Ok(entries) = archive.entries() else {
        unpack.malformed("");
        return;
    };
    let mut owners = BTreeSet::new();
    for entry in entries {
        let Ok(mut entry) = entry else {
            unpack.malformed("");
            break;
        };
        let name = encoding::decode(&entry.path_bytes()).into_owned();
        if unpack.entry(&name) == Flow::Stop {
            return;
        }
        collect_owners(entry.header(), &mut owners);
        if let Some(target) = entry.link_name_bytes() {
            unpack.text(Role::Name, &encoding::decode(&target));
        }
        let kind = entry.header().entry_type();
        let holds = kind.is_file() || kind.is_contiguous() || kind.is_gnu_sparse();
        let declared = entry.size();
        let child = format!("{folder}{name}");
        let mut counted = Counted { data: &mut entry, read: 0 };
        if holds && unpack.member(&child, None, &mut counted) == Flow::Stop {
            break;
        }
        if holds && counted.ended_before(declared) {
            unpack.malformed(&name);
        }
    }
    for owner in owners {
        unpack.text(Role::Property("owner".into()), &owner);
    }
}

/// Names of users and groups tell whose machine packed it.
fn collect_owners(header: &tar::Header, owners: &mut BTreeSet<String>) {
    let names = [header.username_bytes(), header.groupname_bytes()];
    for name in names.into_iter().flatten().filter(|name| !name.is_empty()) {
        owners.insert(encoding::decode(name).into_owned());
    }
}

/// Counts what was read, since a cut tar ends without an error.
struct Counted<'a> {
    data: &'a mut dyn Read,
    read: u64,
}

impl Counted<'_> {
    /// Whether the data ends before its declared size.
    fn ended_before(&mut self, declared: u64) -> bool {
        self.read < declared && matches!(self.data.read(&mut [0]), Ok(0))
    }
}

impl Read for Counted<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.data.read(buffer)?;
        self.read = self.read.saturating_add(count as u64);
        Ok(count)
    }
}
