//! How a figure came about: the formula with its source, the operands, and the cells that they were read from.

use serde::Serialize;
use std::sync::Arc;

/// A rule by which a figure is made of others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// Read from a table.
    Cell,
    /// Counted in microdata, or combined from such counts, whole with each replicate weight.
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
}

impl Rule {
    /// The formula of the value.
    #[must_use]
    pub fn formula(self) -> &'static str {
        match self {
            Self::Cell => "X as published",
            Self::Replicates => "X with the full weight",
            Self::Sum => "X = X1 + X2 + ...",
            Self::Difference | Self::Remainder | Self::Others => "X = A - B",
            Self::Proportion | Self::Ratio => "p = X / Y",
            Self::Product => "X = A * B",
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
        }
    }

    /// Where the formulas are published.
    #[must_use]
    pub fn source(self) -> &'static str {
        match self {
            Self::Replicates => "Census Bureau, PUMS Accuracy of the Data",
            _ => "Census Bureau, Understanding and Using American Community Survey Data, chapters 7 and 8",
        }
    }
}

/// A cell of a loaded table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CellRef {
    /// Name under which the table was loaded.
    pub table: String,
    /// Line of the file, the first being 1.
    pub line: u32,
    /// Name of the column.
    pub column: String,
    /// Id of the source.
    pub source: String,
    /// Code of the place.
    pub place: String,
    /// Level of education.
    pub level: String,
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
    /// The cell, for [`Rule::Cell`].
    pub cell: Option<CellRef>,
}
