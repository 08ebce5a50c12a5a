//! What a step of education is worth: median earnings by level, the step from the level below, and, for the nation,
//! unemployment.
//!
//! The nation's earnings are median usual weekly earnings of full-time workers (BLS, Current Population Survey), a
//! state's or county's the median of all with earnings in the past 12 months (ACS table B20004): two measures, never in
//! one answer for one place. The nation has both; the week's is given unless the spec's `indicator` names the year's, which
//! is the one to compare it with a state by. Each in dollars of its year. A step is upper - lower, with the margin of
//! [`estimate::difference`], and upper / lower, with that of [`estimate::ratio`]; BLS publishes no margins in these
//! series. People differ in more than their education: a step is a difference between groups, not the effect of studying.

use super::estimate::{self, Estimate};
use super::{Answer, Measure, Place, Spec, Word, named, newest, published};
use crate::dataset::catalog::Catalog;
use crate::dataset::level::Level;
use crate::dataset::{Dim, indicator};
use crate::error::{Error, Result};
use crate::ingest::cell::Missing;
use crate::order;
use crate::plain::plain;

/// Earnings and unemployment at a level of education.
#[derive(Debug, Clone, PartialEq)]
pub struct Earnings {
    /// Where.
    pub place: Place,
    /// When.
    pub period: String,
    /// `median_weekly_earnings` or `median_earnings` (a year).
    pub indicator: Word,
    /// The level. Some hold others: `bachelors_or_higher` holds `bachelors`.
    pub level: String,
    /// Dollars of the period's year.
    pub earnings: Estimate,
    /// Unemployed as a share of the labor force of the same year, 0 to 1.
    pub unemployment: Option<Estimate>,
    /// The level that ends where this one begins.
    pub step_from: Option<String>,
    /// Dollars more than there.
    pub difference: Option<Estimate>,
    /// How many times as much as there.
    pub ratio: Option<Estimate>,
}

plain!(Earnings {
    place, period, indicator: among(&[indicator::WEEKLY_EARNINGS, indicator::ANNUAL_EARNINGS]), level, earnings, unemployment: sparse, step_from as "stepFrom": sparse,
    difference: sparse, ratio: sparse,
});

/// Answers a spec of measure `earnings`: the levels of each place, lowest first.
pub(super) fn measure(catalog: &Catalog, spec: &Spec) -> Result<Answer> {
    let sex = spec.sex.as_deref().filter(|s| *s != "total").unwrap_or("");
    Spec { sex: None, ..spec.clone() }.of_everyone("earnings")?;
    spec.group()?;
    let places = spec.places(catalog.default_place())?;
    let periods = spec.periods()?;
    let mut answer = Answer::new(Measure::Earnings, "");
    let universe = match sex {
        "female" => "women_with_earnings",
        "male" => "men_with_earnings",
        _ => "people_with_earnings",
    };
    answer.universe = universe.to_owned();
    let asked = spec.indicator.as_deref();
    let known = [indicator::WEEKLY_EARNINGS, indicator::ANNUAL_EARNINGS];
    if let Some(code) = asked.filter(|code| !known.contains(code)) {
        return Err(Error::spec("indicator", format!("“{code}” is not one of {}", known.join(", "))));
    }
    for place in &places {
        let rows = |indicator| [(Dim::Place, place.as_str()), (Dim::Sex, sex), (Dim::Indicator, indicator)];
        let of = |indicator| newest(catalog, spec.data.as_deref(), &periods, &rows(indicator)).map(|f| (indicator, f));
        let mut wanted = known.into_iter().filter(|code| asked.is_none_or(|a| a == *code));
        let Some((indicator, (table, period, found))) = wanted.find_map(of) else { continue };
        let years = [period];
        let unemployment = newest(catalog, None, &years, &rows(indicator::UNEMPLOYMENT_RATE));
        let mut levels: Vec<(Level, Estimate, Option<Estimate>)> = Vec::new();
        let of_row = |table: &crate::dataset::Dataset, row: usize| {
            let level = Level::from_code(table.text(Dim::Level, row)).filter(|l| *l != Level::TOTAL);
            level.map(|l| (l, published(table, row)))
        };
        for (level, earnings) in found.into_iter().filter_map(|row| of_row(table, row)) {
            levels.push((level, earnings, None));
        }
        for (table, row) in unemployment.iter().flat_map(|(table, _, rows)| rows.iter().map(move |r| (*table, *r))) {
            let Some((level, rate)) = of_row(table, row) else { continue };
            match levels.iter_mut().find(|(l, ..)| *l == level) {
                Some((.., slot)) => *slot = Some(rate),
                None => levels.push((level, Estimate::missing(Missing::NotAvailable.code()), Some(rate))),
            }
        }
        order::sort_by(&mut levels, |(a, ..), (b, ..)| a.cmp(b));
        let code = |level: Level| level.code().unwrap_or_default().to_owned();
        for (level, earnings, unemployment) in &levels {
            let below = levels.iter().find(|(l, e, _)| l.last() + 1 == level.first() && e.value.is_some());
            let below = below.filter(|_| earnings.value.is_some());
            answer.earnings.push(Earnings {
                place: named(catalog, place),
                period: period.to_string(),
                indicator,
                level: code(*level),
                earnings: earnings.clone(),
                unemployment: unemployment.clone(),
                step_from: below.map(|(l, ..)| code(*l)),
                difference: below.map(|(_, lower, _)| estimate::difference(earnings, lower)),
                ratio: below.map(|(_, lower, _)| estimate::ratio(earnings, lower)),
            });
        }
        let weekly = indicator == indicator::WEEKLY_EARNINGS;
        answer.note(if weekly { "earnings-weekly" } else { "earnings-annual" }, &[]);
    }
    if answer.earnings.is_empty() {
        return Err(Error::no_data(format!("no earnings by education are loaded for place {}", places.join(", "))));
    }
    answer.note("earnings-not-cause", &[]);
    Ok(answer)
}
