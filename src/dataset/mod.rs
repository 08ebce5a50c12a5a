//! Immutable columns. Text is dictionary-encoded; a number column keeps the reason beside each missing value.
//! A row is one observation: a figure for a place, a period and whatever else its table tells apart.

pub mod catalog;
pub mod level;
pub mod microdata;
pub mod period;
pub mod place;
pub mod suppression;

use crate::WHOLE;
use crate::ingest::cell::{Cell, Missing};
use crate::order;
use common_measure_scan::{Index, Known, Run, Table, Taken, numbers_of, one_code};
use microdata::Microdata;
use std::collections::HashMap;
use std::ops::Range;

/// What an observation can be told apart by. A table that does not use a dimension leaves it at "".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(usize)]
pub enum Dim {
    /// FIPS or GEOID, see [`place`].
    Place,
    /// Year or span, see [`period`].
    Period,
    /// What is counted or measured, one of [`indicator`].
    Indicator,
    /// "", `male` or `female`.
    Sex,
    /// "" or a code of [`RACES`].
    Race,
    /// Level of education, see [`level`]; for jobs, the education typically needed for entry, see [`ENTRY`].
    Level,
    /// Standard Occupational Classification code, `13-2011`.
    Occupation,
    /// Student group of the California Department of Education.
    Group,
    /// `count`, `share` (0 to 1) or `dollars`.
    Unit,
    /// Id of the source in the data package.
    Source,
    /// Column of the file that the figure was read from.
    Column,
}

/// Number of dimensions.
pub const DIMS: usize = 11;

impl Dim {
    /// Every dimension, in column order.
    pub const ALL: [Self; DIMS] = [
        Self::Place,
        Self::Period,
        Self::Indicator,
        Self::Sex,
        Self::Race,
        Self::Level,
        Self::Occupation,
        Self::Group,
        Self::Unit,
        Self::Source,
        Self::Column,
    ];

    /// The column's name in the project's own tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Place => "place",
            Self::Period => "period",
            Self::Indicator => "indicator",
            Self::Sex => "sex",
            Self::Race => "race",
            Self::Level => "level",
            Self::Occupation => "occupation",
            Self::Group => "group",
            Self::Unit => "unit",
            Self::Source => "source",
            Self::Column => "column",
        }
    }
}

/// Names of what is counted or measured.
pub mod indicator {
    /// Adults 25 and over, by level of education.
    pub const ADULTS: &str = "adults";
    /// Adults 25 to 64, by level of education.
    pub const ADULTS_25_TO_64: &str = "adults_25_to_64";
    /// Jobs held.
    pub const JOBS: &str = "jobs";
    /// Jobs expected at the end of the projection, a stock like [`JOBS`].
    pub const JOBS_PROJECTED: &str = "jobs_projected";
    /// Openings a year, a flow: never on one axis with jobs.
    pub const OPENINGS: &str = "openings_a_year";
    /// Marks the education that an occupation typically asks for at entry.
    pub const ENTRY_EDUCATION: &str = "entry_education";
    /// Share of an occupation's workers at a level of education.
    pub const WORKERS: &str = "workers";
    /// Students in a four-year high-school cohort.
    pub const COHORT: &str = "cohort";
    /// Share of the cohort that graduated.
    pub const GRADUATION: &str = "graduation_rate";
    /// Share of the graduates, not of the cohort, that met the UC/CSU (A-G) requirements.
    pub const A_G: &str = "a_g_rate";
    /// Share of the cohort that dropped out.
    pub const DROPOUT: &str = "dropout_rate";
    /// Share of the pupils enrolled who missed a tenth of the school days or more.
    pub const CHRONIC_ABSENCE: &str = "chronic_absence_rate";
    /// Pupils enrolled in the year.
    pub const ENROLLED: &str = "enrolled";
    /// Share of the pupils tested who met the standard in English, grade 3.
    pub const READING_3: &str = "english_grade_3_met";
    /// Pupils tested in English, grade 3.
    pub const READING_3_TESTED: &str = "english_grade_3_tested";
    /// Share of the pupils tested who met the standard in mathematics, grade 8.
    pub const MATH_8: &str = "math_grade_8_met";
    /// Pupils tested in mathematics, grade 8.
    pub const MATH_8_TESTED: &str = "math_grade_8_tested";
    /// Share of the pupils tested who met the standard in English, grade 11.
    pub const ENGLISH_11: &str = "english_grade_11_met";
    /// Pupils tested in English, grade 11.
    pub const ENGLISH_11_TESTED: &str = "english_grade_11_tested";
    /// Share of those who completed high school that enrolled in college within 12 months.
    pub const COLLEGE_GOING: &str = "college_going_rate";
    /// Those who completed high school in the year.
    pub const COMPLETERS: &str = "completers";
    /// Share of the jobs that need education after high school, as a publication has it.
    pub const NEEDING_POSTSECONDARY: &str = "jobs_needing_postsecondary";
    /// The same at the end of a projection.
    pub const NEEDING_POSTSECONDARY_PROJECTED: &str = "jobs_needing_postsecondary_projected";
    /// A skills gap in people as a publisher claims it: quoted, never computed.
    pub const CLAIM_SKILLS_GAP: &str = "claim_skills_gap_workers";
    /// Civilian labor force.
    pub const LABOR_FORCE: &str = "labor_force";
    /// Unemployed people.
    pub const UNEMPLOYED: &str = "unemployed";
    /// Unemployed people as a share of the labor force.
    pub const UNEMPLOYMENT_RATE: &str = "unemployment_rate";
    /// Median usual weekly earnings of full-time workers.
    pub const WEEKLY_EARNINGS: &str = "median_weekly_earnings";
    /// Median earnings in the past 12 months.
    pub const ANNUAL_EARNINGS: &str = "median_earnings";
}

