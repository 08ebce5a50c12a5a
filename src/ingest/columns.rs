//! Which columns of a visitor's own table are which dimension, where no format knows its header. The rows are then read
//! like the project's own tables (see `tidy.rs`), only more strictly: their publisher is not known.

use super::usda::state_name;
use crate::dataset::{Dim, RACES, level::Level, period::Period, place};
use crate::error::{Error, Result};
use crate::order;
use crate::plain::{Faults, Fields, FromPlain, Plain, plain};

/// A mapping of columns. Place, period and value are needed, and a level where adults are counted.
///
/// ```
/// use common_measure::ingest::{Settings, columns::Columns, read};
/// let columns: Columns = serde_json::from_str(r#"{
///     "place": "My GEOID", "period": { "value": "2020" }, "value": "Adults",
///     "level": { "column": "Schooling", "words": { "BA+": "bachelors_or_higher", "All": "total" } }
/// }"#).unwrap();
/// let settings = Settings { columns: Some(columns), ..Settings::default() };
/// // Made-up figures.
/// let (data, report) = read(b"My GEOID,Schooling,Adults\n06037,BA+,40\n06037,All,100\n", settings)?;
/// assert_eq!((report.format, data.len()), ("columns", 2));
/// # Ok::<(), common_measure::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Columns {
    /// FIPS code or GEOID, or a place's name as a loaded table has it.
    pub place: Option<Given>,
    /// Year or span of years.
    pub period: Option<Given>,
    /// What is counted; `adults` where absent.
    pub indicator: Option<Given>,
    /// Sex; everyone where absent.
    pub sex: Option<Given>,
    /// Race or ethnicity; everyone where absent.
    pub race: Option<Given>,
    /// Level of education.
    pub level: Option<Given>,
    /// Occupation code.
    pub occupation: Option<Given>,
    /// Student group.
    pub group: Option<Given>,
    /// `count` (where absent), `share` from 0 to 1, `percent` from 0 to 100, `dollars`.
    pub unit: Option<Given>,
    /// Column of the place's name.
    pub name: Option<String>,
    /// Column of the figure; or several, each with what sets it apart.
    pub value: Option<Values>,
    /// Column of the margin of error at 90 % confidence.
    pub moe: Option<String>,
}

plain!(read strict Columns { place, period, indicator, sex, race, level, occupation, group, unit, name, value, moe });

/// A column, or one value for every row.
#[derive(Debug, Clone)]
pub enum Given {
    /// Name of a column.
    Column(String),
    /// One value, or a column whose words are translated.
    More {
        /// One value for every row.
        value: Option<String>,
        /// Name of a column.
        column: Option<String>,
        /// The column's words with the codes that they stand for; a row whose word stands for nothing (`null`) is left
        /// out. A word that is not here is taken as it is.
        words: Vec<(String, Option<String>)>,
    },
}

impl FromPlain for Given {
    fn from_plain(value: Plain, faults: &mut Faults) -> Self {
        if let Plain::Text(column) = value {
            return Self::Column(column);
        }
        let mut more = Fields::of(value, faults);
        let (value, column) = (more.needed("value", faults), more.needed("column", faults));
        let words = more.optional("words", faults);
        more.nothing_else(&["value", "column", "words"], faults);
        Self::More { value, column, words }
    }
}

plain!(deserialize Given);

/// Where the figures are.
#[derive(Debug, Clone)]
pub enum Values {
    /// One column.
    One(String),
    /// A wide table.
    Many(Vec<ValueColumn>),
}

impl FromPlain for Values {
    fn from_plain(value: Plain, faults: &mut Faults) -> Self {
        match value {
            Plain::Text(one) => Self::One(one),
            many => Self::Many(Vec::from_plain(many, faults)),
        }
    }
}

plain!(deserialize Values);

/// A column of figures in a wide table.
#[derive(Debug, Clone, Default)]
pub struct ValueColumn {
    /// Its name.
    pub column: String,
    /// Column of its margin.
    pub moe: Option<String>,
    /// Level of education of all its figures.
    pub level: Option<String>,
    /// Sex of all its figures.
    pub sex: Option<String>,
    /// Race or ethnicity of all its figures.
    pub race: Option<String>,
    /// Period of all its figures.
    pub period: Option<String>,
    /// What all its figures count.
    pub indicator: Option<String>,
    /// Unit of all its figures.
    pub unit: Option<String>,
}

