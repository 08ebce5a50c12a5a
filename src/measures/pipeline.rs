//! From school to work: of 100 young people, how many reach each stage, as far as the data reach.
//!
//! Every stage is as published: its own source, its own year, its own denominator. Only one product is made: the A-G rate
//! is a share of the graduates, not of the cohort (California Department of Education, "Information about the Adjusted
//! Cohort Graduation Rate"), and so of 100 in the cohort graduation rate times A-G rate meet it. Both rates are of one
//! cohort and one source, else there is no product; stages of different cohorts are never multiplied.
//!
//! The figures count every pupil: there is no sampling error and so no margin. Small cohorts are hidden before they get
//! here, see [`crate::dataset::suppression`].

use super::estimate::{self, Estimate};
use super::{Answer, Measure, Place, Spec, named, newest, published};
use crate::dataset::catalog::Catalog;
use crate::dataset::{Dim, indicator};
use crate::error::{Error, Result};
use crate::ingest::cell::Missing;
use serde::Serialize;

/// Why figures that count everyone have no margin.
const FULL_COUNT: &str = "full-count";

/// A stage that a place's and group's young people reach, or do not.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Stage {
    /// Where.
    pub place: Place,
    /// Code of the student group, `RH` say; "" is everyone.
    pub group: String,
    /// `chronically_absent`, `reading_grade_3`, `math_grade_8`, `english_grade_11`, `graduated`, `met_a_g`,
    /// `dropped_out`, `college_going`, `first_year_credits` or `degree`.
    pub stage: &'static str,
    /// School year of the figure or, for a cohort, in which it should graduate; "" where there is none.
    pub period: String,
    /// The share as published, 0 to 1.
    pub share: Estimate,
    /// Whom the share is of: `enrolled`, `tested`, `cohort`, `graduates` or `completers`.
    pub of: &'static str,
    /// How many of 100.
    pub of_hundred: Estimate,
    /// Of which 100: as `of`, but for what the product gives.
    pub hundred: &'static str,
    /// How many there are in that denominator.
    pub base: Estimate,
    /// Whether two rates of one cohort were multiplied.
    pub multiplied: bool,
    /// The format of the file that would fill a stage without data; "" where no public file has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fills: Option<&'static str>,
}

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

/// Answers a spec of measure `pipeline`: every stage for each place and group.
pub(super) fn measure(catalog: &Catalog, spec: &Spec) -> Result<Answer> {
    spec.of_everyone("pipeline")?;
    let places = spec.places(catalog.default_place())?;
    let periods = spec.periods()?;
    let everyone = [String::new()];
    let groups = spec.group.as_ref().map_or(&everyone[..], |g| g.as_slice());
    let mut answer = Answer::new(Measure::Pipeline, "");
    answer.universe = "students".to_owned();
    let mut any = false;
    for place in &places {
        for group in groups {
            // "TA" is the department's own code for everyone.
            let group = if group == "TA" { "" } else { group };
            let mut graduated: Option<(String, Estimate)> = None;
            for (stage, share, count, of, format) in STAGES {
                let of_place =
                    |indicator| [(Dim::Place, place.as_str()), (Dim::Group, group), (Dim::Indicator, indicator)];
                let found =
                    newest(catalog, spec.data.as_deref(), &periods, &of_place(share)).filter(|_| !share.is_empty());
                let mut row = Stage {
                    place: named(catalog, place),
                    group: group.to_owned(),
                    stage,
                    period: String::new(),
                    share: Estimate::missing(Missing::NotAvailable.code()),
                    of,
                    of_hundred: Estimate::missing(Missing::NotAvailable.code()),
                    hundred: of,
                    base: Estimate::missing(Missing::NotAvailable.code()),
                    multiplied: false,
                    fills: None,
                };
                if let Some((table, period, rows)) = found {
                    any = true;
                    row.period = period.to_string();
                    let year = [(Dim::Period, row.period.as_str())];
                    let counted = table.select(&[&of_place(count)[..], &year].concat());
                    let count = counted.first().map(|r| published(table, *r).without_moe(FULL_COUNT));
                    row.share = published(table, rows[0]).without_moe(FULL_COUNT);
                    row.base = count.unwrap_or(row.base);
                    let mut of_all = row.share.clone();
                    if stage == MET_A_G {
                        row.hundred = "cohort";
                        row.multiplied = true;
                        of_all = match &graduated {
                            Some((period, rate)) if *period == row.period && rate.source == row.share.source => {
                                estimate::product(rate, &row.share)
                            }
                            _ => Estimate::missing("other-cohort"),
                        };
                    } else if stage == "graduated" {
                        graduated = Some((row.period.clone(), row.share.clone()));
                    }
                    row.of_hundred = estimate::product(&of_all, &Estimate::new(100.0, 0.0));
                    if row.multiplied && row.of_hundred.value.is_some() {
                        answer.note("a-g-of-cohort", &[]);
                    }
                } else {
                    row.fills = Some(format);
                }
                answer.pipeline.push(row);
            }
        }
    }
    if !any {
        let groups = groups.join(", ");
        let of = if groups.is_empty() { groups } else { format!(", group {groups}") };
        return Err(Error::no_data(format!("no figures on students are loaded for place {}{of}", places.join(", "))));
    }
    let mut years = answer.pipeline.iter().map(|s| &s.period).filter(|p| !p.is_empty());
    let first = years.next();
    if years.any(|p| Some(p) != first) {
        answer.note("cohorts-differ", &[]);
    }
    Ok(answer)
}
