//! The figures of [`super::attainment`] for thousands of places, where a place's cells are plain: counts of one source that
//! no rule hides. They are the same numbers, but nothing is set aside for any of them. Of other cells, and of sums of
//! counties, the caller makes figures one by one.

use super::attainment::{Candidate, Found, Table};
use super::estimate::{self, Numbers};
use crate::dataset::level::{self, Level};
use crate::dataset::{Dim, Picked, indicator};
use crate::ingest::cell::Missing;

/// A figure and its margin: not a number where there is none, and why.
#[derive(Clone, Copy)]
struct Number {
    value: f64,
    moe: f64,
    why: &'static str,
}

impl Number {
    fn missing(why: &'static str) -> Self {
        Self { value: f64::NAN, moe: f64::NAN, why }
    }

    /// As [`estimate::sum`].
    fn sum(parts: &[Self]) -> Self {
        match parts {
            [only] => *only,
            _ => {
                let moe = || estimate::moe_of_sum(parts.iter().map(|part| (part.value, part.moe)));
                Self::of(parts, parts.iter().map(|part| part.value).sum(), moe)
            }
        }
    }

    /// As [`estimate::proportion`].
    fn proportion(x: Self, y: Self) -> Self {
        Self::of(&[x, y], x.value / y.value, || estimate::moe_of_proportion((x.value, x.moe), (y.value, y.moe)))
    }

    /// As estimates are combined.
    fn of(parts: &[Self], value: f64, moe: impl FnOnce() -> f64) -> Self {
        if let Some(absent) = parts.iter().find(|part| part.value.is_nan()) {
            return Self::missing(absent.why);
        }
        if !value.is_finite() {
            return Self::missing(Missing::NotApplicable.code());
        }
        let unknown = |why| Self { value, moe: f64::NAN, why };
        if let Some(unsure) = parts.iter().find(|part| part.moe.is_nan()) {
            return unknown(unsure.why);
        }
        let moe = moe();
        if moe.is_finite() { Self { value, moe, why: "" } } else { unknown(Missing::NotApplicable.code()) }
    }

    fn of_source(self, source: &str) -> Numbers<'_> {
        Numbers::plain(self.value, self.moe, self.why, source)
    }
}

/// One level of one place after the other: what it sets aside serves for all.
pub(super) struct Tally {
    pub(super) level: Level,
    rows: Picked,
    /// The figures of each of the table's cells, by level.
    cells: Vec<Vec<(Level, Number)>>,
    both: Vec<(Level, Number)>,
    /// The levels of the figures before, and which of them tile the level and the whole.
    levels: Vec<Level>,
    tiles: [Vec<usize>; 2],
    parts: Vec<Number>,
}

impl Tally {
    pub(super) fn new(level: Level) -> Self {
        Self {
            level,
            rows: Picked::default(),
            cells: Vec::new(),
            both: Vec::new(),
            levels: Vec::new(),
            tiles: Default::default(),
            parts: Vec::new(),
        }
    }

    /// Makes each group's figures better by what a table has of a place and period; false where its cells are not plain.
    pub(super) fn add<'a>(
        &mut self,
        table: &Table<'a>,
        place: &str,
        period: &str,
        best: &mut [Option<Found<Numbers<'a>>>],
    ) -> bool {
        let dataset = table.dataset;
        let [adults, count] = [(Dim::Indicator, indicator::ADULTS), (Dim::Unit, "count")]
            .map(|(dim, word)| dataset.code(dim, word).unwrap_or(u32::MAX));
        if dataset.persons.is_some() || !dataset.pick(place, period, &mut self.rows) {
            return false;
        }
        self.cells.iter_mut().for_each(Vec::clear);
        self.cells.resize_with(self.cells.len().max(table.told_apart), Vec::new);
        let mut source = None;
        for row in self.rows.iter().filter(|row| row.indicator == adults) {
            let (Some(cell), Some(level)) = (table.cell(row.race, row.sex), table.levels[row.level as usize]) else {
                continue;
            };
            if row.unit != count || *source.get_or_insert(row.source) != row.source {
                return false;
            }
            let (value, moe, why) = estimate::published(row.value, row.moe);
            self.cells[cell]
                .push((level, Number { value: value.unwrap_or(f64::NAN), moe: moe.unwrap_or(f64::NAN), why }));
        }
        let Some(source) = source.map(|code| dataset.word(Dim::Source, code)) else { return true };
        for ([own, male, female], best) in table.groups.iter().zip(best) {
            // As two tables: of both sexes, and of men and women.
            if let Some(own) = own.filter(|own| !self.cells[*own].is_empty()) {
                let cells = std::mem::take(&mut self.cells[own]);
                let found = self.figures(&cells);
                self.cells[own] = cells;
                let Some(found) = found else { return false };
                better(best, found, source);
            }
            if let Some((male, female)) = male.zip(*female) {
                let mut both = std::mem::take(&mut self.both);
                both.clear();
                for (level, male) in &self.cells[male] {
                    let female = self.cells[female].iter().find(|(of, _)| of == level);
                    both.extend(female.map(|(_, female)| (*level, Number::sum(&[*male, *female]))));
                }
                let found = if both.is_empty() { Some(None) } else { self.figures(&both).map(Some) };
                self.both = both;
                match found {
                    None => return false,
                    Some(found) => found.into_iter().for_each(|found| better(best, found, source)),
                }
            }
        }
        true
    }

    /// The people at a level and all adults out of a group's cells; none where these do not tile the two.
    fn figures(&mut self, cells: &[(Level, Number)]) -> Option<(Number, Number)> {
        if !self.levels.iter().eq(cells.iter().map(|(level, _)| level)) {
            self.levels.clear();
            let levels: Vec<Level> = cells.iter().map(|(level, _)| *level).collect();
            self.tiles = [level::tile(self.level, &levels)?, level::tile(Level::TOTAL, &levels)?];
            self.levels = levels;
        }
        let Self { tiles: [level, whole], parts, .. } = self;
        let mut sum = |tiles: &[usize]| {
            parts.clear();
            parts.extend(tiles.iter().map(|tile| cells[*tile].1));
            Number::sum(parts)
        };
        Some((sum(level), sum(whole)))
    }
}

/// Takes figures where they are better than those before, each for itself, as [`super::attainment::Adults`] does.
fn better<'a>(best: &mut Option<Found<Numbers<'a>>>, (people, total): (Number, Number), source: &'a str) {
    let share = Number::proportion(people, total).of_source(source);
    let found = Found { at: Candidate::new(share, people.of_source(source), 0), total: total.of_source(source) };
    match best {
        Some(best) => best.improve(found),
        None => *best = Some(found),
    }
}
