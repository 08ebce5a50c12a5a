//! An estimate with its margin of error, and how margins carry over to figures made from several.
//!
//! M is a margin of error at 90 % confidence, SE = M / 1.645. All formulas: Census Bureau, "Understanding and Using
//! American Community Survey Data: What All Data Users Need to Know", chapters 7 and 8.

use super::explain::{CellRef, Derivation, Rule, Unit};
use crate::WHOLE;
use crate::ingest::cell::{Cell, Missing};
use crate::plain::plain;
use crate::text;
use std::borrow::Cow;
use std::rc::Rc;
use std::sync::Arc;

/// The normal deviate behind the Census Bureau's 90 % margins.
pub const Z90: f64 = 1.645;

/// Coefficient of variation up to which an estimate is of high reliability. Esri's scale; the Census Bureau sets none.
pub const CV_HIGH: f64 = 0.12;

/// Coefficient of variation up to which it is of medium reliability.
pub const CV_MEDIUM: f64 = 0.40;

/// How far an estimate can be relied upon, by its coefficient of variation. Never asked of a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reliability {
    /// CV of at most 12 %.
    High,
    /// CV of 12 to 40 %.
    Medium,
    /// CV above 40 %.
    Low,
}

plain!(
    enum Reliability {
        High = "high",
        Medium = "medium",
        Low = "low",
    }
);

impl Reliability {
    /// Of a figure with its margin, by CV = SE / estimate. A nought has none.
    #[must_use]
    pub fn of(value: Option<f64>, moe: Option<f64>) -> Option<Self> {
        match (value, moe) {
            (Some(v), Some(m)) if v != 0.0 => {
                let cv = (m / Z90 / v).abs();
                Some(if cv <= CV_HIGH {
                    Self::High
                } else if cv <= CV_MEDIUM {
                    Self::Medium
                } else {
                    Self::Low
                })
            }
            _ => None,
        }
    }
}

/// A figure, its margin, and where it is from; where one of these is missing, why.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Estimate {
    /// The figure; a share is 0 to 1, people are counted.
    pub value: Option<f64>,
    /// Margin of error at 90 % confidence, in the unit of the value.
    pub moe: Option<f64>,
    /// Why there is no margin.
    pub moe_reason: Option<String>,
    /// Why there is no figure.
    pub reason: Option<String>,
    /// Set for published estimates and shares, not for differences.
    pub reliability: Option<Reliability>,
    /// Id of the source, or ids joined by " + ".
    pub source: String,
    /// How it came about.
    pub derivation: Option<Arc<Derivation>>,
    /// The same figure with each replicate weight, for microdata.
    replicates: Option<Arc<[f64]>>,
}

plain!(Estimate {
    value, moe, moe_reason as "moeReason": sparse, reason: sparse, reliability, source: optional, derivation: skip,
    replicates: skip,
});

impl Estimate {
    /// A figure with a margin.
    #[must_use]
    pub fn new(value: f64, moe: f64) -> Self {
        Self { value: Some(value), moe: Some(moe), ..Self::default() }
    }

    /// A figure without a margin, and why it has none.
    #[must_use]
    pub fn without_margin(value: f64, reason: &str) -> Self {
        Self { value: Some(value), moe_reason: Some(reason.to_owned()), ..Self::default() }
    }

    /// No figure, and why.
    #[must_use]
    pub fn missing(reason: &str) -> Self {
        Self { reason: Some(reason.to_owned()), ..Self::default() }
    }

    /// From a table's cells. A controlled estimate has no sampling error: its margin is nought.
    #[must_use]
    pub fn from_cells(value: Cell, moe: Cell, source: &str) -> Self {
        let (value, moe, why) = published(value, moe);
        let why = (!why.is_empty()).then(|| why.to_owned());
        let (reason, moe_reason) = if value.is_none() { (why, None) } else { (None, why) };
        Self { value, moe, reason, moe_reason, source: source.to_owned(), ..Self::default() }
    }

