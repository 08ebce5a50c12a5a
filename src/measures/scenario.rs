//! What if: adults 25 to 64 by level of education, year by year to a horizon, with and without what partners contribute.
//!
//! A stock-and-flow model. With S_i the adults at level i (1 less than high school, 2 high school, 3 some college or an
//! associate degree, 4 bachelor's or higher), N the people who turn 25 in a year, g the share of them who graduated, c of the
//! graduates who went to college, k of those who completed a bachelor's degree, a the part of the stock that turns 65, u the
//! adults who move from 2 to 3 in a year and r those who move from 3 to 4:
//!
//! - S_1' = (1 - a) S_1 + N (1 - g)
//! - S_2' = (1 - a) S_2 - u + N g (1 - c)
//! - S_3' = (1 - a) S_3 + u - r + N g c (1 - k)
//! - S_4' = (1 - a) S_4 + r + N g c k
//!
//! u and r are at most who is there. So people are conserved: sum S' = (1 - a) sum S + N. A contribution adds its change to
//! g, c, k, u or r, ramped linearly from one year to another; shares stay within 0 and 1.
//!
//! The band is of two further runs: every uncertain input together at the end that lowers the target-year share, and every
//! one at the end that raises it. It is no confidence interval. The first stock is that of a published table of ages 25 to
//! 64, of microdata, or a synthetic estimate: the place's adults 25 and over of each level times the part of its state's
//! that is under 65. See `docs/methods-scenario.md`.

use super::attainment::{self, Adults};
use super::estimate::{self, Estimate};
use super::explain::{Derivation, Rule, Unit};
use super::{Answer, Group, Measure, Place, Spec, named, newest, published};
use crate::dataset::catalog::Catalog;
use crate::dataset::level::Level;
use crate::dataset::microdata::AGES;
use crate::dataset::{Dim, indicator, period::Period, place};
use crate::error::{Error, Result};
use crate::number::{between, shortest};
use crate::plain::{Faults, FromPlain, Plain, ToPlain, plain};
use std::fmt::Display;
use std::sync::Arc;

/// The four levels of the model, lowest first.
pub const LEVELS: [&str; 4] =
    ["less_than_high_school", "high_school", "some_college_or_associate", "bachelors_or_higher"];

/// Adults at each of [`LEVELS`].
pub type Stock = [f64; LEVELS.len()];

/// What moves people in a year: a value for each [`Input`].
pub type Rates = [f64; Input::ALL.len()];

/// An input of the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(usize)]
pub enum Input {
    /// People who turn 25 in a year.
    Cohort,
    /// Share of them who finished high school.
    Graduation,
    /// Share of the graduates who went to college.
    CollegeGoing,
    /// Share of those who completed a bachelor's degree.
    Completion,
    /// Adults a year who move from high school to some college.
    Starting,
    /// Adults a year who move from some college to a bachelor's degree.
    Returning,
    /// Part of the stock that turns 65 in a year.
    AgeingOut,
}

plain!(
    enum Input {
        Cohort = "cohort",
        Graduation = "graduation",
        CollegeGoing = "college_going",
        Completion = "completion",
        Starting = "starting",
        Returning = "returning",
        AgeingOut = "ageing_out",
    }
);

impl Input {
    /// Every input, in the order of [`Rates`].
    pub const ALL: [Self; 7] = [
        Self::Cohort,
        Self::Graduation,
        Self::CollegeGoing,
        Self::Completion,
        Self::Starting,
        Self::Returning,
        Self::AgeingOut,
    ];

    /// What it counts.
    pub(super) fn unit(self) -> Unit {
        if self.is_share() { Unit::Share } else { Unit::Count }
    }

    /// Whether it is a share, 0 to 1, and not a number of people.
    #[must_use]
    pub fn is_share(self) -> bool {
        !matches!(self, Self::Cohort | Self::Starting | Self::Returning)
    }

    /// What a contribution may change.
    fn can_change(self) -> bool {
        !matches!(self, Self::Cohort | Self::AgeingOut)
    }
}

/// A value with the ends between which it may lie; it is its own end where one is absent.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Range {
    /// The value.
    pub value: f64,
    /// The lowest that it may be.
    pub low: Option<f64>,
    /// The highest that it may be.
    pub high: Option<f64>,
}

plain!(strict Range { value, low: sparse, high: sparse });

/// An input as a question gives it: a number, or a value with its ends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Given {
    /// A number that adds nothing to the band.
    Sure(f64),
    /// A value with its ends.
    Range(Range),
}

impl ToPlain for Given {
    fn to_plain(&self) -> Plain {
        match self {
            Self::Sure(number) => number.to_plain(),
            Self::Range(range) => range.to_plain(),
        }
    }
}

