//! From school to work: of 100 young people, how many reach each stage, as far as the data reach.
//!
//! Every stage is as published: its own source, its own year, its own denominator. Only one product is made: the A-G rate
//! is a share of the graduates, not of the cohort (California Department of Education, "Information about the Adjusted
//! Cohort Graduation Rate"), and so of 100 in the cohort graduation rate times A-G rate meet it. Both rates are of one
//! cohort and one source, else there is no product; stages of different cohorts are never multiplied.
//!
//! The figures count every pupil: there is no sampling error and so no margin. Small cohorts are hidden before they get
//! here, see [`crate::dataset::suppression`].
//!
//! A group is set against all others of its place and year, by subtraction of counts (rate times cohort), with the
//! percentage-point-gap method of the California Community Colleges (PPG-1, see [`ppg1_threshold`]) and, beside it, by the
//! ratio and the four-fifths rule. Of chronic absence and dropping out more is worse: there a group is flagged where its
//! rate is at least E above, and ratio, parity and four fifths are of those who were not absent or did not drop out.

use super::estimate::{self, Estimate};
use super::explain::Unit;
use super::gap::{self, Parity, ppg1_threshold};
use super::spec::By;
use super::{Answer, Measure, Place, Spec, Word, named, newest, published};
use crate::dataset::catalog::Catalog;
use crate::dataset::suppression::{STUDENT_RACES, STUDENT_SEXES};
use crate::dataset::{Dim, indicator, period::Period};
use crate::error::{Error, Result};
use crate::ingest::cell::Missing;
use crate::plain::plain;

/// Why figures that count everyone have no margin.
pub(super) const FULL_COUNT: &str = "full-count";

/// A stage that a place's and group's young people reach, or do not.
#[derive(Debug, Clone, PartialEq)]
pub struct Stage {
    /// Where.
    pub place: Place,
    /// Code of the student group, `RH` say; "" is everyone.
    pub group: String,
    /// `chronically_absent`, `reading_grade_3`, `math_grade_8`, `english_grade_11`, `graduated`, `met_a_g`,
    /// `dropped_out`, `college_going`, `first_year_credits` or `degree`.
    pub stage: Word,
    /// School year of the figure or, for a cohort, in which it should graduate; "" where there is none.
    pub period: String,
    /// The share as published, 0 to 1.
    pub share: Estimate,
    /// Whom the share is of: `enrolled`, `tested`, `cohort`, `graduates` or `completers`.
    pub of: Word,
    /// How many of 100.
    pub of_hundred: Estimate,
    /// Of which 100: as `of`, but for what the product gives.
    pub hundred: Word,
    /// How many there are in that denominator.
    pub base: Estimate,
    /// Whether two rates of one cohort were multiplied.
    pub multiplied: bool,
    /// The format of the file that would fill a stage without data; "" where no public file has it.
    pub fills: Option<Word>,
    /// How a group stands against all others of its place and year; none for everyone.
    pub gap: Option<CohortGap>,
}

plain!(Stage {
    place, group, stage: among(&stages()), period, share, of: among(&words(|s| s.3)), of_hundred as "ofHundred", hundred: among(&words(|s| s.3)), base, multiplied,
    fills: perhaps(&words(|s| s.4)), gap: sparse,
});

/// How a group of a cohort stands against all others of it. Shares are of the cohort, as [`Stage::of_hundred`].
#[derive(Debug, Clone, PartialEq)]
pub struct CohortGap {
    /// The share of all others, 0 to 1.
    pub others_share: Estimate,
    /// Group less others, as a share: -0.1 is ten percentage points below.
    pub points: Estimate,
    /// E of PPG-1: a gap of at least this is flagged.
    pub threshold: Option<f64>,
    /// Whether PPG-1 flags the group.
    pub flagged: Option<bool>,
    /// Why it cannot be said.
    pub reason: Option<String>,
    /// Group over others.
    pub ratio: Estimate,
    /// Where the ratio stands to the band of parity, 0.97 to 1.03.
    pub parity: Option<Parity>,
    /// Share over the highest of the groups asked for.
    pub of_highest: Estimate,
    /// Whether it is under four fifths; none where one group alone is asked for.
    pub under_four_fifths: Option<bool>,
    /// How many more of the group would need to reach the stage for the shares to be equal; fewer, where more is worse.
    pub people_to_parity: Estimate,
    /// Rank among the groups asked for, the best being 1. Everyone is counted: only equal rates tie.
    pub rank: Option<usize>,
    /// Whether the definitions that can be judged agree that the group is behind, or that it is not.
    pub definitions_agree: bool,
}