/// Race and ethnicity as the Census Bureau's tables tell them apart. Apart from `white_nh`, races include Hispanics.
pub const RACES: [&str; 9] =
    ["white", "black", "aian", "asian", "nhpi", "other", "two_or_more", "white_nh", "hispanic"];

/// Education typically needed for entry (BLS), lowest first, with the level of attainment that answers it.
pub const ENTRY: [(&str, &str); 8] = [
    ("no_formal_credential", "less_than_high_school"),
    ("high_school", "high_school"),
    ("some_college", "some_college"),
    ("postsecondary_nondegree_award", "some_college"),
    ("associate", "associate"),
    ("bachelors", "bachelors"),
    ("masters", "masters"),
    ("doctoral_or_professional", "doctoral_or_professional"),
];

/// Columns of a [`Table`] beside those of the dimensions. A figure is its bits, in two, and why it is missing, 0 where it
/// is not; so is its margin.
const VALUE: usize = DIMS;
const MOE: usize = DIMS + 3;
/// Line of the file, less the row.
const LINE: usize = DIMS + 6;
const COLUMNS: usize = DIMS + 7;

/// Distinct values of each dimension, in order of first appearance.
type Values = [Vec<Box<str>>; DIMS];

/// Names by code, and where in the list each code's is.
#[derive(Debug, Clone, Default)]
struct Names {
    list: Vec<(Box<str>, Box<str>)>,
    at: HashMap<Box<str>, u32>,
}

/// A loaded table. Nothing in it changes after it is built, but for which of its figures are shown.
#[derive(Debug, Clone)]
pub struct Dataset {
    /// Name under which the catalog holds it.
    pub(crate) table: Box<str>,
    values: Values,
    /// A code a dimension and row, and the figures.
    rows: Table,
    names: Names,
    /// The code of each place in its column: a map asks for thousands of places.
    places: HashMap<Box<str>, u32>,
    /// Rows by place, those of a place by period.
    by_place: Index,
    /// Rows that the rule on small cells hides, see [`suppression`]; empty where it hides none.
    hidden: Vec<bool>,
    /// Persons, where the file's rows are such; there are no observations then.
    pub(crate) persons: Option<Microdata>,
}

