//! Attainment: how many adults, and what share of them, are at each level of education and at or above it.
//!
//! A level is put together from the cells that tile it (see [`crate::dataset::level`]); a share is always of counts
//! where a table has counts: p = X / Y with the margin of [`estimate::proportion`]. Percentages are taken as published
//! where a table has nothing else; a level that only a sum of rounded percentages gives has no margin.

use super::estimate::{self, Estimate, Figure, Numbers};
use super::explain::{CellRef, Unit};
use super::tally::{Counts, Tally};
use super::{Answer, Group, Item, LevelFigure, Measure, Place, Spec, Traced, named, published};
use crate::WHOLE;
use crate::dataset::catalog::Catalog;
use crate::dataset::level::{self, CUTS, Level, STEPS};
use crate::dataset::microdata::{self, AGES, EMPLOYMENTS, Microdata, NATIVITIES, Steps, Traits};
use crate::dataset::{Dataset, Dim, RACES, indicator, period::Period, place};
use crate::error::{Error, Result};
use crate::ingest::cell::Missing;
use crate::measures::spec::By;
use crate::order;

/// Why a level that is a sum of rounded percentages has no margin.
pub(super) const SUM_OF_ROUNDED: &str = "sum-of-rounded";

/// The published cells of one table for a place, period and group.
#[derive(Clone)]
struct Cells<F> {
    counts: Vec<(Level, F)>,
    shares: Vec<(Level, F)>,
    /// Of microdata with a rule on it: the persons from whom a figure is shown at least, and those at each step.
    sampled: Option<(u32, Steps)>,
}

/// A level's figures from one table, and how good they are: 0 is best.
pub(super) struct Candidate<F> {
    pub(super) share: F,
    pub(super) people: F,
    rank: u8,
}

impl<F: Figure> Candidate<F> {
    /// Of equally good figures the one from counts, 0, goes before the one from percentages, 1.
    pub(super) fn new(share: F, people: F, from: u8) -> Self {
        let rank = match (share.value().is_some(), share.moe().is_some()) {
            (true, true) => from,
            (true, false) => 2 + from,
            _ => 4,
        };
        Self { share, people, rank }
    }
}

/// A level's figures from the table that answers best, and all adults from the one that does.
pub(super) struct Found<F> {
    pub(super) at: Candidate<F>,
    pub(super) total: F,
}

impl<F: Figure> Found<F> {
    fn none() -> Self {
        Self { at: Candidate::new(not_available(), not_available(), 0), total: not_available() }
    }

    /// Takes what another table has of it that is better.
    pub(super) fn improve(&mut self, other: Self) {
        if other.at.rank < self.at.rank {
            self.at = other.at;
        }
        if rank_of_total(&other.total) < rank_of_total(&self.total) {
            self.total = other.total;
        }
    }
}

fn rank_of_total<F: Figure>(total: &F) -> (bool, bool) {
    (total.value().is_none(), total.moe().is_none())
}

/// What some tables have of each group in a place and period, where that can be tallied.
type Tallied<'a, F> = fn(&Tables<'a>, &mut Tally, &[usize], &str, &str) -> Option<Vec<Option<Found<F>>>>;

/// How cells become figures: with a word of where each was read, or as numbers alone.
pub(super) struct Reading<'a, F> {
    tallied: Tallied<'a, F>,
    row: fn(&'a Dataset, usize) -> F,
    /// People of a table and place at a level, with each weight.
    people: fn(&'a Dataset, &'a Microdata, &str, Level, &[i64]) -> F,
    /// The one level that is asked about; none where it is every one.
    level: Option<Level>,
}

impl Reading<'_, Estimate> {
    /// Every figure with its derivation.
    const TRACED: Self = Self { tallied: |_, _, _, _, _| None, row: published, people: counted, level: None };
}

impl<'a> Reading<'a, Numbers<'a>> {
    /// Of one level, for thousands of places and groups.
    pub(super) fn numbers(level: Level) -> Self {
        Reading {
            tallied: Tables::tallied,
            row: |dataset, row| {
                Numbers::from_cells(dataset.value(row), dataset.moe(row), dataset.text(Dim::Source, row))
            },
            people: |_, persons, _, _, counts| Numbers::counted(counts, &persons.source),
            level: Some(level),
        }
    }
}

/// Persons counted.
fn counted(dataset: &Dataset, persons: &Microdata, place: &str, level: Level, counts: &[i64]) -> Estimate {
    let counts: Vec<f64> = counts.iter().map(|c| *c as f64).collect();
    let estimate = Estimate::new(counts[0], 0.0).of(&persons.source).with_replicates(counts[1..].to_vec());
    let cell = CellRef {
        table: dataset.table.to_string(),
        line: 0,
        column: "PWGTP".to_owned(),
        source: persons.source.clone(),
        place: place.to_owned(),
        level: level.code().unwrap_or_default().to_owned(),
        occupation: String::new(),
    };
    estimate.from_cell(cell, Unit::Count)
}

