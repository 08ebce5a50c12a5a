//! Gap: how far a group or place is from another at one level of education, by every definition in use.
//!
//! - Percentage points: d = p_reference - p_group, M_d = sqrt(M_reference^2 + M_group^2).
//! - People to parity: N_group * max(0, d), M = sqrt(N^2 M_d^2 + d^2 M_N^2): how many more adults of the group would need
//!   the level for the shares to be equal.
//! - Ratio: r = p_group / p_reference with the ratio's margin. Adjusted parity index: r, or 2 - 1/r where r > 1, its
//!   margin there M_r / r^2. Parity is 0.97 to 1.03 (UNESCO).
//! - Four-fifths rule: p_group / p_highest < 0.8 (Uniform Guidelines, 43 FR 38295).
//! - Index of disparity: 100 * mean |p_i - p_reference| / p_reference. Theil's T = sum of w_i (p_i / p) ln(p_i / p), where
//!   0 ln 0 = 0, of groups that do not overlap. Their margins need replicate weights; from tables they have none.
//! - Ranks: one is ahead of another only where the two differ at 90 %; else they tie, and so do those that cannot be
//!   tested because one holds the other.
//! - The two differ at 90 % confidence if |d| > M_d. It assumes independence, so no verdict is given where one holds
//!   the other, and periods that overlap or differ in length are refused.
//!
//! Source: Census Bureau, "Understanding and Using ACS Data", chapters 7 and 8.

use super::attainment::{self, Adults, Asked};
use super::estimate::{self, Estimate, Reliability};
use super::explain::Rule;
use super::{Answer, Group, Item, LevelFigure, Measure, Spec, named};
use crate::dataset::catalog::Catalog;
use crate::dataset::level::Level;
use crate::dataset::{period::Period, place};
use crate::error::{Error, ErrorKind, Result};
use crate::plain::plain;

/// What can be said of a difference at 90 % confidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Larger than its margin.
    Different,
    /// Within its margin.
    TooClose,
    /// No test can be made; `reason` says why.
    CannotTest,
}

plain!(
    enum Verdict {
        Different = "different",
        TooClose = "too-close",
        CannotTest = "cannot-test",
    }
);

/// A definition of a gap. An answer has them all; this is the one that it is about, and that its chart shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Definition {
    /// Percentage points between the shares.
    #[default]
    Points,
    /// Group over reference.
    Ratio,
    /// Adjusted parity index.
    ParityIndex,
    /// Group over the highest share, against four fifths.
    FourFifths,
    /// Adults of the group who would need the level.
    PeopleToParity,
}

plain!(
    enum Definition {
        Points = "points",
        Ratio = "ratio",
        ParityIndex = "parity_index",
        FourFifths = "four_fifths",
        PeopleToParity = "people_to_parity",
    }
);

impl Definition {
    /// The gap by this definition.
    #[must_use]
    pub fn of(self, gap: &Gap) -> &Estimate {
        match self {
            Self::Points => &gap.points,
            Self::Ratio => &gap.ratio,
            Self::ParityIndex => &gap.parity_index,
            Self::FourFifths => &gap.of_highest,
            Self::PeopleToParity => &gap.people_to_parity,
        }
    }
}

/// Where a ratio stands to parity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parity {
    /// Under 0.97.
    Below,
    /// 0.97 to 1.03.
    Within,
    /// Over 1.03.
    Above,
}

plain!(
    enum Parity {
        Below = "below",
        Within = "within",
        Above = "above",
    }
);

/// The band of parity (UNESCO Institute for Statistics, parity indices).
pub const PARITY: std::ops::RangeInclusive<f64> = 0.97..=1.03;

/// A group under this part of the highest share is flagged (43 FR 38295).
pub const FOUR_FIFTHS: f64 = 0.8;

/// Where a ratio stands to the band of parity.
pub(super) fn parity(ratio: f64) -> Parity {
    match ratio {
        r if r < *PARITY.start() => Parity::Below,
        r if r > *PARITY.end() => Parity::Above,
        _ => Parity::Within,
    }
}

/// The four-fifths rule.
pub(super) fn under_four_fifths(of_highest: f64) -> bool {
    of_highest < FOUR_FIFTHS
}

/// Whether the definitions that can be judged say the same of a group.
pub(super) fn agree(behind: &[Option<bool>]) -> bool {
    let mut known = behind.iter().flatten();
    let first = known.next();
    known.all(|b| Some(b) == first)
}

