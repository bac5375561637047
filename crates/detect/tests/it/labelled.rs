//! Values that MISP events mark for detection, each in a sentence of its own.

use std::collections::BTreeMap;

use noroshi_base::IndicatorKind as Kind;

use crate::data;

/// Kinds that are right for a type.
fn kinds(name: &str) -> &'static [Kind] {
    match name {
        "domain" | "hostname" => &[Kind::Domain],
        "ip-dst" | "ip-src" => &[Kind::Ipv4, Kind::Ipv6, Kind::Ipv4Cidr, Kind::Ipv6Cidr],
        "url" => &[Kind::Url],
        "email" | "email-src" | "email-dst" => &[Kind::Email],
        "md5" => &[Kind::Md5],
        "sha1" => &[Kind::Sha1],
        "sha256" => &[Kind::Sha256],
        "sha512" => &[Kind::Sha512],
        "ssdeep" => &[Kind::Ssdeep],
        "vulnerability" => &[Kind::Cve],
        "filename" => &[Kind::FileName, Kind::FilePath, Kind::PdbPath],
        "regkey" => &[Kind::RegistryKey],
        "pdb" => &[Kind::PdbPath],
        "btc" => &[Kind::WalletBtc],
        "AS" => &[Kind::Asn],
        _ => &[],
    }
}

/// Least share of each type that must come back.
const FLOORS: &[(&str, f64)] = &[
    ("domain", 0.99),
    ("hostname", 0.99),
    ("ip-dst", 0.99),
    ("url", 0.95),
    ("md5", 0.99),
    ("sha1", 1.0),
    ("sha256", 1.0),
];

#[test]
fn values_of_real_events_come_back() {
    let Some(root) = data::shared() else { return };
    let detector = data::detector();
    let mut tally: BTreeMap<String, (usize, usize, Vec<String>)> = BTreeMap::new();
    let mut seen = std::collections::HashSet::new();
    for (name, value, to_ids) in data::attributes(&root.join("misp-events")) {
        let kinds = kinds(&name);
        let value = value.trim();
        if !to_ids
            || kinds.is_empty()
            || value.contains('\n')
            || !seen.insert((name.clone(), value.to_owned()))
        {
            continue;
        }
        let text = format!("この攻撃では \"{value}\" が使われた。");
        let same = |found: &(Kind, String)| kinds.contains(&found.0) && found.1.eq_ignore_ascii_case(value);
        let found = data::indicators(&detector, &text);
        let row = tally.entry(name).or_default();
        row.0 += 1;
        if found.iter().any(same) {
            row.1 += 1
        } else if row.2.len() < 12 {
            row.2.push(format!("{value:?} gives {found:?}"))
        }
    }
    for (name, (all, good, missed)) in &tally {
        println!("{name:<14} {good}/{all} {:.4}", *good as f64 / *all as f64);
        missed.iter().for_each(|missed| println!("      {missed}"));
    }
    for (name, floor) in FLOORS {
        let Some((all, good, _)) = tally.get(*name) else { continue };
        assert!(*good as f64 >= floor * *all as f64, "{name}: {good} of {all}");
    }
}
