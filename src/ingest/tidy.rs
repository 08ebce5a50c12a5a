//! The project's own tables: a row an observation, columns named after the dimensions, then `value` and `moe`; or a
//! table of names. Columns with other names are left out. A visitor's table whose columns were named by hand is read
//! here too, see [`super::columns`].

use super::cell::{self, Cell, Missing};
use super::columns::{self, Mapping};
use super::{Outcome, Refusal, Row, RowReader, Settings, column};
use crate::WHOLE;
use crate::dataset::{Builder, DIMS, Dim, ENTRY, Lines, level::Level, period::Period, place};
use crate::text;
use common_measure_scan::{Gathered, Known, Taken};
use std::collections::HashMap;

/// What stands in the place of a period that nobody states.
const UNDATED: &str = "undated";

/// A column of figures and what holds for all of them.
struct Figure {
    value: usize,
    moe: Option<usize>,
    constants: Vec<(Dim, String)>,
    /// The column's name.
    column: String,
}

/// What is only asked of a table whose columns were named by hand.
struct ByHand {
    /// Column, word, and what it stands for: nothing where its rows are to be left out.
    words: Vec<(usize, String, Option<String>)>,
    /// Codes by name, in small letters; "" where a name is of several places.
    places: HashMap<Box<str>, Box<str>>,
    needs_level: bool,
    /// Line of every figure that was read: one that comes twice is told apart by a column that was not named.
    seen: HashMap<Box<str>, u32>,
    /// Of each kind one notice a file is enough.
    told: Vec<&'static str>,
    notice: Option<Refusal>,
}

/// Rows whose every word was met before: they are read many at once, without a look at what the words mean. All others are
/// read with care, and add to what is known.
struct Quick {
    words: Known,
    /// Of the row that was read last with care: its cells of each dimension, none before there is one, and its codes. A row
    /// has most of them from the one before it.
    cells: Gathered,
    codes: [u32; DIMS],
    /// What stood last where there was no margin, and why there was none.
    no_moe: (Vec<u8>, Missing),
}

impl Quick {
    fn new(width: usize, dims: &[(Dim, usize)], figure: &Figure) -> Self {
        Self {
            words: Builder::known(width, dims, figure.value, figure.moe),
            cells: Gathered::default(),
            codes: [0; DIMS],
            no_moe: (Vec::new(), Missing::Blank),
        }
    }

    /// Whether there was a row before, and this one's cell of a dimension is the same.
    fn has(&self, at: usize, cell: &[u8]) -> bool {
        let cells = self.cells.cells();
        at < cells.len() && cells.get(at) == cell
    }

    fn learn(&mut self, row: &Row<'_>, dims: &[(Dim, usize)], codes: [u32; DIMS], figure: &Figure, moe: Cell) {
        self.words.learn(&row.cells, row.delimiter, &codes);
        self.codes = codes;
        self.cells.clear();
        dims.iter().for_each(|(_, cell)| self.cells.push(row.cells.get(*cell)));
        if let (Cell::Missing(reason), Some(cell)) = (moe, figure.moe) {
            self.no_moe = (row.cells.get(cell).to_vec(), reason);
        }
    }
}

struct Tidy {
    /// None where there are names to be read, or columns were named by hand.
    quick: Option<Quick>,
    dims: Vec<(Dim, usize)>,
    constants: Vec<(Dim, String)>,
    figures: Vec<Figure>,
    name: Option<usize>,
    width: usize,
    by_hand: Option<ByHand>,
}

pub(super) fn open(header: &[String], settings: &Settings) -> Option<Box<dyn RowReader>> {
    // A visitor's file is not cited as an agency's, whatever it says of itself.
    let all = Dim::ALL.into_iter().filter(|dim| !(settings.own && *dim == Dim::Source));
    let dims: Vec<(Dim, usize)> = all.filter_map(|dim| column(header, dim.name()).map(|i| (dim, i))).collect();
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
    let moe = column(header, "moe");
    let figures =
        value.filter(|_| figures).map(|value| Figure { value, moe, constants: Vec::new(), column: "value".to_owned() });
    let figures: Vec<Figure> = figures.into_iter().collect();
    let quick = figures.first().filter(|_| WHOLE && name.is_none());
    let quick = quick.map(|figure| Quick::new(header.len(), &dims, figure));
    Some(Box::new(Tidy { quick, dims, constants, figures, name, width: header.len(), by_hand: None }))
}