impl FromPlain for Given {
    fn from_plain(value: Plain, faults: &mut Faults) -> Self {
        match value {
            Plain::Whole(_) | Plain::Number(_) => Self::Sure(f64::from_plain(value, faults)),
            Plain::Object(_) => Self::Range(Range::from_plain(value, faults)),
            _ => {
                faults.add(&["an input is a number, or { value, low, high }"]);
                Self::Sure(0.0)
            }
        }
    }
}

plain!(by_hand Given);

/// What the places aim at.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Target {
    /// A level or higher; the question's level where absent.
    pub level: Option<String>,
    /// Share of the adults 25 to 64, 0 to 1.
    pub share: Option<f64>,
    /// The year; the horizon where absent.
    pub year: Option<u16>,
}

plain!(strict Target { level, share, year });

/// What one partner adds. `name`, `kind`, `change` and `from` are needed.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Contribution {
    /// Who or what.
    pub name: String,
    /// `graduation`, `college_going`, `completion`, `starting` or `returning`.
    pub kind: String,
    /// What is added: 0.02 is two percentage points; of `starting` and `returning`, people a year.
    pub change: Option<f64>,
    /// The least that it may be; the change where absent.
    pub low: Option<f64>,
    /// The most that it may be; the change where absent.
    pub high: Option<f64>,
    /// The year before the first of which it changes anything.
    pub from: Option<u16>,
    /// The year from which on it is whole; `from` where absent.
    pub to: Option<u16>,
}

plain!(strict Contribution { name: optional, kind: optional, change, low, high, from, to });

/// What a scenario sets. Everything has a default, which the answer holds.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Setup {
    /// Last year, 2040 where absent.
    pub horizon: Option<u16>,
    /// What is aimed at.
    pub target: Option<Target>,
    /// See [`Input`].
    pub cohort: Option<Given>,
    /// See [`Input`].
    pub graduation: Option<Given>,
    /// See [`Input`].
    pub college_going: Option<Given>,
    /// See [`Input`].
    pub completion: Option<Given>,
    /// See [`Input`].
    pub starting: Option<Given>,
    /// See [`Input`].
    pub returning: Option<Given>,
    /// See [`Input`].
    pub ageing_out: Option<Given>,
    /// What the partners add, in the order in which it is added up.
    pub contributions: Vec<Contribution>,
}

plain!(strict Setup {
    horizon, target, cohort, graduation, college_going, completion, starting, returning, ageing_out,
    contributions: optional,
});

/// A result of the model, or an input: no estimate, so that it has ends and no margin.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Band {
    /// The value.
    pub value: f64,
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

plain!(Band { value, low, high });

impl Band {
    /// The value with the lowest and the highest of three runs.
    fn of(value: f64, one: f64, other: f64) -> Self {
        Self { value, low: value.min(one).min(other), high: value.max(one).max(other) }
    }

    /// The lower and the upper end are apart.
    #[must_use]
    pub fn is_wide(&self) -> bool {
        self.high > self.low
    }
}

/// An input that was used.
#[derive(Debug, Clone, PartialEq)]
pub struct UsedInput {
    /// Which.
    pub input: Input,
    /// Its value and ends.
    pub band: Band,
    /// Whether it is no published figure.
    pub assumed: bool,
    /// Id of the source; `question` where the question gives it, `assumption` for a default without a source.
    pub source: String,
}

plain!(UsedInput { input, band: flat, assumed, source });

/// The target that was used.
#[derive(Debug, Clone, PartialEq)]
pub struct UsedTarget {
    /// A level or higher.
    pub level: String,
    /// Share of the adults 25 to 64.
    pub share: f64,
    /// The year.
    pub year: u16,
    /// Whether the share is a default, and nobody's aim.
    pub assumed: bool,
}

plain!(UsedTarget { level, share, year, assumed });

/// A contribution that was used, and what it comes to in the target year.
#[derive(Debug, Clone, PartialEq)]
pub struct UsedContribution {
    /// Who or what.
    pub name: String,
    /// What it changes.
    pub kind: Input,
    /// By how much.
    pub change: Band,
    /// The year before the first of which it changes anything.
    pub from: u16,
    /// The year from which on it is whole.
    pub to: u16,
    /// Adults more at the target's level in its year, on top of the contributions before it.
    pub people: Band,
}

plain!(UsedContribution { name, kind, change, from, to, people });

impl UsedContribution {
    /// `2026` or `2026–2031`.
    pub(crate) fn years(&self) -> String {
        if self.from == self.to { self.from.to_string() } else { format!("{}–{}", self.from, self.to) }
    }
}