plain!(CohortGap {
    others_share as "othersShare", points, threshold, flagged, reason: sparse, ratio, parity,
    of_highest as "ofHighest": skip, under_four_fifths as "underFourFifths", people_to_parity as "peopleToParity",
    rank, definitions_agree as "definitionsAgree",
});

/// A stage's name, the indicators of its share and its denominator, whom the share is of, and the format with it.
type Known = (&'static str, &'static str, &'static str, &'static str, &'static str);

/// The stages in the order of a life. Graduation comes before what is multiplied by it.
const STAGES: [Known; 10] = [
    ("chronically_absent", indicator::CHRONIC_ABSENCE, indicator::ENROLLED, "enrolled", "ca-cde-absenteeism"),
    ("reading_grade_3", indicator::READING_3, indicator::READING_3_TESTED, "tested", "ca-caaspp"),
    ("math_grade_8", indicator::MATH_8, indicator::MATH_8_TESTED, "tested", "ca-caaspp"),
    ("english_grade_11", indicator::ENGLISH_11, indicator::ENGLISH_11_TESTED, "tested", "ca-caaspp"),
    ("graduated", indicator::GRADUATION, indicator::COHORT, "cohort", "ca-cde-graduation"),
    (MET_A_G, indicator::A_G, indicator::COHORT, "graduates", "ca-cde-graduation"),
    ("dropped_out", indicator::DROPOUT, indicator::COHORT, "cohort", "ca-cde-graduation"),
    ("college_going", indicator::COLLEGE_GOING, indicator::COMPLETERS, "completers", "ca-cde-college-going"),
    // Neither is in a public file that this crate reads.
    ("first_year_credits", "", "", "completers", ""),
    ("degree", "", "", "completers", ""),
];

const MET_A_G: &str = "met_a_g";

/// A column of [`STAGES`].
fn words(of: impl Fn(&Known) -> Word) -> [Word; STAGES.len()] {
    STAGES.each_ref().map(of)
}

/// The stages' names.
pub(crate) fn stages() -> [Word; STAGES.len()] {
    words(|s| s.0)
}

/// Stages of which more is worse.
fn is_adverse(stage: &str) -> bool {
    matches!(stage, "chronically_absent" | "dropped_out")
}

/// How far published rates may be from the true ones: they are rounded to a tenth of a percentage point.
pub(super) const ROUNDED: f64 = 0.0005;

/// Why nothing is said where that decides.
pub(super) const ROUNDED_RATES: &str = "rounded-rates";

/// A stage as a group reaches it.
struct Reached {
    period: Period,
    share: Estimate,
    base: Estimate,
    /// Share of the denominator of [`Stage::hundred`].
    of_all: Estimate,
}

/// The newest figures of a stage, or the newest of some periods.
fn reached(catalog: &Catalog, spec: &Spec, periods: &[Period], who: (&str, &str), known: &Known) -> Option<Reached> {
    let (place, group) = who;
    let (stage, share, count, ..) = *known;
    if share.is_empty() {
        return None;
    }
    let of = |indicator| [(Dim::Place, place), (Dim::Group, group), (Dim::Indicator, indicator)];
    let (table, period, rows) = newest(catalog, spec.data.as_deref(), periods, &of(share))?;
    let share = published(table, rows[0]).without_moe(FULL_COUNT);
    let year = period.to_string();
    let counted = table.select(&[&of(count)[..], &[(Dim::Period, year.as_str())]].concat());
    let base = counted.first().map(|row| published(table, *row).without_moe(FULL_COUNT));
    let of_all = if stage == MET_A_G {
        let graduated = STAGES.iter().find(|s| s.0 == "graduated");
        match graduated.and_then(|g| reached(catalog, spec, &[period], who, g)) {
            Some(graduated) if graduated.share.source == share.source => estimate::product(&graduated.share, &share),
            _ => Estimate::missing("other-cohort"),
        }
    } else {
        share.clone()
    };
    let base = base.unwrap_or_else(|| Estimate::missing(Missing::NotAvailable.code()));
    Some(Reached { period, share, base, of_all })
}

/// A group against all others: everyone's counts less the group's own.
fn against_others(stage: &str, everyone: &Reached, group: &Reached) -> CohortGap {
    let count = |r: &Reached| estimate::product(&r.of_all, &r.base);
    let people = estimate::others(&count(everyone), &count(group));
    let others = estimate::others(&everyone.base, &group.base);
    let mut others_share = estimate::proportion(&people, &others);
    if others_share.value.is_some_and(|p| !(0.0..=1.0).contains(&p)) {
        others_share = Estimate::missing(ROUNDED_RATES).of(&others_share.source);
    }
    let points = estimate::percentage_point_gap(&group.of_all, &others_share);
    let adverse = is_adverse(stage);
    let one = Estimate::constant(1.0, Unit::Share);
    let good = |e: &Estimate| if adverse { estimate::difference(&one, e) } else { e.clone() };
    let ratio = estimate::ratio(&good(&group.of_all), &good(&others_share));
    let short = if adverse { points.clone() } else { estimate::difference(&others_share, &group.of_all) };
    let mut gap = CohortGap {
        people_to_parity: estimate::product(&group.base, &estimate::at_least_nought(&short)),
        parity: ratio.value.map(gap::parity),
        threshold: None,
        flagged: None,
        reason: points.reason.clone(),
        of_highest: Estimate::default(),
        under_four_fifths: None,
        rank: None,
        definitions_agree: true,
        others_share,
        points,
        ratio,
    };
    if let (Some(p), Some(n), Some(all), Some(short)) =
        (group.of_all.value, group.base.value, everyone.base.value, short.value)
    {
        gap.threshold = ppg1_threshold(p, n as u64);
        // Rounding of everyone's rate weighs the more the fewer the others are.
        let rates = if stage == MET_A_G { 2.0 } else { 1.0 };
        let doubt = rates * ROUNDED * 2.0 * all / (all - n);
        match gap.threshold {
            None => gap.reason = Some("too-few-students".to_owned()),
            Some(e) if (short - e).abs() < doubt => gap.reason = Some(ROUNDED_RATES.to_owned()),
            Some(e) => gap.flagged = Some(short >= e),
        }
    }
    gap
}

/// What needs all groups of a place and stage: ranks, the four-fifths rule, and whether the definitions agree.
fn judge(answer: &mut Answer) {
    let key = |s: &Stage| (s.place.code.clone(), s.stage, s.period.clone());
    // Of 100, how many did what is better.
    let hundred = Estimate::constant(100.0, Unit::Count);
    let good = |s: &Stage| {
        s.gap.as_ref().filter(|_| s.of_hundred.value.is_some())?;
        Some(if is_adverse(s.stage) { estimate::difference(&hundred, &s.of_hundred) } else { s.of_hundred.clone() })
    };
    let all: Vec<_> = answer.pipeline.iter().map(|s| (key(s), good(s))).collect();
    let (mut ranked, mut disagree) = (false, false);
    for (stage, (own, p)) in answer.pipeline.iter_mut().zip(&all) {
        let (Some(gap), Some(p)) = (&mut stage.gap, p) else { continue };
        let peers: Vec<&Estimate> = all.iter().filter(|(key, _)| key == own).filter_map(|(_, p)| p.as_ref()).collect();
        if peers.len() > 1 {
            let highest = peers.iter().fold(p, |best, q| if q.value > best.value { q } else { best });
            gap.of_highest = estimate::of_highest(p, highest);
            gap.under_four_fifths = gap.of_highest.value.map(gap::under_four_fifths);
            gap.rank = Some(1 + peers.iter().filter(|q| q.value > p.value).count());
            ranked = true;
        }
        gap.definitions_agree =
            gap::agree(&[gap.flagged, gap.parity.map(|p| p == Parity::Below), gap.under_four_fifths]);
        disagree |= !gap.definitions_agree;
    }
    if ranked {
        answer.note("ranks-of-counts", &[]);
    }
    if disagree {
        answer.note("definition-matters", &[]);
    }
}

/// The groups that a spec asks for, "" being everyone.
fn groups(spec: &Spec) -> Result<Vec<String>> {
    let owned = |codes: &[&str]| codes.iter().map(|c| (*c).to_owned()).collect();
    match (spec.by, &spec.group) {
        (Some(_), Some(_)) => Err(Error::spec("by", "a pipeline is by groups that are named, or by all of a kind")),
        // Not reported is no race.
        (Some(By::Race), None) => Ok(owned(&STUDENT_RACES[..STUDENT_RACES.len() - 1])),
        (Some(By::Sex), None) => Ok(owned(&STUDENT_SEXES)),
        (Some(_), None) => Err(Error::spec("by", "students are told apart by race or by sex")),
        (None, None) => Ok(vec![String::new()]),
        // "TA" is the department's own code for everyone.
        (None, Some(g)) => Ok(g.as_slice().iter().map(|g| if g == "TA" { String::new() } else { g.clone() }).collect()),
    }
}

/// Answers a spec of measure `pipeline`: every stage for each place and group.
pub(super) fn measure(catalog: &Catalog, spec: &Spec) -> Result<Answer> {
    Spec { by: None, ..spec.clone() }.of_everyone("pipeline")?;
    let places = spec.places(catalog.default_place())?;
    let periods = spec.periods()?;
    let groups = groups(spec)?;
    let mut answer = Answer::new(Measure::Pipeline, "");
    answer.universe = "students".to_owned();
    for place in &places {
        for group in &groups {
            let found: Vec<Option<Reached>> =
                STAGES.iter().map(|known| reached(catalog, spec, &periods, (place, group), known)).collect();
            // A group that no table tells apart is not asked for by name.
            if spec.by.is_some() && found.iter().all(Option::is_none) {
                continue;
            }
            for (known, found) in STAGES.iter().zip(found) {
                let (stage, .., of, format) = *known;
                let missing = || Estimate::missing(Missing::NotAvailable.code());
                let mut row = Stage {
                    place: named(catalog, place),
                    group: group.clone(),
                    stage,
                    period: String::new(),
                    share: missing(),
                    of,
                    of_hundred: missing(),
                    hundred: of,
                    base: missing(),
                    multiplied: false,
                    fills: None,
                    gap: None,
                };
                let Some(own) = found else {
                    row.fills = Some(format);
                    answer.pipeline.push(row);
                    continue;
                };
                if !group.is_empty() {
                    let everyone = reached(catalog, spec, &[own.period], (place, ""), known);
                    let everyone = everyone.filter(|e| e.share.source == own.share.source);
                    row.gap = everyone.map(|everyone| against_others(stage, &everyone, &own));
                }
                row.period = own.period.to_string();
                if stage == MET_A_G {
                    row.hundred = "cohort";
                    row.multiplied = true;
                }
                row.of_hundred = estimate::product(&own.of_all, &Estimate::constant(100.0, Unit::Count));
                (row.share, row.base) = (own.share, own.base);
                if row.multiplied && row.of_hundred.value.is_some() {
                    answer.note("a-g-of-cohort", &[]);
                }
                answer.pipeline.push(row);
            }
        }
    }
    if answer.pipeline.iter().all(|s| s.fills.is_some()) {
        let groups = groups.join(", ");
        let of = if groups.is_empty() { groups } else { format!(", group {groups}") };
        return Err(Error::no_data(format!("no figures on students are loaded for place {}{of}", places.join(", "))));
    }
    if answer.pipeline.iter().any(|s| s.gap.is_some()) {
        answer.note("gap-of-cohorts", &[]);
    }
    judge(&mut answer);
    let mut years = answer.pipeline.iter().map(|s| &s.period).filter(|p| !p.is_empty());
    let first = years.next();
    if years.any(|p| Some(p) != first) {
        answer.note("cohorts-differ", &[]);
    }
    Ok(answer)
}
