//! The figures of [`super::attainment`] for thousands of places, where a place's cells are plain: counts of one source that
//! no rule hides. They are the same numbers, but nothing is set aside for any of them. Of other cells, and of sums of
//! counties, the caller makes figures one by one.

use super::attainment::{Candidate, Found, Table};
use super::estimate::{self, Numbers};
use crate::dataset::level::{self, Level};
use crate::dataset::{Dim, Picked, indicator};
use crate::ingest::cell::{Cell, Missing};
use common_measure_scan::alike;

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

    fn from_cells((value, moe): (Cell, Cell)) -> Self {
        let (value, moe, why) = estimate::published(value, moe);
        Self { value: value.unwrap_or(f64::NAN), moe: moe.unwrap_or(f64::NAN), why }
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

/// Rows that are summed: one, or those of men and women, at a time.
type Terms = Vec<(usize, Option<usize>)>;

/// Which rows of a place make a group's figures: the people at the level, and all adults.
struct Parts {
    people: Terms,
    whole: Terms,
}

/// Which rows make the figures of each group: its own, and as the sum of both sexes. Most places of a table have the same
/// rows, so that it is made once for many.
struct Plan {
    /// What the rows are of.
    words: Vec<u32>,
    source: Option<u32>,
    groups: Vec<[Option<Parts>; 2]>,
}

impl Plan {
    /// None where the rows are not plain.
    fn new(table: &Table<'_>, rows: &Picked, level: Level) -> Option<Self> {
        let dataset = table.dataset;
        let [adults, count] = [(Dim::Indicator, indicator::ADULTS), (Dim::Unit, "count")]
            .map(|(dim, word)| dataset.code(dim, word).unwrap_or(u32::MAX));
        let mut source = None;
        let mut cells: Vec<Vec<(Level, usize)>> = vec![Vec::new(); table.told_apart];
        for (at, row) in rows.iter().enumerate().filter(|(_, row)| row.indicator == adults) {
            let (Some(cell), Some(level)) = (table.cell(row.race, row.sex), table.levels[row.level as usize]) else {
                continue;
            };
            if row.unit != count || *source.get_or_insert(row.source) != row.source {
                return None;
            }
            cells[cell].push((level, at));
        }
        let mut groups = Vec::new();
        for [own, male, female] in &table.groups {
            // As two tables: of both sexes, and of men and women.
            let own = own.map_or_else(Vec::new, |own| cells[own].iter().map(|(of, row)| (*of, (*row, None))).collect());
            let mut both = Vec::new();
            if let Some((male, female)) = male.zip(*female) {
                for (level, male) in &cells[male] {
                    let female = cells[female].iter().find(|(of, _)| of == level);
                    both.extend(female.map(|(_, female)| (*level, (*male, Some(*female)))));
                }
            }
            groups.push([Self::parts(&own, level)?, Self::parts(&both, level)?]);
        }
        Some(Self { words: rows.words().to_vec(), source, groups })
    }

    /// No parts of no cells; none where these do not tile the level and the whole.
    fn parts(cells: &[(Level, (usize, Option<usize>))], level: Level) -> Option<Option<Parts>> {
        if cells.is_empty() {
            return Some(None);
        }
        let levels: Vec<Level> = cells.iter().map(|(level, _)| *level).collect();
        let terms = |of| Some(level::tile(of, &levels)?.into_iter().map(|tile| cells[tile].1).collect());
        Some(Some(Parts { people: terms(level)?, whole: terms(Level::TOTAL)? }))
    }
}

/// One level of one place after the other: what it sets aside serves for all.
pub(super) struct Tally {
    pub(super) level: Level,
    /// Of each table.
    plans: Vec<Option<Plan>>,
    rows: Picked,
    /// The figures of the rows, and those of a sum.
    numbers: Vec<Number>,
    parts: Vec<Number>,
    counts: Counts,
}

/// Counts without margins, for one reason, and shares of them, of all groups that have such: all are known.
#[derive(Default)]
pub(super) struct Counts {
    pub(super) groups: Vec<usize>,
    pub(super) people: Vec<f64>,
    pub(super) whole: Vec<f64>,
    pub(super) shares: Vec<f64>,
    pub(super) why: &'static str,
}

impl Tally {
    pub(super) fn new(level: Level) -> Self {
        Self {
            level,
            plans: Vec::new(),
            rows: Picked::default(),
            numbers: Vec::new(),
            parts: Vec::new(),
            counts: Counts::default(),
        }
    }

    /// Reads what a table, one of many, has of a place and period; false where its cells are not plain.
    pub(super) fn read(&mut self, at: usize, table: &Table<'_>, place: &str, period: &str) -> bool {
        let Self { level, plans, rows, .. } = self;
        if table.dataset.persons.is_some() || !table.dataset.pick(place, period, rows) {
            return false;
        }
        plans.resize_with(plans.len().max(at + 1), || None);
        if plans[at].as_ref().is_none_or(|plan| !alike(&plan.words, rows.words())) {
            plans[at] = Plan::new(table, rows, *level);
        }
        plans[at].is_some()
    }

    /// What was read, of all groups at once, and its source, where that is counts without margins.
    pub(super) fn counts<'a>(&mut self, at: usize, table: &Table<'a>) -> Option<(&Counts, &'a str)> {
        let Self { plans, rows, counts, .. } = self;
        let plan = plans[at].as_ref()?;
        let source = table.dataset.word(Dim::Source, plan.source?);
        let (values, reason) = rows.without_margins()?;
        let like = Number::from_cells((Cell::Value(0.0), Cell::Missing(reason)));
        let Counts { groups, people, whole, shares, why } = &mut *counts;
        *why = Some(like.why).filter(|_| like.moe.is_nan())?;
        groups.clear();
        [&mut *people, whole, shares].into_iter().for_each(Vec::clear);
        let value = |row: &usize| values[*row];
        let sum = |terms: &Terms| {
            terms.iter().fold(0.0, |sum, (one, other)| sum + (value(one) + other.as_ref().map_or(0.0, value)))
        };
        for (group, parts) in plan.groups.iter().enumerate() {
            let parts = match parts {
                [None, None] => continue,
                [Some(parts), None] | [None, Some(parts)] => parts,
                // The better of the two is for others to say.
                [Some(_), Some(_)] => return None,
            };
            let (own, all) = (sum(&parts.people), sum(&parts.whole));
            // Also where nobody is: that has no share.
            if !(all.is_finite() && (own / all).is_finite()) {
                return None;
            }
            groups.push(group);
            people.push(own);
            whole.push(all);
            shares.push(own / all);
        }
        Some((counts, source))
    }

    /// Makes each group's figures better by what was read.
    pub(super) fn add<'a>(&mut self, at: usize, table: &Table<'a>, best: &mut [Option<Found<Numbers<'a>>>]) {
        let Self { plans, rows, numbers, parts, .. } = self;
        let Some(plan) = &plans[at] else { return };
        let Some(source) = plan.source.map(|code| table.dataset.word(Dim::Source, code)) else { return };
        numbers.clear();
        numbers.extend((0..rows.len()).map(|row| Number::from_cells(rows.figure(row))));
        let mut sum = |terms: &Terms| {
            parts.clear();
            parts.extend(terms.iter().map(|(one, other)| match other {
                None => numbers[*one],
                Some(other) => Number::sum(&[numbers[*one], numbers[*other]]),
            }));
            Number::sum(parts)
        };
        for (sums, best) in plan.groups.iter().zip(best) {
            for sums in sums.iter().flatten() {
                better(best, (sum(&sums.people), sum(&sums.whole)), source);
            }
        }
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