/// Adults at a level at the start.
#[derive(Debug, Clone, PartialEq)]
pub struct BaseLevel {
    /// One of [`LEVELS`].
    pub level: String,
    /// How many.
    pub people: Estimate,
}

plain!(BaseLevel { level, people });

/// The stock that the model starts from.
#[derive(Debug, Clone, PartialEq)]
pub struct Base {
    /// Period of the figures.
    pub period: String,
    /// The year that they are taken for: the middle of the period.
    pub year: u16,
    /// `published`, `microdata` or `synthetic`.
    pub method: String,
    /// Adults 25 to 64 by level.
    pub levels: Vec<BaseLevel>,
    /// All of them.
    pub total: Estimate,
    /// Share at the target's level or higher.
    pub share: Estimate,
}

plain!(Base { period, year, method, levels, total, share });

/// A year.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Which.
    pub year: u16,
    /// Share at the target's level or higher without contributions.
    pub baseline: Band,
    /// The same with all contributions.
    pub with: Band,
    /// Adults by [`LEVELS`] without contributions.
    pub baseline_stock: Stock,
    /// The same with all contributions.
    pub with_stock: Stock,
}

plain!(Row { year, baseline, with, baseline_stock as "baselineStock", with_stock as "withStock" });

/// Whether the target is met with all contributions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Also at the lower end of the band.
    Reaches,
    /// Not even at the upper end.
    FallsShort,
    /// The target lies within the band.
    WithinBand,
}

plain!(
    enum Verdict {
        Reaches = "reaches",
        FallsShort = "falls-short",
        WithinBand = "within-band",
    }
);

/// The target year. People are adults 25 to 64 at the target's level or higher.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// Share without contributions.
    pub baseline_share: Band,
    /// Share with all contributions.
    pub with_share: Band,
    /// People without contributions.
    pub baseline: Band,
    /// People with all contributions.
    pub with: Band,
    /// People that all contributions add.
    pub gain: Band,
    /// People that the target asks for.
    pub needed: Band,
    /// Needed less baseline; nought where the target is met without contributions.
    pub gap: Band,
    /// Needed less what there is with all contributions; nought where the target is met.
    pub missing: Band,
    /// Whether the target is met.
    pub verdict: Verdict,
}

plain!(Outcome {
    baseline_share as "baselineShare", with_share as "withShare", baseline, with, gain, needed, gap, missing, verdict,
});

/// A scenario of a place.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// Where.
    pub place: Place,
    /// Last year.
    pub horizon: u16,
    /// What is aimed at.
    pub target: UsedTarget,
    /// Where the model starts.
    pub base: Base,
    /// Every input, defaults filled in.
    pub inputs: Vec<UsedInput>,
    /// What the partners add.
    pub contributions: Vec<UsedContribution>,
    /// Every year from the base to the horizon.
    pub rows: Vec<Row>,
    /// The target year.
    pub outcome: Outcome,
    /// How the shares of the target year came about: without, then with contributions.
    pub(super) derivations: Vec<Arc<Derivation>>,
}

plain!(Scenario { place, horizon, target, base, inputs, contributions, rows, outcome, derivations: skip });

impl Scenario {
    pub(super) fn estimates(&self) -> impl Iterator<Item = Estimate> {
        let given = self.inputs.iter().filter(|i| !i.assumed).map(|i| Estimate::default().of(&i.source));
        self.base.levels.iter().map(|l| l.people.clone()).chain(given)
    }
}

/// A year of the model: those who turn 25 come in, those who turn 65 leave, adults move up.
///
/// ```
/// use common_measure::measures::scenario::step;
/// // 100 adults at each level; 40 turn 25, of whom 36 graduate, 18 go to college and 9 complete; a tenth leaves.
/// let next = step(&[100.0; 4], &[40.0, 0.9, 0.5, 0.5, 5.0, 2.0, 0.1]);
/// assert_eq!(next, [94.0, 103.0, 102.0, 101.0]);
/// assert_eq!(next.iter().sum::<f64>(), 400.0 - 40.0 + 40.0);
/// ```
#[must_use]
pub fn step(stock: &Stock, rates: &Rates) -> Stock {
    let rate = |input: Input| rates[input as usize];
    let (n, g, c, k) =
        (rate(Input::Cohort), rate(Input::Graduation), rate(Input::CollegeGoing), rate(Input::Completion));
    let stay = stock.map(|s| s * (1.0 - rate(Input::AgeingOut)));
    let start = rate(Input::Starting).min(stay[1]);
    let back = rate(Input::Returning).min(stay[2]);
    [
        stay[0] + n * (1.0 - g),
        stay[1] - start + n * g * (1.0 - c),
        stay[2] - back + start + n * g * c * (1.0 - k),
        stay[3] + back + n * g * c * k,
    ]
}

