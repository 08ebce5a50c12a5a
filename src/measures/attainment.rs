//! Attainment: how many adults, and what share of them, are at each level of education and at or above it.
//!
//! A level is put together from the cells that tile it (see [`crate::dataset::level`]); a share is always of counts
//! where a table has counts: p = X / Y with the margin of [`estimate::proportion`]. Percentages are taken as published
//! where a table has nothing else; a level that only a sum of rounded percentages gives has no margin.

use super::estimate::{self, Estimate};
use super::explain::{CellRef, Unit};
use super::{Answer, Group, Item, LevelFigure, Measure, Place, Spec, Traced, named, published, untraced};
use crate::WHOLE;
use crate::dataset::catalog::Catalog;
use crate::dataset::level::{self, CUTS, Level};
use crate::dataset::microdata::{self, AGES, EMPLOYMENTS, Microdata, NATIVITIES, Traits};
use crate::dataset::{Dataset, Dim, RACES, indicator, period::Period, place};
use crate::error::{Error, Result};
use crate::ingest::cell::Missing;
use crate::measures::spec::By;
use crate::order;

/// Why a level that is a sum of rounded percentages has no margin.
const SUM_OF_ROUNDED: &str = "sum-of-rounded";

/// The published cells of one table for a place, period and group.
struct Cells {
    counts: Vec<(Level, Estimate)>,
    shares: Vec<(Level, Estimate)>,
    /// Of microdata with a rule on it: the persons from whom a figure is shown at least, and those at each step.
    sampled: Option<(u32, [u32; level::TOP as usize + 1])>,
}

/// A level's figures from one table, and how good they are: 0 is best.
struct Candidate {
    share: Estimate,
    people: Estimate,
    rank: u8,
}

impl Candidate {
    /// Of equally good figures the one from counts, 0, goes before the one from percentages, 1.
    fn new(share: Estimate, people: Estimate, from: u8) -> Self {
        let rank = match (share.value.is_some(), share.moe.is_some()) {
            (true, true) => from,
            (true, false) => 2 + from,
            _ => 4,
        };
        Self { share, people, rank }
    }
}

/// Everything that is loaded on one place, period and group: a question about a level is answered by the table that
/// answers it best, counts with margins first.
pub(super) struct Adults {
    tables: Vec<Cells>,
}

impl Adults {
    /// Gathers the cells. An area that no table has is the sum of its counties, where it is known which they are.
    pub(super) fn find(catalog: &Catalog, data: Option<&str>, place: &str, period: &str, group: &Group) -> Self {
        let datasets: Vec<&Dataset> = catalog.datasets(data).collect();
        Self::among(&datasets, place, period, group, Traced::All)
    }

    /// The same, from these tables.
    fn among(datasets: &[&Dataset], place: &str, period: &str, group: &Group, traced: Traced) -> Self {
        let mut tables: Vec<Cells> = Vec::new();
        for dataset in datasets.iter().filter(|d| d.has_place(place)) {
            let cells = Cells::of(dataset, place, period, group, traced);
            if !cells.is_empty() {
                tables.push(cells);
            }
            if group.sex.is_none() && dataset.persons.is_none() {
                // Tables by sex give the level of both sexes only as a sum.
                let sex = |s: &str| Group { sex: Some(s.to_owned()), ..group.clone() };
                let both = Cells::sum(&[
                    Cells::of(dataset, place, period, &sex("male"), traced),
                    Cells::of(dataset, place, period, &sex("female"), traced),
                ]);
                if !both.is_empty() {
                    tables.push(both);
                }
            }
        }
        let members = place::members(place);
        if tables.is_empty() && !members.is_empty() {
            let parts: Vec<Self> = members.iter().map(|m| Self::among(datasets, m, period, group, traced)).collect();
            if parts.iter().all(|p| !p.tables.is_empty()) {
                let first: Vec<Cells> = parts.into_iter().filter_map(|p| p.tables.into_iter().next()).collect();
                tables.push(Cells::sum(&first));
            }
        }
        Self { tables }
    }