/// How unequal the groups of an answer are altogether.
#[derive(Debug, Clone, PartialEq)]
pub struct Spread {
    /// 100 * mean |p_i - p_reference| / p_reference.
    pub index_of_disparity: Estimate,
    /// Theil's T; only for groups that do not overlap.
    pub theil: Estimate,
}

plain!(Spread { index_of_disparity as "indexOfDisparity", theil });

/// How a group stands against the reference.
#[derive(Debug, Clone, PartialEq)]
pub struct Gap {
    /// Reference less group, as a share: 0.1 is ten percentage points.
    pub points: Estimate,
    /// The share that the group is compared with.
    pub reference: Estimate,
    /// Group over reference.
    pub ratio: Estimate,
    /// Adjusted parity index: 0 to 2, and 1 is parity.
    pub parity_index: Estimate,
    /// Where the ratio stands to the band of parity, 0.97 to 1.03.
    pub parity: Option<Parity>,
    /// Share over the highest.
    pub of_highest: Estimate,
    /// Whether the share is under four fifths of the highest.
    pub under_four_fifths: Option<bool>,
    /// Whether the definitions that can be judged agree that the group is behind, or that it is not.
    pub definitions_agree: bool,
    /// Rank by share, the highest being 1; equal for those that cannot be told apart.
    pub rank: Option<usize>,
    /// How many more adults of the group would need the level.
    pub people_to_parity: Estimate,
    /// Different, too close to call, or not to be tested.
    pub verdict: Verdict,
    /// Why no test can be made.
    pub reason: Option<String>,
}

plain!(Gap {
    points, reference: optional, ratio: optional, parity_index as "parityIndex": optional, parity,
    of_highest as "ofHighest": optional, under_four_fifths as "underFourFifths",
    definitions_agree as "definitionsAgree": optional, rank, people_to_parity as "peopleToParity", verdict,
    reason: sparse,
});

/// Answers a spec of measure `gap`.
pub(super) fn measure(catalog: &Catalog, spec: &Spec) -> Result<Answer> {
    let level = spec.level()?;
    let asked = attainment::asked(catalog, spec)?;
    if asked.iter().all(|a| a.adults.at(level).share.value.is_none()) {
        return Err(Error::no_data("no figures are loaded at this level".to_owned()));
    }
    let mut answer = Answer::new(Measure::Gap, level.code().unwrap_or_default());
    answer.definition = Some(spec.definition.unwrap_or_default());
    // Ranks set every item against every other, so that it is not only the reference's period that matters.
    for one in &asked {
        check_periods(one.period, asked.iter().map(|a| a.period))?;
    }
    if spec.reference.as_ref().is_some_and(|r| r.others) {
        return against_others(catalog, spec, &asked, level, answer);
    }
    let reference = match &spec.reference {
        Some(wanted) => {
            let first = &asked[0];
            let place = wanted.place.as_deref().map_or_else(|| first.place.clone(), place::normalise);
            let group = wanted.group(spec)?;
            let period = first.period;
            let adults = Adults::find(catalog, spec.data.as_deref(), &place, &period.to_string(), &group);
            let one = Asked { place, period, group, adults };
            let found = item(catalog, &one, level);
            if found.at_or_above[0].share.value.is_none() {
                let message = format!("no figures are loaded for the reference, {} in {period}", found.place.name);
                return Err(Error::no_data(message));
            }
            found
        }
        None => {
            let share = |a: &Asked| a.adults.at(level).share.value.unwrap_or(f64::NEG_INFINITY);
            let reliable = |a: &&Asked| a.adults.at(level).share.reliability != Some(Reliability::Low);
            let higher = |a, b| if share(b) > share(a) { b } else { a };
            // Asked is not empty; the first is the highest of one.
            let any = asked.iter().reduce(higher).unwrap_or(&asked[0]);
            // An estimate of few people is no measure for the others, where there is a better one.
            let highest = asked.iter().filter(reliable).reduce(higher).unwrap_or(any);
            answer.note(if std::ptr::eq(highest, any) { "reference-highest" } else { "reference-reliable" }, &[]);
            item(catalog, highest, level)
        }
    };
    for one in &asked {
        let mut found = item(catalog, one, level);
        found.gap = Some(between(&reference, &found));
        answer.items.push(found);
    }
    judge(&mut answer);
    let p = reference.at_or_above[0].share.clone();
    answer.spread = Some(spread(&answer, &reference, &p));
    answer.reference = Some(reference);
    Ok(answer)
}

