//! State of California: the Employment Development Department's long-term occupational projections, and the
//! Department of Education's four-year adjusted cohort graduation rates.

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