/// A table as a question about some groups reads it: what it calls them is looked up once for all places.
pub(super) struct Table<'a> {
    pub(super) dataset: &'a Dataset,
    /// Which cells are each group's own; of a group of both sexes also which are those of men and of women.
    pub(super) groups: Vec<[Option<usize>; 3]>,
    /// Which cells a row belongs to, by its codes of race and sex.
    cells: Vec<Option<usize>>,
    sexes: usize,
    /// How many cells there are.
    pub(super) told_apart: usize,
    pub(super) levels: Vec<Option<Level>>,
    traits: Vec<Option<Traits>>,
}

impl<'a> Table<'a> {
    fn new(dataset: &'a Dataset, groups: &[Group]) -> Self {
        let sexes = dataset.values(Dim::Sex).count();
        let mut table = Self {
            dataset,
            groups: Vec::new(),
            cells: vec![None; sexes * dataset.values(Dim::Race).count()],
            sexes,
            told_apart: 0,
            levels: dataset.values(Dim::Level).map(Level::from_code).collect(),
            traits: groups.iter().map(|group| microdata::traits(group.codes())).collect(),
        };
        for group in groups {
            let race = group.race.as_deref().unwrap_or("");
            let own = match &group.sex {
                _ if !group.is_of_tables() => [None; 3],
                // Tables by sex give the level of both sexes only as a sum.
                None => ["", "male", "female"].map(|sex| table.cells_of(sex, race)),
                Some(sex) => [table.cells_of(sex, race), None, None],
            };
            table.groups.push(own);
        }
        table
    }

    fn cells_of(&mut self, sex: &str, race: &str) -> Option<usize> {
        let [sex, race] = [(Dim::Sex, sex), (Dim::Race, race)].map(|(dim, value)| self.dataset.code(dim, value));
        let cells = self.cells.get_mut(race? as usize * self.sexes + sex? as usize)?;
        if cells.is_none() {
            *cells = Some(self.told_apart);
            self.told_apart += 1;
        }
        *cells
    }

    /// Which cells a row of these codes belongs to.
    pub(super) fn cell(&self, race: u32, sex: u32) -> Option<usize> {
        self.cells[race as usize * self.sexes + sex as usize]
    }

    /// Adds to each group's tables what this one has of a place and period.
    fn read<F: Figure>(&self, place: &str, period: &str, reading: &Reading<'a, F>, adults: &mut [Adults<F>]) {
        if let Some(persons) = self.dataset.persons.as_ref().filter(|_| WHOLE) {
            if persons.period.to_string() == period {
                self.count(persons, place, reading, adults);
            }
            return;
        }
        let dataset = self.dataset;
        let mut found: Vec<Cells<F>> = vec![Cells::none(); self.told_apart];
        for row in dataset.select(&[(Dim::Place, place), (Dim::Period, period), (Dim::Indicator, indicator::ADULTS)]) {
            let [sex, race, level] = [Dim::Sex, Dim::Race, Dim::Level].map(|dim| dataset.code_of(dim, row));
            if let (Some(at), Some(level)) = (self.cell(race, sex), self.levels[level as usize]) {
                found[at].add(dataset, row, level, reading);
            }
        }
        for ([own, male, female], adults) in self.groups.iter().zip(adults) {
            let own = own.map(|at| found[at].clone());
            let both = male.zip(*female).map(|(male, female)| Cells::sum(&[&found[male], &found[female]]));
            adults.tables.extend([own, both].into_iter().flatten().filter(|cells| !cells.is_empty()));
        }
    }

    /// The same where it is a table of persons.
    fn count<F: Figure>(
        &self,
        persons: &'a Microdata,
        place: &str,
        reading: &Reading<'a, F>,
        adults: &mut [Adults<F>],
    ) {
        let every_step = || (0..=level::TOP).map(|step| Level::between(step, step)).collect();
        let levels: Vec<Level> = reading.level.map_or_else(every_step, |level| vec![level]);
        let bins: [usize; STEPS.len()] = std::array::from_fn(|step| {
            let step = Level::between(step as u8, step as u8);
            levels.iter().position(|level| level.holds(step)).unwrap_or(levels.len())
        });
        for (tally, adults) in persons.tally(place, &self.traits, &bins, levels.len() + 1).into_iter().zip(adults) {
            if tally.sampled == Steps::default() {
                continue;
            }
            let mut total = [0; microdata::WEIGHTS];
            for counts in &tally.counts {
                total.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
            }
            let of_levels = levels.iter().zip(&tally.counts).chain([(&Level::TOTAL, &total)]);
            let people = |level: Level, counts: &[i64]| (reading.people)(self.dataset, persons, place, level, counts);
            adults.tables.push(Cells {
                counts: of_levels.map(|(level, counts)| (*level, people(*level, counts))).collect(),
                shares: Vec::new(),
                sampled: (persons.least > 0).then_some((persons.least, tally.sampled)),
            });
        }
    }
}

/// Tables that are asked about some groups.
pub(super) struct Tables<'a> {
    tables: Vec<Table<'a>>,
    groups: usize,
}

