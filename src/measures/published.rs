//! Figures of one indicator as they are published, nothing computed: the share of jobs that need education after high
//! school by year, say. Publications differ in method, so that neighbours in such a list need not be one series; each row
//! names its own source.

use super::estimate::Estimate;
use super::{Answer, Measure, Place, Spec, named, published};
use crate::dataset::catalog::Catalog;
use crate::dataset::{Dim, period::Period};
use crate::error::{Error, Result};
use crate::order;
use crate::plain::plain;

/// A figure as published.
#[derive(Debug, Clone, PartialEq)]
pub struct Published {
    /// Where.
    pub place: Place,
    /// When; as the publication says where that is no period (`undated`).
    pub period: String,
    /// What, one of [`crate::dataset::indicator`].
    pub indicator: String,
    /// `share` (0 to 1), `count` or `dollars`.
    pub unit: String,
    /// How much.
    pub value: Estimate,
}

plain!(write Published { place, period, indicator, unit, value });

/// Answers a spec of measure `published`: every place's figures of an indicator, oldest first.
pub(super) fn measure(catalog: &Catalog, spec: &Spec) -> Result<Answer> {
    spec.of_everyone("published")?;
    let Some(indicator) = &spec.indicator else {
        return Err(Error::spec("indicator", "an indicator is needed: jobs_needing_postsecondary, say"));
    };
    let places = spec.places(catalog.default_place())?;
    let wanted = spec.periods()?;
    let mut answer = Answer::new(Measure::Published, "");
    answer.universe.clear();
    for place in &places {
        let mut rows: Vec<(Option<Period>, Published)> = Vec::new();
        for dataset in catalog.datasets(spec.data.as_deref()) {
            for row in dataset.select(&[(Dim::Place, place), (Dim::Indicator, indicator)]) {
                let text = dataset.text(Dim::Period, row);
                let period = Period::parse(text);
                if !wanted.is_empty() && !period.is_some_and(|p| wanted.contains(&p)) {
                    continue;
                }
                let found = Published {
                    place: named(catalog, place),
                    period: text.to_owned(),
                    indicator: indicator.clone(),
                    unit: dataset.text(Dim::Unit, row).to_owned(),
                    value: published(dataset, row),
                };
                rows.push((period, found));
            }
        }
        order::sort_by(&mut rows, |(a, _), (b, _)| a.map(Period::sort_key).cmp(&b.map(Period::sort_key)));
        answer.published.extend(rows.into_iter().map(|(_, row)| row));
    }
    if answer.published.is_empty() {
        let message = format!("no figures of {indicator} are loaded for place {}", places.join(", "));
        return Err(Error::no_data(message));
    }
    Ok(answer)
}
