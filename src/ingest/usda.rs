//! USDA Economic Research Service, County-level Data Sets, as CSV of the workbook: a row a place, a column a figure
//! and year. Education is the decennial census 1970 to 2000 and ACS five-year estimates after; no margins are published.

use super::cell::{self, Cell, Missing};
use super::{Outcome, Refusal, Row, RowReader, Settings};
use crate::dataset::{Builder, Dim, Observation, indicator, period::Period, place};
use crate::text;

/// A column that holds a figure.
struct Figure {
    column: usize,
    name: String,
    period: String,
    indicator: &'static str,
    level: &'static str,
    unit: &'static str,
}

struct Workbook {
    place: usize,
    area: usize,
    state: Option<usize>,
    figures: Vec<Figure>,
    source: String,
    width: usize,
}

/// "Education 1970 to 2023": headers such as `Bachelor's degree or higher, 2019-23`.
pub(super) fn education(header: &[String], settings: &Settings) -> Option<Box<dyn RowReader>> {
    let mut figures: Vec<Figure> = header.iter().enumerate().filter_map(|(i, h)| education_column(i, h)).collect();
    // Shares are kept only where the counts that they were rounded from are not published.
    let counted: Vec<(String, &str)> =
        figures.iter().filter(|f| f.unit == "count").map(|f| (f.period.clone(), f.level)).collect();
    figures.retain(|f| f.unit == "count" || !counted.iter().any(|(p, l)| *p == f.period && *l == f.level));
    open(header, figures, settings)
}

/// "Unemployment": headers such as `Unemployment_rate_2023`.
pub(super) fn unemployment(header: &[String], settings: &Settings) -> Option<Box<dyn RowReader>> {
    let figures = header
        .iter()
        .enumerate()
        .filter_map(|(column, name)| {
            let (what, year) = name.rsplit_once('_')?;
            let period = Period::parse(year)?.to_string();
            let indicator = match what {
                "Civilian_labor_force" => indicator::LABOR_FORCE,
                "Unemployed" => indicator::UNEMPLOYED,
                _ => return None,
            };
            Some(Figure { column, name: name.clone(), period, indicator, level: "", unit: "count" })
        })
        .collect();
    open(header, figures, settings)
}

fn open(header: &[String], figures: Vec<Figure>, settings: &Settings) -> Option<Box<dyn RowReader>> {
    let find = |names: [&str; 2]| header.iter().position(|h| names.contains(&h.as_str()));
    let place = find(["FIPS Code", "FIPS_Code"])?;
    let area = find(["Area name", "Area_Name"])?;
    if figures.is_empty() {
        return None;
    }
    Some(Box::new(Workbook {
        place,
        area,
        state: super::column(header, "State"),
        width: header.len(),
        figures,
        source: settings.source.clone().unwrap_or_default(),
    }))
}

fn education_column(column: usize, name: &str) -> Option<Figure> {
    let (wording, years) = text::rsplit_once(name, ", ")?;
    let period = Period::parse(years)?.to_string();
    let percent = wording.starts_with("Percent");
    // The wording changes by year; what it means does not, but for 1970 and 1980, when years of college were asked.
    let words = wording.to_ascii_lowercase();
    let says = |part: &str| text::contains(&words, part);
    let level = if says("less than") || says("not high school graduates") {
        "less_than_high_school"
    } else if says("some college") {
        "some_college_or_associate"
    } else if says("four years of college") || says("bachelor") {
        "bachelors_or_higher"
    } else if says("high school") {
        "high_school"
    } else {
        return None;
    };
    let unit = if percent { "share" } else { "count" };
    Some(Figure { column, name: name.to_owned(), period, indicator: indicator::ADULTS, level, unit })
}

impl RowReader for Workbook {
    fn width(&self) -> usize {
        self.width
    }