impl<'a> Tables<'a> {
    pub(super) fn new(datasets: impl Iterator<Item = &'a Dataset>, groups: &[Group]) -> Self {
        Self { tables: datasets.map(|dataset| Table::new(dataset, groups)).collect(), groups: groups.len() }
    }

    /// Those that have any of these places, or a part of it.
    fn about(datasets: impl Iterator<Item = &'a Dataset>, places: &[String], groups: &[Group]) -> Self {
        let has = |dataset: &Dataset, place: &str| {
            dataset.has_place(place) || place::members(place).iter().any(|member| dataset.has_place(member))
        };
        Self::new(datasets.filter(|dataset| places.iter().any(|place| has(dataset, place))), groups)
    }

    /// What they have of each group in a place and period. An area that no table has is the sum of its counties, where it
    /// is known which they are.
    pub(super) fn adults<F: Figure>(&self, place: &str, period: &str, reading: &Reading<'a, F>) -> Vec<Adults<F>> {
        let every: Vec<usize> = (0..self.tables.len()).collect();
        self.among(&every, place, period, reading)
    }

    /// The same, of some of them.
    pub(super) fn among<F: Figure>(
        &self,
        tables: &[usize],
        place: &str,
        period: &str,
        reading: &Reading<'a, F>,
    ) -> Vec<Adults<F>> {
        let mut found = Vec::new();
        found.resize_with(self.groups, || Adults { tables: Vec::new() });
        for table in tables.iter().map(|at| &self.tables[*at]).filter(|table| table.dataset.has_place(place)) {
            table.read(place, period, reading, &mut found);
        }
        let members = place::members(place);
        if !members.is_empty() && found.iter().any(Adults::is_empty) {
            let parts: Vec<Vec<Adults<F>>> =
                members.iter().map(|member| self.among(tables, member, period, reading)).collect();
            for (at, adults) in found.iter_mut().enumerate().filter(|(_, adults)| adults.is_empty()) {
                let first: Option<Vec<&Cells<F>>> = parts.iter().map(|part| part[at].tables.first()).collect();
                adults.tables.extend(first.map(|first| Cells::sum(&first)));
            }
        }
        found
    }
}

impl<'a> Tables<'a> {
    /// What some of them have of each group at a level in a place and period; nothing of a group that none has.
    pub(super) fn found<F: Figure>(
        &self,
        tally: &mut Tally,
        tables: &[usize],
        place: &str,
        period: &str,
        reading: &Reading<'a, F>,
    ) -> Vec<Option<Found<F>>> {
        let level = tally.level;
        (reading.tallied)(self, tally, tables, place, period).unwrap_or_else(|| {
            let known = |adults: &Adults<F>| Found { at: adults.best(level), total: adults.total() };
            let adults = self.among(tables, place, period, reading);
            adults.iter().map(|adults| (!adults.is_empty()).then(|| known(adults))).collect()
        })
    }

    fn tallied(
        &self,
        tally: &mut Tally,
        tables: &[usize],
        place: &str,
        period: &str,
    ) -> Option<Vec<Option<Found<Numbers<'a>>>>> {
        if !place::members(place).is_empty() {
            return None;
        }
        let mut best = Vec::new();
        best.resize_with(self.groups, || None);
        for at in tables {
            let table = &self.tables[*at];
            if !tally.read(*at, table, place, period) {
                return None;
            }
            tally.add(*at, table, &mut best);
        }
        Some(best)
    }

    /// The same of all groups at once, where one table is asked and has counts without margins.
    pub(super) fn counts<'t>(
        &self,
        tally: &'t mut Tally,
        tables: &[usize],
        place: &str,
        period: &str,
    ) -> Option<(&'t Counts, &'a str)> {
        let [at] = *tables else { return None };
        let table = &self.tables[at];
        if !place::members(place).is_empty() || !tally.read(at, table, place, period) {
            return None;
        }
        tally.counts(at, table)
    }
}

/// Everything that is loaded on one place, period and group: a question about a level is answered by the table that
/// answers it best, counts with margins first.
#[derive(Clone)]
pub(super) struct Adults<F = Estimate> {
    tables: Vec<Cells<F>>,
}

impl Adults {
    pub(super) fn find(catalog: &Catalog, data: Option<&str>, place: &str, period: &str, group: &Group) -> Self {
        let tables = Tables::about(catalog.datasets(data), &[place.to_owned()], std::slice::from_ref(group));
        tables.adults(place, period, &Reading::TRACED).pop().unwrap_or(Self { tables: Vec::new() })
    }

