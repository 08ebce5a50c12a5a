//! From observations to figures: what a question is, and its answer with every figure's margin and source.

pub mod attainment;
pub mod earnings;
pub mod estimate;
pub mod explain;
pub mod figures;
pub mod gap;
pub mod jobs;
pub mod pipeline;
pub mod progress;
pub mod published;
pub mod scenario;
pub mod skills_gap;
pub mod spec;
mod tally;
pub mod trend;

use crate::WHOLE;
use crate::dataset::catalog::{Catalog, Source};
use crate::dataset::{Dataset, Dim, period::Period, place};
use crate::error::{Error, Result};
use crate::plain::plain;
use estimate::Estimate;
use explain::{CellRef, Unit};
pub use spec::{Group, Measure, Spec};

/// A word of a measure's own vocabulary; a result with any other is refused.
pub type Word = &'static str;

/// A place with the name that the data give it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// FIPS or GEOID.
    pub code: String,
    /// Its name, or the code where no table names it.
    pub name: String,
    /// `nation`, `state`, `county`, `metro`, `puma`, `tract` or `other`.
    pub kind: String,
}

plain!(Place { code, name, kind });

/// People at a level of education.
#[derive(Debug, Clone, PartialEq)]
pub struct LevelFigure {
    /// Code of the level.
    pub level: String,
    /// Share of the adults, 0 to 1.
    pub share: Estimate,
    /// Number of adults.
    pub people: Estimate,
}

plain!(LevelFigure { level, share, people });

/// A place, period and group with its figures.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// Where.
    pub place: Place,
    /// When.
    pub period: String,
    /// Who.
    pub group: Group,
    /// All adults of the group.
    pub total: Estimate,
    /// The levels, lowest first, that make up the whole; the same ones in every item of a result.
    pub levels: Vec<LevelFigure>,
    /// At or above each level that the item's own tables give.
    pub at_or_above: Vec<LevelFigure>,
    /// How it stands against the reference; in gaps only.
    pub gap: Option<gap::Gap>,
    /// Rank among the places of the answer, the highest share being 1; equal for those that tie. In answers by county or
    /// tract.
    pub rank: Option<usize>,
}

plain!(Item {
    place, period, group, total, levels: optional, at_or_above as "atOrAbove": optional, gap: sparse, rank: sparse,
});

impl Item {
    /// The figures of a level, at or above it or exactly it.
    #[must_use]
    pub fn figure(&self, level: &str) -> Option<&LevelFigure> {
        self.at_or_above(level).or_else(|| self.levels.iter().find(|f| f.level == level))
    }

    /// The figures at or above a level.
    #[must_use]
    pub fn at_or_above(&self, level: &str) -> Option<&LevelFigure> {
        self.at_or_above.iter().find(|f| f.level == level)
    }
}

/// A remark on a result that a reader should see: a stable code, and what it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// A stable word, with a sentence in each language's message file.
    pub code: String,
    /// Values for the sentence.
    pub values: Vec<String>,
}

plain!(Note { code, values: optional });

/// The answer to a question: plain data, all that a chart needs.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// What was measured.
    pub measure: Measure,
    /// Whom the figures are about.
    pub universe: String,
    /// The level asked about.
    pub level: String,
    /// A row a place, period and group.
    pub items: Vec<Item>,
    /// What gaps are measured against.
    pub reference: Option<Item>,
    /// The definition of a gap that is asked about.
    pub definition: Option<gap::Definition>,
    /// How unequal the groups of a gap are altogether.
    pub spread: Option<gap::Spread>,
    /// Jobs by education.
    pub jobs: Option<jobs::Jobs>,
    /// Demand less supply.
    pub skills_gap: Option<skills_gap::SkillsGap>,
    /// Stages from school to work, a row a place, group and stage.
    pub pipeline: Vec<pipeline::Stage>,
    /// Earnings by level, a row a place and level.
    pub earnings: Vec<earnings::Earnings>,
    /// Figures as published, a row a place and period.
    pub published: Vec<published::Published>,
    /// Where an agenda's indicators stand, a row an indicator.
    pub progress: Vec<progress::Progress>,
    /// What if: the years to come with and without contributions.
    pub scenario: Option<scenario::Scenario>,
    /// The sources of all figures.
    pub sources: Vec<Source>,
    /// What a reader should know.
    pub notes: Vec<Note>,
}

plain!(Answer {
    measure, universe, level, items: optional, reference: sparse, definition: sparse, spread: sparse, jobs: sparse,
    skills_gap as "skillsGap": sparse, pipeline: charts, earnings: charts, published: written, progress: whole_written,
    scenario: charts,
    sources: optional, notes: optional,
});

impl Answer {
    pub(crate) fn new(measure: Measure, level: &str) -> Self {
        Self {
            measure,
            universe: "adults_25_and_over".to_owned(),
            level: level.to_owned(),
            items: Vec::new(),
            reference: None,
            definition: None,
            spread: None,
            jobs: None,
            skills_gap: None,
            pipeline: Vec::new(),
            earnings: Vec::new(),
            published: Vec::new(),
            progress: Vec::new(),
            scenario: None,
            sources: Vec::new(),
            notes: Vec::new(),
        }
    }

