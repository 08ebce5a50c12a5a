//! State of California: the Employment Development Department's long-term occupational projections, and the
//! Department of Education's four-year adjusted cohort graduation rates, college-going rates, chronic absenteeism and
//! tests (CAASPP).

use super::bls::{entry_education, is_soc};
use super::cell::{self, Cell, Missing};
use super::{Outcome, Refusal, Row, RowReader, Settings, column};
use crate::dataset::{Builder, Dim, Observation, indicator, period::Period};

const NO_MARGIN: Cell = Cell::Missing(Missing::NotPublished);

/// California's counties in alphabetical order: the n-th has FIPS 06 and 2n - 1, and the Department of Education's
/// code n.
const COUNTIES: [&str; 58] = [
    "Alameda",
    "Alpine",
    "Amador",
    "Butte",
    "Calaveras",
    "Colusa",
    "Contra Costa",
    "Del Norte",
    "El Dorado",
    "Fresno",
    "Glenn",
    "Humboldt",
    "Imperial",
    "Inyo",
    "Kern",
    "Kings",
    "Lake",
    "Lassen",
    "Los Angeles",
    "Madera",
    "Marin",
    "Mariposa",
    "Mendocino",
    "Merced",
    "Modoc",
    "Mono",
    "Monterey",
    "Napa",
    "Nevada",
    "Orange",
    "Placer",
    "Plumas",
    "Riverside",
    "Sacramento",
    "San Benito",
    "San Bernardino",
    "San Diego",
    "San Francisco",
    "San Joaquin",
    "San Luis Obispo",
    "San Mateo",
    "Santa Barbara",
    "Santa Clara",
    "Santa Cruz",
    "Shasta",
    "Sierra",
    "Siskiyou",
    "Solano",
    "Sonoma",
    "Stanislaus",
    "Sutter",
    "Tehama",
    "Trinity",
    "Tulare",
    "Tuolumne",
    "Ventura",
    "Yolo",
    "Yuba",
];

fn county_fips(index: usize) -> String {
    format!("06{:03}", 2 * index + 1)
}

struct Edd {
    area: usize,
    period: usize,
    soc_level: usize,
    code: usize,
    title: usize,
    base: usize,
    projected: usize,
    openings: usize,
    education: usize,
    source: String,
    width: usize,
}

pub(super) fn edd(header: &[String], settings: &Settings) -> Option<Box<dyn RowReader>> {
    // One header has two blanks in "Total  Job Openings".
    let find = |name: &str| header.iter().position(|h| h.split_whitespace().eq(name.split_whitespace()));
    Some(Box::new(Edd {
        area: find("Area Name (County Names)")?,
        period: find("Period")?,
        soc_level: find("SOC Level")?,
        code: find("Standard Occupational Classification (SOC)")?,
        title: find("Occupational Title")?,
        base: find("Base Year Employment Estimate")?,
        projected: find("Projected Year Employment Estimate")?,
        openings: find("Total Job Openings")?,
        education: find("Entry Level Education")?,
        source: settings.source.clone().unwrap_or_default(),
        width: header.len(),
    }))
}

/// A county's FIPS where the area is one county, `06` for the state; other areas keep their name.
fn edd_place(area: &str) -> String {
    if area == "California" {
        return "06".to_owned();
    }
    let county = area.rsplit_once('(').and_then(|(_, c)| c.strip_suffix(" County)"));
    county.and_then(|name| COUNTIES.iter().position(|c| *c == name)).map_or_else(|| area.to_owned(), county_fips)
}

impl RowReader for Edd {
    fn width(&self) -> usize {
        self.width
    }

