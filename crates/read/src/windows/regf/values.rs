//! What the values of a key say.

use super::cells::Value;
use crate::emit::Emit;
use crate::record::{Own, Record};
use crate::structure::{narrow_z, wide, wide_z};

/// Bytes of a binary value whose strings are given with its name.
const BINARY: usize = 1 << 20;

/// Names of values, lower case, that say whose machine it is.
const OWN: &[(&str, Own)] = &[
    ("computername", Own::Host),
    ("activecomputername", Own::Host),
    ("hostname", Own::Host),
    ("nv hostname", Own::Host),
    ("lastcomputername", Own::Host),
    ("domain", Own::Domain),
    ("nv domain", Own::Domain),
    ("dhcpdomain", Own::Domain),
    ("icsdomain", Own::Domain),
    ("searchlist", Own::Domain),
    ("defaultdomainname", Own::Domain),
    ("cachedmachinedomain", Own::Domain),
    ("registeredowner", Own::User),
    ("registeredorganization", Own::Organisation),
    ("defaultusername", Own::User),
    ("altdefaultusername", Own::User),
    ("lastusedusername", Own::User),
    ("lastloggedonuser", Own::User),
    ("lastloggedonsamuser", Own::User),
    ("lastloggedondisplayname", Own::User),
    ("logonusername", Own::User),
    ("username", Own::User),
    ("machineguid", Own::MachineId),
    ("productid", Own::MachineId),
    ("susclientid", Own::MachineId),
    ("hwprofileguid", Own::MachineId),
    ("networkaddress", Own::MachineId),
    ("systemserialnumber", Own::MachineId),
    ("baseboardserialnumber", Own::MachineId),
    ("defaultpassword", Own::MachineId),
];

/// Adds one value; a program inside a value becomes a child.
pub(super) fn add(value: &Value<'_>, path: &str, out: &mut Record, emit: &mut Emit<'_>) {
    let name = if value.name.is_empty() { "(default)" } else { value.name.as_str() };
    let rotated = path.contains("\\userassist\\");
    if rotated {
        out.field("UserAssist", &rot13(name));
    } else if name.contains(['\\', '/', '@']) || name.contains('.') {
        // Lists of programs and sites keep them in the names of values.
        out.field("ValueName", name);
    }
    let text = match value.kind {
        1 | 2 | 6 => wide_z(&value.data),
        7 => wide(&value.data).split('\0').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n"),
        // Numbers and resource lists tell nothing.
        4 | 5 | 8..=11 => return,
        _ if value.data.starts_with(b"MZ") && value.data.len() > 512 => {
            return emit.child(&format!("{path}{name}"), &value.data);
        }
        _ => strings(value.data.get(..BINARY).unwrap_or(&value.data)),
    };
    let lower = name.to_ascii_lowercase();
    match OWN.iter().find(|(known, _)| *known == lower) {
        Some((_, own)) => out.own(name, *own, &text),
        None => out.field(name, &text),
    }
}

fn rot13(text: &str) -> String {
    let turn = |c: char, first: u8| {
        let from = u32::from(c) - u32::from(first);
        char::from_u32(u32::from(first) + (from + 13) % 26).unwrap_or(c)
    };
    text.chars()
        .map(|c| match c {
            'a'..='z' => turn(c, b'a'),
            'A'..='Z' => turn(c, b'A'),
            _ => c,
        })
        .collect()
}

/// Runs of printable characters in binary data, in UTF-16 and in bytes, one a line.
fn strings(data: &[u8]) -> String {
    const LEAST: usize = 5;
    let mut out = String::new();
    let mut push = |text: &str| {
        if text.chars().count() >= LEAST {
            out.push_str(text);
            out.push('\n');
        }
    };
    let plain = |c: &char| !c.is_control() && *c != '\u{fffd}';
    for start in 0..2.min(data.len()) {
        // A character beyond Latin in between is data by chance more often than text.
        let units = wide(data.get(start..).unwrap_or_default());
        for run in units.split(|c: char| !plain(&c) || c > '\u{ff}' && !crate::emit::is_wide(c)) {
            if run.chars().any(|c| c.is_ascii_alphabetic()) || run.chars().count() >= 2 * LEAST {
                push(run);
            }
        }
    }
    for run in data.split(|byte| !matches!(byte, 0x20..=0x7e | 0x80..)) {
        let text = narrow_z(run);
        if text.chars().all(|c| plain(&c)) && text.is_ascii() {
            push(&text);
        }
    }
    out
}
