//! Bureau of Labor Statistics: Occupational Employment and Wage Statistics (OEWS), Employment Projections and its
//! table 5.3, and the Current Population Survey's series by education.

use super::cell::{self, Cell, Missing};
use super::{Outcome, Refusal, Row, RowReader, Settings, column};
use crate::dataset::{Builder, Dim, Observation, indicator, period::Period, place};
use crate::text;

const NO_MARGIN: Cell = Cell::Missing(Missing::NotPublished);

/// The code of BLS's "typical education needed for entry"; EDD spells one of them with a hyphen more.
pub(super) fn entry_education(label: &str) -> Option<&'static str> {
    Some(match label {
        "No formal educational credential" => "no_formal_credential",
        "High school diploma or equivalent" => "high_school",
        "Some college, no degree" => "some_college",
        "Postsecondary nondegree award" | "Postsecondary non-degree award" => "postsecondary_nondegree_award",
        "Associate's degree" => "associate",
        "Bachelor's degree" => "bachelors",
        "Master's degree" => "masters",
        "Doctoral or professional degree" => "doctoral_or_professional",
        _ => return None,
    })
}

/// LABSTAT rows of OEWS. A series id is `OEU`, area type, area, industry, occupation and data type run together.
struct Oews {
    source: String,
}

pub(super) fn oews(header: &[String], settings: &Settings) -> Option<Box<dyn RowReader>> {
    // Five columns only: the CPS files have more under the same first names.
    if header != ["series_id", "year", "period", "value", "footnote_codes"] {
        return None;
    }
    Some(Box::new(Oews { source: settings.source.clone().unwrap_or_default() }))
}

impl RowReader for Oews {
    fn width(&self) -> usize {
        4
    }

    fn row(&mut self, row: &Row<'_>, out: &mut Builder) -> Result<Outcome, Refusal> {
        let id = row.text(0);
        let shape = id.len() == 25 && id.starts_with("OEU") && id.is_ascii();
        let area = if shape { &id[4..11] } else { "" };
        // Employment in all industries; wages and percentiles are not asked for.
        if shape && (&id[11..17] != "000000" || &id[23..25] != "01") {
            return Ok(Outcome::Read);
        }
        let place = match (id.get(3..4), area.get(..2), area.get(2..)) {
            _ if !shape || !id.bytes().skip(4).all(|b| b.is_ascii_digit()) => None,
            (Some("N"), ..) if area == "0000000" => Some(place::NATION),
            (Some("S"), Some(state), Some("00000")) if state != place::NATION => Some(state),
            // The code of another kind of place is no metropolitan area's.
            (Some("M"), Some("00"), Some(local)) if place::normalise(local) == local => Some(local),
            // What metropolitan areas leave of a state has a code of the state's own.
            (Some("M"), Some(state), _) if state != "00" => return Ok(Outcome::Read),
            _ => None,
        };
        let Some(place) = place else {
            let message = format!("“{}” is no OEWS series", super::shortened(&id));
            return Err(Refusal::new("bad-series", 0, message));
        };
        let occupation = &id[17..23];
        let text = row.text(3);
        let value = cell::labor(&text).map_err(|_| Refusal::not_a_number(3, &text))?;
        let year = row.text(1);
        let Some(period) = Period::parse(&year) else {
            return Err(Refusal::new("bad-period", 1, format!("“{}” is no year", super::shortened(&year))));
        };
        out.push(&Observation {
            dims: &[
                (Dim::Place, place),
                (Dim::Period, &period.to_string()),
                (Dim::Indicator, indicator::JOBS),
                (Dim::Occupation, &soc(occupation)),
                (Dim::Unit, "count"),
                (Dim::Source, &self.source),
                (Dim::Column, "value"),
            ],
            value,
            moe: NO_MARGIN,
            line: row.line,
        });
        Ok(Outcome::Read)
    }
}

/// `131011` as it is written, `13-1011`.
fn soc(digits: &str) -> String {
    format!("{}-{}", &digits[..2], &digits[2..])
}

/// The export of data.bls.gov/projections: employment in thousands, codes sometimes as spreadsheet formulas.
struct Projections {
    title: usize,
    code: usize,
    base: (usize, String),
    projected: (usize, String),
    openings: usize,
    education: usize,
    source: String,
    width: usize,
}

