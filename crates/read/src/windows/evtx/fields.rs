//! What the fields of an event say.

use super::binxml::Value;
use crate::record::{Own, Record};

/// Fields that every record has and that tell nothing of an attack.
const BOOKKEEPING: &[&str] =
    &["Version", "Level", "Task", "Opcode", "Keywords", "Correlation", "Execution", "xmlns"];

/// Names of fields, lower case, that say whose machine wrote the log.
const OWN: &[(&str, Own)] = &[
    ("computer", Own::Host),
    ("computername", Own::Host),
    ("workstation", Own::Host),
    ("workstationname", Own::Host),
    ("callerworkstation", Own::Host),
    ("clientname", Own::Host),
    ("clientmachine", Own::Host),
    ("clientcomputername", Own::Host),
    ("machinename", Own::Host),
    ("newcomputername", Own::Host),
    ("oldcomputername", Own::Host),
    ("samcomputername", Own::Host),
    ("dcname", Own::Host),
    ("dchostname", Own::Host),
    ("sourcehostname", Own::Host),
    ("targetservername", Own::Host),
    ("subjectdomainname", Own::Domain),
    ("targetdomainname", Own::Domain),
    ("targetoutbounddomainname", Own::Domain),
    ("accountdomain", Own::Domain),
    ("domainname", Own::Domain),
    ("domain", Own::Domain),
    ("domainpolicychanged", Own::Domain),
    ("subjectusername", Own::User),
    ("targetusername", Own::User),
    ("targetoutboundusername", Own::User),
    ("samaccountname", Own::User),
    ("accountname", Own::User),
    ("accountsessionidentifier", Own::User),
    ("membername", Own::User),
    ("username", Own::User),
    ("user", Own::User),
    ("sourceuser", Own::User),
    ("targetuser", Own::User),
    ("parentuser", Own::User),
    ("displayname", Own::User),
    ("userprincipalname", Own::User),
    ("usersid", Own::MachineId),
    ("userid", Own::MachineId),
    ("subjectusersid", Own::MachineId),
    ("targetusersid", Own::MachineId),
    ("targetsid", Own::MachineId),
    ("membersid", Own::MachineId),
];

/// Adds the values of one event.
pub(super) fn add(values: &[Value], out: &mut Record) {
    for value in values {
        if BOOKKEEPING.contains(&value.name.as_str()) || value.attribute == "xmlns" {
            continue;
        }
        let name = match (value.name.as_str(), value.attribute.as_str()) {
            (name, "") => name,
            ("Provider", "Name") => "Provider",
            ("Provider", _) | ("EventID", "Qualifiers") => continue,
            ("Binary", _) => "Binary",
            (_, attribute) => attribute,
        };
        match own(name) {
            // The accounts and groups of every Windows have short identifiers.
            Some(Own::MachineId) if !value.text.starts_with("S-1-5-21-") => out.field(name, &value.text),
            Some(own) => out.own(name, own, &value.text),
            None => out.field(name, &value.text),
        }
    }
}

fn own(name: &str) -> Option<Own> {
    let lower = name.to_ascii_lowercase();
    OWN.iter().find(|(known, _)| *known == lower).map(|(_, own)| *own)
}