impl Dataset {
    /// Number of observations.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.rows()
    }

    /// Whether there is no observation.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The text of a dimension in a row; "" where the table does not use it.
    #[must_use]
    pub fn text(&self, dim: Dim, row: usize) -> &str {
        &self.values[dim as usize][self.rows.code(dim as usize, row) as usize]
    }

    /// The published figure, or why there is none. What the rule on small cells hides is [`Missing::Suppressed`].
    #[must_use]
    pub fn value(&self, row: usize) -> Cell {
        self.shown(VALUE, row)
    }

    /// The published margin of error at 90 % confidence, or why there is none.
    #[must_use]
    pub fn moe(&self, row: usize) -> Cell {
        self.shown(MOE, row)
    }

    fn shown(&self, column: usize, row: usize) -> Cell {
        if self.hidden.get(row) == Some(&true) {
            return Cell::Missing(Missing::Suppressed);
        }
        let code = |more: usize| self.rows.code(column + more, row);
        cell(code(0), code(1), code(2))
    }

    /// Line of the file that the observation was read from, the first being 1.
    #[must_use]
    pub fn line(&self, row: usize) -> u32 {
        self.rows.code(LINE, row).wrapping_add(row as u32)
    }

    /// The distinct values of a dimension, in order of first appearance.
    pub fn values(&self, dim: Dim) -> impl Iterator<Item = &str> {
        self.values[dim as usize].iter().map(|v| &**v)
    }

    /// Whether the table has the place at all.
    #[must_use]
    pub fn has_place(&self, place: &str) -> bool {
        self.places.contains_key(place)
    }

    /// The code of a dimension in a row: its place among [`Dataset::values`].
    pub(crate) fn code_of(&self, dim: Dim, row: usize) -> u32 {
        self.rows.code(dim as usize, row)
    }

    /// The code of a value in its column.
    pub(crate) fn code(&self, dim: Dim, value: &str) -> Option<u32> {
        if dim == Dim::Place {
            return self.places.get(value).copied();
        }
        self.values[dim as usize].iter().position(|v| &**v == value).map(|code| code as u32)
    }

    /// The name that the file gives to a place or an occupation.
    #[must_use]
    pub fn name(&self, code: &str) -> Option<&str> {
        self.names.at.get(code).map(|at| &*self.names.list[*at as usize].1)
    }

    /// Every code that the file names, with its name.
    pub fn names(&self) -> impl Iterator<Item = (&str, &str)> {
        self.names.list.iter().map(|(code, name)| (&**code, &**name))
    }

    /// Rows that hold exactly these values, in file order. An absent place means every place.
    #[must_use]
    pub fn select(&self, wanted: &[(Dim, &str)]) -> Vec<usize> {
        let mut codes = Vec::with_capacity(wanted.len());
        for (dim, value) in wanted {
            match self.code(*dim, value) {
                Some(code) => codes.push((*dim as usize, code)),
                None => return Vec::new(),
            }
        }
        // What the index answers need not be asked of each row.
        let mut indexed = |dim: Dim| {
            let at = codes.iter().position(|(of, _)| *of == dim as usize)?;
            Some(codes.swap_remove(at).1)
        };
        let Some(place) = indexed(Dim::Place) else {
            return (0..self.len()).filter(|r| self.rows.has(*r, &codes)).collect();
        };
        let mut found = Vec::new();
        for [first, rows] in self.indexed(place, indexed(Dim::Period)) {
            found.extend((*first as usize..(first + rows) as usize).filter(|row| self.rows.has(*row, &codes)));
        }
        if !found.is_sorted() {
            order::sort_by(&mut found, Ord::cmp);
        }
        found
    }
}

impl Dataset {
    /// The rows of a place, and of a period where one is given, by their codes; those of a period in file order.
    fn indexed(&self, place: u32, period: Option<u32>) -> &[Run] {
        let runs = self.by_place.runs(place);
        period.map_or(runs, |period| &runs[self.of_period(runs, period)])
    }

    /// Which of a place's runs are of a period.
    fn of_period(&self, runs: &[Run], period: u32) -> Range<usize> {
        let own = |run: &Run| self.code_of(Dim::Period, run[0] as usize);
        let start = runs.partition_point(|run| own(run) < period);
        start..start + runs[start..].partition_point(|run| own(run) == period)
    }

    /// Reads a place's rows in a period, in file order; false where a rule hides some of the table's.
    pub(crate) fn pick(&self, place: &str, period: &str, into: &mut Picked) -> bool {
        let runs = match (self.code(Dim::Place, place), self.code(Dim::Period, period)) {
            (Some(place), Some(period)) => self.indexed(place, Some(period)),
            _ => &[],
        };
        into.rows = runs.iter().map(|[_, rows]| *rows as usize).sum();
        self.rows.gather(&PICKED, runs, &mut into.codes);
        self.hidden.is_empty()
    }

    /// The text of a code.
    pub(crate) fn word(&self, dim: Dim, code: u32) -> &str {
        self.values[dim as usize].get(code as usize).map_or("", |word| word)
    }

    /// Rows by their value of a dimension, the values in order of first appearance in the file.
    #[must_use]
    pub fn group(&self, rows: &[usize], dim: Dim) -> Vec<(&str, Vec<usize>)> {
        let values = &self.values[dim as usize];
        let mut groups: Vec<Vec<usize>> = vec![Vec::new(); values.len()];
        for row in rows {
            groups[self.rows.code(dim as usize, *row) as usize].push(*row);
        }
        let named = values.iter().zip(groups).map(|(value, rows)| (&**value, rows));
        named.filter(|(_, rows)| !rows.is_empty()).collect()
    }
}