    /// The adults 25 to 64 as tables of that age have them, by period, oldest first.
    pub(super) fn aged_25_to_64(catalog: &Catalog, place: &str) -> Vec<(Period, Self)> {
        let mut found: Vec<(Period, Self)> = Vec::new();
        for dataset in catalog.datasets(None).filter(|d| d.has_place(place)) {
            for text in dataset.values(Dim::Period) {
                let Some(period) = Period::parse(text) else { continue };
                let mut cells = Cells::none();
                let of_age = (Dim::Indicator, indicator::ADULTS_25_TO_64);
                let wanted = [(Dim::Place, place), (Dim::Period, text), of_age, (Dim::Sex, ""), (Dim::Race, "")];
                for row in dataset.select(&wanted) {
                    if let Some(level) = Level::from_code(dataset.text(Dim::Level, row)) {
                        cells.add(dataset, row, level, &Reading::TRACED);
                    }
                }
                match found.iter_mut().find(|(known, _)| *known == period) {
                    _ if cells.is_empty() => {}
                    Some((_, adults)) => adults.tables.push(cells),
                    None => found.push((period, Self { tables: vec![cells] })),
                }
            }
        }
        order::sort_by(&mut found, |a, b| a.0.sort_key().cmp(&b.0.sort_key()));
        found
    }

    /// Share and number of the adults at a level.
    pub(super) fn at(&self, level: Level) -> LevelFigure {
        let code = level.code().unwrap_or("unnamed").to_owned();
        let Candidate { share, people, .. } = self.best(level);
        LevelFigure { level: code, share, people }
    }

    /// The cuts of the ladder at or above which there is a figure.
    fn cuts(&self) -> Vec<u8> {
        let known = |f: LevelFigure| f.share.value.is_some() || f.people.value.is_some();
        CUTS.into_iter().filter(|c| known(self.at(Level::from_step(*c)))).collect()
    }
}

impl<F: Figure> Adults<F> {
    pub(super) fn is_empty(&self) -> bool {
        self.tables.is_empty()
    }

    /// Share and number of the adults at a level.
    pub(super) fn best(&self, level: Level) -> Candidate<F> {
        let best = self.tables.iter().filter_map(|cells| cells.candidate(level)).min_by_key(|c| c.rank);
        best.unwrap_or_else(|| Candidate::new(not_available(), not_available(), 0))
    }

    /// All adults.
    pub(super) fn total(&self) -> F {
        let totals = self.tables.iter().filter_map(|cells| cells.count(Level::TOTAL));
        totals.min_by_key(rank_of_total).map_or_else(not_available, F::graded)
    }
}

fn not_available<F: Figure>() -> F {
    F::missing(Missing::NotAvailable.code(), None)
}

impl<F: Figure> Cells<F> {
    fn none() -> Self {
        Self { counts: Vec::new(), shares: Vec::new(), sampled: None }
    }

    /// Adds the published cell of a row.
    fn add<'a>(&mut self, dataset: &'a Dataset, row: usize, level: Level, reading: &Reading<'a, F>) {
        let cells = match dataset.text(Dim::Unit, row) {
            "count" => &mut self.counts,
            "share" => &mut self.shares,
            _ => return,
        };
        cells.push((level, (reading.row)(dataset, row)));
    }

    fn is_empty(&self) -> bool {
        self.counts.is_empty() && self.shares.is_empty()
    }

    /// The counts that all parts have, added up.
    fn sum(parts: &[&Self]) -> Self {
        let mut counts = Vec::new();
        if let Some((first, rest)) = parts.split_first() {
            for (level, figure) in &first.counts {
                let others = rest.iter().map(|p| p.counts.iter().find(|(l, _)| l == level).map(|(_, f)| f));
                let all: Option<Vec<F>> =
                    std::iter::once(Some(figure)).chain(others).map(Option::<&F>::cloned).collect();
                if let Some(all) = all {
                    counts.push((*level, estimate::sum(&all)));
                }
            }
        }
        Self { counts, shares: Vec::new(), sampled: None }
    }

    fn tiled(cells: &[(Level, F)], level: Level) -> Option<Vec<F>> {
        let levels: Vec<Level> = cells.iter().map(|(l, _)| *l).collect();
        let tiles = level::tile(level, &levels)?;
        Some(tiles.into_iter().map(|i| cells[i].1.clone()).collect())
    }

    /// The published share of a level, or the shares of the lines below it that add up to it. A summary line
    /// ("bachelor's or higher") is no part of a sum: parts of one partition keep the levels of a chart adding up.
    fn published_parts(&self, level: Level) -> Option<Vec<F>> {
        if let Some((_, direct)) = self.shares.iter().find(|(l, _)| *l == level) {
            return Some(vec![direct.clone()]);
        }
        let lines: Vec<(Level, F)> = self
            .shares
            .iter()
            .filter(|(l, _)| !(l.is_at_or_above() && self.shares.iter().any(|(o, _)| o != l && l.holds(*o))))
            .cloned()
            .collect();
        Self::tiled(&lines, level)
    }

    /// The number at a level: its cells added up, or what lies between two levels that are published from there up.
    fn count(&self, level: Level) -> Option<F> {
        if self.is_of_few(level) {
            return Some(F::missing(Missing::Suppressed.code(), Some(&self.counts.first()?.1)));
        }
        if let Some(parts) = Self::tiled(&self.counts, level) {
            return Some(estimate::sum(&parts));
        }
        if level.last() == level::TOP {
            return None;
        }
        let whole = Self::tiled(&self.counts, Level::from_step(level.first()))?;
        let above = Self::tiled(&self.counts, Level::from_step(level.last() + 1))?;
        Some(estimate::remainder(&estimate::sum(&whole), &estimate::sum(&above)))
    }

    /// Whether a level, or what the whole has beside it, is known from fewer sampled persons than the rule wants.
    fn is_of_few(&self, level: Level) -> bool {
        let Some((least, steps)) = &self.sampled else { return false };
        let all: u32 = steps.iter().sum();
        let own: u32 = steps[usize::from(level.first())..=usize::from(level.last())].iter().sum();
        [all, own, all - own].iter().any(|n| (1..*least).contains(n))
    }

    /// From counts, or as published where these are missing.
    fn candidate(&self, level: Level) -> Option<Candidate<F>> {
        let counted = self.counted(level);
        if counted.as_ref().is_some_and(|c| c.share.value().is_some()) {
            return counted;
        }
        [counted, self.as_published(level)].into_iter().flatten().min_by_key(|c| c.rank)
    }

    fn counted(&self, level: Level) -> Option<Candidate<F>> {
        let mut people = self.count(level)?;
        // Without a total there is no share, but the people are still so many.
        let total = self.count(Level::TOTAL).unwrap_or_else(not_available);
        let mut share = estimate::proportion(&people, &total);
        // Replicates of a sample without, or with nothing but, such persons do not vary: that is no certainty.
        if WHOLE && share.replicates().is_some() && (people.value() == Some(0.0) || people.value() == total.value()) {
            share = share.without_moe(Missing::TooFewCases.code());
            if people.value() == Some(0.0) {
                people = people.without_moe(Missing::TooFewCases.code());
            }
        }
        Some(Candidate::new(share, people.graded(), 0))
    }

    fn as_published(&self, level: Level) -> Option<Candidate<F>> {
        let parts = self.published_parts(level)?;
        let people = F::missing("percentages-only", parts.first());
        let share = match &parts[..] {
            [published] => published.clone().graded(),
            _ => estimate::sum(&parts).without_moe(SUM_OF_ROUNDED),
        };
        Some(Candidate::new(share, people, 1))
    }
}