    fn row(&mut self, row: &Row<'_>, out: &mut Builder) -> Result<Outcome, Refusal> {
        let code = row.text(self.place);
        let place = place::normalise(&code);
        if !matches!(place.len(), 2 | 5) || !place.bytes().all(|b| b.is_ascii_digit()) {
            return Err(Refusal::new(
                "bad-place",
                self.place,
                format!("“{}” is no FIPS code", super::shortened(&code)),
            ));
        }
        let cells = read_all(row, self.figures.iter().map(|f| f.column), cell::number)?;
        for (figure, value) in self.figures.iter().zip(cells) {
            let value = match value {
                // The county did not exist, or was not yet surveyed.
                Cell::Missing(Missing::Blank) => Cell::Missing(Missing::NotAvailable),
                value if figure.unit == "share" => value.map(|v| v / 100.0),
                value => value,
            };
            out.push(&Observation {
                dims: &[
                    (Dim::Place, &place),
                    (Dim::Period, &figure.period),
                    (Dim::Indicator, figure.indicator),
                    (Dim::Level, figure.level),
                    (Dim::Unit, figure.unit),
                    (Dim::Source, &self.source),
                    (Dim::Column, &figure.name),
                ],
                value,
                moe: Cell::Missing(Missing::NotPublished),
                line: row.line,
            });
        }
        out.name(&place, &self.area_name(row, &place));
        Ok(Outcome::Read)
    }
}

impl Workbook {
    /// "Los Angeles County, California" from any of the ways in which the workbooks write it.
    fn area_name(&self, row: &Row<'_>, place: &str) -> String {
        let area = row.text(self.area);
        if place.len() != 5 {
            return area.into_owned();
        }
        let postal = self.state.map(|s| row.text(s).into_owned()).unwrap_or_default();
        let bare = area.strip_suffix(&postal).and_then(|a| a.strip_suffix(", ")).unwrap_or(&area);
        match state_name(&place[..2]) {
            // Newer names carry their state already.
            Some(state) if !bare.ends_with(state) => format!("{bare}, {state}"),
            Some(_) => bare.to_owned(),
            None => bare.to_owned(),
        }
    }
}

/// Reads cells by column, or refuses the row at the first that is no number.
pub(super) fn read_all(
    row: &Row<'_>,
    columns: impl Iterator<Item = usize>,
    read: fn(&str) -> Result<Cell, cell::NotANumber>,
) -> Result<Vec<Cell>, Refusal> {
    columns
        .map(|column| {
            let text = row.text(column);
            read(&text).map_err(|_| Refusal::not_a_number(column, &text))
        })
        .collect()
}

/// The name of a state by its FIPS code.
#[must_use]
pub(super) fn state_name(fips: &str) -> Option<&'static str> {
    const STATES: [(&str, &str); 52] = [
        ("01", "Alabama"),
        ("02", "Alaska"),
        ("04", "Arizona"),
        ("05", "Arkansas"),
        ("06", "California"),
        ("08", "Colorado"),
        ("09", "Connecticut"),
        ("10", "Delaware"),
        ("11", "District of Columbia"),
        ("12", "Florida"),
        ("13", "Georgia"),
        ("15", "Hawaii"),
        ("16", "Idaho"),
        ("17", "Illinois"),
        ("18", "Indiana"),
        ("19", "Iowa"),
        ("20", "Kansas"),
        ("21", "Kentucky"),
        ("22", "Louisiana"),
        ("23", "Maine"),
        ("24", "Maryland"),
        ("25", "Massachusetts"),
        ("26", "Michigan"),
        ("27", "Minnesota"),
        ("28", "Mississippi"),
        ("29", "Missouri"),
        ("30", "Montana"),
        ("31", "Nebraska"),
        ("32", "Nevada"),
        ("33", "New Hampshire"),
        ("34", "New Jersey"),
        ("35", "New Mexico"),
        ("36", "New York"),
        ("37", "North Carolina"),
        ("38", "North Dakota"),
        ("39", "Ohio"),
        ("40", "Oklahoma"),
        ("41", "Oregon"),
        ("42", "Pennsylvania"),
        ("44", "Rhode Island"),
        ("45", "South Carolina"),
        ("46", "South Dakota"),
        ("47", "Tennessee"),
        ("48", "Texas"),
        ("49", "Utah"),
        ("50", "Vermont"),
        ("51", "Virginia"),
        ("53", "Washington"),
        ("54", "West Virginia"),
        ("55", "Wisconsin"),
        ("56", "Wyoming"),
        ("72", "Puerto Rico"),
    ];
    STATES.iter().find(|(code, _)| *code == fips).map(|(_, name)| *name)
}
