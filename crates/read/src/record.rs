//! Fields of one record of a binary format, handed on so that detection knows what each of them is.
//!
//! In: names and values. Out: passages. What detection reads whole (a command line, a service) and what says who the
//! record's owner is stand alone; all other fields stand in one passage, one a line.

use noroshi_base::IndicatorKind;

use crate::emit::Emit;
use crate::{Hint, Passage, Role};

/// Longest value in bytes that stands among others.
const SHORT: usize = 512;
/// Bytes at which the lines of a record are parted.
const BLOCK: usize = 256 << 10;
/// Bytes of one value that are kept.
const LONGEST: usize = 1 << 20;

/// Fields that detection reads whole, lower case.
const WHOLE: &[&str] = &[
    "commandline",
    "parentcommandline",
    "processcommandline",
    "hostapplication",
    "imagepath",
    "servicename",
    "servicefilename",
    "taskname",
    "pipename",
    "targetobject",
    "useragent",
    "user-agent",
];

/// Whom a value names by the field it stands in; the last part of a role's path below `identity/`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Own {
    /// A machine's name.
    Host,
    /// A Windows or Kerberos domain.
    Domain,
    /// An account.
    User,
    /// An organisation.
    Organisation,
    /// An id, serial number or hardware address of a machine.
    MachineId,
}

impl Own {
    const fn path(self) -> &'static str {
        match self {
            Self::Host => "identity/host",
            Self::Domain => "identity/domain",
            Self::User => "identity/user",
            Self::Organisation => "identity/organisation",
            Self::MachineId => "identity/machine-id",
        }
    }
}

/// One record.
pub(crate) struct Record {
    part: String,
    path: &'static str,
    /// Fields are properties (metadata) rather than content.
    metadata: bool,
    hint: Option<Box<Hint>>,
    lines: String,
    passages: Vec<Passage>,
}

impl Record {
    /// A record whose fields are content; `part` is its place for people, `path` what it is.
    pub(crate) fn new(part: impl Into<String>, path: &'static str) -> Self {
        Self {
            part: part.into(),
            path,
            metadata: false,
            hint: None,
            lines: String::new(),
            passages: Vec::new(),
        }
    }

    /// A record whose fields are metadata of the file.
    pub(crate) fn metadata(part: impl Into<String>, path: &'static str) -> Self {
        Self { metadata: true, ..Self::new(part, path) }
    }

    /// Says when the record was written, and when it was last seen where that is another time (RFC 3339).
    pub(crate) fn seen(&mut self, first: Option<String>, last: Option<String>) {
        if first.is_some() || last.is_some() {
            self.hint = Some(Box::new(Hint { first_seen: first, last_seen: last, ..Hint::default() }));
        }
    }

    /// Adds a field.
    pub(crate) fn field(&mut self, name: &str, value: &str) {
        let value = clean(value);
        let value = value.trim_matches(['\0', ' ', '\t', '\r', '\n']);
        if value.is_empty() {
            return;
        }
        if WHOLE.contains(&name.to_ascii_lowercase().as_str()) || value.len() > SHORT || value.contains('\n')
        {
            let role = self.role(&format!("{}/{name}", self.path));
            self.alone(name, role, value);
        } else {
            if self.lines.len() >= BLOCK {
                let lines = std::mem::take(&mut self.lines);
                self.block(lines);
            }
            self.lines.push_str(name);
            self.lines.push_str(": ");
            self.lines.push_str(value);
            self.lines.push('\n');
        }
    }

    /// Adds a field whose value is there.
    pub(crate) fn maybe(&mut self, name: &str, value: Option<String>) {
        if let Some(value) = value {
            self.field(name, &value);
        }
    }

    /// Adds a value whose kind the format itself tells.
    pub(crate) fn typed(&mut self, name: &str, kind: IndicatorKind, value: &str) {
        let value = clean(value);
        if value.trim().is_empty() {
            return;
        }
        let role = self.role(&format!("{}/{name}", self.path));
        self.alone(name, role, value.trim());
        let hint = self.passages.last_mut().map(|passage| passage.hint.get_or_insert_default());
        hint.into_iter().for_each(|hint| hint.kind = Some(kind));
    }

    /// Adds a field that says who the owner is; what every Windows has names nobody.
    pub(crate) fn own(&mut self, name: &str, own: Own, value: &str) {
        let value = clean(value);
        let value = value.trim_matches(['\0', ' ', '\t', '\r', '\n']);
        if value.is_empty() {
            return;
        }
        if is_common(value) {
            return self.field(name, value);
        }
        let role = self.role(own.path());
        self.alone(name, role, value);
    }

    fn role(&self, path: &str) -> Role {
        if self.metadata { Role::Property(path.into()) } else { Role::Field(path.into()) }
    }

    fn block(&mut self, lines: String) {
        let mut passage = Passage::new(self.part.as_str(), self.role(self.path), lines);
        passage.hint.clone_from(&self.hint);
        self.passages.push(passage);
    }

    fn alone(&mut self, name: &str, role: Role, value: &str) {
        let part = if self.part.is_empty() { name.to_owned() } else { format!("{} {name}", self.part) };
        let mut passage = Passage::new(part, role, value);
        passage.hint.clone_from(&self.hint);
        self.passages.push(passage);
    }

    /// Hands the record on.
    pub(crate) fn emit(mut self, emit: &mut Emit<'_>) {
        let lines = std::mem::take(&mut self.lines);
        self.block(lines);
        for passage in self.passages {
            emit.passage(passage);
        }
    }
}

/// A value without NUL and control characters, bounded.
fn clean(value: &str) -> String {
    let value = value.get(..value.floor_char_boundary(LONGEST)).unwrap_or(value);
    value.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect()
}

/// Names that every machine has, and those that stand for none.
fn is_common(value: &str) -> bool {
    const COMMON: &[&str] = &[
        "-",
        "n/a",
        "system",
        "local service",
        "network service",
        "anonymous logon",
        "nt authority",
        "nt service",
        "nt virtual machine",
        "window manager",
        "font driver host",
        "builtin",
        "workgroup",
        "localhost",
        "local",
        "everyone",
        "administrator",
        "administrators",
        "guest",
        "users",
        "null",
        "*",
        "unknown",
        "microsoftaccount",
        "azuread",
        "iis apppool",
        "mshome",
        "defaultaccount",
        "wdagutilityaccount",
        "krbtgt",
    ];
    let lower = value.to_lowercase();
    COMMON.contains(&lower.as_str())
        || lower
            .strip_prefix("dwm-")
            .or_else(|| lower.strip_prefix("umfd-"))
            .is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()))
        || value.chars().all(|c| !c.is_alphanumeric())
}
