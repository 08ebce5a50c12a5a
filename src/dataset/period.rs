//! Periods: a year, `2019`, or the years that a survey was gathered over, `2019-2023`.

use std::fmt;

/// A year or a span of years, first and last included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Period {
    /// First year.
    pub first: u16,
    /// Last year; the same as `first` for one year.
    pub last: u16,
}

impl Period {
    /// Reads `1970`, `2019-2023` or, as agencies write it, `2019-23`.
    ///
    /// ```
    /// use common_measure::dataset::period::Period;
    /// assert_eq!(Period::parse("2008-12").unwrap().to_string(), "2008-2012");
    /// assert_eq!(Period::parse("1970").unwrap().to_string(), "1970");
    /// assert!(Period::parse("2023-2019").is_none());
    /// ```
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let year = |t: &str| t.parse::<u16>().ok().filter(|y| t.len() == 4 && (1700..=2200).contains(y));
        let period = match text.split_once('-') {
            None => {
                let first = year(text)?;
                Self { first, last: first }
            }
            Some((from, to)) => {
                let first = year(from)?;
                let last = match to.len() {
                    2 if to.bytes().all(|b| b.is_ascii_digit()) => {
                        let short = to.parse::<u16>().ok()?;
                        let same_century = first / 100 * 100 + short;
                        // Only a span over a century's end: `2018-14` is a slip.
                        if same_century + 80 < first { same_century + 100 } else { same_century }
                    }
                    _ => year(to)?,
                };
                Self { first, last }
            }
        };
        (period.first <= period.last).then_some(period)
    }

    /// Number of years.
    #[must_use]
    pub fn years(self) -> u16 {
        self.last - self.first + 1
    }

    /// Whether both hold a year in common.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.first <= other.last && other.first <= self.last
    }

    /// Where it stands on an axis of years.
    #[must_use]
    pub fn midpoint(self) -> f64 {
        (f64::from(self.first) + f64::from(self.last)) / 2.0
    }

    /// Sorts by last year, then the shorter span, the more current one, after the longer.
    #[must_use]
    pub fn sort_key(self) -> (u16, u16) {
        (self.last, self.first)
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.first == self.last { write!(f, "{}", self.first) } else { write!(f, "{}-{}", self.first, self.last) }
    }
}
