//! What an earlier package of the same case said, read from its manifest and, where it is at hand, its mapping.

use std::collections::{BTreeMap, BTreeSet};

use noroshi_base::Text;
use noroshi_outside::region::Area;
use noroshi_outside::size::Band;
use noroshi_outside::{Claim, sector};
use serde::Deserialize;

use super::{ProductStep, TimeStep};

/// An earlier package of the case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Earlier {
    /// Its id, or the name of its folder.
    pub package: String,
    /// Sector, region and size as it stated them.
    pub claim: Claim,
    /// How narrowly it told days.
    pub time: TimeStep,
    /// How narrowly it told products.
    pub product: ProductStep,
    /// Pseudonyms it used: none of them may stand in another package.
    pub tokens: BTreeSet<String>,
}

#[derive(Deserialize)]
struct Manifest {
    package: String,
    #[serde(default)]
    context: Context,
    anonymity: Option<Stated>,
}

#[derive(Deserialize, Default)]
struct Context {
    sector: Option<Both>,
    region: Option<Both>,
    size: Option<Both>,
    period: Option<(String, String)>,
}

#[derive(Deserialize)]
struct Both {
    ja: String,
}

#[derive(Deserialize)]
struct Stated {
    steps: StatedSteps,
}

#[derive(Deserialize)]
struct StatedSteps {
    time: TimeStep,
    product: ProductStep,
}

impl Earlier {
    /// Reads `manifest.json`, and `keep/mapping.json` where it is given.
    ///
    /// # Errors
    /// When it is no manifest, or states a sector, region or size that cannot be counted: what cannot be counted cannot
    /// be intersected.
    pub fn parse(manifest: &[u8], mapping: Option<&[u8]>) -> Result<Self, Text> {
        let read: Manifest = serde_json::from_slice(manifest).map_err(|error| {
            Text::owned(format!("目録として読めません({error})"), format!("is no manifest: {error}"))
        })?;
        let unknown = |what: Text, said: &str| {
            Text::owned(
                format!("{}「{said}」を数えられません", what.ja),
                format!("its {} cannot be counted: {said}", what.en),
            )
        };
        let context = &read.context;
        let sector = context.sector.as_ref().map(|said| {
            // Packages of the first version shortened two names.
            let named = sector::all().iter().find(|s| s.level() <= 2 && s.ja == said.ja).copied();
            named
                .or_else(|| sector::of_text(&said.ja))
                .ok_or_else(|| unknown(Text::fixed("業種", "sector"), &said.ja))
        });
        let region = context.region.as_ref().map(|said| {
            Area::of_text(&said.ja).ok_or_else(|| unknown(Text::fixed("地域", "region"), &said.ja))
        });
        let size = context.size.as_ref().map(|said| {
            Band::of_text(&said.ja).ok_or_else(|| unknown(Text::fixed("規模", "size"), &said.ja))
        });
        let claim =
            Claim { sector: sector.transpose()?, region: region.transpose()?, size: size.transpose()? };
        let (time, product) = match read.anonymity {
            Some(stated) => (stated.steps.time, stated.steps.product),
            None if context.period.is_some() => (TimeStep::Day, ProductStep::Unstated),
            None => (TimeStep::Unstated, ProductStep::Unstated),
        };
        let tokens = match mapping {
            None => BTreeSet::new(),
            Some(bytes) => tokens(bytes)?,
        };
        Ok(Self { package: read.package, claim, time, product, tokens })
    }

    /// Notes the pseudonyms in a text of its `share/`.
    pub fn note_tokens(&mut self, text: &str) {
        let tokens = crate::token::tokens_in(text).into_iter();
        self.tokens.extend(tokens.filter_map(|range| text.get(range)).map(str::to_owned));
    }

    /// Whether it told a region or a size.
    pub(super) fn is_narrow(&self) -> bool {
        self.claim.size.is_some() || self.claim.region.as_ref().is_some_and(|area| *area != Area::Nationwide)
    }

    /// What it said, in words.
    pub(super) fn words(&self) -> Vec<Text> {
        let mut out: Vec<Text> = Vec::new();
        let both = |(ja, en): (String, String)| Text::owned(ja, en);
        out.extend(self.claim.sector.map(|sector| Text::fixed(sector.ja, sector.en)));
        out.extend(self.claim.region.as_ref().map(|area| both(area.names())));
        out.extend(self.claim.size.as_ref().map(|band| both(band.names())));
        out.push(self.time.label());
        out
    }
}

fn tokens(bytes: &[u8]) -> Result<BTreeSet<String>, Text> {
    let mapping: BTreeMap<String, serde::de::IgnoredAny> =
        serde_json::from_slice(bytes).map_err(|error| {
            // The parser's own words may quote what it read, and that is private.
            let (line, column) = (error.line(), error.column());
            Text::owned(
                format!("対応表として読めません({line}行{column}桁)"),
                format!("the mapping cannot be read: line {line}, column {column}"),
            )
        })?;
    Ok(mapping.into_keys().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn manifests_of_both_versions_are_read() {
        let old = r#"{"package":"p1","context":{"sector":{"ja":"サービス業","en":"Services"},"region":{"ja":"日本","en":"Japan"},"size":{"ja":"従業員1,000人未満","en":"x"},"period":["2024-05-01","2024-05-02"]}}"#;
        let read = Earlier::parse(old.as_bytes(), Some(br#"{"[HOST-12]":"a"}"#)).expect("read");
        assert_eq!(read.claim.sector.map(|s| s.code), Some("R"));
        assert_eq!((read.time, read.claim.size), (TimeStep::Day, Some(Band { first: 0, last: 999 })));
        assert!(read.tokens.contains("[HOST-12]") && read.is_narrow());
        let new = r#"{"package":"p2","context":{"sector":null,"region":null,"size":null,"period":null},"anonymity":{"steps":{"time":"month","product":"class"}}}"#;
        let read = Earlier::parse(new.as_bytes(), None).expect("read");
        assert_eq!(
            (read.claim.clone(), read.time, read.product),
            (Claim::default(), TimeStep::Month, ProductStep::Class)
        );
        assert!(!read.is_narrow());
        for wrong in ["{}", "[]", r#"{"package":"p","context":{"sector":{"ja":"謎","en":"?"}}}"#] {
            assert!(Earlier::parse(wrong.as_bytes(), None).is_err(), "{wrong}");
        }
    }
}