/// One way in which everything may turn out.
struct World {
    stock: Stock,
    rates: Rates,
    changes: Vec<f64>,
}

/// The model of a question.
struct Model<'a> {
    first: u16,
    last: u16,
    /// Index of the lowest of [`LEVELS`] that counts.
    cut: usize,
    /// Years from the first to the target's.
    target: usize,
    contributions: &'a [UsedContribution],
}

impl Model<'_> {
    /// The rates of a year with the first so many contributions, and whether one came to its bounds.
    fn rates(&self, world: &World, year: u16, count: usize) -> (Rates, bool) {
        let mut rates = world.rates;
        for (one, change) in self.contributions.iter().zip(&world.changes).take(count) {
            let part = match year {
                _ if year >= one.to => 1.0,
                _ if year <= one.from => 0.0,
                _ => f64::from(year - one.from) / f64::from(one.to - one.from),
            };
            rates[one.kind as usize] += change * part;
        }
        let mut bounded = false;
        for input in Input::ALL {
            let rate = &mut rates[input as usize];
            let within = between(*rate, 0.0, if input.is_share() { 1.0 } else { f64::MAX });
            bounded |= within != *rate;
            *rate = within;
        }
        (rates, bounded)
    }

    /// The stock of every year with the first so many contributions, and whether anything came to its bounds.
    fn run(&self, world: &World, count: usize) -> (Vec<Stock>, bool) {
        let mut stocks = vec![world.stock];
        let mut stock = world.stock;
        let mut any = false;
        for year in self.first + 1..=self.last {
            let (rates, bounded) = self.rates(world, year, count);
            let stay = |i: usize| stock[i] * (1.0 - rates[Input::AgeingOut as usize]);
            any |= bounded || rates[Input::Starting as usize] > stay(1) || rates[Input::Returning as usize] > stay(2);
            stock = step(&stock, &rates);
            stocks.push(stock);
        }
        (stocks, any)
    }

    /// Adults at the target's level or higher.
    fn people(&self, stock: &Stock) -> f64 {
        stock[self.cut..].iter().sum()
    }

    fn share(&self, stock: &Stock) -> f64 {
        let all: f64 = stock.iter().sum();
        if all > 0.0 { self.people(stock) / all } else { 0.0 }
    }

    /// The target year's share without contributions.
    fn target_share(&self, stock: Stock, rates: Rates) -> f64 {
        let world = World { stock, rates, changes: Vec::new() };
        self.share(&self.run(&world, 0).0[self.target])
    }

    /// The stock with so many people more, or fewer, at the target's level or higher, and as many in all.
    fn shifted(&self, stock: &Stock, by: f64) -> Stock {
        let above = self.people(stock);
        let below = stock.iter().sum::<f64>() - above;
        let by = between(by, -above, below);
        let part = |whole: f64, change: f64| if whole > 0.0 { (whole + change) / whole } else { 1.0 };
        let (lower, upper) = (part(below, -by), part(above, by));
        std::array::from_fn(|i| stock[i] * if i < self.cut { lower } else { upper })
    }

    /// The central run, the one with every uncertain input at the end that lowers the share, and the other.
    fn worlds(&self, base: &Base, inputs: &[UsedInput]) -> [World; 3] {
        let stock: Stock = std::array::from_fn(|i| base.levels[i].people.value.unwrap_or(0.0));
        let rates: Rates = std::array::from_fn(|i| inputs[i].band.value);
        let (mut low, mut high) = (rates, rates);
        for (i, input) in inputs.iter().enumerate() {
            let (mut one, mut other) = (rates, rates);
            (one[i], other[i]) = (input.band.low, input.band.high);
            let rises = self.target_share(stock, one) <= self.target_share(stock, other);
            (low[i], high[i]) = if rises { (one[i], other[i]) } else { (other[i], one[i]) };
        }
        let margin = base.share.moe.unwrap_or(0.0) * stock.iter().sum::<f64>();
        let changes = |end: fn(&Band) -> f64| self.contributions.iter().map(|c| end(&c.change)).collect();
        [
            World { stock, rates, changes: changes(|b| b.value) },
            World { stock: self.shifted(&stock, -margin), rates: low, changes: changes(|b| b.low) },
            World { stock: self.shifted(&stock, margin), rates: high, changes: changes(|b| b.high) },
        ]
    }
}

fn wrong(message: impl Display) -> Error {
    Error::spec("scenario", message.to_string())
}

