//! Which step of each ladder: the least loss that leaves enough organisations.

use noroshi_base::Text;
use noroshi_outside::region::Area;
use noroshi_outside::sector::Sector;
use noroshi_outside::size::Band;
use noroshi_outside::{Claim, Counted, Population};

use super::{Choice, Earlier, Finer, Left, ProductStep, ProductUse, RegionStep, SectorStep, SizeStep, Steps};
use super::{Subject, TimeStep, steps};

/// Steps of one dimension of the table, with what is said there.
type Chain<S, V> = Vec<(S, Option<V>)>;

/// Everything that the choice is made from.
struct Board<'a> {
    table: &'a Population,
    sectors: Chain<SectorStep, Sector>,
    regions: Chain<RegionStep, Area>,
    sizes: Chain<SizeStep, Band>,
    /// Organisations by the narrowest step of each chain that holds their row.
    grid: Vec<Counted>,
    /// Organisations of the whole table.
    all: u64,
    products: &'a [ProductUse],
    earlier: &'a [Earlier],
}

/// A place on all ladders: indices into the chains, and the steps of time and product.
type At = ([usize; 3], TimeStep, ProductStep);

/// Chooses.
///
/// Deterministic. For the same subject and table the loss does not shrink as k or the earlier packages grow: both only
/// take combinations away.
pub fn choose(subject: &Subject, table: &Population, earlier: &[Earlier], k: u32) -> Choice {
    let board = Board::new(subject, table, earlier);
    let mut best: Option<(u32, Steps, At, Left)> = None;
    for at in board.places() {
        let left = board.left(at);
        if left.least() < u64::from(k) {
            continue;
        }
        let steps = board.steps(at);
        let better = best.as_ref().is_none_or(|(loss, known, ..)| (steps.loss(), steps) < (*loss, *known));
        if better {
            best = Some((steps.loss(), steps, at, left));
        }
    }
    match best {
        Some((_, steps, at, left)) => {
            Choice { k, steps, claim: board.claim(at), left, enough: true, finer: board.finer(at) }
        }
        None => {
            let widest = board.widest();
            let (claim, left) = (Claim::default(), board.left(widest));
            Choice { k, steps: Steps::NOTHING, claim, left, enough: false, finer: board.finer(widest) }
        }
    }
}

impl<'a> Board<'a> {
    fn new(subject: &'a Subject, table: &'a Population, earlier: &'a [Earlier]) -> Self {
        let sectors = steps::sectors(subject.claim.sector);
        let regions = steps::regions(subject.claim.region.as_ref());
        let sizes = steps::sizes(subject.employees);
        let mut board = Self {
            table,
            grid: vec![Counted::default(); sectors.len() * regions.len() * sizes.len()],
            sectors,
            regions,
            sizes,
            all: table.count(&[]),
            products: &subject.products,
            earlier,
        };
        board.fill();
        board
    }

    /// Puts each row that everything said before holds at its narrowest steps, then sums towards the wide ends.
    fn fill(&mut self) {
        let said = |claim: Claim, cell: &_| claim.holds(cell);
        for cell in self.table.organisations() {
            if !self.earlier.iter().all(|package| package.claim.holds(cell)) {
                continue;
            }
            let sector =
                self.sectors.iter().position(|(_, v)| said(Claim { sector: *v, ..Claim::default() }, cell));
            let region = self
                .regions
                .iter()
                .position(|(_, v)| said(Claim { region: v.clone(), ..Claim::default() }, cell));
            let size =
                self.sizes.iter().position(|(_, v)| said(Claim { size: *v, ..Claim::default() }, cell));
            // The last step of each chain says nothing and holds every row.
            if let (Some(a), Some(b), Some(c)) = (sector, region, size) {
                let index = self.index([a, b, c]);
                if let Some(counted) = self.grid.get_mut(index) {
                    counted.add(cell);
                }
            }
        }
        for axis in 0..3 {
            for at in self.indices() {
                let mut narrower = at;
                let Some(step) = narrower.get_mut(axis) else { continue };
                let Some(before) = step.checked_sub(1) else { continue };
                *step = before;
                let add = self.grid.get(self.index(narrower)).cloned().unwrap_or_default();
                let index = self.index(at);
                if let Some(counted) = self.grid.get_mut(index) {
                    counted.join(&add);
                }
            }
        }
    }

    const fn index(&self, [a, b, c]: [usize; 3]) -> usize {
        (a * self.regions.len() + b) * self.sizes.len() + c
    }

    fn indices(&self) -> Vec<[usize; 3]> {
        let (regions, sizes) = (self.regions.len(), self.sizes.len());
        (0..self.sectors.len())
            .flat_map(|a| (0..regions).flat_map(move |b| (0..sizes).map(move |c| [a, b, c])))
            .collect()
    }

    fn places(&self) -> Vec<At> {
        // Without a product of its own, a profile has none to generalise.
        let products: &[ProductStep] =
            if self.products.is_empty() { &[ProductStep::Unstated] } else { ProductStep::ALL };
        let times = TimeStep::ALL.iter().filter(|step| **step != TimeStep::Minute);
        let mut out = Vec::new();
        for time in times {
            for product in products {
                out.extend(self.indices().into_iter().map(|at| (at, *time, *product)));
            }
        }
        out
    }

