//! How a figure came about: the formula with its source, the operands, and the cells that they were read from.

use super::estimate::Estimate;
use super::{Group, Measure, Place, Spec};
use crate::dataset::catalog::{Catalog, Source};
use crate::error::Result;
use crate::plain::plain;
use std::sync::Arc;

/// A rule by which a figure is made of others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// Read from a table.
    Cell,
    /// Counted in microdata.
    Replicates,
    /// Added up.
    Sum,
    /// One less the other.
    Difference,
    /// A whole less a part of it, without a margin.
    Remainder,
    /// A whole less a group of it.
    Others,
    /// A part of a whole.
    Proportion,
    /// One over the other.
    Ratio,
    /// One times the other.
    Product,
    /// A ratio above 1 mirrored to between 1 and 2.
    ParityIndex,
    /// Index of disparity of several shares.
    IndexOfDisparity,
    /// Theil's T of several groups.
    Theil,
    /// A group's share over the highest.
    FourFifths,
    /// A group's rate less that of all others, of a cohort.
    PercentagePointGap,
    /// A figure, or 0 where it is under 0.
    AtLeastNought,
    /// A number of the formula.
    Constant,
    /// A number that the question assumes, or a default that no table gives.
    Assumption,
    /// Added to an input by a contribution, as the question says.
    Contribution,
    /// Worked out year by year by the model of [`super::scenario`].
    Scenario,
}

plain!(write enum Rule { Cell = "cell", Replicates = "replicates", Sum = "sum", Difference = "difference", Remainder = "remainder", Others = "others", Proportion = "proportion", Ratio = "ratio", Product = "product", ParityIndex = "parity-index", IndexOfDisparity = "index-of-disparity", Theil = "theil", FourFifths = "four-fifths", PercentagePointGap = "percentage-point-gap", AtLeastNought = "at-least-nought", Constant = "constant", Assumption = "assumption", Contribution = "contribution", Scenario = "scenario" });

/// What a figure counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// 0 to 1, or a difference of such.
    Share,
    /// People or jobs.
    Count,
    /// U.S. dollars.
    Dollars,
    /// How many times as much, or an index.
    Ratio,
}

plain!(write enum Unit { Share = "share", Count = "count", Dollars = "dollars", Ratio = "ratio" });

impl Unit {
    /// The unit of a table's column `unit`.
    pub(super) fn from_code(code: &str) -> Self {
        match code {
            "share" => Self::Share,
            "dollars" => Self::Dollars,
            _ => Self::Count,
        }
    }
}

