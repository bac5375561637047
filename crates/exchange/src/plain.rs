//! Indicators alone, for the station's own use: `noroshi extract`. Nothing here was judged; it is not for sharing.

use std::io::{self, Write};
use std::sync::Arc;

use noroshi_base::{IndicatorKind, IndicatorKind as K, Layer, Pap, Place, Tlp};
use noroshi_deidentify::draft::Direction;
use noroshi_misp::{Attribute, Event, EventWriter, Tag};
use noroshi_stix::object::{AttackPattern, Indicator, Malware, Note, Report, ThreatActor, Vulnerability};
use noroshi_stix::{BundleWriter, Common, ExternalReference, Id, Object, Timestamp};
use serde::Serialize;

use crate::detection::{self, Value};
use crate::mint::Mint;
use crate::{bundle, event, sheet, text, words};

/// Form of the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// One JSON object a line.
    Jsonl,
    /// Comma-separated, with a header.
    Csv,
    /// STIX 2.1 bundle.
    Stix,
    /// MISP event.
    Misp,
}

/// One extracted value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Extracted {
    /// STIX type.
    pub r#type: &'static str,
    /// Kind key (`sha256`, `file-path`, …).
    pub kind: IndicatorKind,
    /// Value, refanged and normalised.
    pub value: String,
    /// Name beside it: of a technique, of a malware id; empty for none.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Material it was first seen in.
    pub material: Arc<str>,
    /// First place.
    #[serde(serialize_with = "as_text")]
    pub place: Place,
    /// Occurrences over all materials.
    pub count: u64,
    /// Layers it was decoded through.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub layers: Vec<noroshi_base::Layer>,
}

/// Writes values in one format; `made_at` is RFC 3339 UTC, ids come from `rng`.
///
/// STIX and MISP are marked TLP:RED, PAP:RED and `unjudged`: nothing in them passed a judge.
///
/// # Errors
/// What the writer says.
pub fn write(
    values: &[Extracted],
    format: Format,
    made_at: &str,
    rng: &mut dyn rand::RngCore,
    out: &mut dyn Write,
) -> io::Result<()> {
    let at = made_at.parse().map_or(Timestamp::new(jiff::Timestamp::UNIX_EPOCH), Timestamp::new);
    let mut mint = Mint::new(rng);
    match format {
        Format::Jsonl => jsonl(values, out),
        Format::Csv => table(values, out),
        Format::Stix => stix(values, at, &mut mint, out),
        Format::Misp => misp(values, at, &mut mint, out),
    }
}

const UNJUDGED: &str = "unjudged extraction, not for sharing / 未審査の抽出結果、共有不可";

fn as_text<S: serde::Serializer>(place: &Place, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(place)
}

/// Bytes of lines that are written at once.
const LINES: usize = 64 << 10;

fn jsonl(values: &[Extracted], out: &mut dyn Write) -> io::Result<()> {
    let mut lines = Vec::with_capacity(LINES);
    for value in values {
        line(value, &mut lines)?;
        if lines.len() >= LINES {
            out.write_all(&lines)?;
            lines.clear();
        }
    }
    out.write_all(&lines)
}