    fn widest(&self) -> At {
        let last = [self.sectors.len() - 1, self.regions.len() - 1, self.sizes.len() - 1];
        (last, TimeStep::Unstated, ProductStep::Unstated)
    }

    fn steps(&self, ([a, b, c], time, product): At) -> Steps {
        Steps {
            sector: self.sectors.get(a).map_or(SectorStep::Unstated, |(step, _)| *step),
            region: self.regions.get(b).map_or(RegionStep::Unstated, |(step, _)| *step),
            size: self.sizes.get(c).map_or(SizeStep::Unstated, |(step, _)| *step),
            time,
            product,
        }
    }

    fn claim(&self, ([a, b, c], ..): At) -> Claim {
        Claim {
            sector: self.sectors.get(a).and_then(|(_, sector)| *sector),
            region: self.regions.get(b).and_then(|(_, area)| area.clone()),
            size: self.sizes.get(c).and_then(|(_, band)| *band),
        }
    }

    /// Who is left at a place, together with everything said before.
    fn left(&self, ([a, b, c], time, product): At) -> Left {
        let steps = self.steps(([a, b, c], time, product));
        let narrow = !matches!(steps.region, RegionStep::Nationwide | RegionStep::Unstated)
            || steps.size != SizeStep::Unstated
            || self.earlier.iter().any(Earlier::is_narrow);
        // The division counts as known beside a region or a size, even where it is not told.
        let division = self.sectors.iter().position(|(step, _)| *step == SectorStep::Division);
        let a_counted = if narrow { division.map_or(a, |division| division.min(a)) } else { a };
        let count = |a| self.grid.get(self.index([a, b, c])).map_or(0, Counted::organisations);
        let users = |count: u64| self.using(count, product);
        let organisations = users(count(a_counted)) / self.table.margin;
        let window =
            self.earlier.iter().filter_map(|package| package.time.window()).chain(time.window()).min();
        let dated = window.zip(self.table.dated_events).map(|(days, events)| {
            let events = u128::from(events) * u128::from(days);
            let share = u128::from(users(count(a_counted)));
            u64::try_from(events * share / (365 * u128::from(self.all.max(1)))).unwrap_or(u64::MAX)
        });
        Left { organisations, dated }
    }

    /// Of so many organisations, those that use what is told of products; as if use did not depend on the rest.
    fn using(&self, count: u64, step: ProductStep) -> u64 {
        let told = self.earlier.iter().map(|package| package.product).chain([step]);
        let fewest = |use_: &ProductUse| {
            let of = |step| match step {
                ProductStep::Version => Some(use_.version.unwrap_or(0)),
                ProductStep::Product => Some(use_.product.unwrap_or(0)),
                ProductStep::Class => Some(use_.class.unwrap_or(0)),
                ProductStep::Unstated => None,
            };
            told.clone().filter_map(of).min()
        };
        self.products.iter().filter_map(fewest).fold(count, |count, users| {
            let part = u128::from(count) * u128::from(users) / u128::from(self.all.max(1));
            u64::try_from(part).unwrap_or(u64::MAX).min(count)
        })
    }

    /// The next finer step of each ladder, the others as they are.
    fn finer(&self, at: At) -> Vec<Finer> {
        let mut out = Vec::new();
        let mut add = |ladder, at: At, say: Option<(String, String)>| {
            let (ja, en) = say.unwrap_or_default();
            out.push(Finer { ladder, would_say: Text::owned(ja, en), left: self.left(at) });
        };
        let ([a, b, c], time, product) = at;
        if let Some(a) = a.checked_sub(1) {
            let say = self.sectors.get(a).and_then(|(_, sector)| *sector);
            add("sector", ([a, b, c], time, product), say.map(|s| (s.ja.to_owned(), s.en.to_owned())));
        }
        if let Some(b) = b.checked_sub(1) {
            let say = self.regions.get(b).and_then(|(_, area)| area.as_ref().map(Area::names));
            add("region", ([a, b, c], time, product), say);
        }
        if let Some(c) = c.checked_sub(1) {
            let say = self.sizes.get(c).and_then(|(_, band)| band.as_ref().map(Band::names));
            add("size", ([a, b, c], time, product), say);
        }
        let both = |label: Text| Some((label.ja.into_owned(), label.en.into_owned()));
        let before = |all: &[TimeStep]| {
            let at = all.iter().position(|step| *step == time)?.checked_sub(1)?;
            all.get(at).copied().filter(|step| *step != TimeStep::Minute)
        };
        if let Some(time) = before(TimeStep::ALL) {
            add("time", ([a, b, c], time, product), both(time.label()));
        }
        let before = ProductStep::ALL.iter().rev().skip_while(|step| **step != product).nth(1);
        if let Some(product) = before.filter(|_| !self.products.is_empty()) {
            add("product", ([a, b, c], time, *product), both(product.label()));
        }
        out
    }
}
