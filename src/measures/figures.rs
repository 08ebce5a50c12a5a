//! Figures in columns: one level of education for every place, period and group asked about, a row each. The same figures
//! as those of [`super::attainment`], for whoever wants thousands.

use super::attainment::{self, Candidate, Found, Reading, SUM_OF_ROUNDED, Tables};
use super::estimate::{self, Estimate, Figure, Numbers, Reliability};
use super::spec::{By, OneOrMany};
use super::tally::{Counts, Tally};
use super::{Group, Measure, Note, Spec, check_by};
use crate::dataset::Dataset;
use crate::dataset::catalog::{Catalog, Source};
use crate::error::{Error, Result};
use crate::plain::{Faults, FromPlain, Plain, plain};
use std::collections::HashMap;

/// A question about many figures; each field as in a [`Spec`].
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FiguresSpec {
    /// FIPS or GEOID of a place, or several.
    pub place: Option<OneOrMany>,
    /// A period, or several.
    pub period: Option<OneOrMany>,
    /// A level of education.
    pub level: Option<String>,
    /// Only this sex.
    pub sex: Option<String>,
    /// Only this race.
    pub race: Option<String>,
    /// Only this age band.
    pub age: Option<String>,
    /// Only this nativity.
    pub nativity: Option<String>,
    /// Only this employment status.
    pub employment: Option<String>,
    /// Every combination of the groups of these dimensions, in each of the parts of the place where one of them is such.
    pub by: Bys,
    /// The table to ask, where more than one could answer.
    pub data: Option<String>,
}

plain!(read strict FiguresSpec { place, period, level, sex, race, age, nativity, employment, by: optional, data });

/// One dimension or several.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Bys(pub Vec<By>);

impl FromPlain for Bys {
    fn from_plain(value: Plain, faults: &mut Faults) -> Self {
        match value {
            Plain::List(_) => Self(Vec::from_plain(value, faults)),
            one => Self(vec![By::from_plain(one, faults)]),
        }
    }
}

impl FiguresSpec {
    /// Reads a question from JSON text.
    ///
    /// # Errors
    /// `bad-spec` with what is wrong.
    pub fn from_json(text: &str) -> Result<Self> {
        serde_json::from_str(text).map_err(|e| Error::spec("spec", e.to_string()))
    }

    /// The same as a question about attainment, by parts of a place or by none; and the dimensions of groups.
    fn split(&self) -> Result<(Spec, Vec<By>)> {
        let (parts, groups): (Vec<By>, Vec<By>) = self.by.0.iter().partition(|by| by.is_of_places());
        let twice = groups.iter().enumerate().any(|(at, by)| groups[..at].contains(by));
        if parts.len() > 1 || twice {
            return Err(Error::spec("by", "places are cut in one way, and each dimension is named once"));
        }
        let spec = Spec {
            place: self.place.clone(),
            period: self.period.clone(),
            level: self.level.clone(),
            sex: self.sex.clone(),
            race: self.race.clone(),
            age: self.age.clone(),
            nativity: self.nativity.clone(),
            employment: self.employment.clone(),
            by: parts.first().copied(),
            data: self.data.clone(),
            ..Spec::new(Measure::Attainment)
        };
        check_by(&spec)?;
        Ok((spec, groups))
    }
}

/// Words, row by row, as codes into a list of those that there are.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Words {
    /// Each word once, in order of appearance.
    pub values: Vec<String>,
    /// Which of them each row has.
    pub codes: Vec<u32>,
    known: HashMap<Box<str>, u32>,
}

/// Words that are looked at one by one.
const FEW: usize = 12;

impl Words {
    /// Of words that were told apart before.
    #[cfg_attr(
        not(all(target_arch = "wasm32", feature = "whole")),
        allow(dead_code, reason = "columns come from a page")
    )]
    pub(crate) fn of(values: Vec<String>, codes: Vec<u32>) -> Self {
        Self { values, codes, known: HashMap::new() }
    }

    /// Adds a row; whether its word is a new one.
    pub(crate) fn push(&mut self, word: &str) -> bool {
        // Neighbours are mostly alike.
        if let Some(last) = self.codes.last().copied().filter(|last| self.values[*last as usize] == word) {
            self.codes.push(last);
            return false;
        }
        let before = self.values.len();
        // Few words, as those of groups, are found sooner by looking at each.
        let known = match before {
            0..=FEW => self.values.iter().position(|value| value == word).map(|code| code as u32),
            _ => self.known.get(word).copied(),
        };
        let code = known.unwrap_or_else(|| {
            self.values.push(word.to_owned());
            let code = self.values.len() as u32 - 1;
            self.known.insert(word.into(), code);
            code
        });
        self.codes.push(code);
        self.values.len() > before
    }

    /// Adds some rows of one word.
    fn repeat(&mut self, word: &str, times: usize) {
        if times > 0 {
            self.push(word);
            let code = self.codes[self.codes.len() - 1];
            self.codes.resize(self.codes.len() + times - 1, code);
        }
    }

    /// The word of a row; "" where the column has none.
    fn at(&self, row: usize) -> &str {
        self.codes.get(row).and_then(|code| self.values.get(*code as usize)).map_or("", String::as_str)
    }
}