    /// The same figure with its margin by successive difference replication, from the figure with each of the
    /// replicate weights: SE = sqrt(4 / R * sum of (x_r - x)^2), M = 1.645 SE. Source: Census Bureau, "PUMS Accuracy of
    /// the Data"; R is 80 there.
    #[must_use]
    pub fn with_replicates(mut self, replicates: Vec<f64>) -> Self {
        if let Some(x) = self.value.filter(|_| WHOLE) {
            self.moe = replicated(x, &replicates);
            self.moe_reason = if self.moe.is_none() { Some(Missing::NotApplicable.code().to_owned()) } else { None };
            self.replicates = Some(replicates.into());
        }
        self
    }

    /// Whether the figure was computed with replicate weights, which takes care of what operands have in common.
    #[must_use]
    pub fn has_replicates(&self) -> bool {
        WHOLE && self.replicates.is_some()
    }

    /// The same figure without a margin, and why it has none.
    #[must_use]
    pub fn without_moe(mut self, reason: &str) -> Self {
        self.moe = None;
        self.reliability = None;
        self.replicates = None;
        self.moe_reason = self.value.map(|_| reason.to_owned());
        self.derivation = self.derivation.map(|d| match d.moe {
            Some(_) => Arc::new(Derivation { moe: None, ..(*d).clone() }),
            None => d,
        });
        self
    }

    /// The same figure, read from this cell and of this unit.
    #[must_use]
    pub fn from_cell(self, cell: CellRef, unit: Unit) -> Self {
        let rule = if self.replicates.is_some() { Rule::Replicates } else { Rule::Cell };
        self.by(rule, unit, Vec::new(), Some(cell))
    }

    /// A number of a formula, without sampling error.
    #[must_use]
    pub(crate) fn constant(value: f64, unit: Unit) -> Self {
        Self::new(value, 0.0).by(Rule::Constant, unit, Vec::new(), None)
    }

    /// A share that the question assumes.
    #[must_use]
    pub(crate) fn assumption(share: f64) -> Self {
        Self::without_margin(share, "assumption").by(Rule::Assumption, Unit::Share, Vec::new(), None)
    }

    fn by(mut self, rule: Rule, unit: Unit, inputs: Vec<Arc<Derivation>>, cell: Option<CellRef>) -> Self {
        // Asked for by explanations alone.
        if !WHOLE {
            return self;
        }
        let (value, moe, replicates) = (self.value, self.moe, self.replicates.is_some());
        self.derivation = Some(Arc::new(Derivation { rule, value, moe, unit, inputs, replicates, cell, name: "" }));
        self
    }

    fn derived(self, rule: Rule, operands: &[&Self]) -> Self {
        if !WHOLE {
            return self;
        }
        let inputs: Vec<Arc<Derivation>> = operands.iter().filter_map(|e| e.derivation.clone()).collect();
        if inputs.is_empty() {
            return self;
        }
        let units: Vec<Unit> = inputs.iter().map(|d| d.unit).collect();
        self.by(rule, rule.unit(&units), inputs, None)
    }

    /// The same figure, of this source.
    #[must_use]
    pub fn of(mut self, source: &str) -> Self {
        source.clone_into(&mut self.source);
        self
    }

    /// The same figure with its reliability.
    #[must_use]
    pub fn graded(mut self) -> Self {
        self.reliability = Reliability::of(self.value, self.moe);
        self
    }
}

/// Between the sources of one figure.
pub(crate) const AND: &str = " + ";

/// The sources that a figure names.
pub(crate) fn source_ids(source: &str) -> impl Iterator<Item = &str> {
    text::split(source, AND).filter(|id| !id.is_empty())
}

/// What the formulas are of: an [`Estimate`], or [`Numbers`] where there are many.
pub trait Figure: Clone {
    /// The word for why there is no figure, or no margin.
    type Why: Clone + From<&'static str>;

