//! Values that a feed types.

use std::ops::Range;

use noroshi_base::IndicatorKind as Kind;
use noroshi_read::Hint;

use super::{ip, rule};
use crate::{Finding, Indicator, What};

/// Records what a feed says of a value, exactly as given; findings of the plain walk that only repeat it, from
/// `first` on, are removed.
pub(super) fn apply(text: &str, hint: &Hint, first: usize, out: &mut Vec<Finding>) {
    let trimmed = text.trim();
    let start = text.len() - text.trim_start().len();
    let whole = start..start + trimmed.len();
    let mut said: Vec<(Range<usize>, Kind)> = Vec::new();
    if trimmed.is_empty() {
        return;
    }
    match (hint.kind, parts(trimmed, &hint.feed_type)) {
        (Some(kind), _) => said.push((whole, kind)),
        (None, Some(parts)) => {
            said.extend(parts.into_iter().map(|(range, kind)| (start + range.start..start + range.end, kind)))
        }
        (None, None) if hint.to_ids => said.push((whole, Kind::Other)),
        (None, None) => {}
    }
    let repeats = |finding: &Finding| said.iter().any(|(range, kind)| repeats(finding, range, *kind));
    let mut index = 0;
    out.retain(|finding| {
        index += 1;
        index <= first || !repeats(finding)
    });
    for (range, kind) in said {
        let value = text.get(range.clone()).unwrap_or_default().to_owned();
        out.push(Finding {
            span: range,
            what: What::Indicator(Indicator { kind, value }),
            layers: Vec::new(),
            decoded: None,
            rule: rule::of(kind),
        });
    }
}

/// Whether a finding of the plain walk says nothing beyond the hint.
fn repeats(finding: &Finding, range: &Range<usize>, kind: Kind) -> bool {
    let What::Indicator(indicator) = &finding.what else { return false };
    let inside = finding.span.start >= range.start && finding.span.end <= range.end;
    let same = finding.span == *range;
    let whole_kind = matches!(
        kind,
        Kind::Domain | Kind::Email | Kind::Url | Kind::FileName | Kind::FilePath | Kind::RegistryKey
    );
    let at_start = whole_kind && finding.span.start == range.start && !matches!(kind, Kind::Other);
    inside && (same || indicator.kind == kind || at_start)
}

/// Parts of a composite value of MISP.
fn parts(value: &str, feed_type: &str) -> Option<Vec<(Range<usize>, Kind)>> {
    let types = match feed_type {
        "malware-sample" | "attachment" if value.contains('|') => "filename|md5",
        "ip-src|port" | "ip-dst|port" | "hostname|port" if !value.contains('|') => return None,
        composite if composite.contains('|') => composite,
        _ => return None,
    };
    let (first, second) = value.split_once('|')?;
    let (first_type, second_type) = types.split_once('|')?;
    let ranges = [(0..first.len(), first, first_type), (first.len() + 1..value.len(), second, second_type)];
    let typed = |(range, part, name): (Range<usize>, &str, &str)| Some((range, kind_of(name, part)?));
    Some(ranges.into_iter().filter(|(range, ..)| !range.is_empty()).filter_map(typed).collect())
}

/// Kind of one part of a composite.
fn kind_of(name: &str, part: &str) -> Option<Kind> {
    Some(match name {
        "filename" if part.contains(['/', '\\']) => Kind::FilePath,
        "filename" => Kind::FileName,
        "ip-src" | "ip-dst" | "ip" if ip::parse_v4(part.as_bytes()).is_some() => Kind::Ipv4,
        "ip-src" | "ip-dst" | "ip" if part.parse::<std::net::Ipv6Addr>().is_ok() => Kind::Ipv6,
        "domain" | "hostname" => Kind::Domain,
        "port" => Kind::Port,
        "regkey" => Kind::RegistryKey,
        "md5" => Kind::Md5,
        "sha1" => Kind::Sha1,
        "sha224" | "sha512/224" => Kind::Sha224,
        "sha256" | "sha512/256" => Kind::Sha256,
        "sha384" => Kind::Sha384,
        "sha512" => Kind::Sha512,
        "ssdeep" => Kind::Ssdeep,
        "tlsh" => Kind::Tlsh,
        "imphash" => Kind::Imphash,
        "authentihash" | "impfuzzy" | "pehash" | "vhash" | "value" => Kind::Other,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn composites_yield_their_parts() {
        let hint = Hint { feed_type: "filename|md5".into(), to_ids: true, ..Hint::default() };
        let mut out = Vec::new();
        apply(" a b.exe|d41d8cd98f00b204e9800998ecf8427e", &hint, 0, &mut out);
        let values: Vec<_> = out.iter().map(|finding| (finding.span.clone(), finding.rule)).collect();
        assert_eq!(values, [(1..8, "indicator.file-name"), (9..41, "indicator.md5")]);
    }
}