    fn row(&mut self, row: &Row<'_>, out: &mut Builder) -> Result<Outcome, Refusal> {
        let span = row.text(self.period);
        let Some(period) = Period::parse(&span) else {
            return Err(Refusal::new(
                "bad-period",
                self.period,
                format!("“{}” is no span of years", super::shortened(&span)),
            ));
        };
        let code = row.text(self.code);
        if !is_soc(&code) {
            let message = format!("“{}” is no occupation code", super::shortened(&code));
            return Err(Refusal::new("bad-occupation", self.code, message));
        }
        // Level 4 is detailed occupations, level 1 all of them; the levels between are sums of level 4.
        let level = match &*row.text(self.soc_level) {
            "4" => entry_education(&row.text(self.education)).unwrap_or(""),
            "1" => "",
            _ => return Ok(Outcome::Read),
        };
        let columns = [self.base, self.projected, self.openings];
        let cells = super::usda::read_all(row, columns.into_iter(), cell::labor)?;
        let area = row.text(self.area);
        let place = edd_place(&area);
        let years = f64::from(period.last - period.first).max(1.0);
        let (base, projected) = (period.first.to_string(), period.last.to_string());
        let figures = [
            (indicator::JOBS, &base, "Base Year Employment Estimate", cells[0]),
            (indicator::JOBS_PROJECTED, &projected, "Projected Year Employment Estimate", cells[1]),
            // Published for the whole span; a flow is given by the year here.
            (indicator::OPENINGS, &base, "Total Job Openings", cells[2].map(|v| v / years)),
        ];
        for (indicator, period, column, value) in figures {
            out.push(&Observation {
                dims: &[
                    (Dim::Place, &place),
                    (Dim::Period, period),
                    (Dim::Indicator, indicator),
                    (Dim::Level, level),
                    (Dim::Occupation, &code),
                    (Dim::Unit, "count"),
                    (Dim::Source, &self.source),
                    (Dim::Column, column),
                ],
                value,
                moe: NO_MARGIN,
                line: row.line,
            });
        }
        out.name(&code, &row.text(self.title));
        Ok(Outcome::Read)
    }
}

