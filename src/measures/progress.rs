//! Progress: where an agenda's indicators stand against their targets.
//!
//! A target is reached on a straight path from the baseline b, in the year t0, to the target T in the year t1. At the year
//! t of the newest figure x the path stands at P = (1 - w) b + w T, w = (t - t0) / (t1 - t0), and at T from t1 on. A
//! period of several years stands at its middle. The indicator is d = x - P ahead, P - x where less is better, with
//! M_d = sqrt(M_x^2 + (1 - w)^2 M_b^2): the target is no estimate. It is on track where d > M_d, off track where d < -M_d,
//! and cannot be told otherwise.
//!
//! The margins' rules: Census Bureau, "Understanding and Using ACS Data", chapters 7 and 8; periods that overlap are not
//! independent and periods of different length are not compared (chapter 3). Figures that count everyone have no sampling
//! error, but are published as rounded rates: half a unit of each stands in for M.

use super::estimate::{self, Estimate};
use super::explain::Unit;
use super::{Answer, Measure, Place, Spec, attainment, gap, named, pipeline, trend};
use crate::agenda::{Agenda, Indicator, Target};
use crate::dataset::catalog::Catalog;
use crate::dataset::{Dim, period::Period};
use crate::error::{Error, Result};
use crate::order;
use crate::plain::plain;

/// What can be said of an indicator at 90 % confidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Ahead of the path by more than the margin.
    OnTrack,
    /// Behind it by more than the margin.
    OffTrack,
    /// Neither; `reason` says why.
    CannotTell,
}

plain!(write enum Verdict { OnTrack = "on-track", OffTrack = "off-track", CannotTell = "cannot-tell" });

/// A figure of an indicator.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// When.
    pub period: String,
    /// A share; of a gap, percentage points as a share.
    pub value: Estimate,
}

plain!(write Point { period, value });

/// Where an indicator stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Progress {
    /// Its id in the agenda.
    pub indicator: String,
    /// Where.
    pub place: Place,
    /// Its figures, oldest first.
    pub points: Vec<Point>,
    /// Of the baseline's period.
    pub baseline: Option<Point>,
    /// The newest.
    pub latest: Option<Point>,
    /// Newest less baseline, where the two can be compared.
    pub change: Option<Estimate>,
    /// What is to be reached, and when.
    pub target: Option<Target>,
    /// Where the path to the target stands at the newest figure's period.
    pub path: Option<Estimate>,
    /// How far the newest figure is ahead of the path; behind it below nought.
    pub ahead: Option<Estimate>,
    /// On track, off track, or cannot be told.
    pub verdict: Verdict,
    /// Why it cannot be told.
    pub reason: Option<String>,
}

plain!(write Progress {
    indicator, place, points, baseline, latest, change: sparse, target, path: sparse, ahead: sparse, verdict,
    reason: sparse,
});

/// A verdict, or why there is none.
type Told = std::result::Result<Verdict, String>;

/// Answers a spec of measure `progress`: every indicator of the agenda, or the one that is named.
pub(super) fn measure(catalog: &Catalog, spec: &Spec) -> Result<Answer> {
    let Some(Agenda { indicators }) = catalog.agenda() else {
        return Err(Error::no_data("the catalog was given no agenda"));
    };
    let mut answer = Answer::new(Measure::Progress, "");
    answer.universe.clear();
    let wanted = |indicator: &&Indicator| spec.indicator.as_ref().is_none_or(|id| *id == indicator.id);
    answer.progress = indicators.iter().filter(wanted).map(|i| of(catalog, i)).collect();
    if answer.progress.is_empty() {
        let id = spec.indicator.as_deref().unwrap_or_default();
        return Err(Error::spec("indicator", format!("the agenda has no indicator “{id}”")));
    }
    Ok(answer)
}

/// Where one indicator stands; what is not loaded is a reason, not an error.
fn of(catalog: &Catalog, indicator: &Indicator) -> Progress {
    let place = indicator.spec.as_ref().and_then(|s| s.places(catalog.default_place()).ok()).unwrap_or_default();
    let mut row = Progress {
        indicator: indicator.id.clone(),
        place: named(catalog, place.first().map_or("", String::as_str)),
        points: Vec::new(),
        baseline: None,
        latest: None,
        change: None,
        target: indicator.target,
        path: None,
        ahead: None,
        verdict: Verdict::CannotTell,
        reason: None,
    };
    let points = match &indicator.spec {
        None => Err("waiting-for-data".to_owned()),
        Some(spec) => series(catalog, spec, indicator.stage.as_deref()).map_err(|e| e.code().to_owned()),
    };
    match points.and_then(|points| judge(&mut row, indicator, points)) {
        Ok(verdict) => row.verdict = verdict,
        Err(reason) => row.reason = Some(reason),
    }
    row
}