plain!(read strict ValueColumn { column: optional, moe, level, sex, race, period, indicator, unit });

/// A column that is one dimension.
pub(super) struct DimColumn {
    pub(super) dim: Dim,
    pub(super) column: String,
    pub(super) words: Vec<(String, Option<String>)>,
}

/// A mapping whose every constant is checked.
pub(super) struct Mapping {
    pub(super) dims: Vec<DimColumn>,
    pub(super) constants: Vec<(Dim, String)>,
    pub(super) values: Vec<Figure>,
    pub(super) name: Option<String>,
    /// Whether a row without a level says nothing.
    pub(super) needs_level: bool,
}

/// A column of figures, its margin's, and what holds for all of them.
pub(super) struct Figure {
    pub(super) value: String,
    pub(super) moe: Option<String>,
    pub(super) constants: Vec<(Dim, String)>,
}

const FIELD: &str = "columns";

impl Columns {
    /// # Errors
    /// `bad-spec` where something that is needed is absent or a constant is no code.
    pub(super) fn checked(self, period: Option<&str>, indicator: Option<&str>, unit: Option<&str>) -> Result<Mapping> {
        let mut mapping = Mapping {
            dims: Vec::new(),
            constants: Vec::new(),
            values: Vec::new(),
            name: self.name,
            needs_level: false,
        };
        let of = |value: Option<&str>| {
            value.map(|v| Given::More { value: Some(v.to_owned()), column: None, words: Vec::new() })
        };
        let given = [
            (Dim::Place, self.place),
            (Dim::Period, self.period.or_else(|| of(period))),
            (Dim::Indicator, self.indicator.or_else(|| of(indicator.or(Some("adults"))))),
            (Dim::Sex, self.sex),
            (Dim::Race, self.race),
            (Dim::Level, self.level),
            (Dim::Occupation, self.occupation),
            (Dim::Group, self.group),
            (Dim::Unit, self.unit.or_else(|| of(unit.or(Some("count"))))),
        ];
        for (dim, given) in given {
            match given {
                None => {}
                Some(Given::Column(column)) => {
                    mapping.dims.push(DimColumn { dim, column, words: Vec::new() });
                }
                Some(Given::More { column: Some(column), value: None, words }) => {
                    mapping.dims.push(DimColumn { dim, column, words });
                }
                Some(Given::More { value: Some(value), column: None, .. }) => {
                    mapping.constants.push((dim, constant(dim, &value)?));
                }
                Some(Given::More { .. }) => {
                    let message = format!("{} is either a column or a value", dim.name());
                    return Err(Error::spec(FIELD, message));
                }
            }
        }
        match self.value {
            None => {}
            Some(Values::One(value)) => {
                mapping.values.push(Figure { value, moe: self.moe, constants: Vec::new() });
            }
            Some(Values::Many(columns)) => {
                let names: Vec<&str> = columns.iter().map(|c| c.column.as_str()).collect();
                if let Some(at) = order::repeated(&names) {
                    return Err(Error::spec(FIELD, format!("the column of figures “{}” is named twice", names[at])));
                }
                for c in columns {
                    let mut constants = Vec::new();
                    for (dim, value) in [
                        (Dim::Level, c.level),
                        (Dim::Sex, c.sex),
                        (Dim::Race, c.race),
                        (Dim::Period, c.period),
                        (Dim::Indicator, c.indicator),
                        (Dim::Unit, c.unit),
                    ] {
                        if let Some(value) = value {
                            constants.push((dim, constant(dim, &value)?));
                        }
                    }
                    mapping.values.push(Figure { value: c.column, moe: c.moe, constants });
                }
            }
        }
        let has = |dim: Dim| {
            mapping.dims.iter().any(|d| d.dim == dim)
                || mapping.constants.iter().any(|(d, _)| *d == dim)
                || mapping.values.iter().all(|v| v.constants.iter().any(|(d, _)| *d == dim))
        };
        if mapping.values.is_empty() {
            return Err(Error::spec(FIELD, "no column of figures is named (value)"));
        }
        let adults = mapping.constants.iter().any(|c| *c == (Dim::Indicator, "adults".to_owned()));
        for (dim, needed) in [(Dim::Place, true), (Dim::Period, true), (Dim::Level, adults)] {
            if needed && !has(dim) {
                return Err(Error::spec(FIELD, format!("nothing is named for {}", dim.name())));
            }
        }
        mapping.needs_level = adults;
        Ok(mapping)
    }
}