    /// The figure.
    fn value(&self) -> Option<f64>;
    /// Its margin.
    fn moe(&self) -> Option<f64>;
    /// Why there is no figure; where there is one, why it has no margin.
    fn why(&self) -> Self::Why;
    /// The same figure with each replicate weight.
    fn replicates(&self) -> Option<&[f64]>;
    /// Id of the source, or ids joined by " + ".
    fn source(&self) -> &str;
    /// What a rule makes of its operands, of all their sources.
    fn made(rule: Rule, operands: &[&Self], value: Result<(f64, Margin<Self::Why>), Self::Why>) -> Self;
    /// No figure, and why; of another one's source.
    fn missing(reason: &'static str, like: Option<&Self>) -> Self;
    /// The same figure without a margin, and why it has none.
    fn without_moe(self, reason: &'static str) -> Self;
    /// The same figure with its reliability.
    fn graded(self) -> Self;
    /// The same figure without it.
    fn ungraded(self) -> Self;
}

/// A margin on its way into a figure.
#[derive(Debug)]
pub enum Margin<Why> {
    /// By a formula.
    Known(f64),
    /// Why there is none.
    Unknown(Why),
    /// By the figure with each replicate weight.
    Replicated(Vec<f64>),
}

impl Figure for Estimate {
    type Why = String;

    fn value(&self) -> Option<f64> {
        self.value
    }

    fn moe(&self) -> Option<f64> {
        self.moe
    }

    fn why(&self) -> String {
        let why = if self.value.is_none() { &self.reason } else { &self.moe_reason };
        why.clone().unwrap_or_default()
    }

    fn replicates(&self) -> Option<&[f64]> {
        self.replicates.as_deref()
    }

    fn source(&self) -> &str {
        &self.source
    }

    fn made(rule: Rule, operands: &[&Self], value: Result<(f64, Margin<String>), String>) -> Self {
        let base = Self { source: sources(operands).into_owned(), ..Self::default() };
        let made = match value {
            Err(reason) => Self { reason: Some(reason), ..base },
            Ok((value, margin)) => {
                let base = Self { value: Some(value), ..base };
                match margin {
                    Margin::Known(moe) => Self { moe: Some(moe), ..base },
                    Margin::Unknown(reason) => Self { moe_reason: Some(reason), ..base },
                    Margin::Replicated(replicates) => base.with_replicates(replicates),
                }
            }
        };
        made.derived(rule, operands)
    }

    fn missing(reason: &'static str, like: Option<&Self>) -> Self {
        Self::missing(reason).of(like.map_or("", |like| &like.source))
    }

    fn without_moe(self, reason: &'static str) -> Self {
        self.without_moe(reason)
    }

    fn graded(self) -> Self {
        self.graded()
    }

    fn ungraded(self) -> Self {
        Self { reliability: None, ..self }
    }
}

/// A figure in numbers alone, for answers of thousands: no derivation, and no text of its own.
#[derive(Debug, Clone, Default)]
pub struct Numbers<'a> {
    value: Option<f64>,
    moe: Option<f64>,
    why: &'static str,
    source: Cow<'a, str>,
    replicates: Option<Rc<[f64]>>,
}

impl<'a> Numbers<'a> {
    /// From a table's cells, as [`Estimate::from_cells`].
    pub(super) fn from_cells(value: Cell, moe: Cell, source: &'a str) -> Self {
        let (value, moe, why) = published(value, moe);
        Self { value, moe, why, source: source.into(), replicates: None }
    }

    /// Of numbers that are none where there is no figure or no margin, and why.
    pub(super) fn plain(value: f64, moe: f64, why: &'static str, source: &'a str) -> Self {
        let known = |number: f64| (!number.is_nan()).then_some(number);
        Self { value: known(value), moe: known(moe), why, source: source.into(), replicates: None }
    }

    /// People counted with the full weight and each replicate.
    pub(super) fn counted(counts: &[i64], source: &'a str) -> Self {
        let (value, replicates) = counts.split_first().map_or((0.0, &[][..]), |(first, rest)| (*first as f64, rest));
        let replicates: Vec<f64> = replicates.iter().map(|c| *c as f64).collect();
        Self { source: source.into(), ..Self::with_replicates(value, replicates) }
    }

