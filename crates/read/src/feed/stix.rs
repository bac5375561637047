//! STIX 2.0 and 2.1 bundles, single objects and lists of objects.

use noroshi_base::IndicatorKind;
use serde_json::{Map, Value};

use super::kinds;
use super::path::Path;
use super::pattern::comparisons;
use super::{decode_data, scalar};
use crate::emit::{Emit, safe_name};
use crate::{Hint, Role};

/// Keys whose values are machine bookkeeping.
const BOOKKEEPING: [&str; 22] = [
    "id",
    "type",
    "spec_version",
    "created",
    "modified",
    "revoked",
    "pattern_type",
    "pattern_version",
    "valid_from",
    "valid_until",
    "first_observed",
    "last_observed",
    "first_seen",
    "last_seen",
    "published",
    "phase_name",
    "kill_chain_name",
    "definition_type",
    "relationship_type",
    "lang",
    "color",
    "number_observed",
];

/// Whether a value is a STIX document.
pub(super) fn is_stix(value: &Value) -> bool {
    match value {
        Value::Array(items) => items.first().is_some_and(|item| item.is_object() && is_stix(item)),
        Value::Object(map) => {
            let objects = map.get("objects").and_then(Value::as_array);
            let bundle = map.get("type").and_then(Value::as_str) == Some("bundle");
            let listed = objects.is_some_and(|list| list.first().is_some_and(is_object));
            (bundle && map.contains_key("objects")) || listed || is_object(value)
        }
        _ => false,
    }
}

fn is_object(value: &Value) -> bool {
    let text = |key: &str| value.get(key).and_then(Value::as_str);
    let (Some(kind), Some(id)) = (text("type"), text("id")) else { return false };
    id.strip_prefix(kind).is_some_and(|rest| rest.starts_with("--") && rest.len() == 38)
}

/// A walk over one document.
pub(super) struct Walk<'p, 'e> {
    path: Path,
    emit: &'p mut Emit<'e>,
    objects: u32,
}

/// What is known about the object being walked.
#[derive(Clone, Default)]
struct Context<'v> {
    object: &'v str,
    number: u32,
    first_seen: Option<String>,
    last_seen: Option<String>,
}

impl Context<'_> {
    fn hint(&self, kind: Option<IndicatorKind>, feed_type: String, to_ids: bool) -> Hint {
        Hint {
            kind,
            feed_type,
            category: String::new(),
            to_ids,
            first_seen: self.first_seen.clone(),
            last_seen: self.last_seen.clone(),
            object: self.number,
            object_name: self.object.to_owned(),
            relation: String::new(),
        }
    }
}

impl<'p, 'e> Walk<'p, 'e> {
    pub(super) const fn new(path: Path, emit: &'p mut Emit<'e>) -> Self {
        Self { path, emit, objects: 0 }
    }

    /// Hands on a document of any of the shapes.
    pub(super) fn document(&mut self, value: &Value) {
        match value {
            Value::Array(items) => self.each(items, Self::document),
            Value::Object(map) if is_object(value) && !map.contains_key("objects") => self.object(map),
            Value::Object(map) => {
                for (key, value) in map {
                    self.under(key, |walk| walk.bundle_field(map, key, value));
                }
            }
            _ => {}
        }
    }

    fn bundle_field(&mut self, map: &Map<String, Value>, key: &str, value: &Value) {
        let observed = map.get("type").and_then(Value::as_str) == Some("observed-data");
        match value {
            Value::Array(items) if key == "objects" => self.each(items, |walk, item| match item {
                Value::Object(map) => walk.object(map),
                other => walk.leaves("objects", other, &Context::default(), &mut String::new()),
            }),
            Value::Object(objects) if key == "objects" && observed => {
                self.observed(objects, &times(map));
            }
            _ => self.leaves(key, value, &Context::default(), &mut String::new()),
        }
    }

    /// The numbered objects of STIX 2.0 observed data.
    fn observed(&mut self, objects: &Map<String, Value>, times: &Context<'_>) {
        for (key, value) in objects {
            let Value::Object(map) = value else { continue };
            let mark = self.path.key(key);
            let mut context = self.context(map);
            context.first_seen.clone_from(&times.first_seen);
            context.last_seen.clone_from(&times.last_seen);
            self.fields(map, &context);
            self.path.back(mark);
        }
    }