impl Mapping {
    /// Every column that must be there.
    pub(super) fn columns(&self) -> impl Iterator<Item = &str> {
        let figures = self.values.iter().flat_map(|v| std::iter::once(&v.value).chain(&v.moe));
        self.dims.iter().map(|d| &d.column).chain(figures).chain(&self.name).map(String::as_str)
    }

    /// The columns that a header has not.
    pub(super) fn absent(&self, header: &[String]) -> Vec<&str> {
        self.columns().filter(|c| !header.iter().any(|h| h == c)).collect()
    }
}

fn constant(dim: Dim, text: &str) -> Result<String> {
    match dim {
        Dim::Place => match code_of_place(text) {
            Some((code, _)) => Ok(code),
            None => Err(Error::spec(FIELD, format!("place: “{text}” is no code of a place"))),
        },
        _ => code(dim, text, true).map_err(|message| Error::spec(FIELD, format!("{}: {message}", dim.name()))),
    }
}

/// What a cell of a dimension other than the place says, as the code used throughout; else what is wrong with it.
/// Capitals, blanks and apostrophes make no difference: "Bachelor's or higher" is `bachelors_or_higher`.
pub(super) fn code(dim: Dim, text: &str, needs_level: bool) -> std::result::Result<String, String> {
    let plain = || -> String {
        let kept = text.trim().chars().filter(|c| !matches!(c, '\'' | '’'));
        kept.map(|c| if c == ' ' || c == '-' { '_' } else { c.to_ascii_lowercase() }).collect()
    };
    let among = |known: &[&str]| {
        let code = plain();
        let everyone = matches!(code.as_str(), "total" | "all" | "both" | "everyone");
        match known.iter().find(|k| **k == code) {
            _ if everyone => Ok(String::new()),
            Some(_) => Ok(code),
            None => Err(format!("“{}” is not one of {}", super::shortened(text), known[1..].join(", "))),
        }
    };
    match dim {
        Dim::Period => match Period::parse(&text.strip_suffix(".0").unwrap_or(text).replace('–', "-")) {
            Some(period) => Ok(period.to_string()),
            None => Err(format!("“{}” is neither a year nor a span of years", super::shortened(text))),
        },
        Dim::Level => {
            let code = plain();
            let known = if code.is_empty() { !needs_level } else { Level::from_code(&code).is_some() };
            if known { Ok(code) } else { Err(format!("“{}” is no level of education", super::shortened(text))) }
        }
        Dim::Sex => among(&["", "female", "male"]),
        Dim::Race => {
            let known: Vec<&str> = std::iter::once("").chain(RACES).collect();
            among(&known)
        }
        Dim::Unit => {
            let code = plain();
            let known = ["count", "share", "percent", "dollars"];
            if known.contains(&code.as_str()) {
                Ok(code)
            } else {
                Err(format!("“{text}” is no unit: {}", known.join(", ")))
            }
        }
        _ => Ok(text.trim().to_owned()),
    }
}

/// The code of a place, and whether leading zeros had to be given back to it; `None` where the text is no code, or one
/// whose state there is not (a ZIP code).
pub(super) fn code_of_place(text: &str) -> Option<(String, bool)> {
    // Programs that took a column for numbers write 6037.0.
    let digits = text.trim();
    let digits = digits.strip_suffix(".0").unwrap_or(digits);
    let numeric = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    if digits == "0" {
        return None;
    }
    // Lengths of codes that lack a digit: of a state, county, microdata area, tract or school.
    let short = numeric && matches!(digits.len(), 1 | 4 | 6 | 10 | 13);
    let code = if short { place::normalise(&format!("0{digits}")) } else { place::normalise(digits) };
    let known = match place::kind(&code) {
        "nation" | "metro" => true,
        "other" => code.len() == 14 && code.bytes().all(|b| b.is_ascii_digit()),
        _ => state_name(&code[..2]).is_some(),
    };
    known.then_some((code, short || digits.len() < text.trim().len()))
}