    fn with_replicates(value: f64, replicates: Vec<f64>) -> Self {
        let moe = replicated(value, &replicates);
        let why = if moe.is_none() { Missing::NotApplicable.code() } else { "" };
        Self { value: Some(value), moe, why, replicates: Some(replicates.into()), source: Cow::Borrowed("") }
    }
}

impl Figure for Numbers<'_> {
    type Why = &'static str;

    fn value(&self) -> Option<f64> {
        self.value
    }

    fn moe(&self) -> Option<f64> {
        self.moe
    }

    fn why(&self) -> &'static str {
        self.why
    }

    fn replicates(&self) -> Option<&[f64]> {
        self.replicates.as_deref()
    }

    fn source(&self) -> &str {
        &self.source
    }

    fn made(_: Rule, operands: &[&Self], value: Result<(f64, Margin<&'static str>), &'static str>) -> Self {
        let source = match operands {
            [first, rest @ ..] if rest.iter().all(|e| e.source == first.source) => first.source.clone(),
            _ => sources(operands).into_owned().into(),
        };
        let made = match value {
            Err(why) => Self { why, ..Self::default() },
            Ok((value, Margin::Known(moe))) => Self { value: Some(value), moe: Some(moe), ..Self::default() },
            Ok((value, Margin::Unknown(why))) => Self { value: Some(value), why, ..Self::default() },
            Ok((value, Margin::Replicated(replicates))) => Self::with_replicates(value, replicates),
        };
        Self { source, ..made }
    }

    fn missing(reason: &'static str, like: Option<&Self>) -> Self {
        Self { why: reason, source: like.map_or(Cow::Borrowed(""), |like| like.source.clone()), ..Self::default() }
    }

    fn without_moe(self, reason: &'static str) -> Self {
        match self.value {
            Some(_) => Self { moe: None, replicates: None, why: reason, ..self },
            None => self,
        }
    }

    // It follows from the numbers.
    fn graded(self) -> Self {
        self
    }

    fn ungraded(self) -> Self {
        self
    }
}

impl From<Numbers<'_>> for Estimate {
    fn from(numbers: Numbers<'_>) -> Self {
        let Numbers { value, moe, why, source, .. } = numbers;
        let why = (!why.is_empty()).then(|| why.to_owned());
        let (reason, moe_reason) = if value.is_none() { (why, None) } else { (None, why) };
        let source = source.into_owned();
        Self { value, moe, reason, moe_reason, source, ..Self::default() }.graded()
    }
}

/// What a table's cells say: the figure, its margin, and why one of them is missing. A controlled estimate has no sampling
/// error: its margin is nought.
pub(super) fn published(value: Cell, moe: Cell) -> (Option<f64>, Option<f64>, &'static str) {
    match (value, moe) {
        (Cell::Missing(reason), _) => (None, None, reason.code()),
        (Cell::Value(v), Cell::Value(m)) if m >= 0.0 => (Some(v), Some(m), ""),
        (Cell::Value(v), Cell::Missing(Missing::Controlled)) => (Some(v), Some(0.0), ""),
        (Cell::Value(v), Cell::Missing(reason)) => (Some(v), None, reason.code()),
        (Cell::Value(v), Cell::Value(_)) => (Some(v), None, Missing::NotPublished.code()),
    }
}

/// The margin by successive difference replication, see [`Estimate::with_replicates`].
fn replicated(value: f64, replicates: &[f64]) -> Option<f64> {
    let squares: f64 = replicates.iter().map(|r| (r - value).powi(2)).sum();
    let moe = Z90 * (4.0 / replicates.len() as f64 * squares).sqrt();
    moe.is_finite().then_some(moe)
}

/// The sources of some figures, each once.
fn sources<F: Figure>(operands: &[&F]) -> Cow<'static, str> {
    let mut sources: Vec<&str> = Vec::new();
    for id in operands.iter().flat_map(|e| source_ids(e.source())) {
        if !sources.contains(&id) {
            sources.push(id);
        }
    }
    Cow::Owned(sources.join(AND))
}