/// Each group against all others of its place: counts of everyone less the group's own.
fn against_others(catalog: &Catalog, spec: &Spec, asked: &[Asked], level: Level, mut answer: Answer) -> Result<Answer> {
    let everyone = Group::default();
    for one in asked {
        let mut found = item(catalog, one, level);
        if found.group == everyone {
            return Err(Error::spec("reference", "everyone has no others to be compared with"));
        }
        let data = spec.data.as_deref();
        let whole = |data| Adults::find(catalog, data, &one.place, &one.period.to_string(), &everyone);
        // A table of groups may leave everyone to another one of the same survey.
        let whole = Some(whole(data)).filter(|w| w.total().value.is_some()).unwrap_or_else(|| whole(None));
        let people = estimate::others(&whole.at(level).people, &found.at_or_above[0].people);
        let total = estimate::others(&whole.total(), &found.total);
        let share = estimate::proportion(&people, &total);
        found.gap = Some(compare(&share, &found, None));
        answer.items.push(found);
    }
    answer.note("reference-others", &[]);
    judge(&mut answer);
    Ok(answer)
}

/// Periods of another length than one, or that overlap it without being the same, cannot be compared with it.
fn check_periods(one: Period, periods: impl Iterator<Item = Period>) -> Result<()> {
    for period in periods {
        let why = if period == one {
            continue;
        } else if one.years() != period.years() {
            "are periods of different length"
        } else if one.overlaps(period) {
            "overlap"
        } else {
            continue;
        };
        let message = format!("{one} and {period} {why}: a difference between them cannot be judged");
        return Err(ErrorKind::NotComparable { message }.into());
    }
    Ok(())
}

fn item(catalog: &Catalog, asked: &Asked, level: Level) -> Item {
    let figure: LevelFigure = asked.adults.at(level);
    Item {
        place: named(catalog, &asked.place),
        period: asked.period.to_string(),
        group: asked.group.clone(),
        total: asked.adults.total(),
        levels: Vec::new(),
        at_or_above: vec![figure],
        gap: None,
        rank: None,
    }
}

fn between(reference: &Item, item: &Item) -> Gap {
    let same = reference.place == item.place && reference.period == item.period && reference.group == item.group;
    // Samples of two periods are independent; periods that overlap were refused.
    let doubt = if same {
        Some("is-the-reference")
    } else if nested(reference, item) {
        Some("not-independent")
    } else {
        None
    };
    compare(&reference.at_or_above[0].share, item, doubt)
}

/// A group against a share; `doubt` is why the two are not independent, which replicate weights take care of.
fn compare(p_reference: &Estimate, item: &Item, doubt: Option<&str>) -> Gap {
    let p_group = &item.at_or_above[0].share;
    let checked = |e: Estimate| match doubt {
        Some("is-the-reference") => e.without_moe("is-the-reference"),
        Some(reason) if !e.has_replicates() => e.without_moe(reason),
        _ => e,
    };
    let points = checked(estimate::difference(p_reference, p_group));
    let ratio = checked(estimate::ratio(p_group, p_reference));
    let mut reason = None;
    let verdict = match (points.value, points.moe) {
        (Some(d), Some(m)) if d.abs() > m => Verdict::Different,
        (Some(_), Some(_)) => Verdict::TooClose,
        _ => {
            reason = points.moe_reason.clone().or_else(|| points.reason.clone());
            Verdict::CannotTest
        }
    };
    let short = estimate::at_least_nought(&points);
    Gap {
        reference: p_reference.clone(),
        parity_index: estimate::parity_index(&ratio),
        parity: ratio.value.map(parity),
        ratio,
        of_highest: Estimate::default(),
        under_four_fifths: None,
        definitions_agree: true,
        rank: None,
        people_to_parity: estimate::product(&item.total, &short),
        points,
        verdict,
        reason,
    }
}

