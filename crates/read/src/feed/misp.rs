//! MISP events, feeds, manifests and search answers.

use noroshi_base::IndicatorKind;
use serde_json::{Map, Value};

use super::kinds;
use super::path::Path;
use super::{decode_data, scalar};
use crate::emit::{Emit, safe_name};
use crate::{Hint, Role};

/// Keys whose values are machine bookkeeping.
const BOOKKEEPING: [&str; 42] = [
    "id",
    "uuid",
    "event_id",
    "object_id",
    "object_uuid",
    "org_id",
    "orgc_id",
    "sharing_group_id",
    "distribution",
    "timestamp",
    "publish_timestamp",
    "sighting_timestamp",
    "date_sighting",
    "date",
    "deleted",
    "published",
    "disable_correlation",
    "locked",
    "analysis",
    "threat_level_id",
    "attribute_count",
    "proposal_email_lock",
    "extends_uuid",
    "colour",
    "exportable",
    "hide_tag",
    "is_galaxy",
    "is_custom_galaxy",
    "local_only",
    "numerical_value",
    "user_id",
    "relationship_type",
    "local",
    "template_uuid",
    "template_version",
    "version",
    "collection_uuid",
    "tag_id",
    "galaxy_id",
    "first_seen",
    "last_seen",
    "to_ids",
];

/// Whether a value is a MISP document.
pub(super) fn is_misp(value: &Value) -> bool {
    match value {
        Value::Array(items) => items.first().is_some_and(|item| item.is_object() && is_misp(item)),
        Value::Object(map) => is_misp_map(map),
        _ => false,
    }
}

fn is_misp_map(map: &Map<String, Value>) -> bool {
    if map.get("Event").is_some_and(|event| event.is_object() || event.is_array())
        || is_event(map)
        || is_attribute(map)
    {
        return true;
    }
    if map.get("response").is_some_and(is_misp) {
        return true;
    }
    is_manifest(map)
}

fn is_event(map: &Map<String, Value>) -> bool {
    let list = |key: &str| {
        map.get(key).and_then(Value::as_array).is_some_and(|items| {
            items.is_empty()
                || items.first().is_some_and(|item| item.get("type").is_some() || item.get("name").is_some())
        })
    };
    let sign = map.contains_key("info") || map.contains_key("uuid") || map.contains_key("Orgc");
    let bare = ["info", "analysis", "distribution"].iter().all(|key| map.contains_key(*key));
    bare || (list("Attribute") || list("Object")) && (sign || map.len() <= 2)
}

fn is_attribute(map: &Map<String, Value>) -> bool {
    ["type", "category", "value", "to_ids"].iter().all(|key| map.contains_key(*key))
}

fn is_manifest(map: &Map<String, Value>) -> bool {
    let entry = |value: &Value| value.get("info").is_some() && value.get("Orgc").is_some();
    map.values().next().is_some_and(entry)
}

/// A walk over one document.
pub(super) struct Walk<'p, 'e> {
    path: Path,
    emit: &'p mut Emit<'e>,
    objects: u32,
}

/// The object an attribute belongs to.
#[derive(Clone, Copy)]
struct Owner<'v> {
    number: u32,
    name: &'v str,
}

impl<'p, 'e> Walk<'p, 'e> {
    pub(super) const fn new(path: Path, emit: &'p mut Emit<'e>) -> Self {
        Self { path, emit, objects: 0 }
    }

    /// Hands on a document of any of the shapes.
    pub(super) fn document(&mut self, value: &Value) {
        match value {
            Value::Array(items) => self.each(items, Self::document),
            Value::Object(map) if is_event(map) => self.under("Event", |walk| walk.event(map)),
            Value::Object(map) if is_attribute(map) => {
                self.under("Attribute", |walk| walk.attribute(map, Owner { number: 0, name: "" }));
            }
            Value::Object(map) => self.wrapper(map),
            _ => {}
        }
    }

    fn wrapper(&mut self, map: &Map<String, Value>) {
        for (key, value) in map {
            match (key.as_str(), value) {
                ("Event", Value::Object(event)) => self.under("Event", |walk| walk.event(event)),
                ("Event", Value::Array(events)) => self.under("Event", |walk| {
                    walk.each(events, |walk, event| {
                        if let Value::Object(event) = event {
                            walk.event(event);
                        }
                    });
                }),
                ("response", inner) => self.document(inner),
                (_, Value::Object(entry)) if entry.contains_key("Orgc") => {
                    let mark = self.path.key("manifest");
                    self.event(entry);
                    self.path.back(mark);
                }
                _ => self.under(key, |walk| walk.leaves(key, value)),
            }
        }
    }