/// Last year where the question names none.
const HORIZON: u16 = 2040;

/// The last year that a question may name.
const LATEST: u16 = 2100;

/// More contributions than can be told apart on a chart.
const MOST_CONTRIBUTIONS: usize = 8;

/// Share aimed at where the question names none. Nobody's aim: an example to start from.
const TARGET: f64 = 0.5;

/// Defaults that no bundled figure gives: value and ends. Assumptions, and said to be such.
const GRADUATION: Band = Band { value: 0.87, low: 0.82, high: 0.92 };
const COLLEGE_GOING: Band = Band { value: 0.62, low: 0.57, high: 0.67 };
const COMPLETION: Band = Band { value: 0.5, low: 0.4, high: 0.6 };
/// Of the adults at the level below.
const MOVING_UP: Band = Band { value: 0.005, low: 0.0025, high: 0.0075 };
/// A fortieth: as many at every age from 25 to 64.
const AGEING_OUT: Band = Band { value: 0.025, low: 0.02, high: 0.03 };
/// Of all adults 25 to 64, where no cohort is counted.
const COHORT: Band = Band { value: 0.025, low: 0.0225, high: 0.0275 };

fn times(band: Band, people: f64) -> Band {
    let of = |share: f64| (share * people).round();
    Band { value: of(band.value), low: of(band.low), high: of(band.high) }
}

/// Checks a value with its ends: numbers within bounds and in order.
fn band(name: &str, value: f64, low: Option<f64>, high: Option<f64>, bounds: (f64, f64)) -> Result<Band> {
    let band = Band { value, low: low.unwrap_or(value), high: high.unwrap_or(value) };
    for (end, number) in [("value", band.value), ("low", band.low), ("high", band.high)] {
        if !(bounds.0..=bounds.1).contains(&number) {
            let [number, least, most] = [number, bounds.0, bounds.1].map(shortest);
            return Err(wrong(format!("{name}: the {end} {number} is not within {least} to {most}")));
        }
    }
    if band.low > band.value || band.value > band.high {
        let [low, value, high] = [band.low, band.value, band.high].map(shortest);
        return Err(wrong(format!("{name}: low {low}, value {value} and high {high} are not in order")));
    }
    Ok(band)
}

/// The most people that an input may hold.
const MOST_PEOPLE: f64 = 1e9;

fn contribution(index: usize, given: &Contribution, last: u16) -> Result<UsedContribution> {
    let at = |field: &str| format!("contributions[{index}].{field}");
    if given.name.trim().is_empty() {
        return Err(wrong(format!("{}: a name is needed", at("name"))));
    }
    let kind = Input::ALL.into_iter().find(|i| i.can_change() && i.name() == given.kind).ok_or_else(|| {
        let known: Vec<&str> = Input::ALL.into_iter().filter(|i| i.can_change()).map(Input::name).collect();
        wrong(format!("{}: “{}” is not one of {}", at("kind"), given.kind, known.join(", ")))
    })?;
    let change = given.change.ok_or_else(|| wrong(format!("{}: a number is needed", at("change"))))?;
    let most = if kind.is_share() { 1.0 } else { MOST_PEOPLE };
    let change = band(&at("change"), change, given.low, given.high, (-most, most))?;
    let from = given.from.ok_or_else(|| wrong(format!("{}: a year is needed", at("from"))))?;
    let to = given.to.unwrap_or(from);
    if !(1900..=last).contains(&from) {
        return Err(wrong(format!("{}: {from} is not within 1900 to {last}", at("from"))));
    }
    if !(from..=LATEST).contains(&to) {
        return Err(wrong(format!("{}: {to} is not within {from} to {LATEST}", at("to"))));
    }
    Ok(UsedContribution { name: given.name.clone(), kind, change, from, to, people: Band::default() })
}

