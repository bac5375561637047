//! Names of malware, tools and threat actors.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::pack::Table;

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NameKind {
    /// Malware.
    Malware,
    /// Ransomware.
    Ransomware,
    /// A tool made for testers or attackers.
    Tool,
    /// A lawful product that attackers use too, such as remote support software.
    Product,
    /// A threat actor.
    Actor,
}

/// A name of a galaxy cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GalaxyName<'a> {
    /// Name or synonym as written.
    pub name: &'a str,
    /// Name of the cluster.
    pub canonical: &'a str,
    /// Whether it is an everyday word, a place, a product or shorter than four characters.
    pub ambiguous: bool,
    /// What the name stands for.
    pub kind: NameKind,
    /// ATT&CK id (`S0154`, `G0032`); empty where ATT&CK does not know it.
    pub attack_id: &'a str,
}

/// All names, actors apart, each with an index by lower-case name.
#[derive(Debug)]
pub(crate) struct Names {
    malware: Vec<GalaxyName<'static>>,
    actors: Vec<GalaxyName<'static>>,
    /// Built when a name is asked for.
    index: OnceLock<HashMap<String, GalaxyName<'static>>>,
}

impl Names {
    pub(crate) fn load(table: &Table) -> Self {
        let all = table.body().lines().filter_map(parse);
        let (actors, malware): (Vec<_>, Vec<_>) = all.partition(|name| name.kind == NameKind::Actor);
        Self { malware, actors, index: OnceLock::new() }
    }

    pub(crate) fn malware(&self) -> &[GalaxyName<'static>] {
        &self.malware
    }

    pub(crate) fn actors(&self) -> &[GalaxyName<'static>] {
        &self.actors
    }

    pub(crate) fn get(&self, name: &str) -> Option<GalaxyName<'_>> {
        let all = || self.actors.iter().chain(&self.malware);
        let index = self.index.get_or_init(|| all().map(|name| (name.name.to_lowercase(), *name)).collect());
        index.get(&name.to_lowercase()).copied()
    }
}

fn parse(line: &'static str) -> Option<GalaxyName<'static>> {
    let mut cells = line.split('\t');
    let (kind, flags) = (cells.next()?, cells.next()?);
    let (name, canonical, attack_id) = (cells.next()?, cells.next()?, cells.next()?);
    let kind = match kind {
        "M" => NameKind::Malware,
        "R" => NameKind::Ransomware,
        "T" => NameKind::Tool,
        "P" => NameKind::Product,
        "A" => NameKind::Actor,
        _ => return None,
    };
    Some(GalaxyName { name, canonical, ambiguous: flags.contains('a'), kind, attack_id })
}