/// Combines operands into a figure by a rule: its value, its margin, its sources and its derivation. Where every operand
/// that has sampling error comes from one microdata file, the figure is computed whole with each replicate weight; else
/// the margin is the rule's formula.
fn combine<F: Figure>(
    rule: Rule,
    operands: &[&F],
    value: &dyn Fn(&[f64]) -> f64,
    moe: &dyn Fn() -> Result<f64, &'static str>,
) -> F {
    F::made(rule, operands, combined(operands, value, moe))
}

fn combined<F: Figure>(
    operands: &[&F],
    value: &dyn Fn(&[f64]) -> f64,
    moe: &dyn Fn() -> Result<f64, &'static str>,
) -> Result<(f64, Margin<F::Why>), F::Why> {
    if let Some(absent) = operands.iter().find(|e| e.value().is_none()) {
        return Err(absent.why());
    }
    let values: Vec<f64> = operands.iter().map(|e| v(*e)).collect();
    let result = value(&values);
    if !result.is_finite() {
        return Err(Missing::NotApplicable.code().into());
    }
    if let Some(replicates) = replicate(operands, value) {
        return Ok((result, Margin::Replicated(replicates)));
    }
    let margin = match operands.iter().find(|e| e.moe().is_none()) {
        Some(unsure) => Margin::Unknown(unsure.why()),
        None => match moe() {
            Ok(moe) if moe.is_finite() => Margin::Known(moe),
            Ok(_) => Margin::Unknown(Missing::NotApplicable.code().into()),
            Err(reason) => Margin::Unknown(reason.into()),
        },
    };
    Ok((result, margin))
}

/// The figure with each replicate weight, where every operand has replicates of one file.
fn replicate<F: Figure>(operands: &[&F], value: &dyn Fn(&[f64]) -> f64) -> Option<Vec<f64>> {
    // Of microdata, which the other build does not read.
    if !WHOLE {
        return None;
    }
    let columns: Vec<&[f64]> = operands.iter().map(|e| e.replicates()).collect::<Option<_>>()?;
    let count = columns.first()?.len();
    let one_file = operands.iter().zip(&columns).all(|(e, c)| e.source() == operands[0].source() && c.len() == count);
    if !one_file {
        return None;
    }
    let mut at = vec![0.0; columns.len()];
    let each = (0..count).map(|r| {
        for (slot, column) in at.iter_mut().zip(&columns) {
            *slot = column[r];
        }
        value(&at)
    });
    Some(each.collect())
}

fn v<F: Figure>(e: &F) -> f64 {
    e.value().unwrap_or(f64::NAN)
}

fn m<F: Figure>(e: &F) -> f64 {
    e.moe().unwrap_or(f64::NAN)
}

/// Sum: M = sqrt(sum of M_i^2), where of the estimates that are nought only the largest M counts, once.
///
/// ```
/// use common_measure::measures::estimate::{sum, Estimate};
/// let total = sum(&[Estimate::new(10.0, 3.0), Estimate::new(0.0, 4.0), Estimate::new(0.0, 2.0)]);
/// assert_eq!((total.value, total.moe), (Some(10.0), Some(5.0)));
/// ```
#[must_use]
pub fn sum<F: Figure>(parts: &[F]) -> F {
    if let [only] = parts {
        return only.clone().ungraded();
    }
    let operands: Vec<&F> = parts.iter().collect();
    let moe = || Ok(moe_of_sum(parts.iter().map(|e| (v(e), m(e)))));
    combine(Rule::Sum, &operands, &|x| x.iter().sum(), &moe)
}

/// The margin of a sum, of values with their margins, see [`sum`].
pub(super) fn moe_of_sum(parts: impl Iterator<Item = (f64, f64)> + Clone) -> f64 {
    let others: f64 = parts.clone().filter(|(value, _)| *value != 0.0).map(|(_, moe)| moe * moe).sum();
    let zeros = parts.filter(|(value, _)| *value == 0.0).map(|(_, moe)| moe * moe).fold(0.0, f64::max);
    (others + zeros).sqrt()
}

