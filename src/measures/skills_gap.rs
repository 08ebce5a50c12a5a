//! The skills gap: demand for a level of education less its supply in a place, by three readings of demand side by side.
//! No single one is the truth, so that an answer needs at least two.
//!
//! - `entry`: jobs whose occupation typically asks for the level at entry, over the jobs counted ([`super::jobs`]). BLS
//!   says that its categories do not directly depict demand by attainment (Monthly Labor Review, April 2012).
//! - `workers`: the jobs of each occupation times the share of its workers who have the level (BLS Employment
//!   Projections, table 5.3: nation, rounded percentages), over the jobs of the occupations that the table has, joined by
//!   code. Critics hold that it overstates demand (Harrington and Sum).
//! - `published`: the share of jobs that need any education after high school as Georgetown CEW publishes it for the
//!   nation, or the share that the question assumes.
//!
//! With d the share of demand, s the share of the adults who have the level, and B the adults, or the part of them that
//! is assumed to take part in the labor market: gap = d - s and people = (d - s) B. Shares are compared with shares: jobs
//! are counted where people work and adults where they live. Stocks only; openings are a flow and never enter. Margins:
//! [`estimate::difference`] and [`estimate::product`]. Counts of jobs and published shares have none, an assumption has
//! none either, and so nothing has that is made of them.
//!
//! A published claim (`claim_skills_gap_workers` C, quoted, never computed) stands beside it with the share of demand
//! that would give it: s + C / B.

use super::attainment::{self, Adults};
use super::estimate::{self, Estimate};
use super::spec::{Assumptions, OneOrMany};
use super::{Answer, Group, Measure, Place, Spec, Word, jobs, named, newest, published};
use crate::dataset::catalog::Catalog;
use crate::dataset::level::Level;
use crate::dataset::microdata::AGES;
use crate::dataset::{Dim, ENTRY, indicator, period::Period, place};
use crate::error::{Error, Result};
use crate::ingest::cell::Missing;
use crate::number;
use crate::plain::plain;
use std::collections::HashMap;

/// The code of all occupations together.
const ALL_OCCUPATIONS: &str = "00-0000";

/// Demand and supply by one reading of demand.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// `entry`, `workers` or `published`.
    pub reading: Word,
    /// Year of the demand; "" for an assumed share.
    pub period: String,
    /// Share of the jobs that ask for the level, 0 to 1.
    pub required_share: Estimate,
    /// Number of those jobs.
    pub jobs: Option<Estimate>,
    /// Share of the adults who have the level, 0 to 1.
    pub supply_share: Estimate,
    /// Demand less supply: 0.1 is ten percentage points, below nought more have the level than jobs ask for it.
    pub gap_share: Estimate,
    /// The same in people of the base.
    pub gap_people: Estimate,
    /// The adults, or those of them assumed to take part in the labor market.
    pub base: Estimate,
    /// Share of all jobs published for the area, 0 to 1, whose occupation could be joined.
    pub joined: Option<f64>,
}

plain!(Reading {
    reading: among(&["entry", "workers", "published"]), period, required_share as "requiredShare", jobs: sparse, supply_share as "supplyShare",
    gap_share as "gapShare", gap_people as "gapPeople", base, joined: sparse,
});

/// Demand less supply in a place.
#[derive(Debug, Clone, PartialEq)]
pub struct SkillsGap {
    /// Where.
    pub place: Place,
    /// Period of the adults.
    pub period: String,
    /// What was assumed, defaults filled in.
    pub assumptions: Assumptions,
    /// By each reading of demand.
    pub readings: Vec<Reading>,
    /// The gap in people that a publisher claims for the place; quoted.
    pub claim: Option<Estimate>,
    /// The share of demand that would give the claim with this base and supply.
    pub implied_share: Option<Estimate>,
}

plain!(SkillsGap { place, period, assumptions, readings, claim: sparse, implied_share as "impliedShare": sparse });