/// One value as its serialiser writes it, by hand: there are hundreds of thousands of them.
fn line(value: &Extracted, out: &mut Vec<u8>) -> io::Result<()> {
    let Extracted { r#type, kind, value: text, name, material, place, count, layers } = value;
    out.extend_from_slice(b"{\"type\":\"");
    out.extend_from_slice(r#type.as_bytes());
    out.extend_from_slice(b"\",\"kind\":\"");
    out.extend_from_slice(kind.key().as_bytes());
    out.extend_from_slice(b"\",\"value\":");
    quoted(text, out)?;
    if !name.is_empty() {
        out.extend_from_slice(b",\"name\":");
        quoted(name, out)?;
    }
    out.extend_from_slice(b",\"material\":");
    quoted(material, out)?;
    out.extend_from_slice(b",\"place\":");
    if place.part.is_empty() && place.line > 0 {
        out.push(b'"');
        number(place.line.into(), out);
        out.push(b':');
        number(place.column.into(), out);
        out.push(b'"');
    } else {
        quoted(&place.to_string(), out)?;
    }
    out.extend_from_slice(b",\"count\":");
    number(*count, out);
    if !layers.is_empty() {
        out.extend_from_slice(b",\"layers\":");
        serde_json::to_writer(&mut *out, layers)?;
    }
    out.extend_from_slice(b"}\n");
    Ok(())
}

/// A text between quotation marks; most hold nothing to escape.
fn quoted(text: &str, out: &mut Vec<u8>) -> io::Result<()> {
    let plain = |flag: bool, byte: &u8| flag & (*byte >= 0x20) & (*byte != b'"') & (*byte != b'\\');
    if text.as_bytes().iter().fold(true, plain) {
        out.push(b'"');
        out.extend_from_slice(text.as_bytes());
        out.push(b'"');
        Ok(())
    } else {
        Ok(serde_json::to_writer(out, text)?)
    }
}

/// A number in decimal digits.
fn number(value: u64, out: &mut Vec<u8>) {
    let mut digits = [b'0'; 20];
    let (mut rest, mut used) = (value, 0);
    for digit in digits.iter_mut().rev() {
        if rest == 0 && used > 0 {
            break;
        }
        *digit += (rest % 10) as u8;
        rest /= 10;
        used += 1;
    }
    out.extend_from_slice(digits.get(digits.len() - used..).unwrap_or_default());
}

fn table(values: &[Extracted], out: &mut dyn Write) -> io::Result<()> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
    writer.write_record(["type", "kind", "value", "name", "material", "place", "count", "layers"])?;
    for value in values {
        let layers: Vec<String> = value.layers.iter().map(|&layer| layer_name(layer)).collect();
        let count = value.count.to_string();
        let layers = layers.join(" ");
        let place = value.place.to_string();
        let cells = [
            value.r#type,
            value.kind.key(),
            &value.value,
            &value.name,
            &value.material,
            &place,
            &count,
            &layers,
        ];
        writer.write_record(cells.map(|cell| sheet::safe(cell).into_owned()))?;
    }
    writer.flush()
}

/// Key of a layer as JSON writes it; `xor:<key>`, `xor-repeated:<bytes>` and `added:<number>` for those with a number.
fn layer_name(layer: Layer) -> String {
    match layer {
        Layer::Xor(key) => return format!("xor:{key}"),
        Layer::XorRepeated(bytes) => return format!("xor-repeated:{bytes}"),
        Layer::Added(number) => return format!("added:{number}"),
        _ => {}
    }
    serde_json::to_value(layer).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

fn stix(values: &[Extracted], at: Timestamp, mint: &mut Mint<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut bundle = BundleWriter::new(out, &mint.id("bundle"))?;
    bundle.push(&bundle::tlp_marking(Tlp::Red))?;
    bundle.push(&bundle::pap_marking(Pap::Red))?;
    let report = mint.id("report");
    let mut members = Vec::with_capacity(values.len());
    for value in values {
        let object = stix_object(value, at, &report, mint);
        members.push(object.id().clone());
        bundle.push(&object)?;
    }
    if !members.is_empty() {
        bundle.push(&Object::Report(Report {
            common: common(report, at),
            name: "Extracted indicators / 抽出した指標".to_owned(),
            description: UNJUDGED.to_owned(),
            report_types: vec!["indicator".into()],
            published: at,
            object_refs: members,
        }))?;
    }
    bundle.finish().map(drop)
}

fn common(id: Id, at: Timestamp) -> Common {
    let mut common = Common::new(id, at, vec![Id::fixed(Tlp::Red.stix_id()), Id::fixed(Pap::Red.stix_id())]);
    common.labels = vec!["unjudged".into(), "not-for-sharing".into()];
    common
}

fn value_of(value: &Extracted) -> Value<'_> {
    let name = Some(value.name.as_str()).filter(|name| !name.is_empty());
    Value { kind: value.kind, value: &value.value, name, feed_type: None }
}

fn provenance(value: &Extracted) -> String {
    format!("{UNJUDGED}\n{} {} (x{})", value.material, value.place, value.count)
}

fn stix_object(value: &Extracted, at: Timestamp, report: &Id, mint: &mut Mint<'_>) -> Object {
    let (name, description) = (value.value.clone(), provenance(value));
    let mut head = |kind: &'static str| common(mint.id(kind), at);
    match value.kind {
        K::Malware => Object::Malware(Malware {
            common: head("malware"),
            name,
            description,
            malware_types: vec!["unknown".into()],
            is_family: true,
            kill_chain_phases: Vec::new(),
        }),
        K::ThreatActor => Object::ThreatActor(ThreatActor {
            common: head("threat-actor"),
            name,
            description,
            threat_actor_types: vec!["unknown".into()],
        }),
        K::AttackPattern => {
            let mut common = head("attack-pattern");
            if crate::is_technique_id(&name) {
                common.external_references = vec![ExternalReference::id("mitre-attack", name.clone())];
            }
            let name = if value.name.is_empty() { name } else { value.name.clone() };
            Object::AttackPattern(AttackPattern { common, name, description, kill_chain_phases: Vec::new() })
        }
        K::Cve | K::Jvn | K::Jvndb => {
            let mut common = head("vulnerability");
            common.external_references = bundle::vulnerability_reference(value.kind, &name);
            Object::Vulnerability(Vulnerability { common, name, description })
        }
        _ => detected(value, description, at, report, mint),
    }
}

fn detected(
    value: &Extracted,
    description: String,
    at: Timestamp,
    report: &Id,
    mint: &mut Mint<'_>,
) -> Object {
    let title = format!("{}: {}", words::kind(value.kind).en, text::cut(&text::one_line(&value.value), 120));
    let Some(found) = detection::detection(value_of(value)) else {
        return Object::Note(Note {
            common: common(mint.id("note"), at),
            brief: title,
            content: format!("{}\n\n{description}", value.value),
            object_refs: vec![report.clone()],
        });
    };
    Object::Indicator(Box::new(Indicator {
        common: common(mint.id("indicator"), at),
        name: title,
        description,
        indicator_types: vec!["unknown".into()],
        pattern_version: (found.language == "stix").then(|| "2.1".into()),
        pattern: found.text,
        pattern_type: found.language.into(),
        valid_from: at,
        valid_until: None,
        kill_chain_phases: Vec::new(),
    }))
}

fn misp(values: &[Extracted], at: Timestamp, mint: &mut Mint<'_>, out: &mut dyn Write) -> io::Result<()> {
    let stamp = at.seconds().to_string();
    let mut tags = event::marking_tags(Tlp::Red, Pap::Red);
    tags.push(Tag::new("unjudged"));
    let head = Event {
        uuid: mint.uuid(),
        info: UNJUDGED.to_owned(),
        date: at.to_string().chars().take(10).collect(),
        timestamp: stamp.clone(),
        threat_level_id: "4",
        analysis: "0",
        distribution: "0",
        published: false,
        creator: event::ANONYMOUS_SOURCE,
        tags,
        reports: Vec::new(),
    };
    let mut writer = EventWriter::new(out, &head)?;
    let mut seen = event::Seen::default();
    for value in values {
        let mapped = event::attribute(value_of(value), Direction::Unknown, &[], true);
        let attribute = Attribute {
            uuid: mint.uuid(),
            kind: mapped.kind.into(),
            category: mapped.category.into(),
            value: mapped.value,
            to_ids: mapped.to_ids,
            comment: provenance(value),
            timestamp: stamp.clone(),
            distribution: "5",
            first_seen: None,
            last_seen: None,
            tags: Vec::new(),
        };
        if !attribute.value.trim().is_empty() && seen.is_new(&attribute) {
            writer.push(&attribute)?;
        }
    }
    writer.finish().map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_what_the_serialiser_writes() {
        let mut value = Extracted {
            r#type: K::Url.stix_type(),
            kind: K::Url,
            value: String::new(),
            name: String::new(),
            material: "mail.eml!/a \"b\".txt".into(),
            place: Place { part: "".into(), line: 0, column: 0 },
            count: 0,
            layers: Vec::new(),
        };
        let texts = ["http://evil.example/?a=1", "C:\\x\u{7f}\n\"端末\"", "\u{1}\t", ""];
        for (index, text) in texts.iter().cycle().take(8).enumerate() {
            value.value = (*text).to_owned();
            value.count = [0, 1, 10, u64::MAX][index % 4];
            value.place.line = [0, 1, 100, u32::MAX][index % 4];
            value.place.column = value.place.line / 3;
            if index == 4 {
                value.name = "a\\b".to_owned();
                value.place.part = "sheet 名簿!B7".into();
                value.layers = vec![Layer::Base64, Layer::Xor(7)];
            }
            let mut lines = Vec::new();
            jsonl(std::slice::from_ref(&value), &mut lines).unwrap();
            let expected = format!("{}\n", serde_json::to_string(&value).unwrap());
            assert_eq!(String::from_utf8_lossy(&lines), expected);
        }
    }
}