impl Rule {
    /// The formula of the value.
    #[must_use]
    pub fn formula(self) -> &'static str {
        match self {
            Self::Cell => "X as published",
            Self::Replicates => "X = sum of the persons' weights",
            Self::Sum => "X = X1 + X2 + ...",
            Self::Difference | Self::Remainder | Self::Others => "X = A - B",
            Self::Proportion | Self::Ratio => "p = X / Y",
            Self::Product => "X = A * B",
            Self::IndexOfDisparity => "X = 100 * mean |p_i - p_reference| / p_reference",
            Self::Theil => "T = sum of w_i (p_i / p) ln(p_i / p)",
            Self::ParityIndex => "X = 2 - 1/r where r > 1, else r",
            Self::FourFifths => "r = p / p_highest; under four fifths where r < 0.8",
            Self::PercentagePointGap => {
                "X = p - p_others; flagged where X <= -E, E = max(1.96 sqrt(p (1 - p) / n), 0.02), n > 10"
            }
            Self::AtLeastNought => "X = max(0, A)",
            Self::Scenario => {
                "S1' = (1-a) S1 + N (1-g); S2' = (1-a) S2 - u + N g (1-c); S3' = (1-a) S3 + u - r + N g c (1-k); \
                 S4' = (1-a) S4 + r + N g c k"
            }
            Self::Constant | Self::Assumption | Self::Contribution => "X as given",
        }
    }

    /// The unit of what the rule makes of figures of these units.
    pub(super) fn unit(self, of: &[Unit]) -> Unit {
        match self {
            Self::Proportion => Unit::Share,
            Self::Ratio | Self::ParityIndex | Self::IndexOfDisparity | Self::Theil | Self::FourFifths => Unit::Ratio,
            // A part of people is people.
            Self::Product if of.contains(&Unit::Count) => Unit::Count,
            _ => of.first().copied().unwrap_or(Unit::Count),
        }
    }

    /// The formula of the margin.
    #[must_use]
    pub fn margin(self) -> &'static str {
        match self {
            Self::Cell => "M as published",
            Self::Replicates => "M = 1.645 * sqrt(4/80 * sum((X_r - X)^2)), r = 1..80",
            Self::Sum => "M = sqrt(M1^2 + M2^2 + ...); of estimates of nought only the largest M counts",
            Self::Difference => "M = sqrt(Ma^2 + Mb^2)",
            Self::Remainder => "none: A holds B",
            Self::Others => "M = sqrt(Ma^2 - Mb^2) where positive",
            Self::Proportion => {
                "M = sqrt(Mx^2 - p^2 My^2) / Y; sqrt(Mx^2 + p^2 My^2) / Y where the radicand is negative"
            }
            Self::Ratio => "M = sqrt(Mx^2 + p^2 My^2) / Y",
            Self::Product => "M = sqrt(A^2 Mb^2 + B^2 Ma^2)",
            Self::ParityIndex => "M = M_r / r^2 where r > 1",
            Self::IndexOfDisparity | Self::Theil => "none without replicate weights",
            Self::FourFifths => "none: the rule has no test",
            Self::PercentagePointGap => "none: everyone is counted",
            Self::AtLeastNought => "M of A",
            Self::Scenario => "none: a band of two runs, all inputs at their lower and at their upper ends",
            Self::Assumption | Self::Contribution => "none: an assumption",
            Self::Constant => "none",
        }
    }

    /// Where the formulas are published.
    #[must_use]
    pub fn source(self) -> &'static str {
        match self {
            Self::Replicates => "Census Bureau, PUMS Accuracy of the Data",
            Self::Cell => "the source of the table",
            Self::Constant => "the formula",
            Self::Assumption | Self::Contribution => "the question, or docs/methods-scenario.md",
            Self::Scenario => "docs/methods-scenario.md",
            Self::ParityIndex => "UNESCO Institute for Statistics, adjusted parity index",
            Self::IndexOfDisparity => {
                "Pearcy and Keppel, A Summary Measure of Health Disparity, Public Health Reports 117 (2002)"
            }
            Self::Theil => "Theil, Economics and Information Theory (1967)",
            Self::FourFifths => "Uniform Guidelines on Employee Selection Procedures, 43 FR 38295 (1978)",
            Self::PercentagePointGap => {
                "California Community Colleges Chancellor's Office, Percentage Point Gap Method (PPG-1)"
            }
            _ => HANDBOOK,
        }
    }
}

/// Source of the formulas for margins.
const HANDBOOK: &str = "Census Bureau, Understanding and Using American Community Survey Data, chapters 7 and 8";

/// A cell of a loaded table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellRef {
    /// Name under which the table was loaded.
    pub table: String,
    /// Line of the file, the first being 1; 0 where persons of many lines were counted.
    pub line: u32,
    /// Name of the column.
    pub column: String,
    /// Id of the source.
    pub source: String,
    /// Code of the place.
    pub place: String,
    /// Level of education.
    pub level: String,
    /// Occupation, for jobs.
    pub occupation: String,
}

plain!(write CellRef { table, line, column, source, place, level: sparse, occupation: sparse });

/// How a figure came about; a tree that ends in cells.
#[derive(Debug, Clone, PartialEq)]
pub struct Derivation {
    /// The rule.
    pub rule: Rule,
    /// Its result.
    pub value: Option<f64>,
    /// The result's margin.
    pub moe: Option<f64>,
    /// The result's unit.
    pub unit: Unit,
    /// What it was made of.
    pub inputs: Vec<Arc<Self>>,
    /// Whether the margin comes from the result with each replicate weight, whatever the rule.
    pub replicates: bool,
    /// The cell, for [`Rule::Cell`]; the weight, for [`Rule::Replicates`].
    pub cell: Option<CellRef>,
    /// What it is to the model that it goes into, a level or an input; else "".
    pub name: &'static str,
}

impl Derivation {
    /// An input that is assumed, or what a contribution adds to it.
    pub(super) fn assumed(rule: Rule, name: &'static str, value: f64, unit: Unit) -> Self {
        Self { name, ..Self::made(rule, value, unit, Vec::new()) }
    }

    /// A result of the model.
    pub(super) fn modelled(value: f64, inputs: &[Arc<Self>]) -> Self {
        Self::made(Rule::Scenario, value, Unit::Share, inputs.to_vec())
    }

    fn made(rule: Rule, value: f64, unit: Unit, inputs: Vec<Arc<Self>>) -> Self {
        Self { rule, value: Some(value), moe: None, unit, inputs, replicates: false, cell: None, name: "" }
    }
}