impl SkillsGap {
    pub(super) fn estimates(&self) -> impl Iterator<Item = &Estimate> {
        self.readings.iter().map(|r| &r.gap_people).filter(|e| e.value.is_some()).chain(&self.claim)
    }
}

/// The assumptions with every default but the required share, which is a table's.
fn checked(given: Option<&Assumptions>) -> Result<Assumptions> {
    let mut assumed = given.cloned().unwrap_or_default();
    let one_of = |field: &mut Option<String>, name: &str, known: [&str; 2]| match field.as_deref() {
        None => {
            *field = Some(known[0].to_owned());
            Ok(())
        }
        Some(code) if known.contains(&code) => Ok(()),
        Some(code) => Err(Error::spec("assumptions", format!("{name}: “{code}” is not one of {}", known.join(", ")))),
    };
    one_of(&mut assumed.population, "population", ["25_and_over", "25_to_64"])?;
    one_of(&mut assumed.period, "period", ["base", "projected"])?;
    for (name, share) in [("participation", assumed.participation), ("required_share", assumed.required_share)] {
        if share.is_some_and(|s| !(0.0..=1.0).contains(&s)) {
            return Err(Error::spec("assumptions", format!("{name} is a share, 0 to 1")));
        }
    }
    Ok(assumed)
}