/// Answers a spec of measure `scenario`, of one place.
pub(super) fn measure(catalog: &Catalog, spec: &Spec) -> Result<Answer> {
    spec.of_everyone("scenario")?;
    let setup = spec.scenario.clone().unwrap_or_default();
    let places = spec.places(catalog.default_place())?;
    let [place] = &places[..] else { return Err(Error::spec("place", "a scenario is of one place at a time")) };
    let wanted = setup.target.unwrap_or_default();
    let level = match &wanted.level {
        Some(code) => Level::from_code(code).ok_or_else(|| wrong(format!("target.level: “{code}” is no level")))?,
        None => spec.level()?,
    };
    // The lowest level that counts: what lies at or above it must be whole levels of the model.
    let cut = (1..LEVELS.len()).find(|i| Level::from_code(LEVELS[*i]).is_some_and(|l| l.first() == level.first()));
    let (Some(cut), true) = (cut, level.is_at_or_above()) else {
        let message = "a scenario is of high_school_or_higher, some_college_or_higher or bachelors_or_higher";
        return Err(if wanted.level.is_some() {
            wrong(format!("target.level: {message}"))
        } else {
            Error::spec("level", message)
        });
    };
    let mut answer = Answer::new(Measure::Scenario, level.code().unwrap_or_default());
    answer.universe = indicator::ADULTS_25_TO_64.to_owned();

    let mut base = base(catalog, spec, place, &mut answer)?;
    let counted: Vec<Estimate> = base.levels[cut..].iter().map(|l| l.people.clone()).collect();
    let above = estimate::sum(&counted);
    base.share = estimate::proportion(&above, &base.total);
    if base.share.moe.is_none() {
        // Of a synthetic base the lowest level may have no margin, so that the sum of all has none either.
        if let (Some(moe), Some(all)) = (above.moe, base.total.value) {
            base.share.moe = Some(moe / all);
            base.share.moe_reason = None;
        } else {
            answer.note("scenario-base-no-margin", &[]);
        }
    }
    let horizon = setup.horizon.unwrap_or(HORIZON);
    if horizon <= base.year || horizon > LATEST {
        return Err(wrong(format!("horizon: {horizon} is not within {} to {LATEST}", base.year + 1)));
    }
    let target = UsedTarget {
        level: answer.level.clone(),
        share: wanted.share.unwrap_or(TARGET),
        year: wanted.year.unwrap_or(horizon),
        assumed: wanted.share.is_none(),
    };
    if !(0.0..=1.0).contains(&target.share) {
        return Err(wrong(format!("target.share: {} is not within 0 to 1", shortest(target.share))));
    }
    if target.year <= base.year || target.year > horizon {
        return Err(wrong(format!("target.year: {} is not within {} to {horizon}", target.year, base.year + 1)));
    }
    if target.assumed {
        answer.note("scenario-target-assumed", &[]);
    }
    let stock: Stock = std::array::from_fn(|i| base.levels[i].people.value.unwrap_or(0.0));
    let given = [
        setup.cohort,
        setup.graduation,
        setup.college_going,
        setup.completion,
        setup.starting,
        setup.returning,
        setup.ageing_out,
    ];
    let defaults = [
        times(COHORT, stock.iter().sum()),
        GRADUATION,
        COLLEGE_GOING,
        COMPLETION,
        times(MOVING_UP, stock[1]),
        times(MOVING_UP, stock[2]),
        AGEING_OUT,
    ];
    let known = known(catalog, place);
    let mut inputs = Vec::new();
    let mut sources: Vec<Arc<Derivation>> = Vec::new();
    for level in &base.levels {
        let name = LEVELS.into_iter().find(|l| *l == level.level).unwrap_or_default();
        sources.extend(level.people.derivation.as_ref().map(|d| Arc::new(Derivation { name, ..(**d).clone() })));
    }
    for input in Input::ALL {
        let i = input as usize;
        let bounds = (0.0, if input.is_share() { 1.0 } else { MOST_PEOPLE });
        let used = match (given[i], &known[i]) {
            (Some(given), _) => {
                let Range { value, low, high } = match given {
                    Given::Sure(value) => Range { value, low: None, high: None },
                    Given::Range(range) => range,
                };
                let band = band(input.name(), value, low, high, bounds)?;
                UsedInput { input, band, assumed: true, source: "question".to_owned() }
            }
            (None, Some(estimate)) => {
                let value = estimate.value.unwrap_or(0.0);
                let moe = estimate.moe.unwrap_or(0.0);
                let band = Band { value, low: (value - moe).max(bounds.0), high: (value + moe).min(bounds.1) };
                UsedInput { input, band, assumed: false, source: estimate.source.clone() }
            }
            (None, None) => {
                answer.note("scenario-assumed", &[]);
                UsedInput { input, band: defaults[i], assumed: true, source: "assumption".to_owned() }
            }
        };
        let read = known[i].as_ref().filter(|_| !used.assumed).and_then(|e| e.derivation.as_deref().cloned());
        let assumed = || Derivation::assumed(Rule::Assumption, input.name(), used.band.value, input.unit());
        sources.push(Arc::new(read.map_or_else(assumed, |d| Derivation { name: input.name(), ..d })));
        inputs.push(used);
    }
    if setup.contributions.len() > MOST_CONTRIBUTIONS {
        return Err(wrong(format!("contributions: at most {MOST_CONTRIBUTIONS}")));
    }
    let mut contributions = Vec::new();
    for (i, given) in setup.contributions.iter().enumerate() {
        contributions.push(contribution(i, given, horizon)?);
    }
    answer.note("scenario-model", &[]);

    let count = contributions.len();
    let at = usize::from(target.year - base.year);
    let model = Model { first: base.year, last: horizon, cut, target: at, contributions: &contributions };
    let worlds = model.worlds(&base, &inputs);
    // runs[k][w]: with the first k contributions in world w.
    let mut capped = false;
    let mut runs: Vec<[Vec<Stock>; 3]> = Vec::new();
    for k in 0..=count {
        runs.push([0, 1, 2].map(|w: usize| {
            let (stocks, bounded) = model.run(&worlds[w], k);
            capped |= bounded && w == 0;
            stocks
        }));
    }
    if capped {
        answer.note("scenario-capped", &[]);
    }
    let bands = |of: &dyn Fn(usize) -> f64| Band::of(of(0), of(1), of(2));
    let share = |k: usize, t: usize| bands(&|w| model.share(&runs[k][w][t]));
    let people = |k: usize, w: usize| model.people(&runs[k][w][at]);
    let rows: Vec<Row> = (0..=usize::from(horizon - base.year))
        .map(|t| Row {
            year: base.year + t as u16,
            baseline: share(0, t),
            with: share(count, t),
            baseline_stock: runs[0][0][t],
            with_stock: runs[count][0][t],
        })
        .collect();
    let needed = |k: usize, w: usize| target.share * runs[k][w][at].iter().sum::<f64>();
    let with_share = share(count, at);
    let outcome = Outcome {
        baseline_share: share(0, at),
        with_share,
        baseline: bands(&|w| people(0, w)),
        with: bands(&|w| people(count, w)),
        gain: bands(&|w| people(count, w) - people(0, w)),
        needed: bands(&|w| needed(count, w)),
        gap: bands(&|w| (needed(0, w) - people(0, w)).max(0.0)),
        missing: bands(&|w| (needed(count, w) - people(count, w)).max(0.0)),
        verdict: match target.share {
            aim if with_share.low >= aim => Verdict::Reaches,
            aim if with_share.high < aim => Verdict::FallsShort,
            _ => Verdict::WithinBand,
        },
    };
    let effects: Vec<Band> = (0..count).map(|k| bands(&|w| people(k + 1, w) - people(k, w))).collect();
    let without = Derivation::modelled(outcome.baseline_share.value, &sources);
    for (one, people) in contributions.iter_mut().zip(effects) {
        one.people = people;
        sources.push(Arc::new(Derivation::assumed(
            Rule::Contribution,
            one.kind.name(),
            one.change.value,
            one.kind.unit(),
        )));
    }
    let with = Derivation::modelled(outcome.with_share.value, &sources);
    answer.scenario = Some(Scenario {
        place: named(catalog, place),
        horizon,
        target,
        base,
        inputs,
        contributions,
        rows,
        outcome,
        derivations: vec![Arc::new(without), Arc::new(with)],
    });
    Ok(answer)
}