/// A reader of the columns that were named; `None` where the header lacks any of them.
pub(super) fn mapped(header: &[String], mapping: &Mapping, settings: &Settings) -> Option<Box<dyn RowReader>> {
    let at = |name: &str| column(header, name);
    let mut words = Vec::new();
    let mut dims = Vec::new();
    for one in &mapping.dims {
        let index = at(&one.column)?;
        dims.push((one.dim, index));
        words.extend(one.words.iter().map(|(from, to)| (index, from.trim().to_owned(), to.clone())));
    }
    let mut figures = Vec::new();
    for figure in &mapping.values {
        let moe = match &figure.moe {
            Some(name) => Some(at(name)?),
            None => None,
        };
        let value = at(&figure.value)?;
        figures.push(Figure { value, moe, constants: figure.constants.clone(), column: figure.value.clone() });
    }
    let name = match &mapping.name {
        Some(name) => Some(at(name)?),
        None => None,
    };
    let mut constants = mapping.constants.clone();
    constants.push((Dim::Source, settings.source.clone().unwrap_or_default()));
    let mut places: HashMap<Box<str>, Box<str>> = HashMap::new();
    for (code, name) in &settings.names {
        let full = name.to_ascii_lowercase();
        // "Los Angeles County, California" also by its part before the state, where that names one place alone.
        let short = text::split(&full, ", ").next().unwrap_or_default().to_owned();
        let forms = if short == full { vec![full] } else { vec![full, short] };
        for form in forms {
            let known = places.entry(form.into()).or_insert_with(|| code.as_str().into());
            if **known != **code {
                *known = "".into();
            }
        }
    }
    let by_hand = ByHand {
        words,
        places,
        needs_level: mapping.needs_level,
        seen: HashMap::new(),
        told: Vec::new(),
        notice: None,
    };
    // Further columns may be left out of a row's end.
    let last = dims.iter().map(|(_, i)| *i).chain(figures.iter().flat_map(|f| std::iter::once(f.value).chain(f.moe)));
    let width = last.chain(name).max().unwrap_or(0) + 1;
    Some(Box::new(Tidy { quick: None, dims, constants, figures, name, width, by_hand: Some(by_hand) }))
}

/// Only in the build that may be given large tables.
fn quick(known: &mut Option<Quick>) -> Option<&mut Quick> {
    known.as_mut().filter(|_| WHOLE)
}

/// Where columns were named by hand; never in the build that reads none such.
fn by_hand(known: &mut Option<ByHand>) -> Option<&mut ByHand> {
    known.as_mut().filter(|_| WHOLE)
}

impl ByHand {
    /// The code for a cell's text; none where rows with that text are to be left out.
    fn code(&mut self, dim: Dim, index: usize, text: &str) -> Result<Option<String>, Refusal> {
        let text = match self.words.iter().find(|(column, word, _)| *column == index && word == text) {
            Some((.., None)) => return Ok(None),
            Some((.., Some(meant))) => meant.clone(),
            None => text.to_owned(),
        };
        if dim == Dim::Place {
            return self.place(index, &text).map(Some);
        }
        let code = match dim {
            Dim::Period => "bad-period",
            Dim::Level => "bad-level",
            Dim::Unit => "bad-unit",
            _ => "bad-group",
        };
        columns::code(dim, &text, self.needs_level).map(Some).map_err(|message| Refusal::new(code, index, message))
    }

    fn place(&mut self, index: usize, text: &str) -> Result<String, Refusal> {
        if let Some((code, padded)) = columns::code_of_place(text) {
            if padded {
                self.tell("leading-zero", index, || {
                    format!("“{text}” is read as place {code}: a program has taken digits for a number, here and perhaps below")
                });
            }
            return Ok(code);
        }
        match self.places.get(text.trim().to_ascii_lowercase().as_str()).map(|code| code.to_string()) {
            Some(code) if !code.is_empty() => {
                self.tell("place-by-name", index, || {
                    format!("“{text}” is read as place {code}; other names are matched likewise")
                });
                Ok(code)
            }
            Some(_) => {
                let message = format!("“{}” is the name of several places", super::shortened(text));
                Err(Refusal::new("bad-place", index, message))
            }
            None => {
                let message = format!(
                    "“{}” is neither a code of a place nor the name of one that is loaded",
                    super::shortened(text)
                );
                Err(Refusal::new("bad-place", index, message))
            }
        }
    }

    fn tell(&mut self, code: &'static str, index: usize, message: impl FnOnce() -> String) {
        if !self.told.contains(&code) {
            self.told.push(code);
            self.notice = Some(Refusal::new(code, index, message()));
        }
    }
}

impl RowReader for Tidy {
    fn width(&self) -> usize {
        self.width
    }

    fn notice(&mut self) -> Option<Refusal> {
        by_hand(&mut self.by_hand)?.notice.take()
    }

    fn lines(&mut self, lines: Lines<'_>, out: &mut Builder) -> Option<Taken> {
        let quick = quick(&mut self.quick)?;
        let (no_moe, why) = &quick.no_moe;
        Some(out.fill(&mut quick.words, &quick.codes, lines, (no_moe, *why)))
    }

