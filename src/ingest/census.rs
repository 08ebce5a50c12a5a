//! Census Bureau, American Community Survey: the data.census.gov export (two header rows, or the older one of labels
//! alone), the API's CSV, and the wide frames that the tidycensus package writes. A column is a variable,
//! `C15002_003E`, with its margin, `C15002_003M`, beside it or far away.

use super::cell::{self, Cell, Missing};
use super::{Outcome, Refusal, Row, RowReader, Settings, column};
use crate::dataset::{Builder, Dim, Observation, RACES, indicator, level::STEPS, period::Period, place};
use crate::text;

/// What a variable stands for.
#[derive(Clone, Copy, PartialEq)]
struct Meaning {
    indicator: &'static str,
    sex: &'static str,
    race: &'static str,
    level: &'static str,
    unit: &'static str,
}

const COUNT: Meaning = Meaning { indicator: indicator::ADULTS, sex: "", race: "", level: "total", unit: "count" };

/// A variable's columns: the estimate's and its margin's.
struct Variable {
    estimate: usize,
    margin: Option<usize>,
    name: String,
    meaning: Meaning,
}

struct Table {
    /// Columns whose texts, put together, name the place.
    place: Vec<usize>,
    name: Option<usize>,
    variables: Vec<Variable>,
    period: String,
    source: String,
    width: usize,
    /// tidycensus turns `*****` into NA: no margin beside a good estimate means a controlled one.
    controlled_is_blank: bool,
}

impl Table {
    /// A reader of these variables; `None` where there are none.
    fn open(
        header: &[String],
        place: Vec<usize>,
        name: &str,
        variables: Vec<Variable>,
        controlled_is_blank: bool,
        settings: &Settings,
    ) -> Option<Box<dyn RowReader>> {
        if variables.is_empty() {
            return None;
        }
        Some(Box::new(Self {
            place,
            name: column(header, name),
            variables,
            period: settings.period.clone().unwrap_or_default(),
            source: settings.source.clone().unwrap_or_default(),
            width: header.len(),
            controlled_is_blank,
        }))
    }
}

/// The export of data.census.gov: codes in the first row, labels in the second.
pub(super) fn export(header: &[String], settings: &Settings) -> Option<Box<dyn RowReader>> {
    let place = column(header, "GEO_ID")?;
    // The API's answers also have GEO_ID, but end in a column of its geography.
    if header.iter().any(|h| API_GEOGRAPHY.contains(&h.as_str())) {
        return None;
    }
    table(header, vec![place], "NAME", false, settings)
}

const API_GEOGRAPHY: [&str; 6] = [
    "us",
    "state",
    "county",
    "tract",
    "public use microdata area",
    "metropolitan statistical area/micropolitan statistical area",
];

/// The Census API as CSV or JSON, also as the tidycensus package saves it with `stco_code`.
pub(super) fn api(header: &[String], settings: &Settings) -> Option<Box<dyn RowReader>> {
    if let Some(place) = column(header, "stco_code") {
        return table(header, vec![place], "stco_name", true, settings);
    }
    let place: Vec<usize> = match column(header, "GEO_ID") {
        Some(id) => vec![id],
        None => API_GEOGRAPHY.iter().filter_map(|name| column(header, name)).collect(),
    };
    if place.is_empty() {
        return None;
    }
    table(header, place, "NAME", false, settings)
}

/// tidycensus in its wide form with variables renamed: `totalE`, `bachelorsM`. Read as table B15003.
pub(super) fn tidycensus_wide(header: &[String], settings: &Settings) -> Option<Box<dyn RowReader>> {
    const NAMES: [(&str, &str); 5] = [
        ("total", "total"),
        ("bachelors", "bachelors"),
        ("masters", "masters"),
        ("professional", "professional"),
        ("doctorate", "doctorate"),
    ];
    let place = column(header, "GEOID")?;
    let variables: Vec<Variable> = NAMES
        .iter()
        .filter_map(|(name, level)| {
            Some(Variable {
                estimate: column(header, &format!("{name}E"))?,
                margin: column(header, &format!("{name}M")),
                name: format!("{name}E"),
                meaning: Meaning { level, ..COUNT },
            })
        })
        .collect();
    if !variables.iter().any(|v| v.meaning.level == "total") {
        return None;
    }
    Table::open(header, vec![place], "NAME", variables, false, settings)
}