    /// The adults 25 to 64 as tables of that age have them, by period, oldest first.
    pub(super) fn aged_25_to_64(catalog: &Catalog, place: &str) -> Vec<(Period, Self)> {
        let mut found: Vec<(Period, Self)> = Vec::new();
        for dataset in catalog.datasets(None).filter(|d| d.has_place(place)) {
            for text in dataset.values(Dim::Period) {
                let Some(period) = Period::parse(text) else { continue };
                let mut cells = Cells { counts: Vec::new(), shares: Vec::new(), sampled: None };
                let of_age = (Dim::Indicator, indicator::ADULTS_25_TO_64);
                cells.read(
                    dataset,
                    &[(Dim::Place, place), (Dim::Period, text), of_age, (Dim::Sex, ""), (Dim::Race, "")],
                    Traced::All,
                );
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

    pub(super) fn is_empty(&self) -> bool {
        self.tables.is_empty()
    }

    /// Share and number of the adults at a level.
    pub(super) fn at(&self, level: Level) -> LevelFigure {
        let best = self.tables.iter().filter_map(|cells| cells.candidate(level)).min_by_key(|c| c.rank);
        let code = level.code().unwrap_or("unnamed").to_owned();
        match best {
            Some(c) => LevelFigure { level: code, share: c.share, people: c.people },
            None => LevelFigure {
                level: code,
                share: Estimate::missing("not-available"),
                people: Estimate::missing("not-available"),
            },
        }
    }

    /// All adults.
    pub(super) fn total(&self) -> Estimate {
        let totals = self.tables.iter().filter_map(|cells| cells.count(Level::TOTAL));
        let rank = |e: &Estimate| (e.value.is_none(), e.moe.is_none());
        totals.min_by_key(rank).map_or_else(|| Estimate::missing("not-available"), Estimate::graded)
    }

    /// The cuts of the ladder at or above which there is a figure.
    fn cuts(&self) -> Vec<u8> {
        let known = |f: LevelFigure| f.share.value.is_some() || f.people.value.is_some();
        CUTS.into_iter().filter(|c| known(self.at(Level::from_step(*c)))).collect()
    }
}

impl Cells {
    fn of(dataset: &Dataset, place: &str, period: &str, group: &Group, traced: Traced) -> Self {
        let mut cells = Self { counts: Vec::new(), shares: Vec::new(), sampled: None };
        if let Some((persons, traits)) = persons(dataset, place, group) {
            if persons.period.to_string() == period {
                cells.count_persons(&dataset.table, persons, place, traits);
            }
            return cells;
        }
        if !group.is_of_tables() {
            return cells;
        }
        cells.read(
            dataset,
            &[
                (Dim::Place, place),
                (Dim::Period, period),
                (Dim::Indicator, indicator::ADULTS),
                (Dim::Sex, group.sex.as_deref().unwrap_or("")),
                (Dim::Race, group.race.as_deref().unwrap_or("")),
            ],
            traced,
        );
        cells
    }

    /// Adds the published cells of these rows.
    fn read(&mut self, dataset: &Dataset, wanted: &[(Dim, &str)], traced: Traced) {
        for row in dataset.select(wanted) {
            let Some(level) = Level::from_code(dataset.text(Dim::Level, row)) else { continue };
            let estimate = if traced == Traced::All { published(dataset, row) } else { untraced(dataset, row) };
            match dataset.text(Dim::Unit, row) {
                "count" => self.counts.push((level, estimate)),
                "share" => self.shares.push((level, estimate)),
                _ => {}
            }
        }
    }

    /// Counts persons by step of the ladder, and all of them, with each replicate weight.
    fn count_persons(&mut self, table: &str, persons: &Microdata, place: &str, traits: Traits) {
        let steps = persons.count(place, traits);
        self.sampled = (persons.least > 0).then(|| (persons.least, persons.sampled(place, traits)));
        let mut total = vec![0; microdata::WEIGHTS];
        for step in steps.iter() {
            total.iter_mut().zip(step).for_each(|(sum, count)| *sum += count);
        }
        let each = (0..).zip(steps.iter()).map(|(at, counts)| (Level::between(at, at), &counts[..]));
        for (level, counts) in each.chain([(Level::TOTAL, &total[..])]) {
            let counts: Vec<f64> = counts.iter().map(|c| *c as f64).collect();
            let estimate = Estimate::new(counts[0], 0.0).of(&persons.source).with_replicates(counts[1..].to_vec());
            self.counts.push((
                level,
                estimate.from_cell(
                    CellRef {
                        table: table.to_owned(),
                        line: 0,
                        column: "PWGTP".to_owned(),
                        source: persons.source.clone(),
                        place: place.to_owned(),
                        level: level.code().unwrap_or_default().to_owned(),
                        occupation: String::new(),
                    },
                    Unit::Count,
                ),
            ));
        }
    }

    fn is_empty(&self) -> bool {
        self.counts.is_empty() && self.shares.is_empty()
    }

    /// The counts that all parts have, added up.
    fn sum(parts: &[Self]) -> Self {
        let mut counts = Vec::new();
        if let Some((first, rest)) = parts.split_first() {
            for (level, estimate) in &first.counts {
                let others: Option<Vec<&Estimate>> =
                    rest.iter().map(|p| p.counts.iter().find(|(l, _)| l == level).map(|(_, e)| e)).collect();
                if let Some(others) = others {
                    let all: Vec<Estimate> = std::iter::once(estimate).chain(others).cloned().collect();
                    counts.push((*level, estimate::sum(&all)));
                }
            }
        }
        Self { counts, shares: Vec::new(), sampled: None }
    }

    fn tiled(cells: &[(Level, Estimate)], level: Level) -> Option<Vec<Estimate>> {
        let levels: Vec<Level> = cells.iter().map(|(l, _)| *l).collect();
        let tiles = level::tile(level, &levels)?;
        Some(tiles.into_iter().map(|i| cells[i].1.clone()).collect())
    }

    /// The published share of a level, or the shares of the lines below it that add up to it. A summary line
    /// ("bachelor's or higher") is no part of a sum: parts of one partition keep the levels of a chart adding up.
    fn published_parts(&self, level: Level) -> Option<Vec<Estimate>> {
        if let Some((_, direct)) = self.shares.iter().find(|(l, _)| *l == level) {
            return Some(vec![direct.clone()]);
        }
        let lines: Vec<(Level, Estimate)> = self
            .shares
            .iter()
            .filter(|(l, _)| !(l.is_at_or_above() && self.shares.iter().any(|(o, _)| o != l && l.holds(*o))))
            .cloned()
            .collect();
        Self::tiled(&lines, level)
    }

    /// The number at a level: its cells added up, or what lies between two levels that are published from there up.
    fn count(&self, level: Level) -> Option<Estimate> {
        if self.is_of_few(level) {
            return Some(Estimate::missing(Missing::Suppressed.code()).of(&self.counts.first()?.1.source));
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
    fn candidate(&self, level: Level) -> Option<Candidate> {
        let counted = self.counted(level);
        if counted.as_ref().is_some_and(|c| c.share.value.is_some()) {
            return counted;
        }
        [counted, self.as_published(level)].into_iter().flatten().min_by_key(|c| c.rank)
    }

    fn counted(&self, level: Level) -> Option<Candidate> {
        let mut people = self.count(level)?;
        // Without a total there is no share, but the people are still so many.
        let total = self.count(Level::TOTAL).unwrap_or_else(|| Estimate::missing("not-available"));
        let mut share = estimate::proportion(&people, &total);
        // Replicates of a sample without, or with nothing but, such persons do not vary: that is no certainty.
        if share.has_replicates() && (people.value == Some(0.0) || people.value == total.value) {
            share = share.without_moe(Missing::TooFewCases.code());
            if people.value == Some(0.0) {
                people = people.without_moe(Missing::TooFewCases.code());
            }
        }
        Some(Candidate::new(share, people.graded(), 0))
    }

    fn as_published(&self, level: Level) -> Option<Candidate> {
        let parts = self.published_parts(level)?;
        let people = Estimate::missing("percentages-only").of(&parts[0].source);
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
fn by_parts(spec: &Spec) -> bool {
    WHOLE && matches!(spec.by, Some(By::County | By::Tract))
}

fn has_adults(dataset: &&Dataset) -> bool {
    dataset.values(Dim::Indicator).any(|i| i == indicator::ADULTS)
}

/// The counties, or the tracts, inside some places, by code; each with every table that has it.
fn parts<'a>(datasets: &[&'a Dataset], by: Option<By>, outer: &[String]) -> Vec<(&'a str, &'a Dataset)> {
    let kind = if by == Some(By::Tract) { "tract" } else { "county" };
    let mut found = Vec::new();
    for dataset in datasets {
        let inside = |area: &&str| place::kind(area) == kind && outer.iter().any(|p| place::holds(p, area));
        found.extend(dataset.values(Dim::Place).filter(inside).map(|area| (area, *dataset)));
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
    let mut found = Vec::new();
    for place in &places {
        let periods = if wanted.is_empty() { newest(catalog, data, place, &groups, level) } else { wanted.clone() };
        for group in &groups {
            for period in &periods {
                let adults = Adults::find(catalog, data, place, &period.to_string(), group);
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
            let adults = Adults { tables: Vec::new() };
            found.push(Asked { place: place.clone(), period, group: within.clone(), adults });
        }
    }
    if found.iter().all(|a| a.adults.is_empty()) {
        return Err(Error::no_data(absent(&places, &wanted, &within)));
    }
    Ok(found)
}

/// The newest period in which any of the groups has a figure at the level; failing that, at any level.
fn newest(catalog: &Catalog, data: Option<&str>, place: &str, groups: &[Group], level: Level) -> Vec<Period> {
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

fn absent(places: &[String], periods: &[Period], group: &Group) -> String {
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
    let data = spec.data.as_deref();
    if let Some(name) = data.filter(|name| !catalog.has(name)) {
        return Err(Error::no_data(format!("the table {name} is not loaded")));
    }
    let (level, group) = (spec.level()?, spec.group()?);
    let outer = spec.places(catalog.default_place())?;
    let wanted = spec.periods()?;
    if wanted.len() > 1 {
        return Err(Error::spec("period", "by county or tract there is one period at a time"));
    }
    let datasets: Vec<&Dataset> = catalog.datasets(data).filter(has_adults).collect();
    // Each place with the few tables that have it, of more than a hundred.
    let mut places: Vec<(&str, Vec<&Dataset>)> = Vec::new();
    for (code, dataset) in parts(&datasets, spec.by, &outer) {
        match places.last_mut() {
            Some((last, own)) if *last == code => own.push(dataset),
            _ => places.push((code, vec![dataset])),
        }
    }
    let names = catalog.names();
    let figures = |period: Period| -> (Vec<Item>, usize) {
        let text = period.to_string();
        let item = |(code, own): &(&str, Vec<&Dataset>)| {
            let adults = Adults::among(own, code, &text, &group, traced);
            let name = names(code).unwrap_or_else(|| (*code).to_owned());
            Item {
                place: Place { code: (*code).to_owned(), name, kind: place::kind(code).to_owned() },
                period: text.clone(),
                group: group.clone(),
                total: adults.total(),
                levels: Vec::new(),
                at_or_above: vec![adults.at(level)],
                gap: None,
                rank: None,
            }
        };
        let items: Vec<Item> = places.iter().map(item).collect();
        let known = items.iter().filter(|i| i.at_or_above[0].share.value.is_some()).count();
        (items, known)
    };
    let mut best: (Vec<Item>, usize) = (Vec::new(), 0);
    let periods = if wanted.is_empty() { known_periods(&datasets) } else { wanted.clone() };
    for period in periods {
        let found = figures(period);
        if found.1 > best.1 {
            best = found;
        }
        // The newest that most of them share.
        if 2 * best.1 > places.len() {
            break;
        }
    }
    if best.1 == 0 {
        return Err(Error::no_data(absent(&outer, &wanted, &group)));
    }
    let mut answer = Answer::new(Measure::Attainment, level.code().unwrap_or_default());
    answer.items = best.0;
    rank(&mut answer);
    if answer.items.iter().any(|i| i.at_or_above[0].share.moe_reason.as_deref() == Some(SUM_OF_ROUNDED)) {
        answer.note(SUM_OF_ROUNDED, &[]);
    }
    Ok(answer)
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
