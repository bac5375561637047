//! MISP warninglists as sorted sections: hosts, host suffixes, mail domains, file names, networks, digests.
//!
//! Not packed, for packing would cost every run the time of unpacking: names share their ends with the name before
//! them, networks and digests are records of fixed width. `noroshi-reference` searches them where they lie.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::net::IpAddr;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;

use super::{cell, commit, head, json, reviewed, strings};

/// Files left out: the public suffix list is in a crate, telephone numbers are of no use here.
const SKIP: [&str; 5] = ["schema", "tlds", "second-level-tlds", "phone_numbers", "common-contact-emails"];

/// Class of a list by the start of its file name; the first that fits.
const CLASSES: [(&str, &str); 47] = [
    ("public-dns", "public-dns"),
    ("alexa", "top-site"),
    ("cisco_top", "top-site"),
    ("cloudflare-top", "top-site"),
    ("majestic", "top-site"),
    ("moz-top", "top-site"),
    ("tranco", "top-site"),
    ("akamai", "cdn"),
    ("bunny-net", "cdn"),
    ("cloudflare", "cdn"),
    ("fastly", "cdn"),
    ("stackpath", "cdn"),
    ("amazon-aws", "cloud"),
    ("github", "cloud"),
    ("google-gcp", "cloud"),
    ("microsoft-azure-appid", "platform"),
    ("microsoft-azure", "cloud"),
    ("oracle-oci", "cloud"),
    ("ovh-cluster", "cloud"),
    ("apple", "platform"),
    ("google", "platform"),
    ("microsoft", "platform"),
    ("telegram", "platform"),
    ("wikimedia", "platform"),
    ("openai", "platform"),
    ("captive-portals", "platform"),
    ("icloud-private-relay", "anonymiser"),
    ("vpn-", "anonymiser"),
    ("smtp-", "mail-service"),
    ("disposable-email", "disposable-mail"),
    ("dynamic-dns", "dynamic-dns"),
    ("url-shortener", "url-shortener"),
    ("link-in-bio", "url-shortener"),
    ("public-ipfs", "shared-hosting"),
    ("lots-project", "shared-hosting"),
    ("digitalside", "shared-hosting"),
    ("parking-domain", "parking"),
    ("sinkholes", "sinkhole"),
    ("umbrella-blockpage", "sinkhole"),
    ("whats-my-ip", "lookup-service"),
    ("findip-host", "lookup-service"),
    ("check-host-net", "lookup-service"),
    ("crl-", "certificate-authority"),
    ("mozilla-", "certificate-authority"),
    ("bank-website", "organisation"),
    ("university_domains", "organisation"),
    ("dax30", "organisation"),
];

/// Sections of names.
const TEXTS: [&str; 4] = ["file", "host", "mail", "suffix"];
/// Rows of one block of names.
const BLOCK: usize = 16;

/// Lists by number, keys by section, and the set of lists of each key.
#[derive(Default)]
struct Tables {
    lists: Vec<String>,
    sections: BTreeMap<&'static str, BTreeMap<String, BTreeSet<usize>>>,
}

/// Table of warninglists.
pub(super) fn table(from: &Path, review: &Path) -> Result<Vec<u8>> {
    let folder = from.join("warninglists");
    let mut tables = Tables::default();
    for file in files(&folder)? {
        let list = json(&folder.join(format!("{file}.json")))?;
        tables.add(&file, &list).with_context(|| file.clone())?;
    }
    tables.add_file_names(&reviewed(&review.join("common-file-names.txt"))?);
    let mut out = head(&[
        ("table", "warninglists 2"),
        ("source", "MISP warninglists; reviewed list of common file names"),
        ("version", &commit(&folder, "MISP/misp-warninglists")?),
        ("licence", "CC0-1.0 (warninglists); Apache-2.0 (file names)"),
    ]);
    let sets = tables.print(&mut out);
    let mut bytes = out.into_bytes();
    tables.append(&sets, &mut bytes)?;
    Ok(bytes)
}

fn files(folder: &Path) -> Result<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        let stem = name.strip_suffix(".gz").unwrap_or(&name).strip_suffix(".json").map(String::from);
        names.extend(stem.filter(|stem| !SKIP.contains(&stem.as_str())));
    }
    Ok(names)
}

impl Tables {
    fn add(&mut self, file: &str, list: &Value) -> Result<()> {
        let name = list["name"].as_str().context("list without a name")?;
        let number = self.list(file, name, &list["version"].to_string(), class(file, list));
        let kind = list["type"].as_str().unwrap_or_default();
        for value in strings(&list["list"]) {
            if let Some((section, key)) = key(file, kind, value.trim()) {
                self.put(section, key, number);
            }
        }
        Ok(())
    }

    fn add_file_names(&mut self, names: &[String]) {
        let number = self.list(
            "common-file-names",
            "Common file names of operating systems and office programs",
            "1",
            "file-name",
        );
        for name in names {
            self.put("file", name.to_lowercase(), number);
        }
    }

    fn list(&mut self, file: &str, name: &str, version: &str, class: &str) -> usize {
        self.lists.push(format!("{file}\t{}\t{version}\t{class}", cell(name)));
        self.lists.len() - 1
    }

    fn put(&mut self, section: &'static str, key: String, list: usize) {
        self.sections.entry(section).or_default().entry(key).or_default().insert(list);
    }

    /// Prints lists and sets, and numbers the sets.
    fn print(&self, out: &mut String) -> BTreeMap<&BTreeSet<usize>, u16> {
        let sets: BTreeSet<&BTreeSet<usize>> = self.sections.values().flat_map(BTreeMap::values).collect();
        out.push_str("[lists]\n");
        self.lists.iter().for_each(|list| out.extend([list.as_str(), "\n"]));
        out.push_str("[sets]\n");
        for set in &sets {
            let members: Vec<String> = set.iter().map(usize::to_string).collect();
            out.extend([members.join(",").as_str(), "\n"]);
        }
        out.push_str("[data]\n");
        sets.into_iter().zip(0..).collect()
    }

