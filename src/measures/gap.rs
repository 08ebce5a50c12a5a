//! Gap: how far a group or place is from another at one level of education.
//!
//! - Percentage points: d = p_reference - p_group, M_d = sqrt(M_reference^2 + M_group^2).
//! - People to parity: N_group * max(0, d), M = sqrt(N^2 M_d^2 + d^2 M_N^2): how many more adults of the group would need
//!   the level for the shares to be equal.
//! - The two differ at 90 % confidence if |d| > M_d. It assumes independence, so no verdict is given where one holds
//!   the other, and periods that overlap or differ in length are refused.
//!
//! Source: Census Bureau, "Understanding and Using ACS Data", chapters 7 and 8.

use super::attainment::{self, Adults, Asked};
use super::estimate::{self, Estimate};
use super::{Answer, Item, LevelFigure, Measure, Spec, named};
use crate::dataset::catalog::Catalog;
use crate::dataset::level::Level;
use crate::dataset::{period::Period, place};
use crate::error::{Error, ErrorKind, Result};
use serde::{Deserialize, Serialize};

/// What can be said of a difference at 90 % confidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Larger than its margin.
    Different,
    /// Within its margin.
    TooClose,
    /// No test can be made; `reason` says why.
    CannotTest,
}

/// How a group stands against the reference.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Gap {
    /// Reference less group, as a share: 0.1 is ten percentage points.
    pub points: Estimate,
    /// How many more adults of the group would need the level.
    pub people_to_parity: Estimate,
    /// Different, too close to call, or not to be tested.
    pub verdict: Verdict,
    /// Why no test can be made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Answers a spec of measure `gap`.
pub(super) fn measure(catalog: &Catalog, spec: &Spec) -> Result<Answer> {
    let level = spec.level()?;
    let mut asked = attainment::asked(catalog, spec)?;
    asked.retain(|a| a.adults.at(level).share.value.is_some());
    if asked.is_empty() {
        return Err(Error::no_data("no figures are loaded at this level".to_owned()));
    }
    let mut answer = Answer::new(Measure::Gap, level.code().unwrap_or_default());
    let (reference, period) = match &spec.reference {
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
            (found, period)
        }
        None => {
            answer.note("reference-highest", &[]);
            let share = |a: &Asked| a.adults.at(level).share.value.unwrap_or(f64::NEG_INFINITY);
            // Asked is not empty; the first is the highest of one.
            let highest = asked.iter().max_by(|a, b| share(a).total_cmp(&share(b))).unwrap_or(&asked[0]);
            (item(catalog, highest, level), highest.period)
        }
    };
    check_periods(period, asked.iter().map(|a| a.period))?;
    for one in &asked {
        let mut found = item(catalog, one, level);
        found.gap = Some(between(&reference, &found));
        answer.items.push(found);
    }
    answer.reference = Some(reference);
    Ok(answer)
}

/// Periods of another length than the reference's, or that overlap it without being the same, cannot be compared.
fn check_periods(reference: Period, periods: impl Iterator<Item = Period>) -> Result<()> {
    for period in periods {
        let why = if period == reference {
            continue;
        } else if reference.years() != period.years() {
            "are periods of different length"
        } else if reference.overlaps(period) {
            "overlap"
        } else {
            continue;
        };
        let message = format!("{reference} and {period} {why}: a difference between them cannot be judged");
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
    }
}

fn between(reference: &Item, item: &Item) -> Gap {
    let (p_reference, p_group) = (&reference.at_or_above[0].share, &item.at_or_above[0].share);
    let mut points = estimate::difference(p_reference, p_group);
    let same = reference.place == item.place && reference.period == item.period && reference.group == item.group;
    let nested = !same && holds(reference, item);
    let mut reason = None;
    if same {
        points = points.without_moe("is-the-reference");
    } else if nested && !points.has_replicates() {
        points = points.without_moe("not-independent");
    }
    let verdict = match (points.value, points.moe) {
        (Some(d), Some(m)) if d.abs() > m => Verdict::Different,
        (Some(_), Some(_)) => Verdict::TooClose,
        _ => {
            reason = points.moe_reason.clone().or_else(|| points.reason.clone());
            Verdict::CannotTest
        }
    };
    let short = estimate::at_least_nought(&points);
    Gap { people_to_parity: estimate::product(&item.total, &short), points, verdict, reason }
}

/// Whether one side is part of the other: a county of its state, women of everyone.
fn holds(a: &Item, b: &Item) -> bool {
    let within = |outer: &Item, inner: &Item| {
        place::holds(&outer.place.code, &inner.place.code) && outer.group.holds(&inner.group)
    };
    within(a, b) || within(b, a)
}
