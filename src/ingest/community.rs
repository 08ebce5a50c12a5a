//! Tables that others derived from official ones and published: AAPI Data's "Quick Stats" of ACS tables C15002B to I,
//! which have no margins; a count whose margin passed a quarter of it was left out by its owner.

use super::cell::{self, Cell, Missing};
use super::{Outcome, Refusal, Row, RowReader, Settings, column};
use crate::dataset::{Builder, Dim, Observation, indicator, place};

struct QuickStats {
    place: usize,
    name: usize,
    group: usize,
    topic: usize,
    level: usize,
    estimate: usize,
    kind: usize,
    period: String,
    source: String,
    width: usize,
}

pub(super) fn quick_stats(header: &[String], settings: &Settings) -> Option<Box<dyn RowReader>> {
    Some(Box::new(QuickStats {
        place: column(header, "GEOID")?,
        name: column(header, "NAME")?,
        group: column(header, "group")?,
        topic: column(header, "topic")?,
        level: column(header, "topic_type")?,
        estimate: column(header, "estimate")?,
        kind: column(header, "estimate_type")?,
        period: settings.period.clone().unwrap_or_default(),
        source: settings.source.clone().unwrap_or_default(),
        width: header.len(),
    }))
}

impl RowReader for QuickStats {
    fn width(&self) -> usize {
        self.width
    }

    fn row(&mut self, row: &Row<'_>, out: &mut Builder) -> Result<Outcome, Refusal> {
        // Shares are recomputed from the counts: the owner's own are empty for one group.
        if row.text(self.topic) != "edu" || row.text(self.kind) != "count" {
            return Ok(Outcome::Read);
        }
        let group = row.text(self.group);
        let race = match &*group {
            "Black Alone" => "black",
            "AIAN Alone" => "aian",
            "Asian Alone" => "asian",
            "NHPI Alone" => "nhpi",
            "Non-Hispanic White Alone" => "white_nh",
            "Latino" => "hispanic",
            other => {
                let message = format!("“{}” is no known group", super::shortened(other));
                return Err(Refusal::new("bad-group", self.group, message));
            }
        };
        let topic = row.text(self.level);
        let level = match &*topic {
            "Less than HS" => "less_than_high_school",
            "HS or GED" => "high_school",
            "Some College or AA" => "some_college_or_associate",
            "BA or higher" => "bachelors_or_higher",
            other => {
                let message = format!("“{}” is no level of education", super::shortened(other));
                return Err(Refusal::new("bad-level", self.level, message));
            }
        };
        let text = row.text(self.estimate);
        let value = match cell::number(&text) {
            Ok(Cell::Missing(_)) => Cell::Missing(Missing::Suppressed),
            Ok(value) => value,
            Err(_) => return Err(Refusal::not_a_number(self.estimate, &text)),
        };
        let place = place::normalise(&row.text(self.place));
        out.push(&Observation {
            dims: &[
                (Dim::Place, &place),
                (Dim::Period, &self.period),
                (Dim::Indicator, indicator::ADULTS),
                (Dim::Race, race),
                (Dim::Level, level),
                (Dim::Unit, "count"),
                (Dim::Source, &self.source),
                (Dim::Column, "estimate"),
            ],
            value,
            moe: Cell::Missing(Missing::NotPublished),
            line: row.line,
        });
        out.name(&place, &row.text(self.name));
        Ok(Outcome::Read)
    }
}