/// What the loaded tables say of the inputs: the newest cohort of a place's schools with its graduation rate, and the
/// newest college-going rate.
fn known(catalog: &Catalog, place: &str) -> [Option<Estimate>; 7] {
    let mut known = [const { None }; 7];
    let of = |what| [(Dim::Place, place), (Dim::Group, ""), (Dim::Indicator, what)];
    for (input, what) in [(Input::Graduation, indicator::GRADUATION), (Input::CollegeGoing, indicator::COLLEGE_GOING)] {
        let Some((table, period, rows)) = newest(catalog, None, &[], &of(what)) else { continue };
        let rate = published(table, rows[0]);
        if rate.value.is_none() {
            continue;
        }
        known[input as usize] = Some(rate);
        if input == Input::Graduation {
            let year = period.to_string();
            let rows = table.select(&[&of(indicator::COHORT)[..], &[(Dim::Period, year.as_str())]].concat());
            known[Input::Cohort as usize] =
                rows.first().map(|r| published(table, *r)).filter(|e| e.value.is_some_and(|n| n > 0.0));
        }
    }
    known
}

/// Where the model starts: the newest published table of ages 25 to 64, else microdata, else a synthetic estimate.
fn base(catalog: &Catalog, spec: &Spec, place: &str, answer: &mut Answer) -> Result<Base> {
    let wanted = spec.periods()?;
    if wanted.len() > 1 {
        return Err(Error::spec("period", "the adults of a scenario are of one period"));
    }
    let data = spec.data.as_deref();
    let whole = |levels: &[Estimate]| levels.len() == LEVELS.len() && levels.iter().all(|e| e.value.is_some());
    // A total that the table has is better known than the sum of its parts.
    let make = |method: &str, period: Period, levels: Vec<Estimate>, total: Option<Estimate>| Base {
        total: total.filter(|t| t.value > Some(0.0)).unwrap_or_else(|| estimate::sum(&levels)),
        period: period.to_string(),
        year: period.midpoint() as u16,
        method: method.to_owned(),
        levels: levels.into_iter().zip(LEVELS).map(|(people, l)| BaseLevel { level: l.to_owned(), people }).collect(),
        share: Estimate::default(),
    };
    if let Some((period, levels, total)) = tabled(catalog, data, &wanted, place)
        && whole(&levels)
    {
        return Ok(make("published", period, levels, total));
    }
    // The last band is 65 and over.
    let bands: Vec<Group> =
        AGES[..AGES.len() - 1].iter().map(|age| Group { age: Some((*age).to_owned()), ..Group::default() }).collect();
    let fits = |p: &&Period| wanted.is_empty() || wanted.contains(p);
    let of_bands = attainment::periods(catalog, data, place, &bands[0]);
    if let Some(period) = of_bands.iter().rev().find(fits) {
        let found: Vec<Adults> =
            bands.iter().map(|g| Adults::find(catalog, data, place, &period.to_string(), g)).collect();
        let sum = |level: &str| {
            let at = |adults: &Adults| Level::from_code(level).map(|l| adults.at(l).people);
            estimate::sum(&found.iter().filter_map(at).collect::<Vec<_>>())
        };
        let levels = LEVELS.map(sum).to_vec();
        if whole(&levels) {
            return Ok(make("microdata", *period, levels, None));
        }
    }
    // The code of a metropolitan area says nothing of its state.
    let in_state = place::members(place).first().copied().unwrap_or(place);
    let state = in_state.get(..2).unwrap_or(place);
    let everyone = Group::default();
    let four = |place: &str, period: Period, data: Option<&str>| -> Vec<Estimate> {
        let adults = Adults::find(catalog, data, place, &period.to_string(), &everyone);
        LEVELS.iter().filter_map(|l| Some(adults.at(Level::from_code(l)?).people)).collect()
    };
    if place.len() > 2
        && let Some((state_period, under_65, _)) = tabled(catalog, None, &[], state)
    {
        let all = four(state, state_period, None);
        let candidates: Vec<(Period, Vec<Estimate>)> = attainment::periods(catalog, data, place, &everyone)
            .into_iter()
            .rev()
            .filter(|p| fits(&p))
            .map(|p| (p, four(place, p, data)))
            .filter(|(_, levels)| whole(levels))
            .collect();
        // The newest with margins, so that the band can begin with them.
        let with_margin = candidates.iter().find(|(_, levels)| levels[1..].iter().all(|e| e.moe.is_some()));
        if let Some((period, levels)) = with_margin.or(candidates.first())
            && whole(&under_65)
            && whole(&all)
        {
            let parts = under_65.iter().zip(&all).map(|(young, all)| estimate::proportion(young, all));
            let levels: Vec<Estimate> = levels.iter().zip(parts).map(|(n, part)| estimate::product(n, &part)).collect();
            answer.note("scenario-synthetic", &[&named(catalog, state).name, &state_period.to_string()]);
            return Ok(make("synthetic", *period, levels, None));
        }
    }
    let what = wanted.first().map_or_else(String::new, |p| format!(" in {p}"));
    let message = format!(
        "no adults 25 to 64 by level are known for place {place}{what}: load a table of them or microdata; for a county, \
         its adults 25 and over, its state's, and the table adults-25-64"
    );
    Err(Error::no_data(message))
}

/// A period with the adults of each of [`LEVELS`], fewer where the table has fewer, and all adults where it says.
type Tabled = (Period, Vec<Estimate>, Option<Estimate>);

/// The newest published adults 25 to 64 of a place.
fn tabled(catalog: &Catalog, data: Option<&str>, wanted: &[Period], place: &str) -> Option<Tabled> {
    let about = [
        (Dim::Place, place),
        (Dim::Indicator, indicator::ADULTS_25_TO_64),
        (Dim::Sex, ""),
        (Dim::Race, ""),
        (Dim::Unit, "count"),
    ];
    let (table, period, rows) = newest(catalog, data, wanted, &about)?;
    let at = |level: &str| rows.iter().find(|r| table.text(Dim::Level, **r) == level).map(|r| published(table, *r));
    Some((period, LEVELS.into_iter().filter_map(at).collect(), at("total")))
}
