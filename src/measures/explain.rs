//! How a figure came about: the formula with its source, the operands, and the cells that they were read from.

use super::estimate::Estimate;
use super::{Group, Measure, Place, Spec};
use crate::dataset::catalog::{Catalog, Source};
use crate::error::Result;
use serde::Serialize;
use std::sync::Arc;

/// A rule by which a figure is made of others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
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
    /// Taken from the question, or from a default that no table gives.
    Assumption,
    /// Added to an input by a contribution, as the question says.
    Contribution,
    /// Worked out year by year by the model of [`super::scenario`].
    Scenario,
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
            Self::Assumption | Self::Contribution => "X as assumed",
            Self::Scenario => {
                "S1' = (1-a) S1 + N (1-g); S2' = (1-a) S2 - u + N g (1-c); S3' = (1-a) S3 + u - r + N g c (1-k); \
                 S4' = (1-a) S4 + r + N g c k"
            }
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
            Self::Assumption | Self::Contribution => "none: an assumption",
            Self::Scenario => "none: a band of two runs, all inputs at their lower and at their upper ends",
        }
    }

    /// Where the formulas are published.
    #[must_use]
    pub fn source(self) -> &'static str {
        match self {
            Self::Replicates => "Census Bureau, PUMS Accuracy of the Data",
            Self::Assumption | Self::Contribution | Self::Scenario => "docs/methods-scenario.md",
            _ => "Census Bureau, Understanding and Using American Community Survey Data, chapters 7 and 8",
        }
    }
}

/// A cell of a loaded table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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
    #[serde(skip_serializing_if = "String::is_empty")]
    pub level: String,
    /// Occupation, for jobs.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub occupation: String,
}

/// How a figure came about; a tree that ends in cells.
#[derive(Debug, Clone, PartialEq)]
pub struct Derivation {
    /// The rule.
    pub rule: Rule,
    /// Its result.
    pub value: Option<f64>,
    /// The result's margin.
    pub moe: Option<f64>,
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
    pub(super) fn assumed(rule: Rule, name: &'static str, value: f64) -> Self {
        Self { name, ..Self::made(rule, value, Vec::new()) }
    }

    /// A result of the model.
    pub(super) fn modelled(value: f64, inputs: &[Arc<Self>]) -> Self {
        Self::made(Rule::Scenario, value, inputs.to_vec())
    }

    fn made(rule: Rule, value: f64, inputs: Vec<Arc<Self>>) -> Self {
        Self { rule, value: Some(value), moe: None, inputs, replicates: false, cell: None, name: "" }
    }
}

/// A step of a derivation as plain data.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Step {
    /// What it is to the model that it goes into: a level, or an input.
    #[serde(skip_serializing_if = "str::is_empty")]
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
    /// The cell, where the step is a reading.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cell: Option<CellRef>,
    /// What the step was made of.
    pub inputs: Vec<Self>,
}

impl Step {
    fn of(derivation: &Derivation) -> Self {
        let rule = derivation.rule;
        let of_margin = if derivation.replicates { Rule::Replicates } else { rule };
        Self {
            name: derivation.name,
            rule,
            formula: rule.formula(),
            margin: of_margin.margin(),
            formula_source: of_margin.source(),
            value: derivation.value,
            moe: derivation.moe,
            cell: derivation.cell.clone(),
            inputs: derivation.inputs.iter().map(|i| Self::of(i)).collect(),
        }
    }
}

/// A figure of an answer and how it came about.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figure {
    /// Where; for jobs, their area.
    pub place: Place,
    /// When.
    pub period: String,
    /// Who.
    pub group: Group,
    /// Which level.
    pub level: String,
    /// `share`, `people`, `gap`, `people_to_parity` or `jobs`; for a skills gap its reading; for a scenario `baseline`
    /// or `with`.
    pub what: &'static str,
    /// How it came about.
    pub derivation: Step,
    /// The figure's name in words, once it is put into them.
    pub label: String,
    /// The same in words, a line a step, once it is put into them.
    pub words: Vec<String>,
}

/// How the figures of an answer came about.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explanation {
    /// The figures of the level asked about; for attainment, of every level.
    pub figures: Vec<Figure>,
    /// The sources of all cells.
    pub sources: Vec<Source>,
}

/// Explains the figures of an answer; [`crate::chart::explain`] puts it into words.
///
/// # Errors
/// As [`super::measure`].
pub fn explain(catalog: &Catalog, spec: &Spec) -> Result<Explanation> {
    let answer = super::measure(catalog, spec)?;
    let mut figures = Vec::new();
    let mut add = |item: (&Place, &str, &Group), level: &str, what: &'static str, estimate: &Estimate| {
        if let Some(derivation) = &estimate.derivation {
            let (place, period, group) = (item.0.clone(), item.1.to_owned(), item.2.clone());
            let derivation = Step::of(derivation);
            let (label, words, level) = (String::new(), Vec::new(), level.to_owned());
            figures.push(Figure { place, period, group, level, what, derivation, label, words });
        }
    };
    if let Some(scenario) = &answer.scenario {
        let year = scenario.target.year.to_string();
        for (what, derivation) in ["baseline", "with"].into_iter().zip(&scenario.derivations) {
            let estimate = Estimate::default().by(Arc::clone(derivation));
            add((&scenario.place, &year, &Group::default()), &answer.level, what, &estimate);
        }
    }
    for item in &answer.items {
        let key = (&item.place, item.period.as_str(), &item.group);
        let every = answer.measure == Measure::Attainment;
        let shown = item.levels.iter().chain(&item.at_or_above).filter(|f| every || f.level == answer.level);
        for figure in shown {
            add(key, &figure.level, "share", &figure.share);
        }
        if let Some(gap) = &item.gap {
            add(key, &answer.level, "gap", &gap.points);
            add(key, &answer.level, "people_to_parity", &gap.people_to_parity);
        }
    }
    let everyone = Group::default();
    if let Some(gap) = &answer.skills_gap {
        for reading in &gap.readings {
            add((&gap.place, &gap.period, &everyone), &answer.level, reading.reading, &reading.gap_share);
        }
    }
    if let Some(jobs) = &answer.jobs {
        for figure in &jobs.at_or_above {
            add((&jobs.place, &jobs.period, &everyone), &figure.level, "jobs", &figure.share);
        }
    }
    Ok(Explanation { figures, sources: answer.sources.clone() })
}