/// What needs all items: the four-fifths rule, the ranks, and whether the choice of definition changes the conclusion.
fn judge(answer: &mut Answer) {
    let shares: Vec<Estimate> = answer.items.iter().map(|i| i.at_or_above[0].share.clone()).collect();
    let highest = shares.iter().filter(|s| s.value.is_some()).reduce(|a, b| if b.value > a.value { b } else { a });
    let mut disagree = false;
    // One that lies in the other cannot be tested against it but with replicate weights; without a test they tie.
    let tested = |a: usize, b: usize| {
        (shares[a].has_replicates() && shares[b].has_replicates()) || !nested(&answer.items[a], &answer.items[b])
    };
    let ahead = |a: usize, b: usize| {
        shares[a].value > shares[b].value && tested(a, b) && estimate::differ(&shares[a], &shares[b]) == Some(true)
    };
    let rank = |b: usize| shares[b].moe.map(|_| 1 + (0..shares.len()).filter(|a| ahead(*a, b)).count());
    let ranks: Vec<Option<usize>> = (0..shares.len()).map(rank).collect();
    for ((item, share), rank) in answer.items.iter_mut().zip(&shares).zip(ranks) {
        let (Some(gap), Some(_), Some(highest)) = (&mut item.gap, share.value, highest) else { continue };
        gap.of_highest = estimate::of_highest(share, highest);
        gap.under_four_fifths = gap.of_highest.value.map(under_four_fifths);
        gap.rank = rank;
        gap.definitions_agree = agree(&[
            (gap.verdict != Verdict::CannotTest)
                .then(|| gap.verdict == Verdict::Different && gap.points.value.is_some_and(|d| d > 0.0)),
            gap.parity.map(|p| p == Parity::Below),
            gap.under_four_fifths,
        ]);
        disagree |= !gap.definitions_agree;
    }
    if disagree {
        answer.note("definition-matters", &[]);
    }
}

fn spread(answer: &Answer, reference: &Item, p_reference: &Estimate) -> Spread {
    let share = |i: &&Item| i.at_or_above[0].share.value.is_some();
    let items: Vec<&Item> = answer.items.iter().filter(share).collect();
    let others = items.iter().filter(|i| i.group != reference.group || i.place != reference.place);
    let operands: Vec<&Estimate> =
        std::iter::once(p_reference).chain(others.map(|i| &i.at_or_above[0].share)).collect();
    let index_of_disparity = estimate::by_replicates_only(Rule::IndexOfDisparity, &operands, |x| {
        let distance: f64 = x[1..].iter().map(|p| (p - x[0]).abs()).sum();
        100.0 * distance / (x.len() - 1) as f64 / x[0]
    });
    // Race and Hispanic origin cross each other; the sexes and places do not.
    if items.iter().any(|i| i.group.race.is_some()) {
        return Spread { index_of_disparity, theil: Estimate::missing("groups-overlap") };
    }
    let operands: Vec<&Estimate> = items.iter().flat_map(|i| [&i.total, &i.at_or_above[0].share]).collect();
    let theil = estimate::by_replicates_only(Rule::Theil, &operands, |x| {
        let all: f64 = x.chunks(2).map(|g| g[0]).sum();
        let p: f64 = x.chunks(2).map(|g| g[0] * g[1]).sum::<f64>() / all;
        let term = |g: &[f64]| if g[1] == 0.0 { 0.0 } else { g[0] / all * (g[1] / p) * (g[1] / p).ln() };
        x.chunks(2).map(term).sum()
    });
    Spread { index_of_disparity, theil }
}

/// The percentage-point-gap method of the California Community Colleges (PPG-1), for cohorts counted one by one and never
/// for survey estimates: a group's rate less that of all others is flagged where it is at most -E,
/// E = max(1.96 sqrt(p (1 - p) / n), 0.02); ten students or fewer are too few.
///
/// ```
/// use common_measure::measures::gap::ppg1;
/// assert_eq!(ppg1(0.70, 400, 0.80), Some(true));
/// assert_eq!(ppg1(0.79, 400, 0.80), Some(false));
/// assert_eq!(ppg1(0.10, 10, 0.80), None);
/// ```
#[must_use]
pub fn ppg1(rate: f64, students: u64, others: f64) -> Option<bool> {
    Some(rate - others <= -ppg1_threshold(rate, students)?)
}

/// E of [`ppg1`], p being the group's own rate and n its students; none for ten or fewer.
#[must_use]
pub fn ppg1_threshold(rate: f64, students: u64) -> Option<f64> {
    (students > 10).then(|| (1.96 * (rate * (1.0 - rate) / students as f64).sqrt()).max(0.02))
}

/// Whether one side is part of the other in the same period, so that the two are not independent.
fn nested(a: &Item, b: &Item) -> bool {
    a.period == b.period && holds(a, b)
}

/// Whether one side is part of the other: a county of its state, women of everyone.
fn holds(a: &Item, b: &Item) -> bool {
    let within = |outer: &Item, inner: &Item| {
        place::holds(&outer.place.code, &inner.place.code) && outer.group.holds(&inner.group)
    };
    within(a, b) || within(b, a)
}
