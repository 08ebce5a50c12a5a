//! Jobs by the education that their occupation typically asks for at entry, beside the adults of the same area.
//!
//! Each job counts at the "typical education needed for entry" of its occupation (BLS Employment Projections); where
//! a table of jobs does not carry it, it is joined by occupation code. What cannot be counted is said: occupations whose
//! employment is withheld, and those without a match. A postsecondary award below an associate degree counts with some
//! college. OEWS leaves out the self-employed.

use super::attainment::{self, Adults};
use super::estimate::{self, Estimate};
use super::{Answer, Item, Measure, Place, Spec, named, published};
use crate::dataset::catalog::Catalog;
use crate::dataset::level::Level;
use crate::dataset::{Dataset, Dim, ENTRY, indicator, period::Period};
use crate::error::{Error, Result};
use crate::number;
use crate::order;
use crate::plain::plain;

/// Jobs that ask for a level of education.
#[derive(Debug, Clone, PartialEq)]
pub struct EntryFigure {
    /// Code of the education needed for entry.
    pub level: String,
    /// Share of the jobs counted, 0 to 1.
    pub share: Estimate,
    /// Number of jobs.
    pub jobs: Estimate,
}

plain!(EntryFigure { level, share, jobs });

/// A level at which jobs and adults can be set side by side.
#[derive(Debug, Clone, PartialEq)]
pub struct Band {
    /// Code of the level.
    pub level: String,
    /// Share of the jobs that ask for it.
    pub jobs: Estimate,
    /// Share of the adults who have it.
    pub adults: Estimate,
}

plain!(Band { level, jobs, adults });

/// What was counted and what could not be.
#[derive(Debug, Clone, PartialEq)]
pub struct Coverage {
    /// Jobs in occupations with a known entry education.
    pub counted: f64,
    /// All jobs, as published.
    pub published_total: Option<f64>,
    /// Occupations counted.
    pub occupations: usize,
    /// Occupations whose employment is withheld.
    pub suppressed: usize,
    /// Occupations without a known entry education.
    pub unmatched: usize,
}

plain!(Coverage { counted, published_total as "publishedTotal", occupations, suppressed, unmatched });

/// Jobs of an area by education.
#[derive(Debug, Clone, PartialEq)]
pub struct Jobs {
    /// Where.
    pub place: Place,
    /// When.
    pub period: String,
    /// By education needed for entry, lowest first.
    pub education: Vec<EntryFigure>,
    /// At or above each level that matters to the argument.
    pub at_or_above: Vec<EntryFigure>,
    /// Side by side with the adults.
    pub bands: Vec<Band>,
    /// The adults' own period and figures.
    pub adults: Option<Item>,
    /// What was counted.
    pub coverage: Coverage,
}

plain!(Jobs { place, period, education, at_or_above as "atOrAbove", bands, adults: sparse, coverage });

impl Jobs {
    pub(super) fn estimates(&self) -> impl Iterator<Item = &Estimate> {
        let shares = self.education.iter().map(|e| &e.share);
        let bands = self.bands.iter().map(|b| &b.adults);
        shares.chain(bands).filter(|e| e.value.is_some())
    }
}

/// Where jobs and adults meet: a level's code, the first entry education of [`ENTRY`] in it and the last.
const BANDS: [(&str, usize, usize); 4] = [
    ("less_than_high_school", 0, 0),
    ("high_school", 1, 1),
    ("some_college_or_associate", 2, 4),
    ("bachelors_or_higher", 5, 7),
];

/// Every occupation with its entry education and its source, by occupation, the first table's first.
fn entry_education(catalog: &Catalog) -> Vec<[&str; 3]> {
    let mut found = Vec::new();
    for dataset in catalog.datasets(None) {
        for row in dataset.select(&[(Dim::Indicator, indicator::ENTRY_EDUCATION)]) {
            found.push([Dim::Occupation, Dim::Level, Dim::Source].map(|dim| dataset.text(dim, row)));
        }
    }
    order::sort_by(&mut found, |a, b| a[0].cmp(b[0]));
    found
}

