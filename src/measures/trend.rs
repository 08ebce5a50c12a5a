//! Trend: one level of education over every period that has data, oldest first, a row a period.
//!
//! The figures are those of [`super::attainment`]. Periods may overlap (2019 lies inside 2019-2023) and differ in
//! length; the answer says so, because neighbours in such a line are not independent.

use super::attainment::{self, Adults};
use super::{Answer, Item, Measure, Spec, named};
use crate::dataset::catalog::Catalog;
use crate::error::{Error, Result};
use crate::order;

/// Answers a spec of measure `trend`.
pub(super) fn measure(catalog: &Catalog, spec: &Spec) -> Result<Answer> {
    let places = attainment::places(catalog, spec)?;
    let level = spec.level()?;
    let within = spec.group()?;
    let groups = spec.by.map_or_else(|| vec![within.clone()], |by| attainment::groups(by, &within));
    let wanted = spec.periods()?;
    let data = spec.data.as_deref();
    let mut answer = Answer::new(Measure::Trend, level.code().unwrap_or_default());
    for place in &places {
        for group in &groups {
            let mut periods = attainment::periods(catalog, data, place, group);
            periods.retain(|p| wanted.is_empty() || wanted.contains(p));
            order::sort_by(&mut periods, |a, b| a.midpoint().total_cmp(&b.midpoint()));
            if periods.windows(2).any(|w| w[0].overlaps(w[1])) {
                answer.note("periods-overlap", &[]);
            }
            let missing =
                wanted.iter().filter(|w| !periods.contains(w) && spec.by.is_none()).copied().collect::<Vec<_>>();
            for period in periods.into_iter().chain(missing) {
                let adults = Adults::find(catalog, data, place, &period.to_string(), group);
                let figure = adults.at(level);
                if figure.share.moe_reason.as_deref() == Some("sum-of-rounded") {
                    answer.note("sum-of-rounded", &[]);
                }
                answer.items.push(Item {
                    place: named(catalog, place),
                    period: period.to_string(),
                    group: group.clone(),
                    total: adults.total(),
                    levels: Vec::new(),
                    at_or_above: vec![figure],
                    gap: None,
                    rank: None,
                });
            }
        }
    }
    if !answer.items.iter().any(|i| i.at_or_above[0].share.value.is_some()) {
        let message = format!("no figures are loaded for place {} at this level", places.join(", "));
        return Err(Error::no_data(message));
    }
    Ok(answer)
}