fn table(
    header: &[String],
    place: Vec<usize>,
    name: &str,
    controlled_is_blank: bool,
    settings: &Settings,
) -> Option<Box<dyn RowReader>> {
    let last_year = settings.period.as_deref().and_then(Period::parse).map(|p| p.last);
    let mut variables: Vec<Variable> = Vec::new();
    for (estimate, id) in header.iter().enumerate() {
        let Some(stem) = id.strip_suffix('E') else { continue };
        let Some(meaning) = meaning(stem, last_year) else { continue };
        // Two tables of one file may hold the same figure (B06009 and B07009): the first is kept. No other's margin is
        // looked for, or a header of one name a thousand times would take a million steps.
        if !variables.iter().any(|v| v.meaning == meaning) {
            let margin = column(header, &format!("{stem}M"));
            variables.push(Variable { estimate, margin, name: id.clone(), meaning });
        }
    }
    Table::open(header, place, name, variables, controlled_is_blank, settings)
}

const SIX: [&str; 6] =
    ["total", "less_than_high_school", "high_school", "some_college_or_associate", "bachelors", "graduate"];

const SEVEN: [&str; 7] = [
    "less_than_9th_grade",
    "grade_9_to_12_no_diploma",
    "high_school",
    "some_college",
    "associate",
    "bachelors",
    "graduate",
];

const FOUR: [&str; 4] = ["less_than_high_school", "high_school", "some_college_or_associate", "bachelors_or_higher"];

/// The meaning of a variable, from its id without the closing E. Columns that nothing asks for have none.
fn meaning(stem: &str, last_year: Option<u16>) -> Option<Meaning> {
    let (table, rest) = stem.split_once('_')?;
    match table {
        "B15003" => {
            let line: usize = rest.parse().ok()?;
            let level = if line == 1 { "total" } else { *STEPS.get(line.checked_sub(2)?)? };
            Some(Meaning { level, ..COUNT })
        }
        "B06009" | "B07009" => {
            let line: usize = rest.parse().ok()?;
            Some(Meaning { level: SIX.get(line.checked_sub(1)?)?, ..COUNT })
        }
        "B20004" => {
            let line: usize = rest.parse::<usize>().ok()?.checked_sub(1)?;
            let sex = *["", "male", "female"].get(line / 6)?;
            Some(Meaning { indicator: indicator::ANNUAL_EARNINGS, sex, level: SIX[line % 6], unit: "dollars", ..COUNT })
        }
        "B23006" => {
            // Each level's line is followed by six of employment status, but for the last.
            let line: usize = rest.parse().ok()?;
            let level = match line {
                1 => "total",
                2 | 9 | 16 | 23 => FOUR[line / 7],
                _ => return None,
            };
            Some(Meaning { indicator: indicator::ADULTS_25_TO_64, level, ..COUNT })
        }
        "C15002" => by_sex(rest.parse().ok()?, "", &SEVEN),
        "S1501" => subject(rest, last_year),
        _ => {
            // C15002A to C15002I, one a race or ethnicity, in the order of RACES.
            let letter = table.strip_prefix("C15002").filter(|l| l.len() == 1)?.bytes().next()?;
            let race = RACES.get(usize::from(letter.checked_sub(b'A')?))?;
            by_sex(rest.parse().ok()?, race, &FOUR)
        }
    }
}

/// Line 1 is everyone, then men with their levels, then women with theirs.
fn by_sex(line: usize, race: &'static str, levels: &[&'static str]) -> Option<Meaning> {
    let block = levels.len() + 1;
    let index = line.checked_sub(1)?;
    if index == 0 {
        return Some(Meaning { race, ..COUNT });
    }
    let sex = *["male", "female"].get((index - 1) / block)?;
    let level = match (index - 1) % block {
        0 => "total",
        n => levels[n - 1],
    };
    Some(Meaning { sex, race, level, ..COUNT })
}

/// Lines 6 to 15 of subject table S1501: adults 25 and over.
const S1501: [&str; 10] = [
    "total",
    "less_than_9th_grade",
    "grade_9_to_12_no_diploma",
    "high_school",
    "some_college",
    "associate",
    "bachelors",
    "graduate",
    "high_school_or_higher",
    "bachelors_or_higher",
];

/// Subject table S1501. Until 2014 each column holds percentages below its universe line; since 2015 counts and
/// percentages have columns of their own, and lines by race follow.
fn subject(rest: &str, last_year: Option<u16>) -> Option<Meaning> {
    let (column, line) = rest.strip_prefix('C')?.split_once('_')?;
    let (column, line): (usize, usize) = (column.parse().ok()?, line.parse().ok()?);
    let new_form = last_year.is_none_or(|y| y >= 2015);
    let (sex, share_column) = if new_form {
        (*["", "", "male", "male", "female", "female"].get(column.checked_sub(1)?)?, column % 2 == 0)
    } else {
        (*["", "male", "female"].get(column.checked_sub(1)?)?, line != 6)
    };
    let unit = if share_column { "share" } else { "count" };
    match line {
        6 if share_column => None,
        6..=15 => Some(Meaning { sex, level: S1501[line - 6], unit, ..COUNT }),
        28..=54 if new_form && !share_column => {
            // White alone, white non-Hispanic, Black, ... each with a total, high school and bachelor's line.
            const ORDER: [&str; 9] =
                ["white", "white_nh", "black", "aian", "asian", "nhpi", "other", "two_or_more", "hispanic"];
            let level = ["total", "high_school_or_higher", "bachelors_or_higher"][(line - 28) % 3];
            Some(Meaning { sex, race: ORDER[(line - 28) / 3], level, ..COUNT })
        }
        _ => None,
    }
}