/// The table and newest period with jobs in a place.
fn newest<'a>(catalog: &'a Catalog, spec: &Spec, place: &str) -> Result<Option<(&'a Dataset, &'static str, Period)>> {
    let wanted = spec.periods()?;
    let mut best: Option<(&Dataset, &'static str, Period)> = None;
    for dataset in catalog.datasets(spec.data.as_deref()) {
        // A projection answers only where its year is asked for.
        for indicator in [indicator::JOBS, indicator::JOBS_PROJECTED] {
            if wanted.is_empty() && indicator == indicator::JOBS_PROJECTED {
                continue;
            }
            let rows = dataset.select(&[(Dim::Place, place), (Dim::Indicator, indicator)]);
            for (text, _) in dataset.group(&rows, Dim::Period) {
                let Some(period) = Period::parse(text) else { continue };
                let fits = wanted.is_empty() || wanted.contains(&period);
                if fits && best.is_none_or(|(.., known)| known.sort_key() < period.sort_key()) {
                    best = Some((dataset, indicator, period));
                }
            }
        }
    }
    Ok(best)
}

/// Answers a spec of measure `jobs`, of one place.
pub(super) fn measure(catalog: &Catalog, spec: &Spec) -> Result<Answer> {
    let places = spec.places(catalog.default_place())?;
    let [place] = &places[..] else { return Err(Error::spec("place", "jobs are shown for one place at a time")) };
    let Some((dataset, indicator, period)) = newest(catalog, spec, place)? else {
        return Err(Error::no_data(format!("no figures on jobs are loaded for place {place}")));
    };
    let known = entry_education(catalog);
    let mut counts: [Vec<Estimate>; ENTRY.len()] = Default::default();
    let (mut occupations, mut suppressed, mut unmatched) = (0, 0, 0);
    let mut published_total = None;
    let mut projected = false;
    for row in dataset.select(&[(Dim::Place, place), (Dim::Indicator, indicator), (Dim::Period, &period.to_string())]) {
        let occupation = dataset.text(Dim::Occupation, row);
        if occupation == "00-0000" {
            published_total = dataset.value(row).value();
            continue;
        }
        let own = dataset.text(Dim::Level, row);
        let known = || known.get(known.partition_point(|k| k[0] < occupation)).filter(|k| k[0] == occupation);
        let (level, joined) = if own.is_empty() { known().map_or(("", ""), |k| (k[1], k[2])) } else { (own, "") };
        let Some(index) = ENTRY.iter().position(|(code, _)| *code == level) else {
            // Groups of occupations are in the same file; only detailed ones could be matched.
            unmatched += usize::from(is_detailed(occupation));
            continue;
        };
        let jobs = published(dataset, row);
        if jobs.value.is_none() {
            suppressed += 1;
            continue;
        }
        // The figure also rests on where the entry education is from.
        let source = if joined.is_empty() { jobs.source.clone() } else { format!("{} + {joined}", jobs.source) };
        counts[index].push(jobs.of(&source));
        occupations += 1;
        projected |= indicator == indicator::JOBS_PROJECTED;
    }
    let between = |first: usize, last: usize| estimate::sum(&counts[first..=last].concat());
    let top = ENTRY.len() - 1;
    let all = between(0, top);
    let counted = all.value.unwrap_or(0.0);
    if counted <= 0.0 {
        let message = format!("jobs are loaded for place {place}, but not the education that occupations ask for");
        return Err(Error::no_data(message));
    }
    let figure = |level: &str, first: usize, last: usize| {
        let jobs = between(first, last);
        EntryFigure { level: level.to_owned(), share: estimate::proportion(&jobs, &all), jobs }
    };
    let education = ENTRY.iter().enumerate().map(|(i, (code, _))| figure(code, i, i)).collect();
    let at_or_above = [("some_college_or_higher", 2), ("associate_or_higher", 4), ("bachelors_or_higher", 5)]
        .map(|(level, first)| figure(level, first, top))
        .to_vec();
    let mut answer = Answer::new(Measure::Jobs, spec.level()?.code().unwrap_or_default());
    let adults = adults(catalog, place, period);
    let bands = BANDS
        .iter()
        .map(|(level, first, last)| Band {
            level: (*level).to_owned(),
            jobs: figure(level, *first, *last).share,
            adults: Level::from_code(level)
                .zip(adults.as_ref())
                .map_or_else(|| Estimate::missing("not-available"), |(l, (_, found))| found.at(l).share),
        })
        .collect();
    let coverage = Coverage { counted, published_total, occupations, suppressed, unmatched };
    let adults = adults.map(|(adults_period, found)| Item {
        place: named(catalog, place),
        period: adults_period.to_string(),
        group: super::Group::default(),
        total: found.total(),
        levels: Vec::new(),
        at_or_above: ["some_college_or_higher", "bachelors_or_higher"]
            .iter()
            .filter_map(|code| Level::from_code(code))
            .map(|l| found.at(l))
            .collect(),
        gap: None,
        rank: None,
    });
    if projected {
        answer.note("jobs-projected", &[]);
    }
    if suppressed > 0 {
        answer.note("jobs-suppressed", &[&suppressed.to_string()]);
    }
    if unmatched > 0 {
        answer.note("jobs-unmatched", &[&unmatched.to_string()]);
    }
    if let Some(total) = published_total.filter(|t| *t > 0.0 && counted / t < 0.9995) {
        answer.note("jobs-coverage", &[&number::fixed(counted / total * 100.0, 1)]);
    }
    answer.jobs = Some(Jobs {
        place: named(catalog, place),
        period: period.to_string(),
        education,
        at_or_above,
        bands,
        adults,
        coverage,
    });
    Ok(answer)
}

/// OEWS and EDD write groups of occupations with noughts at the end: 13-0000, 13-1000, 13-1010.
fn is_detailed(occupation: &str) -> bool {
    !occupation.ends_with('0')
}

/// The adults of the area in the newest period that is not after the jobs', else the newest.
fn adults(catalog: &Catalog, place: &str, jobs: Period) -> Option<(Period, Adults)> {
    let everyone = super::Group::default();
    let periods = attainment::periods(catalog, None, place, &everyone);
    let period = periods.iter().rev().find(|p| p.last <= jobs.last).or(periods.last()).copied()?;
    Some((period, Adults::find(catalog, None, place, &period.to_string(), &everyone)))
}
