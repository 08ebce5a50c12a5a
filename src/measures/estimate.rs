//! An estimate with its margin of error, and how margins carry over to figures made from several.
//!
//! M is a margin of error at 90 % confidence, SE = M / 1.645. All formulas: Census Bureau, "Understanding and Using
//! American Community Survey Data: What All Data Users Need to Know", chapters 7 and 8.

use super::explain::{CellRef, Derivation, Rule, Unit};
use crate::WHOLE;
use crate::ingest::cell::{Cell, Missing};
use crate::plain::plain;
use crate::text;
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
        let estimate = match (value, moe) {
            (Cell::Missing(reason), _) => Self::missing(reason.code()),
            (Cell::Value(v), Cell::Value(m)) if m >= 0.0 => Self::new(v, m),
            (Cell::Value(v), Cell::Missing(Missing::Controlled)) => Self::new(v, 0.0),
            (Cell::Value(v), Cell::Missing(reason)) => Self::without_margin(v, reason.code()),
            (Cell::Value(v), Cell::Value(_)) => Self::without_margin(v, Missing::NotPublished.code()),
        };
        estimate.of(source)
    }

    /// The same figure with its margin by successive difference replication, from the figure with each of the
    /// replicate weights: SE = sqrt(4 / R * sum of (x_r - x)^2), M = 1.645 SE. Source: Census Bureau, "PUMS Accuracy of
    /// the Data"; R is 80 there.
    #[must_use]
    pub fn with_replicates(mut self, replicates: Vec<f64>) -> Self {
        if let Some(x) = self.value {
            let squares: f64 = replicates.iter().map(|r| (r - x).powi(2)).sum();
            let moe = Z90 * (4.0 / replicates.len() as f64 * squares).sqrt();
            self.moe = moe.is_finite().then_some(moe);
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

    /// The same figure with its reliability, CV = SE / estimate. A nought has none.
    #[must_use]
    pub fn graded(mut self) -> Self {
        self.reliability = match (self.value, self.moe) {
            (Some(v), Some(m)) if v != 0.0 => {
                let cv = (m / Z90 / v).abs();
                Some(if cv <= CV_HIGH {
                    Reliability::High
                } else if cv <= CV_MEDIUM {
                    Reliability::Medium
                } else {
                    Reliability::Low
                })
            }
            _ => None,
        };
        self
    }

    /// The standard error, M / 1.645.
    #[must_use]
    pub fn standard_error(&self) -> Option<f64> {
        self.moe.map(|m| m / Z90)
    }
}

/// Between the sources of one figure.
pub(crate) const AND: &str = " + ";

/// The sources that a figure names.
pub(crate) fn source_ids(source: &str) -> impl Iterator<Item = &str> {
    text::split(source, AND).filter(|id| !id.is_empty())
}

/// Combines operands into a figure by a rule: its value, its margin, its sources and its derivation. Where every operand
/// that has sampling error comes from one microdata file, the figure is computed whole with each replicate weight; else
/// the margin is the rule's formula.
fn combine(
    rule: Rule,
    operands: &[&Estimate],
    value: &dyn Fn(&[f64]) -> f64,
    moe: &dyn Fn() -> Result<f64, String>,
) -> Estimate {
    let mut sources: Vec<&str> = Vec::new();
    for id in operands.iter().flat_map(|e| source_ids(&e.source)) {
        if !sources.contains(&id) {
            sources.push(id);
        }
    }
    let base = Estimate { source: sources.join(AND), ..Estimate::default() };
    if let Some(absent) = operands.iter().find(|e| e.value.is_none()) {
        return Estimate { reason: absent.reason.clone(), ..base }.derived(rule, operands);
    }
    let values: Vec<f64> = operands.iter().map(|e| v(e)).collect();
    let result = value(&values);
    if !result.is_finite() {
        let reason = Some(Missing::NotApplicable.code().to_owned());
        return Estimate { reason, ..base }.derived(rule, operands);
    }
    if let Some(replicates) = replicate(operands, value) {
        return Estimate { value: Some(result), ..base }.with_replicates(replicates).derived(rule, operands);
    }
    let moe = match operands.iter().find(|e| e.moe.is_none()) {
        Some(unsure) => Err(unsure.moe_reason.clone().unwrap_or_default()),
        None => moe().and_then(|m| if m.is_finite() { Ok(m) } else { Err(Missing::NotApplicable.code().to_owned()) }),
    };
    match moe {
        Ok(moe) => Estimate { value: Some(result), moe: Some(moe), ..base },
        Err(reason) => Estimate { value: Some(result), moe_reason: Some(reason), ..base },
    }
    .derived(rule, operands)
}

/// The figure with each replicate weight, where every operand has replicates of one file.
fn replicate(operands: &[&Estimate], value: &dyn Fn(&[f64]) -> f64) -> Option<Vec<f64>> {
    // Of microdata, which the other build does not read.
    if !WHOLE {
        return None;
    }
    let columns: Vec<&[f64]> = operands.iter().map(|e| e.replicates.as_deref()).collect::<Option<_>>()?;
    let count = columns.first()?.len();
    let one_file = operands
        .iter()
        .all(|e| e.source == operands[0].source && e.replicates.as_ref().map(|r| r.len()) == Some(count));
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

fn v(e: &Estimate) -> f64 {
    e.value.unwrap_or(f64::NAN)
}

fn m(e: &Estimate) -> f64 {
    e.moe.unwrap_or(f64::NAN)
}

/// Sum: M = sqrt(sum of M_i^2), where of the estimates that are nought only the largest M counts, once.
///
/// ```
/// use common_measure::measures::estimate::{sum, Estimate};
/// let total = sum(&[Estimate::new(10.0, 3.0), Estimate::new(0.0, 4.0), Estimate::new(0.0, 2.0)]);
/// assert_eq!((total.value, total.moe), (Some(10.0), Some(5.0)));
/// ```
#[must_use]
pub fn sum(parts: &[Estimate]) -> Estimate {
    if let [only] = parts {
        return Estimate { reliability: None, ..only.clone() };
    }
    let operands: Vec<&Estimate> = parts.iter().collect();
    combine(Rule::Sum, &operands, &|x| x.iter().sum(), &|| {
        let square = |e: &Estimate| m(e) * m(e);
        let others: f64 = parts.iter().filter(|e| v(e) != 0.0).map(square).sum();
        let zeros = parts.iter().filter(|e| v(e) == 0.0).map(square).fold(0.0, f64::max);
        Ok((others + zeros).sqrt())
    })
}

/// Difference a - b of independent estimates: M = sqrt(M_a^2 + M_b^2).
#[must_use]
pub fn difference(a: &Estimate, b: &Estimate) -> Estimate {
    combine(Rule::Difference, &[a, b], &|x| x[0] - x[1], &|| Ok(m(a).hypot(m(b))))
}

/// What is left of `whole` without `part`, which lies inside it, where no margin is computed: the two are not
/// independent, and the whole's margin may be the smaller.
#[must_use]
pub(crate) fn remainder(whole: &Estimate, part: &Estimate) -> Estimate {
    combine(Rule::Remainder, &[whole, part], &|x| x[0] - x[1], &|| Err("difference-of-nested".to_owned()))
}

/// All others: the whole without a group of it, M = sqrt(M_whole^2 - M_group^2) where that is positive, else no margin.
#[must_use]
pub fn others(whole: &Estimate, group: &Estimate) -> Estimate {
    combine(Rule::Others, &[whole, group], &|x| x[0] - x[1], &|| {
        let radicand = m(whole).powi(2) - m(group).powi(2);
        if radicand > 0.0 { Ok(radicand.sqrt()) } else { Err("others-not-testable".to_owned()) }
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
pub fn proportion(x: &Estimate, y: &Estimate) -> Estimate {
    let p = v(x) / v(y);
    let moe = || {
        if p == 1.0 {
            return Ok(m(x) / v(y));
        }
        let radicand = m(x).powi(2) - (p * m(y)).powi(2);
        Ok(if radicand < 0.0 { m(x).hypot(p * m(y)) } else { radicand.sqrt() } / v(y))
    };
    combine(Rule::Proportion, &[x, y], &|x| x[0] / x[1], &moe).graded()
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
    combine(Rule::FourFifths, &[share, highest], &|x| x[0] / x[1], &|| Err("no-test".to_owned()))
}

/// A group's rate less that of all others, of a cohort that is counted whole.
#[must_use]
pub(crate) fn percentage_point_gap(rate: &Estimate, others: &Estimate) -> Estimate {
    combine(Rule::PercentagePointGap, &[rate, others], &|x| x[0] - x[1], &|| Ok(m(rate).hypot(m(others))))
}

/// A figure whose margin only replicate weights give; from tables it has none.
#[must_use]
pub(crate) fn by_replicates_only(rule: Rule, operands: &[&Estimate], value: impl Fn(&[f64]) -> f64) -> Estimate {
    combine(rule, operands, &value, &|| Err("needs-replicates".to_owned()))
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