/// The older export of S1501 whose one header row holds labels. Labels repeat for each age group; only their order
/// tells them apart, so the lines of "Population 25 years and over" are those up to the next universe.
pub(super) fn export_labels(header: &[String], settings: &Settings) -> Option<Box<dyn RowReader>> {
    let place = column(header, "Geography")?;
    let mut variables = Vec::new();
    for (prefix, sex) in [("Total", ""), ("Male", "male"), ("Female", "female")] {
        let estimate = format!("{prefix}!!Estimate!!");
        let margin = format!("{prefix}!!Margin of Error!!");
        let mut inside = false;
        for (index, label) in header.iter().enumerate() {
            let Some(label) = label.strip_prefix(&estimate) else { continue };
            if label.starts_with("Population ") {
                inside = label == "Population 25 years and over";
            }
            if !inside {
                continue;
            }
            let level = match label {
                "Population 25 years and over" => "total",
                "Less than 9th grade" => "less_than_9th_grade",
                "9th to 12th grade, no diploma" => "grade_9_to_12_no_diploma",
                "High school graduate (includes equivalency)" => "high_school",
                "Some college, no degree" => "some_college",
                "Associate's degree" => "associate",
                "Bachelor's degree" => "bachelors",
                "Graduate or professional degree" => "graduate",
                "Percent high school graduate or higher" => "high_school_or_higher",
                "Percent bachelor's degree or higher" => "bachelors_or_higher",
                _ => continue,
            };
            let margin = header.get(index + 1).filter(|h| h.strip_prefix(&margin) == Some(label)).map(|_| index + 1);
            let unit = if level == "total" { "count" } else { "share" };
            let name = format!("{estimate}{label}");
            variables.push(Variable { estimate: index, margin, name, meaning: Meaning { sex, level, unit, ..COUNT } });
        }
    }
    Table::open(header, vec![place], "Geographic Area Name", variables, false, settings)
}

impl RowReader for Table {
    fn width(&self) -> usize {
        self.width
    }

    fn row(&mut self, row: &Row<'_>, out: &mut Builder) -> Result<Outcome, Refusal> {
        let code: String = self.place.iter().map(|c| row.text(*c)).collect();
        if code == "Geography" {
            return Ok(Outcome::NotData);
        }
        let place = place::normalise(&code);
        if place.is_empty() || !place.bytes().all(|b| b.is_ascii_digit()) {
            let message = format!("“{}” is no geographic identifier", super::shortened(&code));
            return Err(Refusal::new("bad-place", self.place[0], message));
        }
        let columns = self.variables.iter().flat_map(|v| std::iter::once(v.estimate).chain(v.margin));
        let mut cells = super::usda::read_all(row, columns, cell::census)?.into_iter();
        for variable in &self.variables {
            let blank = Cell::Missing(Missing::Blank);
            let mut value = cells.next().unwrap_or(blank);
            let mut moe = match variable.margin {
                Some(_) => cells.next().unwrap_or(blank),
                None => Cell::Missing(Missing::NotPublished),
            };
            let unmarked = matches!(moe, Cell::Missing(Missing::Blank | Missing::NotPublished));
            if self.controlled_is_blank && value.value().is_some() && unmarked {
                moe = Cell::Missing(Missing::Controlled);
            }
            if variable.meaning.unit == "share" {
                value = value.map(|v| v / 100.0);
                moe = moe.map(|m| m / 100.0);
            }
            out.push(&Observation {
                dims: &[
                    (Dim::Place, &place),
                    (Dim::Period, &self.period),
                    (Dim::Indicator, variable.meaning.indicator),
                    (Dim::Sex, variable.meaning.sex),
                    (Dim::Race, variable.meaning.race),
                    (Dim::Level, variable.meaning.level),
                    (Dim::Unit, variable.meaning.unit),
                    (Dim::Source, &self.source),
                    (Dim::Column, &variable.name),
                ],
                value,
                moe,
                line: row.line,
            });
        }
        if let Some(name) = self.name.filter(|name| row.text(*name) != "null") {
            // Vintages differ: "Census Tract 6704.13; Los Angeles County; California" or with commas.
            out.name(&place, &text::split(&row.text(name), "; ").collect::<Vec<_>>().join(", "));
        }
        Ok(Outcome::Read)
    }
}