    fn event(&mut self, event: &Map<String, Value>) {
        let none = Owner { number: 0, name: "" };
        for (key, value) in event {
            if !self.emit.more() {
                return;
            }
            let mark = self.path.key(key);
            match key.as_str() {
                "Attribute" | "ShadowAttribute" => self.attributes(value, none),
                "Object" => self.objects(value),
                "EventReport" => self.reports(value),
                _ => self.common(key, value),
            }
            self.path.back(mark);
        }
    }

    /// What events, objects and attributes all may have.
    fn common(&mut self, key: &str, value: &Value) {
        match key {
            "Galaxy" => self.galaxies(value),
            "GalaxyCluster" => self.clusters(value, ""),
            "Tag" => self.tags(value),
            "Org" | "Orgc" | "SharingGroup" | "Organisation" => self.organisation(value),
            "event_creator_email" => self.property("event_creator_email", value),
            "RelatedEvent" | "related_events" => {}
            _ => self.leaves(key, value),
        }
    }

    fn objects(&mut self, value: &Value) {
        self.maps(value, |walk, object| {
            walk.objects = walk.objects.saturating_add(1);
            let owner = Owner {
                number: walk.objects,
                name: object.get("name").and_then(Value::as_str).unwrap_or(""),
            };
            for (key, value) in object {
                let mark = walk.path.key(key);
                match key.as_str() {
                    "Attribute" | "ShadowAttribute" => walk.attributes(value, owner),
                    "name" | "meta-category" | "description" | "ObjectReference" => {}
                    _ => walk.common(key, value),
                }
                walk.path.back(mark);
            }
        });
    }

    fn attributes(&mut self, value: &Value, owner: Owner<'_>) {
        self.maps(value, |walk, attribute| walk.attribute(attribute, owner));
    }

    fn attribute(&mut self, attribute: &Map<String, Value>, owner: Owner<'_>) {
        let text = |key: &str| attribute.get(key).and_then(Value::as_str).unwrap_or("");
        let feed_type = text("type");
        let value = attribute.get("value").and_then(scalar).unwrap_or_default();
        let mark = self.path.key("value");
        if is_set(attribute.get("deleted")) {
            self.emit.text(self.path.part(), Role::Hidden, value.clone());
        } else {
            let hint = Hint {
                kind: kinds::misp(feed_type, &value),
                feed_type: feed_type.to_owned(),
                category: text("category").to_owned(),
                to_ids: is_set(attribute.get("to_ids")),
                first_seen: time(attribute.get("first_seen")).or_else(|| time(attribute.get("timestamp"))),
                last_seen: time(attribute.get("last_seen")),
                object: owner.number,
                object_name: owner.name.to_owned(),
                relation: text("object_relation").to_owned(),
            };
            self.emit.value(self.path.part(), self.path.role(), value.clone(), hint);
        }
        self.path.back(mark);
        self.attribute_rest(attribute, &value);
    }

    fn attribute_rest(&mut self, attribute: &Map<String, Value>, value: &str) {
        for (key, other) in attribute {
            let mark = self.path.key(key);
            match (key.as_str(), other) {
                ("value" | "value1" | "value2" | "type" | "category" | "object_relation", _) => {}
                ("data", Value::String(data)) => self.data(value, data),
                ("ShadowAttribute", shadow) => self.attributes(shadow, Owner { number: 0, name: "" }),
                _ => self.common(key, other),
            }
            self.path.back(mark);
        }
    }

    /// An attached file; its name is the value, or what stands before the bar.
    fn data(&mut self, value: &str, data: &str) {
        let name = safe_name(value.split('|').next().unwrap_or(value), "attachment.bin");
        match decode_data(data) {
            Some(bytes) if !bytes.is_empty() => self.emit.child(&name, &bytes),
            Some(_) => {}
            None => self.emit.malformed(
                &self.path.part(),
                "添付データがBase64ではありません",
                "attached data is not base64",
            ),
        }
    }

    fn reports(&mut self, value: &Value) {
        self.maps(value, |walk, report| {
            for (key, value) in report {
                let mark = walk.path.key(key);
                match (key.as_str(), value) {
                    ("content", Value::String(text)) => {
                        walk.emit.lines(walk.path.part(), Role::Prose, 1, text.clone());
                    }
                    _ => walk.leaves(key, value),
                }
                walk.path.back(mark);
            }
        });
    }