    fn note(&mut self, code: &str, values: &[&str]) {
        let note = Note { code: code.to_owned(), values: values.iter().map(|v| (*v).to_owned()).collect() };
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    /// Lists the sources of every figure, in order of appearance.
    fn cite(mut self, catalog: &Catalog) -> Self {
        let mut ids: Vec<String> = Vec::new();
        let mut add = |estimate: &Estimate| {
            for id in estimate::source_ids(&estimate.source) {
                if !ids.iter().any(|known| known == id) {
                    ids.push(id.to_owned());
                }
            }
        };
        for item in self.items.iter().chain(&self.reference) {
            add(&item.total);
            for figure in item.levels.iter().chain(&item.at_or_above) {
                add(&figure.share);
                add(&figure.people);
            }
            item.gap.iter().for_each(|g| add(&g.reference));
        }
        if let Some(jobs) = &self.jobs {
            jobs.estimates().for_each(&mut add);
        }
        self.skills_gap.iter().flat_map(skills_gap::SkillsGap::estimates).for_each(&mut add);
        self.pipeline.iter().for_each(|s| add(&s.share));
        for row in &self.earnings {
            add(&row.earnings);
            row.unemployment.iter().for_each(&mut add);
        }
        self.published.iter().for_each(|row| add(&row.value));
        self.progress.iter().flat_map(|row| &row.points).for_each(|point| add(&point.value));
        self.scenario.iter().flat_map(scenario::Scenario::estimates).for_each(|e| add(&e));
        self.sources = ids.iter().map(|id| catalog.source(id)).collect();
        self
    }
}

/// What a question is told that this build of the crate cannot answer.
const UNKNOWN: &str = "this build of the module does not know it";

/// Answers a question from what is loaded.
///
/// # Errors
/// `bad-spec` for a question that cannot be understood, `no-data` where nothing that is loaded answers it,
/// `not-comparable` where the comparison would mislead.
pub fn measure(catalog: &Catalog, spec: &Spec) -> Result<Answer> {
    answer(catalog, spec, Traced::Few)
}

/// Whether figures say how they came about: those of thousands of places only where that is what is asked.
#[derive(Clone, Copy, PartialEq)]
enum Traced {
    Few,
    All,
}

fn answer(catalog: &Catalog, spec: &Spec, traced: Traced) -> Result<Answer> {
    // What one measure alone understands must not be passed over by another.
    for (field, given, of) in [
        ("group", spec.group.is_some(), Measure::Pipeline),
        ("assumptions", spec.assumptions.is_some(), Measure::SkillsGap),
        ("definition", spec.definition.is_some(), Measure::Gap),
        // Of which earnings know two, and progress those of the agenda.
        (
            "indicator",
            spec.indicator.is_some() && !matches!(spec.measure, Measure::Earnings | Measure::Progress),
            Measure::Published,
        ),
        ("scenario", spec.scenario.is_some(), Measure::Scenario),
    ] {
        if given && spec.measure != of {
            return Err(Error::spec(field, "this measure knows no such thing"));
        }
    }
    check_by(spec)?;
    let answer = match spec.measure {
        unknown if !unknown.is_known() => return Err(Error::spec("measure", UNKNOWN)),
        Measure::Attainment => attainment::measure(catalog, spec, traced)?,
        Measure::Trend => trend::measure(catalog, spec)?,
        Measure::Gap => gap::measure(catalog, spec)?,
        Measure::Jobs => jobs::measure(catalog, spec)?,
        Measure::SkillsGap => skills_gap::measure(catalog, spec)?,
        Measure::Pipeline => pipeline::measure(catalog, spec)?,
        Measure::Earnings => earnings::measure(catalog, spec)?,
        Measure::Published => published::measure(catalog, spec)?,
        Measure::Progress => progress::measure(catalog, spec)?,
        Measure::Scenario => scenario::measure(catalog, spec)?,
    };
    Ok(answer.cite(catalog))
}

fn check_by(spec: &Spec) -> Result<()> {
    if spec.by.is_some_and(|by| !by.is_known()) { Err(Error::spec("by", UNKNOWN)) } else { Ok(()) }
}

/// The figure of a row, as published.
fn published(dataset: &Dataset, row: usize) -> Estimate {
    let figure = Estimate::from_cells(dataset.value(row), dataset.moe(row), dataset.text(Dim::Source, row));
    if !WHOLE {
        return figure;
    }
    let text = |dim: Dim| dataset.text(dim, row).to_owned();
    let cell = CellRef {
        table: dataset.table.to_string(),
        line: dataset.line(row),
        column: text(Dim::Column),
        source: text(Dim::Source),
        place: text(Dim::Place),
        level: text(Dim::Level),
        occupation: text(Dim::Occupation),
    };
    figure.from_cell(cell, Unit::from_code(dataset.text(Dim::Unit, row)))
}

/// The rows that hold these values in the newest period, or the newest of some periods; of the first table that has it.
fn newest<'a>(
    catalog: &'a Catalog,
    data: Option<&str>,
    periods: &[Period],
    wanted: &[(Dim, &str)],
) -> Option<(&'a Dataset, Period, Vec<usize>)> {
    let mut best: Option<(&Dataset, Period, Vec<usize>)> = None;
    for dataset in catalog.datasets(data) {
        for (text, rows) in dataset.group(&dataset.select(wanted), Dim::Period) {
            let Some(period) = Period::parse(text) else { continue };
            let fits = periods.is_empty() || periods.contains(&period);
            if fits && best.as_ref().is_none_or(|(_, known, _)| known.sort_key() < period.sort_key()) {
                best = Some((dataset, period, rows));
            }
        }
    }
    best
}

/// The periods for which a spec's place and groups have figures on its level, oldest first.
///
/// # Errors
/// `bad-spec` for a question that cannot be understood.
pub fn periods(catalog: &Catalog, spec: &Spec) -> Result<Vec<String>> {
    check_by(spec)?;
    attainment::all_periods(catalog, spec)
}

fn named(catalog: &Catalog, code: &str) -> Place {
    let name = catalog.name(code).unwrap_or_else(|| code.to_owned());
    Place { code: code.to_owned(), name, kind: place::kind(code).to_owned() }
}
