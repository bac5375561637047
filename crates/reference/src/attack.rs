//! Techniques of MITRE ATT&CK.

use std::collections::HashMap;

use crate::pack::Table;

/// A technique or sub-technique.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Technique {
    /// Id, such as `T1059.001`.
    pub id: &'static str,
    /// Name, such as `PowerShell`; a sub-technique's name does not repeat its parent's.
    pub name: &'static str,
    /// Short names of its tactics, such as `command-and-control`.
    pub tactics: Vec<&'static str>,
    /// `enterprise`, `mobile` or `ics`.
    pub matrix: &'static str,
    /// Whether MITRE withdrew it in favour of another one.
    pub revoked: bool,
    /// Whether MITRE withdrew it without successor.
    pub deprecated: bool,
    /// Id of its successor, where there is one.
    pub successor: Option<&'static str>,
    /// Whether the name alone does not tell the technique: one word, or shared by several of the matrix.
    pub ambiguous: bool,
}

impl Technique {
    /// Whether MITRE still lists it.
    pub const fn is_current(&self) -> bool {
        !self.revoked && !self.deprecated
    }
}

/// All techniques, sorted by id.
#[derive(Debug)]
pub(crate) struct Attack {
    techniques: Vec<Technique>,
}

impl Attack {
    pub(crate) fn load(table: &Table) -> Self {
        let mut techniques: Vec<Technique> = table.body().lines().filter_map(parse).collect();
        techniques.sort_by_key(|technique| technique.id);
        let mut counts: HashMap<(&str, &str), u32> = HashMap::new();
        for technique in techniques.iter().filter(|technique| technique.is_current()) {
            *counts.entry((technique.matrix, technique.name)).or_default() += 1;
        }
        for technique in &mut techniques {
            let shared = counts.get(&(technique.matrix, technique.name)).is_some_and(|count| *count > 1);
            technique.ambiguous = shared || !technique.name.contains([' ', '/']);
        }
        Self { techniques }
    }

    pub(crate) fn all(&self) -> &[Technique] {
        &self.techniques
    }

    pub(crate) fn get(&self, id: &str) -> Option<&Technique> {
        let id = id.to_ascii_uppercase();
        let found = self.techniques.binary_search_by(|technique| technique.id.cmp(id.as_str())).ok()?;
        self.techniques.get(found)
    }
}

fn parse(line: &'static str) -> Option<Technique> {
    let mut cells = line.split('\t');
    let (id, name, tactics) = (cells.next()?, cells.next()?, cells.next()?);
    let (flag, matrix, successor) = (cells.next()?, cells.next()?, cells.next()?);
    Some(Technique {
        id,
        name,
        tactics: tactics.split(',').filter(|tactic| !tactic.is_empty()).collect(),
        matrix,
        revoked: flag == "r",
        deprecated: flag == "d",
        successor: Some(successor).filter(|id| !id.is_empty()),
        ambiguous: false,
    })
}
