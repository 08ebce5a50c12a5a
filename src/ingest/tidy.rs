//! The project's own tables: a row an observation, columns named after the dimensions, then `value` and `moe`; or a
//! table of names. Columns with other names are left out.

use super::cell::{self, Cell, Missing};
use super::{Outcome, Refusal, Row, RowReader, Settings, column};
use crate::dataset::{Builder, Dim, ENTRY, Observation, level::Level, period::Period, place};

/// What stands in the place of a period that nobody states.
const UNDATED: &str = "undated";

struct Tidy {
    dims: Vec<(Dim, usize)>,
    constants: Vec<(Dim, String)>,
    value: Option<usize>,
    moe: Option<usize>,
    name: Option<usize>,
    width: usize,
}

pub(super) fn open(header: &[String], settings: &Settings) -> Option<Box<dyn RowReader>> {
    let dims: Vec<(Dim, usize)> =
        Dim::ALL.into_iter().filter_map(|dim| column(header, dim.name()).map(|i| (dim, i))).collect();
    let has = |dim: Dim| dims.iter().any(|(d, _)| *d == dim);
    let (value, name) = (column(header, "value"), column(header, "name"));
    let figures = value.is_some() && has(Dim::Place) && has(Dim::Period);
    let names = name.is_some() && (has(Dim::Place) || has(Dim::Occupation));
    if !figures && !names {
        return None;
    }
    let given = [
        (Dim::Indicator, settings.indicator.as_deref().unwrap_or("adults")),
        (Dim::Unit, settings.unit.as_deref().unwrap_or("count")),
        (Dim::Source, settings.source.as_deref().unwrap_or("")),
    ];
    let constants = given.into_iter().filter(|(d, _)| !has(*d)).map(|(d, v)| (d, v.to_owned())).collect();
    Some(Box::new(Tidy {
        dims,
        constants,
        value: value.filter(|_| figures),
        moe: column(header, "moe"),
        name,
        width: header.len(),
    }))
}

impl RowReader for Tidy {
    fn width(&self) -> usize {
        self.width
    }

    fn row(&mut self, row: &Row<'_>, out: &mut Builder) -> Result<Outcome, Refusal> {
        let mut dims: Vec<(Dim, String)> = self.constants.clone();
        for (dim, index) in &self.dims {
            let text = row.text(*index);
            let value = match dim {
                Dim::Place => place::normalise(&text),
                // A quoted claim that names no year says so; a blank is an oversight.
                Dim::Period if text == UNDATED => text.into_owned(),
                Dim::Period => match Period::parse(&text) {
                    Some(period) => period.to_string(),
                    None => {
                        let message = format!("“{}” is neither a year nor a span of years", super::shortened(&text));
                        return Err(Refusal::new("bad-period", *index, message));
                    }
                },
                Dim::Level if !known_level(&text) => {
                    let message = format!("“{}” is no level of education", super::shortened(&text));
                    return Err(Refusal::new("bad-level", *index, message));
                }
                _ => text.into_owned(),
            };
            dims.push((*dim, value));
        }
        let read = |index: usize| {
            let text = row.text(index);
            cell::tidy(&text).map_err(|_| Refusal::not_a_number(index, &text))
        };
        if let Some(value) = self.value {
            let value = read(value)?;
            let moe = self.moe.map_or(Ok(Cell::Missing(Missing::NotPublished)), read)?;
            let dims: Vec<(Dim, &str)> =
                dims.iter().map(|(d, v)| (*d, v.as_str())).chain([(Dim::Column, "value")]).collect();
            out.push(&Observation { dims: &dims, value, moe, line: row.line });
        }
        if let Some(name) = self.name {
            for dim in [Dim::Place, Dim::Occupation] {
                if let Some((_, code)) = dims.iter().find(|(d, _)| *d == dim) {
                    out.name(code, &row.text(name));
                }
            }
        }
        Ok(Outcome::Read)
    }
}

fn known_level(text: &str) -> bool {
    text.is_empty() || Level::from_code(text).is_some() || ENTRY.iter().any(|(code, _)| *code == text)
}