    /// Appends the sections: name of eight bytes, length, content.
    fn append(&self, sets: &BTreeMap<&BTreeSet<usize>, u16>, out: &mut Vec<u8>) -> Result<()> {
        for (name, keys) in &self.sections {
            let rows: BTreeMap<Vec<u8>, u16> =
                keys.iter().map(|(key, set)| (bytes(name, key), sets[set])).collect();
            let content = if TEXTS.contains(name) { blocks(&rows)? } else { records(&rows) };
            out.extend(format!("{name:8}").bytes());
            out.extend(u32::try_from(content.len())?.to_le_bytes());
            out.extend(content);
        }
        Ok(())
    }
}

/// Key as it is sorted: names from their end, networks and digests as bytes.
fn bytes(section: &str, key: &str) -> Vec<u8> {
    if TEXTS.contains(&section) {
        return key.bytes().rev().collect();
    }
    let digit = |digit: u8| char::from(digit).to_digit(16).unwrap_or_default() as u8;
    key.as_bytes().chunks(2).map(|pair| digit(pair[0]) << 4 | pair.get(1).copied().map_or(0, digit)).collect()
}

/// Names in blocks: offsets of the blocks, then rows of shared length, own length, own bytes, set.
fn blocks(rows: &BTreeMap<Vec<u8>, u16>) -> Result<Vec<u8>> {
    let (mut offsets, mut body, mut before) = (Vec::new(), Vec::new(), &Vec::new());
    for (number, (key, set)) in rows.iter().enumerate() {
        let mut shared = before.iter().zip(key).take_while(|(one, other)| one == other).count();
        if number % BLOCK == 0 {
            offsets.extend(u32::try_from(body.len())?.to_le_bytes());
            shared = 0;
        }
        body.extend([u8::try_from(shared)?, u8::try_from(key.len() - shared)?]);
        body.extend(&key[shared..]);
        body.extend(set.to_le_bytes());
        before = key;
    }
    let count = u32::try_from(offsets.len() / 4)?.to_le_bytes().to_vec();
    Ok([count, offsets, body].concat())
}

/// Records of a key of fixed width and a set.
fn records(rows: &BTreeMap<Vec<u8>, u16>) -> Vec<u8> {
    rows.iter().flat_map(|(key, set)| key.iter().copied().chain(set.to_le_bytes())).collect()
}

fn class<'a>(file: &str, list: &Value) -> &'a str {
    let named = CLASSES.iter().find(|(start, _)| file.starts_with(start)).map(|(_, class)| *class);
    let scanner = file.contains("scan") || file.contains("census") || file.contains("connection-attempts");
    let security = [
        "automated-malware",
        "security-provider",
        "zscaler",
        "palo-alto",
        "tenable",
        "shadowserver",
        "onyphe",
    ];
    let hashes = list["matching_attributes"].as_array().is_some_and(|all| all.iter().any(|one| one == "md5"));
    match named {
        Some(class) => class,
        None if scanner || file == "googlebot" => "scanner",
        None if security.iter().any(|start| file.starts_with(start)) => "security-vendor",
        None if hashes => "known-file",
        None if file.starts_with("rfc") || ["multicast", "ipv6-linklocal"].contains(&file) => "reserved",
        None => "other",
    }
}

/// Section and key of one value; `None` for values that cannot be looked up.
fn key(file: &str, kind: &str, value: &str) -> Option<(&'static str, String)> {
    if kind == "cidr" || value.parse::<IpAddr>().is_ok() {
        return network(value);
    }
    let lower = value.to_ascii_lowercase();
    let digest = [32, 40, 56, 64, 96, 128].contains(&lower.len())
        && lower.bytes().all(|byte| byte.is_ascii_hexdigit());
    if digest {
        return Some(("digest", format!("{:02x}{}", lower.len() / 2, &lower[..16])));
    }
    let host = lower.trim_start_matches("*.").trim_matches('.');
    let named = host.contains('.') && !host.contains([' ', '/', ':', '@', '*']);
    if !named {
        return None;
    }
    let suffix = kind == "hostname" || kind == "substring" || lower.starts_with(['.', '*']);
    match (file, suffix) {
        ("disposable-email", _) => Some(("mail", host.to_owned())),
        (_, true) => Some(("suffix", host.to_owned())),
        (_, false) => Some(("host", host.to_owned())),
    }
}

/// A network as `<prefix length> <first address>`, both in hexadecimal of fixed width.
fn network(value: &str) -> Option<(&'static str, String)> {
    let (address, length) =
        value.split_once('/').map_or((value, None), |(address, length)| (address, Some(length)));
    let length = match length {
        Some(length) => Some(length.parse::<u32>().ok()?),
        None => None,
    };
    match address.parse::<IpAddr>().ok()?.to_canonical() {
        IpAddr::V4(address) => {
            let length = length.unwrap_or(32);
            let mask = u32::MAX.checked_shl(32_u32.checked_sub(length)?).unwrap_or(0);
            Some(("cidr4", format!("{length:02x}{:08x}", address.to_bits() & mask)))
        }
        IpAddr::V6(address) => {
            let length = length.unwrap_or(128);
            let mask = u128::MAX.checked_shl(128_u32.checked_sub(length)?).unwrap_or(0);
            Some(("cidr6", format!("{length:02x}{:032x}", address.to_bits() & mask)))
        }
    }
}