pub(super) fn employment_projections(header: &[String], settings: &Settings) -> Option<Box<dyn RowReader>> {
    let mut years = header.iter().enumerate().filter_map(|(i, h)| {
        let year = Period::parse(h.strip_prefix("Employment ")?)?;
        Some((i, year.to_string()))
    });
    Some(Box::new(Projections {
        title: column(header, "Occupation Title")?,
        code: column(header, "Occupation Code")?,
        base: years.next()?,
        projected: years.next()?,
        openings: header.iter().position(|h| h.starts_with("Occupational Openings, "))?,
        education: column(header, "Typical Entry-Level Education")?,
        source: settings.source.clone().unwrap_or_default(),
        width: header.len(),
    }))
}

impl RowReader for Projections {
    fn width(&self) -> usize {
        self.width
    }

    fn row(&mut self, row: &Row<'_>, out: &mut Builder) -> Result<Outcome, Refusal> {
        let written = row.text(self.code);
        let code = written.trim_start_matches('=').trim_matches('"');
        if !is_soc(code) {
            let message = format!("“{}” is no occupation code", super::shortened(&written));
            return Err(Refusal::new("bad-occupation", self.code, message));
        }
        let label = row.text(self.education);
        let Some(level) = entry_education(&label) else {
            let message = format!("“{}” is no entry education", super::shortened(&label));
            return Err(Refusal::new("bad-level", self.education, message));
        };
        let columns = [self.base.0, self.projected.0, self.openings];
        let cells = super::usda::read_all(row, columns.into_iter(), cell::labor)?;
        let figures = [
            (indicator::JOBS, &self.base.1, "Employment (base year)"),
            (indicator::JOBS_PROJECTED, &self.projected.1, "Employment (projected year)"),
            (indicator::OPENINGS, &self.base.1, "Occupational Openings, Annual Average"),
        ];
        let marker = (indicator::ENTRY_EDUCATION, &self.base.1, "Typical Entry-Level Education");
        let all = figures.into_iter().zip(cells).map(|(f, c)| (f, c.map(|v| (v * 1000.0).round())));
        for ((indicator, period, column), value) in all.chain([(marker, Cell::Value(1.0))]) {
            out.push(&Observation {
                dims: &[
                    (Dim::Place, place::NATION),
                    (Dim::Period, period),
                    (Dim::Indicator, indicator),
                    (Dim::Level, level),
                    (Dim::Occupation, code),
                    (Dim::Unit, "count"),
                    (Dim::Source, &self.source),
                    (Dim::Column, column),
                ],
                value,
                moe: NO_MARGIN,
                line: row.line,
            });
        }
        // The cell goes on, after four blanks, with a list of other names for the work.
        let title = row.text(self.title);
        out.name(code, text::split(&title, "    ").next().unwrap_or(&title));
        Ok(Outcome::Read)
    }
}

/// `13-1011`
pub(super) fn is_soc(code: &str) -> bool {
    let b = code.as_bytes();
    b.len() == 7 && b[2] == b'-' && b[..2].iter().chain(&b[3..]).all(u8::is_ascii_digit)
}

/// Table 5.3: educational attainment of workers 25 and over by occupation, percentages.
struct Table53 {
    period: String,
    source: String,
}

const TABLE_5_3: [(&str, &str); 7] = [
    ("Less than high school diploma", "less_than_high_school"),
    ("High school diploma or equivalent", "high_school"),
    ("Some college, no degree", "some_college"),
    ("Associate's degree", "associate"),
    ("Bachelor's degree", "bachelors"),
    ("Master's degree", "masters"),
    ("Doctoral or professional degree", "doctoral_or_professional"),
];

pub(super) fn table_5_3(header: &[String], settings: &Settings) -> Option<Box<dyn RowReader>> {
    let (year, _) = text::split_once(header.first()?, " National Employment Matrix title and code")?;
    let levels = header.iter().skip(2).map(String::as_str);
    if !levels.eq(TABLE_5_3.iter().map(|(label, _)| *label)) {
        return None;
    }
    let period = Period::parse(year)?.to_string();
    Some(Box::new(Table53 { period, source: settings.source.clone().unwrap_or_default() }))
}

impl RowReader for Table53 {
    fn width(&self) -> usize {
        1
    }