/// A step of a derivation as plain data.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// What it is to the model that it goes into: a level, or an input.
    pub name: &'static str,
    /// The rule.
    pub rule: Rule,
    /// The formula of the value.
    pub formula: &'static str,
    /// The formula of the margin.
    pub margin: &'static str,
    /// Where the formulas are published.
    pub formula_source: &'static str,
    /// The step's result.
    pub value: Option<f64>,
    /// Its margin.
    pub moe: Option<f64>,
    /// Their unit.
    pub unit: Unit,
    /// The cell, where the step is a reading.
    pub cell: Option<CellRef>,
    /// What the step was made of.
    pub inputs: Vec<Self>,
}

plain!(write Step {
    name: sparse, rule, formula, margin, formula_source as "formulaSource", value, moe, unit, cell: sparse, inputs,
});

impl Step {
    fn of(derivation: &Derivation) -> Self {
        let rule = derivation.rule;
        let of_margin = if derivation.replicates { Rule::Replicates } else { rule };
        Self {
            name: derivation.name,
            rule,
            formula: rule.formula(),
            margin: of_margin.margin(),
            // A definition of its own goes before the margin's.
            formula_source: if rule.source() == HANDBOOK { of_margin.source() } else { rule.source() },
            value: derivation.value,
            moe: derivation.moe,
            unit: derivation.unit,
            cell: derivation.cell.clone(),
            inputs: derivation.inputs.iter().map(|i| Self::of(i)).collect(),
        }
    }
}

/// A figure of an answer and how it came about.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// Where; for jobs, their area.
    pub place: Place,
    /// When.
    pub period: String,
    /// Who.
    pub group: Group,
    /// Student group of a pipeline; "" is everyone.
    pub students: String,
    /// Which level.
    pub level: String,
    /// Stage of a pipeline, reading of a skills gap, or the level that a step of earnings is from.
    pub of: String,
    /// `share`, `people`, `total`, `jobs`, `gap`, `ratio`, `parity_index`, `four_fifths`, `people_to_parity`,
    /// `index_of_disparity`, `theil`, `of_hundred`, `base`, `others_share`, `earnings`, `unemployment`, `step`,
    /// `step_ratio`, `required_share`, `supply_share`, `implied_share` or `claim`; for a scenario `baseline` or
    /// `with`; for progress `ahead`.
    pub what: &'static str,
    /// How it came about.
    pub derivation: Step,
    /// The figure's name in words, once it is put into them.
    pub label: String,
    /// The same in words, a line a step, once it is put into them.
    pub words: Vec<String>,
}

plain!(write Figure { place, period, group, students: sparse, level, of: sparse, what, derivation, label, words });

/// How the figures of an answer came about.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// The figures of the level asked about; for attainment, of every level.
    pub figures: Vec<Figure>,
    /// The sources of all cells.
    pub sources: Vec<Source>,
}

plain!(write Explanation { figures, sources });

/// What figures are about.
#[derive(Clone, Copy)]
struct About<'a> {
    place: &'a Place,
    period: &'a str,
    group: &'a Group,
    students: &'a str,
    level: &'a str,
    of: &'a str,
}