/// Difference a - b of independent estimates: M = sqrt(M_a^2 + M_b^2).
#[must_use]
pub fn difference(a: &Estimate, b: &Estimate) -> Estimate {
    combine(Rule::Difference, &[a, b], &|x| x[0] - x[1], &|| Ok(m(a).hypot(m(b))))
}

/// What is left of `whole` without `part`, which lies inside it, where no margin is computed: the two are not
/// independent, and the whole's margin may be the smaller.
#[must_use]
pub(crate) fn remainder<F: Figure>(whole: &F, part: &F) -> F {
    combine(Rule::Remainder, &[whole, part], &|x| x[0] - x[1], &|| Err("difference-of-nested"))
}

/// All others: the whole without a group of it, M = sqrt(M_whole^2 - M_group^2) where that is positive, else no margin.
#[must_use]
pub fn others(whole: &Estimate, group: &Estimate) -> Estimate {
    combine(Rule::Others, &[whole, group], &|x| x[0] - x[1], &|| {
        let radicand = m(whole).powi(2) - m(group).powi(2);
        if radicand > 0.0 { Ok(radicand.sqrt()) } else { Err("others-not-testable") }
    })
}

/// Share p = X / Y, X part of Y: M = sqrt(M_x^2 - p^2 M_y^2) / Y; where the radicand is negative, the ratio's form;
/// where p is 1, M_x / Y. A share of nobody is not applicable.
///
/// ```
/// use common_measure::measures::estimate::{proportion, Estimate};
/// // The Census Bureau's handbook: 203,119 +-5,070 of 630,498 +-831.
/// let share = proportion(&Estimate::new(203_119.0, 5_070.0), &Estimate::new(630_498.0, 831.0));
/// assert_eq!(format!("{:.4} {:.4}", share.value.unwrap(), share.moe.unwrap()), "0.3222 0.0080");
/// ```
#[must_use]
pub fn proportion<F: Figure>(x: &F, y: &F) -> F {
    let moe = || Ok(moe_of_proportion((v(x), m(x)), (v(y), m(y))));
    combine(Rule::Proportion, &[x, y], &|x| x[0] / x[1], &moe).graded()
}

/// The margin of a share, of the part and the whole with their margins, see [`proportion`].
pub(super) fn moe_of_proportion((x, x_moe): (f64, f64), (y, y_moe): (f64, f64)) -> f64 {
    let p = x / y;
    if p == 1.0 {
        return x_moe / y;
    }
    let radicand = x_moe.powi(2) - (p * y_moe).powi(2);
    (if radicand < 0.0 { x_moe.hypot(p * y_moe) } else { radicand.sqrt() }) / y
}

/// Ratio R = X / Y, X not part of Y: M = sqrt(M_x^2 + R^2 M_y^2) / Y.
#[must_use]
pub fn ratio(x: &Estimate, y: &Estimate) -> Estimate {
    let r = v(x) / v(y);
    combine(Rule::Ratio, &[x, y], &|x| x[0] / x[1], &|| Ok(m(x).hypot(r * m(y)) / v(y).abs()))
}

/// Product A B: M = sqrt(A^2 M_b^2 + B^2 M_a^2).
#[must_use]
pub fn product(a: &Estimate, b: &Estimate) -> Estimate {
    combine(Rule::Product, &[a, b], &|x| x[0] * x[1], &|| Ok((v(a) * m(b)).hypot(v(b) * m(a))))
}

/// Adjusted parity index of a ratio: r, or 2 - 1/r where r > 1, with the margin M_r / r^2 there.
#[must_use]
pub(crate) fn parity_index(ratio: &Estimate) -> Estimate {
    if v(ratio) <= 1.0 || ratio.value.is_none() {
        return ratio.clone();
    }
    combine(Rule::ParityIndex, &[ratio], &|x| 2.0 - 1.0 / x[0], &|| Ok(m(ratio) / v(ratio).powi(2)))
}