    fn row(&mut self, row: &Row<'_>, out: &mut Builder) -> Result<Outcome, Refusal> {
        let code = row.text(1);
        // Notes follow the table, with nothing in the column of codes.
        if code.is_empty() {
            return Ok(Outcome::NotData);
        }
        if !is_soc(&code) {
            let message = format!("“{}” is no occupation code", super::shortened(&code));
            return Err(Refusal::new("bad-occupation", 1, message));
        }
        if row.len() < 9 {
            return Err(Refusal::ragged(row.len() - 1, row.len(), 9));
        }
        let cells = super::usda::read_all(row, 2..9, cell::labor)?;
        for ((label, level), value) in TABLE_5_3.iter().zip(cells) {
            out.push(&Observation {
                dims: &[
                    (Dim::Place, place::NATION),
                    (Dim::Period, &self.period),
                    (Dim::Indicator, indicator::WORKERS),
                    (Dim::Level, level),
                    (Dim::Occupation, &code),
                    (Dim::Unit, "share"),
                    (Dim::Source, &self.source),
                    (Dim::Column, label),
                ],
                value: value.map(|v| v / 100.0),
                moe: NO_MARGIN,
                line: row.line,
            });
        }
        let title = row.text(0);
        out.name(&code, text::split(&title, "(1)").next().unwrap_or(&title));
        Ok(Outcome::Read)
    }
}

/// LABSTAT rows of the CPS joined with their series' description, so that names in the header come twice.
struct Cps {
    source: String,
}

/// Series of adults 25 and over by education, both sexes, not seasonally adjusted, and what they hold.
const CPS_SERIES: [(&str, &str, &str); 10] = [
    ("LEU0252916700", indicator::WEEKLY_EARNINGS, "less_than_high_school"),
    ("LEU0252917300", indicator::WEEKLY_EARNINGS, "high_school"),
    ("LEU0254929400", indicator::WEEKLY_EARNINGS, "some_college_or_associate"),
    ("LEU0252919100", indicator::WEEKLY_EARNINGS, "bachelors"),
    ("LEU0252918500", indicator::WEEKLY_EARNINGS, "bachelors_or_higher"),
    ("LNU04027659", indicator::UNEMPLOYMENT_RATE, "less_than_high_school"),
    ("LNU04027660", indicator::UNEMPLOYMENT_RATE, "high_school"),
    ("LNU04027689", indicator::UNEMPLOYMENT_RATE, "some_college_or_associate"),
    ("LNU04027683", indicator::UNEMPLOYMENT_RATE, "associate"),
    ("LNU04027662", indicator::UNEMPLOYMENT_RATE, "bachelors_or_higher"),
];

pub(super) fn cps(header: &[String], settings: &Settings) -> Option<Box<dyn RowReader>> {
    if header.get(..4)? != ["series_id", "year", "period", "value"] || !header.iter().any(|h| h == "education_code") {
        return None;
    }
    Some(Box::new(Cps { source: settings.source.clone().unwrap_or_default() }))
}

impl RowReader for Cps {
    fn width(&self) -> usize {
        4
    }

    fn row(&mut self, row: &Row<'_>, out: &mut Builder) -> Result<Outcome, Refusal> {
        let id = row.text(0);
        // Annual averages only: the fifth quarter or the thirteenth month.
        let annual = matches!(&*row.text(2), "Q05" | "M13");
        let Some((_, indicator, level)) = CPS_SERIES.iter().find(|(series, ..)| *series == id && annual) else {
            return Ok(Outcome::Read);
        };
        let year = row.text(1);
        let Some(period) = Period::parse(&year) else {
            return Err(Refusal::new("bad-period", 1, format!("“{}” is no year", super::shortened(&year))));
        };
        let text = row.text(3);
        let value = cell::labor(&text).map_err(|_| Refusal::not_a_number(3, &text))?;
        let dollars = *indicator == indicator::WEEKLY_EARNINGS;
        out.push(&Observation {
            dims: &[
                (Dim::Place, place::NATION),
                (Dim::Period, &period.to_string()),
                (Dim::Indicator, indicator),
                (Dim::Level, level),
                (Dim::Unit, if dollars { "dollars" } else { "share" }),
                (Dim::Source, &self.source),
                (Dim::Column, &id),
            ],
            value: if dollars { value } else { value.map(|v| v / 100.0) },
            moe: NO_MARGIN,
            line: row.line,
        });
        Ok(Outcome::Read)
    }
}