/// A cell of its three columns.
#[inline]
fn cell(high: u32, low: u32, missing: u32) -> Cell {
    match missing {
        0 => Cell::Value(f64::from_bits(u64::from(high) << 32 | u64::from(low))),
        reason => Cell::Missing(Missing::from_tag(reason as u8).unwrap_or(Missing::Blank)),
    }
}

/// The columns of [`Picked`], in its order: what the rows are of, then their figures.
const PICKED: [usize; 12] = [
    Dim::Indicator as usize,
    Dim::Sex as usize,
    Dim::Race as usize,
    Dim::Level as usize,
    Dim::Unit as usize,
    Dim::Source as usize,
    VALUE,
    VALUE + 1,
    VALUE + 2,
    MOE,
    MOE + 1,
    MOE + 2,
];

/// So many of them are not figures.
const PICKED_WORDS: usize = 6;

/// Rows that are read at once, by [`Dataset::pick`].
#[derive(Debug, Default)]
pub(crate) struct Picked {
    rows: usize,
    /// The codes of all rows in a column, then in the next one.
    codes: Vec<u32>,
    values: Vec<f64>,
}

/// What one of them is of, in codes.
pub(crate) struct PickedRow {
    pub(crate) indicator: u32,
    pub(crate) sex: u32,
    pub(crate) race: u32,
    pub(crate) level: u32,
    pub(crate) unit: u32,
    pub(crate) source: u32,
}

impl Picked {
    pub(crate) fn len(&self) -> usize {
        self.rows
    }

    fn column(&self, at: usize) -> &[u32] {
        self.codes.get(at * self.rows..(at + 1) * self.rows).unwrap_or_default()
    }

    /// What all rows are of: where that is the same, they differ in their figures alone.
    pub(crate) fn words(&self) -> &[u32] {
        self.codes.get(..PICKED_WORDS * self.rows).unwrap_or_default()
    }

    // Each column is named in turn: compiled for size, an array's `map` is a loop with calls.
    pub(crate) fn iter(&self) -> impl Iterator<Item = PickedRow> {
        let (indicator, sex, race) = (self.column(0), self.column(1), self.column(2));
        let (level, unit, source) = (self.column(3), self.column(4), self.column(5));
        (0..self.rows).map(move |row| PickedRow {
            indicator: indicator[row],
            sex: sex[row],
            race: race[row],
            level: level[row],
            unit: unit[row],
            source: source[row],
        })
    }

    /// The figure and the margin of a row.
    pub(crate) fn figure(&self, row: usize) -> (Cell, Cell) {
        let code = |column: usize| self.column(column)[row];
        (cell(code(6), code(7), code(8)), cell(code(9), code(10), code(11)))
    }

    /// The figures of all rows, where each has one and none has a margin for one reason, and that.
    pub(crate) fn without_margins(&mut self) -> Option<(&[f64], Missing)> {
        let (missing, why) = (one_code(self.column(8))?, one_code(self.column(11))?);
        let why = Missing::from_tag(why as u8).filter(|_| missing == 0 && why > 0)?;
        let mut values = std::mem::take(&mut self.values);
        numbers_of(self.column(6), self.column(7), &mut values);
        self.values = values;
        Some((&self.values, why))
    }
}

/// One figure on its way into a [`Builder`].
#[derive(Debug, Clone, Copy)]
pub struct Observation<'a> {
    /// Values of the dimensions that the table uses; the others stay "".
    pub dims: &'a [(Dim, &'a str)],
    /// The figure.
    pub value: Cell,
    /// Its margin of error at 90 % confidence.
    pub moe: Cell,
    /// Line of the file.
    pub line: u64,
}

/// Bytes of a file from the beginning of a row on.
#[derive(Clone, Copy)]
pub(crate) struct Lines<'a> {
    pub(crate) bytes: &'a [u8],
    pub(crate) delimiter: u8,
    /// The first row's line.
    pub(crate) line: u64,
}

/// Collects observations into a [`Dataset`].
#[derive(Debug)]
pub struct Builder {
    values: Values,
    lookup: [HashMap<Box<str>, u32>; DIMS],
    rows: Table,
    names: Names,
    pub(crate) persons: Option<Microdata>,
}

impl Default for Builder {
    fn default() -> Self {
        Self::new()
    }
}