/// Rates of one file in two units: headers with "(Rate" are per cent, headers with "(%)" are fractions.
struct Graduation {
    year: usize,
    level: usize,
    county: usize,
    charter: usize,
    dass: usize,
    group: usize,
    cohort: usize,
    rates: [(usize, &'static str, f64); 3],
    source: String,
    width: usize,
}

pub(super) fn cde_graduation(header: &[String], settings: &Settings) -> Option<Box<dyn RowReader>> {
    let (a_g, dropout, graduation) = ("Met UC/CSU Grad Req's (Rate)", "Dropout Rate (%)", "Graduation Rate (%)");
    Some(Box::new(Graduation {
        year: column(header, "AcademicYear")?,
        level: column(header, "AggregateLevel")?,
        county: column(header, "CountyCode")?,
        charter: column(header, "CharterSchool")?,
        dass: column(header, "DASS")?,
        group: column(header, "ReportingCategory")?,
        cohort: column(header, "CohortStudents")?,
        rates: [
            (column(header, graduation)?, indicator::GRADUATION, 1.0),
            (column(header, a_g)?, indicator::A_G, 100.0),
            (column(header, dropout)?, indicator::DROPOUT, 1.0),
        ],
        source: settings.source.clone().unwrap_or_default(),
        width: header.len(),
    }))
}

impl RowReader for Graduation {
    fn width(&self) -> usize {
        self.width
    }

    fn row(&mut self, row: &Row<'_>, out: &mut Builder) -> Result<Outcome, Refusal> {
        // Counties and the state, all schools together; other rows are parts of these.
        let place = match &*row.text(self.level) {
            "T" => "06".to_owned(),
            "C" => {
                let code = row.text(self.county);
                match code.parse::<usize>() {
                    Ok(n) if (1..=58).contains(&n) => county_fips(n - 1),
                    _ => {
                        let message = format!("“{}” is no county code", super::shortened(&code));
                        return Err(Refusal::new("bad-place", self.county, message));
                    }
                }
            }
            _ => return Ok(Outcome::Read),
        };
        if row.text(self.charter) != "All" || row.text(self.dass) != "All" {
            return Ok(Outcome::Read);
        }
        let year = row.text(self.year);
        let Some(period) = Period::parse(&year) else {
            return Err(Refusal::new(
                "bad-period",
                self.year,
                format!("“{}” is no school year", super::shortened(&year)),
            ));
        };
        let columns = std::iter::once(self.cohort).chain(self.rates.iter().map(|r| r.0));
        let cells = super::usda::read_all(row, columns, cell::labor)?;
        // Groups that are empty and groups too small to publish are both written as noughts; which is not said.
        let empty = !cells[0].value().is_some_and(|n| n > 0.0);
        let known = |cell: Cell| if empty { Cell::Missing(Missing::NotPublished) } else { cell };
        let group = row.text(self.group);
        let group = if group == "TA" { "" } else { &*group };
        let figures = std::iter::once((indicator::COHORT, "count", "CohortStudents", known(cells[0]))).chain(
            self.rates
                .iter()
                .zip(&cells[1..])
                .map(|((_, indicator, scale), cell)| (*indicator, "share", *indicator, known(cell.map(|v| v / scale)))),
        );
        for (indicator, unit, column, value) in figures {
            out.push(&Observation {
                dims: &[
                    (Dim::Place, &place),
                    (Dim::Period, &period.to_string()),
                    (Dim::Indicator, indicator),
                    (Dim::Group, group),
                    (Dim::Unit, unit),
                    (Dim::Source, &self.source),
                    (Dim::Column, column),
                ],
                value,
                moe: NO_MARGIN,
                line: row.line,
            });
        }
        Ok(Outcome::Read)
    }
}

/// Student groups of CAASPP with the Department of Education's own codes; the others are left out. Source: CAASPP,
/// table of student groups. Combinations of two groups are among those left out.
const CAASPP_GROUPS: [(&str, &str); 17] = [
    ("1", ""),
    ("3", "GM"),
    ("4", "GF"),
    ("28", "SM"),
    ("31", "SS"),
    ("52", "SH"),
    ("74", "RB"),
    ("75", "RI"),
    ("76", "RA"),
    ("77", "RF"),
    ("78", "RH"),
    ("79", "RP"),
    ("80", "RW"),
    ("128", "SD"),
    ("144", "RT"),
    ("160", "SE"),
    ("240", "SF"),
];

/// Tests that are kept: test, grade, indicators of the number tested and of the share who met the standard.
const CAASPP_TESTS: [(&str, &str, &str, &str); 3] = [
    ("1", "3", indicator::READING_3_TESTED, indicator::READING_3),
    ("2", "8", indicator::MATH_8_TESTED, indicator::MATH_8),
    ("1", "11", indicator::ENGLISH_11_TESTED, indicator::ENGLISH_11),
];

/// A rate of pupils for the state, counties, districts and schools: the last two by their 14-digit CDS code.
struct Pupils {
    period: usize,
    county: usize,
    district: usize,
    school: usize,
    /// Columns that split a place's schools; for a school they say what it is.
    splits: [Option<usize>; 2],
    /// What else must be "TA", the total.
    completers: Option<usize>,
    level: Option<usize>,
    group: usize,
    /// Test and grade, for CAASPP.
    test: Option<[usize; 2]>,
    names: [Option<usize>; 2],
    count: usize,
    rate: usize,
    indicators: [&'static str; 2],
    source: String,
    width: usize,
}

/// Headers differ in their blanks: "County Code" and "CountyCode".
fn unspaced(header: &[String], name: &str) -> Option<usize> {
    header.iter().position(|h| h.chars().filter(|c| *c != ' ').eq(name.chars()))
}

fn pupils(
    header: &[String],
    settings: &Settings,
    [period, group, count, rate]: [&str; 4],
    indicators: [&'static str; 2],
) -> Option<Box<dyn RowReader>> {
    let find = |name: &str| unspaced(header, name);
    let test = find("TestID").zip(find("Grade")).map(|(test, grade)| [test, grade]);
    let level = find("AggregateLevel");
    if level.is_none() && test.is_none() {
        return None;
    }
    Some(Box::new(Pupils {
        period: find(period)?,
        county: find("CountyCode")?,
        district: find("DistrictCode")?,
        school: find("SchoolCode")?,
        splits: [find("CharterSchool"), find("DASS").or_else(|| find("AlternativeSchoolAccountabilityStatus"))],
        completers: find("CompleterType"),
        level,
        group: find(group)?,
        test,
        names: [find("DistrictName"), find("SchoolName")],
        count: find(count)?,
        rate: find(rate)?,
        indicators,
        source: settings.source.clone().unwrap_or_default(),
        width: header.len(),
    }))
}

/// College-going rate within 12 months, text file.
pub(super) fn cde_college_going(header: &[String], settings: &Settings) -> Option<Box<dyn RowReader>> {
    let columns = ["AcademicYear", "ReportingCategory", "HighSchoolCompleters", "CollegeGoingRate-Total(12Months)"];
    pupils(header, settings, columns, [indicator::COMPLETERS, indicator::COLLEGE_GOING])
}

/// Chronic absenteeism, text file.
pub(super) fn cde_absenteeism(header: &[String], settings: &Settings) -> Option<Box<dyn RowReader>> {
    let count = "ChronicAbsenteeismEligibleCumulativeEnrollment";
    let columns = ["AcademicYear", "ReportingCategory", count, "ChronicAbsenteeismRate"];
    pupils(header, settings, columns, [indicator::ENROLLED, indicator::CHRONIC_ABSENCE])
}

/// Smarter Balanced tests (CAASPP), research file separated by carets.
pub(super) fn caaspp(header: &[String], settings: &Settings) -> Option<Box<dyn RowReader>> {
    let (count, rate) = ("TotalStudentsTestedwithScores", "PercentageStandardMetandAbove");
    pupils(header, settings, ["TestYear", "StudentGroupID", count, rate], ["", ""])
}

impl RowReader for Pupils {
    fn width(&self) -> usize {
        self.width
    }

    fn row(&mut self, row: &Row<'_>, out: &mut Builder) -> Result<Outcome, Refusal> {
        let codes = [self.county, self.district, self.school].map(|column| row.text(column));
        let is_code = |(code, digits): (&std::borrow::Cow<'_, str>, usize)| {
            code.is_empty() || (code.len() == digits && code.bytes().all(|b| b.is_ascii_digit()))
        };
        let columns = [(self.county, 2), (self.district, 5), (self.school, 7)];
        for (code, (column, digits)) in codes.iter().zip(columns) {
            if !is_code((code, digits)) {
                let message = format!("“{}” is no code of {digits} digits", super::shortened(code));
                return Err(Refusal::new("bad-place", column, message));
            }
        }
        let [county, district, school] = codes;
        let none = |code: &str| code.bytes().all(|b| b == b'0');
        let level = self.level.map(|column| row.text(column));
        let level = match level.as_deref() {
            Some(level) => level,
            None if none(&county) => "T",
            None if none(&district) => "C",
            None if none(&school) => "D",
            None => "S",
        };
        let year = row.text(self.period);
        // A test's year is the spring of its school year.
        let of_year = |p: Period| if p.first == p.last { Period { first: p.first - 1, ..p } } else { p };
        let Some(period) = Period::parse(&year).map(of_year) else {
            let message = format!("“{}” is no school year", super::shortened(&year));
            return Err(Refusal::new("bad-period", self.period, message));
        };
        let place = match level {
            "T" => "06".to_owned(),
            "C" => match county.parse::<usize>() {
                Ok(n) if (1..=COUNTIES.len()).contains(&n) => county_fips(n - 1),
                _ => {
                    let message = format!("“{}” is no county code", super::shortened(&county));
                    return Err(Refusal::new("bad-place", self.county, message));
                }
            },
            "D" => format!("{county}{district}0000000"),
            // The office of a district has its district's code.
            "S" if !none(&school) => format!("{county}{district}{school}"),
            _ => return Ok(Outcome::Read),
        };
        let cells = super::usda::read_all(row, [self.count, self.rate].into_iter(), cell::labor)?;
        let whole = level == "S" || self.splits.iter().flatten().all(|column| row.text(*column) == "All");
        if !whole || self.completers.is_some_and(|column| row.text(column) != "TA") {
            return Ok(Outcome::Read);
        }
        let group = row.text(self.group);
        let (group, indicators) = match self.test {
            None => (if group == "TA" { "" } else { &*group }, self.indicators),
            Some([test, grade]) => {
                let (test, grade) = (row.text(test), row.text(grade));
                let plain = |text: &str, code: &str| text.trim_start_matches('0') == code;
                let kept = CAASPP_TESTS.iter().find(|(t, g, ..)| plain(&test, t) && plain(&grade, g));
                let known = CAASPP_GROUPS.iter().find(|(id, _)| plain(&group, id));
                match (kept, known) {
                    (Some((.., count, rate)), Some((_, group))) => (*group, [*count, *rate]),
                    _ => return Ok(Outcome::Read),
                }
            }
        };
        let values = [cells[0], cells[1].map(|v| v / 100.0)];
        for ((indicator, value), (unit, column)) in
            indicators.into_iter().zip(values).zip([("count", "count"), ("share", "rate")])
        {
            out.push(&Observation {
                dims: &[
                    (Dim::Place, &place),
                    (Dim::Period, &period.to_string()),
                    (Dim::Indicator, indicator),
                    (Dim::Group, group),
                    (Dim::Unit, unit),
                    (Dim::Source, &self.source),
                    (Dim::Column, column),
                ],
                value,
                moe: NO_MARGIN,
                line: row.line,
            });
        }
        if let ("D" | "S", Some(name)) = (level, self.names[usize::from(level == "S")]) {
            out.name(&place, &row.text(name));
        }
        Ok(Outcome::Read)
    }
}