/// The persons of a dataset, where it has such and any of them is of the place and group, and that group's traits.
fn persons<'a>(dataset: &'a Dataset, place: &str, group: &Group) -> Option<(&'a Microdata, Traits)> {
    let persons = dataset.persons.as_ref().filter(|_| WHOLE)?;
    let traits = microdata::traits(group.codes())?;
    persons.has(place, traits).then_some((persons, traits))
}

/// The periods for which a place and group has adults' figures, oldest first.
pub(super) fn periods(catalog: &Catalog, data: Option<&str>, place: &str, group: &Group) -> Vec<Period> {
    let mut found: Vec<Period> = Vec::new();
    // A group's level may be a sum over both sexes.
    let sexes: &[Option<&str>] = if group.sex.is_some() { &[None] } else { &[None, Some("male")] };
    for dataset in catalog.datasets(data) {
        if let Some((persons, _)) = persons(dataset, place, group)
            && !found.contains(&persons.period)
        {
            found.push(persons.period);
        }
        if !group.is_of_tables() {
            continue;
        }
        for sex in sexes {
            let sex = sex.or(group.sex.as_deref()).unwrap_or("");
            let rows = dataset.select(&[
                (Dim::Place, place),
                (Dim::Indicator, indicator::ADULTS),
                (Dim::Sex, sex),
                (Dim::Race, group.race.as_deref().unwrap_or("")),
            ]);
            for (text, rows) in dataset.group(&rows, Dim::Period) {
                if let Some(period) = Period::parse(text)
                    && !found.contains(&period)
                    && rows.iter().any(|row| dataset.value(*row).value().is_some())
                {
                    found.push(period);
                }
            }
        }
    }
    if let ([], [first, ..]) = (&found[..], place::members(place)) {
        return periods(catalog, data, first, group);
    }
    order::sort_by(&mut found, |a, b| a.sort_key().cmp(&b.sort_key()));
    found
}

/// The periods of a spec's first place in which any of its groups has a figure at its level.
pub(super) fn all_periods(catalog: &Catalog, spec: &Spec) -> Result<Vec<String>> {
    let places = places(catalog, spec)?;
    let within = spec.group()?;
    let level = spec.level()?;
    let groups = spec.by.map_or_else(|| vec![within.clone()], |by| groups(by, &within));
    let data = spec.data.as_deref();
    let mut found: Vec<Period> = Vec::new();
    for group in &groups {
        for period in periods(catalog, data, &places[0], group) {
            let has = |p: &Period| {
                Adults::find(catalog, data, &places[0], &p.to_string(), group).at(level).share.value.is_some()
            };
            if !found.contains(&period) && has(&period) {
                found.push(period);
            }
        }
    }
    order::sort_by(&mut found, |a, b| a.sort_key().cmp(&b.sort_key()));
    Ok(found.iter().map(Period::to_string).collect())
}

