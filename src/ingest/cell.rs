//! A cell: a number, or the reason why there is none. Each agency's marks are read here and nowhere else.

use crate::number;
use crate::plain::plain;

/// Why a cell holds no number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Missing {
    /// Nothing was written in the cell.
    Blank = 1,
    /// Withheld to protect people or for want of quality (`*`, `N`, OEWS footnote 8).
    Suppressed,
    /// The agency publishes no such figure.
    NotPublished,
    /// The figure has no meaning here (`(X)`, a rate of an empty cohort).
    NotApplicable,
    /// Too few sampled cases to compute it (`-`, `**`).
    TooFewCases,
    /// Falls in an open-ended interval (`250,000+`, `>=239,200`, `***`).
    OpenEnded,
    /// A margin of a controlled estimate (`*****`): no sampling error, so the margin is nought.
    Controlled,
    /// Asked of a table that does not hold it.
    NotAvailable,
}

plain!(
    enum Missing {
        Blank = "blank",
        Suppressed = "suppressed",
        NotPublished = "not-published",
        NotApplicable = "not-applicable",
        TooFewCases = "too-few-cases",
        OpenEnded = "open-ended",
        Controlled = "controlled",
        NotAvailable = "not-available",
    }
);

impl Missing {
    const ALL: [Self; 8] = [
        Self::Blank,
        Self::Suppressed,
        Self::NotPublished,
        Self::NotApplicable,
        Self::TooFewCases,
        Self::OpenEnded,
        Self::Controlled,
        Self::NotAvailable,
    ];

    /// The word used in the project's own tables and in results.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Blank => "blank",
            Self::Suppressed => "suppressed",
            Self::NotPublished => "not-published",
            Self::NotApplicable => "not-applicable",
            Self::TooFewCases => "too-few-cases",
            Self::OpenEnded => "open-ended",
            Self::Controlled => "controlled",
            Self::NotAvailable => "not-available",
        }
    }

    /// The reason for a code of [`Missing::code`].
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|m| m.code() == code)
    }

    pub(crate) fn from_tag(tag: u8) -> Option<Self> {
        Self::ALL.get(usize::from(tag).wrapping_sub(1)).copied()
    }
}

/// A number or the reason why there is none.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell {
    /// A published number.
    Value(f64),
    /// No number, and why.
    Missing(Missing),
}

impl Cell {
    /// The number, if there is one.
    #[must_use]
    pub fn value(self) -> Option<f64> {
        match self {
            Self::Value(v) => Some(v),
            Self::Missing(_) => None,
        }
    }

    /// The same cell with its number changed by `f`.
    #[must_use]
    pub fn map(self, f: impl FnOnce(f64) -> f64) -> Self {
        match self {
            Self::Value(v) => Self::Value(f(v)),
            missing => missing,
        }
    }
}

/// A cell's text that is neither a number nor a known mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotANumber;

/// Reads a plain number: thousands separators allowed, blank is [`Missing::Blank`].
///
/// # Errors
/// [`NotANumber`] for any other text, `NaN` and infinities included.
///
/// ```
/// use common_measure::ingest::cell::{number, Cell, Missing};
/// assert_eq!(number("1,579.80"), Ok(Cell::Value(1579.8)));
/// assert_eq!(number(" "), Ok(Cell::Missing(Missing::Blank)));
/// assert!(number("about 5").is_err());
/// ```
pub fn number(text: &str) -> Result<Cell, NotANumber> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(Cell::Missing(Missing::Blank));
    }
    if !text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b',' | b'-' | b'+' | b'e' | b'E')) {
        return Err(NotANumber);
    }
    let parsed = if text.contains(',') {
        if !well_grouped(text) {
            return Err(NotANumber);
        }
        number::parse(&text.replace(',', ""))
    } else {
        number::parse(text)
    };
    match parsed {
        Some(v) if v.is_finite() => Ok(Cell::Value(v)),
        _ => Err(NotANumber),
    }
}

