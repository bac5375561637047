//! Names, domains and addresses as they are written, in the content of files.

use std::net::IpAddr;

use hashbrown::HashMap;
use ipnet::IpNet;
use noroshi_base::{Surface, Text};

use super::names::{Gathered, Source, at};
use super::{Context, Ledger, Scene};
use crate::candidate::Candidates;
use crate::finding::{Channel, Finding, Fit, group, quote};
use crate::odds;
use crate::package::Part;
use crate::search::Strictness;

/// How often an address in a candidate's network stands in packages of others: many share providers and scanners.
const NETWORK_NOISE: f64 = 1e-4;

pub(super) fn look(context: &Context<'_>, scene: &Scene<'_>, ledger: &mut Ledger) {
    let mut gathered = Gathered::default();
    let direct = Source {
        channel: Channel::DirectForm,
        surface: None,
        manner: String::new(),
        remedy: Text::fixed(
            "プロファイルの aliases または domains に加えて伏せる",
            "add it to `aliases` or `domains` of the profile, so that it is masked",
        ),
    };
    let derived = Source { channel: Channel::DerivedForm, ..direct.clone() };
    for (index, doc) in scene.package.docs.iter().enumerate().filter(|(_, doc)| doc.part == Part::Body) {
        context.searcher.find(doc.text(), Strictness::Plain, &mut |hit| {
            let span = hit.span.clone();
            let plain = hit.surface == Surface::Direct && !hit.alike;
            gathered.push(hit, if plain { &direct } else { &derived }, || at(scene, index, &span));
        });
    }
    gathered.close(scene, ledger);
    networks(context, scene, ledger);
}

/// Networks of candidates by prefix length and first address.
pub(super) struct Networks {
    by_length: Vec<HashMap<IpNet, Vec<u32>>>,
}

impl Networks {
    pub(super) fn of(candidates: &Candidates) -> Self {
        let mut by_length: Vec<HashMap<IpNet, Vec<u32>>> = vec![HashMap::new(); 129];
        for (number, candidate) in (0_u32..).zip(&candidates.list) {
            for network in &candidate.profile.networks {
                if let Some(map) = by_length.get_mut(usize::from(network.prefix_len())) {
                    map.entry(network.trunc()).or_default().push(number);
                }
            }
        }
        Self { by_length }
    }

    /// Candidates in whose networks an address lies.
    pub(super) fn owners(&self, address: IpAddr) -> Vec<u32> {
        let mut owners = Vec::new();
        for (length, map) in (0_u8..).zip(&self.by_length).filter(|(_, map)| !map.is_empty()) {
            let network = IpNet::new(address, length).map(|network| network.trunc());
            owners.extend(network.ok().and_then(|network| map.get(&network)).into_iter().flatten());
        }
        owners
    }
}

fn networks(context: &Context<'_>, scene: &Scene<'_>, ledger: &mut Ledger) {
    let networks = Networks::of(context.candidates);
    for (value, seen) in &scene.tokens.values {
        let Ok(address) = value.parse::<IpAddr>() else { continue };
        let owners = networks.owners(address.to_canonical());
        if owners.is_empty() {
            continue;
        }
        let span = seen.offset..seen.offset + value.len();
        let (spot, shown) = at(scene, seen.doc as usize, &span);
        let ratio = odds::statement(odds::HIT, NETWORK_NOISE * owners.len() as f64);
        ledger.add(Finding {
            surface: Surface::Direct,
            channel: Channel::DirectForm,
            token: value.clone(),
            spot,
            seen: quote(&shown),
            count: seen.count,
            why: Text::fixed("候補のネットワークにあるアドレス", "an address in a network of the candidate"),
            remedy: Text::fixed(
                "プロファイルの networks に加えて除く",
                "add the network to `networks` of the profile, so that it is dropped",
            ),
            fits: owners.iter().map(|&candidate| Fit { candidate, group: group("network") }).collect(),
            ratio,
        });
    }
}