/// The groups of a dimension, each with the rest of the group that is asked about.
pub(super) fn groups(by: By, within: &Group) -> Vec<Group> {
    let codes: &[&str] = match by {
        By::Sex => &["female", "male"],
        By::Race => &RACES,
        By::Age => &AGES,
        By::Nativity => &NATIVITIES,
        By::Employment => &EMPLOYMENTS,
        By::Puma | By::County | By::Tract => return vec![within.clone()],
    };
    let with = |code: &&str| {
        let mut group = within.clone();
        let dim = match by {
            By::Sex => &mut group.sex,
            By::Race => &mut group.race,
            By::Age => &mut group.age,
            By::Nativity => &mut group.nativity,
            By::Employment | By::Puma | By::County | By::Tract => &mut group.employment,
        };
        *dim = Some((*code).to_owned());
        group
    };
    codes.iter().map(with).collect()
}

/// The places that a spec asks for; by microdata area, county or tract, those of each place in its stead.
pub(super) fn places(catalog: &Catalog, spec: &Spec) -> Result<Vec<String>> {
    let places = spec.places(catalog.default_place())?;
    let mut areas = Vec::new();
    if by_parts(spec) {
        let datasets: Vec<&Dataset> = catalog.datasets(spec.data.as_deref()).filter(has_adults).collect();
        areas.extend(parts(&datasets, spec.by, &places).into_iter().map(|(code, _)| code.to_owned()));
        areas.dedup();
        return if areas.is_empty() { Err(Error::no_data(absent(&places, &[], &Group::default()))) } else { Ok(areas) };
    }
    if !WHOLE || spec.by != Some(By::Puma) {
        return Ok(places);
    }
    for place in &places {
        for persons in catalog.datasets(spec.data.as_deref()).filter_map(|d| d.persons.as_ref()) {
            for area in persons.areas(place) {
                if !areas.contains(&area) {
                    areas.push(area);
                }
            }
        }
    }
    if areas.is_empty() { Err(Error::no_data(absent(&places, &[], &Group::default()))) } else { Ok(areas) }
}

/// Whether the parts of a place are asked for, each at one level: what a map shows.
pub(super) fn by_parts(spec: &Spec) -> bool {
    WHOLE && matches!(spec.by, Some(By::County | By::Tract))
}

pub(super) fn has_adults(dataset: &&Dataset) -> bool {
    dataset.values(Dim::Indicator).any(|i| i == indicator::ADULTS)
}

/// The counties, or the tracts, inside some places, by code; each with every table that has it.
fn parts<'a>(datasets: &[&'a Dataset], by: Option<By>, outer: &[String]) -> Vec<(&'a str, usize)> {
    let kind = if by == Some(By::Tract) { "tract" } else { "county" };
    let mut found = Vec::new();
    for (at, dataset) in datasets.iter().enumerate() {
        let inside = |area: &&str| place::kind(area) == kind && outer.iter().any(|p| place::holds(p, area));
        found.extend(dataset.values(Dim::Place).filter(inside).map(|area| (area, at)));
    }
    order::sort_by(&mut found, |a, b| a.0.cmp(b.0));
    found
}

/// A place, period and group still to be measured.
pub(super) struct Asked {
    pub(super) place: String,
    pub(super) period: Period,
    pub(super) group: Group,
    pub(super) adults: Adults,
}

/// All that a spec asks for and that has data; places by groups by periods, in the spec's order.
pub(super) fn asked(catalog: &Catalog, spec: &Spec) -> Result<Vec<Asked>> {
    let places = places(catalog, spec)?;
    let wanted = spec.periods()?;
    let within = spec.group()?;
    let groups = spec.by.map_or_else(|| vec![within.clone()], |by| groups(by, &within));
    let data = spec.data.as_deref();
    if let Some(name) = data
        && !catalog.has(name)
    {
        return Err(Error::no_data(format!("the table {name} is not loaded")));
    }
    let level = spec.level()?;
    let tables = Tables::about(catalog.datasets(data), &places, &groups);
    let mut found = Vec::new();
    for place in &places {
        let periods = if wanted.is_empty() { newest(catalog, data, place, &groups, level) } else { wanted.clone() };
        let of_period = |period: &Period| tables.adults(place, &period.to_string(), &Reading::TRACED).into_iter();
        let mut by_period: Vec<_> = periods.iter().map(of_period).collect();
        for group in &groups {
            for (period, adults) in periods.iter().zip(&mut by_period) {
                let Some(adults) = adults.next() else { continue };
                // A group that a table does not tell apart is not asked for by name; a place or a period is, and is
                // shown as not available.
                if !adults.is_empty() || spec.by.is_none() {
                    found.push(Asked { place: place.clone(), period: *period, group: group.clone(), adults });
                }
            }
        }
    }
    // A place without any figure is missing in the period of the others.
    let period = found.first().map(|a: &Asked| a.period);
    for place in places.iter().filter(|_| spec.by.is_none()) {
        if let Some(period) = period.filter(|_| !found.iter().any(|a| a.place == *place)) {
            let adults: Adults = Adults { tables: Vec::new() };
            found.push(Asked { place: place.clone(), period, group: within.clone(), adults });
        }
    }
    if found.iter().all(|a| a.adults.is_empty()) {
        return Err(Error::no_data(absent(&places, &wanted, &within)));
    }
    Ok(found)
}