    fn row(&mut self, row: &Row<'_>, out: &mut Builder) -> Result<Outcome, Refusal> {
        let before = if WHOLE { self.quick.as_ref().filter(|quick| !quick.cells.cells().is_empty()) } else { None };
        let codes = before.as_ref().map_or([0; DIMS], |before| before.codes);
        let mut dims: Vec<(Dim, String)> = if before.is_none() { self.constants.clone() } else { Vec::new() };
        for (at, (dim, index)) in self.dims.iter().enumerate() {
            if before.as_ref().is_some_and(|before| before.has(at, row.cells.get(*index))) {
                continue;
            }
            let text = row.text(*index);
            let value = match (by_hand(&mut self.by_hand), dim) {
                (Some(by_hand), _) => match by_hand.code(*dim, *index, &text)? {
                    Some(code) => code,
                    None => return Ok(Outcome::NotData),
                },
                (None, Dim::Place) => place::normalise(&text),
                // A quoted claim that names no year says so; a blank is an oversight.
                (None, Dim::Period) if text == UNDATED => text.into_owned(),
                (None, Dim::Period) => match Period::parse(&text) {
                    Some(period) => period.to_string(),
                    None => {
                        let message = format!("“{}” is neither a year nor a span of years", super::shortened(&text));
                        return Err(Refusal::new("bad-period", *index, message));
                    }
                },
                (None, Dim::Level) if !known_level(&text) => {
                    let message = format!("“{}” is no level of education", super::shortened(&text));
                    return Err(Refusal::new("bad-level", *index, message));
                }
                _ => text.into_owned(),
            };
            dims.push((*dim, value));
        }
        // All figures before any is kept: a row is read whole or not at all.
        let mut read = Vec::new();
        for figure in &self.figures {
            let mut own: Vec<(Dim, &str)> = dims.iter().map(|(d, v)| (*d, v.as_str())).collect();
            // Later ones hold: what a column says of its figures goes before what the table says.
            own.extend(figure.constants.iter().map(|(d, v)| (*d, v.as_str())));
            own.push((Dim::Column, figure.column.as_str()));
            let (mut value, mut moe) = (Cell::Missing(Missing::Blank), Cell::Missing(Missing::NotPublished));
            for (index, cell) in std::iter::once((figure.value, &mut value)).chain(figure.moe.map(|m| (m, &mut moe))) {
                let text = row.text(index);
                let parsed = match by_hand(&mut self.by_hand) {
                    None => cell::tidy(&text),
                    Some(_) => cell::any(text.strip_suffix('%').unwrap_or(&text)),
                };
                *cell = parsed.map_err(|_| Refusal::not_a_number(index, &text))?;
            }
            if let Some(by_hand) = by_hand(&mut self.by_hand) {
                let unit = own.iter_mut().rev().find(|(d, _)| *d == Dim::Unit);
                if let Some((_, unit)) = unit {
                    in_unit(unit, &mut value, &mut moe)
                        .map_err(|message| Refusal::new("out-of-range", figure.value, message))?;
                }
                if let Some(line) = by_hand.seen.get(key(&own).as_str()) {
                    let message = format!(
                        "line {line} has a figure of the same place, period, level and group: a column that tells them \
                         apart may not be named"
                    );
                    return Err(Refusal::new("duplicate", figure.value, message));
                }
            }
            read.push((own, value, moe));
        }
        for (own, value, moe) in read {
            if let Some(by_hand) = by_hand(&mut self.by_hand) {
                by_hand.seen.insert(key(&own).into(), u32::try_from(row.line).unwrap_or(u32::MAX));
            }
            let codes = out.codes(codes, &own);
            out.push_coded(codes, value, moe, row.line);
            if let (Some(quick), [figure, ..]) = (quick(&mut self.quick), &self.figures[..]) {
                quick.learn(row, &self.dims, codes, figure, moe);
            }
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

/// A percentage becomes a share; a figure that its unit does not allow is refused.
fn in_unit(unit: &mut &str, value: &mut Cell, moe: &mut Cell) -> Result<(), String> {
    let most = match *unit {
        "percent" => 100.0,
        "share" => 1.0,
        _ => f64::INFINITY,
    };
    for (cell, most) in [(&*value, most), (&*moe, f64::INFINITY)] {
        if let Some(v) = cell.value().filter(|v| !(0.0..=most).contains(v)) {
            return Err(format!("{} is no {unit}", crate::number::shortest(v)));
        }
    }
    if *unit == "percent" {
        *unit = "share";
        *value = value.map(|v| v / 100.0);
        *moe = moe.map(|m| m / 100.0);
    }
    Ok(())
}

/// All that tells a figure apart, the column's own name apart.
fn key(dims: &[(Dim, &str)]) -> String {
    let mut parts = [""; crate::dataset::DIMS];
    for (dim, value) in dims.iter().filter(|(d, _)| *d != Dim::Column) {
        parts[*dim as usize] = value;
    }
    parts.join("\u{1f}")
}

fn known_level(text: &str) -> bool {
    text.is_empty() || Level::from_code(text).is_some() || ENTRY.iter().any(|(code, _)| *code == text)
}