/// Reliabilities by code.
pub const RELIABILITIES: [&str; 4] = ["", "high", "medium", "low"];

/// Estimates, row by row.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Estimates {
    /// The figures; not a number where there is none.
    pub value: Vec<f64>,
    /// Their margins of error at 90 % confidence; not a number where there is none.
    pub moe: Vec<f64>,
    /// Why there is no figure, or no margin: "" where there are both.
    pub reason: Words,
    /// Codes of [`RELIABILITIES`].
    pub reliability: Vec<u8>,
    /// Ids of the sources, those of one figure joined by " + ".
    pub source: Words,
}

impl Estimates {
    fn push(&mut self, figure: &Numbers<'_>) {
        self.add_parts(figure.value(), figure.moe(), figure.why(), figure.source());
    }

    /// Adds an estimate as a row.
    pub(crate) fn add(&mut self, figure: &Estimate) {
        let why = figure.reason.as_deref().or(figure.moe_reason.as_deref()).unwrap_or_default();
        self.add_parts(figure.value, figure.moe, why, &figure.source);
    }

    /// A row as an estimate.
    pub(crate) fn at(&self, row: usize) -> Estimate {
        let known = |column: &[f64]| column.get(row).copied().filter(|v| !v.is_nan());
        let why = Some(self.reason.at(row)).filter(|why| !why.is_empty()).map(str::to_owned);
        let mut figure = Estimate::default();
        (figure.value, figure.moe) = (known(&self.value), known(&self.moe));
        *(if figure.value.is_some() { &mut figure.moe_reason } else { &mut figure.reason }) = why;
        figure.source = self.source.at(row).to_owned();
        figure
    }

    /// Adds figures without a margin, all for one reason, as rows.
    fn extend(&mut self, values: &[f64], why: &str, source: &str) {
        self.value.extend_from_slice(values);
        self.moe.resize(self.value.len(), f64::NAN);
        self.reliability.resize(self.value.len(), 0);
        self.reason.repeat(why, values.len());
        self.source.repeat(source, values.len());
    }

    fn add_parts(&mut self, value: Option<f64>, moe: Option<f64>, why: &str, source: &str) {
        self.value.push(value.unwrap_or(f64::NAN));
        self.moe.push(moe.unwrap_or(f64::NAN));
        self.reason.push(why);
        self.reliability.push(match Reliability::of(value, moe) {
            None => 0,
            Some(Reliability::High) => 1,
            Some(Reliability::Medium) => 2,
            Some(Reliability::Low) => 3,
        });
        self.source.push(source);
    }
}

/// Figures of one level. What no table has is no row.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Figures {
    /// The level of education.
    pub level: String,
    /// Where: codes of places.
    pub place: Words,
    /// Names of [`Figures::place`]'s values.
    pub names: Vec<String>,
    /// When.
    pub period: Words,
    /// Whom: a code of each dimension that people are told apart by, `total` being everyone.
    pub groups: Vec<(&'static str, Words)>,
    /// Share of the adults.
    pub share: Estimates,
    /// Number of adults at the level.
    pub people: Estimates,
    /// All adults of the group.
    pub total: Estimates,
    /// The sources of all figures.
    pub sources: Vec<Source>,
    /// What a reader should know.
    pub notes: Vec<Note>,
}

/// The dimensions of groups, as the columns are called.
const DIMENSIONS: [&str; 5] = ["sex", "race", "age", "nativity", "employment"];