/// The newest period in which any of the groups has a figure at the level; failing that, at any level.
pub(super) fn newest(
    catalog: &Catalog,
    data: Option<&str>,
    place: &str,
    groups: &[Group],
    level: Level,
) -> Vec<Period> {
    let mut known: Vec<(Period, &Group)> = Vec::new();
    for group in groups {
        known.extend(periods(catalog, data, place, group).into_iter().map(|p| (p, group)));
    }
    order::sort_by(&mut known, |a, b| b.0.sort_key().cmp(&a.0.sort_key()));
    let has = |(period, group): &&(Period, &Group)| {
        Adults::find(catalog, data, place, &period.to_string(), group).at(level).share.value.is_some()
    };
    known.iter().find(has).or(known.first()).map(|(period, _)| *period).into_iter().collect()
}

pub(super) fn absent(places: &[String], periods: &[Period], group: &Group) -> String {
    let mut what = format!("no attainment figures are loaded for place {}", places.join(", "));
    if !periods.is_empty() {
        let periods: Vec<String> = periods.iter().map(Period::to_string).collect();
        what += &format!(" in {}", periods.join(", "));
    }
    for part in group.codes() {
        what += &format!(", {part}");
    }
    what
}

/// Answers a spec of measure `attainment`.
pub(super) fn measure(catalog: &Catalog, spec: &Spec, traced: Traced) -> Result<Answer> {
    if by_parts(spec) {
        return by_area(catalog, spec, traced);
    }
    let asked = asked(catalog, spec)?;
    let mut answer = Answer::new(Measure::Attainment, spec.level()?.code().unwrap_or_default());
    // Bars can only be compared where they are cut at the same levels.
    let mut cuts: Vec<u8> = CUTS.to_vec();
    for one in &asked {
        let own = one.adults.cuts();
        if !own.is_empty() {
            cuts.retain(|c| own.contains(c));
        }
    }
    for one in asked {
        answer.items.push(item(catalog, &one, &cuts));
    }
    if answer.items.iter().any(|i| i.levels.iter().any(|l| l.share.moe_reason.as_deref() == Some(SUM_OF_ROUNDED))) {
        answer.note(SUM_OF_ROUNDED, &[]);
    }
    Ok(answer)
}

/// Every county or tract of a place at one level in one period, ranked: for maps, so that thousands are quick.
fn by_area(catalog: &Catalog, spec: &Spec, traced: Traced) -> Result<Answer> {
    let level = spec.level()?;
    let items = match traced {
        // The other builds ask of few areas.
        Traced::Few if WHOLE => areas(catalog, spec, level, &Reading::numbers(level)),
        _ => areas(catalog, spec, level, &Reading::TRACED),
    };
    let mut answer = Answer::new(Measure::Attainment, level.code().unwrap_or_default());
    answer.items = items?;
    rank(&mut answer);
    if answer.items.iter().any(|i| i.at_or_above[0].share.moe_reason.as_deref() == Some(SUM_OF_ROUNDED)) {
        answer.note(SUM_OF_ROUNDED, &[]);
    }
    Ok(answer)
}

fn areas<'a, F: Figure + Into<Estimate>>(
    catalog: &'a Catalog,
    spec: &Spec,
    level: Level,
    reading: &Reading<'a, F>,
) -> Result<Vec<Item>> {
    let data = spec.data.as_deref();
    if let Some(name) = data.filter(|name| !catalog.has(name)) {
        return Err(Error::no_data(format!("the table {name} is not loaded")));
    }
    let group = spec.group()?;
    let outer = spec.places(catalog.default_place())?;
    let wanted = spec.periods()?;
    if wanted.len() > 1 {
        return Err(Error::spec("period", "by county or tract there is one period at a time"));
    }
    let datasets: Vec<&Dataset> = catalog.datasets(data).filter(has_adults).collect();
    let places = places_with_tables(&datasets, spec.by, &outer);
    let tables = Tables::new(datasets.iter().copied(), std::slice::from_ref(&group));
    let mut tally = Tally::new(level);
    let (period, found) = shared_period(&datasets, &wanted, places.len(), |period| {
        let of_place = |(code, own): &(&str, Vec<usize>)| tables.found(&mut tally, own, code, period, reading);
        let found: Vec<Option<Found<F>>> = places.iter().flat_map(of_place).collect();
        let known = found.iter().flatten().filter(|found| found.at.share.value().is_some()).count();
        (found, known)
    })
    .ok_or_else(|| Error::no_data(absent(&outer, &wanted, &group)))?;
    let names = catalog.names();
    let item = |((code, _), found): (&(&str, Vec<usize>), Option<Found<F>>)| {
        let Found { at: Candidate { share, people, .. }, total } = found.unwrap_or_else(Found::none);
        let code = (*code).to_owned();
        Item {
            place: Place {
                name: names(&code).unwrap_or_else(|| code.clone()),
                kind: place::kind(&code).to_owned(),
                code,
            },
            period: period.clone(),
            group: group.clone(),
            total: total.into(),
            levels: Vec::new(),
            at_or_above: vec![LevelFigure {
                level: level.code().unwrap_or("unnamed").to_owned(),
                share: share.into(),
                people: people.into(),
            }],
            gap: None,
            rank: None,
        }
    };
    Ok(places.iter().zip(found).map(item).collect())
}