/// Answers a spec of measure `skills_gap`, of one place.
pub(super) fn measure(catalog: &Catalog, spec: &Spec) -> Result<Answer> {
    spec.of_everyone("skills_gap")?;
    let level = spec.level()?;
    // A level that cuts through one of the jobs' levels cannot be counted.
    let told_apart = ENTRY.iter().filter_map(|(_, code)| Level::from_code(code));
    if !level.is_at_or_above() || told_apart.into_iter().any(|l| !level.holds(l) && l.last() >= level.first()) {
        return Err(Error::spec("level", "a skills gap is of a level or higher: bachelors_or_higher, say"));
    }
    let mut assumed = checked(spec.assumptions.as_ref())?;
    let places = spec.places(catalog.default_place())?;
    let [place] = &places[..] else { return Err(Error::spec("place", "a skills gap is of one place at a time")) };
    let projected = assumed.period.as_deref() == Some("projected");

    // Demand by entry requirement, and which jobs are counted.
    let mut asked = Spec { place: Some(OneOrMany::One(place.clone())), ..Spec::new(Measure::Jobs) };
    asked.data.clone_from(&spec.data);
    let indicator = if projected { indicator::JOBS_PROJECTED } else { indicator::JOBS };
    let data = spec.data.as_deref();
    if projected {
        let found = newest(catalog, data, &[], &[(Dim::Place, place), (Dim::Indicator, indicator)]);
        let Some((_, period, _)) = found else {
            return Err(Error::no_data(format!("no projection of jobs is loaded for place {place}")));
        };
        asked.period = Some(OneOrMany::One(period.to_string()));
    }
    let of_jobs = jobs::measure(catalog, &asked)?;
    let mut answer = Answer::new(Measure::SkillsGap, level.code().unwrap_or_default());
    answer.notes = of_jobs.notes;
    let Some(jobs) = of_jobs.jobs else { return Err(Error::no_data("no jobs are loaded")) };
    let jobs_period: Vec<Period> = Period::parse(&jobs.period).into_iter().collect();
    let asks =
        |code: &str| ENTRY.iter().any(|(c, l)| *c == code && Level::from_code(l).is_some_and(|l| level.holds(l)));
    let counts = |wanted: &dyn Fn(&str) -> bool| {
        let found: Vec<Estimate> = jobs.education.iter().filter(|e| wanted(&e.level)).map(|e| e.jobs.clone()).collect();
        estimate::sum(&found)
    };
    let by_entry = counts(&asks);
    let entry_share = estimate::proportion(&by_entry, &counts(&|_| true));
    answer.note("demand-entry", &[]);

    // Demand by what workers have.
    let (mut having, mut joined) = (Vec::new(), Vec::new());
    let workers = newest(catalog, None, &[], &[(Dim::Indicator, indicator::WORKERS)]);
    let of_place = [(Dim::Place, place.as_str()), (Dim::Indicator, indicator)];
    if let (Some((workers, _, of_workers)), Some((table, _, rows))) =
        (workers, newest(catalog, data, &jobs_period, &of_place))
    {
        // Each occupation's rows, found once.
        let groups = workers.group(&of_workers, Dim::Occupation);
        let group_of: HashMap<Box<str>, u32> =
            groups.iter().zip(0..).map(|((code, _), at)| ((*code).into(), at)).collect();
        for row in rows {
            let occupation = table.text(Dim::Occupation, row);
            let figure = published(table, row);
            let Some(group) = group_of.get(occupation) else { continue };
            if figure.value.is_none() || occupation == ALL_OCCUPATIONS {
                continue;
            }
            let of_level =
                |row: &&usize| Level::from_code(workers.text(Dim::Level, **row)).is_some_and(|l| level.holds(l));
            let shares: Vec<Estimate> =
                groups[*group as usize].1.iter().filter(of_level).map(|r| published(workers, *r)).collect();
            let jobs = estimate::product(&figure, &estimate::sum(&shares));
            if jobs.value.is_some() {
                having.push(jobs);
                joined.push(figure);
            }
        }
    }
    let (having, joined) = (estimate::sum(&having), estimate::sum(&joined));
    let workers_share = if joined.value > Some(0.0) {
        estimate::proportion(&having, &joined)
    } else {
        Estimate::missing(Missing::NotAvailable.code())
    };
    let joined = joined.value.map_or(0.0, |j| j / jobs.coverage.published_total.unwrap_or(jobs.coverage.counted));
    if workers_share.value.is_some() {
        answer.note("demand-workers", &[&number::fixed(joined * 100.0, 1)]);
    }

    // Demand as published, or as assumed.
    let mut published_period = String::new();
    let published_share = match assumed.required_share {
        Some(share) => Estimate::assumption(share),
        None => {
            let indicator =
                if projected { indicator::NEEDING_POSTSECONDARY_PROJECTED } else { indicator::NEEDING_POSTSECONDARY };
            let of = |place: &str| newest(catalog, None, &[], &[(Dim::Place, place), (Dim::Indicator, indicator)]);
            // The series is of education after high school and says nothing of other levels.
            let found = if level == Level::SOME_COLLEGE_OR_HIGHER {
                of(place).or_else(|| of(place::NATION))
            } else {
                answer.note("demand-published-level", &[]);
                None
            };
            match found {
                Some((table, period, rows)) => {
                    if table.text(Dim::Place, rows[0]) != place {
                        answer.note("demand-published-nation", &[]);
                    }
                    published_period = period.to_string();
                    let share = published(table, rows[0]);
                    assumed.required_share = share.value;
                    share
                }
                None => Estimate::missing(Missing::NotAvailable.code()),
            }
        }
    };

    let (period, supply, adults) = supply(catalog, spec, place, &jobs_period, &assumed)?;
    if assumed.population.as_deref() == Some("25_to_64") {
        answer.universe = "adults_25_to_64".to_owned();
    }
    let base = match assumed.participation {
        Some(part) => {
            answer.note("supply-participation", &[&number::fixed(part * 100.0, 1)]);
            estimate::product(&adults, &Estimate::assumption(part))
        }
        None => adults,
    };
    answer.note("supply-residents", &[]);
    if projected {
        answer.note("supply-today", &[&jobs.period, &period.to_string()]);
    }
    let reading = |reading, period: &str, required_share: Estimate, jobs: Option<Estimate>| {
        let gap_share = estimate::difference(&required_share, &supply);
        Reading {
            reading,
            period: period.to_owned(),
            gap_people: estimate::product(&base, &gap_share),
            gap_share,
            required_share,
            jobs,
            supply_share: supply.clone(),
            base: base.clone(),
            joined: None,
        }
    };
    let readings = vec![
        reading("entry", &jobs.period, entry_share, Some(by_entry)),
        Reading { joined: Some(joined), ..reading("workers", &jobs.period, workers_share, Some(having)) },
        reading("published", &published_period, published_share, None),
    ];
    if readings.iter().filter(|r| r.gap_share.value.is_some()).count() < 2 {
        let message = "a skills gap needs two readings of demand: load the education of workers by occupation, or the \
                       published share, or assume a required_share";
        return Err(Error::no_data(message));
    }
    let of_claim = [(Dim::Place, place.as_str()), (Dim::Indicator, indicator::CLAIM_SKILLS_GAP)];
    let claim = catalog.datasets(None).find_map(|d| Some(published(d, *d.select(&of_claim).first()?)));
    if claim.is_some() {
        answer.note("claim-quoted", &[]);
    }
    let implied_share = claim.as_ref().map(|c| estimate::sum(&[supply.clone(), estimate::ratio(c, &base)]));
    answer.skills_gap = Some(SkillsGap {
        place: named(catalog, place),
        period: period.to_string(),
        assumptions: assumed,
        readings,
        claim,
        implied_share,
    });
    Ok(answer)
}