/// Answers a question about many figures.
///
/// # Errors
/// As [`super::measure`].
pub fn figures(catalog: &Catalog, asked: &FiguresSpec) -> Result<Figures> {
    let (spec, dimensions) = asked.split()?;
    let (data, level, wanted) = (spec.data.as_deref(), spec.level()?, spec.periods()?);
    if let Some(name) = data.filter(|name| !catalog.has(name)) {
        return Err(Error::no_data(format!("the table {name} is not loaded")));
    }
    let mut groups = vec![spec.group()?];
    for by in &dimensions {
        groups = groups.iter().flat_map(|within| attainment::groups(*by, within)).collect();
    }
    let outer = attainment::places(catalog, &spec)?;
    let datasets: Vec<&Dataset> = catalog.datasets(data).filter(attainment::has_adults).collect();
    let every: Vec<usize> = (0..datasets.len()).collect();
    let inside = attainment::by_parts(&spec);
    let places: Vec<(&str, Vec<usize>)> = if inside {
        attainment::places_with_tables(&datasets, spec.by, &spec.places(catalog.default_place())?)
    } else {
        outer.iter().map(|place| (place.as_str(), every.clone())).collect()
    };
    let tables = Tables::new(datasets.iter().copied(), &groups);
    let (reading, tally) = (Reading::numbers(level), Tally::new(level));
    let mut rows = Rows { tables, reading, tally, groups: &groups, codes: Vec::new(), found: Figures::default() };
    if inside && wanted.is_empty() {
        let shared = attainment::shared_period(&datasets, &wanted, places.len(), |period| {
            rows.found = Figures::default();
            let known = places.iter().filter(|(place, tables)| rows.add(place, period, tables)).count();
            (std::mem::take(&mut rows.found), known)
        });
        rows.found = shared.map(|(_, found)| found).unwrap_or_default();
    } else {
        for (place, tables) in &places {
            let newest = || attainment::newest(catalog, data, place, &groups, level);
            for period in if wanted.is_empty() { newest() } else { wanted.clone() } {
                rows.add(place, &period.to_string(), tables);
            }
        }
    }
    let mut found = rows.found;
    if found.place.codes.is_empty() {
        return Err(Error::no_data(attainment::absent(&outer, &wanted, &groups[0])));
    }
    let names = catalog.names();
    found.names = found.place.values.iter().map(|code| names(code).unwrap_or_else(|| code.clone())).collect();
    found.level = level.code().unwrap_or_default().to_owned();
    found.sources = sources(catalog, &found);
    if found.share.reason.values.iter().any(|reason| reason == SUM_OF_ROUNDED) {
        found.notes.push(Note { code: SUM_OF_ROUNDED.to_owned(), values: Vec::new() });
    }
    Ok(found)
}

/// Rows on their way into [`Figures`].
struct Rows<'a> {
    tables: Tables<'a>,
    reading: Reading<'a, Numbers<'a>>,
    tally: Tally,
    groups: &'a [Group],
    /// Of each group its words' codes in the columns, once it has a row.
    codes: Vec<Vec<u32>>,
    found: Figures,
}

impl Rows<'_> {
    /// Adds what some tables have of a place and period; whether any share is known.
    fn add(&mut self, place: &str, period: &str, tables: &[usize]) -> bool {
        let found = &mut self.found;
        if found.groups.is_empty() {
            let told_apart = |at: &usize| *at < 2 || self.groups.iter().any(|group| group.parts()[*at].is_some());
            let columns = (0..DIMENSIONS.len()).filter(told_apart);
            found.groups = columns.map(|at| (DIMENSIONS[at], Words::default())).collect();
            self.codes = vec![Vec::new(); self.groups.len()];
        }
        let counts = self.tables.counts(&mut self.tally, tables, place, period);
        if let Some((Counts { groups: of, people, whole, shares, why }, source)) = counts {
            found.place.repeat(place, of.len());
            found.period.repeat(period, of.len());
            for group in of {
                push_group(&mut found.groups, &self.groups[*group], &mut self.codes[*group]);
            }
            found.share.extend(shares, why, source);
            found.people.extend(people, why, source);
            found.total.extend(whole, why, source);
            return !of.is_empty();
        }
        let mut known = false;
        let figures = self.tables.found(&mut self.tally, tables, place, period, &self.reading);
        for ((group, codes), figures) in self.groups.iter().zip(&mut self.codes).zip(figures) {
            let Some(Found { at: Candidate { share, people, .. }, total }) = figures else { continue };
            known |= share.value().is_some();
            found.place.push(place);
            found.period.push(period);
            push_group(&mut found.groups, group, codes);
            found.share.push(&share);
            found.people.push(&people);
            found.total.push(&total);
        }
        known
    }
}

/// Adds a group to the columns; `codes` are its words' in them, once it has a row.
fn push_group(columns: &mut [(&'static str, Words)], group: &Group, codes: &mut Vec<u32>) {
    if codes.is_empty() {
        for (name, words) in columns {
            let part = DIMENSIONS.iter().zip(group.parts()).find(|(known, _)| *known == name);
            words.push(part.and_then(|(_, code)| code).unwrap_or("total"));
            codes.extend(words.codes.last());
        }
    } else {
        columns.iter_mut().zip(codes.iter()).for_each(|((_, words), code)| words.codes.push(*code));
    }
}

fn sources(catalog: &Catalog, figures: &Figures) -> Vec<Source> {
    let mut ids: Vec<&str> = Vec::new();
    for estimates in [&figures.total, &figures.share, &figures.people] {
        for id in estimates.source.values.iter().flat_map(|source| estimate::source_ids(source)) {
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
    }
    ids.into_iter().map(|id| catalog.source(id)).collect()
}