/// Commas must stand before groups of three digits: `1,436.1` is a number, `1,43` is two cells run together.
fn well_grouped(text: &str) -> bool {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let mut groups = whole.trim_start_matches(['-', '+']).split(',');
    let first = groups.next().unwrap_or("");
    let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    (1..=3).contains(&first.len()) && digits(first) && groups.all(|g| g.len() == 3 && digits(g)) && digits(fraction)
}

/// Reads a cell of a Census Bureau table: the API's sentinels, the export's annotations, R's `NA`.
///
/// Source: Census Bureau, "Notes on ACS Estimate and Annotation Values".
///
/// # Errors
/// [`NotANumber`] for text that is none of these.
///
/// ```
/// use common_measure::ingest::cell::{census, Cell, Missing};
/// assert_eq!(census("-888888888"), Ok(Cell::Missing(Missing::NotApplicable)));
/// assert_eq!(census("*****"), Ok(Cell::Missing(Missing::Controlled)));
/// assert_eq!(census("250,000+"), Ok(Cell::Missing(Missing::OpenEnded)));
/// ```
pub fn census(text: &str) -> Result<Cell, NotANumber> {
    let text = text.trim();
    let sentinel = text.strip_suffix(".0").unwrap_or(text);
    let reason = match sentinel {
        "" => Missing::Blank,
        "NA" | "null" => Missing::NotPublished,
        "(X)" | "-888888888" => Missing::NotApplicable,
        "N" | "-999999999" => Missing::Suppressed,
        "*****" | "-555555555" => Missing::Controlled,
        "-" | "**" | "-666666666" | "-222222222" => Missing::TooFewCases,
        "***" | "-333333333" => Missing::OpenEnded,
        open if open.len() > 1 && (open.ends_with('+') || open.ends_with('-')) => {
            return number(&open[..open.len() - 1]).map(|_| Cell::Missing(Missing::OpenEnded));
        }
        _ => {
            return match number(text)? {
                // The API's sentinels are nine equal digits; one that is not listed above is still no figure.
                Cell::Value(v) if v <= -111_111_111.0 => Ok(Cell::Missing(Missing::NotPublished)),
                cell => Ok(cell),
            };
        }
    };
    Ok(Cell::Missing(reason))
}

/// Reads a cell of a Bureau of Labor Statistics or California table: `N/A`, `-`, `*`, an em dash, `>=239,200`.
///
/// # Errors
/// [`NotANumber`] for text that is none of these.
pub fn labor(text: &str) -> Result<Cell, NotANumber> {
    let text = text.trim();
    match text {
        "N/A" | "\u{2014}" => Ok(Cell::Missing(Missing::NotPublished)),
        "-" | "*" | "**" | "#" => Ok(Cell::Missing(Missing::Suppressed)),
        _ => match text.strip_prefix(">=").or_else(|| text.strip_prefix("<=")) {
            Some(limit) => number(limit)?.value().map(|_| Cell::Missing(Missing::OpenEnded)).ok_or(NotANumber),
            None => number(text),
        },
    }
}

/// Reads a cell of the project's own tables: a number or a word of [`Missing::code`].
///
/// # Errors
/// [`NotANumber`] for text that is neither.
pub fn tidy(text: &str) -> Result<Cell, NotANumber> {
    let text = text.trim();
    match Missing::from_code(text) {
        Some(reason) => Ok(Cell::Missing(reason)),
        None => number(text),
    }
}

/// Reads a cell of a table whose publisher is not known: a number or any mark that the other readers know. The Census
/// Bureau's come first, since its sentinels look like numbers.
///
/// # Errors
/// [`NotANumber`] for text that is none of these.
pub fn any(text: &str) -> Result<Cell, NotANumber> {
    census(text).or_else(|_| tidy(text)).or_else(|_| labor(text))
}