impl About<'_> {
    /// Lists the figures that there are.
    fn list(&self, figures: &mut Vec<Figure>, shown: &[(&'static str, Option<&Estimate>)]) {
        for (what, estimate) in shown {
            let found = estimate.filter(|e| e.value.is_some()).and_then(|e| e.derivation.as_ref());
            let Some(derivation) = found else { continue };
            figures.push(Figure {
                place: self.place.clone(),
                period: self.period.to_owned(),
                group: self.group.clone(),
                students: self.students.to_owned(),
                level: self.level.to_owned(),
                of: self.of.to_owned(),
                what,
                derivation: Step::of(derivation),
                label: String::new(),
                words: Vec::new(),
            });
        }
    }
}

/// Explains the figures of an answer; [`crate::chart::explain`] puts it into words.
///
/// # Errors
/// As [`super::measure`].
pub fn explain(catalog: &Catalog, spec: &Spec) -> Result<Explanation> {
    let answer = super::answer(catalog, spec, super::Traced::All)?;
    let everyone = Group::default();
    let about = |place, period| About { place, period, group: &everyone, students: "", level: &answer.level, of: "" };
    let mut figures = Vec::new();
    for item in &answer.items {
        let about = About { group: &item.group, ..about(&item.place, &item.period) };
        let every = answer.measure == Measure::Attainment;
        if every {
            About { level: "total", ..about }.list(&mut figures, &[("total", Some(&item.total))]);
        }
        let shown = item.levels.iter().chain(&item.at_or_above).filter(|f| every || f.level == answer.level);
        for figure in shown {
            About { level: &figure.level, ..about }.list(&mut figures, &[("share", Some(&figure.share))]);
        }
        if let Some(gap) = &item.gap {
            let shown = [
                ("gap", Some(&gap.points)),
                ("ratio", Some(&gap.ratio)),
                ("parity_index", Some(&gap.parity_index)),
                ("four_fifths", Some(&gap.of_highest)),
                ("people_to_parity", Some(&gap.people_to_parity)),
            ];
            about.list(&mut figures, &shown);
        }
    }
    if let (Some(spread), Some(item)) = (&answer.spread, answer.reference.as_ref().or(answer.items.first())) {
        let shown = [("index_of_disparity", Some(&spread.index_of_disparity)), ("theil", Some(&spread.theil))];
        about(&item.place, &item.period).list(&mut figures, &shown);
    }
    let target_year = answer.scenario.as_ref().map_or_else(String::new, |s| s.target.year.to_string());
    if let Some(scenario) = &answer.scenario {
        for (what, derivation) in ["baseline", "with"].into_iter().zip(&scenario.derivations) {
            let mut made = Estimate::without_margin(derivation.value.unwrap_or_default(), "modelled");
            made.derivation = Some(Arc::clone(derivation));
            about(&scenario.place, &target_year).list(&mut figures, &[(what, Some(&made))]);
        }
    }
    if let Some(gap) = &answer.skills_gap {
        for reading in &gap.readings {
            let shown = [
                ("required_share", Some(&reading.required_share)),
                ("supply_share", Some(&reading.supply_share)),
                ("gap", Some(&reading.gap_share)),
                ("people", Some(&reading.gap_people)),
            ];
            About { of: reading.reading, ..about(&gap.place, &gap.period) }.list(&mut figures, &shown);
        }
        let shown = [("claim", gap.claim.as_ref()), ("implied_share", gap.implied_share.as_ref())];
        about(&gap.place, &gap.period).list(&mut figures, &shown);
    }
    if let Some(jobs) = &answer.jobs {
        for figure in &jobs.at_or_above {
            let about = About { level: &figure.level, ..about(&jobs.place, &jobs.period) };
            about.list(&mut figures, &[("jobs", Some(&figure.share))]);
        }
    }
    for stage in &answer.pipeline {
        let gap = stage.gap.as_ref();
        let shown = [
            ("share", Some(&stage.share)),
            ("of_hundred", Some(&stage.of_hundred)),
            ("base", Some(&stage.base)),
            ("others_share", gap.map(|g| &g.others_share)),
            ("gap", gap.map(|g| &g.points)),
            ("ratio", gap.map(|g| &g.ratio)),
            ("four_fifths", gap.map(|g| &g.of_highest)),
            ("people_to_parity", gap.map(|g| &g.people_to_parity)),
        ];
        let about = about(&stage.place, &stage.period);
        About { students: &stage.group, level: "", of: stage.stage, ..about }.list(&mut figures, &shown);
    }
    for row in &answer.earnings {
        let about = about(&row.place, &row.period);
        let shown = [("earnings", Some(&row.earnings)), ("unemployment", row.unemployment.as_ref())];
        About { level: &row.level, ..about }.list(&mut figures, &shown);
        let shown = [("step", row.difference.as_ref()), ("step_ratio", row.ratio.as_ref())];
        let of = row.step_from.as_deref().unwrap_or_default();
        About { level: &row.level, of, ..about }.list(&mut figures, &shown);
    }
    for row in &answer.progress {
        let period = row.latest.as_ref().map_or("", |latest| &latest.period);
        about(&row.place, period).list(&mut figures, &[("ahead", row.ahead.as_ref())]);
    }
    // An answer cites its figures; a derivation may reach further, to a table that a gap's whole is from, say.
    let mut sources = answer.sources.clone();
    figures.iter().for_each(|f| cite(&f.derivation, catalog, &mut sources));
    Ok(Explanation { figures, sources })
}

fn cite(step: &Step, catalog: &Catalog, sources: &mut Vec<Source>) {
    if let Some(cell) = &step.cell
        && !sources.iter().any(|s| s.name == cell.source)
    {
        sources.push(catalog.source(&cell.source));
    }
    step.inputs.iter().for_each(|s| cite(s, catalog, sources));
}
