//! Reference data, vendored in compact form with source, licence and version; loads in milliseconds.
//!
//! In: the tables under `data/`, built in. Out: [`Reference`], which reads each table on first use. To refresh:
//! `cargo xtask reference --from DIR`; `data/SOURCES.md` tells where everything comes from.

mod attack;
mod names;
mod pack;
mod secrets;
mod sections;
mod vendors;
mod warninglists;

use std::sync::OnceLock;

pub use attack::Technique;
pub use names::{GalaxyName, NameKind};
pub use secrets::SecretRule;
pub use warninglists::{ListClass, Warninglist};

use pack::Table;

/// Embedded tables: name and bytes.
static EMBEDDED: [(&str, &[u8]); 5] = [
    ("attack", include_bytes!("../data/attack.gz")),
    ("names", include_bytes!("../data/names.gz")),
    ("warninglists", WARNINGLISTS),
    ("secrets", include_bytes!("../data/secrets.gz")),
    ("vendors", include_bytes!("../data/vendors.gz")),
];
static TABLES: [OnceLock<Table>; 5] = [const { OnceLock::new() }; 5];

/// The table that is not packed.
static WARNINGLISTS: &[u8] = include_bytes!("../data/warninglists.bin");

/// Unpacks a table once for the whole program.
fn table(number: usize) -> &'static Table {
    TABLES[number].get_or_init(|| Table::read(EMBEDDED[number].1))
}

/// Where a table comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Source {
    /// Name of the table.
    pub table: &'static str,
    /// What it was made from.
    pub source: &'static str,
    /// Commit and date, or release.
    pub version: &'static str,
    /// Licence.
    pub licence: &'static str,
    /// Notice that must accompany copies; empty for none.
    pub notice: &'static str,
}

/// All reference data.
#[derive(Debug, Default)]
pub struct Reference {
    attack: OnceLock<attack::Attack>,
    names: OnceLock<names::Names>,
    warninglists: OnceLock<warninglists::Warninglists>,
    secrets: OnceLock<Vec<SecretRule>>,
    vendors: OnceLock<vendors::Vendors>,
}

impl Reference {
    /// The embedded data; each table is unpacked on first use.
    pub fn embedded() -> &'static Self {
        static WHOLE: OnceLock<Reference> = OnceLock::new();
        WHOLE.get_or_init(Self::default)
    }

    /// Name of an ATT&CK technique id such as `T1059.001`; `None` for an id that does not exist.
    pub fn technique_name(&self, id: &str) -> Option<&str> {
        self.technique(id).map(|technique| technique.name)
    }

    /// ATT&CK tactic short names of a technique (`command-and-control`).
    pub fn technique_tactics(&self, id: &str) -> &[&str] {
        self.technique(id).map_or(&[], |technique| &technique.tactics)
    }

    /// An ATT&CK technique by id, revoked and deprecated ones included.
    pub fn technique(&self, id: &str) -> Option<&Technique> {
        self.attack().get(id)
    }

    /// Current techniques: id and name. Withdrawn ones are left out here but known by id.
    pub fn techniques(&self) -> impl Iterator<Item = (&str, &str)> {
        let current = self.attack().all().iter().filter(|technique| technique.is_current());
        current.map(|technique| (technique.id, technique.name))
    }

    /// All techniques with all that is known of them, sorted by id.
    pub fn all_techniques(&self) -> &[Technique] {
        self.attack().all()
    }

    /// Names of malware and tools, synonyms included: (name, canonical name). Names that are everyday words carry
    /// `ambiguous` and count only beside a cue.
    pub fn malware_names(&self) -> impl Iterator<Item = GalaxyName<'_>> {
        self.names().malware().iter().copied()
    }

    /// Names of threat actors, synonyms included.
    pub fn actor_names(&self) -> impl Iterator<Item = GalaxyName<'_>> {
        self.names().actors().iter().copied()
    }

    /// The cluster a name belongs to, whatever its case; malware goes before actors.
    pub fn galaxy_name(&self, name: &str) -> Option<GalaxyName<'_>> {
        self.names().get(name)
    }

    /// Names of the warninglists that know a value (`domain`, `ip`, `url`, hash or file name); empty for none.
    pub fn warninglists(&self, value: &str) -> Vec<&str> {
        self.warninglist_hits(value).into_iter().map(|list| list.name).collect()
    }

    /// The warninglists that know a value: address, network, host, URL, mail address, digest, file name or path.
    pub fn warninglist_hits(&self, value: &str) -> Vec<&Warninglist> {
        self.lists().hits(value)
    }

    /// All warninglists.
    pub fn all_warninglists(&self) -> &[Warninglist] {
        self.lists().all()
    }

    /// Secret rules: id, pattern of the `regex` crate, keywords of which one must be present, group that is the secret.
    pub fn secret_rules(&self) -> &[SecretRule] {
        self.secrets.get_or_init(|| secrets::load(table(3)))
    }

    /// Whether a name is that of a security vendor, a public body or a platform maker, whom reports name without any
    /// of them being the victim; company forms and case do not matter.
    pub fn is_security_vendor(&self, name: &str) -> bool {
        self.vendors.get_or_init(|| vendors::Vendors::load(table(4))).contains(name)
    }

    /// Where the tables come from.
    pub fn sources(&self) -> Vec<Source> {
        let describe = |(number, (name, _)): (usize, &(&'static str, &[u8]))| {
            let table = table(number);
            let [source, version, licence, notice] =
                ["source", "version", "licence", "notice"].map(|key| table.head(key));
            Source { table: name, source, version, licence, notice }
        };
        EMBEDDED.iter().enumerate().map(describe).collect()
    }

    fn attack(&self) -> &attack::Attack {
        self.attack.get_or_init(|| attack::Attack::load(table(0)))
    }

    fn names(&self) -> &names::Names {
        self.names.get_or_init(|| names::Names::load(table(1)))
    }

    fn lists(&self) -> &warninglists::Warninglists {
        self.warninglists.get_or_init(|| warninglists::Warninglists::load(WARNINGLISTS))
    }
}
