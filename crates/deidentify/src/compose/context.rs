//! Quasi-identifiers after the ladder.

use noroshi_base::Text;
use noroshi_outside::region::Area;
use noroshi_outside::size::Band;
use noroshi_outside::{Claim, Population, sector};
use noroshi_profile::{Context, Product};

use crate::draft::Generalised;
use crate::ladder::{ProductStep, ProductUse, Subject};

/// What the context of a profile says, in terms that can be counted.
pub(crate) fn subject(context: &Context, table: &Population) -> Subject {
    let uses = |product: &Product| ProductUse {
        version: product.full().and_then(|full| table.users(&full)),
        product: table.users(&product.name),
        class: product.class.as_deref().and_then(|class| table.users(class)),
    };
    let claim = Claim {
        sector: context.sector.as_deref().and_then(sector::of_text),
        region: context.region.as_deref().and_then(Area::of_text),
        size: None,
    };
    Subject { claim, employees: context.employees, products: context.products.iter().map(uses).collect() }
}

/// What of the products is told at a step.
pub(crate) fn products(context: &Context, step: ProductStep) -> Vec<String> {
    let told = |product: &Product| match step {
        ProductStep::Version => Some(product.full().unwrap_or_else(|| product.name.clone())),
        ProductStep::Product => Some(product.name.clone()),
        ProductStep::Class => product.class.clone(),
        ProductStep::Unstated => None,
    };
    context.products.iter().filter_map(told).collect()
}

/// A claim in the words of a package.
pub(crate) fn generalised(claim: &Claim) -> Generalised {
    let both = |(ja, en): (String, String)| Text::owned(ja, en);
    Generalised {
        sector: claim.sector.map(|sector| Text::fixed(sector.ja, sector.en)),
        region: claim.region.as_ref().map(|area| both(area.names())),
        size: claim.size.as_ref().map(|band| both(band.names())),
        products: Vec::new(),
        period: None,
    }
}

/// Whether a text is one that [`generalised`] can write: a word of a public classification, which the proof excuses
/// where the manifest states it.
pub(crate) fn is_ours(text: &Text) -> bool {
    let sector = sector::all().iter().any(|sector| sector.ja == text.ja && sector.en == text.en);
    let same = |(ja, en): (String, String)| ja == text.ja && en == text.en;
    sector
        || Area::of_text(&text.ja).is_some_and(|area| same(area.names()))
        || Band::of_text(&text.ja).is_some_and(|band| same(band.names()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ladder::{SizeStep, TimeStep, choose};

    fn said(sector: &str, region: &str, employees: u64, k: u32) -> (Generalised, crate::ladder::Choice) {
        let context = Context {
            sector: Some(sector.into()),
            region: Some(region.into()),
            employees: Some(employees),
            products: Vec::new(),
        };
        let table = Population::shipped();
        let choice = choose(&subject(&context, table), table, &[], k);
        (generalised(&choice.claim), choice)
    }

    #[test]
    fn sectors_of_few_are_not_told_and_days_stay() {
        for (sector, ja) in [
            ("電気機械器具製造業", Some("製造業")),
            ("造船", Some("製造業")),
            ("都市ガス", None),
            ("電力", None),
            ("病院", Some("医療，福祉")),
            ("謎", None),
        ] {
            let (out, choice) = said(sector, "島根県", 320, 5);
            assert_eq!(out.sector.map(|t| t.ja.into_owned()).as_deref(), ja, "{sector}");
            assert_eq!(choice.steps.time, TimeStep::Day, "receivers search logs by day: {sector}");
            assert!(choice.enough && choice.left.least() >= 5, "{sector}: {:?}", choice.left);
        }
    }

    #[test]
    fn a_large_one_in_a_small_place_keeps_both_to_itself() {
        let (out, choice) = said("造船", "中部", 3000, 5);
        assert_eq!(out.region.map(|r| r.ja.into_owned()).as_deref(), Some("日本"));
        assert_eq!(choice.steps.size, SizeStep::Unstated);
        assert!(!choice.finer.is_empty());
    }

    #[test]
    fn what_is_written_is_known_as_ours() {
        let (out, _) = said("製造業", "東京都", 150, 3);
        for text in [out.sector, out.region, out.size].into_iter().flatten() {
            assert!(is_ours(&text), "{text:?}");
        }
        assert!(!is_ours(&Text::fixed("砕氷船", "icebreaker")));
    }
}