/// The adults: their period, the share who have the level, and all of them. Of the period asked for, else the newest
/// that is not after the jobs', else the newest.
fn supply(
    catalog: &Catalog,
    spec: &Spec,
    place: &str,
    jobs: &[Period],
    assumed: &Assumptions,
) -> Result<(Period, Estimate, Estimate)> {
    let level = spec.level()?;
    let wanted = spec.periods()?;
    if wanted.len() > 1 {
        return Err(Error::spec("period", "the adults of a skills gap are of one period"));
    }
    let of_25_to_64 = assumed.population.as_deref() == Some("25_to_64");
    // Of those known, oldest first.
    let choose = |known: &[Period]| match wanted.first() {
        Some(one) => Some(*one),
        None => {
            let before = |p: &&Period| jobs.first().is_some_and(|j| p.last <= j.last);
            known.iter().rev().find(before).or(known.last()).copied()
        }
    };
    if of_25_to_64 {
        // A table of that age goes before the bands of microdata.
        let mut tables = Adults::aged_25_to_64(catalog, place);
        tables.retain(|(_, adults)| adults.at(level).share.value.is_some() && adults.total().value.is_some());
        let periods: Vec<Period> = tables.iter().map(|t| t.0).collect();
        let chosen = choose(&periods);
        if let Some((period, adults)) = tables.into_iter().find(|(period, _)| Some(*period) == chosen) {
            return Ok((period, adults.at(level).share, adults.total()));
        }
    }
    let of_age = |age: &&str| Group { age: Some((*age).to_owned()), ..Group::default() };
    // The last band is 65 and over.
    let groups: Vec<Group> =
        if of_25_to_64 { AGES[..AGES.len() - 1].iter().map(of_age).collect() } else { vec![Group::default()] };
    let period = choose(&attainment::periods(catalog, None, place, &groups[0]));
    let missing = |period: &str| {
        let of = if of_25_to_64 { ", ages 25 to 64: load a table of that age, or microdata" } else { "" };
        let code = level.code().unwrap_or_default();
        Error::no_data(format!("no figures on adults of level {code} are loaded for place {place}{period}{of}"))
    };
    let period = period.ok_or_else(|| missing(""))?;
    let (mut having, mut all) = (Vec::new(), Vec::new());
    for group in &groups {
        let adults = Adults::find(catalog, None, place, &period.to_string(), group);
        having.push(adults.at(level));
        all.push(adults.total());
    }
    let all = estimate::sum(&all);
    let share = match &having[..] {
        [one] => one.share.clone(),
        parts => {
            let people: Vec<Estimate> = parts.iter().map(|f| f.people.clone()).collect();
            estimate::proportion(&estimate::sum(&people), &all)
        }
    };
    if share.value.is_none() || all.value.is_none() {
        Err(missing(&format!(" in {period}")))
    } else {
        Ok((period, share, all))
    }
}