/// A share over the highest, for the four-fifths rule; the rule knows no margin.
#[must_use]
pub(crate) fn of_highest(share: &Estimate, highest: &Estimate) -> Estimate {
    combine(Rule::FourFifths, &[share, highest], &|x| x[0] / x[1], &|| Err("no-test"))
}

/// A group's rate less that of all others, of a cohort that is counted whole.
#[must_use]
pub(crate) fn percentage_point_gap(rate: &Estimate, others: &Estimate) -> Estimate {
    combine(Rule::PercentagePointGap, &[rate, others], &|x| x[0] - x[1], &|| Ok(m(rate).hypot(m(others))))
}

/// A figure whose margin only replicate weights give; from tables it has none.
#[must_use]
pub(crate) fn by_replicates_only(rule: Rule, operands: &[&Estimate], value: impl Fn(&[f64]) -> f64) -> Estimate {
    combine(rule, operands, &value, &|| Err("needs-replicates"))
}

/// The figure, or nought where it is below; its margin stays.
#[must_use]
pub(crate) fn at_least_nought(e: &Estimate) -> Estimate {
    match e.value {
        Some(value) if value < 0.0 => {
            Estimate { value: Some(0.0), replicates: None, ..e.clone() }.derived(Rule::AtLeastNought, &[e])
        }
        _ => e.clone(),
    }
}

/// Whether two independent estimates differ at 90 % confidence: |A - B| / sqrt(SE_a^2 + SE_b^2) > 1.645. `None`
/// where one of them has no margin.
#[must_use]
pub fn differ(a: &Estimate, b: &Estimate) -> Option<bool> {
    let d = difference(a, b);
    Some(d.value?.abs() > d.moe?)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Examples of the Census Bureau's handbook, chapter 8, as they are printed there.
    #[test]
    fn handbook_examples() {
        let males = Estimate::new(203_119.0, 5_070.0);
        let share = proportion(&males, &Estimate::new(630_498.0, 831.0));
        assert!((share.value.unwrap() - 0.3222).abs() < 5e-5 && (share.moe.unwrap() - 0.0080).abs() < 5e-5);
    }

    #[test]
    fn a_missing_part_leaves_no_figure() {
        let s = sum(&[Estimate::new(1.0, 1.0), Estimate::missing("suppressed")]);
        assert_eq!((s.value, s.reason.as_deref()), (None, Some("suppressed")));
    }

    #[test]
    fn a_part_without_margin_leaves_none() {
        let d = difference(&Estimate::new(5.0, 1.0), &Estimate::without_margin(3.0, "not-published"));
        assert_eq!((d.value, d.moe, d.moe_reason.as_deref()), (Some(2.0), None, Some("not-published")));
    }

    #[test]
    fn a_share_of_nobody_is_not_applicable() {
        let s = proportion(&Estimate::new(0.0, 13.0), &Estimate::new(0.0, 13.0));
        assert_eq!((s.value, s.reason.as_deref()), (None, Some("not-applicable")));
    }

    #[test]
    fn negative_radicand_takes_the_ratio_form() {
        let s = proportion(&Estimate::new(90.0, 1.0), &Estimate::new(100.0, 50.0));
        assert!((s.moe.unwrap() - (1.0f64 + 45.0 * 45.0).sqrt() / 100.0).abs() < 1e-12);
    }

    #[test]
    fn reliability_follows_the_coefficient_of_variation() {
        let grade = |moe: f64| Estimate::new(100.0, moe).graded().reliability;
        assert_eq!(grade(100.0 * Z90 * 0.12), Some(Reliability::High));
        assert_eq!(grade(100.0 * Z90 * 0.13), Some(Reliability::Medium));
        assert_eq!(grade(100.0 * Z90 * 0.399), Some(Reliability::Medium));
        assert_eq!(grade(100.0 * Z90 * 0.41), Some(Reliability::Low));
    }
}