/// The figures that a question has, a period each, oldest first.
fn series(catalog: &Catalog, spec: &Spec, stage: Option<&str>) -> Result<Vec<(Period, Estimate)>> {
    let mut found: Vec<(Period, Estimate)> = Vec::new();
    let mut add = |period: &str, value: &Estimate| {
        if let (Some(period), Some(_)) = (Period::parse(period), value.value) {
            found.push((period, value.clone()));
        }
    };
    let at = |period: String| Spec { period: Some(super::spec::OneOrMany::One(period)), ..spec.clone() };
    match spec.measure {
        Measure::Pipeline => {
            for period in all_periods(catalog, spec)? {
                // Of the place's periods only some are school years.
                let Ok(answer) = pipeline::measure(catalog, &at(period)) else { continue };
                let rows = answer.pipeline.iter().filter(|row| Some(row.stage) == stage);
                rows.for_each(|row| add(&row.period, &row.share));
            }
        }
        Measure::Gap => {
            for period in attainment::all_periods(catalog, spec)? {
                // A period may lack the reference's figure.
                let Ok(answer) = gap::measure(catalog, &at(period)) else { continue };
                for item in &answer.items {
                    item.gap.iter().for_each(|gap| add(&item.period, &gap.points));
                }
            }
        }
        _ => {
            let answer = trend::measure(catalog, spec)?;
            answer.items.iter().for_each(|item| add(&item.period, &item.at_or_above[0].share));
        }
    }
    if found.is_empty() {
        return Err(Error::no_data("no figures are loaded for this indicator"));
    }
    order::sort_by(&mut found, |(a, _), (b, _)| a.sort_key().cmp(&b.sort_key()));
    Ok(found)
}

/// The periods for which a place has figures of any kind.
fn all_periods(catalog: &Catalog, spec: &Spec) -> Result<Vec<String>> {
    let places = spec.places(catalog.default_place())?;
    let mut periods: Vec<String> = Vec::new();
    for dataset in catalog.datasets(spec.data.as_deref()) {
        for (text, _) in dataset.group(&dataset.select(&[(Dim::Place, &*places[0])]), Dim::Period) {
            if !periods.iter().any(|known| known == text) {
                periods.push(text.to_owned());
            }
        }
    }
    Ok(periods)
}

/// Fills a row in; the verdict, or why it cannot be told.
fn judge(row: &mut Progress, indicator: &Indicator, points: Vec<(Period, Estimate)>) -> Told {
    let point = |(period, value): &(Period, Estimate)| Point { period: period.to_string(), value: value.clone() };
    row.points = points.iter().map(point).collect();
    row.latest = row.points.last().cloned();
    let Some(latest) = points.last() else { return Err("no-data".to_owned()) };
    let baseline = match indicator.baseline {
        None => Err("no-baseline"),
        Some(wanted) => points.iter().find(|(period, _)| *period == wanted).ok_or("no-baseline-figure"),
    };
    let comparable = baseline.and_then(|baseline| {
        row.baseline = Some(point(baseline));
        compared(baseline, latest).map(|()| baseline)
    });
    if let Ok((_, base)) = comparable {
        row.change = Some(estimate::difference(&latest.1, base));
    }
    let Target { value, year } = indicator.target.ok_or("no-target")?;
    let ((then, base), (now, figure)) = (comparable?, latest);
    let target = Estimate::constant(value, Unit::Share);
    let w = (now.midpoint() - then.midpoint()) / (f64::from(year) - then.midpoint());
    let share = |w: f64| Estimate::constant(w, Unit::Ratio);
    let path = if w < 1.0 {
        estimate::sum(&[estimate::product(&share(1.0 - w), base), estimate::product(&share(w), &target)])
    } else {
        target
    };
    let ahead = if indicator.lower_is_better {
        estimate::difference(&path, figure)
    } else {
        estimate::difference(figure, &path)
    };
    let (distance, margin, within) = match (ahead.value, ahead.moe, ahead.moe_reason.as_deref()) {
        (Some(d), Some(m), _) => (d, m, "within-margin"),
        (Some(d), None, Some(pipeline::FULL_COUNT)) => {
            (d, pipeline::ROUNDED * (1.0 + (1.0 - w).max(0.0)), pipeline::ROUNDED_RATES)
        }
        (_, _, reason) => return Err(reason.or(ahead.reason.as_deref()).unwrap_or_default().to_owned()),
    };
    (row.path, row.ahead) = (Some(path), Some(ahead));
    match distance {
        d if d > margin => Ok(Verdict::OnTrack),
        d if d < -margin => Ok(Verdict::OffTrack),
        _ => Err(within.to_owned()),
    }
}

/// Whether the newest figure can be compared with the baseline. What counts everyone has no sample that two periods share.
fn compared(
    (then, _): &(Period, Estimate),
    (now, figure): &(Period, Estimate),
) -> std::result::Result<(), &'static str> {
    let counted = figure.moe_reason.as_deref() == Some(pipeline::FULL_COUNT);
    if now.last <= then.last {
        Err("one-period")
    } else if now.years() != then.years() {
        Err("periods-differ")
    } else if now.overlaps(*then) && !counted {
        Err("periods-overlap")
    } else {
        Ok(())
    }
}