    fn context<'v>(&mut self, map: &'v Map<String, Value>) -> Context<'v> {
        self.objects = self.objects.saturating_add(1);
        Context { number: self.objects, ..times(map) }
    }

    fn object(&mut self, map: &Map<String, Value>) {
        let context = self.context(map);
        if context.object == "observed-data"
            && let Some(Value::Object(objects)) = map.get("objects")
        {
            self.under("objects", |walk| walk.observed(objects, &context));
        }
        self.fields(map, &context);
    }

    fn fields(&mut self, map: &Map<String, Value>, context: &Context<'_>) {
        for (key, value) in map {
            if !self.emit.more() {
                return;
            }
            let mark = self.path.key(key);
            match (key.as_str(), value) {
                ("objects", Value::Object(_)) if context.object == "observed-data" => {}
                ("pattern", Value::String(text)) => self.pattern(map, context, text),
                ("name", Value::String(text)) => self.name(map, context, text),
                ("aliases" | "x_mitre_aliases", Value::Array(names)) => self.each(names, |walk, name| {
                    if let Value::String(text) = name {
                        walk.name(map, context, text);
                    }
                }),
                ("description" | "abstract" | "content" | "opinion" | "explanation", Value::String(text)) => {
                    self.emit.lines(self.path.part(), Role::Prose, 1, text.clone());
                }
                ("external_references", Value::Array(list)) => self.references(context, list),
                ("payload_bin", Value::String(data)) => self.payload(map, data),
                _ => self.leaves(key, value, context, &mut String::new()),
            }
            self.path.back(mark);
        }
    }

    fn name(&mut self, map: &Map<String, Value>, context: &Context<'_>, name: &str) {
        let kind = match context.object {
            "malware" | "tool" => Some(IndicatorKind::Malware),
            "threat-actor" | "intrusion-set" => Some(IndicatorKind::ThreatActor),
            "vulnerability" => kinds::vulnerability(name),
            "attack-pattern" if attack_id(map).is_none() => Some(IndicatorKind::AttackPattern),
            "identity" => {
                self.emit.text(self.path.part(), Role::Property("identity".into()), name);
                return;
            }
            // Names of tactics, campaigns, reports: words, not values.
            "file" | "directory" | "mutex" | "process" | "software" => {
                let kind = kinds::stix(context.object, "name", name);
                let hint = context.hint(kind, format!("{}:name", context.object), false);
                self.emit.value(self.path.part(), self.path.role(), name, hint);
                return;
            }
            _ => None,
        };
        let hint = context.hint(kind, format!("{}:name", context.object), false);
        self.emit.value(self.path.part(), self.path.role(), name, hint);
    }

    fn pattern(&mut self, map: &Map<String, Value>, context: &Context<'_>, text: &str) {
        let language = map.get("pattern_type").and_then(Value::as_str).unwrap_or("stix");
        let kind = match language {
            "yara" => IndicatorKind::YaraRule,
            "sigma" => IndicatorKind::SigmaRule,
            "snort" | "suricata" => IndicatorKind::SuricataRule,
            "stix" => IndicatorKind::StixPattern,
            _ => IndicatorKind::Other,
        };
        let whole = context.hint(Some(kind), format!("{language}-pattern"), true);
        self.emit.value(self.path.part(), Role::Code, text, whole);
        if kind == IndicatorKind::StixPattern {
            self.constants(context, text);
        }
    }

    fn constants(&mut self, context: &Context<'_>, text: &str) {
        for comparison in comparisons(text) {
            let kind = if comparison.exact {
                kinds::stix(&comparison.object, &comparison.path, &comparison.value)
            } else {
                None
            };
            let feed_type = format!("{}:{}", comparison.object, comparison.path);
            let mut hint = context.hint(kind, feed_type, comparison.exact);
            hint.relation = comparison.operator;
            self.emit.value(self.path.part(), self.path.role(), comparison.value, hint);
        }
    }

    fn references(&mut self, context: &Context<'_>, list: &[Value]) {
        self.each(list, |walk, reference| {
            let Value::Object(map) = reference else { return };
            for (key, value) in map {
                let Value::String(text) = value else { continue };
                let mark = walk.path.key(key);
                let technique = key == "external_id" && context.object == "attack-pattern";
                let vulnerability = if key == "external_id" { kinds::vulnerability(text) } else { None };
                let kind = if technique { Some(IndicatorKind::AttackPattern) } else { vulnerability };
                if kind.is_some() {
                    let hint = context.hint(kind, format!("{}:external_id", context.object), false);
                    walk.emit.value(walk.path.part(), walk.path.role(), text.clone(), hint);
                } else {
                    walk.emit.text(walk.path.part(), walk.path.role(), text.clone());
                }
                walk.path.back(mark);
            }
        });
    }

    fn payload(&mut self, map: &Map<String, Value>, data: &str) {
        let name = map.get("x_name").or_else(|| map.get("name")).and_then(Value::as_str).unwrap_or("");
        match decode_data(data) {
            Some(bytes) if !bytes.is_empty() => {
                let name = safe_name(name, &format!("artifact {}.bin", self.objects));
                self.emit.child(&name, &bytes);
            }
            Some(_) => {}
            None => {
                self.emit.malformed(
                    &self.path.part(),
                    "データがBase64ではありません",
                    "payload is not base64",
                );
            }
        }
    }

    /// Hands on every string below that is not bookkeeping; `below` is the path within the object.
    fn leaves(&mut self, key: &str, value: &Value, context: &Context<'_>, below: &mut String) {
        let before = below.len();
        if !key.is_empty() {
            if !below.is_empty() {
                below.push('.');
            }
            below.extend(key.chars().take(200));
        }
        match value {
            Value::String(_) | Value::Number(_) => self.leaf(key, value, context, below),
            Value::Array(items) => self.each(items, |walk, item| walk.leaves("", item, context, below)),
            Value::Object(map) => {
                for (key, value) in map {
                    self.under(key, |walk| walk.leaves(key, value, context, below));
                }
            }
            _ => {}
        }
        below.truncate(before);
    }

    fn leaf(&mut self, key: &str, value: &Value, context: &Context<'_>, below: &str) {
        let reference = key.ends_with("_ref") || below.ends_with("_refs");
        if reference || BOOKKEEPING.contains(&key) {
            return;
        }
        let text = scalar(value).unwrap_or_default();
        let kind = kinds::stix(context.object, below, &text);
        match (kind, value) {
            (None, Value::Number(_)) => {}
            (None, _) => self.emit.text(self.path.part(), self.path.role(), text),
            (Some(_), _) => {
                let hint = context.hint(kind, format!("{}:{below}", context.object), false);
                self.emit.value(self.path.part(), self.path.role(), text, hint);
            }
        }
    }

    fn under(&mut self, key: &str, inner: impl FnOnce(&mut Self)) {
        let mark = self.path.key(key);
        inner(self);
        self.path.back(mark);
    }

    fn each(&mut self, items: &[Value], mut inner: impl FnMut(&mut Self, &Value)) {
        for (index, item) in items.iter().enumerate() {
            if !self.emit.more() {
                return;
            }
            let mark = self.path.index(index);
            inner(self, item);
            self.path.back(mark);
        }
    }
}

fn times(map: &Map<String, Value>) -> Context<'_> {
    let text = |key: &str| map.get(key).and_then(Value::as_str).map(str::to_owned);
    Context {
        object: map.get("type").and_then(Value::as_str).unwrap_or(""),
        number: 0,
        first_seen: text("first_observed").or_else(|| text("first_seen")).or_else(|| text("valid_from")),
        last_seen: text("last_observed").or_else(|| text("last_seen")),
    }
}

/// The ATT&CK id of an attack pattern.
fn attack_id(map: &Map<String, Value>) -> Option<&str> {
    let list = map.get("external_references")?.as_array()?;
    list.iter().find_map(|reference| reference.get("external_id").and_then(Value::as_str))
}