impl Builder {
    /// An empty table. Code 0 of every dimension is "", the whole.
    #[must_use]
    pub fn new() -> Self {
        Self {
            values: std::array::from_fn(|_| vec!["".into()]),
            lookup: std::array::from_fn(|_| HashMap::from([("".into(), 0)])),
            rows: Table::new(COLUMNS),
            names: Names::default(),
            persons: None,
        }
    }

    /// Adds a row.
    pub fn push(&mut self, observation: &Observation<'_>) {
        let codes = self.codes([0; DIMS], observation.dims);
        self.push_coded(codes, observation.value, observation.moe, observation.line);
    }

    /// The code of each dimension's value; of those that have none here as they are given.
    pub(crate) fn codes(&mut self, mut codes: [u32; DIMS], dims: &[(Dim, &str)]) -> [u32; DIMS] {
        for (dim, value) in dims {
            codes[*dim as usize] = self.code(*dim, value);
        }
        codes
    }

    /// Adds a row whose codes are known.
    pub(crate) fn push_coded(&mut self, dims: [u32; DIMS], value: Cell, moe: Cell, line: u64) {
        let mut codes = [0; COLUMNS];
        codes[..DIMS].copy_from_slice(&dims);
        for (cell, column) in [(value, VALUE), (moe, MOE)] {
            match cell {
                Cell::Value(value) => {
                    let bits = value.to_bits();
                    (codes[column], codes[column + 1]) = ((bits >> 32) as u32, bits as u32);
                }
                Cell::Missing(reason) => codes[column + 2] = reason as u32,
            }
        }
        let line = u32::try_from(line).unwrap_or(u32::MAX);
        codes[LINE] = line.wrapping_sub(self.rows.rows() as u32);
        self.rows.push(&codes);
    }

    /// What reads rows of so many cells with these dimensions, a figure and its margin.
    pub(crate) fn known(width: usize, dims: &[(Dim, usize)], value: usize, moe: Option<usize>) -> Known {
        let words = dims.iter().map(|(dim, cell)| (*cell, *dim as usize));
        Known::new(width, words, (value, VALUE), moe.map(|cell| (cell, MOE)))
    }

    /// Adds rows, each a line, whose words are known. What no cell says is as in `dims`; `no_moe` is what is written where
    /// there is no margin, and why.
    pub(crate) fn fill(
        &mut self,
        known: &mut Known,
        dims: &[u32; DIMS],
        lines: Lines<'_>,
        (no_moe, why): (&[u8], Missing),
    ) -> Taken {
        let mut like = [0; COLUMNS];
        like[..DIMS].copy_from_slice(dims);
        // Every row is a line, so that lines and rows keep their distance.
        let line = u32::try_from(lines.line).unwrap_or(u32::MAX);
        like[LINE] = line.wrapping_sub(self.rows.rows() as u32);
        like[MOE + 2] = Missing::NotPublished as u32;
        let Lines { bytes, delimiter, .. } = lines;
        known.fill(&mut self.rows, &like, bytes, delimiter, (no_moe, why as u32))
    }

    fn code(&mut self, dim: Dim, value: &str) -> u32 {
        if let Some(code) = self.lookup[dim as usize].get(value) {
            return *code;
        }
        let values = &mut self.values[dim as usize];
        let code = values.len() as u32;
        values.push(value.into());
        self.lookup[dim as usize].insert(value.into(), code);
        code
    }

    /// Records the name that the file gives to a code.
    pub fn name(&mut self, code: &str, name: &str) {
        if !name.is_empty() && !self.names.at.contains_key(code) {
            self.names.at.insert(code.into(), self.names.list.len() as u32);
            self.names.list.push((code.into(), name.into()));
        }
    }

    /// Closes the table and indexes it by place.
    #[must_use]
    pub fn finish(mut self) -> Dataset {
        if let Some(persons) = self.persons.take().filter(|_| WHOLE) {
            // What persons can answer for is listed like a table's own values.
            self.code(Dim::Indicator, indicator::ADULTS);
            self.code(Dim::Source, &persons.source);
            for place in persons.places() {
                self.code(Dim::Place, &place);
            }
            self.persons = Some(persons);
        }
        self.rows.close();
        let (first, then) = (Dim::Place as usize, Dim::Period as usize);
        let by_place = self.rows.index([first, then], [first, then].map(|dim| self.values[dim].len()));
        Dataset {
            table: "".into(),
            values: self.values,
            rows: self.rows,
            names: self.names,
            places: std::mem::take(&mut self.lookup[Dim::Place as usize]),
            by_place,
            hidden: Vec::new(),
            persons: self.persons,
        }
    }
}