/// Each county or tract with the few tables that have it, of more than a hundred.
pub(super) fn places_with_tables<'a>(
    datasets: &[&'a Dataset],
    by: Option<By>,
    outer: &[String],
) -> Vec<(&'a str, Vec<usize>)> {
    let mut places: Vec<(&str, Vec<usize>)> = Vec::new();
    for (code, table) in parts(datasets, by, outer) {
        match places.last_mut() {
            Some((last, own)) if *last == code => own.push(table),
            _ => places.push((code, vec![table])),
        }
    }
    places
}

/// Of the periods asked for, or all where none is, the newest in which more than half of so many places are known, or else
/// the one in which most are; none where none is known in any.
pub(super) fn shared_period<T>(
    datasets: &[&Dataset],
    wanted: &[Period],
    places: usize,
    mut find: impl FnMut(&str) -> (T, usize),
) -> Option<(String, T)> {
    let mut best = None;
    let mut most = 0;
    let periods = if wanted.is_empty() { known_periods(datasets) } else { wanted.to_vec() };
    for period in periods {
        let text = period.to_string();
        let (found, known) = find(&text);
        if known > most {
            (best, most) = (Some((text, found)), known);
        }
        if 2 * most > places {
            break;
        }
    }
    best
}

/// The periods of all tables with adults' figures, newest first.
fn known_periods(datasets: &[&Dataset]) -> Vec<Period> {
    let mut found: Vec<Period> = Vec::new();
    for dataset in datasets {
        for period in dataset.values(Dim::Period).filter_map(Period::parse) {
            if !found.contains(&period) {
                found.push(period);
            }
        }
    }
    order::sort_by(&mut found, |a, b| b.sort_key().cmp(&a.sort_key()));
    found
}

/// Ranks the places by share. One is ahead of another only where the two differ at 90 %, as [`estimate::differ`] has it
/// (without the derivation: there are millions of pairs); else they tie. Where most shares have no margin no test can
/// be made: then those tie that are equal to a tenth of a percentage point, and a note says so.
fn rank(answer: &mut Answer) {
    let share = |i: &Item| (i.at_or_above[0].share.value, i.at_or_above[0].share.moe);
    let shares: Vec<(Option<f64>, Option<f64>)> = answer.items.iter().map(share).collect();
    let known = shares.iter().filter(|s| s.0.is_some()).count();
    let tested = shares.iter().filter(|(p, m)| p.is_some() && m.is_some()).count();
    let by_test = 2 * tested > known;
    let tenths = |p: f64| (p * 1000.0).round();
    // Highest first: what is compared, and its margin.
    let compared = |(p, moe): &(Option<f64>, Option<f64>)| {
        if by_test { p.zip(*moe) } else { p.map(|p| (tenths(p), 0.0)) }
    };
    let mut sorted: Vec<(f64, f64)> = shares.iter().filter_map(compared).collect();
    order::sort_by(&mut sorted, |a, b| b.0.total_cmp(&a.0));
    let widest = sorted.iter().fold(0.0, |widest: f64, (_, moe)| widest.max(*moe));
    for (item, share) in answer.items.iter_mut().zip(&shares) {
        item.rank = compared(share).map(|(p, m)| {
            let ahead = |q: f64, n: f64| q > p && (q - p).powi(2) > m * m + n * n;
            // Those that are ahead whatever their margin need no test.
            let certain = sorted.partition_point(|(q, _)| ahead(*q, widest));
            let close = sorted[certain..].iter().take_while(|(q, _)| *q > p);
            1 + certain + close.filter(|(q, n)| ahead(*q, *n)).count()
        });
    }
    answer.note(if by_test { "ranks-tested" } else { "ranks-untested" }, &[]);
}

/// The figures of one place, period and group, cut at these steps.
pub(super) fn item(catalog: &Catalog, asked: &Asked, cuts: &[u8]) -> Item {
    let mut levels = Vec::new();
    let mut first = 0;
    for next in cuts.iter().copied().chain([level::TOP + 1]) {
        levels.push(asked.adults.at(Level::between(first, next - 1)));
        first = next;
    }
    if cuts.is_empty() {
        levels.clear();
    }
    Item {
        place: named(catalog, &asked.place),
        period: asked.period.to_string(),
        group: asked.group.clone(),
        total: asked.adults.total(),
        levels,
        at_or_above: asked.adults.cuts().into_iter().map(|c| asked.adults.at(Level::from_step(c))).collect(),
        gap: None,
        rank: None,
    }
}