    fn galaxies(&mut self, value: &Value) {
        self.maps(value, |walk, galaxy| {
            let kind = galaxy.get("type").and_then(Value::as_str).unwrap_or("");
            if let Some(clusters) = galaxy.get("GalaxyCluster") {
                walk.under("GalaxyCluster", |walk| walk.clusters(clusters, kind));
            }
        });
    }

    fn clusters(&mut self, value: &Value, galaxy: &str) {
        self.maps(value, |walk, cluster| {
            let own = cluster.get("type").and_then(Value::as_str).unwrap_or(galaxy);
            for (key, value) in cluster {
                let mark = walk.path.key(key);
                match (key.as_str(), value) {
                    ("value", Value::String(name)) => walk.cluster_name(own, name),
                    ("tag_name" | "source" | "authors" | "type" | "Org" | "Orgc", _) => {}
                    _ => walk.leaves(key, value),
                }
                walk.path.back(mark);
            }
        });
    }

    fn cluster_name(&mut self, galaxy: &str, name: &str) {
        let kind = kinds::galaxy(galaxy);
        // `APT28 - G0007`, `Phishing - T1566`: the id names a technique, the name an actor or a malware.
        let (label, id) = name.rsplit_once(" - ").unwrap_or((name, name));
        let text = match kind {
            Some(IndicatorKind::AttackPattern) => id,
            Some(_) => label,
            None => name,
        };
        let hint = Hint { kind, feed_type: format!("galaxy:{galaxy}"), ..Hint::default() };
        self.emit.value(self.path.part(), self.path.role(), text, hint);
    }

    fn tags(&mut self, value: &Value) {
        self.maps(value, |walk, tag| {
            let Some(name) = tag.get("name").and_then(Value::as_str) else { return };
            let mark = walk.path.key("name");
            match galaxy_tag(name) {
                Some((galaxy, cluster)) => walk.cluster_name(galaxy, cluster),
                None => walk.emit.text(walk.path.part(), walk.path.role(), name),
            }
            walk.path.back(mark);
        });
    }

    fn organisation(&mut self, value: &Value) {
        match value {
            Value::Object(map) => {
                for (key, value) in map.iter().filter(|(key, _)| !BOOKKEEPING.contains(&key.as_str())) {
                    self.under(key, |walk| walk.organisation(value));
                }
            }
            Value::Array(items) => self.each(items, Self::organisation),
            Value::String(_) => self.property("org", value),
            _ => {}
        }
    }

    fn property(&mut self, name: &str, value: &Value) {
        if let Value::String(text) = value {
            self.emit.text(self.path.part(), Role::Property(name.into()), text.clone());
        }
    }

    /// Hands on every string below that is not bookkeeping.
    fn leaves(&mut self, key: &str, value: &Value) {
        match value {
            Value::String(text) if !BOOKKEEPING.contains(&key) => {
                self.emit.text(self.path.part(), self.path.role(), text.clone());
            }
            Value::Array(items) => self.each(items, |walk, item| walk.leaves(key, item)),
            Value::Object(map) => {
                for (key, value) in map {
                    self.under(key, |walk| walk.leaves(key, value));
                }
            }
            _ => {}
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

    /// Every map of a list, or the one map.
    fn maps(&mut self, value: &Value, mut inner: impl FnMut(&mut Self, &Map<String, Value>)) {
        match value {
            Value::Object(map) => inner(self, map),
            Value::Array(items) => self.each(items, |walk, item| {
                if let Value::Object(map) = item {
                    inner(walk, map);
                }
            }),
            _ => {}
        }
    }
}

/// Splits `misp-galaxy:threat-actor="APT28"`.
fn galaxy_tag(name: &str) -> Option<(&str, &str)> {
    let (galaxy, cluster) = name.strip_prefix("misp-galaxy:")?.split_once('=')?;
    Some((galaxy, cluster.trim_matches('"')))
}

/// MISP writes truth as `true`, `1` or `"1"`.
fn is_set(value: Option<&Value>) -> bool {
    match value {
        Some(Value::Bool(set)) => *set,
        Some(Value::Number(number)) => number.as_u64() == Some(1),
        Some(Value::String(text)) => text == "1" || text.eq_ignore_ascii_case("true"),
        _ => false,
    }
}

/// A time as RFC 3339; MISP also writes seconds since 1970.
fn time(value: Option<&Value>) -> Option<String> {
    let text = scalar(value?)?;
    if text.contains('T') || text.contains('-') {
        return Some(text);
    }
    let seconds: i64 = text.parse().ok()?;
    (seconds > 0 && seconds < 253_402_300_800).then(|| crate::civil::rfc3339(seconds))
}
